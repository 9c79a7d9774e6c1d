"""The dashboard as the sheets of a workbook, from the lines of the long table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from analytics.exports.lines import FRACTION, PARTS, Export, Line, Number, list_lines

Cell = str | bool | Number | datetime | None

# The sections of the long table that say what the numbers are about, and those of the range.
SCOPE = ("filters", "previous_period", "meta", "warnings")
NUMBERS = ("scalars", "withdrawal", "accommodation")


class Share(float):
    """A fraction, which a workbook shows in per cent."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def lay_out_sheets(export: Export) -> list[Sheet]:
    """Return the sheets of a workbook, from the lines of the long table."""
    lines = list(list_lines(export))
    numbers = [line for line in lines if line.section in NUMBERS]
    previous = {line.name: line for line in lines if line.section == "previous"}
    points = [line for line in lines if line.section == "charts"]
    return [
        Sheet(
            "Summary",
            ["Section", "Name", "Text", "Number", "Unit"],
            [
                (label(line.section), label(line.name), line.text, line.value, line.unit)
                for line in lines
                if line.section in SCOPE
            ],
        ),
        lay_out_numbers(numbers, previous),
        lay_out_charts(points),
        Sheet(
            "Definitions",
            ["Section", "Name", "Series", "Unit", "Definition"],
            list(
                dict.fromkeys(
                    (label(line.section), label(line.name), label(line.series or ""), line.unit,
                     line.definition)
                    for line in (*numbers, *points)
                )
            ),
        ),
    ]  # fmt: skip


def label(name: str) -> str:
    """Return a name as people write it."""
    return name.replace("_", " ").capitalize()


def parts_of(line: Line) -> list[Number | None]:
    """Return the parts of a number, its value first, as a share where it is one."""
    value = Share(line.value) if line.unit == FRACTION and line.value is not None else line.value
    return [value, line.numerator, line.denominator, line.count]


def lay_out_numbers(numbers: Iterable[Line], previous: Mapping[str, Line]) -> Sheet:
    """Return the sheet of the numbers, beside those of the previous period where compared."""
    header = ["Name", *map(label, PARTS), "Unit"]
    if previous:
        header += [f"Previous {part}" for part in PARTS]
        header += ["Change", "Relative change"]
    rows: list[list[Cell]] = []
    for line in numbers:
        row: list[Cell] = [label(line.name), *parts_of(line), line.unit]
        if previous:
            before = previous.get(line.name)
            row += parts_of(before) if before else [None] * len(PARTS)
            row += compare(line, before)
        rows.append([*row, line.definition])
    return Sheet("Numbers", [*header, "Definition"], rows)


def compare(line: Line, before: Line | None) -> tuple[Number | None, Number | None]:
    """Return the change of the value, and as a share of the value before; None if undefined."""
    if before is None or line.value is None or before.value is None:
        return None, None
    change = line.value - before.value
    return (
        Share(change) if line.unit == FRACTION else change,
        Share(change / before.value) if before.value else None,
    )


def lay_out_charts(points: Iterable[Line]) -> Sheet:
    """Return the sheet of all charts, which have the same buckets: a row for each.

    `Start` is the wall clock of the zone, for axes and pivots: workbooks hold no offsets, so a
    cell shows its own beside it. The texts after it tell a repeated hour from its first run, too.
    """
    rows: dict[str, list[Cell]] = {}
    header: dict[str, None] = dict.fromkeys(("Start", "Bucket start", "Bucket end", "Is partial"))
    for line in points:
        assert line.bucket_start
        row = rows.setdefault(
            line.bucket_start,
            [
                datetime.fromisoformat(line.bucket_start),
                line.bucket_start,
                line.bucket_end,
                line.is_partial,
            ],
        )
        title = line.name if line.series == line.name else f"{line.name} {line.series}"
        header[label(title)] = None
        value, numerator, denominator, _ = parts_of(line)
        row.append(value)
        if line.unit == FRACTION:
            header |= dict.fromkeys(
                label(f"{title} {part}") for part in ("numerator", "denominator")
            )
            row += [numerator, denominator]
    return Sheet("Charts", list(header), list(rows.values()))
