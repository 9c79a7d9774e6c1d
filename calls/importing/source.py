"""What every kind of file is read as: the names of its columns, and records of texts."""

from collections.abc import Iterator

from calls.importing.dialect import Dialect
from calls.importing.record import Record

STANDARD_INPUT = "-"


class Source:
    """A file that is read: `header` names its columns.

    `unit` is what its records are numbered by. `dialect` is how its rejected rows are written,
    too; None for what is no CSV. Everything raises UnreadableError with file and line where the
    file cannot be read on.
    """

    header: list[str]
    unit = "line"
    dialect: Dialect | None = None

    def __init__(self, name: str) -> None:
        self.name = "standard input" if name == STANDARD_INPUT else name

    def records(self) -> Iterator[Record]:
        """Yield the records not yet read; empty ones are left out."""
        raise NotImplementedError

    def find_note(self) -> str:
        """Return how the file is read, where that is not the plain way; else nothing."""
        return "" if self.dialect and self.dialect.is_plain else self.describe()

    def describe(self) -> str:
        """Return in words how the file is read."""
        return str(self.dialect)
