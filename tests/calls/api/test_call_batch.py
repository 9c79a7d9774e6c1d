"""POST /calls/batch: what is written, what is refused and with which words."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from rest_framework.test import APIClient

from calls.importing.batch import WrongRowsError, parse_batch, write_batch
from calls.importing.columns import LAYOUTS, Fault
from calls.models import UNFINISHED_STATUSES, Call, CallReview, CallStatus
from campaigns.models import Campaign, Candidate, Organization
from tests.helpers.call_batches import PATH, counts, faults, row, send
from tests.helpers.factories import (
    CampaignFactory,
    call,
)
from tests.helpers.importing import row_counts
from tests.helpers.schema import hold
from tests.helpers.tokens import fault

COLUMNS = (
    "external_id, campaign, created, status, candidate, call_length_sec, "
    "question_completion_rate, score, opted_out, withdrawal_reason, accommodation_requested"
)


def test_all_columns(platform: APIClient, organization: Organization, schema: Any) -> None:
    sent = row(
        candidate="ann",
        created="2024-03-18T10:00:00+02:00",
        call_length_sec=61,
        question_completion_rate=0.75,
        score=88,
        opted_out=True,
        withdrawal_reason="pay",
        accommodation_requested=True,
    )
    answer = send(platform, sent)
    assert (answer.status_code, answer.json()) == (200, counts(created=1))
    hold({"calls": [sent, row(score=None)]}, "CallBatch", schema)
    hold(answer.json(), "CallCounts", schema)
    written = Call.objects.get(organization=organization)
    assert (written.campaign.external_id, written.created) == (
        "drivers", datetime(2024, 3, 18, 8, tzinfo=UTC),
    )  # fmt: skip
    assert written.candidate is not None
    assert written.candidate.external_id == "ann"
    assert (written.external_id, written.call_status, written.call_length_sec) == (
        "c-1",
        "completed",
        61,
    )
    assert (written.question_completion_rate, written.score) == (0.75, 88.0)
    assert (written.opted_out, written.withdrawal_reason) == (True, "pay")
    assert written.accommodation_requested
    # Made because the row names them, and nothing of the neighbour's who has the same ids.
    assert written.campaign.organization == organization
    assert written.candidate.organization == organization


def test_texts_as_in_a_file(platform: APIClient, organization: Organization) -> None:
    sent = {"call_length_sec": "61", "score": "88.5", "opted_out": "true", "candidate": ""}
    assert send(platform, row(**sent)).json() == counts(created=1)
    numbers = {"call_length_sec": 61.0, "score": 88.5, "opted_out": 1}
    assert send(platform, row(**numbers)).json() == counts(unchanged=1)


def test_white_space_around_ids_is_no_part_of_them(
    platform: APIClient, organization: Organization
) -> None:
    sent = [
        row("c-1", campaign="drivers", candidate="ann"),
        row(" c-1", campaign="drivers\xa0", candidate="ann\t"),
        row("C-1", campaign="Drivers", candidate="Ann"),
    ]
    assert send(platform, *sent).json() == counts(created=2, unchanged=1)
    assert send(platform, *sent).json() == counts(unchanged=3)
    assert Candidate.objects.filter(organization=organization).count() == 2


def test_times_without_an_offset_are_the_organisations(
    platform: APIClient, organization: Organization
) -> None:
    organization.timezone = "Asia/Jerusalem"
    organization.save()
    send(platform, row(created="2024-07-01T12:00"))
    assert Call.objects.get(organization=organization).created.hour == 9


def test_sent_again_changes_nothing(platform: APIClient, organization: Organization) -> None:
    sent = [row(number, candidate=f"person-{number % 7}") for number in range(1000)]
    assert send(platform, *sent).json() == counts(created=1000)
    before = row_counts()
    assert send(platform, *sent).json() == counts(unchanged=1000)
    assert row_counts() == before
    sent[3]["score"] = 50
    assert send(platform, *sent).json() == counts(updated=1, unchanged=999)


def test_what_a_row_does_not_name_stays(platform: APIClient, organization: Organization) -> None:
    send(platform, row("a", score=70, candidate="ann"), row("b", score=80, candidate="bob"))
    answer = send(platform, row("a", status="failed"), row("b", score=None), row("c", score=1))
    assert answer.json() == counts(created=1, updated=2)
    assert list(
        Call.objects.filter(organization=organization)
        .order_by("external_id")
        .values_list("external_id", "call_status", "score", "candidate__external_id")
    ) == [
        ("a", "failed", 70.0, "ann"),
        ("b", "completed", None, "bob"),
        ("c", "completed", 1.0, None),
    ]


def test_of_several_with_one_external_id_the_last_wins(
    platform: APIClient, organization: Organization
) -> None:
    answer = send(
        platform,
        row(7, status="queued"),
        row("8"),
        row("7", status="completed", score=90),
        row("7", status="failed"),
    )
    assert answer.json() == counts(created=2, updated=2)
    written = Call.objects.get(organization=organization, external_id="7")
    assert (written.call_status, written.score) == ("failed", 90.0)


def test_rows_that_repeat_one_external_id_cost_what_others_do(
    platform: APIClient, organization: Organization
) -> None:
    # Every pattern of columns, and one of two calls each time.
    optional = {"score": 1, "opted_out": True, "call_length_sec": 7, "candidate": "ann",
                "withdrawal_reason": "pay", "question_completion_rate": 0.5,
                "accommodation_requested": True}  # fmt: skip
    sent = [
        row(
            f"c-{number % 2}",
            **{
                name: value
                for bit, (name, value) in enumerate(optional.items())
                if number >> bit & 1
            },
        )
        for number in range(1000)
    ]
    with CaptureQueriesContext(connection) as different:
        answer = send(
            platform, *[{**each, "external_id": index} for index, each in enumerate(sent)]
        )
    assert answer.json() == counts(created=1000)
    with CaptureQueriesContext(connection) as repeated:
        answer = send(platform, *sent)
    assert answer.json()["created"] == 2
    assert len(repeated) <= len(different)
    written = Call.objects.get(organization=organization, external_id="c-1")
    assert (written.score, written.call_length_sec, written.withdrawal_reason) == (1, 7, "pay")
    assert (written.candidate.external_id, written.question_completion_rate) == ("ann", 0.5)
    assert (written.opted_out, written.accommodation_requested) == (True, True)


@pytest.mark.parametrize("stale", ["queued", "ringing", "in_progress"])
@pytest.mark.parametrize("final", sorted(set(CallStatus.values) - set(UNFINISHED_STATUSES)))
def test_a_call_that_is_over_does_not_go_back(
    stale: str, final: str, platform: APIClient, organization: Organization
) -> None:
    send(platform, row(status=final, score=90))
    answer = send(platform, row("c-2", status=stale), row(status=stale, score=1, candidate="bob"))
    assert answer.json() == counts(
        created=1, unchanged=1, late={1: f"{stale} comes after {final}, which is final."}
    )
    written = Call.objects.get(organization=organization, external_id="c-1")
    assert (written.call_status, written.score, written.candidate) == (final, 90, None)
    # Another final status is a correction, and so is anything while the call is not over.
    assert (
        send(platform, row(status="failed", score=2), row("c-2", status="queued")).json()[
            "warnings"
        ]
        == []
    )


def test_late_rows_of_one_batch(
    platform: APIClient, organization: Organization, schema: Any
) -> None:
    answer = send(
        platform,
        row(status="ringing"),
        row(status="completed", score=70),
        row(status="in_progress"),
    )
    assert answer.json() == counts(
        created=1,
        updated=1,
        unchanged=1,
        late={2: "in_progress comes after completed, which is final."},
    )
    hold(answer.json(), "CallCounts", schema)
    assert Call.objects.get(organization=organization).call_status == "completed"


def test_one_wrong_row_and_nothing_is_written(platform: APIClient) -> None:
    before = row_counts()
    answer = send(platform, row("a"), row("b", score="high"), row("c"))
    assert faults(answer) == [("calls[1].score", "invalid", "score: 'high' is not a number.")]
    assert row_counts() == before


def test_every_fault_is_named(platform: APIClient) -> None:
    answer = send(
        platform,
        row(score=101, call_length_sec=True),
        {"external_id": "x", "status": None, "created": "", "campaign": []},
        {"external_id": "y"},
        row(colour="red", **{"\ud800": 1}),
        7,
        None,
        row("", status="answered"),
    )
    assert faults(answer) == [
        ("calls[0].call_length_sec", "invalid",
         "call_length_sec: a JSON boolean cannot stand here."),
        ("calls[0].score", "invalid", "score: '101' is not between 0 and 100."),
        ("calls[1].campaign", "invalid", "campaign: a JSON array cannot stand here."),
        ("calls[1].created", "invalid", "created: is empty."),
        ("calls[1].status", "invalid", "status: is empty."),
        ("calls[2].campaign", "required", "campaign: is missing."),
        ("calls[2].created", "required", "created: is missing."),
        ("calls[2].status", "required", "status: is missing."),
        ("calls[3]", "unknown_column",
         f"unknown columns: 'colour', '\\ud800'; the columns are {COLUMNS}."),
        ("calls[4]", "not_an_object", "a row is an object of columns and values."),
        ("calls[5]", "not_an_object", "a row is an object of columns and values."),
        ("calls[6].external_id", "invalid", "external_id: is empty."),
        ("calls[6].status", "invalid",
         "status: 'answered' is not one of queued, ringing, in_progress, completed, voicemail, "
         "no_answer, busy, failed, canceled."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("external_id", 1.5),
        ("external_id", True),
        ("external_id", {"id": 1}),
        ("external_id", " "),
        ("external_id", "x" * 256),
        ("external_id", "a\0b"),
        ("external_id", "a\u200b"),
        ("candidate", "a\xa0b"),
        ("campaign", "\udcff"),
        ("candidate", False),
        ("created", 1719829800),
        ("created", "2024-02-30"),
        ("status", 1),
        ("call_length_sec", -1),
        ("call_length_sec", 2**31),
        ("call_length_sec", 10**400),
        ("call_length_sec", 60.5),
        ("question_completion_rate", 1.01),
        ("score", True),
        ("score", "NaN"),
        ("opted_out", 2),
        ("opted_out", "yes"),
        ("withdrawal_reason", "bored"),
    ],
)
def test_wrong_values(platform: APIClient, column: str, value: Any) -> None:
    answer = send(platform, row(), row(**{"external_id": "c-2", column: value}))
    ((parameter, code, _),) = faults(answer)
    assert (parameter, code) == (f"calls[1].{column}", "invalid")
    assert not Call.objects.filter(organization__slug="acme").exists()


@pytest.mark.parametrize(
    ("body", "parameter", "code"),
    [
        ("", "calls", "required"),
        ("{}", "calls", "required"),
        ('{"calls": null}', "calls", "null"),
        ('{"calls": {}}', "calls", "not_a_list"),
        ('{"calls": []}', "calls", "min_length"),
        (json.dumps({"calls": [{}] * 1001}), "calls", "max_length"),
        ('{"calls": [{}], "org_id": 1}', None, "unknown_parameter"),
        ('{"calls": [{}], "\\ud800": 1}', None, "unknown_parameter"),
        ("[]", None, "invalid"),
        ("7", None, "invalid"),
        ("null", None, "null"),
        ("{", None, "parse_error"),
        ('{"calls": [{"score": NaN}]}', None, "parse_error"),
        ('{"calls": [{"score": ' + "9" * 5000 + "}]}", None, "parse_error"),
        ("[" * 100_000, None, "parse_error"),
        (b'{"calls": "\xff"}', None, "parse_error"),
    ],
)
def test_wrong_bodies(
    platform: APIClient, body: str | bytes, parameter: str | None, code: str
) -> None:
    answer = platform.post(PATH, body, content_type="application/json")
    assert [entry[:2] for entry in faults(answer)] == [(parameter, code)]


def test_another_charset_is_still_utf_8(platform: APIClient, organization: Organization) -> None:
    body = json.dumps({"calls": [row(campaign="Zürich")]}, ensure_ascii=False).encode()
    for charset in ("latin-1", "hex", "nonsense"):
        answer = platform.post(PATH, body, content_type=f"application/json; charset={charset}")
        assert answer.status_code == 200
    assert Campaign.objects.get(organization=organization).external_id == "Zürich"


def test_other_content_types_are_refused(platform: APIClient) -> None:
    answer = platform.post(PATH, "external_id,campaign", content_type="text/csv")
    assert fault(answer) == (415, "unsupported_media_type")


def test_a_body_that_is_too_large(platform: APIClient, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
    answer = send(platform, *[row(number, candidate="x" * 3000) for number in range(900)])
    assert fault(answer) == (413, "request_too_large")


def test_a_body_in_pieces_has_no_length(platform: APIClient) -> None:
    answer = platform.post(
        PATH, b"", content_type="application/json",
        headers={"Transfer-Encoding": "chunked"}, CONTENT_LENGTH="",
    )  # fmt: skip
    assert fault(answer) == (411, "length_required")


def test_rows_that_name_what_nothing_creates(organization: Organization) -> None:
    ratings = LAYOUTS["ratings"]
    sent = [
        {"call": "c-1", "rating": 5, "created": "2024-03-18"},
        {"created": "2024-03-18", "call": "lost", "rating": "4"},
    ]
    call(CampaignFactory(organization=organization), "2024-03-18", "completed", external_id="c-1")
    parsed = parse_batch(ratings, sent, UTC)
    with pytest.raises(WrongRowsError) as raised, transaction.atomic():
        write_batch(ratings, parsed, organization.pk)
    assert raised.value.faults == {1: [Fault("call", "there is no call 'lost'")]}
    assert not CallReview.objects.exists()
