"""Calls of ten organisations over two years, the same ones every time, loaded by COPY.

An application is a story: calls that go unanswered, days apart, until one is answered or nobody
tries again. A few thousand stories are drawn beforehand and told again and again, so that a row
costs one formatted text. Rows arrive in the order in which the calls were made, organisations
mingled, as in production.
"""

import random
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

import psycopg

from bench.hand_written import ATTEMPTED, INTERVIEW
from bench.stories import DAY_SECONDS, HOUR_SECONDS, draw_story

SEED = 1999
ZONE = "Europe/Berlin"
FIRST_DAY = date(2024, 11, 1)
DAYS = 730  # To 31 October 2026, so that both changes of the clock lie in each year.
STORIES = 20_000
ACTIVE_CAMPAIGNS = 20
# The first organisation has six calls in ten: 3 million a year of 10 million in two years.
SHARES = (0.60, 0.10, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02, 0.01, 0.01)
WEEKDAYS = (1.2, 1.25, 1.2, 1.2, 1.1, 0.65, 0.4)
SOURCES = ("applied", "applied", "applied", "sourced", "sourced", "rediscovered", "referred")
VERDICTS = ("thumbs_up",) * 5 + ("thumbs_down",) * 3 + ("\\N",) * 2
COLUMNS = {
    "campaigns_organization": "id, name, slug, timezone",
    "campaigns_campaign": "id, organization_id, external_id, name, status, launched_at",
    "campaigns_campaignscript": "organization_id, campaign_id, passing_score",
    "campaigns_candidate": "id, organization_id, external_id, name, source",
    "calls_call": (
        "organization_id, external_id, campaign_id, candidate_id, created, call_status, "
        "call_length_sec, question_completion_rate, score, opted_out, withdrawal_reason, "
        "accommodation_requested"
    ),
    "calls_candidatecampaignuserreview": (
        "organization_id, candidate_id, campaign_id, reviewer, feedback, call_last_reviewed_at"
    ),
}
LARGE = ("campaigns_candidate", "calls_call", "calls_candidatecampaignuserreview")
# What triggers would have kept, at once.
APPLICATIONS = f"""
    INSERT INTO calls_application (
        organization_id, candidate_id, campaign_id, first_attempt, first_interview,
        feedback, judged_at, verdict_id
    )
    SELECT organization_id, candidate_id, campaign_id, first_attempt, first_interview,
        feedback, judged_at, verdict_id
    FROM (
        SELECT organization_id, candidate_id, campaign_id, min(created) AS first_attempt,
            min(created) FILTER (WHERE {INTERVIEW}) AS first_interview
        FROM calls_call WHERE {ATTEMPTED} AND candidate_id IS NOT NULL
        GROUP BY organization_id, candidate_id, campaign_id
    ) AS attempt
    FULL JOIN (
        SELECT DISTINCT ON (organization_id, candidate_id, campaign_id)
            organization_id, candidate_id, campaign_id, feedback,
            call_last_reviewed_at AS judged_at, id AS verdict_id
        FROM calls_candidatecampaignuserreview WHERE feedback IS NOT NULL
        ORDER BY organization_id, candidate_id, campaign_id, call_last_reviewed_at DESC, id DESC
    ) AS verdict USING (organization_id, candidate_id, campaign_id)
    ORDER BY organization_id, candidate_id, campaign_id"""

Writers: TypeAlias = dict[str, Callable[[str], None]]


@dataclass
class Tenant:
    """An organisation while its calls are made up."""

    id: int
    calls_a_day: float
    campaigns: Sequence[int]
    candidates: "array[int]" = field(default_factory=lambda: array("q"))


def clock_times() -> list[str]:
    """Return the text of every second of a day, so that a time is formatted by looking it up."""
    return [
        f" {second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}+00"
        for second in range(DAY_SECONDS)
    ]


