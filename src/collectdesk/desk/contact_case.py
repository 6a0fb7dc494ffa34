"""From the book to the gate: what is known of an account, as the rules ask for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, cast, get_args

from sqlalchemy import bindparam, func, select
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

DECIDED = ("accepted", "partly_accepted", "rejected", "closed", "withdrawn")
"""States in which a dispute is decided; only an accepted part holds anything back, until its credit comes."""

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
    rows = session.execute(_WHO, {"ids": account_ids}).all()
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


# The statements are made once: making one takes longer than running it.
_IDS: Any = bindparam("ids", expanding=True)
_WHO = (
    select(Account, Party, CreditorEntity)
    .join(Party, Party.id == Account.party_id)
    .join(CreditorEntity, CreditorEntity.id == Account.creditor_entity_id)
    .where(Account.id.in_(_IDS))
)
_SIBLINGS = select(Account.party_id, Account.id).where(Account.party_id.in_(_IDS))
_ATTEMPTS = (
    select(
        Activity.account_id, Activity.at, Activity.channel, Activity.direction, Activity.result,
        Activity.attempt, Activity.contact, Activity.conversation, Activity.counts_to_cap,
        ContactPoint.use, Account.creditor_entity_id,
    )
    .join(Account, Account.id == Activity.account_id)
    .outerjoin(ContactPoint, ContactPoint.id == Activity.contact_point_id)
    .where(
        Activity.account_id.in_(_IDS),
        Activity.undone_by.is_(None),
        (Activity.at >= bindparam("since", type_=Activity.at.type)) | Activity.conversation,
    )
)  # fmt: skip
_STOPS = select(Hold.account_id, Hold.kind, Hold.since_on, Hold.until_on, Hold.lifted_on).where(
    Hold.account_id.in_(_IDS), Hold.kind.in_(STOPS), Hold.undone_by.is_(None)
)
_WHOLE = (
    select(OpenItem.account_id)
    .where(OpenItem.account_id.in_(_IDS), OpenItem.open_minor > 0)
    .group_by(OpenItem.account_id)
    .having(func.sum(OpenItem.open_minor - OpenItem.disputed_minor) <= 0)
)
_WHOLLY_DISPUTED = (
    select(Dispute.account_id, func.min(Dispute.opened_on))
    .where(Dispute.account_id.in_(_WHOLE), Dispute.state.notin_(DECIDED), Dispute.undone_by.is_(None))
    .group_by(Dispute.account_id)
)
_NOTICES = (
    select(LegalNotice.account_id, LegalNotice.kind, LegalNotice.sent_on, LegalNotice.not_received_on)
    .where(LegalNotice.account_id.in_(_IDS), LegalNotice.undone_by.is_(None))
    .order_by(LegalNotice.sent_on, LegalNotice.id)
)
_WISHES = (
    select(Wish.party_id, Wish.kind, Wish.value, Wish.since_on)
    .where(Wish.party_id.in_(_IDS), Wish.ended_on.is_(None), Wish.undone_by.is_(None))
    .order_by(Wish.id)
)
_CONSENTS = (
    select(Consent.party_id, Consent.channel, Consent.given_on, Consent.for_on, Consent.ended_on)
    .where(Consent.party_id.in_(_IDS), Consent.undone_by.is_(None))
    .order_by(Consent.id)
)
_CONSENTS_OF_POINTS = select(ContactPoint.party_id, ContactPoint.kind, ContactPoint.consent_on).where(
    ContactPoint.party_id.in_(_IDS), ContactPoint.consent_on.is_not(None), ContactPoint.state != "blocked"
)
_DUE = (
    select(OpenItem.account_id, func.min(OpenItem.due_on))
    .where(OpenItem.account_id.in_(_IDS), OpenItem.open_minor > 0)
    .group_by(OpenItem.account_id)
)


def _siblings(session: Session, party_ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for party_id, account_id in session.execute(_SIBLINGS, {"ids": party_ids}):
        found[party_id].append(account_id)
    return found


def _attempts(session: Session, account_ids: Sequence[int], now: datetime) -> dict[int, list[Attempt]]:
    found: dict[int, list[Attempt]] = defaultdict(list)
    for row in session.execute(_ATTEMPTS, {"ids": account_ids, "since": now - REMEMBERED}):
        found[row.account_id].append(_attempt(row))
    return found


def _attempt(row: Any) -> Attempt:
    spoken = row.channel in ("call", "visit")
    sent = row.result == "SENT" and row.channel in ("email", "sms", "messenger")
    return Attempt(
        at=row.at,
        channel=row.channel,
        outbound=row.direction == "out",
        counts=row.counts_to_cap if spoken else row.attempt,
        reached=row.contact or sent or row.result == "VM_LEFT",
        conversation=row.conversation,
        debts=(str(row.account_id),),
        creditor=str(row.creditor_entity_id),
        place=row.use,
    )


def _stops(session: Session, account_ids: Sequence[int]) -> dict[int, list[Stopped]]:
    """Stops on record; an account on which every open debit is disputed has one too, since the first dispute."""
    found: dict[int, list[Stopped]] = defaultdict(list)
    for account_id, kind, since_on, until_on, lifted_on in session.execute(_STOPS, {"ids": account_ids}):
        ends = [] if until_on == NO_DAY else [until_on + timedelta(days=1)]
        ends += [lifted_on] if lifted_on else []
        found[account_id].append(
            Stopped(cast(StopKind, kind), since_on, min(ends, default=None), str(account_id))
        )
    for account_id, opened_on in session.execute(_WHOLLY_DISPUTED, {"ids": account_ids}):
        found[account_id].append(Stopped("dispute", opened_on, None, str(account_id)))
    return found


def _notices(session: Session, account_ids: Sequence[int]) -> dict[int, list[Notice]]:
    found: dict[int, list[Notice]] = defaultdict(list)
    for account_id, kind, sent_on, not_received_on in session.execute(_NOTICES, {"ids": account_ids}):
        found[account_id].append(Notice(cast(Any, kind), sent_on, not_received_on))
    return found


def _wishes(session: Session, party_ids: Sequence[int]) -> dict[int, list[WishFact]]:
    found: dict[int, list[WishFact]] = defaultdict(list)
    for party_id, kind, value, since_on in session.execute(_WISHES, {"ids": party_ids}):
        found[party_id].append(wish_fact(kind, value, since_on))
    return found


def wish_fact(kind: str, value: str, since_on: date | None = None) -> WishFact:
    """A stored wish as the gate reads it. ValueError for hours that cannot be read."""
    if kind in ("hours", "days"):
        return WishFact(cast(Any, kind), week=parse_week(tuple(value.split(";"))), on=since_on)
    return WishFact(cast(Any, kind), channels=cast(Any, tuple(value.split())), on=since_on)


def _consents(session: Session, party_ids: Sequence[int]) -> dict[int, list[ConsentFact]]:
    """Recorded consents, and those that came with a number or an address in a list of contacts."""
    found: dict[int, list[ConsentFact]] = defaultdict(list)
    for party_id, channel, given_on, for_on, ended_on in session.execute(_CONSENTS, {"ids": party_ids}):
        found[party_id].append(ConsentFact(cast(Channel, channel), given_on, for_on, ended_on))
    for party_id, kind, consent_on in session.execute(_CONSENTS_OF_POINTS, {"ids": party_ids}):
        if kind in POINT_CHANNELS and consent_on is not None:
            found[party_id].append(ConsentFact(POINT_CHANNELS[kind], consent_on))
    return found


def _due(session: Session, account_ids: Sequence[int]) -> dict[int, date]:
    rows = session.execute(_DUE, {"ids": account_ids})
    return {account_id: due_on for account_id, due_on in rows if due_on is not None}
