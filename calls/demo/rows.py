"""Writing the demo organisation's rows, many at a time, and removing those of an earlier run."""

from collections import Counter, defaultdict
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

from calls.models import (
    Call,
    CallReview,
    CandidateCampaignUserReview,
    ResumeScreening,
    SmsMessage,
    WebCall,
)
from campaigns.models import (
    Campaign,
    CampaignScript,
    Candidate,
    CreditUsage,
    ExternalModel,
    Organization,
    TenantModel,
)

# Each after those it refers to.
MODELS: tuple[type[TenantModel], ...] = (
    Campaign,
    CampaignScript,
    Candidate,
    Call,
    CallReview,
    CandidateCampaignUserReview,
    WebCall,
    ResumeScreening,
    SmsMessage,
    CreditUsage,
)
ROWS_IN_MEMORY = 100_000
ROWS_PER_STATEMENT = 2_000


class Rows:
    """New rows of the organisation, gathered and written in large batches."""

    def __init__(self, organization: Organization) -> None:
        self.organization = organization
        self.pending: defaultdict[type[Model], list[Any]] = defaultdict(list)
        self.written: Counter[type[Model]] = Counter()

    def add(self, model: type[Model], **values: Any) -> Any:
        """Return a new row, to be written with the next batch."""
        row = model(organization=self.organization, **values)
        self.pending[model].append(row)
        return row

    def write_if_many(self) -> None:
        """Write the rows gathered once they are many: memory does not grow with the demo."""
        if sum(len(rows) for rows in self.pending.values()) >= ROWS_IN_MEMORY:
            self.write()

    def write(self) -> None:
        """Write the rows gathered, oldest first as if they had come in day by day."""
        for model in MODELS:
            rows = self.pending.pop(model, [])
            if hasattr(model, "created"):
                rows.sort(key=lambda row: row.created)
            for number, row in enumerate(rows, start=self.written[model] + 1):
                if isinstance(row, ExternalModel) and not row.external_id:
                    row.external_id = f"{model._meta.model_name}-{number:07}"
            model._default_manager.bulk_create(rows, batch_size=ROWS_PER_STATEMENT)
            self.written[model] += len(rows)


def delete_rows(organization: Organization) -> None:
    """Delete all that the organisation owns, leaving itself and its members."""
    for model in reversed(MODELS):
        # delete() would load each call first, to look for ratings that are gone already.
        rows = model._default_manager.using(DEFAULT_DB_ALIAS).filter(organization=organization)
        rows._raw_delete(DEFAULT_DB_ALIAS)
