"""Outcomes typed in one line: `ptp 1200 eur fri wire` is a promise, parsed as it is typed.

The first word says the result, the rest may come in any order: amount, currency, day, time, way to pay,
dispute reason. What is none of these is the note. Nothing is guessed silently: a day or an amount that can
be read in two ways is a problem with the sentence that settles it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time

from collectdesk.desk.dispositions import Disposition, Need, dispositions, dispute_reasons
from collectdesk.desk.local_time import at_local
from collectdesk.desk.typed_days import read_day, read_time
from collectdesk.desk.typed_figures import read_amount
from collectdesk.i18n import _
from collectdesk.money import Money, decimals, is_currency

_METHODS = {
    "transfer": "transfer",
    "wire": "transfer",
    "instant": "instant",
    "card": "card",
    "cheque": "cheque",
    "check": "cheque",
    "dd": "direct_debit",
    "debit": "direct_debit",
    "cash": "cash",
}
_FILLERS = frozenset({"by", "on", "at", "for", "until", "the"})
_ALL = frozenset({"all", "full"})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the line is read against: today at the desk, both clocks, and what the account owes.

    `customer_zone` is None where it is not known; `owed` is the undisputed overdue amount by currency in
    minor units, the account's main currency first.
    """

    today: date
    desk_zone: str
    customer_zone: str | None
    owed: dict[str, int]

    @property
    def currency(self) -> str | None:
        """The account's main currency."""
        return next(iter(self.owed), None)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a line means so far. `missing` names what the result still needs, `problems` what cannot be read.

    `currency` is the one that was typed, else the account's; a dispute without an amount is about all of it.
    """

    result: Disposition | None = None
    amount: Money | None = None
    currency: str | None = None
    on: date | None = None
    when: datetime | None = None
    method: str | None = None
    reason: str | None = None
    sub: str | None = None
    note: str = ""
    missing: tuple[Need, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether it can be saved as it stands."""
        return self.result is not None and not self.missing and not self.problems


@dataclass(slots=True)
class _Found:
    currency: str | None = None
    figure: str | None = None
    whole: bool = False
    on: date | None = None
    at: time | None = None
    method: str | None = None
    reason: str | None = None
    sub: str | None = None
    note: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def parse(line: str, around: Surroundings) -> Parsed:
    """Read a line as it stands; an empty one is an empty result. Never raises."""
    words = line.split()
    if not words:
        return Parsed()
    result, taken = _result(words)
    if result is None:
        return Parsed(
            problems=(_("no result begins with “{word}”; type a few letters of it").format(word=words[0]),)
        )
    found = _Found()
    rest, index = words[taken:], 0
    while index < len(rest):
        index += _take(rest, index, result, around, found)
    return _finish(result, found, around)


def results_beginning(typed: str) -> list[Disposition]:
    """The results whose word, code or label begins with what was typed, in the order of the table."""
    wanted = typed.casefold().strip()
    return [
        result
        for result in dispositions().values()
        if any(name.casefold().startswith(wanted) for name in (*result.words, result.code, result.label))
    ]


def _result(words: list[str]) -> tuple[Disposition | None, int]:
    """The result that the first words name, and how many of them; the longest name wins."""
    best: tuple[Disposition | None, int] = (None, 0)
    for result in dispositions().values():
        for name in (*result.words, result.code, result.label):
            parts = name.casefold().split()
            if [word.casefold() for word in words[: len(parts)]] == parts and len(parts) > best[1]:
                best = (result, len(parts))
    if best[0] is None and len(words[0]) > 1:
        matches = results_beginning(words[0])
        if len(matches) == 1:
            return matches[0], 1
    return best


def _take(rest: list[str], index: int, result: Disposition, around: Surroundings, found: _Found) -> int:
    """Take one thing from the words at `index`; gives how many words it was."""
    word = rest[index].rstrip(",;").casefold()
    if found.note:  # once the note has begun, everything is note
        found.note.append(rest[index])
        return 1
    if _take_word(word, rest[index], result, found):
        return 1
    day = read_day(rest[index:], around.today)
    if day is not None and found.on is None:
        found.on = day.value
        if day.problem:
            found.problems.append(day.problem)
        return day.words
    clock = read_time(word)
    if clock is not None and found.at is None and ("when" in result.needs or not word.isdigit()):
        found.at = clock
        return 1
    if word[:1].isdigit() and found.figure is None:
        found.figure = word
        return 1
    if word in _FILLERS:
        return 1
    found.note.append(rest[index])
    return 1


def _take_word(word: str, typed: str, result: Disposition, found: _Found) -> bool:
    """Take a currency, a way to pay, "all", a dispute reason or a sub-code."""
    if found.currency is None and len(word) == 3 and is_currency(word.upper()) and word not in _ALL:
        found.currency = word.upper()
    elif found.method is None and word in _METHODS and "amount" in result.needs:
        found.method = _METHODS[word]
    elif word in _ALL and ("amount" in result.needs or "reason" in result.needs):
        found.whole = True
    elif found.reason is None and "reason" in result.needs and (code := _reason(word)):
        found.reason = code
    elif found.sub is None and "sub" in result.needs and (sub := _sub(word, result)):
        found.sub = sub
    else:
        return False
    return True


def _finish(result: Disposition, found: _Found, around: Surroundings) -> Parsed:
    amount = _amount(found, around)
    when = None
    if "when" in result.needs and found.on is not None and found.at is not None:
        when = at_local(datetime.combine(found.on, found.at), around.customer_zone or around.desk_zone)
    given = {
        "amount": amount is not None,
        "date": found.on is not None,
        "when": when is not None,
        "reason": found.reason is not None,
        "sub": found.sub is not None,
    }
    return Parsed(
        result=result,
        amount=amount,
        currency=found.currency or around.currency,
        on=found.on,
        when=when,
        method=found.method,
        reason=found.reason,
        sub=found.sub,
        note=" ".join(found.note),
        missing=tuple(need for need in result.needs if not given[need]),
        problems=tuple(found.problems),
    )


def _amount(found: _Found, around: Surroundings) -> Money | None:
    currency = found.currency or around.currency
    if currency is None:
        if found.figure:
            found.problems.append(_("say the currency, such as eur"))
        return None
    if found.whole:
        owed = around.owed.get(currency, 0)
        if owed <= 0:
            found.problems.append(_("nothing is overdue in {code}").format(code=currency))
            return None
        return Money(owed, currency)
    if found.figure is None:
        return None
    read = read_amount(found.figure, decimals(currency))
    if isinstance(read, str):
        found.problems.append(read)
        return None
    return Money.of(read, currency)


def _reason(word: str) -> str | None:
    for code, reason in dispute_reasons().items():
        if word in reason.words or word == code.casefold():
            return code
    return None


def _sub(word: str, result: Disposition) -> str | None:
    return next((code for code, sub in result.subs.items() if word in sub.words or word == code), None)
