"""axe-core, which judges a page by the rules of WCAG 2.2 AA that a program can check."""

from typing import Any

from playwright.sync_api import Page

from tests.helpers.servers.service import PROJECT

AXE = (PROJECT / "frontend/node_modules/axe-core/axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, within: str) -> list[str]:
    """Return what axe finds wrong, one line for each element."""
    page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate(
        "([within, tags]) => axe.run(within, {runOnly: tags}).then(result => result.violations)",
        [within, TAGS],
    )
    return [
        f"{rule['id']}: {node['html'][:200]} ({node['failureSummary']})"
        for rule in found
        for node in rule["nodes"]
    ]
