"""What a token may do: read, write, or both; and tokens made before there were scopes."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from knox.crypto import hash_token

from campaigns.models import Token
from tests.helpers.factories import UserFactory
from tests.helpers.migrations import migrated_again
from tests.helpers.tokens import create_token, fault, get

READING = ["/analytics/dashboard", "/campaigns", "/campaigns/1"]


@pytest.mark.parametrize(
    ("scopes", "expected"),
    [
        ([], (True, False)),
        (["read"], (True, False)),
        (["write"], (False, True)),
        (["write", "read"], (True, True)),
    ],
)
def test_scopes_of_a_new_token(
    recruiter: User, scopes: list[str], expected: tuple[bool, bool]
) -> None:
    create_token(recruiter, scope=scopes)
    token = Token.objects.get()
    assert (token.can_read, token.can_write) == expected


def test_an_unknown_scope_is_refused(recruiter: User) -> None:
    with pytest.raises(CommandError, match="invalid choice: 'admin'"):
        call_command("create_token", recruiter.username, "--scope", "admin")
    assert not Token.objects.exists()


@pytest.mark.parametrize("path", READING)
def test_a_token_that_only_writes_reads_nothing(recruiter: User, path: str) -> None:
    answer = get(create_token(recruiter, scope=["write"]), path)
    assert fault(answer) == (403, "insufficient_scope")


def test_nor_does_it_read_the_schema(recruiter: User) -> None:
    assert get(create_token(recruiter, scope=["write"]), "/schema").status_code == 403


@pytest.mark.parametrize("path", ["/analytics/dashboard", "/campaigns", "/schema"])
def test_a_token_of_both_scopes_reads(recruiter: User, path: str) -> None:
    assert get(create_token(recruiter, scope=["read", "write"]), path).status_code == 200


def migrate_to(name: str) -> Any:
    """Migrate the campaigns' tables, and return the models as they are then."""
    executor = MigrationExecutor(connection)
    executor.migrate([("campaigns", name), ("knox", "0009_extend_authtoken_field")])
    state = executor.loader.project_state(
        [("campaigns", name), ("knox", "0009_extend_authtoken_field")]
    )
    return state.apps


@pytest.mark.undoes_migrations
@pytest.mark.django_db(transaction=True)
def test_tokens_made_before_there_were_scopes_go_on_reading() -> None:
    with migrated_again():
        old = migrate_to("0001_initial")
        user = UserFactory()
        made = datetime(2024, 1, 2, tzinfo=UTC)
        text = "0123456789abcdef" * 4
        old_token = old.get_model("knox", "AuthToken")
        old_token.objects.create(digest=hash_token(text), token_key=text[:15], user_id=user.pk)
        old_token.objects.update(created=made)
        call_command("migrate", verbosity=0)
        token = Token.objects.get()
        assert (token.user, token.created) == (user, made)
        assert (token.can_read, token.can_write) == (True, False)
        assert get(text, "/schema").status_code == 200
        assert old_token._meta.db_table not in connection.introspection.table_names()

        create_token(user, scope=["write"])
        migrate_to("0001_initial")
        assert [token.digest for token in old_token.objects.all()] == [hash_token(text)]
    user.delete()  # No token of the old table holds on to its user.
    assert not Token.objects.exists()
