"""Running a report: one read-only session, and what is remote read beside it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from analytics.documents.passing_scores import PendingScores, begin_resolving
from analytics.question.filters import ResolvedFilters
from analytics.question.scope import Scope, ScopeT
from analytics.reports.answers import build_meta, warn_untold
from analytics.reports.report import Answer, Inputs, Remote, Report, ValuesT, not_declared
from analytics.reports.sent_sms import SentSms, start_sms_reads
from analytics_project.database.replica import Snapshot, read_consistently
from analytics_project.monitoring import PASSING_SCORES

# Runs a function in a read-only session and returns its result.
Read: TypeAlias = Callable[[Callable[[Snapshot], list[Answer[Any, Any]]]], list[Answer[Any, Any]]]


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
    answer: Answer[ScopeT, ValuesT]
    (answer,) = run_reports([(report, filters)])
    return answer


def run_reports(
    asked: Sequence[tuple[Report[Any, Any], Any]], read: Read = read_consistently
) -> list[Answer[Any, Any]]:
    """Return what reports answer, all from one snapshot; they are about the same campaigns.

    `read` opens the session; see `run_report` for what is raised.
    """
    needs = frozenset[Remote]().union(*(report.needs for report, _ in asked))
    with start_remote_reads(needs, asked[0][1]) as reads:
        answers = read(lambda snapshot: [read_answer(*each, snapshot, reads) for each in asked])
    for scores in filter(None, (answer.meta.get("passing_scores") for answer in answers)):
        PASSING_SCORES.labels(scores["source"]).inc()
    return answers


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
    pending = reads.scores if Remote.PASSING_SCORES in report.needs else None
    scores = cache(pending.result) if pending else None
    sms = cache(reads.sms) if reads.sms and Remote.TEXT_MESSAGES in report.needs else None
    computed = report.compute(
        Inputs(
            filters,
            snapshot,
            scores=scores or not_declared,
            scores_ready=pending is None or pending.is_ready,
            sms=sms or not_declared,
        )
    )
    warnings = [*warn_untold(filters, report.sources), *computed.warnings]
    if sms:
        warnings += sms().warnings
    if scores:
        warnings += scores().warnings
    meta = build_meta(
        snapshot, warnings, scores().scores if scores else None, computed.computed_from
    )
    return Answer(report, filters, computed.values, meta)
