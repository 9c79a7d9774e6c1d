"""What the endpoints of all that people keep have in common."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, TypeVar

from django.contrib.auth.models import AbstractUser
from django.db import IntegrityError
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from analytics_project import audit
from analytics_project.api.bodies import StrictBody, Utf8JSONParser
from analytics_project.api.pagination import NumberedPages, PageQuery
from analytics_project.api.parameters import OrganizationQuery, StrictQuery
from analytics_project.api.permissions import MayKeep
from analytics_project.api.serializers import FaultsSerializer
from analytics_project.api.views import FAULTS, CurrentReader
from analytics_project.database.primary import write_transaction
from analytics_project.database.replica import read_preferring_primary
from campaigns.models import Organization

ViewT = TypeVar("ViewT", bound=type[Any])
NOT_FOUND = {**FAULTS, 404: FaultsSerializer}
WRONG_BODY = {**FAULTS, **dict.fromkeys((409, 415), FaultsSerializer)}


class Conflict(serializers.ValidationError):
    """There is such a row already."""

    status_code = 409


class KeptSerializer(StrictBody, serializers.ModelSerializer[Any]):
    """A row that people keep; its organisation is said by the address, and stays."""

    org_id = serializers.IntegerField(source="organization_id", read_only=True)

    @property
    def organization(self) -> Organization:
        """The organisation of the row."""
        organization: Organization = (
            self.instance.organization if self.instance else self.context["organization"]
        )
        return organization

    def save(self, **kwargs: Any) -> Any:
        """Write the row. Raises Conflict where there is one like it, which the database refuses."""
        faults = {
            name: fault
            for name, (rows, fault) in self.list_equals().items()
            if rows.exclude(pk=self.instance.pk if self.instance else None).exists()
        }
        if faults:
            raise Conflict(faults, "unique")
        return super().save(**kwargs)

    def list_equals(self) -> dict[str, tuple[QuerySet[Any], str]]:
        """Return which rows must not be there beside this one, and the fault, by its name."""
        return {}


class OwnedSerializer(KeptSerializer):
    """A row that one person may change, and staff."""

    may_change = serializers.SerializerMethodField(
        help_text="Whether you may change and delete it."
    )

    def get_may_change(self, row: Any) -> bool:
        """Return whether the user of the request may change the row."""
        return may_change(self.context["request"].user, row)


def may_change(user: Any, row: Any) -> bool:
    """Return whether the user wrote the row, or may change all in the admin."""
    if user.pk == row.written_by:
        return True
    permission = f"{row._meta.app_label}.change_{row._meta.model_name}"
    return isinstance(user, AbstractUser) and user.is_staff and user.has_perm(permission)


class KeptViewSet(CurrentReader, viewsets.ModelViewSet[Any]):
    """Rows that members keep: read and written on the primary, so that one sees what one wrote.

    `noun` is what the audit log calls one. Rows that the user may not see are not there.
    """

    permission_classes = [MayKeep]
    parser_classes = [Utf8JSONParser]
    pagination_class = NumberedPages
    noun: ClassVar[str]
    list_query: ClassVar[type[PageQuery]] = PageQuery

    def visible(self, organizations: QuerySet[Organization]) -> QuerySet[Any]:
        """Return the rows of the organisations that the user may see."""
        return self.get_rows().filter(organization__in=organizations)

    def get_rows(self) -> QuerySet[Any]:
        """Return all rows, in order, with what an answer says of them."""
        return super().get_queryset()

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows that the user may see; a list is of one organisation."""
        organizations = Organization.objects.visible_to(self.request.user)
        if self.action != "list":
            StrictQuery(data=self.request.query_params).is_valid(raise_exception=True)
            return self.visible(organizations)
        query = self.list_query.read(self.request.query_params, organizations)
        return self.choose(self.visible(organizations), query)

    def choose(self, rows: QuerySet[Any], query: dict[str, Any]) -> QuerySet[Any]:
        """Return those of the rows that the query of a list asks for."""
        return rows.filter(organization=query["organization"])

    def get_object(self) -> Any:
        """Return the row, where the user may do with it what is asked."""
        row = super().get_object()
        if self.action in ("partial_update", "destroy"):
            self.check_change(row)
        return row

    def check_change(self, row: Any) -> None:
        """Raise PermissionDenied where the user may see the row and no more; here: never."""

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the rows of one organisation."""
        return read_preferring_primary(lambda: super(KeptViewSet, self).list(request))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer one row."""
        return read_preferring_primary(
            lambda: super(KeptViewSet, self).retrieve(request, *args, **kwargs)
        )

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Keep one more."""
        with write():
            return super().create(request, *args, **kwargs)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change what is named; the rest stays."""
        with write():
            return super().partial_update(request, *args, **kwargs)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Delete one."""
        with write():
            return super().destroy(request, *args, **kwargs)

    def get_serializer_context(self) -> dict[str, Any]:
        """Add the organisation that a new row is of."""
        context = {**super().get_serializer_context()}
        if self.action == "create" and self.request.method not in SAFE_METHODS:
            visible = Organization.objects.visible_to(self.request.user)
            query = OrganizationQuery.read(self.request.query_params, visible)
            context["organization"] = query["organization"]
        return context

    def perform_create(self, serializer: Any) -> None:
        """Write a new row."""
        row = serializer.save(organization=serializer.organization, **self.get_written())
        self.record("created", row)

    def get_written(self) -> dict[str, Any]:
        """Return what a new row has that nobody says."""
        return {}

    def perform_update(self, serializer: Any) -> None:
        """Write what was changed."""
        self.record("changed", serializer.save())

    def perform_destroy(self, instance: Any) -> None:
        """Delete the row."""
        self.record("deleted", instance)
        instance.delete()

    def record(self, action: str, row: Any) -> None:
        """Write a line of the audit log."""
        audit.record(
            action,
            what=self.noun,
            id=row.pk,
            org_id=row.organization_id,
            user_id=self.request.user.pk,
        )


class OwnedViewSet(KeptViewSet):
    """Rows that the one who wrote them may change, and staff."""

    def check_change(self, row: Any) -> None:
        """Raise PermissionDenied where neither wrote the row nor is of staff."""
        if not may_change(self.request.user, row):
            raise PermissionDenied("Only who made it may change it, and staff.", "not_yours")


@contextmanager
def write() -> Iterator[None]:
    """Open a transaction on the primary. Raises Conflict where another was as quick."""
    try:
        with write_transaction():
            yield
    except IntegrityError as error:
        fault = "Something of this was changed at the same moment. Look again."
        raise Conflict(fault, "conflict") from error


def describe(
    serializer: type[KeptSerializer],
    name: str,
    one: str,
    many: str,
    query: type[PageQuery] = PageQuery,
) -> Callable[[ViewT], ViewT]:
    """Return what describes the endpoints in the schema: `name` is that of the operations."""
    on_path = OpenApiParameter("id", int, OpenApiParameter.PATH)
    return extend_schema_view(
        list=extend_schema(
            operation_id=f"list{name}s",
            summary=many,
            parameters=[query],
            responses={200: serializer(many=True), **NOT_FOUND},
        ),
        create=extend_schema(
            operation_id=f"create{name}",
            summary=f"Add {one}",
            parameters=[OrganizationQuery],
            responses={201: serializer, **WRONG_BODY},
        ),
        retrieve=extend_schema(
            operation_id=f"get{name}",
            summary=one[0].upper() + one[1:],
            parameters=[on_path],
            responses={200: serializer, **NOT_FOUND},
        ),
        partial_update=extend_schema(
            operation_id=f"update{name}",
            summary=f"Change {one}",
            parameters=[on_path],
            responses={200: serializer, **WRONG_BODY, 404: FaultsSerializer},
        ),
        destroy=extend_schema(
            operation_id=f"delete{name}",
            summary=f"Delete {one}",
            parameters=[on_path],
            responses={204: None, **NOT_FOUND},
        ),
    )