class Generator:
    """Makes up rows day by day and hands them to the writers as lines of COPY."""

    def __init__(self, calls: int, tenants: Sequence[Tenant], writers: Writers) -> None:
        self.chance = random.Random(SEED)
        self.stories = [draw_story(self.chance) for _ in range(STORIES)]
        self.calls_a_story = sum(map(len, self.stories)) / STORIES
        self.tenants = tenants
        self.writers = writers
        self.clock = clock_times()
        # Reviews come after the calls.
        self.days = [str(FIRST_DAY + timedelta(days=day)) for day in range(DAYS + 60)]
        self.pending: dict[int, list[tuple[int, str]]] = defaultdict(list)
        self.applications = 0
        self.candidates = 0
        self.written = 0

    def run(self) -> None:
        """Write all days."""
        for day in range(DAYS):
            candidates: list[str] = []
            reviews: list[str] = []
            weight = WEEKDAYS[(FIRST_DAY + timedelta(days=day)).weekday()]
            for tenant in self.tenants:
                count = round(tenant.calls_a_day * weight / self.calls_a_story)
                self.add_applications(tenant, day, count, candidates, reviews)
            lines = [line for _, line in sorted(self.pending.pop(day, []))]
            self.written += len(lines)
            self.writers["calls_call"]("".join(lines))
            self.writers["campaigns_candidate"]("".join(candidates))
            self.writers["calls_candidatecampaignuserreview"]("".join(reviews))

    def instant(self, seconds: int) -> str:
        """Return the text of the instant so many seconds after the start of the first day."""
        return self.days[seconds // DAY_SECONDS] + self.clock[seconds % DAY_SECONDS]

    def add_applications(
        self, tenant: Tenant, day: int, count: int, candidates: list[str], reviews: list[str]
    ) -> None:
        """Start so many applications of the organisation on the day."""
        random_share = self.chance.random
        newest = day * len(tenant.campaigns) // DAYS
        for _ in range(count):
            self.applications += 1
            campaign = tenant.campaigns[max(0, newest - int(random_share() * ACTIVE_CAMPAIGNS))]
            kind = random_share()
            if kind < 0.25 and tenant.candidates:
                known = tenant.candidates
                candidate = str(known[int(random_share() * len(known))])
            elif kind < 0.27:
                candidate = "\\N"
            else:
                candidate = self.add_candidate(tenant, candidates)
                if random_share() < 0.1:
                    reviews.append(self.review(tenant, campaign, candidate, day))
            # By day, most of it; some calls come in at night.
            at_night = random_share() < 0.03
            hour = 24 * random_share() if at_night else 6 + 12 * random_share()
            start = day * DAY_SECONDS + int(hour * HOUR_SECONDS)
            self.tell(tenant, campaign, candidate, start)

    def tell(self, tenant: Tenant, campaign: int, candidate: str, start: int) -> None:
        """Add the calls of one application; those after the last day are not made any more."""
        story = self.stories[int(self.chance.random() * STORIES)]
        days, clock, pending = self.days, self.clock, self.pending
        for number, (seconds, columns) in enumerate(story):
            instant = start + seconds
            day, second = divmod(instant, DAY_SECONDS)
            if day < DAYS:
                line = (
                    f"{tenant.id}\tcall-{self.applications}-{number}\t{campaign}\t{candidate}\t"
                    f"{days[day]}{clock[second]}\t{columns}\n"
                )
                pending[day].append((instant, line))

    def add_candidate(self, tenant: Tenant, candidates: list[str]) -> str:
        """Add a candidate; return the id."""
        self.candidates += 1
        number = self.candidates
        tenant.candidates.append(number)
        source = SOURCES[number % len(SOURCES)]
        candidates.append(f"{number}\t{tenant.id}\tperson-{number}\tPerson {number}\t{source}\n")
        return str(number)

    def review(self, tenant: Tenant, campaign: int, candidate: str, day: int) -> str:
        """Return what one or two recruiters thought of the application."""
        lines = []
        for reviewer in range(1 + (self.chance.random() < 0.3)):
            seconds = (day + 1) * DAY_SECONDS + int(self.chance.random() * 20 * DAY_SECONDS)
            verdict = VERDICTS[int(self.chance.random() * len(VERDICTS))]
            lines.append(
                f"{tenant.id}\t{candidate}\t{campaign}\trecruiter {reviewer}\t{verdict}\t"
                f"{self.instant(seconds)}\n"
            )
        return "".join(lines)


def make_tenants(calls: int) -> list[Tenant]:
    """Return the organisations with their campaigns: 150 for the largest."""
    tenants = []
    campaign = 0
    for number, share in enumerate(SHARES, start=1):
        count = max(10, round(250 * share))
        campaigns = range(campaign + 1, campaign + count + 1)
        campaign += count
        tenants.append(Tenant(number, calls * share / DAYS, campaigns))
    return tenants


def small_rows(tenants: Sequence[Tenant]) -> Iterator[tuple[str, str]]:
    """Yield table and line of organisations, campaigns and scripts."""
    for tenant in tenants:
        number = tenant.id
        yield "campaigns_organization", f"{number}\tOrganisation {number}\torg-{number}\t{ZONE}\n"
        for place, campaign in enumerate(tenant.campaigns):
            day = FIRST_DAY + timedelta(days=place * DAYS // len(tenant.campaigns))
            launched = datetime.combine(day, datetime.min.time(), UTC)
            yield (
                "campaigns_campaign",
                f"{campaign}\t{number}\tcampaign-{campaign}\tCampaign {campaign}\tactive\t"
                f"{launched}\n",
            )
            if campaign % 3 == 0:  # A third of the campaigns has a passing score of its own.
                score = 50 + 5 * (campaign % 7)
                yield "campaigns_campaignscript", f"{number}\t{campaign}\t{score}\n"


def load(url: str, calls: int) -> int:
    """Fill the migrated, empty tables; return how many calls there are now.

    Raises ValueError, and changes nothing, where there is an organisation already.

    Foreign keys are not checked meanwhile, and indexes are built at the end: both need the
    superuser that owns the server, and both only save time.
    """
    tenants = make_tenants(calls)
    with psycopg.connect(url, autocommit=True) as connection:
        if connection.execute("SELECT FROM campaigns_organization LIMIT 1").fetchone():
            raise ValueError("The database holds other rows: choose another directory.")
        suspend_indexes(connection)
        for table, line in small_rows(tenants):
            with connection.cursor().copy(copy_statement(table)) as copy:
                copy.write(line)
    with ExitStack() as stack:
        writers: Writers = {}
        for table in LARGE:
            connection = stack.enter_context(psycopg.connect(url))
            connection.execute("SET session_replication_role = replica")
            copy = stack.enter_context(connection.cursor().copy(copy_statement(table)))
            writers[table] = copy.write
        generator = Generator(calls, tenants, writers)
        generator.run()
    with psycopg.connect(url, autocommit=True) as connection:
        finish_tables(connection, calls)
    return generator.written


def copy_statement(table: str) -> str:
    """Return the statement that takes lines for the table."""
    return f"COPY {table} ({COLUMNS[table]}) FROM STDIN"


def suspend_indexes(connection: psycopg.Connection[Any]) -> None:
    """Let the large tables take rows without keeping their indexes."""
    connection.execute(
        "UPDATE pg_index SET indisready = false, indisvalid = false"
        " WHERE indrelid = ANY(%s::regclass[])",
        [list(LARGE)],
    )


def finish_tables(connection: psycopg.Connection[Any], calls: int) -> None:
    """Build indexes, make applications, gather statistics, set the next ids, note what there is."""
    connection.execute("SET maintenance_work_mem = '1GB'")
    for table in LARGE:
        connection.execute(f"REINDEX TABLE {table}")
    connection.execute("SET work_mem = '256MB'")
    connection.execute("SET session_replication_role = replica")
    connection.execute(APPLICATIONS)
    connection.execute("VACUUM (ANALYZE) calls_application")
    for table, columns in COLUMNS.items():
        connection.execute(f"VACUUM (ANALYZE) {table}")
        if columns.startswith("id,"):
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
            )
    connection.execute(f"COMMENT ON TABLE calls_call IS '{calls} calls for the benchmark'")


def is_loaded(url: str, calls: int) -> bool:
    """Return whether a kept directory holds this very data."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT obj_description('calls_call'::regclass)").fetchone()
    return row is not None and row[0] == f"{calls} calls for the benchmark"
