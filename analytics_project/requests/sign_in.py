"""How often a user name may be tried from everywhere together, and who is spared that.

Many addresses that guess one password share one minute's limit, so they are slow. The user would be
kept waiting with them: a browser that they have signed in with before has a limit of its own.
"""

import secrets
import unicodedata
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from analytics_project.requests.budgets import Balance, spend

COOKIE = "known_browser"
COOKIE_AGE = timedelta(days=180)
MAILS_PER_MINUTE = 2


def spend_of_name(request: HttpRequest) -> Balance:
    """Take one of the times that the posted user name may be tried in this minute."""
    name = hash_name(request.POST.get("username", ""))
    known = request.get_signed_cookie(COOKIE, None, salt=COOKIE, max_age=COOKIE_AGE)
    who = known if known and known.partition(".")[0] == name else name
    return spend(f"name:{who}", 1, settings.SIGN_INS_PER_MINUTE)


def spend_of_mailbox(request: HttpRequest) -> Balance:
    """Take one of the mails with a link that an address may get in this minute."""
    return spend(f"mailbox:{hash_name(request.POST.get('email', '').lower())}", 1, MAILS_PER_MINUTE)


def remember_browser(request: HttpRequest, response: HttpResponse) -> None:
    """Let the browser be known as one that the user has signed in with."""
    response.set_signed_cookie(
        COOKIE,
        f"{hash_name(request.user.get_username())}.{secrets.token_hex(8)}",
        salt=COOKIE,
        max_age=COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def hash_name(name: str) -> str:
    """Return the hash of a user name, the same for all spellings that signing in takes for it."""
    return sha256(unicodedata.normalize("NFKC", name).strip().encode()).hexdigest()[:32]
