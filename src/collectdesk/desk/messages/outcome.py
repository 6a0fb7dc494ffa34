"""What a message leaves behind once it is known how it went: its state, an activity, a legal notice, a next action."""

from __future__ import annotations

from sqlalchemy import func, select

from collectdesk.desk.act import Act
from collectdesk.desk.calls import LogCall, add_activity, leave_next
from collectdesk.desk.dispositions import dispositions
from collectdesk.desk.follow_ups import close_actions
from collectdesk.i18n import _
from collectdesk.messages.sending.rules import sending_rules
from collectdesk.models import Account, LegalNotice, Message, MessageAttempt

_STATES = {"accepted": "sent", "refused": "failed", "uncertain": "uncertain", "handed": "handed"}


def record_outcome(
    act: Act, row: Message, turn: int, step: str, code: int | None, said: str, *, decides: bool
) -> None:
    """Put a step on record inside an act; where it `decides`, the message takes the state that follows from it."""
    act.session.add(MessageAttempt(about_message_id=row.id, turn=turn, at=act.now, step=step, code=code))
    act.session.flush()
    act.record(message=row.id, turn=turn, step=step, code=code)
    if not decides:
        return
    row.claimed_by = None
    row.reason = "" if step == "accepted" else said
    if step == "postponed":
        _postpone(act, row)
    else:
        act.set(row, state=_STATES[step], claimed_until=None)
    if step == "accepted":
        message_went(act, row)


def message_went(act: Act, row: Message) -> None:
    """A message is on its way: an activity on the account, the legal notice it is, and what happens next."""
    act.set(row, sent_at=row.handed_at or act.now)
    account = act.session.get_one(Account, row.account_id)
    spoken = row.channel == "voicemail"
    result = dispositions()["VM_LEFT" if spoken else "SENT"]
    contact = LogCall(
        account_id=account.id,
        result=result.code,
        channel="call" if spoken else row.channel,
        started_at=row.sent_at or act.now,
        person_id=row.person_id,
        contact_point_id=row.contact_point_id,
    )
    activity = add_activity(act, account, contact, result)
    answered = {"answer"} if row.in_reply_to is not None else set()
    close_actions(act, account.id, frozenset({"call", "email", "letter"} | answered))
    leave_next(act, account, contact, result, activity, None, None)
    if row.notice is not None:
        sent_on = (row.sent_at or act.now).astimezone(act.zone).date()
        act.add(LegalNotice(account_id=account.id, user_id=row.user_id, kind=row.notice, sent_on=sent_on))
        act.record(notice=row.notice)
    act.say(_("Message sent"))


def _postpone(act: Act, row: Message) -> None:
    """Try again after the wait that its attempts ask for; after the last one it has failed."""
    attempts = act.session.scalar(
        select(func.count())
        .select_from(MessageAttempt)
        .where(MessageAttempt.about_message_id == row.id, MessageAttempt.step == "postponed")
    )
    wait = sending_rules().retry.wait_after(attempts or 1)
    if wait is None:
        act.set(row, state="failed", claimed_until=None)
    else:
        act.set(row, state="queued", not_before=act.now + wait, claimed_until=None)
