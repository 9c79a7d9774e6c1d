"""A scene counted by hand: it says that the oracle itself can be trusted."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tests.helpers.oracle import Question, Row, Rows, dashboard


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def build_calls(lines: Iterable[str]) -> list[Row]:
    """Build calls from lines: campaign candidate created status length rate score marks."""
    calls = []
    for number, line in enumerate(lines, start=1):
        campaign, candidate, created, status, length, rate, score, *marks = line.split()
        calls.append(
            {
                "id": number,
                "organization_id": 2 if int(campaign) > 20 else 1,
                "campaign_id": int(campaign),
                "candidate_id": None if candidate == "-" else int(candidate),
                "created": at(created),
                "call_status": status,
                "call_length_sec": None if length == "-" else int(length),
                "question_completion_rate": None if rate == "-" else float(rate),
                "score": None if score == "-" else float(score),
                "opted_out": "opted_out" in marks,
                "withdrawal_reason": next((mark for mark in marks if mark in {"pay"}), None),
                "accommodation_requested": "accommodation" in marks,
            }
        )
    return calls


def build_review(
    number: int, campaign: int, candidate: int, feedback: str | None, when: str
) -> Row:
    return {
        "id": number,
        "organization_id": 1,
        "campaign_id": campaign,
        "candidate_id": candidate,
        "reviewer": f"reviewer {number}",
        "feedback": feedback,
        "call_last_reviewed_at": at(when),
    }


SCENE = Rows(
    organizations=[
        {"id": 1, "slug": "one", "timezone": "UTC"},
        {"id": 2, "slug": "two", "timezone": "UTC"},
    ],
    campaigns=[
        {"id": 11, "organization_id": 1, "external_id": "a"},
        {"id": 12, "organization_id": 1, "external_id": "b"},
        {"id": 21, "organization_id": 2, "external_id": "a"},
    ],
    candidates=[
        {"id": 1, "organization_id": 1, "external_id": "ann", "source": "applied"},
        {"id": 2, "organization_id": 1, "external_id": "bob", "source": None},
        {"id": 3, "organization_id": 2, "external_id": "ann", "source": "applied"},
    ],
    calls=build_calls(
        [
            "11 1 2024-01-08T00:00 no_answer - - -",
            "11 1 2024-01-10T00:00 completed 100 1 70",  # Ann's first interview in a
            "11 1 2024-01-10T09:00 completed 50 0.5 20 pay accommodation",
            "11 2 2024-01-10T10:00 completed - 0 69.5 opted_out pay",  # answered, no interview
            "12 1 2024-01-11T00:00 voicemail 9 - 85",  # qualified in a, not in b
            "12 2 2024-01-11T01:00 canceled 9 1 100 opted_out",  # in no population
            "12 - 2024-01-11T02:00 completed 30 1 99 opted_out",  # a call, but no person
            "11 2 2024-01-12T00:00 completed 7 1 90",  # the range has ended
            "21 3 2024-01-10T00:00 completed 7 1 90 pay",  # another organisation
        ]
    ),
    reviews=[
        build_review(1, 11, 1, "thumbs_down", "2024-01-10T12:00"),
        build_review(2, 11, 1, "thumbs_up", "2024-01-10T12:00"),  # a tie: the greater id
        build_review(3, 11, 1, None, "2024-01-11T12:00"),  # no verdict, so not the newest one
        build_review(4, 11, 2, "thumbs_down", "2024-02-01T12:00"),  # given after the range
        build_review(5, 12, 2, "thumbs_up", "2024-01-11T23:59"),  # its application was not called
    ],
    scripts=[
        {"organization_id": 1, "campaign_id": 12, "passing_score": 86.0},
        {"organization_id": 2, "campaign_id": 21, "passing_score": 1.0},
    ],
)
NO_RATE = {"value": None, "numerator": 0, "denominator": 0, "low": None, "high": None}
NO_MEAN = {"value": None, "count": 0}


def rate(numerator: int, denominator: int, low: float, high: float) -> Row:
    ends = {"low": pytest.approx(low, abs=5e-5), "high": pytest.approx(high, abs=5e-5)}
    return {
        "value": numerator / denominator, "numerator": numerator, "denominator": denominator, **ends
    }  # fmt: skip


TWO_DAYS = Question(
    org_id=1,
    start_date=date(2024, 1, 10),
    end_date=date(2024, 1, 11),
    timezone="UTC",
    granularity="day",
    compare="previous_period",
    now=datetime(2030, 1, 1, tzinfo=UTC),
)


def test_two_days_counted_by_hand() -> None:
    days = [
        {
            "bucket_start": "2024-01-10T00:00:00+00:00",
            "bucket_end": "2024-01-11T00:00:00+00:00",
            "is_partial": False,
        },
        {
            "bucket_start": "2024-01-11T00:00:00+00:00",
            "bucket_end": "2024-01-12T00:00:00+00:00",
            "is_partial": False,
        },
    ]

    def chart(first: Row, second: Row) -> Row:
        return {"points": [{**days[0], **first}, {**days[1], **second}]}

    assert dashboard(SCENE, TWO_DAYS) == {
        "filters": {
            "org_id": 1,
            "start_date": "2024-01-10",
            "end_date": "2024-01-11",
            "timezone": "UTC",
            "granularity": "day",
            "campaign_ids": [],
            "candidate_filter": [],
        },
        "scalars": {
            "total_calls": 5,
            "answer_rate": rate(4, 5, 0.3755, 0.9638),
            "call_completion_rate": rate(2, 4, 0.15, 0.85),
            "interviews": 3,
            "people_contacted": 2,
            "people_reached": 2,
            "call_length": 180,
            "avg_interview_length": {"value": 60.0, "count": 3},
            "avg_time_to_first_interview": {"value": 2 * 86400.0, "count": 1},
            "opt_outs": 1,
            "qualified_candidates": 1,
            "passthrough_rate": rate(1, 3, 0.0615, 0.7923),
            "thumbs_up": 1,
            "thumbs_down": 1,
        },
        "charts": {
            "calls": chart({"calls": 3, "answered": 3}, {"calls": 2, "answered": 1}),
            "candidates": chart({"candidates": 2}, {"candidates": 1}),
            "interviews": chart({"interviews": 2}, {"interviews": 1}),
            "thumbs_up": chart({"thumbs_up": 1}, {"thumbs_up": 1}),
            "thumbs_down": chart({"thumbs_down": 1}, {"thumbs_down": 0}),
            "passthrough_rate": chart(
                {"value": 1 / 2, "numerator": 1, "denominator": 2},
                {"value": 0.0, "numerator": 0, "denominator": 1},
            ),
        },
        "withdrawal": {
            "rate": rate(2, 4, 0.15, 0.85),
            "reasons": [{"reason": "pay", "count": 2, "share": 1.0}],
        },
        "accommodation": {"rate": rate(1, 4, 0.0456, 0.6994)},
        "opt_out": {"rate": rate(1, 2, 0.0945, 0.9055)},
        "previous": {
            "start_date": "2024-01-08",
            "end_date": "2024-01-09",
            "start": "2024-01-08T00:00:00+00:00",
            "end": "2024-01-10T00:00:00+00:00",
            "is_cut": False,
            "scalars": {
                "total_calls": 1,
                "answer_rate": {**rate(0, 1, 0.0, 0.7935), "is_noise": True},
                "call_completion_rate": {**NO_RATE, "is_noise": None},
                "interviews": 0,
                "people_contacted": 1,
                "people_reached": 0,
                "call_length": 0,
                "avg_interview_length": NO_MEAN,
                "avg_time_to_first_interview": NO_MEAN,
                "opt_outs": 0,
                "qualified_candidates": 0,
                "passthrough_rate": {**NO_RATE, "is_noise": None},
                "thumbs_up": 1,  # of the application that the one call belongs to
                "thumbs_down": 0,
            },
            "withdrawal_rate": {**NO_RATE, "is_noise": None},
            "accommodation_rate": {**NO_RATE, "is_noise": None},
            "opt_out_rate": {**rate(0, 1, 0.0, 0.7935), "is_noise": True},
        },
    }


def test_a_candidate_filter_leaves_out_unknown_callers_and_unknown_sources() -> None:
    answer = dashboard(SCENE, replace(TWO_DAYS, candidate_filter=("applied", "referred")))
    assert answer["scalars"]["total_calls"] == 3
    assert answer["scalars"]["thumbs_down"] == 0
    assert [point["thumbs_up"] for point in answer["charts"]["thumbs_up"]["points"]] == [1, 0]
    assert answer["filters"]["candidate_filter"] == ["applied", "referred"]


def test_a_campaign_filter_applies_to_calls_and_to_reviews() -> None:
    answer = dashboard(SCENE, replace(TWO_DAYS, campaign_ids=(12,)))
    assert answer["scalars"]["total_calls"] == 2
    assert answer["scalars"]["avg_time_to_first_interview"] == NO_MEAN
    assert [point["thumbs_up"] for point in answer["charts"]["thumbs_up"]["points"]] == [0, 1]


def test_the_first_interview_ever_is_not_the_first_in_range() -> None:
    answer = dashboard(SCENE, replace(TWO_DAYS, end_date=date(2024, 1, 12)))
    # Bob's only interview came on the 12th, 38 hours after his first call.
    assert answer["scalars"]["avg_time_to_first_interview"] == {
        "value": (48 + 38) / 2 * 3600,
        "count": 2,
    }
    # On the 11th nobody had a first one.
    answer = dashboard(SCENE, replace(TWO_DAYS, start_date=date(2024, 1, 11)))
    assert answer["scalars"]["avg_time_to_first_interview"] == NO_MEAN


def test_settings_move_what_counts() -> None:
    answer = dashboard(
        SCENE, replace(TWO_DAYS, completed_interview_rate=0.5, default_passing_score=69.5)
    )
    assert answer["scalars"]["call_completion_rate"]["numerator"] == 3
    assert answer["scalars"]["qualified_candidates"] == 2
    assert answer["scalars"]["passthrough_rate"]["numerator"] == 2


def test_reasons_come_most_first_then_by_name() -> None:
    given = ["schedule", "pay", "location", "schedule"]
    calls = [
        {**SCENE.calls[1], "id": 100 + number, "withdrawal_reason": reason}
        for number, reason in enumerate(given)
    ]
    answer = dashboard(Rows(calls=calls), TWO_DAYS)
    assert answer["withdrawal"]["reasons"] == [
        {"reason": "schedule", "count": 2, "share": 0.5},
        {"reason": "location", "count": 1, "share": 0.25},
        {"reason": "pay", "count": 1, "share": 0.25},
    ]
