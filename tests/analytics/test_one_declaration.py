"""A filter or a metric is one declaration: everything that answers respects it.

docs/adding-a-filter.md and docs/adding-a-metric.md; tests/docs/test_guides.py runs their code.
"""

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import call_command
from django.db.models import Q
from django.test import override_settings
from drf_spectacular.generators import SchemaGenerator
from hypothesis import given
from hypothesis.extra.django import TestCase
from openpyxl import load_workbook
from rest_framework.test import APIClient

from analytics.semantic.bases import Base
from analytics.semantic.catalogue import every_metric
from analytics.semantic.charts import CHARTS
from analytics.semantic.dimensions import DIMENSIONS
from analytics.semantic.filters import FILTERS, Filter, Subject
from analytics.semantic.measures import Count, Rate
from analytics.semantic.metrics import METRICS, Metric, Section
from analytics.semantic.populations import CONTACTED
from analytics.semantic.values import ManyOf, YesNo
from calls.populations import ATTEMPTED, Population
from campaigns.models import VIEW_ORGANIZATIONS, Campaign, Organization
from tests.helpers.answers import rate
from tests.helpers.comparison import build_parameters, list_differences, without_comparison
from tests.helpers.documents import message, script
from tests.helpers.factories import (
    CampaignFactory,
    CandidateFactory,
    CreditFactory,
    RatingFactory,
    ReviewFactory,
    ScreeningFactory,
    SmsFactory,
    WebCallFactory,
    at,
    call,
    create_staff,
)
from tests.helpers.oracle import Question, Rows
from tests.helpers.oracle import dashboard as expect_dashboard
from tests.helpers.servers.cosmos import CosmosEmulator
from tests.helpers.source_oracle import answers as expect_answers
from tests.helpers.source_strategies import source_scenes
from tests.helpers.strategies import load

NAMES = {name: name for name in ("ann", "bob", *(f"candidate-{number}" for number in range(6)))}
PEOPLE = Filter(
    "people",
    label="Person",
    description="Only these candidates. Default: all.",
    values=ManyOf(NAMES),
    column="candidate__external_id",
    subject=Subject.CANDIDATE,
    document="candidate_id",
)
STOPPED = Filter(
    "stopped",
    label="Opt-out",
    description="Only calls in which the candidate opted out, or did not. Default: all.",
    values=YesNo(),
    column="opted_out",
    subject=Subject.CALL,
)
OTHERS = (
    "sms_sent",
    "total_sms",
    "time_saved",
    "total_time_saved",
    "candidate_satisfaction",
    "average_candidate_satisfaction",
    "credits_per_qualified_candidate",
    "candidate_care",
)
RANGE = {"start_date": "2024-03-18", "end_date": "2024-03-20", "granularity": "day"}


@pytest.fixture(autouse=True)
def _declare(monkeypatch: pytest.MonkeyPatch) -> None:
    for each in (PEOPLE, STOPPED):
        monkeypatch.setitem(FILTERS, each.name, each)


@pytest.fixture(params=["local", "cosmos"])
def store(request: pytest.FixtureRequest) -> CosmosEmulator | None:
    """The emulator of Cosmos DB, or None where documents are tables."""
    found: CosmosEmulator | None = (
        request.getfixturevalue("cosmos") if request.param == "cosmos" else None
    )
    return found


@pytest.fixture
def campaign(organization: Organization, store: CosmosEmulator | None) -> Campaign:
    """A campaign, in whose passing score all agree."""
    if store:
        store.put("campaign_scripts", script("acme", "drivers", 70.0))
    found: Campaign = CampaignFactory(organization=organization, external_id="drivers")
    return found


def happen(campaign: Campaign, name: str, store: CosmosEmulator | None) -> None:
    """Let everything that any number counts happen to a candidate, and before the range, too."""
    organization = campaign.organization
    candidate = CandidateFactory(organization=organization, external_id=name, source="applied")
    whose: dict[str, Any] = {"campaign": campaign, "candidate": candidate}
    call(campaign, "2024-03-16T10:00", "busy", candidate=candidate)
    call(campaign, "2024-03-18T07:00", "no_answer", candidate=candidate)
    called = call(campaign, "2024-03-19T10:00", "completed", candidate=candidate,
                  call_length_sec=60, question_completion_rate=1.0, score=90.0, opted_out=True,
                  withdrawal_reason="pay", accommodation_requested=True)  # fmt: skip
    other = CampaignFactory(organization=organization, external_id=f"other-{name}")
    call(other, "2024-03-20T10:00", "busy", candidate=candidate)
    for judged, feedback in ((campaign, "thumbs_up"), (other, "thumbs_down")):
        ReviewFactory(campaign=judged, candidate=candidate, feedback=feedback,
                      call_last_reviewed_at=at("2024-03-19T11:00"))  # fmt: skip
    RatingFactory(call=called, rating=4, created=at("2024-03-19T12:00"))
    WebCallFactory(**whose, created=at("2024-03-19T10:00"), length_sec=30)
    ScreeningFactory(**whose, created=at("2024-03-19T10:00"))
    CreditFactory(campaign=campaign, created=at("2024-03-19T10:00"))
    SmsFactory(**whose, created=at("2024-03-19T10:00"))
    if store:
        document = message("acme", called.pk, "2024-03-19T10:00:00Z", candidate_id=name)
        store.put("sms_messages", document)


