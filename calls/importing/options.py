"""The options of import_csv that say how to read a file."""

import codecs
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from calls.importing.columns import Layout
from calls.importing.errors import WrongArgumentError
from calls.importing.parsers import COMMA, DURATION_FORMATS, POINT, quote
from calls.importing.phones import is_region
from calls.importing.profiles import find_profile, list_profiles
from calls.importing.reading import Reading, Theirs
from calls.importing.spelling import fold
from calls.importing.times import check_time_format

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "pipe": "|", "space": " "}


def add_reading_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    group = parser.add_argument_group("how to read the file")
    group.add_argument(
        "--profile",
        metavar="NAME",
        help=f"how a system writes its files: {', '.join(list_profiles())}",
    )
    group.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=THEIRS",
        help="the name of a column in the file",
    )
    group.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="COLUMN=VALUE",
        help="the value of a column in all rows",
    )
    group.add_argument(
        "--value",
        action="append",
        default=[],
        metavar="COLUMN:THEIRS=OURS",
        help="what a value of the file is in ours: status:ended=completed",
    )
    group.add_argument(
        "--ignore-unknown", action="store_true", help="leave out columns that are none of ours"
    )
    group.add_argument(
        "--columns",
        metavar="A,B,…",
        help="the columns of a file that has no header, in their order",
    )
    group.add_argument(
        "--time-format",
        metavar="FORMAT",
        help="iso (default), epoch_s, epoch_ms, rfc2822, or a pattern of strptime",
    )
    group.add_argument(
        "--duration-format",
        choices=DURATION_FORMATS,
        help="of durations other than H:MM:SS; default: seconds",
    )
    group.add_argument("--decimal", choices=[POINT, COMMA], help="the sign before decimals")
    group.add_argument(
        "--phone-region",
        metavar="DE",
        help="ids of candidates are telephone numbers, of that country unless they say another",
    )
    group.add_argument(
        "--delimiter",
        metavar="C",
        help="what separates fields, a character or its name; default: found by the header",
    )
    group.add_argument(
        "--encoding", metavar="NAME", help="default: by the byte order mark, else UTF-8"
    )


def make_reading(layout: Layout, options: Mapping[str, Any]) -> Reading:
    """Return what the options say; raises WrongArgumentError where one is wrong by itself."""
    columns = {ours: (Theirs(theirs),) for ours, theirs in split(layout, options, "map")}
    constants = dict(split(layout, options, "set"))
    if both := [name for name in columns if name in constants]:
        raise WrongArgumentError(f"--map and --set both say what {both[0]} is.")
    said = Reading(
        columns=columns,
        needed=frozenset(columns),
        constants=constants,
        values=make_values(layout, options["value"]),
        header=tuple(name.strip() for name in (options["columns"] or "").split(",") if name),
        ignores_unknown=options["ignore_unknown"],
        delimiter=make_delimiter(options["delimiter"]),
        encoding=make_encoding(options["encoding"]),
        time=make_time_format(options["time_format"]),
        duration=options["duration_format"],
        decimal=options["decimal"],
        phone_region=make_region(options["phone_region"]),
    )
    if options["profile"] is None:
        return said
    profile = find_profile(options["profile"])
    if profile.layout is not layout:
        raise WrongArgumentError(f"--profile {profile.name} reads {profile.kind}.")
    return said.over(profile.reading)


def split(layout: Layout, options: Mapping[str, Any], option: str) -> list[tuple[str, str]]:
    """Return the pairs of an option that may be given several times."""
    return [split_pair(layout, text, f"--{option}") for text in options[option]]


def split_pair(layout: Layout, text: str, option: str) -> tuple[str, str]:
    """Return a column of ours and what is said of it."""
    ours, sign, theirs = text.partition("=")
    if not sign:
        raise WrongArgumentError(f"{option} {text!r} is not COLUMN=…")
    return find_column(layout, ours, f"{option} {text!r}"), theirs


def find_column(layout: Layout, name: str, where: str) -> str:
    """Return the column of ours with that name, in whatever spelling."""
    for ours in layout.columns:
        if fold(ours) == fold(name):
            return ours
    columns = ", ".join(layout.columns)
    raise WrongArgumentError(
        f"{where}: there is no column {quote(name)}; the columns are {columns}."
    )


def make_values(layout: Layout, texts: list[str]) -> dict[str, dict[str, str]]:
    """Return what --value says, by column and their text."""
    values: dict[str, dict[str, str]] = {}
    for text in texts:
        column, colon, pair = text.partition(":")
        theirs, sign, ours = pair.rpartition("=")
        if not colon or not sign:
            raise WrongArgumentError(f"--value {text!r} is not COLUMN:THEIRS=OURS")
        name = find_column(layout, column, f"--value {text!r}")
        values.setdefault(name, {})[theirs] = ours
    return values


def make_region(name: str | None) -> str | None:
    """Return the country in capitals, if its telephone numbers are known."""
    if name is not None and not is_region(name.upper()):
        raise WrongArgumentError(f"--phone-region {name!r} is no country's two letters.")
    return name and name.upper()


def make_delimiter(name: str | None) -> str | None:
    """Return the character that an option names."""
    if name is None:
        return None
    character = DELIMITERS.get(name, name)
    if len(character) != 1 or character in '"\r\n':
        raise WrongArgumentError(
            f"--delimiter {name!r} is no character and none of {', '.join(DELIMITERS)}."
        )
    return character


def make_encoding(name: str | None) -> str | None:
    """Return the encoding under the name that Python knows."""
    if name is None:
        return None
    try:
        found = codecs.lookup(name)
        "".encode(found.name)
    except LookupError as error:
        raise WrongArgumentError(f"--encoding {name!r}: no such encoding.") from error
    return "utf-8" if found.name == "utf-8-sig" else found.name


def make_time_format(name: str | None) -> str | None:
    """Return the format, checked."""
    if name is not None:
        try:
            check_time_format(name)
        except ValueError as error:
            raise WrongArgumentError(f"--time-format {error}.") from error
    return name
