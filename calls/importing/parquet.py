"""Reading a Parquet file in batches of rows; pyarrow, which does it, need not be installed."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from calls.importing.cells import to_text
from calls.importing.errors import UnreadableError, WrongArgumentError
from calls.importing.record import Record
from calls.importing.source import Source

BATCH_ROWS = 4096
BUFFER_BYTES = 1 << 20


class ParquetReader(Source):
    """The rows of a Parquet file."""

    unit = "row"

    def __init__(self, name: str, raw: BinaryIO) -> None:
        super().__init__(name)
        try:
            import pyarrow as pa
            from pyarrow import parquet
        except ImportError as error:
            raise WrongArgumentError(
                f"{self.name} is a Parquet file, and reading one needs pyarrow: "
                "pip install --require-hashes -r requirements-parquet.txt."
            ) from error
        self._arrow: Any = pa
        try:
            # Streamed: without a buffer whole groups of rows would be read at once.
            self._file = parquet.ParquetFile(raw, buffer_size=BUFFER_BYTES, pre_buffer=False)
        except (pa.ArrowException, OSError) as error:
            raise WrongArgumentError(f"{self.name} is no Parquet file: {error}.") from error
        self.header = list(self._file.schema_arrow.names)

    def describe(self) -> str:
        """Return in words how the file is read."""
        return f"Parquet, {self._file.metadata.num_rows:,} rows"

    def records(self) -> Iterator[Record]:
        """Yield the rows."""
        row = 0
        try:
            # In one thread, for others read ahead: half as much memory, and no slower.
            for batch in self._file.iter_batches(BATCH_ROWS, use_threads=False):
                columns = [self._texts(column) for column in batch.columns]
                for texts in zip(*columns, strict=True):
                    row += 1
                    yield Record(row, list(texts))
        except (self._arrow.ArrowException, OSError) as error:
            raise UnreadableError(
                f"{self.name}, row {row + 1}: the file cannot be read on: {error}."
            ) from error

    def _texts(self, column: Any) -> list[str]:
        """Return the texts of one column of a batch; times are taken to the microsecond."""
        types = self._arrow.types
        kind = column.type
        if types.is_timestamp(kind) and kind.unit == "ns":
            column = column.cast(self._arrow.timestamp("us", kind.tz), safe=False)
        elif types.is_duration(kind) and kind.unit == "ns":
            column = column.cast(self._arrow.duration("us"), safe=False)
        elif types.is_string(kind) and column.null_count == 0:
            return column.to_pylist()  # type: ignore[no-any-return]
        return [to_text(value) for value in column.to_pylist()]
