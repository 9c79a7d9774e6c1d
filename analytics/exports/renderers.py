"""Files of tables, for spreadsheets and data frames: CSV and XLSX.

A workbook's texts are typed; in CSV a text that a spreadsheet could take for a formula gets an
apostrophe in front, so that it stays a text (docs/decisions/0033).
"""

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from io import BytesIO, StringIO
from typing import Any

from rest_framework.renderers import BaseRenderer
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analytics.exports.files import lay_out_csv, lay_out_sheets
from analytics.exports.sheets import Cell, Identifier, Share, Sheet
from analytics.reports.report import Answer

# Without it, Excel takes UTF-8 for the code page of the machine.
BYTE_ORDER_MARK = "\ufeff"
# Where a cell may begin for a spreadsheet, whichever separator its locale has, and what begins a
# formula there: OWASP's list for CSV injection, with the full-width forms.
FORMULA_START = re.compile(r'(^|[;,"\t\r\n])(?=\s*[=+\-@＝＋－＠])|^(?=[\t\r\n])')  # noqa: RUF001
# Excel's day 1, before which it knows none; and its day 0.
FIRST_DAY, DAY_ZERO = date(1900, 1, 1), datetime(1899, 12, 31)  # noqa: DTZ001  # wall clock
# Widths of columns in pixels: of moments with their offset, and of the widest: a definition wraps.
MOMENT_WIDTH, WIDEST = 180, 480


class CsvRenderer(BaseRenderer):
    """The table, an empty line, the notes: UTF-8 with a byte order mark, commas, CRLF.

    A cell is empty where it is undefined. Notes of other columns than the table's have a header of
    their own.
    """

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(
        self,
        data: Answer[Any, Any],
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> str:
        """Return the file."""
        file = StringIO(newline="")
        writer = csv.writer(file)
        table, notes = lay_out_csv(data)
        rows: list[Sequence[Cell]] = [table.header, *table.rows, []]
        if notes.header != table.header:
            rows.append(notes.header)
        rows += notes.rows
        writer.writerows(map(write_csv_cell, row) for row in rows)
        return BYTE_ORDER_MARK + file.getvalue()


def write_csv_cell(cell: Cell) -> Cell:
    """Return a cell as it stands in a CSV file: numbers stay numbers, texts are disarmed."""
    match cell:
        case bool():
            return str(cell).lower()
        case str():
            return FORMULA_START.sub(r"\1'", cell)
        case _:
            return cell


class XlsxRenderer(BaseRenderer):
    """A workbook: the tables, then Summary and Definitions."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    format = "xlsx"
    charset = None
    render_style = "binary"

    def render(
        self,
        data: Answer[Any, Any],
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """Return the file."""
        file = BytesIO()
        # In memory: the service's own files may be read-only.
        with Workbook(file, {"in_memory": True}) as workbook:
            find_format = make_formats(workbook)
            for sheet in lay_out_sheets(data):
                write_sheet(workbook.add_worksheet(sheet.title), sheet, find_format)
        return file.getvalue()


def make_formats(workbook: Workbook) -> Callable[[Cell], Format]:
    """Return what tells how a cell looks; the header's look is that of None."""
    by_type = {
        # A text that is edited stays a text, too.
        str: workbook.add_format({"quote_prefix": True, "text_wrap": True, "valign": "top"}),
        Share: workbook.add_format({"num_format": "0.0%", "valign": "top"}),
        float: workbook.add_format({"num_format": "#,##0.0", "valign": "top"}),
        int: workbook.add_format({"num_format": "#,##0", "valign": "top"}),
        Identifier: workbook.add_format({"num_format": "0", "valign": "top"}),
        bool: workbook.add_format({"valign": "top"}),
        type(None): workbook.add_format({"bold": True, "bottom": 1}),
    }

    @cache
    def format_moment(offset: str) -> Format:
        shown = f'yyyy-mm-dd hh:mm "{offset}"'
        return workbook.add_format({"num_format": shown, "valign": "top"})

    def find_format(cell: Cell) -> Format:
        if isinstance(cell, datetime):
            return format_moment(cell.isoformat()[len("2024-03-18T00:00:00") :])
        return by_type[type(cell)]

    return find_format


def write_sheet(worksheet: Worksheet, sheet: Sheet, find_format: Callable[[Cell], Format]) -> None:
    """Write a sheet, its columns as wide as what is in them."""
    write_rows(worksheet, sheet.header, sheet.rows, find_format)
    worksheet.autofilter(0, 0, len(sheet.rows), len(sheet.header) - 1)
    worksheet.autofit(WIDEST)


def write_rows(
    worksheet: Worksheet,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    find_format: Callable[[Cell], Format],
) -> None:
    """Write header and rows from the top, the header in sight while scrolling."""
    for column, title in enumerate(header):
        worksheet.write_string(0, column, title, find_format(None))
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if cell is not None:
                write_cell(worksheet, number, column, cell, find_format(cell))
    worksheet.freeze_panes(1, 1)


def write_cell(
    worksheet: Worksheet, row: int, column: int, cell: Cell, cell_format: Format
) -> None:
    """Write a cell by its type; the library's own `write` would guess formulas and links."""
    match cell:
        case str():
            worksheet.write_string(row, column, cell, cell_format)
        case bool():
            worksheet.write_boolean(row, column, cell, cell_format)
        case datetime():
            wall_clock = cell.replace(tzinfo=None)
            # The library takes a moment of the first day for a time without a day.
            moment = wall_clock - DAY_ZERO if cell.date() == FIRST_DAY else wall_clock
            worksheet.write_datetime(row, column, moment, cell_format)
            # Its own guess has room for a day alone, and Excel shows ##### for what is wider.
            worksheet.set_column_pixels(column, column, MOMENT_WIDTH)
        case int() | float():
            worksheet.write_number(row, column, cell, cell_format)
