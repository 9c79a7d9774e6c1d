"""What the axes of the large chart say."""

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.conftest import PHONE, OpenContext, wait_for_chart
from tests.helpers.demo_days import END, MONTH, ONE_DAY, START

TICK = ".recharts-cartesian-axis-tick-value"
DAYS = f".recharts-xAxis-tick-labels {TICK}"
VALUES = f".recharts-yAxis-tick-labels {TICK}"
# A count, rates that are high and low, a mean, a sum of time.
METRICS = ("total_calls", "answer_rate", "opt_out_rate", "avg_interview_length", "call_length")


def open_chart(page: Page, address: str) -> Locator:
    """Return the large chart at the address."""
    page.goto(address)
    wait_for_chart(page)
    return page.locator("#chart")


def days_of(page: Page, address: str) -> list[str]:
    """Return the days that the axis names at the address."""
    texts: list[str] = open_chart(page, address).locator(DAYS).all_text_contents()
    return texts


def test_hours_are_named_at_0_6_12_and_18(page: Page, open_context: OpenContext) -> None:
    one_day = f"/?start_date={END}&end_date={END}"
    assert days_of(page, one_day) == ["0:00", "6:00", "12:00", "18:00"]
    before = END - ONE_DAY
    two_days = f"/?start_date={before}&end_date={END}"
    hours = ["6:00", "12:00", "18:00"]
    expected = [f"{before.day} {before:%b}", *hours, f"{END.day} {END:%b}", *hours]
    # British English writes September as nobody else does.
    assert [tick.replace("Sept", "Sep") for tick in days_of(page, two_days)] == expected
    phone = open_context(viewport=PHONE).new_page()
    assert set(days_of(phone, one_day)) <= {"0:00", "6:00", "12:00", "18:00"}


def test_mondays_are_named(page: Page) -> None:
    days = [START + n * ONE_DAY for n in range((END - START).days + 1)]
    mondays = [f"{day.day} {day:%b}" for day in days if day.weekday() == 0]
    named = [tick.replace("Sept", "Sep") for tick in days_of(page, f"/?{MONTH}&granularity=day")]
    assert named == mondays


def test_years_are_named_where_the_range_is_longer_than_one(page: Page) -> None:
    start = END - 500 * ONE_DAY
    for granularity in ("day", "week", "month"):
        named = days_of(page, f"/?start_date={start}&end_date={END}&granularity={granularity}")
        assert named
        assert all(
            tick[-4:] in {str(start.year), str(start.year + 1), str(END.year)} for tick in named
        )


@pytest.mark.parametrize("metric", METRICS)
def test_values_are_round_and_to_scale(page: Page, metric: str) -> None:
    chart = open_chart(page, f"/?{MONTH}&metric={metric}")
    # The axis to the right of calls is of their answer rate.
    axes: list[list[tuple[str, float]]] = chart.locator(".recharts-yAxis-tick-labels").evaluate_all(
        "axes => axes.map(axis => [...axis.querySelectorAll('text')]"
        ".map(tick => [tick.textContent, Number(tick.getAttribute('y'))]))"
    )
    assert len(axes) == (2 if metric == "total_calls" else 1)
    for axis in axes:
        assert 2 <= len(axis) <= 5
        (lowest, bottom), *ticks = [(value_of(label), y) for label, y in axis]
        assert lowest == 0
        per_pixel = {value / (bottom - y) for value, y in ticks}
        assert max(per_pixel) == pytest.approx(min(per_pixel), rel=0.01), axis
        step = ticks[0][0]
        # 1, 2, 2.5 or 5, and noughts before or behind.
        assert f"{step:e}".split("e")[0].rstrip("0").rstrip(".") in {"1", "2", "2.5", "5"}, axis


def value_of(label: str) -> float:
    """Return the value of an axis's label, such as 1.5K, 50% or 20h."""
    return float(label.rstrip("K%dhms")) * (1000 if label.endswith("K") else 1)


def test_a_rate_of_everything_ends_at_100(page: Page) -> None:
    # In some hour, everybody answers.
    week = f"start_date={END - 6 * ONE_DAY}&end_date={END}&granularity=hour"
    chart = open_chart(page, f"/?{week}&metric=answer_rate")
    axis = chart.locator(VALUES).all_text_contents()
    assert axis[0] == "0%"
    assert axis[-1] == "100%"
