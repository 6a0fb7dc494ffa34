"""What screens and the shell see of payments: frozen values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from collectdesk.desk.cash.scoring import sentence
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import (
    Account,
    Allocation,
    BankLine,
    Desk,
    MatchProposal,
    OpenItem,
    Party,
    Payment,
    RankingRate,
)
from collectdesk.money import Money
from collectdesk.money.rounding import whole
from collectdesk.store import Store


@dataclass(frozen=True, slots=True)
class Alternative:
    """A customer a payment may be from, with the reasons as sentences."""

    place: int
    account_id: int
    account: str
    customer: str
    score: int
    documents: tuple[str, ...]
    reasons: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A payment that waits; `alternatives` are empty in a list, except the best one."""

    line_id: int
    pile: str
    state: str
    value_on: date
    money: Money
    counterparty: str
    remittance: str
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Piles:
    """Waiting payments: how many of each pile, and a page of them."""

    counts: dict[str, int]
    lines: tuple[WaitingLine, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """What a payment settled of a document. `days_late` is below zero when it came before it was due."""

    allocation_id: int
    document: str
    kind: str
    money: Money
    due_on: date | None
    days_late: int | None


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """A payment of an account."""

    payment_id: int
    value_on: date
    money: Money
    unapplied: Money
    bank_reference: str
    returned_on: date | None
    settled: tuple[Settled, ...]


@dataclass(frozen=True, slots=True)
class PaymentHistory:
    """How a customer pays. `average_days_late` weighs days by amount, by currency; `unapplied` by currency.

    `unapplied_base` is all of it in the base currency at the rates pinned for ranking; None where one has no rate.
    """

    payments: tuple[PaymentLine, ...]
    average_days_late: dict[str, str]
    unapplied: dict[str, Money]
    unapplied_base: Money | None


def waiting(store: Store, limit: int = 200) -> Piles:
    """The payments that wait for a person, oldest first, each with its best alternative."""
    with store.read() as session:
        states = ("proposed", "suspense")
        counts = dict(
            session.execute(
                select(BankLine.pile, func.count()).where(BankLine.state.in_(states)).group_by(BankLine.pile)
            ).all()
        )
        rows = session.scalars(
            select(BankLine).where(BankLine.state.in_(states)).order_by(BankLine.id).limit(limit)
        ).all()
        best = _alternatives(session, [row.id for row in rows], only_best=True)
        return Piles(counts, tuple(_line(row, best[row.id]) for row in rows))


def waiting_line(store: Store, line_id: int) -> WaitingLine:
    """One line with all its alternatives. BadInput when there is none."""
    with store.read() as session:
        row = session.get(BankLine, line_id)
        if row is None:
            raise BadInput(_("there is no payment with the number {id}; list them again").format(id=line_id))
        return _line(row, _alternatives(session, [line_id], only_best=False)[line_id])


def payment_history(session: Session, account_id: int, limit: int = 200) -> PaymentHistory:
    """The payments of an account, newest first, with what they settled."""
    rows = session.execute(
        select(Payment, BankLine.bank_reference, BankLine.end_to_end)
        .join(BankLine, BankLine.id == Payment.bank_line_id)
        .where(Payment.account_id == account_id)
        .order_by(Payment.value_on.desc(), Payment.id.desc())
    ).all()
    settled = _settled(session, account_id)
    unapplied: dict[str, int] = defaultdict(int)
    for payment, *_refs in rows:
        if payment.returned_on is None and payment.unapplied_minor:
            unapplied[payment.currency] += payment.unapplied_minor
    lines = tuple(
        PaymentLine(
            p.id, p.value_on, Money(p.minor, p.currency), Money(p.unapplied_minor, p.currency),
            bank_reference or end_to_end, p.returned_on, tuple(settled.get(p.id, ())),
        )
        for p, bank_reference, end_to_end in rows[:limit]
    )  # fmt: skip
    return PaymentHistory(
        lines,
        average_days_late([one for many in settled.values() for one in many]),
        {code: Money(minor, code) for code, minor in sorted(unapplied.items())},
        _in_base(session, unapplied),
    )


def average_days_late(settled: Sequence[Settled]) -> dict[str, str]:
    """Days late weighted by amount, by currency, one decimal, half up; days before the due date count below zero."""
    weight: dict[str, int] = defaultdict(int)
    days: dict[str, int] = defaultdict(int)
    for one in settled:
        if one.days_late is not None and one.kind in ("payment", "cleared") and one.money.minor > 0:
            weight[one.money.currency] += one.money.minor
            days[one.money.currency] += one.days_late * one.money.minor
    found = {}
    for code, total in sorted(weight.items()):
        tenths = whole(days[code] * 10, total)
        sign = "-" if tenths < 0 else ""
        found[code] = f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10}"
    return found


