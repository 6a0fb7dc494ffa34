"""The command that prints everything about one account."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from collectdesk.cli.interest_answers import FxAnswer, fx_answer
from collectdesk.cli.lists import LedgerLine
from collectdesk.cli.output import Answer, Json, answer, iso, line, table
from collectdesk.cli.seat import seat
from collectdesk.money.display import figure, spoken


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("show")(show)


class OwedLine(Answer):
    """What is owed in one currency; money as strings with the currency's decimals."""

    overdue: str
    disputed: str
    not_due: str
    credits: str
    total: str
    ageing: dict[str, str]


class ItemLine(Answer):
    """An open item."""

    document: str
    kind: str
    due_on: str | None
    days_past_due: int | None
    currency: str
    original: str
    open: str
    disputed: str
    state: str


class EventLine(Answer):
    """One line of the timeline. `message` is the id of a message that went (`message show`), `inbound` of one that came
    (`message received`).
    """

    at: str
    kind: str
    result: str
    text: str
    who: str
    amount: str | None
    currency: str | None
    undone: bool
    message: int | None
    inbound: int | None


class CommitmentLine(Answer):
    """A promise, dispute, awaited credit (its id is the dispute's), hold or next action that is still on."""

    id: int
    kind: str
    code: str
    text: str
    amount: str | None
    currency: str | None
    on: str | None
    at: str | None
    until: str | None


class ContactLine(Answer):
    """A person at the customer."""

    name: str
    role: str | None
    language: str | None
    points: list[dict[str, str | None]]


class SettledLine(Answer):
    """What a payment settled of a document."""

    posting_id: int
    document: str
    kind: str
    amount: str
    currency: str
    due_on: str | None
    days_late: int | None


class PaymentShown(Answer):
    """A payment that came in through the bank."""

    id: int
    value_on: str
    currency: str
    amount: str
    unapplied: str
    bank_reference: str
    returned_on: str | None
    settled: list[SettledLine]


class Shown(Answer):
    """One account, everything."""

    account: str
    account_id: int
    customer: str
    party_type: str
    creditor: str
    country: str | None
    city: str | None
    risk_class: str | None
    assignee: str | None
    as_of: str
    score: int | None
    ledger: list[LedgerLine]
    owed: dict[str, OwedLine]
    items: list[ItemLine]
    people: list[ContactLine]
    timeline: list[EventLine]
    commitments: list[CommitmentLine]
    payments: list[PaymentShown]
    average_days_late: dict[str, str]
    unapplied: dict[str, str]
    unapplied_base: str | None
    fx: FxAnswer


def show(account: Annotated[str, typer.Argument(help="The account's number.")], json: Json = False) -> int:
    """Print everything about one account.

    Example: collectdesk show 100234
    """
    from collectdesk.desk.dossier import dossier, find_account
    from collectdesk.desk.fx import fx_statement
    from collectdesk.desk.fx_quote import quotations
    from collectdesk.desk.preview import ledgers

    with seat() as desk:
        account_id = find_account(desk.store, account)
        now = desk.clock()
        seen = dossier(desk.store, desk.actor, now, account_id)
        why = ledgers(desk.store, [account_id], now).get(account_id)
        fx = fx_statement(desk.store, now, account_id)
        quoted = quotations(desk.store, account_id, fx.as_of)
    found = _shown(seen, why, fx_answer(fx, quoted))
    if json:
        answer(found)
        return 0
    line(f"{found.customer}  {found.account}  {found.city or ''} {found.country or ''}  {found.creditor}")
    for owed in seen.owed:
        sums = (("overdue", owed.overdue), ("disputed", owed.disputed), ("not due", owed.not_due))
        line("  ".join([owed.currency, *(f"{name} {figure(money)}" for name, money in sums)]))
    if why is not None:
        line(f"score {why.score}: " + "; ".join(f"{p.points}/{p.cap} {p.why}" for p in why.lines if p.points))
    line()
    table(
        ["item", "due", "days", "", "open", "state"],
        [
            [i.document, i.due_on or "", str(i.days_past_due or ""), i.currency, i.open, i.state]
            for i in found.items
        ],
        right=frozenset({2, 4}),
    )
    for commitment in seen.commitments:
        amount = spoken(commitment.amount) if commitment.amount else ""
        when = commitment.at or commitment.on
        line(f"{commitment.kind}  {commitment.code}  {amount}  {when}  {commitment.text}")
    for paid in found.payments:
        documents = ", ".join(s.document for s in paid.settled)
        line(f"{paid.value_on}  payment {paid.id}  {paid.currency} {paid.amount}  {documents}")
    for code, days in found.average_days_late.items():
        line(f"pays {days} days late on average in {code}, by amount")
    for event in found.timeline:
        line(f"{event.at}  {event.kind} {event.result}  {event.text}")
    return 0


