"""Consequences of a changed password."""

from typing import Any

from campaigns.models import Token


class TokensEndWithThePassword:
    """Revokes a user's tokens with a new password: those who knew the old one may have made some.

    A password validator that accepts every password. Django tells validators of a change, and only
    of that: a stored password that is merely hashed anew is none.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Accept the password."""

    def password_changed(self, password: str, user: Any = None) -> None:
        """Revoke the tokens of the user."""
        Token.objects.filter(user_id=user.pk).delete()

    def get_help_text(self) -> str:
        """Return the help of the form."""
        return "Changing the password revokes all tokens of the user."
