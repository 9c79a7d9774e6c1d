"""Ids and names: invisible characters must not tell two of them apart.

White space at their edges is cut off wherever rows come in; invisible ones inside are refused.
Case stays, and so do visible characters.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError

# Control and format characters, line separators, and every space but the plain one.
INVISIBLE_CATEGORIES = ("Cc", "Cf", "Zl", "Zp", "Zs")
# Other characters that show nothing (Unicode's Default_Ignorable_Code_Point), and the blank
# Braille pattern.
INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
# In a name these are spelling: joiners of Persian and Indic scripts and of emoji, variants of
# emoji, and white space of every width. They follow something that is not ASCII, or are spaces.
SPELLING = re.compile("(?<=[^\x00-\x7f])[\u200c\u200d\ufe00-\ufe0f]|\\s")


def find_invisible(text: str) -> str | None:
    """Return the first invisible character of an id as U+200B, or None."""
    if text.isascii() and text.isprintable():
        return None
    for character in text:
        if character != " " and (
            unicodedata.category(character) in INVISIBLE_CATEGORIES or INVISIBLE.match(character)
        ):
            return f"U+{ord(character):04X}"
    return None


def find_invisible_in_name(text: str) -> str | None:
    """Return the first invisible character of a name that is no spelling as U+200B, or None."""
    return find_invisible(SPELLING.sub("", text))


def validate_id(text: str) -> None:
    """Raise ValidationError where an id holds an invisible character."""
    if found := find_invisible(text):
        raise ValidationError(f"This holds the invisible character {found}.", "invisible")


def validate_name(text: str) -> None:
    """Raise ValidationError where a name holds an invisible character that is no spelling."""
    if found := find_invisible_in_name(text):
        raise ValidationError(f"This holds the invisible character {found}.", "invisible")
