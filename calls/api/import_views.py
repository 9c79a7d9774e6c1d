"""The endpoints of uploaded files: what comes in here is worked off by `manage.py work_imports`."""

from pathlib import PurePath
from typing import Any

from django.db import Error as DatabaseError
from django.db.models import F, QuerySet
from django.http import FileResponse, HttpResponse, QueryDict
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, status
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analytics_project import audit
from analytics_project.api.parameters import OrganizationQuery, StrictQuery
from analytics_project.api.permissions import MayImport
from analytics_project.api.serializers import FaultsSerializer
from analytics_project.database.connection import MAX_OPENING_SEC, limit_waiting
from analytics_project.database.primary import write_transaction
from analytics_project.gate import outside_the_gate
from calls.api.import_serializers import (
    HIDDEN,
    ImportChangeSerializer,
    ImportDetailSerializer,
    ImportKindsSerializer,
    ImportsQuery,
    ImportsSerializer,
    StartSerializer,
    UploadSerializer,
)
from calls.importing.columns import LAYOUTS
from calls.importing.parsers import DURATION_FORMATS
from calls.importing.profiles import find_profile, list_profiles
from calls.importing.report import tell_wrong
from calls.importing.times import NAMED
from calls.upload import Import, ImportState
from calls.uploads.intake import DigestingHandler
from calls.uploads.queue import now
from calls.uploads.report import write_report
from calls.uploads.undo import LATER, find_obstacle
from campaigns.models import Organization
from campaigns.people import may_see_people

SHOWN = 100
# What is taken in costs as much as a batch of half a megabyte, whatever its size.
UPLOAD_COST = 20
IMPORT_ID = OpenApiParameter("id", int, OpenApiParameter.PATH)
FAULTS = dict.fromkeys((400, 401, 403, 429, 503), FaultsSerializer)
OF_ONE = {**FAULTS, 404: FaultsSerializer}
CHANGED = {200: ImportDetailSerializer, **OF_ONE, 409: FaultsSerializer, 415: FaultsSerializer}
# In these the way a file is read may be changed; a dry run under way is not waited for.
CHANGEABLE = (
    ImportState.UPLOADED,
    ImportState.CHECKING,
    ImportState.CHECKED,
    ImportState.FAILED,
    ImportState.UNDONE,
)


class WrongState(exceptions.APIException):
    """The import is not where that could be done with it."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "wrong_state"


class ImportingView(APIView):
    """What all of these share: who may import, read on the primary, which is written to next."""

    permission_classes = [MayImport]
    parser_classes = [JSONParser]

    def perform_authentication(self, request: Request) -> None:
        """Sign in; a form with a file may come in meanwhile."""
        with outside_the_gate(), limit_waiting(MAX_OPENING_SEC):
            super().perform_authentication(request)

    def importable(self, request: Request) -> QuerySet[Organization]:
        """Return the organisations into which the user may import."""
        return Organization.objects.importable_by(request.user)

    def read_query(self, request: Request, query: type[OrganizationQuery]) -> dict[str, Any]:
        """Return the parameters of the address, with the organisation."""
        try:
            return query.read(request.query_params, self.importable(request))
        except exceptions.PermissionDenied as error:
            raise exceptions.PermissionDenied(
                "You may not import files into this organisation.", "may_not_import"
            ) from error

    def find(self, request: Request, pk: int) -> Import:
        """Return an import of an organisation into which the user may import."""
        StrictQuery(data=request.query_params).is_valid(raise_exception=True)
        found = Import.objects.select_related("organization", "user").filter(
            pk=pk, organization__in=self.importable(request)
        )
        upload = found.first() if pk < 2**63 else None
        if upload is None:
            raise exceptions.NotFound("There is no such import.")
        return upload

    def context(self, request: Request, organizations: set[int]) -> dict[str, Any]:
        """Return what serializers need: whose rows the user sees, which imports are the newest."""
        seen = {
            organization.pk: may_see_people(request.user, organization, request.auth)
            for organization in Organization.objects.filter(pk__in=organizations)
        }
        started = Import.objects.filter(organization__in=organizations, state__in=LATER)
        newest = started.order_by("organization_id", "kind", "started_at").values_list(
            "organization_id", "kind", "pk"
        )
        return {
            # Who has brought the file knows what stands in it; a script is held to its scopes.
            "sees_rows": lambda upload: (
                seen[upload.organization_id]
                or (request.auth is None and upload.user_id == request.user.pk)
            ),
            "newest": {(organization, kind): pk for organization, kind, pk in newest},
        }

    def show(self, request: Request, upload: Import, code: int = status.HTTP_200_OK) -> Response:
        """Return the answer about one import."""
        context = self.context(request, {upload.organization_id})
        return Response(ImportDetailSerializer(upload, context=context).data, code)

    def move(self, upload: Import, allowed: tuple[ImportState, ...], **values: Any) -> None:
        """Write values of the import unless it is elsewhere; what works at it then has lost it."""
        with write_transaction():
            moved = Import.objects.filter(pk=upload.pk, state__in=allowed)
            is_moved = moved.update(attempt=F("attempt") + 1, tries=0, error="", **values)
        if not is_moved:
            upload.refresh_from_db()
            raise WrongState(f"This import {ImportState(upload.state).label}.")
        upload.refresh_from_db()

    def record(self, action: str, request: Request, upload: Import) -> None:
        """Write the audit log's line."""
        audit.record(
            action,
            user_id=request.user.pk,
            import_id=upload.pk,
            organization=upload.organization.slug,
            kind=upload.kind,
        )


