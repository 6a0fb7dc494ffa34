"""Plans, settlements and their limits in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from collectdesk.days import full_day, short_day
from collectdesk.i18n import _, ngettext
from collectdesk.money.affordability import Ability, Fit
from collectdesk.money.authority import Exceeded, Ruling, load_authority
from collectdesk.money.display import figure, spoken
from collectdesk.money.liquidity import Forecast
from collectdesk.money.plan_rules import load_plan_rules
from collectdesk.money.plan_signs import Sign
from collectdesk.money.proposals import PlanCase, Proposal, always_paid
from collectdesk.money.schedule import Closure


def who(level: str | None) -> str:
    """Who decides: "a team lead", "the committee"; the name with spaces where it is the house's own."""
    if level is None:
        return _("nobody at this desk")
    words = {
        "collector": _("a collector"),
        "lead": _("a team lead"),
        "manager": _("a manager"),
        "committee": _("the committee"),
        "committee_or_client": _("the committee or the client"),
    }
    return words.get(level, level.replace("_", " "))


def said_limits(found: Ruling | Sequence[Exceeded]) -> str:
    """By which limits something is too much, in one line: "more than 3 months, less down than 20 %"."""
    exceeded = found.exceeded if isinstance(found, Ruling) else found
    code = load_authority().currency
    words = []
    for one in exceeded:
        told = {
            "balance": _("a balance above {code} {allowed}"),
            "plan_months": _("longer than {allowed} months"),
            "plan_down_percent": _("less down than {allowed} %"),
            "waiver": _("more than {code} {allowed} given up"),
            "settlement_percent": _("more than {allowed} % off"),
            "write_off": _("more than {code} {allowed} written off"),
            "not_before_due": _("asked on its day or later"),
            "too_far": _("more than {allowed} days later"),
            "moved_before": _("this payment has moved before"),
            "often_moved": _("more than {allowed} moves in one plan"),
            "below_floor": _("less than the house accepts"),
            "too_many_payments": _("more than {allowed} payments"),
            "too_long": _("longer than {allowed} days"),
            "too_far_apart": _("payments more than {allowed} days apart"),
            "too_much_forgiven": _("more than {code} {allowed} forgiven"),
        }[one.limit]
        words.append(told.format(code=code, allowed=_figure(one.allowed)))
    return ", ".join(words) or _("not for your role")


def proposal_name(name: str | None) -> str:
    """What one of the three is called; without a name it is the one that somebody typed."""
    words = {"short": _("Short"), "balanced": _("Balanced"), "longest": _("Longest")}
    return words.get(name or "", _("Yours"))


def decides(found: Ruling) -> str:
    """Who may agree to it, and by which limits it is beyond one's own authority."""
    if found.allowed:
        return _("within your authority")
    if found.first is None:
        return _("nobody at this desk may agree to it: {limits}").format(limits=said_limits(found))
    return _("for {who} to decide: {limits}").format(who=who(found.first), limits=said_limits(found))


def can_pay(found: Fit | None, ability: Ability | None) -> str:
    """Whether a customer can pay it, and else the most that each instalment could be; empty where nothing is known."""
    if found is None:
        return ""
    business = isinstance(ability, Forecast)
    if found.fits:
        beyond = found.liquidity.beyond if found.liquidity is not None else None
        if beyond is not None and beyond.minor > 0:
            return _("fits as far as the forecast goes; {amount} fall due after it").format(
                amount=figure(beyond)
            )
        return _("fits the forecast") if business else _("fits what the household has free")
    if found.fails_in is not None:
        said = _("cash falls below the floor in week {week}").format(week=found.fails_in)
    elif found.fails_on is not None:
        said = _("the payment of {day} is more than the household has free").format(
            day=short_day(found.fails_on)
        )
    else:
        said = _("more than they have")
    if found.highest is not None and found.highest.minor > 0:
        return _("{said}; highest {amount}").format(said=said, amount=figure(found.highest))
    return said


def loyal_terms(case: PlanCase, found: Proposal) -> str:
    """What a customer who always paid is given; empty where there is nothing."""
    loyal = load_plan_rules().loyal
    if case.record is None or not always_paid(case.record, loyal):
        return ""
    paid = ngettext("{n} item paid on time", "{n} items paid on time", case.record.paid_items)
    told = _("always paid ({paid}): {share} % down is enough").format(
        paid=paid.format(n=case.record.paid_items), share=f"{loyal.down_percent:f}"
    )
    if found.waived is not None and found.waived.minor:
        return _("{told}, interest of {amount} is given up").format(told=told, amount=spoken(found.waived))
    return told


def sign(one: Sign) -> str:
    """A sign that a plan will not hold, as a sentence."""
    if one.code == "repeated_plan":
        return _("it is plan number {n} in twelve months").format(n=one.subject)
    if one.code == "beyond_cover" and isinstance(one.subject, date):
        return _("it goes beyond the credit insurer's cover of {day}: the insurer must consent first").format(
            day=full_day(one.subject)
        )
    words = {
        "no_down_payment": _("nothing is paid down"),
        "late_first_instalment": _("the first instalment is {n} days off"),
        "no_change_named": _("the customer cannot say what will be different"),
        "back_loaded": _("most is paid late in the plan"),
        "balloon": _("the last payment is {n} % of the total"),
        "buys_on_credit": _("the customer goes on buying on credit"),
    }
    return words[one.code].format(n=one.subject)


def moved_by(closures: Sequence[Closure]) -> str:
    """Why a payment is not on its own day: "Good Friday", "weekend"; empty where it is."""
    names = dict.fromkeys(one.holiday for one in closures if one.holiday)
    return ", ".join(names) or (_("weekend") if closures else "")


def rhythm(code: str) -> str:
    """How often is paid."""
    words = {
        "weekly": _("every week"),
        "fortnightly": _("every two weeks"),
        "monthly": _("every month"),
        "quarterly": _("every quarter"),
    }
    return words.get(code, code)


def plan_state(code: str) -> str:
    """How a plan stands."""
    words = {
        "waiting": _("waits for approval"),
        "declined": _("declined"),
        "offered": _("offered, not accepted yet"),
        "running": _("runs"),
        "completed": _("completed"),
        "broken": _("broken: the whole balance is due"),
        "cancelled": _("dropped"),
        "replaced": _("replaced by a newer version"),
    }
    return words.get(code, code)


def settlement_state(code: str) -> str:
    """How a settlement stands."""
    words = {
        "waiting": _("waits for approval"),
        "declined": _("not accepted"),
        "offered": _("offered, not accepted yet"),
        "running": _("accepted, waits for the money"),
        "discharged": _("discharged"),
        "lapsed": _("lapsed: the whole debt is due"),
        "withdrawn": _("withdrawn, or replaced by a newer one"),
    }
    return words.get(code, code)


def approval_kind(code: str) -> str:
    """What a request asks for."""
    words = {
        "plan": _("payment plan"),
        "settlement": _("settlement"),
        "waiver": _("waiver"),
        "write_off": _("write-off"),
        "reschedule": _("moved payment"),
        "credit": _("accepted dispute"),
    }
    return words.get(code, code)


def approval_state(code: str) -> str:
    """How a request stands."""
    words = {
        "open": _("waits"),
        "approved": _("approved"),
        "declined": _("declined"),
        "expired": _("expired"),
        "withdrawn": _("withdrawn"),
    }
    return words.get(code, code)


def payments(count: int) -> str:
    """So many payments."""
    return ngettext("{n} payment", "{n} payments", count).format(n=count)


def _figure(allowed: Decimal | int | str) -> str:
    return f"{Decimal(str(allowed)):,f}"
