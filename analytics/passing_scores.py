"""The passing score of each campaign, fetched once per request and handed to the metrics."""

from django.conf import settings

from analytics.documents import document_store
from analytics.filters import ResolvedFilters
from analytics.scores import PassingScores
from campaigns.models import Campaign


def resolve_passing_scores(filters: ResolvedFilters) -> PassingScores:
    """Return the scores of the campaigns in scope, from the document store."""
    store = document_store()
    scores = store.read_passing_scores(filters.organization_slug)
    campaigns = Campaign.objects.filter(
        organization_id=filters.organization_id, external_id__in=scores
    )
    if filters.campaign_ids:
        campaigns = campaigns.filter(pk__in=filters.campaign_ids)
    return PassingScores(
        by_campaign={
            pk: scores[external_id]
            for pk, external_id in campaigns.values_list("pk", "external_id")
        },
        default=settings.DEFAULT_PASSING_SCORE,
        source=store.name,
    )
