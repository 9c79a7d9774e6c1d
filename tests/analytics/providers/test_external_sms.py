"""External SMS against a server that answers as Twilio documents it; no test touches a database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core import checks
from pytest_django import Settings

from analytics.providers import read_external_sms
from tests.conftest import NOW
from tests.helpers.external_sms import ask, read
from tests.helpers.filters import choose
from tests.helpers.servers.twilio import TwilioServer, usage_record


def test_daily_buckets_in_utc_match_the_provider(twilio: TwilioServer) -> None:
    assert read("2024-03-04", "2024-03-07") == ([4, 5, 6, 7], [])
    assert twilio.queries == [
        {
            "Category": "sms-outbound",
            "StartDate": "2024-03-04",
            "EndDate": "2024-03-07",
            "IncludeSubaccounts": "false",
            "PageSize": "1000",
        }
    ]


def test_days_without_messages_and_before_the_account_count_zero(twilio: TwilioServer) -> None:
    assert read("2024-02-28", "2024-03-02") == ([0, 0, 1, 2], [])


def test_every_page_is_summed(twilio: TwilioServer) -> None:
    twilio.largest_page = 7
    assert read("2024-03-01", "2024-03-31", granularity="month") == ([sum(range(1, 32))], [])
    assert [query.get("Page") for query in twilio.queries] == [None, "1", "2", "3", "4"]


def test_five_years_come_in_two_of_the_largest_pages(twilio: TwilioServer) -> None:
    first = date(2019, 4, 1)
    twilio.messages = {first + timedelta(days=number): 1 for number in range(1826)}
    counts, warnings = read("2019-04-01", "2024-03-30", granularity="month")
    assert (sum(counts), len(counts), warnings) == (1826, 60, [])
    assert (counts[0], counts[1], counts[-1]) == (30, 31, 30)
    assert len(twilio.queries) == 2


def test_what_subaccounts_sent_is_theirs(twilio: TwilioServer) -> None:
    twilio.subaccount_messages = {date(2024, 3, 4): 1000}
    assert read("2024-03-04", "2024-03-04") == ([4], [])


@pytest.mark.parametrize(
    ("question", "counts", "days"),
    [
        # Kolkata is 05:30 ahead, so the UTC day of the same date starts within the local day.
        (("2024-03-04", "2024-03-06", "Asia/Kolkata", "day"), [4, 5, 6], (4, 6)),
        # New York is behind: the local day holds the start of the next UTC day. On the 10th the
        # clock moves from UTC-5 to UTC-4.
        (("2024-03-09", "2024-03-11", "America/New_York", "day"), [10, 11, 12], (10, 12)),
        # Weeks start on Monday: 1-3, 4-10, 11-12 March in New York are 2-4, 5-11, 12-13 in UTC.
        (("2024-03-01", "2024-03-12", "America/New_York", "week"), [9, 56, 25], (2, 13)),
        (("2024-03-30", "2024-04-01", "Asia/Kolkata", "month"), [61, 0], (30, 1)),
        # The clock of the Azores skips midnight, then 01:00 is where the day starts (01:00 UTC):
        # the UTC day of that date starts an hour before, the next one right after.
        (("2024-03-31", "2024-03-31", "Atlantic/Azores", "day"), [0], None),
    ],
)
def test_a_utc_day_counts_where_it_starts(
    twilio: TwilioServer, question: tuple[str, ...], counts: list[int], days: tuple[int, int] | None
) -> None:
    assert read(*question) == (counts, ["external_sms_utc_days"])
    asked = [(query["StartDate"][-2:], query["EndDate"][-2:]) for query in twilio.queries]
    assert asked == ([(f"{days[0]:02}", f"{days[1]:02}")] if days else [])


def test_hours_hold_the_whole_day_where_it_starts(twilio: TwilioServer) -> None:
    counts, warnings = read("2024-03-04", "2024-03-05", granularity="hour")
    assert warnings == ["external_sms_utc_days"]
    assert {hour: count for hour, count in enumerate(counts) if count} == {0: 4, 24: 5}
    counts, _ = read("2024-03-10", "2024-03-10", "America/New_York", "hour")
    assert len(counts) == 23
    assert counts.index(11) == 19  # 20:00 in summer time, on a day without an hour of 02:00.


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        (("2024-03-01", "2024-03-31", "UTC", "week"), []),
        (("2024-03-01", "2024-03-31", "UTC", "month"), []),
        (("2024-03-01", "2024-03-29", "Europe/London", "day"), []),
        # The last day starts with a UTC day, and ends an hour before the next.
        (("2024-03-31", "2024-03-31", "Europe/London", "day"), ["external_sms_utc_days"]),
        (("2024-03-04", "2024-03-04", "UTC", "hour"), ["external_sms_utc_days"]),
    ],
)
def test_warns_only_where_buckets_and_utc_days_differ(
    twilio: TwilioServer, question: tuple[str, ...], codes: list[str]
) -> None:
    assert read(*question)[1] == codes


def test_future_days_are_not_asked_for(twilio: TwilioServer) -> None:
    assert read("2024-03-19", "2024-03-22", now=NOW) == ([19, 20, 0, 0], [])
    assert [query["EndDate"] for query in twilio.queries] == ["2024-03-20"]
    assert read("2024-03-21", "2024-03-22", now=NOW) == ([0, 0], [])
    assert len(twilio.queries) == 1


def test_records_that_make_no_sense_are_left_out(twilio: TwilioServer) -> None:
    day = date(2024, 3, 5)
    sensible = usage_record(day, "100")
    twilio.records = [
        sensible,
        *(usage_record(day, count) for count in (None, "", "many", "-1", "1.5", "9" * 16, True)),
        usage_record(day, "1", category="calls"),
        usage_record(date(2024, 4, 5), "1"),
        usage_record(day, "1", start_date="5 March"),
        usage_record(day, "1", end_date="2024-03-06"),
        {},
    ]
    answer = read_external_sms(ask("2024-03-04", "2024-03-06"))
    assert list(answer.counts) == [4, 105, 6]
    assert answer.warnings == [
        {
            "code": "external_sms_malformed",
            "detail": "12 usage records were not understood and left out.",
        }
    ]


def test_records_know_no_campaign_and_no_candidate(twilio: TwilioServer) -> None:
    left_out = ([0, 0], ["external_sms_filtered"])
    question = ("2024-03-04", "2024-03-05", "Asia/Kolkata")
    assert read(*question, chosen=choose({7: "drivers"})) == left_out
    assert read(*question, chosen=choose(sources=("applied",))) == left_out
    assert twilio.queries == []


def test_other_organisations_are_shown_nothing_of_the_account(
    twilio: TwilioServer, settings: Settings
) -> None:
    question = ("2024-03-04", "2024-03-05")
    assert read(*question) == ([4, 5], [])
    assert read(*question, organization_slug="neighbour") == ([0, 0], [])
    assert read(*question, organization_slug="neighbour", chosen=choose({7: "x"})) == ([0, 0], [])
    settings.TWILIO_ORGANIZATION = ""
    assert read(*question, organization_slug="neighbour") == ([4, 5], [])


def test_without_an_account_there_are_no_external_messages(
    twilio: TwilioServer, settings: Settings
) -> None:
    settings.TWILIO_ACCOUNT_SID = settings.TWILIO_AUTH_TOKEN = ""
    assert read("2024-03-04", "2024-03-05", "Asia/Kolkata") == ([0, 0], [])
    assert twilio.queries == []


def test_reading_beside_other_work(twilio: TwilioServer) -> None:
    with ThreadPoolExecutor(4) as threads:
        days = [f"2024-03-{day:02}" for day in range(1, 29)]
        answers = list(threads.map(lambda day: read(day, day), days))
    assert answers == [([day], []) for day in range(1, 29)]


def test_address_may_have_a_path(twilio: TwilioServer, settings: Settings) -> None:
    twilio.prefix = "/proxied"
    twilio.largest_page = 1
    settings.TWILIO_API_URL = f"{twilio.url}/proxied/"
    assert read("2024-03-04", "2024-03-06") == ([4, 5, 6], [])


def test_check_warns_where_nobody_is_named_as_the_owner(
    twilio: TwilioServer, settings: Settings
) -> None:
    assert "analytics.W001" not in [message.id for message in checks.run_checks()]
    settings.TWILIO_ORGANIZATION = ""
    (message,) = [message for message in checks.run_checks() if message.id == "analytics.W001"]
    assert message.level == checks.WARNING
    settings.TWILIO_ACCOUNT_SID = ""
    assert "analytics.W001" not in [message.id for message in checks.run_checks()]
