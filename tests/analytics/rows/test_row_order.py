"""Rows in every order, page by page, and found by names."""

import base64
from typing import Any

import pytest
from rest_framework.test import APIClient

from analytics.rows.order import list_orders
from analytics.semantic.bases import RowKind
from campaigns.models import Membership, Organization
from tests.helpers.factories import CampaignFactory, CandidateFactory, ReviewFactory, at, call

MARCH: Any = {"start_date": "2024-03-18", "end_date": "2024-03-20"}
ORDERS = [(kind, order) for kind in RowKind for order in list_orders(kind)]
WAITED = "time_to_first_interview_sec"


@pytest.fixture(autouse=True)
def _scene(organization: Organization) -> None:
    """Calls of three people and a stranger in two campaigns, with values that are equal or null."""
    drivers, nurses = (
        CampaignFactory(organization=organization, external_id=name.lower(), name=name)
        for name in ("Drivers", "")
    )
    nurses.external_id = "nurses"
    nurses.save()
    ann, bob, cid = (
        CandidateFactory(organization=organization, external_id=f"{name}-id", name=name)
        for name in ("Ann", "Bob 100%", "")
    )
    scores = (None, 80.0, 80.0, 50.5, None, 99.0)
    people = (ann, bob, None, cid, ann, bob)
    for number, (candidate, score) in enumerate(zip(people, scores, strict=True)):
        is_interview = number % 3 > 0
        call(
            (drivers, nurses)[number % 2], f"2024-03-1{8 + number % 2}T1{number}:00",
            "completed" if is_interview else "busy", candidate=candidate, score=score,
            question_completion_rate=number % 3 / 2 if is_interview else None,
            call_length_sec=60 * number if number > 1 else None, opted_out=number == 3,
            withdrawal_reason="pay" if number in (1, 4) else None,
            accommodation_requested=number == 1, external_id=f"call-{number}",
        )  # fmt: skip
    for candidate, feedback in ((ann, "thumbs_up"), (bob, None), (cid, "thumbs_down")):
        ReviewFactory(campaign=drivers, candidate=candidate, feedback=feedback,
                      call_last_reviewed_at=at("2024-03-19T15:00"))  # fmt: skip


def walk(client: APIClient, path: str, **query: Any) -> list[Any]:
    """Return the rows of all pages, and hold their number against the count."""
    page = client.get(path, {**MARCH, **query}).json()
    rows, count = page["results"], page["count"]
    while page["next"]:
        page = client.get(page["next"]).json()
        rows += page["results"]
    assert len(rows) == count
    return list(rows)


def identity(row: Any) -> Any:
    return row.get("id") or (row["candidate"]["id"], row["campaign"]["id"])


def value_of(row: Any, column: str) -> Any:
    """Return what a row is ordered by: of people and campaigns the name, or else external id."""
    value = row[column]
    return value["name"] or value["external_id"] if isinstance(value, dict) else value


@pytest.mark.parametrize(("kind", "order"), ORDERS)
def test_pages_of_every_order(client: APIClient, kind: RowKind, order: str) -> None:
    column, is_descending = order.lstrip("-"), order.startswith("-")
    which = {"metric": "avg_time_to_first_interview"} if column == WAITED else {}
    rows = walk(client, f"/{kind}", order=order, page_size=2, **which)

    assert len(rows) >= 2
    known = [row for row in rows if value_of(row, column) is not None]
    unknown = [row for row in rows if value_of(row, column) is None]
    known.sort(key=lambda row: (value_of(row, column), identity(row)), reverse=is_descending)
    unknown.sort(key=identity, reverse=is_descending)
    assert list(map(identity, rows)) == list(map(identity, known + unknown))


