"""Terms of a plan typed in one line: `20% 6 monthly 15 jan`, `1000 down 500 a month`, `450/w from fri card`.

Down payment, number or amount of the instalments, rhythm, first day, way to pay, and the currency to pay in with who
bears its rate (`in try`, `in try customer`) come in any order; what is left out stays as it is in the plan that is
being changed. Nothing is guessed silently: what was understood is shown, and what is no part of a plan is a problem.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from collectdesk.days import short_day
from collectdesk.desk.plans.ground import Charging
from collectdesk.desk.typed.days import read_day
from collectdesk.desk.typed.figures import read_amount
from collectdesk.desk.typed.outcome_line import METHOD_WORDS
from collectdesk.desk.typed.quote_line import BEARERS
from collectdesk.i18n import _
from collectdesk.money import Money, decimals, is_currency
from collectdesk.money.quotation import Bearer
from collectdesk.money.schedule import Rhythm, Terms

RHYTHMS: dict[str, Rhythm] = {
    "w": "weekly", "week": "weekly", "weeks": "weekly", "weekly": "weekly",
    "2w": "fortnightly", "fortnight": "fortnightly", "fortnightly": "fortnightly", "biweekly": "fortnightly",
    "m": "monthly", "month": "monthly", "months": "monthly", "monthly": "monthly",
    "q": "quarterly", "quarter": "quarterly", "quarters": "quarterly", "quarterly": "quarterly",
}  # fmt: skip
"""Words for how often is paid."""
_FILLERS = frozenset({
    "x", "a", "per", "every", "of", "from", "first", "starting", "then", "and", "the", "rest", "by", "at", "on", "in",
    "instalment", "instalments", "payment", "payments", "times", "down", "now", "paid",
})  # fmt: skip
_CHARGING: dict[str, Charging] = {"each": "each", "last": "last", "apart": "apart", "none": "none"}
_PER_CENT = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,4})?)%$")
_COUNT = re.compile(r"(?:x([0-9]{1,3})|([0-9]{1,3})x)$")
_BARE = re.compile(r"[0-9]{1,2}$")
_PACED = re.compile(r"([0-9][^/]*)/([a-z0-9]+)$")


@dataclass(slots=True)
class TypedPlan:
    """What a line means so far; None where it says nothing. A `problem` stops it.

    `per_cent` or `down` is paid at once, `number` or `each` says how the rest is split. `charging` says how interest is
    paid, `rate` is an agreed one in per cent a year. `paid_in` is another currency to pay in, `bearer` of its rate.
    """

    per_cent: Decimal | None = None
    down: Money | None = None
    number: int | None = None
    each: Money | None = None
    rhythm: Rhythm | None = None
    first_on: date | None = None
    method: str | None = None
    charging: Charging | None = None
    rate: Decimal | None = None
    paid_in: str | None = None
    bearer: Bearer | None = None
    problem: str = ""
    _seen: set[str] = field(default_factory=set)

    def put(self, **told: object) -> None:
        """Take over what a word says. Twice the same thing is a problem."""
        for name, value in told.items():
            kind = {"per_cent": "down", "each": "number"}.get(name, name)
            if kind in self._seen:
                said = {
                    "down": _("the down payment stands there twice; take one out"),
                    "number": _("type the number of the instalments or how much each is, not both"),
                    "rhythm": _("how often is paid stands there twice; take one out"),
                    "charging": _("interest stands there twice; take one out"),
                    "paid_in": _("two currencies to pay in stand there; take one out"),
                    "first_on": _("two days stand there; type the day of the first instalment alone"),
                }
                self.problem = self.problem or said.get(kind, _("the way to pay stands there twice"))
            self._seen.add(kind)
            setattr(self, name, value)


def parse_plan(line: str, today: date, currency: str) -> TypedPlan:
    """Read a line; amounts are in `currency`. Never raises."""
    words, found, index = [word.rstrip(",;") for word in line.casefold().split()], TypedPlan(), 0
    while index < len(words) and not found.problem:
        index += _take(words, index, today, currency, found)
    return found


def plan_words(terms: Terms) -> str:
    """Terms as a line that `parse_plan` reads as these terms."""
    first = terms.first_on
    return (
        f"{_figure(terms.down)} down {terms.number}x {terms.rhythm} {short_day(first).lower()} {first.year}"
    )


def currency_words(paid_in: str | None, bearer: Bearer) -> str:
    """In which other currency a plan is paid, as `parse_plan` reads it; "" for none."""
    if paid_in is None:
        return ""
    return f" in {paid_in.lower()}" + (" customer" if bearer == "customer" else "")


def _figure(money: Money) -> str:
    """An amount that can be read in one way: 950.250 could be two, 0950.250 is one."""
    whole = money.amount.to_integral_value()
    if whole == money.amount:
        return f"{whole:f}"
    return f"0{money}" if decimals(money.currency) == 3 else str(money)


def _take(words: list[str], at: int, today: date, currency: str, found: TypedPlan) -> int:
    """Read what stands at `at`; how many words that took."""
    word, after = words[at], words[at + 1] if at + 1 < len(words) else ""
    if not word:
        return 1
    if word in ("no", "nothing", "without") and after == "down":
        found.put(down=Money(0, currency))
        return 2
    if word == "no" and after == "interest":
        found.put(charging="none")
        return 2
    if word == "interest":
        return 1 + _take_interest(words[at + 1 : at + 3], found)
    if word == "in" and is_currency(after.upper()):
        return 2 + _take_currency(after.upper(), words[at + 2 : at + 3], currency, found)
    day = read_day(words[at:], today)
    if day is not None:
        found.problem = day.problem or ""
        found.put(first_on=day.value)
        return day.words
    if word in RHYTHMS:
        found.put(rhythm=RHYTHMS[word])
        return 1
    if word in METHOD_WORDS:
        found.put(method=METHOD_WORDS[word])
        return 1
    if is_currency(word.upper()):
        if word.upper() != currency:
            said = _("this plan is in {code}; “in {other}” has it paid in {other_code}")
            found.problem = said.format(code=currency, other=word, other_code=word.upper())
        return 1
    if word == "down" and "down" not in found._seen and after[:1].isdecimal() and "%" not in after:
        return 1 + _take_amount(after, "down", currency, found)
    if word in ("each", "à") and after[:1].isdecimal():
        return 1 + _take_amount(after, "each", currency, found)
    if word[0].isdecimal() or word[0] == "x":
        return _take_figure(words, at, currency, found)
    if word not in _FILLERS:
        found.problem = _("“{text}” is no part of a plan; type it like 20% 6 monthly 15 jan").format(
            text=word
        )
    return 1


def _take_currency(code: str, following: list[str], currency: str, found: TypedPlan) -> int:
    """The currency to pay in, and who bears its rate where that follows; how many words that took beyond it."""
    bearer = BEARERS.get(following[0]) if following else None
    if code != currency:
        found.put(paid_in=code)
        found.bearer = bearer
    return 0 if bearer is None else 1


def _take_interest(words: list[str], found: TypedPlan) -> int:
    """How interest is paid, and an agreed rate, in either order; how many words that took."""
    charging: Charging | None = None
    rate: Decimal | None = None
    taken = 0
    for word in words:
        share = _PER_CENT.match(word)
        if share and rate is None:
            rate = Decimal(share[1].replace(",", "."))
        elif word in _CHARGING and charging is None:
            charging = _CHARGING[word]
        else:
            break
        taken += 1
    if charging is None:
        found.problem = _("say how interest is paid: interest each, last, apart or none")
        return taken
    found.put(charging=charging)
    found.rate = rate
    return taken


def _take_figure(words: list[str], at: int, currency: str, found: TypedPlan) -> int:
    word, after = words[at], words[at + 1] if at + 1 < len(words) else ""
    following = words[at + 2] if at + 2 < len(words) else ""
    if after == "%":
        word, after = f"{word}%", "%"
    if share := _PER_CENT.match(word):
        found.put(per_cent=Decimal(share[1].replace(",", ".")))
        if found.per_cent is not None and found.per_cent >= 100:
            found.problem = _("the down payment is less than all of it")
        return 2 if after == "%" else 1
    if count := _COUNT.match(word):
        found.put(number=int(count[1] or count[2]))
        return 1
    if (paced := _PACED.match(word)) and paced[2] in RHYTHMS:
        found.put(rhythm=RHYTHMS[paced[2]])
        return _take_amount(paced[1], "each", currency, found)
    if after == "each":
        return 1 + _take_amount(word, "each", currency, found)
    if after in ("a", "per", "every") and following in RHYTHMS:
        return _take_amount(word, "each", currency, found)
    if after == "down" or word == "0" or not _BARE.match(word):
        return _take_amount(word, "down", currency, found)
    if "number" in found._seen:
        found.problem = _(
            "“{text}” is a second number; a day has its month beside it, such as 15 jan"
        ).format(text=word)
        return 1
    found.put(number=int(word))
    return 1


def _take_amount(word: str, name: str, currency: str, found: TypedPlan) -> int:
    amount = read_amount(word, decimals(currency))
    if isinstance(amount, str):
        found.problem = amount
    elif name == "each" and not amount:
        found.problem = _("an instalment is above zero")
    else:
        found.put(**{name: Money.of(amount, currency)})
    return 1
