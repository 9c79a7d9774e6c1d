"""Finds the Chromium that the tests drive, or installs one.

`python -m tests.helpers.chromium` is what `make` runs before the tests.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def say(sentence: str) -> None:
    """Tell whoever waits what takes the time."""
    sys.stderr.write(sentence + "\n")


def find_chromium() -> str | None:
    """Return the path of an installed browser: the system's, else Playwright's own; or None."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).is_file() else None


def install_chromium() -> None:
    """Install one from Debian's packages where that is allowed, else by Playwright."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("No Chromium found: installing Debian's package ...")
        install = ["apt-get", "install", "--yes", "--quiet", "chromium"]
        if subprocess.run(install, check=False).returncode == 0:
            return
    say("No Chromium found: fetching Playwright's own ...")
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> None:
    """Make sure that there is a browser; else say what is missing and fail."""
    if find_chromium() is None:
        install_chromium()
    if find_chromium() is None:
        sys.exit(
            "The tests of the page need a browser: put Chromium or Chrome on PATH under one of "
            f"the names {', '.join(NAMES)}."
        )


if __name__ == "__main__":
    main()
