"""Which campaign, which hour, why: each on one screen and within two clicks, of 300 campaigns."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import many_campaigns
from tests.browser.conftest import (
    PHONE,
    OpenContext,
    Site,
    query_of,
    rows_said,
    say,
    section,
    take_screenshot,
)
from tests.browser.many_campaigns import ManyCampaigns, import_many, name_of
from tests.helpers.demo_days import MONTH

COMPARED = f"{MONTH}&compare=previous_period"


@pytest.fixture(scope="module")
def many(site: Site, tmp_path_factory: pytest.TempPathFactory) -> ManyCampaigns:
    """An organisation of 300 campaigns."""
    return import_many(site, tmp_path_factory.mktemp("many"), "many", 300)


@pytest.fixture(scope="module")
def thousand(site: Site, tmp_path_factory: pytest.TempPathFactory) -> ManyCampaigns:
    """An organisation of 1,000 campaigns."""
    return import_many(site, tmp_path_factory.mktemp("thousand"), "thousand", 1000)


def short_name(number: int) -> re.Pattern[str]:
    """Return what is on the strong line of a campaign's name."""
    return re.compile(re.escape(name_of(number).rpartition(" - ")[2]))


def test_the_best_and_the_worst_of_300_are_one_click_away_each(
    staff_page: Page, many: ManyCampaigns
) -> None:
    staff_page.goto(f"/?org_id={many.org_id}&{COMPARED}")
    campaigns = section(staff_page, "Campaigns")
    first = campaigns.locator("tbody tr[data-index='0']")
    head = campaigns.get_by_role("columnheader", name="Passthrough rate", exact=True)
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    # 1 of 1 is not the best campaign.
    expect(first.get_by_role("rowheader")).to_have_text(short_name(many_campaigns.BEST))
    expect(first).to_contain_text("90.0%")
    expect(first).to_be_in_viewport()
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(first.get_by_role("rowheader")).to_have_text(short_name(many_campaigns.WORST))
    expect(first).to_contain_text("0.0%")
    expect(campaigns.get_by_role("row", name=re.compile("^All 300"))).to_be_in_viewport()
    take_screenshot(staff_page, "campaigns-300")


def test_the_best_hours_are_a_sentence(staff_page: Page, many: ManyCampaigns) -> None:
    staff_page.goto(f"/?org_id={many.org_id}&{COMPARED}")
    times = section(staff_page, "When to call")
    expect(times).to_contain_text("Tuesday to Thursday, 09:00 to 12:00:")
    best = times.get_by_role("gridcell", name=re.compile(r"^Tue 10:00: "))
    expect(best).to_be_in_viewport()
    expect(best).to_have_class(re.compile("heat-5"))


def test_what_made_qualified_fall_is_named(staff_page: Page, many: ManyCampaigns) -> None:
    staff_page.goto(f"/?org_id={many.org_id}&{COMPARED}")
    changed = section(staff_page, "What changed")
    changed.get_by_label("What changed in").select_option("Qualified candidates")
    fallen = name_of(many_campaigns.FALLEN)
    expect(changed.locator(".changes-sentence")).to_contain_text(
        f"7 fewer than before, all in {fallen}."
    )
    # The sentence on top of the page knows, too, once the campaigns are there.
    lead = staff_page.get_by_role("region", name="Overview", exact=True)
    expect(lead).to_contain_text(f"all 7 fewer come from {fallen}")
    tables = changed.get_by_role("table")
    for table in (tables.first, tables.last):
        rows = table.locator("tbody tr")
        expect(rows.last).to_be_in_viewport()
        added: list[str] = rows.locator("data").evaluate_all("each => each.map(one => one.value)")
        *parts, whole = [float(value) for value in added]
        assert sum(parts) == whole == -7


