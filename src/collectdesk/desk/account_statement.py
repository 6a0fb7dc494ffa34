"""A statement of account: what was open, what was billed, what came in, and what is open, each currency by itself.

Titles are keys of the interface's words; the letter in the customer's language takes the same values.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from collectdesk.desk.dossier import desk_day
from collectdesk.desk.kpi_journal import period_of
from collectdesk.desk.overdue import WhoOwes, who_owes
from collectdesk.desk.portfolio import Part, open_on
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import Allocation, OpenItem, Party, Payment
from collectdesk.money import Money
from collectdesk.reports.sheets import Column, Report, Row, Sheet


@dataclass(frozen=True, slots=True)
class StatedItem:
    """An item with something open at the end, or billed in the period. `billed` is None for one from before."""

    document: str
    document_on: date | None
    due_on: date | None
    billed: Money | None
    open: Money
    disputed: Money
    days_past_due: int | None


@dataclass(frozen=True, slots=True)
class StatedPayment:
    """What of a payment settled a document in the period, below zero where it was taken back."""

    value_on: date
    document: str
    kind: str
    settled: Money
    reversal: bool


@dataclass(frozen=True, slots=True)
class CurrencyStatement:
    """One currency: opening + billed - settled + other = closing, to the minor unit.

    `other` is what the creditor's ledger changed by itself: cleared, credited or corrected without a payment known
    here. `disputed` is part of `closing`, `unapplied` is money that settles nothing yet and is not in it.
    """

    currency: str
    opening: Money
    billed: Money
    settled: Money
    other: Money
    closing: Money
    overdue: Money
    disputed: Money
    unapplied: Money
    items: tuple[StatedItem, ...]
    payments: tuple[StatedPayment, ...]


@dataclass(frozen=True, slots=True)
class AccountStatement:
    """Days of the desk, both included. `language` is the customer's (IETF tag), None where it is not known."""

    who: WhoOwes
    language: str | None
    start: date
    end: date
    currencies: tuple[CurrencyStatement, ...]


def account_statement(
    session: Session, now: datetime, account_id: int, start: date, end: date | None = None
) -> AccountStatement:
    """The statement of a period up to today. BadInput for an unknown account, or a period that is none or ahead."""
    today = desk_day(session, now)
    last = end or today
    if start > last or last > today:
        raise BadInput(
            _("a statement goes from a day to a later one that is not ahead of today, {today}").format(
                today=today.isoformat()
            )
        )
    who = who_owes(session, account_id)
    before, after = (_balances(session, account_id, day) for day in (start - timedelta(days=1), last))
    rows = {row.id: row for row in session.scalars(select(OpenItem).where(OpenItem.account_id == account_id))}
    payments = _payments(session, account_id, start, last)
    unapplied: dict[str, int] = defaultdict(int)
    for currency, minor in session.execute(
        select(Payment.currency, func.sum(Payment.unapplied_minor))
        .where(Payment.account_id == account_id, Payment.value_on <= last)
        .group_by(Payment.currency)
    ):
        unapplied[currency] = int(minor)
    currencies = {row.currency for row in rows.values()} | {
        code for code, minor in unapplied.items() if minor
    }
    return AccountStatement(
        who, session.scalar(select(Party.language).where(Party.id == who.party_id)), start, last,
        tuple(
            _currency(code, rows, before, after, payments, unapplied[code], start, last)
            for code in sorted(currencies)
        ),
    )  # fmt: skip


def _balances(session: Session, account_id: int, day: date) -> dict[int, int]:
    then = open_on(day, Part(account_id=account_id))
    return dict(session.execute(select(then.c.id, then.c.open_minor)).all())


def _payments(session: Session, account_id: int, start: date, end: date) -> list[StatedPayment]:
    """What settled items of the account in the period, in the order in which it was posted."""
    days = period_of(session, start, end)
    rows = session.execute(
        select(Payment.value_on, OpenItem.document, OpenItem.currency, Allocation)
        .join_from(Allocation, Payment, Payment.id == Allocation.payment_id)
        .join(OpenItem, OpenItem.id == Allocation.open_item_id)
        .where(
            OpenItem.account_id == account_id, Allocation.kind != "cleared", Allocation.at >= days.start_at,
            Allocation.at < days.end_at,
        )
        .order_by(Allocation.id)
    )  # fmt: skip
    return [
        StatedPayment(value_on, document, row.kind, Money(row.minor, currency), row.reverses_id is not None)
        for value_on, document, currency, row in rows
    ]


