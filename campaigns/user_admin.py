"""Admin pages of users and groups: nobody gives away, or takes over, more than they have."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from campaigns.membership_admin import OrganizationsInline


def permissions_of(user: Any) -> QuerySet[Permission]:
    """Return the permissions of a user, their groups' too, also while they are inactive."""
    if user.is_superuser:
        return Permission.objects.all()
    return Permission.objects.filter(Q(user=user) | Q(group__user=user)).distinct()


def groups_of(user: Any) -> QuerySet[Group]:
    """Return the groups of a user; a superuser has them all."""
    return Group.objects.all() if user.is_superuser else Group.objects.filter(user=user)


class WithinOwnRights(admin.ModelAdmin):  # type: ignore[type-arg]
    """Offers the permissions and groups that the one who gives them has; superusers have all.

    An account of more stays as it is: one who may set its password could sign in with it.
    """

    def holds_more(self, request: HttpRequest, row: Any) -> bool:
        """Return whether the row has rights that the user of the request lacks."""
        raise NotImplementedError

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the row may be changed, its password too."""
        return super().has_change_permission(request, obj) and self.is_within(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the row may be deleted."""
        return super().has_delete_permission(request, obj) and self.is_within(request, obj)

    def is_within(self, request: HttpRequest, row: Any) -> bool:
        """Return whether the user of the request has all that the row has."""
        user: Any = request.user
        return row is None or user.is_superuser or not self.holds_more(request, row)

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        """Return the field of permissions or groups, which refuses all others."""
        field: Any = super().formfield_for_manytomany(db_field, request, **kwargs)
        offered = groups_of if db_field.related_model is Group else permissions_of
        if field:
            field.queryset = field.queryset.filter(pk__in=offered(request.user).values("pk"))
        return field


admin.site.unregister([User, Group])


@admin.register(User)
class LimitedUserAdmin(WithinOwnRights, UserAdmin):  # type: ignore[type-arg]
    """Users, each with their organisations; only superusers make superusers."""

    inlines = [OrganizationsInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields that are shown and stay."""
        shown = super().get_readonly_fields(request, obj)
        user: Any = request.user
        return shown if user.is_superuser else [*shown, "is_superuser"]

    def holds_more(self, request: HttpRequest, row: User) -> bool:
        """Return whether the user has a permission or a group that the one who asks lacks."""
        own_permissions = permissions_of(request.user).values("pk")
        own_groups = groups_of(request.user).values("pk")
        return (
            row.is_superuser
            or permissions_of(row).exclude(pk__in=own_permissions).exists()
            or groups_of(row).exclude(pk__in=own_groups).exists()
        )


@admin.register(Group)
class LimitedGroupAdmin(WithinOwnRights, GroupAdmin):
    """Groups of permissions."""

    def holds_more(self, request: HttpRequest, row: Group) -> bool:
        """Return whether the group has a permission that the one who asks lacks."""
        own = permissions_of(request.user).values("pk")
        return row.permissions.exclude(pk__in=own).exists()
