"""Files written otherwise than the plain one: how they differ is found, or said by an option."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from calls.models import Call
from campaigns.models import Organization
from tests.helpers.importing import Outcome, done, rows, run

HEADER = "external_id,campaign,candidate,created,status,call_length_sec,score"
FIELDS = (
    "external_id",
    "campaign__external_id",
    "candidate__external_id",
    "created",
    "call_status",
    "call_length_sec",
    "score",
)
PLAIN = ("c-1", "drivers", "ann", datetime(2026, 10, 5, 9, 30, tzinfo=UTC), "completed", 312, 88.5)
LINE = "c-1,drivers,ann,2026-10-05T09:30:00Z,completed,312,88.5"
TABS = f"{HEADER}\n{LINE}\n".replace(",", "\t")

DIALECTS: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "plain": (f"{HEADER}\n{LINE}\n".encode(), ()),
    "semicolons": (
        f"{HEADER}\n{LINE}\n".replace(",", ";").replace("88.5", "88,5").encode(),
        (),
    ),
    "a line that names the separator": (
        f"sep=;\n{HEADER}\n{LINE}\n".replace(",", ";").replace("88.5", "88,5").encode(),
        (),
    ),
    "tabs": (TABS.encode(), ()),
    "pipes": (f"{HEADER}\n{LINE}\n".replace(",", "|").encode(), ()),
    "another separator": (
        f"{HEADER}\n{LINE}\n".replace(",", "^").encode(),
        ("--delimiter", "^"),
    ),
    "UTF-16 of Excel": (TABS.replace("\n", "\r\n").encode("utf-16"), ()),
    "UTF-16, big end first": (b"\xfe\xff" + TABS.encode("utf-16-be"), ()),
    "UTF-16 without a mark": (TABS.encode("utf-16-le"), ()),
    "UTF-32": (TABS.encode("utf-32"), ()),
    "UTF-8 with a mark": (f"\ufeff{HEADER}\n{LINE}\n".encode(), ()),
    "header of words": (
        f"External ID,Campaign,Candidate,CREATED,Status,Call-Length Sec,Score\n{LINE}\n".encode(),
        (),
    ),
    "header in camel case": (
        f"externalId,campaign,candidate,created,status,callLengthSec,score\n{LINE}\n".encode(),
        (),
    ),
    "blanks after commas": (f"{HEADER}\n{LINE}\n".replace(",", ", ").encode(), ()),
    "blanks and quotes": (
        f"{HEADER}\n{LINE}\n".replace(",", ", ").replace("drivers", '"drivers"').encode(),
        (),
    ),
    "preamble": (
        f"Call report\nfrom,2026-10-01\nto,2026-10-31\n\n{HEADER}\n{LINE}\n".encode(),
        (),
    ),
    "no header": (f"{LINE}\n".encode(), ("--columns", HEADER)),
    "no header, others' names": (
        f"{LINE}\n".encode(),
        (
            *("--columns", "id,drive,who,when,how,long,mark", "--map", "external_id=id"),
            *("--map", "campaign=drive", "--map", "candidate=who", "--map", "created=when"),
            *("--map", "status=how", "--map", "call_length_sec=long", "--map", "score=mark"),
        ),
    ),
    "epoch in milliseconds": (
        f"{HEADER}\n{LINE}\n".replace("2026-10-05T09:30:00Z", "1791192600000").encode(),
        ("--time-format", "epoch_ms"),
    ),
    "epoch in seconds": (
        f"{HEADER}\n{LINE}\n".replace("2026-10-05T09:30:00Z", "1791192600").encode(),
        ("--time-format", "epoch_s"),
    ),
    "dates of e-mail": (
        f"{HEADER}\n{LINE}\n".replace(
            "2026-10-05T09:30:00Z", '"Mon, 05 Oct 2026 11:30:00 +0200"'
        ).encode(),
        ("--time-format", "rfc2822"),
    ),
    "American dates": (
        f"{HEADER}\n{LINE}\n".replace("2026-10-05T09:30:00Z", "10/05/2026 05:30 AM").encode(),
        ("--time-format", "%m/%d/%Y %I:%M %p", "--timezone", "America/New_York"),
    ),
    "UTC by name": (
        f"{HEADER}\n{LINE}\n".replace("2026-10-05T09:30:00Z", "2026-10-05 09:30:00 UTC").encode(),
        ("--timezone", "Asia/Tokyo"),
    ),
    "UTC in a pattern": (
        f"{HEADER}\n{LINE}\n".replace("2026-10-05T09:30:00Z", "05.10.2026 09:30 GMT").encode(),
        ("--timezone", "Asia/Tokyo", "--time-format", "%d.%m.%Y %H:%M %Z"),
    ),
    "durations of pandas": (f"{HEADER}\n{LINE}\n".replace("312", "312.0").encode(), ()),
    "durations of clocks": (f"{HEADER}\n{LINE}\n".replace("312", "00:05:12").encode(), ()),
    "durations of stop watches": (
        f"{HEADER}\n{LINE}\n".replace("312", "5:12").encode(),
        ("--duration-format", "m:ss"),
    ),
    "durations in milliseconds": (
        f"{HEADER}\n{LINE}\n".replace("312", "311500").encode(),
        ("--duration-format", "milliseconds"),
    ),
    "decimal comma": (
        f"{HEADER}\n{LINE}\n".replace("88.5", '"88,5"').encode(),
        ("--decimal", "comma"),
    ),
    "Latin letters of Windows": (
        f"{HEADER}\n{LINE}\n".encode("windows-1252"),
        ("--encoding", "windows-1252"),
    ),
    "their words": (
        f"{HEADER}\n{LINE}\n".replace("completed", "Answered!").encode(),
        ("--value", "status:answered!=completed"),
    ),
    "their columns": (
        f"{HEADER},price\n{LINE},7\n".replace("external_id", "sid")
        .replace("campaign,", "agent,")
        .encode(),
        ("--map", "external_id=SID", "--set", "campaign=drivers", "--ignore-unknown"),
    ),
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_it_is_read_as_the_plain_file_is(
    dialect: str, organization: Organization, csv_file: Path
) -> None:
    content, options = DIALECTS[dialect]
    csv_file.write_bytes(content)
    assert run("calls", csv_file, *options).out == done(created=1).out
    assert rows(Call, *FIELDS) == [PLAIN]


STATUSES = "no-answer,in-progress,Completed,COMPLETED,cancelled,NO ANSWER,answered,ANSWERED,machine"


def test_spellings_of_a_status_need_no_map_and_words_that_change_numbers_need_one(
    organization: Organization, csv_file: Path
) -> None:
    lines = [
        f"c-{index},drivers,ann,2026-10-05T09:30:00Z,{status},,"
        for index, status in enumerate(STATUSES.split(","))
    ]
    csv_file.write_text("\n".join([HEADER, *lines]))
    outcome = run("calls", csv_file)
    assert [line.partition(" is not one of")[0] for line in outcome.error.splitlines()] == [
        f"{csv_file}, line 8, column status: 'answered'",
        f"{csv_file}, line 9, column status: 'ANSWERED'",
        f"{csv_file}, line 10, column status: 'machine'",
    ]
    words = ("--value", "status:answered=completed", "--value", "status:machine=voicemail")
    assert run("calls", csv_file, *words) == done(created=9)
    assert [status for (status,) in rows(Call, "call_status")] == [
        *("no_answer", "in_progress", "completed", "completed", "canceled", "no_answer"),
        *("completed", "completed", "voicemail"),
    ]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("created=1791192600000", " (--time-format epoch_ms reads it)"),
        ("created=1791192600", " (--time-format epoch_s reads it)"),
        ("created=05 Oct 2026 09:30:00 GMT", " (--time-format rfc2822 reads it)"),
        ("created=3/14/2026", " (--time-format '%m/%d/%Y' reads it)"),
        ("created=3/4/2026", " (--time-format '%d/%m/%Y' or '%m/%d/%Y' says which)"),
        ("created=14.03.2026 09:30", " (--time-format '%d.%m.%Y %H:%M' reads it)"),
        ("created=yesterday", ""),
        ("call_length_sec=3:25", " (--duration-format m:ss or h:mm says which)"),
        ("score=88,5", " (--decimal comma reads the comma as decimal sign)"),
    ],
)
def test_what_would_be_a_guess_is_refused_with_the_option_that_settles_it(
    text: str, hint: str, organization: Organization, csv_file: Path
) -> None:
    column, _, value = text.partition("=")
    line = dict(zip(HEADER.split(","), LINE.split(","), strict=True)) | {column: f'"{value}"'}
    csv_file.write_text(f"{HEADER}\n{','.join(line.values())}\n")
    outcome = run("calls", csv_file)
    assert outcome.exit_code == 1
    assert outcome.error.startswith(f"{csv_file}, line 2, column {column}: '{value}' ")
    assert outcome.error.endswith(f"{hint}.")
    assert ("(--" in outcome.error) == bool(hint)


def test_a_number_that_may_be_a_thousand_times_as_much_is_refused(
    organization: Organization, csv_file: Path
) -> None:
    csv_file.write_text("external_id;credits;created\n1;1,234;2026-10-05\n")
    outcome = run("credits", csv_file)
    assert outcome.error == (
        f"{csv_file}, line 2, column credits: '1,234' may be 1234 or 1.234 "
        "(--decimal comma or point says which)."
    )
    assert run("credits", csv_file, "--decimal", "comma").out == done(created=1).out


def test_errors_name_their_column_too(organization: Organization, csv_file: Path) -> None:
    csv_file.write_text("id,campaign,When,status\n1,c,3/4/2026,busy\n")
    options = ("--map", "external_id=id", "--map", "created=when")
    assert run("calls", csv_file, *options) == Outcome(
        1,
        "",
        f"{csv_file}, line 2, column created (When): '3/4/2026' is not an ISO 8601 time "
        "(--time-format '%d/%m/%Y' or '%m/%d/%Y' says which).",
    )


def test_the_header_below_a_preamble_is_told_what_it_lacks(
    organization: Organization, csv_file: Path
) -> None:
    csv_file.write_text(
        "Report of calls\nmade, by us\n\nwho;when;how;how long\nann;3/4/2026;busy;1\n"
    )
    outcome = run("calls", csv_file)
    assert outcome.error.startswith(
        "Wrong columns: unknown: 'who', 'when', 'how', 'how long'; missing: 'external_id', "
        "'campaign', 'created', 'status'. "
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1252"])
def test_mended_rejects_are_read_as_their_file_was(
    encoding: str, organization: Organization, csv_file: Path, tmp_path: Path
) -> None:
    lines = [HEADER, LINE, LINE.replace("c-1", "c-2").replace("completed", "erlädigt"), "c-3,x"]
    csv_file.write_text("\n".join(lines).replace(",", ";"), encoding=encoding)
    rejects = tmp_path / "rejects.csv"
    options = ("--encoding", encoding) if encoding == "windows-1252" else ()
    skip = ("--on-error", "skip", "--rejects", str(rejects))
    assert run("calls", csv_file, *options, *skip).out == done(created=1, rejected=2).out
    kept = rejects.read_text(encoding=encoding).splitlines()
    assert kept[0] == f"{HEADER},reason".replace(",", ";")
    assert kept[2] == "c-3;x;the number of fields is 2, not 7"
    mended = [kept[0], kept[1].replace("erlädigt;", "Completed;")]
    rejects.write_text("\n".join(mended), encoding=encoding)
    assert run("calls", rejects, *options).out == done(created=1).out


def test_a_column_reason_is_read_where_it_is_asked_for(
    organization: Organization, csv_file: Path
) -> None:
    csv_file.write_text(f"{HEADER},reason\n{LINE},Pay\n")
    assert run("calls", csv_file, "--map", "withdrawal_reason=reason") == done(created=1)
    assert rows(Call, "withdrawal_reason") == [("pay",)]


WRONG = {
    "a column that the file has not": (
        ("--map", "score=points"),
        "Wrong columns: unknown: 'score'; missing: 'points'. The columns are ",
    ),
    "a column that is none of ours": (
        ("--map", "colour=points"),
        "--map 'colour=points': there is no column 'colour'; the columns are external_id, ",
    ),
    "two things said of one column": (
        ("--map", "score=points", "--set", "score=1"),
        "--map and --set both say what score is.",
    ),
    "no pair": (("--set", "campaign"), "--set 'campaign' is not COLUMN=…"),
    "no triple": (("--value", "status=x"), "--value 'status=x' is not COLUMN:THEIRS=OURS"),
    "a time format that is none": (
        ("--time-format", "epoch"),
        "--time-format 'epoch' is none of iso, epoch_s, epoch_ms, rfc2822 and no pattern of "
        "strptime.",
    ),
    "a pattern that is none": (("--time-format", "%Y-%Q"), "--time-format '%Y-%Q' is no pattern"),
    "an encoding that is none": (("--encoding", "utf-9"), "--encoding 'utf-9': no such encoding."),
    "no character": (("--delimiter", ";;"), "--delimiter ';;' is no character and none of comma, "),
    "a profile that is none": (
        ("--profile", "acme"),
        "There is no profile 'acme'; there are aircall, asterisk, five9, retell, twilio, vapi. "
        "IMPORT_PROFILES names a folder of own ones.",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_options_are_refused(case: str, organization: Organization, csv_file: Path) -> None:
    options, message = WRONG[case]
    csv_file.write_text(f"{HEADER}\n{LINE}\n")
    outcome = run("calls", csv_file, *options)
    assert outcome.exit_code == 2
    assert outcome.error.startswith(message)
    assert rows(Call, "pk") == []
