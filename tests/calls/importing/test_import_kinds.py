"""Every kind of import_csv: all its columns, what becomes of them, and once more unchanged."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from calls.importing.columns import LAYOUTS
from calls.models import (
    Call,
    CallReview,
    CandidateCampaignUserReview,
    ResumeScreening,
    SmsMessage,
    WebCall,
)
from campaigns.models import Campaign, CampaignScript, Candidate, CreditUsage, Organization
from tests.helpers.importing import Outcome, done, rows, run

NINE = datetime(2024, 3, 1, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Scene:
    """A file of two rows, one full and one as empty as may be, and the rows it becomes."""

    model: Any
    text: str
    fields: str
    rows: list[tuple[Any, ...]]


SCENES = {
    "campaigns": Scene(
        Campaign,
        "external_id,name,status,launched_at\nc,Nurses,open,2024-03-01T09:00Z\nd,,,\n",
        "external_id name status launched_at",
        [("c", "Nurses", "open", NINE), ("d", "", "", None)],
    ),
    "candidates": Scene(
        Candidate,
        "source,external_id,name\nreferred,p,Zoë\n,q,\n",
        "external_id name source",
        [("p", "Zoë", "referred"), ("q", "", None)],
    ),
    "calls": Scene(
        Call,
        "external_id,campaign,candidate,created,status,call_length_sec,question_completion_rate,"
        "score,opted_out,withdrawal_reason,accommodation_requested\n"
        "1,c,p,2024-03-01T09:00Z,completed,2147483647,0.25,1e2,TRUE,pay,1\n"
        "2,c,,2024-03-01T09:00Z,no_answer,,,,,,\n",
        "external_id campaign__external_id candidate__external_id created call_status "
        "call_length_sec question_completion_rate score opted_out withdrawal_reason "
        "accommodation_requested",
        [
            ("1", "c", "p", NINE, "completed", 2147483647, 0.25, 100.0, True, "pay", True),
            ("2", "c", None, NINE, "no_answer", None, None, None, False, None, False),
        ],
    ),
    "reviews": Scene(
        CandidateCampaignUserReview,
        "candidate,campaign,reviewer,feedback,call_last_reviewed_at\n"
        "p,c,Ann,thumbs_up,2024-03-01T09:00Z\np,c,,,2024-03-01T09:00Z\n",
        "candidate__external_id campaign__external_id reviewer feedback call_last_reviewed_at",
        [("p", "c", "Ann", "thumbs_up", NINE), ("p", "c", "", None, NINE)],
    ),
    "ratings": Scene(
        CallReview,
        "call,rating,created\n1,5,2024-03-01T09:00Z\n2,1,2024-03-01T09:00Z\n",
        "call__external_id rating created",
        [("1", 5, NINE), ("2", 1, NINE)],
    ),
    "web_calls": Scene(
        WebCall,
        "external_id,campaign,candidate,created,length_sec\n"
        "1,c,p,2024-03-01T09:00Z,60\n2,c,,2024-03-01T09:00Z,\n",
        "external_id campaign__external_id candidate__external_id created length_sec",
        [("1", "c", "p", NINE, 60), ("2", "c", None, NINE, None)],
    ),
    "resume_screenings": Scene(
        ResumeScreening,
        "external_id,campaign,candidate,created\n1,c,p,2024-03-01T09:00Z\n2,c,,2024-03-01T09:00Z\n",
        "external_id campaign__external_id candidate__external_id created",
        [("1", "c", "p", NINE), ("2", "c", None, NINE)],
    ),
    "credits": Scene(
        CreditUsage,
        "external_id,campaign,credits,created\n"
        "1,c,9999999999.9999,2024-03-01T09:00Z\n2,,0,2024-03-01T09:00Z\n",
        "external_id campaign__external_id credits created",
        [("1", "c", Decimal("9999999999.9999"), NINE), ("2", None, Decimal(0), NINE)],
    ),
    "sms": Scene(
        SmsMessage,
        "external_id,campaign,candidate,direction,status,created\n"
        "1,c,p,outbound,delivered,2024-03-01T09:00Z\n2,,,inbound,received,2024-03-01T09:00Z\n",
        "external_id campaign__external_id candidate__external_id direction status created",
        [
            ("1", "c", "p", "outbound", "delivered", NINE),
            ("2", None, None, "inbound", "received", NINE),
        ],
    ),
    "scripts": Scene(
        CampaignScript,
        "campaign,passing_score\nc,72.5\nd,0\n",
        "campaign__external_id passing_score",
        [("c", 72.5), ("d", 0.0)],
    ),
}


def test_every_kind_has_a_scene_with_all_its_columns() -> None:
    headers = {kind: set(scene.text.split("\n")[0].split(",")) for kind, scene in SCENES.items()}
    assert headers == {name: set(kind.columns) for name, kind in LAYOUTS.items()}


@pytest.fixture
def rated_calls(organization: Organization) -> None:
    """Two calls that can be rated."""
    campaign = Campaign.objects.create(organization=organization, external_id="c")
    for external_id in ("1", "2"):
        Call.objects.create(
            organization=organization,
            campaign=campaign,
            external_id=external_id,
            created=NINE,
            call_status="completed",
        )


@pytest.mark.parametrize("kind", SCENES)
def test_a_file_becomes_rows(
    kind: str, request: pytest.FixtureRequest, organization: Organization, csv_file: Path
) -> None:
    if kind == "ratings":
        request.getfixturevalue("rated_calls")
    scene = SCENES[kind]
    csv_file.write_text(scene.text)
    assert run(kind, csv_file) == done(created=2)
    assert rows(scene.model, *scene.fields.split()) == scene.rows
    assert run(kind, csv_file) == done(unchanged=2)
    assert rows(scene.model, *scene.fields.split()) == scene.rows
    assert set(scene.model.objects.values_list("organization__slug")) == {("acme",)}


def test_what_a_row_names_is_created_blank_and_filled_later(
    organization: Organization, csv_file: Path
) -> None:
    csv_file.write_text(SCENES["reviews"].text)
    assert run("reviews", csv_file) == done(created=2)
    assert rows(Campaign, "external_id", "name", "status", "launched_at") == [("c", "", "", None)]
    assert rows(Candidate, "external_id", "name", "source") == [("p", "", None)]
    csv_file.write_text(SCENES["candidates"].text)
    assert run("candidates", csv_file) == done(created=1, updated=1)
    assert rows(Candidate, "external_id", "name", "source") == SCENES["candidates"].rows


def test_a_bad_row_creates_nothing_that_it_names(
    organization: Organization, csv_file: Path
) -> None:
    csv_file.write_text("external_id,campaign,created,status\n1,c,2024-03-01,bust\n")
    assert run("calls", csv_file, "--on-error", "skip").out == done(rejected=1).out
    assert rows(Campaign, "external_id") == []


def test_a_review_without_a_reviewer_column_is_the_unnamed_reviewers(
    organization: Organization, csv_file: Path
) -> None:
    csv_file.write_text(SCENES["reviews"].text)
    assert run("reviews", csv_file) == done(created=2)
    csv_file.write_text(
        "candidate,campaign,feedback,call_last_reviewed_at\np,c,thumbs_down,2024-03-01T09:00Z\n"
    )
    assert run("reviews", csv_file) == done(updated=1)
    assert rows(CandidateCampaignUserReview, "reviewer", "feedback") == [
        ("Ann", "thumbs_up"),
        ("", "thumbs_down"),
    ]


@pytest.mark.usefixtures("rated_calls")
def test_a_rating_needs_its_call(csv_file: Path) -> None:
    csv_file.write_text(
        "call,rating,created\n1,5,2024-03-01T09:00Z\n3,5,2024-03-01T09:00Z\n2,6,2024-03-01\n"
    )
    assert run("ratings", csv_file) == Outcome(
        1,
        "",
        f"{csv_file}, line 3, column call: there is no call '3'.\n"
        f"{csv_file}, line 4, column rating: '6' is not between 1 and 5.",
    )
    assert rows(CallReview, "rating") == []
    assert run("ratings", csv_file, "--on-error", "skip") == Outcome(
        0,
        done(created=1, rejected=2).out,
        f"{csv_file}, line 3, column call: there is no call '3'.\n"
        f"{csv_file}, line 4, column rating: '6' is not between 1 and 5.\n",
    )
    assert rows(CallReview, "call__external_id", "rating") == [("1", 5)]


def test_a_call_of_another_organisation_is_no_call(
    rated_calls: None, organization: Organization, csv_file: Path
) -> None:
    csv_file.write_text("call,rating,created\n1,5,2024-03-01\n")
    assert run("ratings", csv_file, "--create-org", org="other") == Outcome(
        1, "", f"{csv_file}, line 2, column call: there is no call '1'."
    )
    assert rows(Organization, "slug") == [("acme",)]
