"""`manage.py dump_dashboard`: the JSON of the dashboard, or of a breakdown, for scripts."""

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
    ResolvedFilters,
)
from analytics.reports.breakdown import BREAKDOWN
from analytics.reports.dashboard import DASHBOARD
from analytics.reports.report import Report
from analytics.reports.runner import run_report
from analytics.semantic.dimensions import DIMENSIONS
from analytics.semantic.filters import FILTERS, Filter
from analytics.semantic.values import CampaignIds, ManyOf, OneOf
from analytics_project import audit
from analytics_project.api.errors import list_faults
from campaigns.commands import OneLineCommand
from campaigns.models import Campaign, Organization

# Options as people type them, by the query parameter that they stand for.
OPTIONS = {
    "start_date": "--start",
    "end_date": "--end",
    "timezone": "--timezone",
    "granularity": "--granularity",
    "compare": "--compare",
    "compare_start_date": "--compare-start",
    "compare_end_date": "--compare-end",
    "by": "--by",
    "sort": "--sort",
    "limit": "--limit",
}


class Command(OneLineCommand):
    """Prints the very JSON that the endpoint answers for the same parameters.

    That of GET /analytics/dashboard; with --by that of GET /analytics/breakdown.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--org", required=True, metavar="SLUG")
        parser.add_argument("--start", required=True, metavar="DATE", dest="start_date")
        parser.add_argument("--end", required=True, metavar="DATE", dest="end_date")
        parser.add_argument("--timezone", metavar="ZONE", help="Default: the organisation's.")
        parser.add_argument("--granularity", default=AUTO, choices=GRANULARITY_CHOICES)
        for each in FILTERS.values():
            parser.add_argument(option_of(each), dest=each.name, **argument_of(each))
        parser.add_argument("--compare", default=NONE, choices=COMPARISONS)
        parser.add_argument("--compare-start", metavar="DATE", dest="compare_start_date",
                            help="First day to compare with; for --compare custom.")  # fmt: skip
        parser.add_argument("--compare-end", metavar="DATE", dest="compare_end_date",
                            help="Last day to compare with; for --compare custom.")  # fmt: skip
        parser.add_argument("--by", choices=list(DIMENSIONS), help="What to tell numbers apart by.")
        parser.add_argument("--sort", metavar="METRIC", help="--sort=-METRIC: most first.")
        parser.add_argument("--limit", metavar="N", help="At most so many rows.")
        parser.add_argument("--output", type=Path, metavar="FILE", help="Default: standard output.")
        parser.add_argument("--indent", type=int, metavar="N", help="Spaces per level.")

    def handle(self, **options: Any) -> None:
        """Parse, compute, print."""
        report: Report[ResolvedFilters, Any] = BREAKDOWN if options["by"] else DASHBOARD
        answer = run_report(report, self.resolve(report, options))
        for warning in answer.meta["warnings"]:
            self.stderr.write(f"{warning['code']}: {warning['detail']}")
        text = json.dumps(answer.to_json(), indent=options["indent"], ensure_ascii=False)
        if options["output"] is None:
            self.stdout.write(text)
        else:
            try:
                options["output"].write_text(text + "\n", encoding="utf-8")
            except OSError as error:
                raise CommandError(f"--output: {error}", returncode=1) from error
        audit.record("exported", what=report.name, filters=answer.echo)

    def resolve(
        self, report: Report[ResolvedFilters, Any], options: dict[str, Any]
    ) -> ResolvedFilters:
        """Return the filters that the options mean; wrong ones end the command with code 2."""
        organizations = Organization.objects.filter(slug=options["org"])
        parameters = QueryDict(mutable=True)
        for name in OPTIONS:
            if options[name]:
                parameters[name] = options[name]
        for each in FILTERS.values():
            if options[each.name]:
                parameters.setlist(each.name, self.find_values(each, options))
        try:
            return report.parameters.resolve(parameters, organizations)
        except PermissionDenied as error:
            raise CommandError(
                f"--org: there is no organisation {options['org']}.", returncode=2
            ) from error
        except ValidationError as error:
            faults = [
                f"{options_by_parameter()[str(fault['parameter'])]}: {fault['detail']}"
                for fault in list_faults(error.detail)
            ]
            raise CommandError(" ".join(faults), returncode=2) from error

    def find_values(self, filter_: Filter, options: dict[str, Any]) -> list[str]:
        """Return what the parameter of a filter says; campaigns are named by external id here."""
        given = options[filter_.name]
        if not isinstance(filter_.values, CampaignIds):
            return given if filter_.values.is_many else [given]
        found = dict(
            Campaign.objects.filter(
                organization__slug=options["org"], external_id__in=given
            ).values_list("external_id", "pk")
        )
        unknown = [name for name in given if name not in found]
        if unknown:
            raise CommandError(
                f"{option_of(filter_)}: {options['org']} has no campaign {', '.join(unknown)}.",
                returncode=2,
            )
        return [str(found[name]) for name in given]


def option_of(filter_: Filter) -> str:
    """Return the option of a filter."""
    return filter_.option or f"--{filter_.name.replace('_', '-')}"


def options_by_parameter() -> dict[str, str]:
    """Return every option as people type it, by the query parameter that it stands for."""
    return OPTIONS | {each.name: option_of(each) for each in FILTERS.values()}


def argument_of(filter_: Filter) -> dict[str, Any]:
    """Return how argparse takes the option of a filter."""
    argument: dict[str, Any] = {"help": filter_.description}
    if filter_.values.is_many:
        argument |= {"action": "append", "default": []}
    match filter_.values:
        case OneOf(choices) | ManyOf(choices):
            argument["choices"] = list(choices)
        case CampaignIds():
            argument["metavar"] = "EXTERNAL_ID"
        case values:
            argument["metavar"] = values.kind.upper()
    return argument
