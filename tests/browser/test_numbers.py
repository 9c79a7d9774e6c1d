"""Every number on the page is the endpoint's answer for the same address."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DASHBOARD, Site, wait_for_numbers
from tests.helpers.demo_days import BEFORE_START, END, MONTH, ONE_DAY, START

ADDRESSES = {
    "a month by day": {"start_date": str(START), "end_date": str(END)},
    "weeks of referred candidates": {
        "start_date": str(BEFORE_START),
        "end_date": str(END - ONE_DAY),
        "granularity": "week",
        "candidate_filter": "referred",
        "timezone": "Asia/Kolkata",
        "compare": "previous_period",
    },
}
OTHERS = ("total_sms", "total_time_saved", "average_candidate_satisfaction",
          "credits_per_qualified_candidate")  # fmt: skip
CHARTS = {
    "Calls": ("calls", ("calls", "answered")),
    "Interviews over time": ("interviews", ("interviews",)),
    "Candidates called": ("candidates", ("candidates",)),
    "Passthrough rate over time": ("passthrough_rate", ("value",)),
    "Thumbs up given": ("thumbs_up", ("thumbs_up",)),
    "Thumbs down given": ("thumbs_down", ("thumbs_down",)),
}
# The charts of what the dashboard does not answer.
SOURCES = ("sms_sent", "time_saved", "candidate_satisfaction", "campaigns_launched_per_week")


def read_values(page: Page) -> dict[str, float]:
    """Return the numbers that the page names as the API does."""
    found: list[tuple[str, str]] = page.locator("data[data-metric]").evaluate_all(
        "elements => elements.map(each => [each.dataset.metric, each.value])"
    )
    return {name: float(value) for name, value in found}


def expected_values(site: Site, query: str) -> dict[str, float]:
    """Return the same numbers as the endpoints answer them, without those that have no value."""
    answer = site.answer(f"{DASHBOARD}?{query}")
    values: dict[str, Any] = {
        **answer["scalars"],
        "withdrawal_rate": answer["withdrawal"]["rate"],
        "accommodation_rate": answer["accommodation"]["rate"],
        **{
            f"withdrawal_reason_{each['reason']}": each["count"]
            for each in answer["withdrawal"]["reasons"]
        },
    }
    others = query.replace("&compare=previous_period", "")
    for name in OTHERS:
        body = site.answer(f"/analytics/{name}?{others}")
        values[name] = body.get("total", body)
    numbers = {
        name: value["value"] if isinstance(value, dict) else value for name, value in values.items()
    }
    return {name: value for name, value in numbers.items() if value is not None}


@pytest.mark.parametrize("which", ADDRESSES)
def test_numbers_are_those_of_the_endpoints(page: Page, site: Site, which: str) -> None:
    query = urlencode({"org_id": 1, **ADDRESSES[which]})
    page.goto(f"/?{query}")
    wait_for_numbers(page)
    expected = expected_values(site, query)
    assert len(expected) > 15
    assert read_values(page) == pytest.approx(expected)


@pytest.mark.parametrize("which", ADDRESSES)
def test_tables_behind_charts_are_the_endpoints_points(page: Page, site: Site, which: str) -> None:
    query = urlencode({"org_id": 1, **ADDRESSES[which]})
    page.goto(f"/?{query}")
    wait_for_numbers(page)
    charts = site.answer(f"{DASHBOARD}?{query}")["charts"]
    for title, (chart, keys) in CHARTS.items():
        table = page.get_by_role("group", name=f"{title}, as a table", exact=True)
        shown: list[list[str]] = table.locator("data").evaluate_all(
            "elements => elements.map(e => [e.dataset.start, e.dataset.series, e.value])"
        )
        expected = {
            (point["bucket_start"], key): point[key]
            for point in charts[chart]["points"]
            for key in keys
            if point[key] is not None
        }
        found = {(start, key): float(value) for start, key, value in shown}
        assert found == pytest.approx(expected), title


@pytest.mark.parametrize("which", ADDRESSES)
def test_axes_are_to_scale(page: Page, site: Site, which: str) -> None:
    page.goto(f"/?{urlencode({'org_id': 1, **ADDRESSES[which]})}")
    wait_for_numbers(page)
    axes: list[list[tuple[str, float]]] = page.locator(".recharts-yAxis-tick-labels").evaluate_all(
        "axes => axes.map(axis => [...axis.querySelectorAll('text')]"
        ".map(tick => [tick.textContent, Number(tick.getAttribute('y'))]))"
    )
    assert len(axes) == len(CHARTS) + len(SOURCES)
    for axis in axes:
        (lowest, bottom), *ticks = [(value_of(label), y) for label, y in axis]
        per_pixel = {(value - lowest) / (bottom - y) for value, y in ticks}
        assert max(per_pixel) == pytest.approx(min(per_pixel), rel=0.01), axis


def value_of(label: str) -> float:
    """Return the value of an axis's label, such as 1.5K, 50% or 20 h."""
    return float(label.rstrip("K% h")) * (1000 if label.endswith("K") else 1)


def test_what_the_numbers_are_compared_with_is_said(page: Page, site: Site) -> None:
    numbers = page.get_by_role("region", name="Key numbers")
    page.goto(f"/?org_id=1&{MONTH}&compare=previous_period")
    wait_for_numbers(page)
    before = site.answer(f"{DASHBOARD}?org_id=1&{MONTH}&compare=previous_period")["previous"]
    assert before["is_cut"] is False
    last = datetime.fromisoformat(before["end_date"])
    said = numbers.get_by_text("Compared with")
    expect(said).to_contain_text(re.compile(rf" {last.day} {last:%b}t? {last.year}\.$"))
    # Up to today, which is not over.
    page.goto("/?org_id=1&compare=previous_period")
    wait_for_numbers(page)
    cut = site.answer(f"{DASHBOARD}?org_id=1&compare=previous_period")["previous"]
    assert cut["is_cut"] is True
    end = datetime.fromisoformat(cut["end"])
    clock = rf"{end.day} {end:%b}t? {end.year}, [0-9:]{{5}}"
    expect(said).to_contain_text(re.compile(rf"to {clock}, the same time of day as now\.$"))


def test_credits_of_some_candidates_are_no_number_and_the_reason_is_said(
    page: Page, site: Site
) -> None:
    query = f"org_id=1&{MONTH}&candidate_filter=referred"
    page.goto(f"/?{query}")
    wait_for_numbers(page)
    (warning,) = site.answer(f"/analytics/credits_per_qualified_candidate?{query}")["meta"][
        "warnings"
    ]
    card = page.get_by_role("region", name="Credits per qualified candidate")
    expect(card.get_by_text("no value")).to_be_attached()
    expect(card.get_by_role("list", name="Warnings")).to_have_text(warning["detail"])
    expect(card.get_by_text("qualified candidates", exact=False)).to_have_count(0)


def test_withdrawals_are_said_to_be_of_calls(page: Page) -> None:
    page.goto(f"/?org_id=1&{MONTH}")
    wait_for_numbers(page)
    card = page.get_by_role("region", name="Withdrawal and accommodation")
    for label, meaning in (
        ("Withdrawal and accommodation", "Answered calls in which the candidate withdrew, and"),
        ("Withdrew", "Share of answered calls in which the candidate withdrew."),
        ("Asked for an accommodation", "Share of answered calls in which the candidate asked"),
    ):
        card.get_by_role("button", name=f"What “{label}” means").focus()
        expect(card.get_by_role("tooltip").filter(visible=True)).to_contain_text(meaning)
