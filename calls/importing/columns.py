"""The kinds of rows that can be imported, and the columns of each: one declared table."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from functools import cached_property

from django.db import models

from calls.importing.errors import WrongArgumentError
from calls.importing.parsers import PARSERS, PLAIN, Field, Forms, Parser, Value, quote
from calls.models import (
    UNFINISHED_STATUSES,
    Application,
    Call,
    CallReview,
    CandidateCampaignUserReview,
    ResumeScreening,
    SmsMessage,
    WebCall,
)
from campaigns.models import Campaign, CampaignScript, Candidate, CreditUsage, TenantModel


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a row: in a column, or (None) with the row as a whole.

    `code` is for programs, the reason for people; `text` is the one that has no value.
    """

    column: str | None
    reason: str
    code: str = "invalid"
    text: str | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return f"{self.column}: {self.reason}" if self.column else self.reason


@dataclass(frozen=True)
class Column:
    """A column of the file and the model's field it fills.

    `empty` is the value of an empty text, and of a new row where the file has no such column.
    Texts are read without the white space at their edges. A required column must be in the
    file, and must not be empty in any row.
    """

    name: str
    field: Field
    required: bool
    parse: Parser
    empty: Value

    def in_forms(self, forms: Forms) -> "Column":
        """Return the column of a file that has times, durations and numbers in these forms."""
        if forms == PLAIN:
            return self
        return replace(self, parse=PARSERS[type(self.field)](self.field, forms))

    @property
    def refers_to(self) -> type[TenantModel] | None:
        """The model whose external id the column holds, if it refers to another row."""
        if not isinstance(self.field, models.ForeignKey):
            return None
        model = self.field.related_model
        assert issubclass(model, TenantModel)
        return model


@dataclass(frozen=True)
class Layout:
    """The columns of a file, each of whose rows becomes one of the model.

    A row is known by its organisation and key.
    """

    model: type[TenantModel]
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    key: tuple[str, ...] = ("external_id",)
    # Columns whose field has another name.
    fields: dict[str, str] = field(default_factory=dict)
    # Values of a column that do not come back once a row has another: who sends them is late.
    passing: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Every column of the layout by its name."""
        return {name: self._column(name) for name in (*self.required, *self.optional)}

    @property
    def written(self) -> list[type[TenantModel]]:
        """The models that its rows fill: its own, those created when named, and applications."""
        named = [column.refers_to for column in self.columns.values()]
        created = [model for model in named if model in CREATED_WHEN_NAMED]
        made: list[type[TenantModel]] = (
            [Application] if self.model in (Call, CandidateCampaignUserReview) else []
        )
        return [self.model, *created, *made]

    def _column(self, name: str) -> Column:
        model_field = self.model._meta.get_field(self.fields.get(name, name))
        assert isinstance(model_field, models.Field)
        return Column(
            name=name,
            field=model_field,
            required=name in self.required,
            parse=PARSERS[type(model_field)](model_field, PLAIN),
            empty=None if model_field.null else model_field.get_default(),
        )

    def find_misnamed(self, names: Sequence[str]) -> dict[str, list[str]]:
        """Return the names that are unknown, those repeated, and the required ones missing."""
        times = Counter(names)
        return {
            "unknown": [name for name in times if name not in self.columns],
            "repeated": [name for name, count in times.items() if count > 1],
            "missing": [name for name in self.required if name not in times],
        }

    def choose(self, names: Sequence[str]) -> list[Column]:
        """Return the columns of these names, in this order.

        Raises WrongArgumentError where one is unknown or named twice, or a required one is missing.
        """
        faults = self.find_misnamed(names)
        sentences = [f"{fault}: {listed(found)}" for fault, found in faults.items() if found]
        if sentences:
            raise WrongArgumentError(
                f"Wrong columns: {'; '.join(sentences)}. "
                f"The columns are {', '.join(self.columns)}; "
                f"required are {', '.join(self.required)}."
            )
        return [self.columns[name] for name in names]


def listed(names: Sequence[str]) -> str:
    """Return the names in quotes, but only a few: what is no CSV may have thousands."""
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(quote(name) for name in names[:5]) + more


LAYOUTS = {
    "campaigns": Layout(Campaign, ("external_id",), ("name", "status", "launched_at")),
    "candidates": Layout(Candidate, ("external_id",), ("name", "source")),
    "calls": Layout(
        Call,
        ("external_id", "campaign", "created", "status"),
        (
            "candidate",
            "call_length_sec",
            "question_completion_rate",
            "score",
            "opted_out",
            "withdrawal_reason",
            "accommodation_requested",
        ),
        fields={"status": "call_status"},
        passing={"status": UNFINISHED_STATUSES},
    ),
    "reviews": Layout(
        CandidateCampaignUserReview,
        ("candidate", "campaign", "call_last_reviewed_at"),
        ("reviewer", "feedback"),
        key=("candidate", "campaign", "reviewer"),
    ),
    "ratings": Layout(CallReview, ("call", "rating", "created"), key=("call",)),
    "web_calls": Layout(
        WebCall, ("external_id", "campaign", "created"), ("candidate", "length_sec")
    ),
    "resume_screenings": Layout(
        ResumeScreening, ("external_id", "campaign", "created"), ("candidate",)
    ),
    "credits": Layout(CreditUsage, ("external_id", "credits", "created"), ("campaign",)),
    "sms": Layout(
        SmsMessage,
        ("external_id", "direction", "status", "created"),
        ("campaign", "candidate"),
    ),
    "scripts": Layout(CampaignScript, ("campaign", "passing_score"), key=("campaign",)),
}

# Rows may name these before they exist: they are created, with nothing but an external id.
CREATED_WHEN_NAMED = {
    layout.model: layout for layout in (LAYOUTS["campaigns"], LAYOUTS["candidates"])
}


def parse_row(
    columns: Sequence[Column], texts: Sequence[str], zone: tzinfo
) -> tuple[list[Value], list[Fault]]:
    """Return the row's values in the order of the columns, or all its faults.

    There are as many texts as columns.
    """
    values: list[Value] = []
    faults: list[Fault] = []
    for column, text in zip(columns, texts, strict=True):
        stripped = text.strip()
        if stripped:
            try:
                values.append(column.parse(stripped, zone))
            except ValueError as error:
                faults.append(Fault(column.name, str(error), text=text))
        elif column.required:
            faults.append(Fault(column.name, "is empty", text=text))
        else:
            values.append(column.empty)
    return values, faults
