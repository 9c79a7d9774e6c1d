"""Generated tables of all kinds, around those of the dashboard."""

from datetime import datetime
from decimal import Decimal

from hypothesis import strategies as st

from tests.helpers.oracle import Question, Row, Rows
from tests.helpers.oracle_calendar import DAY, find_range
from tests.helpers.question_strategies import near
from tests.helpers.strategies import flatten, list_slots, scenes

SMS_STATUSES = ["sent", "delivered", "undelivered"] * 3 + ["queued", "failed", "received", "read"]
CREDITS = [Decimal(text) for text in ("0", "0.0001", "0.1", "1.5", "12.3456", "99999.9999")]


def generate_rows(
    draw: st.DrawFn, slots: list[Row], times: list[datetime], **columns: st.SearchStrategy[object]
) -> list[Row]:
    """Generate rows of the slots at the times."""
    row: st.SearchStrategy[Row] = st.fixed_dictionaries(
        {"slot": st.sampled_from(slots), "created": st.sampled_from(times), **columns}
    )
    length = draw(st.integers(0, 15))
    made = draw(st.lists(row, min_size=length, max_size=length))
    return [flatten(number, values) for number, values in enumerate(made, 1)]


def generate_ratings(draw: st.DrawFn, calls: list[Row], times: list[datetime]) -> list[Row]:
    """Generate at most one rating of each call, given at any time."""
    rated = draw(st.lists(st.sampled_from(calls), unique_by=lambda call: call["id"]))
    return [
        {
            "organization_id": call["organization_id"],
            "call_id": call["id"],
            "created": draw(st.sampled_from(times)),
            "rating": draw(st.integers(1, 5)),
        }
        for call in rated
    ]


def launch_campaigns(draw: st.DrawFn, rows: Rows, now: datetime, times: list[datetime]) -> None:
    weeks_before = st.integers(0, 60).map(lambda days: now - days * DAY)
    launches = st.none() | st.sampled_from(times) | near([now]) | weeks_before
    for campaign in rows.campaigns:
        campaign["launched_at"] = draw(launches)


@st.composite
def source_scenes(draw: st.DrawFn) -> tuple[Rows, Question]:
    """Generate the tables and a question about one of the two organisations."""
    rows, question = draw(scenes())
    window = find_range(question)
    times = [*(call["created"] for call in rows.calls), window.start, window.end]
    slots = list_slots(rows, question.org_id)
    # Text messages and credits may belong to the organisation alone.
    looser = [*slots, *({**slot, "campaign_id": None} for slot in slots)]
    direction = st.sampled_from(["outbound", "outbound", "outbound", "inbound"])
    rows.ratings = generate_ratings(draw, rows.calls, times)
    rows.sms = generate_rows(
        draw, looser, times, direction=direction, status=st.sampled_from(SMS_STATUSES)
    )
    rows.web_calls = generate_rows(
        draw, slots, times, length_sec=st.sampled_from([None, 0, 1, 3600, 2**31 - 1])
    )
    rows.screenings = generate_rows(draw, slots, times)
    charged = generate_rows(draw, looser, times, credits=st.sampled_from(CREDITS))
    for charge in charged:
        del charge["candidate_id"]
    rows.credits = charged
    launch_campaigns(draw, rows, question.now, times)
    return rows, question
