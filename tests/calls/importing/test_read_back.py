"""A file written in any dialect and read back is what the plain file is (property tests)."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from pyarrow import parquet

from calls.importing.cells import to_text
from calls.importing.columns import LAYOUTS
from calls.importing.files import open_source
from calls.importing.headers import Headers
from calls.importing.parsers import COMMA, MILLISECONDS, POINT, SECONDS, read_clock
from calls.importing.reading import Reading, Theirs
from calls.importing.times import suggest_formats
from calls.importing.translation import Translator
from calls.models import CallStatus, WithdrawalReason
from campaigns.texts import find_invisible

LAYOUT = LAYOUTS["calls"]
NAMES = tuple(LAYOUT.columns)
TIMES: dict[str, Callable[[datetime], str]] = {
    "iso": lambda moment: moment.isoformat(),
    "epoch_s": lambda moment: str(int(moment.timestamp())),
    "epoch_ms": lambda moment: str(int(moment.timestamp()) * 1000),
    "rfc2822": format_datetime,
    "%d/%m/%Y %H:%M:%S": lambda moment: moment.strftime("%d/%m/%Y %H:%M:%S"),
    "%b %d, %Y %I:%M:%S %p %z": lambda moment: moment.strftime("%b %d, %Y %I:%M:%S %p %z"),
}
IDS = st.text(
    st.characters(codec="utf-16", exclude_categories=["Z", "C", "Mn"]), min_size=1, max_size=12
).filter(lambda text: text[0] != "=" and not find_invisible(text))  # As a formula begins.


@dataclass(frozen=True)
class Written:
    """A file, and how it is to be read."""

    content: bytes
    reading: Reading


@st.composite
def calls(draw: DrawFn) -> dict[str, Any]:
    """Draw the values of one call."""
    return {
        "external_id": draw(IDS),
        "campaign": draw(IDS),
        "created": draw(
            st.datetimes(datetime(2001, 1, 1), datetime(2099, 1, 1))  # noqa: DTZ001
        ).replace(microsecond=0, tzinfo=UTC),
        "status": draw(st.sampled_from(CallStatus.values)),
        "candidate": draw(st.none() | IDS),
        "call_length_sec": draw(st.none() | st.integers(0, 100_000)),
        "question_completion_rate": draw(st.none() | st.integers(0, 8).map(lambda n: n / 8)),
        "score": draw(st.none() | st.integers(0, 400).map(lambda n: n / 4)),
        "opted_out": draw(st.booleans()),
        "withdrawal_reason": draw(st.none() | st.sampled_from(WithdrawalReason.values)),
        "accommodation_requested": draw(st.booleans()),
    }


def respell(draw: DrawFn, word: str) -> str:
    """Draw another spelling of a word."""
    word = word.replace("_", draw(st.sampled_from(["_", "-", " ", ""])))
    return draw(st.sampled_from([str.lower, str.upper, str.title]))(word)


def spell(draw: DrawFn, name: str, value: Any, reading: Reading) -> str:
    """Draw a text of a value in the reading's forms."""
    match name, value:
        case _, None:
            return ""
        case "created", _:
            return TIMES[reading.time or "iso"](value)
        case "call_length_sec", _:
            minutes, seconds = divmod(value, 60)
            number = str(value * (1000 if reading.duration == MILLISECONDS else 1))
            clock = f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
            return draw(st.sampled_from([number, f"{number}.0", clock]))
        case (("status" | "withdrawal_reason"), _):
            return respell(draw, value)
        case _, bool():
            return draw(st.sampled_from(["true", "TRUE", "1"] if value else ["False", "0", ""]))
        case _, float():
            return str(value).replace(".", "," if reading.decimal == COMMA else ".")
    return str(value)


@st.composite
def readings(draw: DrawFn) -> Reading:
    """Draw how a file is to be read."""
    names = draw(st.lists(IDS, min_size=len(NAMES), max_size=len(NAMES), unique_by=str.casefold))
    mapped = draw(st.booleans())
    return Reading(
        columns={
            ours: (Theirs(f"their {theirs}"),) for ours, theirs in zip(NAMES, names, strict=True)
        }
        if mapped
        else {},
        time=draw(st.sampled_from(list(TIMES))),
        duration=draw(st.sampled_from([SECONDS, MILLISECONDS])),
        decimal=draw(st.sampled_from([POINT, COMMA])),
    )


