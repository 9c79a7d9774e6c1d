"""What the project's commands share: every error is one line and an exit code."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InternalError, OperationalError

from campaigns.timezones import UnknownTimezoneError


class OneLineCommand(BaseCommand):
    """A command that answers wrong arguments with code 2 and a failure with code 1.

    Either way standard error has one line that names what is wrong, and no traceback.
    """

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        """Return a parser whose errors do not repeat the usage; --help has it."""
        parser = super().create_parser(prog_name, subcommand, **options)
        parser.print_usage = lambda file=None: None  # type: ignore[method-assign]
        return parser

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command; no database or no time zone to go by is a failure like others."""
        try:
            return super().execute(*args, **options)
        except OperationalError as error:
            raise CommandError(
                f"The database did not answer: {str(error).strip()}", returncode=1
            ) from error
        except InternalError as error:  # As of one that takes no changes at the moment.
            raise CommandError(
                f"The database refused: {str(error).strip()}", returncode=1
            ) from error
        except UnknownTimezoneError as error:
            raise CommandError(str(error), returncode=1) from error
