"""The files of import_csv: packed or not, their headers, their lines, and how they break."""

import gzip
import io
import sys
from functools import partial
from pathlib import Path

import pytest

from calls.importing.lines import MAX_LINE_LENGTH
from campaigns.models import Candidate, Organization
from tests.helpers.importing import Outcome, done, row_counts, rows, run

TEXT = b"external_id,name\na,Anna\n"
# Without the time of day, so that a test has the same name in every process.
pack = partial(gzip.compress, mtime=0)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plain.csv", TEXT),
        ("without-newline.csv", TEXT.rstrip()),
        ("windows.csv", TEXT.replace(b"\n", b"\r\n")),
        ("old-mac.csv", TEXT.replace(b"\n", b"\r")),
        ("byte-order-mark.csv", b"\xef\xbb\xbf" + TEXT),
        ("quoted.csv", b'"external_id","name"\n"a","Anna"\n'),
        ("other-order.csv", b"name,external_id\nAnna,a\n"),
        ("blank-lines.csv", b"\n\r\nexternal_id,name\n\n\na,Anna\n\n"),
        ("packed.csv.gz", pack(TEXT)),
        ("packed-in-two.csv.gz", pack(TEXT[:20]) + pack(TEXT[20:])),
        ("packed-by-content.csv", pack(b"\xef\xbb\xbf" + TEXT)),
    ],
)
def test_files_of_one_content(
    name: str, content: bytes, organization: Organization, tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    assert run("candidates", file) == done(created=1)
    assert rows(Candidate, "external_id", "name") == [("a", "Anna")]


@pytest.mark.parametrize("content", [TEXT, pack(TEXT)], ids=["plain", "packed"])
def test_standard_input(
    content: bytes, organization: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert run("candidates", "-") == done(created=1)
    assert rows(Candidate, "external_id", "name") == [("a", "Anna")]


def test_standard_input_is_named_in_errors(
    organization: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"external_id\na\0")))
    assert run("candidates", "-") == Outcome(
        1, "", "standard input, line 2, column external_id: 'a\\x00' holds a NUL character."
    )


COLUMNS = "The columns are external_id, name, source; required are external_id."
HINTS = {
    "missing": " --map COLUMN=THEIRS names their column, --set COLUMN=VALUE one value for all.",
    "unknown": " --ignore-unknown leaves unknown ones out.",
}


@pytest.mark.parametrize(
    ("header", "faults"),
    [
        ("name", "missing: 'external_id'"),
        ("external_id,Names", "unknown: 'Names'"),
        ("external_id,name,name,name", "repeated: 'name'"),
        ("external_id,", "unknown: ''"),
        ("external_id,a,b,c,d,e,f,g", "unknown: 'a', 'b', 'c', 'd', 'e' and 2 more"),
        ("external_id,a\udce9b", "unknown: 'a\\udce9b'"),
        (
            "id,name,id,name",
            "unknown: 'id'; repeated: 'id', 'name'; missing: 'external_id'",
        ),
    ],
)
def test_headers_are_checked_before_any_row(
    header: str, faults: str, db: None, csv_file: Path
) -> None:
    csv_file.write_text(f"{header}\na,b\n", errors="surrogateescape")
    hints = [hint for fault, hint in HINTS.items() if fault in faults]
    assert run("candidates", csv_file, "--create-org") == Outcome(
        2, "", f"Wrong columns: {faults}. {COLUMNS}{''.join(hints)}"
    )
    assert row_counts() == {}


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n", pack(b"")])
def test_a_file_without_a_header_is_refused(content: bytes, db: None, csv_file: Path) -> None:
    csv_file.write_bytes(content)
    assert run("candidates", csv_file, "--create-org") == Outcome(
        2, "", f"{csv_file} is empty: it has no header."
    )


def test_a_header_alone_is_a_file_of_no_rows(organization: Organization, csv_file: Path) -> None:
    csv_file.write_text("external_id\n")
    assert run("candidates", csv_file) == done()


