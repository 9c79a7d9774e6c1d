"""The links beside numbers lead to the server's files of them, in the filters of the page."""

import csv
import io

import pytest
from playwright.sync_api import Download, Locator, Page, expect

from tests.browser.conftest import DASHBOARD, Site, save, wait_for_numbers
from tests.helpers.demo_days import END, MONTH, START

QUERY = f"org_id=1&{MONTH}&candidate_filter=referred"
OF_THE_DASHBOARD = (
    "More numbers",
    "From called to qualified",
    "Why people withdrew",
    "Thumbs up and down",
)

REPORTS = {
    "Text messages": "sms_sent",
    "Time saved": "time_saved",
    "Candidate satisfaction": "candidate_satisfaction",
    "Campaigns launched": "campaigns_launched_per_week",
    "Credits per qualified candidate": "credits_per_qualified_candidate",
}


def open_menu(page: Page, label: str) -> Locator:
    """Open the menu of the files of something, and return it."""
    page.get_by_role("button", name=f"Download {label}", exact=True).click()
    return page.get_by_role("group", name=f"Download {label}", exact=True)


def save_of(page: Page, label: str, kind: str) -> Download:
    """Save a file of something."""
    menu = open_menu(page, label)
    file = save(menu.get_by_role("link", name=f"Save {label} as {kind}", exact=True))
    page.keyboard.press("Escape")
    return file


def read_lines(text: str) -> list[list[str]]:
    """Return the lines of a CSV file."""
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("label", OF_THE_DASHBOARD)
def test_a_file_of_the_dashboard_is_the_endpoints(page: Page, site: Site, label: str) -> None:
    page.goto(f"/?{QUERY}&compare=previous_period")
    wait_for_numbers(page)
    download = save_of(page, label, "CSV")
    assert download.suggested_filename == f"demo-dashboard-{START}-to-{END}.csv"
    answer = site.answer(f"{DASHBOARD}?{QUERY}")
    lines = read_lines(download.path().read_text())
    cells = {cell for line in lines for cell in line}
    assert {"referred", str(START), str(END), answer["filters"]["timezone"]} <= cells
    assert str(answer["scalars"]["total_calls"]) in cells
    link = open_menu(page, label).get_by_role("link", name=f"Save {label} as Excel workbook")
    expect(link).to_have_attribute("href", download.url.removeprefix(site.url)[:-3] + "xlsx")


@pytest.mark.parametrize("label", REPORTS)
def test_a_file_of_another_report_is_its_endpoints(page: Page, site: Site, label: str) -> None:
    page.goto(f"/?{QUERY}")
    wait_for_numbers(page)
    download = save_of(page, label, "CSV")
    address = download.url.removeprefix(site.url)
    assert address.startswith(f"/analytics/{REPORTS[label]}?org_id=1")
    saved = read_lines(download.path().read_text())
    # The notes below the table say when they were written.
    table = saved[: saved.index([])]
    assert len(table) > 1
    assert read_lines(site.answer(address))[: len(table)] == table
    workbook = save_of(page, label, "Excel workbook")
    assert workbook.suggested_filename == download.suggested_filename[:-3] + "xlsx"
    assert workbook.path().read_bytes()[:2] == b"PK"


def test_a_workbook_is_a_link_away(page: Page) -> None:
    page.goto(f"/?{QUERY}")
    wait_for_numbers(page)
    download = save_of(page, "More numbers", "Excel workbook")
    assert download.suggested_filename == f"demo-dashboard-{START}-to-{END}.xlsx"
    assert download.path().read_bytes()[:2] == b"PK"


def test_there_is_no_file_before_there_are_numbers(page: Page) -> None:
    page.route(f"**{DASHBOARD}*", lambda route: None)
    page.goto(f"/?{QUERY}")
    menu = open_menu(page, "More numbers")
    link = menu.get_by_role("link", name="Save More numbers as CSV", exact=True)
    expect(link).to_have_attribute("aria-disabled", "true")
    assert link.get_attribute("href") is None
