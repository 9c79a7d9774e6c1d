"""One record of a file, before anything is known of its texts."""

from typing import NamedTuple

# The column that a file of rejected rows has beside theirs; such a file can be imported itself.
REASON = "reason"


class Record(NamedTuple):
    """One record of the file, and the line (from 1) at which it starts.

    A line that cannot be told apart into fields has none, but `raw` and the reason.
    """

    line: int
    texts: list[str]
    raw: str = ""
    not_csv: str = ""
