"""A made-up organisation to look at: campaigns, candidates and half a year of calls."""

import random
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from analytics_project.database.primary import update_statistics
from calls.demo import plan
from calls.demo.moments import HOME, MAX_CALL_LENGTH, RunningCampaign, launched_at
from calls.demo.rows import Rows, delete_rows
from calls.demo.story import Story
from calls.models import Application
from campaigns.models import Campaign, CampaignScript, CreditUsage, Membership, Organization

UNKNOWN_CALLERS = 0.06  # of all that happens
LIVE_CALLS = 12  # at most, and at most one call of a hundred
MEMBER, STAFF = "demo-recruiter", "demo-staff"


@dataclass(frozen=True)
class Demo:
    """The demo made: rows by the model's plural name, and the users' passwords."""

    organization: Organization
    rows: dict[str, int]
    passwords: dict[str, str]


def seed_demo(*, calls: int, seed: int) -> Demo:
    """Replace all rows of the organisation `demo`, in one transaction; touch no other.

    Everything is laid out backwards from the full hour, and drawn from the seed: the same seed
    within the same hour makes the same rows (but for primary keys and passwords). The members
    stay, and so do users: `demo-recruiter` and `demo-staff` get new passwords.
    """
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    with transaction.atomic():
        organization, _ = Organization.objects.update_or_create(
            slug=plan.ORGANIZATION_SLUG,
            defaults={"name": plan.ORGANIZATION_NAME, "timezone": plan.ORGANIZATION_TIMEZONE},
        )
        delete_rows(organization)
        rows = Rows(organization)
        campaigns = launch_campaigns(rows, now)
        tell(Story(random.Random(seed), campaigns, rows, now, calls))  # noqa: S311 - no secret
        passwords = {name: make_user(name, organization) for name in (MEMBER, STAFF)}
    update_statistics([*rows.written, Application])
    counts = {str(model._meta.verbose_name_plural): n for model, n in rows.written.items()}
    return Demo(organization, counts, passwords)


def launch_campaigns(rows: Rows, now: datetime) -> list[RunningCampaign]:
    """Write the planned campaigns and their passing scores; return those that call."""
    running = []
    for planned in plan.CAMPAIGNS:
        opens = launched_at(planned, now)
        campaign = rows.add(
            Campaign,
            external_id=planned.external_id,
            name=planned.name,
            status=planned.status,
            launched_at=opens,
        )
        if planned.passing_score is not None:
            rows.add(CampaignScript, campaign=campaign, passing_score=planned.passing_score)
        if opens is not None:
            days_ago = planned.finished_days_ago
            closes = now - (MAX_CALL_LENGTH if days_ago is None else timedelta(days=days_ago))
            running.append(RunningCampaign(campaign, planned, opens, closes))
    rows.write()
    return running


def tell(story: Story) -> None:
    """Write exactly as many calls as the story has left, and all that comes with them."""
    live_calls = min(LIVE_CALLS, story.calls_left // 100)
    story.calls_left -= live_calls
    while story.calls_left:
        if story.happens(UNKNOWN_CALLERS):
            story.unknown_caller()
        else:
            story.candidate()
        story.rows.write_if_many()
    for number in range(live_calls):
        story.live_call(plan.LIVE_STATUSES[number % len(plan.LIVE_STATUSES)])
    charge(story)
    story.rows.write()


def charge(story: Story) -> None:
    """Charge credits for each campaign's day of calls, and a fee for each month."""
    campaigns = {running.row.pk: running.row for running in story.campaigns}
    for (campaign_id, day), attempts in sorted(story.attempts.items()):
        minutes = Decimal(story.seconds[campaign_id, day]) / 60
        used = Decimal("0.05") * attempts + Decimal("0.12") * minutes
        end_of_day = datetime.combine(day, datetime.max.time(), HOME).replace(microsecond=0)
        story.rows.add(
            CreditUsage,
            campaign=campaigns[campaign_id],
            credits=used.quantize(Decimal("0.0001")),
            created=min(end_of_day, story.now),
        )
    for month in range(6):
        created = story.now - timedelta(days=30 * month)
        story.rows.add(CreditUsage, credits=Decimal("250"), created=created)


def make_user(name: str, organization: Organization) -> str:
    """Make or update the user, a member or one of the staff; return the new password."""
    password = secrets.token_urlsafe(12)
    user, _ = get_user_model().objects.get_or_create(username=name)
    user.is_staff = user.is_superuser = name == STAFF
    user.is_active = True
    user.email = user.email or f"{name}@example.com"
    user.set_password(password)
    user.save()
    if name == MEMBER:
        Membership.objects.update_or_create(
            organization=organization, user=user, defaults={"may_import": True}
        )
    return password
