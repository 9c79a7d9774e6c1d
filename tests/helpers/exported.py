"""Exports read back: every number under the place where the JSON answer has it."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

PARTS = ("value", "numerator", "denominator", "count", "low", "high")
CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Place = tuple[str, ...]
Numbers = dict[Place, int | float]


def list_numbers(answer: Any) -> Numbers:
    """Return the numbers of the JSON answer: by section, name, series, bucket and part."""
    return {place: number for place, number in walk(answer) if number is not None}


def walk(answer: Any) -> Iterator[tuple[Place, Any]]:
    """Yield every number of the answer, null ones too."""
    previous = dict(answer["previous"] or {"scalars": {}})
    compared = {**previous["scalars"], **{n: v for n, v in previous.items() if n.endswith("_rate")}}
    for section, scalars in (
        ("scalars", answer["scalars"]),
        ("withdrawal", {"withdrawal_rate": answer["withdrawal"]["rate"]}),
        ("accommodation", {"accommodation_rate": answer["accommodation"]["rate"]}),
        ("opt_out", {"opt_out_rate": answer["opt_out"]["rate"]}),
        ("previous", compared),
    ):
        for name, value in scalars.items():
            parts = value if isinstance(value, dict) else {"value": value}
            for part in parts.keys() - {"is_noise"}:
                yield (section, name, "", "", part), parts[part]
    for found in answer["withdrawal"]["reasons"]:
        place = ("withdrawal", f"withdrawal_reason_{found['reason']}", "", "")
        yield (*place, "value"), found["share"]
        yield (*place, "numerator"), found["count"]
        yield (*place, "denominator"), answer["withdrawal"]["rate"]["numerator"]
    for chart, drawn in answer["charts"].items():
        for point in drawn["points"]:
            for key in point.keys() - {"bucket_start", "bucket_end", "is_partial"}:
                series, part = (chart, key) if key in PARTS else (key, "value")
                yield ("charts", chart, series, point["bucket_start"], part), point[key]


Lines = list[dict[str, str]]


def split_csv(content: bytes) -> tuple[Lines, Lines]:
    """Return the table and the notes of a CSV file, which an empty line parts.

    Notes of other columns than the table's begin with their own header.
    """
    assert content.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    table, notes = rows[: rows.index([])], rows[rows.index([]) + 1 :]
    titles = header
    if notes[0][0] == "section":
        titles, *notes = notes
    return (
        [dict(zip(header, row, strict=True)) for row in table],
        [dict(zip(titles, row, strict=True)) for row in notes],
    )


def read_csv(content: bytes) -> list[dict[str, str]]:
    """Return the lines of a CSV file, which has to begin with a byte order mark."""
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def numbers_of_csv(lines: list[dict[str, str]]) -> Numbers:
    """Return the numbers of a CSV file, by place."""
    return {
        (*(line[column] for column in ("section", "name", "series", "bucket_start")), part): float(
            line[part]
        )
        for line in lines
        if line["section"] in ("scalars", "withdrawal", "accommodation", "opt_out")
        or line["section"] in ("previous", "charts")
        for part in PARTS
        if line[part]
    }


def read_xlsx(content: bytes) -> Workbook:
    """Return the workbook."""
    return load_workbook(io.BytesIO(content))


def rows_of(sheet: Worksheet) -> list[dict[str, Any]]:
    """Return the rows of a sheet, by the titles of the columns."""
    titles, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, titles), row, strict=True)) for row in rows]


def numbers_of_xlsx(workbook: Workbook) -> Numbers:
    """Return the numbers of a workbook's sheets, by place as far as titles tell it."""
    numbers = {}
    for row in rows_of(workbook["Numbers"]):
        for part in PARTS:
            numbers["Numbers", row["Name"], part] = row[part.capitalize()]
            numbers["Previous", row["Name"], part] = row.get(f"Previous {part}")
    for row in rows_of(workbook["Charts"]):
        assert isinstance(row["Start"], datetime)
        for title in row.keys() - {"Start", "Bucket start", "Bucket end", "Is partial"}:
            numbers["Charts", title, row["Bucket start"]] = row[title]
    return {place: number for place, number in numbers.items() if number is not None}


def title_numbers(numbers: Numbers) -> Numbers:
    """Return the numbers of the JSON answer under the titles that they have in a workbook."""
    titled: Numbers = {}
    for (section, name, series, bucket, part), number in numbers.items():
        words = [name, series if series != name else "", part if part != "value" else ""]
        if section == "charts":
            title = " ".join(filter(None, words))
            titled["Charts", title.replace("_", " ").capitalize(), bucket] = number
        else:
            sheet = "Previous" if section == "previous" else "Numbers"
            titled[sheet, name.replace("_", " ").capitalize(), part] = number
    return titled
