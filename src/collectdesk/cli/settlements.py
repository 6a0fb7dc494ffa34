"""Commands for settlements: an offer of the customer or the desk, its acceptance, and where all of them stand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from collectdesk.cli.acts import Account, Request, act_on
from collectdesk.cli.given import day_option, minor_units, one_of, per_cent, request_field
from collectdesk.cli.output import Answer, Json, answer, line, table
from collectdesk.cli.people import tell
from collectdesk.cli.seat import seat
from collectdesk.faults import BadInput

if TYPE_CHECKING:
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.plans.settlement_sheet import OfferOnRecord, SettlementSheet

Currency = Annotated[str | None, typer.Option(help="ISO code, where it is owed in several.")]


class PartLine(Answer):
    """One payment of a settlement."""

    due_on: str
    amount: str


class OfferLine(Answer):
    """An offer. `received`, `claimed`, `discharged_on` and `lapsed_on` say where it stands by the money that came."""

    id: int
    made_by: str
    state: str
    state_on: str
    currency: str
    owed: str
    accepted: str
    forgiven: str
    parts: list[PartLine]
    offered_on: str
    valid_until: str
    accepted_on: str | None
    received: str | None
    claimed: str | None
    discharged_on: str | None
    lapsed_on: str | None


class LimitsLine(Answer):
    """What the house, the client and the person allow together; null where nothing limits it."""

    payments: int | None
    days: int | None
    days_between: int | None
    forgiven: str | None
    forgiven_currency: str | None


class SettlementShown(Answer):
    """What is owed and the offers, the newest first. `floor` is null until an offer of the customer is on record."""

    account: str
    account_id: int
    customer: str
    currency: str | None
    owed: str | None
    days_past_due: int | None
    floor: str | None
    limits: LimitsLine | None
    reason: str | None
    offers: list[OfferLine]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(
        help="Settlements for less than is owed.", no_args_is_help=True, rich_markup_mode=None
    )
    group.command("offer")(offer)
    group.command("accept")(accept)
    group.command("withdraw")(withdraw)
    group.command("show")(show)
    app.add_typer(group, name="settlement")


def offer(
    account: Account,
    by: Annotated[str, typer.Option(help="Who makes it: customer or desk.")],
    amount: Annotated[str | None, typer.Option(help="The amount, such as 7680.00.")] = None,
    share: Annotated[str | None, typer.Option("--per-cent", help="Or the per cent of what is owed.")] = None,
    part: Annotated[list[str], typer.Option(help="Or DAY=AMOUNT for each payment; repeatable.")] = [],  # noqa: B006
    currency: Currency = None,
    valid_days: Annotated[
        int | None, typer.Option(help="How long it stands; the house's days otherwise.")
    ] = None,
    ask: Annotated[bool, typer.Option("--ask", help="Ask for it where it is beyond your authority.")] = False,
    reason: Annotated[str, typer.Option(help="Why it should be approved.")] = "",
    evidence: Annotated[str, typer.Option(help="What that rests on.")] = "",
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Put an offer on record: offered where you may decide it, else asked for with --ask.

    Example: collectdesk settlement offer 100234 --by customer --amount 7680
    """
    from collectdesk.desk.plans.settling import RecordOffer, record_offer

    code = _currency(account, currency) if amount or part else currency
    given: dict[str, Any] = {
        "made_by": one_of(by, ("customer", "desk"), "--by"), "currency": code, "valid_days": valid_days, "ask": ask,
        "amount_minor": minor_units(amount, code or "") if amount else None, "reason": reason, "evidence": evidence,
        "per_cent": per_cent(share, "--per-cent"), "parts": [_part(one, code or "") for one in part],
    }  # fmt: skip
    return act_on(account, RecordOffer, record_offer, given, request_id, json)


