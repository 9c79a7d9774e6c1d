"""How to read an uploaded file, as JSON: the options of `import_csv` under the same names."""

from collections.abc import Mapping
from typing import Any

from calls.importing.columns import LAYOUTS
from calls.importing.options import make_reading
from calls.importing.reading import Reading

# What an upload is read by where nothing is said: columns that are not read are listed by the dry
# run, which somebody looks at before anything is imported.
DEFAULTS: dict[str, Any] = {
    "profile": None,
    "map": {},
    "set": {},
    "values": {},
    "ignore_unknown": True,
    "columns": [],
    "time_format": None,
    "duration_format": None,
    "decimal": None,
    "phone_region": None,
    "delimiter": None,
    "encoding": None,
    "timezone": None,
}


def read_options(kind: str, options: Mapping[str, Any]) -> Reading:
    """Return how to read a file of that kind; raises WrongArgumentError where one is wrong."""
    said = {**DEFAULTS, **options}
    return make_reading(
        LAYOUTS[kind],
        {
            **said,
            "map": [f"{ours}={theirs}" for ours, theirs in said["map"].items()],
            "set": [f"{ours}={value}" for ours, value in said["set"].items()],
            "value": [
                f"{column}:{theirs}={ours}"
                for column, words in said["values"].items()
                for theirs, ours in words.items()
            ],
            "columns": ",".join(said["columns"]),
        },
    )
