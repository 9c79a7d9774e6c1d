"""What is chosen stands in the address, and back and a link bring it back."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    LONG_NAME,
    OpenContext,
    Site,
    record_requests,
    take_screenshot,
    wait_for_lead,
    wait_for_numbers,
)
from tests.helpers.demo_days import MONTH


def open_menu(page: Page, label: str) -> None:
    """Open one of the filter bar's menus."""
    bar = page.get_by_role("region", name="Filters")
    bar.get_by_role("button", name=re.compile(f"^{label}(:| ·|$)")).click()


def test_a_preset_is_one_step_of_history_and_one_request(page: Page) -> None:
    page.goto("/")
    wait_for_numbers(page)
    before = page.get_by_role("heading", level=1).inner_text()
    requests = record_requests(page)
    open_menu(page, "Dates")
    page.get_by_role("button", name="Last 7 days", exact=True).click()
    wait_for_numbers(page)
    assert "range=last_7_days" in page.url
    assert len(requests) == 1
    assert page.get_by_role("heading", level=1).inner_text() != before
    page.go_back()
    wait_for_numbers(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(before)


def test_comparing_is_a_matter_of_the_address(page: Page) -> None:
    page.goto("/?compare=none")
    wait_for_numbers(page)
    expect(page.locator(".change")).to_have_count(0)
    open_menu(page, "Dates")
    page.get_by_role("radio", name="The 30 days before").check()
    page.get_by_role("button", name="Show these days").click()
    wait_for_numbers(page)
    assert "compare=previous_period" in page.url
    expect(page.locator(".change").first).to_be_visible()


def test_a_link_shows_what_was_seen(page: Page, open_context: OpenContext) -> None:
    page.goto(f"/?{MONTH}&granularity=week")
    wait_for_numbers(page)
    open_menu(page, "Source")
    page.get_by_role("checkbox", name="Referred").check()
    wait_for_numbers(page)
    assert "candidate_filter=referred" in page.url
    shown = page.locator(".tile-value").all_inner_texts()
    other = open_context("demo-recruiter").new_page()
    other.goto(page.url)
    wait_for_numbers(other)
    assert other.locator(".tile-value").all_inner_texts() == shown


def test_a_time_zone_is_found_by_what_people_call_it(page: Page) -> None:
    page.goto("/?timezone=UTC")
    wait_for_lead(page)
    open_menu(page, "More filters")
    for words, zone in (
        ("kolkata", "Asia/Kolkata"),
        ("eastern", "America/New_York"),
        ("Calcutta", "Asia/Kolkata"),
        ("est", "America/New_York"),
        ("Kiev", "Europe/Kyiv"),
        ("new york", "America/New_York"),
    ):
        open_menu(page, "Time zone")
        menu = page.get_by_role("group", name="Time zone")
        menu.get_by_role("searchbox", name="Search time zones").fill(words)
        menu.get_by_role("button", name=zone).click()
        wait_for_lead(page)
        expect(page.get_by_role("status").filter(has_text="As of")).to_contain_text(zone)
        expect(page.get_by_role("button", name="Time zone")).to_contain_text(zone)


def test_the_time_zones_are_the_servers(page: Page, site: Site) -> None:
    requests = record_requests(page, "/timezones")
    page.goto("/")
    wait_for_numbers(page)
    assert not requests
    open_menu(page, "More filters")
    known = [zone["name"] for zone in site.answer("/timezones")["timezones"]]
    for _ in range(2):
        open_menu(page, "Time zone")
        offered = page.get_by_role("group", name="Time zone").locator(".choice-label")
        expect(offered).to_have_count(len(known))
        assert sorted(offered.all_inner_texts()) == known
        page.keyboard.press("Escape")
    assert len(requests) == 1


def test_long_names_of_campaigns_are_told_apart_by_their_ends(staff_page: Page) -> None:
    page = staff_page
    page.goto("/?org_id=2")
    wait_for_numbers(page)
    open_menu(page, "Campaigns")
    page.get_by_role("searchbox", name="Search campaigns").fill("night 217")
    choices = page.get_by_role("list", name="Campaigns").get_by_role("checkbox")
    expect(choices).to_have_count(1)
    name = page.locator(".long-name")
    assert name.inner_text().split("\n") == [
        LONG_NAME.removesuffix(" Site"),
        "Site 217, Night Shift",
    ]
    assert name.locator("mark").all_inner_texts() == ["217", "Night"]
    # All of it is seen: nothing is cut off at the side.
    assert name.evaluate("name => name.parentElement.scrollWidth <= name.parentElement.clientWidth")
    take_screenshot(page, "campaigns-with-long-names")
    choices.check()
    page.keyboard.press("Escape")
    button = page.get_by_role("button", name=re.compile("^Campaigns"))
    expect(button).to_contain_text("… Site 217, Night Shift")
