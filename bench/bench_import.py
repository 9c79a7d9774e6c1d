"""What import_csv costs: its time beside a bare loop, and its memory for one and ten copies.

    python bench/bench_import.py [CALLS.csv[.gz]] [--timezone ZONE]

Every measurement runs in a process and a SQLite database of its own, with all migrations applied;
of three the one that took the least CPU time counts, as other processes can only slow one down.
The bare loop is the least that can fill the same table: csv.reader and executemany in one
transaction, ids of campaigns and candidates from a dict that is made before the clock starts, and
nothing checked. The file is imported as Parquet, too. Without a file, 100,000 synthetic rows are
made from a fixed seed.
"""

import argparse
import csv
import gzip
import io
import json
import multiprocessing
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

PROJECT = Path(__file__).resolve().parent.parent
ORGANIZATION = "bench"
ROWS = 100_000
COPIES = 10
REPEATS = 3
HEADER = [
    "external_id",
    "campaign",
    "candidate",
    "created",
    "status",
    "call_length_sec",
    "question_completion_rate",
    "score",
    "opted_out",
]


def open_csv(path: Path) -> TextIO:
    """Open a CSV file, packed or not."""
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")


def write_synthetic(path: Path) -> None:
    """Write ROWS calls: the same rows every time."""
    chance = random.Random(1999)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        for number in range(ROWS):
            completed = chance.random() < 0.6
            writer.writerow(
                [
                    f"call-{number:08}",
                    f"campaign-{chance.randrange(20)}",
                    f"candidate-{chance.randrange(ROWS // 3):06}",
                    (start + timedelta(seconds=chance.randrange(90 * 86_400))).isoformat(),
                    "completed" if completed else chance.choice(["no_answer", "voicemail", "busy"]),
                    chance.randrange(3_600) if completed else "",
                    round(chance.random(), 3) if completed else "",
                    chance.randrange(101) if completed else "",
                    "true" if chance.random() < 0.02 else "false",
                ]
            )


def write_copies(source: Path, path: Path) -> None:
    """Write the file COPIES times over, each copy with call and candidate ids of its own."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        for copy in range(COPIES):
            with open_csv(source) as original:
                rows = csv.DictReader(original)
                if copy == 0:
                    writer.writerow(rows.fieldnames or [])
                for row in rows:
                    row["external_id"] += f"-{copy}"
                    if row.get("candidate"):
                        row["candidate"] += f"-{copy}"
                    writer.writerow(row.values())


def write_parquet(source: Path, path: Path) -> None:
    """Write a CSV file's rows as Parquet, each column as text."""
    from pyarrow import csv as arrow_csv
    from pyarrow import parquet, string

    with open_csv(source) as stream:
        names = next(csv.reader(stream))
    types = arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, string()))
    with (
        arrow_csv.open_csv(source, convert_options=types) as batches,
        parquet.ParquetWriter(path, batches.schema) as writer,
    ):
        for batch in batches:
            writer.write_batch(batch)


def measure_import(path: Path, zone: str) -> dict[str, float]:
    """Import the file with the command itself."""
    from django.core.management import call_command

    started = time.process_time()
    call_command(
        "import_csv",
        "calls",
        str(path),
        "--org",
        ORGANIZATION,
        "--create-org",
        "--timezone",
        zone,
        stdout=io.StringIO(),
    )
    return {"seconds": time.process_time() - started}


def bare_rows(
    path: Path, zone: ZoneInfo, organization_id: int, ids: dict[str, dict[str, int]]
) -> Iterator[tuple[object, ...]]:
    """Yield what the bare loop inserts: the very values that the import stores."""
    with open_csv(path) as stream:
        rows = csv.reader(stream)
        header = next(rows)
        for texts in rows:
            row = dict(zip(header, texts, strict=True))
            created = datetime.fromisoformat(row["created"])
            if created.tzinfo is None:
                created = created.replace(tzinfo=zone)
            length, rate, score = (row.get(name) for name in HEADER[5:8])
            yield (
                organization_id,
                row["external_id"],
                ids["campaign"][row["campaign"]],
                ids["candidate"].get(row.get("candidate", "")),
                str(created.astimezone(UTC).replace(tzinfo=None)),
                row["status"],
                int(length) if length else None,
                float(rate) if rate else None,
                float(score) if score else None,
                row.get("opted_out", "").lower() in ("true", "1"),
                row.get("withdrawal_reason") or None,
                row.get("accommodation_requested", "").lower() in ("true", "1"),
            )


