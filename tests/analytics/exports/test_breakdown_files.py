"""Files of the breakdown: the numbers of the JSON answer, a row for each value."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from rest_framework.test import APIClient

from analytics.semantic.dimensions import DIMENSIONS
from campaigns.models import Organization
from tests.helpers.exported import read_xlsx, rows_of, split_csv
from tests.helpers.factories import CampaignFactory, CandidateFactory, call

MARCH = {"start_date": "2024-03-18", "end_date": "2024-03-20", "timezone": "Asia/Kathmandu"}


@pytest.fixture(autouse=True)
def _scene(organization: Organization, now: datetime) -> None:
    """A campaign of both ranges, one of this range and one that ended before it."""
    both, new, ended = (
        CampaignFactory(organization=organization, external_id=name, name=f"={name}")
        for name in ("both", "new", "ended")
    )
    ann = CandidateFactory(organization=organization, source="applied")
    call(both, "2024-03-18T10:00", "completed", candidate=ann, call_length_sec=301,
         question_completion_rate=1.0, score=90.0)  # fmt: skip
    call(both, "2024-03-19T10:00", "busy", candidate=ann)
    call(both, "2024-03-16T10:00", "completed", candidate=ann, opted_out=True)
    call(new, "2024-03-19T10:00", "busy")
    call(ended, "2024-03-16T10:00", "completed", candidate=ann, call_length_sec=10)


def flatten(row: dict[str, Any], *, is_compared: bool) -> Iterator[tuple[str, Any]]:
    """Yield column and number of a row of the JSON answer."""
    rates = {name: row[name] for name in row if name.endswith("_rate")}
    present = {**row["scalars"], **rates}
    for before, numbers in (("", present), ("previous_", row["previous"])):
        if before and not is_compared:
            return
        for name, value in (numbers or dict.fromkeys(present)).items():
            parts = value if isinstance(value, dict) else {"value": value}
            for part, number in parts.items():
                yield before + (name if part == "value" else f"{name}_{part}"), number


@pytest.mark.parametrize("by", DIMENSIONS)
@pytest.mark.parametrize("compare", ["none", "previous_period"])
def test_files_have_the_numbers_of_the_json_answer(
    client: APIClient, by: str, compare: str
) -> None:
    def ask(**query: Any) -> Any:
        answer = client.get(
            "/analytics/breakdown", {**MARCH, "by": by, "compare": compare, **query}
        )
        assert answer.status_code == 200, answer.content
        return answer

    answer = ask().json()
    is_compared = compare != "none" and by != "bucket"
    past = answer["previous"]["rows"] if answer["previous"] else []
    expected = [dict(flatten(row, is_compared=is_compared)) for row in (*answer["rows"], *past)]
    table, _ = split_csv(ask(format="csv").content)
    assert len(table) == len(expected)
    assert any(row["total_calls"] not in ("0", "") for row in table)
    for row, numbers in zip(table, expected, strict=True):
        cells = {name: row[name] for name in row if name in numbers}
        given = {name: value for name, value in numbers.items() if value is not None}
        assert {name: json.loads(cell) for name, cell in cells.items() if cell} == given
        assert given.keys() <= row.keys()

    workbook = read_xlsx(ask(format="xlsx").content)
    assert workbook.sheetnames == ["Breakdown", "Total", "Summary", "Definitions"]
    for cells, row in zip(rows_of(workbook["Breakdown"]), table, strict=True):
        titles = {name.replace("_", " ").capitalize(): value for name, value in row.items()}
        assert {*cells} - {"Start"} == {*titles}
        for title, text in titles.items():
            if isinstance(cells[title], int | float) and not isinstance(cells[title], bool):
                assert cells[title] == pytest.approx(float(text), rel=1e-15)
            else:
                # Texts are typed here, and disarmed there; see the renderers.
                shown = "" if cells[title] is None else str(cells[title])
                assert shown.lower() == text.removeprefix("'").lower()


def test_the_total_and_what_was_asked_are_in_the_notes(client: APIClient) -> None:
    query: Any = {
        **MARCH,
        "by": "campaign",
        "limit": 1,
        "compare": "previous_period",
        "format": "csv",
    }
    response = client.get("/analytics/breakdown", query)
    assert response["Content-Disposition"] == (
        'attachment; filename="acme-breakdown-2024-03-18-to-2024-03-20.csv"'
    )
    table, notes = split_csv(response.content)
    assert [(row["label"], row["range"], row["total_calls"]) for row in table] == [
        ("'=both", "current", "2"),
        ("'=ended", "previous", "1"),
    ]
    found = {(line["section"], line["name"]): line for line in notes}
    assert found["total", "total_calls"]["value"] == "3"
    assert found["total", "answer_rate"]["numerator"] == "1"
    assert found["previous", "total_calls"]["value"] == "2"
    assert found["filters", "by"]["text"] == "campaign"
    assert found["rows", "more"]["value"] == "1"
    assert found["definitions", "answer_rate"]["unit"] == "fraction"
    assert found["definitions", "answer_rate_denominator"]["unit"] == "calls"
