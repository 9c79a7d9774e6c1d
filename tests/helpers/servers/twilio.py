"""Twilio's usage records on loopback: a server that answers in the documented format.

Only GET /2010-04-01/Accounts/{sid}/Usage/Records/Daily.json, with its parameters, pages, basic
authentication and error documents; `fault` makes it fail in one of several ways.
"""

import base64
import json
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal
from urllib.parse import parse_qs, urlencode, urlsplit

ACCOUNT = "AC" + "0123456789abcdef" * 2
TOKEN = "a-token-that-nobody-may-see"
ONE_DAY = timedelta(days=1)
ERRORS = {
    401: (20003, "Authenticate"),
    404: (20404, "The requested resource was not found"),
    429: (20429, "Too Many Requests"),
    500: (20500, "An internal server error has occurred"),
}
# A status, or: slow answers each page late, hang never, dribble a byte at a time without end;
# garbage is no JSON, other is JSON of another form, cut ends in the middle, redirect points away.
Fault = int | Literal["slow", "hang", "dribble", "garbage", "other", "cut", "redirect"]


@dataclass
class TwilioServer:
    """The account's messages by UTC day, served inside the context from `url`.

    `records` come besides, as they are. `queries` are the requests' parameters, in order.
    `largest_page` is Twilio's unless a test wants more pages; pages before `fault_from_page` are
    answered well. `prefix` is a path under which a proxy would offer the service.
    """

    messages: Mapping[date, int] = field(default_factory=dict)
    subaccount_messages: Mapping[date, int] = field(default_factory=dict)
    records: list[Any] = field(default_factory=list)
    largest_page: int = 1000
    prefix: str = ""
    fault: Fault | None = None
    fault_from_page: int = 0
    queries: list[dict[str, str]] = field(default_factory=list)

    def __enter__(self) -> "TwilioServer":
        self.ended = threading.Event()
        twilio = self

        class Handler(TwilioHandler):
            server_state = twilio

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.01,))
        self.thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.ended.set()
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()

    def list_records(self, query: Mapping[str, str]) -> list[Any]:
        """Return the usage records asked for, newest first, days without messages included."""
        day = date.fromisoformat(query["EndDate"])
        first = date.fromisoformat(query["StartDate"])
        records = []
        while day >= first:
            count = self.messages.get(day, 0)
            if query.get("IncludeSubaccounts") != "false":
                count += self.subaccount_messages.get(day, 0)
            records.append(usage_record(day, str(count), query["Category"]))
            day -= ONE_DAY
        return records + self.records

    def page(self, path: str, query: dict[str, str]) -> dict[str, Any]:
        """Return the page asked for."""
        size = min(int(query.get("PageSize", "50")), self.largest_page)
        number = int(query.get("Page", "0"))
        start = number * size
        records = self.list_records(query)
        shown = records[start : start + size]

        def uri(page: int) -> str:
            parameters: dict[str, Any] = {**query, "PageSize": size, "Page": page}
            if page:
                parameters["PageToken"] = f"PA{page}"
            return f"{path}?{urlencode(parameters)}"

        return {
            "first_page_uri": uri(0),
            "next_page_uri": uri(number + 1) if start + size < len(records) else None,
            "previous_page_uri": uri(number - 1) if number else None,
            "uri": uri(number),
            "page": number,
            "page_size": size,
            "start": start,
            "end": start + len(shown) - 1,
            "usage_records": shown,
        }


def usage_record(day: date, count: Any, category: str = "sms-outbound", **other: Any) -> Any:
    """Return one record of one day, in the documented form."""
    return {
        "account_sid": ACCOUNT,
        "api_version": "2010-04-01",
        "as_of": "2024-03-20T12:00:00+00:00",
        "category": category,
        "count": count,
        "count_unit": "messages",
        "description": "Outbound SMS",
        "start_date": day.isoformat(),
        "end_date": day.isoformat(),
        "price": "0.0075",
        "price_unit": "usd",
        "subresource_uris": {},
        "uri": f"/2010-04-01/Accounts/{ACCOUNT}/Usage/Records/Daily.json?Category={category}",
        "usage": count,
        "usage_unit": "segments",
        **other,
    }


class TwilioHandler(BaseHTTPRequestHandler):
    """Answers one request."""

    server_state: TwilioServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer, where the client still waits."""
        with suppress(ConnectionError):
            self.respond()

    def respond(self) -> None:
        """Answer the usage records, or what the fault says."""
        twilio = self.server_state
        parts = urlsplit(self.path)
        path = f"/2010-04-01/Accounts/{ACCOUNT}/Usage/Records/Daily.json"
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        twilio.queries.append(query)
        credentials = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {credentials}":
            self.refuse(401)
        elif parts.path != f"{twilio.prefix}{path}":
            self.refuse(404)
        elif twilio.fault is None or int(query.get("Page", "0")) < twilio.fault_from_page:
            self.answer(200, json.dumps(twilio.page(path, query)))
        elif isinstance(twilio.fault, int):
            self.refuse(twilio.fault)
        elif twilio.fault == "slow":
            twilio.ended.wait(0.1)
            self.answer(200, json.dumps(twilio.page(path, query)))
        else:
            self.fail()

    def fail(self) -> None:
        """Do what a broken provider does."""
        twilio = self.server_state
        self.close_connection = True
        if twilio.fault == "hang":
            twilio.ended.wait()
        elif twilio.fault == "dribble":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Dribble: ")
            while not twilio.ended.wait(0.02):
                self.wfile.write(b"x")
        elif twilio.fault == "garbage":
            self.answer(200, "<html>Welcome to the hotel's network</html>")
        elif twilio.fault == "other":
            self.answer(200, '{"usage_records": [null]}')
        elif twilio.fault == "redirect":
            self.answer(302, "", Location=f"{twilio.url}/elsewhere")
        else:
            self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"usage_re')

    def refuse(self, status: int) -> None:
        """Answer an error document."""
        code, message = ERRORS[status]
        document = {
            "code": code,
            "message": message,
            "more_info": f"https://www.twilio.com/docs/errors/{code}",
            "status": status,
        }
        self.answer(status, json.dumps(document))

    def answer(self, status: int, body: str, **headers: str) -> None:
        """Send a whole response."""
        content = body.encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep quiet: the tests look at `queries`."""
