"""What import_csv does with the rows that it skips."""

import os
import stat
from pathlib import Path

import pytest

from calls.importing.lines import MAX_LINE_LENGTH
from calls.importing.rejects import RejectsFile
from calls.models import Call, CallStatus
from campaigns.models import Candidate, Organization
from tests.helpers.importing import Outcome, done, row_counts, rows, run


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
    csv_file.write_text("external_id,source\na,nowhere\nb," + "x" * MAX_LINE_LENGTH)
    options = ("--on-error", "skip", "--rejects", str(rejects))
    assert run("candidates", csv_file, *options) == Outcome(
        1,
        "",
        f"{csv_file}, line 3: the file cannot be read on: line longer than 1000000 characters.",
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
    umask = os.umask(0)
    try:
        assert run("candidates", csv_file, *options) == done(created=1)
    finally:
        os.umask(umask)
    assert rejects.read_text() == "external_id,reason\n"
    # Rejected rows have names of people.
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o600


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
    reason = (
        "column source: 'x' is not one of applied, sourced, rediscovered, referred, internal "
        "(--value source:x=… says which it is)."
    )
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


def skip(kind: str, file: Path, rejects: Path) -> Outcome:
    """Import what is good of a file."""
    return run(kind, file, "--on-error", "skip", "--rejects", str(rejects))


BROKEN = b"""external_id,name
k-1,Ann
k-2,"Bob "Bobby" Ray"
k-3,"Cy
k-4,"Dee, of two
lines"
k-5,"Eve
k-6,Fay
k-7,"Gus ""
k-8
k-9,"Hal"
"""


def test_a_wrong_quote_spoils_its_own_line(
    organization: Organization, csv_file: Path, tmp_path: Path
) -> None:
    csv_file.write_bytes(BROKEN)
    rejects, again = tmp_path / "rejects.csv", tmp_path / "again.csv"
    assert skip("candidates", csv_file, rejects) == done(created=4, rejected=5)
    assert rows(Candidate, "external_id", "name") == [
        ("k-1", "Ann"),
        ("k-4", "Dee, of two\nlines"),
        ("k-6", "Fay"),
        ("k-9", "Hal"),
    ]
    comma, end = "\"not CSV: ',' expected after '\"\"'\"", '"not CSV: unexpected end of data"'
    assert rejects.read_text().splitlines() == [
        "external_id,name,reason",
        f'k-2,"Bob "Bobby" Ray",{comma}',
        f'k-3,"Cy,{comma}',
        f'k-5,"Eve,{comma}',
        f'k-7,"Gus "",{comma}',
        'k-8,"the number of fields is 1, not 2"',
    ]
    # What nobody mended is rejected as it was.
    assert skip("candidates", rejects, again) == done(rejected=5)
    assert again.read_bytes() == rejects.read_bytes()
    # Nor does a quote that never ends take more than its line.
    csv_file.write_bytes(BROKEN + b'k-10,"Ida\nk-11,Jo\n')
    assert skip("candidates", csv_file, rejects) == done(created=1, unchanged=4, rejected=6)
    assert rejects.read_text().splitlines()[-1] == f'k-10,"Ida,{end}'


def test_mended_rejects_are_imported_as_they_are(
    organization: Organization, csv_file: Path, tmp_path: Path
) -> None:
    start = b"external_id,campaign,created,status\n1,c,2024-03-01,busy\n"
    csv_file.write_bytes(start + b'2,c,2024-03-01,no reply\n3,"c"d,2024-03-01,busy\n4,c,busy\n')
    rejects = tmp_path / "rejects.csv"
    assert skip("calls", csv_file, rejects) == done(created=1, rejected=3)
    mended = rejects.read_text().replace("no reply,", "no_answer,").replace('"c"d', "cd")
    rejects.write_text(mended.replace("4,c,busy", "4,c,2024-03-01,busy"))
    assert run("calls", rejects) == done(created=3)
    assert rows(Call, "external_id", "call_status") == [
        ("1", "busy"),
        ("2", "no_answer"),
        ("3", "busy"),
        ("4", "busy"),
    ]


@pytest.mark.parametrize("bad", [3, 99, 100, 2500])
def test_all_faults_of_the_first_bad_rows_are_told_at_once(
    bad: int, organization: Organization, csv_file: Path
) -> None:
    good = "1,c,2024-03-01,busy\n" * 700
    csv_file.write_text(
        "external_id,campaign,created,status\n" + good + "2,c,someday,bust\n" * bad + good
    )
    sentences = [
        f"{csv_file}, line {line}, column {column}: {fault}."
        for line in range(702, 702 + min(bad, 100))
        for column, fault in (
            ("created", "'someday' is not an ISO 8601 time"),
            (
                "status",
                f"'bust' is not one of {', '.join(CallStatus.values)} "
                "(--value status:bust=… says which it is)",
            ),
        )
    ]
    if bad >= 100:
        sentences.append("Reading stopped after 100 wrong rows.")
    assert run("calls", csv_file) == Outcome(1, "", "\n".join(sentences))
    assert row_counts() == {"Organization": 1}
