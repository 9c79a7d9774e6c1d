"""When things happen in the demo: on weekdays and in working hours, mostly."""

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import accumulate
from typing import TypeVar
from zoneinfo import ZoneInfo

from calls.demo.plan import HOURS, ORGANIZATION_TIMEZONE, WEEKDAYS, CampaignPlan
from campaigns.models import Campaign

Choice = TypeVar("Choice")

HOME = ZoneInfo(ORGANIZATION_TIMEZONE)
MAX_CALL_LENGTH = timedelta(minutes=40)
HOURS_UP_TO = list(accumulate(HOURS))


def choose(rng: random.Random, odds: Mapping[Choice, float]) -> Choice:
    """Return one of the keys, each as likely as its relative weight."""
    return rng.choices(tuple(odds), tuple(odds.values()))[0]


def launched_at(plan: CampaignPlan, now: datetime) -> datetime | None:
    """Return nine in the morning of the launch day, a weekday; None for a draft."""
    if plan.launched_days_ago is None:
        return None
    day = now.astimezone(HOME).date() - timedelta(days=plan.launched_days_ago)
    day -= timedelta(days=max(0, day.weekday() - 4))
    return datetime.combine(day, time(9), HOME).astimezone(UTC)


@dataclass
class RunningCampaign:
    """A launched campaign: its row, its plan, and the half-open time in which it calls."""

    row: Campaign
    plan: CampaignPlan
    opens: datetime
    closes: datetime

    @cached_property
    def days(self) -> list[date]:
        """Return the days on which it calls."""
        first, last = self.opens.astimezone(HOME).date(), self.closes.astimezone(HOME).date()
        return [first + timedelta(days=age) for age in range((last - first).days + 1)]

    @cached_property
    def days_up_to(self) -> list[float]:
        """Return the days' running weights: many first contacts after the launch, fewer later."""
        return list(
            accumulate(
                WEEKDAYS[day.weekday()] * (0.35 + math.exp(-age / 40))
                for age, day in enumerate(self.days)
            )
        )

    def first_contact(self, rng: random.Random, zone: ZoneInfo) -> datetime:
        """Return when a candidate who lives in the zone is called first."""
        while True:
            day = rng.choices(self.days, cum_weights=self.days_up_to)[0]
            moment = moment_on(rng, day, zone)
            if self.opens <= moment < self.closes:
                return moment


def moment_on(rng: random.Random, day: date, zone: ZoneInfo) -> datetime:
    """Return an instant of the zone's day, in an hour in which people are called."""
    hour = rng.choices(range(24), cum_weights=HOURS_UP_TO)[0]
    second = rng.randrange(3600)
    return datetime(
        day.year, day.month, day.day, hour, second // 60, second % 60, tzinfo=zone
    ).astimezone(UTC)


def next_attempt(rng: random.Random, previous: datetime, zone: ZoneInfo) -> datetime:
    """Return when an unanswered call is tried again: hours or days later."""
    day = previous.astimezone(zone).date() + timedelta(
        days=choose(rng, {0: 30, 1: 40, 2: 20, 3: 10})
    )
    while True:
        moment = moment_on(rng, day, zone)
        weekday_enough = rng.random() < WEEKDAYS[day.weekday()]
        if weekday_enough and moment >= previous + timedelta(hours=2):
            return moment
        day += timedelta(days=1)


def minutes_later(rng: random.Random, moment: datetime, median: float) -> datetime:
    """Return a later instant: half of the time within the median, always within twelve of it."""
    medians = min(rng.lognormvariate(0, 0.8), 12)
    return moment + timedelta(seconds=1 + round(60 * median * medians))
