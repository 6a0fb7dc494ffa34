"""Which messages went out on an account, and when."""

from __future__ import annotations

from datetime import date

import pytz
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from collectdesk.models import Desk, Message


def days_sent(session: Session, account_id: int) -> dict[str, date]:
    """The desk's day on which each message last went out, by its name."""
    zone = pytz.timezone(session.scalar(select(Desk.zone).where(Desk.id == 1)) or "UTC")
    rows = session.execute(
        select(Message.template, func.max(Message.sent_at))
        .where(
            Message.account_id == account_id,
            Message.sent_at.is_not(None),
            Message.undone_by.is_(None),
            Message.state != "bounced",
        )
        .group_by(Message.template)
    )
    return {name: at.astimezone(zone).date() for name, at in rows if at is not None}
