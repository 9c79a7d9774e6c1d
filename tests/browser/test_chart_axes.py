"""What the axes of charts say."""

from playwright.sync_api import Page

from tests.browser.conftest import PHONE, OpenContext, wait_for_numbers
from tests.helpers.demo_days import END, ONE_DAY

TICKS = ".recharts-xAxis-tick-labels .recharts-cartesian-axis-tick-value"


def ticks(page: Page, address: str) -> list[str]:
    """Return what the axis of the calls' chart says at the address."""
    page.goto(address)
    wait_for_numbers(page)
    texts: list[str] = (
        page.get_by_role("region", name="Calls", exact=True).locator(TICKS).all_text_contents()
    )
    return texts


def test_hours_are_named_at_0_6_12_and_18(page: Page, open_context: OpenContext) -> None:
    one_day = f"/?start_date={END}&end_date={END}"
    assert ticks(page, one_day) == ["0:00", "6:00", "12:00", "18:00"]
    before = END - ONE_DAY
    two_days = f"/?start_date={before}&end_date={END}"
    hours = ["6:00", "12:00", "18:00"]
    expected = [f"{before.day} {before:%b}", *hours, f"{END.day} {END:%b}", *hours]
    # British English writes September as nobody else does.
    assert [tick.replace("Sept", "Sep") for tick in ticks(page, two_days)] == expected
    phone = open_context(viewport=PHONE).new_page()
    assert set(ticks(phone, one_day)) <= {"0:00", "6:00", "12:00", "18:00"}


def test_years_are_named_where_the_range_is_longer_than_one(page: Page) -> None:
    start = END - 500 * ONE_DAY
    for granularity in ("day", "week", "month"):
        named = ticks(page, f"/?start_date={start}&end_date={END}&granularity={granularity}")
        assert named
        assert all(
            tick[-4:] in {str(start.year), str(start.year + 1), str(END.year)} for tick in named
        )
