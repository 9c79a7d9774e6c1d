"""Taking in a file: streamed to where it stays, digest and type looked at on the way."""

import hashlib
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from calls.importing.dialect import MARKS
from calls.importing.files import PARQUET, REFUSED, ZIP

GZIP = b"\x1f\x8b"
LOOKED_AT_BYTES = 4096
# Beginnings of what people drop by mistake, and of what must not lie here.
OTHERS = {
    b"MZ": "a program",
    b"\x7fELF": "a program",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"{\\rtf": "a text document: export the rows as CSV",
    b"Rar!": "an archive: import what is in it",
    b"7z\xbc\xaf": "an archive: import what is in it",
    b"SQLite format 3": "a database: export the rows as CSV",
}
SUFFIXES = (".csv", ".tsv", ".txt", ".tab", ".gz", ".xlsx", ".parquet", ".log", "")


class KeptFile(TemporaryUploadedFile):
    """A file that comes in where it will stay, so that keeping it is giving it a name."""

    def __init__(self, name: str, content_type: str, charset: str | None, extra: Any) -> None:
        folder = Path(settings.MEDIA_ROOT)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Closed, and with it removed, by the request.
        file = tempfile.NamedTemporaryFile(suffix=".part", dir=folder)  # noqa: SIM115
        UploadedFile.__init__(self, file, name, content_type, 0, charset, extra)


class DigestingHandler(TemporaryFileUploadHandler):
    """Writes what comes in to disk piece by piece, whatever its size, and counts its digest."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super(TemporaryFileUploadHandler, self).new_file(*args, **kwargs)
        assert self.file_name is not None
        self.file = KeptFile(
            self.file_name, self.content_type or "", self.charset, self.content_type_extra
        )
        self.sha256 = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece."""
        self.sha256.update(raw_data)
        super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> Any:
        """Return the file."""
        file: Any = super().file_complete(file_size)
        file.digest = self.sha256.hexdigest()
        return file


def find_wrong_type(name: str, start: bytes) -> str | None:
    """Return what a file is that cannot hold rows, by its name and first bytes; else None."""
    if not start:
        return "empty"
    for magic, what in {**REFUSED, **OTHERS}.items():
        if start.startswith(magic):
            return what
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        return f"a file *{suffix}: CSV, XLSX and Parquet are read, CSV also packed by gzip"
    if start.startswith((ZIP, PARQUET, GZIP)) or is_text(start):
        return None
    return "neither text (CSV) nor XLSX nor Parquet"


def is_text(start: bytes) -> bool:
    """Say whether bytes are a text: those of UTF-16 and 32 have zeros, others have none."""
    if start.startswith(tuple(mark for mark, _ in MARKS)):
        return True
    return b"\0" not in start or not any(start[1::2]) or not any(start[::2])
