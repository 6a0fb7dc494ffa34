"""Messages of which nobody knows whether they arrived, and those that a person sends: the person says."""

from __future__ import annotations

from typing import Literal

from collectdesk.desk.act import Act, Command, act
from collectdesk.desk.messages.drafting import message_of
from collectdesk.desk.messages.outcome import message_went
from collectdesk.desk.rights import Right
from collectdesk.i18n import _
from collectdesk.models import MessageAttempt


class SettleUncertain(Command):
    """What a person found out: it was sent, it is to be sent again under the same Message-ID, or it is given up."""

    message_id: int
    was: Literal["sent", "again", "dropped"]


@act("message.settle", right=Right.WORK)
def settle_uncertain(act: Act, command: SettleUncertain) -> None:
    """Settle a message that is uncertain or was handed to a person. BadInput for any other."""
    row = message_of(act, command.message_id, "uncertain", "handed")
    act.record(message=row.id, was=command.was, before=row.state)
    row.turn += 1
    row.reason = ""
    act.session.add(
        MessageAttempt(about_message_id=row.id, turn=row.turn, at=act.now, step="settled", code=None)
    )
    if command.was == "sent":
        act.set(row, state="sent")
        message_went(act, row)
    elif command.was == "again":
        act.set(row, state="queued", not_before=act.now)
        act.say(_("Message queued again"))
    else:
        act.set(row, state="dropped")
        act.say(_("Message dropped"))
