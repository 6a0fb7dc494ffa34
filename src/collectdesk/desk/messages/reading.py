"""In whose language somebody is written to, and where."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.messages.catalogue import SOURCE, languages
from collectdesk.messages.formats import Reader, official_languages, reader
from collectdesk.messages.purposes import Channel
from collectdesk.models import Account, ContactPerson, ContactPoint, Party

_KINDS: dict[Channel, str] = {"email": "email", "sms": "phone", "voicemail": "phone", "letter": "post"}
_GONE = ("dead", "blocked")


def reader_for(party: Party, person: ContactPerson | None, named: str | None) -> Reader:
    """The language that is named, else the person's, the customer's, an official one of the country, English.

    Of those that are not named, the first that can be written. BadInput for a named one that cannot be.
    """
    there = languages()
    if named is not None:
        found = _reader(named, party.country)
        if found is None or found.language not in there:
            raise BadInput(
                _("letters cannot be written in {language}; use one of {all}").format(
                    language=named, all=", ".join(there)
                )
            )
        return found
    wishes = [person.language if person else None, party.language]
    wishes += official_languages(party.country) if party.country else ()
    for wish in (one for one in wishes if one):
        found = _reader(wish, party.country)
        if found is not None and found.language in there:
            return found
    return reader(SOURCE, party.country)


def _reader(language: str, country: str | None) -> Reader | None:
    try:
        return reader(language, country)
    except ValueError:
        return None


def points_for(
    session: Session, party_id: int, channel: Channel, person_id: int | None
) -> list[ContactPoint]:
    """The ways to reach a customer through a channel, the person's own first, verified ones before others."""
    rows = session.scalars(
        select(ContactPoint).where(
            ContactPoint.party_id == party_id,
            ContactPoint.kind == _KINDS[channel],
            ContactPoint.state.notin_(_GONE),
        )
    )
    mobile = channel == "sms"
    return sorted(
        rows,
        key=lambda one: (
            one.person_id != person_id,
            one.state != "verified",
            mobile and one.use != "mobile",
            one.id,
        ),
    )


def first_person(session: Session, party_id: int) -> ContactPerson | None:
    """The person of a customer who is written to where nobody is named: the first that was known."""
    return session.scalars(
        select(ContactPerson).where(ContactPerson.party_id == party_id).order_by(ContactPerson.id).limit(1)
    ).first()


def postal_address(party: Party) -> str:
    """Street, town; "" where neither is known."""
    town = " ".join(part for part in (party.postcode, party.city) if part)
    return ", ".join(part for part in (party.street, town) if part)


def person_named(session: Session, account_id: int, name: str) -> int:
    """The id of the person of an account's customer with this name, in part. BadInput when there is none or several."""
    people = session.execute(
        select(ContactPerson.id, ContactPerson.name)
        .join(Account, Account.party_id == ContactPerson.party_id)
        .where(Account.id == account_id)
        .order_by(ContactPerson.id)
    ).all()
    found = [one for one in people if name.casefold() in one.name.casefold()]
    if len(found) != 1:
        raise BadInput(
            _("--person {name!r} names {count} people; use one of {all}").format(
                name=name, count=len(found), all=", ".join(one.name for one in people) or "-"
            )
        )
    return int(found[0].id)
