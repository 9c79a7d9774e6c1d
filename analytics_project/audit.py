"""The audit log: who signed in or was refused, used a token, took data out or brought data in.

Lines of the logger `audit`, not rows: a service that can write a table can also change it, reads
have to work while only a standby is up, and the collector of the log keeps it out of the
service's reach. A line never holds a token, a password or the text typed as a user name.
"""

import logging
import os
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from analytics_project.observation import current_request, observed
from campaigns.models import Token

logger = logging.getLogger("audit")

# The day of each token's last line from this process.
_days: dict[str, date] = {}


def record(action: str, **facts: Any) -> None:
    """Write one line: the action, who did it from where, and the facts (JSON values).

    Inside a request that is its client's address, and the line has the request's id as all lines
    have; outside, in a command, the account of the operating system.
    """
    request = current_request.get()
    origin = {"address": request.address} if request else {"os_user_id": os.getuid()}
    logger.info({"message": action, **origin, **facts})


def record_token_use(token: Token) -> None:
    """Record the first use of a token on each day (UTC) that this process sees.

    Each single use is in its request's own line, which names the token too.
    """
    observed().token = token.token_key
    today = datetime.now(UTC).date()
    if _days.get(token.token_key) != today:
        _days[token.token_key] = today
        record("token_used", user_id=token.user_id, token=token.token_key)


@receiver(user_logged_in)
def record_sign_in(user: User, **_: Any) -> None:
    """Record that a user signed in by form."""
    record("signed_in", user_id=user.pk)


@receiver(user_logged_out)
def record_sign_out(user: User | None, **_: Any) -> None:
    """Record that a user signed out; a session that had ended already has none."""
    record("signed_out", user_id=user.pk if user else None)


@receiver(user_login_failed)
def record_failed_sign_in(credentials: dict[str, Any], **_: Any) -> None:
    """Record a wrong password or user name; the name only if it is a user's, as their id.

    What else was typed may be a password in the wrong field.
    """
    model = get_user_model()
    users = model.objects.filter(**{model.USERNAME_FIELD: credentials.get(model.USERNAME_FIELD)})
    record("sign_in_failed", user_id=users.values_list("pk", flat=True).first())


@receiver(post_save, sender=Token)
def record_new_token(instance: Token, created: bool, **_: Any) -> None:
    """Record that a token was made, by whichever way."""
    if created:
        expiry = instance.expiry.isoformat() if instance.expiry else None
        record("token_created", user_id=instance.user_id, token=instance.token_key, expiry=expiry)


@receiver(post_delete, sender=Token)
def record_deleted_token(instance: Token, **_: Any) -> None:
    """Record that a token was revoked."""
    record("token_deleted", user_id=instance.user_id, token=instance.token_key)
