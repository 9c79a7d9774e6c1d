"""What targets come to over the days of a mail, as on the page (frontend keeping/targets.ts)."""

from calendar import monthrange

from analytics.mailing.words import FORMATS
from analytics.models import Period, Target
from analytics.question.calendar import ONE_DAY, DateRange
from analytics.question.filters import ResolvedFilters
from analytics.semantic.filters import CAMPAIGN_IDS
from analytics.semantic.measures import Evaluated, Mean, Rate, value_of
from analytics.semantic.metrics import Metric

DAYS_OF_A_WEEK = 7


def list_targets(filters: ResolvedFilters) -> dict[str, float]:
    """Return what the targets of what is shown come to over its days, by the numbers' names.

    Several campaigns have none together, nor have some of the candidates.
    """
    chosen = [(each.filter, each.value) for each in filters.chosen]
    campaign_id = None
    if chosen:
        filter_, value = chosen[0]
        if len(chosen) > 1 or filter_ is not CAMPAIGN_IDS or len(value) > 1:
            return {}
        (campaign_id,) = value
    targets = Target.objects.filter(organization_id=filters.organization_id, campaign=campaign_id)
    return {target.metric: target_over(target, filters.date_range) for target in targets}


def target_over(target: Target, days: DateRange) -> float:
    """Return what a target comes to over days: that of a count is for as many as they are."""
    if target.period is None:
        return target.value
    if target.period == Period.DAY:
        return target.value * days.days
    if target.period == Period.WEEK:
        return target.value * days.days / DAYS_OF_A_WEEK
    each = (days.start_date + number * ONE_DAY for number in range(days.days))
    return target.value * sum(1 / monthrange(day.year, day.month)[1] for day in each)


def say_target(metric: Metric, evaluated: Evaluated, target: float) -> str:
    """Return how far a number is from its target: "12 short of the target of 200"."""
    say = FORMATS[metric.unit]
    value = value_of(evaluated)
    if isinstance(metric.value, Rate | Mean) or value is None:
        return f"target {say(target)}"
    missing = round(target) - value
    if missing > 0:
        return f"{say(missing)} short of the target of {say(round(target))}"
    over = f"{say(-missing)} over " if missing < 0 else ""
    return f"{over}the target of {say(round(target))}"
