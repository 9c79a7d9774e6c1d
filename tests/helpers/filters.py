"""What somebody chose in the filters, for tests that ask without a request."""

from collections.abc import Mapping

from analytics.question.fields import Chosen
from analytics.semantic.filters import CAMPAIGN_IDS, CANDIDATE_FILTER


def choose(
    campaigns: Mapping[int, str] | None = None, sources: tuple[str, ...] = ()
) -> tuple[Chosen, ...]:
    """Return campaigns, as external ids by id, and sources as they are chosen."""
    chosen = []
    if campaigns:
        chosen.append(Chosen(CAMPAIGN_IDS, tuple(campaigns), tuple(campaigns.values())))
    if sources:
        chosen.append(Chosen(CANDIDATE_FILTER, sources, sources))
    return tuple(chosen)
