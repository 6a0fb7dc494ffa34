"""Commands about disputes: opened, listed, decided, and credited."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from collectdesk.cli.acts import Request, dispute
from collectdesk.cli.given import minor_units, request_field
from collectdesk.cli.output import Answer, Json, answer, table
from collectdesk.cli.people import tell
from collectdesk.cli.seat import seat
from collectdesk.faults import BadInput

Number = Annotated[int, typer.Argument(help="The id of a dispute, as `dispute list` shows it.")]
_OUTCOMES = {
    "accepted": "accepted",
    "partly": "partly_accepted",
    "partly_accepted": "partly_accepted",
    "rejected": "rejected",
    "withdrawn": "withdrawn",
}


class DisputeLine(Answer):
    """A dispute. `state` is new, waiting (for approval), accepted, partly_accepted, rejected or withdrawn.

    `awaited` is what was accepted and no ledger has credited yet.
    """

    id: int
    account: str
    customer: str
    reason: str
    currency: str
    amount: str
    opened_on: str
    target_on: str
    state: str
    accepted: str | None
    awaited: str
    root_cause: str | None
    explanation: str
    decided_on: str | None


class DisputeList(Answer):
    """Disputes, those to be answered first before."""

    disputes: list[DisputeLine]


class DisputeGroup(TyperGroup):
    """The group whose first word may also be an account, for which a dispute is opened then."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the word in that was left out: `dispute 100234 PRICE` opens one."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["open", *args]
        return super().parse_args(ctx, args)


def group() -> typer.Typer:
    """`dispute` with its commands."""
    made = typer.Typer(
        cls=DisputeGroup, help="What customers dispute.", no_args_is_help=True, rich_markup_mode=None
    )
    made.command("open")(dispute)
    made.command("list")(list_)
    made.command("decide")(decide)
    made.command("credited")(credited)
    return made


def list_(
    account: Annotated[str | None, typer.Argument(help="The account's number; left out: all.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Those decided and credited too.")] = False,
    json: Json = False,
) -> int:
    """List the disputes that wait for a decision or for their credit.

    Example: collectdesk dispute list 100234
    """
    from collectdesk.desk.disputes_on_record import disputes_on_record
    from collectdesk.desk.dossier import find_account

    with seat() as desk:
        account_id = find_account(desk.store, account) if account else None
        with desk.store.read() as session:
            found = [_line(one) for one in disputes_on_record(session, account_id, everything=everything)]
    if json:
        answer(DisputeList(disputes=found))
        return 0
    table(
        ["id", "account", "customer", "reason", "", "amount", "opened", "answer by", "state", "awaited"],
        [
            [str(d.id), d.account, d.customer, d.reason, d.currency, d.amount, d.opened_on, d.target_on, d.state,
             "" if not d.decided_on else d.awaited]
            for d in found
        ],
        right=frozenset({0, 5, 9}),
    )  # fmt: skip
    return 0


def decide(
    number: Number,
    outcome: Annotated[str, typer.Argument(help="accepted, partly, rejected or withdrawn.")],
    amount: Annotated[
        str | None, typer.Option(help="What is accepted where it is not all, such as 640.00.")
    ] = None,
    cause: Annotated[
        str | None, typer.Option(help="What lay behind it, such as billing_error; see data/disputes.toml.")
    ] = None,
    why: Annotated[str, typer.Option("--why", help="The reason, in a few words.")] = "",
    ask: Annotated[bool, typer.Option("--ask", help="Ask for it where it is a lead's to decide.")] = False,
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Decide a dispute: what is accepted waits for its credit, the rest is due again.

    Example: collectdesk dispute decide 4 partly --amount 640 --cause pricing_master --why "the March list applies"
    """
    from collectdesk.desk.deciding import DecideDispute, decide_dispute

    chosen = _OUTCOMES.get(outcome.lower())
    if chosen is None:
        raise BadInput(f"{outcome!r} is no outcome; use accepted, partly, rejected or withdrawn")
    with seat() as desk:
        accepted = minor_units(amount, _currency_of(desk, number)) if amount else None
        command = DecideDispute.model_validate(
            {
                "dispute_id": number,
                "outcome": chosen,
                "accepted_minor": accepted,
                "root_cause": cause,
                "explanation": why,
                "ask": ask,
            }
            | request_field(request_id)
        )
        return tell(decide_dispute(desk.store, desk.actor, desk.clock(), command), json)


def credited(
    number: Number,
    reference: Annotated[str, typer.Argument(help="The credit note.")],
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Say that the credit of an accepted dispute is in the ledger, where the import did not recognise it.

    Example: collectdesk dispute credited 4 CN-2207
    """
    from collectdesk.desk.credits import CreditArrived, credit_arrived

    with seat() as desk:
        command = CreditArrived(dispute_id=number, reference=reference, **request_field(request_id))
        return tell(credit_arrived(desk.store, desk.actor, desk.clock(), command), json)


def _currency_of(desk: Any, number: int) -> str:
    from collectdesk.models import Dispute

    with desk.store.read() as session:
        found = session.get(Dispute, number)
    if found is None:
        raise BadInput(f"there is no dispute {number}; see `collectdesk dispute list`")
    return str(found.currency)


def _line(one: Any) -> DisputeLine:
    return DisputeLine(
        id=one.id,
        account=one.account,
        customer=one.customer,
        reason=one.reason,
        currency=one.amount.currency,
        amount=str(one.amount),
        opened_on=one.opened_on.isoformat(),
        target_on=one.target_on.isoformat(),
        state=one.state,
        accepted=None if one.accepted is None else str(one.accepted),
        awaited=str(one.awaited),
        root_cause=one.root_cause,
        explanation=one.explanation,
        decided_on=one.decided_on.isoformat() if one.decided_on else None,
    )
