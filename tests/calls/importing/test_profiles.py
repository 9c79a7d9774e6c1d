"""Profiles of a deployment's own, and what is wrong with them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from calls.importing.columns import LAYOUTS
from calls.importing.profiles import VENDORS, find_profile, list_profiles, load_profile
from calls.importing.reading import Condition, Joined, Reading, Rule, Theirs
from calls.models import Call
from campaigns.models import Organization
from tests.helpers.importing import Outcome, done, rows, run

OWN = """
title = "Our dialler"
kind = "calls"
about = "What comes out of its nightly report."
sources = ["https://wiki.example.com/dialler"]
ignore_unknown = true
time_format = "%d.%m.%Y %H:%M:%S"
delimiter = ";"
encoding = "windows-1252"

[columns]
external_id = "uuid"
campaign = ["Kampagne", "Liste"]
created = { join = ["Datum", "Zeit"] }
call_length_sec = { since = "Verbunden", until = "Ende" }
status = "Ergebnis"
candidate = "An"

[set]
accommodation_requested = "0"

[values.status]
Erfolg = "completed"

[[skip]]
column = "Mutter"
is_empty = false

[[skip]]
when = [{ column = "Ergebnis", equals = "Test" }, { column = "An", begins_with = ["+1555", "00"] }]

[[rules]]
when = [{ column = "AMD", begins_with = "machine" }]
unless = [{ column = "Weiter", equals = ["ja", "1"] }]
set.status = "voicemail"

[[rules]]
when = [{ column = "AMD", is_empty = false }]
set.status = "busy"
take.candidate = "Von"
"""
FILE = """\
uuid;Kampagne;Liste;Datum;Zeit;Verbunden;Ende;Ergebnis;An;Von;Mutter;AMD;Weiter;Preis
1;Köche;;05.10.2026;09:30:00;05.10.2026 09:30:10;05.10.2026 09:35:22;Erfolg;ann;us;;;;7
2;;Liste 2;05.10.2026;09:36:00;;;Erfolg;bea;us;;Machine-Start;nein;7
3;Köche;;05.10.2026;09:37:00;;;Erfolg;cleo;us;;Machine-Start;ja;7
4;Köche;;05.10.2026;09:38:00;;;Erfolg;dee;us;1;;;7
5;Köche;;05.10.2026;09:39:00;;;Test;+15550100;us;;;;7
"""


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """A deployment's own profiles, of which there is one."""
    settings.IMPORT_PROFILES = str(tmp_path / "profiles")
    path = tmp_path / "profiles"
    path.mkdir()
    (path / "ours.toml").write_text(OWN)
    return path


def test_a_profile_of_ones_own(folder: Path, organization: Organization, csv_file: Path) -> None:
    csv_file.write_bytes(FILE.encode("windows-1252"))
    outcome = run("calls", csv_file, "--profile", "ours", "--timezone", "Europe/Berlin")
    assert outcome == Outcome(
        0,
        done(created=3).out.replace("\n", "; 2 left out as none of its kind\n"),
        f"{csv_file}: CSV, windows-1252, separated by semicolon, header in line 1.\n",
    )
    fields = ("external_id", "campaign__external_id", "candidate__external_id", "created")
    assert rows(Call, *fields, "call_status", "call_length_sec") == [
        ("1", "Köche", "ann", datetime(2026, 10, 5, 7, 30, tzinfo=UTC), "completed", 312),
        ("2", "Liste 2", "us", datetime(2026, 10, 5, 7, 36, tzinfo=UTC), "voicemail", None),
        ("3", "Köche", "us", datetime(2026, 10, 5, 7, 37, tzinfo=UTC), "busy", None),
    ]


