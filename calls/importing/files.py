"""Opening what is to be imported, whatever kind of file it is: its first bytes tell."""

import io
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO

from calls.importing.csv_reader import Binary, CsvReader
from calls.importing.errors import WrongArgumentError
from calls.importing.headers import Headers
from calls.importing.parquet import ParquetReader
from calls.importing.reading import Reading
from calls.importing.source import STANDARD_INPUT, Source
from calls.importing.workbook import WorkbookReader

BUFFER_BYTES = 1 << 16
ZIP, PARQUET = b"PK\x03\x04", b"PAR1"
REFUSED = {
    b"\xd0\xcf\x11\xe0": "a workbook of an old Excel (.xls): save it as .xlsx or CSV",
    b"%PDF": "a PDF: export the rows as CSV",
    b"PK\x05\x06": "an empty ZIP archive",
    b"\xfd7zX": "packed by xz: unpack it first",
    b"BZh": "packed by bzip2: unpack it first",
    b"\x28\xb5\x2f\xfd": "packed by zstd: unpack it first",
}


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
        self._read = 0

    def readable(self) -> bool:
        """Say that it can be read: the base class asks."""
        return True

    def tell(self) -> int:
        """Return how many bytes were read."""
        return self._read

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer from the stream."""
        read = self._raw.read(len(buffer))
        buffer[: len(read)] = read
        self._read += len(read)
        self._progress(len(read))
        return len(read)


@contextmanager
def open_source(
    name: str,
    raw: BinaryIO,
    progress: Callable[[int], object],
    headers: Headers,
    reading: Reading,
) -> Iterator[Source]:
    """Give the stream as a file of its kind: CSV (packed or not), XLSX or Parquet.

    `progress` is told how many bytes were read, again and again. Raises WrongArgumentError where
    it is none of these, or has no header.
    """
    binary: Binary = io.BufferedReader(Measured(raw, progress), BUFFER_BYTES)
    start = binary.peek(4)[:4]
    for magic, what in REFUSED.items():
        if start.startswith(magic):
            raise WrongArgumentError(f"{name} is {what}.")
    if start not in (ZIP, PARQUET):
        yield CsvReader(name, binary, headers, reading)
        return
    with seekable(raw, binary) as file:
        yield WorkbookReader(name, file, headers) if start == ZIP else ParquetReader(name, file)


@contextmanager
def seekable(raw: BinaryIO, binary: Binary) -> Iterator[BinaryIO]:
    """Give the stream as a file with a beginning, on disk if it is none itself."""
    if file_status(raw):
        raw.seek(0)
        yield raw
        return
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(binary, copy)
        copy.seek(0)
        yield copy
