"""import_csv as a whole: counts, all or nothing, rejects, arguments, the real file."""

import csv
import gzip
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError

from calls.importing.importer import CHUNK_ROWS
from calls.importing.writer import Writer
from calls.models import Call
from campaigns.models import Campaign, Organization
from tests.helpers.importing import (
    REAL_CALLS_FILE,
    Outcome,
    done,
    needs_real_calls,
    row_counts,
    rows,
    run,
)

GENERATED_ROWS = 2 * CHUNK_ROWS + 500


def generate_calls() -> list[str]:
    """Return the lines of a file of calls that needs three chunks."""
    chance = random.Random(1999)
    start = datetime(1999, 1, 1)  # noqa: DTZ001
    lines = ["external_id,campaign,candidate,created,status,call_length_sec"]
    for number in range(GENERATED_ROWS):
        candidate = f"p-{chance.randrange(900)}" if chance.random() < 0.5 else ""
        created = (start + timedelta(seconds=chance.randrange(7_000_000))).isoformat()
        end = chance.choice(["completed,61", "completed,0", "no_answer,"])
        lines.append(f"call-{number},{chance.choice(['PS', 'NE'])},{candidate},{created},{end}")
    return lines


@pytest.fixture(params=["generated", pytest.param("real", marks=needs_real_calls)])
def calls_lines(request: pytest.FixtureRequest) -> list[str]:
    """The lines of a whole file of calls, the header first."""
    if request.param == "generated":
        return generate_calls()
    return gzip.decompress(Path(REAL_CALLS_FILE).read_bytes()).decode().splitlines()


def test_a_second_import_changes_nothing(db: None, calls_lines: list[str], csv_file: Path) -> None:
    csv_file.write_text("\n".join(calls_lines))
    options = ("--create-org", "--timezone", "Asia/Jerusalem")
    number = len(calls_lines) - 1
    candidates = {row["candidate"] for row in csv.DictReader(calls_lines)} - {""}
    campaigns = {row["campaign"] for row in csv.DictReader(calls_lines)}
    counts = {
        "Organization": 1,
        "Campaign": len(campaigns),
        "Candidate": len(candidates),
        "Call": number,
    }

    assert run("calls", csv_file, *options, org="bank") == done(created=number)
    assert row_counts() == counts
    before = list(Call.objects.order_by("pk").values())

    assert run("calls", csv_file, *options, org="bank") == done(unchanged=number)
    assert row_counts() == counts
    assert list(Call.objects.order_by("pk").values()) == before


