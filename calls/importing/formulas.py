"""Texts that a spreadsheet would run as a formula, in files that come from strangers."""

import re

from calls.importing.columns import Fault
from calls.importing.parsers import quote
from calls.importing.record import Record

# The code of the fault.
FORMULA = "formula"
# A spreadsheet takes what begins so for a formula. Telephone numbers and others begin with a sign,
# too: what follows it there is neither a letter nor a bracket.
BEGINS_FORMULA = re.compile(r"\s*(?:[=@]|[+-]\s*(?:[A-Za-z(@=]|[0-9.,]+\s*[-+*/^&]\s*[A-Za-z(]))")


def is_formula(text: str) -> bool:
    """Say whether a spreadsheet may run the text."""
    return BEGINS_FORMULA.match(text) is not None


def find_formula(record: Record) -> Fault | None:
    """Return the fault of a record that holds a formula."""
    for text in record.texts or [record.raw]:
        if is_formula(text):
            return Fault(None, f"{quote(text)} is a formula of a spreadsheet", FORMULA)
    return None


def disarm(text: str) -> str:
    """Return a formula as the text that it is to a spreadsheet; other texts as they are."""
    return f"'{text}" if is_formula(text) else text
