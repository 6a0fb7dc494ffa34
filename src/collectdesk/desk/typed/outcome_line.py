"""Outcomes typed in one line: `ptp 1200 eur fri wire` is a promise, parsed as it is typed.

The first word says the result, the rest may come in any order: amount, currency, day, time, way to pay,
dispute reason. What is none of these is the note. Nothing is guessed silently: a day or an amount that can
be read in two ways is a problem with the sentence that settles it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time

from collectdesk.days import short_day
from collectdesk.desk.dispositions import Disposition, Need, dispositions, dispute_reasons
from collectdesk.desk.local_time import at_local
from collectdesk.desk.typed.days import read_day, read_time
from collectdesk.desk.typed.figures import read_amount
from collectdesk.i18n import _
from collectdesk.money import Money, decimals, is_currency

METHOD_WORDS = {
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
_FILLERS = frozenset({"by", "on", "at", "for", "until", "the", "this"})
_FIGURE = re.compile(r"[0-9]")
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
    fillers: list[str] = field(default_factory=list)
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
    """Take one thing from the words at `index`; gives how many words it was.

    Only what the result asks for is looked for, so that no word of a note is lost.
    """
    word = rest[index].rstrip(",;").casefold()
    if not found.note:
        taken = _take_day(rest, index, result, around, found)
        if taken:
            return taken
        if result.needs and word in _FILLERS and not found.fillers:
            found.fillers = [rest[index]]
            return 1
        before = rest[index - 1].casefold() if index else ""
        after = rest[index + 1].casefold() if index + 1 < len(rest) else ""
        if _take_word(word, before, after, result, around, found) or _take_figure(word, result, found):
            found.fillers = []
            return 1
    found.note += [*found.fillers, rest[index]]
    found.fillers = []
    return 1


def _take_day(rest: list[str], index: int, result: Disposition, around: Surroundings, found: _Found) -> int:
    """Take a day or a time, where the result asks for one; gives how many words it was, 0 for none."""
    if not {"date", "when"} & set(result.needs):
        return 0
    word = rest[index].rstrip(",;").casefold()
    day = read_day(rest[index:], around.today) if found.on is None else None
    if day is not None:
        if "amount" in result.needs and found.figure is None and not found.whole:
            _doubt_figures(rest[index : index + day.words + 1], day.words, around.today, found)
        found.on = day.value
        found.fillers = []
        if day.problem:
            found.problems.append(day.problem)
        elif day.value is not None and day.value < around.today:
            over = _("{day} is over; give a day from today on").format(day=short_day(day.value))
            found.problems.append(over)
        return day.words
    clock = read_time(word) if "when" in result.needs and found.at is None else None
    if clock is None:
        return 0
    found.at, found.fillers = clock, []
    return 1


def _doubt_figures(words: list[str], taken: int, today: date, found: _Found) -> None:
    """Say so when "5 dec 12" could be an amount before or after its day."""
    if len(words) <= taken or not words[0].isdecimal() or not words[taken].isdecimal():
        return
    other = read_day(words[taken - 1 :], today)
    if taken == 2 and other is not None and other.words == 2 and other.value is not None:
        both = _("“{typed}” can be read in two ways; type the amount before the day, with its currency")
        found.problems.append(both.format(typed=" ".join(words)))


def _take_figure(word: str, result: Disposition, found: _Found) -> bool:
    """Take an amount. A second one is a problem, not a note."""
    if not _FIGURE.match(word) or not {"amount", "reason"} & set(result.needs):
        return False
    if found.figure is None and not found.whole:
        found.figure = word
        return True
    if found.figure != word or found.whole:
        first = found.figure or _("all")
        both = _("“{a}” or “{b}”? Type one amount; a note goes behind a word")
        found.problems.append(both.format(a=first, b=word))
    return True


def _take_word(
    word: str, before: str, after: str, result: Disposition, around: Surroundings, found: _Found
) -> bool:
    """Take a currency, a way to pay, "all", a dispute reason or a sub-code."""
    money = bool({"amount", "reason"} & set(result.needs))
    if money and found.currency is None and word not in _ALL and _is_currency(word):
        beside = bool(_FIGURE.match(before) or _FIGURE.match(after)) or before in _ALL or after in _ALL
        if word.upper() not in around.owed and not beside:
            return False
        found.currency = word.upper()
    elif money and found.figure is None and word in _ALL:
        found.whole = True
    elif found.method is None and word in METHOD_WORDS and "amount" in result.needs:
        found.method = METHOD_WORDS[word]
    elif found.reason is None and "reason" in result.needs and (code := _reason(word)):
        found.reason = code
    elif found.sub is None and "sub" in result.needs and (sub := _sub(word, result)):
        found.sub = sub
    else:
        return False
    return True


def _is_currency(word: str) -> bool:
    return len(word) == 3 and word.isascii() and is_currency(word.upper())


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
    if not found.figure and not found.whole:
        _check_owed(found, around)
        return None
    currency = found.currency or around.currency
    if currency is None:
        found.problems.append(_("say the currency, such as eur"))
        return None
    _check_owed(found, around)
    if found.whole:
        owed = around.owed.get(currency, 0)
        if owed <= 0:
            found.problems.append(_("nothing is overdue in {code}").format(code=currency))
            return None
        return Money(owed, currency)
    read = read_amount(found.figure or "", decimals(currency))
    if isinstance(read, str):
        found.problems.append(read)
        return None
    if read <= 0:
        found.problems.append(_("the amount must be above zero"))
        return None
    return Money.of(read, currency)


def _check_owed(found: _Found, around: Surroundings) -> None:
    """A currency in which nothing is open is a slip: such a promise or dispute could never be met."""
    if found.currency and around.owed and found.currency not in around.owed:
        owed = ", ".join(around.owed)
        found.problems.append(
            _("nothing is open in {code}; the account owes {owed}").format(code=found.currency, owed=owed)
        )


def _reason(word: str) -> str | None:
    for code, reason in dispute_reasons().items():
        if word in reason.words or word == code.casefold():
            return code
    return None


def _sub(word: str, result: Disposition) -> str | None:
    return next((code for code, sub in result.subs.items() if word in sub.words or word == code), None)
