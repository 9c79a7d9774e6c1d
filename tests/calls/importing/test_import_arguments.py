"""import_csv with wrong arguments: one line, exit code 2, and nothing is written."""

import subprocess
import sys
from pathlib import Path

import pytest

from campaigns.models import Organization
from tests.helpers.importing import Outcome, row_counts, run

WRONG_ARGUMENTS = {
    "unknown organisation": (
        ("--org", "nobody"),
        "There is no organisation nobody; --create-org would create it.",
    ),
    "impossible organisation": (
        ("--org", "no body", "--create-org"),
        "--org 'no body': Enter a valid “slug” consisting of letters, numbers, underscores or "
        "hyphens.",
    ),
    "unknown zone": (
        ("--org", "acme", "--timezone", "Mars/Base"),
        "--timezone 'Mars/Base': Mars/Base is not an IANA time zone.",
    ),
    "rejects without skip": (
        ("--org", "acme", "--rejects", "rejects.csv"),
        "--rejects needs --on-error skip: otherwise no row is skipped.",
    ),
    "rejects in no folder": (
        ("--org", "acme", "--on-error", "skip", "--rejects", "/nowhere/rejects.csv"),
        "--rejects /nowhere/rejects.csv cannot be written: No such file or directory.",
    ),
    "rejects into a device": (
        ("--org", "acme", "--on-error", "skip", "--rejects", "/dev/null"),
        "--rejects /dev/null is not a regular file.",
    ),
}


@pytest.mark.parametrize("case", WRONG_ARGUMENTS)
def test_wrong_arguments_are_refused(case: str, organization: Organization, csv_file: Path) -> None:
    (_, org, *options), message = WRONG_ARGUMENTS[case]
    csv_file.write_text("external_id\na\n")
    assert run("candidates", csv_file, *options, org=org) == Outcome(2, "", message)
    assert row_counts() == {"Organization": 1}


def test_a_file_that_cannot_be_opened_is_a_wrong_argument(db: None, tmp_path: Path) -> None:
    assert run("calls", tmp_path / "none.csv") == Outcome(
        2, "", f"{tmp_path / 'none.csv'} cannot be read: No such file or directory."
    )
    assert run("calls", tmp_path) == Outcome(2, "", f"{tmp_path} cannot be read: Is a directory.")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["cals", "calls.csv", "--org", "acme"],
            "argument KIND: invalid choice: 'cals' (choose from 'campaigns', 'candidates', "
            "'calls', 'reviews', 'ratings', 'web_calls', 'resume_screenings', 'credits', 'sms', "
            "'scripts')",
        ),
        (["calls", "calls.csv"], "the following arguments are required: --org"),
    ],
)
def test_a_wrong_command_line_is_one_line_and_exit_code_2(
    arguments: list[str], message: str
) -> None:
    ended = subprocess.run(
        [sys.executable, "manage.py", "import_csv", *arguments],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (
        2,
        "",
        f"manage.py import_csv: error: {message}\n",
    )
