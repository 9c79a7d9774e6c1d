"""System checks of the database's rows: part of `manage.py check` and of `migrate`."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection

from campaigns.models import Organization


@checks.register(checks.Tags.database)
def check_timezones(
    *, databases: Sequence[str] | None = None, **options: Any
) -> list[checks.CheckMessage]:
    """Warn of organisations whose time zone is none: requests that need it are refused.

    No error, which would keep `migrate` from running.
    """
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    try:
        if Organization._meta.db_table not in connection.introspection.table_names():
            return []  # Nothing is migrated yet.
        unknown = list(
            Organization.objects.using(DEFAULT_DB_ALIAS)
            .with_unknown_timezone()
            .values_list("slug", "timezone")
        )
    except OperationalError as error:
        text = f"The database did not answer: {str(error).strip()}"
        return [checks.Warning(text, id="campaigns.W002")]
    return [
        checks.Warning(
            f"The organisation {slug} has an unknown time zone, {name!r}.",
            hint="Correct it in the admin. Until then, what needs it is refused.",
            id="campaigns.W001",
        )
        for slug, name in unknown
    ]
