"""What metrics run on: the bases, and the kind of rows that each consists of."""

from enum import Enum, StrEnum


class RowKind(StrEnum):
    """What rows are; each kind has an endpoint of its own."""

    CALLS = "calls"
    APPLICATIONS = "applications"
    REVIEWS = "reviews"


ROW_KINDS = [each.value for each in RowKind]


class Base(Enum):
    """Which rows a metric runs on; reading/base_querysets.py builds them.

    What takes longest to read comes first, so that reading them side by side ends soonest.
    """

    FIRST_INTERVIEWS = "first interviews"
    APPLICATIONS = "applications"
    CALLS = "calls"
    CALLED_DAYS = "called days"
    REVIEWS = "reviews"

    @property
    def is_additive(self) -> bool:
        """Whether each row falls into one bucket, so that counts and sums of buckets add up.

        An application has calls in many buckets, and its best score depends on which are seen.
        """
        return self in (Base.CALLS, Base.FIRST_INTERVIEWS, Base.REVIEWS)

    @property
    def rows(self) -> RowKind:
        """What the rows are."""
        if self in (Base.CALLS, Base.CALLED_DAYS):
            return RowKind.CALLS
        return RowKind.REVIEWS if self is Base.REVIEWS else RowKind.APPLICATIONS
