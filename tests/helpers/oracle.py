"""What GET /analytics/dashboard must answer, worked out slowly and obviously from plain rows.

It shares no code with the product and follows the metric dictionary alone: neither Django nor SQL,
and a calendar of its own.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from tests.helpers.oracle_calendar import (
    DAY,
    Bucket,
    Question,
    Window,
    cut_buckets,
    find_day_start,
    find_previous_days,
    find_previous_window,
    find_range,
    read_clock,
    resolve_granularity,
)
from tests.helpers.oracle_intervals import find_interval, may_be_chance

__all__ = ["Question", "Row", "Rows", "dashboard"]

Row = dict[str, Any]
Application = tuple[int, int]  # campaign_id, candidate_id
Keep = Callable[[Row], bool]

ATTEMPTED = {"completed", "voicemail", "no_answer", "busy", "failed"}
CHARTS = ("calls", "candidates", "interviews", "thumbs_up", "thumbs_down", "passthrough_rate")


@dataclass
class Rows:
    """The tables, each row a dictionary of the columns that the numbers are made of."""

    organizations: list[Row] = field(default_factory=list)
    campaigns: list[Row] = field(default_factory=list)
    candidates: list[Row] = field(default_factory=list)
    calls: list[Row] = field(default_factory=list)
    reviews: list[Row] = field(default_factory=list)
    scripts: list[Row] = field(default_factory=list)
    ratings: list[Row] = field(default_factory=list)
    sms: list[Row] = field(default_factory=list)
    web_calls: list[Row] = field(default_factory=list)
    screenings: list[Row] = field(default_factory=list)
    credits: list[Row] = field(default_factory=list)


# --- Scope ------------------------------------------------------------------------------------


def is_attempted(call: Row) -> bool:
    return call["call_status"] in ATTEMPTED


def is_answered(call: Row) -> bool:
    return bool(call["call_status"] == "completed")


def is_interview(call: Row) -> bool:
    return is_answered(call) and (call["question_completion_rate"] or 0) > 0


def is_completed_interview(call: Row, question: Question) -> bool:
    rate = call["question_completion_rate"]
    return is_answered(call) and rate is not None and rate >= question.completed_interview_rate


def select(rows: Rows, table: list[Row], question: Question) -> list[Row]:
    """Return the calls or reviews that organisation, campaigns and candidate filter leave."""
    source = {candidate["id"]: candidate["source"] for candidate in rows.candidates}
    return [
        row
        for row in table
        if row["organization_id"] == question.org_id
        if not question.campaign_ids or row["campaign_id"] in question.campaign_ids
        if not question.candidate_filter
        or source.get(row["candidate_id"]) in question.candidate_filter
    ]


def group_applications(calls: Iterable[Row]) -> dict[Application, list[Row]]:
    """Group attempted calls by application; unknown callers have none."""
    applications: dict[Application, list[Row]] = {}
    for call in calls:
        if is_attempted(call) and call["candidate_id"] is not None:
            key = (call["campaign_id"], call["candidate_id"])
            applications.setdefault(key, []).append(call)
    return applications


# --- Values -----------------------------------------------------------------------------------


def build_share(numerator: int, denominator: int) -> Row:
    value = numerator / denominator if denominator else None
    return {"value": value, "numerator": numerator, "denominator": denominator}


def build_rate(numerator: int, denominator: int) -> Row:
    low, high = find_interval(numerator, denominator) if denominator else (None, None)
    return {**build_share(numerator, denominator), "low": low, "high": high}


def build_mean(total: float, count: int) -> Row:
    return {"value": total / count if count else None, "count": count}


def count_candidates(calls: Iterable[Row]) -> int:
    return len({call["candidate_id"] for call in calls} - {None})


def build_opt_out_rate(calls: Iterable[Row]) -> Row:
    attempted = [call for call in calls if is_attempted(call)]
    opted_out = count_candidates(call for call in attempted if call["opted_out"])
    return build_rate(opted_out, count_candidates(attempted))


def find_scored(calls: list[Row]) -> dict[Application, float]:
    """Return the greatest score of each application that has one."""
    scores = {
        application: [call["score"] for call in calls if call["score"] is not None]
        for application, calls in group_applications(calls).items()
    }
    return {application: max(found) for application, found in scores.items() if found}


def find_qualified(rows: Rows, question: Question, calls: list[Row]) -> set[Application]:
    passing = {
        script["campaign_id"]: script["passing_score"]
        for script in rows.scripts
        if script["organization_id"] == question.org_id
    }
    return {
        (campaign, candidate)
        for (campaign, candidate), score in find_scored(calls).items()
        if score >= passing.get(campaign, question.default_passing_score)
    }


def count_passed(rows: Rows, question: Question, calls: list[Row]) -> tuple[int, int]:
    """Return how many of how many applications with a score qualified."""
    return len(find_qualified(rows, question, calls)), len(find_scored(calls))


def list_feedback(rows: Rows, question: Question, calls: list[Row]) -> list[str | None]:
    """Return each contacted application's newest verdict, whenever it was given."""
    verdicts: dict[Application, str] = {}
    for review in sorted(rows.reviews, key=lambda row: (row["call_last_reviewed_at"], row["id"])):
        if review["organization_id"] == question.org_id and review["feedback"] is not None:
            verdicts[review["campaign_id"], review["candidate_id"]] = review["feedback"]
    return [verdicts.get(application) for application in group_applications(calls)]