@pytest.mark.parametrize("metric", ["passthrough_rate", "avg_interview_length", "people_contacted"])
def test_what_rows_add_is_what_changed(page: Page, metric: str) -> None:
    page.goto(f"/?{COMPARED}")
    changed = section(page, "What changed")
    changed.get_by_label("What changed in").select_option(metric)
    for table in changed.get_by_role("table").all():
        added: list[str] = table.locator("tbody data").evaluate_all(
            "each => each.map(one => one.value)"
        )
        *parts, whole = [float(value) for value in added]
        assert len(parts) >= 5
        assert sum(parts) == pytest.approx(whole)


def test_names_are_found_where_a_word_begins(staff_page: Page, many: ManyCampaigns) -> None:
    staff_page.goto(f"/?org_id={many.org_id}&{MONTH}")
    campaigns = section(staff_page, "Campaigns")
    campaigns.get_by_role("searchbox").fill("tier 7")
    names = [name_of(number) for number in range(many.campaigns)]
    found = [name for name in names if re.search(r"\bTier 7", name) or re.search(r"\b7", name)]
    both = [name for name in found if "Tier" in name]
    expect(campaigns.get_by_role("status")).to_have_text(f"{len(both)} of 300")
    expect(campaigns.locator("mark").first).to_have_text("Tier")
    campaigns.get_by_role("searchbox").fill("nobody")
    expect(campaigns).to_contain_text("No campaign has “nobody” in its name.")


def test_a_name_filters_the_page_and_all_come_back(staff_page: Page, many: ManyCampaigns) -> None:
    staff_page.goto(f"/?org_id={many.org_id}&{MONTH}")
    campaigns = section(staff_page, "Campaigns")
    campaigns.get_by_role("searchbox").fill(f"site {many_campaigns.BEST},")
    campaigns.locator("tbody a.name").click()
    expect(campaigns.get_by_role("row", name=re.compile("^All 1 "))).to_be_visible()
    assert "campaign_ids" in dict(query_of(staff_page.url))
    campaigns.get_by_role("button", name="Show all campaigns").click()
    expect(campaigns.get_by_role("row", name=re.compile("^All 300"))).to_be_visible()


def test_columns_are_chosen_and_remembered(staff_page: Page, many: ManyCampaigns) -> None:
    staff_page.goto(f"/?org_id={many.org_id}&{MONTH}")
    campaigns = section(staff_page, "Campaigns")
    talk = campaigns.get_by_role("columnheader", name="Talk time")
    expect(talk).to_have_count(0)
    campaigns.get_by_role("button", name=re.compile("^Columns")).click()
    campaigns.get_by_role("checkbox", name="Talk time", exact=True).check()
    expect(talk).to_be_visible()
    staff_page.reload()
    expect(
        section(staff_page, "Campaigns").get_by_role("columnheader", name="Talk time")
    ).to_have_count(1)


WATCH_ROWS = """
    window.added = 0;
    window.longest = 0;
    new MutationObserver(changes => {
        for (const change of changes)
            for (const node of change.addedNodes) if (node.matches?.("tr[data-index]")) added++;
    }).observe(document.querySelector("#campaigns tbody"), {childList: true});
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) longest = Math.max(longest, entry.duration);
    }).observe({type: "longtask"});
"""
# A row is at least so high; a few more are drawn ahead of the screen.
ROW_PX, AHEAD = 36, 40


def test_a_thousand_rows_scroll_without_stutter(
    open_context: OpenContext, thousand: ManyCampaigns
) -> None:
    context = open_context("demo-staff")
    page = context.new_page()
    page.goto(f"/?org_id={thousand.org_id}&{COMPARED}")
    campaigns = section(page, "Campaigns")
    box = campaigns.get_by_role("region", name="Campaigns, scrolls")
    expect(campaigns.get_by_role("table")).to_have_attribute("aria-rowcount", "1002")
    page.evaluate(WATCH_ROWS)
    for _ in range(20):
        box.evaluate("box => box.scrollBy(0, 400)")
        page.wait_for_timeout(30)
    # Only rows that come onto the screen are drawn; those that stay are left alone.
    assert page.evaluate("added") < 20 * 400 / ROW_PX + AHEAD
    say(f"longest task while a thousand rows scroll: {page.evaluate('longest')} ms")
    box.evaluate("box => box.scrollTo(0, box.scrollHeight)")
    last = campaigns.locator("tbody tr[aria-rowindex='1002']")
    expect(last).to_be_visible()
    assert campaigns.locator("tbody tr").count() < 80
    # The head stays, with all together.
    expect(campaigns.get_by_role("row", name=re.compile("^All 1,000"))).to_be_in_viewport()


