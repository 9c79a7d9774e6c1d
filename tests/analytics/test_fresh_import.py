"""Questions right after an import, where PostgreSQL has not yet looked at the rows by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.rows.selection import metrics_of
from analytics.semantic.bases import RowKind
from tests.helpers.servers.postgres import PostgresPair
from tests.helpers.servers.service import Service

CALLS, PEOPLE, CAMPAIGNS = 6_000, 3_000, 5
STATEMENT_TIMEOUT_MS = "1500"
QUERY = (
    "start_date=2024-01-01&end_date=2024-03-31&candidate_filter=applied&candidate_filter=referred"
)
FORGET = "DELETE FROM pg_statistic; UPDATE pg_class SET reltuples = -1, relpages = 0"


@pytest.fixture(scope="module")
def pair() -> Iterator[PostgresPair]:
    with PostgresPair(standbys=0, settings={"autovacuum": "off"}) as pair:
        yield pair


@pytest.fixture(scope="module")
def service(pair: PostgresPair, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service with an organisation whose rows were imported a moment ago."""
    folder = tmp_path_factory.mktemp("fresh")
    environment = {
        "DATABASE_URL": pair.primary.url,
        "REPLICA_URL": "",
        "STATEMENT_TIMEOUT_MS": STATEMENT_TIMEOUT_MS,
    }
    service = Service(environment, folder / "log")
    service.manage("migrate", "--verbosity", "0")
    for kind, lines in (("candidates", people()), ("calls", calls()), ("reviews", reviews())):
        file = folder / f"{kind}.csv"
        file.write_text("\n".join(lines))
        service.manage("import_csv", kind, str(file), "--org", "fresh", "--create-org")
    service.manage("createsuperuser", "--noinput", "--username", "staff", "--email", "s@s.test")
    service.token = service.manage("create_token", "staff", "--scope", "read", "--scope", "write")
    with service:
        yield service


def people() -> Iterator[str]:
    yield "external_id,source"
    for person in range(PEOPLE):
        yield f"p{person},{('applied', 'referred', 'sourced')[person % 3]}"


def calls() -> Iterator[str]:
    yield "external_id,campaign,candidate,created,status,question_completion_rate,score"
    for call in range(CALLS):
        created = f"2024-{1 + call % 3:02}-{1 + call % 28:02}T{call % 24:02}:00:00Z"
        outcome = "completed,1,80" if call % 2 else "no_answer,,"
        yield f"c{call},drive-{call % CAMPAIGNS},p{call % PEOPLE},{created},{outcome}"


def reviews() -> Iterator[str]:
    yield "candidate,campaign,reviewer,feedback,call_last_reviewed_at"
    for person in range(PEOPLE):
        yield f"p{person},drive-{person % CAMPAIGNS},ann,thumbs_up,2024-03-01T00:00:00Z"


def count_known(pair: PostgresPair) -> dict[str, float]:
    """Return how many rows PostgreSQL takes these tables to have; -1 where it never looked."""
    known = pair.primary.execute(
        "SELECT relname, reltuples FROM pg_class WHERE relname = ANY(%s)",
        [["calls_call", "campaigns_candidate", "campaigns_campaign"]],
    )
    return {row.relname: row.reltuples for row in known}


def test_an_import_leaves_statistics_of_what_it_filled(
    service: Service, pair: PostgresPair, tmp_path: Path
) -> None:
    pair.primary.execute(FORGET)
    again = tmp_path / "calls.csv"
    again.write_text("\n".join(calls()))
    service.manage("import_csv", "calls", str(again), "--org", "fresh")
    found = count_known(pair)
    assert found.pop("calls_call") >= CALLS
    assert found == {"campaigns_candidate": PEOPLE, "campaigns_campaign": CAMPAIGNS}


def test_a_large_batch_leaves_statistics_and_a_small_one_costs_nothing(
    service: Service, pair: PostgresPair
) -> None:
    def send(number: int) -> None:
        sent = {
            "external_id": f"sent-{number}",
            "campaign": "drive-1",
            "created": "2024-02-01T00:00:00Z",
            "status": "no_answer",
        }
        assert service.post("/calls/batch", {"calls": [sent]}).body["created"] == 1

    pair.primary.execute(FORGET)
    send(1)
    found = count_known(pair)
    assert found["calls_call"] > CALLS
    send(2)
    assert count_known(pair) == found


@pytest.mark.parametrize("statistics", ["ANALYZE", FORGET], ids=["fresh", "none"])
def test_every_question_is_answered_at_once(
    service: Service, pair: PostgresPair, statistics: str
) -> None:
    pair.primary.execute(statistics)
    slow = {
        f"{path}?{parameter}{QUERY}": answer.status
        for path, parameter in questions()
        if (answer := service.get(f"{path}?{parameter}{QUERY}")).status != 200
    }
    assert slow == {}


def questions() -> Iterator[tuple[str, str]]:
    yield "/analytics/dashboard", "compare=previous_period&"
    yield "/analytics/dashboard", ""
    for kind in RowKind:
        for metric in metrics_of(kind):
            yield f"/{kind.value}", f"metric={metric}&"
