"""The dashboard as CSV and XLSX: the same numbers, what they are about, and nothing that runs."""

import csv
import io
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from analytics.models import Annotation
from analytics.semantic.charts import CHARTS
from analytics.semantic.metrics import METRICS
from campaigns.models import Campaign, Organization
from tests.helpers.exported import (
    CSV,
    XLSX,
    list_numbers,
    numbers_of_csv,
    numbers_of_xlsx,
    read_csv,
    read_xlsx,
    rows_of,
    split_csv,
    title_numbers,
)
from tests.helpers.factories import (
    CampaignFactory,
    CandidateFactory,
    MembershipFactory,
    OrganizationFactory,
    ReviewFactory,
    at,
    call,
)

PATH = "/analytics/dashboard"
MARCH = {"start_date": "2024-03-18", "end_date": "2024-03-20", "granularity": "day"}
COMPARED = {**MARCH, "compare": "previous_period"}
# As campaigns of a customer may be called in a customer's own system.
FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "a;=1+1",  # noqa: RUF001
    'a",=1+1', '";=1+1', "=HYPERLINK(\"http://x.example\")", "https://x.example", "-1",
]  # fmt: skip
HARMLESS = ["drivers", "Zoë; 2024-03-18", "a=b", "7", "e-mail"]


@pytest.fixture
def campaign(organization: Organization) -> Campaign:
    """A campaign with calls in MARCH and, fewer, on the three days before."""
    drivers: Campaign = CampaignFactory(organization=organization, external_id="drivers")
    ann, bob, cid = CandidateFactory.create_batch(3, organization=organization, source="applied")
    call(drivers, "2024-03-16T10:00", "voicemail", candidate=ann)
    call(drivers, "2024-03-17T10:00", "completed", candidate=bob, call_length_sec=100,
         question_completion_rate=1.0, score=80.0)  # fmt: skip
    for hour, length in ((10, 301), (11, 302), (12, 304)):
        call(drivers, f"2024-03-18T{hour}:00", "completed", candidate=ann, call_length_sec=length,
             question_completion_rate=0.5, score=50.0, withdrawal_reason="pay")  # fmt: skip
    call(drivers, "2024-03-19T10:00", "completed", candidate=bob, call_length_sec=600,
         question_completion_rate=1.0, score=90.0, withdrawal_reason="schedule")  # fmt: skip
    call(drivers, "2024-03-19T11:00", "no_answer", candidate=cid, opted_out=True)
    call(drivers, "2024-03-20T11:00", "completed", candidate=cid, accommodation_requested=True)
    call(drivers, "2024-03-20T11:30", "busy")
    ReviewFactory(campaign=drivers, candidate=ann, feedback="thumbs_down",
                  call_last_reviewed_at=at("2024-03-18T15:00"))  # fmt: skip
    ReviewFactory(campaign=drivers, candidate=bob, feedback="thumbs_up",
                  call_last_reviewed_at=at("2024-03-19T15:00"))  # fmt: skip
    return drivers


def download(client: APIClient, file_format: str, query: dict[str, Any]) -> bytes:
    """Return the file."""
    answer = client.get(PATH, {**query, "format": file_format})
    assert answer.status_code == 200, answer.content
    content: bytes = answer.content
    return content


@pytest.mark.parametrize("query", [MARCH, COMPARED])
def test_every_number_of_the_json_answer_and_no_other(
    client: APIClient, now: datetime, campaign: Campaign, query: dict[str, str]
) -> None:
    numbers = list_numbers(client.get(PATH, query).json())
    assert numbers["scalars", "answer_rate", "", "", "value"] == 5 / 7
    assert numbers["withdrawal", "withdrawal_reason_pay", "", "", "numerator"] == 3

    assert numbers_of_csv(read_csv(download(client, "csv", query))) == numbers
    read_back = numbers_of_xlsx(read_xlsx(download(client, "xlsx", query)))
    # A workbook has 16 digits of a number.
    assert read_back == pytest.approx(title_numbers(numbers), rel=1e-15, abs=0)


