"""What the gate answers: the outcome, every rule that spoke, and what must be said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Literal

from collectdesk.rules.record import Confidence, Force, Rule

Disclosure = Literal["after_verification", "full", "none"]
"""How much of the debt may be told: nothing until the right party is verified, all, or nothing."""

HOUSE = "house"


class Outcome(IntEnum):
    """From free to forbidden; the strictest finding wins."""

    ALLOW = 0
    ALLOW_WITH_DUTIES = 1
    REVIEW = 2
    BLOCK = 3


UNSURE: frozenset[Confidence] = frozenset({"U", "unknown"})


@dataclass(frozen=True, slots=True)
class Cited:
    """A rule by name: where it stands, how strong it is, and how far it was confirmed.

    `confidence` is "house" for what the house itself decided.
    """

    jurisdiction: str
    id: str
    title: str
    citation: str
    force: Force
    confidence: str
    override: bool
    read_on: date | None = None

    @classmethod
    def of(cls, rule: Rule, jurisdiction: str, read_on: date | None) -> Cited:
        """The name of a rule of a record."""
        house = rule.force == "house"
        return cls(
            HOUSE if house else jurisdiction,
            rule.id,
            rule.title,
            rule.citation,
            rule.force,
            HOUSE if house else rule.confidence,
            rule.override == "lead",
            rule.read_on or read_on,
        )


def by_house(code: str, title: str, override: bool = False) -> Cited:
    """The name of a rule that is in no record, since the house itself goes by it."""
    return Cited(HOUSE, code, title, "", "house", HOUSE, override)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says of one contact. It stays so at least until `until`; None: for good, unless facts change."""

    rule: Cited
    outcome: Outcome
    text: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Something to say or write, and the rule that asks for it."""

    key: str
    text: str
    rule: Cited


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one question.

    `local` is the clock in every plausible zone. `until` is the moment until which the outcome certainly stays;
    None for good. `next_allowed_at` is the first minute from `at` on at which it is ALLOW or ALLOW_WITH_DUTIES,
    None when that never comes by itself; `next_review_at` the first at which a lead could let it pass.
    """

    outcome: Outcome
    at: datetime
    local: tuple[tuple[str, datetime], ...]
    findings: tuple[Finding, ...]
    say: tuple[Line, ...]
    disclosure: Disclosure
    until: datetime | None
    next_allowed_at: datetime | None
    next_review_at: datetime | None

    @property
    def allowed(self) -> bool:
        """Whether the contact may be made."""
        return self.outcome <= Outcome.ALLOW_WITH_DUTIES

    @property
    def against(self) -> tuple[Finding, ...]:
        """The findings that stand in the way, strictest first."""
        return tuple(one for one in self.findings if one.outcome >= Outcome.REVIEW)

    @property
    def override(self) -> bool:
        """Whether a lead may go past it: every rule in the way says so."""
        return bool(self.against) and all(one.rule.override for one in self.against)
