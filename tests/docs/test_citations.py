"""What code and documents cite is there: files, headings, and paths of the code."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
FOLDERS = ("analytics", "analytics_project", "bench", "calls", "campaigns", "deploy", "docs",
           "frontend/src", "frontend/scripts", "tests", "tools")  # fmt: skip
SUFFIXES = {".css", ".env", ".md", ".py", ".sh", ".toml", ".ts", ".tsx", ".yaml", ".yml"}
CITED = re.compile(
    r'(?<![\w/.-])docs/(?P<file>[\w/-]+\.md)(?:#(?P<anchor>[\w-]+)|,\s+"(?P<heading>[^"]+)")?'
)
DECISION = re.compile(r"docs/decisions/(?P<number>\d{4})\b")
LINK = re.compile(r"\]\((?!https?:|mailto:)(?P<file>[^)#\s]*)(?:#(?P<anchor>[^)\s]+))?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
# A path of the code in a document; one with a placeholder or of something built is none.
PATH = re.compile(rf"`((?:{'|'.join(FOLDERS)}|frontend)/[\w./-]+)`")
BUILT = ("frontend/dist", "frontend/node_modules")
# Comments break lines anywhere.
BREAK = re.compile(r"\n[ \t]*(?:#|//|\*)?[ \t]*")
# Dated: they name what there was.
HISTORY = {ROOT / "CHANGELOG.md", *DOCS.glob("decisions/0*.md")}


def texts() -> list[Path]:
    """Return what people write: code, configuration, documents."""
    found = [path for path in ROOT.iterdir() if path.suffix in SUFFIXES or "file" in path.name]
    for folder in FOLDERS:
        found += [path for path in (ROOT / folder).rglob("*") if path.suffix in SUFFIXES]
    return [path for path in found if path.is_file() and "node_modules" not in path.parts]


def documents() -> list[Path]:
    """Return the documents."""
    return [path for path in texts() if path.suffix == ".md"]


def headings(document: Path) -> list[str]:
    """Return the headings of a document, as they are written."""
    code_left_out = re.sub(r"^```.*?^```$", "", read(document), flags=re.DOTALL | re.MULTILINE)
    return HEADING.findall(code_left_out)


def anchors(document: Path) -> list[str]:
    """Return what links to the headings of a document end in."""
    kept = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings(document))
    return [heading.replace(" ", "-") for heading in kept]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def citations() -> Iterator[tuple[str, Path, str | None, str | None]]:
    """Yield who cites which document, and which anchor or heading of it."""
    for path in texts():
        for found in CITED.finditer(BREAK.sub(" ", read(path))):
            where = str(path.relative_to(ROOT))
            yield where, DOCS / found["file"], found["anchor"], found["heading"]
    for path in documents():
        for found in LINK.finditer(read(path)):
            target = (path.parent / found["file"]).resolve() if found["file"] else path
            yield str(path.relative_to(ROOT)), target, found["anchor"], None


def test_every_document_and_heading_that_is_cited_exists() -> None:
    cited = [each for each in citations() if ROOT / each[0] not in HISTORY]
    assert any(anchor for *_, anchor, _ in cited)
    assert any(heading for *_, heading in cited)
    for where, document, anchor, heading in cited:
        assert document.exists(), f"{where} cites {document}"
        if anchor:
            assert anchor in anchors(document), f"{where} cites {document}#{anchor}"
        if heading:
            assert heading in headings(document), f'{where} cites {document}, "{heading}"'


@pytest.mark.parametrize(
    "document", [path for path in documents() if path not in HISTORY], ids=lambda path: path.name
)
def test_every_path_in_a_document_exists(document: Path) -> None:
    for path in PATH.findall(read(document)):
        if not path.startswith(BUILT):
            assert (ROOT / path).exists(), f"there is no {path}"


def test_every_decision_that_is_cited_exists() -> None:
    cited = [(path, number) for path in texts() for number in DECISION.findall(read(path))]
    assert cited
    for path, number in cited:
        assert list(DOCS.glob(f"decisions/{number}-*.md")), f"{path} cites decision {number}"


def test_every_decision_is_listed() -> None:
    listed = read(DOCS / "decisions" / "README.md")
    for decision in DOCS.glob("decisions/0*.md"):
        assert f"({decision.name})" in listed, f"docs/decisions/README.md lists no {decision.name}"
