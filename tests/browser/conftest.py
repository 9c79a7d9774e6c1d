"""What the tests of the page share: a real server with the demo's data, and a real browser.

Playwright's synchronous interface leaves an event loop in the thread that uses it, in which Django
would refuse its database. So everything that touches the browser, the tests of this folder too,
runs in one thread of its own.
"""

import asyncio
import os
import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Download,
    Locator,
    Page,
    Request,
    expect,
    sync_playwright,
)

from tests.helpers.chromium import find_chromium
from tests.helpers.servers.mail import MailServer
from tests.helpers.servers.service import PROJECT, Service

DEMO_CALLS = 4_000
WAIT_MS = 10_000
SCREENSHOTS = PROJECT / "screenshots"
WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
DASHBOARD = "/analytics/dashboard"
# What 300 campaigns of the other organisation begin with.
LONG_NAME = "Warehouse Associate (m/f/d) - Upper Bavaria - Site"
# Chromium writes these where an answer is an error, which some tests want.
EXPECTED_OF_FAILURES = ("Failed to load resource",)


@dataclass
class Site:
    """The served demo."""

    service: Service
    passwords: dict[str, str]
    mail: MailServer

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.service.port}"

    def answer(self, path: str) -> Any:
        """Return the endpoint's answer, asked without the browser."""
        answer = self.service.get(path)
        assert answer.status == 200, answer
        return answer.body


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool:
    """Run the test in the browser's thread."""
    names = pyfuncitem._fixtureinfo.argnames
    arguments = {name: pyfuncitem.funcargs[name] for name in names}
    thread: Any = pyfuncitem.funcargs["browser_thread"]
    thread.submit(pyfuncitem.obj, **arguments).result()
    return True


@pytest.fixture(scope="session", autouse=True)
def browser_thread() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as thread:
        yield thread


@contextmanager
def serve_demo(folder: Path, **environment: str) -> Iterator[Site]:
    """Serve the demo from SQLite, and another organisation beside it."""
    mail = MailServer()
    here = {
        "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}", "REPLICA_URL": "",
        "EMAIL_URL": mail.url, "PUBLIC_URL": "https://analytics.example",
    }  # fmt: skip
    service = Service(here | environment, folder / "service.log")
    service.manage("migrate", "--verbosity", "0")
    if "PYTEST_XDIST_WORKER" not in os.environ:  # Then `make test-browser` did, for all of them.
        service.manage("collectstatic", "--verbosity", "0", "--noinput")
    printed = service.manage("seed_demo", "--calls", str(DEMO_CALLS)).splitlines()
    passwords = dict(line.split() for line in printed if line.startswith("  demo-"))
    service.token = service.manage("create_token", "demo-staff").splitlines()[-1]
    other = folder / "campaigns.csv"
    long_names = [f'site-{number},"{LONG_NAME} {number}, Night Shift"' for number in range(300)]
    other.write_text("\n".join(["external_id,name", "plain,Plain", *long_names]) + "\n")
    service.manage("import_csv", "campaigns", str(other), "--org", "other", "--create-org")
    with mail, service:
        yield Site(service, passwords, mail)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The served demo."""
    with serve_demo(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="session")
def browser(browser_thread: ThreadPoolExecutor) -> Iterator[Browser]:
    flags = ["--disable-background-networking", "--disable-component-update", "--disable-sync",
             "--disable-domain-reliability", "--no-first-run"]  # fmt: skip
    if os.geteuid() == 0:
        flags.append("--no-sandbox")  # Chromium refuses to run as root inside it.

    def start() -> tuple[Any, Browser]:
        executable = find_chromium()
        assert executable, "No Chromium: run `make test-browser`, which looks for one."
        playwright = sync_playwright().start()
        expect.set_options(timeout=WAIT_MS)
        return playwright, playwright.chromium.launch(executable_path=executable, args=flags)

    playwright, browser = browser_thread.submit(start).result()
    yield browser
    browser_thread.submit(browser.close).result()
    browser_thread.submit(playwright.stop).result()


@pytest.fixture(scope="session")
def sessions(site: Site, browser: Browser, browser_thread: ThreadPoolExecutor) -> dict[str, Any]:
    """The cookies of each user of the demo, by name."""

    def sign_in_as(user: str) -> Any:
        context = browser.new_context(base_url=site.url)
        sign_in(context.new_page(), user, site)
        state = context.storage_state()
        context.close()
        return state

    return {user: browser_thread.submit(sign_in_as, user).result() for user in site.passwords}


OpenContext = Callable[..., BrowserContext]


@pytest.fixture
def open_context(
    site: Site, browser: Browser, sessions: dict[str, Any], browser_thread: ThreadPoolExecutor
) -> Iterator[OpenContext]:
    """Open a browser window of a user, or of nobody; a fault that its console shows is one."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def note(kind: str, text: str) -> None:
        if kind in ("error", "warning") and not text.startswith(EXPECTED_OF_FAILURES):
            faults.append(f"{kind}: {text}")

    def open_context(user: str | None = "demo-recruiter", **options: Any) -> BrowserContext:
        options = {"viewport": WIDE, "locale": "en-GB", "reduced_motion": "reduce", **options}
        context = browser.new_context(
            base_url=site.url, storage_state=sessions[user] if user else None, **options
        )
        context.set_default_timeout(WAIT_MS)
        context.on("console", lambda message: note(message.type, message.text))
        context.on("weberror", lambda error: note("error", str(error.error)))
        contexts.append(context)
        return context

    yield open_context
    for context in contexts:
        browser_thread.submit(context.close).result()
    assert faults == []


