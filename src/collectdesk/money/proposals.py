"""Three plans beside each other: short, balanced, and the longest that may be decided; and any other, judged alike.

None of the three goes beyond what their level may decide. Where the balance is more than the level that was asked
may decide, they are made for the first that may.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import get_args

from collectdesk.i18n import _
from collectdesk.money.affordability import Ability, Fit, fit
from collectdesk.money.amount import Money
from collectdesk.money.authority import AuthorityTable, Level, Ruling, plan_asked
from collectdesk.money.date_roll import Convention, months_after
from collectdesk.money.exact import as_fraction
from collectdesk.money.interest import Calculation
from collectdesk.money.no_figure import NoFigure
from collectdesk.money.plan_interest import PlanInterest, interest_on_plan, with_interest
from collectdesk.money.plan_rules import LoyalTerms, PlanRules, ProposalName
from collectdesk.money.plan_signs import PlanFacts, Sign, signs
from collectdesk.money.rounding import Rounding, whole
from collectdesk.money.schedule import (
    MOST_INSTALMENTS,
    ClosedOn,
    Rhythm,
    Schedule,
    Terms,
    down_payment,
    schedule,
    splits,
    unadjusted_day,
    weekends,
)


@dataclass(frozen=True, slots=True)
class PaymentRecord:
    """How a customer has paid: items paid, their amount-weighted average days late, promises and plans broken."""

    paid_items: int
    average_days_late: Decimal
    broken: int


@dataclass(frozen=True, slots=True)
class PlanCase:
    """What a plan is made of. `total` is what goes into it, `balance` the same in the currency of the authority table.

    `first_on` None: a step of the rhythm after the start, yet within the days after which a first instalment is late.
    `closed` is the calendar of the place of payment. `interest` None: the plan bears none.
    """

    total: Money
    balance: Money
    starts_on: date
    rhythm: Rhythm = "monthly"
    first_on: date | None = None
    convention: Convention = "following"
    closed: ClosedOn = weekends
    interest: PlanInterest | None = None
    ability: Ability | None = None
    record: PaymentRecord | None = None
    facts: PlanFacts = field(default_factory=PlanFacts)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan with all that is to be said of it. `name` is empty for terms that somebody typed.

    `interest` is what it costs, or why there is no figure; `waived` what of it is given up for loyalty, in the plan's
    currency. `ruling` says whether the level may decide it and who else, `fit` whether the customer can pay it.
    """

    name: ProposalName | None
    schedule: Schedule
    ruling: Ruling
    fit: Fit | None
    signs: tuple[Sign, ...]
    interest: Calculation | NoFigure | None
    waived: Money | None
    terms: Terms | None = None


def always_paid(record: PaymentRecord | None, loyal: LoyalTerms) -> bool:
    """Whether a customer gets the terms for those who always paid. Without a record nobody does."""
    return (
        record is not None
        and record.broken == 0
        and record.paid_items >= loyal.paid_items
        and record.average_days_late <= loyal.days_late
    )


def judge_schedule(
    case: PlanCase, plan: Schedule, level: str | None, table: AuthorityTable, rules: PlanRules
) -> Proposal:
    """Any schedule of a case, such as one that a customer offers, with what is to be said of it.

    Interest is given up for loyalty where whoever must decide the plan anyway may waive it.
    """
    free = rules.loyal.interest_free and always_paid(case.record, rules.loyal)
    found = interest_on_plan(plan, case.interest) if case.interest is not None else None
    waived: Money | None = None
    if isinstance(found, Calculation) and case.interest is not None:
        if free and _may_waive(case, plan, found.interest, level, table):
            waived = found.interest
        else:
            plan = with_interest(plan, found, case.interest.charged)
    return Proposal(
        None,
        plan,
        table.rule(plan_asked(plan, case.balance, waived), level),
        None if case.ability is None else fit(plan, case.ability),
        signs(plan, case.facts, rules.signs),
        found,
        waived,
    )


def judge_terms(
    case: PlanCase, terms: Terms, level: str | None, table: AuthorityTable, rules: PlanRules
) -> Proposal:
    """Terms as they were edited, with what is to be said of them; `level` is that of who decides."""
    return replace(judge_schedule(case, schedule(terms, case.closed), level, table, rules), terms=terms)


