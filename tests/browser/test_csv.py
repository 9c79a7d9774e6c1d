"""The page's files hold the numbers of the screen; frontend/tests/csv.test.ts has the formulas."""

import csv
import io
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import DASHBOARD, Site, wait_for_numbers
from tests.helpers.demo_days import END, MONTH, START

QUERY = f"org_id=1&{MONTH}"


def save(page: Page, label: str) -> list[list[str]]:
    """Return the rows of the file behind a button."""
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Save {label} as CSV", exact=True).click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_a_charts_file(page: Page, site: Site) -> None:
    page.goto(f"/?{QUERY}")
    wait_for_numbers(page)
    lines = save(page, "Calls")
    about = {line[0]: line[1] for line in lines[: lines.index([])]}
    assert (about["start_date"], about["end_date"]) == (str(START), str(END))
    assert about["timezone"] == "America/New_York"
    header, *rows = lines[lines.index([]) + 1 :]
    assert header == ["bucket_start", "bucket_end", "is_partial", "Calls", "Answered"]
    points = site.answer(f"{DASHBOARD}?{QUERY}")["charts"]["calls"]["points"]
    assert [(row[0], int(row[3]), int(row[4])) for row in rows] == [
        (point["bucket_start"], point["calls"], point["answered"]) for point in points
    ]


def test_the_tiles_file(page: Page, site: Site) -> None:
    page.goto(f"/?{QUERY}")
    wait_for_numbers(page)
    lines = save(page, "Key numbers")
    values = {line[0]: line[1] for line in lines[lines.index([]) + 2 :]}
    scalars = site.answer(f"{DASHBOARD}?{QUERY}")["scalars"]
    for name, value in scalars.items():
        expected = value["value"] if isinstance(value, dict) else value
        assert float(values[name]) == expected, name


def test_the_workbook_is_a_link_away(page: Page) -> None:
    page.goto(f"/?{QUERY}")
    wait_for_numbers(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel").click()
    assert download.value.suggested_filename == f"demo-dashboard-{START}-to-{END}.xlsx"
    assert Path(download.value.path()).read_bytes()[:2] == b"PK"
