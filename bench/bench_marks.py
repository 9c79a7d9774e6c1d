"""What writers pay for applications and marks of changes: writing with their triggers and without.

    python -m bench.bench_marks [--quick]

On a PostgreSQL that it starts: import_csv, and eight writers of one organisation, each sending
batches of 50 calls, one after the other. With triggers and without take turns; every round has
calls of its own. The CPU time is that of this process and of PostgreSQL.
"""

import argparse
import io
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from bench.bench_import import write_synthetic
from bench.bench_postgres import PROJECT, SETTINGS
from bench.meter import Meter, Seconds
from tests.helpers.servers.postgres import PostgresPair

ORGANIZATION = "writers"
WRITERS = 8
BATCH = 50
ROUNDS = 3
ROWS, QUICK_ROWS = 20_000, 5_000
AIM = 0.75
# The triggers that keep applications, and those that mark what changes.
KINDS = ("application", "change")
WAYS: dict[str, Sequence[str]] = {
    "without": (),
    "applications alone": KINDS[:1],
    "marks alone": KINDS[1:],
    "with both": KINDS,
}


@contextmanager
def triggers(url: str, kinds: Sequence[str]) -> Iterator[None]:
    """Let only triggers whose names begin with one of the kinds fire inside the context."""
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname ~ %s",
            [f"^({'|'.join(KINDS)})_"],
        ).fetchall()

        unwanted = [each for each in found if not each[1].startswith(tuple(kinds))]

        def switch(verb: str) -> None:
            for table, name in unwanted:
                connection.execute(f"ALTER TABLE {table} {verb} TRIGGER {name}".encode())

        switch("DISABLE")
        try:
            yield
        finally:
            switch("ENABLE")


def make_batch(writer: int, number: int, unique: str) -> list[dict[str, object]]:
    """Return the calls of a batch: some of an application, all of one day."""
    chance = random.Random(f"{writer} {number} {unique}")
    created = datetime(2026, 10, 1, 8, tzinfo=UTC) + timedelta(seconds=number)
    return [
        {
            "external_id": f"{unique}-{writer}-{number}-{place}",
            "campaign": f"campaign-{chance.randrange(20)}",
            "candidate": f"candidate-{chance.randrange(50_000)}",
            "created": (created + timedelta(minutes=place)).isoformat(),
            "status": chance.choice(["completed", "no_answer", "voicemail"]),
        }
        for place in range(BATCH)
    ]


def write_batches(unique: str, batches: int) -> int:
    """Let all writers send so many batches each; return how many calls that were."""
    from django.db import connection, transaction

    from calls.importing.batch import parse_batch, write_batch
    from calls.importing.columns import LAYOUTS
    from campaigns.models import Organization

    organization = Organization.objects.get(slug=ORGANIZATION)
    layout = LAYOUTS["calls"]

    def write(writer: int) -> None:
        for number in range(batches):
            rows = make_batch(writer, number, unique)
            with transaction.atomic():
                write_batch(layout, parse_batch(layout, rows, organization.zone), organization.pk)
        connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    return WRITERS * batches * BATCH


def import_file(path: Path, unique: str) -> int:
    """Import the file as an organisation's of its own; return how many calls that were."""
    from django.core.management import call_command

    from calls.models import Call

    arguments = ["--org", unique, "--create-org", "--timezone", "UTC"]
    call_command("import_csv", "calls", str(path), *arguments, stdout=io.StringIO())
    return Call.objects.filter(organization__slug=unique).count()


def compare(
    url: str, name: str, write: Callable[[str], int], unit: int, rounds: int
) -> Iterator[str]:
    """Yield the lines of the table about one way of writing; units of so many calls."""
    meter = Meter(url)
    taken: dict[str, list[Seconds]] = {way: [] for way in WAYS}
    for number in range(rounds):
        for place, (way, kinds) in enumerate(WAYS.items()):
            with triggers(url, kinds):
                cpu, start = meter.read(), time.perf_counter()
                units = write(f"{name}-{number}-{place}") / unit
                elapsed = Seconds(time.perf_counter() - start, meter.read() - cpu)
            taken[way].append(Seconds(units / elapsed.clock, units / elapsed.cpu))
    rates = {
        way: Seconds(*(statistics.median(each[of] for each in all_) for of in (0, 1)))
        for way, all_ in taken.items()
    }
    least = rates["without"]
    for way, rate in rates.items():
        share = rate.cpu / least.cpu
        yield (
            f"| {name}, {way} | {rate.clock:,.0f} | {rate.clock / least.clock:.2f} "
            f"| {rate.cpu:,.0f} | {share:.2f} | {'met' if share >= AIM else 'MISSED'} |"
        )


def main() -> None:
    """Start PostgreSQL, write in turn, print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="fewer calls")
    options = parser.parse_args()
    os.environ["SECRET_KEY"] = "only for the benchmark " * 3
    os.environ["REPLICA_URL"] = ""
    os.environ["DJANGO_SETTINGS_MODULE"] = "analytics_project.settings"
    rows, batches, rounds = (QUICK_ROWS, 10, 2) if options.quick else (ROWS, 20, ROUNDS)
    with (
        tempfile.TemporaryDirectory() as scratch,
        PostgresPair(standbys=0, settings=SETTINGS) as pair,
    ):
        url = pair.primary.url
        os.environ["DATABASE_URL"] = url
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=PROJECT, check=True
        )
        import django

        django.setup()
        from campaigns.models import Organization

        Organization.objects.create(name=ORGANIZATION, slug=ORGANIZATION)
        file = Path(scratch) / "calls.csv"
        write_synthetic(file)
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        file.write_text("".join(lines[: 1 + rows]), encoding="utf-8")
        write_batches("before", 5)
        table = [
            *compare(url, "import", lambda name: import_file(file, name), 1, rounds),
            *compare(
                url,
                "batches",
                lambda name: write_batches(name, batches),
                BATCH,
                rounds,
            ),
        ]
    print("Load of the machine:", *os.getloadavg())
    print(f"Aim: {AIM} of the rows and batches for each CPU second.")
    print("| writing | a second | share | a CPU second | share | |")
    print("|---|---:|---:|---:|---:|---|")
    print("\n".join(table))


if __name__ == "__main__":
    main()
