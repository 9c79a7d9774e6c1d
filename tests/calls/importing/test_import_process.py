"""import_csv as a process: how it is ended, who may read its files, and that nobody listens."""

import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parents[3]
FILE = "external_id,source\na,applied\nb,nowhere\n"
IMPORT = ("import_csv", "candidates", "-", "--org", "acme", "--create-org", "--on-error", "skip")


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with its tables, made by somebody whose files everybody may read."""
    path = tmp_path_factory.mktemp("migrated") / "db.sqlite3"
    manage(path, "migrate", "--verbosity", "0", umask=0).communicate(timeout=100)
    return path


@pytest.fixture
def database(migrated: Path, tmp_path: Path) -> Path:
    """A copy of it, with its permissions."""
    return Path(shutil.copy(migrated, tmp_path))


def manage(database: Path, *arguments: str, **options: Any) -> "subprocess.Popen[str]":
    """Start a command of manage.py."""
    return subprocess.Popen(
        [*options.pop("before", ()), sys.executable, str(PROJECT / "manage.py"), *arguments],
        env=os.environ | {"DATABASE_URL": f"sqlite:///{database}"},
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def count_candidates(database: Path) -> int:
    """Count what is committed."""
    with sqlite3.connect(database) as connection:
        (number,) = connection.execute("SELECT count(*) FROM campaigns_candidate").fetchone()
    return int(number)


def interrupt(importing: "subprocess.Popen[str]", rejects: Path, number: signal.Signals) -> None:
    """Give the import many chunks and a part of the next; while it waits for that, the signal."""
    assert importing.stdin is not None
    importing.stdin.write(FILE + "".join(f"c-{row},x\n" for row in range(20_000)))
    importing.stdin.flush()
    while not list(rejects.parent.glob(f".{rejects.name}.*.part")):
        assert importing.poll() is None
        time.sleep(0.05)
    importing.send_signal(number)


@pytest.fixture
def _signals_of_a_terminal() -> Iterator[None]:
    """Ignore no signal that ends commands, which inherit it from tests run in the background."""
    ignored = [
        number
        for number in (signal.SIGHUP, signal.SIGINT)
        if signal.getsignal(number) is signal.SIG_IGN
    ]
    for number in ignored:
        signal.signal(number, signal.SIG_DFL)
    yield
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)


@pytest.mark.usefixtures("_signals_of_a_terminal")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_an_import_that_is_told_to_end_leaves_nothing(
    number: signal.Signals, database: Path, tmp_path: Path
) -> None:
    rejects = tmp_path / "rejects.csv"
    importing = manage(database, *IMPORT, "--rejects", str(rejects))
    interrupt(importing, rejects, number)
    # As long as the pipe is open: the end of the file would end the import, too.
    code = importing.wait(timeout=30)
    _, error = importing.communicate()
    assert (code, error) == (128 + number, f"Ended by {number.name}.\n")
    assert list(tmp_path.glob(".*.part")) == []
    assert not rejects.exists()
    assert count_candidates(database) == 0


def test_an_import_that_ignores_hangups_goes_on(database: Path, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    importing = manage(
        database, *IMPORT, "--rejects", str(rejects), before=["nohup"], stdout=subprocess.DEVNULL
    )
    interrupt(importing, rejects, signal.SIGHUP)
    importing.communicate("z,applied\n", timeout=60)
    assert (importing.returncode, count_candidates(database)) == (0, 2)


@pytest.mark.parametrize("way", ["closed pipe", "no descriptor", "full disk"])
def test_an_import_whose_last_line_nobody_reads_is_still_one(way: str, database: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ways: dict[str, dict[str, Any]] = {
        "closed pipe": {"stdout": writing},
        "no descriptor": {"before": ["sh", "-c", '"$@" >&-', "sh"]},
        "full disk": {"before": ["sh", "-c", '"$@" >/dev/full', "sh"]},
    }
    importing = manage(database, *IMPORT, **ways[way])
    os.close(writing)
    _, error = importing.communicate(FILE, timeout=30)
    assert importing.returncode == 0, error
    assert "Traceback" not in error
    assert "Exception ignored" not in error
    assert count_candidates(database) == 1


def test_files_with_people_are_for_their_owner_alone(database: Path, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    importing = manage(
        database, *IMPORT, "--rejects", str(rejects), umask=0, stdout=subprocess.DEVNULL
    )
    importing.communicate(FILE, timeout=30)
    assert rejects.read_text().startswith("external_id,source,reason\nb,")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("*")}
    assert modes == {"db.sqlite3": 0o600, "rejects.csv": 0o600}
