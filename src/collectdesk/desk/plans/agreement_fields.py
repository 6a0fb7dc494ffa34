"""What the agreement of a stored plan says: the plan, its documents and both sides, as fields of its template."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.desk.calendar import holiday_name
from collectdesk.desk.messages.reading import reader_for
from collectdesk.desk.overdue import WhoOwes, who_owes
from collectdesk.desk.plans.paid_in import PaidIn, paid_in_of
from collectdesk.desk.plans.stored import schedule_of, versions_of
from collectdesk.messages.formats import Reader
from collectdesk.messages.rendering import Field
from collectdesk.messages.templates import CreditorLines, Record
from collectdesk.models import ContactPerson, OpenItem, Party, PaymentPlan, PlanItem
from collectdesk.money import Money
from collectdesk.money.plan_rules import load_plan_rules
from collectdesk.money.schedule import Instalment, Schedule


def reader_of(session: Session, plan: PaymentPlan, named: str | None) -> Reader:
    """In whose language a plan's agreement is written: as every letter, to the person it was agreed with."""
    party = session.get_one(Party, who_owes(session, plan.account_id).party_id)
    person = session.get(ContactPerson, plan.person_id) if plan.person_id else None
    return reader_for(party, person, named)


def agreement_fields(
    session: Session, plan: PaymentPlan, to: Reader, record: Record, version: int, day: date
) -> dict[str, Field]:
    """The fields of the template `plan_agreement` for a plan, written on `day` as the given version."""
    who = who_owes(session, plan.account_id)
    schedule = schedule_of(session, plan)
    payments = [_payment(one, plan.calendar, to) for one in schedule.payments]
    local = paid_in_of(plan, schedule)
    rules = load_plan_rules()
    house = record.creditor.get(who.creditor_code, CreditorLines())
    return {
        "plan": plan.id,
        "version": version,
        "made_on": day,
        "reference": f"{who.number}/{plan.id}",
        "creditor": {"name": who.creditor, "country": to.country(who.creditor_country), **house.model_dump()},
        "customer": _customer(session, who, to),
        "consumer": who.party_type == "consumer",
        "house": record.house.model_dump(),
        "total": schedule.total,
        "as_of": plan.starts_on,
        "items": _items(session, plan),
        "down": _down(schedule),
        "number": len(schedule.instalments),
        "replaces": _replaced(session, plan),
        "first_on": schedule.instalments[0].due_on,
        "last_on": schedule.last_on,
        "payments": payments,
        "local": _local(local, plan.currency, to),
        "local_payments": _local_payments(local, schedule),
        "moved": any(one["moved"] for one in payments),
        "interest": _interest(plan),
        "waived": Money(plan.waived_minor, plan.currency) if plan.waived_minor else None,
        "method": plan.method,
        "cure_days": rules.default.cure_business_days,
        "reschedule_days": rules.reschedule.days,
        "language": to.language_name,
        "cross_border": None in (who.creditor_country, who.customer_country)
        or who.creditor_country != who.customer_country,
    }


def _customer(session: Session, who: WhoOwes, to: Reader) -> dict[str, Field]:
    party = session.get_one(Party, who.party_id)
    town = " ".join(part for part in (party.postcode, party.city) if part)
    address = ", ".join(part for part in (party.street, town) if part)
    return {
        "name": who.customer, "number": who.number, "address": address, "country": to.country(party.country),
        "registry": "", "represented": "",
    }  # fmt: skip


def _items(session: Session, plan: PaymentPlan) -> list[dict[str, Field]]:
    rows = session.execute(
        select(OpenItem.document, OpenItem.due_on, PlanItem.amount_minor)
        .join(PlanItem, PlanItem.open_item_id == OpenItem.id)
        .where(PlanItem.payment_plan_id == plan.id)
        .order_by(OpenItem.due_on, OpenItem.document, OpenItem.id)
    )
    return [
        {"document": document, "due_on": due_on, "amount": Money(minor, plan.currency)}
        for document, due_on, minor in rows
    ]


def _down(schedule: Schedule) -> dict[str, Field] | None:
    first = schedule.payments[0]
    return None if first.number else {"amount": first.amount, "due_on": first.due_on}


def _replaced(session: Session, plan: PaymentPlan) -> dict[str, Field] | None:
    """The plan that was agreed on before payments of it were moved, or before this one was agreed on anew."""
    if plan.replaces_id is None:
        return None
    versions = versions_of(session, plan)
    first = versions[-1] if len(versions) > 1 else session.get_one(PaymentPlan, plan.replaces_id)
    schedule = schedule_of(session, first)
    return {
        "plan": first.id,
        "agreed_on": first.accepted_on or first.starts_on,
        "total": schedule.total,
        "last_on": schedule.last_on,
    }


def _payment(one: Instalment, calendar: str, to: Reader) -> dict[str, Any]:
    holiday = next((closure for closure in one.moved_by if closure.holiday), None)
    moved = "" if not one.moved_by else "holiday" if holiday else "closed"
    return {
        "number": one.number, "due_on": one.due_on, "unadjusted": one.unadjusted, "amount": one.amount,
        "interest": one.interest, "balance": one.balance, "moved": moved,
        "holiday": holiday_name(holiday.day, calendar, to.language) if holiday else None,
    }  # fmt: skip


def _local(found: PaidIn | None, owed: str, to: Reader) -> dict[str, Field] | None:
    """The other currency in which a plan may be paid: the rate in figures alone, which need no words."""
    if found is None:
        return None
    rates = (f"{one.base} 1 = {one.currency} {to.number(one.quoted)}" for one in found.quotes)
    return {
        "currency": found.currency, "owed": owed, "day": found.quotations[0].conversion.rate_on,
        "source": ", ".join(one for one in found.quotations[0].conversion.sources if one) or "–",
        "rate": "; ".join(rates), "bearer": found.bearer,
    }  # fmt: skip


def _local_payments(found: PaidIn | None, schedule: Schedule) -> list[dict[str, Field]]:
    asked = found.asked if found is not None else ()
    return [
        {"number": one.number, "due_on": one.due_on, "amount": one.amount, "asked": money}
        for one, money in zip(schedule.payments, asked, strict=found is not None)
    ]


def _interest(plan: PaymentPlan) -> dict[str, Field]:
    told = plan.interest or {}
    charged = "none" if plan.waived_minor else str(told.get("charging") or "none")
    if charged == "apart" and not plan.interest_minor:
        charged = "none"  # no figure was known: the letter reserves interest without naming one
    rate = str(told.get("per_cent") or "")
    return {
        "kind": charged,
        "per_cent": Decimal(rate) if rate else None,
        "amount": Money(plan.interest_minor, plan.currency),
    }
