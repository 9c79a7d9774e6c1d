"""What the endpoints beside the dashboard must answer, worked out slowly and obviously.

Like tests/helpers/oracle.py it follows the metric dictionary alone. Seconds that time saved assumes
are the settings' defaults.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from tests.helpers.oracle import (
    Question,
    Row,
    Rows,
    build_mean,
    describe_bucket,
    echo_filters,
    find_qualified,
    group_applications,
    is_answered,
    is_attempted,
    select,
    select_calls,
)
from tests.helpers.oracle_calendar import (
    DAY,
    Window,
    count_days,
    cut_buckets,
    find_day_start,
    find_range,
    read_clock,
)

SENT = ("sent", "delivered", "undelivered")
ATTEMPTS = [("1", 1, 1), ("2", 2, 2), ("3", 3, 3), ("4", 4, 4), ("5", 5, 5), ("6_to_9", 6, 9),
            ("10_and_more", 10, 10**9)]  # fmt: skip
ASSUMPTIONS = {"per_call_attempt_sec": 60, "per_sms_sec": 60, "per_resume_sec": 300}


def select_in(rows: Rows, table: list[Row], question: Question, window: Window) -> list[Row]:
    return [row for row in select(rows, table, question) if window.contains(row["created"])]


def draw(rows: Rows, question: Question, compute: Callable[..., Row]) -> list[Row]:
    """Return a point for each bucket."""
    zone = ZoneInfo(question.timezone)
    return [
        {**describe_bucket(bucket, zone), **compute(rows, question, bucket)}
        for bucket in cut_buckets(question)
    ]


def add_up(rows: Rows, question: Question, compute: Callable[..., Row]) -> Row:
    """Return what is computed of the whole range at once."""
    return compute(rows, question, find_range(question))


def count_sms(rows: Rows, question: Question, window: Window) -> Row:
    messages = select_in(rows, rows.sms, question, window)
    sent = [sms for sms in messages if sms["direction"] == "outbound" and sms["status"] in SENT]
    return {"platform": len(sent), "external": 0, "total": len(sent)}


def save_time(rows: Rows, question: Question, window: Window) -> Row:
    calls = select_calls(rows, question, window)
    web_calls = select_in(rows, rows.web_calls, question, window)
    screenings = select_in(rows, rows.screenings, question, window)
    saved = {
        "calls": sum(call["call_length_sec"] or 0 for call in calls if is_answered(call))
        + 60 * sum(map(is_attempted, calls)),
        "sms": 60 * count_sms(rows, question, window)["total"],
        "web_calls": sum(web_call["length_sec"] or 0 for web_call in web_calls),
        "resume_screening": 300 * len(screenings),
    }
    return {**saved, "total": sum(saved.values())}


def select_ratings(rows: Rows, question: Question, window: Window) -> list[int]:
    """Return ratings given in the window of calls in scope, whenever the calls were."""
    calls = {call["id"] for call in select(rows, rows.calls, question)}
    return [
        rating["rating"]
        for rating in rows.ratings
        if rating["call_id"] in calls and window.contains(rating["created"])
    ]


def average_ratings(rows: Rows, question: Question, window: Window) -> Row:
    ratings = select_ratings(rows, question, window)
    return build_mean(sum(ratings), len(ratings))


def distribute_ratings(rows: Rows, question: Question, window: Window) -> Row:
    ratings = select_ratings(rows, question, window)
    return {str(rating): ratings.count(rating) for rating in (1, 2, 3, 4, 5)}


def count_launches(rows: Rows, question: Question) -> Row:
    (organization,) = [row for row in rows.organizations if row["id"] == question.org_id]
    zone = ZoneInfo(organization["timezone"])

    def find_week(instant: datetime) -> date:
        day = read_clock(instant, zone).date()
        while day.isoweekday() != 1:
            day -= DAY
        return day

    launches = Counter(
        find_week(campaign["launched_at"])
        for campaign in rows.campaigns
        if campaign["organization_id"] == question.org_id
        and campaign["launched_at"] is not None
        and campaign["launched_at"] <= question.now
    )
    points = []
    week = min(launches, default=date.max)
    while week <= find_week(question.now):
        points.append({"week_start": week.isoformat(), "launched": launches[week]})
        week += timedelta(weeks=1)
    return {
        "filters": {"org_id": question.org_id, "timezone": organization["timezone"]},
        "points": points,
    }


def divide_credits(rows: Rows, question: Question) -> Row:
    window = find_range(question)
    used = sum(
        (
            charge["credits"]
            for charge in rows.credits
            if charge["organization_id"] == question.org_id
            if not question.campaign_ids or charge["campaign_id"] in question.campaign_ids
            if window.contains(charge["created"])
        ),
        Decimal(0),
    )
    calls = select_calls(rows, question, window)
    qualified = len({candidate for _, candidate in find_qualified(rows, question, calls)})
    # Of some candidates only, credits and candidates are about different people.
    is_defined = qualified and not question.candidate_filter
    return {
        "value": float(used) / qualified if is_defined else None,
        "numerator": float(used),
        "denominator": qualified,
    }


def care_for_candidates(rows: Rows, question: Question) -> Row:
    zone = ZoneInfo(question.timezone)
    calls = select_calls(rows, question, find_range(question))
    attempted = [call for call in calls if is_attempted(call)]
    dates = [question.start_date + number * DAY for number in range(count_days(question))]
    days = [Window(find_day_start(day, zone), find_day_start(day + DAY, zone)) for day in dates]
    called = Counter(
        (call["candidate_id"], next(day.start for day in days if day.contains(call["created"])))
        for call in attempted
        if call["candidate_id"] is not None
    )
    attempts = [len(each) for each in group_applications(calls).values()]
    return {
        "calls_after_opt_out": sum(follows_an_opt_out(rows, call) for call in attempted),
        "calls_outside_hours": sum(
            not 8 <= read_clock(call["created"], zone).hour < 21 for call in attempted
        ),
        "attempts_per_application": [
            {"attempts": name, "count": sum(least <= number <= most for number in attempts)}
            for name, least, most in ATTEMPTS
        ],
        "busiest_day": max(called.values(), default=0),
    }


def follows_an_opt_out(rows: Rows, call: Row) -> bool:
    """Return whether the candidate had opted out before; candidates belong to one organisation."""
    return call["candidate_id"] is not None and any(
        other["candidate_id"] == call["candidate_id"] and other["created"] < call["created"]
        for other in rows.calls
        if other["opted_out"] and is_attempted(other)
    )


def answers(rows: Rows, question: Question) -> dict[str, Any]:
    """Return every endpoint's answer to the question, without `meta`."""
    filters = {"filters": echo_filters(question)}
    assumed = {"assumptions": ASSUMPTIONS}
    return {
        "sms_sent": {**filters, "points": draw(rows, question, count_sms)},
        "total_sms": {**filters, **add_up(rows, question, count_sms)},
        "time_saved": {**filters, "points": draw(rows, question, save_time), **assumed},
        "total_time_saved": {**filters, **add_up(rows, question, save_time), **assumed},
        "candidate_satisfaction": {**filters, "points": draw(rows, question, average_ratings)},
        "average_candidate_satisfaction": {
            **filters,
            **add_up(rows, question, average_ratings),
            "distribution": add_up(rows, question, distribute_ratings),
        },
        "campaigns_launched_per_week": count_launches(rows, question),
        "credits_per_qualified_candidate": {**filters, **divide_credits(rows, question)},
        "candidate_care": {**filters, **care_for_candidates(rows, question)},
    }
