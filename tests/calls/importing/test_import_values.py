"""From one row's texts to values or faults: what is taken, and what is refused with which words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from calls.importing.columns import LAYOUTS, Fault, parse_row
from calls.importing.parsers import Value
from calls.importing.reading import Reading
from calls.importing.record import Record
from calls.importing.translation import Translator

JERUSALEM = ZoneInfo("Asia/Jerusalem")


def parse(kind: str, column: str, text: str) -> Value | str:
    """Return the value of one column, or the reason why it has none."""
    values, faults = parse_row([LAYOUTS[kind].columns[column]], [text], JERUSALEM)
    if not faults:
        return values[0]
    assert [fault.column for fault in faults] == [column]
    return f"REFUSED: {faults[0].reason}"


NO_DURATION = "is no number of seconds and not H:MM:SS"
CHOICES = "applied, sourced, rediscovered, referred, internal"
STATUSES = "queued, ringing, in_progress, completed, voicemail, no_answer, busy, failed, canceled"


@pytest.mark.parametrize(
    ("kind", "column", "text", "expected"),
    [
        ("calls", "external_id", " 1 ", "1"),
        ("calls", "external_id", "\u3000\xa0C-1 a\t", "C-1 a"),
        (
            "calls",
            "external_id",
            "ann\u200b",
            r"REFUSED: 'ann\u200b' holds the invisible character U+200B",
        ),
        (
            "calls",
            "candidate",
            "\ufeffann",
            r"REFUSED: '\ufeffann' holds the invisible character U+FEFF",
        ),
        ("calls", "candidate", "a\xa0b", r"REFUSED: 'a\xa0b' holds the invisible character U+00A0"),
        ("calls", "campaign", "a\tb", r"REFUSED: 'a\tb' holds the invisible character U+0009"),
        ("calls", "campaign", "a\u3164", "REFUSED: 'a\u3164' holds the invisible character U+3164"),
        (
            "calls",
            "campaign",
            "a\u2800b",
            "REFUSED: 'a\u2800b' holds the invisible character U+2800",
        ),
        ("calls", "campaign", "a\xadb", r"REFUSED: 'a\xadb' holds the invisible character U+00AD"),
        ("candidates", "name", " Ann\xa0Lee ", "Ann\xa0Lee"),
        (
            "candidates",
            "name",
            "An\u200bn",
            r"REFUSED: 'An\u200bn' holds the invisible character U+200B",
        ),
        (
            "candidates",
            "name",
            "An\u200dn",
            r"REFUSED: 'An\u200dn' holds the invisible character U+200D",
        ),
        (
            "candidates",
            "name",
            "Ann\u202e",
            r"REFUSED: 'Ann\u202e' holds the invisible character U+202E",
        ),
        # Persian and emoji are spelled with joiners.
        ("candidates", "name", "می\u200cنی", "می\u200cنی"),
        (
            "campaigns",
            "name",
            "Nurses \u2764\ufe0f\u200d\U0001f525",
            "Nurses \u2764\ufe0f\u200d\U0001f525",
        ),
        ("calls", "external_id", "é" * 255, "é" * 255),
        ("calls", "external_id", "", "REFUSED: is empty"),
        ("calls", "external_id", " \t", "REFUSED: is empty"),
        ("calls", "campaign", "", "REFUSED: is empty"),
        ("calls", "campaign", " ", "REFUSED: is empty"),
        ("calls", "candidate", "", None),
        ("calls", "candidate", " ", None),
        (
            "calls",
            "candidate",
            "é" * 256,
            f"REFUSED: '{'é' * 39}…' is longer than 255 characters",
        ),
        ("campaigns", "name", "a\0b", "REFUSED: 'a\\x00b' holds a NUL character"),
        ("campaigns", "name", "a\udcffb", "REFUSED: 'a\\udcffb' is not valid UTF-8"),
        ("campaigns", "name", "a\nb", "a\nb"),
        ("campaigns", "name", "", ""),
        ("campaigns", "status", "any thing", "any thing"),
        ("reviews", "reviewer", "", ""),
        ("reviews", "reviewer", " ", ""),
        ("calls", "status", "Completed", "completed"),
        ("calls", "status", " NO-ANSWER ", "no_answer"),
        ("calls", "status", "In Progress", "in_progress"),
        ("calls", "status", "noanswer", "no_answer"),
        ("calls", "status", "Cancelled", "canceled"),
        ("calls", "status", "answered", f"REFUSED: 'answered' is not one of {STATUSES}"),
        ("calls", "status", "ended", f"REFUSED: 'ended' is not one of {STATUSES}"),
        ("calls", "withdrawal_reason", "Accepted other offer", "accepted_other_offer"),
        ("candidates", "source", "APPLIED", "applied"),
        ("calls", "status", "b\udcff", f"REFUSED: 'b\\udcff' is not one of {STATUSES}"),
        ("calls", "status", "", "REFUSED: is empty"),
        ("candidates", "source", "", None),
        ("candidates", "source", "agency", f"REFUSED: 'agency' is not one of {CHOICES}"),
        ("calls", "opted_out", "", False),
        ("calls", "opted_out", "0", False),
        ("calls", "opted_out", "False", False),
        ("calls", "opted_out", "tRUE", True),
        ("calls", "opted_out", "1", True),
        ("calls", "opted_out", "yes", "REFUSED: 'yes' is not one of true, false, 1, 0 or empty"),
    ],
)
def test_texts_choices_and_booleans(kind: str, column: str, text: str, expected: Value) -> None:
    assert parse(kind, column, text) == expected


@pytest.mark.parametrize(
    ("kind", "column", "text", "expected"),
    [
        ("calls", "call_length_sec", "", None),
        ("calls", "call_length_sec", "0", 0),
        ("calls", "call_length_sec", "0" * 5000 + "7", 7),
        ("calls", "call_length_sec", "2147483647", 2147483647),
        (
            "calls",
            "call_length_sec",
            "2147483648",
            "REFUSED: '2147483648' is not between 0 and 2147483647",
        ),
        ("calls", "call_length_sec", "-1", "REFUSED: '-1' is not between 0 and 2147483647"),
        (
            "calls",
            "call_length_sec",
            "9" * 5000,
            f"REFUSED: '{'9' * 39}…' is not between 0 and 2147483647",
        ),
        ("calls", "call_length_sec", "1_000", f"REFUSED: '1_000' {NO_DURATION}"),
        ("calls", "call_length_sec", "1,000", f"REFUSED: '1,000' {NO_DURATION}"),
        ("calls", "call_length_sec", "1e3", f"REFUSED: '1e3' {NO_DURATION}"),
        ("calls", "call_length_sec", "٣", f"REFUSED: '٣' {NO_DURATION}"),
        ("calls", "call_length_sec", " 3", 3),
        ("calls", "call_length_sec", "3\n", 3),
        ("calls", "call_length_sec", "205.0", 205),
        ("calls", "call_length_sec", "205.4", 205),
        ("calls", "call_length_sec", "205.5", 206),
        ("calls", "call_length_sec", "-0.4", "REFUSED: '-0.4' is not between 0 and 2147483647"),
        ("calls", "call_length_sec", "00:03:25", 205),
        ("calls", "call_length_sec", "100:00:00.5", 360_001),
        ("calls", "call_length_sec", "0:03:60", f"REFUSED: '0:03:60' {NO_DURATION}"),
        (
            "calls",
            "call_length_sec",
            "3:25",
            "REFUSED: '3:25' may be minutes and seconds, or hours and minutes",
        ),
        ("ratings", "rating", "5.0", 5),
        ("ratings", "rating", "4.5", "REFUSED: '4.5' is not a whole number"),
        ("web_calls", "length_sec", "-1", "REFUSED: '-1' is not between 0 and 2147483647"),
        ("ratings", "rating", "0", "REFUSED: '0' is not between 1 and 5"),
        ("ratings", "rating", "5", 5),
        ("ratings", "rating", "6", "REFUSED: '6' is not between 1 and 5"),
        ("calls", "question_completion_rate", "", None),
        ("calls", "question_completion_rate", "1", 1.0),
        ("calls", "question_completion_rate", "1e-05", 1e-05),
        (
            "calls",
            "question_completion_rate",
            "1.0000000000000000001",
            "REFUSED: '1.0000000000000000001' is not between 0 and 1",
        ),
        ("calls", "score", "99.5", 99.5),
        ("calls", "score", "-0.1", "REFUSED: '-0.1' is not between 0 and 100"),
        ("calls", "score", "1e999", "REFUSED: '1e999' is not between 0 and 100"),
        ("calls", "score", "nan", "REFUSED: 'nan' is not a number"),
        ("calls", "score", "inf", "REFUSED: 'inf' is not a number"),
        ("calls", "score", "5,5", "REFUSED: '5,5' is not a number"),
        ("scripts", "passing_score", "101", "REFUSED: '101' is not between 0 and 100"),
        ("scripts", "passing_score", "", "REFUSED: is empty"),
        (
            "credits",
            "credits",
            "1.00000",
            "REFUSED: '1.00000' is not a number with at most 4 decimal places",
        ),
        (
            "credits",
            "credits",
            "10000000000",
            "REFUSED: '10000000000' is not between 0 and 9999999999.9999",
        ),
        ("credits", "credits", "-1", "REFUSED: '-1' is not between 0 and 9999999999.9999"),
    ],
)
def test_numbers(kind: str, column: str, text: str, expected: Value) -> None:
    assert parse(kind, column, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-07-01T12:00:00", datetime(2024, 7, 1, 9, tzinfo=UTC)),
        ("2024-07-01 12:00:00.250000", datetime(2024, 7, 1, 9, 0, 0, 250_000, tzinfo=UTC)),
        ("2024-07-01", datetime(2024, 6, 30, 21, tzinfo=UTC)),
        ("2024-07-01 12:00:00 UTC", datetime(2024, 7, 1, 12, tzinfo=UTC)),
        ("2024-07-01 12:00:00 +0200", datetime(2024, 7, 1, 10, tzinfo=UTC)),
        ("2024-07-01 12:00:00 Z", datetime(2024, 7, 1, 12, tzinfo=UTC)),
        ("2024-07-01 12:00:00 CET", "REFUSED: '2024-07-01 12:00:00 CET' is not an ISO 8601 time"),
        ("20240701T120000Z", datetime(2024, 7, 1, 12, tzinfo=UTC)),
        ("2024-07-01T12:00:00-04:00", datetime(2024, 7, 1, 16, tzinfo=UTC)),
        # Clocks went back from 2:00 to 1:00 that night, and forward from 2:00 to 3:00 this one.
        ("2024-10-27T01:30", datetime(2024, 10, 26, 22, 30, tzinfo=UTC)),
        ("2024-03-29T02:30", datetime(2024, 3, 29, 0, 30, tzinfo=UTC)),
        ("1900-01-01T00:00Z", datetime(1900, 1, 1, tzinfo=UTC)),
        ("2199-12-31T23:59:59Z", datetime(2199, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("1899-12-31", "REFUSED: '1899-12-31' is not in the years 1900 to 2199"),
        ("2200-01-01", "REFUSED: '2200-01-01' is not in the years 1900 to 2199"),
        ("0001-01-01T00:00", "REFUSED: '0001-01-01T00:00' is not in the years 1900 to 2199"),
        (
            "9999-12-31T23:59-12:00",
            "REFUSED: '9999-12-31T23:59-12:00' is not in the years 1900 to 2199",
        ),
        ("2024-02-30", "REFUSED: '2024-02-30' is not an ISO 8601 time"),
        ("2024-07-01T25:00", "REFUSED: '2024-07-01T25:00' is not an ISO 8601 time"),
        ("01/07/2024", "REFUSED: '01/07/2024' is not an ISO 8601 time"),
        ("1719829800", "REFUSED: '1719829800' is not an ISO 8601 time"),
        ("٢٠٢٤-07-01", "REFUSED: '٢٠٢٤-07-01' is not an ISO 8601 time"),
        ("2024-07-01\udcff12:00", "REFUSED: '2024-07-01\\udcff12:00' is not an ISO 8601 time"),
        ("", "REFUSED: is empty"),
    ],
)
def test_times(text: str, expected: Value) -> None:
    assert parse("calls", "created", text) == expected


def test_a_row_names_all_its_faults() -> None:
    columns = LAYOUTS["ratings"].choose(["rating", "call", "created"])
    assert parse_row(columns, ["6", "", "2024-07-01"], JERUSALEM)[1] == [
        Fault("rating", "'6' is not between 1 and 5"),
        Fault("call", "is empty"),
    ]


@pytest.mark.parametrize(("texts", "number"), [([], 0), (["1", "2"], 2), (["1"] * 4, 4)])
def test_a_row_of_another_width_is_one_fault(texts: list[str], number: int) -> None:
    translator = Translator(LAYOUTS["ratings"], Reading(), ["call", "rating", "created"], None)
    assert translator.parse(Record(2, texts), JERUSALEM) == (
        [],
        [Fault(None, f"the number of fields is {number}, not 3")],
    )
