"""SOURCES: the rows that numbers come from, and what becomes of a filter that they cannot tell."""

from dataclasses import dataclass
from enum import Enum

from analytics.semantic.filters import Filter, Subject

CANDIDATE, CALL, CAMPAIGN = Subject


class Otherwise(Enum):
    """What becomes of rows where they cannot tell whether a filter means them."""

    LEFT_OUT = ", and are left out"
    UNDEFINED = ": these are everyone's, so they are not divided by the number of some"


@dataclass(frozen=True)
class Source:
    """Rows of one kind: what they know of themselves, and by which way.

    `through` leads from a row to its candidate and campaign. Documents know what their properties
    say. `code` is that of the warning where it is not made from the names.
    """

    name: str
    label: str
    knows: frozenset[Subject]
    through: str = ""
    is_documents: bool = False
    otherwise: Otherwise = Otherwise.LEFT_OUT
    code: str | None = None

    def can_tell(self, filter_: Filter) -> bool:
        """Return whether the rows know what the filter is about."""
        return filter_.subject in self.knows and not (
            self.is_documents and filter_.document is None
        )

    def code_of(self, filter_: Filter) -> str:
        """Return the code of the warning that the rows cannot tell."""
        return self.code or f"{self.name}_know_no_{filter_.subject}"

    def detail_of(self, filter_: Filter) -> str:
        """Return the sentence of the warning that the rows cannot tell."""
        return f"{self.label} are not recorded by {filter_.label.lower()}{self.otherwise.value}."


CALLS = Source("calls", "Calls", frozenset(Subject))
# What they cannot tell is asked of their calls.
APPLICATIONS = Source("applications", "Applications", frozenset({CANDIDATE, CAMPAIGN}))
REVIEWS = Source("reviews", "Verdicts by when they were given", frozenset({CANDIDATE, CAMPAIGN}))
RATINGS = Source("ratings", "Ratings", frozenset(Subject), through="call__")
SMS = Source("sms", "Text messages", frozenset({CANDIDATE, CAMPAIGN}), is_documents=True)
EXTERNAL_SMS = Source(
    "external_sms",
    "External messages",
    frozenset(),
    code="external_sms_filtered",
)
WEB_CALLS = Source("web_calls", "Web calls", frozenset({CANDIDATE, CAMPAIGN}))
SCREENINGS = Source("resume_screenings", "Résumé screenings", frozenset({CANDIDATE, CAMPAIGN}))
CREDITS = Source("credits", "Credits", frozenset({CAMPAIGN}), otherwise=Otherwise.UNDEFINED)

SOURCES = (
    CALLS,
    REVIEWS,
    RATINGS,
    SMS,
    EXTERNAL_SMS,
    WEB_CALLS,
    SCREENINGS,
    CREDITS,
)