def list_times_to_first_interview(
    rows: Rows, question: Question, window: Window, keep: Keep
) -> list[float]:
    """Return seconds from first attempt to first interview, of those in window and kept."""
    times = []
    for calls in group_applications(select(rows, rows.calls, question)).values():
        interviews = [call for call in calls if is_interview(call)]
        first = min(interviews, key=lambda call: call["created"], default=None)
        if first and window.contains(first["created"]) and keep(first):
            waited = first["created"] - min(call["created"] for call in calls)
            times.append(waited.total_seconds())
    return times


# --- The answer -------------------------------------------------------------------------------


def select_calls(rows: Rows, question: Question, window: Window) -> list[Row]:
    calls = select(rows, rows.calls, question)
    return [call for call in calls if window.contains(call["created"])]


def compute_scalars(
    rows: Rows, question: Question, window: Window, keep: Keep = lambda call: True
) -> Row:
    """Return the numbers of the calls in the window that are kept."""
    calls = [call for call in select_calls(rows, question, window) if keep(call)]
    attempted = [call for call in calls if is_attempted(call)]
    answered = [call for call in calls if is_answered(call)]
    interviews = [call for call in calls if is_interview(call)]
    completed = [call for call in calls if is_completed_interview(call, question)]
    lengths = [call["call_length_sec"] for call in interviews]
    known_lengths = [length for length in lengths if length is not None]
    waits = list_times_to_first_interview(rows, question, window, keep)
    qualified = find_qualified(rows, question, calls)
    feedback = list_feedback(rows, question, calls)
    return {
        "total_calls": len(attempted),
        "answer_rate": build_rate(len(answered), len(attempted)),
        "call_completion_rate": build_rate(len(completed), len(answered)),
        "interviews": len(interviews),
        "people_contacted": count_candidates(attempted),
        "people_reached": count_candidates(answered),
        "call_length": sum(call["call_length_sec"] or 0 for call in answered),
        "avg_interview_length": build_mean(sum(known_lengths), len(known_lengths)),
        "avg_time_to_first_interview": build_mean(sum(waits), len(waits)),
        "opt_outs": count_candidates(call for call in attempted if call["opted_out"]),
        "qualified_candidates": len({candidate for _, candidate in qualified}),
        "passthrough_rate": build_rate(*count_passed(rows, question, calls)),
        "thumbs_up": feedback.count("thumbs_up"),
        "thumbs_down": feedback.count("thumbs_down"),
    }


def find_key(rows: Rows, question: Question, dimension: str, call: Row) -> Any:
    """Return which value of a dimension a call belongs to."""
    local = read_clock(call["created"], ZoneInfo(question.timezone))
    match dimension:
        case "campaign":
            return call["campaign_id"]
        case "source":
            sources = {candidate["id"]: candidate["source"] for candidate in rows.candidates}
            return sources.get(call["candidate_id"])
        case "weekday":
            return local.isoweekday()
        case "hour":
            return local.hour
        case "weekday_hour":
            return 24 * local.weekday() + local.hour
    raise ValueError(dimension)


def break_down(rows: Rows, question: Question, dimension: str) -> dict[Any, Row]:
    """Return the numbers of each value of a dimension that there is a call of."""
    window = find_range(question)
    calls = select_calls(rows, question, window)
    if dimension == "bucket":
        buckets = list(enumerate(cut_buckets(question), 1))
        keys = {
            id(call): next(number for number, each in buckets if each.contains(call["created"]))
            for call in calls
        }
    else:
        keys = {id(call): find_key(rows, question, dimension, call) for call in calls}
    attempted = [call for call in calls if is_attempted(call)]
    return {
        key: compute_scalars(rows, question, window, lambda call: keys.get(id(call)) == key)  # noqa: B023
        for key in {keys[id(call)] for call in attempted}
    }


