"""Uploading a file, saying how to read it, importing it, undoing it: from outside."""

import gzip
import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.core.management import call_command
from django.test import Client
from rest_framework.test import APIClient

from calls.models import Call, Import
from calls.uploads import intake
from campaigns.models import Campaign, Candidate, Membership, Organization
from tests.conftest import Lines
from tests.helpers.tokens import create_token
from tests.helpers.uploads import (
    CALLS,
    importer,
    other_member,
    start,
    upload,
    uploads_dir,
    work_off,
)

__all__ = ["importer", "other_member", "uploads_dir"]

pytestmark = pytest.mark.django_db
CALL = ("external_id", "campaign__external_id", "candidate__external_id", "call_status")


ENDED = (
    "calls.csv, line 3, column status: 'ended' is not one of queued, ringing, in_progress, "
    "completed, voicemail, no_answer, busy, failed, canceled "
    "(--value status:ended=… says which it is)."
)


def code(answer: Any) -> tuple[int, str, str]:
    """Return status, code and sentence of an answer with one fault."""
    (fault,) = answer.json()["errors"]
    return answer.status_code, fault["code"], fault["detail"]


def test_a_file_is_tried_read_otherwise_imported_and_undone(
    importer: APIClient, recruiter: User, organization: Organization, lines: Lines
) -> None:
    answer = upload(importer, CALLS)
    assert answer.status_code == 201
    taken = answer.json()
    assert (taken["state"], taken["findings"], taken["size"]) == ("uploaded", None, len(CALLS))
    assert taken["digest"] == hashlib.sha256(CALLS.encode()).hexdigest()
    pk = taken["id"]

    tried = work_off(importer, pk)
    assert tried["state"] == "checked"
    assert tried["user"] == recruiter.username
    assert tried["findings"] == {
        "file": "CSV, utf-8, separated by comma, header in line 1",
        "header": ["external_id", "campaign", "candidate", "created", "status",
                   "call_length_sec", "notes"],
        "columns": {name: name for name in ("external_id", "campaign", "candidate", "created",
                                            "status", "call_length_sec")},
        "unread": ["notes"],
        "absent": [],
        "time_format": "iso",
        "duration_format": "seconds",
        "timezone": "UTC",
        "samples": [{"external_id": "c1", "campaign": "drivers", "candidate": "ann",
                     "created": "2026-10-05T09:30:00+00:00", "status": "completed",
                     "call_length_sec": "312"}],
        "faults": [{"column": "status", "text": "ended", "rows": 1, "sentences": [ENDED]}],
    }  # fmt: skip
    assert tried["counts"] == {
        "created": 1, "updated": 0, "unchanged": 0, "rejected": 1, "left_out": 0,
    }  # fmt: skip
    assert not Call.objects.filter(organization=organization).exists()
    wrong = importer.post(f"/imports/{pk}/start", {}, format="json")
    assert code(wrong) == (
        400, "rows_wrong", "1 row is wrong. Say how to read them, or skip_bad_rows.",
    )  # fmt: skip

    body = {"options": {"values": {"status": {"ended": "completed"}}}}
    changed = importer.patch(f"/imports/{pk}", body, format="json")
    assert changed.json()["state"] == "uploaded"
    assert changed.json()["options"]["values"] == {"status": {"ended": "completed"}}
    assert work_off(importer, pk)["findings"]["faults"] == []

    done = start(importer, pk)
    assert (done["state"], done["can_undo"], done["error"]) == ("done", True, "")
    assert done["counts"]["created"] == 2
    calls = Call.objects.filter(organization=organization).order_by("pk")
    assert list(calls.values_list(*CALL)) == [
        ("c1", "drivers", "ann", "completed"),
        ("c2", "drivers", "bob", "completed"),
    ]
    report = importer.get(f"/imports/{pk}/report").content.decode()
    assert "Rows: created 2, updated 0, unchanged 0, rejected 0, left out 0\n" in report

    assert importer.post(f"/imports/{pk}/undo").json()["state"] == "undo_queued"
    undone = work_off(importer, pk)
    assert (undone["state"], undone["can_undo"]) == ("undone", False)
    for model in (Call, Candidate, Campaign):  # The neighbour's stay.
        assert not model._default_manager.filter(organization=organization).exists()
        assert model._default_manager.exists()
    (listed,) = importer.get("/imports").json()["imports"]
    assert (listed["id"], listed["state"], listed["counts"]["created"]) == (pk, "undone", 2)
    who: Any = {"user_id": recruiter.pk, "import_id": pk, "organization": "acme", "kind": "calls"}
    told = [line for line in lines("audit") if line.get("import_id") == pk]
    assert [line["message"] for line in told] == [
        "file_uploaded", "import_started", "import_undo_started", "import_undone",
    ]  # fmt: skip
    assert all(who.items() <= line.items() for line in told[:3])


