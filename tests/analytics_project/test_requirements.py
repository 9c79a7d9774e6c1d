"""What is installed is what was chosen: every package of a pinned version and known content."""

from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.helpers.servers.service import PROJECT

NAMES = ["requirements", "requirements-tracing", "requirements-dev"]


def read_entries(path: Path) -> list[str]:
    """Return the entries of a requirements file, each with its hashes on one line."""
    lines = path.read_text().replace("\\\n", " ").splitlines()
    return [line for line in lines if line.strip() and not line.lstrip().startswith(("#", "-"))]


@pytest.mark.parametrize("name", NAMES)
def test_every_package_is_known_by_its_hashes(name: str) -> None:
    entries = read_entries(PROJECT / f"{name}.txt")
    assert entries
    for entry in entries:
        requirement, *hashes = entry.split(" --hash=sha256:")
        assert "==" in requirement
        assert hashes
        assert {len(digest.strip()) for digest in hashes} == {64}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_chosen_is_pinned_as_chosen(name: str) -> None:
    """Run `make requirements` where this fails."""
    pinned = {}
    for entry in read_entries(PROJECT / f"{name}.txt"):
        requirement = Requirement(entry.split(" --hash")[0])
        pinned[requirement.name.lower()] = requirement.specifier
    for entry in read_entries(PROJECT / f"{name}.in"):
        chosen = Requirement(entry)
        assert pinned[chosen.name.lower().replace("_", "-")] == chosen.specifier
