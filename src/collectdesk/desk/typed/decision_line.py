"""What came of a dispute, typed in one line: `partly 640 pricing the March list applies`, `rejected delay`.

The outcome comes first, its beginning is enough. What is accepted and what lay behind it follow in any order; the
rest is the reason. Nothing is guessed silently: what was understood is shown, and what is missing is said.
"""

from __future__ import annotations

from dataclasses import dataclass

from collectdesk.desk.dispositions import root_causes
from collectdesk.desk.typed.figures import read_amount
from collectdesk.i18n import _
from collectdesk.money import Money, decimals, is_currency
from collectdesk.money.display import spoken

OUTCOME_WORDS = {
    "accepted": ("accepted", "valid", "upheld"),
    "partly_accepted": ("partly", "partially"),
    "rejected": ("rejected", "invalid"),
    "withdrawn": ("withdrawn", "withdrew"),
}
"""Words for what came of a dispute."""


@dataclass(frozen=True, slots=True)
class TypedDecision:
    """What a line means so far; a `problem` stops it.

    `accepted` is None where the outcome or its amount is not typed yet. `missing` has outcome, amount, cause and why.
    """

    outcome: str | None = None
    accepted: Money | None = None
    cause: str | None = None
    why: str = ""
    problem: str = ""
    missing: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether it can be saved as it stands."""
        return self.outcome is not None and not self.problem and not self.missing


def parse_decision(line: str, disputed: Money) -> TypedDecision:
    """Read a line about a dispute over this amount. Never raises."""
    words = line.split()
    if not words:
        return TypedDecision(missing=("outcome",))
    first = words[0].casefold().rstrip(",.:;")
    found = [
        name for name, known in OUTCOME_WORDS.items() if first and any(w.startswith(first) for w in known)
    ]
    if len(found) != 1:
        said = _("“{text}” is no outcome; begin with accepted, partly, rejected or withdrawn")
        return TypedDecision(problem=said.format(text=words[0]))
    return _rest(found[0], words[1:], disputed)


def _rest(outcome: str, words: list[str], disputed: Money) -> TypedDecision:
    """What follows the outcome: amount and cause while no other word has begun the reason."""
    amount, cause, problem, at = None, None, "", 0
    gives = outcome in ("accepted", "partly_accepted")
    for word in words:
        bare = word.casefold().rstrip(",;")
        if gives and amount is None and bare[:1].isdecimal():
            amount = read_amount(bare, decimals(disputed.currency))
            problem = problem or (amount if isinstance(amount, str) else "")
        elif gives and len(bare) == 3 and is_currency(bare.upper()) and word == word.upper():
            if bare.upper() != disputed.currency:
                problem = _("this dispute is in {code}").format(code=disputed.currency)
        elif cause is None and cause_of(bare) is not None:
            cause = cause_of(bare)
        else:
            break
        at += 1
    why = " ".join(words[at:])
    if problem:
        return TypedDecision(outcome, None, cause, why, problem)
    accepted = None if amount is None or isinstance(amount, str) else Money.of(amount, disputed.currency)
    return _judged(outcome, accepted, cause, why, disputed)


def _judged(
    outcome: str, accepted: Money | None, cause: str | None, why: str, disputed: Money
) -> TypedDecision:
    """The outcome that the amount makes of it, and what is still missing."""
    if accepted is not None and not 0 < accepted.minor <= disputed.minor:
        said = _("what is accepted is above zero and at most {disputed}").format(disputed=spoken(disputed))
        return TypedDecision(outcome, None, cause, why, said)
    if accepted is not None:
        outcome = "accepted" if accepted == disputed else "partly_accepted"
    elif outcome == "accepted":
        accepted = disputed
    elif outcome != "partly_accepted":
        accepted = Money(0, disputed.currency)
    lacks = {
        "amount": accepted is None,
        "cause": cause is None and outcome != "withdrawn",
        "why": not why and outcome in ("partly_accepted", "rejected"),
    }
    return TypedDecision(
        outcome, accepted, cause, why, missing=tuple(name for name, lacking in lacks.items() if lacking)
    )


def cause_of(word: str) -> str | None:
    """The root cause that a word names; None where it names none."""
    wanted = word.casefold()
    return next((code for code, one in root_causes().items() if wanted in (*one.words, code)), None)
