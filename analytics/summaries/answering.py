"""Answering questions: from summaries where they hold, from the rows where they do not.

The only place that decides which. Either way, and mixed, the numbers are the same.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Literal, TypeAlias, get_args

from django.conf import settings

from analytics.question.calendar import Granularity
from analytics.reading import aggregation
from analytics.reading.aggregation import Question, Results, Statement, gather, list_statements
from analytics.reading.base_querysets import Asked, list_columns
from analytics.reading.scores import PassingScores, Scores
from analytics.semantic.bases import Base
from analytics.semantic.dimensions import BUCKET
from analytics.semantic.measures import Distinct
from analytics.summaries.coverage import Cover, Known, cover, read_known
from analytics.summaries.loading import Needed, View, load
from analytics.summaries.measuring import (
    HOURLY,
    are_kinds_enough,
    asks_for_sources,
    can_measure,
    can_tell,
    measure_tables,
)
from analytics.summaries.parts import APPLICATIONS, COUNTED, KINDS, Kept, find_kept, name_of
from analytics.summaries.verdicts import VERDICTS
from analytics_project.database.replica import Snapshot

ComputedFrom: TypeAlias = Literal["summaries", "rows", "both"]
COMPUTED_FROM: list[str] = [*get_args(ComputedFrom)]
# At most one day of so many is read from the rows, which have to come to Python one by one, where
# the database itself would only tell their number.
DAYS_PER_MISSING = 4


@dataclass(frozen=True)
class Measurement:
    """What was measured for each question, by base, and from what."""

    results: Sequence[Mapping[Base, Results]]
    computed_from: ComputedFrom


def measure(
    questions: Sequence[Question],
    scores: Scores,
    snapshot: Snapshot,
    *,
    scores_ready: bool = True,
) -> Measurement:
    """Return all that the metrics and charts of each question need, by base."""
    statements = list_statements(questions)
    way = find_way(questions, statements) if settings.SUMMARIES else None
    if way is None:
        results = aggregation.measure(questions, scores, snapshot, scores_ready=scores_ready)
        return Measurement(results, "rows")
    wanted: dict[View, set[Needed]] = {view: set() for view in way.covers}
    for statement, needed in way.needed.items():
        wanted[view_of(statement, needed)] |= needed
    loaded = load(way.covers, way.known, wanted, snapshot)
    scores = cache(partial(read_scores, scores))
    found = {
        each: measure_tables(
            each.base,
            asked,
            {
                table.part: loaded[view_of(each, way.needed[each])][table]
                for table in way.needed[each]
            },
            way.kept,
            scores,
        )
        for each, asked in statements.items()
    }
    is_whole = not any(each.stretches for each in way.covers.values())
    return Measurement(gather(questions, found), "summaries" if is_whole else "both")


@dataclass(frozen=True)
class Way:
    """How summaries answer: what is kept and holds, how days are read, and the tables needed."""

    kept: Kept
    known: Known
    covers: Mapping[View, Cover]
    needed: Mapping[Statement, Set[Needed]]


def view_of(statement: Statement, needed: Set[Needed]) -> View:
    """Return the view that a statement is answered from."""
    judges = any(each.part == APPLICATIONS for each in needed)
    return View(statement.question, in_buckets=statement.by is BUCKET and judges)


def find_way(questions: Sequence[Question], statements: Mapping[Statement, Asked]) -> Way | None:
    """Return how summaries answer the questions.

    None where they cannot, or where they hold for too few days.
    """
    filters, kept = questions[0].filters, find_kept()
    if not all(can_answer(each, asked, kept) for each, asked in statements.items()):
        return None
    needed = {each: set(list_needed(each, asked, kept)) for each, asked in statements.items()}
    version = kept.version(filters.completed_interview_rate)
    known = read_known(filters.organization_id, version, [each.filters for each in questions])
    if known is None or known.judged_until is None:
        return None
    covers = {
        view: cover(questions[view.question].filters, known, in_buckets=view.in_buckets)
        for view in dict.fromkeys(view_of(*each) for each in needed.items())
    }
    days = sum(len(each.days) for each in covers.values())
    missing = sum(each.missing for each in covers.values())
    return Way(kept, known, covers, needed) if missing * DAYS_PER_MISSING <= days else None


def can_answer(statement: Statement, asked: Asked, kept: Kept) -> bool:
    """Return whether what days have is enough to answer what a statement is asked."""
    is_of_hours = asked.by is BUCKET and asked.filters.granularity is Granularity.HOUR
    return (
        not is_of_hours
        and all(can_tell(each) for each in asked.filters.chosen)
        and all(can_measure(statement.base, each, kept) for each in asked.measures)
    )


def list_needed(statement: Statement, asked: Asked, kept: Kept) -> Iterator[Needed]:
    """Yield the tables that a statement is answered from."""
    by_hour = asked.by in HOURLY
    by_source = asks_for_sources(asked)
    if statement.base in COUNTED:
        yield Needed(name_of(statement.base), by_hour, by_source)
    counts_people = any(isinstance(each, Distinct) for each in asked.measures)
    if statement.base is Base.APPLICATIONS or counts_people:
        if are_kinds_enough(statement.base, asked, kept):
            yield Needed(KINDS, by_source=by_source)
            return
        yield Needed(APPLICATIONS, by_hour, by_source)
    if "feedback" in list_columns(asked.measures):
        yield Needed(VERDICTS)


def read_scores(scores: Scores) -> PassingScores:
    """Return the scores, read once where the database has them itself."""
    found = scores()
    if isinstance(found.by_campaign, Mapping):
        return found
    return replace(found, by_campaign=dict(found.by_campaign.values_list("campaign_id", "score")))
