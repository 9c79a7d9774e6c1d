"""Passing scores as documents hold them, and the faults that such a document may have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ScoreFault:
    """A document that says nothing usable of a campaign's passing score, and was skipped.

    `campaign` is the campaign's external id, None where the document names none.
    """

    code: str
    detail: str
    campaign: str | None


@dataclass(frozen=True)
class CampaignScores:
    """The passing score (0..100) of each campaign that has one, by its external id."""

    by_campaign: Mapping[str, float]
    faults: tuple[ScoreFault, ...] = ()


def is_passing_score(value: Any) -> bool:
    """Return whether a value from a document is a number from 0 to 100; true and false are not."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 100


def parse_passing_scores(documents: Iterable[Mapping[str, Any]]) -> CampaignScores:
    """Return the scores of `campaign_scripts` documents of one organisation.

    Where several name one campaign, the one written last counts (`_ts`, then id): a platform that
    writes a new document instead of replacing the old one means the new one.
    """
    scores: dict[str, float] = {}
    faults = []
    newest_first = sorted(
        documents, key=lambda document: (document["_ts"], document["id"]), reverse=True
    )
    for document in newest_first:
        campaign, score = document.get("campaign_id"), document.get("passing_score")
        name = f"The document {shorten(document['id'])}"
        if not isinstance(campaign, str):
            detail = f"{name} of passing scores names no campaign and was left out."
            faults.append(ScoreFault("malformed_passing_score", detail, None))
        elif not is_passing_score(score):
            said = shorten(score) if "passing_score" in document else "missing"
            detail = (
                f"The passing score of campaign {shorten(campaign)} is {said}, not a number from "
                "0 to 100, and was left out."
            )
            faults.append(ScoreFault("malformed_passing_score", detail, campaign))
        elif campaign in scores:
            detail = (
                f"Campaign {shorten(campaign)} has several passing scores; the one written last "
                f"counts. {name} was left out."
            )
            faults.append(ScoreFault("duplicate_passing_score", detail, campaign))
        else:
            scores[campaign] = float(score)  # type: ignore[arg-type]
    return CampaignScores(scores, tuple(faults))


def shorten(value: Any) -> str:
    """Return a value as it was written, cut where it is long."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
