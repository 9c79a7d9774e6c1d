"""Every variable of the environment: its name, type, range, default and meaning, declared once.

`settings.py` and `gunicorn.conf.py` read them from here; `.env.example` and the table in
docs/operations.md are written from here (`make docs`).
"""

import os
from pathlib import Path

from analytics_project.environment.addresses import (
    AccountAddress,
    CacheURL,
    DatabaseURL,
    DatabaseURLs,
    EmailURL,
    PublicAddress,
    WebAddress,
)
from analytics_project.environment.keys import AccountKey, SecretKey, SecretKeys, WebhookSecrets
from analytics_project.environment.kinds import (
    Boolean,
    Choice,
    Number,
    OfAnother,
    Slug,
    Text,
    Texts,
    WholeNumber,
)

BASE_DIR = Path(__file__).resolve().parents[2]
# A service's own machine says little of its database's: more is for those who have measured it.
CORES = min(max(os.cpu_count() or 1, 2), 8)


class Safety:
    """Safety."""

    SECRET_KEY = SecretKey(
        "",
        "Signs sessions and links; the service does not start without. `openssl rand -base64 48` "
        "makes one.",
        shown="none",
    )
    SECRET_KEY_FALLBACKS = SecretKeys(
        [],
        "Former keys: after a change of SECRET_KEY put the old one here for two weeks (as long as "
        "a session lasts), and nobody has to sign in anew. Not where the old one is known to "
        "others.",
    )
    ALLOWED_HOSTS = Texts(
        ["localhost", "127.0.0.1", "[::1]"], "Hosts that the service answers for."
    )
    CSRF_TRUSTED_ORIGINS = Texts([], "Origins of pages that may post to it, such as https://host.")
    DEBUG = Boolean(
        default=False, meaning="true only while developing: shows internals to everyone."
    )
    HTTPS_ONLY = Boolean(
        default=True,
        meaning="false only on a developer's machine: no redirect to HTTPS, and cookies over HTTP.",
    )
    BEHIND_PROXY = Boolean(
        default=False,
        meaning="A proxy in front ends HTTPS, always sets X-Forwarded-Proto itself and appends to "
        "X-Forwarded-For.",
    )
    MAX_REQUEST_BYTES = WholeNumber(5 * 2**20, "The largest body of a request.", least=1)


class Serving:
    """Processes (gunicorn)."""

    BIND = Text(
        "127.0.0.1:8000", "Where gunicorn listens; the image of the container says 0.0.0.0:8000."
    )
    WEB_CONCURRENCY = WholeNumber(
        2,
        "Processes. Their number per core depends on how much the database does: measure.",
        least=1,
    )
    WEB_THREADS = WholeNumber(
        80,
        "Requests that each process holds at a time: more than MAX_CONCURRENT_READS, _WRITES and "
        "_PAGES let in and have wait, so that refusing others, health and static files find a "
        "thread.",
        least=1,
    )
    PROMETHEUS_MULTIPROC_DIR = OfAnother(
        "",
        "Where the processes count; emptied at the start. In the environment itself, not in .env.",
        shown="a folder in /dev/shm",
    )


class Watching:
    """Watching."""

    LOG_LEVEL = Choice(
        "INFO",
        ("DEBUG", "INFO", "WARNING", "ERROR"),
        "Least severity of what is logged; lines of the audit log are written whatever it says.",
    )
    METRICS_TOKEN = Text("", "Opens /metrics; without one there is no such page.")
    OTEL_EXPORTER_OTLP_ENDPOINT = OfAnother(
        "",
        "The collector that traces go to; none are made without. In the environment itself, not "
        "in .env, as all of OTEL_….",
    )


class Databases:
    """Databases."""

    DATABASE_URL = DatabaseURL(
        f"sqlite:///{BASE_DIR / 'db.sqlite3'}",
        "The primary: sqlite:////absolute/path or postgres://user:password@host:port/name.",
        shown="a SQLite file",
    )
    REPLICA_URL = DatabaseURLs(
        [],
        "Standbys, which dashboards are read from: sessions take turns on those that answer and "
        "keep up.",
        shown="none: reads use the primary",
    )
    REPLICA_MAX_LAG_SEC = Number(
        30, "A standby further behind is read only when nothing better answers."
    )
    STATEMENT_TIMEOUT_MS = WholeNumber(
        15_000, "A statement that reads numbers or rows for longer is cancelled.", least=1
    )
    READ_CONNECTIONS = WholeNumber(
        2,
        "Connections that one dashboard reads on at the same time, all in one snapshot "
        "(PostgreSQL).",
        least=1,
    )
    DATABASE_POOL_SIZE = WholeNumber(
        24,
        "Connections that each process keeps to each PostgreSQL server, at most: READ_CONNECTIONS "
        "for each of MAX_CONCURRENT_READS, one for each of MAX_CONCURRENT_WRITES and _PAGES, two "
        "for looking up who asks.",
        least=1,
    )


class Documents:
    """Document store and cache."""

    COSMOS_ENDPOINT = AccountAddress(
        "",
        "The document store in Azure Cosmos DB: passing scores and text messages. All three of "
        "COSMOS_ENDPOINT, _KEY and _DATABASE, or none.",
        shown="none: tables of the database",
    )
    COSMOS_KEY = AccountKey("", "The account's read-only key is enough.")
    COSMOS_DATABASE = Text("", "The database in the account.")
    COSMOS_TIMEOUT_SEC = Number(
        2,
        "All that one request may spend waiting for it; then dashboards go on without.",
        least=0.1,
        most=60,
    )
    CACHE_URL = CacheURL(
        # Django's own 300 entries would be few: each organisation has one for its passing scores.
        "locmemcache://?max_entries=3000",
        "Where passing scores and usage records are kept and limits counted: redis://host:6379/0 "
        "(rediss:// over TLS) for all processes together.",
        shown="each process's memory",
    )


