"""Memberships on the pages of what they join: an organisation's members, a user's organisations."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from campaigns.models import Membership


class MembershipForm(forms.ModelForm):  # type: ignore[type-arg]
    """One line: whom it joins stays, what it allows changes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            return
        for name in {"user", "organization"} & self.fields.keys():
            joined = getattr(self.instance, name)
            # Its own widget would ask the database for this one choice, once per line.
            self.fields[name].widget = forms.Select(choices=[(joined.pk, str(joined))])
            self.fields[name].disabled = True


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    """Memberships are added and removed, and say whether the member sees people."""

    model = Membership
    form = MembershipForm
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        """Return the memberships with the user and organisation of each."""
        return super().get_queryset(request).select_related("user", "organization")


class MembersInline(MembershipInline):
    """The members of an organisation."""

    autocomplete_fields = ["user"]


class OrganizationsInline(MembershipInline):
    """The organisations of a user."""

    autocomplete_fields = ["organization"]
