"""All settings; values that differ between machines come from the environment.

Its variables are declared in analytics_project/environment/variables.py.
"""

import os
import tomllib
from datetime import timedelta
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from analytics_project.database.connection import MAX_OPENING_SEC, BoundedConnection
from analytics_project.database.sqlite import PrivateConnection
from analytics_project.database.vendors import uses_postgresql
from analytics_project.environment import Environment
from analytics_project.environment.variables import BASE_DIR
from analytics_project.logs import logging_settings
from analytics_project.requests.paths import LOGIN, PROBES

environment = Environment(os.environ)
PROJECT = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# --- Safety -----------------------------------------------------------------------------------

DEBUG = environment.DEBUG
SECRET_KEY = environment.SECRET_KEY
SECRET_KEY_FALLBACKS = environment.SECRET_KEY_FALLBACKS
ALLOWED_HOSTS = environment.ALLOWED_HOSTS
CSRF_TRUSTED_ORIGINS = environment.CSRF_TRUSTED_ORIGINS

HTTPS_ONLY = environment.HTTPS_ONLY
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS_ONLY
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS_ONLY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS_ONLY
# Load balancers ask over plain HTTP.
SECURE_REDIRECT_EXEMPT = [f"^{probe}$" for probe in PROBES]
SECURE_REFERRER_POLICY = "same-origin"
BEHIND_PROXY = environment.BEHIND_PROXY
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
# Pages may load files of this server only. /docs widens it for Swagger UI (urls.py).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # Blobs are pictures that the page itself has drawn, of its charts.
        "img-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# The largest body of a request; RequestSizeMiddleware keeps it for JSON too.
DATA_UPLOAD_MAX_MEMORY_SIZE = environment.MAX_REQUEST_BYTES

# --- Watching ---------------------------------------------------------------------------------

LOG_LEVEL = environment.LOG_LEVEL
LOGGING = logging_settings(LOG_LEVEL)
# Each line of a request has its id: the one that came in X-Request-ID if it is a UUID.
DJANGO_GUID = {"GUID_HEADER_NAME": "X-Request-ID", "EXPOSE_HEADER": False}
METRICS_TOKEN = environment.METRICS_TOKEN

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
# Names with the hash of the content, whether Django or Vite gave them: such files never change.
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\.\w+$"
LOGIN_URL = f"/{LOGIN}"
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

STATEMENT_TIMEOUT_MS = environment.STATEMENT_TIMEOUT_MS
REPLICA_MAX_LAG_SEC = environment.REPLICA_MAX_LAG_SEC
READ_CONNECTIONS = environment.READ_CONNECTIONS
DATABASE_POOL_SIZE = environment.DATABASE_POOL_SIZE

DATABASES: dict[str, dict[str, Any]] = {
    "default": environment.DATABASE_URL,
    **{
        f"replica_{number}": replica
        for number, replica in enumerate(environment.REPLICA_URL, start=1)
    },
}
REPLICAS = [alias for alias in DATABASES if alias != "default"]
# Covering indexes are PostgreSQL's; SQLite makes them without the extra columns.
# Without a shared cache each process counts failed sign-ins for itself.
SILENCED_SYSTEM_CHECKS = ["models.W040", "axes.W001"]
DATABASE_ROUTERS = ["analytics_project.database.routers.ReplicaRouter"]
for settings_of_one in DATABASES.values():
    if uses_postgresql(settings_of_one):
        settings_of_one["CONN_HEALTH_CHECKS"] = True  # The pool hands out checked connections.
        settings_of_one["OPTIONS"] = {
            "connect_timeout": MAX_OPENING_SEC,
            "pool": {
                "connection_class": BoundedConnection,
                "min_size": 0,
                "max_size": DATABASE_POOL_SIZE,
                "timeout": MAX_OPENING_SEC,
                # Try again soon where a server is gone; health says when it is back.
                "reconnect_timeout": 1,
            },
            **settings_of_one.get("OPTIONS", {}),
        }
if not uses_postgresql(DATABASES["default"]):
    DATABASES["default"]["OPTIONS"] = {
        # WAL: readers keep their snapshot while an import writes. A writer waits its turn instead
        # of failing, and takes the lock at BEGIN, where the busy timeout still applies.
        # Triggers hear of rows that INSERT OR REPLACE deletes. What undoes one statement is
        # kept in memory: those that set off triggers have it written, and in a file that took long.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        "PRAGMA recursive_triggers=ON; PRAGMA temp_store=MEMORY;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "factory": PrivateConnection,
    }

# --- Documents and cache ----------------------------------------------------------------------

COSMOS_ENDPOINT = environment.COSMOS_ENDPOINT
COSMOS_KEY = environment.COSMOS_KEY
COSMOS_DATABASE = environment.COSMOS_DATABASE
COSMOS_TIMEOUT_SEC = environment.COSMOS_TIMEOUT_SEC
CACHES = {"default": environment.CACHE_URL}

# --- External SMS -----------------------------------------------------------------------------

TWILIO_ACCOUNT_SID = environment.TWILIO_ACCOUNT_SID
TWILIO_AUTH_TOKEN = environment.TWILIO_AUTH_TOKEN
TWILIO_ORGANIZATION = environment.TWILIO_ORGANIZATION
TWILIO_API_URL = environment.TWILIO_API_URL
TWILIO_TIMEOUT_SEC = environment.TWILIO_TIMEOUT_SEC

