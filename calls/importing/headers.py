"""Which lines of a file can be the one with the names of its columns."""

from collections.abc import Iterable, Sequence

from calls.importing.columns import Layout
from calls.importing.reading import Reading
from calls.importing.record import REASON
from calls.importing.spelling import fold


class Headers:
    """Which lines of a file can be the one with the names of its columns."""

    def __init__(self, layout: Layout, reading: Reading) -> None:
        self.given = reading.header
        self._wanted = {
            name: [set(map(fold, take.names)) for take in reading.columns.get(name, [])]
            or [{fold(name)}]
            for name in layout.columns
            if name not in reading.constants
        }
        self._required = [name for name in layout.required if name in self._wanted]
        self._known = {name for takes in self._wanted.values() for take in takes for name in take}

    def are_complete(self, names: Iterable[str]) -> bool:
        """Say whether every required column is among these of theirs."""
        folded = set(map(fold, names))
        return all(any(take <= folded for take in self._wanted[name]) for name in self._required)

    def count_known(self, names: Iterable[str]) -> int:
        """Count the names that are read."""
        return len(self._known.intersection(map(fold, names)))

    def reads(self, name: str) -> bool:
        """Say whether a column of that name is read."""
        return fold(name) in self._known

    def are_given(self, texts: Sequence[str]) -> bool:
        """Say whether a file that is said to have no header has that very header after all."""
        names = [fold(text) for text in texts if text != REASON]
        return bool(names) and names == [fold(name) for name in self.given[: len(names)]]
