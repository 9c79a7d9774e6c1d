"""Files as vendors export them: each is imported by one command, and read by hand here."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from calls.importing.profiles import list_profiles
from calls.models import Call
from campaigns.models import Organization
from tests.helpers.importing import Outcome, done, rows, run

FIELDS = (
    "external_id",
    "campaign__external_id",
    "candidate__external_id",
    "created",
    "call_status",
    "call_length_sec",
)


def at(hour: int, minute: int, second: int = 0) -> datetime:
    """Return a moment of the day on which all these calls were made."""
    return datetime(2026, 10, 5, hour, minute, second, tzinfo=UTC)


@dataclass(frozen=True)
class Vendor:
    """A file of a vendor, how it is imported, and the calls that it has."""

    text: str
    rows: list[tuple[Any, ...]]
    options: tuple[str, ...] = ()
    left_out: int = 0
    absent: str = ""


VENDORS = {
    "twilio": Vendor(
        "sid,parentCallSid,to,from,status,startTime,endTime,duration,price,direction,answeredBy\n"
        'CA1,,+15550100111,+15550100000,completed,"Mon, 05 Oct 2026 09:30:00 +0000",'
        '"Mon, 05 Oct 2026 09:35:12 +0000",312,-0.0140,outbound-api,human\n'
        'CA2,,+15550100112,+15550100000,no-answer,"Mon, 05 Oct 2026 09:36:00 +0000",'
        '"Mon, 05 Oct 2026 09:36:30 +0000",0,,outbound-api,\n'
        'CA3,,+15550100113,+15550100000,completed,"Mon, 05 Oct 2026 09:37:00 +0000",'
        '"Mon, 05 Oct 2026 09:37:20 +0000",20,-0.0140,outbound-api,machine_start\n'
        'CA4,CA1,+15550100099,+15550100000,completed,"Mon, 05 Oct 2026 09:31:00 +0000",'
        '"Mon, 05 Oct 2026 09:35:12 +0000",252,-0.0140,outbound-dial,\n'
        'CA5,,+15550100114,+15550100000,in-progress,"Mon, 05 Oct 2026 09:40:00 +0000",'
        ",,,outbound-api,\n"
        'CA6,,+15550100000,+15550100115,completed,"Mon, 05 Oct 2026 09:41:00 +0000",'
        ",60,,inbound,\n",
        [
            ("CA1", "+15550100000", "+15550100111", at(9, 30), "completed", 312),
            ("CA2", "+15550100000", "+15550100112", at(9, 36), "no_answer", 0),
            ("CA3", "+15550100000", "+15550100113", at(9, 37), "voicemail", 20),
            ("CA5", "+15550100000", "+15550100114", at(9, 40), "in_progress", None),
            ("CA6", "+15550100000", "+15550100115", at(9, 41), "completed", 60),
        ],
        left_out=1,
    ),
    "twilio of one campaign": Vendor(
        "sid,to,from,status,startTime,duration\nCA1,+1,+2,canceled,2026-10-05T09:30:00Z,\n",
        [("CA1", "drivers", "+1", at(9, 30), "canceled", None)],
        options=("--profile", "twilio", "--set", "campaign=drivers"),
        absent="answeredBy, direction, parentCallSid",
    ),
    "retell": Vendor(
        "call_id,agent_id,call_type,to_number,call_status,disconnection_reason,start_timestamp,"
        "end_timestamp,duration_ms,in_voicemail,call_successful\n"
        "call_1,agent_1,phone_call,+15550100111,ended,agent_hangup,1791192600000,1791192912000,"
        "312000,False,True\n"
        "call_2,agent_1,phone_call,+15550100112,not_connected,dial_no_answer,1791192960000,,,,\n"
        "call_3,agent_1,phone_call,+15550100113,ended,voicemail_reached,1791193020000,"
        "1791193040000,20000,True,False\n"
        "call_4,agent_1,phone_call,+15550100114,not_connected,dial_busy,1791193080000,,,,\n"
        "call_5,agent_1,phone_call,+15550100115,error,error_llm_websocket_open,1791193080000,,,,\n"
        "call_6,agent_1,phone_call,+15550100116,ended,user_hangup,1791193080500,,20499,False,\n",
        [
            ("call_1", "agent_1", "+15550100111", at(9, 30), "completed", 312),
            ("call_2", "agent_1", "+15550100112", at(9, 36), "no_answer", None),
            ("call_3", "agent_1", "+15550100113", at(9, 37), "voicemail", 20),
            ("call_4", "agent_1", "+15550100114", at(9, 38), "busy", None),
            ("call_5", "agent_1", "+15550100115", at(9, 38), "failed", None),
            (
                "call_6",
                "agent_1",
                "+15550100116",
                at(9, 38).replace(microsecond=500_000),
                "completed",
                20,
            ),
        ],
        absent="direction",
    ),
    "vapi": Vendor(
        "id,assistantId,campaignId,customer.number,type,status,endedReason,createdAt,startedAt,"
        "endedAt,cost\n"
        "v-1,a-1,drivers,+15550100111,outboundPhoneCall,ended,assistant-ended-call,"
        "2026-10-05T09:29:58.000Z,2026-10-05T09:30:00.000Z,2026-10-05T09:35:12.400Z,0.3\n"
        "v-2,a-1,,+15550100112,outboundPhoneCall,ended,customer-did-not-answer,"
        "2026-10-05T09:36:00.000Z,,,0\n"
        "v-3,a-1,drivers,+15550100113,outboundPhoneCall,ended,voicemail,2026-10-05T09:36:59.000Z,"
        "2026-10-05T09:37:00.000Z,2026-10-05T09:37:20.000Z,0.1\n"
        "v-4,a-1,drivers,+15550100114,outboundPhoneCall,ended,customer-busy,"
        "2026-10-05T09:38:00.000Z,,,0\n"
        "v-5,a-1,drivers,+15550100115,outboundPhoneCall,ended,"
        "call.start.error-get-transport,2026-10-05T09:39:00.000Z,,,0\n"
        "v-6,a-1,drivers,+15550100116,outboundPhoneCall,queued,,2026-10-05T09:40:00.000Z,,,0\n"
        "v-7,a-1,drivers,+15550100117,outboundPhoneCall,ended,"
        "call.in-progress.error-sip-outbound-call-failed-to-connect,2026-10-05T09:41:00.000Z,,,0\n"
        "v-8,a-1,drivers,+15550100118,outboundPhoneCall,ended,"
        "call.in-progress.twilio-completed-call,2026-10-05T09:41:58.000Z,"
        "2026-10-05T09:42:00.000Z,2026-10-05T09:42:20.000Z,0.1\n",
        [
            ("v-1", "drivers", "+15550100111", at(9, 30), "completed", 312),
            ("v-2", "a-1", "+15550100112", at(9, 36), "no_answer", None),
            ("v-3", "drivers", "+15550100113", at(9, 37), "voicemail", 20),
            ("v-4", "drivers", "+15550100114", at(9, 38), "busy", None),
            ("v-5", "drivers", "+15550100115", at(9, 39), "failed", None),
            ("v-6", "drivers", "+15550100116", at(9, 40), "queued", None),
            ("v-7", "drivers", "+15550100117", at(9, 41), "failed", None),
            ("v-8", "drivers", "+15550100118", at(9, 42), "completed", 20),
        ],
    ),
    "five9": Vendor(
        "CALL ID,TIMESTAMP,CAMPAIGN,CALL TYPE,AGENT,DISPOSITION,ANI,DNIS,CALL TIME,"
        "BILL TIME (ROUNDED),TALK TIME\n"
        '1,"Mon, 05 Oct 2026 09:30:00",Drivers,Outbound,ai,Interested,9005550100,5550100111,'
        "00:05:20,00:06:00,00:05:12\n"
        '2,"Mon, 05 Oct 2026 09:36:00",Drivers,Autodial,[None],No Answer,9005550100,5550100112,'
        "00:00:30,00:00:00,00:00:00\n"
        '3,"Mon, 05 Oct 2026 09:37:00",Drivers,Autodial,[None],Answering Machine,9005550100,'
        "5550100113,00:00:20,00:01:00,00:00:20\n"
        '4,"Mon, 05 Oct 2026 09:38:00",Drivers,Autodial,[None],Operator Intercept,9005550100,'
        "5550100114,00:00:01,00:00:00,00:00:00\n"
        '5,"Mon, 05 Oct 2026 09:39:00",Drivers,Inbound,ai,Interested,5550100115,9005550100,'
        "00:01:00,00:01:00,0:00:59.500\n",
        [
            ("1", "Drivers", "5550100111", at(13, 30), "completed", 312),
            ("2", "Drivers", "5550100112", at(13, 36), "no_answer", 0),
            ("3", "Drivers", "5550100113", at(13, 37), "voicemail", 20),
            ("4", "Drivers", "5550100114", at(13, 38), "failed", 0),
            ("5", "Drivers", "5550100115", at(13, 39), "completed", 60),
        ],
        options=("--profile", "five9", "--timezone", "America/New_York"),
    ),
    "asterisk": Vendor(
        '"drivers","5550100","5550111","outbound","""AI"" <5550100>","Local/1@out-0001;1",'
        '"PJSIP/trunk-0001","Dial","PJSIP/5550111@trunk,30","2026-10-05 09:30:00",'
        '"2026-10-05 09:30:12","2026-10-05 09:35:24",324,312,"ANSWERED","DOCUMENTATION",'
        '"1791192600.17"\n'
        '"drivers","5550100","5550112","outbound","""AI"" <5550100>","Local/2@out-0002;1",'
        '"PJSIP/trunk-0002","Dial","PJSIP/5550112@trunk,30","2026-10-05 09:36:00","",'
        '"2026-10-05 09:36:30",30,0,"NO ANSWER","DOCUMENTATION","1791192960.18"\n'
        '"drivers","5550100","5550113","outbound","""AI"" <5550100>","Local/3@out-0003;1",'
        '"PJSIP/trunk-0003","Dial","PJSIP/5550113@trunk,30","2026-10-05 09:37:00","",'
        '"2026-10-05 09:37:03",3,0,"BUSY","DOCUMENTATION","1791193020.19"\n'
        '"drivers","5550100","5550114","outbound","""AI"" <5550100>","Local/4@out-0004;1","",'
        '"Congestion","","2026-10-05 09:38:00","","2026-10-05 09:38:01",1,0,"CONGESTION",'
        '"DOCUMENTATION","1791193080.20"\n',
        [
            ("1791192600.17", "drivers", "5550111", at(7, 30), "completed", 312),
            ("1791192960.18", "drivers", "5550112", at(7, 36), "no_answer", 0),
            ("1791193020.19", "drivers", "5550113", at(7, 37), "busy", 0),
            ("1791193080.20", "drivers", "5550114", at(7, 38), "failed", 0),
        ],
        options=("--profile", "asterisk", "--timezone", "Europe/Berlin"),
    ),
    "aircall": Vendor(
        "line,date (TZ offset incl.),time (TZ offset incl.),number timezone,datetime (UTC),"
        "direction,from,to,answered,missed_call_reason,user,duration (total),duration (in call),"
        "voicemail,tags\n"
        "Drivers,2026-10-05,11:30:00,Europe/Paris,2026-10-05 09:30:00,outbound,33100000000,"
        "33155501111,Yes,,Ann,320,312,,\n"
        "Drivers,2026-10-05,11:36:00,Europe/Paris,2026-10-05 09:36:00,outbound,33100000000,"
        "33155501112,No,,Ann,30,0,,\n"
        "Drivers,2026-10-05,11:37:00,Europe/Paris,2026-10-05 09:37:00,inbound,33155501113,"
        "33100000000,No,no_available_agent,,20,0,Yes,\n",
        [
            (
                "2026-10-05 09:30:00 33100000000 33155501111",
                "Drivers",
                "33155501111",
                at(9, 30),
                "completed",
                312,
            ),
            (
                "2026-10-05 09:36:00 33100000000 33155501112",
                "Drivers",
                "33155501112",
                at(9, 36),
                "no_answer",
                0,
            ),
            (
                "2026-10-05 09:37:00 33155501113 33100000000",
                "Drivers",
                "33155501113",
                at(9, 37),
                "voicemail",
                0,
            ),
        ],
        # The zone of the organisation, not of a file whose times are UTC.
        options=("--profile", "aircall", "--timezone", "Europe/Paris"),
    ),
}


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_vendors_file_is_imported_by_one_command(
    vendor: str, organization: Organization, csv_file: Path
) -> None:
    case = VENDORS[vendor]
    csv_file.write_text(case.text)
    options = case.options or ("--profile", vendor)
    others = f"; {case.left_out} left out as none of its kind" if case.left_out else ""
    lacks = f"{csv_file} lacks columns that would be read: {case.absent}.\n" if case.absent else ""
    for counts in (done(created=len(case.rows)), done(unchanged=len(case.rows))):
        expected = Outcome(0, counts.out.replace("\n", f"{others}\n"), lacks)
        assert run("calls", csv_file, *options) == expected
        assert sorted(rows(Call, *FIELDS)) == case.rows


