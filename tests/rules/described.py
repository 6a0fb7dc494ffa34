"""A contact described as the command line describes it, and what must come out at its moments."""

from __future__ import annotations

from dataclasses import dataclass

NOT_SAID = "not said"
NEVER = None


@dataclass(frozen=True)
class Moment:
    """A moment of a case and what must come out; `next` is the first allowed minute, NEVER, or not said.

    Where the rules leave the verdict open, `verdict` names all that may be, with a bar between.

    `by` are (jurisdiction, rule) that must have spoken with that effect, `not_by` jurisdictions that must be silent.
    """

    at: str
    verdict: str
    next: str | None = NOT_SAID
    by: tuple[tuple[str, str, str], ...] = ()
    not_by: tuple[str, ...] = ()
    disclosure: str | None = None
    override: bool | None = None


@dataclass(frozen=True)
class Described:
    """A case as the command line describes it."""

    name: str
    options: tuple[str, ...]
    moments: tuple[Moment, ...]


def case(name: str, options: str, *moments: Moment, more: tuple[str, ...] = ()) -> Described:
    """A case from options without blanks in their values, and `more` with them."""
    return Described(name, (*options.split(), *more), moments)


def each(option: str, *texts: str) -> tuple[str, ...]:
    return tuple(part for text in texts for part in (option, text))


def daily(days: range, clock: str, rest: str, month: str = "2026-11") -> tuple[str, ...]:
    return each("--attempt", *(f"{month}-{day:02}T{clock}Z {rest}" for day in days))


AGENCY = "--party-type consumer --collector third_party --debt-type consumer_credit"
NEW_YORK = f"--country US --region US-NY {AGENCY}"
LOS_ANGELES = f"--country US --region US-CA {AGENCY}"

BOSTON = f"--country US --region US-MA {AGENCY}"
