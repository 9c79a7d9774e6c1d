"""From the text of one field to a value, strictly: a doubtful text is refused.

Limits are the model field's own, so that the import cannot disagree with the database's
constraints. A parser gets text that is not empty and raises ValueError with the reason, which
quotes the text.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeAlias

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from calls.importing.spelling import fold
from calls.importing.times import ISO, time_reader
from campaigns.models import TenantKey
from campaigns.texts import find_invisible, find_invisible_in_name, validate_id

Value = str | int | float | bool | Decimal | datetime | None
Parser = Callable[[str, tzinfo], Value]
Field: TypeAlias = "models.Field[Any, Any]"

GREATEST_INTEGER = 2**31 - 1  # PostgreSQL's largest integer; SQLite would take more.
YEARS = range(1900, 2200)
BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
# Other spellings of a choice that change no meaning; what may mean something else is not here.
SPELLINGS = {"cancelled": "canceled"}

SECONDS, MILLISECONDS, M_SS, H_MM = "seconds", "milliseconds", "m:ss", "h:mm"
DURATION_FORMATS = (SECONDS, MILLISECONDS, M_SS, H_MM)
POINT, COMMA, EITHER = "point", "comma", "either"


@dataclass(frozen=True)
class Forms:
    """The forms of times, durations and numbers in a file.

    `decimal` is the sign before the decimals: a point, a comma, or either, where 1,5 can mean but
    one thing.
    """

    time: str = ISO
    duration: str = SECONDS
    decimal: str = POINT


PLAIN = Forms()


def quote(text: str) -> str:
    """Return the text shortened and in quotes, on one line and printable."""
    return repr(text if len(text) <= 40 else text[:39] + "…")


def text_parser(field: Field, forms: Forms = PLAIN) -> Parser:
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
    """Return a parser of one of the field's choices, in whatever spelling."""
    choices = {value: value for value, _ in field.flatchoices}
    folded = {fold(value): value for value in choices}
    folded |= {spelling: value for spelling, value in SPELLINGS.items() if value in choices}

    def parse(text: str, zone: tzinfo) -> str:
        value: str | None = choices.get(text) or folded.get(fold(text))
        if value is None:
            raise ValueError(f"{quote(text)} is not one of {', '.join(choices)}")
        return value

    return parse


def number_parser(
    field: Field,
    pattern: str,
    meaning: str,
    convert: type[int | float | Decimal],
    most: float | Decimal,
    decimal: str = POINT,
) -> Parser:
    """Return a parser of a number that fits the pattern and lies within the field's limits.

    `most` is the greatest number the column can hold. The comparison is exact: it is of decimals.
    """
    form = re.compile(pattern)
    least, most = limits(field, most)

    def parse(text: str, zone: tzinfo) -> Value:
        plain = text if decimal == POINT else with_point(text, decimal)
        if not form.fullmatch(plain):
            raise ValueError(f"{quote(text)} is not {meaning}")
        number = Decimal(plain)
        if not least <= number <= most:
            raise ValueError(f"{quote(text)} is not between {least} and {most}")
        return convert(number)

    return parse


def limits(field: Field, most: float | Decimal) -> tuple[int, float | Decimal]:
    """Return the least and the greatest number of the field, which can hold `most`."""
    least = max(v.limit_value for v in field.validators if isinstance(v, MinValueValidator))
    greatest = [v.limit_value for v in field.validators if isinstance(v, MaxValueValidator)]
    return least, min([most, *greatest])


THOUSANDS = re.compile(r"-?[0-9]{1,3},[0-9]{3}")


def with_point(text: str, decimal: str) -> str:
    """Return a number with a point for its comma; raises ValueError where that is a guess."""
    if decimal == COMMA and "." in text:
        raise ValueError(f"{quote(text)} has a point, and the decimal sign is the comma")
    if decimal == EITHER and THOUSANDS.fullmatch(text):
        whole, fraction = text.replace(",", ""), text.replace(",", ".")
        raise ValueError(f"{quote(text)} may be {whole} or {fraction}")
    return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text


def whole_number_parser(field: Field, forms: Forms) -> Parser:
    """Return a parser of whole numbers, without exponent; decimals may be zeros, as of pandas."""
    return number_parser(field, r"-?[0-9]+(\.0*)?", "a whole number", int, GREATEST_INTEGER)