@pytest.mark.parametrize(
    ("content", "place"),
    [
        # A record that spans lines is named by the line where it starts.
        (b'a,"An\nna"\n\nb,"B\n\n\nerta",\n', "line 5: the number of fields is 3, not 2"),
        (b"a,Anna\nb\n", "line 3: the number of fields is 1, not 2"),
        (
            b"a,Anna\nb,\xff\n",
            "line 3, column name: '\\udcff' is not valid UTF-8 "
            "(--encoding windows-1252 would read 'ÿ')",
        ),
        (b"a,Anna\nb,\0\n", "line 3, column name: '\\x00' holds a NUL character"),
        (b'a,Anna\nb,"Berta\nc,Cleo\n', "line 3: not CSV: unexpected end of data"),
        (b'a,Anna\nb,"Ber"ta\n', "line 3: not CSV: ',' expected after '\"'"),
        (
            b"a,Anna\nb," + b"x" * 200_000,
            "line 3: not CSV: field larger than field limit (131072)",
        ),
        (
            b"a,Anna\nb," + b"x," * 600_000,
            "line 3: the file cannot be read on: line longer than 1000000 characters",
        ),
    ],
)
def test_bad_files_name_the_line(
    content: bytes, place: str, organization: Organization, csv_file: Path
) -> None:
    csv_file.write_bytes(b"external_id,name\n" + content)
    assert run("candidates", csv_file) == Outcome(1, "", f"{csv_file}, {place}.")
    assert row_counts() == {"Organization": 1}


def test_a_bad_row_is_told_even_where_the_file_breaks_after_it(
    organization: Organization, csv_file: Path
) -> None:
    csv_file.write_bytes(b"external_id,name\na\nb," + b"x" * MAX_LINE_LENGTH)
    assert run("candidates", csv_file) == Outcome(
        1,
        "",
        f"{csv_file}, line 2: the number of fields is 1, not 2.\n"
        f"{csv_file}, line 3: the file cannot be read on: line longer than 1000000 characters.",
    )
    assert row_counts() == {"Organization": 1}


def test_a_header_that_is_no_csv(organization: Organization, csv_file: Path) -> None:
    csv_file.write_bytes(b'"external_id"s\na\n')
    assert run("candidates", csv_file, "--on-error", "skip") == Outcome(
        2, "", f"{csv_file}, line 1: not CSV: ',' expected after '\"'."
    )


def test_rows_of_blanks_and_commas_are_skipped(organization: Organization, csv_file: Path) -> None:
    csv_file.write_bytes(b",,\nexternal_id,name,source\n,,\n , \t,\n \n\xc2\xa0,,\na,Anna,\n,,\n")
    assert run("candidates", csv_file) == done(created=1)
    assert rows(Candidate, "external_id", "name") == [("a", "Anna")]


PACKED = pack(b"external_id\n" + b"".join(b"%d\n" % number for number in range(50_000)))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (PACKED[:-4], "Compressed file ended before the end-of-stream marker was reached"),
        (PACKED[:60_000], "Compressed file ended before the end-of-stream marker was reached"),
        (PACKED[:-8] + b"\0" * 8, "CRC check failed 0x0 != 0x"),
        (PACKED[:50_000] + b"\xff" * 50_000, "Error -3 while decompressing data: invalid "),
        (PACKED + b"more", "Not a gzipped file (b'mo')"),
        (TEXT, "Not a gzipped file (b'ex')"),
    ],
    ids=["trailer cut", "half", "wrong sum", "garbled", "more behind", "not packed"],
)
def test_broken_packed_files(
    content: bytes, reason: str, organization: Organization, tmp_path: Path
) -> None:
    file = tmp_path / "broken.csv.gz"
    file.write_bytes(content)
    outcome = run("candidates", file)
    assert (outcome.exit_code, outcome.out) == (1, "")
    assert outcome.error.startswith(f"{file}, line ")
    assert f": the file cannot be read on: {reason}" in outcome.error
    assert "\n" not in outcome.error
    assert row_counts() == {"Organization": 1}
