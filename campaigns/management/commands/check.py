"""`manage.py check`, which looks into the database, too."""

from django.core.management.base import CommandParser
from django.core.management.commands import check
from django.db import DEFAULT_DB_ALIAS


class Command(check.Command):
    """Django's own, with the primary as --database unless another is named, too."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        super().add_arguments(parser)
        parser.set_defaults(databases=[DEFAULT_DB_ALIAS])
