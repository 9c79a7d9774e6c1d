"""The newest verdict of every application of an organisation, whenever it was given.

A verdict counts on the days on which its application was called, so that any range may need any
verdict. They are packed into one row, each with the quarter of an hour in which it was given: what
marks say has changed is read again, and so is what is newer than the row.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from analytics.summaries.coverage import EPOCH, MAX_STRETCHES, Known, Stretch, join_nearest
from analytics.summaries.parts import FEEDBACKS
from analytics.summaries.tables import (
    Table,
    count_rows,
    keep,
    pack,
    put_together,
    sort,
    to_table,
    unpack,
)
from analytics.summary_models import Verdicts
from analytics_project.database.unconverted import read_binary
from calls.change import QUARTER
from calls.models import Application

VERDICTS = "verdicts"
COLUMNS = ("feedback", "quarter", "campaign", "candidate")


def read_verdicts(known: Known, until: datetime | None = None) -> Table:
    """Return the newest verdict of every application that has one, given until then: COLUMNS."""
    if known.judged_until is None:
        return read_rows(known.organization_id, Q(judged_at__lt=until) if until else Q())
    newer = Q(judged_at__gte=known.judged_until)
    times = [newer & Q(judged_at__lt=until) if until else newer]
    held = read_stored(known.organization_id)
    stretches = find_stretches(known.changed)
    if stretches:
        has_changed = (
            (held["quarter"] >= first) & (held["quarter"] <= last) for first, last in stretches
        )
        held = keep(held, ~reduce(or_, has_changed))
    for first, last in stretches:
        start, end = EPOCH + first * QUARTER, EPOCH + (last + 1) * QUARTER
        times.append(Q(judged_at__gte=start, judged_at__lt=min(end, known.judged_until)))
    read = read_rows(known.organization_id, reduce(or_, times))
    return put_together([held, read]) if count_rows(read) else held


def number_quarter(instant: datetime) -> int:
    """Return the number of the quarter of an hour that an instant lies in."""
    return (instant - EPOCH) // QUARTER


def find_stretches(changed: Sequence[datetime]) -> list[Stretch]:
    """Return quarters of an hour, which are in order, as a few stretches, by their numbers."""
    numbers = map(number_quarter, changed)
    return join_nearest([Stretch(each, each) for each in numbers], MAX_STRETCHES)


def read_stored(organization_id: int) -> Table:
    """Return what is stored of an organisation."""
    rows = Verdicts.objects.filter(organization_id=organization_id).values_list("verdicts")
    ((packed,),) = read_binary(rows)
    return unpack(packed)[VERDICTS]


def read_rows(organization_id: int, when: Q) -> Table:
    """Return the newest verdicts that were given at these times."""
    found = Application.objects.filter(
        when, organization_id=organization_id, feedback__isnull=False
    ).values_list("feedback", "judged_at", "campaign_id", "candidate_id")
    return to_table(
        (
            (feedback, number_quarter(judged_at), *application)
            for feedback, judged_at, *application in found
            if judged_at
        ),
        COLUMNS,
        {"feedback": FEEDBACKS},
    )


def store_verdicts(known: Known, version: str, until: datetime) -> None:
    """Keep what the snapshot has of the verdicts given until then."""
    table = read_verdicts(known, until)
    # Neighbours are looked up quickly one after another.
    table = sort(table, "candidate")
    Verdicts.objects.update_or_create(
        organization_id=known.organization_id,
        defaults={"version": version, "end": until, "verdicts": pack({VERDICTS: table})},
    )
