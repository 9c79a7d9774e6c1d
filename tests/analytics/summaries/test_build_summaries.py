"""Building as processes: several at once, ended and killed in the middle; read from a standby."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.helpers.servers.postgres import PostgresPair
from tests.helpers.servers.service import Service
from tests.helpers.waiting import until

# Writes down each summary that is stored.
WATCH = """
CREATE TABLE stored ("start" timestamptz, "end" timestamptz);
CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stored VALUES (NEW.start, NEW."end");
    RETURN NULL;
END $$;
CREATE TRIGGER watch AFTER INSERT OR UPDATE ON analytics_summary
    FOR EACH ROW EXECUTE FUNCTION watch();
"""


@pytest.fixture(scope="module")
def pair() -> Iterator[PostgresPair]:
    with PostgresPair() as pair:
        yield pair


@pytest.fixture(scope="module")
def service(pair: PostgresPair, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service with demo data of half a year, reading from the standby."""
    environment = {
        "DATABASE_URL": pair.primary.url,
        "REPLICA_URL": pair.standby.url,
        "METRICS_TOKEN": "x",
    }
    service = Service(environment, tmp_path_factory.mktemp("service") / "log")
    service.manage("migrate", "--verbosity", "0")
    service.manage("seed_demo", "--calls", "3000")
    service.token = service.manage("create_token", "demo-recruiter")
    pair.primary.execute(WATCH)
    with service:
        yield service


@pytest.fixture(autouse=True)
def _dropped(service: Service, pair: PostgresPair) -> None:
    service.manage("build_summaries", "--drop")
    pair.primary.execute("TRUNCATE stored")


@contextmanager
def builder(service: Service, *options: str) -> Iterator["subprocess.Popen[str]"]:
    """Run a builder meanwhile."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "build_summaries", *options],
        cwd=service.project, env=service.environment,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def ask(service: Service) -> tuple[Any, Any]:
    """Return what four whole weeks were answered from, and the numbers."""
    end = datetime.now(UTC).date() - timedelta(days=2)
    days = f"start_date={end - timedelta(days=27)}&end_date={end}"
    answer = service.get(f"/analytics/dashboard?{days}").body
    meta = answer.pop("meta")
    return (meta["computed_from"], meta["database"]), answer


def count(pair: PostgresPair) -> tuple[int, int, int]:
    """Return how many summaries there are, have been stored, and of how many different days."""
    ((there,),) = pair.primary.execute("SELECT count(*) FROM analytics_summary")
    ((stored, different),) = pair.primary.execute(
        'SELECT count(*) AS stored, count(DISTINCT (start, "end")) AS different FROM stored'
    )
    return there, stored, different


def test_several_at_once_build_each_day_once_and_a_standby_serves_them(
    pair: PostgresPair, service: Service
) -> None:
    pair.wait_for_replay()
    until(lambda: ask(service)[0] == ("rows", "replica"))
    numbers = ask(service)[1]
    with builder(service) as one, builder(service) as two, builder(service) as three:
        for process in (one, two, three):
            assert (process.communicate(timeout=100)[1], process.returncode) == ("", 0)
    there, stored, different = count(pair)
    assert there == stored == different > 180
    pair.wait_for_replay()
    assert ask(service) == (("summaries", "replica"), numbers)


@pytest.mark.parametrize("end", ["terminate", "kill"])
def test_one_ended_in_the_middle_leaves_whole_weeks_and_the_next_goes_on(
    pair: PostgresPair, service: Service, end: str
) -> None:
    numbers = ask(service)[1]
    with builder(service) as process:
        until(lambda: count(pair)[0] > 8)
        getattr(process, end)()
        error = process.communicate(timeout=30)[1]
    if end == "terminate":
        assert (process.returncode, error) == (128 + 15, "Ended by SIGTERM.\n")
    # A killed one's last transaction may still be ending.
    until(lambda: not pair.primary.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory'"))
    there, stored, different = count(pair)
    assert there == stored == different
    assert there % 8 == 0  # Seven days and their week.
    service.manage("build_summaries")
    complete, stored, different = count(pair)
    assert complete == stored == different > there
    pair.wait_for_replay()
    assert ask(service) == (("summaries", "replica"), numbers)


def test_in_a_loop_it_waits_for_the_database_and_builds_what_changes(
    pair: PostgresPair, service: Service
) -> None:
    with builder(service, "--every", "0.2") as process:
        yesterday = """SELECT 1 FROM analytics_summary WHERE "end" > now() - interval '1 day'"""
        until(lambda: pair.primary.execute(yesterday), 60)
        pair.primary.stop()
        assert process.stderr
        assert any(each.startswith("The database did not answer: ") for each in process.stderr)
        pair.primary.start()
        pair.primary.execute("UPDATE calls_call SET opted_out = NOT opted_out")
        until(lambda: not pair.primary.execute("SELECT 1 FROM calls_change"), 60)
        process.terminate()
        assert process.wait(timeout=10) == 128 + 15
    ((changed,),) = pair.primary.execute(
        "SELECT count(*) FROM analytics_summary WHERE EXISTS ("
        ' SELECT 1 FROM calls_call WHERE created >= start AND created < "end")'
    )
    there, stored, different = count(pair)
    assert (there, stored) == (different, there + changed)
    assert changed > 150