def test_the_only_profile_that_reads_the_header_is_taken_and_said(importer: APIClient) -> None:
    file = (
        "sid,parentCallSid,to,from,status,startTime,duration,answeredBy\n"
        'CA1,,+15550100111,+15550100000,completed,"Mon, 05 Oct 2026 09:30:00 +0000",312,human\n'
    )
    pk = upload(importer, file).json()["id"]
    tried = work_off(importer, pk)
    assert tried["options"]["profile"] == "twilio"
    assert tried["warnings"][0] == (
        "Its columns are those of the profile twilio, which it is read by."
    )
    assert tried["counts"]["created"] == 1
    unknown = upload(importer, "a,b\n1,2\n").json()["id"]
    tried = work_off(importer, unknown)
    assert tried["state"] == "checked"
    assert tried["findings"] == {"header": ["a", "b"], "columns": {}}
    assert tried["error"].startswith("Wrong columns: missing: 'external_id'")
    refused = importer.post(f"/imports/{unknown}/start", {}, format="json")
    assert code(refused)[1] == "unreadable"
    body = {"options": {"map": {"external_id": "a", "created": "b"}, "set": {"campaign": "x"}}}
    importer.patch(f"/imports/{unknown}", body, format="json")
    tried = work_off(importer, unknown)
    assert "missing: 'status'" in tried["error"]
    assert tried["findings"]["columns"] == {
        "external_id": "a", "created": "b", "campaign": "'x' in all rows",
    }  # fmt: skip


def test_skipped_rows_are_a_file_in_which_no_formula_runs(
    importer: APIClient, other_member: APIClient
) -> None:
    evil = CALLS + "=cmd|'/c calc'!A1,drivers,eve,2026-10-05T09:36:00Z,completed,1,\n"
    pk = upload(importer, evil).json()["id"]
    tried = work_off(importer, pk)
    assert {fault["rows"] for fault in tried["findings"]["faults"]} == {1}
    assert "is a formula of a spreadsheet" in tried["findings"]["faults"][1]["sentences"][0]
    hidden = other_member.get(f"/imports/{pk}").json()
    assert (hidden["sees_rows"], hidden["findings"]["samples"]) == (False, [])
    assert [fault["text"] for fault in hidden["findings"]["faults"]] == [None, None]
    done = start(importer, pk, skip_bad_rows=True)
    assert (done["state"], done["counts"]["rejected"], done["has_rejects"]) == ("done", 2, True)
    answer: Any = importer.get(f"/imports/{pk}/rejects")
    text = b"".join(answer.streaming_content).decode()
    assert text.splitlines()[2].startswith("'=cmd|'/c calc'!A1,drivers,eve")
    assert text.splitlines()[1].startswith("c2,drivers,bob,2026-10-05T09:36:00Z,ended,60,,")
    assert code(other_member.get(f"/imports/{pk}/rejects"))[:2] == (403, "may_not_see_people")


