"""Every report as a file: the table of its JSON answer first, and what it is about after it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from rest_framework.test import APIClient

from analytics.reports.registry import REPORTS
from analytics.reports.report import Report
from analytics.semantic.answers import meanings_of
from campaigns.models import Organization
from tests.helpers.exported import (
    list_numbers,
    numbers_of_csv,
    numbers_of_xlsx,
    read_xlsx,
    rows_of,
    split_csv,
    title_numbers,
)
from tests.helpers.factories import (
    CampaignFactory,
    CandidateFactory,
    CreditFactory,
    RatingFactory,
    ScreeningFactory,
    SmsFactory,
    WebCallFactory,
    at,
    call,
)
from tests.helpers.reports import OTHERS

MARCH = {
    "start_date": "2024-03-18",
    "end_date": "2024-03-20",
    "granularity": "day",
    "timezone": "Asia/Kathmandu",
}
# What the rows of other reports are about, and what their tables rest on: these are notes.
NOTES = ("filters", "meta", "assumptions")

each_report = pytest.mark.parametrize(
    "report", [REPORTS["dashboard"], *OTHERS], ids=lambda report: report.name
)
each_other = pytest.mark.parametrize("report", OTHERS, ids=lambda report: report.name)


@pytest.fixture(autouse=True)
def _scene(organization: Organization, now: datetime) -> None:
    """Something of everything that a report counts, with values that are no whole numbers."""
    drivers = CampaignFactory(organization=organization, external_id="drivers",
                              launched_at=at("2024-03-04T10:00"))  # fmt: skip
    ann, bob = CandidateFactory.create_batch(2, organization=organization, source="applied")
    rated = call(drivers, "2024-03-18T10:00", "completed", candidate=ann, call_length_sec=301,
                 question_completion_rate=1.0, score=90.0)  # fmt: skip
    call(drivers, "2024-03-19T10:00", "completed", candidate=bob, score=80.0)
    for hour, stars in enumerate((5, 4, 4)):
        RatingFactory(call=rated if hour == 0 else call(drivers, f"2024-03-18T1{hour}:00", "busy"),
                      rating=stars, created=at(f"2024-03-18T1{hour}:30"))  # fmt: skip
    of_ann = {"campaign": drivers, "candidate": ann}
    SmsFactory(**of_ann, created=at("2024-03-19T09:00"))
    WebCallFactory(**of_ann, created=at("2024-03-19T09:00"), length_sec=77)
    ScreeningFactory(**of_ann, created=at("2024-03-20T09:00"))
    CreditFactory(campaign=drivers, created=at("2024-03-20T09:00"), credits="0.25")


def ask(client: APIClient, report: Report[Any, Any], **query: Any) -> Any:
    """Return the answer of a report; all but the launches take a range."""
    asked = {**MARCH, **query} if "start_date" in report.parameters().fields else query
    answer = client.get(f"/analytics/{report.name}", asked)
    assert answer.status_code == 200, answer.content
    return answer


def flatten(row: dict[str, Any], *before: str) -> Iterator[tuple[str, Any]]:
    """Yield column and value of a row, the values inside of values too."""
    for name, value in row.items():
        if isinstance(value, dict):
            yield from flatten(value, *before, name)
        elif isinstance(value, list):  # Of pairs: for each of several choices, what there is of it.
            yield from flatten(dict(each.values() for each in value), *before, name)
        else:
            yield "_".join((*before, name)), value


def table_of(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows that the table of a JSON answer has."""
    values = {name: value for name, value in answer.items() if name not in NOTES}
    return [dict(flatten(row)) for row in values.get("points", [values])]