@pytest.fixture
def page(open_context: OpenContext, browser_thread: ThreadPoolExecutor) -> Page:
    """A page of the recruiter's, not yet gone anywhere."""
    return browser_thread.submit(lambda: open_context().new_page()).result()


@pytest.fixture
def staff_page(open_context: OpenContext, browser_thread: ThreadPoolExecutor) -> Page:
    """A page of the staff's."""
    return browser_thread.submit(lambda: open_context("demo-staff").new_page()).result()


def sign_in(page: Page, user: str, site: Site) -> None:
    """Sign a user of the demo in."""
    page.goto("/login?next=/healthz")
    page.get_by_label("Username").fill(user)
    page.get_by_label("Password").fill(site.passwords[user])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/healthz")


# A card asks for itself when it comes near the screen: bring each there, and go back.
BRING_ALL_NEAR = """async () => {
    const y = scrollY;
    for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight) {
        scrollTo({top, behavior: "instant"});
        // What is near is told once a frame.
        await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }
    scrollTo({top: y, behavior: "instant"});
}"""


def wait_for_lead(page: Page) -> None:
    """Wait until the first numbers of the page's address are on screen."""
    expect(page.get_by_role("status").filter(has_text="As of")).to_be_visible()


def wait_for_chart(page: Page) -> None:
    """Wait until the large chart is drawn, whatever is still to come below it."""
    wait_for_lead(page)
    page.locator("#chart").get_by_role("application").wait_for()
    expect(page.locator(":is(#chart, #chart *):is(.skeleton, [aria-busy=true])")).to_have_count(0)


def wait_for_numbers(page: Page) -> None:
    """Wait until all numbers of the page's address are there, below the screen too."""
    wait_for_lead(page)
    # What is below comes in a script of its own.
    page.locator("#effort").wait_for(state="attached")
    page.evaluate(BRING_ALL_NEAR)
    expect(page.locator(".skeleton")).to_have_count(0)
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def save(button: Locator) -> Download:
    """Click on what saves a file, and return the file once all of it is there."""
    with button.page.expect_download() as started:
        button.click()
    download = started.value
    try:
        # Left to itself, Playwright waits for the rest of a file for ever.
        download._sync(asyncio.wait_for(download._impl_obj.path(), WAIT_MS / 1000))
    except TimeoutError as error:
        name = download.suggested_filename
        raise TimeoutError(f"{name} was begun, and not whole after {WAIT_MS} ms") from error
    return download


def percent(fraction: float, digits: int = 1) -> str:
    """Return a rate as the page writes it in English: halves are rounded up."""
    exact = Decimal(100 * fraction)
    return f"{exact.quantize(Decimal(10) ** -digits, ROUND_HALF_UP)}%"


def query_of(address: str) -> list[tuple[str, str]]:
    """Return the parameters of an address, in a fixed order."""
    return sorted(parse_qsl(urlsplit(address).query))


def record_requests(page: Page, path: str = DASHBOARD) -> list[Request]:
    """Return a list that grows with each request that the page makes for the path."""
    requests: list[Request] = []

    def note(request: Request) -> None:
        if urlsplit(request.url).path == path:
            requests.append(request)

    page.on("request", note)
    return requests


def take_screenshot(page: Page, name: str) -> None:
    """Keep what is on screen, for people to look at, where SCREENSHOTS asks for it."""
    if not os.environ.get("SCREENSHOTS"):
        return
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


def say(figure: str) -> None:
    """Print a figure for whoever runs the tests with -s."""
    sys.stdout.write(f"\n  {figure}")


def section(page: Page, title: str) -> Locator:
    """Return a section of the page once its numbers are there."""
    card = page.get_by_role("region", name=title, exact=True)
    card.scroll_into_view_if_needed()
    # Sections ask once they come near the screen, and a thousand campaigns take their time.
    expect(card.locator("table, .facts").first).to_be_visible(timeout=3 * WAIT_MS)
    return card


def rows_said(page: Page) -> int:
    """Return how many rows the open dialog says that it has."""
    said = page.get_by_role("dialog").get_by_role("status")
    expect(said).to_have_text(re.compile(r"^[0-9,]+ "))
    return int(said.inner_text().split(" ")[0].replace(",", ""))
