"""What a plan for an account rests on: what goes into it, how the customer has paid, and what they can pay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from collectdesk.desk.act import Actor
from collectdesk.desk.calendar import closed_on
from collectdesk.desk.cash.views import payment_history
from collectdesk.desk.fx import desk_rates
from collectdesk.desk.governing_law import find_law
from collectdesk.desk.overdue import OverdueItem, WhoOwes, overdue_items, statement_day, who_owes
from collectdesk.desk.plans.ability import latest_ability
from collectdesk.desk.reference_rates import loaded_rates
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import Account, InstalmentMove, OpenItem, PaymentPlan, Promise
from collectdesk.money import Money
from collectdesk.money.authority import load_authority
from collectdesk.money.date_roll import Convention
from collectdesk.money.interest_rules import Regime
from collectdesk.money.no_figure import NoFigure
from collectdesk.money.plan_interest import PlanInterest
from collectdesk.money.plan_signs import PlanFacts
from collectdesk.money.proposals import PaymentRecord, PlanCase
from collectdesk.money.rate_of_interest import agreed
from collectdesk.money.schedule import Rhythm

_YEAR = timedelta(days=365)
_MOST_PER_CENT = 100
"""An agreed rate above it is a mistake of typing."""
FAILED_PROMISES = ("broken", "partially_kept")
Charging = Literal["none", "apart", "each", "last"]


@dataclass(frozen=True, slots=True)
class PlanWish:
    """What a plan is asked for. Without items it is all that is overdue and undisputed, in `currency` if in several.

    `calendar` is the place of payment (DE, DE-BY), by default the creditor's country; `charging` how interest on
    what is left is paid, `per_cent` the agreed rate a year, by default that of the law. `names_a_change`: whether
    the customer can say what will be different.
    """

    account_id: int
    item_ids: tuple[int, ...] = ()
    currency: str | None = None
    rhythm: Rhythm = "monthly"
    first_on: date | None = None
    convention: Convention = "following"
    calendar: str | None = None
    charging: Charging = "none"
    per_cent: Decimal | None = None
    names_a_change: bool | None = None


@dataclass(frozen=True, slots=True)
class PlanGround:
    """What a plan rests on. `level` is the highest of the authority table that the actor holds, None for none.

    `no_interest` says why no interest can be worked out, where it was asked for.
    """

    who: WhoOwes
    items: tuple[OverdueItem, ...]
    case: PlanCase
    calendar: str
    level: str | None
    no_interest: NoFigure | None


def plan_ground(session: Session, actor: Actor, now: datetime, wish: PlanWish) -> PlanGround:
    """Read it. BadInput for an unknown account, nothing to plan for, two currencies, or a currency without a rate."""
    who = who_owes(session, wish.account_id)
    day = statement_day(session, now, None)
    if wish.first_on is not None and wish.first_on <= day:
        raise BadInput(_("the first instalment is due after today; what is paid now is the down payment"))
    items = _items(session, day, wish)
    total = Money(sum(one.undisputed.minor for one in items), items[0].open.currency)
    calendar = (wish.calendar or who.creditor_country or "").strip().upper()
    interest, no_interest = interest_terms(session, who, wish.charging, wish.per_cent, day)
    table = load_authority()
    return PlanGround(
        who,
        tuple(items),
        PlanCase(
            total=total,
            balance=in_table_currency(session, total, day),
            starts_on=day,
            rhythm=wish.rhythm,
            first_on=wish.first_on,
            convention=wish.convention,
            closed=closed_on(calendar),
            interest=interest,
            ability=latest_ability(session, wish.account_id, total, day),
            record=_record(session, wish.account_id, total.currency),
            facts=_facts(session, wish, day),
        ),
        calendar,
        table.highest({str(role) for role in actor.roles}),
        no_interest,
    )


def in_table_currency(session: Session, amount: Money, day: date) -> Money:
    """An amount in the currency of the authority table at the rate of the day. BadInput without a rate."""
    return converted(session, amount, load_authority().currency, day)


def converted(session: Session, amount: Money, wanted: str, day: date) -> Money:
    """An amount in another currency at the rate of the day. BadInput without a rate."""
    found = desk_rates(session, {amount.currency, wanted}).convert(amount, wanted, day)
    if isinstance(found, NoFigure):
        raise BadInput(found.reason)
    return found.gives


def _items(session: Session, day: date, wish: PlanWish) -> list[OverdueItem]:
    items = [one for one in overdue_items(session, wish.account_id, day) if one.undisputed.minor > 0]
    if wish.item_ids:
        items = [one for one in items if one.id in wish.item_ids]
        if len(items) != len(set(wish.item_ids)):
            raise BadInput(_("one of these documents is not overdue and undisputed; look at the items"))
    if wish.currency:
        items = [one for one in items if one.open.currency == wish.currency.strip().upper()]
    if not items:
        raise BadInput(_("nothing overdue and undisputed is there to plan for"))
    currencies = sorted({one.open.currency for one in items})
    if len(currencies) > 1:
        raise BadInput(
            _("this is owed in {currencies}; say for which of them the plan is").format(
                currencies=", ".join(currencies)
            )
        )
    return items


def currencies_to_plan(session: Session, account_id: int, day: date) -> Sequence[str]:
    """The currencies in which something overdue is undisputed, the one with the most items first."""
    count: dict[str, int] = {}
    for one in overdue_items(session, account_id, day):
        if one.undisputed.minor > 0:
            count[one.open.currency] = count.get(one.open.currency, 0) + 1
    return sorted(count, key=lambda code: (-count[code], code))


def interest_terms(
    session: Session, who: WhoOwes, charging: Charging, per_cent: Decimal | None, day: date
) -> tuple[PlanInterest | None, NoFigure | None]:
    """At which rate a plan bears interest; why there is no figure, where it is asked for and there is none."""
    if charging == "none":
        return None, None
    check_rate(per_cent)
    rates = loaded_rates(session)
    regime: Regime | NoFigure = find_law(who).regime
    if per_cent is not None and isinstance(regime, Regime):
        regime = agreed(per_cent, regime, rates, day)
    if isinstance(regime, NoFigure):
        return None, regime
    return PlanInterest(regime, rates, charging), None


def check_rate(per_cent: Decimal | None) -> None:
    """BadInput for an agreed rate that is a mistake of typing."""
    if per_cent is not None and not 0 <= per_cent <= _MOST_PER_CENT:
        raise BadInput(_("a rate of interest lies between 0 and {most} % a year").format(most=_MOST_PER_CENT))


def _record(session: Session, account_id: int, currency: str) -> PaymentRecord:
    history = payment_history(session, account_id)
    paid = sum(len(one.settled) for one in history.payments if one.returned_on is None)
    broken = _count(session, Promise, Promise.account_id == account_id, Promise.state.in_(FAILED_PROMISES))
    broken += _count(
        session, PaymentPlan, PaymentPlan.account_id == account_id, PaymentPlan.state == "broken"
    )
    broken += _moved_late(session, account_id)
    return PaymentRecord(paid, Decimal(history.average_days_late.get(currency, "0")), broken)


def _moved_late(session: Session, account_id: int) -> int:
    """How many payments of plans moved although it was asked after their day: each counts as a broken promise."""
    query = (
        select(func.count())
        .select_from(InstalmentMove)
        .join(PaymentPlan, PaymentPlan.id == InstalmentMove.payment_plan_id)
        .where(
            InstalmentMove.account_id == account_id,
            InstalmentMove.broken,
            PaymentPlan.state.notin_(("waiting", "declined")),
        )
    )
    return session.scalar(query) or 0


def _facts(session: Session, wish: PlanWish, day: date) -> PlanFacts:
    account = session.get_one(Account, wish.account_id)
    earlier = _count(
        session,
        PaymentPlan,
        PaymentPlan.account_id == wish.account_id,
        PaymentPlan.starts_on > day - _YEAR,
        PaymentPlan.replaces_id.is_(None),
        PaymentPlan.state.in_(("running", "completed", "broken", "cancelled", "replaced")),
    )
    return PlanFacts(
        names_a_change=wish.names_a_change,
        earlier_plans=earlier,
        buys_on_credit=_buys_on_credit(session, wish.account_id, day),
        covered_until=account.insurer_deadline,
    )


def _buys_on_credit(session: Session, account_id: int, day: date) -> bool | None:
    """Whether an invoice was written after the oldest overdue one fell due; None where no invoice tells its day."""
    oldest, newest = session.execute(
        select(
            func.min(case((OpenItem.due_on < day, OpenItem.due_on))), func.max(OpenItem.document_on)
        ).where(OpenItem.account_id == account_id, OpenItem.kind == "invoice", OpenItem.open_minor > 0)
    ).one()
    return None if oldest is None or newest is None else newest > oldest


def _count(session: Session, model: type[Promise] | type[PaymentPlan], *which: object) -> int:
    query = select(func.count()).select_from(model).where(model.undone_by.is_(None), *which)  # type: ignore[arg-type]
    return session.scalar(query) or 0
