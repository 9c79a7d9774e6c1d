"""All of the page by keyboard alone."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, percent, wait_for_chart
from tests.helpers.demo_days import END, MONTH, START

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
    wait_for_chart(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the numbers")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "numbers"


def test_the_second_stop_leads_to_the_chart(page: Page) -> None:
    page.goto(HOME)
    wait_for_chart(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the chart")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "chart"


def test_a_metric_is_chosen_and_defined(page: Page) -> None:
    page.goto(HOME)
    wait_for_chart(page)
    tab_to(page, "Answer rate: show its chart")
    page.keyboard.press("Enter")
    chart = page.locator("#chart")
    expect(chart).to_contain_text("Share of dialled calls that a person picked up.")
    expect(page.get_by_role("button", name="Answer rate: show its chart")).to_be_focused()


def test_rows_open_and_close_and_give_the_focus_back(page: Page) -> None:
    page.goto(HOME)
    wait_for_chart(page)
    number = page.locator("[data-metric=total_calls] button")
    number.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(number).to_be_focused()


def test_a_chart_turns_into_a_table(page: Page) -> None:
    page.goto(f"{HOME}&metric=total_calls")
    wait_for_chart(page)
    tab_to(page, "Show Calls over time as a table")
    page.keyboard.press("Space")
    table = page.get_by_role("group", name="Calls over time, as a table", exact=True)
    expect(table.get_by_role("row")).to_have_count(END.day + 1)
    expect(table).to_be_in_viewport()


def test_keys_move_along_a_chart_and_open_the_rows_of_a_point(page: Page, site: Site) -> None:
    page.goto(f"{HOME}&metric=answer_rate&compare=previous_period")
    wait_for_chart(page)
    rows = site.answer(f"/analytics/breakdown?by=bucket&org_id=1&{MONTH}")["rows"]
    chart = page.locator("#chart")
    plot = chart.get_by_role("application")
    said = plot.get_by_role("status")
    plot.focus()
    page.keyboard.press("Home")
    expect(said).to_contain_text(f"1 {START:%b}")
    page.keyboard.press("ArrowRight")
    rate = rows[1]["scalars"]["answer_rate"]
    # The day, its rate, interval and parts, and the day compared with.
    expect(said).to_contain_text(f"2 {START:%b}")
    expect(said).to_contain_text(f"Answer rate {percent(rate['value'])}")
    expect(said).to_contain_text(
        f"95% interval {percent(rate['low'], 0)} \N{EN DASH} {percent(rate['high'], 0)}"
    )
    expect(said).to_contain_text(f"{rate['numerator']} of {rate['denominator']}")
    before = START - (END - START)
    expect(said).to_contain_text(f"{before.day} {before:%b}")
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text(f"{END.day} {END:%b}")
    page.keyboard.press("ArrowLeft")
    expect(said).to_contain_text(f"{END.day - 1} {END:%b}")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_contain_text("Answer rate, ")
    expect(dialog.get_by_role("heading")).to_contain_text(f"{END.day - 1} {END:%b}")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(plot).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("Escape")
    expect(said).to_be_empty()
    expect(plot.locator(".tip")).to_have_count(0)


def test_a_series_is_taken_away_and_brought_back(page: Page) -> None:
    page.goto(f"{HOME}&metric=answer_rate&compare=previous_period")
    wait_for_chart(page)
    chart = page.locator("#chart")
    lines = chart.locator(".recharts-line")
    expect(lines).to_have_count(2)
    before = chart.get_by_role("group", name="Shown in the chart").get_by_role("button").nth(1)
    before.focus()
    page.keyboard.press("Space")
    expect(before).to_have_attribute("aria-pressed", "false")
    expect(before).to_have_css("text-decoration-line", "line-through")
    expect(lines).to_have_count(1)
    page.keyboard.press("Space")
    expect(lines).to_have_count(2)


def test_a_filters_panel_is_gone_through_and_left(page: Page) -> None:
    page.goto(HOME)
    wait_for_chart(page)
    button = page.get_by_role("button", name=re.compile("^Source:"))
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
    expect(page.get_by_role("button", name="More filters")).to_be_focused()


def test_a_search_has_the_focus_where_there_is_one(page: Page) -> None:
    page.goto(HOME)
    wait_for_chart(page)
    page.get_by_role("button", name=re.compile("^Campaigns")).click()
    search = page.get_by_role("searchbox", name="Search campaigns by name or id")
    expect(search).to_be_focused()
    page.get_by_text("Calling analytics").click()
    expect(search).to_be_hidden()
