"""What is kept of whole days, so that answers need not scan their calls."""

from django.db import models


class Summary(models.Model):
    """The mergeable state of what happened in some whole days of an organisation.

    It holds for the rows as they were when it was built: where a row of the days has changed since,
    there is a `calls.Change`. `version` is that of the declarations it was built from, and
    another one's are not read. What the packed columns hold: analytics/summaries/parts.py.
    """

    organization = models.ForeignKey(
        "campaigns.Organization", models.CASCADE, related_name="+", db_index=False
    )
    start = models.DateTimeField()
    end = models.DateTimeField()
    zone = models.CharField(max_length=64)
    version = models.CharField(max_length=16)
    built_at = models.DateTimeField(auto_now=True)
    counts = models.BinaryField()
    counts_by_hour = models.BinaryField()
    applications = models.BinaryField()
    applications_by_hour = models.BinaryField()
    kinds = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "start", "end"], name="summary_days")
        ]
        verbose_name_plural = "summaries"

    def __str__(self) -> str:
        return f"{self.start:%Y-%m-%d %H:%M} to {self.end:%Y-%m-%d %H:%M}"


class Verdicts(models.Model):
    """The newest verdicts of an organisation's applications, of those given before `end`.

    As with summaries, what has changed since has its marks: analytics/summaries/verdicts.py.
    """

    organization = models.OneToOneField(
        "campaigns.Organization", models.CASCADE, primary_key=True, related_name="+"
    )
    end = models.DateTimeField()
    version = models.CharField(max_length=16)
    built_at = models.DateTimeField(auto_now=True)
    verdicts = models.BinaryField()

    class Meta:
        verbose_name_plural = "verdicts"

    def __str__(self) -> str:
        return f"Before {self.end:%Y-%m-%d %H:%M}"
