"""Organisations (the tenants), their members, campaigns, candidates and tokens."""

from typing import Any, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import IntegrityError, models
from django.db.models import Q
from knox.models import AbstractAuthToken

from campaigns.constraints import SameOrganization
from campaigns.texts import validate_id, validate_name
from campaigns.timezones import UnknownTimezoneError, known_timezones, validate_timezone

# Staff with it see every organisation: in the admin, on the page and by the API alike.
VIEW_ORGANIZATIONS = "campaigns.view_organization"
# Staff with it may import files for every organisation that they see.
ADD_IMPORT = "calls.add_import"


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """Organisations, by who may see them and by their time zones."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Keep those that the user is a member of; staff with VIEW_ORGANIZATIONS see all."""
        if isinstance(user, AbstractUser) and user.is_staff and user.has_perm(VIEW_ORGANIZATIONS):
            return self.all()
        return self.filter(membership__user_id=user.pk)

    def importable_by(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Keep those into which the user may import files, of those that they may see."""
        if isinstance(user, AbstractUser) and user.is_staff and user.has_perm(ADD_IMPORT):
            return self.visible_to(user)
        return self.filter(membership__user_id=user.pk, membership__may_import=True)

    def with_unknown_timezone(self) -> Self:
        """Keep the organisations whose `zone` raises."""
        return self.exclude(timezone__in=known_timezones())


class Organization(models.Model):
    """A tenant. Every other row belongs to exactly one; nothing crosses."""

    name = models.CharField(max_length=200, validators=[validate_name])
    slug = models.SlugField(
        unique=True, help_text="Names the organisation in commands and documents."
    )
    timezone = models.CharField(
        max_length=64,
        default="UTC",
        validators=[validate_timezone],
        help_text="IANA name; days and buckets are cut in it unless a request names another.",
    )
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", related_name="organizations"
    )

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = "organisation"

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """Its time zone. Raises UnknownTimezoneError where the stored name is none."""
        if self.timezone not in known_timezones():
            raise UnknownTimezoneError(
                f"The organisation {self.slug} has an unknown time zone, {self.timezone!r}. Name "
                "another, or have it corrected in the admin."
            )
        return ZoneInfo(self.timezone)


class Membership(models.Model):
    """A user may see an organisation. Staff who may view organisations see all without one."""

    organization = models.ForeignKey(Organization, models.CASCADE, verbose_name="organisation")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    sees_people = models.BooleanField(
        default=True, help_text="May see who candidates are: names, external ids, histories."
    )
    may_import = models.BooleanField(
        default=False, help_text="May upload files of calls and the like, and undo that."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organization"], name="membership_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.organization}"


class Token(AbstractAuthToken):  # type: ignore[misc]
    """The credential of a script, which signs in as its user; its scopes are its rights."""

    can_read = models.BooleanField(default=True, help_text="May ask for numbers and rows.")
    can_write = models.BooleanField(
        default=False, help_text="May send calls, and change what members keep."
    )
    sees_people = models.BooleanField(
        default=False, help_text="May read who candidates are, as far as its user may."
    )


class TenantModel(models.Model):
    """A row of one organisation."""

    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name="organisation",
    )

    class Meta:
        abstract = True

    def _do_update(self, base_qs: Any, using: Any, pk_val: Any, *rest: Any) -> Any:
        """Save changes to the row, which stays with its organisation. Raises IntegrityError."""
        ours = base_qs.filter(organization_id=self.organization_id)
        is_updated = super()._do_update(ours, using, pk_val, *rest)
        if not is_updated and base_qs.filter(pk=pk_val).exists():
            raise IntegrityError(f"{self._meta.label} {pk_val} is another organisation's.")
        return is_updated


class ExternalModel(TenantModel):
    """A row that the calling platform knows by its own id, unique within the organisation."""

    external_id = models.CharField(max_length=255, validators=[validate_id])

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.external_id


class TenantKey(models.ForeignKey[Any, Any]):
    """A foreign key to a row of the same organisation, which every join by it names as well.

    So a statement about one organisation stays with it, whatever it joins: a second wall between
    tenants, and what a database needs that keeps organisations on several machines. Migrations
    know it as a foreign key; see docs/decisions/0060.
    """

    def get_joining_fields(self, reverse_join: bool = False) -> Any:
        """Return the pairs of fields that a join holds equal."""
        ours, theirs = (
            model._meta.get_field("organization") for model in (self.model, self.remote_field.model)
        )
        pair = (theirs, ours) if reverse_join else (ours, theirs)
        return (*super().get_joining_fields(reverse_join), pair)

    def get_extra_descriptor_filter(self, instance: models.Model) -> dict[str, Any]:
        """Return what else holds of the row that an instance names."""
        return {"organization_id": instance.organization_id}  # type: ignore[attr-defined]

    def deconstruct(self) -> Any:
        """Return the form that a migration writes down."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs


def tenant_key(target: str, on_delete: Any = models.PROTECT, **options: Any) -> TenantKey:
    """Return a foreign key to a row of the same organisation.

    Neither a constraint nor an index of its own: SameOrganization is the constraint, and every
    index of a tenant's table starts with the organisation.
    """
    return TenantKey(
        target, on_delete, related_name="+", db_constraint=False, db_index=False, **options
    )


class Campaign(ExternalModel):
    """One hiring drive."""

    name = models.CharField(max_length=255, blank=True, validators=[validate_name])
    status = models.CharField(
        max_length=64, blank=True, help_text="As the calling platform names it; no metric reads it."
    )
    launched_at = models.DateTimeField(null=True, blank=True, help_text="Empty until launched.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "external_id"], name="campaign_external_id"
            ),
            # The composite foreign keys of other tables refer to it.
            models.UniqueConstraint(fields=["organization", "id"], name="campaign_organization"),
        ]
        indexes = [models.Index(fields=["organization", "launched_at"], name="campaign_launched")]

    def __str__(self) -> str:
        return self.name or self.external_id


