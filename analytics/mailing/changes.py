"""What each campaign adds to the change of a count, as on the page (frontend sections/changes.ts).

What a campaign adds is its own change. People of several campaigns count once in the whole, so the
campaigns may add up to more or less than it: the rest is in the last line, and all lines add up.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.mailing.words import fixed, signed

# How many campaigns are named; the others are one line.
MOST_NAMED = 6
# A campaign stands out from this share of the change on.
STANDS_OUT = 6


@dataclass(frozen=True)
class Part:
    """A line: a campaign, or what is left of the whole."""

    label: str
    before: int
    now: int

    @property
    def adds(self) -> int:
        """What it adds to the change."""
        return self.now - self.before

    @property
    def said(self) -> str:
        """What it adds, with its sign."""
        return signed(fixed(self.adds))

    @property
    def counts(self) -> str:
        """Before and now."""
        return f"{fixed(self.before)} → {fixed(self.now)}"


@dataclass(frozen=True)
class Changes:
    """The whole and its parts, the one that adds or takes most first."""

    whole: Part
    parts: Sequence[Part]

    def lines(self) -> list[Part]:
        """Return the largest from what takes most to what adds most, and the rest as one line."""
        # One line more takes no more room than a line that says "1 other".
        cut = MOST_NAMED + (len(self.parts) == MOST_NAMED + 1)
        named = sorted(self.parts[:cut], key=lambda part: part.adds)
        others = len(self.parts) - len(named)
        before = self.whole.before - sum(part.before for part in named)
        now = self.whole.now - sum(part.now for part in named)
        overlap = self.overlap()
        if not others and not any(overlap):
            return named
        campaigns = f"{fixed(others)} other{'s' if others > 1 else ''}" if others else ""
        people = "people in several campaigns" if any(overlap) else ""
        label = ", and ".join(word for word in (campaigns, people) if word)
        return [*named, Part(label[0].upper() + label[1:], before, now)]

    def overlap(self) -> tuple[int, int]:
        """Return what people in several campaigns change of the whole, before and now."""
        return (
            self.whole.before - sum(part.before for part in self.parts),
            self.whole.now - sum(part.now for part in self.parts),
        )

    def find_largest(self) -> Part | None:
        """Return the one that made most of the change, where one stands out, in its direction."""
        if len(self.parts) < 2 or self.parts[0].adds * self.whole.adds <= 0:
            return None
        largest = self.parts[0]
        return largest if abs(largest.adds) * STANDS_OUT >= abs(self.whole.adds) else None

    def say_where(self) -> str | None:
        """Return where the change comes from, as the end of a sentence; None where nowhere."""
        largest = self.find_largest()
        if largest is None:
            return None
        change, adds = self.whole.adds, largest.adds
        if abs(adds) > abs(change):
            verb = "took" if change < 0 else "added"
            return f"{largest.label} alone {verb} {fixed(abs(adds))}"
        some = "all" if adds == change else f"{fixed(abs(adds))} of the"
        word = "fewer" if change < 0 else "more"
        return f"{some} {fixed(abs(change))} {word} come from {largest.label}"


def find_changes(breakdown: Mapping[str, Any], name: str) -> Changes:
    """Return what each row adds to a count; the breakdown has a compared range."""
    previous = breakdown["previous"]
    parts = [
        *(
            Part(row["label"], (row["previous"] or {}).get(name, 0), row["scalars"][name])
            for row in breakdown["rows"]
        ),
        *(Part(row["label"], row["scalars"][name], 0) for row in previous["rows"]),
    ]
    whole = Part("Together", previous["scalars"][name], breakdown["total"][name])
    return Changes(whole, sorted(parts, key=lambda part: -abs(part.adds)))


def widths(lines: Sequence[Part], most: int) -> list[int]:
    """Return how wide each line's bar is, in pixels; the largest is `most`."""
    largest = max((abs(line.adds) for line in lines), default=0)
    return [math.ceil(most * abs(line.adds) / largest) if largest else 0 for line in lines]
