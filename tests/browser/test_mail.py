"""Reports by e-mail: from the page to the inbox and back, and the mail as a browser draws it."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    PHONE,
    WIDE,
    OpenContext,
    Site,
    take_screenshot,
    wait_for_lead,
)
from tests.helpers.axe import violations
from tests.helpers.servers.mail import text_of


@pytest.fixture(scope="module")
def report(site: Site) -> int:
    """The id of a report of the demo's staff."""
    token = site.service.manage("create_token", "demo-staff", "--scope", "write").splitlines()[-1]

    def post(path: str, body: Any) -> Any:
        answer = site.service.send(path, json.dumps(body).encode(), token=token)
        assert answer.status == 201, answer
        return answer.body

    (demo,) = {row["org_id"] for row in site.answer("/campaigns?org_id=1")["results"]}
    view = post(f"/views?org_id={demo}", {"name": "Our month", "parameters": {}})
    made = post(
        f"/reports?org_id={demo}",
        {"view_id": view["id"], "days": "monday", "hour": 8,
         "recipients": ["demo-recruiter@example.com"]},
    )  # fmt: skip
    return int(made["id"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["wide", "phone"])
def test_the_mail(
    report: int, open_context: OpenContext, site: Site, scheme: str, size: str
) -> None:
    context = open_context(
        "demo-staff", color_scheme=scheme, viewport=WIDE if size == "wide" else PHONE
    )
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/reports/{report}/preview")
    expect(page.get_by_role("heading", level=1)).to_contain_text("ualified candidates")
    expect(page.get_by_role("table", name="Headline numbers").get_by_role("row")).to_have_count(6)
    take_screenshot(page, f"mail-{size}-{scheme}")
    assert asked == [f"{site.url}/reports/{report}/preview"]
    # The document itself runs no script, not even axe: its HTML is judged elsewhere.
    page = context.new_page()
    page.set_content(context.request.get(f"/reports/{report}/preview").text())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(245, 246, 248)", "dark": "rgb(15, 18, 24)"}[scheme]
    assert violations(page, "html") == []


def test_from_the_page_to_the_inbox_and_back(page: Page, site: Site) -> None:
    """Who sends what they see to themselves finds the same numbers in the mail, and by its link."""
    page.goto("/?range=last_week&compare=previous_week")
    wait_for_lead(page)
    page.get_by_role("button", name="Share").click()
    page.get_by_role("link", name="Send by e-mail").click()
    dialog = page.get_by_role("dialog", name="Reports by e-mail")
    expect(dialog.get_by_text("None of yours yet.")).to_be_visible()
    dialog.get_by_role("button", name="New report").click()
    form = dialog.get_by_role("form", name="One more report")
    take_screenshot(page, "report-form")
    form.get_by_label("Saved as the view").fill("Last week")
    form.get_by_label("Days").select_option(label="Monday to Friday")
    form.get_by_label("Hour").select_option("7")
    form.get_by_label("To").fill("demo-recruiter@example.com, somebody@else.example")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("alert")).to_contain_text("somebody@else.example")
    form.get_by_label("To").fill("")
    form.get_by_role("button", name="Add demo-recruiter, demo-recruiter@example.com").click()
    expect(form.get_by_label("To")).to_have_value("demo-recruiter@example.com")
    form.get_by_role("button", name="Save").click()
    report = dialog.get_by_role("listitem")
    expect(report).to_contain_text(re.compile("Monday to Friday at (7 AM|07:00), America/New_York"))
    take_screenshot(page, "reports")
    assert violations(page, "dialog") == []

    report.get_by_role("button", name="Send me one now").click()
    expect(report.get_by_role("status")).to_have_text("Sent to demo-recruiter@example.com")
    mail = site.mail.messages[-1]
    assert mail["To"] == "demo-recruiter@example.com"
    text = text_of(mail, "plain")
    (link,) = re.findall(r"See these numbers: (\S+)", text)
    (calls,) = re.findall(r"Calls: ([\d,]+) ", text)
    page.goto(link.removeprefix("https://analytics.example"))
    wait_for_lead(page)
    expect(page.get_by_role("button", name=f"{calls} Calls: show the rows")).to_be_visible()
    (change,) = re.findall(r"Change this report: (\S+)", text)
    page.goto(change.removeprefix("https://analytics.example"))
    report.get_by_role("button", name="Delete").click()
    report.get_by_role("button", name="Really delete it").click()
    expect(dialog.get_by_text("None of yours yet.")).to_be_visible()
