"""How candidates are cared for: the numbers of the endpoint, and as many rows behind each."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site, rows_said, section
from tests.helpers.demo_days import BEFORE_START, END

# Two months, in which candidates are called over and over.
DAYS = f"start_date={BEFORE_START}&end_date={END}"


def numbers_of(answer: dict[str, Any]) -> dict[str, int]:
    """Return the numbers of candidate_care by the names of their metrics."""
    attempts = {
        f"attempts_per_application_{each['attempts']}": each["count"]
        for each in answer["attempts_per_application"]
    }
    counts = ("calls_after_opt_out", "calls_outside_hours", "busiest_day")
    return attempts | {name: answer[name] for name in counts}


def read_numbers(card: Locator) -> dict[str, int]:
    """Return the numbers on screen by the names of their metrics."""
    found: list[tuple[str, str]] = card.locator("data[data-care]").evaluate_all(
        "each => each.map(one => [one.dataset.care, one.value])"
    )
    return {name: int(value) for name, value in found}


def test_numbers_are_the_endpoints_and_open_their_rows(page: Page, site: Site) -> None:
    answer = site.answer(f"/analytics/candidate_care?org_id=1&{DAYS}")
    dashboard = site.answer(f"/analytics/dashboard?org_id=1&{DAYS}")
    expected = numbers_of(answer) | {"opt_outs": dashboard["scalars"]["opt_outs"]}
    page.goto(f"/?{DAYS}")
    care = section(page, "Care for candidates")
    expect(care.locator("data[data-care]")).to_have_count(len(expected))
    assert read_numbers(care) == expected
    assert expected["calls_outside_hours"] > 0
    for name, count in expected.items():
        number = care.locator(f"[data-care={name}]")
        if not count:
            expect(number.get_by_role("button")).to_have_count(0)
            continue
        number.get_by_role("button").click()
        assert rows_said(page) == count
        page.keyboard.press("Escape")


def test_calls_after_an_opt_out_are_said_to_be_wrong(page: Page, site: Site) -> None:
    answer = site.answer(f"/analytics/candidate_care?org_id=1&{DAYS}")
    page.goto(f"/?{DAYS}")
    care = section(page, "Care for candidates")
    said = "should be 0" if answer["calls_after_opt_out"] else "none, as it should be"
    expect(care).to_contain_text(said)
