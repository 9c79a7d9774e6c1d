"""Platforms pointed at the service: what they send by themselves, signed as each of them does."""

import hashlib
import hmac
import json
import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from rest_framework.test import APIClient
from twilio.request_validator import RequestValidator

from calls.models import Call
from campaigns.models import Organization
from tests.conftest import Lines
from tests.helpers.call_batches import PATH, counts

pytestmark = pytest.mark.django_db
SECRETS = {
    ("acme", "twilio"): "12345678901234567890123456789012",
    ("acme", "retell"): "key_0123456789abcdef",
    ("acme", "vapi"): "a-secret-of-the-server",
}
FIELDS = (
    "external_id",
    "campaign__external_id",
    "candidate__external_id",
    "created",
    "call_status",
    "call_length_sec",
)


@pytest.fixture(autouse=True)
def _secrets(settings: Any) -> None:
    settings.WEBHOOK_SECRETS = SECRETS


def address(organization: Organization, profile: str, more: str = "") -> str:
    """Return the address that the platform is told to send to."""
    return f"{PATH}?profile={profile}&org_id={organization.pk}{more}"


def calls(organization: Organization) -> list[tuple[Any, ...]]:
    """Return the organisation's calls, as they were created."""
    stored = Call.objects.filter(organization=organization).order_by("pk")
    return list(stored.values_list(*FIELDS))


def send_twilio(path: str, secret: str = SECRETS["acme", "twilio"], **fields: str) -> Any:
    """Send a status callback: a form, signed with the account's Auth Token."""
    signature = RequestValidator(secret).compute_signature(f"http://testserver{path}", fields)
    return APIClient().post(
        path,
        urlencode(fields),
        content_type="application/x-www-form-urlencoded; charset=UTF-8",
        headers={"X-Twilio-Signature": signature},
    )


def callback(status: str, moment: str, number: int, **more: str) -> dict[str, str]:
    """Return a status callback as Twilio documents it."""
    return {
        "CallSid": "CA0123456789abcdef0123456789abcdef",
        "AccountSid": "AC0123456789abcdef0123456789abcdef",
        "From": "+15550100000",
        "To": "+15550100111",
        "CallStatus": status,
        "ApiVersion": "2010-04-01",
        "Direction": "outbound-api",
        "Timestamp": f"Mon, 05 Oct 2026 {moment} +0000",
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(number),
        **more,
    }


def test_twilios_status_callbacks_become_one_call(organization: Organization) -> None:
    path = address(organization, "twilio")
    sid, start = "CA0123456789abcdef0123456789abcdef", datetime(2026, 10, 5, 9, 30, tzinfo=UTC)
    assert send_twilio(path, **callback("initiated", "09:30:00", 0)).json() == counts(created=1)
    assert send_twilio(path, **callback("ringing", "09:30:03", 1)).json() == counts(updated=1)
    who = (sid, "+15550100000", "+15550100111")
    assert calls(organization) == [(*who, start, "ringing", None)]
    over = callback("completed", "09:35:20", 3, CallDuration="312", AnsweredBy="human")
    assert send_twilio(path, **over).json() == counts(updated=1)
    done = [(*who, start, "completed", 312)]  # It began when it was dialled.
    assert calls(organization) == done
    # Repeated, and late.
    assert send_twilio(path, **over).json() == counts(unchanged=1)
    late = send_twilio(path, **callback("in-progress", "09:30:08", 2)).json()
    assert (late["unchanged"], late["warnings"][0]["code"]) == (1, "late")
    assert calls(organization) == done


def test_a_call_of_which_only_the_end_is_told_began_before_it(organization: Organization) -> None:
    path = address(organization, "twilio", "&campaign=drivers")
    over = callback("completed", "09:35:12", 0, CallDuration="312", AnsweredBy="machine_start")
    assert send_twilio(path, **over).json() == counts(created=1)
    start = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)
    assert calls(organization)[0][1:] == ("drivers", "+15550100111", start, "voicemail", 312)
    # The leg of another call is none.
    leg = callback("completed", "09:35:12", 0, CallSid="CA2", ParentCallSid="CA1", CallDuration="9")
    assert send_twilio(path, **leg).json() == counts()


def sign_retell(body: str, moment: int | None = None, key: str = SECRETS["acme", "retell"]) -> str:
    """Return a signature of Retell's: over the body and the moment, in milliseconds."""
    sent = str(moment or int(time.time() * 1000))
    return (
        f"v={sent},d={hmac.new(key.encode(), (body + sent).encode(), hashlib.sha256).hexdigest()}"
    )


RETELL = {
    "event": "call_ended",
    "call": {
        "call_type": "phone_call",
        "from_number": "+12137771234",
        "to_number": "+12137771235",
        "direction": "outbound",
        "call_id": "Jabr9TXYYJHfvl6Syypi88rdAHYHmcq6",
        "agent_id": "oBeDLoLOeuAbiuaMFXRtDOLriTJ5tSxD",
        "call_status": "ended",
        "metadata": {},
        "retell_llm_dynamic_variables": {"customer_name": "John Doe"},
        "start_timestamp": 1714608475945,
        "end_timestamp": 1714608491736,
        "duration_ms": 15791,
        "disconnection_reason": "user_hangup",
        "transcript": "Agent: Hi ...",
        "transcript_object": [{"role": "agent", "content": "Hi"}],
        "opt_out_sensitive_data_storage": False,
    },
}


