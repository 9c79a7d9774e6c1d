"""The environment of the tests, set before Django reads it (pytest loads this file first).

Tests do not depend on a developer's .env: what they need is named here, and what a run chooses
(the database) still comes from the real environment.
"""

import os

os.environ["SECRET_KEY"] = "only for tests " * 4
os.environ["DEBUG"] = "false"
os.environ["HTTPS_ONLY"] = "false"
os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL") or "sqlite:///test.sqlite3"
os.environ["REPLICA_URL"] = ""
os.environ["TWILIO_ACCOUNT_SID"] = ""
os.environ["TWILIO_AUTH_TOKEN"] = ""
os.environ["TWILIO_ORGANIZATION"] = ""
os.environ["TWILIO_API_URL"] = ""
os.environ["TWILIO_TIMEOUT_SEC"] = ""
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
for name in (
    "COSMOS_ENDPOINT",
    "COSMOS_KEY",
    "COSMOS_DATABASE",
    "CACHE_URL",
    "EMAIL_URL",
    "PUBLIC_URL",
):
    os.environ[name] = ""
# Tests ask more in a minute than people do; those of the limits set their own.
for limit in ("USER_UNITS", "TOKEN_UNITS", "ANONYMOUS_REQUESTS", "SIGN_INS"):
    os.environ[f"{limit}_PER_MINUTE"] = "0"
