"""Twilio's usage records: how many messages an account sent on each UTC day."""

import logging
import re
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from http import HTTPStatus
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import requests
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from analytics.providers.daily import DailySms, ProviderUnavailableError
from analytics_project.remote import BoundedThreads, remaining

logger = logging.getLogger(__name__)

CATEGORY = "sms-outbound"
MAX_PAGE_SIZE = 1000
# Twilio writes counts as text; more digits than this are no count of messages.
COUNT = re.compile(r"[0-9]{1,15}", re.ASCII)

# Name resolution and a server that dribbles keep no time limit, so a caller waits beside them and
# goes on without them; so few threads that a broken network cannot fill the process.
THREADS = BoundedThreads(8, "twilio")

# The SDK does not check answers: JSON of another form surfaces as any of these.
UNREADABLE = (TwilioException, ValueError, TypeError, AttributeError, KeyError, ArithmeticError)

ADVICE: dict[int, str] = {
    HTTPStatus.UNAUTHORIZED: "check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN",
    HTTPStatus.FORBIDDEN: "check that the account is active and may read its usage records",
    HTTPStatus.NOT_FOUND: "check TWILIO_ACCOUNT_SID and TWILIO_API_URL",
    HTTPStatus.TOO_MANY_REQUESTS: "the account asks too much at a time, try again in a minute",
}
ADVICE_OTHERWISE = "check TWILIO_API_URL"
ADVICE_ON_SERVER_ERROR = "try again later"


class DeadlineHttpClient(TwilioHttpClient):
    """Sends the SDK's requests to the configured address, all of them before one deadline.

    Every way in which no answer comes is raised as ProviderUnavailableError.
    """

    def __init__(self, base_url: str, seconds: float) -> None:
        """Start the clock: the requests of this client have so many seconds in all."""
        super().__init__(max_retries=0)
        self.base_url = base_url.rstrip("/")
        self.seconds = seconds
        self.deadline = monotonic() + seconds

    def request(self, method: str, url: str, *arguments: Any, **options: Any) -> Response:
        """Send one request and return Twilio's answer, whose status is 200."""
        left_sec = remaining(self.deadline)
        if not left_sec:
            raise too_slow(self.seconds)
        options["timeout"] = left_sec
        try:
            response = super().request(method, self.rebase(url), *arguments, **options)
        except requests.Timeout as error:
            raise too_slow(self.seconds) from error
        except requests.RequestException as error:
            logger.warning("Twilio failed: %s", error)
            raise ProviderUnavailableError(
                "Twilio could not be reached: check the network and TWILIO_API_URL."
            ) from error
        if response.status_code != HTTPStatus.OK:
            raise refused(response.status_code)
        return response

    def rebase(self, url: str) -> str:
        """Return the address under the configured one, wherever the SDK or an answer points."""
        parts = urlsplit(url)
        return f"{self.base_url}{parts.path}" + (f"?{parts.query}" if parts.query else "")


@dataclass(frozen=True)
class TwilioProvider:
    """One Twilio account, without its subaccounts.

    `timeout_sec` is how long one reading may take in all, however many pages it has.
    """

    account: str
    auth_token: str = field(repr=False)
    api_url: str
    timeout_sec: float

    def read_daily_sms(self, first: date, last: date) -> DailySms:
        """Return the messages sent on the UTC days from first to last, both included.

        Raises ProviderUnavailableError.
        """
        http_client = DeadlineHttpClient(self.api_url, self.timeout_sec)
        fetch = partial(self.fetch, http_client, first, last)
        try:
            return THREADS.run(fetch, http_client.deadline)
        except TimeoutError as error:
            raise too_slow(self.timeout_sec) from error

    def fetch(self, http_client: DeadlineHttpClient, first: date, last: date) -> DailySms:
        """Read every page and add up its records."""
        client = Client(self.account, self.auth_token, http_client=http_client)
        with closing(http_client.session):
            try:
                records = client.usage.records.daily.list(
                    category=CATEGORY,
                    start_date=first,
                    end_date=last,
                    # Subaccounts may be those of other organisations.
                    include_subaccounts=False,
                    page_size=MAX_PAGE_SIZE,
                )
            except UNREADABLE as error:
                logger.warning("Twilio failed: %s", error)
                raise ProviderUnavailableError(
                    "Twilio's answer could not be read: check TWILIO_API_URL."
                ) from error
        return add_up(records, first, last)


def add_up(records: list[Any], first: date, last: date) -> DailySms:
    """Return the sum of the records' counts by day, leaving out records that make no sense."""
    counts: Counter[date] = Counter()
    skipped = 0
    for record in records:
        # The SDK leaves a date that it cannot read as it was.
        day = record.start_date
        if (
            record.category == CATEGORY
            and isinstance(day, date)
            and first <= day <= last
            and record.end_date == day
            and COUNT.fullmatch(str(record.count))
        ):
            counts[day] += int(record.count)
        else:
            skipped += 1
    return DailySms(dict(counts), skipped)


def refused(status: int) -> ProviderUnavailableError:
    """Return the error of an answer with a status other than 200."""
    otherwise = ADVICE_ON_SERVER_ERROR if status >= 500 else ADVICE_OTHERWISE
    return ProviderUnavailableError(
        f"Twilio answered HTTP {status}: {ADVICE.get(status, otherwise)}."
    )


def too_slow(seconds: float) -> ProviderUnavailableError:
    """Return the error of a reading that took too long."""
    return ProviderUnavailableError(
        f"Twilio did not answer within {seconds:g} seconds: try again later, or raise "
        "TWILIO_TIMEOUT_SEC."
    )
