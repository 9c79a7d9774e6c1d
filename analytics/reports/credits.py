"""The report of what a qualified candidate costs, in credits.

Credits belong to no candidate. With a filter on candidates, numerator and denominator are about
different people and are not divided.
"""

from decimal import Decimal

from django.db.models import Sum

from analytics.question.filters import ReportQuery, ResolvedFilters
from analytics.reading.aggregation import Question
from analytics.reading.base_querysets import in_range
from analytics.reports.report import Computed, Inputs, Remote, Report
from analytics.semantic.answers import CreditsPerQualifiedCandidate
from analytics.semantic.measures import evaluate
from analytics.semantic.metrics import QUALIFIED_CANDIDATES
from analytics.semantic.sources import CREDITS
from analytics.summaries.answering import measure
from campaigns.models import CreditUsage

# The smallest part of a credit that is charged.
SMALLEST = Decimal(1).scaleb(-CreditUsage._meta.get_field("credits").decimal_places)


def compute_credits_per_qualified_candidate(
    inputs: Inputs[ResolvedFilters],
) -> Computed[CreditsPerQualifiedCandidate]:
    """Return the credits used, the candidates qualified, and one divided by the other."""
    filters = inputs.filters
    question = Question(filters, [QUALIFIED_CANDIDATES])
    measured = measure([question], lambda: inputs.scores().scores, inputs.snapshot)
    (results,) = measured.results
    qualified = evaluate(QUALIFIED_CANDIDATES.value, results[QUALIFIED_CANDIDATES.base].total)
    assert isinstance(qualified, int)
    used = sum_credits(filters)
    # Numerator and denominator would be about different people.
    untold = filters.untold_by(CREDITS)
    return Computed(
        {
            "value": float(used / qualified) if qualified and not untold else None,
            "numerator": float(used),
            "denominator": qualified,
        },
        computed_from=measured.computed_from,
    )


def sum_credits(filters: ResolvedFilters) -> Decimal:
    """Return the credits used in the range, as far as they can be told apart."""
    used = CreditUsage.objects.filter(in_range(filters, "created", CREDITS))
    total: Decimal | None = used.aggregate(total=Sum("credits"))["total"]
    # SQLite adds up floats.
    return (total or Decimal(0)).quantize(SMALLEST)


CREDITS_PER_QUALIFIED_CANDIDATE = Report(
    name="credits_per_qualified_candidate",
    label="Credits per qualified candidate",
    description="Credits used in the range for each qualified candidate. Credits belong to no "
    "candidate, so there is no such number, and a warning instead, for candidates of some sources "
    "alone. Credits that belong to no campaign are left out where campaigns are selected.",
    answer=CreditsPerQualifiedCandidate,
    parameters=ReportQuery,
    needs=frozenset({Remote.PASSING_SCORES}),
    sources=(CREDITS,),
    compute=compute_credits_per_qualified_candidate,
)