def damage(lines: list[str], path: Path) -> tuple[int, str]:
    """Write the file with its middle row damaged; return that row's line number and text."""
    # Row 50,000 of the real file: within a chunk, with whole chunks on both sides.
    index = min(50_000, (len(lines) - 1) // 2)
    bad = lines[index].replace(",completed", ",complet").replace(",no_answer", ",complet")
    path.write_text("\n".join([*lines[:index], bad, *lines[index + 1 :]]))
    return index + 1, bad


def test_a_bad_row_undoes_the_whole_import(
    db: None, calls_lines: list[str], csv_file: Path
) -> None:
    line, _ = damage(calls_lines, csv_file)
    assert run("calls", csv_file, "--create-org", org="bank") == Outcome(
        1,
        "",
        f"{csv_file}, line {line}, column status: 'complet' is not one of queued, ringing, "
        "in_progress, completed, voicemail, no_answer, busy, failed, canceled "
        "(--value status:complet=… says which it is).",
    )
    assert row_counts() == {}


def test_a_bad_row_alone_is_skipped(
    db: None, calls_lines: list[str], csv_file: Path, tmp_path: Path
) -> None:
    _, bad = damage(calls_lines, csv_file)
    rejects = tmp_path / "rejects.csv"
    number = len(calls_lines) - 2
    options = ("--create-org", "--on-error", "skip", "--rejects", str(rejects))
    assert run("calls", csv_file, *options, org="bank") == done(created=number, rejected=1)
    assert Call.objects.count() == number
    reason = (
        "status: 'complet' is not one of queued, ringing, in_progress, completed, voicemail, "
        "no_answer, busy, failed, canceled"
    )
    assert rejects.read_text() == f'{calls_lines[0]},reason\n{bad},"{reason}"\n'


def test_rows_are_written_in_chunks_of_one_size(
    db: None, csv_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    csv_file.write_text("external_id\n" + "".join(f"{n:0250}\n" for n in range(3 * CHUNK_ROWS)))
    chunks = []
    write = Writer.write

    def watch(writer: Writer, given: list[list[str]]) -> object:
        chunks.append(len(given))
        return write(writer, given)

    monkeypatch.setattr(Writer, "write", watch)
    assert run("candidates", csv_file, "--create-org") == done(created=3 * CHUNK_ROWS)
    assert chunks == [CHUNK_ROWS, CHUNK_ROWS, CHUNK_ROWS, 0]


def test_rows_of_one_key_are_taken_in_order(organization: Organization, csv_file: Path) -> None:
    csv_file.write_text("external_id,name\na,Anna\na,Anna\na,Berta\nb,Cleo\na,Anna\n")
    assert run("candidates", csv_file) == done(created=2, updated=2, unchanged=1)
    assert run("candidates", csv_file) == done(updated=2, unchanged=3)


def test_a_call_that_is_over_does_not_go_back(organization: Organization, csv_file: Path) -> None:
    start = "external_id,campaign,created,status,score\n"
    row = "1,c,2024-03-01"
    csv_file.write_text(f"{start}{row},ringing,\n{row},completed,70\n{row},in_progress,\n")
    warning = (
        f"{csv_file}, line 4, column status: in_progress comes after completed, which is final.\n"
    )
    assert run("calls", csv_file) == Outcome(
        0, done(created=1, updated=1, unchanged=1).out, warning
    )
    assert rows(Call, "call_status", "score") == [("completed", 70.0)]
    # So a file that tells of one call from ringing to its end changes nothing the second time.
    assert run("calls", csv_file).out == done(unchanged=3).out
    assert rows(Call, "call_status", "score") == [("completed", 70.0)]

    csv_file.write_text(start + f"{row},queued,\n" * 1200 + f"{row},failed,1\n")
    outcome = run("calls", csv_file)
    assert outcome.out == done(updated=1, unchanged=1200).out
    assert len(outcome.error.splitlines()) == 11
    assert outcome.error.endswith("More rows are late: they count as unchanged, too.\n")
    assert rows(Call, "call_status", "score") == [("failed", 1.0)]


def test_a_column_that_is_absent_is_left_alone_and_an_empty_one_is_cleared(
    organization: Organization, csv_file: Path
) -> None:
    def stored() -> list[tuple[object, ...]]:
        return rows(Call, "candidate__external_id", "score", "opted_out", "withdrawal_reason")

    start = "external_id,campaign,created,status"
    row = "1,c,2024-03-01,completed"
    csv_file.write_text(
        f"{start},candidate,score,opted_out,withdrawal_reason\n{row},p,70,true,pay\n"
    )
    assert run("calls", csv_file) == done(created=1)
    assert stored() == [("p", 70.0, True, "pay")]

    csv_file.write_text(f"{start}\n{row}\n")
    assert run("calls", csv_file) == done(unchanged=1)
    assert stored() == [("p", 70.0, True, "pay")]

    csv_file.write_text(f"{start},candidate,score,opted_out,withdrawal_reason\n{row},,,,\n")
    assert run("calls", csv_file) == done(updated=1)
    assert stored() == [(None, None, False, None)]


def test_organisations_do_not_see_each_others_rows(
    organization: Organization, csv_file: Path
) -> None:
    csv_file.write_text("external_id,campaign,created,status\n1,c,2024-03-01,busy\n")
    assert run("calls", csv_file) == done(created=1)
    assert run("calls", csv_file, "--create-org", org="other") == done(created=1)
    assert rows(Call, "organization__slug", "external_id", "campaign__organization__slug") == [
        ("acme", "1", "acme"),
        ("other", "1", "other"),
    ]


def test_a_new_organisation_gets_the_time_zone_and_an_old_one_keeps_its_own(
    organization: Organization, csv_file: Path
) -> None:
    csv_file.write_text("external_id,launched_at\nc,2024-07-01T00:00\n")
    zone = ("--create-org", "--timezone", "Asia/Jerusalem")
    assert run("campaigns", csv_file, *zone, org="bank") == done(created=1)
    assert run("campaigns", csv_file, *zone) == done(created=1)
    assert run("campaigns", csv_file, "--create-org", org="plain") == done(created=1)
    # Without --timezone the organisation's own zone reads the same instant.
    assert run("campaigns", csv_file, org="bank") == done(unchanged=1)
    assert rows(Organization, "slug", "name", "timezone") == [
        ("acme", organization.name, "UTC"),
        ("bank", "bank", "Asia/Jerusalem"),
        ("plain", "plain", "UTC"),
    ]
    assert rows(Campaign, "organization__slug", "launched_at") == [
        ("bank", datetime(2024, 6, 30, 21, tzinfo=UTC)),
        ("acme", datetime(2024, 6, 30, 21, tzinfo=UTC)),
        ("plain", datetime(2024, 7, 1, tzinfo=UTC)),
    ]


def test_a_row_that_another_import_inserted_meanwhile_is_updated(
    organization: Organization, csv_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    csv_file.write_text("external_id,name\na,Anna\n")
    assert run("candidates", csv_file) == done(created=1)
    monkeypatch.setattr(Writer, "_known", lambda writer, wanted, are_partial: {})
    csv_file.write_text("external_id,name\na,Berta\n")
    assert run("candidates", csv_file) == done(created=1)
    csv_file.write_text("external_id\na\n")
    assert run("candidates", csv_file) == done(created=1)
    assert row_counts() == {"Organization": 1, "Candidate": 1}
    assert Organization.objects.get() == organization


def test_what_the_database_refuses_is_one_line(
    organization: Organization, csv_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(writer: Writer, rows: object) -> None:
        raise DatabaseError("disk full\nDETAIL: of rows")

    monkeypatch.setattr(Writer, "_upsert", refuse)
    csv_file.write_text("external_id\na\n")
    assert run("candidates", csv_file) == Outcome(
        1, "", "The database refused the import: disk full"
    )
