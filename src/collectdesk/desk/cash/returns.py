"""Payments that come back: the line that returns one is brought together with it, and what it settled opens again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from collectdesk.desk.act import Act
from collectdesk.desk.cash.arriving import NewLine
from collectdesk.desk.cash.posting import take_back
from collectdesk.models import BankLine, Payment


def take_returns(act: Act, lines: Sequence[NewLine]) -> list[tuple[int, str, int]]:
    """Reverse the payments these stored lines return; gives account, currency and what was taken off it, below 0.

    A line that is not certain stays proposed.
    """
    taken: list[tuple[int, str, int]] = []
    for line in lines:
        stored = act.session.get_one(BankLine, line.id)
        payment = _returned_payment(act, stored)
        if payment is None:
            continue
        if payment.account_id is not None:
            off = payment.unapplied_minor - payment.minor
            taken.append((payment.account_id, payment.currency, off))
        take_back(act, payment, returned=True, by_line=stored)
        stored.state = line.state = "posted"
        act.session.flush()
    return taken


def may_have_come_back(session: Session, line: BankLine, limit: int = 9) -> list[Payment]:
    """The payments a line may return: by what both are called, else by amount alone; the latest first."""
    found: dict[int, Payment] = {}
    for way in _ways(line):
        for payment in session.scalars(_candidates(line).where(way).limit(limit)):
            found.setdefault(payment.id, payment)
    if not found:
        found = {payment.id: payment for payment in session.scalars(_candidates(line).limit(limit))}
    return list(found.values())[:limit]


def returns_this(line: BankLine, payment: Payment) -> bool:
    """Whether a line may return a payment at all: the same amount and currency, and the payment not returned yet."""
    return (
        payment.returned_on is None
        and payment.currency == line.currency
        and payment.minor in _amounts(line)
        and payment.value_on <= line.booked_on
    )


def _returned_payment(act: Act, line: BankLine) -> Payment | None:
    """The one payment it brings back: by end-to-end id, the bank's reference, or amount and payer. None if not one."""
    for way in _ways(line):
        found = act.session.scalars(_candidates(line).where(way).limit(2)).all()
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _ways(line: BankLine) -> list[ColumnElement[bool]]:
    ways: list[ColumnElement[bool]] = []
    if line.end_to_end:
        ways.append(BankLine.end_to_end == line.end_to_end)
    if line.bank_reference:
        ways.append(BankLine.bank_reference == line.bank_reference)
    if line.counterparty_account:
        ways.append(BankLine.counterparty_account == line.counterparty_account)
    elif line.counterparty:
        ways.append(BankLine.counterparty == line.counterparty)
    return ways


def _candidates(line: BankLine) -> Select[Payment]:
    return (
        select(Payment)
        .join(BankLine, BankLine.id == Payment.bank_line_id)
        .where(
            Payment.minor.in_(_amounts(line)), Payment.currency == line.currency, Payment.returned_on.is_(None),
            Payment.value_on <= line.booked_on,
        )
        .order_by(Payment.value_on.desc(), Payment.id.desc())
    )  # fmt: skip


def _amounts(line: BankLine) -> set[int]:
    amounts = {-line.minor}
    if line.original_minor and line.original_currency == line.currency:
        amounts.add(line.original_minor)
    return amounts