@pytest.mark.parametrize("vendor", sorted(set(list_profiles()) - {"asterisk"}))
def test_without_a_profile_the_error_names_it(
    vendor: str, organization: Organization, csv_file: Path
) -> None:
    csv_file.write_text(VENDORS[vendor].text)
    outcome = run("calls", csv_file)
    assert outcome.exit_code == 2
    assert outcome.error.endswith(f" --profile {vendor} reads such files.")


def test_every_profile_has_a_file_here() -> None:
    assert set(list_profiles()) == set(VENDORS) - {"twilio of one campaign"}


def test_a_status_that_a_profile_does_not_know_is_refused(
    organization: Organization, csv_file: Path
) -> None:
    csv_file.write_text(
        "id,assistantId,customer.number,status,endedReason,createdAt,duration\n"
        "v-1,a-1,+1,ended,something-new,2026-10-05T09:30:00Z,\n"
    )
    outcome = run("calls", csv_file, "--profile", "vapi")
    assert (outcome.exit_code, outcome.error) == (
        1,
        f"{csv_file}, line 2, column status: 'something-new' is not one of queued, ringing, "
        "in_progress, completed, voicemail, no_answer, busy, failed, canceled "
        "(--value status:something-new=… says which it is).",
    )
    told = ("--profile", "vapi", "--value", "status:something-new=failed")
    assert run("calls", csv_file, *told) == done(created=1)
    assert rows(Call, "call_status") == [("failed",)]