def measure_bare_loop(path: Path, zone: str) -> dict[str, float]:
    """Fill the calls table with csv.reader and executemany alone."""
    from django.db import connection

    from calls.models import Call
    from campaigns.models import Campaign, Candidate, ExternalModel, Organization

    organization = Organization.objects.create(name=ORGANIZATION, slug=ORGANIZATION)
    ids: dict[str, dict[str, int]] = {}
    models: dict[str, type[ExternalModel]] = {"campaign": Campaign, "candidate": Candidate}
    for name, model in models.items():
        with open_csv(path) as stream:
            named = {row[name] for row in csv.DictReader(stream) if row.get(name)}
        model._default_manager.bulk_create(
            model(organization=organization, external_id=x) for x in named
        )
        ids[name] = dict(model._default_manager.values_list("external_id", "pk"))

    names = "organization_id external_id campaign_id candidate_id created call_status"
    names += " call_length_sec question_completion_rate score opted_out withdrawal_reason"
    columns = [*names.split(), "accommodation_requested"]
    sql = (
        f"INSERT INTO {Call._meta.db_table} ({', '.join(columns)}) "
        f"VALUES ({', '.join('?' * len(columns))})"
    )
    started = time.process_time()
    connection.connection.execute("BEGIN IMMEDIATE")
    connection.connection.executemany(sql, bare_rows(path, ZoneInfo(zone), organization.pk, ids))
    connection.connection.execute("COMMIT")
    return {"seconds": time.process_time() - started}


MEASUREMENTS: dict[str, Callable[[Path, str], dict[str, float]]] = {
    "import": measure_import,
    "bare": measure_bare_loop,
}


def measure_here(what: str, path: Path, zone: str) -> None:
    """Measure in this process, whose environment names a fresh database; print JSON."""
    sys.path.insert(0, str(PROJECT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "analytics_project.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from calls.models import Call

    call_command("migrate", verbosity=0)
    result = MEASUREMENTS[what](path, zone)
    result["rows"] = Call.objects.count()
    result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(result))


def measure(what: str, path: Path, zone: str, folder: Path) -> dict[str, float]:
    """Measure in a process of its own and return what it printed."""
    database = folder / "bench.sqlite3"
    for leftover in folder.glob("bench.sqlite3*"):
        leftover.unlink()
    done = subprocess.run(
        [sys.executable, __file__, str(path), "--timezone", zone, "--measure", what],
        env={
            **os.environ,
            "SECRET_KEY": "only for bench " * 4,
            "DATABASE_URL": f"sqlite:///{database}",
        },
        stdout=subprocess.PIPE,
        check=True,
    )
    result: dict[str, float] = json.loads(done.stdout)
    return result


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, help="CSV of calls; default: synthetic")
    parser.add_argument("--timezone", default="UTC", help="of times without an offset")
    parser.add_argument("--measure", choices=MEASUREMENTS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        measure_here(options.measure, options.file, options.timezone)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = options.file
        if source is None:
            source = folder / "calls.csv"
            write_synthetic(source)
        copies = folder / "copies.csv"
        write_copies(source, copies)
        columns, many_columns = folder / "calls.parquet", folder / "copies.parquet"
        for table, path in ((source, columns), (copies, many_columns)):
            # In a process of its own: the memory of this one counts as that of its children.
            writing = multiprocessing.get_context("spawn").Process(
                target=write_parquet, args=(table, path)
            )
            writing.start()
            writing.join()
        bare, ours = (
            min(
                (measure(what, source, options.timezone, folder) for _ in range(REPEATS)),
                key=itemgetter("seconds"),
            )
            for what in ("bare", "import")
        )
        tenfold, parquet, parquets = (
            measure("import", path, options.timezone, folder)
            for path in (copies, columns, many_columns)
        )
    print(f"{'':28}{'rows':>10}{'CPU sec':>9}{'rows/s':>9}{'peak MB':>9}")
    for title, result in (
        ("bare csv.reader + executemany", bare),
        ("import_csv", ours),
        (f"import_csv, {COPIES} copies", tenfold),
        ("Parquet", parquet),
        (f"Parquet, {COPIES} copies", parquets),
    ):
        rate = result["rows"] / result["seconds"]
        print(
            f"{title:28}{result['rows']:>10,.0f}{result['seconds']:>9.2f}"
            f"{rate:>9,.0f}{result['peak_mb']:>9.0f}"
        )
    print(
        f"import_csv takes {ours['seconds'] / bare['seconds']:.2f} times as long as the bare loop."
    )
    for title, one, ten in (("CSV", ours, tenfold), ("Parquet", parquet, parquets)):
        print(f"{title}: {COPIES} copies take {ten['peak_mb'] - one['peak_mb']:+.1f} MB more.")


if __name__ == "__main__":
    main()
