"""How sure a rate is: the tables of the papers, and what statisticians' own library says."""

from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from analytics.reports.comparison import compare_scalars
from analytics.semantic.intervals import Proportion, Z, newcombe_interval, wilson_interval
from analytics.semantic.measures import Evaluated, MeanParts, RateParts, interval_of
from tests.helpers.oracle_intervals import find_interval

Numbers = dict[str, Evaluated]


@st.composite
def proportions(draw: st.DrawFn, most: int = 10**6) -> Proportion:
    """Generate so many of so many, often all or none."""
    denominator = draw(st.integers(1, 60) | st.integers(1, most))
    numerator = draw(
        st.sampled_from([0, 1, denominator - 1, denominator]) | st.integers(0, denominator)
    )
    return Proportion(numerator, denominator)


def build_rate(numerator: int, denominator: int) -> RateParts:
    value = numerator / denominator if denominator else None
    low, high = interval_of({"value": value, "numerator": numerator, "denominator": denominator})
    return {
        "value": value, "numerator": numerator, "denominator": denominator, "low": low, "high": high
    }  # fmt: skip


def test_z_is_the_percentile_that_it_is_said_to_be() -> None:
    assert pytest.approx(NormalDist().inv_cdf(0.975), rel=1e-15) == Z


# Newcombe (1998), Two-sided confidence intervals for the single proportion: comparison of seven
# methods, Statistics in Medicine 17, 857-872: Table I, method 3.
@pytest.mark.parametrize(
    ("some", "all_", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
     (1, 29, 0.0061, 0.1718)],
)  # fmt: skip
def test_wilson_as_published(some: int, all_: int, low: float, high: float) -> None:
    found = wilson_interval(Proportion(some, all_))
    assert found == pytest.approx((low, high), abs=5e-5)


# Newcombe (1998), comparison of eleven methods: Table II, method 10.
@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_as_published(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    found = newcombe_interval(Proportion(*first), Proportion(*second))
    assert found == pytest.approx((low, high), abs=5e-5)


@given(proportions(most=2**31))
def test_wilson_agrees_with_statsmodels(proportion: Proportion) -> None:
    low, high = wilson_interval(proportion)
    expected = proportion_confint(*proportion, alpha=0.05, method="wilson")
    assert (low, high) == pytest.approx(expected, rel=1e-9, abs=1e-15)
    share = proportion.numerator / proportion.denominator
    assert 0 <= low <= share <= high <= 1
    # At an end there is nothing beyond it, and short of it there is something.
    assert (low == 0) == (share == 0)
    assert (high == 1) == (share == 1)


@given(proportions())
def test_the_oracle_finds_the_same_ends(proportion: Proportion) -> None:
    found = wilson_interval(proportion)
    assert found == pytest.approx(find_interval(*proportion), rel=1e-9, abs=1e-12)


@given(proportions(), proportions())
def test_newcombe_agrees_with_statsmodels(first: Proportion, second: Proportion) -> None:
    found = newcombe_interval(first, second)
    expected = confint_proportions_2indep(
        *first, *second, method="newcomb", compare="diff", alpha=0.05
    )
    assert found == pytest.approx(expected, abs=1e-12)
    # The other way round it is the same difference with the other sign.
    turned = newcombe_interval(second, first)
    assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low), abs=1e-12)


def test_rates_that_are_compared_say_whether_they_differ_by_chance() -> None:
    mean: MeanParts = {"value": 3.0, "count": 1}
    now: Numbers = {
        "calls": 7,
        "wait": mean,
        "surely": build_rate(56, 70),
        "maybe": build_rate(5, 56),
        "never": build_rate(0, 0),
        "once": build_rate(1, 2),
    }
    before: Numbers = {
        "calls": 9,
        "wait": mean,
        "surely": build_rate(48, 80),
        "maybe": build_rate(0, 29),
        "never": build_rate(1, 2),
        "once": build_rate(0, 0),
    }
    assert compare_scalars(now, before) == {
        "calls": 9,
        "wait": mean,
        "surely": {**build_rate(48, 80), "is_noise": False},
        "maybe": {**build_rate(0, 29), "is_noise": True},
        "never": {**build_rate(1, 2), "is_noise": None},
        "once": {**build_rate(0, 0), "is_noise": None},
    }
    assert build_rate(0, 0)["low"] is None
