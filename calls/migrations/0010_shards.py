from django.db import migrations

from analytics_project.database.vendors import POSTGRESQL
from calls.triggers import run_script

REPLACED = """
DROP FUNCTION IF EXISTS calls_application_renew(bigint[], bigint[], bigint[]);
DROP FUNCTION IF EXISTS calls_change_mark_call();
DROP FUNCTION IF EXISTS calls_change_mark_review();
DROP FUNCTION IF EXISTS calls_change_mark_application()
"""


def replace_functions(apps, schema_editor):
    """Let triggers write to the tables or shards that calls_shard names (docs/decisions/0059)."""
    if schema_editor.connection.vendor == POSTGRESQL:
        run_script("shard", schema_editor)
        run_script("application", schema_editor)
        run_script("change", schema_editor)
        schema_editor.execute(REPLACED, None)


class Migration(migrations.Migration):
    dependencies = [("calls", "0009_change"), ("campaigns", "0007_token_writes")]

    operations = [migrations.RunPython(replace_functions, migrations.RunPython.noop)]
