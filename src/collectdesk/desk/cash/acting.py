"""What a person does with payments: accept, split, put on account, assign, say that one is not ours, reverse."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import wraps

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from collectdesk.desk.act import Act, Actor, Command, Doing, Receipt, act
from collectdesk.desk.cash.exchange import exchange
from collectdesk.desk.cash.on_record import note_received
from collectdesk.desk.cash.posting import (
    Postings,
    closed_by_the_ledger,
    countries_of,
    items_now,
    items_of,
    live_allocations,
    take_back,
)  # fmt: skip
from collectdesk.desk.cash.returns import returns_this
from collectdesk.desk.cash.scoring import ItemNow
from collectdesk.desk.cash.searching import end_search
from collectdesk.desk.judging import judge_promises
from collectdesk.desk.rights import Right
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import Allocation, BankLine, MatchProposal, Payment
from collectdesk.money import Money
from collectdesk.money.allocation import Named
from collectdesk.money.display import spoken
from collectdesk.store import Store


class AcceptMatch(Command):
    """A proposal of a line, by its place from 1.

    Items in another currency are settled at the quotation that holds; where none does, `at_rate` takes the rate of
    the value date.
    """

    line_id: int
    place: int = 1
    at_rate: bool = False


class Part(BaseModel):
    """What a payment gives an item: minor units of the payment's currency."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item_id: int
    minor: int


class SplitMatch(Command):
    """A payment divided by hand; what no part takes stays unapplied on the account."""

    line_id: int
    account_id: int
    parts: tuple[Part, ...]


class PutOnAccount(Command):
    """A payment put on an account: unapplied, or `by_order` settled in the order of the law or the house."""

    line_id: int
    account_id: int
    by_order: bool = False


class MatchReturn(Command):
    """A line that took money back, and the payment that it returns."""

    line_id: int
    payment_id: int


class NotOurs(Command):
    """A line that is no customer's payment, nor the return of one."""

    line_id: int


class ApplyUnapplied(Command):
    """What is unapplied of a payment on an account, given to its items in the order of law or house."""

    payment_id: int


class ReverseAllocation(Command):
    """A posting to take back; the money stays on the account, unapplied."""

    allocation_id: int
    reason: str


class ReversePayment(Command):
    """A payment to take back: into suspense, or `returned` when the bank took the money back."""

    payment_id: int
    reason: str
    returned: bool = False


def _then_judged(doing: Doing[Command]) -> Doing[Command]:
    """Promises are judged at once when money was posted or taken back."""

    @wraps(doing)
    def do(store: Store, actor: Actor, now: datetime, command: Command) -> Receipt:
        receipt = doing(store, actor, now, command)
        judge_promises(store, actor, now, receipt.account_id)
        return receipt

    return do


@act("payment.accept", right=Right.CASH, undoable=True)
def _accept(act: Act, command: AcceptMatch) -> None:
    line, payment = _waiting(act, command.line_id)
    proposal = act.session.scalar(
        select(MatchProposal).where(
            MatchProposal.bank_line_id == line.id, MatchProposal.place == command.place
        )
    )
    if proposal is None:
        raise BadInput(_("this payment has no proposal {n}; look at it again").format(n=command.place))
    items = list(items_now(act.session, proposal.items).values())
    act.account(proposal.account_id)
    if any(item.currency != payment.currency for item in items):
        _post_exchanged(act, line, payment, proposal.account_id, items, command.at_rate)
        return
    _post(act, line, payment, proposal.account_id, items, [Named(item.id) for item in items])


@act("payment.split", right=Right.CASH, undoable=True)
def _split(act: Act, command: SplitMatch) -> None:
    line, payment = _waiting(act, command.line_id)
    act.account(command.account_id)
    items = items_now(act.session, [part.item_id for part in command.parts])
    if len(items) != len(command.parts) or not command.parts:
        raise BadInput(_("name each item once, and items that there are"))
    if sum(part.minor for part in command.parts) > payment.unapplied_minor:
        raise BadInput(_("the parts are more than what is left of the payment"))
    for part in command.parts:
        item = items[part.item_id]
        if item.account_id != command.account_id or item.currency != payment.currency:
            raise BadInput(
                _("{document} is of another account or currency; split only among items of this one").format(
                    document=item.document
                )
            )
        if not 0 < part.minor <= item.open:
            raise BadInput(
                _("{document} can take no more than what is open on it").format(document=item.document)
            )
    _post(
        act, line, payment, command.account_id, list(items.values()),
        [Named(part.item_id, part.minor) for part in command.parts],
    )  # fmt: skip


