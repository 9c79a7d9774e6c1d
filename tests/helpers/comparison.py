"""Asking the service what the oracle was asked, and comparing the two answers."""

import math
from typing import Any

from tests.helpers.oracle import Question, Row, Rows


def build_parameters(rows: Rows, question: Question) -> Row:
    """Return the query; a time zone that is the organisation's own goes without saying."""
    parameters = {
        "org_id": question.org_id,
        "start_date": question.start_date.isoformat(),
        "end_date": question.end_date.isoformat(),
        "granularity": question.granularity,
        "campaign_ids": list(question.campaign_ids),
        "candidate_filter": list(question.candidate_filter),
        "compare": question.compare,
    }
    if question.compare_start_date and question.compare_end_date:
        parameters["compare_start_date"] = question.compare_start_date.isoformat()
        parameters["compare_end_date"] = question.compare_end_date.isoformat()
    own = {row["id"]: row["timezone"] for row in rows.organizations}[question.org_id]
    return parameters if question.timezone == own else {**parameters, "timezone": question.timezone}


def without_comparison(parameters: Row) -> Row:
    """Return the parameters for an endpoint that compares with nothing."""
    return {name: each for name, each in parameters.items() if not name.startswith("compare")}


def list_differences(actual: Any, expected: Any, path: str = "") -> list[str]:
    """Name every place where the two differ; floats may, by the order of their summation."""
    if isinstance(actual, dict) and isinstance(expected, dict):
        return [
            difference
            for key in sorted({*actual, *expected})
            for difference in list_differences(
                actual.get(key, "(missing)"), expected.get(key, "(missing)"), f"{path}.{key}"
            )
        ]
    if isinstance(actual, list) and isinstance(expected, list) and len(actual) == len(expected):
        return [
            difference
            for number, pair in enumerate(zip(actual, expected, strict=True))
            for difference in list_differences(*pair, f"{path}[{number}]")
        ]
    if isinstance(expected, float) and type(actual) in (int, float):
        same = math.isclose(actual, expected, rel_tol=1e-9)
    else:
        # A count is a whole number and no flag, though 1 == 1.0 == True.
        same = type(actual) is type(expected) and actual == expected
    return [] if same else [f"{path}: {actual!r} instead of {expected!r}"]
