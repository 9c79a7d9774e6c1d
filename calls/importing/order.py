"""What is ordered of an import."""

from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import models

from calls.importing.columns import Layout
from calls.importing.errors import WrongArgumentError
from calls.importing.reading import PLAIN_READING, Reading
from campaigns.models import Organization


@dataclass(frozen=True)
class ImportOrder:
    """The order of an import: the command's arguments.

    `timezone` is that of times without an offset (None: the organisation's), and becomes that of
    an organisation that is created. `reading` says how to read the file. A dry run writes nothing,
    the rejects neither. `changes` is where it is written down what each row was before, so that
    the import can be undone. Rows with what a spreadsheet would run are wrong if it
    `refuses_formulas`: they come from strangers, and go back to people.
    """

    layout: Layout
    file: str
    organization: str
    reading: Reading = PLAIN_READING
    create_organization: bool = False
    timezone: str | None = None
    skip_bad_rows: bool = False
    rejects: Path | None = None
    is_dry_run: bool = False
    changes: Path | None = None
    refuses_formulas: bool = False

    def __post_init__(self) -> None:
        """Raise WrongArgumentError where an argument is wrong by itself."""
        if self.rejects and not self.skip_bad_rows:
            raise WrongArgumentError(
                "--rejects needs --on-error skip: otherwise no row is skipped."
            )
        check("--org", "slug", self.organization)
        if self.timezone is not None:
            check("--timezone", "timezone", self.timezone)


def check(option: str, field: str, text: str) -> None:
    """Raise WrongArgumentError unless the text may stand in that field of an organisation."""
    model_field = Organization._meta.get_field(field)
    assert isinstance(model_field, models.CharField)
    try:
        model_field.clean(text, None)
    except ValidationError as error:
        raise WrongArgumentError(f"{option} {text!r}: {' '.join(error.messages)}") from error
