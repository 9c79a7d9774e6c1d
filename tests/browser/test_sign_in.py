"""Signing in, and back to the very numbers that were asked for; signing out."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import OpenContext, Site, take_screenshot, wait_for_numbers
from tests.helpers.demo_days import MONTH

ADDRESS = f"/?{MONTH}"


def test_signing_in_leads_back_to_the_address_that_was_asked_for(
    open_context: OpenContext, site: Site
) -> None:
    page = open_context(None).new_page()
    page.goto(ADDRESS)
    expect(page).to_have_url(re.compile("/login"))
    take_screenshot(page, "sign-in")
    page.get_by_label("Username").fill("demo-recruiter")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("correct username and password")).to_be_visible()
    page.get_by_label("Password").fill(site.passwords["demo-recruiter"])
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(site.url + ADDRESS)
    wait_for_numbers(page)
    page.get_by_role("button", name="Account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(site.url + "/login")
    page.goto(ADDRESS)
    expect(page).to_have_url(re.compile("/login"))


def test_the_admins_sign_in_page_has_the_same_face(open_context: OpenContext) -> None:
    page = open_context(None, color_scheme="dark").new_page()
    page.goto("/admin/")
    expect(page.get_by_role("heading", name="Sign in to the admin")).to_be_visible()
    expect(page.get_by_label("Username")).to_be_focused()
    take_screenshot(page, "admin-sign-in")
    page.get_by_role("link", name="Forgot your password?").click()
    expect(page.get_by_role("heading", name="New password")).to_be_visible()


def test_a_recruiter_sees_no_way_to_the_admin(open_context: OpenContext) -> None:
    for user, links in (("demo-recruiter", 0), ("demo-staff", 1)):
        page = open_context(user).new_page()
        page.goto("/")
        wait_for_numbers(page)
        page.get_by_role("button", name="Account").click()
        expect(page.get_by_role("link", name="API documentation")).to_be_visible()
        expect(page.get_by_role("link", name="Admin")).to_have_count(links)