def accept(
    number: Annotated[int, typer.Argument(help="The id of an offer, as `settlement show` shows it.")],
    on: Annotated[
        str | None, typer.Option("--on", help="The day it was accepted; today when left out.")
    ] = None,
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Let an offer run: the other side accepted it. The rest is released when all of it is cleared.

    Example: collectdesk settlement accept 2
    """
    from collectdesk.desk.plans.settling import AcceptOffer, accept_offer

    with seat() as desk:
        command = AcceptOffer(
            offer_id=number, accepted_on=day_option(on, "--on"), **request_field(request_id)
        )
        return tell(accept_offer(desk.store, desk.actor, desk.clock(), command), json)


def withdraw(
    number: Annotated[int, typer.Argument(help="The id of an offer, as `settlement show` shows it.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; it is kept as a note.")],
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Take an offer back that was not accepted yet.

    Example: collectdesk settlement withdraw 2 --reason "they pay in full"
    """
    from collectdesk.desk.plans.settling import WithdrawOffer, withdraw_offer

    with seat() as desk:
        command = WithdrawOffer(offer_id=number, reason=reason, **request_field(request_id))
        return tell(withdraw_offer(desk.store, desk.actor, desk.clock(), command), json)


def show(account: Account, currency: Currency = None, json: Json = False) -> int:
    """Show what may be settled and where the offers stand.

    Example: collectdesk settlement show 100234
    """
    from collectdesk.desk.words_of_plans import settlement_state

    with seat() as desk:
        found = _shown(_sheet(desk, account, currency))
    if json:
        answer(found)
        return 0
    line(f"{found.account} {found.customer}")
    line(found.reason or f"{found.currency} {found.owed} overdue, oldest {found.days_past_due} days")
    if found.floor is not None:
        line(f"{found.currency} {found.floor} at least")
    table(
        ["id", "by", "", "accepted", "owed", "payments", "until", "state", "since"],
        [
            [str(o.id), o.made_by, o.currency, o.accepted, o.owed, str(len(o.parts)), o.valid_until,
             settlement_state(o.state), o.state_on]
            for o in found.offers
        ],
        right=frozenset({0, 3, 4, 5}),
    )  # fmt: skip
    return 0


def _sheet(desk: DeskHandle, account: str, currency: str | None) -> SettlementSheet:
    from collectdesk.desk.dossier import find_account
    from collectdesk.desk.plans.settlement_sheet import settlement_sheet

    return settlement_sheet(desk.store, desk.actor, desk.clock(), find_account(desk.store, account), currency)


def _currency(account: str, currency: str | None) -> str:
    """The currency of the amounts. BadInput where the account does not tell it."""
    if currency:
        return currency.strip().upper()
    with seat() as desk:
        sheet = _sheet(desk, account, None)
    if sheet.ground is None:
        raise BadInput(sheet.why_none)
    return sheet.ground.owed.currency


def _part(typed: str, currency: str) -> dict[str, Any]:
    day, sign, amount = typed.partition("=")
    if not sign:
        raise BadInput(f"--part {typed!r}: write DAY=AMOUNT, as 2026-12-01=600.00")
    return {
        "due_on": day_option(day.strip(), "--part") or date.min,
        "minor": minor_units(amount.strip(), currency),
    }


def _shown(sheet: SettlementSheet) -> SettlementShown:
    ground = sheet.ground
    limits = ground.limits if ground is not None else None
    return SettlementShown(
        account=sheet.number, account_id=sheet.account_id, customer=sheet.customer,
        currency=ground.owed.currency if ground else None, owed=str(ground.owed) if ground else None,
        days_past_due=ground.days_past_due if ground else None,
        floor=str(ground.floor) if ground and ground.floor is not None else None,
        limits=None if limits is None else LimitsLine(
            payments=limits.payments, days=limits.days, days_between=limits.days_between,
            forgiven=str(limits.forgiven) if limits.forgiven else None,
            forgiven_currency=limits.forgiven.currency if limits.forgiven else None,
        ),
        reason=sheet.why_none or None, offers=[_offer(one) for one in sheet.offers],
    )  # fmt: skip


def _offer(one: OfferOnRecord) -> OfferLine:
    terms, standing = one.settlement, one.standing
    return OfferLine(
        id=one.id, made_by=one.made_by, state=one.state, state_on=one.state_on.isoformat(),
        currency=terms.owed.currency, owed=str(terms.owed), accepted=str(terms.accepted),
        forgiven=str(terms.forgiven),
        parts=[PartLine(due_on=part.due_on.isoformat(), amount=str(part.amount)) for part in terms.parts],
        offered_on=terms.offered_on.isoformat(), valid_until=terms.valid_until.isoformat(),
        accepted_on=one.accepted_on.isoformat() if one.accepted_on else None,
        received=str(standing.received) if standing else None, claimed=str(standing.claimed) if standing else None,
        discharged_on=standing.discharged_on.isoformat() if standing and standing.discharged_on else None,
        lapsed_on=standing.lapsed_on.isoformat() if standing and standing.lapsed_on else None,
    )  # fmt: skip
