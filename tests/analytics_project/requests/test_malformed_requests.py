"""Requests that make no sense, sent to the running service: no fault of ours, and not repeated."""

import json
import socket
from collections.abc import Iterator
from encodings.aliases import aliases
from typing import Any

import pytest

from tests.helpers.servers.service import Answer, Service

# What an attacker would name: every codec that Python has, and some that it has not.
CODECS = sorted({*aliases.values(), "unicode_escape", "raw_unicode_escape", "idna", "punycode",
                 "undefined", "no-such-codec", '"', "%00", "*", ""})  # fmt: skip
CHARSETS = [
    "; charset={}", ';charset="{}"', "; CHARSET ={};x=1", "; charset*=utf-8''{}", "; charset*0={}",
    "; name*={}''%41%ff", ";;; charset={};", "; a; charset={}, b",
]  # fmt: skip
SECRET = "Ann-Example-491705550100"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service on SQLite, with demo data, telling all it can."""
    folder = tmp_path_factory.mktemp("service")
    environment = {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3", "LOG_LEVEL": "DEBUG"}
    service = Service(environment, folder / "log")
    service.manage("migrate", "--verbosity", "0")
    service.manage("seed_demo", "--calls", "10")
    service.token = service.manage("create_token", "demo-recruiter")
    with service:
        yield service


def ask(service: Service, path: str, header: str, value: str) -> Answer:
    headers = {header: value}
    return service.send(path, None, None, **headers)


@pytest.mark.parametrize("header", ["Content-Type", "Accept"])
@pytest.mark.parametrize(
    ("path", "status"),
    [("/healthz", 200), ("/campaigns?search=%41%fft", 200), ("/nowhere", 404)],
)
def test_no_character_set_is_a_fault_of_ours(
    service: Service, path: str, status: int, header: str
) -> None:
    said = [CHARSETS[0].format(codec) for codec in CODECS]
    said += [charset.format(codec) for charset in CHARSETS for codec in ("rot13", "none", "utf-7")]
    for charset in said:
        answer = ask(service, path, header, f"*/*{charset}")
        assert answer.status == status, (charset, answer.body)


def test_the_address_is_read_as_utf_8(service: Service) -> None:
    usual = service.get("/campaigns?search=Warehouse+%C3%A4").body
    for codec in ("utf-7", "unicode_escape", "rot13", "latin-1", "utf-16"):
        kind = ("Content-Type", f"x/y; charset={codec}")
        assert ask(service, "/campaigns?search=Warehouse+%C3%A4", *kind).body == usual
        fault = ask(service, "/campaigns?+2AA-=1&%5Cud800=1", *kind).body["errors"]
        assert [each["parameter"] for each in fault] == [" 2AA-", "\\ud800"]


def exchange(service: Service, sent: bytes) -> bytes:
    """Send bytes as they are and return what comes back until the connection ends."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=10) as client:
        client.sendall(sent)
        client.shutdown(socket.SHUT_WR)
        received = b""
        while part := client.recv(65536):
            received += part
    return received


MALFORMED = [
    b"%s\r\n\r\n",
    b"%s /campaigns HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /campaigns?search=%s HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /campaigns?search=%s FTP\r\n\r\n",
    b"GET / HTTP/1.1\r\nX %s: 1\r\n\r\n",
    b"GET / HTTP/1.1\r\nX: \0%s\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n folded %s\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %s\r\n\r\n",
    b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: %s\r\n\r\n",
    b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n%s\r\n",
    b"POST /calls/batch HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n%s",
    b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000\r\n\r\n%s",
    b"GET /campaigns?search=%s HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: %s\r\n\r\n",
    b"GET /campaigns HTTP/1.1\r\nHost: %s\r\n\r\n",
    b"GET /campaigns HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-Proto: %s\r\n\r\n",
    b"GET /%s" + b"x" * 9000 + b" HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\n%s: " + b"x" * 9000 + b"\r\n\r\n",
    b"PROXY TCP4 %s 127.0.0.1 1 1\r\n\r\n",
]  # fmt: skip


@pytest.mark.parametrize("malformed", MALFORMED)
def test_the_log_does_not_repeat_a_malformed_request(service: Service, malformed: bytes) -> None:
    before = len(service.log.read_bytes())
    received = exchange(service, malformed.replace(b"%s", SECRET.encode()))
    assert not received or received.startswith(b"HTTP/1.1 ")
    assert b"500 Internal" not in received
    exchange(service, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    said = service.log.read_bytes()[before:].decode()
    assert said
    for secret in (SECRET, "Example", "5550100", '127.0.0.1"'):
        assert secret not in said
    assert parse(said)


def parse(said: str) -> list[dict[str, Any]]:
    """Return the lines of a log; each is one JSON object."""
    return [json.loads(line) for line in said.splitlines()]


def test_the_log_says_that_something_was_malformed(service: Service) -> None:
    before = len(service.log.read_bytes())
    assert exchange(service, b"GET / HTTP/1.1\r\nX y: 1\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    (line,) = [
        line for line in parse(service.log.read_bytes()[before:].decode())
        if line["logger"] == "gunicorn.error" and line["level"] == "WARNING"
    ]  # fmt: skip
    assert line["message"] == "Refused: InvalidHeaderName"
