"""A contact described on the command line, read into a case for the gate.

Every text is read or refused with one sentence that names the option, the word and what would be right. Days are
written 2026-11-24, instants with their offset from UTC. What is left out is not known, and counts as covered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, NoReturn, get_args

import pytz

from collectdesk.desk.dispositions import Disposition, dispositions
from collectdesk.desk.typed.figures import read_amount
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.money import decimals, is_currency
from collectdesk.rules.case import Attempt, Case, Consent, Notice, Stopped, Wish
from collectdesk.rules.local import local_day
from collectdesk.rules.numbers import number_zones
from collectdesk.rules.places import plausible_zones
from collectdesk.rules.record import (
    CHANNELS,
    Channel,
    Collector,
    DebtType,
    NoticeKind,
    PartyType,
    Place,
    Purpose,
    Speaker,
    StopKind,
    Week,
    parse_week,
)
from collectdesk.rules.rulebook import RuleBook

_REGION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}(-[A-Z0-9]{1,3})?$")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}$")
_FURTHEST_DAYS = 36_500
_SPOKEN: tuple[Channel, ...] = ("call", "voicemail", "visit")
_SENT = frozenset({"email", "sms", "messenger"})
_BY_CUSTOMER = frozenset({"READ", "REPLIED", "OPTED_OUT"})
"""Results that the customer brought about: inbound where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Told:
    """The texts of the options, as they were typed; None and () where an option was left out."""

    country: str | None = None
    region: Sequence[str] = ()
    party_type: str | None = None
    collector: str | None = None
    debt_type: str | None = None
    amount: str | None = None
    currency: str | None = None
    phone: str | None = None
    zone: str | None = None
    channel: str = "call"
    place: str | None = None
    purpose: str = "demand"
    speaker: str = "customer"
    debt: str | None = None
    creditor: str | None = None
    incurred: str | None = None
    days_past_due: int | None = None
    only_number: bool | None = None
    attempt: Sequence[str] = ()
    notice: Sequence[str] = ()
    stop: Sequence[str] = ()
    wish: Sequence[str] = ()
    consent: Sequence[str] = ()


def read_case(book: RuleBook, told: Told, at: datetime) -> Case:
    """The case that the options describe; `at` is the aware moment that `days_past_due` is counted back from.

    Raises BadInput with one sentence for the first text that cannot be read.
    """
    country, regions = _where(told)
    zones = _zones(book, told, country, regions)
    amount, currency = _amount(told)
    return Case(
        country=country,
        regions=regions,
        zones=zones,
        party_type=_maybe("--party-type", told.party_type, PartyType),
        collector=_maybe("--collector", told.collector, Collector),
        debt_type=_maybe("--debt-type", told.debt_type, DebtType),
        amount=amount,
        currency=currency,
        channel=_one_of("--channel", told.channel, Channel),
        place=_maybe("--place", told.place, Place),
        purpose=_one_of("--purpose", told.purpose, Purpose),
        speaker=_one_of("--speaker", told.speaker, Speaker),
        debt=told.debt,
        creditor=told.creditor,
        due_on=_due_on(told.days_past_due, zones, at),
        incurred_on=None if told.incurred is None else read_date("--incurred", told.incurred),
        only_number=told.only_number,
        attempts=tuple(_attempt(text) for text in told.attempt),
        notices=tuple(_notice(text) for text in told.notice),
        stops=tuple(_stop(text) for text in told.stop),
        wishes=tuple(_wish(text) for text in told.wish),
        consents=tuple(_consent(text) for text in told.consent),
    )


def read_instant(option: str, text: str) -> datetime:
    """An instant with its offset, in UTC. Raises BadInput."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None and 1970 < moment.year < 2200:
            return moment.astimezone(UTC)
    except ValueError:
        pass
    _refuse(
        _("{option}: “{text}” is not an instant with its offset; write it like 2026-11-24T09:00:00Z"),
        option=option,
        text=text,
    )


def read_date(option: str, text: str) -> date:
    """A day such as 2026-11-24. Raises BadInput."""
    try:
        if _DAY.match(text):
            found = date.fromisoformat(text)
            if 1900 <= found.year < 2200:
                return found
    except ValueError:
        pass
    _refuse(_("{option}: “{text}” is not a day; write it like 2026-11-24"), option=option, text=text)


def canonical_zone(zone: str) -> str:
    """The zone's present name: Asia/Kolkata for Asia/Calcutta, America/New_York for US/Eastern."""
    return zone if zone in _present_zones() else _links().get(zone, zone)


@cache
def _present_zones() -> frozenset[str]:
    return frozenset(zone for zones in pytz.country_timezones.values() for zone in zones)


@cache
def _links() -> dict[str, str]:
    """What the IANA database calls links: an older name and the present one."""
    import importlib.resources

    listed = importlib.resources.files("tzdata").joinpath("zoneinfo", "tzdata.zi")
    pairs = (line.split() for line in listed.read_text("utf-8").splitlines() if line.startswith("L "))
    return {old: new for _mark, new, old in pairs}


