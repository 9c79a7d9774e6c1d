"""The dashboard as one hand-written query per metric and chart, each with its own CTE.

All are gathered concurrently over a pool of asynchronous connections, the way a service does that
has one method per number. The queries share text, not work: each scans the range again.
"""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool

from bench.answer import Answer, Question, mean, rank, rate, thin

CONNECTIONS = 8
Rows: TypeAlias = list[TupleRow]
Pool: TypeAlias = AsyncConnectionPool[AsyncConnection[TupleRow]]

ATTEMPTED = "call_status IN ('completed', 'voicemail', 'no_answer', 'busy', 'failed')"
ANSWERED = "call_status = 'completed'"
INTERVIEW = f"{ANSWERED} AND question_completion_rate > 0"
PASSES = "max_score >= coalesce(script.passing_score, %(default_score)s)"

CALL = """
    WITH call AS (
        SELECT calls_call.id AS call_id, candidate_id, campaign_id, call_status, call_length_sec,
            question_completion_rate, score, opted_out, withdrawal_reason,
            accommodation_requested, created
        FROM calls_call
        JOIN campaigns_campaign ON campaigns_campaign.id = campaign_id
        WHERE campaigns_campaign.organization_id = %(organization)s
            AND calls_call.organization_id = %(organization)s
            AND created >= %(start)s AND created < %(end)s
    )"""
CANDIDATE_INFO = f"""{CALL}, application AS (
        SELECT campaign_id, candidate_id, max(score) AS max_score
        FROM call
        WHERE {ATTEMPTED} AND candidate_id IS NOT NULL
        GROUP BY campaign_id, candidate_id
    ), newest AS (
        SELECT DISTINCT ON (campaign_id, candidate_id) campaign_id, candidate_id, feedback
        FROM calls_candidatecampaignuserreview
        WHERE organization_id = %(organization)s AND feedback IS NOT NULL
        ORDER BY campaign_id, candidate_id, call_last_reviewed_at DESC, id DESC
    ), candidate_info AS (
        SELECT campaign_id, candidate_id, max_score, feedback
        FROM application LEFT JOIN newest USING (campaign_id, candidate_id)
    )"""
REVIEW = """
    WITH review AS (
        SELECT candidate_id, campaign_id, feedback, call_last_reviewed_at
        FROM calls_candidatecampaignuserreview
        JOIN campaigns_campaign ON campaigns_campaign.id = campaign_id
        WHERE campaigns_campaign.organization_id = %(organization)s
            AND calls_candidatecampaignuserreview.organization_id = %(organization)s
            AND call_last_reviewed_at >= %(start)s AND call_last_reviewed_at < %(end)s
    )"""
SCRIPT = """
    LEFT JOIN unnest(%(campaigns)s::bigint[], %(scores)s::float8[])
        AS script (campaign_id, passing_score) USING (campaign_id)"""


def day_of(column: str) -> str:
    """Return the local day of an instant."""
    return f"date_trunc('day', {column} AT TIME ZONE %(zone)s)::date AS day"


SCRIPTS = """
    SELECT campaign_id, passing_score
    FROM campaigns_campaignscript WHERE organization_id = %(organization)s"""
