"""Ids of candidates that are telephone numbers: damaged, in several spellings, in one form.

phonenumbers is loaded where it is needed: few imports say a region, and every process of the
service has this module.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING

from calls.importing.columns import Column, Layout
from calls.importing.parsers import Parser, Value, quote
from calls.importing.record import Record
from campaigns.models import Candidate

if TYPE_CHECKING:
    import phonenumbers

# What either of the next two looks like.
LIKE_A_NUMBER = re.compile(r"[+0-9][0-9 ()./,+eE-]*")
# A spreadsheet's way to write a long number, of which it forgets all but the first digits.
DAMAGED = re.compile(r"[0-9]([.,][0-9]+)?[eE]\+?[0-9]{1,2}")
NUMBER = re.compile(r"\+?[0-9][0-9 ()./-]{5,22}")
SIGNS = re.compile(r"[^0-9]")
# Numbers whose spelling is remembered, so that memory does not grow with the file.
MAX_REMEMBERED = 20_000


def holds_candidates(layout: Layout, column: Column) -> bool:
    """Say whether the column holds ids of candidates."""
    return column.refers_to is Candidate or (
        layout.model is Candidate and column.name == "external_id"
    )


def phone_parser(parse: Parser, region: str) -> Parser:
    """Return a parser of telephone numbers, which are written as +49… whatever they are now."""

    def parse_phone(text: str, zone: tzinfo) -> Value:
        return parse(normalize(text, region), zone)

    return parse_phone


@lru_cache(maxsize=10_000)
def normalize(text: str, region: str) -> str:
    """Return a number in its international form (E.164); raises ValueError where it is none.

    Telephone systems often leave out the +: 49170… is of Germany, seen from there, and no number
    of the town that has 0491.
    """
    import phonenumbers

    number = parse_number(text, region)
    whole = parse_number(f"+{text}", region)
    if (
        whole
        and whole.country_code == phonenumbers.country_code_for_region(region)
        and phonenumbers.is_valid_number(whole)
    ):
        number = whole
    # Possible from everywhere: not only within one town.
    possible = phonenumbers.ValidationResult.IS_POSSIBLE
    if number is None or phonenumbers.is_possible_number_with_reason(number) != possible:
        raise ValueError(f"{quote(text)} is no telephone number, seen from {region}")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def parse_number(text: str, region: str) -> "phonenumbers.PhoneNumber | None":
    """Return the number, or None where the text is none."""
    import phonenumbers

    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None


def is_region(name: str) -> bool:
    """Say whether that is a country whose numbers are known."""
    import phonenumbers

    return name in phonenumbers.SUPPORTED_REGIONS


class PhoneWatch:
    """Looks at the ids of candidates that come in, and has warnings at the end."""

    def __init__(self, layout: Layout, columns: Sequence[Column], unit: str) -> None:
        self._watched = [
            (index, column.name)
            for index, column in enumerate(columns)
            if holds_candidates(layout, column)
        ]
        self._unit = unit
        self._spellings: dict[str, str] = {}
        self._first: dict[tuple[str, str], str] = {}
        self._rows: Counter[tuple[str, str]] = Counter()

    def look(self, records: Sequence[Record], rows: Sequence[Sequence[Value]]) -> None:
        """Look at the values of good rows."""
        for index, name in self._watched:
            for record, row in zip(records, rows, strict=True):
                text = row[index]
                if text is not None and LIKE_A_NUMBER.fullmatch(str(text)):
                    self._look_at(name, record.line, str(text))

    def _look_at(self, name: str, line: int, text: str) -> None:
        if DAMAGED.fullmatch(text):
            self._note(name, "damaged", f"{quote(text)} in {self._unit} {line}")
        elif NUMBER.fullmatch(text):
            digits = SIGNS.sub("", text)
            if not text.startswith("+"):
                digits = digits.removeprefix("00")
            known = self._spellings.get(digits)
            if known is None:
                if len(self._spellings) < MAX_REMEMBERED:
                    self._spellings[digits] = text
            elif known != text:
                both = f"{quote(known)} and {quote(text)} (in {self._unit} {line})"
                self._note(name, "spelled", both)

    def _note(self, name: str, what: str, first: str) -> None:
        self._first.setdefault((name, what), first)
        self._rows[name, what] += 1

    def warnings(self) -> Iterator[str]:
        """Yield a sentence for each sort of thing that was seen."""
        for (name, what), first in self._first.items():
            yield SENTENCES[what](name, first, tell_more(self._rows[name, what] - 1))


def tell_more(rows: int) -> str:
    """Return how many more rows there are."""
    return f", and {rows:,} more row{'s' if rows > 1 else ''}" if rows else ""


SENTENCES: dict[str, Callable[[str, str, str], str]] = {
    "damaged": lambda name, first, more: (
        f"Column {name} looks damaged by a spreadsheet, which has lost digits: {first}{more}. "
        "Have it as text there, and export again."
    ),
    "spelled": lambda name, first, more: (
        f"Column {name} has one number in several spellings, and each is a person of its own: "
        f"{first}{more}. --phone-region DE (or where they live) makes them one."
    ),
}
