"""Calls and their rows: reviews, ratings, web calls, screenings and text messages."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

# Django looks for models here.
from calls.application import Application as Application
from calls.change import Change as Change
from calls.upload import Import as Import
from campaigns.constraints import SameOrganization
from campaigns.models import ExternalModel, TenantModel, tenant_key
from campaigns.texts import validate_name


class CallStatus(models.TextChoices):
    """The telephony vocabulary, plus voicemail."""

    QUEUED = "queued"
    RINGING = "ringing"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    VOICEMAIL = "voicemail"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    FAILED = "failed"
    CANCELED = "canceled"


# A call is in one of these until it is over; once it is, they do not come back.
UNFINISHED_STATUSES = (CallStatus.QUEUED, CallStatus.RINGING, CallStatus.IN_PROGRESS)


class WithdrawalReason(models.TextChoices):
    """Why a candidate withdrew during a call."""

    NOT_INTERESTED = "not_interested"
    ACCEPTED_OTHER_OFFER = "accepted_other_offer"
    PAY = "pay"
    SCHEDULE = "schedule"
    LOCATION = "location"
    ROLE_MISMATCH = "role_mismatch"
    PREFERS_HUMAN = "prefers_human"
    NOT_QUALIFIED = "not_qualified"
    OTHER = "other"


class Feedback(models.TextChoices):
    """A recruiter's verdict; a review without one means: looked at, undecided."""

    THUMBS_UP = "thumbs_up"
    THUMBS_DOWN = "thumbs_down"


class SmsDirection(models.TextChoices):
    """Which way a text message went."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class SmsStatus(models.TextChoices):
    """How far a text message came, in the provider's words."""

    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELED = "canceled"
    RECEIVING = "receiving"
    RECEIVED = "received"
    READ = "read"


# Outbound messages with one of these have left for the candidate and count as sent.
SENT_SMS_STATUSES = (SmsStatus.SENT, SmsStatus.DELIVERED, SmsStatus.UNDELIVERED)


class Call(ExternalModel):
    """One telephone call of the AI interviewer; the source of most numbers."""

    campaign = tenant_key("campaigns.Campaign")
    candidate = tenant_key(
        "campaigns.Candidate", null=True, blank=True, help_text="Empty: an unknown caller."
    )
    created = models.DateTimeField()
    call_status = models.CharField("status", max_length=16, choices=CallStatus)
    call_length_sec = models.PositiveIntegerField(
        null=True, blank=True, help_text="Talk time in seconds; empty where nobody talked."
    )
    question_completion_rate = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="Share of the interview's questions that were answered, 0 to 1.",
    )
    score = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    opted_out = models.BooleanField(default=False, help_text="Asked not to be called again.")
    withdrawal_reason = models.CharField(
        max_length=32, choices=WithdrawalReason, null=True, blank=True
    )
    accommodation_requested = models.BooleanField(default=False)

    class Meta:
        constraints = [
            SameOrganization(field="campaign", name="call_campaign_same_organization"),
            SameOrganization(field="candidate", name="call_candidate_same_organization"),
            models.UniqueConstraint(
                fields=["organization", "external_id"], name="call_external_id"
            ),
            # A rating's composite foreign key refers to it.
            models.UniqueConstraint(fields=["organization", "id"], name="call_organization"),
            models.CheckConstraint(
                condition=Q(call_status__in=CallStatus.values), name="call_status"
            ),
            models.CheckConstraint(condition=Q(call_length_sec__gte=0), name="call_length_sec"),
            models.CheckConstraint(
                condition=Q(question_completion_rate__range=(0, 1)),
                name="call_question_completion_rate",
            ),
            models.CheckConstraint(condition=Q(score__range=(0, 100)), name="call_score"),
            models.CheckConstraint(
                condition=Q(withdrawal_reason__in=WithdrawalReason.values),
                name="call_withdrawal_reason",
            ),
        ]
        indexes = [
            # Every column of the Call CTE, so that PostgreSQL reads a range from the index alone.
            models.Index(
                fields=["organization", "created"],
                include=[
                    "campaign",
                    "candidate",
                    "call_status",
                    "call_length_sec",
                    "question_completion_rate",
                    "score",
                    "opted_out",
                    "withdrawal_reason",
                    "accommodation_requested",
                ],
                name="call_created",
            ),
            models.Index(fields=["organization", "campaign", "created"], name="call_campaign"),
            # Tells first attempts and first interviews apart, for an application's history.
            models.Index(
                fields=["organization", "candidate", "campaign", "created"],
                include=["call_status", "question_completion_rate"],
                name="call_application",
            ),
            # The few calls in which candidates opted out, so that no history is gone through.
            models.Index(
                fields=["organization", "candidate", "created"],
                include=["call_status"],
                condition=Q(opted_out=True),
                name="call_opt_out",
            ),
        ]