class ImportsView(ImportingView):
    """The history, and where files come in."""

    parser_classes = [MultiPartParser]

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        """Have files written to where they stay, whatever their size."""
        request.upload_handlers = [DigestingHandler(request)]
        return super().initialize_request(request, *args, **kwargs)

    def find_cost(self, request: Request) -> int:
        """Return the cost in units of CostThrottle."""
        return UPLOAD_COST if request.method == "POST" else 1

    @extend_schema(
        operation_id="listImports",
        summary="The imports of an organisation",
        parameters=[ImportsQuery],
        responses={200: ImportsSerializer, **FAULTS},
    )
    def get(self, request: Request) -> Response:
        """List the newest hundred: who has uploaded what, and what became of it."""
        query = self.read_query(request, ImportsQuery)
        organization = query["organization"]
        imports = Import.objects.filter(organization=organization).select_related("user")
        if "before" in query:
            imports = imports.filter(pk__lt=query["before"])
        shown = list(imports.order_by("-pk").defer("findings", "options")[:SHOWN])
        context = self.context(request, {organization.pk})
        return Response(ImportsSerializer({"imports": shown}, context=context).data)

    @extend_schema(
        operation_id="createImport",
        summary="Upload a file",
        parameters=[OrganizationQuery],
        request={"multipart/form-data": UploadSerializer},
        responses={
            201: ImportDetailSerializer,
            **FAULTS,
            **dict.fromkeys((413, 415), FaultsSerializer),
        },
    )
    def post(self, request: Request) -> Response:
        """Take a file in; it is tried next, and nothing is imported before you start that.

        Ask for it again until its `state` is `checked`: `findings` then say which columns are taken
        for which, what is wrong, and how the first rows would be stored.
        """
        organization: Organization = self.read_query(request, OrganizationQuery)["organization"]
        with outside_the_gate():
            data: Any = request.data
        # Without a body it is no form.
        body = UploadSerializer(data=data.dict() if isinstance(data, QueryDict) else {})
        body.is_valid(raise_exception=True)
        upload = self.keep(request, organization, body.validated_data)
        self.record("file_uploaded", request, upload)
        return self.show(request, upload, status.HTTP_201_CREATED)

    def keep(self, request: Request, organization: Organization, body: dict[str, Any]) -> Import:
        """Return the import of a file, which is where it stays."""
        file = body["file"]
        profile = body.get("profile")
        user: Any = request.user
        upload = Import(
            organization=organization,
            user=user,
            kind=body["kind"],
            file_name=PurePath(file.name).name,
            size=file.size,
            digest=file.digest,
            options={"profile": profile} if profile else {},
        )
        upload.file.save("file", file, save=False)
        try:
            with write_transaction():
                upload.save()
        except DatabaseError:
            upload.file.delete(save=False)
            upload.folder.rmdir()
            raise
        return upload


class ImportKindsView(ImportingView):
    """What files can hold."""

    @extend_schema(
        operation_id="listImportKinds",
        summary="What can be imported",
        responses={200: ImportKindsSerializer, **FAULTS},
    )
    def get(self, request: Request) -> Response:
        """List the kinds of rows with their columns, and the profiles that read files."""
        StrictQuery(data=request.query_params).is_valid(raise_exception=True)
        profiles = [find_profile(name) for name in list_profiles()]
        kinds = [
            {
                "kind": kind,
                "columns": [
                    {
                        "name": name,
                        "is_required": column.required,
                        "choices": [str(value) for value, _ in column.field.choices or ()],
                    }
                    for name, column in layout.columns.items()
                ],
                "profiles": [profile for profile in profiles if profile.kind == kind],
            }
            for kind, layout in LAYOUTS.items()
        ]
        formats = {"time_formats": list(NAMED), "duration_formats": DURATION_FORMATS}
        return Response(ImportKindsSerializer({"kinds": kinds, **formats}).data)


