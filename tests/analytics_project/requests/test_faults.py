"""Whatever a request asks for that makes no sense: named in the one format, and never a 500."""

import base64
import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model
from django.test import Client
from django.utils.http import urlencode
from rest_framework.test import APIClient

from tests.helpers.admin_pages import MODELS, page


def fault(answer: Any) -> tuple[int, str]:
    """Return status and code of an answer that has the documented format and one fault."""
    assert answer["Content-Type"] == "application/json"
    (entry,) = answer.json()["errors"]
    assert set(entry) == {"parameter", "code", "detail"}
    return answer.status_code, entry["code"]


@pytest.mark.parametrize(
    "path", ["/nowhere", "/analytics/nowhere", "/calls/", "/%00", "/favicon.ico", "/a" * 900]
)
def test_unknown_paths(client: APIClient, path: str) -> None:
    assert fault(client.get(path)) == (404, "not_found")
    assert fault(Client().get(path)) == (404, "not_found")


@pytest.mark.parametrize("path", ["/analytics/dashboard", "/calls", "/campaigns"])
def test_too_many_parameters(client: APIClient, path: str) -> None:
    assert fault(client.get(f"{path}?{'a&' * 1001}")) == (400, "too_many_parameters")


def test_unknown_host(client: APIClient) -> None:
    answer = client.get("/campaigns", HTTP_HOST="elsewhere.example")
    assert fault(answer) == (400, "unknown_host")


@pytest.mark.parametrize("words", ["a " * 128, "x" * 256, "a " * 3000])
def test_a_search_is_no_longer_than_a_name(client: APIClient, words: str) -> None:
    answer = client.get("/campaigns", {"search": words})
    if len(words.strip()) > 255:
        assert fault(answer) == (400, "max_length")
    else:
        assert answer.status_code == 200


ADMIN_MODELS: list[type[Model]] = [*MODELS, User]

OFFSETS = ["+15:59", "+16:00", "-16:00", "+23:59", "-23:59", "Z"]
TIMES = [
    "0001-01-01T00:00:00",
    "9999-12-31T23:59:59.999999",
    "1900-01-01T00:00",
    "2024-03-19T24:00",
]
IDS = [0, 1, -1, 2**63 - 1, 2**63, 1e400, None, "1", True, [1]]


def cursors() -> list[Any]:
    times = [[f"{time}{offset}", 1] for time in TIMES for offset in OFFSETS]
    ids = [[first, second] for first in IDS for second in IDS]
    wrong = [[], {}, {"a": 1, "b": 2}, "ab", 1, None, ["2024-03-19T00:00:00", 1], [[], []]]
    return times + ids + [["2024-03-19T00:00Z", number] for number in IDS] + wrong


@pytest.mark.parametrize("path", ["/calls", "/applications", "/reviews"])
def test_crafted_cursors(client: APIClient, path: str) -> None:
    statuses = set()
    for values in cursors():
        cursor = base64.urlsafe_b64encode(json.dumps(values).encode()).decode()
        answer = client.get(path, {"cursor": cursor})
        statuses.add(answer.status_code)
        assert answer.status_code == 200 or fault(answer) == (400, "invalid_cursor"), values
    assert statuses == {200, 400}


@pytest.fixture
def staff(db: None) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_superuser("root"))
    return client


def status_of(staff: Client, path: str, form: dict[str, Any] | None = None) -> int:
    """Return the status of the answer; PostgreSQL goes on after a statement that it has refused."""
    before = transaction.savepoint()
    answer = staff.post(path, form) if form else staff.get(path)
    transaction.savepoint_rollback(before)
    return answer.status_code


LOOKUPS = [
    "created__year=99999999", "created__year=-1", "created__week=x",
    "launched_at__year__lt=99999999",
    "id__exact=99999999999999999999999", "id__in=1,,x", "id__gt=1e400", "external_id__exact=%00",
    "q=%00", "q=%ff%fe", "p=99999999999999999999", "p=-1", "p=x", "o=99999999999.-99999999", "all=",
    "organization__id__exact=x", "organization__isnull=x", "expiry__date=99999999-01-01", "e=1",
    "nonsense=1", "nonsense__x__y=1", "pk__regex=(", "_to_field=%00", "_popup=%00",
]  # fmt: skip


@pytest.mark.parametrize("lookup", LOOKUPS)
def test_lists_of_the_admin(staff: Client, lookup: str) -> None:
    for model in ADMIN_MODELS:
        assert status_of(staff, f"{page(model, 'changelist')}?{lookup}") in (200, 302, 400), model


@pytest.mark.parametrize("key", ["x", "%00", "0", "99999999999999999999999", "1_00", "%F0%9F"])
def test_rows_of_the_admin(staff: Client, key: str) -> None:
    for model in ADMIN_MODELS:
        address = page(model, "changelist")
        for end in ("change/", "delete/", "history/", ""):
            assert status_of(staff, f"{address}{key}/{end}") in (302, 400, 403, 404), (model, end)
        form = {"action": "delete_selected", "_selected_action": [key, "\0"], "index": "x"}
        assert status_of(staff, address, form) in (200, 302, 400), model


def test_what_else_the_admin_takes(staff: Client) -> None:
    term = {"app_label": "campaigns", "model_name": "candidate", "field_name": "organization"}
    for path, query in [
        ("/admin/autocomplete/", {**term, "term": "\0"}),
        ("/admin/autocomplete/", {**term, "term": "x", "page": "-1"}),
        ("/admin/autocomplete/", {**term, "app_label": "\0"}),
        ("/admin/r/\0/\0/", {}),
        ("/admin/r/9999999999999999999999/1/", {}),
    ]:
        address = f"{path}?{urlencode(query)}"
        assert status_of(staff, address) in (200, 400, 403, 404), address
    assert staff.get("/admin/nowhere/").status_code == 404
