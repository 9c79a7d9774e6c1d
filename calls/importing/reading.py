"""How to read a file that others wrote: which of its columns and values are which of ours.

All of it is data, made from the options of a command or from a profile (`profiles.py`), and what
it means is done by `translation.py`. Names of columns and values are compared folded: capitals,
spaces, hyphens and underscores do not count.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from calls.importing.parsers import EITHER, POINT, Forms
from calls.importing.spelling import fold


@dataclass(frozen=True)
class Joined:
    """The texts of several of their columns, one behind the other."""

    names: tuple[str, ...]
    between: str = " "


@dataclass(frozen=True)
class Elapsed:
    """The time from one of their columns to another; empty where either is."""

    since: str
    until: str

    @property
    def names(self) -> tuple[str, ...]:
        """Their columns that it is made of."""
        return (self.since, self.until)


@dataclass(frozen=True)
class Theirs:
    """The text of one of their columns."""

    name: str

    @property
    def names(self) -> tuple[str, ...]:
        """Their columns that it is made of."""
        return (self.name,)


# Where the text of one of our columns comes from.
Take: TypeAlias = Theirs | Joined | Elapsed


@dataclass(frozen=True)
class Condition:
    """What a text of one of their columns is: each part that is given has to hold.

    A column that the file does not have is empty.
    """

    column: str
    equals: tuple[str, ...] | None = None
    begins_with: tuple[str, ...] | None = None
    is_empty: bool | None = None

    def compile(self) -> Callable[[str], bool]:
        """Return what says whether a text is so."""
        equals = None if self.equals is None else frozenset(map(fold, self.equals))
        begins_with = None if self.begins_with is None else tuple(map(fold, self.begins_with))

        def holds(text: str) -> bool:
            folded = fold(text)
            return (
                (equals is None or folded in equals)
                and (begins_with is None or folded.startswith(begins_with))
                and (self.is_empty is None or self.is_empty == (not folded))
            )

        return holds


@dataclass(frozen=True)
class Rule:
    """Where all conditions hold, our columns have these values, or take other texts of the row.

    A rule does not hold where any condition of `unless` does. Of several rules the first that
    holds decides on a column.
    """

    when: tuple[Condition, ...]
    unless: tuple[Condition, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    takes: Mapping[str, Take] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """How to read a file.

    `columns`: for each of ours, where its text comes from; of several the first that is not empty.
        One that is not named is their column of our name. Those that are `needed` must be found;
        others may be missing as far as they are not required.
    `constants`: our columns that have one value in all rows.
    `values`: for our columns, what a text of theirs (folded) is in our words.
    `skips`: a row for which all conditions of any of these hold is none of ours.
    `header`: the columns of a file that has no line with their names.
    `ignores_unknown`: columns that are none of ours are no fault.
    `delimiter`, `encoding`: None where the file itself shows them.
    `time`, `duration`, `decimal`: the forms; `decimal` None is a point, or in files whose fields
        are not separated by commas whatever cannot be misread.
    `timezone`: of times without an offset, where those who write such files say it.
    `phone_region`: ids of candidates are telephone numbers, by default of that country.
    """

    columns: Mapping[str, tuple[Take, ...]] = field(default_factory=dict)
    needed: frozenset[str] = frozenset()
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    skips: tuple[tuple[Condition, ...], ...] = ()
    header: tuple[str, ...] = ()
    ignores_unknown: bool = False
    delimiter: str | None = None
    encoding: str | None = None
    time: str | None = None
    duration: str | None = None
    decimal: str | None = None
    timezone: str | None = None
    phone_region: str | None = None

    def forms(self, delimiter: str | None) -> Forms:
        """Return the forms of times, durations and numbers in a file with that delimiter."""
        found = EITHER if delimiter not in (None, ",") else POINT
        plain = Forms()
        return Forms(
            self.time or plain.time, self.duration or plain.duration, self.decimal or found
        )

    def over(self, profile: "Reading") -> "Reading":
        """Return the profile's reading where this one says nothing else.

        A column that is given a place or a value here has none of the profile's rules.
        """
        said = {*self.columns, *self.constants}
        rules = [
            replace(
                rule,
                values={name: x for name, x in rule.values.items() if name not in said},
                takes={name: x for name, x in rule.takes.items() if name not in said},
            )
            for rule in profile.rules
        ]
        kept = {name: takes for name, takes in profile.columns.items() if name not in said}
        fixed = {name: text for name, text in profile.constants.items() if name not in said}
        values = {
            name: {**profile.values.get(name, {}), **self.values.get(name, {})}
            for name in (*profile.values, *self.values)
        }
        return Reading(
            columns={**kept, **self.columns},
            needed=self.needed,
            constants={**fixed, **self.constants},
            values=values,
            rules=(*self.rules, *rules),
            skips=(*profile.skips, *self.skips),
            header=self.header or profile.header,
            ignores_unknown=self.ignores_unknown or profile.ignores_unknown,
            delimiter=self.delimiter or profile.delimiter,
            encoding=self.encoding or profile.encoding,
            time=self.time or profile.time,
            duration=self.duration or profile.duration,
            decimal=self.decimal or profile.decimal,
            timezone=self.timezone or profile.timezone,
            phone_region=self.phone_region or profile.phone_region,
        )


PLAIN_READING = Reading()


@dataclass(frozen=True)
class Started:
    """The column that is the time at one path, less the seconds at another."""

    column: str
    at: str
    less: str


@dataclass(frozen=True)
class Webhook:
    """How what a system sends by itself is a call (webhooks.py)."""

    signature: str
    call: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    event: str = ""
    events: tuple[str, ...] = ()
    started: Started | None = None
    keeps: tuple[str, ...] = ()
