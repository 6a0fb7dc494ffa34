"""Commands for what is asked beyond one's authority: listed, granted, declined, taken back."""

from __future__ import annotations

from typing import Annotated

import typer

from collectdesk.cli.acts import Request
from collectdesk.cli.given import request_field
from collectdesk.cli.output import Json, answer, table
from collectdesk.cli.people import tell
from collectdesk.cli.plan_answers import ApprovalList, approval_line
from collectdesk.cli.seat import seat

Number = Annotated[int, typer.Argument(help="The id of a request, as `approve list` shows it.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(help="What waits for approval.", no_args_is_help=True, rich_markup_mode=None)
    group.command("list")(list_)
    group.command("grant")(grant)
    group.command("decline")(decline)
    group.command("withdraw")(withdraw)
    app.add_typer(group, name="approve")


def list_(
    everything: Annotated[bool, typer.Option("--all", help="Those decided too.")] = False, json: Json = False
) -> int:
    """List the requests that wait; a collector sees their own.

    Example: collectdesk approve list
    """
    from collectdesk.desk.plans.approvals import approvals
    from collectdesk.desk.words_of_plans import approval_kind, approval_state

    with seat() as desk:
        found = [approval_line(one) for one in approvals(desk.store, desk.actor, open_only=not everything)]
    if json:
        answer(ApprovalList(approvals=found))
        return 0
    table(
        ["id", "what", "account", "customer", "", "amount", "asked by", "needs", "too much", "until", ""],
        [
            [str(a.id), approval_kind(a.kind), a.account, a.customer, a.currency, a.amount, a.asked_by, a.needs,
             a.limits, a.expires_on, approval_state(a.state)]
            for a in found
        ],
        right=frozenset({0, 5}),
    )  # fmt: skip
    return 0


def grant(
    number: Number,
    said: Annotated[
        str, typer.Option("--answer", help="What goes with it; needed for who is above all.")
    ] = "",
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Grant a request of somebody else. For leads.

    Example: collectdesk approve grant 4
    """
    return _decide(number, True, said, request_id, json)


def decline(
    number: Number,
    said: Annotated[str, typer.Option("--answer", help="Why.")],
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Decline a request of somebody else. For leads.

    Example: collectdesk approve decline 4 --answer "three months are enough"
    """
    return _decide(number, False, said, request_id, json)


def withdraw(number: Number, request_id: Request = None, json: Json = False) -> int:
    """Take one's own request back; what it was about is dropped.

    Example: collectdesk approve withdraw 4
    """
    from collectdesk.desk.plans.approvals import WithdrawApproval, withdraw_approval

    with seat() as desk:
        command = WithdrawApproval(approval_id=number, **request_field(request_id))
        return tell(withdraw_approval(desk.store, desk.actor, desk.clock(), command), json)


def _decide(number: int, approve: bool, said: str, request_id: str | None, json: bool) -> int:
    from collectdesk.desk.plans.approvals import DecideApproval, decide_approval

    with seat() as desk:
        command = DecideApproval(
            approval_id=number, approve=approve, answer=said, **request_field(request_id)
        )
        return tell(decide_approval(desk.store, desk.actor, desk.clock(), command), json)
