"""From a number of the page to the people behind it, as far as the reader may see them."""

import io
import re
from urllib.parse import parse_qs, urlsplit

from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import (
    DASHBOARD,
    OpenContext,
    Site,
    rows_said,
    save,
    sign_in,
    take_screenshot,
    wait_for_numbers,
)
from tests.helpers.axe import violations
from tests.helpers.demo_days import END, MONTH, START
from tests.helpers.exported import split_csv

HOME = f"/?org_id=1&{MONTH}"
BLIND = "blind-recruiter"
ADD_BLIND = f"""
from django.contrib.auth.models import User
from campaigns.models import Membership, Organization
User.objects.filter(username="{BLIND}").delete()
user = User.objects.create_user("{BLIND}", password="{{password}}")
Membership.objects.create(user=user, organization_id=1, sees_people=False)
"""


def open_rows(page: Page, metric: str, address: str = HOME) -> Locator:
    """Open the rows behind a number and return their dialog."""
    page.goto(address)
    wait_for_numbers(page)
    page.locator(f"[data-metric={metric}] button").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("tbody tr[data-index]").first).to_be_visible()
    return dialog


def candidate_in(address: str) -> str:
    """Return the candidate that an address names."""
    return parse_qs(urlsplit(address).query)["candidate"][0]


def test_from_opt_outs_to_a_file_of_these_people(page: Page, site: Site) -> None:
    dialog = open_rows(page, "opt_outs")
    people = site.answer(f"{DASHBOARD}?{MONTH}&org_id=1")["scalars"]["opt_outs"]
    expect(dialog.get_by_role("status")).to_contain_text(f", of {people:,} different candidates")
    count = rows_said(page)
    files = {}
    for kind, ending in (("CSV", "csv"), ("Excel workbook", "xlsx")):
        file = save(dialog.get_by_role("button", name=f"Save Opt-outs as {kind}"))
        name = f"demo-opt-outs-applications-{START}-to-{END}.{ending}"
        assert file.suggested_filename == name
        files[ending] = file.path().read_bytes()

    rows, _ = split_csv(files["csv"])
    assert len(rows) == count
    assert len({row["candidate_external_id"] for row in rows}) == people
    sheet = load_workbook(io.BytesIO(files["xlsx"])).worksheets[0]
    assert sheet.max_row == count + 1
    first = dialog.locator("tbody tr").first
    expect(first).to_contain_text(rows[0]["candidate_name"])
    expect(first).to_contain_text(rows[0]["candidate_external_id"])


def test_a_candidate_has_an_address_beside_the_rows_and_alone(page: Page) -> None:
    dialog = open_rows(page, "opt_outs")
    link = dialog.locator("tbody a[data-candidate]").first
    external_id = link.locator("small").inner_text()
    link.click()
    history = page.get_by_role("region", name=link.evaluate("a => a.firstChild.firstChild.data"))
    expect(history.get_by_role("heading", level=2)).to_be_focused()
    expect(history).to_contain_text(external_id)
    expect(history).to_contain_text("Opted out since")
    assert violations(page, "dialog") == []
    take_screenshot(page, "candidate")
    address = page.url
    asked = page.request.get(f"/candidates/{candidate_in(address)}?org_id=1").json()
    expect(history.locator(".events li")).to_have_count(len(asked["events"]))
    expect(history.get_by_role("link", name="Open in admin")).to_have_count(0)

    # Going back closes it, and so does Escape, before the rows.
    page.go_back()
    expect(history).to_have_count(0)
    expect(link).to_be_focused()
    page.go_forward()
    expect(history).to_be_visible()
    page.keyboard.press("Escape")
    expect(history).to_have_count(0)
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    page.goto(address)
    alone = page.get_by_role("dialog")
    expect(alone).to_contain_text(external_id)
    alone.get_by_role("button", name="Close the candidate").click()
    expect(alone).to_have_count(0)
    assert "candidate" not in page.url
    page.goto(f"{HOME}&candidate=999999999")
    expect(alone.get_by_role("heading", name="No such candidate")).to_be_visible()


