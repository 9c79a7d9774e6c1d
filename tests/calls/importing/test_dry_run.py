"""--dry-run: all that an import would tell, and nothing of it stays."""

from pathlib import Path

import pytest

from campaigns.models import Organization
from tests.helpers.importing import Outcome, row_counts, run

HEADER = "external_id,campaign,candidate,When,status,long,\n"
OPTIONS = ("--map", "created=when", "--map", "call_length_sec=long", "--ignore-unknown")


def test_it_tells_what_would_be_done(
    organization: Organization, csv_file: Path, tmp_path: Path
) -> None:
    csv_file.write_text(
        HEADER
        + "1,c,ann,2026-10-05 09:30,completed,0:05:12,7\n"
        + "2,c,,2026-10-05T09:36Z,No Answer,,7\n"
        + "3,c,,10/5/2026,busy,,7\n"
        + "4,c,,11/5/2026,answered,,7\n"
        + "5,c,,2026-10-05,answered,,7\n"
        + "6,c,\n"
    )
    report = f"""\
File: CSV, utf-8, separated by comma, header in line 1
Columns:
  external_id <- external_id
  campaign <- campaign
  created <- When
  status <- status
  candidate <- candidate
  call_length_sec <- long
Not read: (a column without a name)
Times: iso, without an offset in Europe/Berlin
Durations: seconds, or H:MM:SS
First rows as they would be stored (external_id, campaign, created, status, candidate, \
call_length_sec):
  1, c, 2026-10-05T07:30:00+00:00, completed, ann, 312
  2, c, 2026-10-05T09:36:00+00:00, no_answer, -, -
Faults:
  2 x {csv_file}, line 4, column created (When): '10/5/2026' is not an ISO 8601 time \
(--time-format '%d/%m/%Y' or '%m/%d/%Y' says which).
      {csv_file}, line 5, column created (When): '11/5/2026' is not an ISO 8601 time \
(--time-format '%d/%m/%Y' or '%m/%d/%Y' says which).
  2 x {csv_file}, line 5, column status: 'answered' is not one of queued, ringing, in_progress, \
completed, voicemail, no_answer, busy, failed, canceled \
(--value status:answered=… says which it is).
      {csv_file}, line 6, column status: 'answered' is not one of queued, ringing, in_progress, \
completed, voicemail, no_answer, busy, failed, canceled \
(--value status:answered=… says which it is).
  1 x {csv_file}, line 7: the number of fields is 3, not 7.
read 6, created 2, updated 0, unchanged 0, rejected 4; nothing was written
"""
    berlin = (*OPTIONS, "--timezone", "Europe/Berlin", "--dry-run")
    assert run("calls", csv_file, *berlin) == Outcome(
        1, report, "The import would be undone: 4 rows are wrong."
    )
    rejects = tmp_path / "rejects.csv"
    skip = ("--on-error", "skip", "--rejects", str(rejects))
    assert run("calls", csv_file, *berlin, *skip) == Outcome(0, report)
    assert not rejects.exists()
    assert row_counts() == {"Organization": 1}


def test_its_counts_are_those_of_the_import(organization: Organization, csv_file: Path) -> None:
    csv_file.write_text("external_id,name\na,Anna\nb,Bea\n")
    assert run("candidates", csv_file).exit_code == 0
    csv_file.write_text("external_id,name\na,Anna\nb,Berta\nc,Cleo\nb,Bea\n")
    counts = "read 4, created 1, updated 2, unchanged 1, rejected 0"
    dry = run("candidates", csv_file, "--dry-run")
    assert (dry.exit_code, dry.out.splitlines()[-1]) == (0, f"{counts}; nothing was written")
    assert row_counts() == {"Organization": 1, "Candidate": 2}
    assert run("candidates", csv_file).out == f"{counts}\n"


def test_an_organisation_that_would_be_created_is_not(db: None, csv_file: Path) -> None:
    csv_file.write_text("external_id\na\n")
    assert run("candidates", csv_file, "--create-org", "--dry-run").exit_code == 0
    assert row_counts() == {}
    assert run("candidates", csv_file, "--dry-run") == Outcome(
        2, "", "There is no organisation acme; --create-org would create it."
    )


@pytest.mark.parametrize("rows", [50, 3_000])
def test_it_reads_on_and_tells_but_the_first_faults(
    rows: int, organization: Organization, csv_file: Path
) -> None:
    csv_file.write_text("external_id,source\n" + "a,nowhere\n" * rows + ",applied\nb,applied\n")
    outcome = run("candidates", csv_file, "--dry-run")
    assert outcome.exit_code == 1
    faults = [line for line in outcome.out.splitlines() if f"{csv_file}, line " in line]
    assert len(faults) == min(rows, 100) + 1
    assert faults[0].startswith(f"  {rows:,} x {csv_file}, line 2, column source: 'nowhere' ")
    assert faults[-1] == f"  1 x {csv_file}, line {rows + 2}, column external_id: is empty " + (
        "(--set external_id=VALUE gives all rows one value)."
    )
    counts = f"read {rows + 2}, created 1, updated 0, unchanged 0, rejected {rows + 1}"
    assert outcome.out.splitlines()[-1] == f"{counts}; nothing was written"
