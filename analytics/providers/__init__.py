"""External providers: what they did for the platform, by their own records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analytics.filters import ResolvedFilters


@dataclass(frozen=True)
class ExternalSms:
    """Text messages of the external provider: how many in each bucket of a question.

    `warnings` say what is missing in the counts, as `{"code", "detail"}`.
    """

    counts: Sequence[int]
    warnings: Sequence[Mapping[str, str]] = ()


def read_external_sms(filters: ResolvedFilters) -> ExternalSms:
    """Return the text messages of the external provider; none where none is configured."""
    return ExternalSms([0] * len(filters.buckets))
