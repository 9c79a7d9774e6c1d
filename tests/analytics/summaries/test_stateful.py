"""Whatever is written, built and asked, in any order: summaries change no number.

Each question is answered with summaries and without, and both answers are those of the oracle.
"""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection, transaction
from django.test import TestCase, override_settings
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)
from rest_framework.test import APIClient

from analytics.semantic.dimensions import DIMENSIONS
from analytics.summaries.building import build
from analytics.summary_models import Summary
from calls.models import Call, CandidateCampaignUserReview
from campaigns.models import VIEW_ORGANIZATIONS, CampaignScript, Candidate, Organization
from tests.helpers.breakdown_oracle import breakdown
from tests.helpers.comparison import build_parameters, list_differences
from tests.helpers.factories import create_staff
from tests.helpers.oracle import Question, Row, Rows, dashboard
from tests.helpers.oracle_calendar import find_day_start
from tests.helpers.question_strategies import DAYS, KINDS, SOURCES, TIMEZONES, subsets
from tests.helpers.strategies import PASSING_SCORES, REASONS, STATUSES, load
from tests.helpers.writing import (
    UPDATES,
    delete_query,
    delete_sql,
    empty_table,
    read_tables,
    replace_row,
    send_batch,
    update_sql,
)

DAY = timedelta(days=1)
REPORTS = ("time_saved", "total_time_saved", "credits_per_qualified_candidate", "candidate_care")
CAMPAIGNS, CANDIDATES = {1: [1, 3], 2: [2]}, {1: [1, 3, 5, 2**33 + 1], 2: [2]}
ANY = st.integers(0, 10**6)
SLOTS = st.sampled_from(
    [(1, campaign, candidate) for campaign in CAMPAIGNS[1] for candidate in CANDIDATES[1]]
    + [(1, 1, None), (1, 3, None), (2, 2, 2), (2, 2, None)]
)
COLUMNS: dict[str, st.SearchStrategy[Any]] = {
    "call_status": st.sampled_from(STATUSES),
    "call_length_sec": st.sampled_from([None, 0, 1, 61, 2**31 - 1]),
    "question_completion_rate": st.sampled_from([None, 0.0, 1e-9, 0.79, 0.8, 1.0]),
    "score": st.sampled_from([None, 49.999, *PASSING_SCORES, 70.001]),
    "opted_out": st.booleans(),
    "withdrawal_reason": st.none() | st.sampled_from(REASONS),
    "accommodation_requested": st.booleans(),
}
# When something happens: so many days before today, at which time of the day, or next to midnight.
AGES = st.integers(1, 34) | st.sampled_from([0, 1, 7, 28, 60, -1])
TIMES = st.sampled_from(
    [timedelta(0), timedelta(microseconds=-1), timedelta(hours=1), timedelta(minutes=-30)]
) | st.integers(0, 86_399).map(lambda seconds: timedelta(seconds=seconds + 0.25))
ASKED: dict[str, Any] = {
    "days": st.sampled_from([1, 7, 14, 28, 28, 35, 60]),
    "before": st.sampled_from([1, 1, 1, 8, 0, -3, 30]),
    "zone": st.sampled_from([None, None, None, *TIMEZONES]),
    "granularity": st.sampled_from(["auto", "auto", "day", "week", "month", "hour"]),
    "campaign_ids": subsets(CAMPAIGNS[1]),
    "candidate_filter": subsets(SOURCES),
    "compare": st.sampled_from(["none", *KINDS]),
    "earlier": st.integers(1, 40),
}
KINDS_OF_ROWS = st.sampled_from([Call, CandidateCampaignUserReview])
FEEDBACKS = st.sampled_from(["thumbs_up", "thumbs_down", None])


def find_keys(slot: tuple[int, int, int | None]) -> Row:
    """Return the columns that say whose a row is."""
    return dict(zip(("organization_id", "campaign_id", "candidate_id"), slot, strict=True))


# Each way that was taken, over the whole run.
ways: Counter[str] = Counter()