@act("payment.on_account", right=Right.CASH, undoable=True)
def _on_account(act: Act, command: PutOnAccount) -> None:
    line, payment = _waiting(act, command.line_id)
    act.account(command.account_id)
    items = [i for i in items_of(act.session, command.account_id) if i.currency == payment.currency]
    _post(act, line, payment, command.account_id, items if command.by_order else [], [])


@act("payment.apply", right=Right.CASH)
def _apply(act: Act, command: ApplyUnapplied) -> None:
    payment = act.session.get(Payment, command.payment_id)
    if payment is None or payment.account_id is None or payment.returned_on or not payment.unapplied_minor:
        raise BadInput(_("nothing of this payment is unapplied on an account; look at its payments"))
    act.account(payment.account_id)
    line, before = act.session.get_one(BankLine, payment.bank_line_id), payment.unapplied_minor
    items = [i for i in items_of(act.session, payment.account_id) if i.currency == payment.currency]
    if not any(item.open > 0 for item in items):
        raise BadInput(_("nothing is open in {currency} on this account").format(currency=payment.currency))
    postings = Postings(act)
    countries = countries_of(act.session, payment.account_id)
    postings.settle(payment, payment.account_id, items, [], countries, line.bearer)
    _record_posting(act, line, payment, postings, before)


@act("payment.match_return", right=Right.CASH)
def _match_return(act: Act, command: MatchReturn) -> None:
    line, payment = _line(act, command.line_id), act.session.get(Payment, command.payment_id)
    if line.pile != "returned" or line.state != "proposed":
        raise BadInput(_("this line returns no payment, or it was settled already; list them again"))
    if payment is None or not returns_this(line, payment):
        raise BadInput(_("that payment is of another amount, or was returned already; look at it again"))
    if payment.account_id is not None:
        act.account(payment.account_id)
    money = Money(payment.minor, payment.currency)
    note_received(act, payment.account_id, payment.currency, payment.unapplied_minor - payment.minor)
    ids = take_back(act, payment, returned=True, by_line=line)
    line.state = "posted"
    act.record(payment=payment.id, line=line.id, amount=[money.currency, money.minor], allocations=ids)
    act.say(_("Payment of {amount} came back; what it settled is open again").format(amount=spoken(money)))


@act("payment.not_ours", right=Right.CASH, undoable=True)
def not_ours(act: Act, command: NotOurs) -> None:
    """Say that a line is no customer's payment, nor its return; it leaves the piles, money stays in suspense."""
    line = _line(act, command.line_id)
    if line.state not in ("proposed", "suspense"):
        raise BadInput(_("this payment is posted already, or put aside; list them again"))
    act.set(line, state="not_ours")
    end_search(act, line)
    act.record(line=line.id)
    act.say(_("Put aside as not ours"))


@act("allocation.reverse", right=Right.CASH)
def _reverse_allocation(act: Act, command: ReverseAllocation) -> None:
    row = act.session.get(Allocation, command.allocation_id)
    if row is None or row.reverses_id is not None:
        raise BadInput(_("there is no such posting; look at the payments of the account"))
    payment = act.session.get_one(Payment, row.payment_id)
    live = [one for one in live_allocations(act, payment.id) if one.id == row.id]
    if not live or payment.returned_on is not None:
        raise BadInput(_("this posting was reversed already"))
    _reason(command.reason)
    if payment.account_id is not None:
        act.account(payment.account_id)
    postings, before = Postings(act), payment.unapplied_minor
    postings.reverse(payment, live, returned=False)
    note_received(act, payment.account_id, payment.currency, before - payment.unapplied_minor)
    act.record(payment=payment.id, reversed=[row.id], allocations=postings.store())
    act.say(_("Posting reversed; the money is unapplied on the account"))


