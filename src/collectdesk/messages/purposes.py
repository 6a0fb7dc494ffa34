"""The messages of the desk (`data/messages/messages.toml`): what each is for, and what must be so for it to go out."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, model_validator

from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.messages.templates import Part, load_parts
from collectdesk.resources import parse_data, read_data

Tone = Literal["T0", "T1", "T2", "T3", "T4", "TH"]
Channel = Literal["email", "sms", "letter", "voicemail"]
About = Literal[
    "account",
    "promise",
    "plan",
    "instalment",
    "dispute",
    "decision",
    "payment",
    "settlement",
    "call",
    "person",
]
When = Literal[
    "due_soon", "overdue", "nothing_overdue", "own_stage", "no_dispute", "no_promise", "no_plan", "step_authorised",
    "spoken", "promise_open", "promise_missed", "plan_offered", "plan_completed", "instalment_due",
    "instalment_missed", "paid", "payment_returned", "overpaid", "dispute_open", "dispute_closed", "balance_certain",
    "settlement_offered", "settlement_paid", "us_third_party", "wrong_party", "represented", "deceased", "insolvent",
    "asked_to_cease", "protected",
]  # fmt: skip
FILE = "data/messages/messages.toml"


class Purpose(BaseModel):
    """A message of the desk. `days` are days past due, both ends included; `waits` and `answer` are days."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str = ""
    title: str
    purpose: str
    tone: Tone
    channels: Annotated[list[Channel], Field(min_length=1)]
    about: About
    when: list[When] = []
    days: Annotated[list[int], Field(min_length=2, max_length=2)] | None = None
    after: list[str] = []
    waits: int = 0
    answer: int = 0
    notice: Literal["", "reminder", "default_notice", "validation", "written_notice"] = ""
    only: list[Literal["business", "sole_trader", "consumer", "public_body"]] = []
    review: bool = False
    internal: bool = False
    asks: list[str] = []
    needs: list[str] = []

    @model_validator(mode="after")
    def _days_in_order(self) -> Purpose:
        if self.days is not None and self.days[0] > self.days[1]:
            raise ValueError("days go from the smaller to the greater")
        return self

    @property
    def parts(self) -> tuple[Part, ...]:
        """The blocks of its text."""
        return load_parts(self.name)


class _Purposes(RootModel[dict[str, Purpose]]):
    model_config = ConfigDict(frozen=True)


@cache
def purposes() -> dict[str, Purpose]:
    """All messages by name, in the order of their file. BadInput when the file or a text cannot be used."""
    found = parse_data(read_data("messages/messages.toml"), FILE, _Purposes).root
    named = {name: one.model_copy(update={"name": name}) for name, one in found.items()}
    for name, one in named.items():
        unknown = [other for other in one.after if other not in named]
        kinds = {part.kind for part in one.parts}
        lacks = [channel for channel in one.channels if not kinds & _BLOCKS[channel]]
        if unknown or lacks:
            raise BadInput(
                _("{file}, {name}: {what} is not there; mend that key").format(
                    file=FILE, name=name, what=(unknown or lacks)[0]
                )
            )
    return named


def purpose(name: str) -> Purpose:
    """A message by name. BadInput for a name that is none, with those that are."""
    try:
        return purposes()[name]
    except KeyError as error:
        raise BadInput(
            _("{name!r} is no message; use one of {all}").format(name=name, all=", ".join(purposes()))
        ) from error


_BLOCKS: dict[Channel, set[str]] = {
    "email": {"subject"}, "letter": {"subject"}, "sms": {"sms"}, "voicemail": {"spoken"},
}  # fmt: skip
