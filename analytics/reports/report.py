"""What a report is: one declaration, from which its endpoint, schema, files and words follow."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, NoReturn, TypeVar

from analytics.documents.passing_scores import ResolvedScores
from analytics.question.scope import ScopeQuery, ScopeT
from analytics.reports.answers import Meta, Warned
from analytics.reports.sent_sms import SentSms
from analytics.saved.day_notes import DayNote
from analytics.semantic.sources import Source
from analytics.summaries.answering import ComputedFrom
from analytics_project.database.replica import Snapshot

ValuesT = TypeVar("ValuesT", bound=Mapping[str, object])

# A unit is about what a month of the dashboard takes; most reports read less.
DAYS_PER_UNIT = 150


class Remote(Enum):
    """What a report needs from outside the database, and what becomes of it without."""

    # The last ones seen serve, or the default, and a warning says so.
    PASSING_SCORES = "passing scores"
    # Without the document store there is no answer (503); without the provider a warning.
    TEXT_MESSAGES = "text messages"


def not_declared() -> NoReturn:
    """Stand in for a remote part that a report does not declare to need."""
    raise LookupError("The report's declaration does not say that it needs this.")


@dataclass(frozen=True)
class Inputs(Generic[ScopeT]):
    """What a report is computed from, inside a read-only session.

    `scores` and `sms` wait for what is on its way; each is asked for once, however often called.
    """

    filters: ScopeT
    snapshot: Snapshot
    scores: Callable[[], ResolvedScores] = not_declared
    scores_ready: bool = True
    sms: Callable[[], SentSms] = not_declared


@dataclass(frozen=True)
class Computed(Generic[ValuesT]):
    """What a report computed, and what else the reader of the values should know.

    `computed_from` is there where calls were measured.
    """

    values: ValuesT
    warnings: Sequence[Warned] = ()
    computed_from: ComputedFrom | None = None


@dataclass(frozen=True, kw_only=True)
class Report(Generic[ScopeT, ValuesT]):
    """One report.

    `answer` is the shape of its values, which says what each means (semantic/answers.py); `compute`
    reads them. `sources` are the rows that may be unable to tell a filter, which is warned of.
    `summary` is its line in the API's documentation, where that is not its name. `days_per_unit`
    is how many days cost a unit of CostThrottle.
    """

    name: str
    label: str
    description: str
    answer: type[ValuesT]
    parameters: type[ScopeQuery[ScopeT]]
    compute: Callable[[Inputs[ScopeT]], Computed[ValuesT]]
    needs: frozenset[Remote] = frozenset()
    sources: tuple[Source, ...] = ()
    summary: str = ""
    days_per_unit: int = DAYS_PER_UNIT


@dataclass(frozen=True)
class Answer(Generic[ScopeT, ValuesT]):
    """What a report answers: its values, what they are about, and where they came from.

    `notes` say in files what happened on the days.
    """

    report: Report[ScopeT, ValuesT]
    filters: ScopeT
    values: ValuesT
    meta: Meta
    notes: Sequence[DayNote] = ()

    @property
    def echo(self) -> Mapping[str, Any]:
        """The filters as the API writes them."""
        echoed: Mapping[str, Any] = self.report.parameters.echo(self.filters).data
        return echoed

    def to_json(self) -> dict[str, object]:
        """Return the answer as the API writes it, as plain data."""
        return {"filters": self.echo, **self.values, "meta": self.meta}
