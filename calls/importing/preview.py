"""What an import would do: what a dry run tells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any

from calls.importing.columns import Fault
from calls.importing.errors import ImportingError, UnreadableError
from calls.importing.parsers import Value, quote
from calls.importing.record import Record
from calls.importing.rejects import Rejects
from calls.importing.source import Source
from calls.importing.translation import Translator

SAMPLES = 10
FAULTS_SHOWN = 100
NO_NAME = "(a column without a name)"


@dataclass
class FaultKind:
    """Faults of one kind: how many rows have it, and the sentences on the first of them.

    `column` is ours, `text` theirs that has no value, of the first row.
    """

    column: str | None = None
    text: str | None = None
    rows: int = 0
    sentences: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Preview:
    """What an import would do.

    `header` are the columns of the file. `columns` says for each of ours where its texts come
    from; `unread` are their columns that are not read, `absent` those that were looked for in
    vain. `samples` are the first good rows as they would be stored, `faults` the kinds of faults.
    """

    file: str
    header: Sequence[str]
    columns: Mapping[str, str]
    unread: Sequence[str]
    absent: Sequence[str]
    time: str
    duration: str
    timezone: str
    samples: Sequence[Mapping[str, Value]]
    faults: Sequence[FaultKind]

    def lines(self) -> Iterator[str]:
        """Yield the lines of a report for people."""
        yield f"File: {self.file}"
        yield "Columns:"
        for ours, theirs in self.columns.items():
            yield f"  {ours} <- {theirs}"
        if self.unread:
            yield f"Not read: {', '.join(self.unread)}"
        if self.absent:
            yield f"Not in the file: {', '.join(self.absent)}"
        yield f"Times: {self.time}, without an offset in {self.timezone}"
        yield f"Durations: {self.duration}, or H:MM:SS"
        if self.samples:
            yield f"First rows as they would be stored ({', '.join(self.samples[0])}):"
        for sample in self.samples:
            yield f"  {', '.join(map(show, sample.values()))}"
        if self.faults:
            yield "Faults:"
        for kind in self.faults:
            yield f"  {kind.rows:,} x {kind.sentences[0]}"
            yield from (f"      {sentence}" for sentence in kind.sentences[1:])


def show(value: Value) -> str:
    """Return a value as it is stored."""
    if value is None:
        return "-"
    return value.isoformat() if isinstance(value, datetime) else str(value)


class RejectsCounted(Rejects):
    """Counts what is wrong with the bad rows, by kind; nothing is written."""

    def __init__(self, source: Source, translator: Translator) -> None:
        super().__init__(source, translator)
        self._kinds: dict[tuple[str | None, str], FaultKind] = {}
        self._shown = 0

    def add(self, record: Record, faults: Sequence[Fault]) -> None:
        """Count the faults; the first ones, and the first of each kind, are kept in words."""
        for fault in faults:
            key = (fault.column, self._kind_of(fault))
            if key not in self._kinds and len(self._kinds) == FAULTS_SHOWN:
                key = (None, "others")
            kind = self._kinds.setdefault(key, FaultKind(fault.column, fault.text))
            kind.rows += 1
            if self._shown < FAULTS_SHOWN or not kind.sentences:
                self._shown += 1
                kind.sentences.append(self.describe(record, fault))

    def _kind_of(self, fault: Fault) -> str:
        """Return the reason without the text, but for words: each is settled by itself."""
        column = self._translator.find_column(fault.column)
        if fault.text is None or (column and column.field.choices):
            return fault.reason
        return fault.reason.replace(quote(fault.text.strip()), "")

    def kinds(self) -> list[FaultKind]:
        """Return the kinds of faults, the most frequent first."""
        return sorted(self._kinds.values(), key=lambda kind: -kind.rows)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Tell of the bad rows also where reading came to no end."""
        if isinstance(error, UnreadableError):
            told = [sentence for each in self.kinds() for sentence in each.sentences]
            raise ImportingError("\n".join([*told, str(error)])) from error


class Sampler:
    """Keeps the first good rows by column."""

    def __init__(self, translator: Translator) -> None:
        self._names = [column.name for column in translator.columns]
        self.samples: list[dict[str, Any]] = []

    def look(self, rows: Sequence[Sequence[Value]]) -> None:
        """Keep the rows as long as there are few."""
        for row in rows[: SAMPLES - len(self.samples)]:
            self.samples.append(dict(zip(self._names, row, strict=True)))


def make_preview(
    source: Source, translator: Translator, sampler: Sampler, rejects: RejectsCounted, zone: str
) -> Preview:
    """Return what an import would do, once all of the file was read."""
    return Preview(
        file=source.describe(),
        header=source.header,
        columns={
            name: f"{source}, and rules" if name in translator.ruled else source
            for name, source in translator.sources.items()
        },
        unread=[name.strip() or NO_NAME for name in translator.unread],
        absent=translator.absent,
        time=translator.forms.time,
        duration=translator.forms.duration,
        timezone=zone,
        samples=sampler.samples,
        faults=rejects.kinds(),
    )
