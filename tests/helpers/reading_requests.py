"""Requests to every endpoint that reads an organisation's numbers and rows."""

from collections.abc import Iterator

from analytics.reports.launches import CAMPAIGNS_LAUNCHED_PER_WEEK
from analytics.rows.selection import metrics_of
from analytics.semantic.bases import RowKind
from campaigns.models import Candidate
from tests.helpers.comparison import without_comparison
from tests.helpers.oracle import Row
from tests.helpers.reports import OTHERS


def list_requests(parameters: Row, by: str) -> Iterator[tuple[str, Row]]:
    """Yield every endpoint that reads an organisation's rows, with the filters that it takes."""
    yield "/analytics/dashboard", parameters
    yield "/analytics/breakdown", {**parameters, "by": by}
    parameters = without_comparison(parameters)
    for report in OTHERS:
        is_launches = report is CAMPAIGNS_LAUNCHED_PER_WEEK
        only = {"org_id": parameters["org_id"]} if is_launches else parameters
        yield f"/analytics/{report.name}", only
    yield "/campaigns", {"org_id": parameters["org_id"]}
    for kind in RowKind:
        yield f"/{kind.value}", {**parameters, "page_size": 7}
        yield f"/{kind.value}", {**parameters, "metric": next(iter(metrics_of(kind)))}
        yield f"/{kind.value}", {**parameters, "by": "source", "value": "unknown"}
        yield f"/{kind.value}", {**parameters, "search": "a", "order": "-candidate"}
    for candidate in Candidate.objects.filter(organization_id=parameters["org_id"]):
        yield f"/candidates/{candidate.pk}", {"org_id": parameters["org_id"], "page_size": 5}
