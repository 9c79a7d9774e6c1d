"""What every number is said to mean: which rows are counted, in words for people."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from analytics.semantic.answers import TimeSavedAssumptions, meanings_of
from analytics.semantic.bases import Base
from analytics.semantic.catalogue import every_metric
from analytics.semantic.charts import CHARTS, Chart
from analytics.semantic.measures import Count, Distinct, Mean, Rate, Value
from analytics.semantic.populations import (
    APPLICATION_POPULATIONS,
    FIRST_INTERVIEWED,
    REVIEW_POPULATIONS,
)
from calls.populations import POPULATIONS
from tests.helpers.reports import OTHERS

SCHEMA = Path(__file__).parents[3] / "schema.yml"
# Settings, and words of the code, that mean nothing to who reads a tooltip.
INTERNAL = re.compile(r"[A-Z]{2,}_[A-Z_]+|by design|\bscalar|\bCTE\b|document store|\bNone\b")
# What a count of each base is of.
NOUNS = {
    Base.CALLS: r"[Cc]alls|[Ii]nterviews|[Ww]ithdrawals",
    Base.APPLICATIONS: r"[Aa]pplications",
    Base.CALLED_DAYS: r"calls to one candidate on one day",
    Base.FIRST_INTERVIEWS: r"[Aa]pplication",
    Base.REVIEWS: r"Thumbs (up|down), by when the recruiter gave them",
}


def find_descriptions(node: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield every description below a node of the schema, and where it stands."""
    if isinstance(node, dict):
        for name, child in node.items():
            if name == "description" and isinstance(child, str):
                yield place, child
            else:
                yield from find_descriptions(child, f"{place}/{name}")


def test_no_description_names_what_only_the_code_knows() -> None:
    schemas = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))["components"]["schemas"]
    descriptions = dict(find_descriptions(schemas))
    assert "/CallCompletionRate/properties/numerator" in descriptions
    for population in (*POPULATIONS.values(), *APPLICATION_POPULATIONS, *REVIEW_POPULATIONS,
                       FIRST_INTERVIEWED):  # fmt: skip
        descriptions[population.name] = population.description
    for metric in every_metric():
        descriptions[metric.name] = metric.description
    for report in OTHERS:
        for name, meaning in meanings_of(report.answer).items():
            descriptions[f"{report.name}/{name}"] = meaning.text
    for name, meaning in meanings_of(TimeSavedAssumptions).items():
        descriptions[name] = meaning.text
    assert {place: text for place, text in descriptions.items() if INTERNAL.search(text)} == {}


@pytest.mark.parametrize(
    "declared", [*every_metric(), *CHARTS.values()], ids=lambda declared: declared.name
)
def test_a_description_says_whether_calls_people_or_applications_count(declared: Any) -> None:
    values: list[Value] = (
        [series.value for series in declared.series]
        if isinstance(declared, Chart)
        else [declared.value]
    )
    for value in values:
        match value:
            case Distinct():
                assert declared.description.startswith("Different candidates ")
            case Rate(numerator=Count()):
                assert re.match(f"Share of .*({NOUNS[declared.base]})", declared.description)
            case Rate():
                assert re.match("Share of .*candidates", declared.description)
            case Mean():
                assert re.match(f"Mean .*({NOUNS[declared.base]})", declared.description)
            case _:
                assert re.search(NOUNS[declared.base], declared.description)
                assert "ow many" not in declared.description