# An export of outbound calls: https://doc.didww.com/api3/2026-04-16/export/get-csv-file-of-export.html
DIDWW = """\
Date/Time Start (UTC),Date/Time Connect (UTC),Date/Time End (UTC),Source,CLI,Destination Number,\
Call Duration (sec),Billing Duration (sec),Disconnect Code,Disconnect Reason,Call ID
2026-10-05 09:30:00,2026-10-05 09:30:08,2026-10-05 09:35:20,4930123,4930123,4917655550111,\
312,360,200,Bye,d-1
2026-10-05 09:36:00,,2026-10-05 09:36:30,4930123,4930123,4917655550112,0,0,480,\
Temporarily Unavailable,d-2
2026-10-05 09:37:00,,2026-10-05 09:37:03,4930123,4930123,4917655550113,0,0,486,Busy Here,d-3
"""
READ_DIDWW = (
    *("--map", "external_id=call id", "--map", "candidate=destination number"),
    *("--map", "created=Date/Time Start (UTC)", "--map", "status=disconnect code"),
    *("--map", "call_length_sec=Call Duration (sec)", "--set", "campaign=drivers"),
    *("--value", "status:200=completed", "--value", "status:480=no_answer"),
    *("--value", "status:486=busy", "--ignore-unknown", "--phone-region", "DE"),
)


