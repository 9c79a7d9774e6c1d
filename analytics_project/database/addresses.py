"""The addresses of hosts, with an end to waiting for them.

The system's own lookup goes on for half a minute while name servers are silent, and nothing can
stop it. It runs on a thread of its own, once for all who ask meanwhile.
"""

import socket
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import zip_longest

# Less than MAX_OPENING_SEC, so that there is time left to connect.
MAX_LOOKUP_SEC = 1


@dataclass(frozen=True)
class Lookup:
    """A question to the name servers that is under way since `began` (monotonic seconds)."""

    began: float = field(default_factory=time.monotonic)
    answer: Future[list[str]] = field(default_factory=Future)


_under_way: dict[str, Lookup] = {}
_last_seen: dict[str, list[str]] = {}
_beginning = threading.Lock()


def list_addresses(hosts: str, ports: str) -> dict[str, str]:
    """Return libpq's parameters host, hostaddr and port, with an entry for each address.

    `hosts` are comma separated as there, and so may be their ports. The name stays beside the
    address, for certificates. Raises OSError where no host has an address.
    """
    names = hosts.split(",")
    numbers = ports.split(",") * (1 if "," in ports else len(names))
    found: list[tuple[str, str, str]] = []
    failure = OSError("There is no host.")
    for name, port in zip_longest(names, numbers, fillvalue=""):
        try:
            found += [(name, address, port) for address in find_addresses(name)]
        except OSError as error:
            failure = error
    if not found:
        raise failure
    return {
        key: ",".join(values)
        for key, values in zip(("host", "hostaddr", "port"), zip(*found, strict=True), strict=True)
    }


def find_addresses(host: str) -> list[str]:
    """Return the addresses of a host within MAX_LOOKUP_SEC; while nobody answers the last seen.

    A path of a Unix socket has an empty one. Raises OSError where the host is not known.
    """
    if host.startswith("/"):
        return [""]
    with _beginning:
        lookup = _under_way.get(host)
        if lookup is None:
            lookup = _under_way[host] = Lookup()
            # A daemon: the process ends without waiting for it.
            threading.Thread(target=look_up, args=(host, lookup), daemon=True).start()
    try:
        left = lookup.began + MAX_LOOKUP_SEC - time.monotonic()
        return lookup.answer.result(timeout=max(left, 0))
    except TimeoutError:
        failure = OSError(f"The name {host} was not resolved within {MAX_LOOKUP_SEC} s.")
    except socket.gaierror as error:
        if error.errno != socket.EAI_AGAIN:
            raise
        failure = error
    if host in _last_seen:
        return _last_seen[host]
    raise failure


def look_up(host: str, lookup: Lookup) -> None:
    """Ask the system, and hand the answer to all who wait for it."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # A name may be none at all.
        del _under_way[host]
        lookup.answer.set_exception(error if isinstance(error, OSError) else OSError(str(error)))
    else:
        _last_seen[host] = [str(address) for *_, (address, *_) in found]
        del _under_way[host]
        lookup.answer.set_result(_last_seen[host])