SHORT_WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
DURATION = re.compile(r"-?[0-9]+(\.[0-9]*)?")
CLOCK = re.compile(r"([0-9]{1,6}):([0-5][0-9])(:([0-5][0-9](\.[0-9]+)?))?")
# The seconds of each of two numbers.
TWO_NUMBERS = {M_SS: (60, 1), H_MM: (3600, 60)}


def duration_parser(field: Field, forms: Forms) -> Parser:
    """Return a parser of durations in whole seconds: a number in the form's unit, or H:MM:SS.

    A part of a second is rounded, half of one up.
    """
    unit = Decimal("0.001") if forms.duration == MILLISECONDS else Decimal(1)
    least, most = limits(field, GREATEST_INTEGER)

    def parse(text: str, zone: tzinfo) -> int:
        if unit == 1 and SHORT_WHOLE_NUMBER.fullmatch(text):
            return int(text)  # As almost all are.
        is_number = DURATION.fullmatch(text)
        seconds = Decimal(text) * unit if is_number else read_clock(text, forms.duration)
        if not least <= seconds <= most:
            raise ValueError(f"{quote(text)} is not between {least} and {most}")
        return int(seconds.to_integral_value(ROUND_HALF_UP))

    return parse


def read_clock(text: str, form: str) -> Decimal:
    """Return the seconds of H:MM:SS, or of two numbers whose units the form says."""
    found = CLOCK.fullmatch(text)
    if found is None:
        raise ValueError(f"{quote(text)} is no number of seconds and not H:MM:SS")
    first, second, third = int(found[1]), int(found[2]), found[4]
    if third is not None:
        return first * 3600 + second * 60 + Decimal(third)
    if form not in TWO_NUMBERS:
        raise ValueError(f"{quote(text)} may be minutes and seconds, or hours and minutes")
    return Decimal(sum(a * b for a, b in zip(TWO_NUMBERS[form], (first, second), strict=True)))


def float_parser(field: Field, forms: Forms) -> Parser:
    """Return a parser of numbers as programs print them: 0.25, 1e-05."""
    pattern = r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?"
    return number_parser(field, pattern, "a number", float, math.inf, forms.decimal)


def decimal_parser(field: "models.DecimalField[Any, Any]", forms: Forms) -> Parser:
    """Return a parser of exact decimals with at most the field's number of places."""
    places, digits = field.decimal_places, field.max_digits
    most = Decimal(10 ** (digits - places)) - Decimal(1).scaleb(-places)
    pattern = rf"-?[0-9]+(\.[0-9]{{1,{places}}})?"
    meaning = f"a number with at most {places} decimal places"
    return number_parser(field, pattern, meaning, Decimal, most, forms.decimal)


def boolean_parser(field: Field, forms: Forms) -> Parser:
    """Return a parser of true, false, 1 and 0, in capitals or not."""

    def parse(text: str, zone: tzinfo) -> bool:
        value = BOOLEANS.get(text.lower())
        if value is None:
            raise ValueError(f"{quote(text)} is not one of true, false, 1, 0 or empty")
        return value

    return parse


def instant_parser(field: Field, forms: Forms) -> Parser:
    """Return a parser of times in the form's format; without an offset they are of the zone.

    A local time that comes twice is the first, one that the clock skipped is read with the offset
    from before the gap (PEP 495), which is the instant right after it.
    """
    read, meaning = time_reader(forms.time)

    def parse(text: str, zone: tzinfo) -> datetime:
        try:
            value = read(text)
        except ValueError:
            raise ValueError(f"{quote(text)} is not {meaning}") from None
        if value.year not in YEARS:
            raise ValueError(f"{quote(text)} is not in the years {YEARS[0]} to {YEARS[-1]}")
        return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)

    return parse


def reference_parser(field: TenantKey, forms: Forms) -> Parser:
    """Return a parser of the external id of the row that the field refers to."""
    external_id = field.related_model._meta.get_field("external_id")
    assert isinstance(external_id, models.CharField)
    return text_parser(external_id)


PARSERS: dict[type[Field], Callable[[Any, Forms], Parser]] = {
    models.BooleanField: boolean_parser,
    models.CharField: text_parser,
    models.DateTimeField: instant_parser,
    models.DecimalField: decimal_parser,
    models.FloatField: float_parser,
    TenantKey: reference_parser,
    models.PositiveIntegerField: duration_parser,  # All of them are lengths in seconds.
    models.PositiveSmallIntegerField: whole_number_parser,
}