def test_the_time_between_is_of_instants(
    folder: Path, organization: Organization, csv_file: Path
) -> None:
    # The clock went back from 3:00 to 2:00 between the two, so that three hours passed.
    line = "1;c;;25.10.2026;01:30:00;25.10.2026 01:30:00;25.10.2026 03:30:00;Erfolg;a;u;;;;7"
    csv_file.write_text(f"{FILE.splitlines()[0]}\n{line}\n", encoding="windows-1252")
    run("calls", csv_file, "--profile", "ours", "--timezone", "Europe/Berlin")
    assert rows(Call, "call_length_sec") == [(3 * 3600,)]


def test_options_go_before_the_profile(
    folder: Path, organization: Organization, csv_file: Path
) -> None:
    csv_file.write_bytes(FILE.encode("windows-1252"))
    options = ("--set", "campaign=drivers", "--map", "status=Weiter", "--value", "status:=failed")
    words = ("--value", "status:ja=completed", "--value", "status:nein=canceled")
    assert run("calls", csv_file, "--profile", "ours", *options, *words).exit_code == 0
    # A column that an option places is out of the reach of the profile's rules.
    assert rows(Call, "campaign__external_id", "call_status", "candidate__external_id") == [
        ("drivers", "failed", "ann"),
        ("drivers", "canceled", "us"),
        ("drivers", "completed", "us"),
    ]


def test_ones_own_replaces_that_of_the_service(folder: Path) -> None:
    assert list_profiles()["twilio"] == VENDORS / "twilio.toml"
    (folder / "twilio.toml").write_text(OWN)
    assert list_profiles()["twilio"] == folder / "twilio.toml"
    assert find_profile("twilio").title == "Our dialler"


def test_what_a_profile_says(folder: Path) -> None:
    profile = load_profile(folder / "ours.toml")
    assert (profile.name, profile.layout) == ("ours", LAYOUTS["calls"])
    reading = profile.reading
    assert reading.columns["campaign"] == (Theirs("Kampagne"), Theirs("Liste"))
    assert reading.columns["created"] == (Joined(("Datum", "Zeit")),)
    assert reading.rules[0] == Rule(
        when=(Condition("AMD", begins_with=("machine",)),),
        unless=(Condition("Weiter", equals=("ja", "1")),),
        values={"status": "voicemail"},
    )
    assert Reading(time="iso").over(reading).time == "iso"
    assert Reading().over(reading) == reading


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("kind = ", "Invalid value (at end of document)"),
        ('kind = "cals"', "kind is 'cals' and none of campaigns, candidates, calls, "),
        ('kind = "calls"', "title is None, and no text"),
        (OWN + "colour = 1", "a rule has 'colour', which is none of set, take, unless, when"),
        ("colour = 1\n" + OWN, "it has 'colour', which is none of about, columns, decimal, "),
        (OWN.replace('external_id = "uuid"', 'id = "uuid"'), "columns has 'id', which is none of "),
        (OWN.replace('"uuid"', "7"), "external_id is 7, and no name, {join = …} or {since = …, "),
        (OWN.replace("begins_with", "matches"), "a condition has 'matches', which is none of "),
        (OWN.replace(", is_empty = false", ""), "a condition says nothing: equals, "),
        (OWN.replace("%d.%m.%Y", "epoch"), "'epoch %H:%M:%S' is none of iso, epoch_s, "),
        (OWN.replace('"voicemail"', "1"), "status is 1, and no text"),
    ],
)
def test_a_wrong_profile_says_what_is_wrong(
    text: str, fault: str, folder: Path, organization: Organization, csv_file: Path
) -> None:
    path = folder / "ours.toml"
    path.write_text(text)
    csv_file.write_text(FILE)
    outcome = run("calls", csv_file, "--profile", "ours")
    assert outcome.exit_code == 2
    assert outcome.error.startswith(f"The profile {path} cannot be used: {fault}")


def test_a_profile_of_another_kind(
    folder: Path, organization: Organization, csv_file: Path
) -> None:
    csv_file.write_text("external_id\na\n")
    assert run("candidates", csv_file, "--profile", "twilio") == Outcome(
        2, "", "--profile twilio reads calls."
    )
