"""What files are made of: sheets of typed cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

Number = int | float
Cell = str | bool | Number | datetime | None


class Share(float):
    """A fraction, which a workbook shows in per cent."""


class Identifier(int):
    """A row's id, which a workbook shows without separators."""


@dataclass(frozen=True)
class Sheet:
    """One table: a sheet of a workbook, or a part of a CSV file, which has no titles."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def label(name: str) -> str:
    """Return a name as people write it."""
    return name.replace("_", " ").capitalize()
