"""What a customer can pay, typed quickly: weekly flows as one line of figures, a household as `rent 620 pay 450/w`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from collectdesk.desk.plans.ability import HouseholdLine
from collectdesk.desk.typed.days import read_past_day
from collectdesk.desk.typed.figures import read_amount
from collectdesk.i18n import _
from collectdesk.money import Money, decimals
from collectdesk.money.household import LineKind, Period

MOST_WEEKS = 53
_PERIODS: dict[str, Period] = {
    "w": "weekly", "week": "weekly", "weekly": "weekly", "2w": "fortnightly", "fortnight": "fortnightly",
    "4w": "four_weekly", "m": "monthly", "month": "monthly", "monthly": "monthly", "q": "quarterly",
    "quarter": "quarterly", "y": "yearly", "year": "yearly", "yearly": "yearly",
}  # fmt: skip
_KINDS: dict[str, LineKind] = {
    "in": "income", "income": "income", "fixed": "fixed", "flexible": "flexible", "out": "flexible",
    "priority": "priority_debt", "arrears": "priority_debt", "debt": "other_debt", "debts": "other_debt",
}  # fmt: skip
"""Words that say the kind of the line they begin."""
_NAMES: dict[str, LineKind] = {
    **dict.fromkeys(
        ("pay", "wage", "wages", "salary", "pension", "benefit", "benefits", "allowance", "maintenance"), "income"
    ),
    **dict.fromkeys(
        ("rent", "mortgage", "tax", "council", "gas", "electricity", "power", "energy", "heating", "water",
         "phone", "internet", "insurance", "childcare", "school", "transport", "travel", "fuel", "car"), "fixed"
    ),
    **dict.fromkeys(("food", "groceries", "clothes", "clothing", "household", "leisure", "other"), "flexible"),
    **dict.fromkeys(("card", "cards", "loan", "loans", "credit", "overdraft", "catalogue"), "other_debt"),
}  # fmt: skip
"""Usual lines of a statement. Payments to debts without priority are listed and not counted."""
_AMOUNT = re.compile(r"([0-9][^/]*)(?:/([a-z0-9]+))?$")


@dataclass(frozen=True, slots=True)
class TypedFlows:
    """Flows in minor units week by week, with what is wrong."""

    minor: tuple[int, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class TypedLines:
    """Lines of a statement, with what is wrong. `open` is a line whose amount is still to be typed."""

    lines: tuple[HouseholdLine, ...] = ()
    open: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class TypedCash:
    """An amount of cash and the day on which it was there; both None while nothing is typed."""

    amount: Money | None = None
    on: date | None = None
    problem: str = ""


def parse_flows(line: str, currency: str) -> TypedFlows:
    """Read `4200 -6100 5200 …`: what comes in less what goes out, in each week. Never raises."""
    found: list[int] = []
    for word in line.replace(";", " ").split():
        minor = _signed(word.rstrip(","), currency)
        if isinstance(minor, str):
            return TypedFlows(tuple(found), minor)
        found.append(minor)
    if len(found) > MOST_WEEKS:
        return TypedFlows(tuple(found), _("a forecast has at most {n} weeks").format(n=MOST_WEEKS))
    return TypedFlows(tuple(found))


def parse_cash(line: str, currency: str, today: date) -> TypedCash:
    """Read `12500`, or `12500 on 23 nov` where it was told for another day. Never raises."""
    words = [
        word for word in line.casefold().split() if word not in ("on", "from", "at", currency.casefold())
    ]
    if not words:
        return TypedCash()
    minor = _signed(words[0], currency)
    if isinstance(minor, str):
        return TypedCash(problem=minor)
    amount = Money(minor, currency)
    if not words[1:]:
        return TypedCash(amount, today)
    day = read_past_day(words[1:], today)
    if day is None or day.value is None or day.words < len(words) - 1:
        wrong = day.problem if day is not None and day.problem else ""
        return TypedCash(
            amount, None, wrong or _("type the amount, and the day it was there: 12500 on 23 nov")
        )
    return TypedCash(amount, day.value)


def parse_lines(line: str, currency: str) -> TypedLines:
    """Read `pay 450/w rent 620 food 90/w`: a name, an amount, its period; by the month without one. Never raises.

    The first word of a line may say its kind (in, fixed, flexible, priority, debt) where its name does not.
    """
    found: list[HouseholdLine] = []
    name: list[str] = []
    for word in (one.rstrip(",;") for one in line.casefold().split()):
        shape = _AMOUNT.match(word)
        if shape is None:
            if word:
                name.append(word)
            continue
        read = _line(name, shape[1], shape[2], currency)
        if isinstance(read, str):
            return TypedLines(tuple(found), " ".join(name), read)
        found.append(read)
        name = []
    return TypedLines(tuple(found), " ".join(name))


def _line(name: list[str], figure: str, every: str | None, currency: str) -> HouseholdLine | str:
    if not name:
        return _("say what “{figure}” is for before it, such as rent 620").format(figure=figure)
    kind = _KINDS.get(name[0]) or next((_NAMES[word] for word in name if word in _NAMES), None)
    if kind is None:
        return _(
            "say what “{name}” is: in, fixed, flexible, priority or debt, such as fixed {name} 40"
        ).format(name=" ".join(name))
    if every is not None and every not in _PERIODS:
        return _("“{every}” is no period; use w, 2w, 4w, m, q or y").format(every=every)
    amount = read_amount(figure, decimals(currency))
    if isinstance(amount, str):
        return amount
    return HouseholdLine(
        kind=kind,
        minor=Money.of(amount, currency).minor,
        period=_PERIODS[every or "m"],
        name=" ".join(name)[:60],
    )


def _signed(word: str, currency: str) -> int | str:
    below = word[:1] in ("-", "\u2212", "–")
    amount = read_amount(word[1:] if below or word[:1] == "+" else word, decimals(currency))
    if isinstance(amount, str):
        return amount
    return Money.of(Decimal(-amount if below else amount), currency).minor
