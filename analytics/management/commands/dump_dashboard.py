"""`manage.py dump_dashboard`: the dashboard's JSON, for scripts."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.http import QueryDict
from rest_framework.exceptions import PermissionDenied, ValidationError

from analytics.question.filters import (
    AUTO,
    COMPARISONS,
    GRANULARITY_CHOICES,
    NONE,
    DashboardQuery,
    ResolvedFilters,
)
from analytics.reports.dashboard import compute_dashboard
from analytics_project import audit
from analytics_project.api.errors import list_faults
from campaigns.commands import OneLineCommand
from campaigns.models import Campaign, CandidateSource, Organization

# Options as people type them, by the query parameter that they stand for.
OPTIONS = {
    "start_date": "--start",
    "end_date": "--end",
    "timezone": "--timezone",
    "granularity": "--granularity",
    "campaign_ids": "--campaign",
    "candidate_filter": "--candidate-filter",
    "compare": "--compare",
}


class Command(OneLineCommand):
    """Prints the very JSON that GET /analytics/dashboard answers for the same parameters."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--org", required=True, metavar="SLUG")
        parser.add_argument("--start", required=True, metavar="DATE", dest="start_date")
        parser.add_argument("--end", required=True, metavar="DATE", dest="end_date")
        parser.add_argument("--timezone", metavar="ZONE", help="Default: the organisation's.")
        parser.add_argument("--granularity", default=AUTO, choices=GRANULARITY_CHOICES)
        parser.add_argument("--campaign", action="append", default=[], metavar="EXTERNAL_ID")
        parser.add_argument(
            "--candidate-filter",
            action="append",
            default=[],
            choices=CandidateSource.values,
        )
        parser.add_argument("--compare", default=NONE, choices=COMPARISONS)
        parser.add_argument("--output", type=Path, metavar="FILE", help="Default: standard output.")
        parser.add_argument("--indent", type=int, metavar="N", help="Spaces per level.")

    def handle(self, **options: Any) -> None:
        """Parse, compute, print."""
        dashboard = compute_dashboard(self.resolve(options))
        for warning in dashboard["meta"]["warnings"]:
            self.stderr.write(f"{warning['code']}: {warning['detail']}")
        text = json.dumps(dashboard, indent=options["indent"], ensure_ascii=False)
        if options["output"] is None:
            self.stdout.write(text)
        else:
            try:
                options["output"].write_text(text + "\n", encoding="utf-8")
            except OSError as error:
                raise CommandError(f"--output: {error}", returncode=1) from error
        audit.record("exported", what="dashboard", filters=dashboard["filters"])

    def resolve(self, options: dict[str, Any]) -> ResolvedFilters:
        """Return the filters that the options mean; wrong ones end the command with code 2."""
        organizations = Organization.objects.filter(slug=options["org"])
        parameters = QueryDict(mutable=True)
        for name in ("start_date", "end_date", "timezone", "granularity", "compare"):
            if options[name]:
                parameters[name] = options[name]
        parameters.setlist("candidate_filter", options["candidate_filter"])
        parameters.setlist("campaign_ids", self.find_campaigns(options))
        try:
            return DashboardQuery.resolve(parameters, organizations)
        except PermissionDenied as error:
            raise CommandError(
                f"--org: there is no organisation {options['org']}.", returncode=2
            ) from error
        except ValidationError as error:
            faults = [
                f"{OPTIONS[str(fault['parameter'])]}: {fault['detail']}"
                for fault in list_faults(error.detail)
            ]
            raise CommandError(" ".join(faults), returncode=2) from error

    def find_campaigns(self, options: dict[str, Any]) -> list[str]:
        """Return the ids of the campaigns that the options name by external id."""
        found = dict(
            Campaign.objects.filter(
                organization__slug=options["org"], external_id__in=options["campaign"]
            ).values_list("external_id", "pk")
        )
        unknown = [name for name in options["campaign"] if name not in found]
        if unknown:
            raise CommandError(
                f"--campaign: {options['org']} has no campaign {', '.join(unknown)}.", returncode=2
            )
        return [str(found[name]) for name in options["campaign"]]
