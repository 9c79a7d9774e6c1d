"""manage.py import_csv: rows of a CSV file become campaigns, candidates, calls and so on."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from tqdm import tqdm

from calls.importing.columns import LAYOUTS
from calls.importing.errors import ImportingError
from calls.importing.importer import ImportOrder, import_file
from calls.importing.reader import file_status, open_binary
from calls.importing.report import report_import
from campaigns.commands import OneLineCommand


class Command(OneLineCommand):
    """Parses the arguments, imports the file, prints the counts of its rows."""

    help = "Import a CSV file; importing the same file again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("kind", choices=LAYOUTS, metavar="KIND", help=", ".join(LAYOUTS))
        parser.add_argument("file", metavar="FILE", help="CSV or CSV.gz; - is standard input")
        parser.add_argument("--org", required=True, metavar="SLUG", help="the organisation")
        parser.add_argument(
            "--create-org", action="store_true", help="create the organisation if it is new"
        )
        parser.add_argument(
            "--timezone",
            metavar="ZONE",
            help="IANA zone of times without an offset; default: the organisation's",
        )
        parser.add_argument(
            "--on-error",
            choices=["abort", "skip"],
            default="abort",
            help="abort: a bad row undoes the whole import; skip: good rows stay",
        )
        parser.add_argument(
            "--rejects", type=Path, metavar="FILE", help="with skip: bad rows and their reasons"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the file; exit code 2 for wrong arguments, 1 for a failure."""
        try:
            order = ImportOrder(
                layout=LAYOUTS[options["kind"]],
                file=options["file"],
                organization=options["org"],
                create_organization=options["create_org"],
                timezone=options["timezone"],
                skip_bad_rows=options["on_error"] == "skip",
                rejects=options["rejects"],
            )
            with open_binary(order.file) as raw:
                status = file_status(raw)
                total = status.st_size if status else None
                # disable=None: no bar unless standard error is a terminal.
                with tqdm(
                    total=total, unit="B", unit_scale=True, disable=None, file=sys.stderr
                ) as bar:
                    counts = import_file(order, raw, progress=bar.update, warnings=self.stderr)
        except ImportingError as failure:
            raise CommandError(str(failure), returncode=failure.exit_code) from failure
        report_import(options["kind"], order.organization, counts)
        self.conclude(
            f"read {counts.read}, created {counts.created}, updated {counts.updated}, "
            f"unchanged {counts.unchanged}, rejected {counts.rejected}"
        )
