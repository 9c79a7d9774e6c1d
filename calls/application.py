"""Applications: one row for each candidate in a campaign, which the database itself keeps."""

from django.db import models
from django.db.models import Q

from campaigns.constraints import SameOrganization
from campaigns.models import Organization, TenantModel, tenant_key


class Application(TenantModel):
    """A candidate in a campaign: when it was first called and interviewed, and how it is judged.

    There is one where there is an attempted call or a verdict. Triggers write it, in the
    transaction that writes calls or reviews (docs/decisions/0074); nothing else may.
    """

    pk = models.CompositePrimaryKey("organization", "candidate", "campaign")
    # What it is made of refers to all of these and protects them.
    organization = models.ForeignKey(
        Organization, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    candidate = tenant_key("campaigns.Candidate", models.DO_NOTHING)
    campaign = tenant_key("campaigns.Campaign", models.DO_NOTHING)
    first_attempt = models.DateTimeField(
        null=True, help_text="When its first attempted call ever was created."
    )
    first_interview = models.DateTimeField(
        null=True, help_text="When its first interview ever was created."
    )
    feedback = models.CharField(max_length=16, null=True, help_text="Its newest verdict.")
    judged_at = models.DateTimeField(null=True, help_text="When that was given.")
    verdict_id = models.BigIntegerField(null=True, help_text="The review that gives it.")

    class Meta:
        constraints = [
            SameOrganization(field="candidate", name="application_candidate_same_organization"),
            SameOrganization(field="campaign", name="application_campaign_same_organization"),
        ]
        indexes = [
            # First interviews of a range, from the index alone.
            models.Index(
                fields=["organization", "first_interview"],
                include=["first_attempt", "campaign", "candidate"],
                condition=Q(first_interview__isnull=False),
                name="application_interviewed",
            ),
            # Verdicts, in the order in which applications are grouped, from the index alone.
            models.Index(
                fields=["organization", "candidate", "campaign"],
                include=["feedback"],
                condition=Q(feedback__isnull=False),
                name="application_verdict",
            ),
            # Verdicts by when they were given, from the index alone.
            models.Index(
                fields=["organization", "judged_at"],
                include=["candidate", "campaign", "feedback"],
                condition=Q(feedback__isnull=False),
                name="application_judged",
            ),
        ]

    def __str__(self) -> str:
        return f"candidate {self.candidate_id} in campaign {self.campaign_id}"
