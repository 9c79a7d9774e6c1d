"""Dropping a file on the page: saying what it lacks, importing it, looking at its numbers."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenContext, Site, save, take_screenshot, wait_for_lead
from tests.helpers.axe import violations

# Before the demo's calls, and where no other test looks.
DAYS = "/?start_date=2019-10-05&end_date=2019-10-06"
# An export of Twilio's whose first column somebody has renamed.
FILE = (
    "Call reference,parentCallSid,to,from,status,startTime,duration,direction,answeredBy\n"
    'CA1,,+15550100111,+15550100000,completed,"Sat, 05 Oct 2019 09:30:00 +0000",312,outbound-api,'
    "human\n"
    'CA2,,+15550100112,+15550100000,no-answer,"Sat, 05 Oct 2019 09:36:00 +0000",0,outbound-api,\n'
    'CA3,,+15550100113,+15550100000,ended,"Sat, 05 Oct 2019 09:37:00 +0000",20,outbound-api,\n'
    'CA4,CA1,+15550100099,+15550100000,completed,"Sat, 05 Oct 2019 09:31:00 +0000",252,'
    "outbound-dial,\n"
)


@pytest.fixture
def _worker(site: Site) -> Iterator[None]:
    """Work uploads off meanwhile."""
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "work_imports"],
        cwd=site.service.project,
        env=site.service.environment,
    )
    yield
    worker.terminate()
    worker.wait(timeout=30)


def drop(page: Page) -> None:
    """Drop the file, as the browser gives a dropped file to its field."""
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "calls.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
    )


@pytest.mark.usefixtures("_worker")
def test_a_file_with_one_column_to_fix_is_imported_and_undone(page: Page) -> None:
    page.goto(DAYS)
    page.get_by_role("link", name="Import files").click()  # Where nothing is to be shown.
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Written by").select_option("Twilio Programmable Voice")
    drop(page)

    expect(dialog.get_by_text("Say where to find external id.")).to_be_visible()
    dialog.get_by_label("external_id in the file").select_option("Call reference")
    dialog.get_by_role("button", name="Check again").click()
    status = dialog.get_by_role("status")
    expect(status).to_have_text("Checked. 2 new, 1 wrong, 1 none of this kind")
    dialog.get_by_label("Meaning of status ended").select_option("completed")
    take_screenshot(page, "imports-checked")
    assert violations(page, "dialog") == []
    dialog.get_by_role("button", name="Check again").click()
    expect(status).to_have_text("Checked. 3 new, 1 none of this kind")
    first = dialog.get_by_role("group", name="First rows").get_by_role("row").nth(1)
    expect(first).to_contain_text("CA1")
    expect(first).to_contain_text("2019-10-05T09:30:00+00:00")

    dialog.get_by_role("button", name="Import 3 rows").click()
    expect(status).to_have_text("Imported. 3 new, 1 none of this kind")
    report = save(dialog.get_by_role("link", name="Report"))
    assert "Rows: created 3" in report.path().read_text()
    dialog.get_by_role("button", name="Close").click()
    calls = page.locator("[data-metric=total_calls]")
    expect(calls).to_contain_text("3")
    expect(page.locator("[data-metric=answer_rate]")).to_contain_text("66.7%")

    # The tab was closed meanwhile: the history knows it.
    page.goto("/")
    wait_for_lead(page)
    page.get_by_role("button", name="Account").click()
    page.get_by_role("link", name="Import files").click()
    row = dialog.get_by_role("table", name="Imports so far").get_by_role("row").nth(1)
    expect(row).to_contain_text("Imported")
    row.get_by_role("button", name="calls.csv").click()
    dialog.get_by_role("button", name="Undo this import").click()
    expect(status).to_contain_text("Undone")
    page.goto(DAYS)
    expect(page.get_by_text("No calls from")).to_be_visible()


def test_who_may_not_import_sees_no_way_to_it(site: Site, open_context: OpenContext) -> None:
    site.service.manage(
        "shell", "-c",
        "from django.contrib.auth.models import User; from campaigns.models import *; "
        "Membership.objects.filter(user__username='demo-recruiter').update(may_import=False)",
    )  # fmt: skip
    try:
        page = open_context().new_page()
        page.goto("/#imports")
        wait_for_lead(page)
        page.get_by_role("button", name="Account").click()
        expect(page.get_by_role("link", name="API documentation")).to_be_visible()
        expect(page.get_by_role("link", name="Import files")).to_have_count(0)
        expect(page.get_by_role("dialog")).to_have_count(0)
    finally:
        site.service.manage(
            "shell", "-c",
            "from django.contrib.auth.models import User; from campaigns.models import *; "
            "Membership.objects.filter(user__username='demo-recruiter').update(may_import=True)",
        )  # fmt: skip
