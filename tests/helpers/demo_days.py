"""Days in which the demo has calls: it is seeded back from today, whenever that is."""

from datetime import UTC, datetime, timedelta

ONE_DAY = timedelta(days=1)
# The last whole month, and the one before.
END = datetime.now(UTC).date().replace(day=1) - ONE_DAY
START = END.replace(day=1)
BEFORE_START = (START - ONE_DAY).replace(day=1)
BEFORE_END = START - ONE_DAY
MONTH = f"start_date={START}&end_date={END}"
