"""The schedule of a payment plan: what is to be paid on which day, and what is left after it.

Instalments are equal in the minor unit, rounded half up; the last takes the remainder, so that they always make
the total. Days are counted from the anchor, unadjusted, and each is then rolled by itself (`date_roll`). A plan
starts with its signature, on which the down payment is due.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from collectdesk.money.amount import Money
from collectdesk.money.date_roll import Convention, months_after, roll
from collectdesk.money.exact import as_fraction
from collectdesk.money.rounding import whole

Rhythm = Literal["weekly", "fortnightly", "monthly", "quarterly"]

MOST_INSTALMENTS = 600
"""Fifty years of months; more is a mistake of typing."""
_LAST_YEAR = 2999
_DAY = timedelta(days=1)
_DAYS = {"weekly": 7, "fortnightly": 14}
_MONTHS = {"monthly": 1, "quarterly": 3}


@dataclass(frozen=True, slots=True)
class Closure:
    """A day on which nothing can be paid: the holiday by its name, None on a weekly day of rest."""

    day: date
    holiday: str | None = None


ClosedOn = Callable[[date], Closure | None]
"""The calendar of the place of payment: why it is closed on a day, None when it is open."""


def weekends(day: date) -> Closure | None:
    """The calendar where none is known: closed on Saturday and Sunday."""
    return Closure(day) if day.weekday() >= 5 else None


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed: `down` on `starts_on`, the rest in `number` equal instalments from `first_on` on, unadjusted.

    `anchor` is the day from which months are counted where it is not `first_on`: 31 January for a plan by month
    ends whose first instalment is on 28 February. Raises ValueError for terms that make no plan.
    """

    total: Money
    down: Money
    starts_on: date
    number: int
    rhythm: Rhythm
    first_on: date
    convention: Convention = "following"
    anchor: date | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.down.minor < self.total.minor or self.down.currency != self.total.currency:
            raise ValueError(
                "the down payment is in the plan's currency, not below zero and less than the total"
            )
        if not 1 <= self.number <= MOST_INSTALMENTS:
            raise ValueError(f"a plan has 1 to {MOST_INSTALMENTS} instalments")
        if self.first_on <= self.starts_on or self.first_on.year > _LAST_YEAR:
            raise ValueError("the first instalment is due after the plan starts, and before the year 3000")
        if self.unadjusted(0) != self.first_on:
            raise ValueError("the first instalment must lie on a day counted from the anchor")
        if not splits(self.rest, self.number):
            raise ValueError(f"{self.rest.currency} {self.rest} is too little for {self.number} instalments")

    @property
    def rest(self) -> Money:
        """What the instalments pay."""
        return self.total - self.down

    def unadjusted(self, at: int) -> date:
        """The day of an instalment before it is rolled; the first is 0."""
        return unadjusted_day(self.first_on, self.rhythm, at, self.anchor)


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment of a plan; number 0 is the down payment.

    `moved_by` are the closed days between the unadjusted day and `due_on`, empty where it did not move. `interest`
    is what is paid with it on top of `principal`, `balance` the principal that is left after it.
    """

    number: int
    unadjusted: date
    due_on: date
    moved_by: tuple[Closure, ...]
    principal: Money
    interest: Money
    balance: Money

    @property
    def amount(self) -> Money:
        """What is to be paid."""
        return self.principal + self.interest


@dataclass(frozen=True, slots=True)
class Schedule:
    """All payments of a plan in the order of their days."""

    total: Money
    starts_on: date
    payments: tuple[Instalment, ...]

    @property
    def down(self) -> Money:
        """The down payment, zero where there is none."""
        found = (one.principal for one in self.payments if not one.number)
        return next(found, Money(0, self.total.currency))

    @property
    def instalments(self) -> tuple[Instalment, ...]:
        """The payments after the down payment."""
        return tuple(one for one in self.payments if one.number)

    @property
    def last_on(self) -> date:
        """The day of the last payment."""
        return self.payments[-1].due_on

    @property
    def term_months(self) -> int:
        """The fewest whole months from the start in which the last unadjusted day lies; a part counts as one."""
        last = self.payments[-1].unadjusted
        months = (last.year - self.starts_on.year) * 12 + last.month - self.starts_on.month
        return months if last <= months_after(self.starts_on, months) else months + 1


def unadjusted_day(first_on: date, rhythm: Rhythm, at: int, anchor: date | None = None) -> date:
    """The day so many steps of a rhythm after the first, months counted from the anchor: see Terms."""
    if rhythm in _DAYS:
        return first_on + at * timedelta(days=_DAYS[rhythm])
    anchor = anchor or first_on
    ahead = (first_on.year - anchor.year) * 12 + first_on.month - anchor.month
    return months_after(anchor, ahead + at * _MONTHS[rhythm])


def down_payment(total: Money, per_cent: Decimal) -> Money:
    """So many per cent of the total, rounded half up to the minor unit."""
    return total.times(as_fraction(per_cent))


def splits(rest: Money, number: int) -> bool:
    """Whether an amount can be paid in so many instalments, each above zero."""
    return min(_parts(rest.minor, number)) > 0


def schedule(terms: Terms, closed: ClosedOn = weekends) -> Schedule:
    """The schedule of terms in the calendar of the place of payment. ValueError when that is closed for a year."""
    lines = [
        (at + 1, terms.unadjusted(at), part) for at, part in enumerate(_parts(terms.rest.minor, terms.number))
    ]
    if terms.down.minor:
        lines.insert(0, (0, terms.starts_on, terms.down.minor))
    return _laid_out(terms.total, terms.starts_on, lines, terms.convention, closed)


def typed_schedule(
    total: Money,
    starts_on: date,
    lines: Sequence[tuple[date, Money]],
    closed: ClosedOn = weekends,
    convention: Convention = "following",
) -> Schedule:
    """A schedule of amounts and days as a customer offers them; one on `starts_on` is the down payment.

    ValueError unless days follow each other and the amounts, all above zero, make the total; CurrencyMismatch for
    an amount in another currency.
    """
    days = [day for day, _amount in lines]
    if not lines or len(lines) > MOST_INSTALMENTS or days != sorted(set(days)) or days[0] < starts_on:
        raise ValueError("the days of a schedule follow each other, none before it starts")
    paid = Money(0, total.currency)
    for _day, amount in lines:
        paid = paid + amount
    if paid != total or min(amount.minor for _day, amount in lines) <= 0:
        raise ValueError(
            f"the amounts must be above zero and make {total.currency} {total}; they make {paid}"
        )
    first = 0 if days[0] == starts_on else 1
    numbered = [(at, day, amount.minor) for at, (day, amount) in enumerate(lines, first)]
    return _laid_out(total, starts_on, numbered, convention, closed)


def rolled(day: date, convention: Convention, closed: ClosedOn) -> tuple[date, tuple[Closure, ...]]:
    """Where a day goes, and the closed days from it on towards there. ValueError when all is closed for a year."""
    due_on = roll(day, convention, lambda one: closed(one) is None)
    step = _DAY if due_on > day else -_DAY
    passed = (day + count * step for count in range(abs((due_on - day).days)))
    return due_on, tuple(found for one in passed if (found := closed(one)) is not None)


def _parts(minor: int, number: int) -> list[int]:
    each = whole(minor, number)
    return [*([each] * (number - 1)), minor - each * (number - 1)]


def _laid_out(
    total: Money,
    starts_on: date,
    lines: Sequence[tuple[int, date, int]],
    convention: Convention,
    closed: ClosedOn,
) -> Schedule:
    payments, balance, nothing = [], total, Money(0, total.currency)
    for number, unadjusted, minor in lines:
        due_on, moved_by = rolled(unadjusted, convention, closed)
        principal = Money(minor, total.currency)
        balance = balance - principal
        payments.append(Instalment(number, unadjusted, due_on, moved_by, principal, nothing, balance))
    return Schedule(total, starts_on, tuple(payments))
