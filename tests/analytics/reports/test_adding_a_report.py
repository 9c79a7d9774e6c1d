"""A report is one declaration: its endpoint, files, notes and warnings follow."""

from datetime import datetime
from typing import Annotated, TypedDict

import pytest
from django.contrib.auth.models import User
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate

from analytics.api.report_serializers import answer_component
from analytics.api.views import declare_view
from analytics.question.filters import ReportQuery, ResolvedFilters
from analytics.reading.base_querysets import in_range
from analytics.reports.registry import REPORTS
from analytics.reports.report import Computed, Inputs, Remote, Report
from analytics.reports.runner import run_report
from analytics.semantic.answers import Meaning
from analytics.semantic.sources import CREDITS
from campaigns.models import CreditUsage, Organization
from tests.helpers.exported import read_xlsx, rows_of, split_csv
from tests.helpers.factories import CampaignFactory, CreditFactory, at


class Charges(TypedDict):
    """How often credits were charged."""

    charges: Annotated[int, Meaning("How often credits were charged.", "charges")]


def compute_charges(inputs: Inputs[ResolvedFilters]) -> Computed[Charges]:
    charges = CreditUsage.objects.filter(in_range(inputs.filters, "created", CREDITS)).count()
    return Computed({"charges": charges}, [{"code": "new", "detail": "Nobody has seen it yet."}])


CHARGES = Report(
    name="charges",
    label="Charges",
    description="How often credits were charged in the range.",
    answer=Charges,
    parameters=ReportQuery,
    sources=(CREDITS,),
    compute=compute_charges,
)


@pytest.fixture(autouse=True)
def _declare_the_report(monkeypatch: pytest.MonkeyPatch, organization: Organization) -> None:
    monkeypatch.setitem(REPORTS, CHARGES.name, CHARGES)
    campaign = CampaignFactory(organization=organization)
    CreditFactory(campaign=campaign, created=at("2024-03-19T10:00"), credits="2.5")


def get(user: User, **query: str) -> Response:
    """Return what the endpoint answers."""
    parameters = {"start_date": "2024-03-18", "end_date": "2024-03-20", **query}
    request = APIRequestFactory().get("/analytics/charges", parameters)
    force_authenticate(request, user)
    answer: Response = declare_view(CHARGES).as_view()(request)
    answer.render()
    return answer


def test_endpoint_and_files_follow(recruiter: User, now: datetime) -> None:
    answer = get(recruiter, candidate_filter="applied").data
    assert (answer["charges"], answer["filters"]["candidate_filter"]) == (1, ["applied"])
    codes = [warning["code"] for warning in answer["meta"]["warnings"]]
    assert codes == ["credits_know_no_candidate", "new"]
    assert "passing_scores" not in answer["meta"]

    file = get(recruiter, format="csv")
    (row,), notes = split_csv(file.content)
    assert row == {"charges": "1"}
    assert ("charges", "How often credits were charged.") in [
        (line["name"], line["definition"]) for line in notes
    ]
    assert "acme-charges-2024-03-18-to-2024-03-20.csv" in file["Content-Disposition"]
    workbook = read_xlsx(get(recruiter, format="xlsx").content)
    assert rows_of(workbook["Charges"]) == [{"Charges": 1}]
    assert get(recruiter, compare="previous_period").status_code == 400


def test_schema_follows() -> None:
    component = answer_component(CHARGES)
    assert (component.__name__, component.__doc__) == ("Charges", CHARGES.description)
    fields = component().fields
    assert list(fields) == ["filters", "charges", "meta"]
    assert fields["charges"].help_text == "How often credits were charged."


def test_what_is_remote_has_to_be_declared(organization: Organization, now: datetime) -> None:
    def compute(inputs: Inputs[ResolvedFilters]) -> Computed[Charges]:
        return Computed({"charges": inputs.sms().by_bucket()[0]["total"]})

    def declare(needs: frozenset[Remote]) -> Report[ResolvedFilters, Charges]:
        return Report(name="x", label="X", description="X.", answer=Charges,
                      parameters=ReportQuery, compute=compute, needs=needs)  # fmt: skip

    filters = ReportQuery.resolve({}, Organization.objects.all())
    with pytest.raises(LookupError, match="declaration"):
        run_report(declare(frozenset()), filters)
    answer = run_report(declare(frozenset({Remote.TEXT_MESSAGES})), filters)
    assert answer.values == {"charges": 0}
