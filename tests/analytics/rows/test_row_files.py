"""All rows behind a number as a file: as many as were counted, and what the pages say of them."""

import tracemalloc
from datetime import datetime
from tempfile import TemporaryFile
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from analytics.exports import row_files
from analytics.rows import pages
from analytics.rows.selection import POPULATIONS_OF, metrics_of
from analytics.semantic.bases import RowKind
from calls.demo import seed_demo
from calls.models import Call
from campaigns.models import Campaign, Membership, Organization
from tests.conftest import Lines
from tests.helpers.exported import read_xlsx, rows_of, split_csv
from tests.helpers.factories import (
    CampaignFactory,
    CandidateFactory,
    MembershipFactory,
    ReviewFactory,
    UserFactory,
    at,
    call,
)

MARCH: Any = {"start_date": "2024-03-18", "end_date": "2024-03-20", "timezone": "Asia/Kolkata"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def drivers(organization: Organization) -> Campaign:
    """A campaign with a call of a person whose name is a formula, and one of a stranger."""
    drivers: Campaign = CampaignFactory(organization=organization, external_id="drivers",
                                        name="Drivers")  # fmt: skip
    ann = CandidateFactory(organization=organization, external_id="ann", name="=1+1",
                           source="applied")  # fmt: skip
    call(drivers, "2024-03-19T10:00", "completed", candidate=ann, call_length_sec=600, score=80.5,
         question_completion_rate=0.5, opted_out=True, external_id="c1")  # fmt: skip
    call(drivers, "2024-03-19T11:00", "busy", external_id="c2")
    ReviewFactory(campaign=drivers, candidate=ann, feedback="thumbs_up",
                  call_last_reviewed_at=at("2024-03-19T15:00"))  # fmt: skip
    return drivers


def ask(client: APIClient, path: str, **query: Any) -> Any:
    response = client.get(path, {**MARCH, **query})
    assert response.status_code == 200, response.getvalue()
    return response


def flat(row: Any) -> dict[str, Any]:
    """Return a row of a page under the names of columns."""
    cells: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            cells |= {f"{name}_{part}": each for part, each in value.items()}
        elif name == "candidate":
            cells |= {f"{name}_{part}": None for part in ("id", "external_id", "name", "source")}
        else:
            cells[name] = value
    return cells


def in_csv(value: Any) -> str:
    """Return a value as a CSV file has it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value).replace("=1", "'=1")


@pytest.mark.usefixtures("drivers")
@pytest.mark.parametrize("kind", RowKind)
def test_files_say_what_pages_say(client: APIClient, kind: RowKind) -> None:
    rows = [flat(row) for row in ask(client, f"/{kind}").json()["results"]]
    assert rows

    table, _ = split_csv(ask(client, f"/{kind}", format="csv").getvalue())
    assert table == [
        {column: in_csv(row[column]) for column in table[0]}
        for row in rows
    ]  # fmt: skip
    assert table[0].keys() == rows[0].keys()

    sheet = rows_of(read_xlsx(ask(client, f"/{kind}", format="xlsx").getvalue())[kind.capitalize()])
    for found, row in zip(sheet, rows, strict=True):
        assert found == {
            column.replace("_", " ").capitalize(): wall_clock(value)
            for column, value in sorted(row.items(), key=lambda each: list(table[0]).index(each[0]))
        }


def wall_clock(value: Any) -> Any:
    """Return a moment as a workbook holds it; another value as it is."""
    if isinstance(value, str) and value.endswith("+05:30"):
        return datetime.fromisoformat(value).replace(tzinfo=None)
    return value


@pytest.mark.usefixtures("drivers")
def test_notes_say_which_rows_these_are(client: APIClient) -> None:
    query = {"metric": "opt_outs", "search": "=1", "order": "-max_score"}
    response = ask(client, "/applications", format="csv", **query)
    table, notes = split_csv(response.getvalue())
    said = {(line["section"], line["name"]): line["value"] or line["text"] for line in notes}
    assert len(table) == 1
    assert {key: said["rows", key] for key in ("count", "candidates", *query)} == {
        "count": "1", "candidates": "1", "metric": "opt_outs", "search": "'=1",
        "order": "'-max_score",
    }  # fmt: skip
    assert said["filters", "start_date"] == "2024-03-18"
    assert said["meta", "database"] == "primary"
    definitions = {line["name"]: line["definition"] for line in notes}
    assert definitions["metric"].startswith("Different candidates")

    workbook = read_xlsx(ask(client, "/applications", format="xlsx", **query).getvalue())
    assert workbook.sheetnames == ["Applications", "Summary"]
    summary = {row["Name"]: row["Text"] or row["Number"] for row in rows_of(workbook["Summary"])}
    assert (summary["Count"], summary["Search"], summary["Start date"]) == (1, "=1", "2024-03-18")


@pytest.mark.usefixtures("drivers")
@pytest.mark.parametrize(
    ("path", "query", "name"),
    [
        ("/applications", {"metric": "opt_outs"}, "acme-opt-outs-applications"),
        ("/calls", {"population": "answered"}, "acme-answered-calls"),
        ("/calls", {"metric": "answer_rate", "part": "denominator"},
         "acme-answer-rate-denominator-calls"),
        ("/reviews", {}, "acme-reviews"),
    ],
)  # fmt: skip
def test_a_file_is_named_by_number_organisation_and_days(
    client: APIClient, path: str, query: dict[str, str], name: str
) -> None:
    for file_format, media_type in (("csv", "text/csv; charset=utf-8"), ("xlsx", XLSX)):
        response = ask(client, path, format=file_format, **query)
        named = f'attachment; filename="{name}-2024-03-18-to-2024-03-20.{file_format}"'
        assert response["Content-Disposition"] == named
        assert response["Content-Type"] == media_type
        assert response["Cache-Control"] == "private, no-store"
        assert int(response["Content-Length"]) == len(response.getvalue())


@pytest.mark.usefixtures("drivers")
def test_who_may_not_see_people_gets_no_columns_of_them(client: APIClient) -> None:
    Membership.objects.update(sees_people=False)
    table, _ = split_csv(ask(client, "/calls", format="csv").getvalue())
    assert {"candidate_id", "candidate_source"} < table[0].keys()
    assert not {"candidate_name", "candidate_external_id"} & table[0].keys()


@pytest.mark.usefixtures("drivers")
def test_more_rows_than_a_file_holds_are_refused_with_their_count(
    client: APIClient, monkeypatch: pytest.MonkeyPatch, lines: Lines
) -> None:
    monkeypatch.setattr(pages, "MAX_FILE_ROWS", 1)
    response = client.get("/calls", {**MARCH, "format": "csv"})
    (fault,) = response.json()["errors"]
    assert (response.status_code, fault["parameter"]) == (400, "format")
    assert fault["code"] == "too_many_rows"
    assert fault["detail"].startswith("These are 2 rows, and a file holds 1:")
    assert "exported" not in {line["message"] for line in lines("audit")}
    table, _ = split_csv(ask(client, "/applications", format="csv").getvalue())
    assert len(table) == 1


@pytest.mark.usefixtures("drivers")
def test_the_audit_log_says_who_took_which_rows_but_no_name(
    client: APIClient, recruiter: Any, organization: Organization, lines: Lines
) -> None:
    asked = {"metric": "total_calls", "search": "ann", "order": "-score"}
    ask(client, "/calls", format="csv", **asked).getvalue()
    (line,) = (line for line in lines("audit") if line["message"] == "exported")
    facts = {name: line[name] for name in line.keys() - {"address", "request_id", "filters"}}
    assert facts == {
        "message": "exported", "what": "calls", "format": "csv", "user_id": recruiter.pk,
        "rows": 1, "candidates": 1, "sees_people": True, "searched": True,
        "metric": "total_calls", "order": "-score",
    }  # fmt: skip
    assert line["filters"]["org_id"] == organization.pk


def test_every_number_has_as_many_rows_in_its_file(db: None, now: datetime) -> None:
    demo = seed_demo(calls=300, seed=1)
    client = APIClient()
    user = UserFactory()
    MembershipFactory(user=user, organization=demo.organization)
    client.force_login(user)
    for kind in RowKind:
        numbers = {"metric": metrics_of(kind), "population": POPULATIONS_OF[kind]}
        for parameter, names in numbers.items():
            for name in names:
                asked: Any = {"start_date": "2023-12-01", parameter: name}
                page = client.get(f"/{kind}", {**asked, "page_size": 1}).json()
                file = client.get(f"/{kind}", {**asked, "format": "csv"}).getvalue()
                table, _ = split_csv(file) if page["count"] else ([], [])
                assert len(table) == page["count"], asked
                people = {row["candidate_id"] for row in table} - {""}
                assert len(people) == page["candidates"], asked


def test_a_file_is_read_before_it_is_sent_and_in_constant_memory(
    client: APIClient,
    drivers: Campaign,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(pages, "CHUNK_ROWS", 100)
    peaks = []
    for number in (300, 3000):
        add_calls(drivers, number)
        ask(client, "/calls", format="csv").getvalue()  # What is loaded once is not counted.
        tracemalloc.start()
        response = ask(client, "/calls", format="csv")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        # All of it is there, and the database has nothing to do with it any more.
        with django_assert_num_queries(0):
            table, _ = split_csv(response.getvalue())
        assert len(table) == Call.objects.filter(organization=drivers.organization).count()
    assert peaks[1] - peaks[0] < 200_000


def add_calls(campaign: Campaign, count: int) -> None:
    """Add calls, each an hour's fraction after the other."""
    known = Call.objects.count()
    Call.objects.bulk_create(
        Call(organization=campaign.organization, campaign=campaign, call_status="busy",
             external_id=f"more-{known + number}", created=at("2024-03-19T10:00"))
        for number in range(count)
    )  # fmt: skip


def test_a_file_that_fails_is_an_error_and_leaves_nothing_open(
    client: APIClient, drivers: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Any] = []

    def open_file() -> Any:
        opened.append(TemporaryFile())  # noqa: SIM115
        return opened[-1]

    monkeypatch.setattr(row_files, "TemporaryFile", open_file)
    monkeypatch.setattr(pages, "write_rows", lambda *_: 1 / 0)
    client.raise_request_exception = False
    assert client.get("/calls", {**MARCH, "format": "csv"}).status_code == 500
    assert [file.closed for file in opened] == [True]
