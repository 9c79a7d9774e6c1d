"""Columns of calls that are worked out only where a population asks for them.

| column | meaning |
|---|---|
| first_opt_out | when the candidate first asked, ever and in whichever campaign, not to be called |
| local_hour | hour of the local day in which the call was made: 0 to 23 |
| calling_hours_start, calling_hours_end | the filters' `calling_hours` |
"""

from collections.abc import Collection
from typing import Any

from django.db.models import IntegerField, Min, Value
from django.db.models.sql.constants import LOUTER
from django_cte import CTE, with_cte

from analytics.question.filters import ResolvedFilters
from analytics.reading.dimensions import Rows, hour_of_day
from calls.models import Call
from calls.populations import OPTED_OUT


def with_columns(call: CTE, filters: ResolvedFilters, needed: Collection[str]) -> Rows:
    """Return the calls of the Call CTE with those of the columns that are needed."""
    rows = with_cte(call, select=call)
    if "first_opt_out" in needed:
        rows = with_first_opt_out(call, filters)
    if "local_hour" in needed:
        start, end = (Value(hour, output_field=IntegerField()) for hour in filters.calling_hours)
        of_day: dict[str, Any] = {"calling_hours_start": start, "calling_hours_end": end}
        rows = rows.annotate(local_hour=hour_of_day("created", filters), **of_day)
    return rows


def with_first_opt_out(call: CTE, filters: ResolvedFilters) -> Rows:
    """Return the calls, each with its candidate's first opt-out, or with none.

    Opt-outs are grouped once, from an index of their own, and not looked for call by call.
    """
    opt_out = CTE(
        Call.objects.filter(
            OPTED_OUT.where, organization_id=filters.organization_id, candidate_id__isnull=False
        )
        .values("candidate_id")
        .annotate(first_opt_out=Min("created")),
        name="opt_out",
    )
    rows = opt_out.join(call.queryset(), candidate_id=opt_out.col.candidate_id, _join_type=LOUTER)
    return with_cte(call, opt_out, select=rows).annotate(first_opt_out=opt_out.col.first_opt_out)
