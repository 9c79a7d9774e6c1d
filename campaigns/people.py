"""Who sees people: whether an answer may say who candidates are, by name or by external id."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AbstractUser, AnonymousUser

from campaigns.models import Membership, Organization

# With one of them staff see candidates in the admin, of every organisation.
VIEW_PEOPLE = ("campaigns.view_candidate", "campaigns.change_candidate")


def may_see_people(
    user: AbstractBaseUser | AnonymousUser,
    organization: Organization | None = None,
    token: Any = None,
) -> bool:
    """Return whether the user may see the organisation's candidates; without one, everybody's.

    Members may if their membership says so, staff if the admin shows them candidates; with a token
    (`token` is how the request was signed in) only if that has the scope `people`, too.
    """
    if token is not None and not token.sees_people:
        return False
    if isinstance(user, AbstractUser) and user.is_staff and any(map(user.has_perm, VIEW_PEOPLE)):
        return True
    return (
        organization is not None
        and user.pk is not None
        and Membership.objects.filter(
            user_id=user.pk, organization=organization, sees_people=True
        ).exists()
    )
