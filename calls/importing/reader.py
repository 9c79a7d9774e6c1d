"""Reading a CSV file as a stream: gzip or not, with the line at which each record starts."""

import csv
import gzip
import io
import os
import stat
import sys
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self, TextIO

from calls.importing.errors import UnreadableError, WrongArgumentError

STANDARD_INPUT = "-"
GZIP_MAGIC = b"\x1f\x8b"
MAX_LINE_LENGTH = 1_000_000
BUFFER_BYTES = 1 << 16
# The column that a file of rejected rows has beside theirs; such a file can be imported itself.
REASON = "reason"
NOT_CSV = "not CSV: "


class Record(NamedTuple):
    """One record of the file, and the line (from 1) at which it starts.

    A line that cannot be told apart into fields has none, but `raw` and the reason.
    """

    line: int
    texts: list[str]
    raw: str = ""
    not_csv: str = ""


def open_binary(name: str) -> AbstractContextManager[BinaryIO]:
    """Open a file, `-` being standard input; raises WrongArgumentError where that fails."""
    if name == STANDARD_INPUT:
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise WrongArgumentError(f"{name} cannot be read: {error.strerror}.") from error


def file_status(raw: BinaryIO) -> os.stat_result | None:
    """Return the status of the regular file behind a stream; None for a pipe and the like."""
    try:
        status = os.fstat(raw.fileno())
    except OSError:
        return None
    return status if stat.S_ISREG(status.st_mode) else None


class Measured(io.RawIOBase):
    """A stream that reports how many bytes were read of it."""

    def __init__(self, raw: BinaryIO, progress: Callable[[int], object]) -> None:
        self._raw = raw
        self._progress = progress

    def readable(self) -> bool:
        """Say that it can be read: the base class asks."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer from the stream."""
        read = self._raw.read(len(buffer))
        buffer[: len(read)] = read
        self._progress(len(read))
        return len(read)


def open_text(name: str, raw: BinaryIO, progress: Callable[[int], object]) -> TextIO:
    """Return the stream as UTF-8 text, unpacked if it is gzip by its name or its first bytes.

    Bytes that are not UTF-8 become lone surrogates, which the parsers refuse row by row and which
    are written back as the same bytes. A byte order mark is dropped.
    """
    binary: io.BufferedIOBase = io.BufferedReader(Measured(raw, progress), BUFFER_BYTES)
    assert isinstance(binary, io.BufferedReader)
    if name.endswith(".gz") or binary.peek(2)[:2] == GZIP_MAGIC:
        binary = gzip.GzipFile(fileobj=binary)
    return io.TextIOWrapper(binary, encoding="utf-8-sig", errors="surrogateescape", newline="")


class LineTooLongError(Exception):
    """A text without an end of line for so long is no CSV, and would fill the memory."""


class Lines:
    """The lines of a text; those `taken` since it was last cleared can be given back.

    A line is read whole, so memory depends on its length.
    """

    def __init__(self, text: TextIO) -> None:
        self.taken: list[str] = []
        self._text = text
        self._again: deque[str] = deque()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._text.readline(MAX_LINE_LENGTH)
        if not line:
            raise StopIteration
        if len(line) == MAX_LINE_LENGTH:
            raise LineTooLongError(f"line longer than {MAX_LINE_LENGTH} characters")
        self.taken.append(line)
        return line

    def keep_first(self) -> str:
        """Give back all lines taken but the first, and return that one without its end."""
        first, *others = self.taken
        self._again.extendleft(reversed(others))
        self.taken = [first]
        return first.rstrip("\r\n")


class CsvReader:
    """The header and the records of a CSV stream; rows of nothing but blanks are skipped.

    A column `reason` is left out: it is what the rejected rows of an import have.
    Everything raises UnreadableError with file and line where the stream cannot be read on.
    """

    def __init__(self, name: str, raw: BinaryIO, progress: Callable[[int], object]) -> None:
        self.name = "standard input" if name == STANDARD_INPUT else name
        self._lines = Lines(open_text(name, raw, progress))
        self._lines_read = 0
        self._rows = csv.reader(self._lines, strict=True)
        # Where in a record the reason stands, counted from its end: a short record has one too.
        self._reason = 0
        header = next(self.records(), None)
        if header is None:
            raise WrongArgumentError(f"{self.name} is empty: it has no header.")
        if header.not_csv:
            raise WrongArgumentError(f"{self.name}, line {header.line}: {header.not_csv}.")
        self.header = header.texts
        if REASON in self.header:
            self._reason = self.header.index(REASON) - len(self.header)
            del self.header[self._reason]

    def records(self) -> Iterator[Record]:
        """Yield the records not yet read.

        A quote that is wrong or never ends spoils the line where its record starts; what follows
        is read on, for nobody can tell where the record was meant to end.
        """
        while True:
            self._lines.taken.clear()
            line = self._lines_read + 1
            try:
                texts = next(self._rows, None)
            except csv.Error as error:
                yield self._spoiled(line, f"{NOT_CSV}{error}")
                texts = []
            except (OSError, EOFError, zlib.error, LineTooLongError) as error:
                raise UnreadableError(
                    f"{self.name}, line {line}: the file cannot be read on: {error}."
                ) from error
            if texts is None:
                return
            self._lines_read += len(self._lines.taken)
            if self._reason and len(texts) >= -self._reason:
                del texts[self._reason]
            if any(map(str.strip, texts)):
                yield Record(line, texts)

    def _spoiled(self, line: int, reason: str) -> Record:
        """Return the line as it is, but without the reason that an earlier import gave."""
        raw = self._lines.keep_first()
        if self._reason:
            raw = raw.rpartition(f',"{NOT_CSV}')[0] or raw
        return Record(line, [], raw, reason)
