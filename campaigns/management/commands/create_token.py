"""`manage.py create_token`: a token for scripts, shown once."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import CommandError, CommandParser
from knox.models import AuthToken
from knox.settings import knox_settings

from campaigns.commands import OneLineCommand


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

    def handle(self, username: str, days: int, **options: Any) -> None:
        """Find the user, make the token, print it."""
        user = get_user_model().objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active user {username}.", returncode=2)
        if not 1 <= days <= 3650:
            raise CommandError("--days: between 1 and 3650.", returncode=2)
        token, text = AuthToken.objects.create(user, expiry=timedelta(days=days))
        self.stderr.write(f"Valid until {token.expiry:%Y-%m-%d %H:%M} UTC.")
        self.stdout.write(text)
