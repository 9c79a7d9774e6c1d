"""The reports of time saved: what recruiters did not have to spend themselves."""

from typing import TypedDict, cast

from django.conf import settings
from django.db import models

from analytics.question.filters import ReportQuery, ResolvedFilters
from analytics.reading.aggregation import Question
from analytics.reading.base_querysets import in_range
from analytics.reading.dimensions import aggregate_buckets, number_buckets
from analytics.reports.answers import list_times
from analytics.reports.report import Computed, Inputs, Remote, Report, not_declared
from analytics.semantic.answers import (
    SecondsSaved,
    TimeSaved,
    TimeSavedAssumptions,
    TotalTimeSaved,
)
from analytics.semantic.bases import Base
from analytics.semantic.charts import Chart, Series
from analytics.semantic.measures import Count, Sum
from analytics.semantic.sources import SCREENINGS, SMS, WEB_CALLS
from analytics.summaries.answering import ComputedFrom, measure
from calls.models import ResumeScreening, WebCall
from calls.populations import ANSWERED, ATTEMPTED

TALK_TIME, ATTEMPTS = Sum("call_length_sec", ANSWERED), Count(ATTEMPTED)
CALL_TIME = Chart(
    "call_time",
    Base.CALLS,
    (
        Series("talk_time_sec", TALK_TIME, "Talk time"),
        Series("attempts", ATTEMPTS, "Calls"),
    ),
    label="Call time",
    description="What time saved by calls is made of.",
)


class Work(TypedDict):
    """The work done in one bucket, text messages aside."""

    talk_time_sec: int
    attempts: int
    web_call_sec: int
    screenings: int


def compute_time_saved(inputs: Inputs[ResolvedFilters]) -> Computed[TimeSaved]:
    """Return the seconds saved in each bucket, by source."""
    assumptions = read_assumptions()
    saved, computed_from = save_time(inputs, assumptions)
    buckets = zip(list_times(inputs.filters), saved, strict=True)
    return Computed(
        {
            "points": [{**times, **saved} for times, saved in buckets],
            "assumptions": assumptions,
        },
        computed_from=computed_from,
    )


def compute_total_time_saved(inputs: Inputs[ResolvedFilters]) -> Computed[TotalTimeSaved]:
    """Return the seconds saved in the range, by source."""
    assumptions = read_assumptions()
    buckets, computed_from = save_time(inputs, assumptions)
    return Computed(
        {
            "calls": sum(each["calls"] for each in buckets),
            "sms": sum(each["sms"] for each in buckets),
            "web_calls": sum(each["web_calls"] for each in buckets),
            "resume_screening": sum(each["resume_screening"] for each in buckets),
            "total": sum(each["total"] for each in buckets),
            "assumptions": assumptions,
        },
        computed_from=computed_from,
    )


def read_assumptions() -> TimeSavedAssumptions:
    """Return what the settings assume of a recruiter's work."""
    return {
        "per_call_attempt_sec": settings.TIME_SAVED_PER_CALL_ATTEMPT_SEC,
        "per_sms_sec": settings.TIME_SAVED_PER_SMS_SEC,
        "per_resume_sec": settings.TIME_SAVED_PER_RESUME_SEC,
    }


def save_time(
    inputs: Inputs[ResolvedFilters], assumptions: TimeSavedAssumptions
) -> tuple[list[SecondsSaved], ComputedFrom]:
    """Return the seconds that the work of each bucket saved, and what calls were counted by."""
    # Other figures are on their way while the database works.
    work, computed_from = read_work(inputs)
    saved = [
        value_work(done, sent["total"], assumptions)
        for done, sent in zip(work, inputs.sms().by_bucket(), strict=True)
    ]
    return saved, computed_from


def read_work(inputs: Inputs[ResolvedFilters]) -> tuple[list[Work], ComputedFrom]:
    """Return the work done in each bucket, and what calls were counted by."""
    filters = inputs.filters
    question = Question(filters, metrics=[], charts=[CALL_TIME])
    # Calls are not held against passing scores.
    measured = measure([question], not_declared, inputs.snapshot)
    (results,) = measured.results
    web_calls, screenings = (
        number_buckets(
            model.objects.filter(in_range(filters, "created", source)), "created", filters
        )
        for model, source in ((WebCall, WEB_CALLS), (ResumeScreening, SCREENINGS))
    )
    work: list[Work] = [
        {
            "talk_time_sec": cast(int, call[TALK_TIME]),
            "attempts": cast(int, call[ATTEMPTS]),
            "web_call_sec": web_call["seconds"],
            "screenings": screening["count"],
        }
        for call, web_call, screening in zip(
            results[Base.CALLS].buckets,
            aggregate_buckets(web_calls, filters, seconds=models.Sum("length_sec")),
            aggregate_buckets(screenings, filters, count=models.Count("pk")),
            strict=True,
        )
    ]
    return work, measured.computed_from


def value_work(work: Work, sms: int, assumptions: TimeSavedAssumptions) -> SecondsSaved:
    """Return the seconds that the work of one bucket saved, by source and in all."""
    calls = work["talk_time_sec"] + work["attempts"] * assumptions["per_call_attempt_sec"]
    messages = sms * assumptions["per_sms_sec"]
    screenings = work["screenings"] * assumptions["per_resume_sec"]
    return {
        "calls": calls,
        "sms": messages,
        "web_calls": work["web_call_sec"],
        "resume_screening": screenings,
        "total": calls + messages + work["web_call_sec"] + screenings,
    }


TIME_SAVED = Report(
    name="time_saved",
    label="Time saved",
    description="Time that recruiters did not have to spend themselves, in seconds, by when the "
    "work was done. What it assumes is in the answer.",
    answer=TimeSaved,
    parameters=ReportQuery,
    needs=frozenset({Remote.TEXT_MESSAGES}),
    sources=(WEB_CALLS, SCREENINGS, SMS),
    compute=compute_time_saved,
)
TOTAL_TIME_SAVED = Report(
    name="total_time_saved",
    label="Total time saved",
    description="Time that recruiters did not have to spend themselves, in seconds: the sums of "
    "time_saved.",
    answer=TotalTimeSaved,
    parameters=ReportQuery,
    needs=frozenset({Remote.TEXT_MESSAGES}),
    sources=(WEB_CALLS, SCREENINGS, SMS),
    compute=compute_total_time_saved,
)
