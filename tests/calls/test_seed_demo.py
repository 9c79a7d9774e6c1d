"""The demo organisation: the same rows for the same seed, and rows that could be true."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import pairwise
from statistics import mean
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db.models import F
from django.test import Client
from pytest_django import Settings

from calls import demo as demo_package
from calls.demo import Demo, rows, seed_demo
from calls.models import (
    Call,
    CallReview,
    CallStatus,
    CandidateCampaignUserReview,
    SmsMessage,
    WebCall,
)
from calls.populations import ATTEMPTED, INTERVIEW
from campaigns.models import (
    Campaign,
    CampaignScript,
    Candidate,
    CreditUsage,
    Membership,
    Organization,
)
from tests.helpers.tenant_rows import TENANT_MODELS, create, tenant_keys

pytestmark = pytest.mark.django_db

# What a calling platform writes; what people keep of the numbers is theirs to write.
WRITTEN = [model for model in TENANT_MODELS if model._meta.app_label != "analytics"]
UNANSWERED = {"voicemail", "no_answer", "busy", "failed"}
LIVE = {"queued", "ringing", "in_progress"}


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings, now: datetime) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def demo(quick_passwords: None) -> Demo:
    return seed_demo(calls=1_500, seed=1)


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of the demo, without primary keys: named rows by what they are called."""
    content = {}
    for model in WRITTEN:
        fields = [
            field.name
            for field in model._meta.fields
            if not field.primary_key and not field.is_relation
        ]
        keys = [f"{key}__external_id" for key in tenant_keys(model)]
        content[model.__name__] = list(
            model._default_manager.filter(organization__slug="demo")
            .order_by("id")
            .values_list(*fields, *keys)
        )
    return content


def attempts() -> dict[tuple[int | None, int], list[Call]]:
    """Return the calls of each application, oldest first."""
    calls = defaultdict(list)
    for call in Call.objects.filter(candidate__isnull=False).order_by("created"):
        calls[call.candidate_id, call.campaign_id].append(call)
    return calls


def test_the_same_seed_makes_the_same_rows_and_another_one_others(demo: Demo) -> None:
    first = everything()
    seed_demo(calls=1_500, seed=1)
    assert everything() == first
    seed_demo(calls=1_500, seed=2)
    assert everything()["Call"] != first["Call"]


def test_no_table_is_empty_and_the_counts_are_told(demo: Demo) -> None:
    assert Call.objects.count() == demo.rows["calls"] == 1_500
    assert 1_500 / 2.5 < demo.rows["candidates"] < 1_500 / 1.9
    assert len(demo.rows) == len(WRITTEN)
    for model in WRITTEN:
        count = model._default_manager.count()
        assert demo.rows[str(model._meta.verbose_name_plural)] == count > 0


def test_every_kind_of_row_is_written_after_those_it_names() -> None:
    assert set(rows.MODELS) == set(WRITTEN)
    for position, model in enumerate(rows.MODELS):
        named = {model._meta.get_field(key).related_model for key in tenant_keys(model)}
        assert named <= set(rows.MODELS[:position])


def test_campaigns_differ_and_call_only_while_they_run(demo: Demo, now: datetime) -> None:
    assert Counter(Campaign.objects.values_list("status", flat=True)) == {
        "active": 6,
        "draft": 1,
        "finished": 1,
    }
    for campaign in Campaign.objects.all():
        called = Call.objects.filter(campaign=campaign).values_list("created", flat=True)
        if campaign.launched_at is None:
            assert campaign.status == "draft"
            assert not called
        else:
            assert campaign.launched_at.weekday() < 5
            assert min(called) >= campaign.launched_at
            assert (max(called) < now - timedelta(days=60)) == (campaign.status == "finished")
    assert 0 < CampaignScript.objects.count() < Campaign.objects.count()


def test_calls_are_made_on_weekdays_and_in_working_hours_mostly(demo: Demo, now: datetime) -> None:
    calls = [call.created.astimezone(ZoneInfo("America/New_York")) for call in Call.objects.all()]
    days = Counter(moment.weekday() for moment in calls)
    assert min(days[day] for day in range(5)) > 3 * max(days[5], days[6])
    assert sum(moment.hour < 7 for moment in calls) < len(calls) / 50
    assert min(calls) > now - timedelta(days=180)
    assert max(calls) <= now


def test_only_answered_calls_have_talk_time_and_what_comes_of_talking(demo: Demo) -> None:
    for call in Call.objects.all():
        rate = call.question_completion_rate
        if call.call_status == CallStatus.COMPLETED:
            assert 3 <= (call.call_length_sec or 0) <= 40 * 60
            assert call.score is None or rate
        else:
            assert (call.call_length_sec, rate, call.score) == (None, None, None)
            assert (call.withdrawal_reason, call.opted_out) == (None, False)
            assert not call.accommodation_requested
    assert set(Call.objects.values_list("call_status", flat=True)) == set(CallStatus.values)
    for something in (
        {"opted_out": True},
        {"withdrawal_reason__isnull": False},
        {"accommodation_requested": True},
        {"candidate": None},
    ):
        assert 0 < Call.objects.filter(**something).count() < 150


def test_calls_that_are_not_over_were_placed_just_now(demo: Demo, now: datetime) -> None:
    live = Call.objects.filter(call_status__in=LIVE)
    assert live.count() == 12
    assert all(now - timedelta(minutes=5) <= call.created < now for call in live)


def test_only_an_unanswered_call_is_tried_again_hours_later_twice_at_most(demo: Demo) -> None:
    tried = attempts()
    assert {len(calls) for calls in tried.values()} == {1, 2, 3}
    for calls in tried.values():
        for earlier, later in pairwise(calls):
            assert earlier.call_status in UNANSWERED
            assert later.created - earlier.created >= timedelta(hours=2)


