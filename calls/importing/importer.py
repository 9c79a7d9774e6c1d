"""Importing one file: one transaction, in chunks, so that memory does not grow with the file."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, TypeAlias
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.db import Error as DatabaseError

from analytics_project.database.primary import update_statistics
from calls.importing.columns import Column, Fault, Layout, parse_row
from calls.importing.errors import ImportingError, UnreadableError, WrongArgumentError
from calls.importing.parsers import Value
from calls.importing.reader import CsvReader, Record
from calls.importing.rejects import (
    FirstWarnings,
    Rejects,
    RejectsFile,
    RejectsRefused,
    RejectsWarned,
    Warnings,
)
from calls.importing.writer import Counts, LeftOut, Writer
from campaigns.models import Organization

CHUNK_ROWS = 1000

# Records of a chunk, each with its faults, or the reason why it is left out.
Faulty: TypeAlias = list[tuple[Record, list[Fault]]]


@dataclass(frozen=True)
class ImportOrder:
    """The order of an import: the command's arguments.

    `timezone` is that of times without an offset (None: the organisation's), and becomes that of
    an organisation that is created.
    """

    layout: Layout
    file: str
    organization: str
    create_organization: bool = False
    timezone: str | None = None
    skip_bad_rows: bool = False
    rejects: Path | None = None

    def __post_init__(self) -> None:
        """Raise WrongArgumentError where an argument is wrong by itself."""
        if self.rejects and not self.skip_bad_rows:
            raise WrongArgumentError(
                "--rejects needs --on-error skip: otherwise no row is skipped."
            )
        check("--org", "slug", self.organization)
        if self.timezone is not None:
            check("--timezone", "timezone", self.timezone)


def check(option: str, field: str, text: str) -> None:
    """Raise WrongArgumentError unless the text may stand in that field of an organisation."""
    model_field = Organization._meta.get_field(field)
    assert isinstance(model_field, models.CharField)
    try:
        model_field.clean(text, None)
    except ValidationError as error:
        raise WrongArgumentError(f"{option} {text!r}: {' '.join(error.messages)}") from error


def import_file(
    order: ImportOrder, raw: BinaryIO, progress: Callable[[int], object], warnings: Warnings
) -> Counts:
    """Import the stream as ordered and return the counts of its rows.

    `progress` is told how many bytes were read, again and again. Raises WrongArgumentError or
    ImportingError, and then nothing of the file stays.
    """
    reader = CsvReader(order.file, raw, progress)
    late = FirstWarnings(warnings, "More rows are late: they count as unchanged, too.")
    columns = order.layout.choose(reader.header)
    try:
        with (
            open_rejects(order, reader, raw, warnings) as rejects,
            transaction.atomic(using=DEFAULT_DB_ALIAS),
        ):
            organization = lock_organization(order)
            zone = ZoneInfo(order.timezone) if order.timezone else organization.zone
            writer = Writer(order.layout, columns, organization.pk)
            for chunk in chunks(reader.records()):
                bad, left_out = import_chunk(chunk, columns, zone, writer, rejects.is_doomed)
                for record, faults in left_out:
                    late.tell(rejects.describe(record, faults[0]))
                for record, faults in bad:
                    rejects.add(record, faults)
            rejects.complete()
    except DatabaseError as error:
        raise ImportingError(f"The database refused the import: {first_line(error)}") from error
    except OSError as error:
        raise ImportingError(f"--rejects {order.rejects}: {error.strerror}.") from error
    update_statistics(order.layout.written)
    return writer.counts


def import_chunk(
    chunk: Sequence[Record],
    columns: Sequence[Column],
    zone: ZoneInfo,
    writer: Writer,
    is_doomed: bool,
) -> tuple[Faulty, Faulty]:
    """Write the good rows of a chunk (unless the import is doomed anyway), and count all.

    Returns the bad ones and the late ones, each in the file's order.
    """
    good: list[Record] = []
    rows: list[list[Value]] = []
    bad: Faulty = []
    for record in chunk:
        values, faults = parse_record(record, columns, zone)
        if faults:
            bad.append((record, faults))
        else:
            good.append(record)
            rows.append(values)
    left_out = LeftOut(writer.find_faulty(rows), {}) if is_doomed else writer.write(rows)
    bad += [(good[index], [fault]) for index, fault in left_out.faulty.items()]
    writer.counts.rejected += len(bad)
    late = [(good[index], [fault]) for index, fault in left_out.late.items()]
    return sorted(bad, key=itemgetter(0)), late


def parse_record(
    record: Record, columns: Sequence[Column], zone: ZoneInfo
) -> tuple[list[Value], list[Fault]]:
    """Return the record's values, or all its faults."""
    if record.not_csv:
        return [], [Fault(None, record.not_csv)]
    return parse_row(columns, record.texts, zone)


def open_rejects(
    order: ImportOrder, reader: CsvReader, raw: BinaryIO, warnings: Warnings
) -> Rejects:
    """Return the handler of bad rows."""
    if order.rejects:
        return RejectsFile(reader.name, raw, order.rejects, reader.header)
    if order.skip_bad_rows:
        return RejectsWarned(reader.name, warnings)
    return RejectsRefused(reader.name)


def lockable_organizations() -> models.QuerySet[Organization]:
    """Return the organisations, each of which is locked as soon as it is read.

    Until the transaction ends no other import into it starts (on PostgreSQL by this lock, on
    SQLite there is one writer anyway), so that two of them cannot wait for each other's rows.
    Rows that refer to the organisation can be written meanwhile.
    """
    return Organization.objects.using(DEFAULT_DB_ALIAS).select_for_update(no_key=True)


def lock_organization(order: ImportOrder) -> Organization:
    """Return the organisation, locked, and created if so ordered."""
    locked = lockable_organizations()
    if order.create_organization:
        defaults = {"name": order.organization, "timezone": order.timezone or "UTC"}
        return locked.get_or_create(slug=order.organization, defaults=defaults)[0]
    organization = locked.filter(slug=order.organization).first()
    if organization is None:
        raise WrongArgumentError(
            f"There is no organisation {order.organization}; --create-org would create it."
        )
    return organization


def chunks(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Yield the records in lists of at most CHUNK_ROWS."""
    chunk: list[Record] = []
    try:
        for record in records:
            chunk.append(record)
            if len(chunk) == CHUNK_ROWS:
                yield chunk
                chunk = []
    except UnreadableError:
        yield chunk  # A bad row before the place where reading ended is told, too.
        raise
    yield chunk


def first_line(error: Exception) -> str:
    """Return the first line of the error's text; the database may go on with details."""
    return str(error).strip().partition("\n")[0]
