"""Time zones: one database of them whatever the system has, and stored names that are none."""

import io
import json
import subprocess
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from rest_framework.test import APIClient

from campaigns.models import Organization
from campaigns.timezones import known_timezones, list_timezones
from tests.helpers.call_batches import row, send
from tests.helpers.factories import UserFactory
from tests.helpers.importing import Outcome, run
from tests.helpers.reports import OTHERS
from tests.helpers.servers.postgres import PostgresPair
from tests.helpers.servers.service import Service
from tests.helpers.tokens import create_token

NAMES = [report.name for report in OTHERS]
IN_A_ZONE = [
    "/analytics/dashboard?",
    *(f"/analytics/{name}?" for name in NAMES if name != "campaigns_launched_per_week"),
    "/calls?population=attempted&",
    "/applications?metric=passthrough_rate&",
    "/reviews?metric=thumbs_up&",
]
# Names that browsers offer, and that a system has in a package of its own.
OLD_NAMES = ["Asia/Calcutta", "Europe/Kiev", "America/Buenos_Aires", "Asia/Katmandu", "Asia/Saigon"]
NO_ZONES = ["Mars/Base", "Factory", "localtime", "asia/kolkata"]


# --- One source -------------------------------------------------------------------------------


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """The service on a system whose zones are few, and wrong.

    The second organisation, `old`, has a time zone by an old name.
    """
    utc = files("tzdata.zoneinfo").joinpath("UTC").read_bytes()
    for name in ("UTC", "Asia/Kolkata", "localtime"):
        path = tmp_path / "zoneinfo" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(utc)
    calls = tmp_path / "calls.csv"
    calls.write_text("external_id,campaign,created,status\nc-1,k,2024-03-18T00:30:00,completed\n")
    with PostgresPair(standbys=0) as pair:
        environment = {
            "DATABASE_URL": pair.primary.url,
            "REPLICA_URL": "",
            "PYTHONTZPATH": str(tmp_path / "zoneinfo"),
        }
        service = Service(environment, tmp_path / "log")
        service.manage("migrate", "--verbosity", "0")
        service.manage("seed_demo", "--calls", "10")
        service.manage("import_csv", "calls", str(calls), "--org", "old", "--create-org",
                       "--timezone", "Asia/Calcutta")  # fmt: skip
        service.token = service.manage("create_token", "demo-staff", "--scope", "read",
                                       "--scope", "write")  # fmt: skip
        with service:
            yield service


def test_zones_do_not_depend_on_the_system(service: Service) -> None:
    day = "start_date=2024-03-18&end_date=2024-03-18&granularity=day"
    for query in (day, f"{day}&timezone=Asia/Kolkata"):
        answer = service.get(f"/analytics/dashboard?org_id=2&{query}").body
        assert answer["charts"]["calls"]["points"] == [{
            "bucket_start": "2024-03-18T00:00:00+05:30",
            "bucket_end": "2024-03-19T00:00:00+05:30",
            "is_partial": False, "calls": 1, "answered": 1,
        }]  # fmt: skip
    for path in (*IN_A_ZONE, "/analytics/campaigns_launched_per_week?"):
        assert service.get(f"{path}org_id=2").status == 200, path
    for name in OLD_NAMES:
        assert service.get(f"/analytics/dashboard?org_id=1&timezone={name}").status == 200, name
    sent = {"calls": [row("c-2", created="2024-03-19T00:30:00")]}
    assert service.post("/calls/batch?org_id=2", sent).body["created"] == 1
    dumped = json.loads(service.manage("dump_dashboard", "--org", "old", "--start", "2024-03-18",
                                       "--end", "2024-03-19"))  # fmt: skip
    assert [point["calls"] for point in dumped["charts"]["calls"]["points"]][::24] == [1, 1]
    assert service.get("/readyz").body["status"] == "ok"
    assert service.manage("check").startswith("System check identified no issues")


def test_the_list_has_every_known_name_once(client: APIClient) -> None:
    listed = client.get("/timezones").json()["timezones"]
    assert listed == [
        {"name": zone.name, "search_terms": list(zone.search_terms)} for zone in list_timezones()
    ]
    names = [zone["name"] for zone in listed]
    others = [term for zone in listed for term in zone["search_terms"] if "/" in term]
    assert names == sorted(set(names))
    assert len(others) == len(set(others))
    assert not set(names) & set(others)
    found = {*names, *(term for zone in listed for term in zone["search_terms"])}
    assert known_timezones() <= found
    assert not {*OLD_NAMES, *NO_ZONES} & set(names)


