"""What a system sends by itself when something happens to a call, read by its profile.

A profile's table [webhook] says what is around the call, and how the sender shows who it is:

    signature                       one of calls/api/signatures.py: twilio, vapi, retell
    call                            the path to the call in the body, with points; "" is all of it
    [webhook.names]                 column of a file = path in the body, where that differs
    [webhook.events]                path, and equals: other messages are none of calls
    [webhook.started]               as = column, at = path, less = path: a time, minus seconds
    keeps                           our columns that stay as they first came
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta, tzinfo
from email.utils import format_datetime
from typing import Any
from zoneinfo import ZoneInfo

from calls.importing.batch import WrongRowsError
from calls.importing.cells import to_text
from calls.importing.columns import Fault, Layout
from calls.importing.parsers import Value
from calls.importing.reading import Reading, Started, Webhook
from calls.importing.record import Record
from calls.importing.spelling import fold
from calls.importing.times import time_reader
from calls.importing.translation import Translator

# How deep a call's own values lie: customer.number.
MAX_DEPTH = 4


def find(body: object, path: str) -> Any:
    """Return what stands at a path of names with points between; None where nothing does."""
    for name in path.split(".") if path else []:
        body = body.get(name) if isinstance(body, Mapping) else None
    return body


def flatten(
    value: Mapping[str, Any], before: str = "", depth: int = 1
) -> Iterator[tuple[str, str]]:
    """Yield the names, with points between, and the texts of a call's values; lists are none."""
    for name, each in value.items():
        if isinstance(each, Mapping):
            if depth < MAX_DEPTH:
                yield from flatten(each, f"{before}{name}.", depth + 1)
        elif not isinstance(each, list):
            yield f"{before}{name}", to_text(each)


def list_calls(webhook: Webhook, reading: Reading, body: object) -> list[dict[str, str]]:
    """Return the calls of a body: texts by the names of columns. None of ours: none.

    Raises ValueError where it is no such body.
    """
    if isinstance(body, Mapping) and isinstance(body.get("calls"), list):
        sent = body["calls"]
        if not all(isinstance(each, Mapping) for each in sent):
            raise ValueError("Each of calls is an object.")
        return [dict(flatten(each)) for each in sent]
    if webhook.event and str(find(body, webhook.event)) not in webhook.events:
        return []
    call = find(body, webhook.call)
    if not isinstance(call, Mapping):
        raise ValueError(f"There is no call at {webhook.call or 'the top'} of the body.")
    texts = dict(flatten(call))
    for column, path in webhook.names.items():
        value = find(body, path)
        if value is not None and not isinstance(value, Mapping | list):
            texts[column] = to_text(value)
    if webhook.started and (moment := find_start(webhook.started, reading, body)):
        texts[webhook.started.column] = moment
    return [texts]


def find_start(started: Started, reading: Reading, body: object) -> str | None:
    """Return when a call began, as its profile writes times; None where that is not said."""
    at, less = find(body, started.at), find(body, started.less)
    if at is None:
        return None
    try:
        moment = time_reader(reading.time or "iso")[0](str(at))
        seconds = timedelta(seconds=int(less or 0))
    except (ValueError, OverflowError):
        return str(at)  # Refused as what it is.
    return format_datetime(moment - seconds)


def parse_webhook(
    layout: Layout, webhook: Webhook, reading: Reading, body: object, zone: tzinfo
) -> list[dict[str, Value]]:
    """Return the values of the calls in a body, by our columns; those none of ours are left out.

    Raises ValueError where it is no such body, WrongColumnsError where a column is missing, and
    WrongRowsError where a value is wrong.
    """
    calls = list_calls(webhook, reading, body)
    header = list({fold(name): name for call in calls for name in call}.values())
    if not calls:
        return []
    known = [{fold(name): text for name, text in call.items()} for call in calls]
    translator = Translator(layout, reading, header, None)
    own = ZoneInfo(reading.timezone) if reading.timezone else zone
    rows: list[dict[str, Value]] = []
    faults: dict[int, Sequence[Fault]] = {}
    for index, call in enumerate(known):
        texts = [call.get(fold(name), "") for name in header]
        parsed = translator.parse(Record(index + 1, texts), own)
        if parsed is None:
            continue
        values, wrong = parsed
        if wrong:
            faults[index] = wrong
        else:
            names = [column.name for column in translator.columns]
            rows.append(dict(zip(names, values, strict=True)))
    if faults:
        raise WrongRowsError(faults)
    return rows


def in_campaign(reading: Reading, campaign: str) -> Reading:
    """Return the reading of calls that are all of one campaign."""
    return Reading(constants={"campaign": campaign}).over(reading)