def _currency(
    code: str, rows: dict[int, OpenItem], before: dict[int, int], after: dict[int, int],
    payments: list[StatedPayment], unapplied: int, start: date, end: date,
) -> CurrencyStatement:  # fmt: skip
    own = {key: row for key, row in rows.items() if row.currency == code}
    came = {key: row for key, row in own.items() if _came_in(row, start, end)}
    items = tuple(
        _item(row, after.get(key, 0), row.original_minor if key in came else None, end)
        for key, row in sorted(
            own.items(), key=lambda one: (one[1].due_on or date.max, one[1].document, one[0])
        )
        if after.get(key) or key in came
    )
    opening, closing = (sum(balances.get(key, 0) for key in own) for balances in (before, after))
    billed = sum(row.original_minor for row in came.values())
    settled = sum(one.settled.minor for one in payments if one.settled.currency == code)

    def money(minor: int) -> Money:
        return Money(minor, code)

    return CurrencyStatement(
        code, money(opening), money(billed), money(settled), money(closing - opening - billed + settled),
        money(closing),
        money(sum(one.open.minor for one in items if (one.days_past_due or 0) > 0 and one.open.minor > 0)),
        money(sum(one.disputed.minor for one in items)), money(unapplied), items,
        tuple(one for one in payments if one.settled.currency == code),
    )  # fmt: skip


def _came_in(row: OpenItem, start: date, end: date) -> bool:
    counts_from = row.posted_on or row.document_on or row.known_on
    return counts_from is not None and start <= counts_from <= end


def _item(row: OpenItem, minor: int, billed: int | None, day: date) -> StatedItem:
    """Disputed is what is disputed now, at most what was open then: the past of disputes is not kept."""
    return StatedItem(
        row.document, row.document_on, row.due_on, None if billed is None else Money(billed, row.currency),
        Money(minor, row.currency), Money(max(0, min(row.disputed_minor, minor)), row.currency),
        None if row.due_on is None else (day - row.due_on).days,
    )  # fmt: skip


def statement_report(found: AccountStatement) -> Report:
    """The statement as blocks: sums, items and payments of each currency."""
    sheets: list[Sheet] = []
    for one in found.currencies:
        sheets += [_sums_sheet(one), _items_sheet(one), _payments_sheet(one)]
    about = (
        (_("Account"), found.who.number),
        (_("Customer"), found.who.customer),
        (_("Creditor"), found.who.creditor),
        (_("From"), found.start.isoformat()),
        (_("To"), found.end.isoformat()),
    )
    return Report("statement", _("Statement of account"), about, tuple(sheets))


def _sums_sheet(one: CurrencyStatement) -> Sheet:
    lines: tuple[tuple[str, Money], ...] = (
        (_("Opening balance"), one.opening),
        (_("Billed"), one.billed),
        (_("Settled by payments"), -one.settled),
        (_("Changed by the creditor's ledger"), one.other),
        (_("Balance"), one.closing),
        (_("of it overdue"), one.overdue),
        (_("of it disputed"), one.disputed),
        (_("Payments not yet applied"), one.unapplied),
    )
    columns = (Column("line", _("Line"), "text"), Column("amount", _("Amount"), "money"))
    return Sheet(f"sums_{one.currency}", one.currency, columns, tuple(Row(cells) for cells in lines))


def _items_sheet(one: CurrencyStatement) -> Sheet:
    columns = (
        Column("document", _("Document"), "text"), Column("document_on", _("Dated"), "day"),
        Column("due_on", _("Due"), "day"), Column("billed", _("Billed"), "money"),
        Column("open", _("Open"), "money"), Column("disputed", _("Disputed"), "money"),
        Column("days_past_due", _("Days past due"), "number"),
    )  # fmt: skip
    rows: Any = (
        Row((i.document, i.document_on, i.due_on, i.billed, i.open, i.disputed, i.days_past_due))
        for i in one.items
    )
    return Sheet(
        f"items_{one.currency}", _("Items in {code}").format(code=one.currency), columns, tuple(rows)
    )


def _payments_sheet(one: CurrencyStatement) -> Sheet:
    columns = (
        Column("value_on", _("Value date"), "day"), Column("document", _("Document"), "text"),
        Column("kind", _("Kind"), "text"), Column("settled", _("Settled"), "money"),
    )  # fmt: skip
    rows = (Row((p.value_on, p.document, p.kind, p.settled)) for p in one.payments)
    title = _("Payments in {code}").format(code=one.currency)
    return Sheet(f"payments_{one.currency}", title, columns, tuple(rows))
