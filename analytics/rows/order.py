"""In which order rows are listed, and where a page of them ends."""

import base64
import binascii
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, NoReturn

from django.db.models import F, Model, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.db.models.sql.constants import LOUTER
from django.utils.dateparse import parse_datetime
from django_cte import CTE, with_cte

from analytics.question.filters import ResolvedFilters
from analytics.reading.dimensions import Rows
from analytics.semantic.bases import RowKind
from analytics_project.api.parameters import MAX_ID
from campaigns.models import Campaign, Candidate

MICROSECOND = timedelta(microseconds=1)
CANDIDATE, CAMPAIGN, WAITED = "candidate", "campaign", "time_to_first_interview_sec"


def read_id(value: Any) -> int:
    """Return a row's id. This and the others read a value of a cursor, or raise ValueError."""
    if type(value) is not int or not 0 < value <= MAX_ID:
        raise ValueError(value)
    return value


def read_instant(value: Any) -> datetime:
    """Return the instant of an ISO 8601 text with an offset, in UTC.

    Not every offset is one to PostgreSQL, nor is every instant one in UTC.
    """
    instant = parse_datetime(read_text(value))
    if instant is None or instant.tzinfo is None:
        raise ValueError(value)
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(value) from error


def read_number(value: Any) -> float:
    """Return a number that any column can be compared with."""
    if type(value) not in (int, float) or not math.isfinite(value) or abs(value) > MAX_ID:
        raise ValueError(value)
    number: float = value
    return number


def read_text(value: Any) -> str:
    """Return a text that a database can take."""
    if type(value) is not str or "\x00" in value:
        raise ValueError(value)
    value.encode()  # Half a surrogate pair raises: a ValueError, too.
    return value


def read_flag(value: Any) -> bool:
    """Return a yes or no."""
    if type(value) is not bool:
        raise ValueError(value)
    return value


def read_duration(value: Any) -> timedelta:
    """Return a time of so many microseconds."""
    return timedelta(microseconds=read_number(value))


@dataclass(frozen=True)
class Column:
    """What rows are ordered by: the name it has in them, and how a cursor's value is read."""

    name: str
    read: Callable[[Any], Any]
    is_nullable: bool = True


@dataclass(frozen=True)
class Order:
    """How rows are listed: by columns, the last of which tell rows apart; null comes last."""

    columns: tuple[Column, ...]
    is_descending: bool

    def read_cursor(self, text: str) -> Sequence[Any]:
        """Return the values of the columns, as `write_cursor` has written them.

        Raises ValueError.
        """
        try:
            values = json.loads(
                base64.b64decode(text, altchars=b"-_", validate=True), parse_constant=fail
            )
        except (binascii.Error, RecursionError) as error:
            raise ValueError(text) from error
        if type(values) is not list or len(values) != len(self.columns):
            raise ValueError(values)
        return [
            None if value is None and column.is_nullable else column.read(value)
            for column, value in zip(self.columns, values, strict=True)
        ]

    def write_cursor(self, row: Mapping[str, Any]) -> str:
        """Return the cursor of the page that follows a row."""
        values = json.dumps([write_value(row[column.name]) for column in self.columns])
        return base64.urlsafe_b64encode(values.encode()).decode()

    def follows(self, after: Sequence[Any]) -> Q:
        """Return the condition of coming after the row that has these values."""
        first, value = self.columns[0], after[0]
        # For the index; the others tell rows apart that are equal in it.
        condition = Q() if first.is_nullable else Q(**{f"{first.name}__{self.comparison}e": value})
        later, equal = list[Q](), Q()
        for column, value in zip(self.columns, after, strict=True):
            if value is not None:
                beyond = Q(**{f"{column.name}__{self.comparison}": value})
                if column.is_nullable:
                    beyond |= Q(**{f"{column.name}__isnull": True})
                later.append(equal & beyond)
            is_null = {f"{column.name}__isnull": True}
            equal &= Q(**is_null if value is None else {column.name: value})
        return condition & reduce(or_, later)

    @property
    def comparison(self) -> str:
        """How a later row compares with an earlier one."""
        return "lt" if self.is_descending else "gt"


def fail(text: str) -> NoReturn:
    """Refuse what JSON does not know: NaN and infinities."""
    raise ValueError(text)


def write_value(value: Any) -> Any:
    """Return a value of a row as JSON has it in cursors."""
    if isinstance(value, datetime):
        return value.isoformat()
    return value // MICROSECOND if isinstance(value, timedelta) else value


