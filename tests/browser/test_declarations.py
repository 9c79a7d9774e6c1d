"""What is declared in the service alone is on the page: a metric, and filters of every kind."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import (
    DASHBOARD,
    Site,
    query_of,
    serve_demo,
    sign_in,
    wait_for_numbers,
)
from tests.helpers.demo_days import MONTH
from tests.helpers.more_declared.declarations import INTERVIEW_RATE, MORE_FILTERS

SETTINGS = "tests.helpers.more_declared.settings"
CHOSEN = {
    "call_status": "completed",
    "call_length": "60..1200",
    "opted_out": "false",
    "campaign_name": "s",
}


@pytest.fixture(scope="module")
def more(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo, served with more declarations."""
    folder = tmp_path_factory.mktemp("more")
    with serve_demo(folder, DJANGO_SETTINGS_MODULE=SETTINGS) as site:
        yield site


@pytest.fixture
def more_page(more: Site, browser: Browser, browser_thread: ThreadPoolExecutor) -> Iterator[Page]:
    """A page of the recruiter's there."""

    def open_page() -> Page:
        context = browser.new_context(base_url=more.url, locale="en-GB")
        page = context.new_page()
        sign_in(page, "demo-recruiter", more)
        return page

    page = browser_thread.submit(open_page).result()
    yield page
    browser_thread.submit(page.context.close).result()


def open_control(page: Page, label: str) -> Locator:
    """Open the control of a filter and return its panel."""
    if not page.get_by_role("group", name="More filters").is_visible():
        page.get_by_role("button", name=re.compile("^More filters")).click()
    page.get_by_role("button", name=re.compile(f"^{label}: ")).click()
    return page.get_by_role("group", name=label, exact=True)


def test_they_are_used_from_the_control_to_the_rows(more_page: Page, more: Site) -> None:
    page = more_page
    page.goto(f"/?org_id=1&{MONTH}")
    wait_for_numbers(page)
    open_control(page, "Outcome").get_by_role("button", name="Completed").click()
    length = open_control(page, "Length")
    length.get_by_label("From").fill("60")
    length.get_by_label("To, included").fill("1200")
    length.get_by_role("button", name="Apply").click()
    open_control(page, "Opted out").get_by_role("button", name="No", exact=True).click()
    name = open_control(page, "Campaign name")
    name.get_by_role("searchbox").fill("s")
    page.keyboard.press("Enter")
    wait_for_numbers(page)

    assert {key: value for key, value in query_of(page.url) if key in CHOSEN} == CHOSEN
    query = page.url.partition("?")[2]
    answer = more.answer(f"{DASHBOARD}?{query}")
    assert {each.name for each in MORE_FILTERS} == CHOSEN.keys() <= answer["filters"].keys()
    calls = answer["scalars"]["total_calls"]
    assert 0 < calls < more.answer(f"{DASHBOARD}?org_id=1&{MONTH}")["scalars"]["total_calls"]
    expect(page.locator("data[data-metric=total_calls]")).to_have_attribute("value", str(calls))
    summary = page.locator(".filters-print")
    expect(summary).to_contain_text("length: 60 to 1200 · opted out: No")

    rate = answer["scalars"][INTERVIEW_RATE.name]
    page.keyboard.press("Escape")
    line = page.locator(".more tr").filter(has_text=INTERVIEW_RATE.label)
    interviews, answered = rate["numerator"], rate["denominator"]
    expect(line.locator("data")).to_have_attribute("value", str(interviews / answered))
    line.locator("data button").click()
    rows = page.get_by_role("dialog", name=INTERVIEW_RATE.label)
    expect(rows.get_by_role("status")).to_contain_text(f"{interviews} calls, of")
    page.keyboard.press("Escape")

    # A control shows what the address says, and takes it away again.
    expect(open_control(page, "Length").get_by_label("From")).to_have_value("60")
    page.keyboard.press("Escape")
    open_control(page, "Opted out").get_by_role("button", name="All", exact=True).click()
    wait_for_numbers(page)
    assert "opted_out" not in page.url
