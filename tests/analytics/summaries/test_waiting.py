"""How many days wait for a summary, for whatever reason; building them; dropping them."""

import io

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from pytest_django import Settings
from rest_framework.test import APIClient

from analytics.summaries.waiting import find_waiting
from analytics.summary_models import Summary
from calls.models import Change
from campaigns.models import Campaign, Organization
from tests.conftest import Lines
from tests.helpers.factories import (
    CampaignFactory,
    CandidateFactory,
    OrganizationFactory,
    ReviewFactory,
    at,
    call,
)

pytestmark = pytest.mark.usefixtures("now")  # Wednesday, 20 March 2024, 12:00 UTC


@pytest.fixture
def campaign(organization: Organization) -> Campaign:
    """A campaign whose first call was on a Tuesday: days count from the Monday, 4 March."""
    campaign = CampaignFactory(organization=organization)
    call(campaign, "2024-03-05T10:00", "completed")
    return campaign


def build(*options: str) -> str:
    printed = io.StringIO()
    call_command("build_summaries", *options, stdout=printed)
    return printed.getvalue()


def test_whole_days_of_each_organisation_wait(campaign: Campaign) -> None:
    berlin, today, lost = (
        OrganizationFactory(slug=slug, timezone=zone)
        for slug, zone in (("berlin", "Europe/Berlin"), ("today", "UTC"), ("lost", "No/Where"))
    )
    OrganizationFactory(slug="empty")
    # The local Monday, 18 March, has begun.
    candidate = CandidateFactory(organization=berlin)
    ReviewFactory(campaign=CampaignFactory(organization=berlin), candidate=candidate,
                  call_last_reviewed_at=at("2024-03-17T23:30"))  # fmt: skip
    call(CampaignFactory(organization=today), "2024-03-20T09:00", "completed")
    call(CampaignFactory(organization=lost), "2024-03-05T10:00", "completed")
    acme = campaign.organization
    assert find_waiting() == {acme.pk: 16, berlin.pk: 2, today.pk: 2}
    assert build("--org", "acme", "--org", "today").splitlines() == [
        "acme: 3 weeks built.",
        "today: 1 weeks built.",
    ]
    call(campaign, "2024-03-20T10:00", "completed")
    assert find_waiting() == {acme.pk: 0, berlin.pk: 2}  # A mark, to be taken away.
    build("--org", "acme")
    assert find_waiting() == {berlin.pk: 2}


def test_whatever_changes_makes_the_days_wait_again(campaign: Campaign, settings: Settings) -> None:
    acme = campaign.organization
    candidate = CandidateFactory(organization=acme, source="applied")
    for day in (6, 12, 20):
        call(campaign, f"2024-03-{day:02}T10:00", "completed", candidate=candidate)
    build()
    assert find_waiting() == {}
    for time in ("2024-03-07T00:00", "2024-03-07T23:59:59", "2024-03-20T10:00"):
        call(campaign, time, "completed")
    assert find_waiting() == {acme.pk: 1}
    candidate.source = "sourced"
    candidate.save()
    assert find_waiting() == {acme.pk: 3}
    assert build() == "acme: 2 weeks built.\n"
    assert find_waiting() == {}
    call(campaign, "2024-02-29T10:00", "completed")  # Before all others: from 26 February on.
    assert find_waiting() == {acme.pk: 7}
    build()
    Change.objects.create(organization=acme)  # As TRUNCATE leaves it: anything may have changed.
    assert find_waiting() == {acme.pk: 23}
    build()
    settings.COMPLETED_INTERVIEW_RATE = 0.5
    assert find_waiting() == {acme.pk: 23}
    build()
    Organization.objects.update(timezone="Asia/Kolkata")
    assert find_waiting() == {acme.pk: 23}
    assert build() == "acme: 4 weeks built.\n"
    assert (find_waiting(), Summary.objects.count()) == ({}, 23 + 3)


def test_dropping_them_all_changes_no_answer(campaign: Campaign, client: APIClient) -> None:
    def ask() -> tuple[str, object]:
        days = {"start_date": "2024-03-04", "end_date": "2024-03-17"}
        answer = client.get("/analytics/dashboard", days).json()
        return answer.pop("meta")["computed_from"], answer

    build()
    computed_from, answer = ask()
    assert computed_from == "summaries"
    # 16 days and 2 weeks, and 2 days of the neighbour's.
    assert build("--drop") == "20 summaries deleted.\n"
    assert ask() == ("rows", answer)
    assert sum(find_waiting().values()) == 18


def test_probes_tell_and_stay_ready(campaign: Campaign, settings: Settings) -> None:
    settings.METRICS_TOKEN = "only for tests"
    cache.clear()
    for waiting in (16, 0):
        answer = APIClient().get("/readyz")
        told = APIClient().get("/metrics", headers={"Authorization": "Bearer only for tests"})
        assert (answer.status_code, answer.json()["status"]) == (200, "ok")
        assert answer.json()["summaries"] == {"days_waiting": waiting}
        assert f"analytics_summary_days_waiting {waiting}.0\n" in told.content.decode()
        build()
        cache.clear()


def test_unknown_zones_are_passed_over_and_wrong_options_refused(
    campaign: Campaign, lines: Lines
) -> None:
    Organization.objects.update(timezone="No/Where")
    assert build() == ""
    (line,) = lines("analytics.management.commands.build_summaries")
    assert line["message"] == "Of acme nothing is built: its time zone is unknown, 'No/Where'."
    with pytest.raises(CommandError) as unknown:
        build("--org", "acme", "--org", "nobody")
    assert (str(unknown.value), unknown.value.returncode) == (
        "--org: there is no organisation nobody.",
        2,
    )
    for options in (("--every", "0"), ("--drop", "--every", "1")):
        with pytest.raises(CommandError) as wrong:
            build(*options)
        assert wrong.value.returncode == 2