def _refuse(sentence: str, **named: Any) -> NoReturn:
    raise BadInput(sentence.format(**named))


def _one_of(option: str, text: str, kinds: Any) -> Any:
    known = get_args(kinds)
    if text.casefold() in known:
        return text.casefold()
    _refuse(
        _("{option}: “{text}” is not known; it is one of {known}"),
        option=option,
        text=text,
        known=", ".join(known),
    )


def _maybe(option: str, text: str | None, kinds: Any) -> Any:
    return None if text is None else _one_of(option, text, kinds)


def _where(told: Told) -> tuple[str, tuple[str, ...]]:
    regions: dict[str, None] = {}
    for text in told.region:
        code = text.upper()
        if not _REGION.match(code):
            _refuse(
                _(
                    "--region: “{text}” is not a region; write ISO 3166-2, such as US-MA, or a city, US-NY-NYC"
                ),
                text=text,
            )
        parts = code.split("-")
        regions.update(dict.fromkeys("-".join(parts[:n]) for n in range(2, len(parts) + 1)))
    country = (told.country or next(iter(regions), "")[:2]).upper()
    if country not in pytz.country_names:
        _refuse(
            _("--country: “{text}” is not a country; write its two letters after ISO 3166-1, such as GB"),
            text=told.country or country,
        )
    for code in regions:
        if code[:2] != country:
            _refuse(
                _("--region: “{text}” does not lie in {country}; name a region of that country"),
                text=code,
                country=country,
            )
    return country, tuple(regions)


def _zones(book: RuleBook, told: Told, country: str, regions: Sequence[str]) -> tuple[str, ...]:
    stated = None if told.zone is None else _stated(told.zone)
    phone = () if told.phone is None else _phone_zones(told.phone, country)
    inmost: list[str | None] = [
        code for code in regions if not any(other.startswith(f"{code}-") for other in regions)
    ]
    found: set[str] = set()
    for region in inmost or [None]:
        found.update(plausible_zones(book, country=country, region=region, stated=stated, phone=phone))
    return tuple(sorted({canonical_zone(zone) for zone in found}))


def _stated(text: str) -> str:
    named = {zone.casefold(): zone for zone in pytz.all_timezones}
    zone = named.get(text.casefold())
    if zone is None:
        _refuse(
            _("--zone: “{text}” is not a zone of the IANA database; write it like America/New_York"),
            text=text,
        )
    return canonical_zone(zone)


def _phone_zones(text: str, country: str) -> tuple[str, ...]:
    import phonenumbers

    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        _refuse(
            _("--phone: “{text}” is not a number of any country; write it like +1 212 555 0100"), text=text
        )
    whole = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return number_zones(whole.removeprefix("+"))


def _amount(told: Told) -> tuple[Decimal | None, str | None]:
    currency = None if told.currency is None else told.currency.upper()
    if currency is not None and not is_currency(currency):
        _refuse(
            _("--currency: “{text}” is not a currency; write its ISO 4217 code, such as USD"),
            text=told.currency,
        )
    if told.amount is None:
        return None, currency
    if currency is None:
        _refuse(_("--amount: it is not said in which currency; add --currency, such as --currency USD"))
    read = read_amount(told.amount, decimals(currency))
    if isinstance(read, str):
        _refuse(_("--amount: {problem}"), problem=read)
    return read, currency


def _due_on(days: int | None, zones: Sequence[str], at: datetime) -> date | None:
    """The day the debt fell due, from the customer's day: the earlier one where zones lie on two."""
    if days is None:
        return None
    if abs(days) > _FURTHEST_DAYS:
        _refuse(
            _("--days-past-due: “{text}” is too many days; give the days since the debt fell due"), text=days
        )
    return min(local_day(at, zone) for zone in zones or ("UTC",)) - timedelta(days=days)


class _Words:
    """The words of one text, taken from the front."""

    def __init__(self, option: str, text: str, shape: str) -> None:
        self.option, self.text, self.shape = option, text, shape
        self.left = text.split()

    def take(self) -> str:
        """The next word. Raises BadInput when there is none."""
        if not self.left:
            _refuse(
                _("{option}: “{text}” is too short; write it like “{shape}”"),
                option=self.option,
                text=self.text,
                shape=self.shape,
            )
        return self.left.pop(0)

    def named(self, *names: str) -> dict[str, str]:
        """The rest of the words, each NAME=VALUE with one of these names, at most once."""
        found: dict[str, str] = {}
        for word in self.left:
            name, _equals, value = word.partition("=")
            if name.casefold() not in names or not value or name.casefold() in found:
                _refuse(
                    _("{option}: “{word}” in “{text}” cannot be read; write it like “{shape}”"),
                    option=self.option,
                    word=word,
                    text=self.text,
                    shape=self.shape,
                )
            found[name.casefold()] = value
        self.left = []
        return found


