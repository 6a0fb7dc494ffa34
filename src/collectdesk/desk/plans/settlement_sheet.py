"""What is shown of settlements: what is owed, what may be accepted, and the offers on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from collectdesk.desk.act import Actor
from collectdesk.desk.overdue import statement_day, who_owes
from collectdesk.desk.plans.discharging import settlement_of, settlement_standing
from collectdesk.desk.plans.settling import SettlementGround, settlement_ground
from collectdesk.faults import BadInput
from collectdesk.models import PaymentPlan, SettlementOffer
from collectdesk.money import Money
from collectdesk.money.present_value import Comparison, compare
from collectdesk.money.schedule import Schedule
from collectdesk.money.settlement import Discharge, Settlement
from collectdesk.money.settlement_rules import load_settlement_rules
from collectdesk.store import Store


@dataclass(frozen=True, slots=True)
class OfferOnRecord:
    """An offer. `standing` is where it stands by the money that came, None unless it is offered, runs or did."""

    id: int
    made_by: str
    state: str
    state_on: date
    settlement: Settlement
    accepted_on: date | None
    standing: Discharge | None


@dataclass(frozen=True, slots=True)
class SettlementSheet:
    """`ground` is None where there is nothing to settle, which `why_none` tells; offers are the newest first.

    `day` is the desk's. `kept` are the plans of the book that were paid to the end, `ended` those and the broken ones.
    """

    account_id: int
    number: str
    customer: str
    ground: SettlementGround | None
    why_none: str
    offers: tuple[OfferOnRecord, ...]
    day: date
    kept: int
    ended: int

    def beside(self, lump_sum: Money, plan: Schedule) -> Comparison:
        """What a lump sum and a plan are worth today at the house's rate, the plan as often kept as plans were here.

        Fewer ended plans than ten are no record: then every payment of the plan counts as made.
        """
        rules = load_settlement_rules()
        kept = Decimal(self.kept * 100) / self.ended if self.ended >= _RECORD else Decimal(100)
        until = self.day + timedelta(days=rules.valid_days)
        return compare((until, lump_sum), plan, self.day, rules.rate_percent, plan_kept_per_cent=kept)


_RECORD = 10


def settlement_sheet(
    store: Store, actor: Actor, now: datetime, account_id: int, currency: str | None = None
) -> SettlementSheet:
    """Read it, for the eyes of a collector: see `SettlementGround.floor`. BadInput for an unknown account."""
    with store.read() as session:
        owes = who_owes(session, account_id)
        day = statement_day(session, now, None)
        ground, why_none = None, ""
        try:
            ground = settlement_ground(session, actor, day, account_id, currency)
        except BadInput as fault:
            why_none = str(fault)
        rows = session.scalars(
            select(SettlementOffer)
            .where(SettlementOffer.account_id == account_id, SettlementOffer.undone_by.is_(None))
            .order_by(SettlementOffer.id.desc())
        ).all()
        offers = tuple(_on_record(session, row, day) for row in rows)
        counted = session.execute(
            select(PaymentPlan.state, func.count().label("n"))
            .where(PaymentPlan.state.in_(("completed", "broken")), PaymentPlan.undone_by.is_(None))
            .group_by(PaymentPlan.state)
        )
        ended = {row.state: row.n for row in counted}
    kept = ended.get("completed", 0)
    return SettlementSheet(
        account_id, owes.number, owes.customer, ground, why_none, offers, day, kept, sum(ended.values())
    )


def _on_record(session: Session, row: SettlementOffer, day: date) -> OfferOnRecord:
    judged = row.state in ("offered", "running", "discharged", "lapsed")
    standing = settlement_standing(session, row, day) if judged else None
    return OfferOnRecord(
        row.id, row.made_by, row.state, row.state_on, settlement_of(row), row.accepted_on, standing
    )
