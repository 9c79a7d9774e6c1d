"""A SQLite file that is full, damaged or busy: what is known of it, and what is answered."""

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from analytics_project.database.health import Health, ask_sqlite
from tests.helpers.servers.service import Service
from tests.helpers.waiting import until


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database like the service's own, as far as it is asked how it is."""
    file = tmp_path / "db.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript("""
            PRAGMA journal_mode = WAL;
            PRAGMA user_version = 7;
            CREATE TABLE django_migrations (id INTEGER PRIMARY KEY);
        """)
    return file


def ask(file: Path, *, is_primary: bool = True) -> Health:
    return ask_sqlite({"database": file, "uri": True}, is_primary=is_primary)


def test_file_that_is_well(file: Path) -> None:
    assert ask(file) == ask(file, is_primary=False) == Health(lag_sec=0)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (7,)


def test_file_that_an_import_writes_to(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO django_migrations VALUES (1)")
        start = time.monotonic()
        assert ask(file) == Health(lag_sec=0)
        assert time.monotonic() - start < 1


def test_file_that_takes_no_changes(file: Path) -> None:
    address = f"file:{file}?mode=ro"
    assert ask_sqlite({"database": address, "uri": True}, is_primary=True) == Health(0, "read_only")
    assert ask_sqlite({"database": address, "uri": True}, is_primary=False) == Health(0)


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100])
def test_file_that_holds_no_data(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert ask(file) == Health(fault="unreachable")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of eight megabytes."""
    if os.geteuid() != 0:
        pytest.skip("Mounting a small disk needs root.")
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk], check=True)
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_full_disk(small_disk: Path, tmp_path: Path) -> None:
    database = f"sqlite:///{small_disk / 'db.sqlite3'}"
    service = Service({"DATABASE_URL": database}, tmp_path / "log")
    service.manage("migrate", "--verbosity", "0")
    service.manage("seed_demo", "--calls", "100")
    service.token = service.manage(
        "create_token", "demo-recruiter", "--scope", "read", "--scope", "write"
    )
    call = {"external_id": "new", "campaign": "drivers", "created": "2024-03-18T10:00:00Z",
            "status": "completed"}  # fmt: skip
    with service:
        assert service.get("/readyz").body["status"] == "ok"
        # Its connection is closed after the answer, which frees what SQLite had beside the file.
        until(lambda: not (small_disk / "db.sqlite3-shm").exists(), 5)
        with (small_disk / "rest").open("wb") as rest:
            os.posix_fallocate(rest.fileno(), 0, shutil.disk_usage(small_disk).free)
        time.sleep(1.5)  # As long as what is known of a database holds.

        answers = [
            service.get("/analytics/dashboard"),
            service.post("/calls/batch", {"calls": [call]}),
        ]

        for answer in answers:
            assert answer.status == 503
            (fault,) = answer.body["errors"]
            assert fault["code"] in ("database_unavailable", "database_read_only")
        # Not even reading works: it wants a small file beside the database.
        ready = service.get("/readyz")
        assert (ready.status, ready.body["status"]) == (503, "unavailable")
        (small_disk / "rest").unlink()
        time.sleep(3.5)
        assert service.get("/readyz").body["status"] == "ok"
        assert service.post("/calls/batch", {"calls": [call]}).body["created"] == 1
