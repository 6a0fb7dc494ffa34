"""One payment that waits, whole: what the bank told, who it may be from, and what posting it would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.desk.cash.exchange import exchange
from collectdesk.desk.cash.posting import (
    closed_by_the_ledger,
    countries_of,
    decide,
    explained,
    items_now,
    items_of,
    kind_of,
)  # fmt: skip
from collectdesk.desk.cash.returns import may_have_come_back
from collectdesk.desk.cash.scoring import ItemNow, sentence
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import Account, BankLine, MatchProposal, Party, Payment
from collectdesk.money import Money
from collectdesk.money.allocation import Named
from collectdesk.store import Store


@dataclass(frozen=True, slots=True)
class OpenNow:
    """An item as it stands. `disputed` is a part of `open`."""

    item_id: int
    document: str
    due_on: date | None
    open: Money
    disputed: Money


@dataclass(frozen=True, slots=True)
class Taken:
    """What posting would give an item: `kind` as of an allocation; a bank charge `takes` nothing."""

    item_id: int
    document: str
    settles: Money
    takes: Money
    kind: str


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What posting would do. `problem` says why it cannot be done, "" when it can.

    `rate` tells at which rate items in another currency are settled; `at_rate` that no quotation fixed it.
    """

    taken: tuple[Taken, ...]
    posted: Money
    unapplied: Money
    problem: str = ""
    rate: str = ""
    at_rate: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """A customer the payment may be from. `reasons` are (points, sentence); `items` those it would settle.

    `left_out` are the customer's other open items in the currency of the payment.
    """

    place: int
    account_id: int
    account: str
    customer: str
    score: int
    reasons: tuple[tuple[int, str], ...]
    items: tuple[OpenNow, ...]
    foreseen: Foreseen
    left_out: tuple[OpenNow, ...]


@dataclass(frozen=True, slots=True)
class MayReturn:
    """A payment that a returned one may be; `account_id` None while it is in suspense."""

    payment_id: int
    value_on: date
    money: Money
    payer: str
    account_id: int | None
    account: str
    customer: str


@dataclass(frozen=True, slots=True)
class WholePayment:
    """A line with all that the bank told. `references` are (what it is called, reference).

    `proposals` are for money that came in, `returns` for money that went back. `waits` is False once it is settled.
    """

    line_id: int
    pile: str
    waits: bool
    value_on: date
    booked_on: date
    money: Money
    original: Money | None
    payer: str
    payer_account: str
    on_behalf_of: str
    remittance: str
    booking_text: str
    references: tuple[tuple[str, str], ...]
    return_reason: str
    proposals: tuple[Proposal, ...]
    returns: tuple[MayReturn, ...]


def whole_payment(store: Store, line_id: int) -> WholePayment:
    """A line as it stands now. BadInput when there is none."""
    with store.read() as session:
        row = session.get(BankLine, line_id)
        if row is None:
            raise BadInput(_("there is no payment with the number {id}; list them again").format(id=line_id))
        waits = row.state in ("proposed", "suspense", "not_ours")
        back = row.pile == "returned"
        return WholePayment(
            row.id, row.pile, waits, row.value_on, row.booked_on, Money(row.minor, row.currency), _original(row),
            row.counterparty, row.counterparty_account, row.on_behalf_of, row.remittance, row.booking_text,
            _references(row), row.return_reason,
            () if back or not waits else _proposals(session, row), _returns(session, row) if back and waits else (),
        )  # fmt: skip


def open_items(store: Store, account_id: int, currency: str) -> tuple[OpenNow, ...]:
    """What is open on an account in a currency and can take money, oldest due date first."""
    with store.read() as session:
        items = [i for i in items_of(session, account_id) if i.currency == currency and i.open > 0]
    return tuple(_open_now(i) for i in sorted(items, key=lambda i: (i.due_on or date.max, i.id)))


@dataclass(frozen=True, slots=True)
class ByOrder:
    """An account a payment may be put on, and what settling in the order of law or house would do."""

    account_id: int
    account: str
    customer: str
    foreseen: Foreseen


def on_account(store: Store, line_id: int, account_id: int) -> ByOrder:
    """What `by_order` would do with a line's payment on an account. BadInput when there is no such account."""
    with store.read() as session:
        line = session.get_one(BankLine, line_id)
        named = session.execute(
            select(Account.number, Party.name)
            .join(Party, Party.id == Account.party_id)
            .where(Account.id == account_id)
        ).first()
        if named is None:
            raise BadInput(
                _("there is no account with the id {id}; search for it by number or name").format(
                    id=account_id
                )
            )
        items = [i for i in items_of(session, account_id) if i.currency == line.currency]
        return ByOrder(account_id, named[0], named[1], _foresee(session, line, account_id, items, []))


