"""Next actions: planning them, doing them, and leaving one behind every act."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from sqlalchemy import bindparam, select

from collectdesk.days import moment as in_words
from collectdesk.desk.act import Act, Command, act
from collectdesk.desk.local_time import at_local, the_zone
from collectdesk.desk.rights import Right
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import Account, NextAction, Party

KINDS = (
    "call",
    "callback",
    "email",
    "letter",
    "check_payment",
    "send_copy",
    "answer",
    "review",
    "trace",
    "other",
)
TO_THE_CUSTOMER = frozenset({"call", "callback"})
"""Kinds that happen on the customer's clock."""
MORNING = time(9)


class PlanFollowUp(Command):
    """What is to be done and when; `due_at` is an instant. The text is the collector's own words."""

    account_id: int
    kind: str = "call"
    due_at: datetime
    text: str = ""


class FinishFollowUp(Command):
    """A next action that was done, or is not needed any more."""

    next_action_id: int
    cancelled: bool = False


@act("follow_up.plan", right=Right.WORK, undoable=True)
def plan_follow_up(act: Act, command: PlanFollowUp) -> None:
    """Plan a next action; it takes the place of an open one of the same kind. BadInput for a moment past."""
    account = act.account(command.account_id)
    if command.kind not in KINDS:
        raise BadInput(
            _("{kind} is not a follow-up; use one of {all}").format(kind=command.kind, all=", ".join(KINDS))
        )
    if command.due_at < act.now:
        raise BadInput(_("a follow-up lies ahead; give a moment from now on"))
    close_actions(act, account.id, frozenset({command.kind}), state="cancelled")
    action = leave_next_action(act, account, command.kind, command.text, at=command.due_at)
    act.record(kind=command.kind, due_at=action.due_at)
    act.say(_("Follow-up planned for {when}").format(when=said_at(act, action.due_at)))


@act("follow_up.finish", right=Right.WORK, undoable=True)
def finish_follow_up(act: Act, command: FinishFollowUp) -> None:
    """Mark a next action as done or cancelled."""
    action = act.session.get(NextAction, command.next_action_id)
    if action is None or action.state != "open" or action.undone_by:
        raise BadInput(_("this follow-up is not open any more"))
    act.account(action.account_id)
    act.set(action, state="cancelled" if command.cancelled else "done")
    act.record(next_action=action.id, kind=action.kind)
    act.say(_("Follow-up cancelled") if command.cancelled else _("Follow-up done"))


def leave_next_action(
    act: Act,
    account: Account,
    kind: str,
    text: str,
    *,
    at: datetime | None = None,
    day: date | None = None,
    activity_id: int | None = None,
) -> NextAction:
    """Add a next action at an instant, or in the morning of a day: the customer's for calls, the desk's otherwise."""
    if at is None:
        at = morning_of(act, account, kind, day or act.day)
    action = act.add(
        NextAction(
            account_id=account.id,
            assignee_id=account.assignee_id or act.actor.id,
            kind=kind,
            due_at=at,
            text=text,
            state="open",
            activity_id=activity_id,
            created_at=act.now,
        )
    )
    due = action.due_at.astimezone(UTC)
    left = [action.id, kind, f"{due:%Y-%m-%dT%H:%M:%SZ}", zone_of(act, account.party_id, due)]
    act.record(actions=[*act.facts.get("actions", ()), left])
    return action


def zone_of(act: Act, party_id: int, at: datetime) -> str | None:
    """The IANA zone of a customer at a moment: what they stated, else the certain one of their address, else None."""
    party = act.session.get_one(Party, party_id)
    return the_zone(party.country, party.stated_zone or party.zone, at)


def morning_of(act: Act, account: Account, kind: str, day: date) -> datetime:
    """09:00 of the day: on the customer's clock for calls where it is known, else on the desk's."""
    zone = None
    if kind in TO_THE_CUSTOMER:
        party = act.session.get_one(Party, account.party_id)
        zone = the_zone(party.country, party.zone, act.now)
    return at_local(datetime.combine(day, MORNING), zone or act.desk.zone)


_OPEN = select(NextAction).where(
    NextAction.account_id == bindparam("account_id"),
    NextAction.state == "open",
    NextAction.kind.in_(bindparam("kinds", expanding=True)),
    NextAction.undone_by.is_(None),
)


def close_actions(act: Act, account_id: int, kinds: frozenset[str], state: str = "done") -> None:
    """Close the open next actions of these kinds."""
    for action in act.session.scalars(_OPEN, {"account_id": account_id, "kinds": sorted(kinds)}):
        act.set(action, state=state)


def said_at(act: Act, moment: datetime) -> str:
    """A moment in the desk's own time, as the message line says it: "Fri 27 Nov 09:00"."""
    return in_words(moment.astimezone(act.zone))
