"""Reading a workbook (.xlsx) row by row: its first sheet that has the columns."""

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from calls.importing.cells import MAX_CELL_LENGTH, to_text
from calls.importing.dialect import MAX_PREAMBLE_LINES
from calls.importing.errors import UnreadableError, WrongArgumentError
from calls.importing.headers import Headers
from calls.importing.record import Record
from calls.importing.source import Source

# What a workbook may unpack to: each of its parts, and the texts, which are kept in memory.
MAX_PART_BYTES = 1 << 30
MAX_TEXTS_BYTES = 256 << 20
TEXTS_PART = "xl/sharedStrings.xml"
# A part that is much smaller packed than rows ever are, from a size on at which it matters.
MAX_RATIO = 200
HARMLESS_BYTES = 32 << 20
# openpyxl raises all of these where the XML is not what Excel writes.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    OSError,
    EOFError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
)


class WorkbookReader(Source):
    """The rows of one sheet; formulas have the values that Excel stored with them."""

    unit = "row"

    def __init__(self, name: str, raw: BinaryIO, headers: Headers) -> None:
        super().__init__(name)
        import openpyxl  # Ten megabytes, for which most processes have no use.

        self._check_archive(raw)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Of styles that are not there, and the like.
                book = openpyxl.load_workbook(raw, read_only=True, data_only=True)
            sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            found = [self._find_header(sheet, headers) for sheet in sheets[:MAX_PREAMBLE_LINES]]
        except UNREADABLE as error:
            raise WrongArgumentError(f"{self.name} is no workbook: {error}.") from error
        if not found or max(found)[0] < 0:
            raise WrongArgumentError(f"{self.name} is empty: it has no header.")
        best = max(found, key=lambda each: each[:2])
        self._sheet = sheets[found.index(best)]
        self._start = -best[1]
        self._has_header = not headers.given or headers.are_given(best[2])
        self.header = best[2] if self._has_header else list(headers.given[: len(best[2])])

    def describe(self) -> str:
        """Return in words how the file is read."""
        where = f"header in row {self._start}" if self._has_header else "no header"
        return f"XLSX, sheet {self._sheet.title!r}, {where}"

    def records(self) -> Iterator[Record]:
        """Yield the rows below the header."""
        width = len(self.header)
        row = self._start
        rows = self._rows(self._sheet)
        try:
            for row, texts in islice(rows, self._start - (not self._has_header), None):
                if any(map(str.strip, texts)):
                    yield Record(row, fit(texts, width))
        except UNREADABLE as error:
            raise UnreadableError(
                f"{self.name}, row {row + 1}: the file cannot be read on: {error}."
            ) from error

    def _check_archive(self, raw: BinaryIO) -> None:
        """Raise WrongArgumentError for what is no workbook, or would fill memory or disk."""
        try:
            parts = {part.filename: part for part in zipfile.ZipFile(raw).infolist()}
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise WrongArgumentError(f"{self.name} is no workbook: {error}.") from error
        if "xl/workbook.xml" not in parts:
            raise WrongArgumentError(
                f"{self.name} is a ZIP archive and no workbook: import what is in it."
            )
        for name, part in parts.items():
            size, limit = part.file_size, MAX_TEXTS_BYTES if name == TEXTS_PART else MAX_PART_BYTES
            if size > limit:
                raise WrongArgumentError(
                    f"{self.name} is refused: its part {name} unpacks to {size >> 20:,} MB, "
                    f"and {limit >> 20:,} are the most. Save it as CSV."
                )
            if size > HARMLESS_BYTES and size > part.compress_size * MAX_RATIO:
                raise WrongArgumentError(
                    f"{self.name} is refused: its part {name} unpacks to {size >> 20:,} MB, more "
                    f"than {MAX_RATIO} times its size. Save it as CSV."
                )

    def _find_header(self, sheet: Any, headers: Headers) -> tuple[int, int, list[str]]:
        """Return how good a header the sheet has, the negative of its row, and its texts."""
        best = (-1, 0, [""])
        for row, texts in islice(self._rows(sheet), MAX_PREAMBLE_LINES):
            names = trim(texts)
            if not names:
                continue
            known = headers.count_known(names)
            if headers.given or headers.are_complete(names):
                return 1_000 + known, -row, names
            best = max(best, (known, -row, names), key=lambda each: each[:2])
        return best

    def _rows(self, sheet: Any) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows with their numbers."""
        sheet.reset_dimensions()  # Other programs write wrong ones.
        for row, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            texts = [to_text(cell) for cell in cells]
            for text in texts:
                if len(text) > MAX_CELL_LENGTH:
                    raise UnreadableError(
                        f"{self.name}, row {row}: a cell has {len(text):,} characters, and "
                        f"{MAX_CELL_LENGTH:,} are the most."
                    )
            yield row, texts


def trim(texts: list[str]) -> list[str]:
    """Return the texts without the empty ones at the end."""
    while texts and not texts[-1].strip():
        texts = texts[:-1]
    return texts


def fit(texts: list[str], width: int) -> list[str]:
    """Return a row in the header's width; a row without last cells is a short one in the file."""
    if len(texts) > width:
        texts = texts[:width] + trim(texts[width:])
    return list(chain(texts, [""] * (width - len(texts))))