QUERIES = {
    "total_calls": f"{CALL} SELECT count(*) FROM call WHERE {ATTEMPTED}",
    "answer_rate": f"""{CALL}
        SELECT count(*) FILTER (WHERE {ANSWERED}), count(*) FROM call WHERE {ATTEMPTED}""",
    "call_completion_rate": f"""{CALL}
        SELECT count(*) FILTER (WHERE question_completion_rate >= %(completed)s), count(*)
        FROM call WHERE {ANSWERED}""",
    "interviews": f"{CALL} SELECT count(*) FROM call WHERE {INTERVIEW}",
    "people_contacted": f"""{CALL}
        SELECT count(DISTINCT candidate_id) FROM call WHERE {ATTEMPTED}""",
    "people_reached": f"{CALL} SELECT count(DISTINCT candidate_id) FROM call WHERE {ANSWERED}",
    "call_length": f"""{CALL}
        SELECT coalesce(sum(call_length_sec), 0) FROM call WHERE {ANSWERED}""",
    "avg_interview_length": f"""{CALL}
        SELECT sum(call_length_sec), count(call_length_sec) FROM call WHERE {INTERVIEW}""",
    "avg_time_to_first_interview": f"""{CALL}, interviewed AS (
            SELECT DISTINCT campaign_id, candidate_id
            FROM call WHERE {INTERVIEW} AND candidate_id IS NOT NULL
        ), first AS (
            SELECT min(created) FILTER (WHERE {INTERVIEW}) AS first_interview,
                min(created) FILTER (WHERE {ATTEMPTED}) AS first_attempt
            FROM interviewed JOIN calls_call USING (campaign_id, candidate_id)
            WHERE organization_id = %(organization)s AND created < %(end)s
            GROUP BY campaign_id, candidate_id
        )
        SELECT extract(epoch FROM sum(first_interview - first_attempt))::float8, count(*)
        FROM first WHERE first_interview >= %(start)s""",
    "opt_outs": f"""{CALL}
        SELECT count(DISTINCT candidate_id) FROM call WHERE {ATTEMPTED} AND opted_out""",
    "qualified_candidates": f"""{CANDIDATE_INFO}
        SELECT count(DISTINCT candidate_id) FROM candidate_info {SCRIPT} WHERE {PASSES}""",
    "passthrough_rate": f"""{CANDIDATE_INFO}
        SELECT count(*) FILTER (WHERE {PASSES}), count(*)
        FROM candidate_info {SCRIPT} WHERE max_score IS NOT NULL""",
    "thumbs_up": f"""{CANDIDATE_INFO}
        SELECT count(*) FROM candidate_info WHERE feedback = 'thumbs_up'""",
    "thumbs_down": f"""{CANDIDATE_INFO}
        SELECT count(*) FROM candidate_info WHERE feedback = 'thumbs_down'""",
    "calls_chart": f"""{CALL}
        SELECT {day_of("created")}, count(*), count(*) FILTER (WHERE {ANSWERED})
        FROM call WHERE {ATTEMPTED} GROUP BY day""",
    "candidates_chart": f"""{CALL}
        SELECT {day_of("created")}, count(DISTINCT candidate_id)
        FROM call WHERE {ATTEMPTED} GROUP BY day""",
    "interviews_chart": f"""{CALL}
        SELECT {day_of("created")}, count(*) FROM call WHERE {INTERVIEW} GROUP BY day""",
    "thumbs_up_chart": f"""{REVIEW}
        SELECT {day_of("call_last_reviewed_at")}, count(*)
        FROM review WHERE feedback = 'thumbs_up' GROUP BY day""",
    "thumbs_down_chart": f"""{REVIEW}
        SELECT {day_of("call_last_reviewed_at")}, count(*)
        FROM review WHERE feedback = 'thumbs_down' GROUP BY day""",
    "passthrough_rate_chart": f"""{CALL}, application AS (
            SELECT {day_of("created")}, campaign_id, candidate_id, max(score) AS max_score
            FROM call WHERE {ATTEMPTED} AND candidate_id IS NOT NULL
            GROUP BY day, campaign_id, candidate_id
        )
        SELECT day, count(*) FILTER (WHERE {PASSES}), count(*)
        FROM application {SCRIPT} WHERE max_score IS NOT NULL GROUP BY day""",
    "withdrawal_rate": f"""{CALL}
        SELECT count(withdrawal_reason), count(*) FROM call WHERE {ANSWERED}""",
    "withdrawal_reasons": f"""{CALL}
        SELECT withdrawal_reason, count(*)
        FROM call WHERE {ANSWERED} AND withdrawal_reason IS NOT NULL GROUP BY withdrawal_reason""",
    "accommodation_rate": f"""{CALL}
        SELECT count(*) FILTER (WHERE accommodation_requested), count(*)
        FROM call WHERE {ANSWERED}""",
}
RATES = ("answer_rate", "call_completion_rate", "passthrough_rate")
MEANS = ("avg_interview_length", "avg_time_to_first_interview")
CHARTS = {
    "calls": ("calls", "answered"),
    "candidates": ("candidates",),
    "interviews": ("interviews",),
    "thumbs_up": ("thumbs_up",),
    "thumbs_down": ("thumbs_down",),
    "passthrough_rate": ("numerator", "denominator"),
}


async def fetch(pool: Pool, query: str, params: Mapping[str, Any]) -> Rows:
    """Run one query on a connection of the pool."""
    async with pool.connection() as connection:
        cursor = await connection.execute(query.encode(), params)
        return await cursor.fetchall()


async def run(pool: Pool, question: Question) -> Answer:
    """Ask for the passing scores, then for everything else at once."""
    params: dict[str, Any] = dict(vars(question))
    scripts = await fetch(pool, SCRIPTS, params)
    params["campaigns"] = [campaign for campaign, _ in scripts]
    params["scores"] = [score for _, score in scripts]
    rows = await asyncio.gather(*(fetch(pool, query, params) for query in QUERIES.values()))
    return assemble(dict(zip(QUERIES, rows, strict=True)))


def assemble(rows: Mapping[str, Rows]) -> Answer:
    """Return the dashboard that the rows are."""
    scalars: dict[str, Any] = {}
    for name in QUERIES:
        if name.endswith("_chart"):
            break
        first = rows[name][0]
        if name in RATES:
            scalars[name] = rate(*first)
        else:
            scalars[name] = mean(*first) if name in MEANS else first[0]
    return {
        "scalars": scalars,
        "charts": {chart: draw(rows[f"{chart}_chart"], values) for chart, values in CHARTS.items()},
        "withdrawal": {
            "rate": rate(*rows["withdrawal_rate"][0]),
            "reasons": rank(dict(rows["withdrawal_reasons"])),
        },
        "accommodation": {"rate": rate(*rows["accommodation_rate"][0])},
    }


def draw(rows: Rows, names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the points of a chart, by day."""
    return thin({str(day): dict(zip(names, values, strict=True)) for day, *values in rows})


def open_pool(url: str) -> Pool:
    """Return a pool, still closed, whose connections stay open once they are."""
    return AsyncConnectionPool(
        url, min_size=CONNECTIONS, max_size=CONNECTIONS, open=False, kwargs={"autocommit": True}
    )
