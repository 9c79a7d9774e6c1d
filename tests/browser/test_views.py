"""What people keep: a saved view, a note on a day, a target and an alert, made in the page."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import query_of, wait_for_lead


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