@pytest.mark.parametrize(
    ("term", "name"),
    [
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("India", "Asia/Kolkata"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("America/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("US/Eastern", "America/New_York"),
        ("EST", "America/New_York"),
        ("EDT", "America/New_York"),
        ("CEST", "Europe/Berlin"),
        ("Iceland", "Atlantic/Reykjavik"),
        ("Etc/UTC", "UTC"),
        ("Zulu", "UTC"),
    ],
)
def test_what_people_look_for_finds_the_zone(term: str, name: str) -> None:
    (zone,) = (zone for zone in list_timezones() if zone.name == name)
    assert term in zone.search_terms


@pytest.mark.parametrize("name", NO_ZONES)
def test_no_zone_is_refused(
    client: APIClient, organization: Organization, csv_file: Path, name: str
) -> None:
    answer = client.get("/analytics/dashboard", {"timezone": name})
    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {
            "parameter": "timezone",
            "code": "unknown_timezone",
            "detail": f"{name} is not an IANA time zone.",
        }
    ]
    csv_file.write_text("external_id\na\n")
    refused = run("candidates", csv_file, "--timezone", name)
    assert refused == Outcome(2, "", f"--timezone {name!r}: {name} is not an IANA time zone.")


# --- Stored names that are none ---------------------------------------------------------------


@pytest.fixture(params=NO_ZONES[:3])
def lost(request: pytest.FixtureRequest, organization: Organization) -> Organization:
    """The organisation, whose time zone no check has seen."""
    organization.timezone = request.param
    organization.save()
    return organization


def sentence(lost: Organization) -> str:
    """Return what is said of it."""
    return (
        f"The organisation acme has an unknown time zone, {lost.timezone!r}. Name another, or "
        "have it corrected in the admin."
    )


def fault(lost: Organization) -> Any:
    """Return the body of an answer that cannot be given."""
    named = {"parameter": None, "code": "unknown_timezone", "detail": sentence(lost)}
    return {"errors": [named]}


def test_answers_name_a_stored_zone_that_is_none(
    client: APIClient, recruiter: User, lost: Organization
) -> None:
    for path in (*IN_A_ZONE, "/analytics/campaigns_launched_per_week"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()) == (503, fault(lost)), path
    for path in IN_A_ZONE:
        assert client.get(f"{path}timezone=Asia/Kolkata").status_code == 200, path
    for path in ("/campaigns", "/timezones"):
        assert client.get(path).status_code == 200, path
    platform = APIClient()
    platform.credentials(HTTP_AUTHORIZATION=f"Bearer {create_token(recruiter, scope=['write'])}")
    sent = send(platform, row())
    assert (sent.status_code, sent.json()) == (503, fault(lost))


def test_readyz_counts_stored_zones_that_are_none(lost: Organization) -> None:
    """It is for everybody to read, so it names nobody."""
    answer = Client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "degraded"
    assert answer.json()["unknown_timezones"] == 1


def test_check_names_stored_zones_that_are_none(lost: Organization) -> None:
    said = io.StringIO()
    call_command("check", stderr=said)
    assert (
        f"(campaigns.W001) The organisation acme has an unknown time zone, {lost.timezone!r}."
        in (said.getvalue())
    )


def test_commands_name_a_stored_zone_that_is_none(lost: Organization, csv_file: Path) -> None:
    csv_file.write_text("external_id,campaign,created,status\nc,k,2024-03-18T10:00,completed\n")
    assert run("calls", csv_file) == Outcome(1, "", sentence(lost))
    assert run("calls", csv_file, "--timezone", "UTC").exit_code == 0
    days = ("--org", "acme", "--start", "2024-03-18", "--end", "2024-03-18")
    with pytest.raises(CommandError) as raised:
        call_command("dump_dashboard", *days)
    assert (str(raised.value), raised.value.returncode) == (sentence(lost), 1)
    printed = io.StringIO()
    call_command("dump_dashboard", *days, "--timezone", "UTC", stdout=printed)
    assert json.loads(printed.getvalue())["scalars"]["total_calls"] == 1


def test_the_admin_shows_it_and_mends_it(lost: Organization) -> None:
    staff = Client()
    staff.force_login(UserFactory(is_staff=True, is_superuser=True))
    page = f"/admin/campaigns/organization/{lost.pk}/change/"
    assert staff.get(page).status_code == 200
    form = {"name": lost.name, "slug": lost.slug, "membership_set-TOTAL_FORMS": 0,
            "membership_set-INITIAL_FORMS": 0}  # fmt: skip
    refused = staff.post(page, {**form, "timezone": lost.timezone})
    assert "is not an IANA time zone" in refused.content.decode()
    assert staff.post(page, {**form, "timezone": "Asia/Kolkata"}).status_code == 302
    assert Client().get("/readyz").json()["unknown_timezones"] == 0


def test_check_says_where_the_database_does_not_answer(tmp_path: Path) -> None:
    nowhere = Service({"DATABASE_URL": "postgres://u:p@127.0.0.1:1/d"}, tmp_path / "log")
    with pytest.raises(subprocess.CalledProcessError) as raised:
        nowhere.manage("check", "--fail-level", "WARNING")
    assert "(campaigns.W002) The database did not answer" in raised.value.stderr
    empty = Service({"DATABASE_URL": f"sqlite:///{tmp_path / 'empty'}"}, tmp_path / "log")
    empty.manage("check", "--fail-level", "WARNING")
