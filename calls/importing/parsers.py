"""From the text of one field to a value, strictly: a doubtful text is refused.

Limits are the model field's own, so that the import cannot disagree with the database's
constraints. A parser gets text that is not empty and raises ValueError with the reason, which
quotes the text.
"""

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from typing import Any, TypeAlias

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from campaigns.texts import find_invisible, find_invisible_in_name, validate_id

Value = str | int | float | bool | Decimal | datetime | None
Parser = Callable[[str, tzinfo], Value]
Field: TypeAlias = "models.Field[Any, Any]"

GREATEST_INTEGER = 2**31 - 1  # PostgreSQL's largest integer; SQLite would take more.
YEARS = range(1900, 2200)
BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def quote(text: str) -> str:
    """Return the text shortened and in quotes, on one line and printable."""
    return repr(text if len(text) <= 40 else text[:39] + "…")


def text_parser(field: Field) -> Parser:
    """Return a parser of one of the field's choices, or of text that the field can hold."""
    if field.choices:
        return choice_parser(field)

    most = field.max_length
    assert most is not None

    find = find_invisible if validate_id in field.validators else find_invisible_in_name

    def parse(text: str, zone: tzinfo) -> str:
        if len(text) > most:
            raise ValueError(f"{quote(text)} is longer than {most} characters")
        if text.isascii() and text.isprintable():
            return text
        if "\0" in text:
            raise ValueError(f"{quote(text)} holds a NUL character")
        if re.search("[\ud800-\udfff]", text):
            raise ValueError(f"{quote(text)} is not valid UTF-8")
        if found := find(text):
            raise ValueError(f"{quote(text)} holds the invisible character {found}")
        return text

    return parse


def choice_parser(field: Field) -> Parser:
    """Return a parser of exactly one of the field's choices."""
    choices = [value for value, _ in field.flatchoices]

    def parse(text: str, zone: tzinfo) -> str:
        if text not in choices:
            raise ValueError(f"{quote(text)} is not one of {', '.join(choices)}")
        return text

    return parse


def number_parser(
    field: Field,
    pattern: str,
    meaning: str,
    convert: type[int | float | Decimal],
    most: float | Decimal,
) -> Parser:
    """Return a parser of a number that fits the pattern and lies within the field's limits.

    `most` is the greatest number the column can hold. The comparison is exact: it is of decimals.
    """
    form = re.compile(pattern)
    least = max(v.limit_value for v in field.validators if isinstance(v, MinValueValidator))
    limits = [v.limit_value for v in field.validators if isinstance(v, MaxValueValidator)]
    most = min([most, *limits])

    def parse(text: str, zone: tzinfo) -> Value:
        if not form.fullmatch(text):
            raise ValueError(f"{quote(text)} is not {meaning}")
        number = Decimal(text)
        if not least <= number <= most:
            raise ValueError(f"{quote(text)} is not between {least} and {most}")
        return convert(number)

    return parse


def whole_number_parser(field: Field) -> Parser:
    """Return a parser of whole numbers, without point or exponent."""
    return number_parser(field, r"-?[0-9]+", "a whole number", int, GREATEST_INTEGER)


def float_parser(field: Field) -> Parser:
    """Return a parser of numbers as programs print them: 0.25, 1e-05."""
    pattern = r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?"
    return number_parser(field, pattern, "a number", float, math.inf)


def decimal_parser(field: "models.DecimalField[Any, Any]") -> Parser:
    """Return a parser of exact decimals with at most the field's number of places."""
    places, digits = field.decimal_places, field.max_digits
    most = Decimal(10 ** (digits - places)) - Decimal(1).scaleb(-places)
    pattern = rf"-?[0-9]+(\.[0-9]{{1,{places}}})?"
    return number_parser(
        field, pattern, f"a number with at most {places} decimal places", Decimal, most
    )


def boolean_parser(field: Field) -> Parser:
    """Return a parser of true, false, 1 and 0, in capitals or not."""

    def parse(text: str, zone: tzinfo) -> bool:
        value = BOOLEANS.get(text.lower())
        if value is None:
            raise ValueError(f"{quote(text)} is not one of true, false, 1, 0 or empty")
        return value

    return parse


def instant_parser(field: Field) -> Parser:
    """Return a parser of ISO 8601 dates and times; without an offset they are of the zone.

    A local time that comes twice is the first, one that the clock skipped is read with the offset
    from before the gap (PEP 495), which is the instant right after it.
    """

    def parse(text: str, zone: tzinfo) -> datetime:
        try:
            # fromisoformat takes any character, even half of one, between date and time.
            value = datetime.fromisoformat(text) if text.isascii() else None
        except ValueError:
            value = None
        if value is None:
            raise ValueError(f"{quote(text)} is not an ISO 8601 time")
        if value.year not in YEARS:
            raise ValueError(f"{quote(text)} is not in the years {YEARS[0]} to {YEARS[-1]}")
        return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)

    return parse


def reference_parser(field: "models.ForeignKey[Any, Any]") -> Parser:
    """Return a parser of the external id of the row that the field refers to."""
    external_id = field.related_model._meta.get_field("external_id")
    assert isinstance(external_id, models.CharField)
    return text_parser(external_id)


PARSERS: dict[type[Field], Callable[[Any], Parser]] = {
    models.BooleanField: boolean_parser,
    models.CharField: text_parser,
    models.DateTimeField: instant_parser,
    models.DecimalField: decimal_parser,
    models.FloatField: float_parser,
    models.ForeignKey: reference_parser,
    models.PositiveIntegerField: whole_number_parser,
    models.PositiveSmallIntegerField: whole_number_parser,
}
