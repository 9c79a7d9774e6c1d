"""Which option of the command would settle a fault, as far as the faulty text shows it."""

import re

from django.db import models

from calls.importing.columns import Column, Fault
from calls.importing.parsers import COMMA, EITHER, H_MM, M_SS, POINT, Forms, quote
from calls.importing.times import suggest_formats

# What Windows writes where it does not write UTF-8.
OTHER_ENCODING = "windows-1252"

UTC_IN_NAME = re.compile(r"(?<![a-z])(utc|gmt)(?![a-z])", re.IGNORECASE)


def find_zone_hint(column: Column, label: str, zone: str) -> str | None:
    """Return a sentence where a column of times is in UTC by its name, and read in that zone."""
    is_time = isinstance(column.field, models.DateTimeField)
    if not is_time or not UTC_IN_NAME.search(label) or UTC_IN_NAME.search(zone):
        return None
    return (
        f"Column {label} is in UTC by its name, and its times without an offset are read in "
        f"{zone}: --timezone UTC reads them as they are named."
    )


def find_hint(column: Column, fault: Fault, forms: Forms) -> str:
    """Return a remark in brackets, with a blank before it; nothing where no option would help."""
    text = (fault.text or "").strip()
    hint = hint_of(column, text, forms) if text else hint_of_empty(column)
    return f" ({hint})" if hint else ""


def hint_of_empty(column: Column) -> str:
    """Return the remark on a text that is missing."""
    return f"--set {column.name}=VALUE gives all rows one value" if column.name != "created" else ""


def hint_of(column: Column, text: str, forms: Forms) -> str:
    """Return the remark on a text that has no value."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        return hint_of_bytes(text)
    field = column.field
    if isinstance(field, models.DateTimeField):
        return hint_of_time(text, forms.time)
    if field.choices:
        return f"--value {column.name}:{quote(text)[1:-1]}=… says which it is"
    if isinstance(field, models.PositiveIntegerField) and ":" in text:
        return f"--duration-format {M_SS} or {H_MM} says which"
    if isinstance(field, models.FloatField | models.DecimalField) and "," in text:
        if forms.decimal == EITHER:
            return f"--decimal {COMMA} or {POINT} says which"
        return (
            f"--decimal {COMMA} reads the comma as decimal sign" if forms.decimal == POINT else ""
        )
    return ""


def hint_of_time(text: str, current: str) -> str:
    """Return which formats read a text."""
    formats = [name for name in suggest_formats(text) if name != current]
    named = " or ".join(name if name.isidentifier() else repr(name) for name in formats[:3])
    return (
        f"--time-format {named} {'reads it' if len(formats) == 1 else 'says which'}"
        if named
        else ""
    )


def hint_of_bytes(text: str) -> str:
    """Return how a text reads in another encoding."""
    other = text.encode(errors="surrogateescape").decode(OTHER_ENCODING, errors="replace")
    return f"--encoding {OTHER_ENCODING} would read {quote(other)}"