def test_the_keyboard_gets_to_the_last_of_a_thousand_and_past_them(
    open_context: OpenContext, thousand: ManyCampaigns
) -> None:
    page = open_context("demo-staff").new_page()
    page.goto(f"/?org_id={thousand.org_id}&{COMPARED}")
    campaigns = section(page, "Campaigns")
    campaigns.locator("tbody a.name").first.focus()
    page.keyboard.press("End")
    last = campaigns.locator("tbody tr[aria-rowindex='1002']")
    expect(last.get_by_role("link")).to_be_focused()
    expect(last).to_be_in_viewport()
    page.keyboard.press("ArrowRight")
    expect(last.get_by_role("button").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    above = campaigns.locator("tbody tr[aria-rowindex='1001']")
    expect(above.get_by_role("button").first).to_be_focused()
    page.keyboard.press("Tab")
    expect(campaigns.locator("tbody :focus")).to_have_count(0)
    page.keyboard.press("Shift+Tab")
    expect(above.get_by_role("button").first).to_be_focused()


def test_a_cell_has_as_many_rows_as_it_says(page: Page, site: Site) -> None:
    answer = site.answer(f"/analytics/breakdown?org_id=1&{MONTH}&by=weekday_hour")
    most = max(answer["rows"], key=lambda row: row["scalars"]["total_calls"])
    key, calls = most["key"], most["scalars"]["total_calls"]
    page.goto(f"/?{MONTH}")
    times = section(page, "When to call")
    times.locator(f"[data-hour='{key['weekday']}-{key['hour']}']").click()
    assert rows_said(page) == calls
    page.keyboard.press("Escape")
    source = site.answer(f"/analytics/breakdown?org_id=1&{MONTH}&by=source")["rows"][0]
    row = section(page, "Sources").locator("tbody tr").first
    row.get_by_role("button").first.click()
    assert rows_said(page) == source["scalars"]["total_calls"]


def test_the_map_of_hours_is_one_grid_for_the_keyboard(page: Page) -> None:
    page.goto(f"/?{MONTH}")
    times = section(page, "When to call")
    stop = times.locator("[role=gridcell][tabindex='0']")
    expect(stop).to_have_count(1)
    stop.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    here = times.locator("[role=gridcell]:focus")
    expect(here).to_have_attribute("data-hour", re.compile("^2-"))
    for _ in range(30):
        if re.search(r"[0-9] of", here.get_attribute("aria-label") or ""):
            break
        page.keyboard.press("ArrowLeft")
    said = re.search(r"of ([0-9,]+) calls", here.get_attribute("aria-label") or "")
    assert said
    page.keyboard.press("Enter")
    assert rows_said(page) == int(said[1].replace(",", ""))
    page.keyboard.press("Escape")
    expect(here).to_be_focused()
    page.keyboard.press("Tab")
    expect(times.locator("[role=gridcell]:focus")).to_have_count(0)


def test_a_phone_turns_the_map_and_shows_a_column_at_a_time(
    open_context: OpenContext, many: ManyCampaigns
) -> None:
    page = open_context("demo-staff", viewport=PHONE).new_page()
    page.goto(f"/?org_id={many.org_id}&{COMPARED}")
    campaigns = section(page, "Campaigns")
    expect(campaigns.get_by_role("columnheader")).to_have_text(["Campaign", "Passthrough rate"])
    campaigns.get_by_label("Column of Campaigns").select_option("Answer rate")
    expect(campaigns.get_by_role("columnheader")).to_have_text(["Campaign", "Answer rate"])
    times = section(page, "When to call")
    expect(times.get_by_role("columnheader")).to_have_text(
        ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
