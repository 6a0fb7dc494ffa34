"""The people at a customer and how to reach them: adding a person or a number, and saying whether a number works."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pytz
from sqlalchemy import select

from collectdesk.desk.act import Act, Command, act
from collectdesk.desk.dialled import refresh_dialled
from collectdesk.desk.rights import Right
from collectdesk.exchange.cells import Unreadable
from collectdesk.exchange.contacts import ContactRole, language_of, read_email, read_phone
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import ContactPerson, ContactPoint, Party
from collectdesk.store import search

PointKind = Literal["phone", "email", "messenger", "post"]
PointUse = Literal["work", "home", "mobile"]
PointState = Literal["unverified", "verified", "dead", "blocked"]

SOURCE_DESK = "desk"
"""Where people and numbers come from that a collector typed in."""
_LONGEST = 300
_SEARCHED = frozenset({"email", "messenger"})


class AddPerson(Command):
    """A person at the customer. `language` is a Babel locale id, `zone` an IANA name."""

    account_id: int
    name: str
    role: ContactRole | None = None
    salutation: str | None = None
    language: str | None = None
    zone: str | None = None
    source: str = SOURCE_DESK


class AddPoint(Command):
    """A way to reach the customer, or one person there.

    A phone number without a country code rings in the customer's country.
    """

    account_id: int
    kind: PointKind = "phone"
    value: str
    use: PointUse | None = None
    person_id: int | None = None
    state: PointState = "unverified"
    consent_on: date | None = None
    consent_source: str | None = None
    source: str = SOURCE_DESK


class MarkPoint(Command):
    """What was found out about a number or an address, on the account on which it was found out."""

    account_id: int
    contact_point_id: int
    state: PointState


@act("contact.add_person", right=Right.WORK)
def add_person(act: Act, command: AddPerson) -> None:
    """Add a person. BadInput without a name, for a name that is there already, an unknown language or zone."""
    account = act.account(command.account_id)
    name = " ".join(command.name.split())
    if not name or len(name) > _LONGEST:
        raise BadInput(_("a person needs a name of at most {n} characters").format(n=_LONGEST))
    for person in act.session.scalars(
        select(ContactPerson).where(ContactPerson.party_id == account.party_id)
    ):
        if person.name.casefold() == name.casefold():
            raise BadInput(_("{name} is among the people of this customer already").format(name=name))
    if command.zone and command.zone not in pytz.all_timezones_set:
        raise BadInput(_("{zone} is not a time zone; use one such as Asia/Kolkata").format(zone=command.zone))
    row = act.add(
        ContactPerson(
            party_id=account.party_id,
            name=name,
            salutation=_line(command.salutation),
            role=command.role,
            language=_checked_language(command.language),
            zone=command.zone or None,
            source=_line(command.source) or SOURCE_DESK,
        )
    )
    search.put(act.session, "person", row.id, account.id, name)
    act.record(person=row.id, role=command.role)
    act.say(_("Added {name}").format(name=name))


@act("contact.add_point", right=Right.WORK)
def add_point(act: Act, command: AddPoint) -> None:
    """Add a number or an address. BadInput for what is none, or what this customer has already."""
    account = act.account(command.account_id)
    party = act.session.get_one(Party, account.party_id)
    if command.person_id is not None:
        person = act.session.get(ContactPerson, command.person_id)
        if person is None or person.party_id != party.id:
            raise BadInput(_("this person does not belong to the account"))
    value, digits, assigned = _checked_value(command, party)
    if act.session.scalar(
        select(ContactPoint.id).where(
            ContactPoint.party_id == party.id, ContactPoint.kind == command.kind, ContactPoint.value == value
        )
    ):
        raise BadInput(_("this customer has {value} already").format(value=value))
    row = act.add(
        ContactPoint(
            party_id=party.id,
            person_id=command.person_id,
            kind=command.kind,
            value=value,
            digits=digits,
            digits_reversed=digits[::-1] if digits else None,
            use=command.use,
            state=command.state,
            consent_on=command.consent_on,
            consent_source=_line(command.consent_source),
            source=_line(command.source) or SOURCE_DESK,
        )
    )
    if command.kind == "phone":
        refresh_dialled(act.session, [party.id])
    if command.kind in _SEARCHED:
        search.put(act.session, "address", row.id, account.id, value)
    act.record(contact_point=row.id, kind=command.kind, use=command.use, state=command.state)
    said = _("Added {value}") if assigned else _("Added {value}; no such number is assigned there, check it")
    act.say(said.format(value=value))


@act("contact.mark_point", right=Right.WORK)
def mark_point(act: Act, command: MarkPoint) -> None:
    """Mark a number or an address as verified, dead, blocked or unverified."""
    account = act.account(command.account_id)
    point = act.session.get(ContactPoint, command.contact_point_id)
    if point is None or point.party_id != account.party_id:
        raise BadInput(_("this number does not belong to the account"))
    act.set(point, state=command.state)
    refresh_dialled(act.session, [point.party_id])
    act.record(contact_point=point.id, state=command.state)
    said = {
        "unverified": _("{value} is not verified any more"),
        "verified": _("{value} is verified"),
        "dead": _("{value} is marked as dead"),
        "blocked": _("{value} is blocked"),
    }
    act.say(said[command.state].format(value=point.value))


def _checked_value(command: AddPoint, party: Party) -> tuple[str, str | None, bool]:
    """The value as it is kept, its digits, and whether a numbering plan knows it."""
    try:
        if command.kind == "phone":
            return read_phone(command.value, party.country)
        if command.kind == "email":
            return read_email(command.value), None, True
    except Unreadable as reason:
        raise BadInput(_("{reason}; check it and type it again").format(reason=reason)) from reason
    value = command.value.strip()
    if not value or len(value) > _LONGEST:
        raise BadInput(_("an address has between 1 and {n} characters").format(n=_LONGEST))
    return value, None, True


def _checked_language(said: str | None) -> str | None:
    try:
        return language_of(said or "") or None
    except Unreadable as reason:
        raise BadInput(_("{reason}; use one such as de or pt_BR").format(reason=reason)) from reason


def _line(said: str | None) -> str | None:
    """A short text on one line, None when it is blank."""
    return " ".join((said or "").split())[:_LONGEST] or None
