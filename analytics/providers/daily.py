"""The answer of every external SMS provider: messages sent per UTC day, or a failure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from analytics_project.remote import RemoteUnavailable


@dataclass(frozen=True)
class DailySms:
    """Messages sent per UTC day, by the provider's own records; days without any may be missing.

    `skipped` is how many records were left out because they made no sense.
    """

    counts: Mapping[date, int]
    skipped: int


class ProviderUnavailableError(RemoteUnavailable):
    """The provider gave no figures; the detail says why, and how the reader can mend it."""
