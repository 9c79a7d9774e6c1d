"""The dashboard as a file: one long table for data frames, and the sheets of a workbook.

Names and definitions are those of METRICS and CHARTS.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, cast

from analytics.exports.notes import (
    COLUMNS,
    Line,
    lay_out_summary,
    list_day_notes,
    list_filters,
    list_meta,
)
from analytics.exports.sheets import Cell, Number, Share, Sheet, label
from analytics.question.filters import ResolvedFilters
from analytics.reports.answers import list_times
from analytics.reports.comparison import ComparedRate
from analytics.reports.dashboard import Dashboard, PreviousPeriod
from analytics.reports.report import Answer
from analytics.semantic.charts import CHARTS, PointValues
from analytics.semantic.measures import Evaluated, Rate
from analytics.semantic.metrics import (
    ACCOMMODATION_RATE,
    METRICS,
    OPT_OUT_RATE,
    RATES_OF_CARE,
    WITHDRAWAL_RATE,
    WITHDRAWAL_REASONS,
    Metric,
)
from analytics.semantic.units import counted_in

FRACTION = "fraction"
# The parts of a number, as the API names them.
PARTS = ("value", "numerator", "denominator", "count", "low", "high")

DashboardAnswer = Answer[ResolvedFilters, Dashboard]


def lay_out_csv(answer: DashboardAnswer) -> tuple[Sheet, Sheet]:
    """Return the long table, a line for each number, and the notes in the same columns."""
    numbers = (*list_numbers(answer.values), *list_points(answer))
    return (
        Sheet("Numbers", COLUMNS, [line.cells(COLUMNS) for line in numbers]),
        Sheet("Notes", COLUMNS, [line.cells(COLUMNS) for line in list_notes(answer)]),
    )


def lay_out_sheets(answer: DashboardAnswer) -> list[Sheet]:
    """Return the sheets of a workbook: numbers and charts, then what they are about."""
    lines = list(list_numbers(answer.values))
    numbers = [line for line in lines if line.section != "previous"]
    previous = {line.name: line for line in lines if line.section == "previous"}
    points = list(list_points(answer))
    return [
        lay_out_numbers(numbers, previous),
        lay_out_charts(points),
        lay_out_summary(list_notes(answer)),
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


def list_notes(answer: DashboardAnswer) -> Iterator[Line]:
    """Yield what was asked for, what is compared with, and where the numbers came from."""
    yield from list_filters(answer.filters, answer.echo)
    if previous := answer.values["previous"]:
        yield from list_previous_days(answer.filters, previous)
    yield from list_day_notes(answer.notes)
    yield from list_meta(answer.meta)


def list_previous_days(filters: ResolvedFilters, previous: PreviousPeriod) -> Iterator[Line]:
    """Yield how the days and instants compared with were found, and which these are."""
    assert filters.compared, "something is compared with"
    yield Line("compared_with", "compare", text=filters.compared.kind.value)
    yield Line("compared_with", "start_date", text=previous["start_date"])
    yield Line("compared_with", "end_date", text=previous["end_date"])
    yield Line("compared_with", "start", text=previous["start"])
    yield Line("compared_with", "end", text=previous["end"])
    yield Line("compared_with", "is_cut", text=str(previous["is_cut"]).lower())


def list_numbers(dashboard: Dashboard) -> Iterator[Line]:
    """Yield every number of the range, and of the previous period where compared."""
    for metric in METRICS.values():
        yield number_line("scalars", metric, dashboard["scalars"][metric.name])
    withdrawal = dashboard["withdrawal"]
    yield number_line("withdrawal", WITHDRAWAL_RATE, withdrawal["rate"])
    for found in withdrawal["reasons"]:
        metric = WITHDRAWAL_REASONS[found["reason"]]
        yield Line(
            "withdrawal",
            metric.name,
            value=found["share"],
            numerator=found["count"],
            denominator=withdrawal["rate"]["numerator"],
            unit=FRACTION,
            definition=metric.description,
        )
    yield number_line("accommodation", ACCOMMODATION_RATE, dashboard["accommodation"]["rate"])
    yield number_line("opt_out", OPT_OUT_RATE, dashboard["opt_out"]["rate"])
    if previous := dashboard["previous"]:
        rates = {name: previous[name] for name in RATES_OF_CARE}  # type: ignore[literal-required]
        for metric in (*METRICS.values(), *RATES_OF_CARE.values()):
            yield number_line("previous", metric, {**previous["scalars"], **rates}[metric.name])


def number_line(section: str, metric: Metric, answered: Evaluated | ComparedRate) -> Line:
    """Return the line of a metric's value as the API answers it."""
    parts: Any = answered if isinstance(answered, Mapping) else {"value": answered}
    unit = counted_in(metric.value, metric.base)
    return Line(section, metric.name, unit=unit, definition=metric.description, **parts)


def list_points(answer: DashboardAnswer) -> Iterator[Line]:
    """Yield every value of every point; a chart of several values has a line for each series."""
    buckets = list_times(answer.filters)
    for chart in CHARTS.values():
        points = answer.values["charts"][chart.name]["points"]
        for times, point in zip(buckets, points, strict=True):
            numbers = cast(PointValues, point)  # Beside its times a point has nothing else.
            for series in chart.series:
                parts: Any = (
                    {part: numbers[part] for part in PARTS if part in numbers}
                    if isinstance(series.value, Rate)
                    else {"value": numbers[series.name]}
                )
                unit = counted_in(series.value, chart.base)
                yield Line("charts", chart.name, series.name, **times, **parts, unit=unit,
                           definition=chart.description)  # fmt: skip


def parts_of(line: Line) -> list[Number | None]:
    """Return the parts of a number, its value first, as shares where it is one."""
    value, low, high = (
        Share(number) if line.unit == FRACTION and number is not None else number
        for number in (line.value, line.low, line.high)
    )
    return [value, line.numerator, line.denominator, line.count, low, high]


def lay_out_numbers(
    numbers: Iterable[Line], previous: Mapping[str, Line], title: str = "Numbers"
) -> Sheet:
    """Return the sheet of the numbers, beside those of the previous period where compared."""
    header = ["Name", *map(label, PARTS), "Unit"]
    if previous:
        header += [f"Previous {part}" for part in PARTS]
        header += ["Change", "Relative change", "Is noise"]
    rows: list[list[Cell]] = []
    for line in numbers:
        row: list[Cell] = [label(line.name), *parts_of(line), line.unit]
        if previous:
            before = previous.get(line.name)
            row += parts_of(before) if before else [None] * len(PARTS)
            row += [*compare(line, before), before.is_noise if before else None]
        rows.append([*row, line.definition])
    return Sheet(title, [*header, "Definition"], rows)


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
        value, numerator, denominator, *_ = parts_of(line)
        row.append(value)
        if line.unit == FRACTION:
            header |= dict.fromkeys(
                label(f"{title} {part}") for part in ("numerator", "denominator")
            )
            row += [numerator, denominator]
    return Sheet("Charts", list(header), list(rows.values()))
