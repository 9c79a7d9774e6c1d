"""Settings come from the environment, and wrong ones are refused by name."""

import pytest

from tests.helpers.fresh_settings import VALID, load


def test_safe_by_default() -> None:
    run = load("s.DEBUG, s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.ALLOWED_HOSTS", **VALID)
    assert run.stdout.strip() == "False True True ['localhost', '127.0.0.1', '[::1]']"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "CACHE_URL",
            "memcache://:secret@h",
            "CACHE_URL is not a URL that starts with locmemcache",
        ),
        ("COSMOS_TIMEOUT_SEC", "0", "COSMOS_TIMEOUT_SEC='0' is not a number of at least 0.1"),
        ("COSMOS_KEY", "secret", "COSMOS_ENDPOINT and COSMOS_DATABASE are missing"),
        ("SECRET_KEY", "", "SECRET_KEY is missing"),
        (
            "SECRET_KEY",
            "secret" * 8,
            "SECRET_KEY is too short: set it to a random text of at least",
        ),
        ("SECRET_KEY_FALLBACKS", "secret", "SECRET_KEY_FALLBACKS is too short"),
        ("DEBUG", "flase", "DEBUG='flase' is not one of true, 1, false, 0."),
        ("HTTPS_ONLY", "maybe", "HTTPS_ONLY='maybe' is not"),
        ("DEFAULT_PASSING_SCORE", "101", "DEFAULT_PASSING_SCORE='101' is not a number"),
        ("DEFAULT_PASSING_SCORE", "nan", "DEFAULT_PASSING_SCORE='nan' is not a number"),
        ("COMPLETED_INTERVIEW_RATE", "80%", "COMPLETED_INTERVIEW_RATE='80%' is not a number"),
        ("TIME_SAVED_PER_SMS_SEC", "-1", "TIME_SAVED_PER_SMS_SEC='-1' is not a whole number"),
        ("CALLING_HOURS_END", "25", "CALLING_HOURS_END='25' is not a whole number of at least 1"),
        ("CALLING_HOURS_END", "8", "CALLING_HOURS_END=8 is not after CALLING_HOURS_START=8."),
        ("STATEMENT_TIMEOUT_MS", "0", "STATEMENT_TIMEOUT_MS='0' is not a whole number"),
        ("TWILIO_ACCOUNT_SID", "AC-secret", "TWILIO_AUTH_TOKEN is missing: TWILIO_ACCOUNT_SID is"),
        ("TWILIO_AUTH_TOKEN", "secret", "TWILIO_ACCOUNT_SID is missing: TWILIO_AUTH_TOKEN is set"),
        ("TWILIO_ORGANIZATION", "Acme Inc", "TWILIO_ORGANIZATION='Acme Inc' is not the slug"),
        ("TWILIO_API_URL", "ftp://h", "TWILIO_API_URL is not a plain http:// or https:// URL."),
        ("TWILIO_API_URL", "https://u:secret@h", "TWILIO_API_URL is not a plain http:// or"),
        ("TWILIO_API_URL", "https://h:99999", "TWILIO_API_URL is not a plain http:// or"),
        ("TWILIO_TIMEOUT_SEC", "0", "TWILIO_TIMEOUT_SEC='0' is not a number of at least 0.1"),
        ("DATABASE_URL", "mysql://u:secret@h/d", "DATABASE_URL is not a URL that starts with"),
    ],
)
def test_wrong_value_is_refused_by_name(name: str, value: str, sentence: str) -> None:
    run = load("s.DEBUG", **{**VALID, name: value})
    assert run.returncode == 1
    said = run.stderr.splitlines()[-1]
    assert sentence in said
    assert "secret" not in said


def test_empty_value_is_the_default() -> None:
    run = load("s.DEFAULT_PASSING_SCORE, s.DATABASES['default']['ENGINE']",
               SECRET_KEY="x" * 50, DEFAULT_PASSING_SCORE="", DATABASE_URL="")  # fmt: skip
    assert run.stdout.strip() == "70.0 django.db.backends.sqlite3"


def test_former_keys_still_count() -> None:
    former = ["y" * 50, "z" * 50]
    run = load("s.SECRET_KEY_FALLBACKS", **{**VALID, "SECRET_KEY_FALLBACKS": ",".join(former)})
    assert run.stdout.strip() == str(former)
    assert load("s.SECRET_KEY_FALLBACKS", **VALID).stdout.strip() == "[]"


def test_a_developers_key_may_be_short() -> None:
    run = load("s.SECRET_KEY", **{**VALID, "SECRET_KEY": "short", "DEBUG": "true"})
    assert run.stdout.strip() == "short"


def test_external_sms_is_off_by_default_and_on_with_both_credentials() -> None:
    names = "[s.TWILIO_ACCOUNT_SID, s.TWILIO_AUTH_TOKEN, s.TWILIO_API_URL, s.TWILIO_TIMEOUT_SEC]"
    empty = dict.fromkeys(("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_URL"), "")
    run = load(names, **{**VALID, **empty})
    assert run.stdout.strip() == "['', '', 'https://api.twilio.com', 5]"
    both = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t", "TWILIO_TIMEOUT_SEC": "2.5"}
    run = load(names, **{**VALID, **both, "TWILIO_API_URL": "http://127.0.0.1:8080/twilio"})
    assert run.stdout.strip() == "['AC1', 't', 'http://127.0.0.1:8080/twilio', 2.5]"


COSMOS = {
    "COSMOS_ENDPOINT": "https://account.documents.azure.com:443/",
    "COSMOS_KEY": "c2VjcmV0",
    "COSMOS_DATABASE": "analytics",
}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"COSMOS_ENDPOINT": ""}, "COSMOS_ENDPOINT is missing: COSMOS_KEY and COSMOS_DATABASE are"),
        ({"COSMOS_KEY": ""}, "COSMOS_KEY is missing"),
        ({"COSMOS_DATABASE": "", "COSMOS_KEY": ""}, "COSMOS_KEY and COSMOS_DATABASE are missing"),
        ({"COSMOS_ENDPOINT": "account.documents.azure.com"}, "an address that starts with https"),
        ({"COSMOS_ENDPOINT": "https://"}, "COSMOS_ENDPOINT is not an address that"),
        ({"COSMOS_ENDPOINT": "http://h"}, "COSMOS_ENDPOINT is not an address that"),
        ({"COSMOS_KEY": "secret!"}, "COSMOS_KEY is not a key of an account (base64)."),
    ],
)
def test_wrong_document_store_is_refused_by_name(changed: dict[str, str], sentence: str) -> None:
    run = load("s.DEBUG", **{**VALID, **COSMOS, **changed})
    assert run.returncode == 1
    said = run.stderr.splitlines()[-1]
    assert sentence in said
    assert "secret" not in said


def test_document_store_and_cache() -> None:
    printed = "s.COSMOS_ENDPOINT, s.COSMOS_TIMEOUT_SEC, s.CACHES['default']['BACKEND']"
    local = load(printed, **VALID)
    assert local.stdout.strip() == "2 django.core.cache.backends.locmem.LocMemCache"
    remote = {
        **VALID,
        **COSMOS,
        "COSMOS_ENDPOINT": "http://127.0.0.1:1",
        "COSMOS_TIMEOUT_SEC": "0.5",
        "CACHE_URL": "rediss://:secret@h:1/2",
        "HTTPS_ONLY": "false",
    }
    run = load(printed, **remote)
    assert run.stdout.strip() == (
        "http://127.0.0.1:1 0.5 analytics_project.cache.ForgivingRedisCache"
    )
