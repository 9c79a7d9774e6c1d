"""The document store of an embedded installation: tables of the service's own database."""

from collections.abc import Mapping
from typing import Literal

from campaigns.models import CampaignScript


class LocalDocumentStore:
    """Reads CampaignScript rows instead of `campaign_scripts` documents."""

    name: Literal["local"] = "local"

    def read_passing_scores(self, organization_slug: str) -> Mapping[str, float]:
        """Return the passing score (0..100) of each campaign that has one, by its external id."""
        return dict(
            CampaignScript.objects.filter(organization__slug=organization_slug).values_list(
                "campaign__external_id", "passing_score"
            )
        )
