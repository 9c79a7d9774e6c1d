"""FILTERS: one declaration per filter of the analytics endpoints.

From a declaration follow the parameter and its errors, its echo in answers, the condition in every
CTE and source, the condition in the document store, the line in files, what drill-down carries on,
the option of commands, the catalogue and the page's control.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Q

from analytics.semantic.values import CampaignIds, ManyOf, Values
from campaigns.models import CandidateSource


class Subject(StrEnum):
    """What a filter is about, and so which rows can tell whether they are meant."""

    CANDIDATE = "candidate"
    CALL = "call"
    CAMPAIGN = "campaign"


SUBJECTS = [each.value for each in Subject]


@dataclass(frozen=True)
class Filter:
    """One filter.

    `column` is what it is about, as a lookup from a row that has a candidate and a campaign; of
    filters about calls, from a call. `document` is the property of documents with the same values;
    without one, documents cannot tell. `option` is the option of commands, where it is not the
    name's; `description` says what is kept, and what is kept by default.
    """

    name: str
    label: str
    description: str
    values: Values
    column: str
    subject: Subject
    document: str | None = None
    option: str | None = None

    def condition(self, value: Any, through: str = "") -> Q:
        """Return the condition on rows; `through` leads from a row to where the column is."""
        return self.values.condition(f"{through}{self.column}", value)


CAMPAIGN_IDS = Filter(
    "campaign_ids",
    label="Campaigns",
    description="Only these campaigns. Default: all.",
    values=CampaignIds(),
    column="campaign_id",
    subject=Subject.CAMPAIGN,
    document="campaign_id",
    option="--campaign",
)
CANDIDATE_FILTER = Filter(
    "candidate_filter",
    label="Source",
    description="Only candidates of these sources. Default: all, unknown callers too.",
    values=ManyOf(dict(CandidateSource.choices)),
    column="candidate__source",
    subject=Subject.CANDIDATE,
    document="candidate_source",
)

# By name, in the order in which they are offered.
FILTERS = {each.name: each for each in (CAMPAIGN_IDS, CANDIDATE_FILTER)}
