"""Commands for payments: take a bank statement in, look at what waits, accept, split, put on account, reverse."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from collectdesk.cli.acts import Request
from collectdesk.cli.given import as_bad_input, pair, request_field
from collectdesk.cli.output import Answer, Json, answer, line, table
from collectdesk.cli.people import tell
from collectdesk.cli.seat import seat
from collectdesk.faults import BadInput

if TYPE_CHECKING:
    from collectdesk.desk.cash.views import WaitingLine

Number = Annotated[int, typer.Argument(help="The number of the payment, from `payments list`.")]


class AlternativeLine(Answer):
    """A customer that a payment may be from."""

    place: int
    account: str
    customer: str
    score: int
    documents: list[str]
    reasons: list[dict[str, int | str]]


class WaitingPayment(Answer):
    """A payment that waits for a person."""

    id: int
    pile: str
    state: str
    value_on: str
    currency: str
    amount: str
    counterparty: str
    remittance: str
    alternatives: list[AlternativeLine]


class WaitingPayments(Answer):
    """All payments that wait, with how many there are of each pile."""

    piles: dict[str, int]
    payments: list[WaitingPayment]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(help="Payments that came in.", no_args_is_help=True, rich_markup_mode=None)
    group.command("list")(list_)
    group.command("accept")(accept)
    group.command("split")(split)
    group.command("on-account")(on_account)
    group.command("not-ours")(not_ours)
    group.command("returned")(returned)
    group.command("ask")(ask)
    group.command("apply")(apply)
    group.command("reverse")(reverse)
    app.add_typer(group, name="payments")


def payments(
    file: Path,
    account: Annotated[str | None, typer.Option(help="The account of a file that names none.")] = None,
    currency: Annotated[str | None, typer.Option(help="The currency of a file that names none.")] = None,
    encoding: Annotated[str | None, typer.Option(help="How the text is encoded, such as cp1252.")] = None,
    profile: Annotated[str | None, typer.Option(help="The layout, a name of data/imports/bank.")] = None,
    sheet: Annotated[str | None, typer.Option(help="The sheet of a workbook.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="What stands between cells.")] = None,
    date_order: Annotated[str | None, typer.Option(help="dmy, mdy or ymd.")] = None,
    decimal: Annotated[str | None, typer.Option(help="The decimal mark: . or ,")] = None,
    map_: Annotated[
        list[str] | None, typer.Option("--map", help="HEADING=FIELD, to say what a column is; repeatable.")
    ] = None,
    accept_untied: Annotated[bool, typer.Option(help="Take it although its balances do not tie.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Read and match, write nothing.")] = False,
    json: Json = False,
) -> int:
    """Take a bank statement in; match what came in, post what is sure.

    Example: collectdesk import payments statement.xml
    """
    from pydantic import ValidationError

    from collectdesk.desk.cash.importing import ImportPayments, import_payments
    from collectdesk.exchange.bank import StatementOptions

    given: dict[str, Any] = {
        "account": account, "currency": currency, "encoding": encoding, "profile": profile, "sheet": sheet,
        "delimiter": delimiter, "date_order": date_order, "decimal": decimal,
        "mapping": dict(pair(text, "--map") for text in map_ or ()),
    }  # fmt: skip
    try:
        reading = StatementOptions(**given)
    except ValidationError as error:
        raise as_bad_input(error) from error
    command = ImportPayments(file=file, reading=reading, accept_untied=accept_untied, dry_run=dry_run)
    with seat(make=True) as desk:
        report = import_payments(desk.store, desk.actor, desk.clock(), command, progress=_progress())
    if json:
        answer(report)
    else:
        _tell(report)
    return 1 if report.rejected or report.why_not in ("rejected_lines", "untied") else 0


def list_(json: Json = False) -> int:
    """List the payments that wait, each with the customer it may be from.

    Example: collectdesk payments list
    """
    from collectdesk.desk.cash.views import waiting, waiting_line

    with seat() as desk:
        piles = waiting(desk.store)
        lines = [waiting_line(desk.store, one.line_id) for one in piles.lines]
    found = WaitingPayments(piles=piles.counts, payments=[_waiting(one) for one in lines])
    if json:
        answer(found)
        return 0
    table(
        ["id", "pile", "value", "", "amount", "from", "may be", "score"],
        [
            [str(p.id), p.pile, p.value_on, p.currency, p.amount, p.counterparty,
             p.alternatives[0].customer if p.alternatives else "",
             str(p.alternatives[0].score) if p.alternatives else ""]
            for p in found.payments
        ],
        right=frozenset({0, 4, 7}),
    )  # fmt: skip
    return 0


def accept(
    number: Number,
    place: Annotated[int, typer.Option(help="Which of its alternatives, from 1.")] = 1,
    at_rate: Annotated[
        bool, typer.Option(help="Settle items in another currency at the rate of the value date.")
    ] = False,
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Post a payment as proposed.

    Example: collectdesk payments accept 17
    """
    from collectdesk.desk.cash.acting import AcceptMatch, accept_match

    command = AcceptMatch(line_id=number, place=place, at_rate=at_rate, **request_field(request_id))
    with seat() as desk:
        return tell(accept_match(desk.store, desk.actor, desk.clock(), command), json)


