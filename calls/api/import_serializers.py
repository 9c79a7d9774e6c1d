"""Uploaded files as the API takes and shows them."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.settings import api_settings

from analytics_project.api.parameters import MAX_ID, OrganizationQuery, TimezoneField
from analytics_project.api.serializers import name_user
from calls.importing.columns import LAYOUTS, listed
from calls.importing.errors import WrongArgumentError
from calls.importing.parsers import COMMA, DURATION_FORMATS, POINT
from calls.importing.profiles import find_profile
from calls.upload import Import, ImportState
from calls.uploads.heartbeat import read_progress
from calls.uploads.intake import LOOKED_AT_BYTES, find_wrong_type
from calls.uploads.options import DEFAULTS, read_options

KINDS = list(LAYOUTS)
MAX_TEXT = 255


class StrictSerializer(serializers.Serializer[Any]):
    """A body of which nothing but what is declared is taken."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Refuse unknown names; they may hold anything, so they are quoted."""
        given = set(map(str, data)) if isinstance(data, Mapping) else set()
        unknown = sorted(given - set(self.fields))
        if unknown:
            fault = serializers.ErrorDetail(
                f"Unknown: {listed(unknown)}; known: {', '.join(self.fields)}.",
                "unknown_parameter",
            )
            raise serializers.ValidationError({api_settings.NON_FIELD_ERRORS_KEY: [fault]})
        validated: dict[str, Any] = super().to_internal_value(data)
        return validated


def text_field(help_text: str, **options: Any) -> serializers.CharField:
    """Return the field of an option that need not be given."""
    return serializers.CharField(
        required=False, allow_null=True, max_length=MAX_TEXT, help_text=help_text, **options
    )


def texts_field(help_text: str) -> serializers.DictField:
    """Return the field of an option that is said by column."""
    child = serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=MAX_TEXT)
    return serializers.DictField(child=child, required=False, help_text=help_text)