# --- Mail -------------------------------------------------------------------------------------

_mail = environment.EMAIL_URL
SENDS_MAIL = bool(_mail)
EMAIL_BACKEND = _mail.get("EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend")
EMAIL_HOST, EMAIL_PORT = _mail.get("EMAIL_HOST"), _mail.get("EMAIL_PORT")
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = (
    _mail.get("EMAIL_HOST_USER"),
    _mail.get("EMAIL_HOST_PASSWORD"),
)
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = _mail.get("EMAIL_FILE_PATH")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.DEFAULT_FROM_EMAIL
PUBLIC_URL = environment.PUBLIC_URL
REPORT_DOMAINS = [domain.lower() for domain in environment.REPORT_DOMAINS]
PASSWORD_RESET_TIMEOUT = int(timedelta(hours=12).total_seconds())

# --- Limits (see docs/operations.md) ----------------------------------------------------------

MAX_CONCURRENT_READS = environment.MAX_CONCURRENT_READS
MAX_CONCURRENT_WRITES = environment.MAX_CONCURRENT_WRITES
MAX_CONCURRENT_PAGES = environment.MAX_CONCURRENT_PAGES
USER_UNITS_PER_MINUTE = environment.USER_UNITS_PER_MINUTE
TOKEN_UNITS_PER_MINUTE = environment.TOKEN_UNITS_PER_MINUTE
ANONYMOUS_REQUESTS_PER_MINUTE = environment.ANONYMOUS_REQUESTS_PER_MINUTE
SIGN_INS_PER_MINUTE = environment.SIGN_INS_PER_MINUTE
# Who fails to sign in this often from one address waits, there and as this user; nobody can lock
# somebody else out, and asking again meanwhile does not make it longer.
AXES_FAILURE_LIMIT = environment.SIGN_IN_FAILURES
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
    "VERSION": PROJECT["version"],
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["analytics_project.api.permissions.MayRead"],
    # Names that say what a choice is, whichever parameter or field it stands in.
    "ENUM_NAME_OVERRIDES": {
        "AlertCondition": "analytics.models.Condition",
        "ReportDays": "analytics.report_models.ReportDays",
        "TargetPeriod": "analytics.models.Period",
        "RangePreset": "analytics.question.presets.NAMES",
        "Granularity": "analytics.question.filters.GRANULARITIES",
        "GranularityChoice": "analytics.question.filters.GRANULARITY_CHOICES",
        "Comparison": "analytics.question.filters.COMPARISONS",
        "ValueKind": "analytics.semantic.catalogue.KINDS",
        "FilterKind": "analytics.semantic.values.KINDS",
        "Unit": "analytics.semantic.units.UNITS",
        "Direction": "analytics.semantic.units.DIRECTIONS",
        "Section": "analytics.semantic.metrics.SECTIONS",
        "RowKind": "analytics.semantic.bases.ROW_KINDS",
        "FilterSubject": "analytics.semantic.filters.SUBJECTS",
        "CandidateSource": "campaigns.models.CandidateSource",
        "CallStatus": "calls.models.CallStatus",
        "ImportableKind": "calls.api.import_serializers.KINDS",
        "ImportState": "calls.upload.ImportState",
        "WithdrawalReason": "calls.models.WithdrawalReason",
        "Feedback": "calls.models.Feedback",
        "SnapshotDatabase": "analytics.api.serializers.DATABASES",
        "PassingScoreSource": "analytics.reading.scores.SCORE_SOURCES",
    },
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# --- Files that are imported -------------------------------------------------------------------

IMPORT_PROFILES = environment.IMPORT_PROFILES
WEBHOOK_SECRETS = environment.WEBHOOK_SECRETS
MAX_UPLOAD_BYTES = environment.MAX_UPLOAD_BYTES
UPLOADS_KEPT_DAYS = environment.UPLOADS_KEPT_DAYS
# No address leads here, and nobody else may read it: the files are about people.
MEDIA_ROOT = environment.UPLOADS_DIR
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# --- Meaning of the numbers (see docs/metric-dictionary.md) ------------------------------------

DEFAULT_PASSING_SCORE = environment.DEFAULT_PASSING_SCORE
COMPLETED_INTERVIEW_RATE = environment.COMPLETED_INTERVIEW_RATE
SUMMARIES = environment.SUMMARIES
CALLING_HOURS_START = environment.CALLING_HOURS_START
CALLING_HOURS_END = environment.CALLING_HOURS_END
if CALLING_HOURS_START >= CALLING_HOURS_END:
    raise ImproperlyConfigured(
        f"CALLING_HOURS_END={CALLING_HOURS_END} is not after "
        f"CALLING_HOURS_START={CALLING_HOURS_START}."
    )
TIME_SAVED_PER_CALL_ATTEMPT_SEC = environment.TIME_SAVED_PER_CALL_ATTEMPT_SEC
TIME_SAVED_PER_SMS_SEC = environment.TIME_SAVED_PER_SMS_SEC
TIME_SAVED_PER_RESUME_SEC = environment.TIME_SAVED_PER_RESUME_SEC
