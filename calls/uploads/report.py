"""The report on an import, as a text for people."""

from collections.abc import Iterator, Mapping
from typing import Any

from calls.upload import ImportState

COUNTED = ("created", "updated", "unchanged", "rejected", "left_out")


def write_report(shown: Mapping[str, Any]) -> str:
    """Return the report on an import as the API shows it."""
    return "\n".join([*describe(shown), *describe_findings(shown["findings"] or {})]) + "\n"


def describe(shown: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines on the file, and on what became of it."""
    yield f"Import {shown['id']}: {shown['kind']} of {shown['file_name']}"
    yield f"Uploaded: {shown['created']} by {shown['user'] or 'somebody'}"
    yield f"Size: {shown['size']:,} bytes, SHA-256 {shown['digest']}"
    yield f"State: {ImportState(shown['state']).label}"
    for name in ("checked_at", "started_at", "finished_at", "undone_at"):
        if shown[name]:
            yield f"{name.partition('_')[0].capitalize()}: {shown[name]}"
    said = {name: value for name, value in shown["options"].items() if value not in (None, {}, [])}
    yield f"Options: {', '.join(f'{name} {value!r}' for name, value in said.items())}"
    if counts := shown["counts"]:
        rows = ", ".join(f"{name.replace('_', ' ')} {counts[name]:,}" for name in COUNTED)
        yield f"Rows: {rows}"
    if shown["error"]:
        yield f"Error: {shown['error']}"
    yield from (f"Warning: {warning}" for warning in shown["warnings"])


def describe_findings(findings: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines on what the dry run has found."""
    if "file" in findings:
        yield f"File: {findings['file']}"
        yield "Columns:"
        yield from (f"  {ours} <- {theirs}" for ours, theirs in findings["columns"].items())
        yield f"Not read: {', '.join(findings['unread']) or 'none'}"
        zone = f"without an offset in {findings['timezone']}"
        yield f"Times: {findings['time_format']}, {zone}"
        yield f"Durations: {findings['duration_format']}, or H:MM:SS"
    for fault in findings.get("faults", []):
        yield f"{fault['rows']:,} x {fault['sentences'][0]}"
        yield from (f"      {sentence}" for sentence in fault["sentences"][1:])