@act("payment.reverse", right=Right.CASH)
def _reverse_payment(act: Act, command: ReversePayment) -> None:
    payment = act.session.get(Payment, command.payment_id)
    if payment is None or payment.returned_on is not None:
        raise BadInput(_("there is no such payment, or it was returned already"))
    if payment.account_id is None and not command.returned:
        raise BadInput(_("this payment is in suspense already"))
    _reason(command.reason)
    if payment.account_id is not None:
        act.account(payment.account_id)
    money = Money(payment.minor, payment.currency)
    note_received(act, payment.account_id, payment.currency, payment.unapplied_minor - payment.minor)
    ids = take_back(act, payment, returned=command.returned)
    act.record(
        payment=payment.id, amount=[money.currency, money.minor], returned=command.returned, allocations=ids
    )
    act.say(_("Payment of {amount} reversed").format(amount=spoken(money)))


accept_match = _then_judged(_accept)  # type: ignore[arg-type]
"""Post a proposal as it is shown, against what is open now. BadInput when the line is settled already."""
split_match = _then_judged(_split)  # type: ignore[arg-type]
"""Post a payment to items in parts. BadInput for a part that is too much, or of another account or currency."""
put_on_account = _then_judged(_on_account)  # type: ignore[arg-type]
"""Put a payment on an account, as unapplied cash or by order."""
apply_unapplied = _then_judged(_apply)  # type: ignore[arg-type]
"""Give unapplied cash to what is open on its account. BadInput where nothing is."""
match_return = _then_judged(_match_return)  # type: ignore[arg-type]
"""Say which payment a line returns: what it settled opens again. BadInput for one of another amount."""
reverse_allocation = _then_judged(_reverse_allocation)  # type: ignore[arg-type]
"""Take one posting back."""
reverse_payment = _then_judged(_reverse_payment)  # type: ignore[arg-type]
"""Take all postings of a payment back."""


def _line(act: Act, line_id: int) -> BankLine:
    line = act.session.get(BankLine, line_id)
    if line is None:
        raise BadInput(_("there is no payment with the number {id}; list them again").format(id=line_id))
    return line


def _waiting(act: Act, line_id: int) -> tuple[BankLine, Payment]:
    line = _line(act, line_id)
    payment = act.session.scalar(select(Payment).where(Payment.bank_line_id == line_id))
    if payment is None:
        raise BadInput(_("this line is no payment that came in; it can be put aside as not ours"))
    if line.state not in ("proposed", "suspense", "not_ours"):
        raise BadInput(_("this payment is posted already; reverse it first"))
    return line, payment


def _post(
    act: Act,
    line: BankLine,
    payment: Payment,
    account_id: int,
    items: Sequence[ItemNow],
    named: Sequence[Named],
) -> None:
    postings, before = Postings(act), payment.unapplied_minor
    if named and closed_by_the_ledger(items):
        postings.explain(payment, account_id, items)
    elif items:
        postings.settle(payment, account_id, items, named, countries_of(act.session, account_id), line.bearer)
    _posted(act, line, payment, account_id, postings, before)


def _posted(
    act: Act, line: BankLine, payment: Payment, account_id: int, postings: Postings, before: int
) -> None:
    payment.account_id = account_id
    act.record(was=line.state)
    line.state = "posted"
    end_search(act, line)
    _record_posting(act, line, payment, postings, before)


def _record_posting(act: Act, line: BankLine, payment: Payment, postings: Postings, before: int) -> None:
    left, currency = payment.unapplied_minor, payment.currency
    act.record(payment=payment.id, line=line.id, amount=[currency, before - left], unapplied=[currency, left])
    act.record(allocations=postings.store())
    note_received(act, payment.account_id, currency, before - left)
    said = _("{amount} posted, {left} unapplied")
    act.say(said.format(amount=spoken(Money(before - left, currency)), left=spoken(Money(left, currency))))


def _post_exchanged(
    act: Act, line: BankLine, payment: Payment, account_id: int, items: Sequence[ItemNow], at_rate: bool
) -> None:
    money = Money(payment.unapplied_minor, payment.currency)
    found = exchange(act.session, account_id, items, money, payment.value_on)
    if not found.quoted and not at_rate:
        raise BadInput(
            _(
                "the items are in another currency and no quotation holds; accept it {rate}, or put it on account"
            ).format(rate=found.said)
        )
    postings = Postings(act)
    postings.exchange(payment, items, found)
    act.record(exchange=[[one.item_id, one.settles.currency, one.difference.minor] for one in found.lines])
    _posted(act, line, payment, account_id, postings, money.minor)


def _reason(given: str) -> None:
    if not given.strip():
        raise BadInput(_("say why it is reversed"))
