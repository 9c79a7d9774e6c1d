"""All of the page by keyboard alone."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import wait_for_numbers
from tests.helpers.demo_days import END, MONTH

HOME = f"/?{MONTH}"
FOCUSED = "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"


def tab_to(page: Page, text: str, most: int = 160) -> None:
    """Press Tab until something of that name has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if text in page.evaluate(FOCUSED):
            return
    raise AssertionError(f"{text} was not reached in {most} steps")


def test_the_first_stop_leads_past_the_header(page: Page) -> None:
    page.goto(HOME)
    wait_for_numbers(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the numbers")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "numbers"


def test_a_definition_opens_on_focus_and_closes_on_escape(page: Page) -> None:
    page.goto(HOME)
    wait_for_numbers(page)
    tab_to(page, "What “Answer rate” means")
    tooltip = page.get_by_role("tooltip").filter(has_text="Share of dialled calls")
    expect(tooltip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tooltip).to_be_hidden()


def test_rows_open_and_close_and_give_the_focus_back(page: Page) -> None:
    page.goto(HOME)
    wait_for_numbers(page)
    number = page.locator("[data-metric=total_calls] button")
    number.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(number).to_be_focused()


def test_a_chart_turns_into_a_table(page: Page) -> None:
    page.goto(HOME)
    wait_for_numbers(page)
    tab_to(page, "Show Calls as a table")
    page.keyboard.press("Space")
    table = page.get_by_role("group", name="Calls, as a table", exact=True)
    expect(table.get_by_role("row")).to_have_count(END.day + 1)
    expect(table).to_be_in_viewport()


def test_a_filters_panel_is_gone_through_and_left(page: Page) -> None:
    page.goto(HOME)
    wait_for_numbers(page)
    button = page.get_by_role("button", name=re.compile("^Source"))
    panel = page.get_by_role("group", name="Source")
    button.focus()
    page.keyboard.press("Enter")
    expect(panel).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(panel.get_by_role("checkbox", name="Sourced")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(button).to_be_focused()
    # From the button Tab goes into what it opened, and past its end closes it.
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(panel.get_by_role("checkbox").first).to_be_focused()
    for _ in range(panel.get_by_role("checkbox").count()):
        page.keyboard.press("Tab")
    expect(panel).to_be_hidden()
    expect(page.get_by_role("button", name="Chart by")).to_be_focused()


def test_a_search_has_the_focus_where_there_is_one(page: Page) -> None:
    page.goto(HOME)
    wait_for_numbers(page)
    page.get_by_role("button", name=re.compile("^Campaigns")).click()
    search = page.get_by_role("searchbox", name="Search campaigns")
    expect(search).to_be_focused()
    page.get_by_text("Calling campaign analytics").click()
    expect(search).to_be_hidden()
