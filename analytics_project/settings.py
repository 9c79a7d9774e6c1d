"""All settings; values that differ between machines come from the environment (.env.example)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.validators import slug_re

from analytics_project.database.connection import OPENING_LIMIT_SEC, BoundedConnection
from analytics_project.database.sqlite import PrivateConnection
from analytics_project.environment import (
    boolean,
    cache,
    check_cosmos,
    credentials,
    database,
    databases,
    env,
    number,
    one_of,
    read_dotenv,
    secret,
    setting,
    web_address,
    whole_number,
)
from analytics_project.logs import logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent
read_dotenv(BASE_DIR / ".env")

# --- Safety -----------------------------------------------------------------------------------

DEBUG = boolean("DEBUG", default=False)
SECRET_KEY = secret("SECRET_KEY", env.str("SECRET_KEY", default=""), may_be_short=DEBUG)
# Former keys: what was signed with them (sessions, links) holds until they are taken out.
SECRET_KEY_FALLBACKS = [
    secret("SECRET_KEY_FALLBACKS", key, may_be_short=DEBUG)
    for key in env.list("SECRET_KEY_FALLBACKS", default=[])
]
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[]) or [
    "localhost",
    "127.0.0.1",
    "[::1]",
]
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Everything is served over HTTPS unless a developer's machine says otherwise (`make demo` does).
HTTPS_ONLY = boolean("HTTPS_ONLY", default=True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS_ONLY
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS_ONLY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS_ONLY
# Load balancers ask over plain HTTP.
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]
SECURE_REFERRER_POLICY = "same-origin"
BEHIND_PROXY = boolean("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
# What pages may load: files of this server. /docs widens it for Swagger UI (urls.py).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# The largest body of a request; RequestSizeMiddleware keeps it for JSON too.
DATA_UPLOAD_MAX_MEMORY_SIZE = whole_number("MAX_REQUEST_BYTES", default=5 * 2**20, least=1)

# --- Watching ---------------------------------------------------------------------------------

LOG_LEVEL = one_of("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
LOGGING = logging_settings(LOG_LEVEL)
# Each line of a request has its id: the one that came in X-Request-ID if it is a UUID.
DJANGO_GUID = {"GUID_HEADER_NAME": "X-Request-ID", "EXPOSE_HEADER": False}
# Whoever has it may read /metrics; without one there is no such page.
METRICS_TOKEN: str = env.str("METRICS_TOKEN", default="")

# --- Application ------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "rest_framework",
    "knox",
    "django_guid",
    "axes",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "campaigns",
    "calls",
    "analytics",
]
MIDDLEWARE = [
    "django_guid.middleware.guid_middleware",
    "analytics_project.requests.request_log.RequestLogMiddleware",
    "analytics_project.requests.caching.CacheControlMiddleware",
    "analytics_project.requests.outages.end_waiting",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "analytics_project.requests.request_size.RequestSizeMiddleware",
    "analytics_project.requests.overload.OverloadMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "analytics_project.requests.limits.RateLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "analytics_project.requests.faults.MalformedValueMiddleware",
]
ROOT_URLCONF = "analytics_project.urls"
WSGI_APPLICATION = "analytics_project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = False  # The API's paths have no trailing slash; admin redirects its own.
LANGUAGE_CODE = "en"
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
FRONTEND_DIR = BASE_DIR / "frontend" / "dist"  # `make frontend` builds the page.
STATICFILES_DIRS = [("frontend", FRONTEND_DIR)] if FRONTEND_DIR.is_dir() else []
STORAGES = {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "campaigns.passwords.TokensEndWithThePassword"},
]

# --- Databases --------------------------------------------------------------------------------

# A read that runs longer is cancelled.
STATEMENT_TIMEOUT_MS = whole_number("STATEMENT_TIMEOUT_MS", default=15_000, least=1)
# A replica further behind is read only when nothing better answers.
REPLICA_MAX_LAG_SEC = number("REPLICA_MAX_LAG_SEC", default=30)
# How many connections a dashboard reads on at the same time (PostgreSQL).
READ_CONNECTIONS = whole_number("READ_CONNECTIONS", default=2, least=1)
# Connections that each process keeps to each PostgreSQL server, at most: READ_CONNECTIONS for each
# of MAX_CONCURRENT_READS, one for each of MAX_CONCURRENT_WRITES and _PAGES, two for looking up who
# asks.
DATABASE_POOL_SIZE = whole_number("DATABASE_POOL_SIZE", default=16, least=1)

DATABASES: dict[str, dict[str, Any]] = {
    "default": database("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}"),
    **{
        f"replica_{number}": replica
        for number, replica in enumerate(databases("REPLICA_URL"), start=1)
    },
}
REPLICAS = [alias for alias in DATABASES if alias != "default"]
# Covering indexes are PostgreSQL's; SQLite makes them without the extra columns.
# Without a shared cache each process counts failed sign-ins for itself.
SILENCED_SYSTEM_CHECKS = ["models.W040", "axes.W001"]
DATABASE_ROUTERS = ["analytics_project.database.routers.ReplicaRouter"]
for settings_of_one in DATABASES.values():
    if settings_of_one["ENGINE"].endswith("postgresql"):
        settings_of_one["CONN_HEALTH_CHECKS"] = True  # The pool hands out checked connections.
        settings_of_one["OPTIONS"] = {
            "connect_timeout": OPENING_LIMIT_SEC,
            "pool": {
                "connection_class": BoundedConnection,
                "min_size": 0,
                "max_size": DATABASE_POOL_SIZE,
                "timeout": OPENING_LIMIT_SEC,
                # Try again soon where a server is gone; health says when it is back.
                "reconnect_timeout": 1,
            },
            **settings_of_one.get("OPTIONS", {}),
        }
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # WAL: readers keep their snapshot while an import writes. A writer waits its turn instead
        # of failing, and takes the lock at BEGIN, where the busy timeout still applies.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "factory": PrivateConnection,
    }

# --- Documents and cache ----------------------------------------------------------------------

# Unset: passing scores and text messages are tables of the service's own database.
COSMOS_ENDPOINT, COSMOS_KEY, COSMOS_DATABASE = credentials(
    "COSMOS_ENDPOINT", "COSMOS_KEY", "COSMOS_DATABASE"
)
if COSMOS_ENDPOINT:
    check_cosmos(COSMOS_ENDPOINT, COSMOS_KEY, https_only=HTTPS_ONLY)
# All that a request may spend waiting for Cosmos DB.
COSMOS_TIMEOUT_SEC = number("COSMOS_TIMEOUT_SEC", default=2, least=0.1, most=60)
# Django's own 300 entries would be few: each organisation has one for its passing scores.
CACHES = {"default": cache("CACHE_URL", default="locmemcache://?max_entries=3000")}

# --- External SMS -----------------------------------------------------------------------------

TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN = credentials("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")
# The slug of the organisation whose account it is; every organisation's while empty.
TWILIO_ORGANIZATION = setting(
    "TWILIO_ORGANIZATION",
    default="",
    parse=str,
    accepts=lambda slug: bool(slug_re.match(slug)),
    meaning="the slug of an organisation",
)
TWILIO_API_URL = web_address("TWILIO_API_URL", default="https://api.twilio.com")
# How long reading the usage records may take in all, however many pages they have.
TWILIO_TIMEOUT_SEC = number("TWILIO_TIMEOUT_SEC", default=5, least=0.1)

# --- Limits (see docs/operations.md) ----------------------------------------------------------

# Requests that each process serves at once, half of them at most of one organisation; sixteen of
# each wait, more are refused; 0: no limit. Pages are all that is not the API.
MAX_CONCURRENT_READS = whole_number("MAX_CONCURRENT_READS", default=4)
MAX_CONCURRENT_WRITES = whole_number("MAX_CONCURRENT_WRITES", default=2)
MAX_CONCURRENT_PAGES = whole_number("MAX_CONCURRENT_PAGES", default=4)
# Units that a user or a token may spend in a minute, and requests of an address that is not
# signed in; 0: no limit. Counted in the cache, so for each process unless CACHE_URL is shared.
USER_UNITS_PER_MINUTE = whole_number("USER_UNITS_PER_MINUTE", default=3000)
TOKEN_UNITS_PER_MINUTE = whole_number("TOKEN_UNITS_PER_MINUTE", default=1500)
ANONYMOUS_REQUESTS_PER_MINUTE = whole_number("ANONYMOUS_REQUESTS_PER_MINUTE", default=60)
# How often one user name may be tried from all addresses together; 0: no limit.
SIGN_INS_PER_MINUTE = whole_number("SIGN_INS_PER_MINUTE", default=20)
# Who fails to sign in this often from one address waits, there and as this user; nobody can lock
# somebody else out, and asking again meanwhile does not make it longer.
AXES_FAILURE_LIMIT = whole_number("SIGN_IN_FAILURES", default=10, least=1)
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_HANDLER = "axes.handlers.cache.AxesCacheHandler"  # Signing in fails or not without a write.
AXES_ENABLE_ADMIN = False  # Its tables stay empty.
AXES_VERBOSE = False  # No line at each start, and no address in a line.
AXES_CLIENT_IP_CALLABLE = "analytics_project.requests.addresses.counted_address"
AXES_LOCKOUT_CALLABLE = "analytics_project.requests.limits.refuse_sign_in"

# --- API --------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "analytics_project.api.authentication.BearerAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["analytics_project.api.permissions.MayRead"],
    "DEFAULT_THROTTLE_CLASSES": ["analytics_project.api.throttling.CostThrottle"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "analytics_project.api.errors.answer_error",
}
KNOX_TOKEN_MODEL = "campaigns.Token"  # noqa: S105
REST_KNOX = {
    "AUTH_HEADER_PREFIX": "Bearer",
    "TOKEN_TTL": timedelta(days=90),
    "TOKEN_PREFIX": "",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Calling campaign analytics",
    "DESCRIPTION": "How the calling campaigns of an AI interviewer do.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["analytics_project.api.permissions.MayRead"],
    # Names that say what a choice is, whichever parameter or field it stands in.
    "ENUM_NAME_OVERRIDES": {
        "Granularity": "analytics.question.filters.GRANULARITIES",
        "ValueKind": "analytics.semantic.catalogue.KINDS",
        "FilterKind": "analytics.semantic.values.KINDS",
        "Unit": "analytics.semantic.units.UNITS",
        "Direction": "analytics.semantic.units.DIRECTIONS",
        "Section": "analytics.semantic.metrics.SECTIONS",
        "RowKind": "analytics.semantic.bases.ROW_KINDS",
        "FilterSubject": "analytics.semantic.filters.SUBJECTS",
        "CandidateSource": "campaigns.models.CandidateSource",
        "CallStatus": "calls.models.CallStatus",
        "WithdrawalReason": "calls.models.WithdrawalReason",
        "Feedback": "calls.models.Feedback",
        "SnapshotDatabase": "analytics.api.serializers.DATABASES",
        "PassingScoreSource": "analytics.api.serializers.PASSING_SCORE_SOURCES",
    },
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# --- Meaning of the numbers (see docs/metrics.md) ---------------------------------------------

DEFAULT_PASSING_SCORE = number("DEFAULT_PASSING_SCORE", default=70.0, most=100)
COMPLETED_INTERVIEW_RATE = number("COMPLETED_INTERVIEW_RATE", default=1.0, most=1)
# Seconds that a recruiter would have spent on each piece of work.
TIME_SAVED_PER_CALL_ATTEMPT_SEC = whole_number("TIME_SAVED_PER_CALL_ATTEMPT_SEC", default=60)
TIME_SAVED_PER_SMS_SEC = whole_number("TIME_SAVED_PER_SMS_SEC", default=60)
TIME_SAVED_PER_RESUME_SEC = whole_number("TIME_SAVED_PER_RESUME_SEC", default=300)
