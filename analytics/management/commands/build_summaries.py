"""`manage.py build_summaries`: keep summaries of the days that are over, once or in a loop."""

import logging
import sys
from contextlib import closing
from typing import Any

from django.core.management.base import CommandError, CommandParser
from tqdm import tqdm

from analytics.summaries.building import build, drop, find_due
from analytics.summaries.waiting import find_waiting
from campaigns.commands import RepeatingCommand
from campaigns.models import Organization, OrganizationQuerySet

logger = logging.getLogger(__name__)


class Command(RepeatingCommand):
    """Builds summaries where there are none that hold; each week of days is one step.

    Safe to run twice, and on several machines at once: an organisation is built by one of them at
    a time. What is ended in the middle the next goes on with.
    """

    help = __doc__
    finishes = True

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        super().add_arguments(parser)
        parser.add_argument(
            "--org",
            action="append",
            metavar="SLUG",
            help="only of this organisation; several times for several",
        )
        parser.add_argument(
            "--drop", action="store_true", help="delete them instead; no answer changes"
        )

    def work(self, **options: Any) -> None:
        """Build what is due."""
        organizations = find_organizations(options["org"])
        if options["drop"] and options["every"]:
            raise CommandError("--drop: not with --every.", returncode=2)
        if options["drop"]:
            self.stdout.write(f"{drop(organizations):,} summaries deleted.")
            return
        for organization in organizations.with_unknown_timezone():
            logger.warning(
                "Of %s nothing is built: its time zone is unknown, %r.",
                organization.slug,
                organization.timezone,
            )
        for organization in organizations.filter(pk__in=find_waiting()).order_by("slug"):
            self.build(organization)

    def build(self, organization: Organization) -> None:
        """Build what is due of an organisation; print how much that was, unless it is nothing."""
        built = 0
        # disable=None: no bar unless standard error is a terminal.
        with (
            closing(build(organization)) as weeks,
            tqdm(
                total=len(find_due(organization)), desc=organization.slug, unit=" weeks",
                disable=None, file=sys.stderr,
            ) as bar,
        ):  # fmt: skip
            for _ in weeks:
                built += 1
                bar.update()
                self.go_on()
        if built:
            self.stdout.write(f"{organization.slug}: {built:,} weeks built.")


def find_organizations(slugs: list[str] | None) -> OrganizationQuerySet:
    """Return the organisations named, or all. Raises CommandError where one is not there."""
    if slugs is None:
        return Organization.objects.all()
    found = Organization.objects.filter(slug__in=slugs)
    unknown = set(slugs) - set(found.values_list("slug", flat=True))
    if unknown:
        raise CommandError(f"--org: there is no organisation {min(unknown)}.", returncode=2)
    return found
