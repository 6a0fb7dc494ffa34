"""A message for one account: what the customer will read, beside what the collector reads, from one set of fields.

Composing reads and writes nothing. The same is composed again at the moment of sending: when it comes out differently,
the account has changed since, and the message is held back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.desk.calendar import add_business_days
from collectdesk.desk.messages.about import Subject, subject
from collectdesk.desk.messages.fitting import Standing, standing, unfit
from collectdesk.desk.messages.given import typed
from collectdesk.desk.messages.owing import owing, total
from collectdesk.desk.messages.reading import first_person, points_for, postal_address, reader_for
from collectdesk.desk.messages.sent import days_sent
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.messages.catalogue import SOURCE
from collectdesk.messages.formats import Reader, reader
from collectdesk.messages.house import House, load_house
from collectdesk.messages.mandatory import Block, Situation, blocks
from collectdesk.messages.marked import Marked
from collectdesk.messages.message import Message, Piece, fields_of, write
from collectdesk.messages.purposes import Channel, Purpose, purpose
from collectdesk.messages.rendering import Field
from collectdesk.messages.salutation import Addressee
from collectdesk.models import Account, ContactPerson, ContactPoint, CreditorEntity, Desk, Party, User
from collectdesk.money import Money
from collectdesk.rules.rulebook import load_rulebook

_DOCUMENTS = 50
"""More documents than this do not go into a text; a statement is attached instead."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which message, to whom, and how. What is None is chosen: channel, person, address, language, currency, subject.

    `given` are the values that a message asks a person for. `day` is the desk's day on which it is written.
    """

    account_id: int
    purpose: str
    day: date
    channel: Channel | None = None
    person_id: int | None = None
    point_id: int | None = None
    language: str | None = None
    currency: str | None = None
    about_id: int | None = None
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Composed:
    """A message as it would go out. `theirs` is the customer's, `ours` the collector's; their pieces stand in pairs.

    `unfit` are reasons against it, `lacking` mandatory blocks without a text. `address` is where it goes, "" where no
    way is known; `verified` says that the address is known to be the customer's own. `answer_by`
    is the day by which it asks for an answer.
    """

    asked: Asked
    purpose: Purpose
    channel: Channel
    theirs: Message
    ours: Message
    unfit: tuple[str, ...]
    lacking: tuple[Block, ...]
    required: tuple[tuple[str, str], ...]
    address: str
    verified: bool
    person: str
    standing: Standing
    about: Subject
    step_authorised: bool
    answer_by: date | None
    person_id: int | None
    point_id: int | None


def compose(session: Session, asked: Asked, user_id: int, *, must_fit: bool = False) -> Composed:
    """The message. BadInput when there is no such account or message, or when a field is missing or cannot be read.

    With `must_fit` also when something speaks against it, before anything is written.
    """
    wanted = purpose(asked.purpose)
    channel = asked.channel or wanted.channels[0]
    if channel not in wanted.channels:
        raise BadInput(
            _("{message} does not go out by {channel}; use one of {all}").format(
                message=wanted.name, channel=channel, all=", ".join(wanted.channels)
            )
        )
    account, party, creditor = _who(session, asked.account_id)
    person = _person(session, asked, party)
    to = reader_for(party, person, asked.language)
    about = subject(session, wanted.about, account.id, asked.day, asked.about_id)
    desk = session.get_one(Desk, 1)
    owed = owing(session, account.id, asked.day, asked.currency or about.currency, desk.base_currency)
    house = load_house()
    at = standing(session, account, party, creditor, owed, house.step.get(creditor.code, ""), asked.day)
    sent = days_sent(session, account.id)
    reasons = unfit(wanted, at, about, sent)
    if must_fit and reasons:
        raise BadInput("; ".join(reasons))
    point = _point(session, asked, party, channel, person)
    user = session.get_one(User, user_id)
    fields = _fields(wanted, at, about, house, user.name, person, sent)
    fields |= typed({name: asked.given.get(name, "") for name in wanted.asks}, owed.currency)
    empty = {name for name in wanted.needs if not fields.get(name)}
    missing = sorted(fields_of(wanted.name, channel) - fields.keys() | empty)
    if missing:
        raise BadInput(
            _("{message} cannot be written: {reasons}").format(
                message=wanted.name,
                reasons="; ".join(reasons) or _("{field} is not known").format(field=", ".join(missing)),
            )
        )
    who = Addressee(
        person.name if person else "",
        (person.salutation or "") if person else "",
        party.name,
        party.party_type == "consumer",
    )
    sender = house.name or creditor.name
    ground = (wanted, channel, who, fields, user.name, sender)
    theirs, ours = _written(to, *ground), _written(reader(SOURCE, None), *ground)
    needed = blocks(_situation(wanted, channel, to, party, creditor), fields)
    theirs, ours = _with_blocks(theirs, needed), _with_blocks(ours, needed)
    address, verified = _address(channel, party, point)
    reasons += _not_reached(channel, wanted, address, verified)
    return Composed(
        asked, wanted, channel, theirs, ours, reasons,
        tuple(one for one in needed if one.text is None),
        tuple((one.code, one.text) for one in needed if one.text is not None),
        address, verified, who.person, at, about, bool(at.step),
        _answer_by(wanted, asked.day, party) if wanted.answer else None,
        person.id if person is not None else None, point.id if point is not None else None,
    )  # fmt: skip


def _written(
    to: Reader,
    wanted: Purpose,
    channel: Channel,
    who: Addressee,
    fields: Mapping[str, Field],
    agent: str,
    sender: str,
) -> Message:
    return write(
        wanted, channel, to, who, {**fields, "language": to.language_name}, agent=agent, sender=sender
    )


def _answer_by(wanted: Purpose, day: date, party: Party) -> date:
    return add_business_days(day + timedelta(days=wanted.answer), 0, party.country)


def _who(session: Session, account_id: int) -> tuple[Account, Party, CreditorEntity]:
    row = session.execute(
        select(Account, Party, CreditorEntity)
        .join(Party, Party.id == Account.party_id)
        .join(CreditorEntity, CreditorEntity.id == Account.creditor_entity_id)
        .where(Account.id == account_id)
    ).first()
    if row is None:
        raise BadInput(
            _("there is no account with the id {id}; search for it by number or name").format(id=account_id)
        )
    return row[0], row[1], row[2]


def _person(session: Session, asked: Asked, party: Party) -> ContactPerson | None:
    """The person who is named, else the first that the customer has."""
    if asked.person_id is not None:
        found = session.get(ContactPerson, asked.person_id)
        if found is None or found.party_id != party.id:
            raise BadInput(_("this person does not belong to the customer; choose one of the account"))
        return found
    return first_person(session, party.id)


def _point(
    session: Session, asked: Asked, party: Party, channel: Channel, person: ContactPerson | None
) -> ContactPoint | None:
    if asked.point_id is not None:
        found = session.get(ContactPoint, asked.point_id)
        if found is None or found.party_id != party.id:
            raise BadInput(_("this address does not belong to the customer; choose one of the account"))
        return found
    there = points_for(session, party.id, channel, person.id if person else None)
    return there[0] if there else None


def _address(channel: Channel, party: Party, point: ContactPoint | None) -> tuple[str, bool]:
    if point is not None:
        return point.value, point.state == "verified"
    return (postal_address(party), False) if channel == "letter" else ("", False)


def _not_reached(channel: Channel, wanted: Purpose, address: str, verified: bool) -> tuple[str, ...]:
    if not address and not wanted.internal:
        return (_("no address is known for this channel"),)
    if channel == "sms" and not verified and wanted.name != "callback":
        return (_("the number is not verified as the customer's own; only a neutral message may go there"),)
    return ()


def _situation(
    wanted: Purpose, channel: Channel, to: Reader, party: Party, creditor: CreditorEntity
) -> Situation:
    regions = load_rulebook().regions_of(party.country, party.region, party.city)
    places = frozenset(one for one in (party.country, *regions) if one)
    return Situation(
        wanted.name, channel, to.language, places, party.party_type, creditor.collector, creditor.debt_type
    )


def _with_blocks(message: Message, needed: tuple[Block, ...]) -> Message:
    """The message with its mandatory blocks before the closing; they are the customer's words on both sides."""
    said = tuple(
        Piece("mandatory", one.code, ((Marked(one.text),),)) for one in needed if one.text is not None
    )
    if not said:
        return message
    if message.channel in ("sms", "voicemail"):
        text = " ".join([message.short.text, *(one.text.text for one in said)])
        return replace(message, short=Marked(text, message.short.spans))
    return replace(message, pieces=message.pieces + said)


