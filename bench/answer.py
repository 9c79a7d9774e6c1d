"""A dashboard without its dress: the form in which the contenders' answers are compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

Answer: TypeAlias = dict[str, Any]
INTERVAL = ("low", "high")


@dataclass(frozen=True)
class Question:
    """What every contender is asked: an organisation's range of whole days of a zone."""

    organization: int
    start: datetime
    end: datetime
    zone: str
    completed: float
    default_score: float


def rate(numerator: int, denominator: int) -> dict[str, Any]:
    """Return a share as the API answers it."""
    return {
        "value": numerator / denominator if denominator else None,
        "numerator": numerator,
        "denominator": denominator,
    }


def mean(total: float | None, count: int) -> dict[str, Any]:
    """Return a mean as the API answers it."""
    return {"value": (total or 0) / count if count else None, "count": count}


def rank(reasons: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the reasons of withdrawals, most frequent first."""
    total = sum(reasons.values())
    return [
        {"reason": reason, "count": count, "share": count / total}
        for reason, count in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    ]


def thin(points: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the points by day without the empty ones, which SQL has no rows for."""
    return {day: point for day, point in sorted(points.items()) if any(point.values())}


def undress(dashboard: Mapping[str, Any]) -> Answer:
    """Return what a dashboard of the API, by day, says."""
    charts = {}
    for name, chart in dashboard["charts"].items():
        charts[name] = thin(
            {
                point["bucket_start"][:10]: {
                    key: value
                    for key, value in point.items()
                    if key not in ("bucket_start", "bucket_end", "is_partial", "value")
                }
                for point in chart["points"]
            }
        )
    parts = {name: dashboard[name] for name in ("scalars", "withdrawal", "accommodation")}
    return {**without_intervals(parts), "charts": charts}


def without_intervals(answer: Any) -> Any:
    """Return the answer without intervals of rates, which follow from what the rates are of."""
    if not isinstance(answer, dict):
        return answer
    return {key: without_intervals(value) for key, value in answer.items() if key not in INTERVAL}


def check_equal(expected: Answer, others: Mapping[str, Answer]) -> None:
    """Raise AssertionError, naming what differs, unless all answers are the same."""
    for contender, answer in others.items():
        differences = list(differ("", expected, answer))
        if differences:
            raise AssertionError(f"{contender} answers otherwise:\n" + "\n".join(differences))


def differ(place: str, expected: Any, found: Any) -> list[str]:
    """Return a line for every number that differs."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return [
            line
            for key in sorted(expected.keys() | found.keys())
            for line in differ(f"{place}.{key}", expected.get(key), found.get(key))
        ]
    return [] if expected == found else [f"{place}: {expected} and {found}"]