class ImportOptionsSerializer(StrictSerializer):
    """How to read a file: the options of `import_csv` under the same names."""

    profile = text_field("How a system writes its files; GET /imports/kinds lists them.")
    map = texts_field("Our column: the name of theirs.")
    set = texts_field("Our column: the value that it has in all rows.")
    values = serializers.DictField(
        child=serializers.DictField(
            child=serializers.CharField(allow_blank=True, max_length=MAX_TEXT)
        ),
        required=False,
        help_text="Our column: what a value of theirs is in ours.",
    )
    ignore_unknown = serializers.BooleanField(
        required=False, help_text="Other columns are not read (the default); else they are wrong."
    )
    columns = serializers.ListField(
        child=serializers.CharField(max_length=MAX_TEXT),
        required=False,
        help_text="The columns of a file without a header, in their order.",
    )
    time_format = text_field("iso, epoch_s, epoch_ms, rfc2822, or a pattern of strptime.")
    duration_format = serializers.ChoiceField(
        DURATION_FORMATS, required=False, allow_null=True, help_text="Other than H:MM:SS."
    )
    decimal = serializers.ChoiceField([POINT, COMMA], required=False, allow_null=True)
    phone_region = text_field("Ids of candidates are telephone numbers, of that country: DE.")
    delimiter = text_field("A character, or tab, semicolon, pipe, comma.", trim_whitespace=False)
    encoding = text_field("Such as windows-1252.")
    timezone = TimezoneField(
        required=False,
        allow_null=True,
        help_text="Of times without an offset; the organisation's.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what the import would refuse before it looks at the file."""
        try:
            read_options(self.context["kind"], attrs)
        except WrongArgumentError as error:
            raise serializers.ValidationError(str(error), "wrong_option") from error
        return attrs


@extend_schema_field(OpenApiTypes.BINARY)
class BinaryField(serializers.FileField):
    """A file, which the schema would describe by its address."""


class UploadSerializer(StrictSerializer):
    """A file, as it is uploaded."""

    kind = serializers.ChoiceField(KINDS, help_text="What its rows are.")
    profile = text_field("How a system writes its files; GET /imports/kinds lists them.")
    file = BinaryField(help_text="CSV (packed by gzip or not), XLSX or Parquet.")

    def validate_file(self, file: Any) -> Any:
        """Refuse what is too large, and what cannot hold rows, by name."""
        name = PurePath(file.name).name
        if file.size > settings.MAX_UPLOAD_BYTES:
            most = settings.MAX_UPLOAD_BYTES
            raise serializers.ValidationError(f"{name} has more than {most} bytes.", "too_large")
        file.seek(0)
        if wrong := find_wrong_type(name, file.read(LOOKED_AT_BYTES)):
            raise serializers.ValidationError(f"{name} is {wrong}.", "wrong_type")
        file.seek(0)
        return file

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a profile of another kind."""
        if attrs.get("profile"):
            try:
                profile = find_profile(attrs["profile"])
            except WrongArgumentError as error:
                raise serializers.ValidationError({"profile": str(error)}) from error
            if profile.kind != attrs["kind"]:
                reads = f"The profile {profile.name} reads {profile.kind}."
                raise serializers.ValidationError({"profile": reads})
        return attrs


@extend_schema_field(ImportOptionsSerializer)
class OptionsField(serializers.DictField):
    """Options, which are checked once it is known for which kind they are."""


class ImportChangeSerializer(StrictSerializer):
    """How to read the file from now on."""

    kind = serializers.ChoiceField(KINDS, required=False)
    options = OptionsField(
        required=False, help_text="All of them: what is left out is not said any more."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Check the options by the kind that they are for."""
        kind = attrs.get("kind", self.context["upload"].kind)
        options = attrs.get("options", {} if "kind" in attrs else self.context["upload"].options)
        checked = ImportOptionsSerializer(data=options, context={"kind": kind})
        if not checked.is_valid():
            raise serializers.ValidationError({"options": checked.errors})
        return {"kind": kind, "options": dict(checked.validated_data)}


class StartSerializer(StrictSerializer):
    """How to import."""

    skip_bad_rows = serializers.BooleanField(
        default=False,
        help_text="Good rows stay, the others are listed; else one wrong row undoes the import.",
    )


class FoundFaultSerializer(serializers.Serializer[Any]):
    """Rows that are wrong in one way."""

    column = serializers.CharField(allow_null=True, help_text="Ours; null: the row as a whole.")
    text = serializers.CharField(allow_null=True, help_text="Theirs that has no value.")
    rows = serializers.IntegerField(min_value=0)
    sentences = serializers.ListField(
        child=serializers.CharField(), help_text="On the first of them."
    )


class FindingsSerializer(serializers.Serializer[Any]):
    """What a dry run has found; where columns do not fit, only their names."""

    header = serializers.ListField(child=serializers.CharField(), help_text="Their columns.")
    file = serializers.CharField(required=False, help_text="What sort of file it is.")
    columns = serializers.DictField(
        child=serializers.CharField(), required=False, help_text="Where ours come from."
    )
    unread = serializers.ListField(child=serializers.CharField(), required=False)
    absent = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Looked for in vain."
    )
    time_format = serializers.CharField(required=False)
    duration_format = serializers.CharField(required=False)
    timezone = serializers.CharField(required=False)
    samples = serializers.ListField(
        child=serializers.DictField(child=serializers.CharField(allow_null=True)),
        required=False,
        help_text="The first rows as they would be stored.",
    )
    faults = FoundFaultSerializer(many=True, required=False)


class ImportCountsSerializer(serializers.Serializer[Any]):
    """Rows by what became of them, or would."""

    created = serializers.IntegerField(min_value=0)
    updated = serializers.IntegerField(min_value=0)
    unchanged = serializers.IntegerField(min_value=0)
    rejected = serializers.IntegerField(min_value=0)
    left_out = serializers.IntegerField(
        min_value=0, help_text="Rows that the profile leaves out, such as legs of a call."
    )


