"""Documents for tests, of the form that docs/operations.md describes."""

from typing import Any

from analytics.documents import LocalDocumentStore, RemoteDocumentStore, document_store


def remote_store() -> RemoteDocumentStore:
    """Return the store, which is not the database's."""
    store = document_store()
    assert not isinstance(store, LocalDocumentStore)
    return store


def script(org_id: str, campaign: Any, score: Any, **fields: Any) -> dict[str, Any]:
    """Return a `campaign_scripts` document; its id is the campaign's unless another is given."""
    return {
        "id": f"script-{campaign}",
        "org_id": org_id,
        "campaign_id": campaign,
        "passing_score": score,
        **fields,
    }


def message(org_id: str, number: int, created: str, **fields: Any) -> dict[str, Any]:
    """Return an `sms_messages` document: outbound and delivered, unless said otherwise."""
    return {
        "id": f"sms-{number}",
        "org_id": org_id,
        "campaign_id": "drivers",
        "candidate_id": "ann",
        "candidate_source": "applied",
        "direction": "outbound",
        "status": "delivered",
        "created": created,
        **fields,
    }
