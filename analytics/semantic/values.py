"""The kinds of value that a filter can have: which are allowed, and what each means for a column.

Plain data: question/ reads them from parameters, documents/ writes them in Cosmos DB's SQL, and the
page draws a control for each kind.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Q

T = TypeVar("T")


@dataclass(frozen=True)
class OneOf:
    """One of several choices, given as labels by value."""

    choices: Mapping[str, str]
    kind: ClassVar = "choice"
    is_many: ClassVar = False

    def condition(self, column: str, value: Any) -> Q:
        """Return the condition on rows that have the value."""
        return Q(**{column: value})


@dataclass(frozen=True)
class ManyOf:
    """Any of several choices, given as labels by value; none chosen means all rows."""

    choices: Mapping[str, str]
    kind: ClassVar = "many"
    is_many: ClassVar = True

    def condition(self, column: str, value: Any) -> Q:
        """Return the condition on rows that have one of the values."""
        return Q(**{f"{column}__in": value})


@dataclass(frozen=True)
class CampaignIds:
    """Any of the organisation's campaigns, by their ids; documents know their external ids."""

    kind: ClassVar = "campaigns"
    is_many: ClassVar = True

    def condition(self, column: str, value: Any) -> Q:
        """Return the condition on rows of one of the campaigns."""
        return Q(**{f"{column}__in": value})


@dataclass(frozen=True)
class Bounds(Generic[T]):
    """Where a range of numbers begins and ends, both included; None is open."""

    least: T | None
    most: T | None

    def __str__(self) -> str:
        """Return the form that parameters have."""
        return "..".join("" if each is None else f"{each:g}" for each in (self.least, self.most))


@dataclass(frozen=True)
class NumberRange:
    """Numbers from one to another, both included, written `least..most`; either may be left out."""

    least: float
    most: float
    kind: ClassVar = "range"
    is_many: ClassVar = False

    def condition(self, column: str, value: Any) -> Q:
        """Return the condition on rows whose number lies in the range."""
        where = Q()
        if value.least is not None:
            where &= Q(**{f"{column}__gte": value.least})
        if value.most is not None:
            where &= Q(**{f"{column}__lte": value.most})
        return where


@dataclass(frozen=True)
class YesNo:
    """Yes or no."""

    kind: ClassVar = "flag"
    is_many: ClassVar = False

    def condition(self, column: str, value: Any) -> Q:
        """Return the condition on rows of which it is so, or not so."""
        return Q(**{column: value})


@dataclass(frozen=True)
class Text:
    """A text that the column contains, whatever the case of its letters."""

    max_length: int
    kind: ClassVar = "text"
    is_many: ClassVar = False

    def condition(self, column: str, value: Any) -> Q:
        """Return the condition on rows that contain the text."""
        return Q(**{f"{column}__icontains": value})


Values = OneOf | ManyOf | CampaignIds | NumberRange | YesNo | Text
KINDS = [each.kind for each in (OneOf, ManyOf, CampaignIds, NumberRange, YesNo, Text)]
