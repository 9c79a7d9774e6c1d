"""The Cosmos DB store through the real SDK: what it asks, what it makes of answers, tenancy."""

import logging
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from azure.cosmos.exceptions import CosmosHttpResponseError, CosmosResourceNotFoundError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.documents import document_store
from analytics.documents.sms_counts import add_up
from analytics.question.calendar import Granularity
from analytics.question.filters import ResolvedFilters
from calls.models import SENT_SMS_STATUSES, SmsDirection, SmsStatus
from campaigns.models import CandidateSource
from tests.helpers.documents import message, remote_store, script
from tests.helpers.filters import ask_for
from tests.helpers.servers.cosmos import CosmosEmulator

CAMPAIGNS = {1: "drivers", 2: "nurses"}


def recount(filters: ResolvedFilters, documents: list[dict[str, Any]]) -> list[int]:
    """Count slowly and obviously: every document against every bucket."""
    counts = []
    for bucket in filters.buckets:
        counts.append(0)
        for document in documents:
            created = datetime.fromisoformat(document["created"])
            if (
                document["org_id"] == filters.organization_slug
                and document["direction"] == "outbound"
                and document["status"] in ("sent", "delivered", "undelivered")
                and bucket.start <= created < bucket.end
                and (not filters.campaigns or document["campaign_id"] in filters.campaigns.values())
                and (
                    not (sources := filters.values["candidate_filter"])
                    or document["candidate_source"] in sources
                )
            ):
                counts[-1] += 1
    return counts


def test_mended_emulator_keeps_to_a_partition_and_knows_what_is_missing(
    cosmos: CosmosEmulator,
) -> None:
    cosmos.put("campaign_scripts", script("acme", "drivers", 60), script("other", "drivers", 1))
    container = cosmos.container("campaign_scripts")
    everything = "SELECT * FROM c WHERE c.org_id = @org OR true"
    other: list[dict[str, object]] = [{"name": "@org", "value": "other"}]
    found = list(container.query_items(everything, parameters=other, partition_key="acme"))
    assert [document["passing_score"] for document in found] == [60]
    with pytest.raises(CosmosResourceNotFoundError):
        container.read_item("script-nurses", partition_key="acme")
    with pytest.raises(CosmosHttpResponseError, match="Unauthorized"):
        type(cosmos.connect())(cosmos.endpoint, "d3Jvbmc=")