def test_nobody_is_called_or_written_to_after_opting_out(demo: Demo) -> None:
    opted_out = Call.objects.filter(opted_out=True, candidate__isnull=False)
    assert opted_out.exists()
    for call in opted_out:
        later = {"candidate": call.candidate, "created__gt": call.created}
        assert not Call.objects.filter(**later).exists()
        assert not WebCall.objects.filter(**later).exists()
        assert not SmsMessage.objects.filter(**later, direction="outbound").exists()


def test_recruiters_review_interviews_and_like_high_scores(demo: Demo, now: datetime) -> None:
    scores = defaultdict(list)
    for review in CandidateCampaignUserReview.objects.all():
        interview = Call.objects.filter(
            INTERVIEW.where, candidate=review.candidate, campaign=review.campaign
        ).get()
        assert interview.created < review.call_last_reviewed_at <= now
        if interview.score is not None:
            scores[review.feedback].append(interview.score)
    assert scores.keys() == {None, "thumbs_up", "thumbs_down"}
    assert mean(scores["thumbs_up"]) > mean(scores["thumbs_down"]) + 5
    assert CandidateCampaignUserReview.objects.values("reviewer").distinct().count() == 5


def test_candidates_rate_interviews_after_them(demo: Demo, now: datetime) -> None:
    assert set(CallReview.objects.values_list("rating", flat=True)) == {1, 2, 3, 4, 5}
    assert not CallReview.objects.exclude(call__question_completion_rate__gt=0).exists()
    assert not CallReview.objects.filter(created__lte=F("call__created")).exists()
    assert not CallReview.objects.filter(created__gt=now).exists()


def test_credits_are_used_where_calls_were_made_and_by_the_month(demo: Demo, now: datetime) -> None:
    used = CreditUsage.objects.filter(campaign__isnull=False)
    called = Call.objects.filter(ATTEMPTED.where).values("campaign").distinct().count()
    assert used.values("campaign").distinct().count() == called == 7
    assert CreditUsage.objects.filter(campaign=None).count() == 6
    assert not CreditUsage.objects.filter(created__gt=now).exists()


def test_text_messages_go_both_ways(demo: Demo, now: datetime) -> None:
    sent = set(SmsMessage.objects.values_list("direction", "status"))
    assert {("outbound", "delivered"), ("outbound", "undelivered"), ("inbound", "received")} <= sent
    assert not SmsMessage.objects.filter(created__gt=now).exists()


def test_a_second_run_replaces_the_rows_and_leaves_everybody_else_alone(demo: Demo) -> None:
    other = create(Call, Organization.objects.create(name="Other", slug="other"))
    member = User.objects.create(username="colleague")
    Membership.objects.create(organization=demo.organization, user=member)
    again = seed_demo(calls=200, seed=1)
    assert again.organization == demo.organization
    assert Call.objects.filter(organization=demo.organization).count() == 200
    assert list(Call.objects.exclude(organization=demo.organization)) == [other]
    assert {user.username for user in demo.organization.members.all()} == {
        "colleague",
        "demo-recruiter",
    }


def test_a_run_that_fails_leaves_what_was_there(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()

    def fail(*args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(demo_package, "charge", fail)
    with pytest.raises(RuntimeError):
        seed_demo(calls=200, seed=1)
    assert everything() == before


def test_rows_are_written_in_batches_when_there_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "ROWS_IN_MEMORY", 100)
    seed_demo(calls=500, seed=1)
    assert Call.objects.count() == 500
    assert Call.objects.filter(external_id="call-0000500").exists()


@pytest.mark.parametrize("calls", [1, 10, 100])
def test_a_small_demo_has_exactly_as_many_calls(calls: int) -> None:
    seed_demo(calls=calls, seed=1)
    assert Call.objects.count() == calls
    assert Campaign.objects.count() == 8
    assert Candidate.objects.count() <= calls


def test_the_command_prints_what_it_made_and_passwords_that_work() -> None:
    out = StringIO()
    call_command("seed_demo", "--calls", "50", stdout=out)
    printed = out.getvalue()
    assert "Northwind Staffing (organisation demo)" in printed
    assert "       50 calls\n" in printed
    passwords = dict(line.split() for line in printed.splitlines()[-2:])
    assert passwords.keys() == {"demo-recruiter", "demo-staff"}
    for name, password in passwords.items():
        answer = Client().post("/login", {"username": name, "password": password})
        assert answer.status_code == 302
    recruiter, staff = User.objects.order_by("username")
    assert [o.slug for o in Organization.objects.visible_to(recruiter)] == ["demo"]
    assert (recruiter.is_staff, recruiter.is_superuser) == (False, False)
    assert (staff.is_staff, staff.is_superuser) == (True, True)


@pytest.mark.parametrize("calls", ["0", "-1", "5000001"])
def test_an_impossible_number_of_calls_is_one_line_and_exit_code_2(calls: str) -> None:
    with pytest.raises(CommandError, match=r"^--calls must be between 1 and 5000000, not") as error:
        call_command("seed_demo", "--calls", calls)
    assert error.value.returncode == 2
    assert not Organization.objects.exists()


@pytest.mark.parametrize("present", ["2024-03-10 07:30", "2024-11-03 06:30", "2024-02-29 00:00"])
def test_days_of_23_and_25_hours_and_leap_days_do_not_matter(
    present: str, time_machine: Any
) -> None:
    time_machine.move_to(datetime.fromisoformat(present).replace(tzinfo=UTC), tick=False)
    seed_demo(calls=100, seed=1)
    assert Call.objects.count() == 100
