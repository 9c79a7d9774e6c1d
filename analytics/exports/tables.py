"""Every other report as a file: one table, a row for each point or one for all, and its notes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from analytics.exports.notes import Line, lay_out_summary, list_day_notes, list_filters, list_meta
from analytics.exports.sheets import Cell, Sheet, label
from analytics.reports.report import Answer
from analytics.semantic.answers import Meaning, members_of

NOTE_COLUMNS = ["section", "name", "value", "unit", "text", "definition"]


@dataclass(frozen=True)
class Column:
    """One column: which value of a row it has, by the keys that lead there, and its meaning."""

    keys: tuple[str, ...]
    meaning: Meaning

    @property
    def name(self) -> str:
        """What the column is called."""
        return "_".join(self.keys)

    def cell(self, row: Any) -> Cell:
        """Return the row's value."""
        for key in self.keys:
            # A list is of pairs: for each of several choices, what there is of it.
            row = row[key] if isinstance(row, Mapping) else dict(each.values() for each in row)[key]
        value: Cell = row
        return value


def lay_out_csv(answer: Answer[Any, Any]) -> tuple[Sheet, Sheet]:
    """Return the table, under the API's names, and the notes."""
    columns, rows = list_columns(answer.report.answer), list_rows(answer.values)
    notes = (*list_notes(answer), *list_definitions(answer, columns))
    return (
        Sheet(
            answer.report.label,
            [column.name for column in columns],
            [[column.cell(row) for column in columns] for row in rows],
        ),
        Sheet("Notes", NOTE_COLUMNS, [line.cells(NOTE_COLUMNS) for line in notes]),
    )


def lay_out_sheets(answer: Answer[Any, Any]) -> list[Sheet]:
    """Return the sheets of a workbook: the table, then what its numbers are about.

    `Start` is a bucket's wall clock, for axes and pivots; see lay_out_charts of the dashboard.
    """
    columns, rows = list_columns(answer.report.answer), list_rows(answer.values)
    header = [label(column.name) for column in columns]
    cells: list[list[Cell]] = [[column.cell(row) for column in columns] for row in rows]
    if columns[0].name == "bucket_start":
        header.insert(0, "Start")
        cells = [[datetime.fromisoformat(str(row[0])), *row] for row in cells]
    definitions = list_definitions(answer, columns)
    return [
        Sheet(answer.report.label, header, cells),
        lay_out_summary(list_notes(answer)),
        Sheet(
            "Definitions",
            ["Name", "Unit", "Definition"],
            [(label(line.name), line.unit, line.definition) for line in definitions],
        ),
    ]


def list_rows(values: Mapping[str, Any]) -> Sequence[Mapping[str, object]]:
    """Return the rows of an answer's table: its points, or its values themselves."""
    rows: Sequence[Mapping[str, object]] = values.get("points", [values])
    return rows


def list_columns(answer: Any) -> list[Column]:
    """Return the columns of the table of an answer of this shape."""
    points = members_of(answer).get("points")
    return list(walk_columns(points.points if points else answer))


def walk_columns(shape: Any, *before: str) -> Iterator[Column]:
    """Yield a column for each value of a row; a shape inside has a column for each of its own."""
    for name, member in members_of(shape).items():
        if member.points:
            choice, number = members_of(member.points).values()
            assert number.meaning
            for each in choice.choices:
                yield Column((*before, name, each), number.meaning)
        elif member.meaning is None or member.meaning.in_notes:
            continue
        elif member.is_nested:
            yield from walk_columns(member.type, *before, name)
        else:
            yield Column((*before, name), member.meaning)


def list_notes(answer: Answer[Any, Any]) -> Iterator[Line]:
    """Yield what was asked for, what the numbers rest on, and where they came from."""
    yield from list_filters(answer.filters, answer.echo)
    for section, member in members_of(answer.report.answer).items():
        if member.meaning and member.meaning.in_notes:
            for name, part in members_of(member.type).items():
                assert part.meaning
                yield Line(section, name, value=answer.values[section][name],
                           unit=part.meaning.unit, definition=part.meaning.text)  # fmt: skip
    yield from list_day_notes(answer.notes)
    yield from list_meta(answer.meta)


def list_definitions(answer: Answer[Any, Any], columns: Sequence[Column]) -> Iterator[Line]:
    """Yield what the report and each of its columns mean."""
    yield Line("definitions", answer.report.name, definition=answer.report.description)
    for column in columns:
        meaning = column.meaning
        yield Line("definitions", column.name, unit=meaning.unit, definition=meaning.text)
