"""Turning a database into a distributed one: what it would do, and keys, which need no cluster."""

from io import StringIO
from typing import Any

import pytest
from django.core import checks
from django.core.management import CommandError, call_command
from django.db import connection, models

from analytics.models import Alert, Annotation, DefaultView, SavedView, Target
from analytics.report_models import Delivery, Recipient, Report
from calls.distribution import FOREIGN_KEYS, list_distributed, read
from calls.models import Call, Import
from campaigns.models import Candidate, Membership, Token
from tests.helpers.cluster import IS_CITUS

IS_POSTGRESQL = connection.vendor == "postgresql"
TABLES = [each._meta.db_table for each in list_distributed()]
KEYS = """
    SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'p' AND conrelid::regclass::text = ANY(%(tables)s)
"""
INDEXES = (
    "SELECT tablename FROM pg_indexes WHERE indexdef LIKE '%%(id)' AND tablename = ANY(%(tables)s)"
)

pytestmark = pytest.mark.django_db
undistributed = pytest.mark.skipif(
    not IS_POSTGRESQL or IS_CITUS, reason="about a PostgreSQL that is not distributed yet"
)


def dry_run(**options: Any) -> list[str]:
    """Return the statements that would be executed."""
    printed = StringIO()
    call_command("distribute", dry_run=True, stdout=printed, **options)
    return printed.getvalue().split(";\n")[:-1]


def test_rows_of_organisations_are_distributed_but_for_what_names_accounts() -> None:
    assert TABLES == [
        "campaigns_campaign",  # The others are co-located with it.
        "analytics_summary", "analytics_target", "analytics_verdicts", "calls_application",
        "calls_call", "calls_callreview", "calls_candidatecampaignuserreview", "calls_change",
        "calls_resumescreening", "calls_smsmessage", "calls_webcall", "campaigns_campaignscript",
        "campaigns_candidate", "campaigns_creditusage",
    ]  # fmt: skip
    local = {Alert, Annotation, DefaultView, SavedView, Report, Recipient, Delivery, Import}
    assert not {*local, Membership, Token} & set(list_distributed())


@undistributed
def test_a_dry_run_prints_what_would_be_done_in_order_and_does_nothing() -> None:
    before = read(connection, FOREIGN_KEYS, list_distributed())
    statements = dry_run(shards=4)
    place = [sql for sql in statements if "create_distributed_table" in sql]
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    kept = [
        "SET citus.enable_unsafe_triggers = on",
        "SET citus.enable_local_reference_table_foreign_keys = off",
        "SET citus.node_connection_timeout = 1000",
    ]
    assert statements[:6] == kept + [f"ALTER DATABASE {name} {setting}" for setting in kept]
    assert place[:2] == [
        "SELECT create_distributed_table('campaigns_campaign', 'organization_id', "
        "shard_count := 4, colocate_with := 'none')",
        "SELECT create_distributed_table('analytics_summary', 'organization_id', "
        "colocate_with := 'campaigns_campaign')",
    ]
    assert [sql.split("'")[1] for sql in place] == TABLES
    reference = statements.index("SELECT create_reference_table('campaigns_organization')")
    assert reference + 1 == statements.index(place[0])
    dropped = {sql.split()[2] for sql in statements[:reference] if "DROP CONSTRAINT" in sql}
    added = {sql.split('"')[1] for sql in statements[reference:] if "ADD CONSTRAINT" in sql}
    assert {table for table, _ in before} <= dropped
    assert added == set(TABLES) - {"calls_change"}  # Which has no foreign key.
    assert "DROP TRIGGER change_call_insert ON calls_call" in statements[:reference]
    assert "FROM pg_dist_shard" in "".join(statements[-9:])
    assert read(connection, FOREIGN_KEYS, list_distributed()) == before


@pytest.mark.skipif(not IS_POSTGRESQL, reason="only PostgreSQL has keys that can be changed")
def test_keys_name_the_organisation_and_rows_are_found_by_their_id() -> None:
    """The tests' own database has these keys: see tests/conftest.py."""
    keys = dict(read(connection, KEYS, list_distributed()))
    assert keys.pop("analytics_verdicts") == "PRIMARY KEY (organization_id)"
    key = "PRIMARY KEY (organization_id, candidate_id, campaign_id)"
    assert keys.pop("calls_application") == key
    assert keys == dict.fromkeys(keys, "PRIMARY KEY (organization_id, id)")
    found = {table for (table,) in read(connection, INDEXES, list_distributed())}
    assert found == set(keys)


@pytest.mark.skipif(IS_POSTGRESQL, reason="about SQLite")
def test_sqlite_cannot_be_distributed() -> None:
    with pytest.raises(CommandError, match="DATABASE_URL: only PostgreSQL") as caught:
        call_command("distribute")
    assert caught.value.returncode == 2


@undistributed
def test_what_is_missing_is_said() -> None:
    with pytest.raises(CommandError, match="has no extension citus") as caught:
        call_command("distribute")
    assert caught.value.returncode == 1
    with pytest.raises(CommandError, match="--shards: has to be at least 1") as caught:
        call_command("distribute", shards=0)
    assert caught.value.returncode == 2


def test_what_goes_beyond_an_organisation_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def find() -> list[tuple[Any, str]]:
        return [(each.obj, each.msg) for each in checks.run_checks() if each.id == "calls.E001"]

    assert find() == []
    unique = models.UniqueConstraint(fields=["name"], name="candidate_name")
    monkeypatch.setattr(Candidate._meta, "constraints", [*Candidate._meta.constraints, unique])
    monkeypatch.setattr(Call._meta.get_field("score"), "unique", True)
    monkeypatch.setattr(Target._meta.get_field("campaign"), "db_constraint", True)
    ends = ": a distributed database would refuse it."
    assert find() == [
        (Target, "campaign, of the migration analytics.0001_initial, may name a row of another "
         f"organisation{ends}"),
        (Call, f"score, of the migration calls.0001_initial, is unique in all organisations{ends}"),
        (Candidate, "candidate_name, of the migration that is not written yet, is unique in all "
         f"organisations{ends}"),
    ]  # fmt: skip