class ImportSerializer(serializers.ModelSerializer[Import]):
    """An uploaded file, and what became of it."""

    org_id = serializers.IntegerField(source="organization_id")
    kind = serializers.ChoiceField(KINDS)
    state = serializers.ChoiceField(ImportState.choices)
    user = serializers.SerializerMethodField(help_text="Who has uploaded it.")
    bytes_read = serializers.SerializerMethodField(
        help_text="How far the file was read, while it is checked or imported."
    )
    counts = ImportCountsSerializer(allow_null=True)
    has_rejects = serializers.SerializerMethodField(help_text="Rejected rows can be downloaded.")
    can_undo = serializers.SerializerMethodField(
        help_text="It is the newest import of its kind, and what it changed is kept."
    )
    error = serializers.CharField(help_text="Why it failed, or was not undone; else empty.")

    class Meta:
        model = Import
        fields = [
            "id",
            "org_id",
            "kind",
            "file_name",
            "size",
            "digest",
            "user",
            "state",
            "bytes_read",
            "counts",
            "has_rejects",
            "can_undo",
            "error",
            "created",
            "checked_at",
            "started_at",
            "finished_at",
            "undone_at",
        ]

    def to_representation(self, instance: Import) -> dict[str, Any]:
        """Return the import; the error may quote rows."""
        shown: dict[str, Any] = super().to_representation(instance)
        if shown["error"] and not self.context["sees_rows"](instance):
            shown["error"] = HIDDEN
        return shown

    def get_user(self, upload: Import) -> str | None:
        """Return the name of who has uploaded it; null where the account is gone."""
        user: Any = upload.user
        return name_user(user) if user else None

    def get_bytes_read(self, upload: Import) -> int | None:
        """Return the progress of what is under way."""
        under_way = (ImportState.CHECKING, ImportState.RUNNING)
        return read_progress(upload).bytes_read if upload.state in under_way else None

    def get_has_rejects(self, upload: Import) -> bool:
        """Return whether there is a file of rejected rows."""
        return upload.path_of(upload.rejects) is not None

    def get_can_undo(self, upload: Import) -> bool:
        """Return whether undoing can be asked for."""
        newest: Any = self.context["newest"]
        return (
            upload.state == ImportState.DONE
            and newest.get((upload.organization_id, upload.kind)) == upload.pk
            and upload.path_of(upload.changes) is not None
        )


class ImportDetailSerializer(ImportSerializer):
    """An uploaded file with all that is known of it."""

    options = serializers.SerializerMethodField()
    skip_bad_rows = serializers.BooleanField()
    findings = serializers.SerializerMethodField()
    sees_rows = serializers.SerializerMethodField(
        help_text="Whether the user sees rows: samples, faults in words, the rejected ones."
    )
    warnings = serializers.SerializerMethodField()

    class Meta(ImportSerializer.Meta):
        fields = [
            *ImportSerializer.Meta.fields,
            "options",
            "skip_bad_rows",
            "sees_rows",
            "findings",
            "warnings",
        ]

    @extend_schema_field(ImportOptionsSerializer)
    def get_options(self, upload: Import) -> dict[str, Any]:
        """Return how it is read."""
        return {**DEFAULTS, **upload.options}

    def get_sees_rows(self, upload: Import) -> bool:
        """Return whether the user sees what stands in its rows."""
        return bool(self.context["sees_rows"](upload))

    @extend_schema_field(FindingsSerializer(allow_null=True))
    def get_findings(self, upload: Import) -> dict[str, Any] | None:
        """Return what the dry run has found."""
        findings: dict[str, Any] | None = upload.findings
        if findings and not self.get_sees_rows(upload):
            faults = [
                {**fault, "text": None, "sentences": [HIDDEN]}
                for fault in findings.get("faults", [])
            ]
            findings = {**findings, "samples": [], "faults": faults}
        return findings

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_warnings(self, upload: Import) -> list[str]:
        """Return what the import had to say; it may quote rows."""
        if upload.warnings and not self.get_sees_rows(upload):
            return [HIDDEN]
        warnings: list[str] = upload.warnings
        return warnings


HIDDEN = "Hidden: it may name people, whom you may not see."


class ImportsSerializer(serializers.Serializer[Any]):
    """The newest imports of an organisation, a hundred at most."""

    imports = ImportSerializer(many=True)


class ImportsQuery(OrganizationQuery):
    """The query parameters of the history."""

    before = serializers.IntegerField(
        min_value=1, max_value=MAX_ID, required=False, help_text="Only imports before this id."
    )


class ImportColumnSerializer(serializers.Serializer[Any]):
    """A column of ours."""

    name = serializers.CharField()
    is_required = serializers.BooleanField()
    choices = serializers.ListField(
        child=serializers.CharField(), help_text="Its values, where only these are some."
    )


class ImportProfileSerializer(serializers.Serializer[Any]):
    """How the files of one system are read."""

    name = serializers.CharField()
    title = serializers.CharField()
    about = serializers.CharField()


class ImportKindSerializer(serializers.Serializer[Any]):
    """What a file can hold."""

    kind = serializers.CharField()
    columns = ImportColumnSerializer(many=True)
    profiles = ImportProfileSerializer(many=True)


class ImportKindsSerializer(serializers.Serializer[Any]):
    """What files can hold, and how they are read."""

    kinds = ImportKindSerializer(many=True)
    time_formats = serializers.ListField(child=serializers.CharField())
    duration_formats = serializers.ListField(child=serializers.CharField())
