"""Commands for payment plans: three beside each other, one made, accepted, moved, dropped, and those on record."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from collectdesk.cli import plan_letter
from collectdesk.cli.acts import Account, Request
from collectdesk.cli.given import as_bad_input, day_option, minor_units, one_of, per_cent, request_field
from collectdesk.cli.output import Json, answer, line, table
from collectdesk.cli.people import tell
from collectdesk.cli.plan_answers import PaidInLine, PlanList, PlanProposals, plan_line, proposals_answer
from collectdesk.cli.seat import seat
from collectdesk.faults import BadInput

if TYPE_CHECKING:
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.plans.ground import PlanWish
    from collectdesk.desk.plans.paid_in import PaidIn
    from collectdesk.desk.plans.sheet import PlanSheet

Currency = Annotated[str | None, typer.Option(help="ISO code; the one most of it is owed in when left out.")]
Item = Annotated[
    list[str], typer.Option("--item", help="A document to plan for; repeatable; all that is overdue otherwise.")
]  # fmt: skip
Calendar = Annotated[
    str | None, typer.Option(help="The place of payment, DE or DE-BY; the creditor's country otherwise.")
]
Interest = Annotated[str, typer.Option(help="none, apart, each or last: how interest on the rest is paid.")]
PerCent = Annotated[
    str | None, typer.Option("--per-cent", help="The agreed rate a year; the law's otherwise.")
]
PaidInCode = Annotated[
    str | None,
    typer.Option("--paid-in", help="Another currency to pay in, such as TRY, at the rate of the day."),
]
BearerOfIt = Annotated[
    str, typer.Option("--bearer", help="Who bears what the rate does until then: creditor or customer.")
]
Plan = Annotated[int, typer.Argument(help="The id of a plan, as `plan list` shows it.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(help="Payment plans.", no_args_is_help=True, rich_markup_mode=None)
    group.command("propose")(propose)
    group.command("make")(make)
    group.command("list")(list_)
    group.command("accept")(accept)
    group.command("drop")(drop)
    group.command("move")(move)
    plan_letter.add_to(group)
    app.add_typer(group, name="plan")


def propose(
    account: Account,
    currency: Currency = None,
    rhythm: Annotated[str, typer.Option(help="weekly, fortnightly, monthly or quarterly.")] = "monthly",
    first_on: Annotated[str | None, typer.Option(help="The first instalment, 2026-12-24.")] = None,
    calendar: Calendar = None,
    interest: Interest = "none",
    rate: PerCent = None,
    item: Item = [],  # noqa: B006
    paid_in: PaidInCode = None,
    bearer: BearerOfIt = "creditor",
    json: Json = False,
) -> int:
    """Show three plans beside each other, with who may decide each and whether the customer can pay it.

    Example: collectdesk plan propose 100234 --rhythm monthly --first-on 2026-12-24 --paid-in TRY
    """
    from collectdesk.desk.plans.sheet import plan_sheet

    with seat() as desk:
        wish = _wish(desk, account, currency, rhythm, first_on, calendar, interest, rate, item)
        sheet = plan_sheet(desk.store, desk.actor, desk.clock(), wish)
        found = proposals_answer(sheet, _local(desk, sheet, paid_in, bearer))
    if json:
        answer(found)
    else:
        _show(found)
    return 1 if found.reason else 0


def make(
    account: Account,
    number: Annotated[int, typer.Option(help="How many instalments after the down payment.")],
    first_on: Annotated[str, typer.Option(help="The first instalment, 2026-12-24.")],
    down: Annotated[str, typer.Option(help="What is paid at once.")] = "0",
    currency: Currency = None,
    rhythm: Annotated[str, typer.Option(help="weekly, fortnightly, monthly or quarterly.")] = "monthly",
    calendar: Calendar = None,
    interest: Interest = "none",
    rate: PerCent = None,
    item: Item = [],  # noqa: B006
    method: Annotated[str, typer.Option(help="transfer, card, direct_debit …")] = "transfer",
    paid_in: PaidInCode = None,
    bearer: BearerOfIt = "creditor",
    changes: Annotated[str, typer.Option(help="What the customer says will be different.")] = "",
    ask: Annotated[bool, typer.Option("--ask", help="Ask for it where it is beyond your authority.")] = False,
    reason: Annotated[str, typer.Option(help="Why it should be approved.")] = "",
    evidence: Annotated[str, typer.Option(help="What that rests on.")] = "",
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Offer a plan, or ask for it.

    Example: collectdesk plan make 100234 --down 260 --number 2 --first-on 2026-12-24
    """
    from pydantic import ValidationError

    from collectdesk.desk.plans.agreeing import MakePlan, make_plan
    from collectdesk.desk.plans.sheet import plan_sheet
    from collectdesk.money.quotation import Bearer

    with seat() as desk:
        wish = _wish(desk, account, currency, rhythm, first_on, calendar, interest, rate, item)
        case = plan_sheet(desk.store, desk.actor, desk.clock(), wish).ground.case
        code = case.total.currency
        given = {
            "account_id": wish.account_id, "currency": code, "down_minor": minor_units(down, code), "number": number,
            "first_on": wish.first_on, "rhythm": wish.rhythm, "item_ids": wish.item_ids, "calendar": wish.calendar,
            "charging": wish.charging, "per_cent": wish.per_cent, "method": method, "changes": changes, "ask": ask,
            "reason": reason, "evidence": evidence, "paid_in": paid_in,
            "bearer": one_of(bearer, get_args(Bearer), "--bearer"),
        }  # fmt: skip
        try:
            command = MakePlan.model_validate(given | request_field(request_id))
        except ValidationError as error:
            raise as_bad_input(error) from error
        return tell(make_plan(desk.store, desk.actor, desk.clock(), command), json)


