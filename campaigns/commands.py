"""The base of the project's commands: every error is one line and an exit code."""

import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper
from django.db import InterfaceError, InternalError, OperationalError, connections

from campaigns.timezones import UnknownTimezoneError

# How a terminal or a process manager ends a command.
ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class EndedError(KeyboardInterrupt):
    """The command was told to end. psycopg cancels the running statement on this exception."""

    def __init__(self, number: int) -> None:
        super().__init__(f"Ended by {signal.Signals(number).name}.")
        self.exit_code = 128 + number


class OneLineCommand(BaseCommand):
    """A command that answers wrong arguments with code 2 and a failure with code 1.

    Either way standard error has one line that names the fault, and no traceback.
    """

    # `manage.py check` and `migrate` have them; here they would be a third of a start.
    requires_system_checks = ()
    # Whether what is begun is finished first: told to end, the command ends where it asks
    # `go_on` or pauses; told twice, it ends wherever it is.
    finishes = False
    told: EndedError | None = None

    def run_from_argv(self, argv: list[str]) -> None:
        """Run the command of a command line; one that is told to end cleans up first."""
        for name in ("stdout", "stderr"):
            # Closed by the caller; the next file to be opened would become it.
            if getattr(sys, name) is None:
                setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115
                setattr(self, name, OutputWrapper(getattr(sys, name)))
        for number in ENDING_SIGNALS:
            # nohup ignores SIGHUP, and a shell's background job SIGINT.
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self.end)
        try:
            super().run_from_argv(argv)
        except EndedError as ended:
            self.stderr.write(str(ended))
            sys.exit(ended.exit_code)

    def end(self, number: int, frame: FrameType | None) -> None:
        """End the command from inside, so that its transactions and files are cleaned up."""
        is_first, self.told = self.told is None, EndedError(number)
        if not (self.finishes and is_first):
            raise self.told

    def go_on(self) -> None:
        """Raise EndedError if told to end."""
        if self.told:
            raise self.told

    def pause(self, seconds: float) -> None:
        """Do nothing for so long; ends at once if told to."""
        finishes, self.finishes = self.finishes, False
        self.go_on()
        time.sleep(seconds)
        self.finishes = finishes

    def conclude(self, text: str) -> None:
        """Print the last line, after all is done: that nobody reads it is no failure."""
        try:
            self.stdout.write(text)
            self.stdout.flush()
        except OSError:
            # Python would try, and fail, once more when it exits.
            with Path(os.devnull).open("w") as nowhere:
                os.dup2(nowhere.fileno(), sys.stdout.fileno())

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        """Return a parser whose errors do not repeat the usage; --help has it."""
        parser = super().create_parser(prog_name, subcommand, **options)
        parser.print_usage = lambda file=None: None  # type: ignore[method-assign]
        return parser

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command; no database or no time zone to go by is a failure like others."""
        try:
            return super().execute(*args, **options)
        except OperationalError as error:
            raise CommandError(
                f"The database did not answer: {str(error).strip()}", returncode=1
            ) from error
        except InternalError as error:  # As of one that takes no changes at the moment.
            raise CommandError(
                f"The database refused: {str(error).strip()}", returncode=1
            ) from error
        except UnknownTimezoneError as error:
            raise CommandError(str(error), returncode=1) from error


class RepeatingCommand(OneLineCommand):
    """A command that works once or, with `--every`, again and again; then it needs no cron."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the option."""
        parser.add_argument(
            "--every", type=float, metavar="SECONDS", help="Go on, with so long a pause between."
        )

    def work(self, **options: Any) -> None:
        """Do what there is to do."""
        raise NotImplementedError

    def handle(self, **options: Any) -> None:
        """Work once, or again and again: a database that is away is waited for then."""
        pause_sec = options["every"]
        if pause_sec is None:
            self.work(**options)
            return
        if not pause_sec > 0:
            raise CommandError("--every: has to be more than 0 seconds.", returncode=2)
        while True:
            try:
                self.work(**options)
            except (OperationalError, InterfaceError, InternalError) as error:
                # It comes back, or takes changes again; what was due waits.
                self.stderr.write(f"The database did not answer: {str(error).strip()}")
            connections.close_all()
            self.pause(pause_sec)
