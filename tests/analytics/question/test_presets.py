"""Ranges under a name mean the days that the page means: its tests have the same table."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics.question.presets import PRESETS

TABLE = Path(__file__).parents[3] / "frontend" / "tests" / "presets.json"
CASES: list[dict[str, Any]] = json.loads(TABLE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['range']} on {case['today']}")
def test_a_preset_means_these_days(case: dict[str, Any]) -> None:
    first, last = PRESETS[case["range"]](date.fromisoformat(case["today"]))
    assert (str(first), str(last)) == (case["start"], case["end"])


def test_all_stand_in_the_table() -> None:
    assert list(PRESETS) == list(dict.fromkeys(case["range"] for case in CASES))
