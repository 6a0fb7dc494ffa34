"""Calls and other contacts: one act writes the attempt, the note, what was agreed, and what happens next."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

from collectdesk.desk.act import Act, Command, act
from collectdesk.desk.calendar import add_business_days
from collectdesk.desk.dialled import refresh_dialled
from collectdesk.desk.dispositions import Disposition, Follow, Need, dispositions, dispute_reasons
from collectdesk.desk.disputes import RaiseDispute, open_dispute
from collectdesk.desk.follow_ups import KINDS, close_actions, leave_next_action, zone_of
from collectdesk.desk.gate import ask_gate_in, gate_facts
from collectdesk.desk.holds import hold, last_day
from collectdesk.desk.notes import add_note, forget_draft_in
from collectdesk.desk.promises import RecordPromise, checked_amount, make_promise
from collectdesk.desk.rights import Right
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import (
    Account,
    Activity,
    ContactPerson,
    ContactPoint,
    Dispute,
    Party,
    PaymentPlan,
    Promise,
)

_ANSWERED_BY_AN_ATTEMPT = frozenset({"call", "callback"})
_ANSWERED_BY_WORDS = frozenset({"answer", "email", "letter"})


class Next(Command):
    """A next action in place of the usual one; `kind` "none" says that there is none, with a reason in `text`."""

    kind: str
    due_at: datetime | None = None
    text: str = ""


class LogCall(Command):
    """One contact, as it ended.

    `started_at` is an instant, `seconds` its length. The amount is in minor units of `currency`; `on` is the
    day of a promise or a payment run, `when` the moment of an agreed call-back, `plan_id` a plan that was offered or
    asked for in it.
    """

    account_id: int
    result: str
    sub: str | None = None
    channel: Literal["call", "visit", "email", "letter", "sms", "messenger"] = "call"
    direction: Literal["out", "in"] = "out"
    started_at: datetime
    seconds: int = 0
    person_id: int | None = None
    contact_point_id: int | None = None
    note: str = ""
    amount_minor: int | None = None
    currency: str | None = None
    on: date | None = None
    when: datetime | None = None
    method: str | None = None
    reason: str | None = None
    item_ids: tuple[int, ...] = ()
    plan_id: int | None = None
    next: Next | None = None


@act("call.log", right=Right.WORK, undoable=True)
def log_call(act: Act, command: LogCall) -> None:
    """Log a contact with everything it led to, in one transaction. BadInput names what is missing."""
    account = act.account(command.account_id)
    result = _result(command)
    _check(command, result, act)
    act.say(_said(act, command, result))
    activity = add_activity(act, account, command, result)
    add_note(act, account.id, command.note, activity.id)
    forget_draft_in(act, account.id, "call")
    _tie_plan(act, command)
    promise = _promise(act, account, command, result, activity)
    dispute = _dispute(act, account, command, result, activity)
    _put_on_hold(act, account, command, result)
    mark_number(act, command, result)
    close_actions(act, account.id, _closed_by(result))
    leave_next(act, account, command, result, activity, promise, dispute)


def _said(act: Act, command: LogCall, result: Disposition) -> str:
    """The sentence for the person; the gate's answer for the moment of the contact goes on record beside it.

    What happened is always logged, also when it should not have happened.
    """
    if command.direction == "in":
        return _("Saved: {result}").format(result=_(result.label))
    answer = ask_gate_in(
        act.session, command.started_at, command.account_id, command.channel, command.contact_point_id
    )
    act.record(gate=gate_facts(answer))
    said = (
        _("Saved: {result}") if answer.allowed else _("Saved: {result}. The gate did not allow this contact.")
    )
    return said.format(result=_(result.label))


def needs(result: Disposition) -> tuple[Need, ...]:
    """What must be known before a contact with this result can be saved."""
    return result.needs


def _result(command: LogCall) -> Disposition:
    result = dispositions().get(command.result)
    if result is None:
        raise BadInput(
            _("{code} is not a call result; see data/dispositions.toml").format(code=command.result)
        )
    if command.channel not in result.channels:
        raise BadInput(
            _("{code} is not a result of the channel {channel}").format(
                code=command.result, channel=command.channel
            )
        )
    return result


def _check(command: LogCall, result: Disposition, act: Act) -> None:
    given = {
        "amount": command.amount_minor is not None and command.currency is not None,
        "date": command.on is not None,
        "when": command.when is not None,
        "reason": command.reason is not None,
        "sub": command.sub is not None and command.sub in result.subs,
    }
    asks = {
        "amount": _("how much, in which currency"),
        "date": _("on which day"),
        "when": _("on which day at what time"),
        "reason": _("for which reason"),
        "sub": _("one of {all}").format(all=", ".join(result.subs)),
    }
    missing = [asks[need] for need in result.needs if not given[need]]
    if missing:
        raise BadInput(
            _("{result} needs to know: {what}").format(result=_(result.label), what="; ".join(missing))
        )
    if command.when is not None and command.when <= act.now:
        raise BadInput(_("a call-back lies ahead; give a moment from now on"))
    if command.on is not None and command.on < act.day:
        raise BadInput(_("the day is over; give a date from today on"))
    if not 0 <= command.seconds <= 86_400:
        raise BadInput(_("a contact lasts between 0 seconds and a day"))
    if command.started_at > act.now + timedelta(minutes=5):
        raise BadInput(_("a contact cannot have begun in the future; check the clock"))


def add_activity(act: Act, account: Account, command: LogCall, result: Disposition) -> Activity:
    """The activity of a contact, inside an act. BadInput for a person or number of somebody else."""
    person = act.session.get(ContactPerson, command.person_id) if command.person_id else None
    point = act.session.get(ContactPoint, command.contact_point_id) if command.contact_point_id else None
    for named, row in ((command.person_id, person), (command.contact_point_id, point)):
        if named and (row is None or row.party_id != account.party_id):
            raise BadInput(_("this person or number does not belong to the account"))
    outbound = command.direction == "out"
    activity = act.add(
        Activity(
            account_id=account.id,
            user_id=act.actor.id,
            person_id=command.person_id,
            contact_point_id=command.contact_point_id,
            at=command.started_at,
            seconds=command.seconds,
            channel=command.channel,
            direction=command.direction,
            result=result.code,
            sub_result=command.sub,
            attempt=result.has("A") and outbound,
            contact=result.has("C"),
            right_party=result.has("R"),
            conversation=result.has("V"),
            counts_to_cap=result.has("F") and outbound,
            starts_wait=result.has("W"),
        )
    )
    act.record(
        activity=activity.id,
        channel=command.channel,
        direction=command.direction,
        result=result.code,
        sub=command.sub,
        flags=result.flags,
        seconds=command.seconds,
        started_at=command.started_at,
        zone=zone_of(act, account.party_id, command.started_at),
    )
    return activity


def _tie_plan(act: Act, command: LogCall) -> None:
    """The plan that came of the contact stands in the journal beside it."""
    if command.plan_id is None:
        return
    plan = act.session.get(PaymentPlan, command.plan_id)
    if plan is None or plan.account_id != command.account_id:
        raise BadInput(_("this plan does not belong to the account"))
    act.record(plan=plan.id)


def _promise(
    act: Act, account: Account, command: LogCall, result: Disposition, done: Activity
) -> Promise | None:
    if result.code in ("PAY_NOW", "SETTLE_OFFER"):
        offered = checked_amount(command.amount_minor or 0, command.currency or "")
        act.record(amount=[offered.currency, offered.minor])
    if result.code not in ("PTP", "PTP_PART"):
        return None
    given = RecordPromise(
        account_id=account.id,
        amount_minor=command.amount_minor or 0,
        currency=command.currency or "",
        promised_on=command.on or act.day,
        method=command.method,
        person_id=command.person_id,
        item_ids=command.item_ids,
    )
    return make_promise(act, account, given, done.id)


def _dispute(
    act: Act, account: Account, command: LogCall, result: Disposition, done: Activity
) -> Dispute | None:
    if result.code != "DISPUTE":
        return None
    if command.currency is None:
        raise BadInput(_("a dispute needs the currency of the items it is about"))
    given = RaiseDispute(
        account_id=account.id,
        reason=command.reason or "UNKNOWN",
        amount_minor=command.amount_minor,
        currency=command.currency,
        item_ids=command.item_ids,
    )
    return open_dispute(act, account, given, done.id)


def _put_on_hold(act: Act, account: Account, command: LogCall, result: Disposition) -> None:
    if result.hold is None:
        return
    kind = result.subs[command.sub or ""].hold if result.hold.kind == "sub" else result.hold.kind
    hold(act, account, kind, last_day(act, account, result.hold.days), _(result.label))


def mark_number(act: Act, command: LogCall, result: Disposition) -> None:
    """What a result says of the number or address that was used."""
    if result.number is None or command.contact_point_id is None:
        return
    point = act.session.get_one(ContactPoint, command.contact_point_id)
    act.set(point, state=result.number)
    refresh_dialled(act.session, [point.party_id])


def _closed_by(result: Disposition) -> frozenset[str]:
    """The open next actions that a contact with this result answers."""
    if result.code == "REPLIED":
        return frozenset()
    return _ANSWERED_BY_AN_ATTEMPT | (
        _ANSWERED_BY_WORDS if result.has("R") or result.code == "SENT" else frozenset()
    )


def leave_next(
    act: Act,
    account: Account,
    command: LogCall,
    result: Disposition,
    done: Activity,
    promise: Promise | None,
    dispute: Dispute | None,
) -> None:
    """The next actions that a contact leaves: the chosen one, else those of its result."""
    chosen = command.next
    if chosen is not None and chosen.kind == "none":
        act.record(next="none")
        return
    if chosen is not None:
        if chosen.kind not in KINDS or chosen.due_at is None:
            raise BadInput(
                _("a next action needs one of the kinds {all} and a moment").format(all=", ".join(KINDS))
            )
        leave_next_action(act, account, chosen.kind, chosen.text, at=chosen.due_at, activity_id=done.id)
        act.record(next=[chosen.kind])
        return
    usual = follows_of(command, result)
    for follow in usual:
        at, day = due_of(act, account, command, follow, promise, dispute)
        leave_next_action(act, account, follow.kind, _(follow.text), at=at, day=day, activity_id=done.id)
    act.record(next=[follow.kind for follow in usual])


def follows_of(command: LogCall, result: Disposition) -> tuple[Follow, ...]:
    """The usual next actions of a result; those of a plan that was made already, where it has any."""
    return result.next_with_plan if command.plan_id is not None and result.next_with_plan else result.next


def due_of(
    act: Act,
    account: Account,
    command: LogCall,
    follow: Follow,
    promise: Promise | None,
    dispute: Dispute | None,
) -> tuple[datetime | None, date | None]:
    """When a usual next action is due: at an instant, or in the morning of a day."""
    if follow.after == "now":
        return act.now, None
    if follow.after == "when":
        return command.when, None
    if follow.after == "date":
        return None, command.on
    if follow.after == "promise" and promise is not None:
        return None, add_business_days(promise.last_value_on, 1, None)
    if follow.after == "target":
        reason = dispute_reasons()[command.reason or "UNKNOWN"]
        return None, dispute.target_on if dispute else add_business_days(act.day, reason.target, None)
    count, unit = follow.after.split(" ", 1)
    if unit == "business days":
        party = act.session.get_one(Party, account.party_id)
        return None, add_business_days(act.day, int(count), party.country)
    return act.now + timedelta(**{unit: int(count)}), None
