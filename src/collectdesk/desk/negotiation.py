"""The negotiation sheet before a call: target, floor, authority, concessions, interests, alternatives, evidence.

Section 10.4 of the domain reference; the floor of the house is told only after an offer of the customer (6.7). After
the call `record_trade` keeps what was traded: its codes in the journal, its words in a note.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import floor as whole

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from collectdesk.days import full_day
from collectdesk.desk.act import Act, Actor, Command, act
from collectdesk.desk.credits import awaited
from collectdesk.desk.negotiation_rules import Alternative, Concession, Limit, When, load_negotiation
from collectdesk.desk.notes import add_note
from collectdesk.desk.overdue import statement_day
from collectdesk.desk.plans.ground import PlanGround, PlanWish, currencies_to_plan, plan_ground
from collectdesk.desk.plans.settling import SettlementGround, settlement_ground
from collectdesk.desk.promises import latest_promise
from collectdesk.desk.rights import Right
from collectdesk.desk.words_of_plans import who
from collectdesk.faults import BadInput
from collectdesk.i18n import _, ngettext
from collectdesk.models import OpenItem, Promise
from collectdesk.money import Money
from collectdesk.money.authority import Level, load_authority
from collectdesk.money.display import spoken
from collectdesk.money.exact import as_fraction
from collectdesk.money.household import Household
from collectdesk.money.liquidity import Forecast
from collectdesk.money.plan_rules import load_plan_rules
from collectdesk.money.proposals import always_paid
from collectdesk.store import Store


@dataclass(frozen=True, slots=True)
class Offerable:
    """A concession with its bound in words. `beyond` says that it is not for the reader to give."""

    key: str
    gives: str
    asks: str
    bound: str
    beyond: bool


@dataclass(frozen=True, slots=True)
class Fallback:
    """What a side does when nothing is agreed, what that costs where it is known, and what the book knows of it."""

    side: str
    says: str
    known: str


@dataclass(frozen=True, slots=True)
class PromisesOnRecord:
    """How many promises were judged, and how many of them were kept."""

    kept: int
    judged: int


@dataclass(frozen=True, slots=True)
class NegotiationSheet:
    """What to take into the call. `target` is all that is overdue and undisputed in `currencies[0]`.

    `floor` is the least that the reader may accept alone; `floor_known` says that the floor of the house is in it,
    which is so only after an offer of the customer. `why_none` says why there is nothing to negotiate.
    """

    target: Money | None = None
    currencies: tuple[str, ...] = ()
    floor: Money | None = None
    floor_known: bool = False
    authority: str = ""
    concessions: tuple[Offerable, ...] = ()
    interests: tuple[str, ...] = ()
    alternatives: tuple[Fallback, ...] = ()
    evidence: tuple[str, ...] = ()
    why_none: str = ""


class RecordTrade(Command):
    """What was traded in a talk: keys of concessions in `data/negotiation.toml`, and words for the note."""

    account_id: int
    concessions: tuple[str, ...] = ()
    words: str = ""


@act("negotiation.trade", right=Right.WORK)
def record_trade(act: Act, command: RecordTrade) -> None:
    """Put a trade on record. BadInput for a key that is none, twice the same, or nothing at all."""
    account = act.account(command.account_id)
    known = {one.key: one for one in load_negotiation().concession}
    for key in command.concessions:
        if key not in known:
            raise BadInput(
                _("{key} is no concession of this house; use one of {all}").format(
                    key=key, all=", ".join(known)
                )
            )
    if len(set(command.concessions)) < len(command.concessions):
        raise BadInput(_("name each concession once"))
    if not (command.concessions or command.words.strip()):
        raise BadInput(_("say what was given, and for what"))
    told = [traded(known[key]) for key in command.concessions]
    note = add_note(act, account.id, "\n".join([*told, command.words.strip()]).strip())
    act.record(concessions=list(command.concessions), note=note.id if note is not None else None)
    act.say(_("On record: what was traded"))


def traded(one: Concession) -> str:
    """A trade in words: "Traded: a later day, for the date in writing"."""
    return _("Traded: {gives}, for {asks}").format(gives=_(one.gives), asks=_(one.asks))


def negotiation_sheet(store: Store, actor: Actor, now: datetime, account_id: int) -> NegotiationSheet:
    """Read it, for the eyes of the reader. BadInput for an unknown account."""
    with store.read() as session:
        day = statement_day(session, now, None)
        codes = tuple(currencies_to_plan(session, account_id, day))
        try:
            plan = plan_ground(
                session, actor, now, PlanWish(account_id, currency=codes[0] if codes else None)
            )
            settle = settlement_ground(session, actor, day, account_id, codes[0] if codes else None)
        except BadInput as fault:
            if codes:
                raise
            return NegotiationSheet(why_none=str(fault))
        promises = _promises(session, account_id)
        disputed = _disputed(session, account_id, codes[0])
    until = latest_promise(actor.roles, day)
    return sheet_of(plan, settle, until, promises, disputed, codes)


def sheet_of(
    plan: PlanGround,
    settle: SettlementGround,
    until: date | None,
    promises: PromisesOnRecord,
    disputed: Money,
    currencies: Sequence[str],
) -> NegotiationSheet:
    """The sheet of what was read. `until` is the latest day the reader may take a promise for, None for any."""
    table, rules = load_authority(), load_negotiation()
    level = table.get(plan.level) if plan.level is not None else None
    house = settle.floor
    least = alone_floor(settle.owed, level)
    offerable = tuple(_offerable(one, level, until) for one in rules.concession)
    says = {one.when: _(one.says) for one in rules.interest}
    return NegotiationSheet(
        target=settle.owed,
        currencies=tuple(currencies),
        floor=least if house is None else max(least, house),
        floor_known=house is not None,
        authority=_authority(plan, level),
        concessions=offerable,
        interests=tuple(says[one] for one in likely(plan, disputed) if one in says),
        alternatives=tuple(_fallback(one, plan, settle, disputed) for one in rules.alternative),
        evidence=tuple(_evidence(plan, settle, promises)),
    )


def alone_floor(owed: Money, level: Level | None) -> Money:
    """The least that a level accepts for a debt alone: what it may give up, cut to the minor unit, taken off."""
    if level is None:
        return owed
    given_up = whole(as_fraction(level.settlement_percent) * owed.minor)
    return Money(owed.minor - given_up, owed.currency)


def likely(plan: PlanGround, disputed: Money) -> list[When]:
    """What is likely to matter to the customer, by what the book knows; "unknown" where it knows nothing."""
    found: list[When] = []
    ability, record = plan.case.ability, plan.case.record
    if disputed.minor > 0:
        found.append("disputed")
    if isinstance(ability, Forecast):
        found.append("tight" if min(ability.balances) < ability.floor else "able")
    elif isinstance(ability, Household):
        found.append("able" if ability.bears_a_plan else "tight")
    if record is not None and always_paid(record, load_plan_rules().loyal):
        found.append("prompt")
    elif record is not None and record.broken:
        found.append("broken")
    if plan.case.facts.buys_on_credit:
        found.append("buys")
    return found or ["unknown"]


def _offerable(one: Concession, level: Level | None, until: date | None) -> Offerable:
    bound, beyond = _bound(one.limit, level, until)
    return Offerable(one.key, _(one.gives), _(one.asks), bound, beyond)


def _bound(limit: Limit, level: Level | None, until: date | None) -> tuple[str, bool]:
    """Up to where the reader may give it, and whether it is not theirs to give at all."""
    if limit == "none":
        return "", False
    if limit == "promise_date":
        return (_("up to {day}").format(day=full_day(until)) if until else _("any day")), False
    if level is None:
        return _("not yours to give"), True
    code = load_authority().currency
    if limit == "plan":
        told = ngettext(
            "up to {n} month, {share} % down", "up to {n} months, {share} % down", level.plan_months
        )
        return told.format(n=level.plan_months, share=f"{level.plan_down_percent:f}"), False
    if limit == "waiver":
        return _("up to {amount}").format(amount=spoken(Money.rounded(level.waiver, code))), not level.waiver
    if level.settlement_percent:
        return _("up to {share} %").format(share=f"{level.settlement_percent:f}"), False
    first = next((one.name for one in load_authority().level if one.settlement_percent), None)
    return _("for {who} to decide").format(who=who(first)), True


def _authority(plan: PlanGround, level: Level | None) -> str:
    """Whether the balance is within what the reader may decide."""
    if level is None:
        return _("you decide nothing here alone")
    table = load_authority()
    most = Money.rounded(level.balance, table.currency)
    if plan.case.balance <= most:
        return _("balances up to {amount}: this one is yours").format(amount=spoken(most))
    first = next(
        (one.name for one in table.level if plan.case.balance <= Money.rounded(one.balance, table.currency)),
        table.above.plan,
    )
    return _("balances up to {amount}: this one is for {who} to decide").format(
        amount=spoken(most), who=who(first)
    )


def _fallback(one: Alternative, plan: PlanGround, settle: SettlementGround, disputed: Money) -> Fallback:
    """An alternative with its figure, and with what the book knows of it."""
    known = _(one.figure) if one.figure else ""
    buys = plan.case.facts.buys_on_credit
    told = {
        "supply": {
            True: _("they still buy on credit"),
            False: _("they have bought nothing since"),
            None: _("not known whether they still buy"),
        }[buys],
        "wait": ngettext(
            "the oldest is {n} day past due", "the oldest is {n} days past due", settle.days_past_due
        ).format(n=settle.days_past_due),
        "contest": (
            _("{amount} is disputed").format(amount=spoken(disputed))
            if disputed.minor
            else _("nothing is disputed so far")
        ),
    }.get(one.key)
    if told:
        known = f"{known}; {told}" if known else told
    return Fallback(one.side, _(one.says), known or _("cost and time are not on record"))


def _evidence(plan: PlanGround, settle: SettlementGround, promises: PromisesOnRecord) -> list[str]:
    """What there is to show: the documents, how the customer paid, what was promised, earlier plans."""
    count, oldest = len(settle.items), settle.items[0]
    told = ngettext(
        "{n} overdue document, {document} since {day}", "{n} overdue documents, {document} since {day}", count
    )
    lines = [told.format(n=count, document=oldest.document, day=full_day(oldest.due_on))]
    lines.append(_("Proof of delivery is not in the book; have it at hand."))
    record = plan.case.record
    if record is not None and record.paid_items:
        told = ngettext(
            "{n} document paid, {days} days late on average", "{n} documents paid, {days} days late on average",
            record.paid_items,
        )  # fmt: skip
        lines.append(told.format(n=record.paid_items, days=f"{record.average_days_late:.0f}"))
    else:
        lines.append(_("No payment is on record."))
    if promises.judged:
        told = ngettext("{kept} of {n} promise kept", "{kept} of {n} promises kept", promises.judged)
        lines.append(told.format(kept=promises.kept, n=promises.judged))
    earlier = plan.case.facts.earlier_plans
    if earlier:
        told = ngettext("{n} plan in twelve months", "{n} plans in twelve months", earlier)
        lines.append(told.format(n=earlier))
    return lines


def _promises(session: Session, account_id: int) -> PromisesOnRecord:
    rows = session.execute(
        select(Promise.state, func.count())
        .where(
            Promise.account_id == account_id,
            Promise.undone_by.is_(None),
            Promise.state.in_(("kept", "partially_kept", "broken")),
        )
        .group_by(Promise.state)
    )
    found = {state: int(count) for state, count in rows}
    return PromisesOnRecord(found.get("kept", 0), sum(found.values()))


def _disputed(session: Session, account_id: int, currency: str) -> Money:
    """What no dispute has decided yet."""
    rows = session.execute(
        select(OpenItem.id, OpenItem.disputed_minor).where(
            OpenItem.account_id == account_id, OpenItem.currency == currency, OpenItem.open_minor > 0
        )
    )
    coming = awaited(session, account_id)
    return Money(sum(minor - coming.get(item_id, 0) for item_id, minor in rows), currency)