class CallReview(TenantModel):
    """How a candidate rated a call, 1 (worst) to 5 (best); one rating per call."""

    call = tenant_key("calls.Call")
    rating = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    created = models.DateTimeField()

    class Meta:
        constraints = [
            SameOrganization(field="call", name="rating_same_organization"),
            models.UniqueConstraint(fields=["organization", "call"], name="rating_call"),
            models.CheckConstraint(condition=Q(rating__range=(1, 5)), name="rating_range"),
        ]
        indexes = [models.Index(fields=["organization", "created"], name="rating_created")]

    def __str__(self) -> str:
        return f"{self.rating} of 5"


class CandidateCampaignUserReview(TenantModel):
    """The verdict of one recruiter on a candidate in a campaign."""

    candidate = tenant_key("campaigns.Candidate")
    campaign = tenant_key("campaigns.Campaign")
    reviewer = models.CharField(
        max_length=255,
        blank=True,
        validators=[validate_name],
        help_text="Names the recruiter; it is no account.",
    )
    feedback = models.CharField(max_length=16, choices=Feedback, null=True, blank=True)
    call_last_reviewed_at = models.DateTimeField()

    class Meta:
        verbose_name = "recruiter review"
        constraints = [
            SameOrganization(field="candidate", name="review_candidate_same_organization"),
            SameOrganization(field="campaign", name="review_campaign_same_organization"),
            models.UniqueConstraint(
                fields=["organization", "candidate", "campaign", "reviewer"], name="review_once"
            ),
            models.CheckConstraint(
                condition=Q(feedback__in=Feedback.values), name="review_feedback"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "call_last_reviewed_at"], name="review_reviewed"),
            models.Index(fields=["organization", "campaign"], name="review_campaign"),
        ]

    def __str__(self) -> str:
        return f"{self.feedback or 'no verdict'} by {self.reviewer or 'unnamed'}"


class WebCall(ExternalModel):
    """An interview held in the browser instead of by telephone."""

    campaign = tenant_key("campaigns.Campaign")
    candidate = tenant_key("campaigns.Candidate", null=True, blank=True)
    created = models.DateTimeField()
    length_sec = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            SameOrganization(field="campaign", name="web_call_campaign_same_organization"),
            SameOrganization(field="candidate", name="web_call_candidate_same_organization"),
            models.UniqueConstraint(
                fields=["organization", "external_id"], name="web_call_external_id"
            ),
            models.CheckConstraint(condition=Q(length_sec__gte=0), name="web_call_length_sec"),
        ]
        indexes = [
            models.Index(fields=["organization", "created"], name="web_call_created"),
            models.Index(fields=["organization", "campaign"], name="web_call_campaign"),
            models.Index(fields=["organization", "candidate"], name="web_call_candidate"),
        ]


class ResumeScreening(ExternalModel):
    """A résumé that was screened without a recruiter."""

    campaign = tenant_key("campaigns.Campaign")
    candidate = tenant_key("campaigns.Candidate", null=True, blank=True)
    created = models.DateTimeField()

    class Meta:
        constraints = [
            SameOrganization(field="campaign", name="screening_campaign_same_organization"),
            SameOrganization(field="candidate", name="screening_candidate_same_organization"),
            models.UniqueConstraint(
                fields=["organization", "external_id"], name="screening_external_id"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "created"], name="screening_created"),
            models.Index(fields=["organization", "campaign"], name="screening_campaign"),
            models.Index(fields=["organization", "candidate"], name="screening_candidate"),
        ]


class SmsMessage(ExternalModel):
    """A text message: the local document store's `sms_messages` container."""

    campaign = tenant_key("campaigns.Campaign", null=True, blank=True)
    candidate = tenant_key("campaigns.Candidate", null=True, blank=True)
    direction = models.CharField(max_length=16, choices=SmsDirection)
    status = models.CharField(max_length=16, choices=SmsStatus)
    created = models.DateTimeField()

    class Meta:
        verbose_name = "text message"
        constraints = [
            SameOrganization(field="campaign", name="sms_campaign_same_organization"),
            SameOrganization(field="candidate", name="sms_candidate_same_organization"),
            models.UniqueConstraint(fields=["organization", "external_id"], name="sms_external_id"),
            models.CheckConstraint(
                condition=Q(direction__in=SmsDirection.values), name="sms_direction"
            ),
            models.CheckConstraint(condition=Q(status__in=SmsStatus.values), name="sms_status"),
        ]
        indexes = [
            models.Index(fields=["organization", "created"], name="sms_created"),
            models.Index(fields=["organization", "campaign"], name="sms_campaign"),
            models.Index(fields=["organization", "candidate"], name="sms_candidate"),
        ]
