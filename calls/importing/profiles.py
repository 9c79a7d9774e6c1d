"""Profiles: how the files of a system are read, as TOML. Those of vendors are in vendors/.

A profile has, beside what it is about, the parts of a Reading:

    title, kind, about, sources     what it reads, and where that is documented
    ignore_unknown, header, delimiter, encoding, time_format, duration_format, decimal, timezone,
    phone_region                    as the options of import_csv
    [columns]                       ours = theirs, or a list of which the first that is not empty
                                    counts; instead of a name { join = [names], between = " " },
                                    or { since = name, until = name }, the time between the two
    [set]                           ours = "value of all rows"
    [values.OURS]                   "their value" = "our value"
    [[skip]], [[skip.when]]         rows that are none of ours: one condition, or several
    [[rules]]                       when = [conditions], unless = [conditions],
                                    set.OURS = "value", take.OURS = theirs
    [webhook]                       what the system sends by itself: webhooks.py
A condition is { column = name } with equals, begins_with (a text, or a list of them), is_empty.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from calls.importing.columns import LAYOUTS, Layout
from calls.importing.errors import WrongArgumentError
from calls.importing.parsers import DURATION_FORMATS
from calls.importing.reading import (
    Condition,
    Elapsed,
    Joined,
    Reading,
    Rule,
    Started,
    Take,
    Theirs,
    Webhook,
)
from calls.importing.times import check_time_format

VENDORS = Path(__file__).with_name("vendors")
ABOUT = {"title", "kind", "about", "sources"}
PLAIN = {"delimiter", "encoding", "decimal", "timezone", "phone_region"}
OTHERS = {"ignore_unknown", "header", "time_format", "duration_format"}
TABLES = {"columns", "set", "values", "skip", "rules", "webhook"}


@dataclass(frozen=True)
class Profile:
    """How the files of one system are read, and where that is documented."""

    name: str
    path: Path
    title: str
    kind: str
    about: str
    sources: tuple[str, ...]
    reading: Reading
    webhook: Webhook | None = None

    @property
    def layout(self) -> Layout:
        """The kind of rows that it makes."""
        return LAYOUTS[self.kind]


def folders() -> list[Path]:
    """Return where profiles are, a deployment's own first: they replace those of the same name."""
    own = settings.IMPORT_PROFILES
    return [Path(own), VENDORS] if own else [VENDORS]


def list_profiles() -> dict[str, Path]:
    """Return the file of every profile by its name."""
    found: dict[str, Path] = {}
    for folder in folders():
        for path in sorted(folder.glob("*.toml")):
            found.setdefault(path.stem, path)
    return dict(sorted(found.items()))


def find_profile(name: str) -> Profile:
    """Return the profile; raises WrongArgumentError where there is none, or it is wrong."""
    found = list_profiles()
    if name not in found:
        raise WrongArgumentError(
            f"There is no profile {name!r}; there are {', '.join(found)}. "
            "IMPORT_PROFILES names a folder of own ones."
        )
    return load_profile(found[name])


