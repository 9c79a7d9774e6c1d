"""Addresses and bodies are UTF-8; the character set that a request names is ignored."""

import re
from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

HEADERS = ("CONTENT_TYPE", "HTTP_ACCEPT")
# `charset=…`, and parameters with one of their own (RFC 2231: `name*=latin-1''…`).
CHARSET = re.compile(r";\s*(?:charset\s*|[^;,=]*\*[^;,=]*)=[^;,]*", re.IGNORECASE)


def read_as_utf8(application: Application) -> Application:
    """Return the WSGI application behind what leaves out the character sets that a request names.

    Django would decode the address and forms by them, with any codec that Python has (rot13, zlib,
    utf-7, …), and fail over some before the first middleware could answer.
    """

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        for header in HEADERS:
            if header in environ:
                environ[header] = CHARSET.sub("", environ[header])
        return application(environ, start_response)

    return answer
