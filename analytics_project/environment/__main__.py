"""`python -m analytics_project.environment`: write the documents of the variables, or compare them.

With `--check` nothing is written, and the exit code is 1 where a file is not as it would be.
"""

import difflib
import sys
from collections.abc import Iterator
from textwrap import TextWrapper
from typing import Any

from analytics_project.environment.kinds import OfAnother, Text, Variable
from analytics_project.environment.variables import BASE_DIR, SECTIONS, Compose

EXAMPLE = BASE_DIR / ".env.example"
OPERATIONS = BASE_DIR / "docs" / "operations.md"
BEGIN, END = "<!-- written by `make docs` -->\n", "<!-- end of what `make docs` writes -->\n"
wrap = TextWrapper(98, break_on_hyphens=False).wrap


def list_variables(section: type) -> list[Variable[Any]]:
    """Return the variables of a section, in the order of their declaration."""
    return [each for each in vars(section).values() if isinstance(each, Variable)]


def title_of(section: type) -> str:
    """Return the name of a section."""
    return str(section.__doc__).removesuffix(".")


def write_example() -> str:
    """Return the text of .env.example: every variable with its meaning and default."""
    lines = ["# Copy to .env and change. The environment itself wins over this file."]
    for section in SECTIONS:
        lines += ["", f"# --- {title_of(section)} ".ljust(98, "-")]
        for variable in list_variables(section):
            lines += [
                f"# {line}" for line in wrap(f"{variable.meaning}{describe_values(variable)}")
            ]
            # Libraries take an empty variable for one that is set, and do not look into .env.
            mark = "# " if isinstance(variable, OfAnother) and section is not Compose else ""
            lines.append(f"{mark}{variable.name}={variable.write_default()}")
    return "\n".join(lines) + "\n"


def describe_values(variable: Variable[Any]) -> str:
    """Return a sentence on the values of a variable, and its default where that is in words."""
    accepted = variable.accepted
    values = "" if accepted == Text.accepted else f" {accepted[0].upper()}{accepted[1:]}."
    return values + (f" Empty: {variable.shown}." if variable.shown else "")


def write_table() -> Iterator[str]:
    """Yield the lines of the tables in docs/operations.md, one for each section."""
    for section in SECTIONS:
        yield f"\n**{title_of(section)}**\n\n| variable | default | values | meaning |\n"
        yield "|---|---|---|---|\n"
        for variable in list_variables(section):
            default = variable.shown or variable.write_default() or "none"
            cells = (variable.name, default, variable.accepted, variable.meaning)
            yield f"| {' | '.join(cells)} |\n"
    yield "\n"


def write_operations() -> str:
    """Return the text of docs/operations.md with the tables as they are now."""
    before, _, rest = OPERATIONS.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    return "".join((before, BEGIN, *write_table(), END, after))


def main() -> int:
    """Write the files, or compare them."""
    is_stale = False
    for file, text in ((EXAMPLE, write_example()), (OPERATIONS, write_operations())):
        if "--check" not in sys.argv:
            file.write_text(text)
        elif file.read_text() != text:
            is_stale = True
            before, after = (each.splitlines(keepends=True) for each in (file.read_text(), text))
            sys.stdout.writelines(difflib.unified_diff(before, after, str(file), "make docs"))
    return int(is_stale)


if __name__ == "__main__":
    sys.exit(main())
