"""Who sends a webhook: a platform that cannot send a token of ours signs what it sends.

Each scheme is its vendor's; a profile's [webhook] names it.
"""

import hashlib
import hmac
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import QueryDict
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from twilio.request_validator import RequestValidator

from analytics_project import audit
from analytics_project.api.parameters import MAX_ID
from calls.importing.profiles import Profile, find_profile, list_profiles
from campaigns.models import Organization

# A message of Retell's is that old at most; it tries again for longer, and signs anew.
MAX_AGE_SEC = 300
RETELL = re.compile(r"v=([0-9]{1,16}),d=([0-9a-f]{64})")


def is_of_twilio(request: Request, secret: str) -> bool:
    """Say whether the request is signed as Twilio does: its address and its parameters."""
    body = request._request.body
    parameters = QueryDict(body, encoding="utf-8") if is_form(request) else QueryDict()
    signature = request.headers.get("X-Twilio-Signature", "")
    valid: bool = RequestValidator(secret).validate(
        request.build_absolute_uri(), parameters, signature
    )
    return valid


def is_of_retell(request: Request, secret: str) -> bool:
    """Say whether the request is signed as Retell does: its body, and when it was sent."""
    found = RETELL.fullmatch(request.headers.get("X-Retell-Signature", ""))
    if not found:
        return False
    moment, digest = found.groups()
    if abs(time.time() - int(moment) / 1000) > MAX_AGE_SEC:
        return False
    signed = request._request.body + moment.encode()
    expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, digest)


def is_of_vapi(request: Request, secret: str) -> bool:
    """Say whether the request brings the secret that Vapi was told to send."""
    sent = request.headers.get("X-Vapi-Secret", "")
    return hmac.compare_digest(sent.encode(), secret.encode())


SCHEMES: dict[str, Callable[[Request, str], bool]] = {
    "twilio": is_of_twilio,
    "retell": is_of_retell,
    "vapi": is_of_vapi,
}


def is_form(request: Request) -> bool:
    """Say whether the body is a form."""
    return (request.content_type or "").startswith("application/x-www-form-urlencoded")


def find_webhook_profile(name: str | None) -> Profile | None:
    """Return the profile of that name that reads webhooks of calls, None where there is none."""
    if name not in list_profiles():
        return None
    profile = find_profile(name)
    is_one = profile.webhook and profile.webhook.signature in SCHEMES and profile.kind == "calls"
    return profile if is_one else None


def is_signed(request: Request, organization: Organization, profile: Profile) -> bool | None:
    """Say whether the organisation's platform has signed it; None where no secret is known."""
    secret = settings.WEBHOOK_SECRETS.get((organization.slug, profile.name))
    if not secret:
        return None
    assert profile.webhook
    signed = SCHEMES[profile.webhook.signature](request, secret)
    if not signed:
        audit.record("signature_refused", organization=organization.slug, profile=profile.name)
    return signed


@dataclass(frozen=True)
class Feed:
    """A platform that signs what it sends, to one organisation. It is no user, and does no more."""

    organization: Organization
    profile: str
    is_authenticated: bool = True
    is_active: bool = True

    @property
    def pk(self) -> str:
        """What limits and lines of the log know it by."""
        return f"{self.organization.slug}/{self.profile}"


class SignedFeed(BaseAuthentication):
    """Lets a signed webhook in without a token: `?profile=` says whose, `?org_id=` for whom."""

    def authenticate(self, request: Request) -> tuple[Any, Feed] | None:
        """Return the feed; None where the request does not say, or no secret is known."""
        profile = find_webhook_profile(request.query_params.get("profile"))
        pk = request.query_params.get("org_id", "")
        if not profile or not pk.isdecimal() or int(pk) > MAX_ID:
            return None
        organization = Organization.objects.filter(pk=int(pk)).first()
        signed = is_signed(request, organization, profile) if organization else None
        if signed is None or organization is None:
            return None
        if not signed:
            raise AuthenticationFailed("The signature is wrong.", "wrong_signature")
        feed = Feed(organization, profile.name)
        return feed, feed
