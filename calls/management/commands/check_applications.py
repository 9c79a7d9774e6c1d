"""`manage.py check_applications`: compares applications with the calls and verdicts they are of."""

import sys
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS

from calls.applications import Difference, find_differences, list_batches, mend
from campaigns.commands import OneLineCommand
from campaigns.models import Organization

SHOWN = 10


class Command(OneLineCommand):
    """Says which applications differ from what they are made of, and ends with 1 where any does.

    Others may write meanwhile. Rows are named by ids alone: they are about people.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--org", help="The slug of an organisation; default: all of them.")
        parser.add_argument("--mend", action="store_true", help="Write those that differ anew.")

    def handle(self, org: str | None, *, mend: bool, **options: Any) -> None:
        """Look at one organisation after the other."""
        organizations = Organization.objects.using(DEFAULT_DB_ALIAS).order_by("slug")
        if org is not None:
            organizations = organizations.filter(slug=org)
            if not organizations:
                raise CommandError(f"There is no organisation {org}.", returncode=2)
        found = sum(self.check_one(each, mends=mend) for each in organizations)
        if not found:
            self.conclude("All applications are right.")
            return
        self.conclude(f"{found} applications differed{', and were written anew' if mend else ''}.")
        sys.exit(1)

    def check_one(self, organization: Organization, *, mends: bool) -> int:
        """Return how many applications of the organisation differ; show the first of them."""
        found = 0
        for first, last in list_batches(organization.pk):
            differences = find_differences(organization.pk, first, last)
            for difference in differences[: max(SHOWN - found, 0)]:
                self.stdout.write(describe(organization, difference))
            found += len(differences)
            if mends and differences:
                mend(differences)
        return found


def describe(organization: Organization, difference: Difference) -> str:
    """Return the line of one difference."""
    _, candidate, campaign = difference.key
    stored, actual = difference.stored, difference.actual
    return (
        f"{organization.slug}: candidate {candidate} in campaign {campaign} is "
        f"{stored or 'missing'}, and ought to be {actual or 'missing'}"
    )