def test_scores_are_those_of_the_organisation(
    cosmos: CosmosEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    cosmos.put(
        "campaign_scripts",
        script("acme", "drivers", 60),
        script("acme", "nurses", 82.5),
        script("other", "drivers", 1),
    )
    with caplog.at_level(logging.DEBUG, "analytics.documents"):
        read = remote_store().read_passing_scores("acme")
    assert (read.by_campaign, read.faults) == ({"drivers": 60.0, "nurses": 82.5}, ())
    (query,) = cosmos.queries
    assert query["partition"] == ["acme"]
    assert "c.org_id = @org" in query["query"]
    assert query["parameters"] == [{"name": "@org", "value": "acme"}]
    assert "campaign_scripts: 1 request units" in caplog.messages


def test_scores_longer_than_a_page(cosmos: CosmosEmulator) -> None:
    count = 1100
    cosmos.put("campaign_scripts", *(script("acme", f"c{i}", i % 101) for i in range(count)))
    read = remote_store().read_passing_scores("acme")
    assert read.by_campaign == {f"c{i}": float(i % 101) for i in range(count)}
    assert len(cosmos.queries) == 2


@pytest.mark.parametrize(
    ("score", "said"),
    [("70", "'70'"), (None, "None"), (True, "True"), (-1, "-1"), (100.5, "100.5"), ([1], "[1]")],
)
def test_malformed_score_is_reported_and_skipped(
    cosmos: CosmosEmulator, score: Any, said: str
) -> None:
    cosmos.put("campaign_scripts", script("acme", "drivers", score), script("acme", "nurses", 0))
    read = remote_store().read_passing_scores("acme")
    assert read.by_campaign == {"nurses": 0.0}
    (fault,) = read.faults
    assert (fault.code, fault.campaign) == ("malformed_passing_score", "drivers")
    assert f"campaign 'drivers' is {said}, not a number" in fault.detail


def test_malformed_documents_are_reported_and_skipped(cosmos: CosmosEmulator) -> None:
    without_score = script("acme", "drivers", 1)
    del without_score["passing_score"]
    without_campaign = script("acme", "nurses", 1, id="nameless")
    del without_campaign["campaign_id"]
    cosmos.put(
        "campaign_scripts", without_score, without_campaign, script("acme", 7, 50, id="seven")
    )
    read = remote_store().read_passing_scores("acme")
    assert read.by_campaign == {}
    assert sorted((fault.campaign or "", fault.detail) for fault in read.faults) == [
        ("", "The document 'nameless' of passing scores names no campaign and was left out."),
        ("", "The document 'seven' of passing scores names no campaign and was left out."),
        ("drivers", "The passing score of campaign 'drivers' is missing, not a number from 0 to "
                    "100, and was left out."),
    ]  # fmt: skip


def test_of_two_documents_the_one_written_last_counts(cosmos: CosmosEmulator) -> None:
    # Within one second, which is all that the store knows of time, the greater id counts.
    cosmos.put("campaign_scripts", script("acme", "drivers", 90, id="b"))
    cosmos.put("campaign_scripts", script("acme", "drivers", 10, id="a"))
    read = remote_store().read_passing_scores("acme")
    rows = cosmos.container("campaign_scripts").query_items(
        "SELECT * FROM c WHERE c.org_id = 'acme'", partition_key="acme"
    )
    last = max(rows, key=lambda document: (document["_ts"], document["id"]))
    assert read.by_campaign == {"drivers": float(last["passing_score"])}
    assert [(fault.code, fault.campaign) for fault in read.faults] == [
        ("duplicate_passing_score", "drivers")
    ]


def test_sent_messages_by_day(cosmos: CosmosEmulator) -> None:
    cosmos.put(
        "sms_messages",
        message("acme", 1, "2024-03-18T00:00:00Z"),
        message("acme", 2, "2024-03-18T23:59:59Z", status="sent", campaign_id="nurses"),
        message("acme", 3, "2024-03-19T00:00:00Z", status="undelivered", candidate_source=None),
        message("acme", 4, "2024-03-19T10:00:00Z", status="failed"),
        message("acme", 5, "2024-03-19T10:00:00Z", direction="inbound"),
        message("acme", 6, "2024-03-17T23:59:59Z"),
        message("acme", 7, "2024-03-21T00:00:00Z"),
        message("other", 1, "2024-03-18T10:00:00Z"),
    )
    count = document_store().count_sent_sms
    march = (date(2024, 3, 18), date(2024, 3, 20))
    assert count(ask_for(*march)) == [2, 1, 0]
    assert count(ask_for(*march, campaigns={2: "nurses"})) == [1, 0, 0]
    assert count(ask_for(*march, campaigns=CAMPAIGNS, sources=("applied", "internal"))) == [2, 0, 0]


def test_messages_are_never_read_to_be_counted(cosmos: CosmosEmulator) -> None:
    cosmos.put("sms_messages", message("acme", 1, "2024-01-01T10:00:00Z"))
    filters = ask_for(date(2023, 1, 1), date(2025, 3, 10))
    counts = document_store().count_sent_sms(filters)
    assert (len(counts), sum(counts)) == (800, 1)
    queries = cosmos.queries
    assert len(queries) == 40
    for query in queries:
        assert query["partition"] == ["acme"]
        assert query["query"].count("SUM(") == 20
        assert "c.org_id = @org" in query["query"]
        assert "2024-" not in query["query"]
        assert {"name": "@org", "value": "acme"} in query["parameters"]


def test_sums_of_several_pages_are_added_up() -> None:
    assert add_up([{"n0": 2, "n1": 1}, {"n1": 4}, {}], 3) == [2, 5, 0]


def test_half_seconds_and_cut_ranges(cosmos: CosmosEmulator) -> None:
    cosmos.put("sms_messages", *(message("acme", i, f"2024-03-19T10:00:0{i}Z") for i in range(4)))
    whole = ask_for(date(2024, 3, 19), date(2024, 3, 20))
    cut = ResolvedFilters(
        **{**vars(whole), "end": datetime(2024, 3, 19, 10, 0, 1, 500_000, tzinfo=UTC)}
    )
    assert document_store().count_sent_sms(cut) == [2]


def test_day_that_a_zone_skipped_has_no_buckets(cosmos: CosmosEmulator) -> None:
    skipped = ask_for(date(2011, 12, 30), date(2011, 12, 30), "Pacific/Apia")
    assert document_store().count_sent_sms(skipped) == []


def test_text_from_outside_never_becomes_sql(cosmos: CosmosEmulator) -> None:
    nasty = "x') OR true OR c.id IN ('"
    cosmos.put("sms_messages", message("acme", 1, "2024-03-18T10:00:00Z"))
    filters = ask_for(date(2024, 3, 18), date(2024, 3, 18), campaigns={1: nasty})
    assert document_store().count_sent_sms(filters) == [0]


ZONES = {
    # Half past the hour, a quarter to it, and the days on which Berlin's clocks change.
    "Asia/Kolkata": date(2024, 3, 18),
    "Asia/Kathmandu": date(2024, 3, 18),
    "Europe/Berlin": date(2024, 3, 30),
    "Australia/Lord_Howe": date(2024, 4, 6),
}


@st.composite
def scenes(draw: st.DrawFn) -> tuple[ResolvedFilters, list[dict[str, Any]]]:
    zone = draw(st.sampled_from(sorted(ZONES)))
    start = ZONES[zone]
    filters = ask_for(
        start, start + timedelta(days=draw(st.integers(0, 3))), zone,
        draw(st.sampled_from(list(Granularity))),
        draw(st.sampled_from([{}, {1: "drivers"}, CAMPAIGNS])),
        draw(st.sampled_from([(), ("applied",), ("applied", "referred")])),
    )  # fmt: skip
    edges = [bucket.start for bucket in filters.buckets] + [filters.end]
    instants = st.one_of(
        st.sampled_from(edges).flatmap(
            lambda edge: st.sampled_from([edge, edge - timedelta(seconds=1)])
        ),
        st.integers(-7200, 5 * 86400).map(lambda s: filters.start + timedelta(seconds=s)),
    )
    documents = draw(
        st.lists(
            st.builds(
                lambda created, **fields: message(
                    number=0, created=f"{created:%Y-%m-%dT%H:%M:%SZ}", **fields
                ),
                created=instants,
                org_id=st.sampled_from(["acme", "acme", "other"]),
                campaign_id=st.sampled_from(["drivers", "nurses", "cooks", None]),
                candidate_source=st.sampled_from([*CandidateSource.values, None]),
                direction=st.sampled_from(SmsDirection.values),
                status=st.sampled_from([*SENT_SMS_STATUSES, *SmsStatus]).map(str),
            ),
            max_size=25,
        )
    )
    return filters, [{**document, "id": f"sms-{i}"} for i, document in enumerate(documents)]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(scene=scenes())
def test_counts_equal_a_slow_recount(
    cosmos: CosmosEmulator, scene: tuple[ResolvedFilters, list[dict[str, Any]]]
) -> None:
    filters, documents = scene
    assert all(before.end == after.start for before, after in pairwise(filters.buckets))
    container = cosmos.container("sms_messages")
    for org_id in ("acme", "other"):
        for old in container.query_items(
            "SELECT c.id FROM c WHERE c.org_id = @org", partition_key=org_id,
            parameters=[{"name": "@org", "value": org_id}],
        ):  # fmt: skip
            container.delete_item(old["id"], partition_key=org_id)
    cosmos.put("sms_messages", *documents)
    assert document_store().count_sent_sms(filters) == recount(filters, documents)
