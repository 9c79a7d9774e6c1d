"""Marks of what has changed in calls and verdicts, which the database itself leaves."""

from datetime import timedelta

from django.db import models

from campaigns.models import Organization

# A mark is of a quarter of an hour, which lies in one day wherever clocks show whole quarters.
QUARTER = timedelta(minutes=15)


class Change(models.Model):
    """A quarter of an hour of which some calls or verdicts have changed.

    Triggers leave one for each quarter in which a statement has changed rows, old and new, in the
    transaction that changes them (docs/decisions/0076); none waits for another. Whoever keeps
    something of these rows takes the marks away. Instead of a time it may have a candidate, whose
    source has changed; with neither, anything may have changed.
    """

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    start = models.DateTimeField(null=True)
    candidate_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "start"], name="change_start")]

    def __str__(self) -> str:
        return str(self.start or self.candidate_id or "anything")
