"""Where rows go that are not imported: they stop the import, or are listed for mending."""

import csv
import os
from collections.abc import Sequence
from pathlib import Path
from secrets import token_hex
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from calls.importing.columns import Fault
from calls.importing.dialect import Dialect
from calls.importing.errors import ImportingError, UnreadableError, WrongArgumentError
from calls.importing.files import file_status
from calls.importing.formulas import FORMULA, disarm
from calls.importing.record import REASON, Record
from calls.importing.source import Source
from calls.importing.translation import Translator

WARNINGS_SHOWN = 10
FAULTY_ROWS_SHOWN = 100


class Warnings(Protocol):
    """Where a person reads them: Django's `stderr` of a command, or any stream."""

    def write(self, text: str, /) -> object:
        """Show the text."""


class FirstWarnings:
    """Tells the first few warnings of one sort, and then once that there are more."""

    def __init__(self, warnings: Warnings, more: str) -> None:
        self._warnings = warnings
        self._more = more
        self._seen = 0

    def tell(self, text: str) -> None:
        """Tell the text, if not too many were told before."""
        self._seen += 1
        if self._seen <= WARNINGS_SHOWN + 1:
            self._warnings.write(f"{text if self._seen <= WARNINGS_SHOWN else self._more}\n")


class Rejects:
    """Takes the bad rows of one import."""

    # Nothing of the import will stay: its other rows are only looked at.
    is_doomed = False

    def __init__(self, source: Source, translator: Translator) -> None:
        self._source = source
        self._translator = translator

    def __enter__(self) -> Self:
        return self

    def add(self, record: Record, faults: Sequence[Fault]) -> None:
        """Take a bad row and all that is wrong with it."""
        raise NotImplementedError

    def describe(self, record: Record, fault: Fault) -> str:
        """Return file, line, column and reason."""
        column = f", column {self._translator.label(fault.column)}" if fault.column else ""
        place = f"{self._source.name}, {self._source.unit} {record.line}{column}"
        return f"{place}: {self._translator.describe(fault)}."

    def complete(self) -> None:
        """Keep the rows added; called before the transaction commits, so that failing undoes it."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Finish after the commit, or after a failure."""


class RejectsRefused(Rejects):
    """A bad row undoes the import, which reads on to tell of others that would undo it next."""

    def __init__(self, source: Source, translator: Translator) -> None:
        super().__init__(source, translator)
        self._rows = 0
        self._sentences: list[str] = []

    def add(self, record: Record, faults: Sequence[Fault]) -> None:
        """Note all that is wrong with the row; after many rows it is enough."""
        self.is_doomed = True
        self._rows += 1
        self._sentences += [self.describe(record, fault) for fault in faults]
        if self._rows == FAULTY_ROWS_SHOWN:
            raise self._failure(f"Reading stopped after {FAULTY_ROWS_SHOWN} wrong rows.")

    def complete(self) -> None:
        """Undo the import if a row was bad."""
        if self.is_doomed:
            raise self._failure()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Tell of the bad rows also where reading came to no end."""
        if isinstance(error, UnreadableError):
            raise self._failure(str(error)) from error

    def _failure(self, *last: str) -> ImportingError:
        return ImportingError("\n".join([*self._sentences, *last]))


class RejectsWarned(Rejects):
    """The first few bad rows are shown, the others only counted."""

    def __init__(self, source: Source, translator: Translator, warnings: Warnings) -> None:
        super().__init__(source, translator)
        more = "More rows are rejected; --rejects FILE lists all of them."
        self._warnings = FirstWarnings(warnings, more)

    def add(self, record: Record, faults: Sequence[Fault]) -> None:
        """Tell the row's first fault."""
        self._warnings.tell(self.describe(record, faults[0]))


class RejectsFile(Rejects):
    """The bad rows as a CSV file of the same columns and `reason`, written as theirs is.

    It is written beside its place and moved there after the commit: who sees it sees all of it.
    """

    def __init__(self, source: Source, translator: Translator, raw: BinaryIO, path: Path) -> None:
        super().__init__(source, translator)
        self._dialect = source.dialect or Dialect()
        # A symbolic link stays one; the file that it names is replaced.
        self._path = path.resolve()
        if self._path.exists() and not self._path.is_file():
            raise WrongArgumentError(f"--rejects {path} is not a regular file.")
        status = file_status(raw)
        if status and self._path.exists() and os.path.samestat(status, self._path.stat()):
            raise WrongArgumentError(f"--rejects {path} is the file that is imported.")
        self._part = self._path.with_name(f".{self._path.name}.{token_hex(4)}.part")
        try:
            # The rows are about people: nobody else may read them.
            self._part.touch(mode=0o600, exist_ok=False)
            self._stream = self._part.open(
                "w", encoding=self._dialect.encoding, errors="surrogateescape", newline=""
            )
        except OSError as error:
            raise WrongArgumentError(
                f"--rejects {path} cannot be written: {error.strerror}."
            ) from error
        delimiter = self._dialect.delimiter
        self._writer = csv.writer(self._stream, lineterminator="\n", delimiter=delimiter)
        self._writer.writerow([*source.header, REASON])

    def add(self, record: Record, faults: Sequence[Fault]) -> None:
        """Write the row's own fields, unchanged even in number, and all its faults.

        A formula is written as a text; it was refused because people open such files.
        A line that has no fields is written as it stood, with the reason behind it: always in
        quotes, so that a quote left open ends on its own line.
        """
        reason = "; ".join(str(fault) for fault in faults)
        if any(fault.code == FORMULA for fault in faults):
            record = record._replace(texts=[*map(disarm, record.texts)], raw=disarm(record.raw))
        if record.not_csv:
            quoted = reason.replace('"', '""')
            self._stream.write(f'{record.raw}{self._dialect.delimiter}"{quoted}"\n')
        else:
            self._writer.writerow([*record.texts, reason])

    def complete(self) -> None:
        """Write the rows still in memory, as long as the import can be undone."""
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
