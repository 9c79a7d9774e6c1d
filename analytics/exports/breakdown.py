"""The breakdown as a file: a row for each value of the dimension, and what it is in all.

Columns are named as the API names the numbers; rates and means have one for each of their parts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import get_type_hints

from analytics.exports.dashboard import lay_out_numbers, list_previous_days, number_line
from analytics.exports.notes import (
    COLUMNS,
    Line,
    lay_out_summary,
    list_day_notes,
    list_filters,
    list_meta,
)
from analytics.exports.sheets import Cell, Share, Sheet, label
from analytics.question.filters import ResolvedFilters
from analytics.reports.breakdown import Breakdown, Row
from analytics.reports.comparison import ComparedRate
from analytics.reports.report import Answer
from analytics.semantic.dimensions import BUCKET, DIMENSIONS, WEEKDAY_HOUR
from analytics.semantic.measures import Mean, MeanParts, Rate, RateParts
from analytics.semantic.metrics import METRICS, Metric, breakdown_metrics
from analytics.semantic.units import counted_in

BreakdownAnswer = Answer[ResolvedFilters, Breakdown]
CURRENT, PREVIOUS = "current", "previous"


@dataclass(frozen=True)
class Column:
    """One column: a part of a number, of the range or of the one that it is compared with."""

    metric: Metric
    part: str
    is_previous: bool

    @property
    def name(self) -> str:
        """What the column is called; a value has the number's own name."""
        name = self.metric.name if self.part == "value" else f"{self.metric.name}_{self.part}"
        return f"{PREVIOUS}_{name}" if self.is_previous else name

    @property
    def unit(self) -> str | None:
        """What one of it is; whether a change is noise is no amount."""
        if self.part == "is_noise":
            return None
        value = self.metric.value
        if isinstance(value, Rate) and self.part in ("numerator", "denominator"):
            value = getattr(value, self.part)
        elif isinstance(value, Mean) and self.part == "count":
            value = value.count
        return counted_in(value, self.metric.base)

    def cell(self, row: Row) -> Cell:
        """Return the row's number; empty where it is undefined or nothing is compared."""
        numbers = row[PREVIOUS] if self.is_previous else {**row["scalars"], **row}
        if numbers is None:
            return None
        answered = numbers[self.metric.name]
        number: Cell = answered[self.part] if isinstance(answered, Mapping) else answered
        return Share(number) if type(number) is float and self.unit == "fraction" else number


def lay_out_csv(answer: BreakdownAnswer) -> tuple[Sheet, Sheet]:
    """Return the table, under the API's names, and the notes with the total among them."""
    columns = list_columns(answer)
    notes = (*list_totals(answer.values), *list_notes(answer), *list_definitions(answer, columns))
    rows = [write_row(answer, each, columns) for each in list_rows(answer)]
    return (
        Sheet(answer.report.label, write_header(answer, columns), rows),
        Sheet("Notes", COLUMNS, [line.cells(COLUMNS) for line in notes]),
    )


def lay_out_sheets(answer: BreakdownAnswer) -> list[Sheet]:
    """Return the sheets of a workbook: the table, its total, then what they are about.

    `Start` is a bucket's wall clock, for axes and pivots; see lay_out_charts of the dashboard.
    """
    columns = list_columns(answer)
    header = [label(name) for name in write_header(answer, columns)]
    rows = [write_row(answer, each, columns) for each in list_rows(answer)]
    if answer.values["by"] == BUCKET.name:
        header.insert(0, "Start")
        starts = (datetime.fromisoformat(row["key"]) for _, row in list_rows(answer))
        rows = [[start, *row] for start, row in zip(starts, rows, strict=True)]
    totals = list(list_totals(answer.values))
    definitions = list_definitions(answer, columns)
    return [
        Sheet(answer.report.label, header, rows),
        lay_out_numbers(
            [line for line in totals if line.section != PREVIOUS],
            {line.name: line for line in totals if line.section == PREVIOUS},
            title="Total",
        ),
        lay_out_summary(list_notes(answer)),
        Sheet(
            "Definitions",
            ["Name", "Unit", "Definition"],
            [(label(line.name), line.unit, line.definition) for line in definitions],
        ),
    ]


