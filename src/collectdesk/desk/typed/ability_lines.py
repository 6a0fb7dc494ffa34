"""What a customer can pay, typed quickly: weekly flows as one line of figures, a household as `rent 620 pay 450/w`.

A balance sheet is `ca 480000 stock 120000 cl 300000 on 31 dec`, a score `642 of 0-1000 on 3 nov`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from collectdesk.desk.plans.ability import BalanceLine, HouseholdLine
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
_BALANCE: dict[str, BalanceLine] = {
    "current assets": "current_assets", "ca": "current_assets", "inventories": "inventories",
    "inventory": "inventories", "stock": "inventories", "cash": "cash", "bank": "cash",
    "current liabilities": "current_liabilities", "cl": "current_liabilities", "equity": "equity",
    "total assets": "total_assets", "assets": "total_assets", "ta": "total_assets",
}  # fmt: skip
_FROM = frozenset({"on", "as", "of", "at", "from"})
_LONGEST_SCORE = 20
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


@dataclass(frozen=True, slots=True)
class TypedBalance:
    """Lines of a balance sheet in minor units and its day, with what is wrong. `open` is a line without its amount."""

    lines: dict[BalanceLine, int] = field(default_factory=dict)
    as_of: date | None = None
    open: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class TypedScore:
    """A credit score, the scale it lies on, and its day; without one it is today's."""

    score: str = ""
    scale: str = ""
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


def parse_balance(line: str, currency: str, today: date) -> TypedBalance:
    """Read `ca 480000 stock 120000 cl 300000 on 31 dec`: lines of a balance sheet and its day. Never raises."""
    words = [one.strip(",;") for one in line.casefold().split()]
    found: dict[BalanceLine, int] = {}
    name: list[str] = []
    for at, word in enumerate(words):
        if word in _FROM and not name:
            rest = [one for one in words[at:] if one not in _FROM]
            as_of, problem = _past(rest, today) if rest else (None, "")
            return TypedBalance(found, as_of, "", problem)
        if word[:1].isdecimal() or (len(word) > 1 and word[0] in "-\u2212–+" and word[1].isdecimal()):
            kind, minor = _BALANCE.get(" ".join(name)), _signed(word, currency)
            if kind is None:
                return TypedBalance(found, None, "", _no_such_line(" ".join(name), word))
            if isinstance(minor, str):
                return TypedBalance(found, None, "", minor)
            if minor < 0 and kind != "equity":
                return TypedBalance(found, None, "", _("only equity can be below zero"))
            if kind in found:
                return TypedBalance(
                    found, None, "", _("“{name}” stands there twice").format(name=" ".join(name))
                )
            found[kind] = minor
            name = []
        elif word and word != currency.casefold():
            name.append(word)
    return TypedBalance(found, None, " ".join(name))


def parse_score(line: str, today: date) -> TypedScore:
    """Read `642 of 0-1000 on 3 nov`, `B2`, `642/1000`: a score, its scale, its day. Never raises."""
    words = line.split()
    if not words:
        return TypedScore()
    score, _slash, scale = words.pop(0).partition("/")
    on, problem = today, ""
    if words and words[0].casefold() == "of" and not scale:
        scale = words[1] if len(words) > 1 else ""
        words = words[2:]
    if words and words[0].casefold() == "on":
        day, problem = _past([word.casefold() for word in words[1:]], today) if words[1:] else (None, "")
        on = day or on
    elif words:
        problem = _("type the score, its scale and its day: 642 of 0-1000 on 3 nov")
    if len(score) > _LONGEST_SCORE:
        problem = _("a score has at most {n} characters").format(n=_LONGEST_SCORE)
    return TypedScore(score, scale, on, problem)


def _past(words: list[str], today: date) -> tuple[date | None, str]:
    """The day that all these words name; without a year the last such day that is not ahead."""
    found = read_past_day(words, today)
    if found is None or found.value is None or found.words < len(words):
        wrong = found.problem if found is not None and found.problem else ""
        return None, wrong or _("type the day it is of, such as 31 dec 2025")
    day = found.value
    if day > today and not any(str(day.year) in word for word in words):
        day = day.replace(year=day.year - 1, day=min(day.day, 28 if day.month == 2 else day.day))
    return (None, _("this day lies ahead; type the day it is of")) if day > today else (day, "")


def _no_such_line(name: str, figure: str) -> str:
    if not name:
        return _("say what “{figure}” is before it, such as cash 30000").format(figure=figure)
    return _(
        "“{name}” is no line of it; use current assets, stock, cash, current liabilities, equity, assets"
    ).format(name=name)


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