def _settled(session: Session, account_id: int) -> dict[int, list[Settled]]:
    """What is settled and not reversed, by payment."""
    taken_back = select(Allocation.reverses_id).where(Allocation.reverses_id.is_not(None))
    rows = session.execute(
        select(Allocation, OpenItem.document, OpenItem.due_on, OpenItem.currency, Payment.value_on)
        .join(Payment, Payment.id == Allocation.payment_id)
        .join(OpenItem, OpenItem.id == Allocation.open_item_id)
        .where(
            Payment.account_id == account_id, Allocation.reverses_id.is_(None),
            Allocation.id.not_in(
                taken_back.where(Allocation.payment_id.in_(select(Payment.id).where(Payment.account_id == account_id)))
            ),
        )
        .order_by(Allocation.id)
    )  # fmt: skip
    found: dict[int, list[Settled]] = defaultdict(list)
    for row, document, due_on, currency, value_on in rows:
        late = (value_on - due_on).days if due_on else None
        found[row.payment_id].append(
            Settled(row.id, document, row.kind, Money(row.minor, currency), due_on, late)
        )
    return found


def _in_base(session: Session, amounts: dict[str, int]) -> Money | None:
    rates = {rate.currency: Fraction(rate.num, rate.den) for rate in session.scalars(select(RankingRate))}
    total = 0
    for code, minor in amounts.items():
        if code not in rates:
            return None
        exact = minor * rates[code]
        total += whole(exact.numerator, exact.denominator)
    base = session.scalar(select(Desk.base_currency))
    return Money(total, base) if base else None


def _line(row: BankLine, alternatives: Sequence[Alternative]) -> WaitingLine:
    return WaitingLine(
        row.id, row.pile, row.state, row.value_on, Money(row.minor, row.currency), row.counterparty, row.remittance,
        tuple(alternatives),
    )  # fmt: skip


def _alternatives(
    session: Session, line_ids: Sequence[int], *, only_best: bool
) -> dict[int, list[Alternative]]:
    query = (
        select(MatchProposal, Account.number, Party.name)
        .join(Account, Account.id == MatchProposal.account_id)
        .join(Party, Party.id == Account.party_id)
        .where(MatchProposal.bank_line_id.in_(line_ids))
        .order_by(MatchProposal.place)
    )
    rows = session.execute(query.where(MatchProposal.place == 1) if only_best else query).all()
    ids = {item_id for proposal, *_rest in rows for item_id in proposal.items}
    documents = dict(
        session.execute(select(OpenItem.id, OpenItem.document).where(OpenItem.id.in_(ids))).all()
    )
    found: dict[int, list[Alternative]] = defaultdict(list)
    for proposal, number, name in rows:
        found[proposal.bank_line_id].append(
            Alternative(
                proposal.place, proposal.account_id, number, name, proposal.score,
                tuple(documents[i] for i in proposal.items if i in documents),
                tuple((points, sentence(code, subject)) for code, points, subject in proposal.reasons),
            )
        )  # fmt: skip
    return found