def list_(account: Account, json: Json = False) -> int:
    """List the plans of an account, each payment with what came of it.

    Example: collectdesk plan list 100234
    """
    from collectdesk.desk.dossier import find_account
    from collectdesk.desk.plans.sheet import plans_of
    from collectdesk.desk.words_of_plans import plan_state

    with seat() as desk:
        account_id = find_account(desk.store, account)
        with desk.store.read() as session:
            plans = [plan_line(one) for one in plans_of(session, account_id, desk.clock())]
    if json:
        answer(PlanList(account=account, account_id=account_id, plans=plans))
        return 0
    for one in plans:
        line(f"{one.id}  {one.currency} {one.total}  {plan_state(one.state)} since {one.state_on}")
        table(
            ["", "due", "amount", "received", "state"],
            [[str(p.number), p.due_on, p.amount, p.received, p.state] for p in one.payments],
            right=frozenset({0, 2, 3}),
        )
        _show_local(one.paid_in)
    return 0


def accept(
    plan: Plan,
    on: Annotated[
        str | None, typer.Option("--on", help="The day it was accepted; today when left out.")
    ] = None,
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Let an offered plan run: the customer accepted it.

    Example: collectdesk plan accept 3
    """
    from collectdesk.desk.plans.agreeing import AcceptPlan, accept_plan

    with seat() as desk:
        command = AcceptPlan(plan_id=plan, accepted_on=day_option(on, "--on"), **request_field(request_id))
        return tell(accept_plan(desk.store, desk.actor, desk.clock(), command), json)


def drop(
    plan: Plan,
    reason: Annotated[str, typer.Option(help="Why.")],
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Drop a plan before it is completed.

    Example: collectdesk plan drop 3 --reason "paid in full"
    """
    from collectdesk.desk.plans.agreeing import CancelPlan, cancel_plan

    with seat() as desk:
        command = CancelPlan(plan_id=plan, reason=reason, **request_field(request_id))
        return tell(cancel_plan(desk.store, desk.actor, desk.clock(), command), json)


def move(
    plan: Plan,
    number: Annotated[int, typer.Argument(help="The number of the payment; 0 is the down payment.")],
    to: Annotated[str, typer.Option(help="The day it shall be due, 2026-12-30.")],
    reason: Annotated[str, typer.Option(help="Why it moves.")],
    by: Annotated[str, typer.Option(help="Who asked for it: customer or desk.")] = "customer",
    ask: Annotated[bool, typer.Option("--ask", help="Ask for it where it needs approval.")] = False,
    evidence: Annotated[str, typer.Option(help="What the reason rests on.")] = "",
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Move a payment of a running plan to another day, or ask for it.

    Example: collectdesk plan move 3 1 --to 2026-12-30 --reason "wages come on the 28th"
    """
    from collectdesk.desk.plans.moving import MovePayment, move_payment

    with seat() as desk:
        command = MovePayment(
            plan_id=plan, number=number, wanted_on=day_option(to, "--to") or date.min,
            requested_by=one_of(by, ("customer", "desk"), "--by"), reason=reason, ask=ask, evidence=evidence,
            **request_field(request_id),
        )  # fmt: skip
        return tell(move_payment(desk.store, desk.actor, desk.clock(), command), json)


def _wish(
    desk: DeskHandle,
    account: str,
    currency: str | None,
    rhythm: str,
    first_on: str | None,
    calendar: str | None,
    interest: str,
    rate: str | None,
    documents: list[str],
) -> PlanWish:
    """What was asked for. BadInput naming the option that does not fit."""
    from collectdesk.desk.dossier import dossier, find_account
    from collectdesk.desk.plans.ground import Charging, PlanWish
    from collectdesk.money.schedule import Rhythm

    account_id = find_account(desk.store, account)
    items: tuple[int, ...] = ()
    if documents:
        known = {
            one.document: one.id for one in dossier(desk.store, desk.actor, desk.clock(), account_id).items
        }
        missing = [document for document in documents if document not in known]
        if missing:
            raise BadInput(f"--item {missing[0]!r} is not open on this account; see `show {account}`")
        items = tuple(known[document] for document in documents)
    return PlanWish(
        account_id, items, currency,
        rhythm=one_of(rhythm, get_args(Rhythm), "--rhythm"), first_on=day_option(first_on, "--first-on"),
        calendar=calendar, charging=one_of(interest, get_args(Charging), "--interest"),
        per_cent=per_cent(rate, "--per-cent"),
    )  # fmt: skip


def _local(desk: DeskHandle, sheet: PlanSheet, paid_in: str | None, bearer: str) -> list[PaidIn] | list[None]:
    """Each proposal in the currency to pay in. BadInput without a rate."""
    from collectdesk.desk.plans.paid_in import agreed_in
    from collectdesk.money.quotation import Bearer

    if paid_in is None:
        return [None] * len(sheet.proposals)
    bears, day = one_of(bearer, get_args(Bearer), "--bearer"), sheet.ground.case.starts_on
    with desk.store.read() as session:
        return [agreed_in(session, one.schedule, paid_in, bears, day) for one in sheet.proposals]


def _show_local(found: PaidInLine | None) -> None:
    if found is not None:
        line(f"paid in {found.currency}: {', '.join(found.amounts)}; together {found.total}")
        line(f"{'; '.join(rate.said for rate in found.rates)}; the {found.bearer} bears the difference")


def _show(found: PlanProposals) -> None:
    from collectdesk.desk.words_of_plans import who

    line(f"{found.account} {found.customer}  {found.currency} {found.total}")
    if found.reason:
        line(found.reason)
    for one in found.proposals:
        decided = "within your authority" if one.verdict.allowed else f"for {who(one.verdict.decided_by)}"
        fits = "" if one.fit is None else ", can be paid" if one.fit.fits else ", cannot be paid"
        line()
        line(f"{one.name}: {decided}{fits}")
        for sign in one.signs:
            line(f"  {sign.text}")
        table(
            ["", "due", "amount", "left", ""],
            [[str(p.number), p.due_on, p.amount, p.balance, p.moved_by] for p in one.schedule],
            right=frozenset({0, 2, 3}),
        )
        _show_local(one.paid_in)
