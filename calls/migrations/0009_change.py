import django.db.models.deletion
from django.db import migrations, models

from calls.triggers import drop_script, run_script


def create_triggers(apps, schema_editor):
    """Let the database leave marks of what changes from now on."""
    run_script("change", schema_editor)


def drop_triggers(apps, schema_editor):
    """Drop the triggers again."""
    drop_script("change", schema_editor)


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0007_token_writes"),
        ("calls", "0008_fill_applications"),
    ]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start", models.DateTimeField(null=True)),
                ("candidate_id", models.BigIntegerField(null=True)),
                (
                    "organization",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="campaigns.organization",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organization", "start"], name="change_start"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("feedback__isnull", False)),
                fields=["organization", "judged_at"],
                include=("candidate", "campaign", "feedback"),
                name="application_judged",
            ),
        ),
        migrations.RunPython(create_triggers, drop_triggers),
    ]
