"""The shapes of what reports answer, between the filters that they echo and where they come from.

Each value carries its meaning. From a shape come the schema's component, the columns of files and
docs/metric-dictionary.md, and it is the type of what reports/ computes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import NoneType
from typing import (
    Annotated,
    Any,
    Literal,
    TypedDict,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from analytics.semantic.care import BUSIEST_DAY, CALLS_AFTER_OPT_OUT, CALLS_OUTSIDE_HOURS
from analytics.semantic.metrics import QUALIFIED_CANDIDATES


@dataclass(frozen=True)
class Meaning:
    """What a value means, what one of it is, and its bounds.

    `form` is that of a text; `in_notes`: files have it in their notes, not in the table.
    """

    text: str
    unit: str | None = None
    least: int | None = 0
    most: int | None = None
    form: Literal["date", "date-time"] | None = None
    in_notes: bool = False


@dataclass(frozen=True)
class Member:
    """One value of a shape: `type` is that of a number or text, a shape, or a list of shapes.

    Points say what they are themselves, and have no meaning beside it.
    """

    type: Any
    meaning: Meaning | None

    @property
    def points(self) -> Any:
        """The shape of each point; None where the value is no list."""
        return get_args(self.type)[0] if get_origin(self.type) is list else None

    @property
    def choices(self) -> tuple[str, ...]:
        """The texts that the value may be; empty where it may be any, or is none."""
        return get_args(self.type) if get_origin(self.type) is Literal else ()

    @property
    def is_nested(self) -> bool:
        """Whether the value is itself a shape."""
        return is_typeddict(self.type)

    @property
    def is_nullable(self) -> bool:
        """Whether there may be no value."""
        return NoneType in get_args(self.type)


def members_of(shape: Any) -> Mapping[str, Member]:
    """Return the values of a shape, by name, in order."""
    return {
        name: Member(hint.__origin__, *hint.__metadata__)
        if get_origin(hint) is Annotated
        else Member(hint, None)
        for name, hint in get_type_hints(shape, include_extras=True).items()
    }


def meanings_of(shape: Any) -> Mapping[str, Meaning]:
    """Return what each value of an answer means, those of its points but for their times."""
    return dict(walk_meanings(shape))


def walk_meanings(shape: Any) -> Iterator[tuple[str, Meaning]]:
    """Yield name and meaning of each value."""
    for name, value in members_of(shape).items():
        if value.points:
            yield from walk_meanings(value.points)
        elif value.meaning and name not in BucketTimes.__annotations__:
            yield name, value.meaning


class BucketTimes(TypedDict):
    """When a point of a chart is: a half-open stretch of time."""

    bucket_start: Annotated[
        str, Meaning("First instant, with the zone's offset.", form="date-time")
    ]
    bucket_end: Annotated[str, Meaning("First instant after the bucket.", form="date-time")]
    is_partial: Annotated[bool, Meaning("The bucket was clipped by the range, or is not over yet.")]


class SmsCounts(TypedDict):
    """Text messages, by who sent them."""

    platform: Annotated[int, Meaning("Messages that the platform itself sent.", "messages")]
    external: Annotated[
        int,
        Meaning(
            "Messages in the usage records of the external provider, which know neither "
            "campaign nor candidate: 0, with a warning, where the question names either.",
            "messages",
        ),
    ]
    total: Annotated[
        int, Meaning("All messages, of the platform and of the external provider.", "messages")
    ]


class SmsSentPoint(BucketTimes, SmsCounts):
    """One point of sms_sent."""


class SmsSent(TypedDict):
    """Text messages by bucket."""

    points: list[SmsSentPoint]


class SecondsSaved(TypedDict):
    """Time saved, by source."""

    calls: Annotated[
        int,
        Meaning(
            "Talk time of answered calls, and a fixed time for each attempted call.", "seconds"
        ),
    ]
    sms: Annotated[
        int,
        Meaning(
            "A fixed time for each text message sent, by the platform or the external provider.",
            "seconds",
        ),
    ]
    web_calls: Annotated[
        int,
        Meaning("Length of interviews held in the browser; an unknown length counts 0.", "seconds"),
    ]
    resume_screening: Annotated[int, Meaning("A fixed time for each résumé screened.", "seconds")]
    total: Annotated[int, Meaning("All four together.", "seconds")]


class TimeSavedAssumptions(TypedDict):
    """Seconds that a recruiter would have spent on each piece of work."""

    per_call_attempt_sec: Annotated[
        int, Meaning("Seconds that a recruiter spends on dialling one call.", "seconds")
    ]
    per_sms_sec: Annotated[
        int, Meaning("Seconds that a recruiter spends on one text message.", "seconds")
    ]
    per_resume_sec: Annotated[
        int, Meaning("Seconds that a recruiter spends on screening one résumé.", "seconds")
    ]


class Assumed(TypedDict):
    """An answer that rests on assumptions."""

    assumptions: Annotated[
        TimeSavedAssumptions,
        Meaning("What time saved assumes of a recruiter's work.", in_notes=True),
    ]


class TimeSavedPoint(BucketTimes, SecondsSaved):
    """One point of time_saved."""


class TimeSaved(Assumed):
    """Time saved by bucket."""

    points: list[TimeSavedPoint]


class TotalTimeSaved(SecondsSaved, Assumed):
    """Time saved in the range."""


class MeanRating(TypedDict):
    """Ratings, 1 (worst) to 5 (best)."""

    value: Annotated[
        float | None, Meaning("Mean rating, 1 to 5; null where there is none.", "rating", 1, 5)
    ]
    count: Annotated[int, Meaning("How many ratings the mean is over.", "ratings")]


class CandidateSatisfactionPoint(BucketTimes, MeanRating):
    """One point of candidate_satisfaction."""


class CandidateSatisfaction(TypedDict):
    """Ratings by bucket."""

    points: list[CandidateSatisfactionPoint]


RatingDistribution = TypedDict(
    "RatingDistribution",
    {
        "1": Annotated[int, Meaning("Ratings of 1.", "ratings")],
        "2": Annotated[int, Meaning("Ratings of 2.", "ratings")],
        "3": Annotated[int, Meaning("Ratings of 3.", "ratings")],
        "4": Annotated[int, Meaning("Ratings of 4.", "ratings")],
        "5": Annotated[int, Meaning("Ratings of 5.", "ratings")],
    },
)


class AverageCandidateSatisfaction(MeanRating):
    """Ratings of the range."""

    distribution: Annotated[
        RatingDistribution, Meaning("How many ratings there are of each of the five.")
    ]


class AttemptsCount(TypedDict):
    """How many applications have so many calls."""

    attempts: Annotated[
        Literal["1", "2", "3", "4", "5", "6_to_9", "10_and_more"],
        Meaning("How many attempted calls an application has in the range; all seven are listed."),
    ]
    count: Annotated[int, Meaning("Applications with so many attempted calls.", "applications")]


class CandidateCare(TypedDict):
    """How candidates were treated."""

    calls_after_opt_out: Annotated[int, Meaning(CALLS_AFTER_OPT_OUT.description, "calls")]
    calls_outside_hours: Annotated[int, Meaning(CALLS_OUTSIDE_HOURS.description, "calls")]
    attempts_per_application: list[AttemptsCount]
    busiest_day: Annotated[int, Meaning(BUSIEST_DAY.description, "calls")]


class CampaignsLaunchedPerWeekPoint(TypedDict):
    """One point of campaigns_launched_per_week."""

    week_start: Annotated[str, Meaning("The week's Monday.", form="date")]
    launched: Annotated[int, Meaning("Campaigns launched in the week.", "campaigns")]


class CampaignsLaunchedPerWeek(TypedDict):
    """Launches by week."""

    points: list[CampaignsLaunchedPerWeekPoint]


class CreditsPerQualifiedCandidate(TypedDict):
    """A quotient with credits above the line."""

    value: Annotated[
        float | None,
        Meaning(
            "Credits per qualified candidate; null where nobody qualified, and where only "
            "candidates of some sources are asked for.",
            "credits",
        ),
    ]
    numerator: Annotated[float, Meaning("Credits used, whoever the candidates.", "credits")]
    denominator: Annotated[int, Meaning(QUALIFIED_CANDIDATES.description, "candidates")]
