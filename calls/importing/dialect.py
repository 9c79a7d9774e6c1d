"""How a CSV file is written: its encoding, what separates its fields, where its header is.

The encoding is found by the byte order mark, the others by the line in which the columns that are
looked for stand; lines above it are a preamble, and are not read.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from calls.importing.headers import Headers
from calls.importing.lines import Lines

UTF_8 = "utf-8"
# A longer mark before those that it begins with.
MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
DELIMITERS = (",", ";", "\t", "|")
DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
MAX_PREAMBLE_LINES = 50


@dataclass(frozen=True)
class Dialect:
    """How a CSV file is written.

    `header_line` is None where there is none; `skips_blanks` says that blanks follow delimiters.
    """

    encoding: str = UTF_8
    delimiter: str = ","
    skips_blanks: bool = False
    header_line: int | None = 1
    has_preamble: bool = False

    @property
    def is_plain(self) -> bool:
        """Say whether it is the plain way, of which nothing need be told."""
        return (self.encoding, self.delimiter) == (UTF_8, ",") and not self.has_preamble

    def __str__(self) -> str:
        where = f"header in line {self.header_line}" if self.header_line else "no header"
        separator = DELIMITER_NAMES.get(self.delimiter, repr(self.delimiter))
        return f"CSV, {self.encoding}, separated by {separator}, {where}"


def find_encoding(start: bytes) -> str:
    """Return the encoding of a file that starts with these bytes: UTF-8 unless they say more."""
    for mark, encoding in MARKS:
        if start.startswith(mark):
            return encoding
    # Letters of UTF-16 without a mark: every other byte is zero.
    if len(start) >= 4 and start[1] == start[3] == 0 and start[0] and start[2]:
        return "utf-16-le"
    if len(start) >= 4 and start[0] == start[2] == 0 and start[1] and start[3]:
        return "utf-16-be"
    return UTF_8


@dataclass(frozen=True, order=True)
class Place:
    """Where the header may be, or the first row: of two the greater is the better guess."""

    known: int
    earliness: int
    fields: int
    delimiter: str = field(compare=False)
    skips_blanks: bool = field(compare=False)


def find_dialect(
    lines: Lines, headers: Headers, encoding: str, delimiter: str | None
) -> tuple[int, Dialect]:
    """Return how many lines come before the header, or the first row, and how all is written.

    Where no line has all required columns, the one that has most of what is looked for is the
    header, which then is told what it lacks.
    """
    find = find_first_row if headers.given else find_header
    place = find(lines, headers, (delimiter,) if delimiter else DELIMITERS)
    if place is None:
        return 0, Dialect(encoding, delimiter or ",")
    start = -place.earliness
    texts = split_record(lines, start, place.delimiter) or []
    has_header = not headers.given or headers.are_given(texts)
    header_line = start + 1 if has_header else None
    above = [lines.peek(index) or "" for index in range(start)]
    return start, Dialect(
        encoding,
        place.delimiter,
        place.skips_blanks,
        header_line,
        has_preamble=any(line.strip(", \t\r\n") for line in above),
    )


def find_header(lines: Lines, headers: Headers, delimiters: Sequence[str]) -> Place | None:
    """Return the first place with all required columns, else that with most that are known.

    Where none is known, that with most fields; but a first line that is no CSV stays the header.
    """
    places: list[Place] = []
    for start in range(MAX_PREAMBLE_LINES):
        for place, texts in list_places(lines, headers, delimiters, start):
            if headers.are_complete(texts):
                return place
            places.append(place)
    if not places:
        return None
    best = max(places)
    if best.known or not places[0].fields:
        return best if best.known else places[0]
    return max(places, key=lambda place: (place.fields, place.earliness))


def find_first_row(lines: Lines, headers: Headers, delimiters: Sequence[str]) -> Place | None:
    """Return the first line that is not blank, in most fields, as far as they have names."""
    for start in range(MAX_PREAMBLE_LINES):
        most = len(headers.given) + 1  # The reason why a row was rejected may follow.
        found = [
            (len(texts) <= most, len(texts), -index, place)
            for index, (place, texts) in enumerate(list_places(lines, headers, delimiters, start))
        ]
        if found:
            return max(found)[-1]
    return None


def list_places(
    lines: Lines, headers: Headers, delimiters: Sequence[str], start: int
) -> Iterator[tuple[Place, list[str]]]:
    """Yield the record that starts in that line as each delimiter splits it, if it is not blank."""
    if lines.peek(start) is None:
        return
    for delimiter in delimiters:
        texts = split_record(lines, start, delimiter)
        if texts is None:
            yield Place(0, -start, 0, delimiter, skips_blanks=False), []
        elif any(map(str.strip, texts)):
            known = headers.count_known(texts)
            yield Place(known, -start, len(texts), delimiter, has_blanks(texts)), texts


def split_record(lines: Lines, start: int, delimiter: str) -> list[str] | None:
    """Return the fields of the record that starts in that line; None where it is no CSV."""
    try:
        return next(csv.reader(follow(lines, start), delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None


def follow(lines: Lines, start: int) -> Iterator[str]:
    """Yield the line and those behind it, as many as a header may have."""
    for index in range(start, start + MAX_PREAMBLE_LINES):
        line = lines.peek(index)
        if line is None:
            return
        yield line


def has_blanks(texts: list[str]) -> bool:
    """Say whether blanks follow the delimiters of a record."""
    return len(texts) > 1 and all(text[:1] == " " for text in texts[1:])
