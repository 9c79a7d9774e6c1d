"""manage.py import_csv: rows of a file become campaigns, candidates, calls and so on."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from tqdm import tqdm

from calls.importing.columns import LAYOUTS
from calls.importing.errors import ImportingError
from calls.importing.files import file_status, open_binary
from calls.importing.importer import Imported, import_file
from calls.importing.options import add_reading_arguments, make_reading
from calls.importing.order import ImportOrder
from calls.importing.preview import Preview
from calls.importing.report import report_import, tell_wrong
from campaigns.commands import OneLineCommand


class Command(OneLineCommand):
    """Parses the arguments, imports the file, prints the counts of its rows."""

    help = "Import a CSV, XLSX or Parquet file; importing the same file again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("kind", choices=LAYOUTS, metavar="KIND", help=", ".join(LAYOUTS))
        parser.add_argument(
            "file", metavar="FILE", help="CSV, CSV.gz, XLSX or Parquet; - is standard input"
        )
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
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="read all, tell what would be done, write nothing",
        )
        add_reading_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the file; exit code 2 for wrong arguments, 1 for a failure."""
        try:
            order = ImportOrder(
                layout=LAYOUTS[options["kind"]],
                file=options["file"],
                organization=options["org"],
                reading=make_reading(LAYOUTS[options["kind"]], options),
                create_organization=options["create_org"],
                timezone=options["timezone"],
                skip_bad_rows=options["on_error"] == "skip",
                rejects=options["rejects"],
                is_dry_run=options["dry_run"],
            )
            with open_binary(order.file) as raw:
                status = file_status(raw)
                total = status.st_size if status else None
                # disable=None: no bar unless standard error is a terminal.
                with tqdm(
                    total=total, unit="B", unit_scale=True, disable=None, file=sys.stderr
                ) as bar:
                    imported = import_file(order, raw, progress=bar.update, warnings=self.stderr)
        except ImportingError as failure:
            raise CommandError(str(failure), returncode=failure.exit_code) from failure
        if imported.preview:
            self.show(imported, imported.preview, order)
            return
        report_import(options["kind"], order.organization, imported.counts)
        self.conclude(str(imported))

    def show(self, imported: Imported, preview: Preview, order: ImportOrder) -> None:
        """Print what a dry run found, and end as the import would."""
        self.conclude("\n".join([*preview.lines(), f"{imported}; nothing was written"]))
        if imported.counts.rejected and not order.skip_bad_rows:
            raise CommandError(
                f"The import would be undone: {tell_wrong(imported.counts.rejected)}.",
                returncode=1,
            )
