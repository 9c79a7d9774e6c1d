"""When reports are due, over changes of the clocks; and which days they are about."""

from datetime import UTC, date

import pytest

from analytics.mailing.schedule import last_due, next_due, resolve_whole_days, say_schedule
from analytics.models import SavedView
from analytics.report_models import Report
from campaigns.models import Organization
from tests.helpers.factories import at

BERLIN = "Europe/Berlin"


def schedule(days: str, hour: int, timezone: str = BERLIN) -> Report:
    return Report(days=days, hour=hour, timezone=timezone)


@pytest.mark.parametrize(
    ("days", "hour", "now", "last", "following"),
    [
        # Monday, at the very instant, a second before, and through the week.
        ("monday", 8, "2024-03-18T07:00", "2024-03-18T07:00", "2024-03-25T07:00"),
        ("monday", 8, "2024-03-18T06:59:59", "2024-03-11T07:00", "2024-03-18T07:00"),
        ("monday", 8, "2024-03-24T12:00", "2024-03-18T07:00", "2024-03-25T07:00"),
        # The clocks change on Sunday, March 31: 8 o'clock is 6 in UTC from then on.
        ("monday", 8, "2024-03-31T12:00", "2024-03-25T07:00", "2024-04-01T06:00"),
        # 2:00 is skipped that Sunday: the next moment is 3:00 of the new time, 1:00 in UTC.
        ("every_day", 2, "2024-03-31T00:59:59", "2024-03-30T01:00", "2024-03-31T01:00"),
        ("every_day", 2, "2024-03-31T01:00", "2024-03-31T01:00", "2024-04-01T00:00"),
        # 2:00 comes twice on October 27: the first one, 0:00 in UTC, and not again an hour later.
        ("sunday", 2, "2024-10-27T00:00", "2024-10-27T00:00", "2024-11-03T01:00"),
        ("sunday", 2, "2024-10-27T01:00", "2024-10-27T00:00", "2024-11-03T01:00"),
        # From Friday to Monday.
        ("weekdays", 0, "2024-03-16T12:00", "2024-03-14T23:00", "2024-03-17T23:00"),
    ],
)  # fmt: skip
def test_due_times(days: str, hour: int, now: str, last: str, following: str) -> None:
    report = schedule(days, hour)
    assert last_due(report, at(now)) == at(last)
    assert next_due(report, at(now)) == at(following)
    assert next_due(report, at(now)).tzinfo is UTC


def test_the_schedule_in_words() -> None:
    said = [say_schedule(schedule(*each)) for each in
            (("monday", 8), ("weekdays", 12), ("every_day", 0, "UTC"), ("sunday", 17))]  # fmt: skip
    assert said == [
        "Mondays at 8 AM, Europe/Berlin",
        "Monday to Friday at noon, Europe/Berlin",
        "every day at midnight, UTC",
        "Sundays at 5 PM, Europe/Berlin",
    ]


@pytest.mark.parametrize(
    ("kept", "first", "last"),
    [
        # Due on Monday, March 18: what ends with today ends with Sunday.
        ({"range": "last_7_days"}, "2024-03-11", "2024-03-17"),
        ({"range": "last_30_days"}, "2024-02-17", "2024-03-17"),
        ({"range": "today"}, "2024-03-17", "2024-03-17"),
        ({"range": "this_week"}, "2024-03-11", "2024-03-17"),
        ({"range": "this_month"}, "2024-03-01", "2024-03-17"),
        # What is over by itself stays.
        ({"range": "last_week"}, "2024-03-11", "2024-03-17"),
        ({"range": "yesterday"}, "2024-03-17", "2024-03-17"),
        ({"start_date": "2024-03-01", "end_date": "2024-03-10"}, "2024-03-01", "2024-03-10"),
        ({"start_date": "2024-03-01", "end_date": "2024-03-31"}, "2024-03-01", "2024-03-17"),
        ({"start_date": "2024-03-01"}, "2024-03-01", "2024-03-17"),
        ({}, "2024-02-17", "2024-03-17"),
        # In Tokyo Monday ends earlier, and in Honolulu it has not begun.
        ({"range": "yesterday", "timezone": "Pacific/Honolulu"}, "2024-03-16", "2024-03-16"),
    ],
)  # fmt: skip
def test_whole_days(kept: dict[str, str], first: str, last: str) -> None:
    organization = Organization(pk=7, slug="acme", timezone=BERLIN)
    view = SavedView(organization=organization, parameters=kept)
    found = resolve_whole_days(view, at("2024-03-18T07:00"))
    assert (found["start_date"], found["end_date"]) == (first, last)
    assert date.fromisoformat(found["end_date"]) < date(2024, 3, 18)
    assert (found["org_id"], found["compare"]) == (7, "previous_period")


def test_the_first_of_a_month_tells_the_month_that_is_over() -> None:
    organization = Organization(pk=7, slug="acme", timezone=BERLIN)
    view = SavedView(
        organization=organization,
        parameters={"range": "this_month", "compare": "previous_month", "campaign_ids": [3]},
    )
    assert resolve_whole_days(view, at("2024-03-01T07:00")) == {
        "org_id": 7, "start_date": "2024-02-01", "end_date": "2024-02-29",
        "compare": "previous_month", "campaign_ids": [3],
    }  # fmt: skip
