import django.db.models.deletion
from django.db import migrations, models

# They are packed already, and read faster as they are. Columns by hour are large, and seldom read.
UNCOMPRESSED = {
    "analytics_summary": ["counts", "applications", "kinds"],
    "analytics_verdicts": ["verdicts"],
}


def drop_summaries(apps, schema_editor):
    """Delete summaries of the old format, which are not read any more."""
    apps.get_model("analytics", "Summary").objects.all().delete()


def store_uncompressed(apps, schema_editor):
    """Let PostgreSQL store columns as they come."""
    if schema_editor.connection.vendor == "postgresql":
        for table, columns in UNCOMPRESSED.items():
            for column in columns:
                schema_editor.execute(f"ALTER TABLE {table} ALTER {column} SET STORAGE EXTERNAL")


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0004_summary"),
        ("campaigns", "0007_token_writes"),
    ]

    operations = [
        migrations.RunPython(drop_summaries, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Verdicts",
            fields=[
                (
                    "organization",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="campaigns.organization",
                    ),
                ),
                ("end", models.DateTimeField()),
                ("version", models.CharField(max_length=16)),
                ("built_at", models.DateTimeField(auto_now=True)),
                ("verdicts", models.BinaryField()),
            ],
            options={"verbose_name_plural": "verdicts"},
        ),
        migrations.RemoveField(model_name="summary", name="verdicts"),
        migrations.AddField(
            model_name="summary",
            name="kinds",
            field=models.BinaryField(default=b""),
            preserve_default=False,
        ),
        migrations.RunPython(store_uncompressed, migrations.RunPython.noop),
    ]
