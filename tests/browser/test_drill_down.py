"""Behind every number of the page are as many rows as it says."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from analytics.semantic.charts import CHARTS
from analytics.semantic.measures import Distinct, Mean, Rate, Sum, Value
from analytics.semantic.metrics import METRICS, WITHDRAWAL_REASONS, every_metric
from tests.browser.conftest import DASHBOARD, Site, wait_for_numbers
from tests.helpers.demo_days import MONTH

QUERY = f"org_id=1&{MONTH}&candidate_filter=referred&candidate_filter=applied"


def answered_values(dashboard: Any) -> Iterator[tuple[str, Any]]:
    """Yield the numbers of the dashboard's answer by the names of their metrics."""
    yield from dashboard["scalars"].items()
    yield "withdrawal_rate", dashboard["withdrawal"]["rate"]
    yield "accommodation_rate", dashboard["accommodation"]["rate"]
    for each in dashboard["withdrawal"]["reasons"]:
        yield f"withdrawal_reason_{each['reason']}", each["count"]


def expect_rows(page: Page, number: Locator, value: Value, answered: Any, of_sums: int) -> None:
    """Open the rows behind a number and expect as many of them, or of people, as it says."""
    number.click()
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
    expect(dialog.locator("tbody tr")).to_have_count(min(count, 100))
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_of_every_metric(page: Page, site: Site) -> None:
    dashboard = site.answer(f"{DASHBOARD}?{QUERY}")
    answers = dict(answered_values(dashboard))
    metrics = {metric.name: metric for metric in every_metric()}
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


@pytest.mark.parametrize("chart", CHARTS)
def test_of_a_point_of_every_chart(page: Page, site: Site, chart: str) -> None:
    page.goto(f"/?{QUERY}&granularity=week")
    wait_for_numbers(page)
    label, points = CHARTS[chart].label, site.answer(f"{DASHBOARD}?{QUERY}&granularity=week")
    page.get_by_role("button", name=f"Show {label} as a table", exact=True).click()
    table = page.get_by_role("group", name=f"{label}, as a table", exact=True)
    for series in CHARTS[chart].series:
        key = "value" if isinstance(series.value, Rate) else series.name
        point = next(each for each in points["charts"][chart]["points"] if each[key])
        answered = point if isinstance(series.value, Rate) else point[key]
        place = f"[data-series={key}][data-start='{point['bucket_start']}'] button"
        expect_rows(page, table.locator(place), series.value, answered, 0)
