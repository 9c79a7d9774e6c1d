"""manage.py work_imports: works off uploaded files, one at a time; start several for more."""

import logging
import time
from typing import Any

from django.core.management.base import CommandParser
from django.db import OperationalError, close_old_connections

from calls.uploads.heartbeat import STALE_SEC
from calls.uploads.keeping import delete_old_files
from calls.uploads.work import work_off_one
from campaigns.commands import OneLineCommand

POLL_SEC = 1.0
AWAY_SEC = 5.0
CLEANING_SEC = 3600.0

logger = logging.getLogger(__name__)


class Command(OneLineCommand):
    """Tries, imports and undoes files until it is told to end."""

    help = "Check and import uploaded files; several may run at once, on several machines."
    # In the middle of a statement the connection would be in a state that nobody knows.
    finishes = True

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--once", action="store_true", help="end when nothing waits any more")
        parser.add_argument(
            "--stale-after",
            type=float,
            default=STALE_SEC,
            metavar="SECONDS",
            help="take over what a worker has left that was not heard of for so long; default: 30",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until told to end, or until nothing waits."""
        cleaned = float("-inf")
        while True:
            self.go_on()
            try:
                if cleaned + CLEANING_SEC < time.monotonic():
                    delete_old_files()
                    cleaned = time.monotonic()
                if work_off_one(options["stale_after"], self.go_on):
                    continue
            except OperationalError as error:
                if options["once"]:
                    raise
                logger.warning("The database did not answer: %s", error)
                self.pause(AWAY_SEC)
            if options["once"]:
                return
            close_old_connections()
            self.pause(POLL_SEC)
