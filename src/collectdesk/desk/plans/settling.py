"""Settlements: an offer on record, within the limits of the house and one's authority or asked for, and accepted.

Section 6.7 of the domain reference. The full amount is asked for first; the floor is told only after an offer of the
customer is on record, since a floor that is seen becomes the offer. What is owed is all that is overdue and
undisputed in one currency, as in a plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.days import full_day
from collectdesk.desk.act import Act, Actor, Command, act
from collectdesk.desk.follow_ups import leave_next_action
from collectdesk.desk.holds import hold
from collectdesk.desk.notes import add_note
from collectdesk.desk.overdue import OverdueItem, WhoOwes, overdue_items, who_owes
from collectdesk.desk.plans.approvals import ask_approval
from collectdesk.desk.plans.discharging import HOLD, settlement_of
from collectdesk.desk.plans.ground import converted, in_table_currency
from collectdesk.desk.rights import Right
from collectdesk.desk.words_of_plans import said_limits, who
from collectdesk.faults import BadInput, Refused
from collectdesk.i18n import _
from collectdesk.models import PaymentPlan, SettlementOffer
from collectdesk.money import Money
from collectdesk.money.authority import Exceeded, Ruling, SettlementAsked, load_authority
from collectdesk.money.display import spoken
from collectdesk.money.exact import as_fraction
from collectdesk.money.settlement import Breach, Part, Settlement, breaches, floor, floor_to_show
from collectdesk.money.settlement_rules import SettlementLimits, load_settlement_rules


class OfferPart(BaseModel):
    """One payment of a settlement, in minor units, cleared on `due_on` at the latest."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    due_on: date
    minor: int


class RecordOffer(Command):
    """Less than all, offered by the customer or by the desk: `amount_minor`, `per_cent` of what is owed, or `parts`.

    Without parts all is to be there on the last day of the offer. `ask` sends it to be approved where it is beyond the
    limits or the actor's authority; `reason` and `evidence` are for who approves. Without a currency it is the only
    one in which anything is owed.
    """

    account_id: int
    made_by: Literal["customer", "desk"]
    currency: str | None = None
    amount_minor: int | None = None
    per_cent: Decimal | None = Field(default=None, gt=0, lt=100)
    parts: tuple[OfferPart, ...] = ()
    valid_days: int | None = Field(default=None, ge=0, le=365)
    ask: bool = False
    reason: str = ""
    evidence: str = ""


class AcceptOffer(Command):
    """The other side took an offer while it stood, on a day up to today."""

    offer_id: int
    accepted_on: date | None = None


class WithdrawOffer(Command):
    """An offer that stands and was not accepted is taken back, with the reason."""

    offer_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class SettlementGround:
    """What a settlement rests on. `balance` is what is owed in the currency of the settlement rules."""

    who: WhoOwes
    items: tuple[OverdueItem, ...]
    owed: Money
    balance: Money
    days_past_due: int
    limits: SettlementLimits
    customer_offered: Money | None

    @property
    def floor(self) -> Money | None:
        """The least to accept, for the eyes of a collector: None until an offer of the customer is on record."""
        return floor_to_show(self.owed, self.limits, self.customer_offered)


def settlement_ground(
    session: Session, actor: Actor, day: date, account_id: int, currency: str | None
) -> SettlementGround:
    """Read it. BadInput for an unknown account, nothing owed, several currencies, or one without a rate.

    Rules of the house, of the client (the creditor's code), of the actor's roles and name: the strictest count.
    """
    owes = who_owes(session, account_id)
    items = [one for one in overdue_items(session, account_id, day) if one.undisputed.minor > 0]
    if currency:
        items = [one for one in items if one.open.currency == currency.strip().upper()]
    codes = sorted({one.open.currency for one in items})
    if not codes:
        raise BadInput(_("nothing overdue and undisputed is there to settle"))
    if len(codes) > 1:
        raise BadInput(
            _("this is owed in {currencies}; say for which of them the settlement is").format(
                currencies=", ".join(codes)
            )
        )
    owed = Money(sum(one.undisputed.minor for one in items), codes[0])
    rules = load_settlement_rules()
    balance = converted(session, owed, rules.currency, day)
    past_due = max((day - one.due_on).days for one in items)
    levels = {owes.creditor_code, actor.name, *(str(role) for role in actor.roles)}
    limits = rules.limits(balance, past_due, levels)
    offered = _customers_offer(session, account_id, codes[0])
    return SettlementGround(owes, tuple(items), owed, balance, past_due, limits, offered)


