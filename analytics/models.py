"""What people keep of the numbers: views, targets and notes on days."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from campaigns.constraints import SameOrganization
from campaigns.models import TenantModel, tenant_key
from campaigns.texts import validate_name

USER = settings.AUTH_USER_MODEL
# Keeps out PostgreSQL's NaN, which is greater than every number.
MAX_VALUE = 10**12


class SavedView(TenantModel):
    """A question under a name: filters, whose range may move with the days.

    Its owner alone sees it, or every member where it is shared. `parameters` are those of the
    page's address without the organisation: `range` names a preset instead of days.
    """

    name = models.CharField(max_length=120, validators=[validate_name])
    owner = models.ForeignKey(USER, models.CASCADE, related_name="+", db_index=False)
    is_shared = models.BooleanField(
        "shared", default=False, help_text="Every member of the organisation sees it."
    )
    parameters = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "owner", "name"], name="view_name"),
            # The composite foreign keys of other tables refer to it.
            models.UniqueConstraint(fields=["organization", "id"], name="view_organization"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def written_by(self) -> int:
        """The id of the user who may change it."""
        return self.owner_id


class DefaultView(TenantModel):
    """The view that a user is shown where the address names nothing."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="+", db_index=False)
    view = tenant_key("analytics.SavedView", on_delete=models.CASCADE)

    class Meta:
        constraints = [
            SameOrganization(field="view", name="default_view_same_organization"),
            models.UniqueConstraint(fields=["organization", "user"], name="default_view_user"),
        ]
        indexes = [models.Index(fields=["organization", "view"], name="default_view_view")]

    def __str__(self) -> str:
        return f"View {self.view_id} of user {self.user_id}"


class Period(models.TextChoices):
    """What a target of a count is for; a range has as much of it as it has of these."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Target(TenantModel):
    """What a number should come to: for the organisation, or for one campaign.

    `value` is in the number's own unit: a fraction of rates, seconds of means.
    """

    metric = models.CharField(max_length=64, help_text="Its name in the catalogue.")
    campaign = tenant_key(
        "campaigns.Campaign", null=True, blank=True, help_text="Empty: of the organisation."
    )
    value = models.FloatField(help_text="Fractions of rates, seconds of lengths of time.")
    period = models.CharField(
        max_length=8,
        choices=Period,
        null=True,
        blank=True,
        help_text="What the value is for; empty for rates and means.",
    )

    class Meta:
        constraints = [
            SameOrganization(field="campaign", name="target_same_organization"),
            models.UniqueConstraint(
                fields=["organization", "campaign", "metric"], name="target_campaign"
            ),
            # Where nothing is named, no two are equal to the constraint above.
            models.UniqueConstraint(
                fields=["organization", "metric"],
                condition=Q(campaign=None),
                name="target_everywhere",
            ),
            models.CheckConstraint(condition=Q(value__range=(0, MAX_VALUE)), name="target_value"),
            models.CheckConstraint(condition=Q(period__in=Period.values), name="target_period"),
        ]

    def __str__(self) -> str:
        return self.metric


class Annotation(TenantModel):
    """A note on a day, for every chart that shows the day."""

    day = models.DateField()
    text = models.CharField(max_length=280, validators=[validate_name])
    author = models.ForeignKey(
        USER, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = [models.Index(fields=["organization", "day"], name="annotation_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.text}"

    @property
    def written_by(self) -> int | None:
        """The id of the user who may change it."""
        return self.author_id
