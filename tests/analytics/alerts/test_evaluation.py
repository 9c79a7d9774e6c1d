"""Alerts: each whole day is judged once, an episode begins and ends once, and is told twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from pytest_django import Settings

from analytics.alerts.evaluation import evaluate_alerts
from analytics.alerts.notices import list_due_notices
from analytics.documents import cosmos_store
from analytics.models import Alert, AlertDay, AlertEpisode
from campaigns.models import Campaign, Organization
from tests.analytics.alerts.conftest import day, fill
from tests.helpers.factories import CampaignFactory, CandidateFactory, at, call

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer at a time"
)


def morning(number: int) -> datetime:
    """Return when the day before is whole, in UTC."""
    return datetime.combine(day(number), time(6), tzinfo=UTC)


def episodes(alert: Alert) -> list[tuple[Any, Any]]:
    rows = AlertEpisode.objects.filter(alert=alert).order_by("began_on")
    return list(rows.values_list("began_on", "ended_on"))


def judged(alert: Alert) -> dict[Any, tuple[float | None, int, bool | None]]:
    rows = AlertDay.objects.filter(alert=alert)
    return {each.day: (each.value, each.count, each.is_met) for each in rows}


def tell(now: datetime) -> list[tuple[str, list[float | None]]]:
    """Tell what is due, and return it with the values of its days."""
    return [
        (notice.news.value, [each.value for each in notice.days])
        for notice in list_due_notices()
        if notice.take(now)
    ]


def test_an_episode_begins_once_and_ends_once(campaign: Campaign, alert: Alert) -> None:
    # Monday good, Tuesday to Thursday bad, Friday without enough calls, Monday bad, Tuesday good.
    for number, (answered, calls) in enumerate([(3, 4), (1, 4), (2, 5), (0, 4), (0, 3)]):
        fill(campaign, day(number), answered, calls)
    fill(campaign, day(7), 1, 4)
    fill(campaign, day(8), 2, 4)
    told = {}
    for number in range(1, 11):
        assert evaluate_alerts(morning(number)) == 1
        assert evaluate_alerts(morning(number) + timedelta(hours=9)) == 0
        told[number] = tell(morning(number))
    assert judged(alert) == {
        day(-1): (None, 0, None),  # As many days as the alert needs.
        day(0): (0.75, 4, False),
        day(1): (0.25, 4, True),
        day(2): (0.4, 5, True),
        day(3): (0.0, 4, True),
        day(4): (0.0, 3, None),
        day(5): (None, 0, None),
        day(6): (None, 0, None),
        day(7): (0.25, 4, True),
        day(8): (0.5, 4, False),
        day(9): (None, 0, None),
    }
    assert episodes(alert) == [(day(1), day(8))]
    days = [0.25, 0.4, 0.0, 0.0, None, None, 0.25, 0.5]
    assert {number: news for number, news in told.items() if news} == {
        3: [("began", [0.25, 0.4])],
        9: [("ended", days)],
    }


def test_missed_days_are_judged_in_order(campaign: Campaign, alert: Alert) -> None:
    for number, answered in enumerate([4, 0, 0, 4, 0, 0, 0]):
        fill(campaign, day(number), answered, 4)
    evaluate_alerts(morning(1))
    evaluate_alerts(morning(7))
    assert episodes(alert) == [(day(1), day(3)), (day(4), None)]
    assert [news for news, _ in tell(morning(7))] == ["began", "ended", "began"]
    assert tell(morning(7)) == []


def test_a_notice_is_told_if_what_tells_it_is_kept(campaign: Campaign, alert: Alert) -> None:
    AlertEpisode.objects.create(
        organization=alert.organization, alert=alert, began_on=day(0), ended_on=None
    )
    (notice,) = list_due_notices()
    with transaction.atomic():
        assert notice.take(morning(1))
        transaction.set_rollback(rollback=True)
    assert notice.take(morning(1))
    assert not notice.take(morning(1))


@pytest.mark.parametrize(
    ("zone", "now", "last"),
    [
        # Whole two hours after it is over.
        ("UTC", "2024-03-20T01:59:59", day(0)),
        ("UTC", "2024-03-20T02:00:00", day(1)),
        ("Pacific/Auckland", "2024-03-20T12:59:59", day(1)),
        ("Pacific/Auckland", "2024-03-20T13:00:00", day(2)),
        # A day of 23 hours, which ends at 22:00 UTC, and one of 25, at 23:00.
        ("Europe/Berlin", "2024-03-31T23:59:59", day(12)),
        ("Europe/Berlin", "2024-04-01T00:00:00", day(13)),
        ("Europe/Berlin", "2024-10-28T00:59:59", day(222)),
        ("Europe/Berlin", "2024-10-28T01:00:00", day(223)),
    ],
)
def test_a_day_is_judged_once_it_is_whole_in_the_organisations_zone(
    zone: str, now: str, last: Any, organization: Organization, alert: Alert
) -> None:
    organization.timezone = zone
    organization.save()
    evaluate_alerts(at(now))
    assert max(judged(alert)) == last


def test_a_day_has_the_calls_between_its_own_midnights(
    campaign: Campaign, organization: Organization, alert: Alert
) -> None:
    organization.timezone = "Europe/Berlin"
    organization.save()
    for time_ in ("2024-03-30T22:59", "2024-03-30T23:00", "2024-03-31T21:59", "2024-03-31T22:00"):
        call(campaign, time_, "no_answer")
    evaluate_alerts(at("2024-04-01T06:00"))
    assert judged(alert)[day(13)] == (0.0, 2, None)


@pytest.mark.parametrize(
    ("condition", "metric", "found"),
    [
        # 30 of 40 answered a week before: 10 of 40 is worse, 28 of 40 is chance, 39 of 40 better.
        ("worse", "answer_rate", [True, False, False]),
        ("changed", "answer_rate", [True, False, True]),
        ("above", "answer_rate", [False, True, True]),
        ("above", "total_calls", [False, False, False]),
        ("below", "opt_outs", [True, True, True]),
    ],
)
def test_conditions(
    condition: str, metric: str, found: list[bool], campaign: Campaign, alert: Alert
) -> None:
    for number, answered in enumerate([10, 28, 39]):
        fill(campaign, day(number - 7), 30, 40)
        fill(campaign, day(number), answered, 40)
    is_change = condition in ("worse", "changed")
    threshold = None if is_change else 0.5 if metric == "answer_rate" else 40
    alert.metric, alert.condition, alert.threshold, alert.days = metric, condition, threshold, 3
    alert.save()
    evaluate_alerts(morning(3))
    assert [judged(alert)[day(number)][2] for number in range(3)] == found


def test_a_change_from_nothing_is_none(campaign: Campaign, alert: Alert) -> None:
    fill(campaign, day(0), 0, 40)
    fill(campaign, day(-7), 3, 3)
    alert.condition, alert.threshold, alert.days = "changed", None, 1
    alert.save()
    evaluate_alerts(morning(1))
    assert judged(alert) == {day(0): (0.0, 40, None)}


def test_an_alert_is_about_its_own_campaign_and_organisation(
    campaign: Campaign, neighbour: Organization, alert: Alert
) -> None:
    other = CampaignFactory(organization=campaign.organization)
    theirs = CampaignFactory(organization=neighbour)
    for number in range(2):
        fill(campaign, day(number), 0, 4)
        fill(other, day(number), 4, 4)
        fill(theirs, day(number), 4, 40)
    alert.campaign = campaign
    alert.save()
    everywhere = Alert.objects.create(
        organization=campaign.organization, owner=alert.owner, metric="answer_rate",
        condition="below", threshold=0.5, days=2,
    )  # fmt: skip
    assert evaluate_alerts(morning(2)) == 2
    assert judged(alert)[day(1)] == (0.0, 4, True)
    assert judged(everywhere)[day(1)] == (0.5, 8, False)
    assert (episodes(alert), episodes(everywhere)) == ([(day(0), None)], [])


def test_who_qualified_is_not_judged_by_scores_that_may_be_old(
    campaign: Campaign, alert: Alert, settings: Settings
) -> None:
    candidate = CandidateFactory(organization=campaign.organization)
    call(campaign, f"{day(0)}T10:00", "completed", candidate=candidate, score=10.0)
    second = Alert.objects.get(pk=alert.pk)
    second.pk, second.metric, second.least_count = None, "passthrough_rate", 1
    second.save()
    settings.COSMOS_ENDPOINT, settings.COSMOS_KEY = "http://127.0.0.1:9/", "d3Jvbmc="
    cosmos_store.cache_clear()
    cache.clear()
    assert evaluate_alerts(morning(1)) == 1
    assert (len(judged(alert)), judged(second)) == (2, {})
    settings.COSMOS_ENDPOINT = ""
    cosmos_store.cache_clear()
    cache.clear()
    assert evaluate_alerts(morning(1)) == 1
    assert judged(second)[day(0)] == (0.0, 1, True)


def test_an_unknown_zone_stops_no_other_alert(
    campaign: Campaign, neighbour: Organization, alert: Alert
) -> None:
    Organization.objects.filter(pk=alert.organization_id).update(timezone="Mars/Phobos")
    other = Alert.objects.create(
        organization=neighbour, owner=alert.owner, metric="interviews", condition="below",
        threshold=5,
    )  # fmt: skip
    assert evaluate_alerts(morning(1)) == 1
    assert (judged(alert), list(judged(other))) == ({}, [day(0)])


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_evaluators_at_once_judge_each_day_once(campaign: Campaign, alert: Alert) -> None:
    for number in range(2):
        fill(campaign, day(number), 0, 4)
    together = Barrier(2)

    def evaluate(_: int) -> tuple[int, int]:
        try:
            together.wait()
            evaluated = evaluate_alerts(morning(2))
            together.wait()
            return evaluated, len(tell(morning(2)))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as evaluators:
        done = list(evaluators.map(evaluate, range(2)))
    assert sorted(evaluated for evaluated, _ in done) == [0, 1]
    assert sorted(told for _, told in done) == [0, 1]
    assert (len(judged(alert)), episodes(alert)) == (2, [(day(0), None)])
