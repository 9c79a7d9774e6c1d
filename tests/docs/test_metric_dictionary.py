"""docs/metric-dictionary.md says what the declarations and the queries say."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django_cte import CTE

from analytics.management.commands import describe_metrics
from analytics.reading.base_querysets import (
    call_cte,
    candidate_info,
    group_applications,
    review_cte,
    with_verdicts,
)
from tests.helpers.filters import ask_for

DICTIONARY = Path(__file__).parents[2] / "docs" / "metric-dictionary.md"
FILTERS = ask_for(date(2024, 3, 18), date(2024, 3, 20))
CTES = {
    "Call": call_cte(FILTERS),
    "CandidateInfo": with_verdicts(
        group_applications(call_cte(FILTERS).queryset(), **candidate_info()), FILTERS
    )[-1],
    "Review": review_cte(FILTERS),
}


def test_its_tables_are_those_of_the_declarations() -> None:
    written = io.StringIO()
    call_command("describe_metrics", stdout=written)
    assert written.getvalue() == DICTIONARY.read_text(encoding="utf-8"), "Run `make docs`."


def test_a_lost_mark_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = tmp_path / "metric-dictionary.md"
    text = DICTIONARY.read_text(encoding="utf-8")
    damaged.write_text(text.replace("<!-- written: charts -->", ""), encoding="utf-8")
    monkeypatch.setattr(describe_metrics, "DICTIONARY", damaged)
    with pytest.raises(CommandError, match="marks"):
        call_command("describe_metrics", "--write")


@pytest.mark.parametrize("name", CTES)
def test_the_columns_of_the_shared_ctes(name: str) -> None:
    (line,) = (
        line for line in DICTIONARY.read_text(encoding="utf-8").splitlines()
        if line.startswith(f"| {name} |")
    )  # fmt: skip
    columns = line.split(" | ")[3].split(", ")
    assert sorted(columns) == sorted(columns_of(CTES[name]))


def columns_of(cte: CTE) -> list[str]:
    """Return the columns of a CTE."""
    query = cte.queryset().query
    columns = [*query.values_select, *query.annotation_select]
    # By which SQLite finds the newest verdict.
    return [column for column in columns if column != "rank"]
