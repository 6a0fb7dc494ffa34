"""From the book to the gate: what is known of an account, as the rules ask for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, cast, get_args

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from collectdesk.models import (
    NO_DAY,
    Account,
    Activity,
    Consent,
    ContactPoint,
    CreditorEntity,
    Dispute,
    Hold,
    LegalNotice,
    OpenItem,
    Party,
    Wish,
)
from collectdesk.rules.case import Attempt, Case, Notice, Stopped
from collectdesk.rules.case import Consent as ConsentFact
from collectdesk.rules.case import Wish as WishFact
from collectdesk.rules.numbers import number_zones
from collectdesk.rules.places import plausible_zones
from collectdesk.rules.record import Channel, Place, StopKind, parse_week
from collectdesk.rules.rulebook import RuleBook

STOPS: frozenset[str] = frozenset(get_args(StopKind))
REMEMBERED = timedelta(days=45)
"""Attempts older than the longest span of any cap are left out; conversations are always remembered."""

DECIDED = ("accepted", "rejected", "closed", "withdrawn")
"""States in which a dispute holds nothing back."""

POINT_CHANNELS: dict[str, Channel] = {"phone": "call", "email": "email", "messenger": "messenger"}
"""The channel that a consent noted beside a number or an address is for."""


@dataclass(frozen=True, slots=True)
class Known:
    """One account's case for calls to the number that would be dialled first, and the zones it was made from.

    `stated` is where the customer said to be; `address` the zone, region or country on record.
    """

    account_id: int
    party_id: int
    case: Case
    address: tuple[str, ...]
    phone: tuple[str, ...]
    stated: str | None
    travel: str | None
    travel_until: date | None = None


def known_of(
    session: Session, book: RuleBook, account_ids: Sequence[int], now: datetime, attempts_too: bool = True
) -> dict[int, Known]:
    """What is known of some accounts, by id, for a call at `now`. Unknown ids are left out.

    Without `attempts_too` the attempts are left out, for customers whose rules count none.
    """
    rows = session.execute(
        select(Account, Party, CreditorEntity)
        .join(Party, Party.id == Account.party_id)
        .join(CreditorEntity, CreditorEntity.id == Account.creditor_entity_id)
        .where(Account.id.in_(account_ids))
    ).all()
    party_ids = sorted({account.party_id for account, _party, _creditor in rows})
    siblings = _siblings(session, party_ids)
    everyone = sorted({account_id for ids in siblings.values() for account_id in ids})
    attempts = _attempts(session, everyone if attempts_too else [], now)
    stops = _stops(session, everyone)
    notices, wishes, consents = (
        _notices(session, everyone),
        _wishes(session, party_ids),
        _consents(session, party_ids),
    )
    due = _due(session, [account.id for account, _party, _creditor in rows])
    found = {}
    for account, party, creditor in rows:
        owner = siblings[party.id]
        case = replace(
            bare_case(book, party, creditor.collector, creditor.debt_type),
            debt=str(account.id),
            creditor=str(creditor.id),
            due_on=due.get(account.id),
            attempts=tuple(sorted((one for id_ in owner for one in attempts[id_]), key=lambda one: one.at)),
            notices=tuple(notices[account.id]),
            stops=tuple(one for id_ in owner for one in stops[id_]),
            wishes=tuple(wishes[party.id]),
            consents=tuple(consents[party.id]),
        )
        found[account.id] = placed(book, account.id, party, case, now)
    return found


def bare_case(book: RuleBook, party: Any, collector: str | None, debt_type: str | None) -> Case:
    """What the gate knows of a customer without any history. `party` has the attributes of Party."""
    return Case(
        country=party.country,
        regions=book.regions_of(party.country, party.region, party.city),
        party_type=party.party_type,
        collector=cast(Any, collector),
        debt_type=cast(Any, debt_type),
        place=cast("Place | None", party.dial_place),
    )


def placed(book: RuleBook, account_id: int, party: Any, case: Case, now: datetime) -> Known:
    """The case with the zones in which the customer may be. `party` has the attributes of Party."""
    travel = party.travel_zone if party.travel_until and party.travel_until >= now.date() else None
    phone = tuple((party.dial_zones or "").split())
    address = plausible_zones(book, country=party.country, region=party.region, zone=party.zone)
    zones = plausible_zones(
        book,
        country=party.country,
        region=party.region,
        zone=party.zone,
        stated=party.stated_zone,
        phone=phone,
        travel=travel,
    )
    case = replace(case, zones=zones)
    until = party.travel_until if travel else None
    return Known(account_id, party.id, case, address, phone, party.stated_zone, travel, until)


def through(
    session: Session, book: RuleBook, known: Known, now: datetime, channel: Channel, point_id: int | None
) -> Known:
    """The same account through another channel, or another number than the first.

    Only calls, messages and visits are bound to where the number rings.
    """
    point = session.get(ContactPoint, point_id) if point_id is not None else None
    if point is not None and point.party_id == known.party_id and point.kind == "phone":
        party = session.get_one(Party, known.party_id)
        zones = number_zones(point.digits or "")
        moved = plausible_zones(
            book,
            country=party.country,
            region=party.region,
            zone=party.zone,
            stated=known.stated,
            phone=zones,
            travel=known.travel,
        )
        case = replace(known.case, zones=moved, place=cast("Place | None", point.use))
        known = replace(known, case=case, phone=zones)
    place = known.case.place if channel in ("call", "voicemail") else None
    return replace(known, case=replace(known.case, channel=channel, place=place))


def _siblings(session: Session, party_ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = session.execute(select(Account.party_id, Account.id).where(Account.party_id.in_(party_ids)))
    for party_id, account_id in rows:
        found[party_id].append(account_id)
    return found


def _attempts(session: Session, account_ids: Sequence[int], now: datetime) -> dict[int, list[Attempt]]:
    found: dict[int, list[Attempt]] = defaultdict(list)
    rows = session.execute(
        select(Activity, ContactPoint.use, Account.creditor_entity_id)
        .join(Account, Account.id == Activity.account_id)
        .outerjoin(ContactPoint, ContactPoint.id == Activity.contact_point_id)
        .where(
            Activity.account_id.in_(account_ids),
            Activity.undone_by.is_(None),
            (Activity.at >= now - REMEMBERED) | Activity.conversation,
        )
    )
    for activity, use, creditor_id in rows:
        found[activity.account_id].append(_attempt(activity, use, creditor_id))
    return found


def _attempt(activity: Activity, use: str | None, creditor_id: int) -> Attempt:
    spoken = activity.channel in ("call", "visit")
    sent = activity.result == "SENT" and activity.channel in ("email", "sms", "messenger")
    return Attempt(
        at=activity.at,
        channel=cast(Channel, activity.channel),
        outbound=activity.direction == "out",
        counts=activity.counts_to_cap if spoken else activity.attempt,
        reached=activity.contact or sent or activity.result == "VM_LEFT",
        conversation=activity.conversation,
        debts=(str(activity.account_id),),
        creditor=str(creditor_id),
        place=cast("Place | None", use),
    )


def _stops(session: Session, account_ids: Sequence[int]) -> dict[int, list[Stopped]]:
    found: dict[int, list[Stopped]] = defaultdict(list)
    holds = session.scalars(
        select(Hold).where(Hold.account_id.in_(account_ids), Hold.kind.in_(STOPS), Hold.undone_by.is_(None))
    )
    for hold in holds:
        ends = [] if hold.until_on == NO_DAY else [hold.until_on + timedelta(days=1)]
        ends += [hold.lifted_on] if hold.lifted_on else []
        found[hold.account_id].append(
            Stopped(cast(StopKind, hold.kind), hold.since_on, min(ends, default=None), str(hold.account_id))
        )
    for account_id, opened_on in _wholly_disputed(session, account_ids):
        found[account_id].append(Stopped("dispute", opened_on, None, str(account_id)))
    return found


def _wholly_disputed(session: Session, account_ids: Sequence[int]) -> list[tuple[int, date]]:
    """Accounts on which every open debit is disputed, and since when."""
    undisputed = func.sum(OpenItem.open_minor - OpenItem.disputed_minor)
    whole = (
        select(OpenItem.account_id)
        .where(OpenItem.account_id.in_(account_ids), OpenItem.open_minor > 0)
        .group_by(OpenItem.account_id)
        .having(undisputed <= 0)
    )
    rows = session.execute(
        select(Dispute.account_id, func.min(Dispute.opened_on))
        .where(Dispute.account_id.in_(whole), Dispute.state.notin_(DECIDED), Dispute.undone_by.is_(None))
        .group_by(Dispute.account_id)
    )
    return [(account_id, opened_on) for account_id, opened_on in rows]


def _notices(session: Session, account_ids: Sequence[int]) -> dict[int, list[Notice]]:
    found: dict[int, list[Notice]] = defaultdict(list)
    rows = session.scalars(
        select(LegalNotice)
        .where(LegalNotice.account_id.in_(account_ids), LegalNotice.undone_by.is_(None))
        .order_by(LegalNotice.sent_on, LegalNotice.id)
    )
    for row in rows:
        found[row.account_id].append(Notice(cast(Any, row.kind), row.sent_on, row.not_received_on))
    return found


def _wishes(session: Session, party_ids: Sequence[int]) -> dict[int, list[WishFact]]:
    found: dict[int, list[WishFact]] = defaultdict(list)
    rows = session.scalars(
        select(Wish)
        .where(Wish.party_id.in_(party_ids), Wish.ended_on.is_(None), Wish.undone_by.is_(None))
        .order_by(Wish.id)
    )
    for row in rows:
        found[row.party_id].append(wish_fact(row.kind, row.value, row.since_on))
    return found


def wish_fact(kind: str, value: str, since_on: date | None = None) -> WishFact:
    """A stored wish as the gate reads it. ValueError for hours that cannot be read."""
    if kind in ("hours", "days"):
        return WishFact(cast(Any, kind), week=parse_week(tuple(value.split(";"))), on=since_on)
    return WishFact(cast(Any, kind), channels=cast(Any, tuple(value.split())), on=since_on)


def _consents(session: Session, party_ids: Sequence[int]) -> dict[int, list[ConsentFact]]:
    """Recorded consents, and those that came with a number or an address in a list of contacts."""
    found: dict[int, list[ConsentFact]] = defaultdict(list)
    rows = session.scalars(
        select(Consent)
        .where(Consent.party_id.in_(party_ids), Consent.undone_by.is_(None))
        .order_by(Consent.id)
    )
    for row in rows:
        found[row.party_id].append(
            ConsentFact(cast(Channel, row.channel), row.given_on, row.for_on, row.ended_on)
        )
    points = session.execute(
        select(ContactPoint.party_id, ContactPoint.kind, ContactPoint.consent_on).where(
            ContactPoint.party_id.in_(party_ids),
            ContactPoint.consent_on.is_not(None),
            ContactPoint.state != "blocked",
        )
    )
    for party_id, kind, consent_on in points:
        if kind in POINT_CHANNELS and consent_on is not None:
            found[party_id].append(ConsentFact(POINT_CHANNELS[kind], consent_on))
    return found


def _due(session: Session, account_ids: Sequence[int]) -> dict[int, date]:
    rows = session.execute(
        select(OpenItem.account_id, func.min(OpenItem.due_on))
        .where(OpenItem.account_id.in_(account_ids), OpenItem.open_minor > 0)
        .group_by(OpenItem.account_id)
    )
    return {account_id: due_on for account_id, due_on in rows if due_on is not None}
