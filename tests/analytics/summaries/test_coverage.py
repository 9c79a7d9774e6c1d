"""Which days are read from summaries, counted by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from analytics.question.calendar import Granularity
from analytics.summaries.coverage import (
    Cover,
    Known,
    Piece,
    Span,
    Stretch,
    cover,
    has_between,
    join_stretches,
    walk,
)
from tests.helpers.filters import ask_for

MONDAY = datetime(2024, 3, 18, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
BASE = ask_for(date(2024, 3, 18), date(2024, 3, 31))


def span(first: int, days: int, pk: int, zone: str = "UTC") -> Span:
    """Return a summary of some days from a Monday on."""
    return Span(MONDAY + first * DAY, MONDAY + (first + days) * DAY, pk, zone)


def test_the_longest_pieces_come_first() -> None:
    pieces = {day: [Piece(day, day, day)] for day in (0, 1, 2, 5, 6)}
    pieces[0].append(Piece(0, 1, 100))
    assert walk(9, pieces, {4, 8}) == (
        [Piece(0, 1, 100), Piece(2, 2, 2), Piece(5, 5, 5), Piece(6, 6, 6)],
        [Stretch(3, 3), Stretch(7, 7)],
    )
    assert walk(0, {}, set()) == ([], [])


def test_stretches_nearest_to_each_other_are_read_as_one() -> None:
    stretches = [Stretch(day, day) for day in (0, 4, 6, 10, 20)]
    pieces = [Piece(1, 3, 1), Piece(5, 5, 2), Piece(7, 9, 3), Piece(11, 19, 4)]
    joined = join_stretches(Cover(BASE, (), (), pieces, stretches))
    assert joined.stretches == [Stretch(0, 0), Stretch(4, 6), Stretch(10, 10), Stretch(20, 20)]
    assert [piece.pk for piece in joined.pieces] == [1, 3, 4]


@pytest.mark.parametrize(
    ("quarter", "expected"),
    [
        (MONDAY - 15 * MINUTE, False),
        (MONDAY - 14 * MINUTE, True),  # It reaches into the day.
        (MONDAY, True),
        (MONDAY + DAY - 15 * MINUTE, True),
        (MONDAY + DAY, False),
    ],
)
def test_a_change_is_of_a_day_that_it_reaches_into(quarter: datetime, expected: bool) -> None:
    far = [MONDAY - 9 * DAY, quarter, MONDAY + 9 * DAY]
    assert has_between(far, MONDAY, MONDAY + DAY) is expected
    assert not has_between([], MONDAY, MONDAY + DAY)


def test_a_week_is_no_piece_of_a_bucket_that_ends_in_it() -> None:
    known = Known(1, [span(0, 7, 1), *(span(day, 1, 10 + day) for day in range(14))], (), None)
    by_month = ask_for(date(2024, 3, 20), date(2024, 4, 2), granularity=Granularity.MONTH)
    month = ask_for(date(2024, 3, 18), date(2024, 3, 31), granularity=Granularity.WEEK)
    found = cover(month, known, in_buckets=True)
    assert [piece.pk for piece in found.pieces] == [1, *range(17, 24)]
    assert (found.buckets, found.stretches) == ([1] * 7 + [2] * 7, [])
    # From Wednesday on the week is cut, and two days of April have no summary.
    found = cover(by_month, known, in_buckets=True)
    assert [piece.pk for piece in found.pieces] == list(range(12, 24))
    assert found.stretches == [Stretch(12, 13)]
    by_day = replace(month, granularity=Granularity.DAY)
    assert [each.pk for each in cover(by_day, known, in_buckets=True).pieces] == list(range(10, 24))


def test_summaries_of_a_zone_whose_clocks_differ_are_not_used() -> None:
    spans = [span(0, 1, 1, "Africa/Abidjan"), span(1, 1, 2, "Europe/London")]
    days = ask_for(date(2024, 3, 18), date(2024, 3, 19))
    known = Known(1, spans, (), None)
    assert [each.pk for each in cover(days, known, in_buckets=False).pieces] == [1, 2]
    # On the 31st, London puts its clocks forward.
    assert [each.pk for each in cover(BASE, known, in_buckets=False).pieces] == [1]


@pytest.mark.django_db
def test_a_day_that_the_zone_skipped_is_no_day() -> None:
    skipped = ask_for(date(2011, 12, 30), date(2011, 12, 30), "Pacific/Apia")
    found = cover(skipped, Known(1, [span(0, 1, 1)], (), None), in_buckets=True)
    assert (found.days, found.pieces, found.stretches, found.missing) == ((), [], [], 0)
    around = ask_for(date(2011, 12, 29), date(2011, 12, 31), "Pacific/Apia")
    assert len(cover(around, Known(1, [span(0, 1, 1)], (), None), in_buckets=True).days) == 2
