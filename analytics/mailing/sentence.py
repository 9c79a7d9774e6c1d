"""What the numbers say in one sentence, as the page says it (frontend components/Sentence.tsx).

Tests hold both to the same sentences, frontend/tests/sentences.json.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analytics.mailing.changes import Changes
from analytics.mailing.words import fixed, is_noisy, percent, points, relative
from analytics.semantic.measures import value_of

# Shares of 100 are enough of a number for a sentence.
SMALLEST = 0.005


@dataclass(frozen=True)
class Sentence:
    """The sentence in its parts: what happened, where it comes from, and the answer rate."""

    headline: str
    cause: str = ""
    answering: str = ""

    @property
    def rest(self) -> str:
        """What stands behind the headline, to the full stop."""
        cause = f": {self.cause}" if self.cause else ""
        return f"{cause}{f'; {self.answering}' if self.answering else ''}."

    @property
    def subject(self) -> str:
        """The first part, for a line that is cut off."""
        return f"{self.headline}: {self.cause}" if self.cause else self.headline

    def __str__(self) -> str:
        return self.headline + self.rest


def say_summary(
    scalars: Mapping[str, Any], previous: Mapping[str, Any], changes: Changes | None
) -> Sentence:
    """Return the sentence on numbers that are compared with the previous ones."""
    if not scalars["total_calls"]:
        return Sentence("No calls in these dates")
    now, before = scalars["qualified_candidates"], previous["qualified_candidates"]
    cause = changes.say_where() if changes else None
    answering = say_answering(scalars["answer_rate"], previous["answer_rate"])
    return Sentence(say_headline(now, before), cause or say_both(now, before), answering)


def say_headline(now: int, before: int) -> str:
    """Return how the qualified candidates changed."""
    if before == 0:
        return "First qualified candidates" if now else "No qualified candidates"
    if abs(now / before - 1) < SMALLEST:
        return "Qualified candidates unchanged"
    return f"Qualified candidates {relative(now, before, digits=0)}"


def say_both(now: int, before: int) -> str:
    """Return both counts."""
    if now == before:
        return f"{fixed(now)}, as before" if now else "none before either"
    return f"{fixed(now)} after {fixed(before)}"


def say_answering(now: Any, before: Any) -> str:
    """Return whether more or fewer calls were answered than may be chance; "" of no calls."""
    value, other = value_of(now), value_of(before)
    if value is None or other is None:
        return ""
    if is_noisy(before) is not False:
        return "answer rate unchanged within noise"
    direction = "up" if value > other else "down"
    return f"answer rate {direction} {points(abs(value - other)).lstrip('+')} to {percent(value)}"
