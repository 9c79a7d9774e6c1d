"""The large chart as a picture and as a drawing: files that stand alone, in light and dark."""

import base64
import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import SCREENSHOTS, OpenContext, save, wait_for_numbers
from tests.helpers.demo_days import END, MONTH, START

ADDRESS = f"/?org_id=1&{MONTH}&compare=previous_period"
NAME = f"demo-answer-rate-{START}-to-{END}"
Scheme = Literal["light", "dark"]
SURFACES: dict[Scheme, list[int]] = {"light": [255, 255, 255], "dark": [23, 27, 35]}
# The colours of a picture by how many of its pixels have them, most first, and its size.
COLOURS = """async address => {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const {data} = context.getImageData(0, 0, canvas.width, canvas.height);
    const counts = new Map();
    for (let at = 0; at < data.length; at += 4) {
        const colour = `${data[at]},${data[at + 1]},${data[at + 2]}`;
        counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    const found = [...counts].sort(([, one], [, other]) => other - one);
    return {
        colours: found.map(([colour]) => colour.split(",").map(Number)),
        width: image.width,
        height: image.height,
    };
}"""


def save_picture(chart: Locator, button: str) -> Path:
    """Choose a picture of the chart, and return the file."""
    chart.get_by_role("button", name=re.compile("^Download ")).click()
    download = save(chart.get_by_role("button", name=re.compile(button)))
    path = SCREENSHOTS / download.suggested_filename
    SCREENSHOTS.mkdir(exist_ok=True)
    download.save_as(path)
    return path


@pytest.mark.parametrize("scheme", SURFACES)
def test_files_are_not_blank_and_have_all_that_they_need(
    open_context: OpenContext, browser: Browser, scheme: Scheme
) -> None:
    page = open_context(color_scheme=scheme).new_page()
    page.goto(f"{ADDRESS}&metric=answer_rate")
    wait_for_numbers(page)
    chart = page.locator("#chart")
    drawing = save_picture(chart, "as SVG drawing$")
    picture = save_picture(chart, "as PNG picture$")
    assert drawing.name == f"{NAME}.svg"
    assert picture.name == f"{NAME}.png"
    assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    text = drawing.read_text()
    # Nothing that only the page knows, and nothing that has to be fetched.
    assert "var(" not in text
    assert "class=" not in text
    assert not re.search(r"(href|src|url)\s*=\s*.(http|/)", text)
    for words in ("Answer rate by day", "95% interval", "100%"):
        assert words in text
    # Opened where there is no style sheet and no service.
    alone = browser.new_context(color_scheme=scheme, offline=True)
    try:
        sizes = [look_at(alone.new_page(), each, SURFACES[scheme]) for each in (drawing, picture)]
    finally:
        alone.close()
    assert sizes[1] == tuple(2 * length for length in sizes[0])


def look_at(page: Page, file: Path, surface: list[int]) -> tuple[int, int]:
    """Open a file of a chart, expect to see something on the surface, and return its size."""
    page.goto(file.as_uri())
    if file.suffix == ".svg":
        expect(page.locator("path").first).to_be_attached()
        page.goto("about:blank")
    seen = page.evaluate(COLOURS, f"data:{mime_of(file)};base64,{encoded(file)}")
    most, *others = seen["colours"]
    assert most == surface
    # The line and band of now, dotted ones before, text, grid; blurred edges not counted.
    assert len(others) > 20
    return seen["width"], seen["height"]


def mime_of(file: Path) -> str:
    return {".svg": "image/svg+xml", ".png": "image/png"}[file.suffix]


def encoded(file: Path) -> str:
    return base64.b64encode(file.read_bytes()).decode()


def test_what_is_taken_away_is_not_in_the_file(page: Page) -> None:
    page.goto(f"{ADDRESS}&metric=answer_rate")
    wait_for_numbers(page)
    chart = page.locator("#chart")
    assert "95% interval" in save_picture(chart, "as SVG drawing$").read_text()
    chart.get_by_role("button", name="95% interval").click()
    assert "95% interval" not in save_picture(chart, "as SVG drawing$").read_text()


def test_a_table_has_no_picture(page: Page) -> None:
    page.goto(ADDRESS)
    wait_for_numbers(page)
    chart = page.locator("#chart")
    chart.get_by_role("button", name=re.compile("as a table$")).click()
    chart.get_by_role("button", name=re.compile("^Download ")).click()
    expect(chart.get_by_role("link", name=re.compile("^Save"))).to_have_count(2)
    expect(chart.get_by_role("button", name=re.compile("^Save"))).to_have_count(0)
