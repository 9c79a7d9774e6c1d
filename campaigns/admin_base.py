"""The base of admin pages of a tenant's rows: they stay quick on tables of a million rows."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import PROTECT, Exists, ManyToOneRel, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

from campaigns.models import Organization
from campaigns.people import may_see_people

COUNTED_ROWS = 10_000
CANDIDATE = "candidate"  # The foreign key of every row that names one.


# django-stubs declares Paginator and ModelAdmin generic, Django does not.


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts COUNTED_ROWS rows at most: a full count reads every row of the table."""

    @cached_property
    def counted(self) -> int:
        """Return the number of rows, or COUNTED_ROWS + 1 where there are more."""
        rows: QuerySet[Model] = self.object_list  # type: ignore[assignment]
        return rows.order_by()[: COUNTED_ROWS + 1].count()

    @cached_property
    def count(self) -> int:
        """Return how many rows the pages hold."""
        return min(self.counted, COUNTED_ROWS)


class CappedChangeList(ChangeList):
    """A list that says so where it stops counting."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.paginator.counted > COUNTED_ROWS:
            self.title += f" (more than {COUNTED_ROWS:,} found; {COUNTED_ROWS:,} are listed)"


class PageActionForm(ActionForm):
    """An action is for the rows ticked on the page, never for all that the list matches.

    All would be more than the list counts, and deleting loads each row first. The lists' template
    (admin/campaigns/actions.html) does not offer it.
    """

    def clean_select_across(self) -> bool:
        """Return False, whatever was sent."""
        return False


class TenantAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows of one organisation, newest first, found by an exact external id."""

    ordering = ["-id"]  # The primary key's index serves it, so a page reads only its own rows.
    sortable_by = ()
    list_filter = ["organization"]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    action_form = PageActionForm
    search_fields = ["external_id__exact"]
    search_help_text = "The whole external id."

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Return the columns; who may not see people sees our own ids of candidates."""
        shown = map(str, super().get_list_display(request))
        hidden = self.hides_people(request)
        return ["candidate_id" if hidden and name == CANDIDATE else name for name in shown]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return the fields that are shown and stay."""
        shown = list(map(str, super().get_readonly_fields(request, obj)))
        return [*shown, "candidate_id"] if self.hides_people(request) else shown

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return the fields that the form leaves out."""
        excluded = list(super().get_exclude(request, obj) or ())
        return [*excluded, CANDIDATE] if self.hides_people(request) else excluded

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Return what a search looks at."""
        searched = map(str, super().get_search_fields(request))
        hidden = self.hides_people(request)
        return [name for name in searched if not (hidden and name.startswith(CANDIDATE))]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return whether rows may be added: their candidate has to be chosen."""
        return super().has_add_permission(request) and not self.hides_people(request)

    def hides_people(self, request: HttpRequest) -> bool:
        """Return whether the rows name candidates whom the user may not see."""
        names = {field.name for field in self.opts.fields}
        return CANDIDATE in names and not may_see_people(request.user)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the list that says where it stops counting."""
        return CappedChangeList

    def get_list_select_related(self, request: HttpRequest) -> list[str]:
        """Return every foreign key, so that no row of the list asks for its own."""
        return [field.name for field in self.opts.fields if field.many_to_one]

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        """Return every foreign key: a plain select would hold all candidates."""
        return [field.name for field in self.opts.fields if field.many_to_one]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Return the rows that any search field finds by the whole term, blanks and all.

        The unique index of external ids starts with the organisation, so every organisation is
        named on the way to one: a probe for each instead of reading the table.
        """
        found, everywhere = Q(), dict[str, Any]()
        for field in map(str, self.get_search_fields(request)):
            found |= Q(**{field: search_term.strip()})
            path, external_id, _ = field.rpartition("external_id")
            if external_id:
                organizations = Organization.objects.order_by()
                everywhere |= {
                    "organization__in": organizations,
                    f"{path}organization__in": organizations,
                }
        return (queryset.filter(found, **everywhere) if search_term else queryset), False

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Return the form; the organisation of an existing row is shown but stays.

        Disabled rather than read-only: a field outside the form would be left out of the
        validation too, and SameOrganization with it.
        """
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj and "organization" in form.base_fields:
            form.base_fields["organization"].disabled = True
        return form


class ReferencedAdmin(TenantAdmin):
    """Rows that a million others may refer to."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether this one row may be deleted: only while nothing refers to it.

        Django would load all that does, only to list it as protected. Without a row the answer is
        no, which takes away the deletion of many at once.
        """
        return (
            obj is not None
            and super().has_delete_permission(request, obj)
            and not is_referenced(obj)
        )


def is_referenced(row: Model) -> bool:
    """Return whether a row of another table protects this one, in one query.

    Every index of a tenant's table starts with the organisation, so the organisation is named too.
    """
    organization_id = getattr(row, "organization_id", row.pk)
    references = Q()
    for relation in row._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and relation.on_delete is PROTECT:
            named = {"organization_id": organization_id, relation.field.attname: row.pk}
            references |= Q(Exists(relation.related_model._default_manager.filter(**named)))
    return type(row)._default_manager.filter(references, pk=row.pk).exists()
