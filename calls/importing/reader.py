"""Reading a CSV file as a stream: gzip or not, with the line at which each record starts."""

import csv
import gzip
import io
import os
import stat
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple, TextIO

from calls.importing.errors import ImportingError, WrongArgumentError

STANDARD_INPUT = "-"
GZIP_MAGIC = b"\x1f\x8b"
LONGEST_LINE = 1_000_000
BUFFER_BYTES = 1 << 16


class Record(NamedTuple):
    """One record of the file, and the line (from 1) at which it starts."""

    line: int
    texts: list[str]


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


def lines(name: str, raw: BinaryIO, progress: Callable[[int], object]) -> Iterator[str]:
    """Yield the lines; a line is read whole, so its length is what memory depends on."""
    text = open_text(name, raw, progress)
    for line in iter(partial(text.readline, LONGEST_LINE), ""):
        if len(line) == LONGEST_LINE:
            raise csv.Error(f"line longer than {LONGEST_LINE} characters")
        yield line


class CsvReader:
    """The header and the records of a CSV stream; blank lines are skipped.

    Everything raises ImportingError with file and line where the stream cannot be read on.
    """

    def __init__(self, name: str, raw: BinaryIO, progress: Callable[[int], object]) -> None:
        self.name = "standard input" if name == STANDARD_INPUT else name
        self._rows = csv.reader(lines(name, raw, progress), strict=True)
        header = next(self.records(), None)
        if header is None:
            raise WrongArgumentError(f"{self.name} is empty: it has no header.")
        self.header = header.texts

    def records(self) -> Iterator[Record]:
        """Yield the records not yet read."""
        while True:
            line = self._rows.line_num + 1
            try:
                texts = next(self._rows, None)
            except csv.Error as error:
                raise ImportingError(f"{self.name}, line {line}: not CSV: {error}.") from error
            except (OSError, EOFError, zlib.error) as error:
                raise ImportingError(
                    f"{self.name}, line {line}: the file cannot be read on: {error}."
                ) from error
            if texts is None:
                return
            if texts:
                yield Record(line, texts)
