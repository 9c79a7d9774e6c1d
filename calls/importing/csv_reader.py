"""Reading a CSV file as a stream: gzip or not, with the line at which each record starts."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from typing import Any, TextIO, TypeAlias

from calls.importing.dialect import UTF_8, Dialect, find_dialect, find_encoding, split_record
from calls.importing.errors import UnreadableError, WrongArgumentError
from calls.importing.headers import Headers
from calls.importing.lines import Lines, LineTooLongError
from calls.importing.reading import Reading
from calls.importing.record import REASON, Record
from calls.importing.source import Source

GZIP_MAGIC = b"\x1f\x8b"
# What unpacks to more is no file of rows; from a size on at which it matters.
MAX_RATIO = 500
HARMLESS_BYTES = 32 << 20
MAX_UNPACKED_BYTES = 20 << 30
NOT_CSV = "not CSV: "
Binary: TypeAlias = "io.BufferedReader[Any] | gzip.GzipFile"
UNREADABLE = (OSError, EOFError, zlib.error, UnicodeError, LineTooLongError)


class BoundedGzip(gzip.GzipFile):
    """Unpacks as far as rows ever go; raises OSError for what was packed to fill a disk."""

    def __init__(self, packed: Binary) -> None:
        super().__init__(fileobj=packed)
        self._packed = packed
        self._unpacked = 0

    def read1(self, size: int | None = -1) -> bytes:
        """Return what comes next; this is how a text reads."""
        data = super().read1(-1 if size is None else size)
        self._unpacked += len(data)
        if self._unpacked > HARMLESS_BYTES and (
            self._unpacked > MAX_UNPACKED_BYTES or self._unpacked > MAX_RATIO * self._packed.tell()
        ):
            raise OSError(
                f"it unpacks to more than {MAX_RATIO} times its size, or to more than "
                f"{MAX_UNPACKED_BYTES >> 30} GB, as no file of rows does"
            )
        return data


def open_unpacked(name: str, binary: Binary) -> Binary:
    """Return the stream, unpacked if it is gzip by its name or its first bytes."""
    if name.endswith(".gz") or binary.peek(2)[:2] == GZIP_MAGIC:
        return BoundedGzip(binary)
    return binary


def open_text(binary: Binary, encoding: str) -> TextIO:
    """Return the stream as text.

    Bytes that are not UTF-8 become lone surrogates, which the parsers refuse row by row and which
    are written back as the same bytes. A byte order mark is dropped.
    """
    codec = "utf-8-sig" if encoding == UTF_8 else encoding
    return io.TextIOWrapper(binary, encoding=codec, errors="surrogateescape", newline="")


class CsvReader(Source):
    """A CSV stream; rows of nothing but blanks are skipped.

    A column `reason` is left out: it is what the rejected rows of an import have.
    Everything raises UnreadableError with file and line where the stream cannot be read on.
    """

    dialect: Dialect

    def __init__(self, name: str, raw: Binary, headers: Headers, reading: Reading) -> None:
        super().__init__(name)
        self._lines_read = 0
        # Where in a record the reason stands, counted from its end: a short record has one too.
        self._reason = 0
        try:
            self._lines, start, self.dialect = self._open(name, raw, headers, reading)
        except UNREADABLE as error:
            raise self._failure(1, error) from error
        self._rows = csv.reader(
            self._lines,
            strict=True,
            delimiter=self.dialect.delimiter,
            skipinitialspace=self.dialect.skips_blanks,
        )
        self._lines_read = self._lines.drop(start)
        self.header = self._read_header(headers)
        if REASON in self.header and not headers.reads(REASON):
            self._reason = self.header.index(REASON) - len(self.header)
            del self.header[self._reason]

    def _open(
        self, name: str, raw: Binary, headers: Headers, reading: Reading
    ) -> tuple[Lines, int, Dialect]:
        """Return the lines, how many of them come before the header, and how they are written."""
        binary = open_unpacked(name, raw)
        encoding = reading.encoding or find_encoding(binary.peek(4)[:4])
        lines = Lines(open_text(binary, encoding))
        return lines, *find_dialect(lines, headers, encoding, reading.delimiter)

    def _read_header(self, headers: Headers) -> list[str]:
        """Return the names of the columns; raises WrongArgumentError where there are none."""
        if self.dialect.header_line is None:
            first = split_record(self._lines, 0, self.dialect.delimiter) or []
            return list(headers.given[: len(first)])
        header = next(self.records(), None)
        if header is None:
            raise WrongArgumentError(f"{self.name} is empty: it has no header.")
        if header.not_csv:
            raise WrongArgumentError(f"{self.name}, line {header.line}: {header.not_csv}.")
        return header.texts

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
            except UNREADABLE as error:
                raise self._failure(line, error) from error
            if texts is None:
                return
            self._lines_read += len(self._lines.taken)
            if self._reason and len(texts) >= -self._reason:
                del texts[self._reason]
            if any(map(str.strip, texts)):
                yield Record(line, texts)

    def _failure(self, line: int, error: Exception) -> UnreadableError:
        return UnreadableError(f"{self.name}, line {line}: the file cannot be read on: {error}.")

    def _spoiled(self, line: int, reason: str) -> Record:
        """Return the line as it is, but without the reason that an earlier import gave."""
        raw = self._lines.keep_first()
        if self._reason:
            raw = raw.rpartition(f'{self.dialect.delimiter}"{NOT_CSV}')[0] or raw
        return Record(line, [], raw, reason)