@act("settlement.offer", right=Right.WORK)
def record_offer(act: Act, command: RecordOffer) -> None:
    """Put an offer on record: offered where it may be decided, else asked for, else (the customer's) not accepted.

    Refused for an offer of the desk that is beyond the limits or the actor's authority without `ask`. BadInput for
    one that makes no settlement, or while another waits or runs. A newer offer takes the place of one that stands.
    """
    account = act.account(command.account_id)
    ground = settlement_ground(act.session, act.actor, act.day, command.account_id, command.currency)
    settlement = _settlement(act, ground, command)
    ruling = _ruling(act, ground, settlement)
    theirs = command.made_by == "customer"
    if not ruling.allowed and not command.ask and not theirs:
        raise Refused(
            _("this offer is for {who} to decide: {limits}; ask for it").format(
                who=who(ruling.first), limits=said_limits(ruling)
            ),
            rule="settlement_authority",
        )
    state = "offered" if ruling.allowed else "waiting" if command.ask else "declined"
    if state != "declined":
        _make_room(act, command.account_id, settlement.owed.currency)
    offer = act.add(
        SettlementOffer(
            account_id=account.id, user_id=act.actor.id, at=act.now, made_by=command.made_by, state=state,
            state_on=act.day, currency=settlement.owed.currency, owed_minor=settlement.owed.minor,
            accepted_minor=settlement.accepted.minor,
            parts=[[part.due_on.isoformat(), part.amount.minor] for part in settlement.parts],
            offered_on=settlement.offered_on, valid_until=settlement.valid_until, accepted_on=None,
        )
    )  # fmt: skip
    act.record(
        offer=offer.id, made_by=command.made_by, state=state, owed=[offer.currency, offer.owed_minor],
        accepted=offer.accepted_minor, parts=len(offer.parts), exceeded=[one.limit for one in ruling.exceeded],
    )  # fmt: skip
    if state == "waiting":
        balance = in_table_currency(act.session, ground.owed, act.day)
        ask_approval(act, account, "settlement", offer.id, balance, ruling, command.reason, command.evidence)
        return
    _say(act, ground, settlement, ruling, state)


@act("settlement.accept", right=Right.WORK)
def accept_offer(act: Act, command: AcceptOffer) -> None:
    """Let an offer run: the debt is released when all of it is cleared. BadInput for one that does not stand."""
    offer = act.session.get(SettlementOffer, command.offer_id)
    if offer is None or offer.undone_by or offer.state != "offered":
        raise BadInput(_("this offer does not stand; look at the offers of the account"))
    account = act.account(offer.account_id)
    accepted_on = command.accepted_on or act.day
    if not offer.offered_on <= accepted_on <= min(act.day, offer.valid_until):
        raise BadInput(
            _("an offer is accepted from its day on, up to {day}, and not ahead").format(
                day=full_day(offer.valid_until)
            )
        )
    plan = select(PaymentPlan.id).where(
        PaymentPlan.account_id == account.id, PaymentPlan.state == "running", PaymentPlan.undone_by.is_(None)
    )
    if act.session.scalar(plan.limit(1)) is not None:
        raise BadInput(_("a payment plan runs on this account; drop it first"))
    settlement = settlement_of(offer)
    act.set(offer, state="running", state_on=act.day, accepted_on=accepted_on)
    hold(act, account, HOLD, settlement.parts[-1].due_on, _("A settlement runs"))
    first = settlement.parts[0].due_on
    leave_next_action(act, account, "check_payment", _("Check the payment of the settlement"), day=first)
    act.record(offer=offer.id, accepted_on=accepted_on)
    act.say(
        _("Settlement accepted: {forgiven} is released once {accepted} is there").format(
            forgiven=spoken(settlement.forgiven), accepted=spoken(settlement.accepted)
        )
    )


@act("settlement.withdraw", right=Right.WORK)
def withdraw_offer(act: Act, command: WithdrawOffer) -> None:
    """Take an offer back before it is accepted. BadInput for one that does not stand, or without a reason.

    One that waits for approval is withdrawn with its request, one that runs is not to be taken back by one side.
    """
    offer = act.session.get(SettlementOffer, command.offer_id)
    if offer is None or offer.undone_by or offer.state != "offered":
        raise BadInput(_("this offer does not stand; look at the offers of the account"))
    if not command.reason.strip():
        raise BadInput(_("say why the offer is withdrawn"))
    account = act.account(offer.account_id)
    act.set(offer, state="withdrawn", state_on=act.day)
    note = add_note(
        act, account.id, _("Settlement offer withdrawn: {why}").format(why=command.reason.strip())
    )
    act.record(offer=offer.id, note=note.id if note is not None else None)
    act.say(_("Offer withdrawn"))


