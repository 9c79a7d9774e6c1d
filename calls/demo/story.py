"""The story of the demo's candidates, from the first call to the recruiter's verdict."""

import math
import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from calls.demo import plan
from calls.demo.moments import (
    HOME,
    MAX_CALL_LENGTH,
    RunningCampaign,
    choose,
    minutes_later,
    next_attempt,
)
from calls.demo.rows import Rows
from calls.models import (
    Call,
    CallReview,
    CallStatus,
    CandidateCampaignUserReview,
    Feedback,
    ResumeScreening,
    SmsDirection,
    SmsMessage,
    SmsStatus,
    WebCall,
)
from campaigns.models import Candidate

FIRST_NAMES, LAST_NAMES = plan.FIRST_NAMES.split(), plan.LAST_NAMES.split()
ATTEMPTS = 3
UNANSWERED = (CallStatus.VOICEMAIL, CallStatus.NO_ANSWER, CallStatus.BUSY, CallStatus.FAILED)


@dataclass(frozen=True)
class Person:
    """A candidate, and two facts that no table holds: where they live and how well they do."""

    row: Candidate | None  # None: an unknown caller
    zone: ZoneInfo
    ability: float  # standard deviations from the campaign's typical score


class Story:
    """Tells what happened until `now`, in at most as many calls as are left."""

    def __init__(
        self,
        rng: random.Random,
        campaigns: list[RunningCampaign],
        rows: Rows,
        now: datetime,
        calls: int,
    ) -> None:
        self.rng = rng
        self.odds = {number: running.plan.share for number, running in enumerate(campaigns)}
        self.campaigns = campaigns
        self.rows = rows
        self.now = now
        self.calls_left = calls
        # The work that the platform charges for, by campaign and day of the organisation.
        self.attempts: Counter[tuple[int, date]] = Counter()
        self.seconds: Counter[tuple[int, date]] = Counter()

    def happens(self, probability: float) -> bool:
        """Return true as often as that."""
        return self.rng.random() < probability

    def person(self, *, known: bool = True) -> Person:
        """Return somebody new."""
        row = None
        if known:
            first, last = self.rng.choice(FIRST_NAMES), self.rng.choice(LAST_NAMES)
            row = self.rows.add(
                Candidate, name=f"{first} {last}", source=choose(self.rng, plan.SOURCES)
            )
        zone = ZoneInfo(choose(self.rng, plan.ZONES))
        return Person(row, zone, self.rng.gauss(0, 1))

    def campaign(self) -> RunningCampaign:
        """Return one of the campaigns, a large one more often."""
        return self.campaigns[choose(self.rng, self.odds)]

    def unknown_caller(self) -> None:
        """Take a call from somebody whose number nobody knows."""
        person, campaign = self.person(known=False), self.campaign()
        moment = campaign.first_contact(self.rng, person.zone)
        self.call(campaign, person, moment, CallStatus.COMPLETED)

    def live_call(self, status: CallStatus) -> None:
        """Add a call that is not over yet, of a campaign that still runs."""
        campaign = self.campaign()
        while campaign.plan.finished_days_ago is not None:
            campaign = self.campaign()
        moment = self.now - timedelta(seconds=self.rng.randint(5, 300))
        self.call(campaign, self.person(), moment, status)

    def candidate(self) -> None:
        """Call a candidate for a campaign, and perhaps for another one after it."""
        person, campaign = self.person(), self.campaign()
        moment = campaign.first_contact(self.rng, person.zone)
        if self.happens(0.35):
            self.screening(campaign, person, moment)
        last = self.application(campaign, person, moment)
        other = self.campaign()
        if self.happens(0.2) and other is not campaign and not last.opted_out and self.calls_left:
            moment = other.first_contact(self.rng, person.zone)
            if moment > last.created + MAX_CALL_LENGTH:
                self.application(other, person, moment)

    def application(self, campaign: RunningCampaign, person: Person, moment: datetime) -> Call:
        """Call until somebody answers, ATTEMPTS times at most; return the last call."""
        if self.happens(0.3):
            self.message(campaign, person, max(campaign.opens, moment - timedelta(minutes=30)))
        for attempt in range(1, ATTEMPTS + 1):
            call = self.call(campaign, person, moment, choose(self.rng, plan.CALL_STATUSES))
            if call.call_status not in UNANSWERED:
                break
            if self.happens(0.35):
                self.message(campaign, person, minutes_later(self.rng, moment, 5))
            if attempt == ATTEMPTS and self.happens(0.3):
                self.web_call(campaign, person, minutes_later(self.rng, moment, 300))
            moment = next_attempt(self.rng, moment, person.zone)
            if moment >= campaign.closes or not self.calls_left:
                break
        return call

    def call(
        self, campaign: RunningCampaign, person: Person, moment: datetime, status: CallStatus
    ) -> Call:
        """Add one call, and where it was answered its outcome."""
        call: Call = self.rows.add(
            Call, campaign=campaign.row, candidate=person.row, created=moment, call_status=status
        )
        self.calls_left -= 1
        charged = (campaign.row.pk, moment.astimezone(HOME).date())
        self.attempts[charged] += 1
        if status == CallStatus.COMPLETED:
            self.conversation(call, campaign, person)
            self.seconds[charged] += call.call_length_sec or 0
        return call

    def conversation(self, call: Call, campaign: RunningCampaign, person: Person) -> None:
        """Fill in an answered call: hung up, an interview broken off, or a whole one."""
        rng, questions = self.rng, campaign.plan.questions
        answered = choose(
            rng, {0: 22, rng.randint(1, questions - 1): 19, questions: 59 if person.row else 9}
        )
        rate = answered / questions
        opts_out, withdraws = (0.02, 0.03) if rate == 1 else (0.06, 0.17)
        call.question_completion_rate = None if rate == 0 and self.happens(0.3) else rate
        minutes = 0.5 + campaign.plan.minutes * rate
        seconds = round(60 * minutes * rng.lognormvariate(0, 0.35))
        call.call_length_sec = min(max(seconds, 3), int(MAX_CALL_LENGTH.total_seconds()))
        call.opted_out = self.happens(opts_out)
        call.accommodation_requested = self.happens(0.015)
        if self.happens(withdraws):
            call.withdrawal_reason = choose(rng, plan.WITHDRAWAL_REASONS)
        if rate >= 0.25:
            typical = campaign.plan.typical_score * (0.75 + 0.25 * rate)
            score = typical + 11 * person.ability + rng.gauss(0, 4)
            call.score = round(min(max(score, 0), 100), 1)
        if rate > 0:
            self.afterwards(call, campaign, person)

    def afterwards(self, call: Call, campaign: RunningCampaign, person: Person) -> None:
        """Let the candidate rate an interview, and recruiters look at it."""
        over = call.created + timedelta(seconds=call.call_length_sec or 0)
        if self.happens(0.3):
            content = call.question_completion_rate or 0
            odds = {1: 4, 2: 6, 3: 14, 4: 10 + 28 * content, 5: 6 + 44 * content}
            rated = minutes_later(self.rng, over, 4)
            if rated <= self.now:
                self.rows.add(CallReview, call=call, rating=choose(self.rng, odds), created=rated)
        if person.row and self.happens(0.55):
            count = 2 if self.happens(0.15) else 1
            for reviewer in self.rng.sample(tuple(plan.REVIEWERS), count):
                self.review(call, campaign, reviewer, over)

    def review(self, call: Call, campaign: RunningCampaign, reviewer: str, over: datetime) -> None:
        """Let a recruiter look at an interview, mostly on the same or the next day."""
        reviewed = minutes_later(self.rng, over, 900)
        passing = campaign.plan.passing_score or 70
        margin = (call.score or 0) - passing + plan.REVIEWERS[reviewer]
        liked = self.happens(1 / (1 + math.exp(-margin / 6)))
        verdict = Feedback.THUMBS_UP if liked else Feedback.THUMBS_DOWN
        feedback = None if self.happens(0.14) else verdict
        if reviewed <= self.now:
            self.rows.add(
                CandidateCampaignUserReview,
                candidate=call.candidate,
                campaign=campaign.row,
                reviewer=reviewer,
                feedback=feedback,
                call_last_reviewed_at=reviewed,
            )

    def message(self, campaign: RunningCampaign, person: Person, moment: datetime) -> None:
        """Send a text message to the candidate, who may answer it."""
        of = {"campaign": campaign.row, "candidate": person.row}
        status = choose(self.rng, plan.SMS_STATUSES)
        replied = minutes_later(self.rng, moment, 20)
        if moment <= self.now:
            self.rows.add(
                SmsMessage, **of, direction=SmsDirection.OUTBOUND, status=status, created=moment
            )
        if status == SmsStatus.DELIVERED and self.happens(0.22) and replied <= self.now:
            self.rows.add(
                SmsMessage,
                **of,
                direction=SmsDirection.INBOUND,
                status=SmsStatus.RECEIVED,
                created=replied,
            )

    def web_call(self, campaign: RunningCampaign, person: Person, moment: datetime) -> None:
        """Interview a candidate who was not reached in the browser."""
        length = round(60 * campaign.plan.minutes * self.rng.lognormvariate(0, 0.4))
        if moment + timedelta(seconds=length) <= self.now:
            self.rows.add(
                WebCall,
                campaign=campaign.row,
                candidate=person.row,
                created=moment,
                length_sec=length,
            )

    def screening(self, campaign: RunningCampaign, person: Person, moment: datetime) -> None:
        """Screen the résumé before the first call."""
        created = max(campaign.opens, moment - timedelta(hours=self.rng.uniform(1, 48)))
        self.rows.add(
            ResumeScreening,
            campaign=campaign.row,
            candidate=person.row,
            created=created.replace(microsecond=0),
        )
