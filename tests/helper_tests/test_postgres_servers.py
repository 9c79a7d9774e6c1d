"""The harness of real PostgreSQL servers does what tests of replicas rely on."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.helpers.servers.postgres import PostgresPair, ServerFailed, binaries
from tests.helpers.servers.postgres.processes import family_of, is_alive

REPOSITORY = Path(__file__).resolve().parents[2]
MEMORY_DISK = Path("/dev/shm")
CLI = (sys.executable, "-m", "tests.helpers.servers.postgres")
SAY_ENVIRONMENT = """
import json, os, sys, time
print(json.dumps([os.environ["DATABASE_URL"], os.environ["REPLICA_URL"]]), flush=True)
time.sleep(float(sys.argv[1]))
sys.exit(7)
"""


@pytest.fixture(scope="module", autouse=True)
def quick_disk() -> Iterator[None]:
    """Make the many clusters of this module in memory, if the machine offers it: 3 x as fast."""
    with pytest.MonkeyPatch.context() as patch:
        if MEMORY_DISK.is_dir() and shutil.disk_usage(MEMORY_DISK).free > 2**30:
            patch.setenv("TMPDIR", str(MEMORY_DISK))
            patch.setattr(tempfile, "tempdir", str(MEMORY_DISK))
        yield


@pytest.fixture(scope="module")
def running_pair(quick_disk: None) -> Iterator[PostgresPair]:
    with PostgresPair() as pair:
        yield pair


@pytest.fixture
def pair(running_pair: PostgresPair) -> PostgresPair:
    running_pair.primary.execute("DROP TABLE IF EXISTS answer; CREATE TABLE answer (value int)")
    running_pair.wait_for_replay()
    return running_pair


def write(pair: PostgresPair, value: int) -> None:
    pair.primary.execute("INSERT INTO answer VALUES (%s)", [value])


def refusal(url: str, statement: str) -> str | None:
    """Return the SQLSTATE with which a server refuses a statement."""
    with (
        psycopg.connect(url, autocommit=True) as connection,
        pytest.raises(psycopg.Error) as refused,
    ):
        connection.execute(statement.encode())
    return refused.value.sqlstate


def wait_until_ended(processes: list[psutil.Process]) -> None:
    deadline = time.monotonic() + 10
    while remaining := [process for process in processes if is_alive(process)]:
        assert time.monotonic() < deadline, f"still running: {remaining}"
        time.sleep(0.01)


def test_a_row_of_the_primary_is_read_on_the_standby(pair: PostgresPair) -> None:
    write(pair, 42)
    pair.wait_for_replay()

    assert pair.standby.execute("SELECT value FROM answer") == [(42,)]
    with psycopg.connect(pair.standby.url) as connection:  # as the reader, of a later table
        assert connection.execute("SELECT value FROM answer").fetchall() == [(42,)]


def test_the_standby_refuses_a_write_and_the_reader_may_not_write(pair: PostgresPair) -> None:
    insert = "INSERT INTO answer VALUES (1)"

    assert refusal(pair.standby.admin_url, insert) == "25006"
    assert refusal(pair.primary.reader_url, insert) == "42501"
    assert refusal(pair.primary.reader_url, "CREATE TABLE mine ()") == "42501"


def test_a_wrong_password_is_refused(pair: PostgresPair) -> None:
    url = pair.primary.url.replace(pair.primary.password, "wrong")

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url)


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_servers_come_back_on_the_same_address(pair: PostgresPair, end: str) -> None:
    write(pair, 1)
    for server in (pair.standby, pair.primary):
        family = family_of(psutil.Process(server.pid))
        assert len(family) > 3
        getattr(server, end)()

        assert not server.is_running
        wait_until_ended(family)
        with pytest.raises(psycopg.OperationalError, match="Connection refused"):
            psycopg.connect(server.url)
        with pytest.raises(ServerFailed, match="does not run"):
            server.freeze()
        server.start()

    write(pair, 2)  # What the standby missed while it was down, and what comes after.
    pair.wait_for_replay()
    assert pair.standby.execute("SELECT value FROM answer ORDER BY value") == [(1,), (2,)]


def test_a_frozen_server_keeps_its_connections_and_answers_nothing(pair: PostgresPair) -> None:
    standby = pair.standby
    with psycopg.connect(standby.url) as connection, ThreadPoolExecutor(1) as thread:
        standby.freeze()
        try:
            answer = thread.submit(connection.execute, "SELECT 42")
            with pytest.raises(TimeoutError):
                answer.result(timeout=0.5)
            with pytest.raises(psycopg.errors.ConnectionTimeout):
                standby.execute("SELECT 42")
        finally:
            standby.thaw()

        assert answer.result(timeout=5).fetchall() == [(42,)]


def test_a_frozen_server_can_be_killed_and_stopped(pair: PostgresPair) -> None:
    for end in (pair.standby.kill, pair.standby.stop):
        pair.standby.freeze()
        end()
        assert not pair.standby.is_running
        pair.standby.start()


def test_a_paused_standby_lags_until_it_resumes(pair: PostgresPair) -> None:
    pair.standby.pause_replay()
    try:
        write(pair, 42)
        with pytest.raises(ServerFailed, match=r"standby_1 is still behind \S+ after 0\.2 seconds"):
            pair.wait_for_replay(timeout=0.2)
        assert pair.standby.execute("SELECT value FROM answer") == []
    finally:
        pair.standby.resume_replay()

    pair.wait_for_replay()
    assert pair.standby.execute("SELECT value FROM answer") == [(42,)]


def test_nothing_is_left_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), PostgresPair(standbys=2) as pair:  # noqa: PT012
        scratch = pair.scratch
        pids = [server.pid for server in (pair.primary, *pair.standbys)]
        family = [each for pid in pids for each in family_of(psutil.Process(pid))]
        pair.standbys[1].freeze()
        pair.primary.execute("SELECT 1")
        raise ZeroDivisionError

    assert len(set(pids)) == 3
    assert [process for process in family if is_alive(process)] == []
    assert not scratch.exists()


def test_a_failed_start_says_why() -> None:
    with (
        pytest.raises(ServerFailed, match='invalid value for parameter "shared_buffers": "plenty"'),
        PostgresPair(standbys=0, settings={"shared_buffers": "plenty"}),
    ):
        pass


def test_missing_programs_say_how_to_install_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("POSTGRES_BIN", str(tmp_path))

    with pytest.raises(ServerFailed, match=r"pip install -r requirements-dev\.txt"), PostgresPair():
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs servers as somebody else")
def test_programs_below_a_closed_directory_are_copied(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("POSTGRES_BIN", raising=False)
    package = binaries.wheel_binaries().parent.parent
    for installed in (package, package.with_name(f"{package.name}.libs")):
        (tmp_path / installed.name).symlink_to(installed)
    tmp_path.chmod(0o700)
    monkeypatch.syspath_prepend(tmp_path)

    with PostgresPair(standbys=1) as pair:
        assert pair.binaries.is_relative_to(pair.scratch)
        assert pair.standby.execute("SELECT pg_is_in_recovery() AS yes") == [(True,)]


def test_a_kept_directory_keeps_the_data_of_the_primary(running_pair: PostgresPair) -> None:
    directory = running_pair.scratch / "kept"  # The servers' account may not enter tmp_path.
    with PostgresPair(standbys=0, directory=directory) as first:
        first.primary.execute("CREATE TABLE answer AS SELECT 42 AS value")
    assert not first.primary.is_running

    with PostgresPair(directory=directory) as second:
        assert second.standby.execute("SELECT value FROM answer") == [(42,)]


def test_the_command_gets_both_addresses_and_its_exit_code_is_ours() -> None:
    done = subprocess.run(
        [*CLI, "--standbys", "2", "--", sys.executable, "-c", SAY_ENVIRONMENT, "0"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (7, "")
    primary, replicas = json.loads(done.stdout)
    assert primary.startswith("postgresql://analytics:")
    assert len(replicas.split(",")) == 2
    assert all(url.startswith("postgresql://analytics_reader:") for url in replicas.split(","))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_signal_ends_everything(number: signal.Signals) -> None:
    with subprocess.Popen(
        [*CLI, "--no-standby", "--", sys.executable, "-c", SAY_ENVIRONMENT, "60"],
        cwd=REPOSITORY,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as cli:
        assert cli.stdout is not None
        assert json.loads(cli.stdout.readline())[1] == ""
        children = psutil.Process(cli.pid).children(recursive=True)
        (command,) = [child for child in children if SAY_ENVIRONMENT in child.cmdline()]
        assert "postgres" in {child.name() for child in children}
        cli.send_signal(number)
        code = cli.wait(10)

    if number == signal.SIGKILL:
        command.kill()  # Nobody could tell it; the servers end all the same.
    else:
        assert code == 128 + number

    wait_until_ended(children)