def propose(
    case: PlanCase, level: str, table: AuthorityTable, rules: PlanRules
) -> tuple[Proposal, ...] | NoFigure:
    """The three proposals, each ruled for the level that asks.

    Where the customer's ability is known, balanced is the first from its own term to the longest that the customer
    can pay, and where none is, less down payment is tried. NoFigure when nobody at this desk may decide the balance,
    or nothing fits into what may be decided. ValueError for an unknown level, a total that is not above zero, or a
    first instalment that is not after the start; CurrencyMismatch for a balance in another currency than the table.
    """
    may = next(
        (one for one in table.up_from(level) if case.balance <= Money.rounded(one.balance, table.currency)),
        None,
    )
    if may is None:
        return NoFigure(_("nobody at this desk may agree to a plan for so large a balance"))
    found = []
    for name in get_args(ProposalName):
        tried = (
            judge_terms(case, terms, level, table, rules) for terms in _candidates(case, name, may, rules)
        )
        best = _first_that_fits(one for one in tried if _is_within(case, one, may, table))
        if best is None:
            return NoFigure(
                _("no plan from {day} on fits into the {months} months that may be agreed").format(
                    day=usual_first_on(case, rules).isoformat(), months=may.plan_months
                )
            )
        found.append(replace(best, name=name))
    return tuple(found)


def _candidates(case: PlanCase, name: ProposalName, may: Level, rules: PlanRules) -> Iterable[Terms]:
    """Terms to try, the ones that are wanted first."""
    rule = getattr(rules.proposal, name)
    per_cent = rule.down_percent
    if always_paid(case.record, rules.loyal):
        per_cent = min(per_cent, rules.loyal.down_percent)
    down = max(per_cent, may.plan_down_percent)
    most = _number(case, may.plan_months, rules)
    term = may.plan_months * as_fraction(rule.term_percent)
    months = whole(term.numerator, term.denominator, Rounding.UP)
    wanted = min(most, max(1, _number(case, months, rules)))
    numbers = range(wanted, most + 1) if name == "balanced" and case.ability else range(wanted, wanted + 1)
    for share in dict.fromkeys((down, may.plan_down_percent) if name != "short" else (down,)):
        for number in numbers:
            terms = _terms(case, down_payment(case.total, share), number, rules)
            if terms is not None:
                yield terms


def _terms(case: PlanCase, down: Money, number: int, rules: PlanRules) -> Terms | None:
    """Terms with that many instalments, or fewer where each would come to nothing."""
    rest = case.total - down
    while number > 0 and not splits(rest, number):
        number -= 1
    if number < 1:
        return None
    first_on = usual_first_on(case, rules)
    anchor = _anchor(case, first_on)
    return Terms(case.total, down, case.starts_on, number, case.rhythm, first_on, case.convention, anchor)


def usual_first_on(case: PlanCase, rules: PlanRules) -> date:
    """The day of the first instalment, where the case names none: see PlanCase."""
    if case.first_on is not None:
        return case.first_on
    late = case.starts_on + timedelta(days=max(1, rules.signs.first_days))
    return min(unadjusted_day(case.starts_on, case.rhythm, 1), late)


def _anchor(case: PlanCase, first_on: date) -> date:
    """The start where the first instalment is a step after it, so that month ends stay month ends."""
    return case.starts_on if first_on == unadjusted_day(case.starts_on, case.rhythm, 1) else first_on


def _number(case: PlanCase, months: int, rules: PlanRules) -> int:
    """How many instalments lie within so many months of the start."""
    first_on, end = usual_first_on(case, rules), months_after(case.starts_on, months)
    anchor = _anchor(case, first_on)
    days = (unadjusted_day(first_on, case.rhythm, at, anchor) for at in range(MOST_INSTALMENTS))
    return next((at for at, day in enumerate(days) if day > end), MOST_INSTALMENTS)


def _may_waive(
    case: PlanCase, plan: Schedule, interest: Money, level: str | None, table: AuthorityTable
) -> bool:
    ruling = table.rule(plan_asked(plan, case.balance), level)
    decides = level if ruling.allowed else ruling.first
    if not interest.minor or decides not in {one.name for one in table.level}:
        return False
    return table.rule(plan_asked(plan, case.balance, interest), decides).allowed


def _is_within(case: PlanCase, one: Proposal, may: Level, table: AuthorityTable) -> bool:
    return table.rule(plan_asked(one.schedule, case.balance, one.waived), may.name).allowed


def _first_that_fits(found: Iterable[Proposal]) -> Proposal | None:
    """The first that the customer can pay; without one that is known to fit, the first."""
    first = None
    for one in found:
        if one.fit is None or one.fit.fits:
            return one
        first = first or one
    return first
