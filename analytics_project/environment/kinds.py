"""Kinds of variables: how the text of the environment becomes a value, and which texts are refused.

A variable is a descriptor: declared once in a class, it reads itself from an instance of that class
(django-environ finds the text). Knows no Django but its one exception, so gunicorn uses it too.
"""

import math
import re
from collections.abc import Sequence
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar, overload

import environ
from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")

BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
SLUG = re.compile(r"[-a-zA-Z0-9_]+", re.ASCII)


class Environment(Protocol):
    """The part of an environment that variables read themselves from."""

    source: environ.Env
    DEBUG: Any
    HTTPS_ONLY: Any


class Variable(Generic[T]):
    """A variable: its name, its values, its default where it is unset or empty, and its meaning.

    `accepted` are the values in words, for the documentation and for who has set a wrong one.
    Reading it raises ImproperlyConfigured with the name and these words; the value is repeated
    unless it `may_be_secret`.
    """

    accepted = "text"
    may_be_secret: ClassVar[bool] = False

    def __init__(self, default: T, meaning: str, shown: str | None = None) -> None:
        """Declare a variable; `shown` is the default in words, where its value would tell less."""
        self.default = default
        self.meaning = meaning
        self.shown = shown

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, environment: None, owner: type) -> Self: ...
    @overload
    def __get__(self, environment: Environment, owner: type) -> T: ...
    def __get__(self, environment: Environment | None, owner: type) -> Self | T:
        """Return the value that an environment has."""
        return self if environment is None else self.read(environment)

    def read(self, environment: Environment) -> T:
        """Return the value that an environment has."""
        text: str = environment.source.str(self.name, default="").strip()
        if not text:
            return self.default
        try:
            return self.parse(text)
        except (ValueError, KeyError):
            said = self.name if self.may_be_secret else f"{self.name}={text!r}"
            # A secret would stand in the error's context.
            raise ImproperlyConfigured(f"{said} is not {self.accepted}.") from None

    def parse(self, text: str) -> T:
        """Return the value of a text. Raises ValueError or KeyError where it is none."""
        raise NotImplementedError

    def write_default(self) -> str:
        """Return the default as one would write it; empty where it is said in words."""
        return "" if self.shown is not None else str(self.default)


class Text(Variable[str]):
    """Any text."""

    def parse(self, text: str) -> str:
        """Return the text."""
        return text


class OfAnother(Text):
    """A text that a library reads, from the real environment: this is but its documentation."""


class Slug(Text):
    """The slug of an organisation."""

    accepted = "the slug of an organisation"

    def parse(self, text: str) -> str:
        """Return the slug."""
        return accept(text, bool(SLUG.fullmatch(text)))


class Choice(Text):
    """One of few texts."""

    def __init__(self, default: str, choices: Sequence[str], meaning: str) -> None:
        super().__init__(default, meaning)
        self.choices = choices
        self.accepted = f"one of {', '.join(choices)}"

    def parse(self, text: str) -> str:
        """Return the choice."""
        return accept(text, text in self.choices)


class Texts(Variable[list[str]]):
    """Several texts, comma separated."""

    accepted = "texts, comma separated"

    def parse(self, text: str) -> list[str]:
        """Return those that are not empty."""
        return split(text)

    def write_default(self) -> str:
        """Return the default as one would write it."""
        return ",".join(self.default)


class Boolean(Variable[bool]):
    """A switch; anything but true, 1, false or 0 is refused, never taken for false."""

    accepted = f"one of {', '.join(BOOLEANS)}"

    def parse(self, text: str) -> bool:
        """Return whether it is on."""
        return BOOLEANS[text.lower()]

    def write_default(self) -> str:
        """Return the default as one would write it."""
        return str(self.default).lower()


class Number(Variable[float]):
    """A finite number between two others, both included."""

    def __init__(
        self, default: float, meaning: str, *, least: float = 0, most: float = math.inf
    ) -> None:
        super().__init__(default, meaning)
        self.least, self.most = least, most
        self.accepted = f"a number of at least {least}"
        if most < math.inf:
            self.accepted += f" and at most {most}"

    def parse(self, text: str) -> float:
        """Return the number."""
        number = float(text)
        return accept(number, math.isfinite(number) and self.least <= number <= self.most)


class WholeNumber(Variable[int]):
    """A whole number between two others, both included."""

    def __init__(
        self,
        default: int,
        meaning: str,
        *,
        least: int = 0,
        most: int | None = None,
        shown: str | None = None,
    ) -> None:
        super().__init__(default, meaning, shown)
        self.least, self.most = least, most
        self.accepted = f"a whole number of at least {least}"
        if most is not None:
            self.accepted += f" and at most {most}"

    def parse(self, text: str) -> int:
        """Return the number."""
        number = int(text)
        return accept(number, self.least <= number and (self.most is None or number <= self.most))


def accept(value: T, is_accepted: bool) -> T:
    """Return the value. Raises ValueError unless it is accepted."""
    if not is_accepted:
        raise ValueError
    return value


def split(text: str) -> list[str]:
    """Return the texts between commas that are not empty."""
    return [part.strip() for part in text.split(",") if part.strip()]
