"""What the call screen and the cards of an account read: person and numbers, the case, and the draft, in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from collectdesk.desk.act import Actor
from collectdesk.desk.dialled import CANNOT_DIAL
from collectdesk.desk.dossier import contacts, desk_day
from collectdesk.desk.local_time import the_zone
from collectdesk.desk.notes import Draft, find_draft
from collectdesk.desk.typed.outcome_line import Surroundings
from collectdesk.desk.views import Contact, Point
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import Account, CreditorEntity, Desk, Note, OpenItem, Party, Promise, User
from collectdesk.money import Money
from collectdesk.store import Store


@dataclass(frozen=True, slots=True)
class Line:
    """A number of the customer with the person it belongs to; `person` is None where it is nobody's."""

    point: Point
    person: Contact | None

    @property
    def usable(self) -> bool:
        """Whether it may be dialled: neither dead nor blocked."""
        return self.point.state not in CANNOT_DIAL


@dataclass(frozen=True, slots=True)
class Sum:
    """What is owed in one currency: overdue, the disputed part of it, and what is promised."""

    overdue: Money
    disputed: Money
    promised: Money


@dataclass(frozen=True, slots=True)
class CallView:
    """An account as a call needs it. `zone` is the customer's where it is certain; `day` is the desk's date."""

    account_id: int
    number: str
    customer: str
    party_type: str
    creditor: str
    collector: str
    country: str | None
    stated_zone: str | None
    zone: str | None
    desk_zone: str
    day: date
    lines: tuple[Line, ...]
    people: tuple[Contact, ...]
    sums: tuple[Sum, ...]
    owed: dict[str, int]
    """Undisputed overdue minor units by currency, the main one first; with nothing overdue, the open ones with 0."""
    oldest: tuple[str, date] | None
    """Document and due date of the oldest overdue item that is not wholly disputed."""
    draft: Draft | None

    def around(self) -> Surroundings:
        """What a typed line is read against."""
        return Surroundings(self.day, self.desk_zone, self.zone, self.owed)

    @property
    def main_currency(self) -> str | None:
        """The currency of most overdue items, or of most open ones."""
        return next(iter(self.owed), None)


@dataclass(frozen=True, slots=True)
class WrittenNote:
    """A saved note: when, by whom, and its text."""

    id: int
    at: datetime
    who: str
    text: str


def call_view(store: Store, actor: Actor, now: datetime, account_id: int, place: str = "call") -> CallView:
    """The account for a call or a card; `place` is the one whose draft is wanted. BadInput when there is none."""
    draft = find_draft(store, actor, account_id, place)
    with store.read() as session:
        row = session.execute(
            select(Account, Party, CreditorEntity)
            .join(Party, Party.id == Account.party_id)
            .join(CreditorEntity, CreditorEntity.id == Account.creditor_entity_id)
            .where(Account.id == account_id)
        ).first()
        if row is None:
            raise BadInput(
                _("there is no account with the id {id}; search for it by number or name").format(
                    id=account_id
                )
            )
        account, party, creditor = row
        day = desk_day(session, now)
        people, loose = contacts(session, party.id)
        items = _items(session, account_id)
        return CallView(
            account_id=account.id,
            number=account.number,
            customer=party.name,
            party_type=party.party_type,
            creditor=creditor.name,
            collector=actor.name,
            country=party.country,
            stated_zone=party.zone,
            zone=the_zone(party.country, party.zone, now),
            desk_zone=session.scalar(select(Desk.zone).where(Desk.id == 1)) or "UTC",
            day=day,
            lines=_lines(people, loose),
            people=people,
            sums=_sums(items, _promised(session, account_id), day),
            owed=_owed(items, day),
            oldest=_oldest(items, day),
            draft=draft,
        )


def notes_of(store: Store, account_id: int, limit: int = 500) -> tuple[WrittenNote, ...]:
    """The notes of an account, newest first; those taken back are left out."""
    query = (
        select(Note.id, Note.at, User.name, Note.text)
        .join(User, User.id == Note.user_id)
        .where(Note.account_id == account_id, Note.undone_by.is_(None))
        .order_by(Note.at.desc(), Note.id.desc())
        .limit(limit)
    )
    with store.read() as session:
        return tuple(WrittenNote(*row) for row in session.execute(query))


@dataclass(frozen=True, slots=True)
class _Item:
    document: str
    currency: str
    due_on: date | None
    open_minor: int
    disputed_minor: int

    def late(self, day: date) -> bool:
        return self.due_on is not None and self.due_on < day


def _items(session: Session, account_id: int) -> list[_Item]:
    rows = session.execute(
        select(
            OpenItem.document,
            OpenItem.currency,
            OpenItem.due_on,
            OpenItem.open_minor,
            OpenItem.disputed_minor,
        )
        .where(OpenItem.account_id == account_id, OpenItem.open_minor > 0)
        .order_by(OpenItem.due_on.is_(None), OpenItem.due_on, OpenItem.id)
    )
    return [_Item(d, c, due, open_, max(0, min(disputed, open_))) for d, c, due, open_, disputed in rows]


def _main_first(items: list[_Item], day: date) -> list[str]:
    """The currencies, the one with most overdue items first, as the dossier orders them."""

    def place(currency: str) -> tuple[int, int, str]:
        mine = [item for item in items if item.currency == currency]
        late = sum(item.late(day) for item in mine)
        return -late, late - len(mine), currency

    return sorted({item.currency for item in items}, key=place)


def _owed(items: list[_Item], day: date) -> dict[str, int]:
    return {
        currency: sum(
            item.open_minor - item.disputed_minor
            for item in items
            if item.currency == currency and item.late(day)
        )
        for currency in _main_first(items, day)
    }


def _sums(items: list[_Item], promised: dict[str, int], day: date) -> tuple[Sum, ...]:
    found = []
    for currency in _main_first(items, day):
        late = [item for item in items if item.currency == currency and item.late(day)]
        disputed = sum(item.disputed_minor for item in items if item.currency == currency)
        found.append(
            Sum(
                Money(sum(item.open_minor for item in late), currency),
                Money(disputed, currency),
                Money(promised.get(currency, 0), currency),
            )
        )
    return tuple(found)


def _oldest(items: list[_Item], day: date) -> tuple[str, date] | None:
    for item in items:
        if item.due_on is not None and item.late(day) and item.open_minor > item.disputed_minor:
            return item.document, item.due_on
    return None


def _promised(session: Session, account_id: int) -> dict[str, int]:
    rows = session.execute(
        select(Promise.currency, func.sum(Promise.amount_minor))
        .where(Promise.account_id == account_id, Promise.state == "open", Promise.undone_by.is_(None))
        .group_by(Promise.currency)
    )
    return {currency: int(minor) for currency, minor in rows}


def _lines(people: tuple[Contact, ...], loose: tuple[Point, ...]) -> tuple[Line, ...]:
    """The phone numbers: those that can be dialled first, verified before others, people before nobody's."""
    lines = [Line(p, person) for person in people for p in person.points if p.kind == "phone"]
    lines += [Line(p, None) for p in loose if p.kind == "phone"]
    return tuple(sorted(lines, key=_choice))


def _choice(line: Line) -> tuple[bool, bool, bool, int, int]:
    """The order of `dialled.first_choice`, behind what can be dialled at all."""
    person = line.person.id if line.person is not None else 0
    return not line.usable, line.point.state != "verified", line.person is None, person, line.point.id