def test_every_column_that_can_be_empty_is_so_here(client: APIClient) -> None:
    rows = walk(client, "/calls")
    for column in ("candidate", "score", "call_length_sec", "withdrawal_reason"):
        assert {row[column] is None for row in rows} == {True, False}, column


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ann", [0, 4]),
        ("BOB", [1, 5]),
        ("cid", []),
        ("-ID", [0, 1, 3, 4, 5]),
        ("drivers", [0, 2, 4]),
        ("nurses", []),  # The campaign's external id, not its name.
        ("%", [1, 5]),
        ("_", []),
        ("nobody", []),
        ("'; --", []),
    ],
)
def test_search(client: APIClient, text: str, found: list[int]) -> None:
    rows = walk(client, "/calls", search=text, order="created", page_size=2)
    assert sorted(row["external_id"] for row in rows) == [f"call-{number}" for number in found]


def test_search_within_a_number(client: APIClient) -> None:
    rows = walk(client, "/applications", search="bob", population="scored")
    assert {row["candidate"]["name"] for row in rows} == {"Bob 100%"}
    assert walk(client, "/reviews", search="ann")[0]["feedback"] == "thumbs_up"


def test_names_are_no_way_to_people_for_those_who_may_not_see_them(client: APIClient) -> None:
    Membership.objects.update(sees_people=False)
    assert walk(client, "/calls", search="ann") == []
    assert walk(client, "/calls", search="ann-id") == []
    assert len(walk(client, "/calls", search="drivers")) == 3
    for order in ("candidate", "-candidate"):
        response = client.get("/calls", {**MARCH, "order": order})
        (fault,) = response.json()["errors"]
        assert (response.status_code, fault["code"]) == (400, "people_not_seen")
    assert len(walk(client, "/calls", order="campaign", page_size=2)) == 6


def cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("path", "parameters", "parameter", "code"),
    [
        ("/calls", {"order": "max_score"}, "order", "invalid_choice"),
        ("/calls", {"order": "--score"}, "order", "invalid_choice"),
        ("/applications", {"order": WAITED}, "order", "no_column"),
        ("/calls", {"search": "a" * 256}, "search", "max_length"),
        ("/calls", {"search": "a\x00"}, "search", "null_characters_not_allowed"),
        ("/calls", {"order": "score", "cursor": cursor("[NaN, 1]")}, "cursor", "invalid_cursor"),
        ("/calls", {"order": "score", "cursor": cursor("[1e999, 1]")}, "cursor", "invalid_cursor"),
        ("/calls", {"order": "score", "cursor": cursor("[true, 1]")}, "cursor", "invalid_cursor"),
        ("/calls", {"order": "score", "cursor": cursor("[1, null]")}, "cursor", "invalid_cursor"),
        ("/calls", {"order": "opted_out", "cursor": cursor("[1, 1]")}, "cursor", "invalid_cursor"),
        ("/calls", {"order": "campaign", "cursor": cursor('["\\u0000", 1]')}, "cursor",
         "invalid_cursor"),
        ("/calls", {"order": "campaign", "cursor": cursor('["\\ud800", 1]')}, "cursor",
         "invalid_cursor"),
        ("/calls", {"order": "call_length_sec", "cursor": cursor(f"[{10**30}, 1]")}, "cursor",
         "invalid_cursor"),
    ],
)  # fmt: skip
def test_bad_input_is_named(
    client: APIClient, path: str, parameters: dict[str, str], parameter: str, code: str
) -> None:
    response = client.get(path, {**MARCH, **parameters})
    assert response.status_code == 400
    faults = [(fault["parameter"], fault["code"]) for fault in response.json()["errors"]]
    assert faults == [(parameter, code)]


@pytest.mark.parametrize("value", ["1", "1.5", "-3", str(2**62)])
def test_a_number_of_any_size_is_a_place_to_go_on_from(client: APIClient, value: str) -> None:
    for order in ("score", "-call_length_sec"):
        asked = {**MARCH, "order": order, "cursor": cursor(f"[{value}, 1]")}
        assert client.get("/calls", asked).status_code == 200