def test_who_may_import_and_who_sees_which_imports(
    client: APIClient, importer: APIClient, recruiter: User, neighbour: Organization
) -> None:
    pk = upload(importer, CALLS).json()["id"]
    Membership.objects.update(may_import=False)
    detail = "You may not import files into this organisation."
    assert code(upload(client, CALLS)) == (403, "may_not_import", detail)
    assert code(client.get(f"/imports/{pk}"))[:2] == (404, "not_found")
    Membership.objects.update(may_import=True)
    asked = {"org_id": neighbour.pk}
    assert importer.get("/imports", asked).status_code == 403
    theirs = Import.objects.create(organization=neighbour, kind="calls", file_name="x", size=1)
    for path, method in (("", "get"), ("/start", "post"), ("/undo", "post"), ("/report", "get")):
        assert getattr(importer, method)(f"/imports/{theirs.pk}{path}").status_code == 404
    for scope, status in ((["write"], 200), (["read"], 403)):
        token = APIClient()
        token.credentials(HTTP_AUTHORIZATION=f"Bearer {create_token(recruiter, scope=scope)}")
        assert token.get("/imports").status_code == status
        if status == 200:
            assert token.get(f"/imports/{pk}").json()["sees_rows"] is False
    staff = User.objects.create(username="staff", is_staff=True)
    for name in ("view_organization", "add_import"):
        staff.user_permissions.add(Permission.objects.get(codename=name))
    client.force_login(staff)
    assert client.get("/imports", asked).json()["imports"][0]["id"] == theirs.pk
    assert APIClient().get("/imports").status_code == 401


def test_a_form_without_its_csrf_token_is_refused(importer: APIClient, recruiter: User) -> None:
    browser = APIClient(enforce_csrf_checks=True)
    browser.force_login(recruiter)
    assert upload(browser, CALLS).status_code == 403
    assert not Import.objects.exists()


BOMB = io.BytesIO()
with zipfile.ZipFile(BOMB, "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("xl/workbook.xml", "<workbook/>")
    archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (40 << 20))


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"%PDF-1.7", "calls.pdf", "calls.pdf is a PDF: export the rows as CSV."),
        (b"MZ\x90\0", "calls.csv", "calls.csv is a program."),
        (b"\x89PNG\r\n", "calls.csv", "calls.csv is a picture."),
        (b"a,b\n", "calls.exe",
         "calls.exe is a file *.exe: CSV, XLSX and Parquet are read, CSV also packed by gzip."),
        (b"\x01\0\x02\x03\0\x04", "calls", "calls is neither text (CSV) nor XLSX nor Parquet."),
        (b"\xd0\xcf\x11\xe0", "calls.xls",
         "calls.xls is a workbook of an old Excel (.xls): save it as .xlsx or CSV."),
    ],
)  # fmt: skip
def test_what_holds_no_rows_is_refused_by_name(
    content: bytes, name: str, sentence: str, importer: APIClient, uploads_dir: Path
) -> None:
    assert code(upload(importer, content, name)) == (400, "wrong_type", sentence)
    assert [path for path in uploads_dir.rglob("*") if path.is_file()] == []


def test_what_unpacks_to_far_more_is_refused_by_name(importer: APIClient) -> None:
    packed = gzip.compress(b"external_id,campaign,created,status\n" + (b"a" * 900_000 + b"\n") * 45)
    for content, name in ((packed, "calls.csv.gz"), (BOMB.getvalue(), "calls.xlsx")):
        tried = work_off(importer, upload(importer, content, name).json()["id"])
        assert tried["state"] == "checked"
        assert "unpacks to" in tried["error"]