def write_cell(value: Any) -> str:
    """Return a value as a CSV file has it."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


@each_report
def test_files_have_the_numbers_of_the_json_answer(
    client: APIClient, report: Report[Any, Any]
) -> None:
    answer = ask(client, report).json()
    table, _ = split_csv(ask(client, report, format="csv").content)
    workbook = read_xlsx(ask(client, report, format="xlsx").content)
    if report.name == "dashboard":
        assert numbers_of_csv(table) == list_numbers(answer)
        titled = title_numbers(list_numbers(answer))
        assert numbers_of_xlsx(workbook) == pytest.approx(titled, rel=1e-15, abs=0)
        return
    rows = table_of(answer)
    assert any(isinstance(value, int | float) and value for row in rows for value in row.values())
    assert table == [
        {column: write_cell(value) for column, value in row.items()} for row in rows
    ]  # fmt: skip
    assert workbook.sheetnames[0] == report.label
    of_sheet = rows_of(workbook[report.label])
    for row, expected in zip(of_sheet, rows, strict=True):
        # A workbook has 16 digits of a number.
        in_sheet = {
            column.replace("_", " ").capitalize(): pytest.approx(value, rel=1e-15, abs=0)
            if isinstance(value, float)
            else value
            for column, value in expected.items()
        }
        if start := row.pop("Start", None):
            assert start.isoformat() == expected["bucket_start"][:19]
        assert row == in_sheet


@each_other
def test_notes_say_what_the_table_is_about(client: APIClient, report: Report[Any, Any]) -> None:
    answer = ask(client, report).json()
    _, notes = split_csv(ask(client, report, format="csv").content)
    workbook = read_xlsx(ask(client, report, format="xlsx").content)
    assert workbook.sheetnames == [report.label, "Summary", "Definitions"]

    said = {(line["section"], line["name"]): line for line in notes}
    asked = [line["name"] for line in notes if line["section"] == "filters"]
    assert asked == list(answer["filters"])
    assert said["filters", "org_id"]["text"] == "acme"
    if "campaign_ids" in asked:
        assert said["filters", "campaign_ids"]["text"] == "all"
    assert said["meta", "as_of"]["text"] == answer["meta"]["as_of"]
    for name, value in answer.get("assumptions", {}).items():
        assert said["assumptions", name]["value"] == str(value)

    meant = {name: line["definition"] for (section, name), line in said.items()
             if section == "definitions"}  # fmt: skip
    assert meant[report.name] == report.description
    assert set(table_of(answer)[0]) <= meant.keys()
    for name, meaning in meanings_of(report.answer).items():
        if name not in ("assumptions", "distribution", "attempts", "count"):
            assert meant[name] == meaning.text
    summary = [(row["Section"], row["Name"]) for row in rows_of(workbook["Summary"])]
    assert summary == [
        (
            line["section"].replace("_", " ").capitalize(),
            line["name"].replace("_", " ").capitalize(),
        )
        for line in notes
        if line["section"] != "definitions"
    ]
    assert [row["Definition"] for row in rows_of(workbook["Definitions"])] == list(meant.values())


@each_report
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_name_of_the_file(client: APIClient, report: Report[Any, Any], ending: str) -> None:
    # Launches are those of all days up to today.
    first = "" if report.name == "campaigns_launched_per_week" else "2024-03-18-"
    name = f"acme-{report.name.replace('_', '-')}-{first}to-2024-03-20.{ending}"
    answer = ask(client, report, format=ending)
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert "Content-Disposition" not in ask(client, report)


def test_warnings_and_choices_are_notes(client: APIClient) -> None:
    query = {"candidate_filter": ["applied", "referred"]}
    report = REPORTS["credits_per_qualified_candidate"]
    (row,), notes = split_csv(ask(client, report, **query, format="csv").content)
    assert (row["value"], row["numerator"], row["denominator"]) == ("", "0.25", "2")
    lines = [(line["section"], line["name"], line["text"]) for line in notes]
    # In the order in which filters are offered.
    first = lines.index(("filters", "campaign_ids", "all"))
    assert lines[first : first + 3] == [
        ("filters", "campaign_ids", "all"),
        ("filters", "candidate_filter", "applied"),
        ("filters", "candidate_filter", "referred"),
    ]
    (warning,) = ask(client, report, **query).json()["meta"]["warnings"]
    assert ("warnings", "credits_know_no_candidate", warning["detail"]) in lines


@each_other
def test_an_export_has_one_line_in_the_audit_log(
    client: APIClient, report: Report[Any, Any], lines: Any
) -> None:
    echoed = ask(client, report).json()["filters"]
    ask(client, report, format="xlsx")
    (line,) = lines("audit")
    assert (line["message"], line["what"], line["format"], line["filters"]) == (
        "exported", report.name, "xlsx", echoed,
    )  # fmt: skip
