"""Reports by e-mail: what goes out when and to whom, and what became of each mail."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from campaigns.constraints import SameOrganization
from campaigns.models import TenantModel, tenant_key
from campaigns.timezones import validate_timezone

USER = settings.AUTH_USER_MODEL


class ReportDays(models.TextChoices):
    """On which days a report goes out."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"
    WEEKDAYS = "weekdays", "Monday to Friday"
    EVERY_DAY = "every_day"


class Report(TenantModel):
    """A saved view that goes out by e-mail, at an hour of some days.

    `planned_until`: what was due up to then has its deliveries, or is not sent any more.
    """

    view = tenant_key("analytics.SavedView", on_delete=models.CASCADE)
    owner = models.ForeignKey(USER, models.CASCADE, related_name="+", db_index=False)
    days = models.CharField(max_length=16, choices=ReportDays)
    hour = models.PositiveSmallIntegerField(
        validators=[MaxValueValidator(23)], help_text="Of the local day, 0 to 23."
    )
    timezone = models.CharField(
        "time zone", max_length=64, validators=[validate_timezone], help_text="Of day and hour."
    )
    is_paused = models.BooleanField("paused", default=False)
    planned_until = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            SameOrganization(field="view", name="report_same_organization"),
            # The composite foreign keys of other tables refer to it.
            models.UniqueConstraint(fields=["organization", "id"], name="report_organization"),
            models.CheckConstraint(condition=Q(days__in=ReportDays.values), name="report_days"),
            models.CheckConstraint(condition=Q(hour__range=(0, 23)), name="report_hour"),
        ]
        indexes = [models.Index(fields=["organization", "view"], name="report_view")]

    def __str__(self) -> str:
        return f"Report {self.pk}"

    @property
    def written_by(self) -> int:
        """The id of the user who may change it."""
        return self.owner_id


class Recipient(TenantModel):
    """Whom a report goes to: a member, or an address of a domain that the service may send to.

    `stopped_at`: when the recipient asked for no more of it.
    """

    report = tenant_key("analytics.Report", on_delete=models.CASCADE)
    user = models.ForeignKey(
        USER, models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    address = models.EmailField(blank=True, help_text="Empty for members, who have their own.")
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            SameOrganization(field="report", name="recipient_same_organization"),
            # The composite foreign key of deliveries refers to it.
            models.UniqueConstraint(fields=["organization", "id"], name="recipient_organization"),
            models.UniqueConstraint(
                fields=["organization", "report", "user", "address"], name="recipient_once"
            ),
            # Where nobody is named, no two are equal to the constraint above.
            models.UniqueConstraint(
                fields=["organization", "report", "address"],
                condition=Q(user=None),
                name="recipient_address_once",
            ),
            models.CheckConstraint(
                condition=Q(user=None) & ~Q(address="") | Q(user__isnull=False, address=""),
                name="recipient_user_or_address",
            ),
        ]

    def __str__(self) -> str:
        return self.mailbox

    @property
    def mailbox(self) -> str:
        """The address that mail goes to; empty where the member has none."""
        return self.user.email if self.user else self.address


class DeliveryState(models.TextChoices):
    """What became of a mail."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"


class Delivery(TenantModel):
    """A mail to one address: what it is about, what was due when, and what became of it.

    The numbers of a report are read when it is sent; what a notice says is kept here.
    `next_attempt` is the earliest instant of the next one: whoever sends it moves that forward
    first, so that nobody else does.
    """

    about = models.CharField(max_length=64, help_text="Such as report 12.")
    report = tenant_key("analytics.Report", on_delete=models.CASCADE, null=True, blank=True)
    recipient = tenant_key("analytics.Recipient", on_delete=models.SET_NULL, null=True, blank=True)
    due_at = models.DateTimeField()
    address = models.EmailField()
    subject = models.CharField(max_length=255, blank=True)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=DeliveryState, default=DeliveryState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt = models.DateTimeField()
    last_error = models.CharField(max_length=255, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            SameOrganization(field="report", name="delivery_same_organization"),
            SameOrganization(field="recipient", name="delivery_recipient_same"),
            models.UniqueConstraint(
                fields=["organization", "about", "due_at", "address"], name="delivery_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="delivery_state"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt"], condition=Q(state="pending"), name="delivery_pending"
            ),
            models.Index(fields=["organization", "report", "due_at"], name="delivery_report"),
        ]

    def __str__(self) -> str:
        return f"{self.about} to {self.address}"