class ExternalSMS:
    """External SMS."""

    TWILIO_ACCOUNT_SID = Text(
        "",
        "The Twilio account whose usage records are read, with its token or neither. Without, "
        "external messages count 0.",
    )
    TWILIO_AUTH_TOKEN = Text("", "Its token.")
    TWILIO_ORGANIZATION = Slug(
        "",
        "The slug of the organisation whose account it is; needed as soon as there are several.",
        shown="every organisation",
    )
    TWILIO_API_URL = WebAddress(
        "https://api.twilio.com", "Another address only for a proxy or another region of Twilio's."
    )
    TWILIO_TIMEOUT_SEC = Number(
        5, "How long an answer waits for the records, however many pages they have.", least=0.1
    )


class Mail:
    """Mail."""

    EMAIL_URL = EmailURL(
        {},
        "The mail server: smtp+tls://user:password@host:587 (STARTTLS), smtp+ssl://, smtp://; or "
        "filemail:////folder, consolemail:. With PUBLIC_URL, or neither.",
        shown="none: no reports and no new passwords by mail",
    )
    PUBLIC_URL = PublicAddress(
        "",
        "Where people reach the service, such as https://analytics.example: links in mails begin "
        "with it.",
    )
    DEFAULT_FROM_EMAIL = Text(
        "Calling analytics <analytics@localhost>", "Whom mails are from, one that the server takes."
    )
    REPORT_DOMAINS = Texts(
        [],
        "Domains of addresses that reports may be sent to though they are no members', such as "
        "example.com.",
    )


class Limits:
    """Limits."""

    MAX_CONCURRENT_READS = WholeNumber(
        CORES,
        "Reads that each process serves at once, half of them at most of one organisation; sixteen "
        "wait, more are refused with 503; 0: no limit.",
        shown="the number of cores, from 2 to 8",
    )
    MAX_CONCURRENT_WRITES = WholeNumber(2, "The same for batches of calls.")
    MAX_CONCURRENT_PAGES = WholeNumber(
        4, "The same for sign-in, admin and all else that is not the API."
    )
    USER_UNITS_PER_MINUTE = WholeNumber(
        3000,
        "Units that a user may spend in a minute (docs/operations.md says what a request costs); "
        "0: no limit.",
    )
    TOKEN_UNITS_PER_MINUTE = WholeNumber(1500, "The same for a token, within its user's.")
    ANONYMOUS_REQUESTS_PER_MINUTE = WholeNumber(
        60, "Requests in a minute of an address that is not signed in; 0: no limit."
    )
    SIGN_INS_PER_MINUTE = WholeNumber(
        20,
        "Sign-ins of one user name in a minute, from all addresses together; 0: no limit.",
    )
    SIGN_IN_FAILURES = WholeNumber(
        10,
        "Failed sign-ins of one user from one address, after which both wait for 15 minutes.",
        least=1,
    )


class Meaning:
    """Meaning of the numbers (docs/metric-dictionary.md)."""

    DEFAULT_PASSING_SCORE = Number(
        70.0, "The passing score of a campaign that has none of its own.", most=100
    )
    COMPLETED_INTERVIEW_RATE = Number(
        1.0, "The share of questions from which an interview is completed.", most=1
    )
    CALLING_HOURS_START = WholeNumber(
        8, "The first hour of the local day in which candidates may be called.", most=23
    )
    CALLING_HOURS_END = WholeNumber(
        21, "The first hour after it in which they may not; 24: until midnight.", least=1, most=24
    )
    SUMMARIES = Boolean(
        default=True,
        meaning="Answer from summaries of whole days where they hold; they change no number.",
    )
    TIME_SAVED_PER_CALL_ATTEMPT_SEC = WholeNumber(
        60, "Seconds that a recruiter would have spent on dialling a call."
    )
    TIME_SAVED_PER_SMS_SEC = WholeNumber(60, "The same on a text message.")
    TIME_SAVED_PER_RESUME_SEC = WholeNumber(300, "The same on a résumé.")


class Files:
    """Files that are imported."""

    IMPORT_PROFILES = Text(
        "",
        "A folder with profiles (NAME.toml) beside those of the service: how to read the files of "
        "a system (docs/importing.md).",
    )
    WEBHOOK_SECRETS = WebhookSecrets(
        {},
        "Who may send webhooks without a token, and by what they are known: the Auth Token of a "
        "Twilio account, the API key of Retell, the server secret of Vapi.",
    )
    UPLOADS_DIR = Text(
        str(BASE_DIR / "uploads"),
        "The folder of uploaded files, which the service and `manage.py work_imports` share; no "
        "address leads to it. As large as the files are, three times.",
        shown="uploads, beside the code",
    )
    MAX_UPLOAD_BYTES = WholeNumber(2**30, "The largest file that can be uploaded.", least=1)
    UPLOADS_KEPT_DAYS = WholeNumber(
        30, "Days after which an uploaded file is deleted; until then its import can be undone."
    )


class Compose:
    """Only for compose.yaml, which makes the databases and Redis."""

    OWNER_PASSWORD = OfAnother("", "Of the role that migrates and writes: letters and digits.")
    READER_PASSWORD = OfAnother("", "Of the role that reads the standby.")
    REPLICATION_PASSWORD = OfAnother("", "Of the role that the standby connects as.")
    REDIS_PASSWORD = OfAnother("", "Of Redis.")
    PORT = OfAnother("8000", "The port of this machine that the service has.")


SECTIONS = (
    Safety, Serving, Watching, Databases, Documents, ExternalSMS, Mail, Limits, Meaning, Files,
    Compose,
)  # fmt: skip
