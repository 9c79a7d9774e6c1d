"""The dashboard on ClickHouse in this process (chdb): another columnar engine, the same rows.

Its tables are filled from the Parquet files of DuckDB and sorted as it likes them; its statements
are those of DuckDB in its own dialect.
"""

import json
from functools import partial
from pathlib import Path
from typing import Any

from chdb.session import Session

from bench.answer import Answer, Question
from bench.duckdb_dashboard import Row, assemble
from bench.hand_written import ANSWERED, ATTEMPTED, INTERVIEW

SORTED_BY = {
    "calls": "organization_id, created, id",
    "reviews": "organization_id, call_last_reviewed_at, id",
    "scripts": "campaign_id",
}
TYPES = {
    "organization": "Int64",
    "start": "DateTime64(6, 'UTC')",
    "end": "DateTime64(6, 'UTC')",
    "zone": "String",
    "completed": "Float64",
    "default_score": "Float64",
}

# Literals where ClickHouse takes no parameter: the name of a zone has to be constant.
IN_RANGE = """organization_id = {{organization:Int64}}
    AND {0} >= {{start:DateTime64(6, 'UTC')}} AND {0} < {{end:DateTime64(6, 'UTC')}}"""
DAY = "toString(toDate({0}, {{zone:String}})) AS day"
QUALIFIED = "max_score >= coalesce(passing_score, {default_score:Float64})"
CALL = IN_RANGE.format("created")

CALLS = f"""
    WITH call AS (SELECT *, {DAY.format("created")} FROM calls WHERE {CALL})
    SELECT day,
        countIf({ATTEMPTED}) AS attempted,
        countIf({ANSWERED}) AS answered,
        countIf({INTERVIEW}) AS interviews,
        countIf({ANSWERED} AND question_completion_rate >= {{completed:Float64}}) AS completed,
        uniqExactIf(candidate_id, {ATTEMPTED}) AS contacted,
        uniqExactIf(candidate_id, {ANSWERED}) AS reached,
        uniqExactIf(candidate_id, {ATTEMPTED} AND opted_out) AS opt_outs,
        coalesce(sumIf(call_length_sec, {ANSWERED}), 0) AS call_length,
        sumIf(call_length_sec, {INTERVIEW}) AS interview_length,
        countIf(call_length_sec IS NOT NULL AND {INTERVIEW}) AS interviews_with_length,
        countIf(withdrawal_reason IS NOT NULL AND {ANSWERED}) AS withdrawn,
        countIf({ANSWERED} AND accommodation_requested) AS accommodation,
        sumMapIf(map(assumeNotNull(withdrawal_reason), 1),
            withdrawal_reason IS NOT NULL AND {ANSWERED}) AS reasons
    FROM call GROUP BY GROUPING SETS ((), (day))"""
APPLICATION = f"""
    SELECT {{}}campaign_id, candidate_id, max(score) AS max_score
    FROM calls WHERE {CALL} AND {ATTEMPTED} AND candidate_id IS NOT NULL GROUP BY ALL"""
CANDIDATE_INFO = f"""
    WITH application AS ({APPLICATION.replace("{}", "")}), newest AS (
        SELECT campaign_id, candidate_id,
            argMax(feedback, (call_last_reviewed_at, id)) AS feedback
        FROM reviews
        WHERE organization_id = {{organization:Int64}} AND feedback IS NOT NULL
        GROUP BY ALL
    )
    SELECT uniqExactIf(candidate_id, {QUALIFIED}) AS candidates,
        countIf({QUALIFIED}) AS qualified,
        count(max_score) AS scored,
        countIf(feedback = 'thumbs_up') AS thumbs_up,
        countIf(feedback = 'thumbs_down') AS thumbs_down
    FROM application
    LEFT JOIN newest USING (campaign_id, candidate_id)
    LEFT JOIN scripts USING (campaign_id)"""
CANDIDATE_INFO_BY_DAY = f"""
    WITH application AS ({APPLICATION.replace("{}", DAY.format("created") + ", ")})
    SELECT day, countIf({QUALIFIED}) AS numerator, count(max_score) AS denominator
    FROM application LEFT JOIN scripts USING (campaign_id) GROUP BY day"""
REVIEWS = f"""
    SELECT {DAY.format("call_last_reviewed_at")},
        countIf(feedback = 'thumbs_up') AS thumbs_up,
        countIf(feedback = 'thumbs_down') AS thumbs_down
    FROM reviews WHERE {IN_RANGE.format("call_last_reviewed_at")} GROUP BY day"""
FIRST_INTERVIEWS = f"""
    SELECT sum(dateDiff('second', first_attempt, first_interview)) AS total, count() AS count
    FROM (
        SELECT minIf(created, {INTERVIEW}) AS first_interview,
            minIf(created, {ATTEMPTED}) AS first_attempt
        FROM calls
        WHERE organization_id = {{organization:Int64}}
            AND created < {{end:DateTime64(6, 'UTC')}}
            AND (campaign_id, candidate_id) IN (
                SELECT campaign_id, candidate_id FROM calls
                WHERE {CALL} AND {INTERVIEW} AND candidate_id IS NOT NULL
            )
        GROUP BY campaign_id, candidate_id
    )
    WHERE first_interview >= {{start:DateTime64(6, 'UTC')}}"""
STATEMENTS = {
    "calls": CALLS,
    "applications": CANDIDATE_INFO,
    "applications_by_day": CANDIDATE_INFO_BY_DAY,
    "reviews": REVIEWS,
    "first_interviews": FIRST_INTERVIEWS,
}
# Absent is NULL, as in SQL; whole numbers are numbers in JSON; the grouped total has no day.
SETTINGS = """ SETTINGS join_use_nulls = 1, output_format_json_quote_64bit_integers = 0,
    group_by_use_nulls = 1, prefer_column_name_to_alias = 1"""


def connect(parquet: Path) -> Session:
    """Return a session whose tables hold what the files do, in a temporary folder of its own."""
    session = Session()
    session.query("CREATE DATABASE IF NOT EXISTS bench ENGINE = Atomic")
    session.query("USE bench")
    for name, order in SORTED_BY.items():
        session.query(
            f"CREATE TABLE {name} ENGINE = MergeTree ORDER BY ({order})"
            " SETTINGS allow_nullable_key = 1"
            f" AS SELECT * FROM file('{parquet / name}.parquet', Parquet)"
        )
    return session


def ask(session: Session, statement: str, question: Question) -> list[Row]:
    """Return the rows that answer a statement, with the parameters that it names."""
    params: dict[str, Any] = {
        **vars(question),
        "start": question.start.strftime("%Y-%m-%d %H:%M:%S"),
        "end": question.end.strftime("%Y-%m-%d %H:%M:%S"),
    }
    named = {name: value for name, value in params.items() if f"{{{name}:" in statement}
    answer = session.query(statement + SETTINGS, "JSONEachRow", params=named)
    return [json.loads(line) for line in str(answer).splitlines()]


def run(session: Session, question: Question) -> Answer:
    """Return the dashboard."""
    return assemble(partial(ask, session), question, STATEMENTS)