def _fields(
    wanted: Purpose,
    at: Standing,
    about: Subject,
    house: House,
    agent: str,
    person: ContactPerson | None,
    sent: Mapping[str, date],
) -> dict[str, Field]:
    """Every field that is known; a message that asks for one that is not here cannot be written."""
    party, creditor, owed = at.party, at.creditor, at.owing
    country = party.country or ""
    due = wanted.name == "pre_due_courtesy"
    every = wanted.about != "account" or wanted.name in ("statement_of_account", "request_remittance")
    items = owed.soon if due else owed.every if every or not owed.overdue else owed.overdue
    found: dict[str, Field] = {
        "consumer": party.party_type == "consumer",
        "customer": party.name,
        "customer_address": postal_address(party),
        "reference": at.account.number,
        "creditor": creditor.name,
        "agency": house.name or creditor.name,
        "agency_address": house.address,
        "licence": house.licence,
        "agent": agent,
        "person": person.name if person else party.name,
        "help": house.advice.get(country, ""),
        "complaints": house.complaints.get(country, ""),
        "bank": house.bank.get(creditor.code, {}).get(owed.currency, ""),
        "step": at.step,
        "phone": house.phone,
        "disputed": owed.disputed if owed.disputed.minor else None,
        "as_of": at.day,
        "ask_reason": country != "CO",
        "answer_by": _answer_by(wanted, at.day, party),
        "pause_until": None,
        "language": "",
        "documents": [
            {"document": document, "due_on": due_on, "amount": amount}
            for document, due_on, amount in items[:_DOCUMENTS]
        ],
        "count": len(items),
        "document": items[0][0] if len(items) == 1 else "",
        "balance": owed.balance if owed.balance.minor or wanted.about == "account" else None,
        "interest": None,
        "fees": None,
        "paid": None,
    }
    if items and items[0][1] is not None:
        found |= {
            "amount": total(items, owed.currency),
            "due_on": items[0][1],
            "days": max(0, owed.days(at.day)),
        }
        found |= {"principal": total(items, owed.currency)}
        if wanted.name in ("firm_notice", "final_notice"):
            found["balance"] = total(items, owed.currency)
    before = [sent[name] for name in wanted.after if name in sent]
    if before:
        found["letter_on"] = max(before)
    if owed.credit.minor:
        found["refund"] = owed.credit
    if wanted.name == "validation_notice_us":
        zero = Money(0, owed.currency)
        found |= {"interest": zero, "fees": zero, "paid": zero}
    return found | about.fields
