"""What is installed is what was chosen: every package of a pinned version and known content."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from drf_spectacular.settings import spectacular_settings
from packaging.requirements import Requirement

from tests.helpers.servers.service import PROJECT

CHOSEN: dict[str, Any] = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = CHOSEN["dependency-groups"]
FILES = {
    "requirements": CHOSEN["project"]["dependencies"],
    "requirements-tracing": GROUPS["tracing"],
    "requirements-parquet": GROUPS["parquet"],
    "requirements-dev": [
        *CHOSEN["project"]["dependencies"],
        *GROUPS["tracing"],
        *GROUPS["parquet"],
        *(each for each in GROUPS["dev"] if isinstance(each, str)),
    ],
}


def read_entries(path: Path) -> list[str]:
    """Return the entries of a requirements file, each with its hashes on one line."""
    lines = path.read_text().replace("\\\n", " ").splitlines()
    return [line for line in lines if line.strip() and not line.lstrip().startswith(("#", "-"))]


@pytest.mark.parametrize("name", FILES)
def test_every_package_is_known_by_its_hashes(name: str) -> None:
    entries = read_entries(PROJECT / f"{name}.txt")
    assert entries
    for entry in entries:
        requirement, *hashes = entry.split(" --hash=sha256:")
        assert "==" in requirement
        assert hashes
        assert {len(digest.strip()) for digest in hashes} == {64}


@pytest.mark.parametrize("name", FILES)
def test_what_is_chosen_is_pinned_as_chosen(name: str) -> None:
    """Run `make requirements` where this fails."""
    pinned = {}
    for entry in read_entries(PROJECT / f"{name}.txt"):
        requirement = Requirement(entry.split(" --hash")[0])
        pinned[requirement.name.lower()] = requirement.specifier
    for entry in FILES[name]:
        chosen = Requirement(entry)
        assert pinned[chosen.name.lower().replace("_", "-")] == chosen.specifier


def test_the_api_has_the_version_of_the_project() -> None:
    assert CHOSEN["project"]["version"] == spectacular_settings.VERSION