def ask(client: APIClient, name: str, **query: Any) -> dict[str, Any]:
    """Return an endpoint's answer."""
    response = client.get(f"/analytics/{name}", {**RANGE, **query})
    assert response.status_code == 200, response.content
    answer: dict[str, Any] = response.json()
    return answer


def build_schema() -> Any:
    """Return the schema of what is declared now; `/schema` serves the one that is committed."""
    generator: Any = SchemaGenerator
    return generator().get_schema(request=None, public=True)


def ask_all(client: APIClient, **query: Any) -> dict[str, dict[str, Any]]:
    """Return what every endpoint says, filters, meta and what is warned of left out."""
    found = {"dashboard": ask(client, "dashboard", compare="previous_period", **query)}
    found |= {name: ask(client, name, **query) for name in OTHERS}
    found |= {
        f"breakdown by {by}": ask(client, "breakdown", by=by, compare="previous_period", **query)
        for by in DIMENSIONS
    }
    return {
        name: {key: value for key, value in answer.items() if key not in ("filters", "meta")}
        for name, answer in found.items()
    }


def list_rows(client: APIClient, **query: Any) -> Iterator[tuple[str, int]]:
    """Yield how many rows stand behind every metric."""
    for metric in every_metric():
        page = client.get(f"/{metric.base.rows}", {**RANGE, "metric": metric.name, **query})
        assert page.status_code == 200, page.content
        yield metric.name, page.json()["count"]


def test_a_filter_reaches_every_number_and_the_rows_behind_it(
    client: APIClient, now: datetime, campaign: Campaign, store: CosmosEmulator | None
) -> None:
    happen(campaign, "ann", store)
    alone, rows = ask_all(client), dict(list_rows(client))
    happen(campaign, "bob", store)
    cache.clear()
    both = ask_all(client)

    filtered = ask_all(client, people="ann")
    # Credits are recorded by no candidate: they are everyone's, and not divided.
    used = filtered.pop("credits_per_qualified_candidate")
    assert used == {**both["credits_per_qualified_candidate"], "value": None, "denominator": 1}
    assert filtered == {name: alone[name] for name in filtered}
    assert dict(list_rows(client, people="ann")) == rows

    # The scene leaves nothing out: every number counts the second candidate.
    for name in METRICS:
        assert both["dashboard"]["scalars"][name] != alone["dashboard"]["scalars"][name], name
    for name in CHARTS:
        assert both["dashboard"]["charts"][name] != alone["dashboard"]["charts"][name], name
    for part in ("withdrawal", "accommodation", "opt_out", "previous"):
        assert both["dashboard"][part] != alone["dashboard"][part]
    for name in (*OTHERS, *(f"breakdown by {by}" for by in DIMENSIONS)):
        assert both[name] != alone[name], name


def test_what_cannot_tell_a_filter_says_so(
    client: APIClient, now: datetime, campaign: Campaign, store: CosmosEmulator | None
) -> None:
    happen(campaign, "ann", store)

    def warned(name: str, **query: Any) -> list[str]:
        return [each["code"] for each in ask(client, name, **query)["meta"]["warnings"]]

    assert warned("dashboard", people="ann") == []
    assert warned("credits_per_qualified_candidate", people="ann") == ["credits_know_no_candidate"]
    assert warned("dashboard", stopped="true") == ["reviews_know_no_call"]
    assert warned("sms_sent", stopped="true") == ["sms_know_no_call"]
    assert warned("candidate_satisfaction", stopped="true") == []
    assert warned("time_saved", stopped="true") == [
        "web_calls_know_no_call",
        "resume_screenings_know_no_call",
        "sms_know_no_call",
    ]