class CandidateSource(models.TextChoices):
    """How a candidate came to the organisation: the candidate filter selects by it."""

    APPLIED = "applied"
    SOURCED = "sourced"
    REDISCOVERED = "rediscovered"
    REFERRED = "referred"
    INTERNAL = "internal"


class Candidate(ExternalModel):
    """A person who is called."""

    name = models.CharField(max_length=255, blank=True, validators=[validate_name])
    source = models.CharField(max_length=16, choices=CandidateSource, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "external_id"], name="candidate_external_id"
            ),
            models.UniqueConstraint(fields=["organization", "id"], name="candidate_organization"),
            models.CheckConstraint(
                condition=Q(source__in=CandidateSource.values), name="candidate_source"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.external_id


class CampaignScript(TenantModel):
    """A campaign's passing score: the local document store's `campaign_scripts` container."""

    campaign = tenant_key("campaigns.Campaign")
    passing_score = models.FloatField(validators=[MinValueValidator(0), MaxValueValidator(100)])

    class Meta:
        constraints = [
            SameOrganization(field="campaign", name="script_same_organization"),
            models.UniqueConstraint(fields=["organization", "campaign"], name="script_campaign"),
            models.CheckConstraint(
                condition=Q(passing_score__range=(0, 100)), name="script_passing_score"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}: {self.passing_score}"


class CreditUsage(ExternalModel):
    """Credits that the calling platform charged, for a campaign or for the organisation."""

    campaign = tenant_key("campaigns.Campaign", null=True, blank=True)
    credits = models.DecimalField(
        max_digits=14, decimal_places=4, validators=[MinValueValidator(0)]
    )
    created = models.DateTimeField()

    class Meta:
        verbose_name_plural = "credit usage"
        constraints = [
            SameOrganization(field="campaign", name="credits_same_organization"),
            models.UniqueConstraint(
                fields=["organization", "external_id"], name="credits_external_id"
            ),
            # The upper bound keeps out PostgreSQL's NaN, which is greater than every number.
            models.CheckConstraint(condition=Q(credits__range=(0, 10**10)), name="credits_range"),
        ]
        indexes = [
            models.Index(fields=["organization", "created"], name="credits_created"),
            models.Index(fields=["organization", "campaign"], name="credits_campaign"),
        ]
