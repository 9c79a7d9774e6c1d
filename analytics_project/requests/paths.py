"""Which addresses are for machines, for people and for programs.

An address of the API is entered once, in the urls.py of its app.
"""

from functools import cache

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, get_resolver

# Asked every few seconds by load balancers and monitoring, over plain HTTP and however much there
# is to do.
PROBES = HEALTHZ, READYZ, METRICS = ("healthz", "readyz", "metrics")
ADMIN = "admin/"
# Where people look at pages, beside the page itself.
PAGES = DOCS, LOGIN, LOGOUT, PASSWORD, UNSUBSCRIBE = (
    "docs", "login", "logout", "password", "unsubscribe",
)  # fmt: skip
# Where files come in.
IMPORTS = "imports"


def is_probe(request: HttpRequest) -> bool:
    """Return whether a machine asks how the service is."""
    return request.path_info[1:] in PROBES


def is_admin(request: HttpRequest) -> bool:
    """Return whether the address is one of the admin."""
    return request.path_info.startswith(f"/{ADMIN}")


def is_upload(request: HttpRequest) -> bool:
    """Return whether the request may bring a file."""
    return request.method == "POST" and request.path_info == f"/{IMPORTS}"


def is_page(request: HttpRequest) -> bool:
    """Return whether people look at the address, and not programs."""
    return request.path_info == "/" or request.path_info[1:].startswith((ADMIN, *PAGES))


def is_of_api(request: HttpRequest) -> bool:
    """Return whether the address begins as one of those that the apps bring."""
    return first_part(request.path_info[1:]) in list_api_parts()


@cache
def list_api_parts() -> frozenset[str]:
    """Return the first parts of the API's addresses: `analytics` of analytics/dashboard.

    The API is all that apps include at the root.
    """
    included = (
        each
        for each in get_resolver().url_patterns
        if isinstance(each, URLResolver) and not str(each.pattern)
    )
    return frozenset(
        first_part(str(route.pattern))
        for app in included
        for route in app.url_patterns
        if isinstance(route, URLPattern)
    )


def first_part(address: str) -> str:
    """Return the part before the first slash."""
    return address.partition("/")[0]
