"""The same page inside the admin."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    DASHBOARD,
    OpenContext,
    Site,
    query_of,
    record_requests,
    take_screenshot,
    wait_for_numbers,
)

HOME = "/admin/analytics/dashboard"


def test_from_the_admins_index_to_the_dashboard(staff_page: Page) -> None:
    staff_page.goto("/admin/")
    staff_page.get_by_role("link", name="Dashboard of any organisation").click()
    wait_for_numbers(staff_page)
    expect(staff_page.locator("#user-tools")).to_contain_text("demo-staff")
    expect(staff_page.get_by_role("main")).to_have_count(1)
    expect(staff_page.get_by_role("heading", level=1)).to_have_count(1)
    expect(staff_page.get_by_role("button", name="Account")).to_have_count(0)


def test_from_a_campaign_to_its_own_numbers(staff_page: Page, site: Site) -> None:
    requests = record_requests(staff_page)
    staff_page.goto("/admin/campaigns/campaign/?status=active")
    staff_page.locator("#result_list th a").last.click()
    staff_page.get_by_role("link", name="Dashboard").click()
    wait_for_numbers(staff_page)
    take_screenshot(staff_page, "admin-campaign")
    [request] = requests
    asked = dict(query_of(request.url))
    assert set(asked) >= {"org_id", "campaign_ids"}
    calls = site.answer(request.url.removeprefix(site.url))["scalars"]["total_calls"]
    assert calls > 0
    number = staff_page.locator("[data-metric=total_calls]")
    expect(number).to_have_attribute("value", str(calls))


def test_the_filters_stay_in_the_admins_address(staff_page: Page) -> None:
    staff_page.goto(HOME)
    wait_for_numbers(staff_page)
    assert staff_page.url.partition("?")[0].endswith(HOME)
    assert "org_id" in dict(query_of(staff_page.url))


def test_styles_stay_on_their_side(open_context: OpenContext) -> None:
    """The admin's header looks on this page as on any other; the page as it does outside."""
    look = """element => { const style = getComputedStyle(element);
        return [style.color, style.backgroundColor, style.fontSize, style.fontFamily,
                style.padding, style.marginBlock, style.borderWidth, style.lineHeight] }"""
    for scheme in ("light", "dark"):
        page = open_context("demo-staff", color_scheme=scheme).new_page()
        page.goto("/admin/")
        header = ["#header", "#site-name a", "#user-tools", "#user-tools button", "#footer"]
        expected = [page.locator(part).first.evaluate(look) for part in header]
        page.goto(HOME)
        wait_for_numbers(page)
        assert [page.locator(part).first.evaluate(look) for part in header] == expected
        parts = [".tile", ".tile-name", ".tile-value", ".tile-parts", ".lead h1", ".lead button"]
        inside = [page.locator(part).first.evaluate(look) for part in parts]
        page.goto("/")
        wait_for_numbers(page)
        assert [page.locator(part).first.evaluate(look) for part in parts] == inside


def test_the_page_is_as_dark_as_the_admin_was_told_to_be(staff_page: Page) -> None:
    staff_page.goto(HOME)
    wait_for_numbers(staff_page)
    background = "getComputedStyle(document.querySelector('.tile')).backgroundColor"
    light = staff_page.evaluate(background)
    toggle = staff_page.locator("#user-tools .theme-toggle")
    while staff_page.locator("html[data-theme=dark]").count() == 0:
        toggle.click()
    assert staff_page.evaluate(background) != light
    take_screenshot(staff_page, "admin-told-dark")


def test_the_list_of_passing_scores_is_edited_in_place(staff_page: Page) -> None:
    staff_page.goto("/admin/campaigns/campaignscript/")
    score = staff_page.get_by_role("spinbutton").first
    before = score.input_value()
    score.fill("61.5")
    staff_page.get_by_role("button", name="Save").click()
    expect(staff_page.get_by_text("was changed successfully")).to_be_visible()
    expect(score).to_have_value("61.5")
    score.fill(before)
    staff_page.get_by_role("button", name="Save").click()
    expect(score).to_have_value(before)


def test_dashboards_address_is_one_endpoint(staff_page: Page) -> None:
    requests = record_requests(staff_page)
    staff_page.goto(HOME)
    wait_for_numbers(staff_page)
    assert [request.url.partition("?")[0].endswith(DASHBOARD) for request in requests] == [True]