def test_what_the_numbers_are_about(
    client: APIClient, now: datetime, organization: Organization, campaign: Campaign
) -> None:
    query = {**COMPARED, "timezone": "Asia/Kathmandu", "campaign_ids": [campaign.pk],
             "candidate_filter": ["applied", "internal"]}  # fmt: skip
    scope = [
        ("filters", "org_id", "acme", str(organization.pk)),
        ("filters", "start_date", "2024-03-18", ""),
        ("filters", "end_date", "2024-03-20", ""),
        ("filters", "timezone", "Asia/Kathmandu", ""),
        ("filters", "granularity", "day", ""),
        ("filters", "campaign_ids", "drivers", str(campaign.pk)),
        ("filters", "candidate_filter", "applied", ""),
        ("filters", "candidate_filter", "internal", ""),
        ("compared_with", "compare", "previous_period", ""),
        ("compared_with", "start_date", "2024-03-15", ""),
        ("compared_with", "end_date", "2024-03-17", ""),
        # It is noon in UTC on the 20th.
        ("compared_with", "start", "2024-03-15T00:00:00+05:45", ""),
        ("compared_with", "end", "2024-03-17T17:45:00+05:45", ""),
        ("compared_with", "is_cut", "true", ""),
        ("meta", "as_of", "2024-03-20T12:00:00+00:00", ""),
        ("meta", "database", "primary", ""),
        ("meta", "replica_lag_sec", "", ""),
        ("meta", "passing_scores", "local", "70.0"),
    ]

    table, notes = split_csv(download(client, "csv", query))
    assert [(line["section"], line["name"], line["text"], line["value"]) for line in notes] == scope
    # Nepal is 5:45 ahead.
    assert table[-1]["bucket_start"] == "2024-03-20T00:00:00+05:45"
    assert (table[-1]["bucket_end"], table[-1]["is_partial"]) == (
        "2024-03-21T00:00:00+05:45",
        "true",
    )

    summary = rows_of(read_xlsx(download(client, "xlsx", query))["Summary"])
    assert [
        (row["Section"], row["Name"], row["Text"], row["Number"]) for row in summary
    ] == [
        (section.replace("_", " ").capitalize(), name.replace("_", " ").capitalize(),
         text or None, float(value) if value else None)
        for section, name, text, value in scope
    ]  # fmt: skip


def test_what_happened_on_the_days(
    client: APIClient,
    now: datetime,
    organization: Organization,
    neighbour: Organization,
    campaign: Campaign,
) -> None:
    for whose, day, text in (
        (organization, "2024-03-20", "=New script"),
        (organization, "2024-03-18", "Strike"),
        (organization, "2024-03-21", "Later"),
        (neighbour, "2024-03-19", "Theirs"),
    ):
        Annotation.objects.create(organization=whose, day=day, text=text)
    # Past midnight in Nepal.
    Campaign.objects.filter(pk=campaign.pk).update(launched_at=at("2024-03-18T18:30"))
    CampaignFactory(organization=organization, name="Other", launched_at=at("2024-03-18T10:00"))
    query: Any = {**MARCH, "timezone": "Asia/Kathmandu", "campaign_ids": [campaign.pk]}
    happened = [("2024-03-18", "Strike"), ("2024-03-19", "drivers launched"),
                ("2024-03-20", "'=New script")]  # fmt: skip
    for path in (PATH, "/analytics/breakdown", "/analytics/time_saved"):
        by = {"by": "bucket"} if path.endswith("breakdown") else {}
        answer = client.get(path, {**query, **by, "format": "csv"})
        lines = [line for line in split_csv(answer.content)[1] if line["section"] == "notes"]
        assert [(line["name"], line["text"]) for line in lines] == happened
    summary = rows_of(read_xlsx(download(client, "xlsx", query))["Summary"])
    notes = [(row["Name"], row["Text"]) for row in summary if row["Section"] == "Notes"]
    assert notes == [*happened[:2], ("2024-03-20", "=New script")]


def test_no_choice_is_said_to_be_all(client: APIClient, now: datetime, campaign: Campaign) -> None:
    lines = read_csv(download(client, "csv", MARCH))
    chosen = {line["name"]: line["text"] for line in lines if line["section"] == "filters"}
    assert (chosen["campaign_ids"], chosen["candidate_filter"]) == ("all", "all")


