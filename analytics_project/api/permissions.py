"""Rights of signed-in users: what sessions may, and tokens by their scopes."""

from typing import Any

from rest_framework.permissions import SAFE_METHODS, IsAuthenticated
from rest_framework.request import Request

from campaigns.models import Token


class MayRead(IsAuthenticated):
    """Sessions, and tokens of the scope `read`."""

    code = "insufficient_scope"
    message = "This token may not read: it lacks the scope read."

    def has_permission(self, request: Request, view: Any) -> bool:
        """Return whether the user or token may read."""
        if not super().has_permission(request, view):
            return False
        return not isinstance(request.auth, Token) or request.auth.can_read


class MayWrite(IsAuthenticated):
    """Tokens of the scope `write`: calls come from a platform, never from somebody's browser."""

    code = "insufficient_scope"
    message = "Writing needs a token of the scope write."

    def has_permission(self, request: Request, view: Any) -> bool:
        """Return whether the token may write."""
        if not super().has_permission(request, view):
            return False
        return isinstance(request.auth, Token) and request.auth.can_write


class MayChange(IsAuthenticated):
    """Sessions, and tokens of the scope `write`."""

    code = "insufficient_scope"
    message = MayWrite.message

    def has_permission(self, request: Request, view: Any) -> bool:
        """Return whether the user or token may change something."""
        if not super().has_permission(request, view):
            return False
        return not isinstance(request.auth, Token) or request.auth.can_write


class MayKeep(IsAuthenticated):
    """Sessions, and tokens: of the scope `read` to see what is kept, of `write` to change it."""

    code = "insufficient_scope"

    def has_permission(self, request: Request, view: Any) -> bool:
        """Return whether the user or token may do this."""
        permission = MayRead() if request.method in SAFE_METHODS else MayChange()
        self.message = permission.message
        return permission.has_permission(request, view)


class MayImport(MayChange):
    """Who may change something; into which organisations they import the views ask."""

    message = "Importing needs a token of the scope write."