def load_profile(path: Path) -> Profile:
    """Return the profile of a file; raises WrongArgumentError with what is wrong with it."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return make_profile(path, data)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise WrongArgumentError(f"The profile {path} cannot be used: {error}.") from error


def make_profile(path: Path, data: Mapping[str, Any]) -> Profile:
    """Return the profile; raises ValueError with what is wrong."""
    check_keys("it", data, ABOUT | PLAIN | OTHERS | TABLES)
    kind = data.get("kind")
    if kind not in LAYOUTS:
        raise ValueError(f"kind is {kind!r} and none of {', '.join(LAYOUTS)}")
    return Profile(
        name=path.stem,
        path=path,
        title=text_of(data, "title"),
        kind=kind,
        about=" ".join(text_of(data, "about").split()),
        sources=names_of("sources", data.get("sources", [])),
        reading=make_reading(LAYOUTS[kind], data),
        webhook=make_webhook(data["webhook"]) if "webhook" in data else None,
    )


def make_webhook(data: Mapping[str, Any]) -> Webhook:
    """Return how a body that the system sends is a call."""
    known = {"signature", "call", "names", "events", "started", "keeps"}
    check_keys("webhook", data, known)
    events, started = data.get("events", {}), data.get("started")
    check_keys("events", events, {"path", "equals"})
    check_keys("started", started or {}, {"as", "at", "less"})
    return Webhook(
        signature=text_of(data, "signature"),
        call=data.get("call", ""),
        names=data.get("names", {}),
        event=events.get("path", ""),
        events=names_of("equals", events.get("equals", [])),
        started=Started(started["as"], started["at"], started["less"]) if started else None,
        keeps=names_of("keeps", data.get("keeps", [])),
    )


def make_reading(layout: Layout, data: Mapping[str, Any]) -> Reading:
    """Return how the profile reads a file."""
    columns = table_of(data, "columns", layout)
    fixed = table_of(data, "set", layout)
    values = table_of(data, "values", layout)
    if "time_format" in data:
        check_time_format(text_of(data, "time_format"))
    duration = data.get("duration_format")
    if duration not in (None, *DURATION_FORMATS):
        raise ValueError(f"duration_format is none of {', '.join(DURATION_FORMATS)}")
    plain: dict[str, Any] = {name: text_of(data, name) for name in PLAIN if name in data}
    return Reading(
        columns={ours: tuple(make_takes(ours, theirs)) for ours, theirs in columns.items()},
        constants={ours: text_of(fixed, ours) for ours in fixed},
        values={
            ours: {theirs: text_of(words, theirs) for theirs in words}
            for ours, words in values.items()
        },
        rules=tuple(make_rule(layout, each) for each in data.get("rules", [])),
        skips=tuple(make_conditions(each.get("when", each)) for each in data.get("skip", [])),
        header=names_of("header", data.get("header", [])),
        ignores_unknown=data.get("ignore_unknown") is True,
        time=data.get("time_format"),
        duration=duration,
        **plain,
    )


def make_takes(ours: str, theirs: Any) -> Iterator[Take]:
    """Yield where the texts of our column come from."""
    for each in theirs if isinstance(theirs, list) else [theirs]:
        match each:
            case str():
                yield Theirs(each)
            case {"join": names}:
                check_keys(ours, each, {"join", "between"})
                yield Joined(names_of(ours, names), each.get("between", " "))
            case {"since": str(since), "until": str(until), **rest} if not rest:
                yield Elapsed(since, until)
            case _:
                raise ValueError(
                    f"{ours} is {each!r}, and no name, {{join = …}} or {{since = …, until = …}}"
                )


def make_rule(layout: Layout, data: Mapping[str, Any]) -> Rule:
    """Return one rule."""
    check_keys("a rule", data, {"when", "unless", "set", "take"})
    fixed, takes = table_of(data, "set", layout), table_of(data, "take", layout)
    return Rule(
        when=make_conditions(data.get("when", [])),
        unless=make_conditions(data.get("unless", [])),
        values={ours: text_of(fixed, ours) for ours in fixed},
        takes={ours: next(make_takes(ours, theirs)) for ours, theirs in takes.items()},
    )


def make_conditions(data: Any) -> tuple[Condition, ...]:
    """Return the conditions, one or a list of them."""
    return tuple(make_condition(each) for each in (data if isinstance(data, list) else [data]))


def make_condition(data: Any) -> Condition:
    """Return one condition."""
    if not isinstance(data, dict):
        raise ValueError(f"a condition is {data!r}, and no table")
    check_keys("a condition", data, {"column", "equals", "begins_with", "is_empty"})
    if len(data) < 2:
        raise ValueError("a condition says nothing: equals, begins_with or is_empty")
    return Condition(
        column=text_of(data, "column"),
        equals=names_of("equals", data["equals"]) if "equals" in data else None,
        begins_with=names_of("begins_with", data["begins_with"]) if "begins_with" in data else None,
        is_empty=data.get("is_empty"),
    )


def check_keys(what: str, data: Mapping[str, Any], known: set[str]) -> None:
    """Raise ValueError where there is a key that means nothing."""
    if unknown := [key for key in data if key not in known]:
        raise ValueError(f"{what} has {unknown[0]!r}, which is none of {', '.join(sorted(known))}")


def table_of(data: Mapping[str, Any], key: str, layout: Layout) -> Mapping[str, Any]:
    """Return a table whose keys are columns of ours."""
    table = data.get(key, {})
    if not isinstance(table, dict):
        raise ValueError(f"{key} is no table")
    check_keys(key, table, set(layout.columns))
    return table


def text_of(data: Mapping[str, Any], key: str) -> str:
    """Return a text."""
    text = data.get(key)
    if not isinstance(text, str):
        raise ValueError(f"{key} is {text!r}, and no text")
    return text


def names_of(key: str, data: object) -> tuple[str, ...]:
    """Return one text or several as several."""
    texts = [data] if isinstance(data, str) else data
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise ValueError(f"{key} is {data!r}, and no list of texts")
    return tuple(texts)
