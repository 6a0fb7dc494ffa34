"""What is on record that binds contact with a customer: stops, wishes, consents, notices, the place they stated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.desk.contact_case import POINT_CHANNELS, STOPS
from collectdesk.desk.words import hold
from collectdesk.i18n import _
from collectdesk.models import NO_DAY, Account, Consent, ContactPoint, Hold, LegalNotice, Party, Wish
from collectdesk.store import Store

Kind = Literal["stop", "wish", "consent", "listed", "notice", "place"]


@dataclass(frozen=True, slots=True)
class OnRecord:
    """One thing on record. `code` is its kind of stop, wish or notice, or a channel; `value` what it asks for.

    "listed" is a consent that came with a number or an address in a list of contacts. `until` is the last day it holds,
    None until it is ended. `id` is that of its row (0 for a place).
    """

    kind: Kind
    id: int
    code: str
    value: str
    since: date | None
    until: date | None = None

    @property
    def words(self) -> str:
        """What is on record, in the collector's words: "no calls", "represented", "agrees to email"."""
        if self.kind == "stop":
            return hold(self.code)
        if self.kind in ("consent", "listed"):
            return _("agrees to {channel}").format(channel=self.code)
        known = {
            "no_calls": _("no calls"),
            "no_work": _("not at work"),
            "hours": _("only at"),
            "days": _("only on"),
            "only": _("only through"),
            "written_notice": _("written notice"),
            "validation": _("validation notice"),
            "reminder": _("reminder"),
            "default_notice": _("default notice"),
            "stated": _("says to be in"),
            "travel": _("travels in"),
        }
        return known.get(self.code, self.code)


def on_record(store: Store, account_id: int, day: date) -> tuple[OnRecord, ...]:
    """What binds contact about an account on a day, stops of all their accounts first. () for an unknown account."""
    with store.read() as session:
        return on_record_in(session, account_id, day)


def on_record_in(session: Session, account_id: int, day: date) -> tuple[OnRecord, ...]:
    """The same in a session that is open already."""
    account = session.get(Account, account_id)
    if account is None:
        return ()
    party = session.get_one(Party, account.party_id)
    return (
        *_stops(session, account, day),
        *_wishes(session, party),
        *_consents(session, party, day),
        *_listed(session, party),
        *_notices(session, account),
        *_places(party, day),
    )


def _stops(session: Session, account: Account, day: date) -> list[OnRecord]:
    held = session.scalars(
        select(Hold)
        .where(
            Hold.account_id.in_(select(Account.id).where(Account.party_id == account.party_id)),
            Hold.kind.in_(STOPS),
            Hold.lifted_on.is_(None),
            Hold.undone_by.is_(None),
            Hold.until_on >= day,
        )
        .order_by(Hold.id)
    )
    return [
        OnRecord(
            "stop",
            one.id,
            one.kind,
            one.reason,
            one.since_on,
            None if one.until_on == NO_DAY else one.until_on,
        )
        for one in held
    ]


def _wishes(session: Session, party: Party) -> list[OnRecord]:
    rows = session.scalars(
        select(Wish)
        .where(Wish.party_id == party.id, Wish.ended_on.is_(None), Wish.undone_by.is_(None))
        .order_by(Wish.id)
    )
    return [OnRecord("wish", one.id, one.kind, wish_words(one.kind, one.value), one.since_on) for one in rows]


def wish_words(kind: str, value: str) -> str:
    """What a wish asks for, as it was typed: "18:00-20:00", "mon, tue", "email"."""
    stretches = [part.split(" ", 1) for part in value.split(";") if " " in part]
    if kind == "hours":
        return ", ".join(hours for _days, hours in stretches)
    if kind == "days":
        return ", ".join(day for day, _hours in stretches)
    return value.replace(" ", ", ")


def _consents(session: Session, party: Party, day: date) -> list[OnRecord]:
    rows = session.scalars(
        select(Consent)
        .where(
            Consent.party_id == party.id,
            Consent.ended_on.is_(None),
            Consent.undone_by.is_(None),
            (Consent.for_on.is_(None)) | (Consent.for_on >= day),
        )
        .order_by(Consent.id)
    )
    return [OnRecord("consent", one.id, one.channel, one.source, one.given_on, one.for_on) for one in rows]


def _listed(session: Session, party: Party) -> list[OnRecord]:
    points = session.scalars(
        select(ContactPoint)
        .where(
            ContactPoint.party_id == party.id,
            ContactPoint.consent_on.is_not(None),
            ContactPoint.state != "blocked",
        )
        .order_by(ContactPoint.id)
    )
    return [
        OnRecord("listed", one.id, POINT_CHANNELS.get(one.kind, one.kind), one.value, one.consent_on)
        for one in points
    ]


def _notices(session: Session, account: Account) -> list[OnRecord]:
    rows = session.scalars(
        select(LegalNotice)
        .where(LegalNotice.account_id == account.id, LegalNotice.undone_by.is_(None))
        .order_by(LegalNotice.sent_on, LegalNotice.id)
    )
    never = _("never came")
    return [
        OnRecord("notice", one.id, one.kind, never if one.not_received_on else "", one.sent_on)
        for one in rows
    ]


def _places(party: Party, day: date) -> list[OnRecord]:
    found = []
    if party.stated_zone:
        found.append(OnRecord("place", 0, "stated", party.stated_zone, None))
    if party.travel_zone and party.travel_until and party.travel_until >= day:
        found.append(OnRecord("place", 0, "travel", party.travel_zone, None, party.travel_until))
    return found