def _attempt(text: str) -> Attempt:
    option = "--attempt"
    words = _Words(option, text, "2026-11-24T09:00:00Z call VM_LEFT out debt=4711 place=work")
    at = read_instant(option, words.take())
    channel: Channel = _one_of(option, words.take(), Channel)
    result = _result(words)
    way = words.left.pop(0).casefold() if words.left and words.left[0].casefold() in ("in", "out") else None
    outbound = result.code not in _BY_CUSTOMER if way is None else way == "out"
    if _spoken(channel) not in result.channels and (outbound or not result.has("C")):
        _refuse(
            _("{option}: “{result}” in “{text}” does not come of a {channel}; give another result"),
            option=option,
            result=result.code,
            text=text,
            channel=channel,
        )
    more = words.named("debt", "place", "creditor", "purpose")
    return Attempt(
        at=at,
        channel=channel,
        outbound=outbound,
        counts=result.has("F" if channel in _SPOKEN else "A"),
        reached=_reached(channel, result),
        conversation=result.has("V"),
        debts=tuple(one for one in more.get("debt", "").split(",") if one),
        creditor=more.get("creditor"),
        place=_maybe(option, more.get("place"), Place),
        purpose=_one_of(option, more.get("purpose", "demand"), Purpose),
    )


def _spoken(channel: Channel) -> str:
    return "call" if channel == "voicemail" else channel


def _reached(channel: Channel, result: Disposition) -> bool:
    """Whether a person was reached or a message was left or sent; of a letter nobody knows that it arrived."""
    return result.has("C") or result.code == "VM_LEFT" or (result.code == "SENT" and channel in _SENT)


def _result(words: _Words) -> Disposition:
    """The result that the next words name by its code, its label or a word for it; the longest name wins."""
    said = [word.casefold() for word in words.left] or [words.take()]
    best, taken = None, 0
    for one in dispositions().values():
        for name in (one.code, one.label, *one.words):
            parts = name.casefold().split()
            if len(parts) > taken and said[: len(parts)] == parts:
                best, taken = one, len(parts)
    if best is None:
        _refuse(
            _("{option}: “{word}” in “{text}” is not a result; it is one of {known}"),
            option=words.option,
            word=words.left[0],
            text=words.text,
            known=", ".join(dispositions()),
        )
    del words.left[:taken]
    return best


def _notice(text: str) -> Notice:
    option = "--notice"
    words = _Words(option, text, "written_notice 2026-11-02 not_received=2026-11-09")
    kind: NoticeKind = _one_of(option, words.take(), NoticeKind)
    on = read_date(option, words.take())
    missed = words.named("not_received").get("not_received")
    return Notice(kind, on, None if missed is None else _not_before(option, read_date(option, missed), on))


def _stop(text: str) -> Stopped:
    option = "--stop"
    words = _Words(option, text, "cease 2026-11-02 until=2026-12-01 debt=4711")
    kind: StopKind = _one_of(option, words.take(), StopKind)
    on = read_date(option, words.take())
    more = words.named("until", "debt")
    until = None if "until" not in more else _not_before(option, read_date(option, more["until"]), on)
    return Stopped(kind, on, until, more.get("debt"))


def _consent(text: str) -> Consent:
    option = "--consent"
    words = _Words(option, text, "call 2026-11-08 for=2026-11-12")
    channel: Channel = _one_of(option, words.take(), Channel)
    on = read_date(option, words.take())
    day = words.named("for").get("for")
    return Consent(channel, on, None if day is None else _not_before(option, read_date(option, day), on))


def _not_before(option: str, day: date, on: date) -> date:
    if day < on:
        _refuse(
            _("{option}: {day} lies before {on}; give the later day after it"), option=option, day=day, on=on
        )
    return day


_WISHES = "no_calls, no_work, hours 18:00-20:00, days mon,tue, only email"


def _wish(text: str) -> Wish:
    words = _Words("--wish", text, _WISHES)
    kind = words.take().casefold()
    rest = [part for word in words.left for part in word.casefold().split(",") if part]
    if kind == "no_calls" and not rest:
        return Wish("no_calls")
    if kind == "no_work" and not rest:
        return Wish("no_work")
    if kind == "hours" and rest:
        return Wish("hours", week=_week(text, [f"mon-sun {part}" for part in rest]))
    if kind == "days" and rest:
        return Wish("days", week=_week(text, [f"{part} 00:00-24:00" for part in rest]))
    if kind == "only" and rest and all(part in CHANNELS for part in rest):
        return Wish("only", channels=tuple(_channels(rest)))
    _refuse_wish(text)


def _channels(words: Sequence[str]) -> Iterator[Channel]:
    for one in CHANNELS:
        if one in words:
            yield one


def _week(text: str, stretches: Sequence[str]) -> Week:
    try:
        return parse_week(tuple(stretches))
    except ValueError:
        _refuse_wish(text)


def _refuse_wish(text: str) -> NoReturn:
    _refuse(_("--wish: “{text}” cannot be read; it is one of: {known}"), text=text, known=_WISHES)
