"""The lines of a text, which can be looked at before they are taken, and be given back."""

from collections import deque
from typing import Self, TextIO

MAX_LINE_LENGTH = 1_000_000


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
        line = self._again.popleft() if self._again else self._read()
        if not line:
            raise StopIteration
        self.taken.append(line)
        return line

    def peek(self, index: int) -> str | None:
        """Return the line that is the index-th to come, and stays to come; None behind the last."""
        while len(self._again) <= index:
            line = self._read()
            if not line:
                return None
            self._again.append(line)
        return self._again[index]

    def drop(self, number: int) -> int:
        """Take that many lines, which were looked at, for nothing; return how many."""
        for _ in range(number):
            self._again.popleft()
        return number

    def keep_first(self) -> str:
        """Give back all lines taken but the first, and return that one without its end."""
        first, *others = self.taken
        self._again.extendleft(reversed(others))
        self.taken = [first]
        return first.rstrip("\r\n")

    def _read(self) -> str:
        line = self._text.readline(MAX_LINE_LENGTH)
        if len(line) == MAX_LINE_LENGTH:
            raise LineTooLongError(f"line longer than {MAX_LINE_LENGTH} characters")
        return line
