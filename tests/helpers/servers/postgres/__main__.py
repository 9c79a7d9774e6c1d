"""Run a command beside a primary and its standbys, with DATABASE_URL and REPLICA_URL set.

    python -m tests.helpers.servers.postgres -- python manage.py migrate
    python -m tests.helpers.servers.postgres --standbys 2 -c shared_buffers=2GB -- make bench

DATABASE_URL names the primary, REPLICA_URL the standbys, separated by commas (empty where there
are none). The exit code is the command's.
"""

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

from tests.helpers.servers.postgres.pair import PostgresPair
from tests.helpers.servers.postgres.processes import ServerFailed

NOT_FOUND = 127  # The shell's exit codes for these.
KILLED = 128


def setting(text: str) -> tuple[str, str]:
    """Parse name=value."""
    name, separator, value = text.partition("=")
    if not (name and separator):
        raise argparse.ArgumentTypeError(f"{text!r} is not name=value")
    return name, value


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options and the command. Exits with a usage message where they are wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.helpers.servers.postgres",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    number = parser.add_mutually_exclusive_group()
    number.add_argument("--standbys", type=int, default=1, metavar="N", help="1 unless told")
    number.add_argument("--no-standby", dest="standbys", action="store_const", const=0)
    parser.add_argument("--keep-dir", type=Path, metavar="DIR", help="keep the primary's data here")
    parser.add_argument(
        "-c",
        dest="settings",
        type=setting,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a setting of postgresql.conf, for all servers",
    )
    parser.add_argument("command", nargs="+", metavar="COMMAND")
    return parser.parse_args(arguments)


def run(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run the command to its end, hand on signals to it, and return its exit code."""
    try:
        process = subprocess.Popen(command, env=environment)
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)  # noqa: T201
        return NOT_FOUND

    def hand_on(number: int, frame: FrameType | None) -> None:
        # At a terminal Ctrl-C has reached the command already; twice would cut its clean-up short.
        if not (number == signal.SIGINT and sys.stdin.isatty()):
            process.send_signal(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, hand_on)
    code = process.wait()
    return code if code >= 0 else KILLED - code


def main() -> int:
    """Start the servers, run the command, end the servers."""
    options = parse(sys.argv[1:])
    try:
        with PostgresPair(
            standbys=options.standbys,
            settings=dict(options.settings),
            directory=options.keep_dir,
        ) as pair:
            urls = {
                "DATABASE_URL": pair.primary.url,
                "REPLICA_URL": ",".join(standby.url for standby in pair.standbys),
            }
            return run(options.command, {**os.environ, **urls})
    except ServerFailed as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1


if __name__ == "__main__":
    sys.exit(main())
