"""What the page shows while it waits, where there is nothing, and where something fails."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import (
    DASHBOARD,
    OpenContext,
    Site,
    record_requests,
    take_screenshot,
    wait_for_numbers,
)
from tests.helpers.demo_days import BEFORE_END, BEFORE_START, END, MONTH, START

HOME = f"/?{MONTH}"
EMPTY = "/?start_date=2015-01-01&end_date=2015-01-31&compare=previous_period"
# Numbers that are old are grey.
IN_THEIR_OWN_COLOURS = """
    alerts => alerts.every(alert => {
        for (let each = alert; each; each = each.parentElement)
            if (getComputedStyle(each).filter !== "none") return false;
        return true;
    })
"""


def hold(page: Page) -> list[Route]:
    """Keep the dashboard's requests waiting; return those that wait."""
    held: list[Route] = []
    page.route(f"**{DASHBOARD}?*", lambda route: held.append(route))
    return held


def answer(page: Page, status: int, body: Any) -> None:
    """Answer the dashboard's requests as a server would."""
    text = body if isinstance(body, str) else json.dumps(body)
    kind = "text/html" if isinstance(body, str) else "application/json"
    page.route(
        f"**{DASHBOARD}?*", lambda route: route.fulfill(status=status, body=text, content_type=kind)
    )


def fault(code: str, detail: str, parameter: str | None = None) -> dict[str, Any]:
    return {"errors": [{"parameter": parameter, "code": code, "detail": detail}]}


def test_first_the_outline_then_the_numbers_without_a_jump(page: Page) -> None:
    held = hold(page)
    page.goto(HOME)
    expect(page.locator(".skeleton").first).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fetching")
    take_screenshot(page, "state-first-visit")
    tile = page.locator(".tile").nth(3)
    before = tile.bounding_box()
    held[0].continue_()
    wait_for_numbers(page)
    assert tile.bounding_box() == before


def test_refreshing_keeps_the_numbers_on_screen_and_asks_once(page: Page) -> None:
    page.goto(HOME)
    wait_for_numbers(page)
    requests = record_requests(page)
    held = hold(page)
    page.get_by_role("button", name="Refresh").click()
    expect(page.get_by_role("status").filter(has_text="Fetching")).to_be_visible()
    expect(page.locator(".skeleton")).to_have_count(0)
    take_screenshot(page, "state-refresh")
    held[0].continue_()
    wait_for_numbers(page)
    assert len(requests) == 1


def test_numbers_of_other_filters_are_marked_until_the_new_ones_come(page: Page) -> None:
    page.goto(HOME)
    wait_for_numbers(page)
    held = hold(page)
    page.evaluate(
        f"history.pushState(null, '', '/?start_date={BEFORE_START}&end_date={BEFORE_END}');"
        "window.dispatchEvent(new PopStateEvent('popstate'))"
    )
    expect(page.locator(".stale").first).to_be_visible()
    take_screenshot(page, "state-stale")
    held[0].continue_()
    wait_for_numbers(page)
    expect(page.locator(".stale")).to_have_count(0)


def test_a_range_without_calls_shows_zeros_and_no_invented_rates(page: Page) -> None:
    page.goto(EMPTY)
    wait_for_numbers(page)
    take_screenshot(page, "state-empty")
    texts = [text.split("\n")[-1] for text in page.locator(".tile-value").all_inner_texts()]
    assert texts == ["0", "no value", "0", "no value", "0"]
    assert "NaN" not in page.inner_text("body")
    assert "Infinity" not in page.inner_text("body")


def test_warnings_stand_above_the_numbers(page: Page, site: Site) -> None:
    body = site.answer(DASHBOARD + "?org_id=1")
    sentence = "The passing scores could not be read: 70 stands for all."
    body["meta"]["warnings"] = [{"code": "passing_scores_default", "detail": sentence}]
    answer(page, 200, body)
    page.goto(HOME)
    wait_for_numbers(page)
    expect(page.get_by_role("list", name="Warnings").get_by_text(sentence)).to_be_visible()
    take_screenshot(page, "state-warnings")


def test_who_was_signed_out_is_led_back_to_the_same_filters(page: Page, site: Site) -> None:
    page.goto(HOME)
    wait_for_numbers(page)
    page.context.clear_cookies()
    page.get_by_role("button", name="Refresh").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("signed out")
    take_screenshot(page, "state-signed-out")
    alert.get_by_role("link", name="Sign in").click()
    page.get_by_label("Username").fill("demo-recruiter")
    page.get_by_label("Password").fill(site.passwords["demo-recruiter"])
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(site.url + HOME)
    wait_for_numbers(page)


@pytest.mark.parametrize("org_id", ["2", "999999", "nonsense"])
def test_an_organisation_of_others_is_refused_in_words(page: Page, org_id: str) -> None:
    page.goto(f"{HOME}&org_id={org_id}")
    expect(page.get_by_role("alert").first).to_contain_text(re.compile("organi[sz]ation|integer"))
    expect(page.locator(".tile")).to_have_count(0)
    take_screenshot(page, f"state-refused-{org_id}")


