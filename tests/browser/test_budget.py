"""What the page costs: bytes, requests, and things that jump. Figures are printed (pytest -s)."""

import gzip
import sys
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response

from tests.browser.conftest import (
    DASHBOARD,
    PHONE,
    WIDE,
    OpenContext,
    record_requests,
    wait_for_numbers,
)

MOST_SCRIPT_BYTES = 230_000
MOST_SHIFT = 0.05
SHIFTS = """
    window.shift = 0;
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value;
    }).observe({type: "layout-shift", buffered: true});
"""


def say(figure: str) -> None:
    """Print a figure for whoever runs the tests with -s."""
    sys.stdout.write(f"\n  {figure}")


def test_scripts_are_small_and_compressed(page: Page) -> None:
    scripts: list[Response] = []
    page.on(
        "response",
        lambda response: (
            scripts.append(response) if response.request.resource_type == "script" else None
        ),
    )
    page.goto("/")
    wait_for_numbers(page)
    assert scripts
    assert {response.headers.get("content-encoding") for response in scripts} == {"gzip"}
    total = sum(len(gzip.compress(response.body(), 9)) for response in scripts)
    say(f"scripts: {total:,} bytes gzipped")
    assert total < MOST_SCRIPT_BYTES


def test_the_first_numbers_take_one_request_beyond_the_pages_files(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto("/")
    wait_for_numbers(page)
    beyond = [path for path in asked if not path.startswith("/static/") and path != "/"]
    say(f"first visit: {beyond}")
    assert beyond[0] == DASHBOARD
    assert beyond.count(DASHBOARD) == 1


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_nothing_jumps(open_context: OpenContext, size: str) -> None:
    context = open_context(viewport=WIDE if size == "wide" else PHONE)
    context.add_init_script(SHIFTS)
    page = context.new_page()
    page.goto("/")
    wait_for_numbers(page)
    page.mouse.wheel(0, 5000)
    page.wait_for_timeout(500)
    shift = page.evaluate("shift")
    say(f"layout shift ({size}): {shift:.4f}")
    assert shift < MOST_SHIFT


def test_a_refresh_is_one_request(page: Page) -> None:
    page.goto("/")
    wait_for_numbers(page)
    requests = record_requests(page)
    page.get_by_role("button", name="Refresh").click()
    wait_for_numbers(page)
    assert len(requests) == 1
