"""What late-payment interest an account has run up: a statement, line by line. Nothing is charged by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.confidence import Mark, weakest
from collectdesk.desk.governing_law import Law, find_law
from collectdesk.desk.overdue import (
    OverdueItem,
    WhoOwes,
    credits_of,
    overdue_items,
    statement_day,
    who_owes,
)
from collectdesk.desk.reference_rates import loaded_rates
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import NO_DAY, Account, Hold
from collectdesk.money import Money
from collectdesk.money.display import spoken
from collectdesk.money.interest import Calculation, Claim, Moratorium, interest
from collectdesk.money.interest_rules import Regime
from collectdesk.money.no_figure import NoFigure
from collectdesk.money.rate_of_interest import agreed
from collectdesk.money.reference_rates import ReferenceRates
from collectdesk.store import Store

PAUSES = ("breathing_space", "breathing_space_crisis", "moratorium")
"""Kinds of hold during which no interest accrues."""

_DAY = timedelta(days=1)
_EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class AskInterest:
    """What is asked. `law` is the country whose law the contract names, `case` a case of it in data/interest.toml.

    `agreed_rate` is the contract's own rate, in per cent a year. Without a day it is the desk's day.
    """

    account_id: int
    as_of: date | None = None
    law: str | None = None
    case: str = ""
    agreed_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """A hold during which no interest accrues. `last` is None while it has no end."""

    kind: str
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class InterestItem:
    """An overdue item and what it bears. `figure` is None where all of it is disputed."""

    item: OverdueItem
    days: int
    figure: Calculation | NoFigure | None


@dataclass(frozen=True, slots=True)
class InterestSum:
    """The sums of one currency: interest, and fixed sums for recovery costs."""

    interest: Money
    fixed: Money


@dataclass(frozen=True, slots=True)
class InterestStatement:
    """What the law gives on the overdue items of an account up to and including `as_of`.

    `sums` add up the items that have a figure; `without_figure` counts the others. `confidence` is the weakest
    mark of all that was used, None without any figure. `cautions` are whole sentences to show beside it.
    """

    who: WhoOwes
    as_of: date
    law: Law
    items: tuple[InterestItem, ...]
    pauses: tuple[Pause, ...]
    sums: tuple[InterestSum, ...]
    without_figure: int
    confidence: Mark | None
    cautions: tuple[str, ...]


def interest_statement(store: Store, now: datetime, asked: AskInterest) -> InterestStatement:
    """The statement of an account. BadInput for an unknown account, country or day, or an agreed rate below zero."""
    with store.read() as session:
        who = who_owes(session, asked.account_id)
        as_of, today = statement_day(session, now, asked.as_of), statement_day(session, now, None)
        law = find_law(who, asked.law, asked.case)
        rates = loaded_rates(session)
        pauses = _pauses(session, who.party_id, as_of)
        items = tuple(
            InterestItem(item, (as_of - item.due_on).days, _figure(item, as_of, law, rates, pauses, asked))
            for item in overdue_items(session, asked.account_id, as_of)
        )
        asides = _asides(session, who, items, as_of, today)
    figures = [one.figure for one in items if isinstance(one.figure, Calculation)]
    told = dict.fromkeys(sentence for figure in figures for sentence in figure.cautions)
    return InterestStatement(
        who=who,
        as_of=as_of,
        law=law,
        items=items,
        pauses=pauses,
        sums=_sums(figures),
        without_figure=sum(isinstance(one.figure, NoFigure) for one in items),
        confidence=weakest(*(figure.confidence for figure in figures)) if figures else None,
        cautions=(*law.said, *told, *asides),
    )


def _figure(
    item: OverdueItem,
    as_of: date,
    law: Law,
    rates: ReferenceRates,
    pauses: Sequence[Pause],
    asked: AskInterest,
) -> Calculation | NoFigure | None:
    if item.undisputed.minor <= 0:
        return None
    if item.due_on < _EARLIEST:
        return NoFigure(_("the due date lies before 1900; mend it in the ledger"))
    claim = Claim(item.undisputed, item.due_on)
    regime = law.regime if asked.agreed_rate is None else _agreed(asked.agreed_rate, law, rates, claim)
    if isinstance(regime, NoFigure):
        return regime
    moratoria = [Moratorium(one.first, min(one.last or as_of, as_of)) for one in pauses]
    found = interest(claim, as_of, regime, rates, moratoria=moratoria)
    if (
        isinstance(found, Calculation)
        and found.segments
        and all(line.rate is None for line in found.segments)
    ):
        # Nothing has run yet, so nothing is late in the sense of the fixed sum either.
        return interest(claim, as_of, regime, rates, moratoria=moratoria, with_fixed_sum=False)
    return found


def _agreed(rate: Decimal, law: Law, rates: ReferenceRates, claim: Claim) -> Regime | NoFigure:
    if not rate.is_finite() or not 0 <= rate <= 1000:
        raise BadInput(_("{rate} is no rate in per cent a year; give one such as 9.5").format(rate=rate))
    if isinstance(law.regime, Regime):
        return agreed(rate, law.regime, rates, claim.first_day)
    if law.country is None:
        return law.regime
    return Regime(
        country=law.country,
        debtor=law.debtor,
        case="agreed",
        citation=_("contract"),
        confidence="U",
        read_on=claim.first_day,
        flat=rate,
        note=law.regime.reason,
    )


def _pauses(session: Session, party_id: int, as_of: date) -> tuple[Pause, ...]:
    """Of all accounts of the customer: the law gives a pause to a person, not to an account."""
    rows = session.scalars(
        select(Hold)
        .join(Account, Account.id == Hold.account_id)
        .where(
            Account.party_id == party_id,
            Hold.kind.in_(PAUSES),
            Hold.undone_by.is_(None),
            Hold.since_on <= as_of,
        )
        .order_by(Hold.since_on, Hold.id)
    )
    found = {}
    for row in rows:
        ends = [day for day in (row.until_on, row.lifted_on - _DAY if row.lifted_on else NO_DAY) if day]
        last = min(ends)
        if last >= row.since_on:
            found[(row.kind, row.since_on, last)] = Pause(
                row.kind, row.since_on, None if last == NO_DAY else last
            )
    return tuple(found.values())


def _sums(figures: Sequence[Calculation]) -> tuple[InterestSum, ...]:
    interest_of: dict[str, Money] = {}
    fixed_of: dict[str, Money] = {}
    for figure in figures:
        for sums, amount in ((interest_of, figure.interest), (fixed_of, figure.fixed_sum)):
            if amount is not None:
                sums[amount.currency] = sums.get(amount.currency, Money(0, amount.currency)) + amount
    return tuple(
        InterestSum(interest_of.get(code, Money(0, code)), fixed_of.get(code, Money(0, code)))
        for code in sorted({*interest_of, *fixed_of})
    )


def _asides(
    session: Session, who: WhoOwes, items: Sequence[InterestItem], as_of: date, today: date
) -> list[str]:
    said = []
    if any(one.item.disputed.minor for one in items):
        said.append(_("Disputed parts bear no interest here."))
    if any(one.item.part_paid for one in items):
        said.append(
            _("Part payments: interest on what was paid late is not in here, since the ledger names no day.")
        )
    unused = credits_of(session, who.account_id)
    if unused:
        said.append(
            _("Credits of {amounts} are not set off against any item.").format(
                amounts=", ".join(spoken(-amount) for amount in unused.values())
            )
        )
    if as_of < today:
        said.append(_("What is open now is taken as open on that day, too."))
    if as_of > today:
        said.append(_("What is open now is taken as open until that day."))
    if _insolvent(session, who.party_id):
        said.append(_("An insolvency is on record: whether interest runs on is not established here."))
    return said


def _insolvent(session: Session, party_id: int) -> bool:
    found = session.scalar(
        select(Hold.id)
        .join(Account, Account.id == Hold.account_id)
        .where(
            Account.party_id == party_id,
            Hold.kind == "insolvency",
            Hold.undone_by.is_(None),
            Hold.lifted_on.is_(None),
        )
        .limit(1)
    )
    return found is not None
