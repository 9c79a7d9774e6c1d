import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

COPIED = ("digest", "token_key", "user_id", "created", "expiry")


def copy(source, target, alias):
    """Copy every token from one model's table to the other's."""
    for row in source.objects.using(alias).values(*COPIED):
        target.objects.using(alias).create(**row)
        # Not the moment of this migration.
        target.objects.using(alias).filter(pk=row["digest"]).update(created=row["created"])


def adopt(apps, schema_editor):
    """Take over the tokens made before there were scopes: all of them were for reading.

    knox's own table goes, also where it is new and empty: knox makes it whichever model is used,
    and its foreign key would keep users from being deleted.
    """
    old = apps.get_model("knox", "AuthToken")
    copy(old, apps.get_model("campaigns", "Token"), schema_editor.connection.alias)
    schema_editor.delete_model(old)


def give_back(apps, schema_editor):
    """Give back the tokens that read. One that only writes would become able to read: it ends."""
    token = apps.get_model("campaigns", "Token")
    alias = schema_editor.connection.alias
    token.objects.using(alias).filter(can_read=False).delete()
    old = apps.get_model("knox", "AuthToken")
    schema_editor.create_model(old)
    copy(token, old, alias)


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0001_initial"),
        ("knox", "0009_extend_authtoken_field"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Token",
            fields=[
                ("digest", models.CharField(max_length=128, primary_key=True, serialize=False)),
                ("token_key", models.CharField(db_index=True, max_length=25)),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("expiry", models.DateTimeField(blank=True, null=True)),
                (
                    "can_read",
                    models.BooleanField(default=True, help_text="May ask for numbers and rows."),
                ),
                (
                    "can_write",
                    models.BooleanField(default=False, help_text="May send calls."),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="auth_token_set",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RunPython(adopt, give_back),
    ]
