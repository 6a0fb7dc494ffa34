"""Commands for a negotiation: the sheet to take into it, and what was traded in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from collectdesk.cli.acts import Account, Request, act_on
from collectdesk.cli.output import Answer, Json, answer, line, table
from collectdesk.cli.seat import seat

if TYPE_CHECKING:
    from collectdesk.desk.negotiation import NegotiationSheet


class ConcessionLine(Answer):
    """What may be given, and only for what is asked; `key` is for `negotiate trade`, `beyond`: not yours to give."""

    key: str
    gives: str
    asks: str
    bound: str
    beyond: bool


class AlternativeLine(Answer):
    """What a side (house or customer) does when nothing is agreed, and what is known of it."""

    side: str
    says: str
    known: str


class NegotiationShown(Answer):
    """The sheet. `floor` is what you may accept alone; that of the house is in it once `floor_of_house` is true.

    `concessions` are in the order in which to give them. `reason` says why there is nothing to negotiate.
    """

    account: str
    account_id: int
    currency: str | None
    target: str | None
    currencies: list[str]
    floor: str | None
    floor_of_house: bool
    authority: str
    concessions: list[ConcessionLine]
    interests: list[str]
    alternatives: list[AlternativeLine]
    evidence: list[str]
    reason: str | None


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(
        help="What to take into a negotiation, and what was traded in it.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command("show")(show)
    group.command("trade")(trade)
    app.add_typer(group, name="negotiate")


def show(account: Account, json: Json = False) -> int:
    """Show target, floor, authority, concessions in order, what matters to them, alternatives and evidence.

    Example: collectdesk negotiate show 100234
    """
    from collectdesk.desk.dossier import find_account
    from collectdesk.desk.negotiation import negotiation_sheet

    with seat() as desk:
        account_id = find_account(desk.store, account)
        found = _shown(
            account, account_id, negotiation_sheet(desk.store, desk.actor, desk.clock(), account_id)
        )
    if json:
        answer(found)
    else:
        _print(found)
    return 0


def trade(
    account: Account,
    gave: Annotated[
        list[str], typer.Option(help="What was given: a key that `negotiate show` shows; repeatable.")
    ] = [],  # noqa: B006
    words: Annotated[str, typer.Option(help="What was said about it; it is kept as a note.")] = "",
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Put on record what was traded: its keys in the journal, its words as a note.

    Example: collectdesk negotiate trade 100234 --gave date --gave part --words "they pay the freight"
    """
    from collectdesk.desk.negotiation import RecordTrade, record_trade

    return act_on(account, RecordTrade, record_trade, {"concessions": gave, "words": words}, request_id, json)


def _shown(account: str, account_id: int, sheet: NegotiationSheet) -> NegotiationShown:
    return NegotiationShown(
        account=account, account_id=account_id, currency=sheet.target.currency if sheet.target else None,
        target=str(sheet.target) if sheet.target else None, currencies=[*sheet.currencies],
        floor=str(sheet.floor) if sheet.floor is not None else None, floor_of_house=sheet.floor_known,
        authority=sheet.authority,
        concessions=[
            ConcessionLine(key=one.key, gives=one.gives, asks=one.asks, bound=one.bound, beyond=one.beyond)
            for one in sheet.concessions
        ],
        interests=[*sheet.interests],
        alternatives=[
            AlternativeLine(side=one.side, says=one.says, known=one.known) for one in sheet.alternatives
        ],
        evidence=[*sheet.evidence], reason=sheet.why_none or None,
    )  # fmt: skip


def _print(found: NegotiationShown) -> None:
    if found.reason:
        line(found.reason)
        return
    line(f"target     {found.currency} {found.target}")
    which = (
        "of your authority and of the house"
        if found.floor_of_house
        else "yours; that of the house after their offer"
    )
    line(f"floor      {found.currency} {found.floor}, {which}")
    line(f"authority  {found.authority}")
    if found.currencies[1:]:
        line(f"also owed in {', '.join(found.currencies[1:])}")
    line()
    table(
        ["", "key", "give", "for", "up to where"],
        [[str(n), one.key, one.gives, one.asks, one.bound] for n, one in enumerate(found.concessions, 1)],
        right=frozenset({0}),
    )
    for heading, told in (("What matters to them, likely", found.interests), ("Evidence", found.evidence)):
        line()
        line(heading)
        for one in told:
            line(f"  {one}")
    line()
    line("When nothing is agreed")
    sides = {"house": "we", "customer": "they"}
    for other in found.alternatives:
        line(f"  {sides.get(other.side, other.side)}: {other.says}; {other.known}")
