"""XLSX and Parquet files: read as a CSV file of the same rows would be."""

import io
import sys
import zipfile
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

from calls.importing.cells import to_text
from calls.models import Call
from campaigns.models import Organization
from tests.helpers.importing import Outcome, done, rows, run

FIELDS = ("external_id", "candidate__external_id", "created", "call_status", "call_length_sec")
NAMES = ["external_id", "campaign", "candidate", "created", "status", "call_length_sec", "score"]
MORNING = datetime(2026, 10, 5, 9, 30)  # noqa: DTZ001
CALLS: list[list[Any]] = [
    [1, "drivers", 491701234567, MORNING, "Completed", 312, 88.5],
    [2, "drivers", 491701234568.0, MORNING + timedelta(hours=1), "no-answer", None, None],
]
STORED = [
    ("1", "491701234567", datetime(2026, 10, 5, 7, 30, tzinfo=UTC), "completed", 312),
    ("2", "491701234568", datetime(2026, 10, 5, 8, 30, tzinfo=UTC), "no_answer", None),
]
BERLIN = ("--timezone", "Europe/Berlin")


def write_workbook(path: Path, *table: list[Any]) -> Path:
    """Write a workbook of one sheet behind an empty one."""
    book = openpyxl.Workbook()
    book.create_sheet("Calls")
    for row in table:
        book["Calls"].append(row)
    book.save(path)
    return path


def test_a_workbook(organization: Organization, tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "calls.xlsx", ["Report of October"], [], NAMES, CALLS[0], [None] * 7, CALLS[1]
    )
    note = f"{path}: XLSX, sheet 'Calls', header in row 3.\n"
    assert run("calls", path, *BERLIN) == Outcome(0, done(created=2).out, note)
    assert rows(Call, *FIELDS) == STORED
    assert run("calls", path, *BERLIN).out == done(unchanged=2).out


def test_a_workbook_from_standard_input(
    organization: Organization, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_workbook(tmp_path / "calls.xlsx", NAMES, *CALLS)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(path.read_bytes())))
    assert run("calls", "-", *BERLIN).out == done(created=2).out
    assert rows(Call, *FIELDS) == STORED


def test_a_workbook_without_header(organization: Organization, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "calls.xlsx", *CALLS)
    assert run("calls", path, *BERLIN, "--columns", ",".join(NAMES)).out == done(created=2).out
    assert rows(Call, *FIELDS) == STORED


def test_a_bad_row_of_a_workbook_is_named_and_kept(
    organization: Organization, tmp_path: Path
) -> None:
    bad = [3, "drivers", None, MORNING, "answered", None, None]
    path = write_workbook(tmp_path / "calls.xlsx", NAMES, *CALLS, bad)
    outcome = run("calls", path, *BERLIN)
    assert outcome.exit_code == 1
    assert outcome.error.startswith(f"{path}, row 4, column status: 'answered' is not one of ")
    rejects = tmp_path / "rejects.csv"
    skip = ("--on-error", "skip", "--rejects", str(rejects))
    assert run("calls", path, *BERLIN, *skip).out == done(created=2, rejected=1).out
    assert rejects.read_text().startswith(
        ",".join([*NAMES, 'reason\n3,drivers,,2026-10-05T09:30:00,answered,,,"status: '])
    )
    assert run("calls", rejects, *BERLIN, "--value", "status:answered=busy") == done(created=1)


def write_parquet(path: Path, **columns: Any) -> Path:
    """Write a Parquet file."""
    parquet.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC"])
def test_a_parquet_file(
    unit: str, zone: str | None, organization: Organization, tmp_path: Path
) -> None:
    columns = dict(zip(NAMES, zip(*CALLS, strict=True), strict=True))
    columns["candidate"] = tuple(map(int, columns["candidate"]))
    created = pa.array(
        [moment.replace(tzinfo=UTC) for moment in columns["created"]], pa.timestamp(unit, zone)
    )
    path = write_parquet(
        tmp_path / "calls.parquet",
        **{name: list(values) for name, values in columns.items()}
        | {"created": created, "status": pa.array(columns["status"]).dictionary_encode()},
    )
    assert run("calls", path, *(BERLIN if zone is None else ())) == Outcome(
        0, done(created=2).out, f"{path}: Parquet, 2 rows.\n"
    )
    hours = timedelta(hours=0 if zone is None else 2)
    assert rows(Call, *FIELDS) == [
        (name, candidate, moment + hours, status, length)
        for name, candidate, moment, status, length in STORED
    ]


