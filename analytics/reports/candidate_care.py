"""The report of how candidates were treated: whom one calls too often, too late, or at all."""

from analytics.question.filters import ReportQuery, ResolvedFilters
from analytics.reading.aggregation import Question
from analytics.reports.report import Computed, Inputs, Report, not_declared
from analytics.semantic.answers import AttemptsCount, CandidateCare
from analytics.semantic.care import (
    ATTEMPTS_PER_APPLICATION,
    BUSIEST_DAY,
    CALLS_AFTER_OPT_OUT,
    CALLS_OUTSIDE_HOURS,
    METRICS_OF_CARE,
)
from analytics.semantic.measures import evaluate
from analytics.semantic.metrics import Metric
from analytics.summaries.answering import measure


def compute_candidate_care(inputs: Inputs[ResolvedFilters]) -> Computed[CandidateCare]:
    """Return the numbers of the range, a count for each number of attempts."""
    question = Question(inputs.filters, list(METRICS_OF_CARE.values()))
    # Nothing here is held against passing scores.
    measured = measure([question], not_declared, inputs.snapshot)
    (results,) = measured.results

    def count(metric: Metric) -> int:
        found = evaluate(metric.value, results[metric.base].total)
        assert isinstance(found, int)
        return found

    attempts: list[AttemptsCount] = [
        {"attempts": attempts, "count": count(metric)}  # type: ignore[typeddict-item]
        for attempts, metric in ATTEMPTS_PER_APPLICATION.items()
    ]
    return Computed(
        {
            "calls_after_opt_out": count(CALLS_AFTER_OPT_OUT),
            "calls_outside_hours": count(CALLS_OUTSIDE_HOURS),
            "attempts_per_application": attempts,
            "busiest_day": count(BUSIEST_DAY),
        },
        computed_from=measured.computed_from,
    )


CANDIDATE_CARE = Report(
    name="candidate_care",
    label="Candidate care",
    description="How candidates were treated: calls after they had asked not to be called again, "
    "calls at hours at which nobody is to be called, applications by how often they were called, "
    "and the most calls to one candidate on one day.",
    answer=CandidateCare,
    parameters=ReportQuery,
    compute=compute_candidate_care,
)