def test_a_filter_about_calls_tells_the_calls_of_an_application_apart(
    client: APIClient, now: datetime, campaign: Campaign, store: CosmosEmulator | None
) -> None:
    happen(campaign, "ann", store)
    candidate = CandidateFactory(organization=campaign.organization, external_id="eve")
    # Her first interview is none of those in which somebody opted out, and so her second is none.
    for hour, opted_out in ((9, False), (10, True)):
        call(campaign, f"2024-03-20T{hour:02}:00", "completed", candidate=candidate,
             question_completion_rate=0.5, opted_out=opted_out)  # fmt: skip
    stopped = ask(client, "dashboard", stopped="true")
    assert stopped["filters"]["stopped"] is True
    numbers = stopped["scalars"]
    assert (numbers["total_calls"], numbers["interviews"], numbers["opt_outs"]) == (2, 2, 2)
    assert numbers["avg_time_to_first_interview"]["count"] == 1  # Ann's
    assert numbers["thumbs_up"] == 1
    assert ask(client, "sms_sent", stopped="true")["points"][1]["total"] == 0
    assert ask(client, "average_candidate_satisfaction", stopped="true")["count"] == 1
    assert ask(client, "average_candidate_satisfaction", stopped="false")["count"] == 0
    for metric in every_metric():
        page = client.get(
            f"/{metric.base.rows}", {**RANGE, "metric": metric.name, "stopped": "true"}
        )
        assert page.status_code == 200
    times = client.get("/applications", {**RANGE, "metric": "avg_time_to_first_interview",
                                         "stopped": "true"})  # fmt: skip
    assert times.json()["count"] == 1


@pytest.mark.parametrize("store", ["local"], indirect=True)
def test_files_command_schema_and_catalogue_follow(
    client: APIClient, now: datetime, campaign: Campaign, store: None
) -> None:
    for name in ("ann", "bob"):
        happen(campaign, name, store)
    answer = ask(client, "dashboard", people=["ann"], stopped="true")
    assert (answer["filters"]["people"], answer["filters"]["stopped"]) == (["ann"], True)
    nothing = ask(client, "dashboard")["filters"]
    assert (nothing["people"], nothing["stopped"]) == ([], None)

    query = {**RANGE, "people": ["ann"], "stopped": "true"}
    file = client.get("/analytics/dashboard", {**query, "format": "csv"}).content.decode(
        "utf-8-sig"
    )
    cells = [cell for row in csv.reader(io.StringIO(file)) for cell in row]
    assert {"people", "ann", "stopped"} <= set(cells)
    workbook = client.get("/analytics/dashboard", {**query, "format": "xlsx"}).content
    texts = {
        cell
        for sheet in load_workbook(io.BytesIO(workbook)).worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    }
    assert {"People", "ann", "Stopped"} <= texts

    written = io.StringIO()
    options = [
        "--start",
        "2024-03-18",
        "--end",
        "2024-03-20",
        "--people",
        "ann",
        "--stopped",
        "true",
    ]
    call_command("dump_dashboard", "--org", "acme", *options, stdout=written, stderr=io.StringIO())
    dumped = json.loads(written.getvalue())
    assert dumped["scalars"] == answer["scalars"]
    assert dumped["filters"] == answer["filters"]

    refused = client.get("/analytics/dashboard", {**RANGE, "people": "nobody", "stopped": "maybe"})
    assert {each["parameter"] for each in refused.json()["errors"]} == {"people", "stopped"}
    schema = build_schema()
    for path in ("/analytics/dashboard", "/analytics/total_sms", "/calls"):
        parameters = {each["name"] for each in schema["paths"][path]["get"]["parameters"]}
        assert {"people", "stopped"} <= parameters
    offered = {each["name"]: each for each in client.get("/analytics/metrics").json()["filters"]}
    assert offered["people"]["kind"] == "many"
    assert offered["people"]["choices"][0] == {"value": "ann", "label": "ann"}
    assert offered["stopped"]["kind"] == "flag"


CALLED_TWICE = Metric(
    "answered_more_than_once",
    Base.APPLICATIONS,
    Rate(
        Count(
            Population("answered_twice", Q(answered_calls__gt=1), "Applications answered twice.")
        ),
        Count(CONTACTED),
    ),
    label="Answered more than once",
    description="Share of applications in which more than one call was answered.",
    section=Section.REACH,
    of=("answered twice", "applications"),
)
BUSY = Metric(
    "busy_calls",
    Base.CALLS,
    Count(Population("busy", ATTEMPTED.where & Q(call_status="busy"), "Calls to busy lines.")),
    label="Busy",
    description="Calls to busy lines.",
    section=Section.REACH,
)