def test_definitions_stand_beside_the_numbers(
    client: APIClient, now: datetime, campaign: Campaign
) -> None:
    declared = {("Scalars", metric.name, metric.description) for metric in METRICS.values()}
    declared |= {("Charts", chart.name, chart.description) for chart in CHARTS.values()}

    lines = read_csv(download(client, "csv", MARCH))
    assert declared <= {
        (line["section"].capitalize(), line["name"], line["definition"]) for line in lines
    }
    rows = rows_of(read_xlsx(download(client, "xlsx", MARCH))["Definitions"])
    assert declared <= {
        (row["Section"], row["Name"].lower().replace(" ", "_"), row["Definition"]) for row in rows
    }
    units = {line["name"]: line["unit"] for line in lines if line["section"] == "scalars"}
    assert units["total_calls"] == "calls"
    assert units["people_reached"] == "candidates"
    assert units["call_length"] == units["avg_time_to_first_interview"] == "seconds"
    assert units["answer_rate"] == "fraction"
    assert units["thumbs_up"] == "applications"


def test_change_since_the_previous_period(
    client: APIClient, now: datetime, campaign: Campaign
) -> None:
    numbers = read_xlsx(download(client, "xlsx", COMPARED))["Numbers"]
    rows = {row["Name"]: row for row in rows_of(numbers)}
    calls, answers = rows["Total calls"], rows["Answer rate"]
    assert (calls["Value"], calls["Previous value"]) == (7, 2)
    assert (calls["Change"], calls["Relative change"]) == (5, 2.5)
    assert answers["Change"] == pytest.approx(5 / 7 - 1 / 2)
    assert (answers["Low"], answers["High"]) == pytest.approx((0.3589, 0.9178), abs=5e-5)
    assert (calls["Is noise"], answers["Is noise"]) == (None, True)
    # From nothing there is no relative change; single reasons are not compared.
    assert (rows["Opt outs"]["Change"], rows["Opt outs"]["Relative change"]) == (1, None)
    assert rows["Withdrawal rate"]["Change"] == pytest.approx(4 / 5 - 0)
    assert rows["Withdrawal reason pay"]["Change"] is None
    formats = {cell.value: cell.number_format for row in numbers.iter_rows() for cell in row}
    assert (formats[7], formats[2.5], formats[answers["Low"]]) == ("#,##0", "0.0%", "0.0%")


def test_csv_says_how_sure_a_rate_is(client: APIClient, now: datetime, campaign: Campaign) -> None:
    lines = read_csv(download(client, "csv", COMPARED))
    told = {(line["section"], line["name"]): line for line in lines if not line["bucket_start"]}
    answers, before = told["scalars", "answer_rate"], told["previous", "answer_rate"]
    assert float(answers["low"]) == pytest.approx(0.3589, abs=5e-5)
    assert (answers["is_noise"], before["is_noise"]) == ("", "true")
    assert (
        told["scalars", "total_calls"]["low"] == told["previous", "total_calls"]["is_noise"] == ""
    )
    points = [line for line in lines if line["name"] == "passthrough_rate" and line["series"]]
    assert {(line["low"], line["high"]) for line in points} == {("", "")}


def test_nothing_at_all(client: APIClient, now: datetime, organization: Organization) -> None:
    query = {**COMPARED, "timezone": "UTC"}
    numbers = list_numbers(client.get(PATH, query).json())
    assert set(numbers.values()) == {0}
    assert numbers_of_csv(read_csv(download(client, "csv", query))) == numbers
    assert numbers_of_xlsx(read_xlsx(download(client, "xlsx", query))) == {**title_numbers(numbers)}


def test_a_day_that_the_zone_skipped_has_no_points(
    client: APIClient, now: datetime, organization: Organization
) -> None:
    query = {"start_date": "2011-12-30", "end_date": "2011-12-30", "timezone": "Pacific/Apia"}
    lines = read_csv(download(client, "csv", query))
    assert {line["section"] for line in lines} >= {"filters", "scalars"}
    assert not [line for line in lines if line["section"] == "charts"]
    assert rows_of(read_xlsx(download(client, "xlsx", query))["Charts"]) == []


