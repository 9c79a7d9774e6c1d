"""The first screen: what it asks for, its presets, its tiles, its words, the way to the chart."""

import re
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import (
    DASHBOARD,
    OpenContext,
    Site,
    query_of,
    record_requests,
    wait_for_lead,
    wait_for_numbers,
)
from tests.helpers.demo_days import MONTH

BREAKDOWN = "/analytics/breakdown"
LAPTOP = {"width": 1280, "height": 800}
TO = "\N{EN DASH}"
MOST_STOPS = 40
SMALLEST_TARGET = 24


def asked_days(page: Page) -> tuple[date, date]:
    """Return the days that the page's first question of the address is about."""
    requests = record_requests(page)
    page.goto("/?range=last_7_days")
    wait_for_lead(page)
    asked = dict(query_of(requests[0].url))
    return date.fromisoformat(asked["start_date"]), date.fromisoformat(asked["end_date"])


def test_two_questions_are_asked_before_there_are_numbers(open_context: OpenContext) -> None:
    page = open_context(viewport=LAPTOP).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    held: list[Route] = []
    page.route(f"**{DASHBOARD}?*", lambda route: held.append(route))
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fetching")
    page.wait_for_timeout(500)
    questions = [path for path in asked if path != "/" and not path.startswith("/static/")]
    assert sorted(questions) == [BREAKDOWN, DASHBOARD]
    held[0].continue_()
    wait_for_numbers(page)


def test_a_preset_rolls_on_with_the_organisations_days(page: Page, site: Site) -> None:
    zone = ZoneInfo(site.answer(f"{DASHBOARD}?org_id=1")["filters"]["timezone"])
    today = datetime.now(zone).date()
    assert asked_days(page) == (today - timedelta(days=6), today)
    page.clock.set_fixed_time(datetime.now(zone) + timedelta(days=3))
    later = today + timedelta(days=3)
    assert asked_days(page) == (later - timedelta(days=6), later)
    expect(page.get_by_role("button", name=re.compile("^Dates"))).to_contain_text("Last 7 days")


@pytest.mark.parametrize(
    ("preset", "name", "comparison"),
    [
        ("This week", "this_week", "previous_week"),
        ("Last month", "last_month", "previous_month"),
        ("This quarter", "this_quarter", "previous_year"),
        ("Last 30 days", "last_30_days", "previous_period"),
    ],
)
def test_a_preset_brings_the_comparison_that_fits_it(
    page: Page, preset: str, name: str, comparison: str
) -> None:
    page.goto(f"/?{MONTH}&compare=previous_period")
    wait_for_lead(page)
    page.get_by_role("button", name=re.compile("^Dates")).click()
    page.get_by_role("button", name=preset, exact=True).click()
    wait_for_lead(page)
    asked = dict(query_of(page.url))
    assert (asked["range"], asked["compare"]) == (name, comparison)
    assert "start_date" not in asked


def test_dates_and_what_they_are_compared_with_are_chosen_in_one_place(page: Page) -> None:
    page.goto("/?compare=none")
    wait_for_lead(page)
    page.get_by_role("button", name=re.compile("^Dates")).click()
    panel = page.get_by_role("group", name="Dates")
    panel.get_by_label("From", exact=True).fill("2026-03-01")
    panel.get_by_label("To, included").fill("2026-03-31")
    panel.get_by_role("radio", name=re.compile("^Same days a month earlier")).check()
    expect(panel.locator("label").filter(has_text="a month earlier")).to_contain_text("28 Feb")
    panel.get_by_role("radio", name="Other dates").check()
    panel.get_by_label("Compared from").fill("2025-03-01")
    panel.get_by_label("Compared to, included").fill("2025-02-01")
    panel.get_by_role("button", name="Show these days").click()
    expect(panel.get_by_text("The end is before the start.")).to_be_visible()
    expect(panel.get_by_label("Compared to, included")).to_be_focused()
    panel.get_by_label("Compared to, included").fill("2025-03-31")
    panel.get_by_role("button", name="Show these days").click()
    wait_for_lead(page)
    assert dict(query_of(page.url)) == {
        "start_date": "2026-03-01",
        "end_date": "2026-03-31",
        "compare": "custom",
        "compare_start_date": "2025-03-01",
        "compare_end_date": "2025-03-31",
    }
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(f"1 {TO} 31 Mar 2026 compared with 1 {TO} 31 Mar 2025")


