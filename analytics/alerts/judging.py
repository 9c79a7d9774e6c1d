"""Whether a day is one that an alert is about, by the numbers of the day and of a week earlier."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analytics.models import Alert, Condition
from analytics.reports.comparison import compare_rate, is_rate
from analytics.semantic.measures import Evaluated, value_of
from analytics.semantic.metrics import Metric, breakdown_metrics
from analytics.semantic.units import Direction

# A day's row of the breakdown.
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Judgement:
    """What a day's number was, over how much, and whether the alert is about it.

    `is_met` is None where the number is over too little to tell.
    """

    value: float | None
    count: int
    is_met: bool | None


def judge(alert: Alert, row: Row, week_before: Row | None) -> Judgement:
    """Return what the alert finds on a day, and a day without a row a week earlier is unknown."""
    metric = breakdown_metrics()[alert.metric]
    number = find_number(metric, row)
    value, count = value_of(number), count_of(number, row)
    is_met: bool | None = None
    if value is not None and count >= alert.least_count:
        if alert.condition == Condition.ABOVE:
            is_met = value > alert.threshold  # type: ignore[operator]  # a constraint has it
        elif alert.condition == Condition.BELOW:
            is_met = value < alert.threshold  # type: ignore[operator]
        elif week_before is not None:
            before = find_number(metric, week_before)
            if count_of(before, week_before) >= alert.least_count:
                is_met = has_changed(alert, metric, number, before)
    return Judgement(value, count, is_met)


def has_changed(alert: Alert, metric: Metric, now: Evaluated, before: Evaluated) -> bool | None:
    """Return whether a rate differs beyond noise, in the alert's direction."""
    assert is_rate(now)
    assert is_rate(before)
    is_noise = compare_rate(now, before)["is_noise"]
    if is_noise is None:
        return None
    if is_noise or alert.condition == Condition.CHANGED:
        return not is_noise
    present, past = now["value"], before["value"]
    assert present is not None
    assert past is not None
    return present < past if metric.better is Direction.HIGHER else present > past


def find_number(metric: Metric, row: Row) -> Evaluated:
    """Return a number of a row, from where the breakdown has it."""
    number: Evaluated = row["scalars"].get(metric.name, row.get(metric.name))
    return number


def count_of(number: Evaluated, row: Row) -> int:
    """Return what a number is over: a rate's denominator, a mean's count, the calls of the day."""
    if not isinstance(number, Mapping):
        calls: int = row["scalars"]["total_calls"]
        return calls
    return number["denominator"] if is_rate(number) else number["count"]  # type: ignore[typeddict-item]
