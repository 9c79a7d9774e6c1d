"""The service for minutes under readers and writers, while what it depends on fails and comes back.

    python -m bench.soak [--minutes 10]

A primary, a standby, a Cosmos DB emulator and two workers of the service run here. Readers ask for
dashboards and rows, writers send batches of calls, the standby is killed and started again, Cosmos
hangs and comes back. It ends with exit code 1 unless nothing was lost, no answer was wrong, and
neither memory nor connections grew.
"""

import argparse
import itertools
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from tests.helpers.servers.cosmos import CosmosEmulator
from tests.helpers.servers.postgres import PostgresPair
from tests.helpers.servers.service import Answer, Service

READERS, WRITERS = 4, 2
BATCH = 50
WRITER_PAUSE_SEC = 0.5
DAYS = (1, 7, 30, 90)
# One failure, and the time to recover, take so long.
FAILURE_SEC, QUIET_SEC = 10, 20
SAMPLE_SEC = 5
# Memory is taken to be settled after a third of the time, and may then grow by so much.
MOST_GROWTH = 1.15
# What a client is told to come back for.
TRANSIENT = (429, 503)
ENVIRONMENT = {
    "WEB_CONCURRENCY": "2",
    "WEB_THREADS": "80",
    "STATEMENT_TIMEOUT_MS": "8000",
    "REPLICA_MAX_LAG_SEC": "5",
    # The budgets are for other tests: here every request counts.
    "USER_UNITS_PER_MINUTE": "0",
    "TOKEN_UNITS_PER_MINUTE": "0",
}


@dataclass
class Record:
    """What the run saw; each list is appended to by threads of its own."""

    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    databases: Counter[str] = field(default_factory=Counter)
    scores: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    written: set[str] = field(default_factory=set)
    memory_mb: list[float] = field(default_factory=list)
    connections: list[int] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, answer: Answer) -> None:
        """Count an answer; one that is neither an answer nor a refusal is wrong."""
        with self.lock:
            self.statuses[what, answer.status] += 1
            if answer.status == 200:
                self.seconds.append(answer.seconds)
            elif answer.status not in TRANSIENT:
                self.wrong.append(f"{what}: {answer.status} {str(answer.body)[:200]}")


def find_contradictions(dashboard: dict[str, Any]) -> Iterator[str]:
    """Yield what in one dashboard cannot be of one snapshot."""
    scalars, charts = dashboard["scalars"], dashboard["charts"]
    answered = scalars["answer_rate"]["numerator"]
    for chart, key, expected in (
        ("calls", "calls", scalars["total_calls"]),
        ("calls", "answered", answered),
        ("interviews", "interviews", scalars["interviews"]),
    ):
        total = sum(point[key] for point in charts[chart]["points"])
        if total != expected:
            yield f"{chart}.{key} adds up to {total}, not to {expected}"
    ladder = [scalars["total_calls"], answered, scalars["interviews"]]
    if ladder != sorted(ladder, reverse=True):
        yield f"the ladder does not nest: {ladder}"
    if not scalars["people_contacted"] >= scalars["people_reached"]:
        yield "more people reached than contacted"


def read(service: Service, record: Record, stop: threading.Event, seed: int) -> None:
    """Ask for dashboards of several ranges, and now and then for rows and messages."""
    random_ = random.Random(seed)
    while not stop.is_set():
        days = random_.choice(DAYS)
        first = time.strftime("%Y-%m-%d", time.gmtime(time.time() - (days - 1) * 86_400))
        path = random_.choice(
            ["/analytics/dashboard"] * 6 + ["/calls", "/applications", "/analytics/total_sms"]
        )
        answer = service.get(f"{path}?start_date={first}")
        record.note(path, answer)
        if path == "/analytics/dashboard" and answer.status == 200:
            contradictions = list(find_contradictions(answer.body))
            meta = answer.body["meta"]
            with record.lock:
                record.wrong += contradictions
                record.databases[meta["database"]] += 1
                record.scores[meta["passing_scores"]["source"]] += 1
        elif answer.status in TRANSIENT:
            time.sleep(0.5)


def write(service: Service, record: Record, stop: threading.Event, name: str) -> None:
    """Send batch after batch, each again until it is taken."""
    for number in itertools.count():
        if stop.is_set():
            return
        calls = [make_call(f"{name}-{number}-{position}") for position in range(BATCH)]
        while True:
            answer = service.post("/calls/batch", {"calls": calls})
            record.note("/calls/batch", answer)
            if answer.status == 200:
                break
            if answer.status not in TRANSIENT:
                return
            time.sleep(0.5)
        with record.lock:
            record.written.update(call["external_id"] for call in calls)
        stop.wait(WRITER_PAUSE_SEC)


def make_call(external_id: str) -> dict[str, Any]:
    """Return a call of a moment ago."""
    number = random.randrange(10**6)
    return {
        "external_id": external_id,
        "campaign": f"soak-{number % 5}",
        "candidate": f"soak-{number % 2000}",
        "created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 60)),
        "status": ("completed", "no_answer", "voicemail")[number % 3],
        "call_length_sec": number % 600,
        "question_completion_rate": (number % 5) / 4,
        "score": float(number % 101),
    }


