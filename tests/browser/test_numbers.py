"""Every number on the page is the endpoint's answer for the same address."""

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DASHBOARD, Site, wait_for_chart, wait_for_numbers
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
# Over time: counts, rates that are scalars and one that is none, a mean, a sum.
METRICS = ("total_calls", "qualified_candidates", "passthrough_rate", "opt_out_rate",
           "avg_interview_length", "call_length")  # fmt: skip


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
        "opt_out_rate": answer["opt_out"]["rate"],
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


def table_values(page: Page, title: str) -> dict[tuple[str, str], float]:
    """Turn a chart into its table, and return what it says by bucket and series."""
    page.get_by_role("button", name=f"Show {title} as a table", exact=True).click()
    table = page.get_by_role("group", name=f"{title}, as a table", exact=True)
    shown: list[tuple[str, str, str]] = table.locator("data").evaluate_all(
        "elements => elements.map(e => [e.dataset.start, e.dataset.series, e.value])"
    )
    return {(start, series): float(value) for start, series, value in shown}


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("which", ADDRESSES)
def test_the_large_chart_is_the_breakdown_by_bucket(
    page: Page, site: Site, which: str, metric: str
) -> None:
    query = urlencode({"org_id": 1, **ADDRESSES[which]})
    page.goto(f"/?{query}&metric={metric}")
    wait_for_chart(page)
    rows = site.answer(f"/analytics/breakdown?by=bucket&{query}")["rows"]
    values = {row["key"]: row[metric] if metric in row else row["scalars"][metric] for row in rows}
    expected = {
        (start, metric): value["value"] if isinstance(value, dict) else value
        for start, value in values.items()
    }
    title = page.locator("#chart h2").inner_text()
    found = table_values(page, title)
    assert found == pytest.approx(
        {place: value for place, value in expected.items() if value is not None}
    )


@pytest.mark.parametrize("which", ADDRESSES)
def test_thumbs_and_ratings_are_the_endpoints(page: Page, site: Site, which: str) -> None:
    query = urlencode({"org_id": 1, **ADDRESSES[which]})
    page.goto(f"/?{query}")
    wait_for_numbers(page)
    charts = site.answer(f"{DASHBOARD}?{query}")["charts"]
    assert table_values(page, "Thumbs up and down") == {
        (point["bucket_start"], name): point[name]
        for name in ("thumbs_up", "thumbs_down")
        for point in charts[name]["points"]
    }
    others = query.replace("&compare=previous_period", "")
    ratings = site.answer(f"/analytics/candidate_satisfaction?{others}")["points"]
    assert table_values(page, "Candidate satisfaction") == pytest.approx(
        {
            (point["bucket_start"], "value"): point["value"]
            for point in ratings
            if point["value"] is not None
        }
    )


def test_what_the_numbers_are_compared_with_is_said(page: Page, site: Site) -> None:
    page.goto(f"/?org_id=1&{MONTH}&compare=previous_period")
    wait_for_numbers(page)
    before = site.answer(f"{DASHBOARD}?org_id=1&{MONTH}&compare=previous_period")["previous"]
    assert before["is_cut"] is False
    last = datetime.fromisoformat(before["end_date"])
    said = page.get_by_role("heading", level=1)
    expect(said).to_contain_text(re.compile(rf"compared with .* {last.day} {last:%b}t?$"))
    # Up to today, which is not over.
    page.goto("/?org_id=1&compare=previous_period")
    wait_for_numbers(page)
    cut = site.answer(f"{DASHBOARD}?org_id=1&compare=previous_period")["previous"]
    assert cut["is_cut"] is True
    end = datetime.fromisoformat(cut["end"])
    # The page may have asked in the minute before.
    times = "|".join(f"0?{at.hour}:{at:%M}" for at in (end, end - timedelta(minutes=1)))
    expect(said).to_contain_text(
        re.compile(rf" {end.day} {end:%b}t?( \d+)?, both until ({times})$")
    )


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


def test_withdrawals_are_said_to_be_of_calls(page: Page, site: Site) -> None:
    page.goto(f"/?org_id=1&{MONTH}")
    wait_for_numbers(page)
    rate = site.answer(f"{DASHBOARD}?org_id=1&{MONTH}")["withdrawal"]["rate"]
    card = page.get_by_role("region", name="Why people withdrew")
    said = f"{rate['numerator']:,} withdrew of {rate['denominator']:,} answered"
    expect(card.locator(".note").first).to_contain_text(said)
