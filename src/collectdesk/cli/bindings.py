"""Commands that record what binds the next contact: stops, wishes, consents, notices, places, a lead's override."""

from __future__ import annotations

from typing import Annotated

import typer

from collectdesk.cli.acts import Account, Request, act_on
from collectdesk.cli.given import day_option
from collectdesk.cli.output import Json

On = Annotated[str | None, typer.Option("--on", help="The day, 2026-11-24; today when left out.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("stop")(stop)
    app.command("wish")(wish)
    app.command("consent")(consent)
    app.command("notice")(notice)
    app.command("place")(place)
    app.command("override")(override)


def stop(
    account: Account,
    kind: Annotated[str, typer.Argument(help="cease, attorney, insolvency, deceased, breathing_space …")],
    on: On = None,
    until: Annotated[
        str | None, typer.Option(help="The last day; left out: until it is lifted, or as the law says.")
    ] = None,
    reason: Annotated[str, typer.Option(help="What it rests on.")] = "",
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Record a reason in law not to contact the customer. `lift` ends it.

    Example: collectdesk stop 100577 attorney --reason "letter of 24 Nov"
    """
    from collectdesk.desk.bindings import RecordStop, record_stop

    given = {
        "kind": kind,
        "on": day_option(on, "--on"),
        "until_on": day_option(until, "--until"),
        "reason": reason,
    }
    return act_on(account, RecordStop, record_stop, given, request_id, json)


def wish(
    account: Account,
    kind: Annotated[str, typer.Argument(help="no_calls, no_work, hours, days or only.")],
    value: Annotated[str, typer.Argument(help="What it needs: 18:00-20:00, mon,tue or email.")] = "",
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Record how the customer wants to be contacted.

    Example: collectdesk wish 100577 hours 18:00-20:00
    """
    from collectdesk.desk.bindings import RecordWish, record_wish

    return act_on(account, RecordWish, record_wish, {"kind": kind, "value": value}, request_id, json)


def consent(
    account: Account,
    channel: Annotated[str, typer.Argument(help="call, sms, email, messenger …")],
    source: Annotated[str, typer.Option(help="How the customer agreed, such as 'on the phone'.")] = "",
    on: On = None,
    for_day: Annotated[
        str | None, typer.Option("--for", help="Only for this day: 'ring me Thursday'.")
    ] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="The customer agrees no more.")] = False,
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Record that the customer agrees to a channel, or no more.

    Example: collectdesk consent 100577 email --source "on the phone"
    """
    from collectdesk.desk.bindings import RecordConsent, WithdrawConsent, record_consent, withdraw_consent

    if withdraw:
        return act_on(account, WithdrawConsent, withdraw_consent, {"channel": channel}, request_id, json)
    days = {"on": day_option(on, "--on"), "for_on": day_option(for_day, "--for")}
    return act_on(
        account,
        RecordConsent,
        record_consent,
        {"channel": channel, "source": source, **days},
        request_id,
        json,
    )


def notice(
    account: Account,
    kind: Annotated[str, typer.Argument(help="written_notice, validation, reminder or default_notice.")],
    on: On = None,
    not_received: Annotated[
        bool, typer.Option("--not-received", help="The customer says it never came.")
    ] = False,
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Record that a notice of the law was sent, or that it never came.

    Example: collectdesk notice 100577 written_notice --on 2026-11-02
    """
    from collectdesk.desk.bindings import NoticeNotReceived, RecordNotice, notice_not_received, record_notice

    if not_received:
        return act_on(account, NoticeNotReceived, notice_not_received, {"kind": kind}, request_id, json)
    return act_on(
        account, RecordNotice, record_notice, {"kind": kind, "on": day_option(on, "--on")}, request_id, json
    )


def place(
    account: Account,
    zone: Annotated[str, typer.Argument(help="The time zone, such as America/Chicago; '-' takes it back.")],
    until: Annotated[str | None, typer.Option(help="The last day there, while travelling.")] = None,
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Record where the customer said to be; it governs over address and phone number.

    Example: collectdesk place 100577 America/Los_Angeles
    """
    from collectdesk.desk.bindings import StatePlace, state_place

    given = {"zone": None if zone == "-" else zone, "until_on": day_option(until, "--until")}
    return act_on(account, StatePlace, state_place, given, request_id, json)


def override(
    account: Account,
    reason: Annotated[str, typer.Option(help="Why; it goes on record.")],
    channel: Annotated[str, typer.Option(help="call, email, sms …")] = "call",
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Let contact be made for half an hour although the gate says no, where its rules allow that. For leads.

    Example: collectdesk override 100577 --reason "customer asked on the chat to be called now"
    """
    from collectdesk.desk.gate import OverrideGate, override_gate

    return act_on(
        account, OverrideGate, override_gate, {"channel": channel, "reason": reason}, request_id, json
    )
