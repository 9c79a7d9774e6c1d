"""What people keep: a saved view, a note on a day, a target and an alert, made in the page."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site, query_of, take_screenshot, wait_for_lead, wait_for_numbers

EVALUATE = (
    "from django.utils import timezone; from analytics.alerts.evaluation import evaluate_alerts; "
    "evaluate_alerts(timezone.now())"
)


def open_views(page: Page) -> Locator:
    page.get_by_role("button", name="Saved view").click()
    return page.get_by_role("group", name="Saved view", exact=True)


def test_a_view_is_kept_found_by_its_link_and_gone(page: Page) -> None:
    page.goto("/?range=last_7_days&compare=previous_week")
    wait_for_lead(page)
    panel = open_views(page)
    panel.get_by_role("button", name="Save as a new view…").click()
    panel.get_by_label("Name").fill("Monday review")
    panel.get_by_role("button", name="Save", exact=True).click()
    button = page.get_by_role("button", name="Saved view")
    expect(button).to_contain_text("Monday review")
    view = dict(query_of(page.url))["view"]

    page.goto(f"/?view={view}")
    wait_for_lead(page)
    expect(button).to_contain_text("Monday review")
    expect(page.get_by_role("button", name=re.compile("^Dates"))).to_contain_text("Last 7 days")

    # Something else is chosen, and taken back.
    page.goto(f"{page.url}&granularity=week")
    expect(button).to_contain_text("changed")
    open_views(page).get_by_role("button", name="Back to saved").click()
    expect(button).not_to_contain_text("changed")

    # By another name it is the first that is shown.
    panel = open_views(page)
    panel.get_by_role("button", name="Manage").click()
    panel.get_by_label("Name").fill("Weekly")
    panel.get_by_label("Open it first").check()
    panel.get_by_role("button", name="Save", exact=True).click()
    expect(button).to_contain_text("Weekly")
    expect(panel.get_by_role("button", name="Weekly")).to_contain_text("opens first · only yours")
    page.goto("/")
    wait_for_lead(page)
    expect(button).to_contain_text("Weekly")

    # Kept again under the same name, it is refused.
    panel = open_views(page)
    panel.get_by_role("button", name="Save as a new view…").click()
    panel.get_by_label("Name").fill("Weekly")
    panel.get_by_role("button", name="Save", exact=True).click()
    expect(panel.get_by_text("There is a view named Weekly already.")).to_be_visible()
    panel.get_by_role("button", name="Cancel").click()

    panel.get_by_role("button", name="Manage").click()
    panel.get_by_role("button", name="Delete").click()
    panel.get_by_role("button", name="Really delete it").click()
    expect(button).to_contain_text("Views")
    page.goto(f"/?view={view}")
    wait_for_lead(page)
    gone = page.get_by_text("The saved view of this link is not there")
    expect(gone).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Dates"))).to_contain_text("Last 30 days")
    page.get_by_role("button", name="Go on without it").click()
    expect(gone).to_have_count(0)


def tool(page: Page, name: str) -> Locator:
    """Open one of the chart's tools, and return its panel."""
    chart = page.locator("#chart")
    chart.get_by_role("button", name=name, exact=True).click()
    return chart.get_by_role("group", name=name, exact=True)


def test_a_note_a_target_and_an_alert_are_made_at_the_chart(page: Page, site: Site) -> None:
    page.goto("/?range=last_30_days&metric=total_calls&granularity=day")
    wait_for_numbers(page)
    chart = page.locator("#chart")
    notes = chart.locator(".notes")

    panel = tool(page, "Notes on days")
    panel.get_by_label("Note", exact=True).fill("New script")
    panel.get_by_role("button", name="Add", exact=True).press("Enter")
    expect(notes).to_contain_text("New script")
    panel.get_by_role("button", name="Change “New script”").click()
    panel.get_by_label("Note", exact=True).fill("Second script")
    panel.get_by_role("button", name="Save", exact=True).click()
    expect(notes).to_contain_text("Second script")
    for other in ("thumbs", "satisfaction"):
        page.locator(f"#{other}").scroll_into_view_if_needed()
        expect(page.locator(f"#{other} .notes")).to_contain_text("Second script")
    chart.scroll_into_view_if_needed()
    take_screenshot(page, "notes")
    panel.get_by_role("button", name="Delete “Second script”").click()
    expect(notes).not_to_contain_text("script")
    page.keyboard.press("Escape")

    panel = tool(page, "Target")
    panel.get_by_label("Target of Calls").fill("100")
    panel.get_by_role("combobox").select_option("day")
    panel.get_by_role("button", name="Set").click()
    expect(chart.get_by_role("button", name="target 100")).to_be_visible()
    tile = page.locator(".tile", has_text=re.compile("^Calls"))
    expect(tile.get_by_role("img", name="Target 3,000")).to_be_visible()
    expect(tile).to_contain_text(re.compile("(short of|over) the target of 3,000"))
    take_screenshot(page, "target")

    panel = tool(page, "Alerts")
    panel.get_by_label("Threshold on a day").fill("9999")
    panel.get_by_label("Days in a row").fill("2")
    panel.get_by_role("button", name="Alert me", exact=True).click()
    expect(panel.get_by_role("listitem")).to_contain_text("Calls below 9,999 on 2 days in a row")
    take_screenshot(page, "alert")
    site.service.manage("shell", "--command", EVALUATE)
    page.reload()
    wait_for_lead(page)
    now = page.get_by_role("list", name="Alerts now")
    expect(now).to_contain_text(re.compile("Calls below 9,999 since .*; .* on "))
    now.get_by_role("button", name="Show the days of Calls").click()
    wait_for_lead(page)
    assert {"granularity": "day", "metric": "total_calls"}.items() <= dict(
        query_of(page.url)
    ).items()
    panel = tool(page, "Alerts")
    panel.get_by_role("button", name=re.compile("^Delete the alert")).click()
    expect(now).to_have_count(0)
    page.keyboard.press("Escape")
    panel = tool(page, "Target")
    panel.get_by_role("button", name="Take it away").click()
    expect(page.get_by_role("img", name=re.compile("^Target"))).to_have_count(0)
