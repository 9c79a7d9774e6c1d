"""What may happen to one application: calls, days apart, until one is answered or all give up."""

import random
from collections.abc import Sequence
from typing import TypeAlias

DAY_SECONDS = 86_400
HOUR_SECONDS = 3_600
STATUSES = {
    "completed": 38,
    "voicemail": 27,
    "no_answer": 20,
    "busy": 6,
    "failed": 5,
    "canceled": 3,
    "in_progress": 1,
}
REASONS = {
    "not_interested": 30,
    "accepted_other_offer": 22,
    "pay": 15,
    "schedule": 12,
    "location": 9,
    "role_mismatch": 5,
    "prefers_human": 4,
    "not_qualified": 2,
    "other": 1,
}

# Calls of one application: seconds since the first one, and the columns from call_status on.
Story: TypeAlias = Sequence[tuple[int, str]]


def pick(chance: random.Random, weights: dict[str, int]) -> str:
    """Return one of the names, each as often as its weight says."""
    return chance.choices(list(weights), list(weights.values()))[0]


def draw_call(chance: random.Random, status: str) -> str:
    """Return the columns of a call from call_status on."""
    length = rate = score = reason = "\\N"
    accommodation = "f"
    if status == "completed":
        length = str(chance.randrange(20, 1500)) if chance.random() < 0.98 else "\\N"
        share = chance.choice((0, 0.25, 0.5, 0.75, 0.9, 1, 1, 1, 1, 1))
        rate = str(share)
        if share >= 0.5:
            score = str(round(min(max(chance.gauss(70, 15), 0), 100), 1))
        if chance.random() < 0.05:
            reason = pick(chance, REASONS)
        accommodation = "t" if chance.random() < 0.02 else "f"
    opted_out = "t" if chance.random() < 0.01 else "f"
    return "\t".join((status, length, rate, score, opted_out, reason, accommodation))


def draw_story(chance: random.Random) -> Story:
    """Return the calls of one application."""
    calls = []
    seconds = 0
    for _ in range(chance.choice((2, 3, 4, 6))):
        status = pick(chance, STATUSES)
        calls.append((seconds, draw_call(chance, status)))
        if status == "completed" and chance.random() < 0.8:
            break
        seconds += chance.randrange(3 * HOUR_SECONDS, 4 * DAY_SECONDS)
    return calls
