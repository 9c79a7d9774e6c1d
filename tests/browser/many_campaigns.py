"""Organisations of many campaigns, in which each question of the page has one known answer."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.browser.conftest import Site
from tests.helpers.demo_days import BEFORE_START, END, ONE_DAY, START

JOBS = ("Customer Support Representative", "Warehouse Associate (m/f/d)", "Senior Registered Nurse",
        "Delivery Driver, Class C")  # fmt: skip
PLACES = ("Northern Region", "Rhine-Main", "Greater Hamburg", "Upper Bavaria")
SHIFTS = ("Day", "Evening", "Night")

# Of their campaign's interviews, of which there are ten in each month.
BEST, WORST, FALLEN, TINY = 217, 42, 7, 299
SCORED = 10
QUALIFIED, QUALIFIED_OF_BEST = 3, 9
QUALIFIED_BEFORE_THE_FALL = 10
# Tuesday to Thursday, nine to noon, three of four calls are answered; else one of three.
BEST_DAYS, BEST_HOURS = (2, 3, 4), (9, 10, 11)
CALLING_HOURS = range(8, 20)


def name_of(number: int) -> str:
    """Return a name as long as those of real campaigns, which begin alike."""
    job, place, shift = JOBS[number % 4], PLACES[number // 4 % 4], SHIFTS[number % 3]
    return f"{job} - {place} - Site {number}, {shift} Shift, Tier {1 + number % 7}"


def is_best(moment: datetime) -> bool:
    """Say whether most calls of this hour of the week are answered."""
    return moment.isoweekday() in BEST_DAYS and moment.hour in BEST_HOURS


def moments(first: date, last: date) -> Iterator[datetime]:
    """Yield the hours of the working days, over and over."""
    days = [first + ONE_DAY * n for n in range((last - first).days + 1)]
    working = [day for day in days if day.isoweekday() < 6]
    while True:
        for hour in CALLING_HOURS:
            for day in working:
                yield datetime.combine(day, datetime.min.time()) + timedelta(hours=hour)


def qualified_of(number: int, first: date) -> int:
    """Return how many of a campaign's interviews of a month qualify."""
    if number == FALLEN and first == BEFORE_START:
        return QUALIFIED_BEFORE_THE_FALL
    return {BEST: QUALIFIED_OF_BEST, WORST: 0}.get(number, QUALIFIED)


def calls_of(campaigns: int) -> Iterator[dict[str, Any]]:
    """Yield calls of two months, each to a candidate of its own."""
    for first, last in ((BEFORE_START, START - ONE_DAY), (START, END)):
        hours = moments(first, last)
        for number in range(campaigns):
            scored = 1 if number == TINY else SCORED
            answered = tried = 0
            while answered < scored:
                moment = next(hours)
                is_answered = tried % 4 < 3 if is_best(moment) else tried % 3 == 0
                call: dict[str, Any] = {
                    "external_id": f"{first}-{number}-{tried}",
                    "campaign": f"site-{number}",
                    "candidate": f"{first}-{number}-{tried}",
                    "created": moment.isoformat(),
                    "status": "completed" if is_answered else "no_answer",
                }
                if is_answered:
                    qualifies = answered < (1 if number == TINY else qualified_of(number, first))
                    call |= {
                        "call_length_sec": 300,
                        "question_completion_rate": 1,
                        "score": 90 if qualifies else 20,
                    }
                answered += is_answered
                tried += 1
                yield call


@dataclass(frozen=True)
class ManyCampaigns:
    """An organisation of the site."""

    org_id: int
    campaigns: int


def import_many(site: Site, folder: Path, slug: str, campaigns: int) -> ManyCampaigns:
    """Import an organisation of so many campaigns into the served site, and return it."""
    calls, names = folder / "calls.csv", folder / "campaigns.csv"
    with names.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["external_id", "name"])
        writer.writerows([f"site-{number}", name_of(number)] for number in range(campaigns))
    columns = ["external_id", "campaign", "candidate", "created", "status", "call_length_sec",
               "question_completion_rate", "score"]  # fmt: skip
    with calls.open("w", newline="") as file:
        rows = csv.DictWriter(file, columns)
        rows.writeheader()
        rows.writerows(calls_of(campaigns))
    site.service.manage("import_csv", "campaigns", str(names), "--org", slug, "--create-org")
    site.service.manage("import_csv", "calls", str(calls), "--org", slug)
    code = f"from campaigns.models import Organization as O; print(O.objects.get(slug='{slug}').id)"
    org_id = int(site.service.manage("shell", "--no-imports", "-c", code).splitlines()[-1])
    return ManyCampaigns(org_id, campaigns)
