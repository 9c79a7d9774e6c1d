"""Undoing an import exactly, or not at all."""

import json
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from calls.importing.changes import read_backwards
from calls.models import Call, CallReview
from campaigns.models import Campaign, Candidate, CreditUsage, Organization
from tests.helpers.factories import at
from tests.helpers.uploads import importer, start, upload, uploads_dir, work_off

__all__ = ["importer", "uploads_dir"]

pytestmark = pytest.mark.django_db
HEADER = "external_id,campaign,candidate,created,status,call_length_sec,score\n"
FIRST = HEADER + (
    "c1,drivers,ann,2026-10-05T09:30:00.123456Z,completed,312,71.5\n"
    "c2,drivers,,2026-10-05T09:36:00Z,in_progress,,\n"
)
# c1 is another's and has no score, c2 is over, c3 is new and comes twice, and so does its campaign.
SECOND = HEADER + (
    "c1,drivers,bob,2026-10-05T09:30:00.123456Z,completed,312,\n"
    "c3,cooks,bob,2026-10-05T10:00:00Z,ringing,,\n"
    "c2,drivers,,2026-10-05T09:36:00Z,busy,,\n"
    "c3,cooks,bob,2026-10-05T10:00:00Z,completed,9,88\n"
)


def take_in(client: APIClient, content: str, **form: Any) -> int:
    """Upload a file and import it; return its number."""
    pk: int = upload(client, content, **form).json()["id"]
    assert work_off(client, pk)["state"] == "checked"
    assert start(client, pk)["state"] == "done"
    return pk


def undo(client: APIClient, pk: int) -> tuple[str, str]:
    """Undo an import; return its state and what it says."""
    answer = client.post(f"/imports/{pk}/undo")
    if answer.status_code != 200:
        (fault,) = answer.json()["errors"]
        return fault["code"], fault["detail"]
    told = work_off(client, pk)
    return told["state"], told["error"]


def everything(organization: Organization) -> dict[str, list[Any]]:
    """Return all rows of the organisation that these files fill."""
    return {
        model.__name__: list(
            model._default_manager.filter(organization=organization).order_by("pk").values()
        )
        for model in (Call, Candidate, Campaign, CreditUsage)
    }


def test_what_it_updated_is_as_before_and_what_it_created_is_gone(
    importer: APIClient, organization: Organization
) -> None:
    first = take_in(importer, FIRST)
    before = everything(organization)
    second = take_in(importer, SECOND)
    kept = Call.objects.filter(organization=organization).order_by("external_id")
    assert [call.external_id for call in kept] == [
        "c1", "c2", "c3",
    ]  # fmt: skip
    assert undo(importer, first) == (
        "cannot_undo", "Other calls were imported after it: undo those first.",
    )  # fmt: skip
    assert undo(importer, second) == ("undone", "")
    assert everything(organization) == before
    assert undo(importer, first) == ("undone", "")
    assert everything(organization) == {
        "Call": [], "Candidate": [], "Campaign": [], "CreditUsage": [],
    }  # fmt: skip
    # And it can be imported again.
    importer.patch(f"/imports/{first}", {"options": {}}, format="json")
    work_off(importer, first)
    assert start(importer, first)["counts"]["created"] == 2


def test_decimals_and_chunks_are_taken_back_too(
    importer: APIClient, organization: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("calls.importing.importer.CHUNK_ROWS", 2)
    header = "external_id,credits,created\n"
    old = header + "".join(f"u{n},1.25,2026-10-05\n" for n in range(3))
    take_in(importer, old, kind="credits")
    before = everything(organization)
    new = header + "".join(f"u{n % 5},{n}.5,2026-10-0{n % 9 + 1}\n" for n in range(12))
    pk = take_in(importer, new, kind="credits")
    assert everything(organization) != before
    assert undo(importer, pk) == ("undone", "")
    assert everything(organization) == before


def test_what_has_changed_since_is_not_overwritten(
    importer: APIClient, organization: Organization
) -> None:
    pk = take_in(importer, FIRST)
    call = Call.objects.get(organization=organization, external_id="c2")
    for values in ({"score": 3.0}, {"opted_out": True}):
        Call.objects.filter(pk=call.pk).update(**values)
        state = everything(organization)
        assert undo(importer, pk) == (
            "done",
            "The call 'c2' has changed since: nothing was undone.",
        )
        assert everything(organization) == state
        Call.objects.filter(pk=call.pk).update(score=None, opted_out=False)
    CallReview.objects.create(
        organization=organization, call=call, rating=4, created=at("2026-10-06T10:00")
    )
    state = everything(organization)
    assert undo(importer, pk) == (
        "done", "Other rows refer to calls that it created: nothing was undone.",
    )  # fmt: skip
    assert everything(organization) == state
    CallReview.objects.filter(organization=organization).delete()
    assert undo(importer, pk) == ("undone", "")


def test_changes_are_read_from_the_last_to_the_first(tmp_path: Path) -> None:
    path = tmp_path / "changes"
    for number in (0, 1, 3):
        path.write_text("".join(f"{json.dumps({'line': each})}\n" for each in range(number)))
        assert [line["line"] for line in read_backwards(path)] == list(range(number))[::-1]
