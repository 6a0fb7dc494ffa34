"""Composing and checking a message for an account in one go: the command that keeps it, and what the check found."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from collectdesk.desk.messages.checked import checked
from collectdesk.desk.messages.compose import Asked, Composed
from collectdesk.desk.messages.drafting import DraftMessage
from collectdesk.desk.messages.reading import first_person, points_for, reader_for
from collectdesk.desk.messages.truth import basis_of
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.messages.checks import Finding
from collectdesk.models import Account, Party


@dataclass(frozen=True, slots=True)
class Ready:
    """A message that may be kept; `findings` are warnings and what is good to know."""

    command: DraftMessage
    findings: tuple[Finding, ...]


def ready(session: Session, asked: Asked, author_id: int, batch_id: str) -> Ready:
    """The message, signed by its author. BadInput when it does not fit now, lacks something, or the check stops it."""
    person_id, point_id = _to_whom(session, asked)
    whole = Asked(
        asked.account_id, asked.purpose, asked.day, asked.channel, person_id, point_id, asked.language,
        asked.currency, asked.about_id, asked.given,
    )  # fmt: skip
    result = checked(session, whole, author_id)
    made = result.composed
    reasons = made.unfit or tuple(one.must for one in made.lacking)
    if reasons:
        raise BadInput(reasons[0])
    if result.blocking:
        rules = ", ".join(sorted({one.rule for one in result.blocking}))
        raise BadInput(_("the check of its words stops it: {rules}").format(rules=rules))
    theirs = made.theirs
    noted = [[one.rule, one.severity, one.place, one.why] for one in result.warnings]
    command = DraftMessage(
        account_id=asked.account_id, person_id=person_id, contact_point_id=point_id, template=made.purpose.name,
        purpose=made.purpose.name, notice=made.purpose.notice or None, language=theirs.reader.language,
        channel=made.channel, address=made.address, to_name=made.person, subject=theirs.subject.text,
        text=theirs.body.text, collector_text=_shown(made), needs_approval=made.purpose.review, batch_id=batch_id,
        basis={**basis_of(made), "findings": noted},
    )  # fmt: skip
    return Ready(command, result.findings)


def language_of(session: Session, account_id: int) -> str:
    """The language in which the account's customer would be written to."""
    party = session.get_one(Party, session.get_one(Account, account_id).party_id)
    return reader_for(party, first_person(session, party.id), None).language


def _shown(made: Composed) -> str:
    subject = made.ours.subject.text
    return f"{subject}\n\n{made.ours.body.text}" if subject else made.ours.body.text


def _to_whom(session: Session, asked: Asked) -> tuple[int | None, int | None]:
    """The person and the address that composing would choose, so that the message keeps them."""
    party_id = session.get_one(Account, asked.account_id).party_id
    person_id = asked.person_id
    if person_id is None:
        first = first_person(session, party_id)
        person_id = first.id if first is not None else None
    if asked.point_id is not None:
        return person_id, asked.point_id
    points = points_for(session, party_id, asked.channel or "email", person_id)
    return person_id, points[0].id if points else None