def test_a_tile_and_a_line_choose_the_chart(page: Page) -> None:
    page.goto(f"/?{MONTH}")
    wait_for_numbers(page)
    chosen = page.locator(":is(.tile-name, .metric)[aria-pressed=true]")
    expect(chosen).to_have_text("Qualified candidates")
    page.get_by_role("button", name="Answer rate: show its chart").click()
    expect(chosen).to_have_text("Answer rate")
    expect(page.get_by_role("status").filter(has_text="The chart shows")).to_have_text(
        "The chart shows Answer rate."
    )
    assert "metric=answer_rate" in page.url
    page.get_by_role("button", name="Talk time: show its chart").click()
    expect(chosen).to_have_text("Talk time")
    # The metric stays while filters change, and a link brings it back.
    page.get_by_role("button", name=re.compile("^Source:")).click()
    page.get_by_role("checkbox", name="Referred").check()
    wait_for_numbers(page)
    page.reload()
    wait_for_numbers(page)
    expect(chosen).to_have_text("Talk time")


def test_the_chart_is_few_stops_away(page: Page) -> None:
    page.goto(f"/?{MONTH}")
    wait_for_numbers(page)
    stops = 0
    while not page.evaluate("Boolean(document.activeElement.closest('#chart'))"):
        page.keyboard.press("Tab")
        stops += 1
        assert stops < MOST_STOPS


def test_every_target_is_large_enough(page: Page) -> None:
    page.goto(f"/?{MONTH}")
    wait_for_numbers(page)
    small: list[str] = page.locator(
        ".top :is(a, button), .bar :is(a, button), .tiles button, .more button"
    ).evaluate_all(
        "(targets, least) => targets.filter(each => each.checkVisibility())"
        ".map(each => [each.textContent, each.getBoundingClientRect()])"
        ".filter(([, {width, height}]) => width < least || height < least)"
        ".map(([text, {width, height}]) => `${text}: ${width} x ${height}`)",
        SMALLEST_TARGET,
    )
    assert small == []


@pytest.mark.parametrize("locale", ["de-DE", "fr-FR", "en-US", "ar-EG"])
def test_words_are_english_and_separators_the_readers(
    open_context: OpenContext, locale: str
) -> None:
    page = open_context(locale=locale).new_page()
    page.goto("/?start_date=2026-10-01&end_date=2026-10-31&compare=previous_period")
    wait_for_numbers(page)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(f"Oct 1 {TO} 31, 2026 compared with Aug 31 {TO} Sep 30")
    text = page.inner_text("body")
    separator = {"de-DE": ",", "fr-FR": ",", "en-US": ".", "ar-EG": "."}[locale]
    assert re.search(rf"\d{re.escape(separator)}\d%", text)
    assert not re.search(r"Okt|oct\.|août|Sept\.|Mo\.|Di\.", text)
    # One minus sign; a hyphen stands between words and in codes alone.
    assert not re.search(r"(^|\s)-\d", text)


def test_the_last_organisation_is_remembered(staff_page: Page) -> None:
    staff_page.goto("/")
    wait_for_lead(staff_page)
    staff_page.get_by_role("button", name="Organisation").click()
    staff_page.get_by_role("button", name="other", exact=True).click()
    wait_for_lead(staff_page)
    chosen = dict(query_of(staff_page.url))["org_id"]
    staff_page.goto("/")
    wait_for_lead(staff_page)
    assert dict(query_of(staff_page.url))["org_id"] == chosen
    # An address says its own.
    staff_page.goto("/?org_id=1")
    wait_for_lead(staff_page)
    assert dict(query_of(staff_page.url))["org_id"] == "1"


def test_days_without_calls_say_when_there_were_some_and_lead_there(page: Page, site: Site) -> None:
    last = site.answer("/calls?org_id=1&start_date=2024-01-01&population=attempted&page_size=1")
    day = date.fromisoformat(last["results"][0]["created"][:10])
    page.goto("/?start_date=2015-01-01&end_date=2015-01-31")
    wait_for_numbers(page)
    expect(page.get_by_text("No calls in these dates.")).to_be_visible()
    card = page.get_by_role("region", name="Nothing to show")
    expect(card).to_contain_text(re.compile(rf"The last one was on \w+,? {day.day} "))
    card.get_by_role("button", name=re.compile("^Show ")).click()
    wait_for_numbers(page)
    expect(page.locator("data[data-metric=total_calls]").first).not_to_have_attribute("value", "0")
    assert dict(query_of(page.url))["end_date"] == str(day)
