"""The cells of workbooks and Parquet files as the texts that a CSV file would have."""

import json
import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

# Excel's own limit.
MAX_CELL_LENGTH = 32_767


def to_text(value: object) -> str:
    """Return the text of a cell: times in ISO 8601 with a T, durations as H:MM:SS."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case float():
            return write_number(value)
        case Decimal():
            return write_number(value)
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return write_duration(value)
        case bytes():
            return value.decode(errors="surrogateescape")
    return json.dumps(value, default=str, ensure_ascii=False)


def write_number(number: Any) -> str:
    """Return a number without exponent where it is whole; pandas writes nothing as NaN."""
    if math.isnan(number):
        return ""
    if abs(number) < 1e15 and number == int(number):
        return str(int(number))
    return repr(number) if isinstance(number, float) else format(number, "f")


def write_duration(duration: timedelta) -> str:
    """Return a duration as H:MM:SS, with a part of a second where there is one."""
    seconds = duration / timedelta(seconds=1)
    if seconds < 0:
        return str(seconds)
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours}:{minutes:02}:{rest:09.6f}"