def _shown(seen: Any, why: Any, fx: FxAnswer) -> Shown:
    return Shown(
        account=seen.number,
        account_id=seen.account_id,
        customer=seen.customer,
        party_type=seen.party_type,
        creditor=seen.creditor,
        country=seen.country,
        city=seen.city,
        risk_class=seen.risk_class,
        assignee=seen.assignee,
        as_of=seen.day.isoformat(),
        score=why.score if why else None,
        ledger=[LedgerLine(factor=p.factor, points=p.points, cap=p.cap, why=p.why) for p in why.lines]
        if why
        else [],
        owed={o.currency: _owed_line(o) for o in seen.owed},
        items=[
            ItemLine(
                document=i.document,
                kind=i.kind,
                due_on=i.due_on.isoformat() if i.due_on else None,
                days_past_due=i.days_past_due,
                currency=i.open.currency,
                original=str(i.original),
                open=str(i.open),
                disputed=str(i.disputed),
                state=i.state,
            )
            for i in seen.items
        ],
        people=[
            ContactLine(
                name=p.name,
                role=p.role,
                language=p.language,
                points=[{"kind": q.kind, "value": q.value, "use": q.use, "state": q.state} for q in p.points],
            )
            for p in seen.people
        ],
        timeline=[
            EventLine(
                at=iso(e.at),
                kind=e.kind,
                result=e.result,
                text=e.text,
                who=e.who,
                amount=str(e.amount) if e.amount else None,
                currency=e.amount.currency if e.amount else None,
                undone=e.undone,
                message=e.sent_id,
                inbound=e.received_id,
            )
            for e in seen.events
        ],
        commitments=[
            CommitmentLine(
                id=c.id,
                kind=c.kind,
                code=c.code,
                text=c.text,
                amount=str(c.amount) if c.amount else None,
                currency=c.amount.currency if c.amount else None,
                on=c.on.isoformat() if c.on else None,
                at=iso(c.at) if c.at else None,
                until=c.until.isoformat() if c.until else None,
            )
            for c in seen.commitments
        ],
        payments=[_payment(p) for p in seen.payments.payments],
        average_days_late=seen.payments.average_days_late,
        unapplied={code: str(money) for code, money in seen.payments.unapplied.items()},
        unapplied_base=None if seen.payments.unapplied_base is None else str(seen.payments.unapplied_base),
        fx=fx,
    )


def _payment(p: Any) -> PaymentShown:
    return PaymentShown(
        id=p.payment_id,
        value_on=p.value_on.isoformat(),
        currency=p.money.currency,
        amount=str(p.money),
        unapplied=str(p.unapplied),
        bank_reference=p.bank_reference,
        returned_on=p.returned_on.isoformat() if p.returned_on else None,
        settled=[
            SettledLine(
                posting_id=s.allocation_id,
                document=s.document,
                kind=s.kind,
                amount=str(s.money),
                currency=s.money.currency,
                due_on=s.due_on.isoformat() if s.due_on else None,
                days_late=s.days_late,
            )
            for s in p.settled
        ],
    )


def _owed_line(owed: Any) -> OwedLine:
    names = ("current", "d1_30", "d31_60", "d61_90", "d91_plus")
    return OwedLine(
        overdue=str(owed.overdue),
        disputed=str(owed.disputed),
        not_due=str(owed.not_due),
        credits=str(owed.credits),
        total=str(owed.total),
        ageing={name: str(amount) for name, amount in zip(names, owed.ageing, strict=True)},
    )
