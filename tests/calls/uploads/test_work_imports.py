"""Workers as processes: one is killed in the middle, two work at once; on both databases."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from urllib3 import encode_multipart_formdata

from tests.helpers.servers.postgres import PostgresPair
from tests.helpers.servers.service import Service
from tests.helpers.waiting import until

# Enough that the middle lasts for seconds; and few where it does not matter.
MANY, FEW = 10_000, 3_000
HEADER = "external_id,campaign,candidate,created,status,call_length_sec\n"
DATABASES = pytest.mark.parametrize("database", ["on_sqlite", "on_postgres"])


@pytest.fixture(scope="module")
def on_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with (
        PostgresPair(standbys=0) as pair,
        start(pair.primary.url, tmp_path_factory.mktemp("postgres")) as service,
    ):
        yield service


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("sqlite")
    with start(f"sqlite:///{folder / 'db.sqlite3'}", folder) as service:
        yield service


def start(url: str, folder: Path) -> Service:
    """Return a service, not yet running, with two organisations and a token of staff."""
    service = Service({"DATABASE_URL": url, "REPLICA_URL": ""}, folder / "log")
    service.manage("migrate", "--verbosity", "0")
    service.manage("seed_demo", "--calls", "100")
    (folder / "one.csv").write_text("external_id\nx\n")
    service.manage(
        "import_csv", "campaigns", str(folder / "one.csv"), "--org", "other", "--create-org"
    )
    scopes = ("--scope", "write", "--scope", "read", "--people")
    service.token = service.manage("create_token", "demo-staff", *scopes).splitlines()[-1]
    return service


def calls(prefix: str, number: int) -> str:
    """Return a file of calls of one campaign, which has the prefix as its name."""
    return HEADER + "".join(
        f"{prefix}-{n},{prefix},{prefix}-p{n % 500},2026-03-18T10:{n % 60:02}:00Z,completed,60\n"
        for n in range(number)
    )


def upload(service: Service, content: str, org_id: int = 1) -> int:
    """Upload a file over HTTP, and return the import's number."""
    body, content_type = encode_multipart_formdata(
        {"kind": "calls", "file": ("calls.csv", content, "text/csv")}
    )
    answer = service.send(f"/imports?org_id={org_id}", body, **{"Content-Type": content_type})
    assert answer.status == 201, answer
    return int(answer.body["id"])


def look(service: Service, pk: int) -> Any:
    """Return the import."""
    return service.get(f"/imports/{pk}").body


def is_in_the_middle(service: Service, pk: int) -> bool:
    """Say whether a part of the file is imported, as somebody sees it from elsewhere."""
    upload = look(service, pk)
    assert upload["state"] in ("queued", "running"), upload
    return bool(upload["state"] == "running" and 0 < upload["bytes_read"] < upload["size"])


def check(service: Service, rows: int, *pks: int) -> None:
    """Have the files checked, each of so many rows, and start the imports."""
    service.manage("work_imports", "--once")
    for pk in pks:
        assert look(service, pk)["counts"]["created"] == rows
        assert service.post(f"/imports/{pk}/start", {}).body["state"] == "queued"


@contextmanager
def held(service: Service) -> Iterator[None]:
    """Let no import into any organisation begin to write meanwhile."""
    with psycopg.connect(service.environment["DATABASE_URL"]) as connection:
        connection.execute("SELECT 1 FROM campaigns_organization FOR UPDATE")
        yield


@contextmanager
def worker(service: Service, *options: str) -> Iterator["subprocess.Popen[str]"]:
    """Run a worker meanwhile."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "work_imports", *options],
        cwd=service.project, env=service.environment, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def count_campaigns(service: Service, name: str) -> int:
    """Return how many campaigns there are of that name, in all organisations."""
    found = [service.get(f"/campaigns?org_id={pk}&search={name}").body["count"] for pk in (1, 2)]
    return sum(found)


@DATABASES
def test_a_worker_ended_or_killed_in_the_middle_leaves_nothing_half_and_another_resumes(
    database: str, request: pytest.FixtureRequest
) -> None:
    service: Service = request.getfixturevalue(database)
    pk = upload(service, calls("killed", MANY))
    check(service, MANY, pk)
    with worker(service) as process:
        until(lambda: is_in_the_middle(service, pk), 60)
        process.terminate()
        _, error = process.communicate(timeout=30)
        assert (process.returncode, error) == (128 + 15, "Ended by SIGTERM.\n")
    assert look(service, pk)["state"] == "queued"
    with worker(service) as process:
        until(lambda: is_in_the_middle(service, pk), 60)
        process.kill()
    assert look(service, pk)["state"] == "running"
    assert count_campaigns(service, "killed") == 0
    with worker(service, "--stale-after", "2"):
        until(lambda: look(service, pk)["state"] == "done", 100)
    done = look(service, pk)
    assert (done["counts"]["created"], done["counts"]["unchanged"]) == (MANY, 0)
    assert count_campaigns(service, "killed") == 1
    assert service.send(f"/imports/{pk}/undo", b"").body["state"] == "undo_queued"
    service.manage("work_imports", "--once")
    assert look(service, pk)["state"] == "undone"
    assert count_campaigns(service, "killed") == 0


@DATABASES
def test_two_workers_take_different_files_and_memory_does_not_grow_with_them(
    database: str, request: pytest.FixtureRequest
) -> None:
    service: Service = request.getfixturevalue(database)
    pks = [upload(service, calls(f"two{org}", FEW), org) for org in (1, 2)]
    (server,) = psutil.Process(service.process.pid).children()
    before = server.memory_info().rss
    upload(service, "no header\n" * (60 << 17))  # Sixty megabytes and more.
    assert server.memory_info().rss - before < 20e6
    check(service, FEW, *pks)
    # SQLite has one writer: they take turns.
    hold = held(service) if database == "on_postgres" else nullcontext()
    with worker(service, "--once") as one, worker(service, "--once") as other:
        with hold:
            if database == "on_postgres":
                until(lambda: all(look(service, pk)["state"] == "running" for pk in pks))
        for process in (one, other):
            assert process.wait(timeout=120) == 0
    for pk in pks:
        done = look(service, pk)
        # Taken twice, rows would have been unchanged once.
        assert (done["state"], done["counts"]["created"]) == ("done", FEW)