def test_retells_webhook_is_a_call(organization: Organization) -> None:
    path, body = address(organization, "retell"), json.dumps(RETELL)

    def send(signature: str, text: str = body) -> Any:
        return APIClient().post(
            path, text, content_type="application/json", headers={"X-Retell-Signature": signature}
        )

    assert send(sign_retell(body)).json() == counts(created=1)
    assert calls(organization) == [
        (
            "Jabr9TXYYJHfvl6Syypi88rdAHYHmcq6",
            "oBeDLoLOeuAbiuaMFXRtDOLriTJ5tSxD",
            "+12137771235",
            datetime(2024, 5, 2, 0, 7, 55, 945_000, tzinfo=UTC),
            "completed",
            16,
        )
    ]
    analyzed: Any = {
        **RETELL,
        "event": "call_analyzed",
        "call": {**RETELL["call"], "call_analysis": {"in_voicemail": True}},  # type: ignore[dict-item]
    }
    text = json.dumps(analyzed)
    assert send(sign_retell(text), text).json() == counts(updated=1)
    assert calls(organization)[0][4] == "voicemail"
    other = json.dumps({"event": "transcript_updated", "call": {}})
    assert send(sign_retell(other), other).json() == counts()
    old = int(time.time() * 1000) - 301_000
    for wrong in (sign_retell(text), sign_retell(body, old), sign_retell(body, key="x"), "v=1,d=2"):
        assert send(wrong).status_code == 401


VAPI_CALL = {
    "id": "0f7a3c9e-1111-4222-8333-444455556666",
    "orgId": "eb166faa-7145-46ef-8044-589b47ae3b56",
    "type": "outboundPhoneCall",
    "createdAt": "2026-10-05T09:29:58.000Z",
    "updatedAt": "2026-10-05T09:29:58.000Z",
    "assistantId": "356c407f-83d6-4348-b930-acb4ad18b3a7",
    "phoneNumberId": "11111111-2222-4333-8444-555566667777",
    "customer": {"number": "+15550100111"},
    "status": "queued",
}


def test_vapis_messages_become_one_call(organization: Organization) -> None:
    path = address(organization, "vapi")

    def send(message: dict[str, Any], secret: str = SECRETS["acme", "vapi"]) -> Any:
        body = {"message": {**message, "call": VAPI_CALL}}
        return APIClient().post(path, body, "json", headers={"X-Vapi-Secret": secret})

    assert send({"type": "status-update", "status": "in-progress"}).json() == counts(created=1)
    assert send({"type": "transcript", "transcript": "Hi"}).json() == counts()
    report = {
        "type": "end-of-call-report",
        "endedReason": "customer-ended-call",
        "startedAt": "2026-10-05T09:30:00.000Z",
        "endedAt": "2026-10-05T09:35:12.000Z",
        "durationSeconds": 312.0,
        "artifact": {"messages": [{"role": "bot", "message": "Hi"}]},
    }
    assert send(report).json() == counts(updated=1)
    assert calls(organization) == [
        (
            VAPI_CALL["id"],
            VAPI_CALL["assistantId"],
            "+15550100111",
            datetime(2026, 10, 5, 9, 30, tzinfo=UTC),
            "completed",
            312,
        )
    ]
    assert send(report, "wrong").status_code == 401


def test_who_has_not_signed_is_refused_and_that_is_told(
    organization: Organization, neighbour: Organization, platform: APIClient, lines: Lines
) -> None:
    fields = callback("completed", "09:35:12", 0, CallDuration="1")
    path = address(organization, "twilio")
    refused = send_twilio(path, "another-token", **fields)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (401, "wrong_signature")
    told = [line for line in lines("audit") if line["message"] == "signature_refused"]
    assert [(line["organization"], line["profile"]) for line in told] == [("acme", "twilio")]
    # Another parameter than was signed; an organisation, or a profile, without a secret.
    assert APIClient().post(f"{path}&campaign=x", fields).status_code == 401
    assert send_twilio(address(neighbour, "twilio"), **fields).status_code == 401
    assert send_twilio(address(organization, "aircall"), **fields).status_code == 401
    # A token alone does not do where a signature is known.
    form = urlencode(fields)
    kind = "application/x-www-form-urlencoded"
    answer = platform.post(path, form, content_type=kind)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "wrong_signature")
    assert calls(organization) == []


def test_a_token_does_where_no_secret_is_known(
    organization: Organization, platform: APIClient, settings: Any
) -> None:
    settings.WEBHOOK_SECRETS = {}
    path = address(organization, "vapi", "&campaign=drivers")
    sent = {"calls": [{**VAPI_CALL, "status": "ended", "endedReason": "customer-busy"}]}
    assert platform.post(path, sent, "json").json() == counts(created=1)
    assert calls(organization)[0][1:5:3] == ("drivers", "busy")
    unknown = {"calls": [{**VAPI_CALL, "status": "ended", "endedReason": "who-knows"}]}
    (fault,) = platform.post(path, unknown, "json").json()["errors"]
    assert fault["parameter"] == "calls[0].status"
    for body in ({"message": {"type": "status-update"}}, {"calls": [1]}, {"calls": [{"id": "x"}]}):
        assert platform.post(path, body, "json").json()["errors"][0]["code"] in ("no_call",)
    (fault,) = platform.post(f"{PATH}?profile=five9", sent, "json").json()["errors"]
    assert (fault["parameter"], fault["code"]) == ("profile", "invalid")
    (fault,) = platform.post(f"{PATH}?campaign=x", sent, "json").json()["errors"]
    assert fault["parameter"] == "campaign"
