"""How code and tests lie: each package has its layer, each test its place beside what it tests."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
ROOT = TESTS.parent
APPLICATIONS = ["analytics", "analytics_project", "calls", "campaigns"]


def modules_in(folder: Path) -> list[Path]:
    """Return the modules in a folder and below."""
    found = sorted(folder.rglob("*.py"))
    assert found
    return [module for module in found if "node_modules" not in module.parts]


def imported_by(module: Path) -> Iterator[str]:
    """Yield the names that a module imports, each with its module's name before it."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module} imports by a relative name"
            yield from (f"{node.module}.{each.name}" for each in node.names)


def test_no_module_imports_a_module_of_tests() -> None:
    for module in [*modules_in(TESTS), *modules_in(ROOT / "bench")]:
        for name in imported_by(module):
            if name.startswith("tests."):
                parts = name.removeprefix("tests.").split(".")
                assert not any(part.startswith("test_") for part in parts), (module, name)


def test_helpers_hold_no_tests_and_use_none() -> None:
    for module in modules_in(TESTS / "helpers"):
        assert not module.name.startswith(("test_", "conftest")), module
        for name in imported_by(module):
            assert not name.startswith("tests.") or name.startswith("tests.helpers."), module


def test_tests_lie_where_the_code_does() -> None:
    for application in APPLICATIONS:
        for folder in {module.parent for module in modules_in(TESTS / application)}:
            path = folder.relative_to(TESTS)
            assert (ROOT / path / "__init__.py").exists(), f"{path} is no package of the code"


def test_every_package_has_its_layer() -> None:
    """import-linter holds the layers; this holds that there are some for all of the code."""
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    packages = {module.parent.name for module in ROOT.glob("*/__init__.py")}
    assert packages == {*APPLICATIONS, "bench", "tests"}
    assert sorted(tools["importlinter"]["root_packages"]) == APPLICATIONS
    complete = [each for each in tools["importlinter"]["contracts"] if each.get("exhaustive")]
    assert sorted(name for each in complete for name in each["containers"]) == APPLICATIONS


def test_no_path_leads_out_of_the_repository() -> None:
    """What lies elsewhere comes by a variable, such as REAL_CALLS_FILE."""
    for module in [*modules_in(TESTS), *modules_in(ROOT / "bench")]:
        depth = len(module.relative_to(ROOT).parts)
        climbed = re.findall(r"\.parents\[(\d+)\]", module.read_text(encoding="utf-8"))
        assert all(int(steps) < depth for steps in climbed), module
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "../" not in makefile.replace("cd frontend && ../tools/", "")
