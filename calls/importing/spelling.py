"""Words that differ in nothing but capitals, spaces, hyphens and underscores are one word."""

import re

BETWEEN_WORDS = re.compile(r"[\s_-]+")


def fold(text: str) -> str:
    """Return the text without what two spellings of a word differ in: `No-Answer`, `no_answer`."""
    return BETWEEN_WORDS.sub("", text).casefold()