class ImportView(ImportingView):
    """One uploaded file."""

    @extend_schema(
        operation_id="getImport",
        summary="One import",
        parameters=[IMPORT_ID],
        responses={200: ImportDetailSerializer, **OF_ONE},
    )
    def get(self, request: Request, pk: int) -> Response:
        """Describe an import: its state, what the dry run has found, its counts."""
        return self.show(request, self.find(request, pk))

    @extend_schema(
        operation_id="changeImport",
        summary="Say how to read the file",
        parameters=[IMPORT_ID],
        request=ImportChangeSerializer,
        responses=CHANGED,
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Change how the file is read; it is tried anew."""
        upload = self.find(request, pk)
        if not upload.file:
            raise WrongState("The file is not kept any more: upload it again.")
        body = ImportChangeSerializer(data=request.data, context={"upload": upload})
        body.is_valid(raise_exception=True)
        self.move(
            upload,
            CHANGEABLE,
            state=ImportState.UPLOADED,
            findings=None,
            counts=None,
            warnings=[],
            **body.validated_data,
        )
        return self.show(request, upload)


class StartView(ImportingView):
    """Where an import is started."""

    @extend_schema(
        operation_id="startImport",
        summary="Import the file",
        parameters=[IMPORT_ID],
        request=StartSerializer,
        responses=CHANGED,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Have a checked file imported; ask again until its `state` is `done` or `failed`."""
        upload = self.find(request, pk)
        body = StartSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        skip: bool = body.validated_data["skip_bad_rows"]
        if upload.state == ImportState.CHECKED:
            refuse_what_fails(upload, skip=skip)
        checked = (ImportState.CHECKED,)
        self.move(upload, checked, state=ImportState.QUEUED, skip_bad_rows=skip, started_at=now())
        self.record("import_started", request, upload)
        return self.show(request, upload)


def refuse_what_fails(upload: Import, *, skip: bool) -> None:
    """Raise ValidationError where the dry run has shown that the import would fail."""
    if upload.error:
        raise exceptions.ValidationError("The file cannot be read so; see `error`.", "unreadable")
    rejected = (upload.counts or {}).get("rejected", 0)
    if rejected and not skip:
        detail = f"{tell_wrong(rejected)}. Say how to read them, or skip_bad_rows."
        raise exceptions.ValidationError(detail, "rows_wrong")


class UndoView(ImportingView):
    """Where an import is undone."""

    @extend_schema(
        operation_id="undoImport",
        summary="Undo the import",
        parameters=[IMPORT_ID],
        request=None,
        responses=CHANGED,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Have the newest import of a kind undone exactly, or not at all.

        What it created is deleted, what it updated is as before. Where a row was changed since, or
        others refer to it, nothing is undone and `error` says why.
        """
        upload = self.find(request, pk)
        if upload.state == ImportState.DONE and (obstacle := find_obstacle(upload)):
            raise WrongState(obstacle, "cannot_undo")
        self.move(upload, (ImportState.DONE,), state=ImportState.UNDO_QUEUED)
        self.record("import_undo_started", request, upload)
        return self.show(request, upload)


class ReportView(ImportingView):
    """The report on an import, as a text."""

    @extend_schema(
        operation_id="getImportReport",
        summary="The report on an import",
        parameters=[IMPORT_ID],
        responses={(200, "text/plain"): OpenApiTypes.STR, **OF_ONE},
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        """Return all that is known of an import as a text for people."""
        upload = self.find(request, pk)
        shown = self.show(request, upload).data
        response = HttpResponse(write_report(shown), content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="import-{upload.pk}-report.txt"'
        return response


class RejectsView(ImportingView):
    """The rows that were not imported."""

    @extend_schema(
        operation_id="getImportRejects",
        summary="The rows that were rejected",
        parameters=[IMPORT_ID],
        responses={(200, "text/csv"): OpenApiTypes.BINARY, **OF_ONE},
    )
    def get(self, request: Request, pk: int) -> FileResponse:
        """Return the rejected rows as CSV with a column `reason`: mend it, and upload it again."""
        upload = self.find(request, pk)
        if not self.context(request, {upload.organization_id})["sees_rows"](upload):
            raise exceptions.PermissionDenied(HIDDEN, "may_not_see_people")
        path = upload.path_of(upload.rejects)
        if path is None:
            raise exceptions.NotFound("No row was rejected, or they are not kept any more.")
        audit.record("rejects_downloaded", user_id=request.user.pk, import_id=upload.pk)
        return FileResponse(
            path.open("rb"),
            as_attachment=True,
            filename=f"import-{upload.pk}-rejects.csv",
            content_type="text/csv",
        )