def _original(row: BankLine) -> Money | None:
    if row.original_minor is None or not row.original_currency or row.original_currency == row.currency:
        return None
    return Money(row.original_minor, row.original_currency)


def _references(row: BankLine) -> tuple[tuple[str, str], ...]:
    told = (
        (_("creditor reference"), row.creditor_reference),
        (_("end to end"), row.end_to_end),
        (_("bank"), row.bank_reference),
        (_("owner"), row.owner_reference),
        (_("structured"), ", ".join(row.structured)),
    )
    return tuple((label, text) for label, text in told if text)


def _proposals(session: Session, line: BankLine) -> tuple[Proposal, ...]:
    rows = session.execute(
        select(MatchProposal, Account.number, Party.name)
        .join(Account, Account.id == MatchProposal.account_id)
        .join(Party, Party.id == Account.party_id)
        .where(MatchProposal.bank_line_id == line.id)
        .order_by(MatchProposal.place)
    ).all()
    found = []
    for proposal, number, name in rows:
        items = list(items_now(session, proposal.items).values())
        shown = tuple(_open_now(item) for item in items)
        foreseen = _foresee(session, line, proposal.account_id, items, [Named(item.id) for item in items])
        reasons = tuple((points, sentence(code, subject)) for code, points, subject in proposal.reasons)
        left_out = tuple(
            _open_now(item)
            for item in items_of(session, proposal.account_id)
            if item.id not in proposal.items and item.open > 0 and item.currency == line.currency
        )
        found.append(
            Proposal(
                proposal.place, proposal.account_id, number, name, proposal.score, reasons, shown, foreseen,
                left_out,
            )
        )  # fmt: skip
    return tuple(found)


def _foresee(
    session: Session, line: BankLine, account_id: int, items: Sequence[ItemNow], named: Sequence[Named]
) -> Foreseen:
    money = Money(line.minor, line.currency)
    nothing = Money(0, line.currency)
    if not items:
        return Foreseen((), nothing, money)
    documents = {item.id: item.document for item in items}
    if any(item.currency != line.currency for item in items):
        return _exchanged(session, line, account_id, items, documents)
    if named and closed_by_the_ledger(items):
        taken = [
            Taken(
                item.id, item.document, Money(takes, money.currency), Money(takes, money.currency), "cleared"
            )
            for item, takes in explained(items, money.minor)
        ]
    else:
        countries = countries_of(session, account_id)
        decided = decide(items, money, line.value_on, named, countries, line.bearer)
        taken = [
            Taken(one.item_id, documents[one.item_id], one.settles, one.takes, kind_of(one))
            for one in decided.lines
        ]
    posted = Money(sum(one.takes.minor for one in taken), money.currency)
    return Foreseen(tuple(taken), posted, money - posted)


def _exchanged(
    session: Session,
    line: BankLine,
    account_id: int,
    items: Sequence[ItemNow],
    documents: Mapping[int, str],
) -> Foreseen:
    money = Money(line.minor, line.currency)
    try:
        found = exchange(session, account_id, items, money, line.value_on)
    except BadInput as problem:
        return Foreseen((), Money(0, line.currency), money, str(problem))
    taken = tuple(
        Taken(one.item_id, documents[one.item_id], one.settles, one.takes, "payment") for one in found.lines
    )
    posted = Money(sum(one.takes.minor for one in taken), money.currency)
    return Foreseen(taken, posted, money - posted, rate=found.said, at_rate=not found.quoted)


def _returns(session: Session, line: BankLine) -> tuple[MayReturn, ...]:
    payments = may_have_come_back(session, line)
    rows = session.execute(
        select(Payment.id, BankLine.counterparty, Account.id, Account.number, Party.name)
        .join(BankLine, BankLine.id == Payment.bank_line_id)
        .outerjoin(Account, Account.id == Payment.account_id)
        .outerjoin(Party, Party.id == Account.party_id)
        .where(Payment.id.in_([payment.id for payment in payments]))
    )
    told = {
        key: (payer, account_id, number or "", name or "") for key, payer, account_id, number, name in rows
    }
    return tuple(MayReturn(p.id, p.value_on, Money(p.minor, p.currency), *told[p.id]) for p in payments)


def _open_now(item: ItemNow) -> OpenNow:
    disputed = Money(max(0, min(item.disputed, item.open)), item.currency)
    return OpenNow(item.id, item.document, item.due_on, Money(item.open, item.currency), disputed)
