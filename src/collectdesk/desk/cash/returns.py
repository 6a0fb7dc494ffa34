"""Payments that come back: the line that returns one is brought together with it, and what it settled opens again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from collectdesk.desk.act import Act
from collectdesk.desk.cash.arriving import NewLine
from collectdesk.desk.cash.posting import take_back
from collectdesk.models import BankLine, Payment


def take_returns(act: Act, lines: Sequence[NewLine]) -> set[int]:
    """Reverse the payments these stored lines return; gives the accounts. A line that is not certain stays proposed."""
    touched: set[int] = set()
    for line in lines:
        stored = act.session.get_one(BankLine, line.id)
        payment = _returned_payment(act, stored)
        if payment is None:
            continue
        if payment.account_id is not None:
            touched.add(payment.account_id)
        take_back(act, payment, returned=True, by_line=stored)
        stored.state = line.state = "posted"
        act.session.flush()
    return touched


def _returned_payment(act: Act, line: BankLine) -> Payment | None:
    """The one payment it brings back: by end-to-end id, the bank's reference, or amount and payer. None if not one."""
    ways: list[ColumnElement[bool]] = []
    if line.end_to_end:
        ways.append(BankLine.end_to_end == line.end_to_end)
    if line.bank_reference:
        ways.append(BankLine.bank_reference == line.bank_reference)
    if line.counterparty_account:
        ways.append(BankLine.counterparty_account == line.counterparty_account)
    elif line.counterparty:
        ways.append(BankLine.counterparty == line.counterparty)
    amounts = {-line.minor}
    if line.original_minor and line.original_currency == line.currency:
        amounts.add(line.original_minor)
    for way in ways:
        found = act.session.scalars(
            select(Payment)
            .join(BankLine, BankLine.id == Payment.bank_line_id)
            .where(
                way, Payment.minor.in_(amounts), Payment.currency == line.currency, Payment.returned_on.is_(None),
                Payment.value_on <= line.booked_on,
            )
            .limit(2)
        ).all()  # fmt: skip
        if found:
            return found[0] if len(found) == 1 else None
    return None