def test_a_vendor_without_a_profile_takes_one_command_too(
    organization: Organization, csv_file: Path
) -> None:
    csv_file.write_text(DIDWW)
    assert run("calls", csv_file, *READ_DIDWW) == done(created=3)
    assert rows(Call, *FIELDS) == [
        ("d-1", "drivers", "+4917655550111", at(9, 30), "completed", 312),
        ("d-2", "drivers", "+4917655550112", at(9, 36), "no_answer", 0),
        ("d-3", "drivers", "+4917655550113", at(9, 37), "busy", 0),
    ]


def test_a_column_in_utc_by_its_name_is_not_silently_read_in_another_zone(
    organization: Organization, csv_file: Path
) -> None:
    Organization.objects.update(timezone="Asia/Jerusalem")
    csv_file.write_text(DIDWW)
    assert run("calls", csv_file, *READ_DIDWW, "--dry-run").error == (
        "Column created (Date/Time Start (UTC)) is in UTC by its name, and its times without an "
        "offset are read in Asia/Jerusalem: --timezone UTC reads them as they are named.\n"
    )
    assert run("calls", csv_file, *READ_DIDWW, "--timezone", "UTC") == done(created=3)


def test_rejects_of_a_file_without_header_are_imported_once_mended(
    organization: Organization, csv_file: Path, tmp_path: Path
) -> None:
    rejects = tmp_path / "rejects.csv"
    csv_file.write_text(VENDORS["asterisk"].text.replace('"BUSY"', '"PARKED"'))
    options = ("--profile", "asterisk", "--on-error", "skip", "--rejects", str(rejects))
    assert run("calls", csv_file, *options) == done(created=3, rejected=1)
    assert rejects.read_text().splitlines()[0] == (
        "accountcode,src,dst,dcontext,clid,channel,dstchannel,lastapp,lastdata,start,answer,end,"
        "duration,billsec,disposition,amaflags,uniqueid,reason"
    )
    rejects.write_text(rejects.read_text().replace("PARKED,", "BUSY,"))
    assert run("calls", rejects, "--profile", "asterisk") == done(created=1)


def test_profiles_are_described(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("describe_profile")
    assert capsys.readouterr().out.splitlines()[0] == "aircall: Aircall call history (calls)"
    for name in list_profiles():
        call_command("describe_profile", name)
        assert "Source: https://" in capsys.readouterr().out
