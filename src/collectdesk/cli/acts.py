"""Commands that do what a collector does: the same acts as on the screens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Annotated, Any

import typer

from collectdesk.cli.given import as_bad_input, day_option, minor_units, request_field
from collectdesk.cli.output import At, Json, instant
from collectdesk.cli.people import tell
from collectdesk.cli.seat import seat
from collectdesk.desk.act import Command, Receipt
from collectdesk.desk.handle import DeskHandle
from collectdesk.faults import BadInput

Account = Annotated[str, typer.Argument(help="The account's number.")]
Request = Annotated[
    str | None, typer.Option("--request-id", help="Unique id; the same one never acts twice.")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file, and those about disputes."""
    from collectdesk.cli import disputes

    log = typer.Typer(help="Log a contact.", no_args_is_help=True, rich_markup_mode=None)
    log.command("call")(log_call)
    app.add_typer(log, name="log")
    app.command("note")(note)
    app.command("follow-up")(follow_up)
    app.command("promise")(promise)
    app.add_typer(disputes.group(), name="dispute")
    app.command("skip")(skip)
    app.command("hold")(hold)
    app.command("done")(done)
    app.command("lift")(lift)
    app.command("withdraw")(withdraw)
    app.command("undo")(undo)


def log_call(
    account: Account,
    result: Annotated[str | None, typer.Option(help="The result's code, such as NOANS or PTP.")] = None,
    line: Annotated[
        str | None, typer.Option(help="Or the outcome in one line: 'ptp 1200 eur fri wire'.")
    ] = None,
    note: Annotated[str, typer.Option(help="What was said.")] = "",
    amount: Annotated[str | None, typer.Option(help="Amount, such as 1200.50.")] = None,
    currency: Annotated[
        str | None, typer.Option(help="ISO code; the account's main currency when left out.")
    ] = None,
    on: Annotated[str | None, typer.Option(help="Day of a promise or payment run, 2026-11-27.")] = None,
    when: Annotated[
        str | None, typer.Option(help="Moment of an agreed call-back, 2026-11-27T10:00+09:00.")
    ] = None,
    method: Annotated[str | None, typer.Option(help="How it will be paid, such as transfer.")] = None,
    reason: Annotated[str | None, typer.Option(help="Dispute reason, such as PRICE.")] = None,
    sub: Annotated[str | None, typer.Option(help="Sub-code of REP, such as insolvency.")] = None,
    channel: Annotated[str, typer.Option(help="call, visit, email, letter, sms or messenger.")] = "call",
    direction: Annotated[str, typer.Option(help="out or in.")] = "out",
    seconds: Annotated[int, typer.Option(help="How long it took.")] = 0,
    at: At = None,
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Log a contact with its result and what follows from it.

    Example: collectdesk log call 100234 --result PTP --amount 1200 --on 2026-11-27 --note "wire on Friday"
    """
    from pydantic import ValidationError

    from collectdesk.desk.calls import LogCall
    from collectdesk.desk.calls import log_call as act
    from collectdesk.desk.dossier import find_account

    with seat() as desk:
        account_id = find_account(desk.store, account)
        now = desk.clock()
        started = instant(at, now - timedelta(seconds=max(0, seconds)), desk.zone)
        given: dict[str, object] = {
            "account_id": account_id,
            "started_at": started,
            "seconds": seconds,
            "note": note,
        }
        given |= {"channel": channel, "direction": direction}
        if line is not None:
            given |= _from_line(desk, account_id, line, note)
        else:
            code = currency.upper() if currency else _main_currency(desk, account_id)
            given |= {"result": (result or "").upper(), "currency": code if amount or reason else None}
            given |= {
                "amount_minor": minor_units(amount, code) if amount else None,
                "method": method,
                "sub": sub,
            }
            given |= {"on": day_option(on, "--on"), "when": instant(when, now, desk.zone) if when else None}
            given |= {"reason": reason.upper() if reason else None}
        if not given.get("result"):
            raise BadInput("say how the contact ended with --result CODE or --line 'ptp 1200 fri'")
        if request_id:
            given["request_id"] = request_id
        try:
            command = LogCall.model_validate(given)
        except ValidationError as error:
            raise as_bad_input(error) from error
        return tell(act(desk.store, desk.actor, now, command), json)


def note(account: Account, text: str, request_id: Request = None, json: Json = False) -> int:
    """Write a note on an account.

    Example: collectdesk note 100234 "payment run is on Thursdays"
    """
    from collectdesk.desk.dossier import find_account
    from collectdesk.desk.notes import WriteNote, write_note

    with seat() as desk:
        account_id = find_account(desk.store, account)
        command = WriteNote(account_id=account_id, text=text, **request_field(request_id))
        return tell(write_note(desk.store, desk.actor, desk.clock(), command), json)


def follow_up(
    account: Account,
    at: Annotated[
        str, typer.Option("--at", help="When, 2026-11-27T10:00; the desk's zone without an offset.")
    ],
    kind: Annotated[
        str, typer.Option(help="call, callback, email, letter, check_payment, review …")
    ] = "call",
    text: Annotated[str, typer.Option(help="What for.")] = "",
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Plan what happens next on an account.

    Example: collectdesk follow-up 100234 --at 2026-11-27T10:00 --kind call --text "ask for the payment run"
    """
    from collectdesk.desk.dossier import find_account
    from collectdesk.desk.follow_ups import PlanFollowUp, plan_follow_up

    with seat() as desk:
        account_id = find_account(desk.store, account)
        now = desk.clock()
        due = instant(at, now, desk.zone)
        command = PlanFollowUp(
            account_id=account_id, kind=kind, due_at=due, text=text, **request_field(request_id)
        )
        return tell(plan_follow_up(desk.store, desk.actor, now, command), json)


def promise(
    account: Account,
    amount: str,
    on: Annotated[str, typer.Argument(help="The day, 2026-11-27.")],
    currency: Annotated[
        str | None, typer.Option(help="ISO code; the account's main currency when left out.")
    ] = None,
    method: Annotated[
        str | None, typer.Option(help="transfer, instant, card, cheque, direct_debit, cash.")
    ] = None,
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Record a promise to pay.

    Example: collectdesk promise 100234 1200.50 2026-11-27 --method transfer
    """
    from collectdesk.desk.dossier import find_account
    from collectdesk.desk.promises import RecordPromise, record_promise

    with seat() as desk:
        account_id = find_account(desk.store, account)
        code = currency.upper() if currency else _main_currency(desk, account_id)
        day = day_option(on, "the day")
        command = RecordPromise(
            account_id=account_id,
            amount_minor=minor_units(amount, code),
            currency=code,
            promised_on=day or date.min,
            method=method,
            **request_field(request_id),
        )
        return tell(record_promise(desk.store, desk.actor, desk.clock(), command), json)


def dispute(
    account: Account,
    reason: Annotated[str, typer.Argument(help="The reason's code, such as PRICE.")],
    amount: Annotated[str | None, typer.Option(help="The amount; all that is open when left out.")] = None,
    currency: Annotated[
        str | None, typer.Option(help="ISO code; the account's main currency when left out.")
    ] = None,
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Open a dispute over an amount.

    Example: collectdesk dispute 100234 PRICE --amount 1140
    """
    from collectdesk.desk.disputes import RaiseDispute, raise_dispute
    from collectdesk.desk.dossier import find_account

    with seat() as desk:
        account_id = find_account(desk.store, account)
        code = currency.upper() if currency else _main_currency(desk, account_id)
        command = RaiseDispute(
            account_id=account_id,
            reason=reason.upper(),
            amount_minor=minor_units(amount, code) if amount else None,
            currency=code,
            **request_field(request_id),
        )
        return tell(raise_dispute(desk.store, desk.actor, desk.clock(), command), json)


def skip(account: Account, reason: str, request_id: Request = None, json: Json = False) -> int:
    """Leave an account out of today's list.

    Example: collectdesk skip 100234 "office closed today"
    """
    from collectdesk.desk.dossier import find_account
    from collectdesk.desk.holds import SkipAccount, skip_account

    with seat() as desk:
        command = SkipAccount(
            account_id=find_account(desk.store, account), reason=reason, **request_field(request_id)
        )
        return tell(skip_account(desk.store, desk.actor, desk.clock(), command), json)


def hold(
    account: Account,
    kind: Annotated[str, typer.Argument(help="cease, attorney, insolvency, placed, hardship …")],
    until: Annotated[
        str | None, typer.Option(help="The last day, 2026-11-27; left out: until it is lifted.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Put an account on hold.

    Example: collectdesk hold 100234 placed --reason "with the agency"
    """
    from pydantic import ValidationError

    from collectdesk.desk.dossier import find_account
    from collectdesk.desk.holds import PutOnHold, put_on_hold

    with seat() as desk:
        given = {"account_id": find_account(desk.store, account), "kind": kind, "reason": reason}
        try:
            command = PutOnHold.model_validate(
                given | {"until_on": day_option(until, "--until")} | request_field(request_id)
            )
        except ValidationError as error:
            raise as_bad_input(error) from error
        return tell(put_on_hold(desk.store, desk.actor, desk.clock(), command), json)


def done(
    follow_up_id: Annotated[
        int, typer.Argument(help="The id of a next action, as `agenda --json` shows it.")
    ],
    cancel: Annotated[bool, typer.Option("--cancel", help="It is not needed any more.")] = False,
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Say that a follow-up is done.

    Example: collectdesk done 17
    """
    from collectdesk.desk.follow_ups import FinishFollowUp, finish_follow_up

    with seat() as desk:
        command = FinishFollowUp(next_action_id=follow_up_id, cancelled=cancel, **request_field(request_id))
        return tell(finish_follow_up(desk.store, desk.actor, desk.clock(), command), json)


def lift(
    hold_id: Annotated[int, typer.Argument(help="The id of a hold, as `show --json` shows it.")],
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Lift a hold from today.

    Example: collectdesk lift 4
    """
    from collectdesk.desk.holds import LiftHold, lift_hold

    with seat() as desk:
        command = LiftHold(hold_id=hold_id, **request_field(request_id))
        return tell(lift_hold(desk.store, desk.actor, desk.clock(), command), json)


def withdraw(
    promise_id: Annotated[int, typer.Argument(help="The id of a promise, as `show --json` shows it.")],
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Say that the customer takes an open promise back.

    Example: collectdesk withdraw 12
    """
    from collectdesk.desk.promises import WithdrawPromise, withdraw_promise

    with seat() as desk:
        command = WithdrawPromise(promise_id=promise_id, **request_field(request_id))
        return tell(withdraw_promise(desk.store, desk.actor, desk.clock(), command), json)


def undo(json: Json = False) -> int:
    """Take back your own last act, as a new record.

    Example: collectdesk undo
    """
    from collectdesk.desk.undo import UndoAct, last_undoable
    from collectdesk.desk.undo import undo as act

    with seat() as desk:
        now = desk.clock()
        journal_id = last_undoable(desk.store, desk.actor, now)
        if journal_id is None:
            raise BadInput("there is nothing of yours that can be undone")
        return tell(act(desk.store, desk.actor, now, UndoAct(journal_id=journal_id)), json)


def act_on(
    account: str,
    command: type[Command],
    act: Callable[..., Receipt],
    given: dict[str, Any],
    request_id: str | None,
    json: bool,
) -> int:
    """Do an act of the desk with what was given. BadInput names the option that does not fit."""
    from pydantic import ValidationError

    from collectdesk.desk.dossier import find_account

    with seat() as desk:
        named = {"account_id": find_account(desk.store, account)}
        try:
            made = command.model_validate(named | given | request_field(request_id))
        except ValidationError as error:
            raise as_bad_input(error) from error
        return tell(act(desk.store, desk.actor, desk.clock(), made), json)


def _from_line(desk: DeskHandle, account_id: int, line: str, note: str) -> dict[str, object]:
    from collectdesk.desk.call_view import call_view
    from collectdesk.desk.typed.outcome_line import parse

    read = parse(line, call_view(desk.store, desk.actor, desk.clock(), account_id).around())
    if read.problems:
        raise BadInput(read.problems[0])
    if read.result is None:
        raise BadInput("say how the contact ended, such as 'na' or 'ptp 1200 fri'")
    return {
        "result": read.result.code,
        "amount_minor": read.amount.minor if read.amount else None,
        "currency": read.amount.currency if read.amount else read.currency,
        "on": read.on,
        "when": read.when,
        "method": read.method,
        "reason": read.reason,
        "sub": read.sub,
        "note": "\n".join(part for part in (note, read.note) if part),
    }


def _main_currency(desk: DeskHandle, account_id: int) -> str:
    from collectdesk.desk.dossier import dossier

    owed = dossier(desk.store, desk.actor, desk.clock(), account_id).owed
    if not owed:
        raise BadInput("the account owes nothing; give the currency with --currency")
    return owed[0].currency
