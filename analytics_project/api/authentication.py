"""Signing in with a token: `Authorization: Bearer <token>`."""

from typing import Any

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.plumbing import build_bearer_security_scheme_object
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from analytics_project import audit


class BearerAuthentication(TokenAuthentication):  # type: ignore[misc]
    """Knox tokens (stored hashed, with an expiry); other texts are refused as wrong ones."""

    def authenticate_credentials(self, token: bytes) -> Any:
        """Return user and token. Knox itself stumbles over bytes that are no text."""
        try:
            if not token.isalnum():
                raise AuthenticationFailed("Invalid token.")
            user, auth_token = super().authenticate_credentials(token)
        except AuthenticationFailed:
            audit.record("token_refused")
            raise
        audit.record_token_use(auth_token)
        return user, auth_token

    def _cleanup_token(self, auth_token: Any) -> bool:
        """Return whether the token has expired. Knox deletes it, but asking writes nothing here."""
        return auth_token.expiry is not None and auth_token.expiry < timezone.now()


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema describes the token."""

    target_class = BearerAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the security scheme."""
        return build_bearer_security_scheme_object(
            header_name="Authorization",
            token_prefix="Bearer",  # noqa: S106
        )
