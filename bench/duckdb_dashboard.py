"""The dashboard on DuckDB over Parquet files, one statement per CTE: the yardstick.

A columnar engine made for such questions, with the same rows, threads for all cores, and files
sorted as it likes them.
"""

import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import psycopg

from bench.answer import Answer, Question, mean, rank, rate, thin
from bench.hand_written import ANSWERED, ATTEMPTED, INTERVIEW

# What is exported, and the types that CSV does not keep.
CALL_TYPES = {
    "id": "BIGINT",
    "organization_id": "BIGINT",
    "campaign_id": "BIGINT",
    "candidate_id": "BIGINT",
    "created": "TIMESTAMPTZ",
    "call_status": "VARCHAR",
    "call_length_sec": "INTEGER",
    "question_completion_rate": "DOUBLE",
    "score": "DOUBLE",
    "opted_out": "BOOLEAN",
    "withdrawal_reason": "VARCHAR",
    "accommodation_requested": "BOOLEAN",
}
REVIEW_TYPES = {
    "id": "BIGINT",
    "organization_id": "BIGINT",
    "campaign_id": "BIGINT",
    "candidate_id": "BIGINT",
    "feedback": "VARCHAR",
    "call_last_reviewed_at": "TIMESTAMPTZ",
}
SCRIPT_TYPES = {"campaign_id": "BIGINT", "passing_score": "DOUBLE"}
TABLES: dict[str, tuple[str, dict[str, str], str]] = {
    "calls": ("calls_call", CALL_TYPES, "organization_id, created"),
    "reviews": (
        "calls_candidatecampaignuserreview",
        REVIEW_TYPES,
        "organization_id, call_last_reviewed_at",
    ),
    "scripts": ("campaigns_campaignscript", SCRIPT_TYPES, "campaign_id"),
}

IN_RANGE = "organization_id = $organization AND {0} >= $start AND {0} < $end"
DAY = "CAST(date_trunc('day', {0} AT TIME ZONE $zone) AS DATE) AS day"
QUALIFIED = "max_score >= coalesce(passing_score, $default_score)"

# day is null in the row of the whole range.
CALLS = f"""
    WITH call AS (
        SELECT *, {DAY.format("created")} FROM calls WHERE {IN_RANGE.format("created")}
    )
    SELECT day,
        count(*) FILTER (WHERE {ATTEMPTED}) AS attempted,
        count(*) FILTER (WHERE {ANSWERED}) AS answered,
        count(*) FILTER (WHERE {INTERVIEW}) AS interviews,
        count(*) FILTER (WHERE {ANSWERED} AND question_completion_rate >= $completed) AS completed,
        count(DISTINCT candidate_id) FILTER (WHERE {ATTEMPTED}) AS contacted,
        count(DISTINCT candidate_id) FILTER (WHERE {ANSWERED}) AS reached,
        count(DISTINCT candidate_id) FILTER (WHERE {ATTEMPTED} AND opted_out) AS opt_outs,
        coalesce(sum(call_length_sec) FILTER (WHERE {ANSWERED}), 0) AS call_length,
        sum(call_length_sec) FILTER (WHERE {INTERVIEW}) AS interview_length,
        count(call_length_sec) FILTER (WHERE {INTERVIEW}) AS interviews_with_length,
        count(withdrawal_reason) FILTER (WHERE {ANSWERED}) AS withdrawn,
        count(*) FILTER (WHERE {ANSWERED} AND accommodation_requested) AS accommodation,
        histogram(withdrawal_reason) FILTER (WHERE {ANSWERED} AND withdrawal_reason IS NOT NULL)
            AS reasons
    FROM call GROUP BY GROUPING SETS ((), (day))"""
CANDIDATE_INFO = f"""
    WITH application AS (
        SELECT campaign_id, candidate_id, max(score) AS max_score
        FROM calls
        WHERE {IN_RANGE.format("created")} AND {ATTEMPTED} AND candidate_id IS NOT NULL
        GROUP BY ALL
    ), newest AS (
        SELECT campaign_id, candidate_id,
            arg_max(feedback, (call_last_reviewed_at, id)) AS feedback
        FROM reviews WHERE organization_id = $organization AND feedback IS NOT NULL
        GROUP BY ALL
    )
    SELECT count(DISTINCT candidate_id) FILTER (WHERE {QUALIFIED}) AS candidates,
        count(*) FILTER (WHERE {QUALIFIED}) AS qualified,
        count(max_score) AS scored,
        count(*) FILTER (WHERE feedback = 'thumbs_up') AS thumbs_up,
        count(*) FILTER (WHERE feedback = 'thumbs_down') AS thumbs_down
    FROM application
    LEFT JOIN newest USING (campaign_id, candidate_id)
    LEFT JOIN scripts USING (campaign_id)"""
CANDIDATE_INFO_BY_DAY = f"""
    WITH application AS (
        SELECT {DAY.format("created")}, campaign_id, candidate_id, max(score) AS max_score
        FROM calls
        WHERE {IN_RANGE.format("created")} AND {ATTEMPTED} AND candidate_id IS NOT NULL
        GROUP BY ALL
    )
    SELECT day, count(*) FILTER (WHERE {QUALIFIED}) AS numerator, count(max_score) AS denominator
    FROM application LEFT JOIN scripts USING (campaign_id) GROUP BY day"""
