"""Whether a message still says what the book says, asked at the moment of sending."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from collectdesk.desk.messages.compose import Asked, Composed, compose
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import Message
from collectdesk.store.journal import digest


def basis_of(made: Composed) -> dict[str, Any]:
    """What a message was composed from, and the digest of what it said, for its row."""
    return {
        "day": made.asked.day.isoformat(),
        "about": made.about.id,
        "currency": made.standing.owing.currency,
        "given": dict(made.asked.given),
        "told": _told(made),
    }


def still_true(session: Session, row: Message) -> str | None:
    """Why a message that waits must not go out as it is; None where the account is still as it says."""
    if not row.basis:
        return None
    asked = Asked(
        row.account_id,
        row.template,
        date.fromisoformat(row.basis["day"]),
        channel=row.channel,  # type: ignore[arg-type]
        person_id=row.person_id,
        point_id=row.contact_point_id,
        language=row.language,
        currency=row.basis["currency"],
        about_id=row.basis["about"],
        given=row.basis["given"],
    )
    try:
        made = compose(session, asked, row.user_id)
    except BadInput as error:
        return str(error)
    if made.unfit:
        return _("the account has changed since: {reason}").format(reason=made.unfit[0])
    if _told(made) != row.basis["told"]:
        return _("the account has changed since: amounts or dates are not as the message says")
    return None


def _told(made: Composed) -> str:
    return digest(f"{made.theirs.subject.text}\n{made.theirs.body.text}")