def split(
    number: Number,
    account: Annotated[str, typer.Argument(help="The account's number.")],
    part: Annotated[list[str], typer.Option(help="DOCUMENT=AMOUNT; repeatable.")],
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Divide a payment among items of an account; the rest stays unapplied.

    Example: collectdesk payments split 17 100234 --part 4655=600.00 --part 4688=200.00
    """
    from collectdesk.desk.cash.acting import Part, SplitMatch, split_match
    from collectdesk.desk.cash.views import waiting_line
    from collectdesk.desk.dossier import dossier, find_account
    from collectdesk.money import Money

    with seat() as desk:
        account_id = find_account(desk.store, account)
        money = waiting_line(desk.store, number).money
        items = {i.document: i.id for i in dossier(desk.store, desk.actor, desk.clock(), account_id).items}
        parts = []
        for given in part:
            document, sign, amount = given.rpartition("=")
            if not sign or document not in items:
                raise BadInput(f"--part {given!r}: write DOCUMENT=AMOUNT with a document that is open there")
            try:
                parts.append(Part(item_id=items[document], minor=Money.of(amount, money.currency).minor))
            except ValueError as error:
                raise BadInput(f"--part {given!r}: {error}") from error
        command = SplitMatch(
            line_id=number, account_id=account_id, parts=tuple(parts), **request_field(request_id)
        )
        return tell(split_match(desk.store, desk.actor, desk.clock(), command), json)


def on_account(
    number: Number,
    account: Annotated[str, typer.Argument(help="The account's number.")],
    by_order: Annotated[
        bool, typer.Option(help="Settle items in the order of the law or the house.")
    ] = False,
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Put a payment on an account, unapplied unless --by-order.

    Example: collectdesk payments on-account 17 100234
    """
    from collectdesk.desk.cash.acting import PutOnAccount, put_on_account
    from collectdesk.desk.dossier import find_account

    with seat() as desk:
        account_id = find_account(desk.store, account)
        given = request_field(request_id)
        command = PutOnAccount(line_id=number, account_id=account_id, by_order=by_order, **given)
        return tell(put_on_account(desk.store, desk.actor, desk.clock(), command), json)


def apply(
    payment: Annotated[int, typer.Argument(help="The id of the payment, from `show`.")],
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Give what is unapplied of a payment to the open items of its account, in the order of law or house.

    Example: collectdesk payments apply 12
    """
    from collectdesk.desk.cash.acting import ApplyUnapplied, apply_unapplied

    command = ApplyUnapplied(payment_id=payment, **request_field(request_id))
    with seat() as desk:
        return tell(apply_unapplied(desk.store, desk.actor, desk.clock(), command), json)


def not_ours(number: Number, request_id: Request = None, json: Json = False) -> int:
    """Put a line aside that is no customer's payment.

    Example: collectdesk payments not-ours 17
    """
    from collectdesk.desk.cash.acting import NotOurs
    from collectdesk.desk.cash.acting import not_ours as act

    with seat() as desk:
        command = NotOurs(line_id=number, **request_field(request_id))
        return tell(act(desk.store, desk.actor, desk.clock(), command), json)


def returned(
    number: Number,
    payment: Annotated[int, typer.Option(help="The payment that came back, by its id in `show`.")],
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Say which payment a line brings back; what it settled opens again.

    Example: collectdesk payments returned 18 --payment 12
    """
    from collectdesk.desk.cash.acting import MatchReturn, match_return

    command = MatchReturn(line_id=number, payment_id=payment, **request_field(request_id))
    with seat() as desk:
        return tell(match_return(desk.store, desk.actor, desk.clock(), command), json)


def ask(
    number: Number,
    account: Annotated[str, typer.Argument(help="The account's number.")],
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Leave a follow-up to ask the customer for a remittance advice; nothing is sent.

    Example: collectdesk payments ask 17 100234
    """
    from collectdesk.desk.cash.asking import AskForAdvice, ask_for_advice
    from collectdesk.desk.dossier import find_account

    with seat() as desk:
        account_id = find_account(desk.store, account)
        command = AskForAdvice(line_id=number, account_id=account_id, **request_field(request_id))
        return tell(ask_for_advice(desk.store, desk.actor, desk.clock(), command), json)


def reverse(
    reason: Annotated[str, typer.Option(help="Why.")],
    payment: Annotated[int | None, typer.Option(help="A payment, by its id in `show`.")] = None,
    posting: Annotated[int | None, typer.Option(help="Or one posting of it.")] = None,
    returned: Annotated[bool, typer.Option(help="The bank took the money back.")] = False,
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Take a payment or one posting back; items open again with their own due dates.

    Example: collectdesk payments reverse --payment 12 --reason "wrong customer"
    """
    from collectdesk.desk.cash.acting import (
        ReverseAllocation,
        ReversePayment,
        reverse_allocation,
        reverse_payment,
    )  # fmt: skip

    if (payment is None) is (posting is None):
        raise BadInput("give either --payment or --posting")
    given = request_field(request_id)
    with seat() as desk:
        at = (desk.store, desk.actor, desk.clock())
        if payment is not None:
            whole = ReversePayment(payment_id=payment, reason=reason, returned=returned, **given)
            return tell(reverse_payment(*at, whole), json)
        one = ReverseAllocation(allocation_id=posting or 0, reason=reason, **given)
        return tell(reverse_allocation(*at, one), json)


def _waiting(one: WaitingLine) -> WaitingPayment:
    return WaitingPayment(
        id=one.line_id, pile=one.pile, state=one.state, value_on=one.value_on.isoformat(),
        currency=one.money.currency, amount=str(one.money), counterparty=one.counterparty, remittance=one.remittance,
        alternatives=[
            AlternativeLine(
                place=a.place, account=a.account, customer=a.customer, score=a.score, documents=[*a.documents],
                reasons=[{"points": points, "text": said} for points, said in a.reasons],
            )
            for a in one.alternatives
        ],
    )  # fmt: skip


def _progress() -> Any:
    if not sys.stderr.isatty():
        return None

    def show(lines: int, share: float) -> None:
        print(f"\r{share:.0%}", end="\n" if share >= 1 else "", file=sys.stderr, flush=True)

    return show


def _tell(report: Any) -> None:
    for one in report.statements:
        ties = {True: "ties", False: "does NOT tie", None: "has no balances to check"}[one.ties]
        line(f"{one.account} {one.currency}  {one.opening} to {one.closing}  {one.lines} lines, {ties}")
        for finding in one.findings:
            line(f"  {finding}")
    names = (
        "matched",
        "part_matched",
        "already_cleared",
        "unknown",
        "returned",
        "outgoing",
        "known",
        "not_final",
    )
    line(", ".join(f"{getattr(report, name):,} {name.replace('_', ' ')}" for name in names))
    line(f"{report.posted:,} posted, {report.proposed:,} proposed")
    for refused in report.rejected[:20]:
        line(f"{refused.line}: {refused.reason}")
    if not report.written:
        said = {
            "untied": "--accept-untied takes it all the same.",
            "known_already": "It was taken in before.",
        }
        line(f"Nothing was written. {said.get(report.why_not, '')}".rstrip())
