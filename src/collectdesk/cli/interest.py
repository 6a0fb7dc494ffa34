"""Commands that state what an account's lateness costs: interest, exchange differences, quotations."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated, cast

import typer

from collectdesk.cli.given import day_option, request_field
from collectdesk.cli.interest_answers import (
    QuoteAnswer,
    fx_answer,
    interest_answer,
    quotation_answer,
)
from collectdesk.cli.output import Json, answer, line, table
from collectdesk.cli.seat import seat
from collectdesk.faults import BadInput
from collectdesk.money.display import figure, spoken
from collectdesk.money.no_figure import NoFigure

if TYPE_CHECKING:
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.interest import InterestItem, InterestStatement
    from collectdesk.money.quotation import Bearer

Account = Annotated[str, typer.Argument(help="The account's number.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", help="The day, 2026-11-27; the desk's day when left out.")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("interest")(interest)
    app.command("fx")(fx)
    app.command("quote")(quote)


def interest(
    account: Account,
    as_of: AsOf = None,
    law: Annotated[
        str | None, typer.Option(help="The country whose law the contract names, such as DE.")
    ] = None,
    case: Annotated[str, typer.Option(help="A case of that law in data/interest.toml.")] = "",
    rate: Annotated[str | None, typer.Option(help="The contract's own rate, per cent a year.")] = None,
    json: Json = False,
) -> int:
    """Print the late-payment interest of an account, line by line. Nothing is charged by it.

    Example: collectdesk interest 100234 --as-of 2026-11-30
    """
    from collectdesk.desk.dossier import find_account
    from collectdesk.desk.interest import AskInterest, interest_statement

    with seat() as desk:
        asked = AskInterest(
            find_account(desk.store, account), day_option(as_of, "--as-of"), law, case, _rate(rate)
        )
        found = interest_statement(desk.store, desk.clock(), asked)
    if json:
        answer(interest_answer(found))
    else:
        _tell(found)
    return 1 if found.without_figure else 0


def fx(account: Account, as_of: AsOf = None, json: Json = False) -> int:
    """Print what exchange rates did to the overdue items of an account since their due dates.

    Example: collectdesk fx 100234
    """
    from collectdesk.desk.dossier import find_account
    from collectdesk.desk.fx import fx_statement
    from collectdesk.desk.fx_quote import quotations

    with seat() as desk:
        account_id = find_account(desk.store, account)
        found = fx_statement(desk.store, desk.clock(), account_id, day_option(as_of, "--as-of"))
        quoted = quotations(desk.store, account_id, found.as_of)
    told = fx_answer(found, quoted)
    if json:
        answer(told)
        return 1 if found.without_figure else 0
    line(f"{found.who.customer}  {found.who.number}  {found.as_of.isoformat()}  in {found.base}")
    table(
        ["item", "due", "", "open", "then", "now", "difference", "rates"],
        [
            [
                one.document, one.due_on, one.currency, one.open, one.then.amount if one.then else "-",
                one.now.amount if one.now else "-", one.difference or one.reason or "",
                "; ".join(rate.said for side in (one.then, one.now) if side for rate in side.rates),
            ]
            for one in told.items
        ],
        right=frozenset({3, 4, 5, 6}),
    )  # fmt: skip
    line(f"difference {found.base} {figure(found.total)}")
    for one in quoted:
        asked, owed = spoken(one.quotation.asked), spoken(one.quotation.owed)
        line(f"quoted {asked} for {owed}, until {one.quotation.valid_until.isoformat()}")
    return 1 if found.without_figure else 0


def quote(
    account: Account,
    currency: Annotated[str, typer.Option(help="The currency the customer would pay in, such as INR.")],
    owed: Annotated[
        str | None, typer.Option("--of", help="Which currency's debt, where there are several.")
    ] = None,
    item: Annotated[
        list[str] | None, typer.Option(help="A document; repeatable. All that is overdue when left out.")
    ] = None,
    valid_days: Annotated[int, typer.Option(help="For how many days after today it holds, up to 365.")] = 7,
    bearer: Annotated[
        str, typer.Option(help="Who bears what the rate does in the meantime: creditor or customer.")
    ] = "creditor",
    request_id: Annotated[
        str | None, typer.Option("--request-id", help="Unique id; the same one never acts twice.")
    ] = None,
    json: Json = False,
) -> int:
    """Record what a customer may pay in another currency instead, with rate, day, source and validity.

    Example: collectdesk quote 100234 --currency INR --valid-days 5
    """
    from collectdesk.desk.dossier import find_account
    from collectdesk.desk.fx_quote import QuoteInCurrency, quotations, quote_in_currency

    if bearer not in ("creditor", "customer"):
        raise BadInput(f"--bearer {bearer!r}: it is creditor or customer")
    if not 0 <= valid_days <= 365:
        raise BadInput(f"--valid-days {valid_days}: it is a number of days from 0 to 365")
    with seat() as desk:
        account_id = find_account(desk.store, account)
        command = QuoteInCurrency(
            account_id=account_id,
            currency=currency,
            owed_currency=owed,
            item_ids=_item_ids(desk, account_id, item or ()),
            valid_days=valid_days,
            bearer=cast("Bearer", bearer),
            **request_field(request_id),
        )
        receipt = quote_in_currency(desk.store, desk.actor, desk.clock(), command)
        made = receipt.created["fx_quote"][0]
        quoted = next((one for one in quotations(desk.store, account_id) if one.id == made), None)
    if quoted is None:
        raise BadInput("this quotation was taken back; make another one")
    told = quotation_answer(quoted)
    if json:
        answer(QuoteAnswer(journal_id=receipt.journal_id, repeated=receipt.repeated, quotation=told))
        return 0
    line(receipt.said)
    for rate in told.rates:
        line(rate.said)
    if told.indicative:
        line("The rate is published for information, not offered by a bank.")
    return 0


def _rate(typed: str | None) -> Decimal | None:
    if typed is None:
        return None
    try:
        return Decimal(typed)
    except InvalidOperation as error:
        raise BadInput(f"--rate {typed!r} is not a rate; write it like 9.5") from error


def _item_ids(desk: DeskHandle, account_id: int, documents: tuple[str, ...] | list[str]) -> tuple[int, ...]:
    if not documents:
        return ()
    from collectdesk.desk.dossier import dossier

    items = dossier(desk.store, desk.actor, desk.clock(), account_id).items
    unknown = [one for one in documents if one not in {item.document for item in items}]
    if unknown:
        raise BadInput(f"--item {unknown[0]!r} is no open document of this account")
    return tuple(item.id for item in items if item.document in documents)


def _tell(found: InterestStatement) -> None:
    line(f"{found.who.customer}  {found.who.number}  {found.as_of.isoformat()}")
    regime = found.law.regime
    if isinstance(regime, NoFigure):
        line(f"no figure: {regime.reason}")
    else:
        line(f"{found.law.country}, {found.law.debtor}: {regime.citation} ({regime.confidence})")
    rows = [row for one in found.items for row in _rows(one)]
    table(
        ["item", "from", "to", "days", "", "principal", "%", "interest"], rows, right=frozenset({3, 5, 6, 7})
    )
    for reason, documents in _reasons(found).items():
        line(f"{', '.join(documents)}: {reason}")
    for sums in found.sums:
        line(f"{sums.interest.currency}  interest {figure(sums.interest)}  fixed sums {figure(sums.fixed)}")
    if found.confidence:
        line(f"confidence {found.confidence}")
    for caution in found.cautions:
        line(caution)
    if found.without_figure:
        line(f"{found.without_figure:,} items have no figure and are in no sum.")
    line("This is a statement; nothing is charged by it.")


def _reasons(found: InterestStatement) -> dict[str, list[str]]:
    """Why items have no figure, each reason once; that of the law stands above."""
    told: dict[str, list[str]] = {}
    for one in found.items:
        if isinstance(one.figure, NoFigure) and one.figure != found.law.regime:
            told.setdefault(one.figure.reason, []).append(one.item.document)
    return told


def _rows(one: InterestItem) -> list[list[str]]:
    document, code = one.item.document, one.item.open.currency
    if one.figure is None:
        return [[document, "", "", "", code, "", "", "disputed"]]
    if isinstance(one.figure, NoFigure):
        return [[document, "", "", "", code, figure(one.item.undisputed), "", "-"]]
    rows = [
        [
            document, _day(part.first), _day(part.last), str(part.days), code, figure(part.principal),
            f"{part.rate.per_cent:f}" if part.rate else "paused", figure(part.amount),
        ]
        for part in one.figure.segments
    ]  # fmt: skip
    fixed = one.figure.fixed_sum
    if fixed is not None:
        rows.append([document, "", "", "", fixed.currency, "", "fixed sum", figure(fixed)])
    return rows


def _day(day: date) -> str:
    return day.isoformat()
