"""Importing one file: one transaction, in chunks, so that memory does not grow with the file."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import BinaryIO, TypeAlias
from zoneinfo import ZoneInfo

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db import Error as DatabaseError

from analytics_project.database.primary import update_statistics
from analytics_project.database.vendors import is_postgresql
from calls.importing.changes import open_changes
from calls.importing.columns import Fault
from calls.importing.errors import (
    ImportingError,
    UnreadableError,
    WrongArgumentError,
    WrongColumnsError,
)
from calls.importing.files import open_source
from calls.importing.formulas import find_formula
from calls.importing.headers import Headers
from calls.importing.hints import find_zone_hint
from calls.importing.order import ImportOrder
from calls.importing.parsers import Value
from calls.importing.phones import PhoneWatch
from calls.importing.preview import Preview, RejectsCounted, Sampler, make_preview
from calls.importing.profiles import find_profile, list_profiles
from calls.importing.record import Record
from calls.importing.rejects import (
    FirstWarnings,
    Rejects,
    RejectsFile,
    RejectsRefused,
    RejectsWarned,
    Warnings,
)
from calls.importing.source import Source
from calls.importing.translation import Translator
from calls.importing.writer import Counts, LeftOut, Writer
from campaigns.models import Organization

CHUNK_ROWS = 1000
# The advisory locks of imports, one for each organisation.
LOCK = 0x496D70

# Records of a chunk, each with its faults, or the reason why it is left out.
Faulty: TypeAlias = list[tuple[Record, list[Fault]]]


@dataclass(frozen=True)
class Imported:
    """What came of a file: the counts of its rows, and how many were none of the kind's.

    A dry run has counts of what it would have done, and a preview.
    """

    counts: Counts
    left_out: int
    preview: Preview | None = None

    def __str__(self) -> str:
        counts = self.counts
        others = f"; {self.left_out} left out as none of its kind" if self.left_out else ""
        return (
            f"read {counts.read}, created {counts.created}, updated {counts.updated}, "
            f"unchanged {counts.unchanged}, rejected {counts.rejected}{others}"
        )


@dataclass(frozen=True)
class Job:
    """An import under way: its order, the file, how its rows are read, who looks at them."""

    order: ImportOrder
    source: Source
    translator: Translator
    rejects: Rejects
    warnings: Warnings
    phones: PhoneWatch
    sampler: Sampler

    def parse(self, record: Record, zone: ZoneInfo) -> tuple[list[Value], list[Fault]] | None:
        """Return the record's values, or all its faults; None where it is none of ours."""
        if self.order.refuses_formulas and (fault := find_formula(record)):
            return [], [fault]
        return self.translator.parse(record, zone)


def import_file(
    order: ImportOrder, raw: BinaryIO, progress: Callable[[int], object], warnings: Warnings
) -> Imported:
    """Import the stream as ordered.

    `progress` is told how many bytes were read, again and again. Raises WrongArgumentError or
    ImportingError, and then nothing of the file stays.
    """
    headers = Headers(order.layout, order.reading)
    with open_source(order.file, raw, progress, headers, order.reading) as source:
        delimiter = source.dialect.delimiter if source.dialect else None
        try:
            translator = Translator(order.layout, order.reading, source.header, delimiter)
        except WrongColumnsError as error:
            profiles = suggest_profiles(order, source.header)
            named = " or ".join(f"--profile {name}" for name in profiles)
            hint = f" {named} reads such files." if named else ""
            raise WrongColumnsError(
                f"{error}{hint}", error.header, error.columns, profiles
            ) from error
        phones = PhoneWatch(order.layout, translator.columns, source.unit)
        sampler = Sampler(translator)
        try:
            with open_rejects(order, source, translator, raw, warnings) as rejects:
                job = Job(order, source, translator, rejects, warnings, phones, sampler)
                imported = run(job, progress)
        except DatabaseError as error:
            raise ImportingError(f"The database refused the import: {first_line(error)}") from error
        except OSError as error:
            raise ImportingError(f"--rejects {order.rejects}: {error.strerror}.") from error
    if not order.is_dry_run:
        update_statistics(order.layout.written)
    return imported


