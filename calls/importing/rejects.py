"""Where rows go that are not imported: they stop the import, or are listed for mending."""

import csv
import os
from collections.abc import Sequence
from pathlib import Path
from secrets import token_hex
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from calls.importing.columns import Fault
from calls.importing.errors import ImportingError, WrongArgumentError
from calls.importing.reader import Record, file_status

REASONS_SHOWN = 10


class Warnings(Protocol):
    """Where a person reads them: Django's `stderr` of a command, or any stream."""

    def write(self, text: str, /) -> object:
        """Show the text."""


class Rejects:
    """Takes the bad rows of one import; this one stops it at the first."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> Self:
        return self

    def add(self, record: Record, faults: Sequence[Fault]) -> None:
        """Take a bad row and what is wrong with it."""
        raise ImportingError(self.describe(record, faults))

    def describe(self, record: Record, faults: Sequence[Fault]) -> str:
        """Return file, line, column and reason of the row's first fault."""
        column = f", column {faults[0].column}" if faults[0].column else ""
        return f"{self._name}, line {record.line}{column}: {faults[0].reason}."

    def complete(self) -> None:
        """Keep what was added; called before the transaction commits, so that failing undoes it."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Finish after the commit, or after a failure."""


class RejectsWarned(Rejects):
    """The first few bad rows are told to whoever watches, the others only counted."""

    def __init__(self, name: str, warnings: Warnings) -> None:
        super().__init__(name)
        self._warnings = warnings
        self._seen = 0

    def add(self, record: Record, faults: Sequence[Fault]) -> None:
        """Tell the row's first fault, if not too many were told before."""
        self._seen += 1
        if self._seen <= REASONS_SHOWN:
            self._warnings.write(f"{self.describe(record, faults)}\n")
        elif self._seen == REASONS_SHOWN + 1:
            self._warnings.write("More rows are rejected; --rejects FILE lists all of them.\n")


class RejectsFile(Rejects):
    """The bad rows as a CSV file of the same columns and `reason`.

    It is written beside its place and moved there after the commit: who sees it sees all of it.
    """

    def __init__(self, name: str, raw: BinaryIO, path: Path, header: Sequence[str]) -> None:
        super().__init__(name)
        # A symbolic link stays one; the file that it names is replaced.
        self._path = path.resolve()
        if self._path.exists() and not self._path.is_file():
            raise WrongArgumentError(f"--rejects {path} is not a regular file.")
        source = file_status(raw)
        if source and self._path.exists() and os.path.samestat(source, self._path.stat()):
            raise WrongArgumentError(f"--rejects {path} is the file that is imported.")
        self._part = self._path.with_name(f".{self._path.name}.{token_hex(4)}.part")
        try:
            self._stream = self._part.open(
                "x", encoding="utf-8", errors="surrogateescape", newline=""
            )
        except OSError as error:
            raise WrongArgumentError(
                f"--rejects {path} cannot be written: {error.strerror}."
            ) from error
        self._writer = csv.writer(self._stream, lineterminator="\n")
        self._writer.writerow([*header, "reason"])

    def add(self, record: Record, faults: Sequence[Fault]) -> None:
        """Write the row's own fields, unchanged even in number, and all its faults."""
        self._writer.writerow([*record.texts, "; ".join(str(fault) for fault in faults)])

    def complete(self) -> None:
        """Write what is still in memory, as long as the import can be undone."""
        self._stream.close()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Put the file in its place, or remove it after a failure."""
        if kind is None:
            try:
                self._part.replace(self._path)
            except OSError as failure:
                raise ImportingError(
                    f"The good rows are imported, but the rejected ones are left in {self._part}: "
                    f"{failure.strerror}."
                ) from failure
        else:
            self._part.unlink()
            self._stream.close()
