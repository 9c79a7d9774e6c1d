"""Running a report: one read-only session, and what is remote read beside it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache

from analytics.documents.passing_scores import PendingScores, begin_resolving
from analytics.question.filters import ResolvedFilters
from analytics.question.scope import Scope, ScopeT
from analytics.reports.answers import build_meta, warn_untold
from analytics.reports.report import Answer, Inputs, Remote, Report, ValuesT, not_declared
from analytics.reports.sent_sms import SentSms, start_sms_reads
from analytics_project.database.replica import Snapshot, read_consistently
from analytics_project.monitoring import PASSING_SCORES


@dataclass(frozen=True)
class RemoteReads:
    """What was asked for outside the database; None where the report does without."""

    scores: PendingScores | None
    sms: Callable[[], SentSms] | None


def run_report(report: Report[ScopeT, ValuesT], filters: ScopeT) -> Answer[ScopeT, ValuesT]:
    """Return what the report answers to these filters.

    Raises DocumentStoreUnavailable where messages are needed and the store does not answer, and
    what `read_consistently` raises.
    """
    with start_remote_reads(report.needs, filters) as reads:
        answer = read_consistently(lambda snapshot: read_answer(report, filters, snapshot, reads))
    if scores := answer.meta.get("passing_scores"):
        PASSING_SCORES.labels(scores["source"]).inc()
    return answer


@contextmanager
def start_remote_reads(needs: frozenset[Remote], filters: Scope) -> Iterator[RemoteReads]:
    """Ask for what is remote, once, before the session opens."""
    if not needs:
        yield RemoteReads(None, None)
        return
    assert isinstance(filters, ResolvedFilters), "what is remote is asked about a range of days"
    scores = begin_resolving(filters) if Remote.PASSING_SCORES in needs else None
    sms_reads = start_sms_reads(filters) if Remote.TEXT_MESSAGES in needs else nullcontext()
    with sms_reads as read_sms:
        yield RemoteReads(scores, read_sms)


def read_answer(
    report: Report[ScopeT, ValuesT], filters: ScopeT, snapshot: Snapshot, reads: RemoteReads
) -> Answer[ScopeT, ValuesT]:
    """Return the answer, read inside the session of the snapshot."""
    # Whoever asks twice gets the same: some of it is a query.
    scores = cache(reads.scores.result) if reads.scores else None
    sms = cache(reads.sms) if reads.sms else None
    computed = report.compute(
        Inputs(
            filters,
            snapshot,
            scores=scores or not_declared,
            scores_ready=reads.scores is None or reads.scores.is_ready,
            sms=sms or not_declared,
        )
    )
    warnings = [*warn_untold(filters, report.sources), *computed.warnings]
    if sms:
        warnings += sms().warnings
    if scores:
        warnings += scores().warnings
    meta = build_meta(snapshot, warnings, scores().scores if scores else None)
    return Answer(report, filters, computed.values, meta)
