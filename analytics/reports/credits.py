"""What a qualified candidate costs, in credits.

Credits belong to no candidate. With a filter on candidates, numerator and denominator are about
different people and are not divided.
"""

from decimal import Decimal
from typing import Any

from django.db.models import Sum

from analytics.documents.passing_scores import begin_resolving
from analytics.question.filters import ResolvedFilters
from analytics.reading.aggregation import Question, measure
from analytics.reading.base_querysets import in_range
from analytics.reports.answers import build_answer, describe_scored_meta, warn_untold
from analytics.semantic.measures import evaluate
from analytics.semantic.metrics import QUALIFIED_CANDIDATES
from analytics.semantic.sources import CREDITS
from analytics_project.database.replica import Snapshot, read_consistently
from campaigns.models import CreditUsage

# The smallest part of a credit that is charged.
SMALLEST = Decimal(1).scaleb(-CreditUsage._meta.get_field("credits").decimal_places)


def compute_credits_per_qualified_candidate(filters: ResolvedFilters) -> dict[str, Any]:
    """Return the rate, as the schema's CreditsPerQualifiedCandidate describes it."""
    pending = begin_resolving(filters)

    def answer(snapshot: Snapshot) -> dict[str, Any]:
        resolved = pending.result()
        question = Question(filters, [QUALIFIED_CANDIDATES])
        (results,) = measure([question], lambda: resolved.scores, snapshot)
        qualified = evaluate(QUALIFIED_CANDIDATES.value, results[QUALIFIED_CANDIDATES.base].total)
        used = sum_credits(filters)
        # Numerator and denominator would be about different people.
        untold = filters.untold_by(CREDITS)
        values = {
            "value": float(used / qualified) if qualified and not untold else None,
            "numerator": float(used),
            "denominator": qualified,
        }
        warnings = [*warn_untold(filters, CREDITS), *resolved.warnings]
        meta = describe_scored_meta(snapshot, resolved.scores, warnings)
        return build_answer(filters, values, meta)

    return read_consistently(answer)


def sum_credits(filters: ResolvedFilters) -> Decimal:
    """Return the credits used in the range, as far as they can be told apart."""
    used = CreditUsage.objects.filter(in_range(filters, "created", CREDITS))
    total: Decimal | None = used.aggregate(total=Sum("credits"))["total"]
    # SQLite adds up floats.
    return (total or Decimal(0)).quantize(SMALLEST)