def test_hour_that_comes_twice(client: APIClient, now: datetime, campaign: Campaign) -> None:
    call(campaign, "2023-10-29T00:30", "busy")
    call(campaign, "2023-10-29T01:30", "busy")
    call(campaign, "2023-10-29T01:40", "busy")
    query = {"start_date": "2023-10-29", "end_date": "2023-10-29", "timezone": "Europe/Berlin"}
    twice = ["2023-10-29T02:00:00+02:00", "2023-10-29T02:00:00+01:00"]

    lines = read_csv(download(client, "csv", query))
    calls = {line["bucket_start"]: line["value"] for line in lines if line["series"] == "calls"}
    assert len(calls) == 25
    assert [calls[hour] for hour in twice] == ["1", "2"]

    sheet = read_xlsx(download(client, "xlsx", query))["Charts"]
    # What is seen, and what a copy or a file saved from it takes along, has the offset.
    assert [sheet.cell(row, 1).number_format for row in (4, 5, 6)] == [
        'yyyy-mm-dd hh:mm "+02:00"', 'yyyy-mm-dd hh:mm "+01:00"', 'yyyy-mm-dd hh:mm "+01:00"',
    ]  # fmt: skip
    assert sheet.column_dimensions["A"].width > len("2023-10-29 02:00 +02:00")
    rows = rows_of(sheet)
    assert len(rows) == 25
    two = [row for row in rows if str(row["Start"]) == "2023-10-29 02:00:00"]
    assert [(row["Bucket start"], row["Calls"]) for row in two] == [(twice[0], 1), (twice[1], 2)]


def test_first_and_last_day_that_can_be_asked_for(
    client: APIClient, now: datetime, organization: Organization
) -> None:
    for day, first in (("1900-01-01", "+00:09:21"), ("2199-12-31", "+01:00")):
        query = {"start_date": day, "end_date": day, "timezone": "Europe/Paris",
                 "compare": "previous_period"}  # fmt: skip
        rows = rows_of(read_xlsx(download(client, "xlsx", query))["Charts"])
        assert str(rows[0]["Start"]) == f"{day} 00:00:00"
        assert str(rows[23]["Start"]) == f"{day} 23:00:00"
        assert rows[0]["Bucket start"] == f"{day}T00:00:00{first}"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_text_of_a_csv_file_begins_a_formula(
    client: APIClient, now: datetime, organization: Organization, separator: str
) -> None:
    campaigns = [
        CampaignFactory(organization=organization, external_id=text)
        for text in (*FORMULAS, *HARMLESS)
    ]
    content = download(client, "csv", {**MARCH, "campaign_ids": [each.pk for each in campaigns]})

    # As spreadsheets of other locales read it, too; numbers are no texts.
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator)
    cells = [cell for row in rows for cell in row]
    assert [
        cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@", "＝"))  # noqa: RUF001
    ] == []  # fmt: skip
    assert [cell for cell in cells if cell.startswith(("\t", "\r", "\n"))] == []
    texts = [line["text"] for line in read_csv(content) if line["name"] == "campaign_ids"]
    assert texts[-len(HARMLESS) :] == HARMLESS
    assert texts[0] == "'=1+1"


def test_texts_of_a_workbook_are_texts(
    client: APIClient, now: datetime, organization: Organization
) -> None:
    campaigns = [CampaignFactory(organization=organization, external_id=text) for text in FORMULAS]
    query = {**MARCH, "campaign_ids": [each.pk for each in campaigns]}
    workbook = read_xlsx(download(client, "xlsx", query))
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert not any(cell.hyperlink for cell in cells)
    texts = [cell for cell in workbook["Summary"]["C"] if cell.value in FORMULAS]
    # openpyxl reads a carriage return as a line feed.
    assert len(texts) >= len(FORMULAS) - 1
    assert {(cell.data_type, cell.quotePrefix) for cell in texts} == {("s", True)}


