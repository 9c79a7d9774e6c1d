"""No rule of WCAG 2.2 AA that axe-core can check is broken, however the page is looked at."""

import pytest

from tests.browser.conftest import PHONE, WIDE, OpenContext, take_screenshot, wait_for_numbers
from tests.helpers.axe import violations
from tests.helpers.demo_days import BEFORE_START, END, MONTH, START

PAGES = {
    "numbers": f"/?start_date={BEFORE_START}&end_date={END}&compare=previous_period",
    "refused": f"/?start_date={END}&end_date={START}",
    "admin": f"/admin/analytics/dashboard?{MONTH}",
    "login": "/login",
    "new-password": "/password",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["wide", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_no_violations(open_context: OpenContext, name: str, size: str, scheme: str) -> None:
    context = open_context(
        "demo-staff", color_scheme=scheme, viewport=WIDE if size == "wide" else PHONE
    )
    page = context.new_page()
    page.goto(PAGES[name])
    if name == "refused":
        page.get_by_role("alert").first.wait_for()
    elif name in ("numbers", "admin"):
        wait_for_numbers(page)
    take_screenshot(page, f"{name}-{size}-{scheme}")
    # What Django's admin puts around the page is not ours to judge.
    assert violations(page, "#page" if name == "admin" else "html") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
        "The page scrolls sideways."
    )