def test_a_wrong_parameter_is_named(page: Page) -> None:
    page.goto(f"/?start_date={END}&end_date={START}")
    alert = page.get_by_role("alert").first
    expect(alert).to_contain_text("end_date")
    take_screenshot(page, "state-wrong-parameter")


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (503, fault("statement_timeout", "Reading took too long."), "Reading took too long."),
        (500, "<h1>Server Error</h1>", "The server failed (500)."),
    ],
)
def test_a_failing_server_is_told_apart_and_asked_again_by_hand(
    page: Page, status: int, body: Any, says: str
) -> None:
    answer(page, status, body)
    page.goto(HOME)
    alert = page.get_by_role("alert").first
    expect(alert).to_contain_text(says)
    take_screenshot(page, f"state-failed-{status}")
    page.unroute_all()
    alert.get_by_role("button", name="Try again").click()
    wait_for_numbers(page)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_card_that_fails_takes_no_other_down(page: Page) -> None:
    body = json.dumps(fault("statement_timeout", "Reading took too long."))
    page.route(
        "**/analytics/sms_sent?*",
        lambda route: route.fulfill(status=503, body=body, content_type="application/json"),
    )
    page.goto(HOME)
    wait_for_numbers(page)
    card = page.get_by_role("region", name="Text messages")
    page.locator("#effort").scroll_into_view_if_needed()
    expect(card.get_by_role("alert")).to_contain_text("Reading took too long.")
    # In its own colours, and without the outline of something that is still on its way.
    expect(page.locator(".stale")).to_have_count(0)
    expect(card.locator(".skeleton")).to_have_count(0)
    take_screenshot(page, "state-card-failed")
    expect(page.locator("[data-metric=total_time_saved]")).to_be_visible()
    expect(page.locator("[data-metric=total_calls]")).to_be_visible()
    page.unroute_all()
    card.get_by_role("button", name="Try again").click()
    expect(page.locator("[data-metric=total_sms]")).to_be_visible()


def test_a_server_that_is_gone_leaves_the_last_numbers_and_says_so(
    open_context: OpenContext,
) -> None:
    page = open_context().new_page()
    page.goto(HOME)
    wait_for_numbers(page)
    shown = page.locator(".tile-value").all_inner_texts()
    page.context.set_offline(True)
    page.get_by_role("button", name="Refresh").click()
    expect(page.get_by_role("alert").first).to_contain_text("cannot be reached")
    assert page.locator(".tile-value").all_inner_texts() == shown
    expect(page.locator(".stale").first).to_be_visible()
    take_screenshot(page, "state-gone")
    expect(page.get_by_role("alert").first.get_by_role("button", name="Try again")).to_be_enabled()
    page.context.set_offline(False)
    wait_for_numbers(page)
    expect(page.get_by_role("alert")).to_have_count(0)


def change_filters(page: Page) -> None:
    """Go to other filters as the back button does."""
    page.evaluate(
        f"history.pushState(null, '', '/?start_date={BEFORE_START}&end_date={BEFORE_END}');"
        "window.dispatchEvent(new PopStateEvent('popstate'))"
    )


def test_other_filters_without_a_connection_keep_the_numbers_until_it_is_back(
    open_context: OpenContext,
) -> None:
    page = open_context().new_page()
    page.goto(HOME)
    wait_for_numbers(page)
    heading = page.get_by_role("heading", level=1)
    shown, days = page.locator(".tile-value").all_inner_texts(), heading.inner_text()
    page.context.set_offline(True)
    change_filters(page)
    expect(page.get_by_role("alert").first).to_contain_text("cannot be reached")
    assert page.locator(".tile-value").all_inner_texts() == shown
    assert heading.inner_text() == days
    assert page.get_by_role("alert").evaluate_all(IN_THEIR_OWN_COLOURS)
    expect(page.get_by_role("status").filter(has_text="Still shown: ")).to_be_visible()
    take_screenshot(page, "state-gone-other-filters")
    page.context.set_offline(False)
    wait_for_numbers(page)
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator(".stale")).to_have_count(0)
    assert heading.inner_text() != days


def test_a_server_that_was_busy_is_asked_again_by_itself(page: Page) -> None:
    page.clock.install()
    page.goto(HOME)
    wait_for_numbers(page)
    shown = page.locator(".tile-value").all_inner_texts()
    answer(page, 503, fault("overloaded", "Too much at once."))
    change_filters(page)
    alert = page.get_by_role("alert")
    while not alert.count():
        page.clock.run_for(1_000)
    expect(alert).to_contain_text("Too much at once.")
    assert page.locator(".tile-value").all_inner_texts() == shown
    page.unroute_all()
    page.clock.run_for(25_000)
    expect(alert).to_have_count(0)
    wait_for_numbers(page)


def test_who_belongs_to_no_organisation_is_told_so(open_context: OpenContext, site: Site) -> None:
    site.service.manage(
        "shell", "-c",
        "from django.contrib.auth.models import User;"
        "User.objects.create_user('nobody', password='correct horse battery')",
    )  # fmt: skip
    page = open_context(None).new_page()
    requests = record_requests(page)
    page.goto("/")
    page.get_by_label("Username").fill("nobody")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("No organisation yet")
    expect(page.get_by_role("region", name="Filters")).to_have_count(0)
    expect(page.get_by_role("button", name="Account")).to_be_visible()
    take_screenshot(page, "state-no-organisation")
    assert requests == []
