"""Failures of an import, each with a sentence for the person who started it."""

from collections.abc import Mapping, Sequence


class ImportingError(Exception):
    """The import stopped and nothing of it stays; the message says where and why."""

    exit_code = 1


class UnreadableError(ImportingError):
    """The file cannot be read on."""


class WrongArgumentError(ImportingError):
    """The import cannot start as asked: an argument or the file's header is wrong."""

    exit_code = 2


class WrongColumnsError(WrongArgumentError):
    """The file's columns are not those that are read; `profiles` would read them.

    `columns` says where those of ours come from that were found.
    """

    def __init__(
        self,
        message: str,
        header: Sequence[str],
        columns: Mapping[str, str],
        profiles: Sequence[str] = (),
    ) -> None:
        super().__init__(message)
        self.header = header
        self.columns = columns
        self.profiles = profiles
