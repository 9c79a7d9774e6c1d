"""Measuring tables: what each measure is, for each value of a dimension, of what days have."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from django.db.models import Q

from analytics.question.calendar import Granularity
from analytics.question.fields import Chosen
from analytics.question.filters import ResolvedFilters
from analytics.reading.base_querysets import Asked, list_columns
from analytics.reading.conditions import Condition, list_conditions
from analytics.reading.dimensions import HOURS_PER_DAY, Key, list_keys
from analytics.reading.scores import PassingScores, Scores
from analytics.semantic.bases import Base
from analytics.semantic.dimensions import BUCKET, HOUR, SOURCE, WEEKDAY, WEEKDAY_HOUR, Dimension
from analytics.semantic.measures import CANDIDATE, Count, Distinct, Measure, Measured, Number, Sum
from analytics.summaries.parts import (
    APPLICATIONS,
    COUNTED,
    DURATIONS,
    FEEDBACKS,
    KINDS,
    MICROSECOND,
    SOURCES,
    Kept,
    called,
    different,
    name_of,
)
from analytics.summaries.predicates import Columns, Words, can_ask, holds
from analytics.summaries.tables import (
    Column,
    Keys,
    Numbered,
    Table,
    add_up,
    count_rows,
    find_rows,
    fold,
    keep,
    make_keys,
    number_values,
)
from analytics.summaries.verdicts import VERDICTS

APPLICATION = ("campaign", "candidate")
# What is found out about an application besides what its calls say.
FEEDBACK, PASSING_SCORE = ADDED = ("feedback", "passing_score")
# What filters can be about, as lookups from a call.
CAMPAIGN_ID, CANDIDATE_SOURCE = TOLD_APART = ("campaign_id", "candidate__source")
# Dimensions whose values follow from the hour of the local week.
HOURLY: Mapping[Dimension, Callable[[Column], Column]] = {
    HOUR: lambda hour: hour % HOURS_PER_DAY,
    WEEKDAY: lambda hour: hour // HOURS_PER_DAY + 1,
    WEEKDAY_HOUR: lambda hour: hour,
}


class Groups(Numbered):
    """Rows by the value that each has of a key."""

    def add_up(self, column: Column) -> Column:
        """Return the sum of the column for each value."""
        return add_up(self.numbers, self.values.size, column)

    def keys(self, by: Dimension | None) -> Sequence[Key]:
        """Return the values of the dimension that there are."""
        if by is None:
            return [None] * self.values.size
        values: list[int] = self.values.tolist()
        return [SOURCES[value] for value in values] if by is SOURCE else values


@dataclass(frozen=True)
class Different:
    """Those who are in groups, each once in a group: the group, and for each row who it is."""

    groups: Column
    numbers: Column
    size: int

    def count(self, wanted: Column) -> Column:
        """Return how many of them have a row wanted, for each group."""
        is_there = np.zeros(self.groups.size, bool)
        # Measured: half the time of an index of truth values.
        is_there[np.compress(wanted, self.numbers)] = True
        if self.size == 1:
            return np.array([np.count_nonzero(is_there)])
        return np.bincount(self.groups[is_there], minlength=self.size)


def can_measure(base: Base, measure: Measure, kept: Kept) -> bool:
    """Return whether what is kept is enough to know it."""
    if base is Base.APPLICATIONS:
        is_count = isinstance(measure, Count) and measure.field is None
        is_of_people = isinstance(measure, Distinct) and measure.field == CANDIDATE
        return (
            (is_count or is_of_people)
            and can_ask(measure.population.of_calls, ["score"])
            and can_ask(measure.population.where, [*kept.application, *ADDED])
        )
    is_of_called = base is Base.CALLS and measure in kept.people
    return is_of_called or measure in kept.names.get(base, ())


def keep_chosen(table: Table, filters: ResolvedFilters) -> Table:
    """Return the rows that the filters mean."""
    for each in filters.chosen:
        condition = each.filter.condition(each.value)
        table = keep(table, holds(condition, told_apart(table), count_rows(table)))
    return table


def can_tell(chosen: Chosen) -> bool:
    """Return whether the tables tell apart what a filter is about."""
    return can_ask(chosen.filter.condition(chosen.value), TOLD_APART)


def told_apart(table: Table) -> Columns:
    """Return the columns that filters can be about, by their lookups from a call."""
    sources = {CANDIDATE_SOURCE: Words(table["source"], SOURCES)} if "source" in table else {}
    return {CAMPAIGN_ID: table["campaign"], **sources}


def measure_tables(
    base: Base, asked: Asked, tables: Mapping[str, Table], kept: Kept, scores: Scores
) -> dict[Key, Measured]:
    """Return what was measured of a base, as `analytics.reading.aggregation.run` does."""
    parts = []
    if base in COUNTED:
        parts.append(measure_counts(asked, tables[name_of(base)], kept.names[base]))
        if KINDS in tables:
            parts.append(count_called(asked, tables[KINDS], kept.people))
        elif APPLICATIONS in tables:
            parts.append(measure_people(asked, tables[APPLICATIONS], kept.people))
    elif KINDS in tables:
        parts.append(count_alike(asked, tables[KINDS], scores))
    else:
        parts.append(measure_applications(asked, tables, kept, scores))
    nothing: dict[Measure, Number] = dict.fromkeys(asked.measures, 0)
    found = {key: nothing.copy() for key in all_keys(asked)}
    for groups, measured in parts:
        rows = [found.setdefault(key, nothing.copy()) for key in groups.keys(asked.by)]
        for measure, numbers in measured.items():
            for row, number in zip(rows, numbers.tolist(), strict=True):
                row[measure] = to_duration(measure, number)
    return dict(found)


def all_keys(asked: Asked) -> Sequence[Key]:
    """Return the keys that there are whether or not there are rows."""
    return [None] if asked.by is None else list(list_keys(asked.by, asked.filters))


def measure_counts(
    asked: Asked, table: Table, names: Mapping[Measure, str]
) -> tuple[Groups, dict[Measure, Column]]:
    """Return counts and sums, which add up."""
    groups = group_by(key_of(asked.by, table))
    return groups, {
        each: groups.add_up(table[names[each]]) for each in asked.measures if each in names
    }


def measure_people(
    asked: Asked, table: Table, names: Mapping[Measure, str]
) -> tuple[Groups, dict[Measure, Column]]:
    """Return how many different people there are, by their calls."""
    groups = group_by(key_of(asked.by, table))
    people = tell_apart(groups, number_values(table["candidate"]))
    return groups, {
        each: people.count(table[names[each]] > 0) for each in asked.measures if each in names
    }


def count_called(
    asked: Asked, table: Table, names: Mapping[Measure, str]
) -> tuple[Groups, dict[Measure, Column]]:
    """Return how many different people there are in each bucket, of all campaigns or of one."""
    groups = group_by(key_of(asked.by, table))
    count = different if are_all_campaigns(asked.filters) else called
    return groups, {
        each: groups.add_up(table[count(names[each])]) for each in asked.measures if each in names
    }


def count_alike(asked: Asked, table: Table, scores: Scores) -> tuple[Groups, dict[Measure, Column]]:
    """Return numbers of applications in each bucket."""
    groups = group_by(key_of(asked.by, table))
    columns = {**table}
    if asks(asked.measures, PASSING_SCORE):
        columns[PASSING_SCORE] = find_scores(number_values(table["campaign"]), scores())
    return groups, {
        each: groups.add_up(
            table[APPLICATIONS] * holds(each.population.where, columns, count_rows(table))
        )
        for each in asked.measures
    }


def are_kinds_enough(base: Base, asked: Asked, kept: Kept) -> bool:
    """Return whether applications need not be told apart: each bucket is a day."""
    if asked.by is not BUCKET or asked.filters.granularity is not Granularity.DAY:
        return False
    if base is Base.APPLICATIONS:
        names = [*kept.charted, PASSING_SCORE]
        return all(
            isinstance(each, Count) and can_ask(each.population.where, names)
            for each in asked.measures
        )
    return are_all_campaigns(asked.filters) or len(asked.filters.campaigns) == 1


def are_all_campaigns(filters: ResolvedFilters) -> bool:
    """Return whether no filter leaves out a campaign."""
    return not any(is_about(each, CAMPAIGN_ID) for each in filters.chosen)


def asks_for_sources(asked: Asked) -> bool:
    """Return whether sources have to be told apart."""
    return asked.by is SOURCE or any(
        is_about(each, CANDIDATE_SOURCE) for each in asked.filters.chosen
    )


def is_about(chosen: Chosen, column: str) -> bool:
    """Return whether a filter cannot do without one of the columns TOLD_APART."""
    others = [each for each in TOLD_APART if each != column]
    return not can_ask(chosen.filter.condition(chosen.value), others)


def measure_applications(
    asked: Asked, tables: Mapping[str, Table], kept: Kept, scores: Scores
) -> tuple[Groups, dict[Measure, Column]]:
    """Return numbers of applications, each judged by all its calls in scope together."""
    rows = {**tables[APPLICATIONS], "key": key_of(asked.by, tables[APPLICATIONS])}
    together = [each for each in asked.measures if not is_of_one_row(each.population.where, kept)]
    alone = [each for each in asked.measures if each not in together]
    groups, measured = count_applications(rows, alone, tables, scores)
    if together:
        needed = set(list_columns(tuple(together)))
        sums, greatest = (
            [name for name in names if name in needed] for names in (kept.sums, kept.greatest)
        )
        application = fold(rows, ["key", *APPLICATION], sums, greatest)
        # The same groups: every row of calls is a part of an application.
        measured |= count_applications(application, together, tables, scores)[1]
    return groups, measured


def is_of_one_row(where: Q, kept: Kept) -> bool:
    """Return whether an application is meant where one of its rows is, whatever the others say.

    So that rows need not be put together: some of its calls are so, or its best score is enough.
    """
    of_calls = [each for each in list_conditions(where) if each.asks_for(kept.application)]
    return not of_calls or (len(of_calls) == 1 and is_of_some(of_calls[0], kept))


def is_of_some(condition: Condition, kept: Kept) -> bool:
    """Return whether a condition on what calls say is true where it is of some of them."""
    if condition.name in kept.sums:
        return condition.comparison == "gt" and condition.value == 0
    is_reached = condition.comparison in ("gt", "gte") and condition.name in kept.greatest
    is_there = condition.comparison == "isnull" and condition.value is False
    return is_there or (is_reached and condition.other not in kept.application)


def count_applications(
    rows: Table, measures: Sequence[Measure], tables: Mapping[str, Table], scores: Scores
) -> tuple[Groups, dict[Measure, Column]]:
    """Return how many applications, or candidates, the measures mean in each group of rows."""
    columns: dict[str, Any] = {**rows}
    numbered = cache(lambda name: number_values(rows[name]))
    keys = cache(lambda: make_keys(*map(numbered, APPLICATION)))
    if asks(measures, PASSING_SCORE):
        columns[PASSING_SCORE] = find_scores(numbered("campaign"), scores())
    if asks(measures, FEEDBACK):
        columns[FEEDBACK] = Words(find_feedback(tables[VERDICTS], keys()), FEEDBACKS)
    groups = group_by(rows["key"])
    applications = cache(lambda: tell_apart(groups, keys().numbered))
    people = cache(lambda: tell_apart(groups, numbered("candidate")))
    measured = {}
    for each in measures:
        wanted = holds(each.population.where, columns, count_rows(rows))
        different = people() if isinstance(each, Distinct) else applications()
        measured[each] = different.count(wanted)
    return groups, measured


def asks(measures: Sequence[Measure], column: str) -> bool:
    """Return whether one of the measures asks for a column."""
    return column in list_columns(tuple(measures))


def find_feedback(verdicts: Table, keys: Keys) -> Column:
    """Return the newest verdict on the application of each row, as a number of FEEDBACKS."""
    judged, which = keys.find([verdicts[name] for name in APPLICATION])
    found = np.zeros(keys.size, np.uint8)
    found[which] = verdicts[FEEDBACK][judged]
    return found[keys.numbers]


def find_scores(campaigns: Numbered, scores: PassingScores) -> Column:
    """Return the passing score of each row's campaign, its own or else the default."""
    own = scores.by_campaign
    values = [own.get(each, scores.default) for each in campaigns.values.tolist()]
    return np.array(values)[campaigns.numbers]


def tell_apart(groups: Groups, who: Numbered) -> Different:
    """Return the different of those who are in each group."""
    size = groups.values.size
    if size == 1:
        return Different(np.zeros(who.values.size, np.int32), who.numbers, size)
    pairs = make_keys(groups, who)
    return Different(groups.numbers[find_rows(pairs.size, pairs.numbers)], pairs.numbers, size)


def group_by(key: Column) -> Groups:
    """Return the groups of rows by their key."""
    return Groups(*number_values(key))


def key_of(by: Dimension | None, table: Table) -> Column:
    """Return a number for each row's value of the dimension."""
    if by is None:
        return np.zeros(count_rows(table), np.uint8)
    if by in HOURLY:
        return HOURLY[by](table["hour"])
    return table[by.name]


def to_duration(measure: Measure, number: int) -> Number:
    """Return a sum of microseconds as the time that it is, any other number as it is."""
    is_duration = isinstance(measure, Sum) and measure.field in DURATIONS
    return number * MICROSECOND if is_duration else number
