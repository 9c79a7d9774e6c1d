"""What import_csv does with the rows that it skips."""

import os
import stat
from pathlib import Path

import pytest

from calls.importing.rejects import RejectsFile
from campaigns.models import Organization
from tests.helpers.importing import Outcome, done, row_counts, run


def test_rejects_keep_every_byte_and_every_reason(
    organization: Organization, csv_file: Path, tmp_path: Path
) -> None:
    header = b"external_id,campaign,created,status"
    short, long = b"1,c", b"2,c,2024-03-01,busy,"
    twice = b'3,"c,\n\xe9",2024-02-30,busy'
    good = "4,ç,2024-03-01,busy".encode()
    csv_file.write_bytes(b"\n".join([header, short, long, twice, good]))
    rejects = tmp_path / "rejects.csv"
    rejects.write_text("of an earlier import")
    assert run("calls", csv_file, "--on-error", "skip", "--rejects", str(rejects)) == done(
        created=1, rejected=3
    )
    assert rejects.read_bytes().split(b"\n") == [
        header + b",reason",
        short + b',"the number of fields is 2, not 4"',
        long + b',"the number of fields is 5, not 4"',
        b'3,"c,',
        b"\xe9\",2024-02-30,busy,\"campaign: 'c,\\n\\udce9' is not valid UTF-8; "
        b"created: '2024-02-30' is not an ISO 8601 time\"",
        b"",
    ]
    assert sorted(tmp_path.iterdir()) == [csv_file, rejects]


def test_rejects_appear_only_after_a_success(
    organization: Organization, csv_file: Path, tmp_path: Path
) -> None:
    rejects = tmp_path / "rejects.csv"
    rejects.write_text("of an earlier import")
    csv_file.write_text('external_id,source\na,nowhere\nb,"')
    options = ("--on-error", "skip", "--rejects", str(rejects))
    assert run("candidates", csv_file, *options) == Outcome(
        1, "", f"{csv_file}, line 3: not CSV: unexpected end of data."
    )
    assert rejects.read_text() == "of an earlier import"
    assert sorted(tmp_path.iterdir()) == [csv_file, rejects]
    assert row_counts() == {"Organization": 1}


def test_rejects_of_a_clean_file_are_a_header(
    organization: Organization, csv_file: Path, tmp_path: Path
) -> None:
    csv_file.write_text("external_id\na\n")
    rejects = tmp_path / "rejects.csv"
    options = ("--on-error", "skip", "--rejects", str(rejects))
    assert run("candidates", csv_file, *options) == done(created=1)
    assert rejects.read_text() == "external_id,reason\n"
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o666 & ~umask


def test_rejects_never_replace_the_imported_file(
    organization: Organization, csv_file: Path, tmp_path: Path
) -> None:
    csv_file.write_text("external_id\na\n")
    link = tmp_path / "link.csv"
    link.symlink_to(csv_file)
    for rejects in (csv_file, link):
        options = ("--on-error", "skip", "--rejects", str(rejects))
        assert run("candidates", csv_file, *options) == Outcome(
            2, "", f"--rejects {rejects} is the file that is imported."
        )
    assert csv_file.read_text() == "external_id\na\n"


def test_without_rejects_the_first_reasons_are_told(
    organization: Organization, csv_file: Path
) -> None:
    csv_file.write_text("external_id,source\n" + "a,x\n" * 12 + "b,applied\n")
    reason = "column source: 'x' is not one of applied, sourced, rediscovered, referred, internal."
    warnings = [f"{csv_file}, line {line}, {reason}" for line in range(2, 12)]
    warnings.append("More rows are rejected; --rejects FILE lists all of them.")
    outcome = run("candidates", csv_file, "--on-error", "skip")
    assert outcome == Outcome(
        0, done(created=1, rejected=12).out, "".join(f"{warning}\n" for warning in warnings)
    )


def test_rejects_that_cannot_be_kept_undo_the_import(
    organization: Organization, csv_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_the_disk(rejects: RejectsFile) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(RejectsFile, "complete", fill_the_disk)
    csv_file.write_text("external_id\na\n")
    rejects = tmp_path / "rejects.csv"
    assert run("candidates", csv_file, "--on-error", "skip", "--rejects", str(rejects)) == Outcome(
        1, "", f"--rejects {rejects}: No space left on device."
    )
    assert row_counts() == {"Organization": 1}
    assert list(tmp_path.iterdir()) == [csv_file]


def test_rejects_that_cannot_be_put_in_place_are_left_beside_it(
    organization: Organization, csv_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "replace", refuse)
    csv_file.write_text("external_id\na\n")
    rejects = tmp_path / "rejects.csv"
    outcome = run("candidates", csv_file, "--on-error", "skip", "--rejects", str(rejects))
    (left,) = tmp_path.glob(".rejects.csv.*.part")
    assert outcome == Outcome(
        1,
        "",
        f"The good rows are imported, but the rejected ones are left in {left}: "
        "Operation not permitted.",
    )
    assert left.read_text() == "external_id,reason\n"
    assert row_counts() == {"Organization": 1, "Candidate": 1}