CREATED = Column("created", read_instant, is_nullable=False)
REVIEWED = Column("call_last_reviewed_at", read_instant, is_nullable=False)
CANDIDATE_ID = Column("candidate_id", read_id, is_nullable=False)
CAMPAIGN_ID = Column("campaign_id", read_id, is_nullable=False)
CALL_ID = Column("call_id", read_id, is_nullable=False)
REVIEW_ID = Column("review_id", read_id, is_nullable=False)
FEEDBACK = Column("feedback", read_text)

# By name, as people see it.
LABELS: Mapping[str, tuple[Column, type[Model]]] = {
    CANDIDATE: (Column("candidate_label", read_text), Candidate),
    CAMPAIGN: (Column("campaign_label", read_text), Campaign),
}
BY_NAME = {name: column for name, (column, _) in LABELS.items()}
# What tells rows of a kind apart.
IDENTITIES: Mapping[RowKind, tuple[Column, ...]] = {
    RowKind.CALLS: (CALL_ID,),
    RowKind.APPLICATIONS: (CANDIDATE_ID, CAMPAIGN_ID),
    RowKind.REVIEWS: (REVIEW_ID,),
}
# Newest first, or by id.
DEFAULT_ORDERS: Mapping[RowKind, Order] = {
    RowKind.CALLS: Order((CREATED, CALL_ID), is_descending=True),
    RowKind.APPLICATIONS: Order((CANDIDATE_ID, CAMPAIGN_ID), is_descending=False),
    RowKind.REVIEWS: Order((REVIEWED, REVIEW_ID), is_descending=True),
}
COLUMNS: Mapping[RowKind, Mapping[str, Column]] = {
    RowKind.CALLS: {
        "created": CREATED,
        **BY_NAME,
        "call_status": Column("call_status", read_text, is_nullable=False),
        "call_length_sec": Column("call_length_sec", read_number),
        "question_completion_rate": Column("question_completion_rate", read_number),
        "score": Column("score", read_number),
        "opted_out": Column("opted_out", read_flag, is_nullable=False),
        "withdrawal_reason": Column("withdrawal_reason", read_text),
        "accommodation_requested": Column("accommodation_requested", read_flag, is_nullable=False),
    },
    RowKind.APPLICATIONS: {
        **BY_NAME,
        "attempted_calls": Column("attempted_calls", read_number, is_nullable=False),
        "feedback": FEEDBACK,
        "max_score": Column("max_score", read_number),
        "passing_score": Column("passing_score", read_number, is_nullable=False),
        "qualified": Column("qualified", read_flag),
        WAITED: Column("time_to_first_interview", read_duration, is_nullable=False),
    },
    RowKind.REVIEWS: {"call_last_reviewed_at": REVIEWED, **BY_NAME, "feedback": FEEDBACK},
}


def list_orders(kind: RowKind) -> list[str]:
    """Return the orders of a kind of rows as the parameter has them: `score` and `-score`."""
    return [sign + name for name in COLUMNS[kind] for sign in ("", "-")]


def find_order(kind: RowKind, text: str | None) -> Order:
    """Return the order of one of these texts; the kind's own where none is given."""
    if text is None:
        return DEFAULT_ORDERS[kind]
    column = COLUMNS[kind][text.lstrip("-")]
    return Order((column, *IDENTITIES[kind]), is_descending=text.startswith("-"))


def order_rows(rows: Rows, order: Order, filters: ResolvedFilters) -> Rows:
    """Return the rows in order, with the names of candidates or campaigns that it is by."""
    for key, (column, model) in LABELS.items():
        if column in order.columns:
            rows = with_label(rows, f"{key}_id", column.name, model, filters)
    terms = []
    for column in order.columns:
        last = {"nulls_last": True} if column.is_nullable else {}
        name = F(column.name)
        terms.append(name.desc(**last) if order.is_descending else name.asc(**last))
    return rows.order_by(*terms)


def with_label(
    rows: Rows, key: str, label: str, model: type[Model], filters: ResolvedFilters
) -> Rows:
    """Add what the row that `key` refers to is called: its name, or else its external id."""
    named = CTE(
        model._default_manager.filter(organization_id=filters.organization_id).values(
            "id", label=Coalesce(NullIf("name", Value("")), "external_id")
        ),
        name=label,
    )
    joined = named.join(rows, **{key: named.col.id}, _join_type=LOUTER)
    return with_cte(named, select=joined).annotate(**{label: named.col.label})
