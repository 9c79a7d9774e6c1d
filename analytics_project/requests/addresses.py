"""Where a request comes from, for the audit log and for limits."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

# The owner of one IPv6 address has all of its /64.
IPV6_PREFIX = 64


def client_address(request: HttpRequest) -> str | None:
    """Return the client's IP address: the nearest proxy's word where there is one, and it is one.

    None where neither that nor the connection has an address, as on a Unix socket.
    """
    address = find_address(request)
    return str(address) if address else None


def counted_address(request: HttpRequest) -> str | None:
    """Return the address that requests are counted under: of IPv6 the first of the /64."""
    address = find_address(request)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, IPV6_PREFIX), strict=False).network_address)
    return str(address) if address else None


def find_address(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """Return the client's address, if one is known."""
    told = None
    if settings.BEHIND_PROXY:
        told = parse_address(request.headers.get("X-Forwarded-For", "").rpartition(",")[2])
    return told or parse_address(request.META.get("REMOTE_ADDR", ""))


def parse_address(text: str) -> IPv4Address | IPv6Address | None:
    """Return the address in a text that may have a port: 192.0.2.1:80, [2001:db8::1]:80."""
    host = text.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        # A scope (fe80::1%eth0) is the machine's own, and may hold anything.
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
