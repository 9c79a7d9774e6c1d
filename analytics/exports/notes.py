"""The notes of a file: what its numbers are about, where they came from, what else to know."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from analytics.exports.sheets import Cell, Number, Sheet, label
from analytics.question.fields import Chosen
from analytics.question.scope import Scope
from analytics.reports.answers import Meta
from analytics.saved.day_notes import DayNote
from analytics.semantic.filters import FILTERS


@dataclass(frozen=True)
class Line:
    """One line of a long table: a filter, a fact about the answer, a warning, or a number.

    Fields are columns; None is an empty cell. Bucket times are ISO 8601 with the zone's offset.
    """

    section: str
    name: str
    series: str | None = None
    bucket_start: str | None = None
    bucket_end: str | None = None
    is_partial: bool | None = None
    value: Number | None = None
    numerator: Number | None = None
    denominator: Number | None = None
    count: Number | None = None
    low: Number | None = None
    high: Number | None = None
    is_noise: bool | None = None
    unit: str | None = None
    text: str | None = None
    definition: str | None = None

    def cells(self, columns: Iterable[str]) -> Sequence[Cell]:
        """Return the cells of these columns."""
        return [getattr(self, column) for column in columns]


COLUMNS = [field.name for field in fields(Line)]


def list_filters(scope: Scope, echo: Mapping[str, Any]) -> Iterator[Line]:
    """Yield what was asked for: each value chosen in a filter has a line, and no choice has one.

    `echo` is the scope as the API writes it.
    """
    chosen = {each.filter.name: each for each in scope.chosen}
    for name, echoed in echo.items():
        if name == "org_id":
            yield Line("filters", name, value=scope.organization_id, text=scope.organization_slug)
        elif name in chosen:
            yield from list_choice(chosen[name])
        else:
            yield Line("filters", name, text="all" if name in FILTERS else str(echoed))


def list_choice(chosen: Chosen) -> Iterator[Line]:
    """Yield a line for each value chosen, with its name in documents, which is the customer's."""
    is_many = chosen.filter.values.is_many
    values = chosen.value if is_many else [chosen.value]
    names = chosen.in_documents if is_many else [chosen.value]
    for value, name in zip(values, names, strict=True):
        number = value if isinstance(value, int) and not isinstance(value, bool) else None
        text = str(name).lower() if isinstance(name, bool) else str(name)
        yield Line("filters", chosen.filter.name, value=number, text=text)


def list_meta(meta: Meta) -> Iterator[Line]:
    """Yield where the numbers came from, and what their reader should know."""
    yield Line("meta", "as_of", text=meta["as_of"])
    yield Line("meta", "database", text=meta["database"])
    yield Line("meta", "replica_lag_sec", value=meta["replica_lag_sec"], unit="seconds")
    if scores := meta.get("passing_scores"):
        yield Line("meta", "passing_scores", value=scores["default"], text=scores["source"])
    for warning in meta["warnings"]:
        yield Line("warnings", warning["code"], text=warning["detail"])


def list_day_notes(notes: Iterable[DayNote]) -> Iterator[Line]:
    """Yield what happened on days, a line each."""
    for note in notes:
        yield Line("notes", note.day.isoformat(), text=note.text)


def lay_out_summary(notes: Iterable[Line]) -> Sheet:
    """Return the notes as a sheet of a workbook."""
    return Sheet(
        "Summary",
        ["Section", "Name", "Text", "Number", "Unit"],
        [
            (label(line.section), label(line.name), line.text, line.value, line.unit)
            for line in notes
        ],
    )
