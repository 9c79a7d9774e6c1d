"""What every test shares: signed-in clients, a fixed present and the log."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
import yaml
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker, Settings
from rest_framework.test import APIClient

from analytics.documents import cosmos_store
from campaigns.models import Organization
from tests.helpers import logs
from tests.helpers.cluster import IS_CITUS
from tests.helpers.factories import (
    CampaignFactory,
    CandidateFactory,
    CreditFactory,
    MembershipFactory,
    OrganizationFactory,
    RatingFactory,
    ReviewFactory,
    ScreeningFactory,
    ScriptFactory,
    SmsFactory,
    UserFactory,
    WebCallFactory,
    at,
    call,
)
from tests.helpers.migrations import compose_keys
from tests.helpers.schema import SCHEMA
from tests.helpers.servers.cosmos import CosmosEmulator
from tests.helpers.servers.mail import MailServer
from tests.helpers.servers.twilio import ACCOUNT, TOKEN, TwilioServer

NOW = datetime(2024, 3, 20, 12, 0, tzinfo=UTC)
Get = Callable[..., Any]
Lines = Callable[[str], list[dict[str, Any]]]


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """Keep the database of a cluster, to which its nodes belong; its tables are emptied instead."""
    return django_db_keepdb or IS_CITUS


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Let tests on a cluster use the database that CITUS_URL names."""
    if IS_CITUS:
        connection.settings_dict["TEST"]["NAME"] = connection.settings_dict["NAME"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Give PostgreSQL the keys of a distributed database, and distribute that of a cluster."""
    with django_db_blocker.unblock():
        if IS_CITUS:
            call_command("distribute", shards=8, stdout=StringIO())
            call_command("flush", interactive=False, verbosity=0)
        else:
            compose_keys()


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Settings) -> None:
    """Serve static files as they lie in the apps: nothing is collected before a test.

    They are looked for when one is asked for, not by each client anew, which takes it 50 ms.
    """
    settings.WHITENOISE_AUTOREFRESH = True
    settings.STORAGES = {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def _no_gates(settings: Settings) -> None:
    """Let a test's requests in without looking up whose they are, which would be queries more."""
    settings.MAX_CONCURRENT_READS = settings.MAX_CONCURRENT_WRITES = 0
    settings.MAX_CONCURRENT_PAGES = 0


@pytest.fixture
def now() -> Iterator[datetime]:
    """Stop the clock at NOW, a Wednesday."""
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def neighbour(db: None) -> Organization:
    """Another organisation, whose rows have the external ids and times of a test's own."""
    neighbour = OrganizationFactory(slug="neighbour")
    campaign = CampaignFactory(organization=neighbour, external_id="drivers", name="Drivers",
                               launched_at=at("2024-03-18T10:00"))  # fmt: skip
    candidate = CandidateFactory(organization=neighbour, external_id="ann", source="applied")
    ScriptFactory(campaign=campaign, passing_score=1.0)
    whose: Any = {"campaign": campaign, "candidate": candidate}
    for day in (18, 19, 20):
        time = at(f"2024-03-{day}T10:00")
        called = call(campaign, time.isoformat(), "completed", candidate=candidate, score=99.0,
                      question_completion_rate=1.0, call_length_sec=9, opted_out=True,
                      withdrawal_reason="other", accommodation_requested=True)  # fmt: skip
        RatingFactory(call=called, rating=1, created=time)
        SmsFactory(**whose, created=time)
        WebCallFactory(**whose, created=time, length_sec=9)
        ScreeningFactory(**whose, created=time)
        CreditFactory(campaign=campaign, created=time)
    for feedback in ("thumbs_up", "thumbs_down"):
        ReviewFactory(campaign=campaign, candidate=candidate, feedback=feedback,
                      call_last_reviewed_at=at("2024-03-19T10:00"))  # fmt: skip
    return neighbour


@pytest.fixture
def organization(db: None) -> Organization:
    """An organisation of the time zone UTC."""
    return OrganizationFactory(slug="acme", timezone="UTC")


@pytest.fixture
def recruiter(organization: Organization, neighbour: Organization) -> User:
    """A user who is a member of the organisation and not of its neighbour."""
    user: User = UserFactory()
    MembershipFactory(user=user, organization=organization)
    return user


@pytest.fixture
def client(recruiter: User) -> APIClient:
    """A client signed in as the recruiter."""
    client = APIClient()
    client.force_login(recruiter)
    return client


@pytest.fixture
def twilio(settings: Settings) -> Iterator[TwilioServer]:
    """A server whose account sent as many messages on each day of March 2024 as its number.

    The account is that of the organisation acme; nothing of it is known from before.
    """
    cache.clear()
    with TwilioServer(messages={date(2024, 3, day): day for day in range(1, 32)}) as server:
        settings.TWILIO_ACCOUNT_SID = ACCOUNT
        settings.TWILIO_AUTH_TOKEN = TOKEN
        settings.TWILIO_ORGANIZATION = "acme"
        settings.TWILIO_API_URL = server.url
        settings.TWILIO_TIMEOUT_SEC = 30.0
        yield server
    cache.clear()


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[MailServer]:
    """A mail server, which the service sends by: links of its mails are https://analytics.example's."""
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.SENDS_MAIL = True
        settings.PUBLIC_URL = "https://analytics.example"
        yield server


@pytest.fixture(scope="session")
def schema() -> Any:
    """Return the schema as it is committed; `make check` holds it to the code."""
    return yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))


@pytest.fixture
def csv_file(tmp_path: Path) -> Path:
    """Where a test writes the file that it imports."""
    return tmp_path / "import.csv"


@pytest.fixture(scope="session")
def cosmos_emulator() -> Iterator[CosmosEmulator]:
    """A Cosmos DB emulator, without a database yet."""
    with CosmosEmulator() as emulator:
        yield emulator


@pytest.fixture
def cosmos(cosmos_emulator: CosmosEmulator, settings: Settings) -> Iterator[CosmosEmulator]:
    """Cosmos DB as the document store, with empty containers; put right again afterwards."""
    cosmos_emulator.create_containers()
    for name, value in cosmos_emulator.settings.items():
        setattr(settings, name, value)
    settings.COSMOS_TIMEOUT_SEC = 20  # Patient on a busy machine; tests of outages are not.
    yield cosmos_emulator
    if cosmos_emulator.process is None:
        cosmos_emulator.start()
    cache.clear()
    cosmos_store.cache_clear()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is written to the log meanwhile, as it is written."""
    with logs.written() as text:
        yield text


@pytest.fixture
def lines(log: io.StringIO) -> Lines:
    """Returns the lines that a logger has written, without time, level and logger."""

    def of(logger: str) -> list[dict[str, Any]]:
        parsed = [json.loads(line) for line in log.getvalue().splitlines()]
        usual = ("time", "level", "logger")
        return [
            {name: value for name, value in line.items() if name not in usual}
            for line in parsed
            if line["logger"] == logger
        ]

    return of
