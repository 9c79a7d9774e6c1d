"""What people keep of the numbers: views, targets, notes on days and alerts."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

# Django finds them here.
from analytics.report_models import Delivery, Recipient, Report  # noqa: F401
from analytics.summary_models import Summary, Verdicts  # noqa: F401
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


class Condition(models.TextChoices):
    """What makes a day one that an alert is about.

    The first two hold the day's number against a threshold, the others against the same weekday a
    week earlier: whether it differs beyond noise, in the bad direction or in any.
    """

    ABOVE = "above"
    BELOW = "below"
    WORSE = "worse"
    CHANGED = "changed"


THRESHOLDS = (Condition.ABOVE.value, Condition.BELOW.value)
MAX_ALERT_DAYS = 30


class Alert(TenantModel):
    """A number to be told of, once it is so on as many days in a row as `days`.

    Days are whole ones of the organisation's zone; those whose number is over less than
    `least_count` are left out. `evaluated_until` is the last day that was judged.
    """

    owner = models.ForeignKey(
        USER, models.CASCADE, related_name="+", db_index=False, help_text="Who is told."
    )
    metric = models.CharField(max_length=64, help_text="Its name in the catalogue.")
    campaign = tenant_key(
        "campaigns.Campaign", null=True, blank=True, help_text="Empty: of the organisation."
    )
    condition = models.CharField(max_length=8, choices=Condition)
    threshold = models.FloatField(
        null=True, blank=True, help_text="Of above and below: fractions of rates, seconds of means."
    )
    days = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_ALERT_DAYS)],
        help_text="On how many days in a row.",
    )
    least_count = models.PositiveIntegerField(
        default=1, help_text="What a day's number is over at least; of counts, the day's calls."
    )
    evaluated_until = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            SameOrganization(field="campaign", name="alert_same_organization"),
            # The composite foreign keys of other tables refer to it.
            models.UniqueConstraint(fields=["organization", "id"], name="alert_organization"),
            models.CheckConstraint(
                # A check that comes to null would let the row in.
                condition=Q(
                    condition__in=THRESHOLDS,
                    threshold__isnull=False,
                    threshold__range=(0, MAX_VALUE),
                )
                | Q(condition__in=("worse", "changed"), threshold=None),
                name="alert_threshold",
            ),
            models.CheckConstraint(condition=Q(days__range=(1, MAX_ALERT_DAYS)), name="alert_days"),
            models.CheckConstraint(condition=Q(least_count__gte=0), name="alert_least_count"),
        ]
        indexes = [models.Index(fields=["organization", "campaign"], name="alert_campaign")]

    def __str__(self) -> str:
        return f"{self.metric} {self.condition}"

    @property
    def written_by(self) -> int:
        """The id of the user who may change it."""
        return self.owner_id


class AlertDay(TenantModel):
    """What an alert found on a day: judged once, and kept as it was.

    `is_met` is None where the day's number is over too little to be judged.
    """

    alert = tenant_key("analytics.Alert", on_delete=models.CASCADE)
    day = models.DateField()
    value = models.FloatField(null=True, blank=True)
    count = models.PositiveIntegerField(help_text="What the value is over.")
    is_met = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [
            SameOrganization(field="alert", name="alert_day_same_organization"),
            models.UniqueConstraint(fields=["organization", "alert", "day"], name="alert_day_once"),
            models.CheckConstraint(condition=Q(count__gte=0), name="alert_day_count"),
        ]

    def __str__(self) -> str:
        return f"{self.day}"


class AlertEpisode(TenantModel):
    """A run of days that an alert is about: from the first of them to the first good day after.

    Somebody is told twice: that it began, and that it ended.
    """

    alert = tenant_key("analytics.Alert", on_delete=models.CASCADE)
    began_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    began_notified_at = models.DateTimeField(null=True, blank=True)
    ended_notified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            SameOrganization(field="alert", name="episode_same_organization"),
            models.UniqueConstraint(
                fields=["organization", "alert"],
                condition=Q(ended_on=None),
                name="episode_one_open",
            ),
        ]
        indexes = [models.Index(fields=["organization", "alert", "began_on"], name="episode_began")]

    def __str__(self) -> str:
        return f"From {self.began_on}"