def test_columns_of_numbers_are_numbers_to_a_data_frame(
    client: APIClient, now: datetime, campaign: Campaign, tmp_path: Path
) -> None:
    file = tmp_path / "dashboard.csv"
    file.write_bytes(download(client, "csv", COMPARED))
    table = duckdb.read_csv(str(file))
    types = dict(zip(table.columns, map(str, table.types), strict=True))
    assert types["section"] == "VARCHAR"
    assert types["value"] == "DOUBLE"
    assert {types[part] for part in ("numerator", "denominator", "count")} == {"BIGINT"}
    assert types["is_partial"] == "BOOLEAN"
    assert table.filter("name = 'answer_rate' AND section = 'scalars'").fetchall()[0][6:9] == (
        5 / 7, 5, 7,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        ({}, "*/*", "application/json"),
        ({}, "text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ({"format": "json"}, "*/*", "application/json"),
        ({"format": "csv"}, "*/*", "text/csv; charset=utf-8"),
        ({"format": "xlsx"}, "*/*", XLSX),
        ({}, CSV, "text/csv; charset=utf-8"),
        ({}, XLSX, XLSX),
    ],
)
def test_formats(
    client: APIClient, now: datetime, campaign: Campaign, query: Any, accept: str, media_type: str
) -> None:
    answer = client.get(PATH, {**MARCH, **query}, headers={"Accept": accept})
    assert (answer.status_code, answer["Content-Type"]) == (200, media_type)
    assert "Accept" in answer["Vary"]
    if media_type == "application/json":
        assert "Content-Disposition" not in answer
    else:
        ending = "xlsx" if media_type == XLSX else "csv"
        name = f"acme-dashboard-2024-03-18-to-2024-03-20.{ending}"
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


def test_name_of_the_file_cannot_break_the_header(
    client: APIClient, now: datetime, recruiter: User
) -> None:
    other = OrganizationFactory(slug='a"\r\nSet-Cookie: b=c; ü/../')
    MembershipFactory(user=recruiter, organization=other)
    answer = client.get(PATH, {**MARCH, "org_id": other.pk, "format": "csv"})
    assert answer.status_code == 200
    assert not answer.cookies
    name = "aSet-Cookie_bc_%C3%BC..-dashboard-2024-03-18-to-2024-03-20.csv"
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"


@pytest.mark.parametrize(
    ("query", "accept", "status", "parameter", "code"),
    [
        ({"format": "pdf"}, "*/*", 400, "format", "invalid_choice"),
        ({"format": "CSV"}, "*/*", 400, "format", "invalid_choice"),
        ({"format": ""}, CSV, 400, "format", "blank"),
        ({"format": ["csv", "xlsx"]}, "*/*", 400, "format", "repeated"),
        ({"format": "csv", "start_date": "x"}, "*/*", 400, "start_date", "invalid"),
        ({"start_date": "x"}, XLSX, 400, "start_date", "invalid"),
        ({"format": "xlsx", "org_id": "999999"}, "*/*", 403, None, "permission_denied"),
        ({}, "application/pdf", 406, None, "not_acceptable"),
        ({"format": "csv"}, "application/json", 406, None, "not_acceptable"),
    ],
)
def test_faults_are_json_whatever_was_asked_for(
    client: APIClient, query: Any, accept: str, status: int, parameter: str | None, code: str
) -> None:
    answer = client.get(PATH, query, headers={"Accept": accept})
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/json")
    assert "Content-Disposition" not in answer
    (error,) = answer.json()["errors"]
    assert (error["parameter"], error["code"]) == (parameter, code)


@pytest.mark.django_db
def test_signed_out_and_other_methods_are_json_too(client: APIClient) -> None:
    for who, method, status in (
        (APIClient(), "get", 401),
        (client, "post", 405),
        (client, "options", 200),
    ):
        answer = getattr(who, method)(f"{PATH}?format=xlsx")
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/json")


def test_other_endpoints_have_no_format(client: APIClient) -> None:
    answer = client.get("/campaigns", {"format": "csv"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/json")
    (error,) = answer.json()["errors"]
    assert (error["parameter"], error["code"]) == ("format", "unknown_parameter")


def test_schema_has_files_beside_the_json_answer() -> None:
    schema = yaml.safe_load((Path(__file__).parents[3] / "schema.yml").read_text("utf-8"))
    operation = schema["paths"][PATH]["get"]
    assert operation["responses"]["200"]["content"] == {
        "application/json": {"schema": {"$ref": "#/components/schemas/Dashboard"}},
        CSV: {"schema": {"type": "string"}},
        XLSX: {"schema": {"type": "string", "format": "binary"}},
    }
    # The first is what clients are generated from.
    assert next(iter(operation["responses"]["200"]["content"])) == "application/json"
    for status in ("400", "401", "403", "503"):
        assert list(operation["responses"][status]["content"]) == ["application/json"]
    (parameter,) = (each for each in operation["parameters"] if each["name"] == "format")
    assert parameter["schema"]["enum"] == ["json", "csv", "xlsx"]
