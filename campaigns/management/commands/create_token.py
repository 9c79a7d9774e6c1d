"""`manage.py create_token`: a token for scripts, shown once."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import CommandError, CommandParser
from knox.settings import knox_settings

from campaigns.commands import OneLineCommand
from campaigns.models import Token

SCOPES = (READ, WRITE) = ("read", "write")


class Command(OneLineCommand):
    """Prints a new token of a user; only its hash is stored, so it cannot be shown again."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        days = knox_settings.TOKEN_TTL.days
        parser.add_argument("username")
        parser.add_argument(
            "--days", type=int, default=days, help=f"How long it is valid; default {days}."
        )
        parser.add_argument(
            "--scope",
            action="append",
            choices=SCOPES,
            help="What it may do: read numbers and rows (the default) or write calls and what "
            "members keep; give it twice for a token that may do both.",
        )
        parser.add_argument(
            "--people",
            action="store_true",
            help="It may read who candidates are, too: names and external ids, as far as the user "
            "may.",
        )

    def handle(
        self,
        username: str,
        days: int,
        scope: list[str] | None = None,
        people: bool = False,
        **options: Any,
    ) -> None:
        """Find the user, make the token, print it."""
        user = get_user_model().objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active user {username}.", returncode=2)
        if not 1 <= days <= 3650:
            raise CommandError("--days: between 1 and 3650.", returncode=2)
        scopes = scope or [READ]
        if people and READ not in scopes:
            raise CommandError("--people is for tokens that read: add --scope read.", returncode=2)
        token, text = Token.objects.create(
            user,
            expiry=timedelta(days=days),
            can_read=READ in scopes,
            can_write=WRITE in scopes,
            sees_people=people,
        )
        allowed = " and ".join(name for name in SCOPES if name in scopes)
        who = ", sees people" if people else ""
        self.stderr.write(f"May {allowed}{who}; valid until {token.expiry:%Y-%m-%d %H:%M} UTC.")
        self.stdout.write(text)