def fail(pair: PostgresPair, cosmos: CosmosEmulator, record: Record, stop: threading.Event) -> None:
    """Break one thing after the other, and mend it."""
    while not stop.wait(QUIET_SEC):
        pair.standby.kill()
        record.failures.append("standby killed")
        stop.wait(FAILURE_SEC)
        pair.standby.start()
        if stop.wait(QUIET_SEC):
            return
        with cosmos.frozen():
            record.failures.append("Cosmos hung")
            stop.wait(FAILURE_SEC)


def sample(service: Service, pair: PostgresPair, record: Record, stop: threading.Event) -> None:
    """Measure the workers' memory and the primary's connections, again and again."""
    main = psutil.Process(service.process.pid)
    while not stop.wait(SAMPLE_SEC):
        memory = [worker.memory_info().rss for worker in main.children()]
        (connections,) = pair.primary.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
        )[0]
        record.memory_mb.append(max(memory) / 2**20)
        record.connections.append(connections)


@contextmanager
def running(stop: threading.Event, *work: Callable[[], None]) -> Iterator[None]:
    """Do all the work in threads until the end of the context."""
    threads = [threading.Thread(target=each, daemon=True) for each in work]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=90)


def count_lost(pair: PostgresPair, record: Record) -> int:
    """Return how many calls were taken and are not there, on the primary or on the standby."""
    pair.wait_for_replay(timeout=60)
    lost = 0
    for server in (pair.primary, pair.standby):
        rows = server.execute(
            "SELECT external_id FROM calls_call WHERE external_id LIKE 'writer%%'"
        )
        lost = max(lost, len(record.written - {external_id for (external_id,) in rows}))
    return lost


def judge(record: Record, lost: int) -> list[str]:
    """Return what speaks against the run."""
    settled = record.memory_mb[len(record.memory_mb) // 3 :]
    third = max(len(settled) // 3, 1)
    before, after = median(settled[:third]), median(settled[-third:])
    faults = list(dict.fromkeys(record.wrong))[:10]
    if lost:
        faults.append(f"{lost} calls were taken and are lost")
    if after > before * MOST_GROWTH:
        faults.append(f"memory grew from {before:.0f} to {after:.0f} MB")
    if not record.databases["replica"] or not record.written:
        faults.append("nothing was read from the standby, or nothing written")
    return faults


def describe(record: Record, minutes: float, lost: int) -> str:
    """Return what was seen, as the table of bench/README.md."""
    seconds = sorted(record.seconds)
    statuses = ", ".join(
        f"{what} {status}: {count:,}" for (what, status), count in sorted(record.statuses.items())
    )
    rows = {
        "minutes": f"{minutes:g}",
        "answers": statuses,
        "dashboards read from": dict(record.databases),
        "passing scores from": dict(record.scores),
        "failures": dict(Counter(record.failures)),
        "seconds, median / p99 / longest": (
            f"{median(seconds):.2f} / {seconds[int(len(seconds) * 0.99)]:.2f} / {seconds[-1]:.2f}"
        ),
        "calls written / lost": f"{len(record.written):,} / {lost}",
        "wrong answers": len(record.wrong),
        "memory of the larger worker, first / last, MB": (
            f"{record.memory_mb[0]:.0f} / {record.memory_mb[-1]:.0f}"
        ),
        "connections to the primary, most / last": (
            f"{max(record.connections)} / {record.connections[-1]}"
        ),
    }
    return "\n".join(
        ["| | |", "|---|---|", *(f"| {name} | {seen} |" for name, seen in rows.items())]
    )


def prepare(service: Service, cosmos: CosmosEmulator) -> None:
    """Fill database and document store, and make a token that reads and writes."""
    service.manage("migrate", "--verbosity", "0")
    service.manage("seed_demo", "--calls", "20000")
    cosmos.create_containers()
    cosmos.put(
        "campaign_scripts",
        *(
            {"id": f"s{n}", "org_id": "demo", "campaign_id": f"soak-{n}", "passing_score": 50 + n}
            for n in range(5)
        ),
    )
    service.token = service.manage(
        "create_token", "demo-recruiter", "--scope", "read", "--scope", "write"
    )


def main() -> int:
    """Run, print what was seen, and return 1 where something speaks against it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10)
    minutes: float = parser.parse_args().minutes
    record, stop = Record(), threading.Event()
    with (
        tempfile.TemporaryDirectory() as folder,
        PostgresPair() as pair,
        CosmosEmulator() as cosmos,
    ):
        service = Service(
            {
                **ENVIRONMENT,
                **cosmos.settings,
                "DATABASE_URL": pair.primary.url,
                "REPLICA_URL": pair.standby.url,
            },
            Path(folder) / "log",
        )
        prepare(service, cosmos)
        work = [
            *(lambda n=n: read(service, record, stop, n) for n in range(READERS)),
            *(lambda n=n: write(service, record, stop, f"writer{n}") for n in range(WRITERS)),
            lambda: fail(pair, cosmos, record, stop),
            lambda: sample(service, pair, record, stop),
        ]
        with service, running(stop, *work):
            time.sleep(60 * minutes)
        if not pair.standby.is_running:
            pair.standby.start()
        lost = count_lost(pair, record)
    print(describe(record, minutes, lost))
    faults = judge(record, lost)
    print(*(f"FAULT: {fault}" for fault in faults), sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
