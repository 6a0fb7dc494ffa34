"""What binds the next contact, recorded in a few keys: stops, wishes, consents, notices, and where the customer is."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, get_args

import pytz
from sqlalchemy import select

from collectdesk.desk.act import Act, Command, act
from collectdesk.desk.contact_case import wish_fact
from collectdesk.desk.holds import hold
from collectdesk.desk.rights import Right
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import NO_DAY, Account, Consent, LegalNotice, Party, Wish
from collectdesk.rules.case import WishKind
from collectdesk.rules.record import CHANNELS, Channel, NoticeKind
from collectdesk.store.journal import digest

RecordedStop = Literal[
    "cease",
    "attorney",
    "insolvency",
    "deceased",
    "breathing_space",
    "breathing_space_crisis",
    "moratorium",
    "minor",
    "wrong_party",
    "placed",
]
"""Stops that a person records. A dispute stops contact by itself, once nothing undisputed is left."""

STOP_KINDS: tuple[RecordedStop, ...] = get_args(RecordedStop)
WISH_KINDS: tuple[WishKind, ...] = get_args(WishKind)
_WEEK = "mon tue wed thu fri sat sun"


class RecordStop(Command):
    """A reason in law not to contact the customer, since `on` (today when left out), until lifted or `until_on`."""

    account_id: int
    kind: RecordedStop
    on: date | None = None
    until_on: date | None = None
    reason: str = ""


class RecordWish(Command):
    """What the customer asked for.

    `value` is what it needs: "18:00-20:00" for hours, "mon,tue" for days, "email" for only; else nothing.
    """

    account_id: int
    kind: WishKind
    value: str = ""


class EndWish(Command):
    """A wish that holds no more, from today."""

    account_id: int
    wish_id: int


class RecordConsent(Command):
    """The customer agrees to a channel; for one day only with `for_on`. `source` says how it was given."""

    account_id: int
    channel: Channel
    on: date | None = None
    for_on: date | None = None
    source: str = ""


class WithdrawConsent(Command):
    """The customer agrees to a channel no more, from today. All consents to it end."""

    account_id: int
    channel: Channel


class RecordNotice(Command):
    """A notice of the law was sent, on a day that is not ahead."""

    account_id: int
    kind: NoticeKind
    on: date | None = None


class NoticeNotReceived(Command):
    """The customer says that the notices sent so far never came."""

    account_id: int
    kind: NoticeKind


class StatePlace(Command):
    """Where the customer said to be: an IANA zone that governs from now on, or until a day while travelling.

    `zone` None takes back what was said.
    """

    account_id: int
    zone: str | None
    until_on: date | None = None


@act("stop.record", right=Right.WORK, undoable=True)
def record_stop(act: Act, command: RecordStop) -> None:
    """Record a stop; contact about the account is refused from now on. BadInput for a day ahead."""
    account = act.account(command.account_id)
    since = _not_ahead(act, command.on)
    if command.until_on is not None and command.until_on < since:
        raise BadInput(_("a stop ends after it begins; give a later day"))
    hold(act, account, command.kind, command.until_on or NO_DAY, command.reason, since)
    _touch_party(act, account)
    act.say(_("Stop recorded: {kind}").format(kind=command.kind.replace("_", " ")))


@act("wish.record", right=Right.WORK, undoable=True)
def record_wish(act: Act, command: RecordWish) -> None:
    """Record a wish; one of the same kind ends with it. BadInput when its hours, days or channels cannot be read."""
    account = act.account(command.account_id)
    value = _wish_value(command.kind, command.value)
    for earlier in act.session.scalars(_open_wishes(account).where(Wish.kind == command.kind)):
        act.set(earlier, ended_on=act.day)
    row = act.add(
        Wish(
            party_id=account.party_id, user_id=act.actor.id, kind=command.kind, value=value, since_on=act.day
        )
    )
    _touch_party(act, account)
    act.record(wish=row.id, kind=command.kind, value=value)
    act.say(_("The customer's wish is recorded"))


@act("wish.end", right=Right.WORK, undoable=True)
def end_wish(act: Act, command: EndWish) -> None:
    """Let a wish hold no more. BadInput when it has ended already."""
    account = act.account(command.account_id)
    wish = act.session.scalar(_open_wishes(account).where(Wish.id == command.wish_id))
    if wish is None:
        raise BadInput(_("this wish has ended already"))
    act.set(wish, ended_on=act.day)
    _touch_party(act, account)
    act.record(wish=wish.id, kind=wish.kind)
    act.say(_("The wish has ended"))


@act("consent.record", right=Right.WORK, undoable=True)
def record_consent(act: Act, command: RecordConsent) -> None:
    """Record a consent with its source. BadInput without a source, or for a day that does not fit."""
    account = act.account(command.account_id)
    given, source = _not_ahead(act, command.on), " ".join(command.source.split())[:300]
    if not source:
        raise BadInput(_("say how the customer agreed, such as 'on the phone'"))
    if command.for_on is not None and command.for_on < given:
        raise BadInput(_("the day agreed on lies before the consent; give a later one"))
    row = act.add(
        Consent(
            party_id=account.party_id,
            user_id=act.actor.id,
            channel=command.channel,
            given_on=given,
            for_on=command.for_on,
            source=source,
        )
    )
    _touch_party(act, account)
    act.record(
        consent=row.id, channel=command.channel, on=given, for_on=command.for_on, source=digest(source)
    )
    act.say(_("Consent to {channel} recorded").format(channel=command.channel))


@act("consent.withdraw", right=Right.WORK, undoable=True)
def withdraw_consent(act: Act, command: WithdrawConsent) -> None:
    """End every consent to a channel. BadInput when there is none."""
    account = act.account(command.account_id)
    held = list(
        act.session.scalars(
            select(Consent).where(
                Consent.party_id == account.party_id,
                Consent.channel == command.channel,
                Consent.ended_on.is_(None),
                Consent.undone_by.is_(None),
            )
        )
    )
    if not held:
        raise BadInput(_("no consent to {channel} is on record").format(channel=command.channel))
    for row in held:
        act.set(row, ended_on=act.day)
    _touch_party(act, account)
    act.record(consents=[row.id for row in held], channel=command.channel)
    act.say(_("Consent to {channel} withdrawn").format(channel=command.channel))


@act("notice.record", right=Right.WORK, undoable=True)
def record_notice(act: Act, command: RecordNotice) -> None:
    """Record that a notice was sent. BadInput for a day ahead."""
    account = act.account(command.account_id)
    sent = _not_ahead(act, command.on)
    row = act.add(LegalNotice(account_id=account.id, user_id=act.actor.id, kind=command.kind, sent_on=sent))
    act.record(notice=row.id, kind=command.kind, on=sent)
    act.say(_("Notice recorded, sent {day}").format(day=sent.isoformat()))


@act("notice.not_received", right=Right.WORK, undoable=True)
def notice_not_received(act: Act, command: NoticeNotReceived) -> None:
    """Record that a notice never came: where the law says so, only a later copy counts.

    BadInput when there is none.
    """
    account = act.account(command.account_id)
    sent = list(
        act.session.scalars(
            select(LegalNotice).where(
                LegalNotice.account_id == account.id,
                LegalNotice.kind == command.kind,
                LegalNotice.not_received_on.is_(None),
                LegalNotice.undone_by.is_(None),
            )
        )
    )
    if not sent:
        raise BadInput(_("no such notice is on record"))
    for row in sent:
        act.set(row, not_received_on=act.day)
    act.record(notices=[row.id for row in sent], kind=command.kind)
    act.say(_("Recorded: the notice did not come; send it again"))


@act("place.state", right=Right.WORK, undoable=True)
def state_place(act: Act, command: StatePlace) -> None:
    """Record where the customer said to be. BadInput for an unknown zone or a day that is over."""
    account = act.account(command.account_id)
    if command.zone is not None and command.zone not in pytz.all_timezones_set:
        raise BadInput(_("{zone} is not a time zone; use one such as Asia/Kolkata").format(zone=command.zone))
    if command.until_on is not None and command.until_on < act.day:
        raise BadInput(_("the day is over; give a date from today on"))
    party = act.session.get_one(Party, account.party_id)
    if command.until_on is None:
        act.set(party, stated_zone=command.zone)
    else:
        act.set(party, travel_zone=command.zone, travel_until=command.until_on if command.zone else None)
    _touch_party(act, account)
    act.record(party=party.id, zone=command.zone, until=command.until_on)
    act.say(_("Place recorded") if command.zone else _("The place said before counts no more"))


def _open_wishes(account: Account) -> Any:
    return select(Wish).where(
        Wish.party_id == account.party_id, Wish.ended_on.is_(None), Wish.undone_by.is_(None)
    )


def _touch_party(act: Act, account: Account) -> None:
    """What binds a person binds every account of theirs."""
    for account_id in act.session.scalars(select(Account.id).where(Account.party_id == account.party_id)):
        act.touch(account_id)


def _not_ahead(act: Act, on: date | None) -> date:
    if on is not None and on > act.day:
        raise BadInput(_("the day lies ahead; give today or an earlier one"))
    return on or act.day


def _wish_value(kind: WishKind, typed: str) -> str:
    """The value as it is stored. BadInput with the form that would be right."""
    words = typed.replace(",", " ").split()
    if kind in ("no_calls", "no_work"):
        return ""
    if kind == "only":
        if not words or any(word not in CHANNELS for word in words):
            raise BadInput(_("name the channels that are left: {all}").format(all=", ".join(CHANNELS)))
        return " ".join(words)
    if kind == "days":
        stretches = [f"{word} 00:00-24:00" for word in words if word in _WEEK.split()]
        if not words or len(stretches) < len(words):
            raise BadInput(_("name the days such as mon,tue"))
    else:
        stretches = [f"mon-sun {word}" for word in words]
    try:
        wish_fact(kind, ";".join(stretches))
    except ValueError as error:
        raise BadInput(_("write the hours such as 18:00-20:00")) from error
    if not stretches:
        raise BadInput(_("write the hours such as 18:00-20:00"))
    return ";".join(stretches)