def test_a_large_file_goes_to_disk_as_it_comes(
    importer: APIClient, settings: Any, monkeypatch: pytest.MonkeyPatch, uploads_dir: Path
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("kept in memory")

    monkeypatch.setattr(MemoryFileUploadHandler, "receive_data_chunk", refuse)
    pieces: list[int] = []
    receive = intake.DigestingHandler.receive_data_chunk

    def note(self: Any, raw_data: bytes, start: int) -> None:
        pieces.append(len(raw_data))
        receive(self, raw_data, start)

    monkeypatch.setattr(intake.DigestingHandler, "receive_data_chunk", note)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    content = CALLS + "# " * 200_000
    answer = upload(importer, content)
    assert answer.status_code == 201
    assert len(pieces) > 5
    assert max(pieces) <= 1 << 16
    path = Path(Import.objects.get().file.path)
    assert path.read_text() == content
    assert path.stat().st_mode & 0o077 == 0
    assert list(uploads_dir.glob("*.part")) == []
    settings.MAX_UPLOAD_BYTES = 1000
    assert code(upload(importer, content))[:2] == (413, "request_too_large")
    assert code(upload(importer, "x" * 1500))[:2] == (400, "too_large")


def test_options_that_make_no_sense_are_refused(importer: APIClient) -> None:
    pk = upload(importer, CALLS).json()["id"]
    url = f"/imports/{pk}"
    for options, expected in [
        ({"time_format": "%Q"}, "wrong_option"),
        ({"map": {"nothing": "a"}}, "wrong_option"),
        ({"profile": "nobody"}, "wrong_option"),
        ({"timezone": "Mars/Base"}, "unknown_timezone"),
        ({"colour": "red"}, "unknown_parameter"),
        ({"map": "x"}, "not_a_dict"),
    ]:
        answer = importer.patch(url, {"options": options}, format="json")
        assert code(answer)[:2] == (400, expected), options
    body: Any = {"kind": "calls", "file": SimpleUploadedFile("a.csv", b"a")}
    answer = importer.post("/imports", body | {"profile": "nobody"}, format="multipart")
    assert answer.status_code == 400
    assert importer.post("/imports").status_code == 400  # Nothing at all.
    assert code(importer.post(f"{url}/undo"))[:2] == (409, "wrong_state")
    assert code(importer.post(f"{url}/start"))[:2] == (409, "wrong_state")


def test_kinds_say_what_a_file_can_hold(importer: APIClient) -> None:
    kinds = {each["kind"]: each for each in importer.get("/imports/kinds").json()["kinds"]}
    assert [each["name"] for each in kinds["calls"]["profiles"]] == [
        "aircall", "asterisk", "five9", "retell", "twilio", "vapi",
    ]  # fmt: skip
    assert kinds["ratings"]["columns"][0] == {"name": "call", "is_required": True, "choices": []}


def test_admin_shows_imports_and_leads_to_the_page(
    importer: APIClient, organization: Organization
) -> None:
    pk = upload(importer, CALLS).json()["id"]
    work_off(importer, pk)
    admin = Client()
    admin.force_login(User.objects.create_superuser("root"))
    assert b"1 created, 1 rejected" in admin.get("/admin/calls/import/").content
    assert admin.get(f"/admin/calls/import/{pk}/change/").status_code == 200
    add = admin.get("/admin/calls/import/add/")
    assert add.headers["Location"] == "/admin/analytics/dashboard#imports"
    assert admin.post(f"/admin/calls/import/{pk}/delete/").status_code == 403


def test_work_off_by_the_command_deletes_old_files(
    importer: APIClient, settings: Any, uploads_dir: Path
) -> None:
    pk = upload(importer, CALLS.replace("ended", "busy")).json()["id"]
    call_command("work_imports", "--once")
    importer.post(f"/imports/{pk}/start", {}, format="json")
    call_command("work_imports", "--once")
    settings.UPLOADS_KEPT_DAYS = 0
    call_command("work_imports", "--once")
    assert [path for path in uploads_dir.rglob("*") if path.is_file()] == []
    kept = importer.get(f"/imports/{pk}").json()
    assert (kept["state"], kept["can_undo"], kept["counts"]["created"]) == ("done", False, 2)
    assert code(importer.post(f"/imports/{pk}/undo")) == (
        409, "cannot_undo", "What it changed is not kept any more.",
    )  # fmt: skip