def test_a_campaign_has_a_page_that_says_what_it_is(page: Page, site: Site) -> None:
    dialog = open_rows(page, "qualified_candidates")
    link = dialog.get_by_title(re.compile("^Open campaign ")).first
    address = urlsplit(link.get_attribute("href") or "")
    (pk,) = parse_qs(address.query)["campaign_ids"]
    campaign = site.answer(f"/campaigns/{pk}")
    of_it = f"{MONTH}&org_id=1&campaign_ids={pk}&page_size=1"
    (row,) = site.answer(f"/applications?{of_it}")["results"]
    link.click()
    expect(dialog).to_have_count(0)
    head = page.get_by_role("region", name="Campaign", exact=True)
    expect(head.get_by_role("heading")).to_have_text(campaign["name"])
    expect(head).to_contain_text(campaign["status"].capitalize())
    expect(head).to_contain_text(f"passing score {row['passing_score']:g}")
    expect(page).to_have_title(re.compile(f"^{re.escape(campaign['name'])}"))
    wait_for_numbers(page)
    assert violations(page, "html") == []
    head.get_by_role("link", name="All campaigns").click()
    expect(head).to_have_count(0)
    page.go_back()
    expect(head).to_be_visible()


def test_staff_are_led_to_the_admin(staff_page: Page) -> None:
    dialog = open_rows(staff_page, "opt_outs")
    dialog.locator("tbody a[data-candidate]").first.click()
    staff_page.get_by_role("link", name="Open in admin").click()
    expect(staff_page).to_have_url(re.compile(r"/admin/campaigns/candidate/\d+/change/$"))


def test_rows_are_read_on_by_key_found_and_ordered(page: Page) -> None:
    dialog = open_rows(page, "total_calls")
    count = rows_said(page)
    assert count > 300
    dialog.locator("tbody a").first.focus()
    row = dialog.locator("tr:has(:focus)")
    for last in (100, 200, 300):
        page.keyboard.press("End")
        expect(row).to_have_attribute("aria-rowindex", str(last + 1))
        expect(dialog.locator(f"tr[data-index='{last - 1}'] + tr[data-index]")).to_be_visible()
    assert dialog.locator("tbody tr[data-index]").count() < 100
    page.keyboard.press("Home")
    expect(row).to_have_attribute("aria-rowindex", "2")

    dialog.get_by_role("button", name="Length").click()
    lengths = dialog.locator("tbody tr[data-index] td.num:nth-child(6)")
    expect(lengths.first).to_contain_text("m ")
    dialog.get_by_role("searchbox").press_sequentially("nurses")
    expect(dialog.get_by_role("status")).to_contain_text(" calls found, of ")
    assert 0 < rows_said(page) < count
    expect(dialog.locator("mark").first).to_have_text("Nurses")
    expect(dialog.get_by_role("searchbox")).to_have_value("nurses")
    expect(dialog.get_by_role("columnheader", name="Length")).to_have_attribute(
        "aria-sort", "descending"
    )


def test_readers_without_the_right_are_told_no_names(open_context: OpenContext, site: Site) -> None:
    password = site.passwords["demo-recruiter"]
    site.service.manage("shell", "-c", ADD_BLIND.format(password=password))
    page = open_context(None).new_page()
    sign_in(page, BLIND, Site(site.service, {BLIND: password}, site.mail))
    dialog = open_rows(page, "opt_outs")
    expect(dialog.locator("tbody tr").first).to_contain_text(re.compile(r"Candidate \d+"))
    expect(dialog.locator("a[data-candidate]")).to_have_count(0)
    file = save(dialog.get_by_role("button", name="Save Opt-outs as CSV"))
    rows, _ = split_csv(file.path().read_bytes())
    assert len(rows) == rows_said(page)
    assert not rows[0].keys() & {"candidate_name", "candidate_external_id"}
    page.goto(f"{HOME}&candidate={rows[0]['candidate_id']}")
    expect(dialog.get_by_role("heading", name="Not for you to see")).to_be_visible()
