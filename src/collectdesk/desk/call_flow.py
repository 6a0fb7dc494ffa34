"""The ten steps of a call, read from `data/call_flow.toml`.

The order (verify before disclosing) and the ten steps are those of the collections field. The sentences are in
the collector's language; what the customer reads comes from message templates.
"""

from __future__ import annotations

import string
import tomllib
from functools import cache

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from collectdesk.faults import StoreUnusable
from collectdesk.i18n import _
from collectdesk.resources import read_data

PLACES = frozenset(("person", "customer", "collector", "creditor", "overdue", "document", "due", "agreed"))
"""What a sentence may leave to be filled in."""
OPEN_PLACES = frozenset(("person", "customer"))
"""What may be said before the right party is verified."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(_Record):
    """One step. See the head of the file for what each text is for."""

    key: str
    title: str
    say: str
    say_unnamed: str = ""
    say_clear: str = ""
    say_agreed: str = ""
    do: str
    before_verified: bool = False
    answers: bool = False

    @model_validator(mode="after")
    def _tells_nothing_early(self) -> Step:
        allowed = OPEN_PLACES if self.before_verified else PLACES
        for text in (self.say, self.say_unnamed, self.say_clear, self.say_agreed):
            for _literal, name, _spec, _conversion in string.Formatter().parse(text):
                if name is not None and name not in allowed:
                    raise ValueError(f"step {self.key} may not name {{{name}}}")
        return self


class Flow(_Record):
    """The call: its steps in order."""

    step: tuple[Step, ...]

    @model_validator(mode="after")
    def _verifies(self) -> Flow:
        if not any(one.key == "verify" for one in self.step):
            raise ValueError("there is no step named verify")
        return self

    def answering(self, at: int) -> int:
        """The step at which an answer of the customer is dealt with: `at` or the next such one, else the last."""
        there = [n for n, one in enumerate(self.step) if one.answers]
        return next((n for n in there if n >= at), there[-1] if there else at)

    def number(self, key: str) -> int:
        """The place of a step in the order, from 0. KeyError for an unknown one."""
        for at, one in enumerate(self.step):
            if one.key == key:
                return at
        raise KeyError(key)


@cache
def flow() -> Flow:
    """The call flow. StoreUnusable names the file when it is broken."""
    try:
        return Flow.model_validate(tomllib.loads(read_data("call_flow.toml")))
    except (ValidationError, tomllib.TOMLDecodeError) as error:
        said = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise StoreUnusable(
            _("data/call_flow.toml cannot be used: {what}; mend the file").format(what=said)
        ) from error


def sentence(step: Step, filled: dict[str, str]) -> str:
    """What to say at a step. `filled` holds what is known; an empty or missing "person", "overdue" or "agreed"
    chooses the text for that case. "" where nothing is said. Values are put in as they are, never parsed.
    """
    text = step.say
    if step.say_agreed and filled.get("agreed"):
        text = step.say_agreed
    elif step.say_clear and not filled.get("overdue"):
        text = step.say_clear
    elif step.say_unnamed and not filled.get("person"):
        text = step.say_unnamed
    known = {name: filled.get(name) or "…" for name in PLACES}
    return _(text).format(**known)
