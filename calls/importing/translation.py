"""From a row of theirs to the texts of our columns, as a Reading says."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from functools import partial

from calls.importing.columns import Column, Fault, Layout, listed, parse_row
from calls.importing.errors import WrongColumnsError
from calls.importing.getters import (
    Getter,
    Test,
    get_constant,
    get_elapsed,
    get_first,
    get_joined,
    get_ruled,
    get_text,
    get_value,
)
from calls.importing.hints import find_hint
from calls.importing.parsers import Forms, Value
from calls.importing.phones import holds_candidates, phone_parser
from calls.importing.reading import Condition, Elapsed, Joined, Reading, Rule, Take
from calls.importing.record import Record
from calls.importing.spelling import fold
from calls.importing.times import time_reader


class Translator:
    """Turns the rows of one file into texts of our columns.

    `columns` are ours that the file fills, in the order of the texts; `sources` says in words
    where each comes from, `ruled` which of them rules decide on, `unread` names their columns that
    are not read, `absent` those of the reading that the file does not have. Raises
    WrongColumnsError where columns do not fit.
    """

    def __init__(
        self, layout: Layout, reading: Reading, header: Sequence[str], delimiter: str | None
    ) -> None:
        self.forms: Forms = reading.forms(delimiter)
        self.width = len(header)
        self.sources: dict[str, str] = {}
        self.ruled: set[str] = set()
        self._layout = layout
        self._reading = reading
        self._header = header
        self._used: set[str] = set()
        self._missing: list[str] = []
        self._positions = {fold(name): index for index, name in reversed([*enumerate(header)])}
        self._skips = [self._all_hold(conditions) for conditions in reading.skips]
        self._rules = [(self._holds(rule), rule) for rule in reading.rules]
        getters = {name: self._getter(name) for name in layout.columns}
        self._getters = [getter for getter in getters.values() if getter]
        self.columns = [
            self._read(layout.columns[name]) for name, getter in getters.items() if getter
        ]
        self.unread = [name for name in header if fold(name) not in self._used]
        self.absent = sorted(set(self._missing))
        self._check()
        self.is_plain = not self._skips and self._take_in_order(getters)

    def translate(self, texts: Sequence[str], zone: tzinfo) -> Sequence[str] | None:
        """Return the texts of `columns`; None where the row is none of ours."""
        if any(skip(texts) for skip in self._skips):
            return None
        return [getter(texts, zone) for getter in self._getters]

    def label(self, column: str) -> str:
        """Return the name of a column of ours, with theirs where that is another."""
        source = self.sources.get(column, column)
        return column if source == column else f"{column} ({source})"

    def find_column(self, name: str | None) -> Column | None:
        """Return our column of a fault."""
        return self._layout.columns.get(name or "")

    def describe(self, fault: Fault) -> str:
        """Return a fault with the option that would settle it."""
        column = self.find_column(fault.column)
        if column is None or fault.code != "invalid" or fault.text is None:
            return fault.reason
        return fault.reason + find_hint(column, fault, self.forms)

    def parse(self, record: Record, zone: tzinfo) -> tuple[list[Value], list[Fault]] | None:
        """Return the record's values, or all its faults; None where it is none of ours."""
        if record.not_csv:
            return [], [Fault(None, record.not_csv)]
        if len(record.texts) != self.width:
            number = f"the number of fields is {len(record.texts)}, not {self.width}"
            return [], [Fault(None, number)]
        texts = record.texts if self.is_plain else self.translate(record.texts, zone)
        return None if texts is None else parse_row(self.columns, texts, zone)

    def _read(self, column: Column) -> Column:
        """Return our column with the parser for this file."""
        column = column.in_forms(self.forms)
        region = self._reading.phone_region
        if region and holds_candidates(self._layout, column):
            return replace(column, parse=phone_parser(column.parse, region))
        return column

    def _take_in_order(self, getters: Mapping[str, Getter | None]) -> bool:
        """Say whether each text is the row's own; then put `columns` into the row's order."""
        names = [
            name
            for name in (self._own_name(each) for each in self._header)
            if name and getters[name] and not self._is_changed(name)
        ]
        if len(names) != self.width or len(names) != len(self.columns):
            return False
        columns = {column.name: column for column in self.columns}
        self.columns = [columns[name] for name in names]
        return True

    def _own_name(self, name: str) -> str | None:
        return next((ours for ours in self._layout.columns if fold(ours) == fold(name)), None)

    def _is_changed(self, name: str) -> bool:
        reading = self._reading
        return (
            name in reading.columns
            or name in reading.constants
            or name in reading.values
            or any(name in rule.values or name in rule.takes for rule in reading.rules)
        )

    def _getter(self, name: str) -> Getter | None:
        """Return what gets the text of our column; None where nothing of the file fills it."""
        reading = self._reading
        if name in reading.constants:
            self._used.add(fold(name))
            self.sources[name] = f"{reading.constants[name]!r} in all rows"
            return partial(get_constant, reading.constants[name])
        getter = self._plain_getter(name)
        if getter:
            getter = self._in_our_words(name, getter)
        ruled = self._ruled(name)
        if ruled:
            self.ruled.add(name)
            self.sources.setdefault(name, name)
            getter = partial(get_ruled, ruled, getter or partial(get_constant, ""))
        return getter

    def _plain_getter(self, name: str) -> Getter | None:
        """Return what gets their text, before values and rules."""
        if name not in self._reading.columns:
            position = self._positions.get(fold(name))
            if position is None:
                return None
            self._used.add(fold(name))
            self.sources[name] = self._header[position]
            return partial(get_text, position)
        takes = self._reading.columns[name]
        getters = [getter for take in takes if (getter := self._take(take))]
        if not getters:
            self._missing += [each for take in takes for each in take.names]
            return None
        found = [take for take in takes if self._has(take)]
        self.sources[name] = ", else ".join(map(self._describe, found))
        return getters[0] if len(getters) == 1 else partial(get_first, getters)

    def _has(self, take: Take) -> bool:
        return all(fold(name) in self._positions for name in take.names)

    def _take(self, take: Take) -> Getter | None:
        """Return what gets the text, if the file has all its columns."""
        if not self._has(take):
            return None
        self._used.update(map(fold, take.names))
        positions = [self._positions[fold(name)] for name in take.names]
        match take:
            case Joined():
                return partial(get_joined, positions, take.between)
            case Elapsed():
                read = time_reader(self.forms.time)[0]
                return partial(get_elapsed, positions[0], positions[1], read)
        return partial(get_text, positions[0])

    def _describe(self, take: Take) -> str:
        names = [self._header[self._positions[fold(name)]] for name in take.names]
        return (" to " if isinstance(take, Elapsed) else " and ").join(names)

    def _ruled(self, name: str) -> list[tuple[Test, Getter]]:
        """Return the rules of our column: their test, and what gets the text."""
        ruled: list[tuple[Test, Getter]] = []
        for test, rule in self._rules:
            if name in rule.values:
                ruled.append((test, partial(get_constant, rule.values[name])))
            elif name in rule.takes and (getter := self._take(rule.takes[name])):
                ruled.append((test, self._in_our_words(name, getter)))
        return ruled

    def _in_our_words(self, name: str, getter: Getter) -> Getter:
        """Return what gets our word for their text."""
        values = self._reading.values.get(name)
        if not values:
            return getter
        return partial(get_value, getter, {fold(x): y for x, y in values.items()})

    def _holds(self, rule: Rule) -> Test:
        when, unless = self._all_hold(rule.when), list(map(self._test, rule.unless))
        return lambda texts: when(texts) and not any(test(texts) for test in unless)

    def _all_hold(self, conditions: Sequence[Condition]) -> Test:
        tests = list(map(self._test, conditions))
        return lambda texts: all(test(texts) for test in tests)

    def _test(self, condition: Condition) -> Test:
        """Return what says of a row whether the condition holds."""
        position = self._positions.get(fold(condition.column))
        holds = condition.compile()
        if position is None:
            self._missing.append(condition.column)
            is_so = holds("")
            return lambda texts: is_so
        self._used.add(fold(condition.column))
        return lambda texts: holds(texts[position])

    def _check(self) -> None:
        """Raise WrongArgumentError where the file's columns are not those that are read."""
        filled = {column.name for column in self.columns}
        times = Counter(map(fold, self._header))
        ignores = self._reading.ignores_unknown
        faults = {
            "unknown": [] if ignores else list(dict.fromkeys(self.unread)),
            "repeated": [
                name
                for name in {fold(name): name for name in reversed(self._header)}.values()
                if times[fold(name)] > 1 and not (ignores and fold(name) not in self._used)
            ][::-1],
            "missing": [self._expected(name) for name in self._needed() if name not in filled],
        }
        sentences = [f"{fault}: {listed(found)}" for fault, found in faults.items() if found]
        if sentences:
            raise WrongColumnsError(
                f"Wrong columns: {'; '.join(sentences)}. "
                f"The columns are {', '.join(self._layout.columns)}; "
                f"required are {', '.join(self._layout.required)}."
                f"{suggest_options(faults)}",
                self._header,
                self.sources,
            )

    def _needed(self) -> list[str]:
        return [
            name
            for name in self._layout.columns
            if name in self._layout.required or name in self._reading.needed
        ]

    def _expected(self, name: str) -> str:
        """Return the name under which a column of ours was looked for."""
        takes = self._reading.columns.get(name)
        return " and ".join(takes[0].names) if takes else name


def suggest_options(faults: Mapping[str, Sequence[str]]) -> str:
    """Return sentences on the options that would settle wrong columns."""
    sentences = ""
    if faults["missing"]:
        sentences += (
            " --map COLUMN=THEIRS names their column, --set COLUMN=VALUE one value for all."
        )
    if faults["unknown"]:
        sentences += " --ignore-unknown leaves unknown ones out."
    return sentences
