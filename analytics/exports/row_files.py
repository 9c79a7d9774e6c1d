"""Every row behind a number as a file, written while it is read.

The file is on disk before its first byte leaves, so that the snapshot and its connection are given
back however slowly a client reads, and a failure is an answer of its own (docs/decisions/0066).
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils.text import get_valid_filename
from xlsxwriter import Workbook

from analytics.exports.notes import Line, lay_out_summary, list_filters, list_meta
from analytics.exports.renderers import (
    BYTE_ORDER_MARK,
    make_formats,
    write_csv_cell,
    write_rows,
)
from analytics.exports.sheets import Cell, Identifier, Share, label
from analytics.exports.tables import NOTE_COLUMNS
from analytics.question.filters import FiltersSerializer
from analytics.rows.pages import EveryRow, read_every
from analytics.rows.query import RowQuestion
from analytics.semantic.bases import RowKind
from analytics.semantic.catalogue import every_metric

CANDIDATE = ("candidate_id", "candidate_external_id", "candidate_name", "candidate_source")
CAMPAIGN = ("campaign_id", "campaign_external_id", "campaign_name")
# What readers who may not see people get no columns of.
PERSONAL = ("candidate_external_id", "candidate_name")
COLUMNS: Mapping[RowKind, Sequence[str]] = {
    RowKind.CALLS: (
        "created",
        *CANDIDATE,
        *CAMPAIGN,
        "call_status",
        "call_length_sec",
        "question_completion_rate",
        "score",
        "opted_out",
        "withdrawal_reason",
        "accommodation_requested",
        "id",
        "external_id",
    ),
    RowKind.APPLICATIONS: (
        *CANDIDATE,
        *CAMPAIGN,
        "attempted_calls",
        "feedback",
        "max_score",
        "passing_score",
        "qualified",
        "time_to_first_interview_sec",
    ),
    RowKind.REVIEWS: ("call_last_reviewed_at", *CANDIDATE, *CAMPAIGN, "feedback", "id"),
}
# Cells of a workbook that are not what JSON has.
KINDS: Mapping[str, Callable[[Any], Cell]] = {
    **dict.fromkeys(("created", "call_last_reviewed_at"), datetime.fromisoformat),
    **dict.fromkeys(("id", "candidate_id", "campaign_id"), Identifier),
    "question_completion_rate": Share,
}
COLUMN_WIDTH = 20  # In characters; fitting the columns would take all rows in memory.

Write = Callable[[IO[bytes], Sequence[str], EveryRow, RowQuestion], None]


@dataclass(frozen=True)
class RowFile:
    """A file of rows, to be read from its beginning and closed, and how many it has."""

    content: IO[bytes]
    count: int
    candidates: int


def write_file(question: RowQuestion, file_format: str) -> RowFile:
    """Return a file of all rows, as csv or xlsx. Raises ValidationError where they are too many."""
    write = WRITERS[file_format]
    columns = [
        name
        for name in COLUMNS[question.selection.kind]
        if question.sees_people or name not in PERSONAL
    ]

    def take(every: EveryRow) -> RowFile:
        with ExitStack() as stack:
            content = stack.enter_context(TemporaryFile())
            write(content, columns, every, question)
            content.seek(0)
            stack.pop_all()
        return RowFile(content, every.count, every.candidates)

    return read_every(question, take)


def write_csv(
    content: IO[bytes], columns: Sequence[str], every: EveryRow, question: RowQuestion
) -> None:
    """Write the table, an empty line and the notes, as other files have them."""
    text = TextIOWrapper(content, "utf-8", newline="")
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in every.rows:
        cells = flatten(row)
        writer.writerow([write_csv_cell(cells[name]) for name in columns])
    writer.writerows([[], NOTE_COLUMNS])
    for line in list_notes(every, question):
        writer.writerow(map(write_csv_cell, line.cells(NOTE_COLUMNS)))
    text.detach()


def write_xlsx(
    content: IO[bytes], columns: Sequence[str], every: EveryRow, question: RowQuestion
) -> None:
    """Write a sheet of the rows, and one that says what they are."""
    # Each row goes to disk as soon as the next one begins.
    with Workbook(content, {"constant_memory": True}) as workbook:
        find_format = make_formats(workbook)
        sheet = workbook.add_worksheet(label(question.selection.kind.value))
        sheet.set_column(0, len(columns) - 1, COLUMN_WIDTH)
        sheet.autofilter(0, 0, every.count, len(columns) - 1)
        flat = (flatten(row) for row in every.rows)
        rows = ([type_cell(name, row[name]) for name in columns] for row in flat)
        write_rows(sheet, list(map(label, columns)), rows, find_format)
        summary = lay_out_summary(list_notes(every, question))
        notes = workbook.add_worksheet(summary.title)
        notes.set_column(0, len(summary.header) - 1, COLUMN_WIDTH)
        write_rows(notes, summary.header, summary.rows, find_format)


WRITERS: Mapping[str, Write] = {"csv": write_csv, "xlsx": write_xlsx}


def flatten(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a row by column; of an unknown caller nothing is known."""
    cells: dict[str, Any] = dict.fromkeys(CANDIDATE)
    for name, value in row.items():
        if isinstance(value, Mapping):
            cells |= {f"{name}_{part}": each for part, each in value.items()}
        else:
            cells[name] = value
    return cells


def type_cell(name: str, value: Any) -> Cell:
    """Return a cell as a workbook holds it."""
    kind = KINDS.get(name)
    cell: Cell = kind(value) if kind and value is not None else value
    return cell


def list_notes(every: EveryRow, question: RowQuestion) -> Iterator[Line]:
    """Yield which rows these are, of which filters, and where they came from."""
    yield Line("rows", "count", value=every.count, unit=question.selection.kind.value)
    yield Line("rows", "candidates", value=every.candidates, unit="candidates")
    definitions = {metric.name: metric.description for metric in every_metric()}
    for name, asked in question.asked.items():
        definition = definitions.get(asked) if name == "metric" else None
        yield Line("rows", name, text=asked, definition=definition)
    yield from list_filters(question.filters, FiltersSerializer(question.filters).data)
    yield from list_meta(every.meta)


def name_file(question: RowQuestion) -> str:
    """Return what a file is called, its ending aside: whose rows, behind which number, of when."""
    filters, kind = question.filters, question.selection.kind.value
    number = question.asked.get("metric") or question.asked.get("population")
    named: Iterable[str | None] = (filters.organization_slug, number, question.asked.get("part"))
    words = "-".join(filter(None, (*named, kind))).replace("_", "-")
    return get_valid_filename(f"{words}-{filters.first_day}-to-{filters.last_day}")