def run(job: Job, progress: Callable[[int], object]) -> Imported:
    """Import the records of a file in one transaction, which a dry run undoes."""
    order, source, rejects = job.order, job.source, job.rejects
    late = FirstWarnings(job.warnings, "More rows are late: they count as unchanged, too.")
    with open_changes(order) as changes, transaction.atomic(using=DEFAULT_DB_ALIAS):
        organization = find_organization(order)
        zone = find_zone(order, organization)
        tell_of_file(job, zone)
        writer = Writer(order.layout, job.translator.columns, organization.pk, changes)
        read = 0
        for chunk in chunks(source.records()):
            read += len(chunk)
            progress(0)  # Workbooks are not read from their beginning to their end.
            bad, left_out = import_chunk(chunk, job, zone, writer)
            for record, faults in left_out:
                late.tell(rejects.describe(record, faults[0]))
            for record, faults in bad:
                rejects.add(record, faults)
        rejects.complete()
        if changes:
            changes.complete()
        if order.is_dry_run:
            transaction.set_rollback(True, using=DEFAULT_DB_ALIAS)
    for warning in job.phones.warnings():
        job.warnings.write(f"{warning}\n")
    preview = None
    if isinstance(rejects, RejectsCounted):
        preview = make_preview(source, job.translator, job.sampler, rejects, zone.key)
    return Imported(writer.counts, read - writer.counts.read, preview)


def suggest_profiles(order: ImportOrder, header: Sequence[str]) -> list[str]:
    """Return the names of the profiles that read such a header."""
    profiles = [find_profile(name) for name in list_profiles()]
    return [
        profile.name
        for profile in profiles
        if profile.layout is order.layout
        and not profile.reading.header
        and Headers(order.layout, profile.reading).are_complete(header)
    ]


def tell_of_file(job: Job, zone: ZoneInfo) -> None:
    """Tell what people should know of the file before any of its rows."""
    source, translator = job.source, job.translator
    if note := source.find_note():
        job.warnings.write(f"{source.name}: {note}.\n")
    if translator.absent:
        absent = ", ".join(translator.absent)
        job.warnings.write(f"{source.name} lacks columns that would be read: {absent}.\n")
    for column in translator.columns:
        if hint := find_zone_hint(column, translator.label(column.name), zone.key):
            job.warnings.write(f"{hint}\n")


def find_zone(order: ImportOrder, organization: Organization) -> ZoneInfo:
    """Return the zone of times without an offset."""
    name = order.reading.timezone or order.timezone
    return ZoneInfo(name) if name else organization.zone


def import_chunk(
    chunk: Sequence[Record], job: Job, zone: ZoneInfo, writer: Writer
) -> tuple[Faulty, Faulty]:
    """Write the good rows of a chunk (unless the import is doomed anyway), and count all.

    Returns the bad ones and the late ones, each in the file's order.
    """
    good: list[Record] = []
    rows: list[list[Value]] = []
    bad: Faulty = []
    for record in chunk:
        parsed = job.parse(record, zone)
        if parsed is None:
            continue
        values, faults = parsed
        if faults:
            bad.append((record, faults))
        else:
            good.append(record)
            rows.append(values)
    job.phones.look(good, rows)
    job.sampler.look(rows)
    is_doomed = job.rejects.is_doomed
    left_out = LeftOut(writer.find_faulty(rows), {}) if is_doomed else writer.write(rows)
    bad += [(good[index], [fault]) for index, fault in left_out.faulty.items()]
    writer.counts.rejected += len(bad)
    late = [(good[index], [fault]) for index, fault in left_out.late.items()]
    return sorted(bad, key=itemgetter(0)), late


def open_rejects(
    order: ImportOrder,
    source: Source,
    translator: Translator,
    raw: BinaryIO,
    warnings: Warnings,
) -> Rejects:
    """Return the handler of bad rows."""
    if order.is_dry_run:
        return RejectsCounted(source, translator)
    if order.rejects:
        return RejectsFile(source, translator, raw, order.rejects)
    if order.skip_bad_rows:
        return RejectsWarned(source, translator, warnings)
    return RejectsRefused(source, translator)


def lock_imports(organization_id: int) -> None:
    """Let no other import into the organisation start until the transaction ends.

    So two of them cannot wait for each other's rows; on SQLite there is one writer anyway. Not a
    lock of the organisation's row, which every node of a distributed database has.
    """
    if is_postgresql(DEFAULT_DB_ALIAS):
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, organization_id])


def find_organization(order: ImportOrder) -> Organization:
    """Return the organisation, locked for imports, and created if so ordered."""
    organizations = Organization.objects.using(DEFAULT_DB_ALIAS)
    if order.create_organization:
        defaults = {"name": order.organization, "timezone": order.timezone or "UTC"}
        organization, _ = organizations.get_or_create(slug=order.organization, defaults=defaults)
    else:
        try:
            organization = organizations.get(slug=order.organization)
        except Organization.DoesNotExist:
            raise WrongArgumentError(
                f"There is no organisation {order.organization}; --create-org would create it."
            ) from None
    lock_imports(organization.pk)
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