@st.composite
def csv_files(draw: DrawFn, rows: Sequence[dict[str, Any]]) -> Written:
    """Draw a CSV file of the rows, written somehow."""
    reading = draw(readings())
    order = draw(st.permutations(NAMES))
    texts = [[spell(draw, name, row[name], reading) for name in order] for row in rows]
    header = [
        reading.columns[name][0].names[0] if reading.columns else respell(draw, name)
        for name in order
    ]
    has_header = draw(st.booleans())
    stream = io.StringIO(newline="")
    writer = csv.writer(
        stream,
        delimiter=draw(st.sampled_from(",;\t|")),
        lineterminator=draw(st.sampled_from(["\n", "\r\n"])),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
    )
    if has_header:
        for _ in range(draw(st.integers(0, 3))):
            writer.writerow(["Report", "of all"])
    writer.writerows([header, *texts] if has_header else texts)
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
    reading = replace(reading, header=() if has_header else tuple(header))
    return Written(stream.getvalue().encode(encoding), reading)


def read(written: Written) -> list[dict[str, Any]]:
    """Read a file as an import does, up to the values."""
    headers = Headers(LAYOUT, written.reading)
    raw = io.BytesIO(written.content)
    with open_source("file", raw, lambda size: None, headers, written.reading) as source:
        delimiter = source.dialect.delimiter if source.dialect else None
        translator = Translator(LAYOUT, written.reading, source.header, delimiter)
        names = [column.name for column in translator.columns]
        values = []
        for record in source.records():
            parsed = translator.parse(record, UTC)
            assert parsed is not None
            assert parsed[1] == []
            values.append(dict(zip(names, parsed[0], strict=True)))
        return values


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_csv_file(data: st.DataObject) -> None:
    rows = data.draw(st.lists(calls(), min_size=1, max_size=4))
    assert read(data.draw(csv_files(rows))) == rows


@settings(max_examples=20, deadline=None)
@given(st.lists(calls(), min_size=1, max_size=4), readings())
def test_a_workbook_and_a_parquet_file(rows: list[dict[str, Any]], reading: Reading) -> None:
    reading = replace(reading, duration=SECONDS, decimal=POINT)
    header = [reading.columns[name][0].names[0] if reading.columns else name for name in NAMES]
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(header)
    for row in rows:
        naive = row | {"created": row["created"].replace(tzinfo=None)}
        book.active.append([naive[name] for name in NAMES])
    stream = io.BytesIO()
    book.save(stream)
    assert read(Written(stream.getvalue(), reading)) == rows

    columns = {
        theirs: [row[ours] for row in rows] for ours, theirs in zip(NAMES, header, strict=True)
    }
    with TemporaryDirectory() as folder:
        path = Path(folder) / "calls.parquet"
        parquet.write_table(pa.table(columns), path)
        assert read(Written(path.read_bytes(), reading)) == rows


@settings(deadline=None)
@given(st.integers(0, 2**31 - 1), st.sampled_from([SECONDS, MILLISECONDS]))
def test_a_duration(seconds: int, form: str) -> None:
    column = LAYOUT.columns["call_length_sec"].in_forms(Reading(duration=form).forms(","))
    text = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if seconds < 3_600_000_000:
        assert column.parse(text, UTC) == seconds
    number = seconds * (1000 if form == MILLISECONDS else 1)
    assert column.parse(str(number), UTC) == seconds
    assert column.parse(f"{number}.0", UTC) == seconds


@settings(deadline=None)
@given(st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30)))  # noqa: DTZ001
def test_a_date_in_figures_is_never_guessed(moment: datetime) -> None:
    """Each format that would read it is told, the right one among them."""
    for pattern in ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y %H:%M"):
        text = moment.strftime(pattern)
        told = suggest_formats(text)
        assert pattern in told
        others = {datetime.strptime(text, each).date() for each in told if "y" not in each}  # noqa: DTZ007
        assert (len(others) > 1) == (moment.day <= 12 and moment.day != moment.month)


@settings(deadline=None)
@given(st.floats(0, 1e9), st.timedeltas(timedelta(0), timedelta(days=400)))
def test_numbers_and_durations_of_cells_come_back(number: float, duration: timedelta) -> None:
    assert float(to_text(number)) == number
    seconds = duration / timedelta(seconds=1)
    assert float(read_clock(to_text(duration), SECONDS)) == pytest.approx(seconds, abs=1e-5)
