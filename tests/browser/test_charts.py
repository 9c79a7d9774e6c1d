"""Charts: found in few clicks, seen on every screen, compared day by day."""

import re
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    PHONE,
    WIDE,
    OpenContext,
    Site,
    percent,
    query_of,
    wait_for_chart,
    wait_for_lead,
    wait_for_numbers,
)
from tests.helpers.demo_days import MONTH, START

COMPARED = f"/?org_id=1&{MONTH}&compare=previous_period"
LAPTOP = {"width": 1280, "height": 800}
BARS = ".recharts-bar-rectangle :is(path, rect)"


def test_the_trend_of_opt_outs_is_one_click_and_one_screen_away(open_context: OpenContext) -> None:
    page = open_context(viewport=LAPTOP).new_page()
    page.goto(COMPARED)
    wait_for_lead(page)
    page.get_by_role("button", name="Opt-outs: show its chart").click()
    chart = page.locator("#chart")
    expect(chart.get_by_role("heading", level=2)).to_have_text("Opt-out rate over time")
    expect(chart.get_by_role("application")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("colours", ["none", "active"])
@pytest.mark.parametrize("size", ["wide", "phone"])
def test_bars_are_seen(open_context: OpenContext, size: str, colours: str) -> None:
    viewport = PHONE if size == "phone" else WIDE
    page = open_context(viewport=viewport, forced_colors=colours).new_page()
    page.goto(f"{COMPARED}&metric=total_calls")
    wait_for_numbers(page)
    ground = page.locator("#chart").evaluate("e => getComputedStyle(e).backgroundColor")
    for card in ("#chart", "#thumbs"):
        bars: list[dict[str, Any]] = page.locator(f"{card} {BARS}").evaluate_all(
            "bars => bars.map(bar => ({height: bar.getBoundingClientRect().height,"
            " fill: getComputedStyle(bar).fill}))"
        )
        assert max(bar["height"] for bar in bars) > 40, card
        assert ground not in {bar["fill"] for bar in bars}
    shares = page.locator(".share").evaluate_all(
        "bars => bars.map(bar => getComputedStyle(bar).backgroundColor)"
    )
    assert shares
    assert ground not in shares


def test_calls_have_in_them_those_that_were_answered(page: Page, site: Site) -> None:
    page.goto(f"{COMPARED}&metric=total_calls")
    wait_for_chart(page)
    rows = site.answer(f"/analytics/breakdown?by=bucket&org_id=1&{MONTH}")["rows"]
    chart = page.locator("#chart")
    chart.get_by_role("button", name=re.compile("as a table$")).click()
    shown = chart.locator("tbody tr")
    expect(shown).to_have_count(len(rows))
    for row, line in zip(rows, shown.all(), strict=True):
        calls, rate = row["scalars"]["total_calls"], row["scalars"]["answer_rate"]
        said = line.locator("td").all_inner_texts()
        assert [text.split("\n")[0].split(",")[0] for text in said[:2]] == [
            str(calls),
            str(rate["numerator"]),
        ]
        expect(line.locator("td").nth(2)).to_contain_text(
            "no value" if rate["value"] is None else percent(rate["value"])
        )


def test_weekdays_are_lined_up(page: Page, site: Site) -> None:
    page.goto(COMPARED)
    wait_for_chart(page)
    before = date.fromisoformat(
        site.answer(f"/analytics/dashboard?org_id=1&{MONTH}&compare=previous_period")["previous"][
            "start_date"
        ]
    )
    line_up = page.get_by_role("button", name="Line them up")
    assert (line_up.count() == 1) == (before.weekday() != START.weekday())
    if line_up.count():
        line_up.click()
        wait_for_chart(page)
        assert ("compare", "previous_week") in query_of(page.url)
        expect(line_up).to_have_count(0)


def test_the_chart_is_by_what_is_chosen(page: Page) -> None:
    page.goto(COMPARED)
    wait_for_chart(page)
    chart = page.locator("#chart")
    chart.get_by_role("combobox", name="Chart by").select_option("week")
    wait_for_chart(page)
    assert ("granularity", "week") in query_of(page.url)
    chart.get_by_role("combobox", name="Metric of the chart").select_option(label="Answer rate")
    expect(chart.get_by_role("application")).to_have_attribute(
        "aria-label", re.compile("^Answer rate by week")
    )


def test_launches_are_marked_and_named(page: Page, site: Site) -> None:
    campaigns = site.answer("/campaigns?org_id=1&page_size=1000")["results"]
    launched = sorted(each["launched_at"] for each in campaigns if each["launched_at"])
    last = date.fromisoformat(launched[-1][:10])
    page.goto(f"/?org_id=1&start_date={launched[0][:10]}&end_date={last}&granularity=month")
    wait_for_chart(page)
    notes = page.locator("#chart .notes")
    expect(notes).to_contain_text("launched")
    letters = notes.locator("b").all_inner_texts()
    assert letters == sorted(letters)
    assert letters[0] == "A"
    expect(page.locator("#chart .recharts-reference-line")).to_have_count(len(letters))


def test_cards_with_nothing_to_say_say_so_in_a_line(page: Page) -> None:
    page.goto("/?org_id=1&start_date=2015-01-01&end_date=2015-01-31")
    wait_for_lead(page)
    effort = page.get_by_role("region", name="Text messages")
    expect(effort).to_contain_text("None was sent in these days.")
