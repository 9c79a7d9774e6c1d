"""Ids of candidates that are telephone numbers."""

from pathlib import Path

import pytest

from campaigns.models import Candidate, Organization
from tests.helpers.importing import Outcome, done, rows, run

SPELLINGS = ("+49 170 1234567", "0049170/1234567", "0170 1234567", "+491701234567")


def test_one_number_in_several_spellings_is_a_warning(
    organization: Organization, csv_file: Path
) -> None:
    csv_file.write_text("external_id\n" + "\n".join(SPELLINGS) + "\n+15550100111\n+15550100111\n")
    assert run("candidates", csv_file) == Outcome(
        0,
        done(created=5, unchanged=1).out,
        "Column external_id has one number in several spellings, and each is a person of its own: "
        "'+49 170 1234567' and '0049170/1234567' (in line 3), and 1 more row. "
        "--phone-region DE (or where they live) makes them one.\n",
    )


def test_numbers_become_one_by_their_region(organization: Organization, csv_file: Path) -> None:
    csv_file.write_text("external_id\n" + "\n".join(SPELLINGS) + "\n491701234567\n+15550100111\n")
    assert run("candidates", csv_file, "--phone-region", "de") == done(created=2, unchanged=4)
    assert rows(Candidate, "external_id") == [("+491701234567",), ("+15550100111",)]


@pytest.mark.parametrize("text", ["ann", "12", "+49", "client:ann"])
def test_what_is_no_number_is_refused_where_all_are(
    text: str, organization: Organization, csv_file: Path
) -> None:
    csv_file.write_text(
        f"external_id,campaign,candidate,created,status\n1,c,{text},2026-10-05,busy"
    )
    assert run("calls", csv_file, "--phone-region", "DE") == Outcome(
        1,
        "",
        f"{csv_file}, line 2, column candidate: {text!r} is no telephone number, seen from DE.",
    )
    assert run("calls", csv_file) == done(created=1)


def test_a_region_that_is_none(organization: Organization, csv_file: Path) -> None:
    csv_file.write_text("external_id\na\n")
    assert run("candidates", csv_file, "--phone-region", "Germany") == Outcome(
        2, "", "--phone-region 'Germany' is no country's two letters."
    )


def test_a_column_that_a_spreadsheet_damaged_is_a_warning(
    organization: Organization, csv_file: Path
) -> None:
    csv_file.write_text(
        "external_id,campaign,candidate,created,status\n"
        "1,c,4.9E+11,2026-10-05,busy\n"
        "2,c,ann,2026-10-05,busy\n"
        '3,c,"4,91701E+11",2026-10-05,busy\n'
    )
    assert run("calls", csv_file) == Outcome(
        0,
        done(created=3).out,
        "Column candidate looks damaged by a spreadsheet, which has lost digits: '4.9E+11' in "
        "line 2, and 1 more row. Have it as text there, and export again.\n",
    )
