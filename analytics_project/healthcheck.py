"""`python -m analytics_project.healthcheck`: exit code 0 while the service in here is alive."""

import os
import sys
import urllib.request

from analytics_project.environment import Environment


def main() -> int:
    """Ask /healthz under a name that ALLOWED_HOSTS has; with any other the answer would be 400."""
    environment = Environment(os.environ)
    host = environment.ALLOWED_HOSTS[0].lstrip("*.") or "localhost"
    port = environment.BIND.rpartition(":")[2]
    request = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=4):  # noqa: S310
            return 0
    except OSError as error:
        print(f"/healthz: {error}", file=sys.stderr)  # noqa: T201
        return 1


if __name__ == "__main__":
    sys.exit(main())
