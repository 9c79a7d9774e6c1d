"""Measuring tables: what each measure is, for each value of a dimension, of what days have."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics.question.fields import Chosen
from analytics.question.filters import ResolvedFilters
from analytics.reading.base_querysets import Asked, list_columns, of_calls
from analytics.reading.dimensions import HOURS_PER_DAY, Key, list_keys
from analytics.reading.scores import PassingScores, Scores
from analytics.semantic.bases import Base
from analytics.semantic.dimensions import HOUR, SOURCE, WEEKDAY, WEEKDAY_HOUR, Dimension
from analytics.semantic.measures import CANDIDATE, Distinct, Measure, Measured, Number, Sum
from analytics.summaries.parts import (
    APPLICATIONS,
    DURATIONS,
    FEEDBACKS,
    MICROSECOND,
    SOURCES,
    VERDICTS,
    counted_measures,
    name_of,
    people_measures,
    split_columns,
)
from analytics.summaries.predicates import Columns, Words, can_ask, holds
from analytics.summaries.tables import Column, Table, count_rows, fold, keep, look_up, number_values

# What is found out about an application besides what its calls say.
ADDED = ("feedback", "passing_score")
# What filters can be about, as lookups from a call.
TOLD_APART = ("campaign_id", "candidate__source")
# Dimensions whose values follow from the hour of the local week.
HOURLY: Mapping[Dimension, Callable[[Column], Column]] = {
    HOUR: lambda hour: hour % HOURS_PER_DAY,
    WEEKDAY: lambda hour: hour // HOURS_PER_DAY + 1,
    WEEKDAY_HOUR: lambda hour: hour,
}


@dataclass(frozen=True)
class Groups:
    """The values that there are of a key, and for each row which of them it has."""

    values: Column
    numbers: Column

    def count(self, wanted: Column) -> Column:
        """Return how many of the rows for which it is true have each value."""
        return np.bincount(self.numbers[wanted], minlength=self.values.size)

    def count_different(self, column: Column, wanted: Column) -> Column:
        """Return how many different values of the column those rows have, for each value."""
        different, numbers = number_values(column[wanted])
        pairs, _ = number_values(self.numbers[wanted] * max(different.size, 1) + numbers)
        return np.bincount(pairs // max(different.size, 1), minlength=self.values.size)

    def add_up(self, column: Column) -> Column:
        """Return the sum of the column for each value."""
        sums = np.zeros(self.values.size, np.int64)
        np.add.at(sums, self.numbers, column)
        return sums


def can_measure(base: Base, measure: Measure) -> bool:
    """Return whether what days have is enough to know it."""
    if measure in counted_measures(base).values():
        return True
    if isinstance(measure, Distinct) and measure.field != CANDIDATE:
        return False
    if base is Base.CALLS:
        return isinstance(measure, Distinct) and column_of_people(measure) in people_measures()
    if base is not Base.APPLICATIONS or getattr(measure, "field", None) not in (None, CANDIDATE):
        return False
    sums, greatest = split_columns()
    return can_ask(measure.population.where, [*sums, *greatest, *ADDED])


def column_of_people(measure: Measure) -> str:
    """Return the column of applications that says whether a person is counted by its calls."""
    return f"calls_{measure.population.name}"


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
    columns = (table["campaign"], Words(table["source"], SOURCES))
    return dict(zip(TOLD_APART, columns, strict=True))


def measure_tables(
    base: Base,
    asked: Asked,
    tables: Mapping[str, Table],
    scores: Scores,
) -> dict[Key, Measured]:
    """Return what was measured of a base, as `analytics.reading.aggregation.run` does."""
    people = [each for each in asked.measures if isinstance(each, Distinct)]
    found: dict[Key, dict[Measure, Number]] = {
        key: dict.fromkeys(asked.measures, 0) for key in all_keys(asked)
    }
    if base is Base.APPLICATIONS:
        parts = [measure_applications(asked, tables, scores)]
    else:
        parts = [measure_counts(base, asked, tables[name_of(base)])]
        if people:
            parts.append(measure_people(asked, people, tables[APPLICATIONS]))
    for groups, measured in parts:
        keys = read_keys(asked.by, groups.values)
        for measure, numbers in measured.items():
            for key, number in zip(keys, numbers.tolist(), strict=True):
                of_key = found.setdefault(key, dict.fromkeys(asked.measures, 0))
                of_key[measure] = to_duration(measure, number)
    return found  # type: ignore[return-value]


def all_keys(asked: Asked) -> Sequence[Key]:
    """Return the keys that there are whether or not there are rows."""
    return [None] if asked.by is None else list(list_keys(asked.by, asked.filters))


def measure_counts(base: Base, asked: Asked, table: Table) -> tuple[Groups, dict[Measure, Column]]:
    """Return counts and sums, which add up."""
    groups = group_by(asked.by, table)
    columns = {measure: name for name, measure in counted_measures(base).items()}
    return groups, {
        each: groups.add_up(table[columns[each]]) for each in asked.measures if each in columns
    }


def measure_people(
    asked: Asked, people: Sequence[Measure], table: Table
) -> tuple[Groups, dict[Measure, Column]]:
    """Return how many different people there are, by their calls."""
    groups = group_by(asked.by, table)
    return groups, {
        each: groups.count_different(table["candidate"], table[column_of_people(each)] > 0)
        for each in people
    }


def measure_applications(
    asked: Asked, tables: Mapping[str, Table], scores: Scores
) -> tuple[Groups, dict[Measure, Column]]:
    """Return numbers of applications, each judged by all its calls in scope together."""
    called = tables[APPLICATIONS]
    of_some = of_calls(asked.measures)
    if of_some:
        called = keep(called, holds(of_some, {"score": called["max_score"]}, count_rows(called)))
    called = {**called, "key": key_of(asked.by, called)}
    application = fold(called, ["key", "campaign", "candidate"], *split_columns())
    columns: dict[str, Any] = {**application}
    needed = set(list_columns(asked.measures))
    if "feedback" in needed:
        feedback = look_up(tables[VERDICTS], "feedback", application, ["campaign", "candidate"])
        columns["feedback"] = Words(feedback, FEEDBACKS)
    if "passing_score" in needed:
        columns["passing_score"] = find_scores(application["campaign"], scores())
    groups = Groups(*number_values(application["key"]))
    measured: dict[Measure, Column] = {}
    for each in asked.measures:
        wanted = holds(each.population.where, columns, count_rows(application))
        measured[each] = (
            groups.count_different(application["candidate"], wanted)
            if isinstance(each, Distinct)
            else groups.count(wanted)
        )
    return groups, measured


def find_scores(campaigns: Column, scores: PassingScores) -> Column:
    """Return the passing score of each campaign, its own or else the default."""
    own = scores.by_campaign
    if not isinstance(own, Mapping):
        own = dict(own.values_list("campaign_id", "score"))
    different, numbers = number_values(campaigns)
    found = [own.get(campaign) for campaign in different.tolist()]
    return np.array([scores.default if each is None else each for each in found])[numbers]


def group_by(by: Dimension | None, table: Table) -> Groups:
    """Return the groups of rows by the values of a dimension; without one, they are one group."""
    return Groups(*number_values(key_of(by, table)))


def key_of(by: Dimension | None, table: Table) -> Column:
    """Return a number for each row's value of the dimension."""
    if by is None:
        return np.zeros(count_rows(table), np.int64)
    if by in HOURLY:
        return HOURLY[by](table["hour"])
    return table[by.name]


def read_keys(by: Dimension | None, values: Column) -> Sequence[Key]:
    """Return the values of the dimension that numbers stand for."""
    if by is None:
        return [None] * values.size
    numbers = values.tolist()
    return [SOURCES[number] for number in numbers] if by is SOURCE else numbers


def to_duration(measure: Measure, number: int) -> Number:
    """Return a sum of microseconds as the time that it is, any other number as it is."""
    is_duration = isinstance(measure, Sum) and measure.field in DURATIONS
    return number * MICROSECOND if is_duration else number
