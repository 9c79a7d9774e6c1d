"""The sentence of mails is the page's: frontend/tests/sentence.test.tsx has the same cases."""

import json
from datetime import date
from typing import Any

import pytest

from analytics.mailing.changes import Part, find_changes
from analytics.mailing.sentence import say_summary
from analytics.mailing.words import duration, fixed, relative, say_days, signed
from tests.helpers.servers.service import PROJECT

CASES = json.loads((PROJECT / "frontend/tests/sentences.json").read_text(encoding="utf-8"))


def rate(numerator: int, denominator: int, **more: Any) -> dict[str, Any]:
    value = numerator / denominator if denominator else None
    return {"value": value, "numerator": numerator, "denominator": denominator, **more}


def break_down(rows: list[tuple[str, int, int]], before: int, now: int) -> dict[str, Any]:
    """Return a breakdown as the API has it, of one number; of campaigns that ended, too."""

    def of(count: int) -> dict[str, int]:
        return {"qualified_candidates": count}

    kept = [{"label": name, "scalars": of(n), "previous": of(b)} for name, b, n in rows if n]
    ended = [{"label": name, "scalars": of(b)} for name, b, n in rows if not n]
    return {"rows": kept, "total": of(now), "previous": {"rows": ended, "scalars": of(before)}}


@pytest.mark.parametrize("case", CASES, ids=[case["sentence"] for case in CASES])
def test_the_sentence(case: dict[str, Any]) -> None:
    numbers = case["numbers"]
    now, before = numbers["qualified"]
    answered, answered_before = numbers["answered"]
    changes = find_changes(break_down(case["campaigns"], before, now), "qualified_candidates")
    scalars = {
        "total_calls": numbers["calls"],
        "qualified_candidates": now,
        "answer_rate": rate(*answered),
    }
    previous = {
        "qualified_candidates": before,
        "answer_rate": rate(*answered_before, is_noise=numbers["is_noise"]),
    }
    assert str(say_summary(scalars, previous, changes)) == case["sentence"]


def test_the_lines_of_what_changed_add_up() -> None:
    """Eight campaigns: six are named, the two others and the people in several are one line."""
    rows = [(name, 10, 10 + adds) for name, adds in zip("abcdefgh", range(-5, 3), strict=True)]
    changes = find_changes(break_down(rows, before=78, now=67), "qualified_candidates")
    assert changes.lines() == [
        Part("a", 10, 5), Part("b", 10, 6), Part("c", 10, 7), Part("d", 10, 8),
        Part("e", 10, 9), Part("h", 10, 12),
        Part("2 others, and people in several campaigns", 18, 20),
    ]  # fmt: skip
    assert changes.whole == Part("Together", 78, 67)
    # A seventh campaign takes no more room than a line of the others.
    seven = find_changes(break_down(rows[:7], before=70, now=56), "qualified_candidates")
    assert [part.label for part in seven.lines()] == list("abcdefg")
    ended = find_changes(break_down([("a", 4, 0), ("b", 1, 1)], 5, 1), "qualified_candidates")
    assert ended.lines() == [Part("a", 4, 0), Part("b", 1, 1)]


def test_numbers_and_days_are_said_as_the_page_says_them() -> None:
    assert [fixed(n) for n in (0.5, 1.5, 2.5, -0.4, -1234.5)] == ["1", "2", "3", "0", "−1,235"]
    assert [signed(fixed(n)) for n in (0, 5, -9)] == ["0", "+5", "−9"]
    assert [relative(*pair) for pair in ((25, 24), (8, 2), (0, 3))] == ["+4.2%", "×4.0", "−100.0%"]
    assert [duration(n) for n in (0, 8, 252, 7500, 7200, 86_400, 93_600)] == [
        "0s", "8s", "4m 12s", "2h 5m", "2h", "1d 0h", "1d 2h",
    ]  # fmt: skip
    first, last = date.fromisoformat("2026-10-27"), date.fromisoformat("2026-11-25")
    assert say_days(first, last) == "Oct 27 – Nov 25, 2026"
    assert say_days(first, last, beside=last) == "Oct 27 – Nov 25"
    assert (
        say_days(date.fromisoformat("2025-12-30"), date.fromisoformat("2026-01-02"))
        == "Dec 30, 2025 – Jan 2, 2026"
    )
    assert say_days(date.fromisoformat("2026-11-01"), last) == "Nov 1 – 25, 2026"
    assert say_days(last, last) == "Nov 25, 2026"