class Writes(RuleBasedStateMachine):
    """Two organisations whose rows change, the first one's summaries, and questions about it."""

    user: User

    @initialize(
        place=st.sampled_from(DAYS),
        since=st.integers(1, 9),
        hour=st.integers(0, 23),
        data=st.data(),
    )
    def begin(self, place: tuple[str, date], since: int, hour: int, data: st.DataObject) -> None:
        """Write a world of five weeks, and ask about it before and after it is summed up."""
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        zone, day = place
        self.now = find_day_start(day, ZoneInfo(zone)) + since * DAY + timedelta(hours=hour)
        self.rate, self.written = 1.0, 0
        self.is_built = False
        load(Rows(
            organizations=[{"id": id_, "slug": f"org-{id_}", "timezone": zone} for id_ in (1, 2)],
            campaigns=[{"id": id_, "organization_id": org, "external_id": f"campaign-{id_}"}
                       for org, ids in CAMPAIGNS.items() for id_ in ids],
            candidates=[{"id": id_, "organization_id": org, "external_id": f"candidate-{id_}",
                         "source": data.draw(st.sampled_from([*SOURCES, None]))}
                        for org, ids in CANDIDATES.items() for id_ in ids],
        ))  # fmt: skip
        for age in (34, *data.draw(st.lists(AGES, min_size=5, max_size=30))):
            self.insert_call(data.draw(SLOTS), data.draw(st.fixed_dictionaries(COLUMNS)), age,
                             data.draw(TIMES), 0)  # fmt: skip
        self.ask_days(28, 1, "rows")
        self.build()
        self.ask_days(28, 1, "summaries")
        self.insert_call((1, 1, 1), {"call_status": "completed"}, 3, timedelta(hours=12), 0)
        self.ask_days(28, 1, "both")

    def ask_days(self, days: int, before: int, way: str) -> None:
        """Ask about some days, the last of them so many days ago, answered from there."""
        found = self.compare(self.question(days, before), "dashboard", None)
        assert found == way

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    # --- Writing ----------------------------------------------------------------------------------

    @property
    def organization(self) -> Organization:
        return Organization.objects.get(pk=1)

    def find_instant(self, age: int, time: timedelta) -> datetime:
        zone = self.organization.zone
        return find_day_start(self.now.astimezone(zone).date() - age * DAY, zone) + time

    def number(self) -> int:
        """Return a number that no row has, and note that something is written."""
        self.is_built = False
        self.written += 1
        return self.written

    @rule(slot=SLOTS, values=st.fixed_dictionaries(COLUMNS), age=AGES, time=TIMES, way=ANY)
    def insert_call(self, slot: Any, values: Row, age: int, time: timedelta, way: int) -> None:
        organization, campaign, candidate = slot
        created, external_id = self.find_instant(age, time), f"call-{self.number()}"
        if way % 3 < 2 or organization == 2:
            call = Call(organization_id=organization, campaign_id=campaign, created=created,
                        candidate_id=candidate, external_id=external_id, **values)  # fmt: skip
            if way % 3:
                call.save()
            else:
                Call.objects.bulk_create([call])
            return
        status = values.pop("call_status")
        sent = {"external_id": external_id, "campaign": f"campaign-{campaign}", "status": status,
                "candidate": candidate and f"candidate-{candidate}", **values,
                "created": created.isoformat()}  # fmt: skip
        send_batch(self.organization, [sent])

    @rule(pick=ANY, way=st.sampled_from(UPDATES), slot=SLOTS, age=AGES, time=TIMES,
          name=st.sampled_from([*COLUMNS, *["created", "slot"] * 2]), data=st.data())  # fmt: skip
    def update_call(self, pick: int, way: Any, slot: Any, age: int, time: timedelta, name: str,
                    data: st.DataObject) -> None:  # fmt: skip
        values = {"created": self.find_instant(age, time)} if name == "created" else find_keys(slot)
        if name in COLUMNS:
            values = {name: data.draw(COLUMNS[name])}
        self.update(Call, pick, way, values)

    @rule(slot=SLOTS, feedback=FEEDBACKS, age=AGES, time=TIMES)
    def insert_review(self, slot: Any, feedback: Any, age: int, time: timedelta) -> None:
        organization, campaign, candidate = slot
        if candidate:
            CandidateCampaignUserReview.objects.create(
                organization_id=organization, campaign_id=campaign, candidate_id=candidate,
                reviewer=f"{self.number()}", feedback=feedback,
                call_last_reviewed_at=self.find_instant(age, time),
            )  # fmt: skip

    @rule(pick=ANY, way=st.sampled_from(UPDATES), slot=SLOTS, feedback=FEEDBACKS, age=AGES,
          time=TIMES)  # fmt: skip
    def update_review(self, pick: int, way: Any, slot: Any, feedback: Any, age: int,
                      time: timedelta) -> None:  # fmt: skip
        given = {"call_last_reviewed_at": self.find_instant(age, time)}
        values = [{"feedback": feedback}, given, find_keys(slot) if slot[2] else given]
        self.update(CandidateCampaignUserReview, pick, way, values[pick % 3])

    @rule(pick=ANY, is_sql=st.booleans(), kind=KINDS_OF_ROWS)
    def delete(self, pick: int, is_sql: bool, kind: Any) -> None:
        if keys := list(kind.objects.order_by("pk").values_list("pk", flat=True)):
            self.number()
            (delete_sql if is_sql else delete_query)(kind, keys[pick % len(keys)])

    @rule(candidate=st.sampled_from(CANDIDATES[1]), way=st.sampled_from(UPDATES),
          source=st.sampled_from([*SOURCES, None]))  # fmt: skip
    def change_source(self, candidate: int, way: Any, source: str | None) -> None:
        self.number()
        if way is replace_row and connection.vendor == "postgresql":
            way = update_sql  # PostgreSQL lets nobody go who was called.
        way(Candidate, candidate, {"source": source})

    @rule(zone=st.sampled_from(TIMEZONES), kind=KINDS_OF_ROWS,
          score=st.sampled_from(PASSING_SCORES),
          what=st.sampled_from(["zone", "score", "empty", "rate"]))  # fmt: skip
    def change_much(self, zone: str, kind: Any, score: float, what: str) -> None:
        """Move the organisation, judge otherwise, or take everything away."""
        if what == "score":  # Applied when summaries are read.
            CampaignScript.objects.update_or_create(
                organization_id=1, campaign_id=1, defaults={"passing_score": score}
            )
            return
        self.number()
        if what == "zone":
            Organization.objects.filter(pk=1).update(timezone=zone)
        elif what == "rate":  # What counts as complete is part of what is summed up.
            self.rate = 1.8 - self.rate
        elif score == 100:
            empty_table(kind)

    def update(self, kind: Any, pick: int, way: Any, values: Row) -> None:
        """Change one of the rows, if there is any."""
        if keys := list(kind.objects.order_by("pk").values_list("pk", flat=True)):
            self.number()
            way(kind, keys[pick % len(keys)], values)

    # --- Building ---------------------------------------------------------------------------------

    @rule()
    def build(self) -> None:
        with self.circumstances():
            list(build(self.organization))
        self.is_built = Summary.objects.filter(organization=1).exists()

    @rule()
    def build_one_week(self) -> None:
        with self.circumstances():
            weeks = build(self.organization)
            next(weeks, None)
            weeks.close()

    @rule(hours=st.sampled_from([1, 24, 8 * 24]))
    def let_time_pass(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.is_built = False

    def circumstances(self) -> Any:
        """Return the time and the settings in force."""
        return Circumstances(self.now, self.rate)

    # --- Asking -----------------------------------------------------------------------------------

    def question(self, days: int, before: int, **more: Any) -> Question:
        zone = self.organization.timezone
        end = self.now.astimezone(ZoneInfo(more.get("timezone", zone))).date() - before * DAY
        return Question(**{
            "org_id": 1, "start_date": end - (days - 1) * DAY, "end_date": end, "timezone": zone,
            "now": self.now, "completed_interview_rate": self.rate, **more,
        })  # fmt: skip

    @rule(**ASKED, what=st.sampled_from([None, *REPORTS]))
    def ask(self, what: str | None, **asked: Any) -> None:
        self.ask_about(what or "dashboard", **asked)

    @rule(**ASKED)
    def ask_dashboard(self, **asked: Any) -> None:
        self.ask_about("dashboard", **asked)

    @rule(**ASKED, by=st.sampled_from([*DIMENSIONS]))
    def ask_breakdown(self, by: str, **asked: Any) -> None:
        self.ask_about("breakdown", by, **asked)

    def ask_about(self, what: str, by: str | None = None, *, days: int, before: int,
                  zone: str | None, earlier: int, **more: Any) -> None:  # fmt: skip
        """Ask, and expect summaries where there is one for each of the days."""
        is_hourly = more["granularity"] == "hour" or (more["granularity"] == "auto" and days < 3)
        days = min(days, 28) if is_hourly else days
        question = self.question(days, before, **({"timezone": zone} if zone else {}), **more)
        if question.compare == "custom":
            first = question.start_date - earlier * DAY
            last = first + (days - 1) * DAY
            question = replace(question, compare_start_date=first, compare_end_date=last)
        way = self.compare(question, what, by)
        if self.is_built and before > 0 and not zone and not is_hourly:
            assert way in (None, "summaries"), "All of these days were summed up."

    def compare(self, question: Question, endpoint: str, by: str | None) -> str | None:
        """Expect one answer on all ways; return from what it was computed."""
        rows = read_tables()
        parameters = build_parameters(rows, question) | ({"by": by} if by else {})
        if endpoint in REPORTS:
            parameters = {k: v for k, v in parameters.items() if not k.startswith("compare")}
        answer, way = self.get(endpoint, parameters, is_on=True)
        plain, plain_way = self.get(endpoint, parameters, is_on=False)
        assert list_differences(answer, plain) == []
        assert plain_way in (None, "rows")
        if by:
            expected = breakdown(rows, question, by)
            for side in (expected, expected["previous"] or {"rows": []}):
                if by == "campaign":
                    side["rows"].sort(key=lambda row: -row["scalars"]["total_calls"])
            assert list_differences(answer, expected) == []
        elif endpoint == "dashboard":
            assert list_differences(answer, dashboard(rows, question)) == []
        ways[str(way)] += 1
        return way

    def get(self, endpoint: str, parameters: Row, *, is_on: bool) -> tuple[Row, str | None]:
        """Return an answer, and from what it was computed."""
        cache.clear()
        client = APIClient()
        client.force_authenticate(self.user)
        path = f"/analytics/{endpoint}"
        with self.circumstances(), override_settings(SUMMARIES=is_on):
            response = client.get(path, parameters)
        assert response.status_code == 200, response.content
        answer = response.json()
        return answer, answer.pop("meta").get("computed_from")


class Circumstances:
    """A time and settings, until the context is left."""

    def __init__(self, now: datetime, rate: float) -> None:
        self.clock = time_machine.travel(now, tick=False)
        self.settings = override_settings(COMPLETED_INTERVIEW_RATE=rate)

    def __enter__(self) -> None:
        self.clock.start()
        self.settings.enable()

    def __exit__(self, *_: object) -> None:
        self.settings.disable()
        self.clock.stop()


class StatefulTests(TestCase):
    """All examples in one transaction, each rolled back at its end."""

    databases = "__all__"

    def test_summaries_change_no_number(self) -> None:
        Writes.user = create_staff(VIEW_ORGANIZATIONS)
        ways.clear()
        run_state_machine_as_test(
            Writes,
            settings=settings(stateful_step_count=15),
        )
        assert {"summaries", "both", "rows"} <= set(ways)
