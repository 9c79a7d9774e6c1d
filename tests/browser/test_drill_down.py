"""Behind every number of the page are as many rows as it says."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from analytics.semantic.charts import CHARTS
from analytics.semantic.measures import Distinct, Mean, Rate, Sum, Value
from analytics.semantic.metrics import METRICS, WITHDRAWAL_REASONS, dashboard_metrics
from tests.browser.conftest import DASHBOARD, Site, wait_for_chart, wait_for_numbers
from tests.helpers.demo_days import MONTH

QUERY = f"org_id=1&{MONTH}&candidate_filter=referred&candidate_filter=applied"


def answered_values(dashboard: Any) -> Iterator[tuple[str, Any]]:
    """Yield the numbers of the dashboard's answer by the names of their metrics."""
    yield from dashboard["scalars"].items()
    yield "withdrawal_rate", dashboard["withdrawal"]["rate"]
    yield "accommodation_rate", dashboard["accommodation"]["rate"]
    yield "opt_out_rate", dashboard["opt_out"]["rate"]
    for each in dashboard["withdrawal"]["reasons"]:
        yield f"withdrawal_reason_{each['reason']}", each["count"]


def expect_rows(
    page: Page,
    number: Locator | None,
    value: Value,
    answered: Any,
    of_sums: int,
    *,
    is_open: bool = False,
) -> None:
    """Open the rows behind a number and expect as many of them, or of people, as it says.

    Without a number it is the point of a chart that the cursor is on.
    """
    if number:
        number.click()
    elif not is_open:
        page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    said = dialog.get_by_role("status")
    match value:
        case Distinct():
            expect(said).to_contain_text(f", of {answered:,} different candidates")
        case Rate():
            expect(said).to_contain_text(f"{answered['numerator']:,} ")
        case Mean():
            expect(said).to_contain_text(f"{answered['count']:,} ")
        case Sum():
            expect(said).to_contain_text(f"{of_sums:,} ")
        case _:
            expect(said).to_contain_text(f"{answered:,} ")
    count = int(said.inner_text().split(" ")[0].replace(",", ""))
    expect(dialog.get_by_role("table")).to_have_attribute("aria-rowcount", str(count + 1))
    expect(dialog.locator("tbody tr[data-index]").first).to_be_visible()
    page.keyboard.press("Escape")
    # Gone, not only closed: what is pressed between the two would open it for a moment.
    expect(page.locator("dialog.rows")).to_have_count(0)


def test_of_every_metric(page: Page, site: Site) -> None:
    dashboard = site.answer(f"{DASHBOARD}?{QUERY}")
    answers = dict(answered_values(dashboard))
    metrics = {metric.name: metric for metric in dashboard_metrics()}
    # Reasons that nobody gave are not listed; every other number is on the page.
    assert metrics.keys() - answers.keys() <= {
        metric.name for metric in WITHDRAWAL_REASONS.values()
    }
    page.goto(f"/?{QUERY}")
    wait_for_numbers(page)
    of_sums = dashboard["scalars"]["answer_rate"]["numerator"]
    for name, answered in answers.items():
        number = page.locator(f"[data-metric={name}] button").first
        expect_rows(page, number, metrics[name].value, answered, of_sums)
    assert METRICS.keys() <= answers.keys()


OVER_TIME = ("total_calls", "answer_rate", "qualified_candidates", "opt_out_rate")


@pytest.mark.parametrize("name", OVER_TIME)
def test_of_a_point_of_the_large_chart(page: Page, site: Site, name: str) -> None:
    page.goto(f"/?{QUERY}&granularity=week&metric={name}")
    wait_for_chart(page)
    metric = {each.name: each for each in dashboard_metrics()}[name]
    rows = site.answer(f"/analytics/breakdown?by=bucket&{QUERY}&granularity=week")["rows"]
    numbers = [row.get(name, row["scalars"].get(name)) for row in rows]
    place, answered = next(
        (place, number)
        for place, number in enumerate(numbers)
        if (number["numerator"] if isinstance(number, dict) else number)
    )
    chart = page.locator("#chart")
    plot = chart.get_by_role("application")
    # By key, by pointer, and from the table behind it.
    plot.focus()
    page.keyboard.press("Home")
    for _ in range(place):
        page.keyboard.press("ArrowRight")
    expect_rows(page, None, metric.value, answered, 0)
    box = plot.bounding_box()
    assert box
    bars = plot.locator(".recharts-cartesian-grid").bounding_box()
    assert bars
    middle = bars["x"] - box["x"] + bars["width"] * (place + 0.5) / len(rows)
    plot.click(position={"x": middle, "y": box["height"] / 2})
    expect_rows(page, None, metric.value, answered, 0, is_open=True)
    chart.get_by_role("button", name=re.compile("as a table$")).click()
    number = chart.locator(f"data[data-start='{rows[place]['key']}'] button")
    expect_rows(page, number, metric.value, answered, 0)


@pytest.mark.parametrize("name", ["thumbs_up", "thumbs_down"])
def test_of_verdicts_of_a_bucket(page: Page, site: Site, name: str) -> None:
    page.goto(f"/?{QUERY}&granularity=week")
    wait_for_numbers(page)
    points = site.answer(f"{DASHBOARD}?{QUERY}&granularity=week")["charts"][name]["points"]
    page.get_by_role("button", name="Show Thumbs up and down as a table").click()
    point = next(each for each in points if each[name])
    number = page.locator(f"data[data-series={name}][data-start='{point['bucket_start']}'] button")
    expect_rows(page, number, CHARTS[name].series[0].value, point[name], 0)