@pytest.mark.parametrize("store", ["local"], indirect=True)
@pytest.mark.parametrize(
    ("metric", "expected", "before"),
    [
        (CALLED_TWICE, rate(1, 3), rate(0, 1, is_noise=True)),
        (BUSY, 1, 1),
    ],
    ids=lambda value: getattr(value, "name", ""),
)  # fmt: skip
def test_a_metric_is_everywhere_by_its_declaration(
    client: APIClient, monkeypatch: pytest.MonkeyPatch, now: datetime, campaign: Campaign,
    store: None, metric: Metric, expected: Any, before: Any,
) -> None:  # fmt: skip
    monkeypatch.setitem(METRICS, metric.name, metric)
    happen(campaign, "ann", store)
    candidate = CandidateFactory(organization=campaign.organization, external_id="eve")
    for hour in (9, 10):
        call(campaign, f"2024-03-20T{hour:02}:00", "completed", candidate=candidate)

    answer = ask(client, "dashboard", compare="previous_period")
    assert answer["scalars"][metric.name] == expected
    assert answer["previous"]["scalars"][metric.name] == before
    for by in DIMENSIONS:
        broken_down = ask(client, "breakdown", by=by, sort=f"-{metric.name}")
        assert broken_down["total"][metric.name] == expected
        assert all(metric.name in row["scalars"] for row in broken_down["rows"])
    page = client.get(f"/{metric.base.rows}", {**RANGE, "metric": metric.name})
    assert page.json()["count"] == (expected if isinstance(expected, int) else 1)
    file = client.get("/analytics/dashboard", {**RANGE, "format": "csv"}).content.decode()
    assert metric.name in file
    assert metric.description in file
    workbook = client.get("/analytics/dashboard", {**RANGE, "format": "xlsx"}).content
    numbers = load_workbook(io.BytesIO(workbook))["Numbers"]
    assert metric.name.replace("_", " ").capitalize() in {row[0].value for row in numbers.rows}
    schema = build_schema()
    assert metric.name in schema["components"]["schemas"]["Scalars"]["properties"]
    offered = [each["name"] for each in client.get("/analytics/metrics").json()["metrics"]]
    assert metric.name in offered


def keep_people(rows: Rows, question: Question, names: list[str]) -> Rows:
    """Return the tables without what belongs to other people; credits are nobody's."""
    kept = {row["id"] for row in rows.candidates if row["external_id"] in names}

    def of_kept(table: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [row for row in table if row["candidate_id"] in kept]

    calls = of_kept(rows.calls)
    ids = {row["id"] for row in calls}
    return Rows(
        rows.organizations, rows.campaigns, rows.candidates, calls, of_kept(rows.reviews),
        rows.scripts, [row for row in rows.ratings if row["call_id"] in ids], of_kept(rows.sms),
        of_kept(rows.web_calls), of_kept(rows.screenings), rows.credits,
    )  # fmt: skip


class AddedFilterOracleTests(TestCase):
    """Each example has its own transaction, rolled back at its end."""

    databases = "__all__"
    user: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.user = create_staff(VIEW_ORGANIZATIONS)

    @given(source_scenes())
    def test_every_answer_agrees_with_the_oracle(self, scene: tuple[Rows, Question]) -> None:
        rows, question = scene
        load(rows)
        cache.clear()
        names = ["candidate-0", "candidate-2"]
        kept = keep_people(rows, question, names)
        client = APIClient()
        client.force_authenticate(self.user)
        parameters = {**build_parameters(rows, question), "people": names}
        expected = {"dashboard": expect_dashboard(kept, question), **expect_answers(kept, question)}
        expected["credits_per_qualified_candidate"]["value"] = None
        del expected["campaigns_launched_per_week"]  # It takes no filter.
        with (
            override_settings(
                DEFAULT_PASSING_SCORE=question.default_passing_score,
                COMPLETED_INTERVIEW_RATE=question.completed_interview_rate,
            ),
            time_machine.travel(question.now, tick=False),
        ):
            for name, answer in expected.items():
                answer["filters"] |= {"people": names, "stopped": None}
                query = parameters if name == "dashboard" else without_comparison(parameters)
                response = client.get(f"/analytics/{name}", query)
                assert response.status_code == 200, response.content
                found = response.json()
                del found["meta"]
                assert list_differences(found, answer, name) == []
