"""Whose request it is, found out before it is served: a gate's places are shared by that.

It decides about nothing but the turn: who may see what is found out anew inside.
"""

import hashlib
from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.db import Error as DatabaseError
from django.db import close_old_connections, connection
from django.http import HttpRequest
from knox.crypto import hash_token

from analytics_project.database.connection import MAX_OPENING_SEC, limit_waiting
from analytics_project.database.replica import StatementTimeoutError, read_preferring_primary
from analytics_project.gate import Gate
from analytics_project.observation import observed
from campaigns.models import Membership, Token

# A user, and the organisations that they are a member of.
Caller = tuple[int, list[int]]

# A change of membership changes whose turn it is after so long.
CALLER_TTL_SEC = 60
# Tokens and sessions that are not known yet, and may be made up.
look_ups = Gate(2)


def find_tenant(request: HttpRequest) -> str:
    """Return the tenant that a request counts as, of all that are served at once.

    The organisation that it names, if the user is a member; else the user's first one, so that
    naming others' takes nothing from them; else, as for staff, the user. Without a valid token or
    session it is the address.
    """
    caller = find_caller(request)
    if caller is None:
        return f"address {observed().address}"
    user_id, organizations = caller
    if not organizations:
        return f"user {user_id}"
    named = [pk for pk in organizations if str(pk) == request.GET.get("org_id")]
    return f"organization {(named or organizations)[0]}"


def find_caller(request: HttpRequest) -> Caller | None:
    """Return whose token or session comes with the request, None where it has no valid one."""
    token = find_token(request)
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    if not (token or session):
        return None
    digest = hashlib.sha256(f"{token} {'' if token else session}".encode()).hexdigest()
    key = f"caller:{digest}"
    caller: Caller | None = cache.get(key)
    if caller is None:
        with look_ups.enter(f"address {observed().address}") as may_ask:
            caller = look_up(token, session) if may_ask else None
        if caller is not None:
            cache.set(key, caller, CALLER_TTL_SEC)
    return caller


def find_token(request: HttpRequest) -> str:
    """Return the token of the Authorization header, empty where there is none."""
    scheme, *rest = request.headers.get("Authorization", "").split() or [""]
    return rest[0] if rest and scheme.lower() == "bearer" else ""


def look_up(token: str, session: str) -> Caller | None:
    """Ask the database; None also where it does not answer, which the view will find out itself."""

    def read() -> Caller | None:
        user_id = (
            Token.objects.filter(digest=hash_token(token)).values_list("user_id", flat=True).first()
            if token
            else import_module(settings.SESSION_ENGINE).SessionStore(session).get(SESSION_KEY)
        )
        if user_id is None:
            return None
        members = Membership.objects.filter(user_id=user_id).order_by("organization_id")
        return int(user_id), list(members.values_list("organization_id", flat=True))

    try:
        with limit_waiting(MAX_OPENING_SEC):
            return read_preferring_primary(read)
    except (DatabaseError, StatementTimeoutError):
        return None
    finally:
        # The request may have to wait, and others want a connection. Inside a transaction, as a
        # test's, it is not this function's to give back.
        if not connection.in_atomic_block:
            close_old_connections()