REVIEWS = f"""
    SELECT {DAY.format("call_last_reviewed_at")},
        count(*) FILTER (WHERE feedback = 'thumbs_up') AS thumbs_up,
        count(*) FILTER (WHERE feedback = 'thumbs_down') AS thumbs_down
    FROM reviews WHERE {IN_RANGE.format("call_last_reviewed_at")} GROUP BY day"""
FIRST_INTERVIEWS = f"""
    WITH interviewed AS (
        SELECT DISTINCT campaign_id, candidate_id
        FROM calls
        WHERE {IN_RANGE.format("created")} AND {INTERVIEW} AND candidate_id IS NOT NULL
    ), first AS (
        SELECT min(created) FILTER (WHERE {INTERVIEW}) AS first_interview,
            min(created) FILTER (WHERE {ATTEMPTED}) AS first_attempt
        FROM calls JOIN interviewed USING (campaign_id, candidate_id)
        WHERE organization_id = $organization AND created < $end
        GROUP BY campaign_id, candidate_id
    )
    SELECT sum(epoch(first_interview) - epoch(first_attempt)) AS total, count(*) AS count
    FROM first WHERE first_interview >= $start"""

STATEMENTS = {
    "calls": CALLS,
    "applications": CANDIDATE_INFO,
    "applications_by_day": CANDIDATE_INFO_BY_DAY,
    "reviews": REVIEWS,
    "first_interviews": FIRST_INTERVIEWS,
}

Row: TypeAlias = dict[str, Any]
Statements: TypeAlias = Mapping[str, str]


def export(url: str, folder: Path) -> None:
    """Write the tables to Parquet, in a folder that exists."""
    with psycopg.connect(url) as connection, duckdb.connect() as duck:
        for name, (table, types, order) in TABLES.items():
            with tempfile.NamedTemporaryFile(dir=folder, suffix=".csv") as file:
                statement = f"COPY (SELECT {', '.join(types)} FROM {table}) TO STDOUT (FORMAT csv)"
                with connection.cursor().copy(statement.encode()) as copy:
                    for block in copy:
                        file.write(block)
                file.flush()
                duck.execute(
                    f"COPY (FROM read_csv('{file.name}', header=false, columns={types})"
                    f" ORDER BY {order}) TO '{folder / name}.parquet'"
                )


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection that has the files as views."""
    duck = duckdb.connect()
    for name in TABLES:
        duck.execute(f"CREATE VIEW {name} AS FROM '{folder / name}.parquet'")
    return duck


def ask(duck: duckdb.DuckDBPyConnection, statement: str, question: Question) -> list[Row]:
    """Return the rows that answer a statement, with the parameters that it names."""
    params = {name: value for name, value in vars(question).items() if f"${name}" in statement}
    cursor = duck.execute(statement, params)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def run(duck: duckdb.DuckDBPyConnection, question: Question) -> Answer:
    """Return the dashboard."""
    return assemble(partial(ask, duck), question, STATEMENTS)


def assemble(
    ask: Callable[[str, Question], list[Row]], question: Question, statements: Statements
) -> Answer:
    """Return the dashboard that the rows of these statements are."""
    rows = {name: ask(statement, question) for name, statement in statements.items()}
    calls = rows["calls"]
    [total] = [row for row in calls if row["day"] is None]
    by_day = [row for row in calls if row["day"] is not None]
    reviews = rows["reviews"]
    [applications], [first] = rows["applications"], rows["first_interviews"]
    return {
        "scalars": scalars(total, applications, first),
        "charts": {
            "calls": draw(by_day, calls="attempted", answered="answered"),
            "candidates": draw(by_day, candidates="contacted"),
            "interviews": draw(by_day, interviews="interviews"),
            "thumbs_up": draw(reviews, thumbs_up="thumbs_up"),
            "thumbs_down": draw(reviews, thumbs_down="thumbs_down"),
            "passthrough_rate": draw(
                rows["applications_by_day"], numerator="numerator", denominator="denominator"
            ),
        },
        "withdrawal": {
            "rate": rate(total["withdrawn"], total["answered"]),
            "reasons": rank(total["reasons"] or {}),
        },
        "accommodation": {"rate": rate(total["accommodation"], total["answered"])},
    }


def scalars(total: Row, applications: Row, first: Row) -> dict[str, Any]:
    """Return the scalars by the API's names."""
    return {
        "total_calls": total["attempted"],
        "answer_rate": rate(total["answered"], total["attempted"]),
        "call_completion_rate": rate(total["completed"], total["answered"]),
        "interviews": total["interviews"],
        "people_contacted": total["contacted"],
        "people_reached": total["reached"],
        "call_length": total["call_length"],
        "avg_interview_length": mean(total["interview_length"], total["interviews_with_length"]),
        "avg_time_to_first_interview": mean(first["total"], first["count"]),
        "opt_outs": total["opt_outs"],
        "qualified_candidates": applications["candidates"],
        "passthrough_rate": rate(applications["qualified"], applications["scored"]),
        "thumbs_up": applications["thumbs_up"],
        "thumbs_down": applications["thumbs_down"],
    }


def draw(rows: list[Row], **columns: str) -> dict[str, Row]:
    """Return the points of a chart, by day: each value from the column of that name."""
    return thin(
        {str(row["day"]): {name: row[column] for name, column in columns.items()} for row in rows}
    )