def test_a_profile_reads_parquet_too(organization: Organization, tmp_path: Path) -> None:
    path = write_parquet(
        tmp_path / "retell.parquet",
        call_id=["a", "b"],
        agent_id=["g", "g"],
        to_number=["+491701234567", None],
        call_status=["ended", "not_connected"],
        disconnection_reason=["user_hangup", "dial_busy"],
        start_timestamp=[1791192600000, 1791192660000],
        duration_ms=[311_500.0, float("nan")],
        in_voicemail=[False, None],
        direction=["outbound", "outbound"],
        transcript=[[{"role": "agent", "content": "Hello"}], None],
    )
    assert run("calls", path, "--profile", "retell").out == done(created=2).out
    assert rows(Call, *FIELDS) == [
        ("a", "+491701234567", datetime(2026, 10, 5, 9, 30, tzinfo=UTC), "completed", 312),
        ("b", None, datetime(2026, 10, 5, 9, 31, tzinfo=UTC), "busy", None),
    ]


def test_without_pyarrow_a_parquet_file_is_refused(
    organization: Organization, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_parquet(tmp_path / "calls.parquet", external_id=["a"])
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert run("candidates", path) == Outcome(
        2,
        "",
        f"{path} is a Parquet file, and reading one needs pyarrow: "
        "pip install --require-hashes -r requirements-parquet.txt.",
    )


def write_bomb(path: Path, part: str, size: int) -> None:
    """Write a small archive whose part is large once it is unpacked."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open(part, "w", force_zip64=True) as stream:
            for _ in range(size >> 20):
                stream.write(bytes(1 << 20))


def test_bombs_and_other_kinds_of_files_are_refused_by_name(
    organization: Organization, tmp_path: Path
) -> None:
    path = tmp_path / "calls.xlsx"
    write_bomb(path, "xl/sharedStrings.xml", 257 << 20)
    assert run("candidates", path) == Outcome(
        2,
        "",
        f"{path} is refused: its part xl/sharedStrings.xml unpacks to 257 MB, and 256 are the "
        "most. Save it as CSV.",
    )
    write_bomb(path, "xl/worksheets/sheet1.xml", 64 << 20)
    assert run("candidates", path) == Outcome(
        2,
        "",
        f"{path} is refused: its part xl/worksheets/sheet1.xml unpacks to 64 MB, more than 200 "
        "times its size. Save it as CSV.",
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("calls.csv", "external_id\na\n")
    assert run("candidates", path).error == (
        f"{path} is a ZIP archive and no workbook: import what is in it."
    )
    path.write_bytes(b"PK\x03\x04 and no more")
    assert run("candidates", path).error.startswith(f"{path} is no workbook: ")
    path.write_bytes(b"PAR1 and no more")
    assert run("candidates", path).error.startswith(f"{path} is no Parquet file: ")
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1"))
    assert run("candidates", path) == Outcome(
        2, "", f"{path} is a workbook of an old Excel (.xls): save it as .xlsx or CSV."
    )
    path.write_bytes(b"%PDF-1.7")
    assert run("candidates", path).error == f"{path} is a PDF: export the rows as CSV."


def test_a_huge_cell_is_refused_by_name(organization: Organization, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "calls.xlsx", ["external_id", "name"], ["a", "x"])
    text = path.with_suffix(".huge.xlsx")
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(text, "w", zipfile.ZIP_DEFLATED) as huge:
        for part in book.namelist():
            content = book.read(part)
            huge.writestr(part, content.replace(b"<t>x</t>", b"<t>" + b"x" * 40_000 + b"</t>"))
    outcome = run("candidates", text)
    assert (outcome.exit_code, outcome.error.splitlines()[-1]) == (
        1,
        f"{text}, row 2: a cell has 40,000 characters, and 32,767 are the most.",
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (7, "7"),
        (491701234567.0, "491701234567"),
        (0.25, "0.25"),
        (float("nan"), ""),
        (1e300, "1e+300"),
        (MORNING, "2026-10-05T09:30:00"),
        (time(0, 5, 12), "00:05:12"),
        (timedelta(hours=30, seconds=1.5), "30:00:01.500000"),
        (b"a\xff", "a\udcff"),
        ({"a": [1]}, '{"a": [1]}'),
    ],
)
def test_cells_as_texts(value: object, text: str) -> None:
    assert to_text(value) == text
