"""External SMS while Twilio is slow, down or refusing, and what is remembered of its answers."""

import base64
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import time_machine
from pytest_django import Settings

from analytics.providers import read_external_sms
from analytics.providers.daily import ProviderUnavailableError
from analytics.providers.twilio import DeadlineHttpClient, TwilioProvider
from tests.conftest import NOW
from tests.helpers.external_sms import ask, read
from tests.helpers.servers.twilio import ACCOUNT, TOKEN, Fault, TwilioServer


@pytest.mark.parametrize(
    ("fault", "advice"),
    [
        (401, "Twilio answered HTTP 401: check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN."),
        (404, "Twilio answered HTTP 404: check TWILIO_ACCOUNT_SID and TWILIO_API_URL."),
        (429, "Twilio answered HTTP 429: the account asks too much at a time, try again in a"),
        (500, "Twilio answered HTTP 500: try again later."),
        ("redirect", "Twilio answered HTTP 302: check TWILIO_API_URL."),
        ("garbage", "Twilio's answer could not be read: check TWILIO_API_URL."),
        ("other", "Twilio's answer could not be read: check TWILIO_API_URL."),
        ("cut", "Twilio could not be reached: check the network and TWILIO_API_URL."),
    ],
)
def test_without_an_answer_counts_are_zero_and_a_warning_says_what_to_do(
    twilio: TwilioServer, fault: Fault, advice: str
) -> None:
    twilio.fault = fault
    answer = read_external_sms(ask("2024-03-04", "2024-03-05", "Asia/Kolkata"))
    assert list(answer.counts) == [0, 0]
    (warning,) = answer.warnings
    assert warning["code"] == "external_sms_unavailable"
    assert warning["detail"].startswith(advice)
    assert warning["detail"].endswith("External messages count 0.")


def test_half_of_the_pages_are_no_figure(twilio: TwilioServer) -> None:
    twilio.fault, twilio.fault_from_page, twilio.largest_page = 500, 2, 2
    assert read("2024-03-04", "2024-03-08") == ([0] * 5, ["external_sms_unavailable"])
    assert len(twilio.queries) == 3


# A slow page takes 0.1 seconds and there are 31 of them: each is in time, all together are not.
@pytest.mark.parametrize("fault", ["hang", "dribble", "slow"])
def test_waiting_is_bounded_in_all(twilio: TwilioServer, settings: Settings, fault: Fault) -> None:
    twilio.fault = fault
    twilio.largest_page = 1
    settings.TWILIO_TIMEOUT_SEC = 0.5
    before = time.monotonic()
    answer = read_external_sms(ask("2024-03-01", "2024-03-31", granularity="month"))
    assert time.monotonic() - before < 10
    assert list(answer.counts) == [0]
    assert [warning["detail"] for warning in answer.warnings] == [
        "Twilio did not answer within 0.5 seconds: try again later, or raise TWILIO_TIMEOUT_SEC. "
        "External messages count 0."
    ]


@pytest.mark.parametrize("fault", ["hang", "slow"])
def test_the_reading_itself_gives_up(twilio: TwilioServer, fault: Fault) -> None:
    """The thread that nobody waits for any more comes free by itself."""
    twilio.fault = fault
    twilio.largest_page = 1
    provider = TwilioProvider(ACCOUNT, TOKEN, twilio.url, timeout_sec=0.5)
    before = time.monotonic()
    http_client = DeadlineHttpClient(twilio.url, seconds=0.5)
    with pytest.raises(ProviderUnavailableError, match="did not answer within"):
        provider.fetch(http_client, date(2024, 3, 1), date(2024, 3, 31))
    assert time.monotonic() - before < 10


def test_nobody_listens(twilio: TwilioServer) -> None:
    twilio.http.shutdown()
    twilio.http.server_close()
    assert read("2024-03-04", "2024-03-05") == ([0, 0], ["external_sms_unavailable"])


def test_wrong_token_is_refused_and_never_logged(
    twilio: TwilioServer, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    settings.TWILIO_AUTH_TOKEN = "a-wrong-token"
    answer = read_external_sms(ask("2024-03-04", "2024-03-04"))
    assert "HTTP 401" in answer.warnings[0]["detail"]
    assert "HTTP 401" in caplog.text
    assert "a-wrong-token" not in caplog.text
    assert base64.b64encode(f"{ACCOUNT}:a-wrong-token".encode()).decode() not in caplog.text


def test_figures_are_kept_for_five_minutes(twilio: TwilioServer) -> None:
    question = ("2024-03-04", "2024-03-05")
    with time_machine.travel(NOW, tick=False) as clock:
        assert read(*question) == ([4, 5], [])
        twilio.messages = {}
        twilio.fault = 500
        assert read(*question) == ([4, 5], [])
        clock.shift(299)
        # Other days fail; those known from just before are still answered.
        assert read("2024-03-06", "2024-03-06") == ([0], ["external_sms_unavailable"])
        assert read(*question) == ([4, 5], [])
        assert len(twilio.queries) == 2
        twilio.fault = None
        clock.shift(20)
        assert read(*question) == ([0, 0], [])
        assert len(twilio.queries) == 3


def test_a_failure_is_remembered_for_seconds(twilio: TwilioServer) -> None:
    twilio.fault = 500
    with time_machine.travel(NOW, tick=False) as clock:
        for day in range(10, 15):
            assert read(f"2024-03-{day}", "2024-03-20")[1] == ["external_sms_unavailable"]
        assert len(twilio.queries) == 1
        twilio.fault = None
        clock.shift(11)
        assert read("2024-03-10", "2024-03-11") == ([10, 11], [])


def test_requests_together_ask_once(twilio: TwilioServer) -> None:
    twilio.fault = "slow"
    with ThreadPoolExecutor(8) as requests:
        answers = list(requests.map(lambda _: read("2024-03-04", "2024-03-05"), range(8)))
    assert answers == [([4, 5], [])] * 8
    assert len(twilio.queries) == 1
