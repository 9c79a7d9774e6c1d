"""Time that recruiters did not have to spend themselves."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Self

from django.conf import settings
from django.db import models

from analytics.documents.passing_scores import resolve_passing_scores
from analytics.question.filters import ResolvedFilters
from analytics.reading.aggregation import Question, measure
from analytics.reading.base_querysets import in_range
from analytics.reading.dimensions import aggregate_buckets, number_buckets
from analytics.reports.answers import build_answer, describe_meta, draw_points, warn_untold
from analytics.reports.sms import start_sms_reads
from analytics.semantic.bases import Base
from analytics.semantic.charts import Chart, Series
from analytics.semantic.measures import Count, Sum
from analytics.semantic.reports import TIME_SAVED_VALUES
from analytics.semantic.sources import SCREENINGS, WEB_CALLS
from analytics_project.database.replica import Snapshot, read_consistently
from calls.models import ResumeScreening, WebCall
from calls.populations import ANSWERED, ATTEMPTED

CALL_TIME = Chart(
    "call_time",
    Base.CALLS,
    (
        Series("talk_time_sec", Sum("call_length_sec", ANSWERED), "Talk time"),
        Series("attempts", Count(ATTEMPTED), "Calls"),
    ),
    label="Call time",
    description="What time saved by calls is made of.",
)


@dataclass(frozen=True)
class Assumptions:
    """Seconds that a recruiter would have spent on each piece of work."""

    per_call_attempt_sec: int
    per_sms_sec: int
    per_resume_sec: int

    @classmethod
    def configured(cls) -> Self:
        """Return what the settings assume."""
        return cls(
            per_call_attempt_sec=settings.TIME_SAVED_PER_CALL_ATTEMPT_SEC,
            per_sms_sec=settings.TIME_SAVED_PER_SMS_SEC,
            per_resume_sec=settings.TIME_SAVED_PER_RESUME_SEC,
        )


def compute_time_saved(filters: ResolvedFilters) -> dict[str, Any]:
    """Return time saved by bucket and source, as the schema's TimeSaved describes it."""
    return compute(filters, lambda points: {"points": draw_points(filters, points)})


def compute_total_time_saved(filters: ResolvedFilters) -> dict[str, Any]:
    """Return time saved in the range by source, as the schema's TotalTimeSaved describes it."""
    return compute(
        filters,
        lambda points: {name: sum(point[name] for point in points) for name in TIME_SAVED_VALUES},
    )


def compute(
    filters: ResolvedFilters, present: Callable[[list[dict[str, int]]], dict[str, Any]]
) -> dict[str, Any]:
    """Return the answer that presents the seconds saved in each bucket."""
    assumptions = Assumptions.configured()
    with start_sms_reads(filters) as read_sms:

        def answer(snapshot: Snapshot) -> dict[str, Any]:
            work = read_work(filters, snapshot)
            sms = read_sms()
            points = [
                save_time(done, sent["total"], assumptions)
                for done, sent in zip(work, sms.points(), strict=True)
            ]
            warnings = [*warn_untold(filters, WEB_CALLS, SCREENINGS), *sms.warnings]
            values = {**present(points), "assumptions": asdict(assumptions)}
            return build_answer(filters, values, describe_meta(snapshot, warnings))

        return read_consistently(answer)


def read_work(filters: ResolvedFilters, snapshot: Snapshot) -> list[dict[str, int]]:
    """Return the work done in each bucket, text messages aside."""
    question = Question(filters, metrics=[], charts=[CALL_TIME])
    (results,) = measure([question], partial(resolve_passing_scores, filters), snapshot)
    web_calls, screenings = (
        number_buckets(
            model.objects.filter(in_range(filters, "created", source)), "created", filters
        )
        for model, source in ((WebCall, WEB_CALLS), (ResumeScreening, SCREENINGS))
    )
    return [
        {**CALL_TIME.point(call), **web_call, **screening}
        for call, web_call, screening in zip(
            results[Base.CALLS].buckets,
            aggregate_buckets(web_calls, filters, web_call_sec=models.Sum("length_sec")),
            aggregate_buckets(screenings, filters, screenings=models.Count("pk")),
            strict=True,
        )
    ]


def save_time(work: dict[str, int], sms: int, assumptions: Assumptions) -> dict[str, int]:
    """Return the seconds that the work of one bucket saved, by source and in all."""
    saved = {
        "calls": work["talk_time_sec"] + work["attempts"] * assumptions.per_call_attempt_sec,
        "sms": sms * assumptions.per_sms_sec,
        "web_calls": work["web_call_sec"],
        "resume_screening": work["screenings"] * assumptions.per_resume_sec,
    }
    return {**saved, "total": sum(saved.values())}
