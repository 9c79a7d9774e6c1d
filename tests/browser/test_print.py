"""On paper: every number and chart, no controls, no page that is mostly empty."""

import re

from playwright.sync_api import Page, PdfMargins, expect

from tests.browser.conftest import SCREENSHOTS, take_screenshot, wait_for_numbers
from tests.helpers.demo_days import BEFORE_START, END, MONTH

# The numbers, what changed, the tables, and the rest.
MOST_PAGES = 6
PAGE_OF_A_PDF = re.compile(rb"/Type\s*/Page\b")


def test_few_pages_hold_everything_and_no_button(page: Page) -> None:
    page.goto(f"/?{MONTH}&compare=previous_period")
    wait_for_numbers(page)
    # As the page's own "Print" does: all of it is fetched before it is put on paper.
    page.evaluate("dispatchEvent(new Event('wholepage'))")
    page.wait_for_load_state("networkidle")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    SCREENSHOTS.mkdir(exist_ok=True)
    margin: PdfMargins = {"top": "12mm", "right": "12mm", "bottom": "12mm", "left": "12mm"}
    for paper in ("A4", "Letter"):
        pdf = page.pdf(path=SCREENSHOTS / f"print-{paper}.pdf", format=paper, margin=margin)
        assert 2 <= len(PAGE_OF_A_PDF.findall(pdf)) <= MOST_PAGES, paper
    # Printing leaves the charts as they were on screen.
    wait_for_numbers(page)
    page.emulate_media(media="print")
    # Names of numbers, heads of tables and keys to charts are buttons, too.
    names = ".opens, .sort, .tile-name, .metric, .legend button"
    controls = page.locator(f"button:not({names}), a.tool, input, select")
    expect(controls.filter(visible=True)).to_have_count(0)
    expect(page.locator(".filters-print")).to_be_visible()
    take_screenshot(page, "print")


def test_charts_are_drawn_in_the_size_of_the_paper(page: Page) -> None:
    page.goto(f"/?start_date={BEFORE_START}&end_date={END}")
    wait_for_numbers(page)
    chart = page.locator("#chart").locator(".recharts-surface").first
    on_screen = chart.get_attribute("width")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(chart).to_have_attribute("width", "830")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(chart).to_have_attribute("width", on_screen or "")
