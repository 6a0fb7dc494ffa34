"""Deciding a dispute: accepted, accepted in part, rejected, or withdrawn by the customer.

What is accepted is money given up, so a lead decides it; who is none asks for it, and the decision takes effect when
it is granted. The authority table has no limit for credits, since a credit for a dispute that is right was never owed
(section 6.3 of the domain reference); the right to approve alone counts. To reject, or to record that the
customer withdrew, gives nothing up. What each outcome releases stands in `credits`.
"""

from __future__ import annotations

from typing import Literal

from sqlalchemy import select

from collectdesk.desk.act import Act, Actor, Command, act
from collectdesk.desk.contact_case import DECIDED
from collectdesk.desk.credits import take_effect
from collectdesk.desk.dispositions import root_causes
from collectdesk.desk.plans.approvals import ask_approval
from collectdesk.desk.plans.ground import in_table_currency
from collectdesk.desk.rights import Right, Role, holds
from collectdesk.desk.words_of_plans import who
from collectdesk.faults import BadInput, Refused
from collectdesk.i18n import _
from collectdesk.models import Account, Dispute, DisputeDecision
from collectdesk.money import Money
from collectdesk.money.authority import Ruling, load_authority
from collectdesk.money.display import spoken

MOST = 2000
"""Characters of an explanation."""
Outcome = Literal["accepted", "partly_accepted", "rejected", "withdrawn"]


class DecideDispute(Command):
    """What came of a dispute. `accepted_minor` is what the customer does not owe, in minor units of the dispute.

    It is needed for partly_accepted and may be left out otherwise. `root_cause` is a code of `data/disputes.toml`,
    needed but where the customer withdrew. The explanation is needed where something is not accepted, or asked for.
    With `ask` a decision beyond the actor's right goes to who may decide it.
    """

    dispute_id: int
    outcome: Outcome
    accepted_minor: int | None = None
    root_cause: str | None = None
    explanation: str = ""
    ask: bool = False


@act("dispute.decide", right=Right.WORK, undoable=True)
def decide_dispute(act: Act, command: DecideDispute) -> None:
    """Decide a dispute, or ask for it. BadInput for one that is decided, or where something is missing.

    Refused when money would be given up without the right to, and it was not asked for.
    """
    dispute = _undecided(act, command.dispute_id)
    account = act.account(dispute.account_id)
    accepted = accepted_of(command.outcome, command.accepted_minor, dispute.amount_minor, dispute.currency)
    explanation = command.explanation.strip()
    _check_words(command, explanation)
    ruling = credit_ruling(act.actor)
    alone = ruling.allowed or not accepted
    if not alone and not command.ask:
        raise Refused(
            _("to accept a dispute is for {who} to decide; ask for it").format(who=who(ruling.first)),
            rule="credit_authority",
        )
    decision = act.add(
        DisputeDecision(
            dispute_id=dispute.id,
            account_id=account.id,
            user_id=act.actor.id,
            decided_by=act.actor.id if alone else None,
            outcome=command.outcome,
            disputed_minor=dispute.amount_minor,
            accepted_minor=accepted,
            currency=dispute.currency,
            root_cause=command.root_cause,
            explanation=explanation,
            state="made" if alone else "waiting",
            state_on=act.day,
        )
    )
    if alone:
        take_effect(act, account, dispute, decision)
    else:
        _ask(act, account, decision, ruling)


def credit_ruling(actor: Actor) -> Ruling:
    """Whether a person may accept a dispute, and the lowest level of the authority table that may."""
    table = load_authority()
    may = [
        level.name
        for level in table.level
        if level.name in set(Role) and holds(frozenset({Role(level.name)}), Right.APPROVE)
    ]
    level = table.highest({str(role) for role in actor.roles})
    return Ruling(level, actor.may(Right.APPROVE), may[0] if may else None, ())


def accepted_of(outcome: Outcome, given: int | None, disputed: int, currency: str) -> int:
    """The accepted part of a disputed amount, in minor units. BadInput for one that the outcome does not have."""
    if outcome == "partly_accepted":
        if given is None or not 0 < given < disputed:
            raise BadInput(
                _("say how much of it is accepted: above zero and less than {disputed}").format(
                    disputed=spoken(Money(disputed, currency))
                )
            )
        return given
    whole = disputed if outcome == "accepted" else 0
    if given not in (None, whole):
        raise BadInput(_("with an amount of its own the dispute is accepted in part"))
    return whole


def _undecided(act: Act, dispute_id: int) -> Dispute:
    dispute = act.session.get(Dispute, dispute_id)
    if dispute is None or dispute.undone_by:
        raise BadInput(
            _("there is no dispute {id}; look at the commitments of the account").format(id=dispute_id)
        )
    if dispute.state in DECIDED:
        raise BadInput(_("this dispute is decided already"))
    waits = select(DisputeDecision.id).where(
        DisputeDecision.dispute_id == dispute_id,
        DisputeDecision.state == "waiting",
        DisputeDecision.undone_by.is_(None),
    )
    if act.session.scalar(waits.limit(1)) is not None:
        raise BadInput(_("a decision of this dispute waits for approval; let it be answered or withdraw it"))
    return dispute


def _check_words(command: DecideDispute, explanation: str) -> None:
    causes = root_causes()
    if command.root_cause is None and command.outcome != "withdrawn":
        raise BadInput(_("say what lay behind it: {all}").format(all=", ".join(causes)))
    if command.root_cause is not None and command.root_cause not in causes:
        raise BadInput(
            _("{code} is not a root cause; use one of {all}").format(
                code=command.root_cause, all=", ".join(causes)
            )
        )
    if not explanation and (command.outcome in ("partly_accepted", "rejected") or command.ask):
        raise BadInput(_("say why, in a few words"))
    if len(explanation) > MOST:
        raise BadInput(_("the reason has at most {n} characters; put the rest into a note").format(n=MOST))


def _ask(act: Act, account: Account, decision: DisputeDecision, ruling: Ruling) -> None:
    act.record(
        decision=decision.id, outcome=decision.outcome, root_cause=decision.root_cause,
        amount=[decision.currency, decision.disputed_minor], accepted=decision.accepted_minor,
    )  # fmt: skip
    credit = in_table_currency(act.session, Money(decision.accepted_minor, decision.currency), act.day)
    ask_approval(act, account, "credit", decision.id, credit, ruling, decision.explanation, "")