def describe_bucket(bucket: Bucket, zone: ZoneInfo) -> Row:
    return {
        "bucket_start": bucket.start.astimezone(zone).isoformat(),
        "bucket_end": bucket.end.astimezone(zone).isoformat(),
        "is_partial": bucket.is_partial,
    }


def compute_charts(rows: Rows, question: Question) -> Row:
    zone = ZoneInfo(question.timezone)
    reviews = select(rows, rows.reviews, question)
    charts: dict[str, list[Row]] = {key: [] for key in CHARTS}
    for bucket in cut_buckets(question):
        calls = select_calls(rows, question, bucket)
        attempted = [call for call in calls if is_attempted(call)]
        verdicts = [
            review["feedback"]
            for review in reviews
            if bucket.contains(review["call_last_reviewed_at"])
        ]
        values = {
            "calls": {"calls": len(attempted), "answered": sum(map(is_answered, calls))},
            "candidates": {"candidates": count_candidates(attempted)},
            "interviews": {"interviews": sum(map(is_interview, calls))},
            "thumbs_up": {"thumbs_up": verdicts.count("thumbs_up")},
            "thumbs_down": {"thumbs_down": verdicts.count("thumbs_down")},
            "passthrough_rate": build_share(*count_passed(rows, question, calls)),
        }
        for key, value in values.items():
            charts[key].append({**describe_bucket(bucket, zone), **value})
    return {key: {"points": points} for key, points in charts.items()}


def compute_withdrawal(answered: list[Row]) -> Row:
    reasons = Counter(call["withdrawal_reason"] for call in answered if call["withdrawal_reason"])
    withdrawn = sum(reasons.values())
    return {
        "rate": build_rate(withdrawn, len(answered)),
        "reasons": [
            {"reason": reason, "count": count, "share": count / withdrawn}
            for reason, count in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
        ],
    }


def compute_rates_of_care(
    rows: Rows, question: Question, window: Window, keep: Keep = lambda call: True
) -> Row:
    calls = [call for call in select_calls(rows, question, window) if keep(call)]
    answered = [call for call in calls if is_answered(call)]
    withdrawn = [call for call in answered if call["withdrawal_reason"]]
    accommodated = [call for call in answered if call["accommodation_requested"]]
    return {
        "withdrawal_rate": build_rate(len(withdrawn), len(answered)),
        "accommodation_rate": build_rate(len(accommodated), len(answered)),
        "opt_out_rate": build_opt_out_rate(calls),
    }


def add_noise(now: Row, before: Row) -> Row:
    """Return the numbers before, each rate with whether it differs from that of now by chance."""
    return {
        name: {**value, "is_noise": may_be_chance(now[name], value)}
        if isinstance(value, dict) and "denominator" in value
        else value
        for name, value in before.items()
    }


def compute_previous(rows: Rows, question: Question) -> Row | None:
    if question.compare == "none":
        return None
    zone = ZoneInfo(question.timezone)
    window, now = find_previous_window(question), find_range(question)
    first, last = find_previous_days(question)
    return {
        "start_date": first.isoformat(),
        "end_date": last.isoformat(),
        "start": window.start.astimezone(zone).isoformat(),
        "end": window.end.astimezone(zone).isoformat(),
        "is_cut": window.end != find_day_start(last + DAY, zone),
        "scalars": add_noise(
            compute_scalars(rows, question, now), compute_scalars(rows, question, window)
        ),
        **add_noise(
            compute_rates_of_care(rows, question, now),
            compute_rates_of_care(rows, question, window),
        ),
    }


def echo_filters(question: Question) -> Row:
    return {
        "org_id": question.org_id,
        "start_date": question.start_date.isoformat(),
        "end_date": question.end_date.isoformat(),
        "timezone": question.timezone,
        "granularity": resolve_granularity(question),
        "campaign_ids": list(question.campaign_ids),
        "candidate_filter": list(question.candidate_filter),
    }


def dashboard(rows: Rows, question: Question) -> Row:
    """Return the answer to the question, without `meta`."""
    window = find_range(question)
    answered = [call for call in select_calls(rows, question, window) if is_answered(call)]
    rates = compute_rates_of_care(rows, question, window)
    return {
        "filters": echo_filters(question),
        "scalars": compute_scalars(rows, question, window),
        "charts": compute_charts(rows, question),
        "withdrawal": compute_withdrawal(answered),
        "accommodation": {"rate": rates["accommodation_rate"]},
        "opt_out": {"rate": rates["opt_out_rate"]},
        "previous": compute_previous(rows, question),
    }
