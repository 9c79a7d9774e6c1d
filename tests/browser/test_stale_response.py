"""An answer that comes late does not replace the numbers that were asked for after it."""

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DASHBOARD, record_requests, wait_for_numbers
from tests.helpers.demo_days import BEFORE_END, BEFORE_START, END, START

SLOW, QUICK = str(BEFORE_START), str(START)


def address(start: str) -> str:
    return f"/?start_date={start}&end_date={END}"


def go_within_the_page(page: Page, address: str) -> None:
    """Change the filters as the back button does, so that the page stays and asks again."""
    page.evaluate(
        "address => { history.pushState(null, '', address);"
        " window.dispatchEvent(new PopStateEvent('popstate')); }",
        address,
    )


def test_the_second_answer_stays_and_the_first_request_is_aborted(page: Page) -> None:
    page.goto(f"/?start_date={BEFORE_START}&end_date={BEFORE_END}")
    wait_for_numbers(page)
    requests = record_requests(page)
    failed: list[str] = []
    held: list[Route] = []
    page.on(
        "requestfailed",
        lambda request: (
            failed.append(f"{request.failure} {request.url}") if DASHBOARD in request.url else None
        ),
    )
    page.route(f"**{DASHBOARD}?start_date={SLOW}*", lambda route: held.append(route))
    go_within_the_page(page, address(SLOW))
    expect(page.get_by_role("status").filter(has_text="Fetching")).to_be_visible()
    while not held:
        page.wait_for_timeout(10)
    go_within_the_page(page, address(QUICK))
    wait_for_numbers(page)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text(f"{START:%b}")
    expect(heading).not_to_contain_text(f"{BEFORE_START:%b}")
    assert [SLOW in request.url for request in requests] == [True, False]
    assert len(failed) == 1
    assert failed[0].startswith("net::ERR_ABORTED")
    assert SLOW in failed[0]


def test_going_back_and_forth_asks_once_for_what_it_knows(page: Page) -> None:
    page.goto(address(QUICK))
    wait_for_numbers(page)
    requests = record_requests(page)
    go_within_the_page(page, address(SLOW))
    wait_for_numbers(page)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text(f"{BEFORE_START:%b}")
    wait_for_numbers(page)
    assert len(requests) == 1