def _customers_offer(session: Session, account_id: int, currency: str) -> Money | None:
    minor = session.scalar(
        select(SettlementOffer.accepted_minor)
        .where(
            SettlementOffer.account_id == account_id,
            SettlementOffer.currency == currency,
            SettlementOffer.made_by == "customer",
            SettlementOffer.undone_by.is_(None),
        )
        .order_by(SettlementOffer.id.desc())
        .limit(1)
    )
    return None if minor is None else Money(minor, currency)


def _settlement(act: Act, ground: SettlementGround, command: RecordOffer) -> Settlement:
    """The terms that were entered. BadInput where they make no settlement."""
    given = (command.amount_minor is not None, command.per_cent is not None, bool(command.parts))
    if sum(given) != 1:
        raise BadInput(_("say either an amount, a per cent of what is owed, or the parts"))
    days = load_settlement_rules().valid_days if command.valid_days is None else command.valid_days
    until = act.day + timedelta(days=days)
    code = ground.owed.currency
    parts = tuple(Part(one.due_on, Money(one.minor, code)) for one in command.parts)
    if not parts:
        amount = Money(command.amount_minor or 0, code)
        if command.per_cent is not None:
            amount = ground.owed.times(as_fraction(command.per_cent))
        parts = (Part(until, amount),)
    try:
        return Settlement(ground.owed, parts, act.day, until)
    except ValueError as error:
        raise BadInput(
            _("the parts follow each other from today on, are above zero and make less than {owed}").format(
                owed=spoken(ground.owed)
            )
        ) from error


def _ruling(act: Act, ground: SettlementGround, settlement: Settlement) -> Ruling:
    """Who may decide: by the authority table; what breaks a limit of the house only who stands above all levels."""
    table = load_authority()
    balance = in_table_currency(act.session, ground.owed, act.day)
    level = table.highest({str(role) for role in act.actor.roles})
    found = table.rule(SettlementAsked(settlement.owed, settlement.accepted, balance), level)
    broken = breaches(settlement, ground.limits, ground.balance)
    if not broken:
        return found
    exceeded = (*found.exceeded, *(Exceeded(one, _allowed(one, ground.limits)) for one in broken))
    return Ruling(level, False, table.above.settlement, exceeded)


def _allowed(breach: Breach, limits: SettlementLimits) -> Decimal | int:
    """What a limit says; nothing of the floor, which would show it."""
    said = {
        "below_floor": 0,
        "too_many_payments": limits.payments,
        "too_long": limits.days,
        "too_far_apart": limits.days_between,
        "too_much_forgiven": limits.forgiven.amount if limits.forgiven is not None else None,
    }[breach]
    return 0 if said is None else said


def _make_room(act: Act, account_id: int, currency: str) -> None:
    for earlier in act.session.scalars(
        select(SettlementOffer).where(
            SettlementOffer.account_id == account_id,
            SettlementOffer.currency == currency,
            SettlementOffer.state.in_(("waiting", "offered", "running")),
            SettlementOffer.undone_by.is_(None),
        )
    ):
        if earlier.state == "running":
            raise BadInput(_("a settlement of this debt runs already"))
        if earlier.state == "waiting":
            raise BadInput(_("an offer waits for approval already; let it be decided or withdraw it"))
        act.set(earlier, state="withdrawn", state_on=act.day)


def _say(act: Act, ground: SettlementGround, settlement: Settlement, ruling: Ruling, state: str) -> None:
    accepted, owed = spoken(settlement.accepted), spoken(settlement.owed)
    if state == "offered":
        said = _("Settlement offered: {accepted} for {owed}, to be accepted until {day}")
        act.say(said.format(accepted=accepted, owed=owed, day=full_day(settlement.valid_until)))
        return
    least = floor(ground.owed, ground.limits)  # an offer of the customer is on record now
    said = _("On record, not accepted: {limits}. {who} decides; the house accepts {least} at least")
    who_may = who(ruling.first)
    act.say(
        said.format(limits=said_limits(ruling), who=who_may[:1].upper() + who_may[1:], least=spoken(least))
    )