def list_rows(answer: BreakdownAnswer) -> list[tuple[str, Row]]:
    """Return the rows, and behind them those of the compared range alone, each with its range."""
    previous = answer.values["previous"]
    rows = [(CURRENT, row) for row in answer.values["rows"]]
    return [*rows, *((PREVIOUS, row) for row in (previous["rows"] if previous else ()))]


def list_columns(answer: BreakdownAnswer) -> list[Column]:
    """Return a column for each part of each number; of both ranges where they are compared."""
    is_beside = answer.values["previous"] and answer.values["by"] != BUCKET.name
    return [
        Column(metric, part, is_previous)
        for is_previous in ((False, True) if is_beside else (False,))
        for metric in breakdown_metrics().values()
        for part in list_parts(metric, is_previous=is_previous)
    ]


def list_parts(metric: Metric, *, is_previous: bool) -> list[str]:
    """Return the parts of a number, as the API names them."""
    match metric.value:
        case Rate():
            return list(get_type_hints(ComparedRate if is_previous else RateParts))
        case Mean():
            return list(get_type_hints(MeanParts))
        case _:
            return ["value"]


def write_header(answer: BreakdownAnswer, columns: list[Column]) -> list[str]:
    """Return the names of the columns: which value, of which range where two are, its numbers."""
    by = DIMENSIONS[answer.values["by"]]
    names = {
        BUCKET: ["bucket_start", "label", "bucket_end", "is_partial"],
        WEEKDAY_HOUR: ["weekday", "hour", "label"],
    }.get(by, [by.name, "label"])
    range_ = ["range"] if answer.values["previous"] else []
    return [*names, *range_, *(column.name for column in columns)]


def write_row(answer: BreakdownAnswer, which: tuple[str, Row], columns: list[Column]) -> list[Cell]:
    """Return the cells of a row of a range."""
    range_, row = which
    key, bucket = row["key"], row["bucket"]
    cells: list[Cell] = [*key.values()] if isinstance(key, Mapping) else [key]
    cells.append(row["label"])
    if bucket:
        cells += [bucket["bucket_end"], bucket["is_partial"]]
    if answer.values["previous"]:
        cells.append(range_)
    return [*cells, *(column.cell(row) for column in columns)]


def list_totals(values: Breakdown) -> Iterator[Line]:
    """Yield every number in all, and of the compared range."""
    for metric in METRICS.values():
        yield number_line("total", metric, values["total"][metric.name])
    if previous := values["previous"]:
        for metric in METRICS.values():
            yield number_line(PREVIOUS, metric, previous["scalars"][metric.name])


def list_notes(answer: BreakdownAnswer) -> Iterator[Line]:
    """Yield what was asked for, how many rows are left out, and where the numbers came from."""
    yield from list_filters(answer.filters, answer.echo)
    yield Line("filters", "by", text=answer.values["by"])
    yield Line("rows", "more", value=answer.values["more"])
    if previous := answer.values["previous"]:
        yield from list_previous_days(answer.filters, previous)
    yield from list_day_notes(answer.notes)
    yield from list_meta(answer.meta)


def list_definitions(answer: BreakdownAnswer, columns: list[Column]) -> Iterator[Line]:
    """Yield what the report, its dimension and its numbers mean."""
    by = DIMENSIONS[answer.values["by"]]
    yield Line("definitions", answer.report.name, definition=answer.report.description)
    yield Line("definitions", by.name, definition=by.description)
    for column in columns:
        yield Line("definitions", column.name, unit=column.unit,
                   definition=column.metric.description)  # fmt: skip
