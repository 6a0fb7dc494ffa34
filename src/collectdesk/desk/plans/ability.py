"""What a customer can pay: statements of households, forecasts of businesses, ratios and scores, on record.

Each is kept with its day and its source, and never changed: a newer one counts instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.days import full_day
from collectdesk.desk.act import Act, Command, act
from collectdesk.desk.fx import desk_rates
from collectdesk.desk.rights import Right
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import Affordability
from collectdesk.money import Money, is_currency
from collectdesk.money.affordability import Ability
from collectdesk.money.display import spoken
from collectdesk.money.household import Household, LineKind, Period, StatementLine, household, monthly
from collectdesk.money.liquidity import Forecast, floor_of
from collectdesk.money.no_figure import NoFigure
from collectdesk.money.plan_rules import load_plan_rules
from collectdesk.money.ratios import BalanceSheet

Kind = Literal["household", "forecast", "ratios", "score"]
BalanceLine = Literal[
    "current_assets", "inventories", "cash", "current_liabilities", "equity", "total_assets"
]


class HouseholdLine(BaseModel):
    """A line of income or expenditure: minor units for each period."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: LineKind
    minor: int
    period: Period = "monthly"
    name: str = ""


class _Told(Command):
    account_id: int
    currency: str
    taken_on: date | None = None
    source: str = Field(min_length=1)


class RecordHousehold(_Told):
    """A statement of income and expenditure. `all_debts_minor` are all debts that share, ours among them."""

    lines: tuple[HouseholdLine, ...] = Field(min_length=1)
    all_debts_minor: int | None = None
    once_minor: int = 0


class RecordForecast(_Told):
    """Cash week by week from `starts_on`; the net flow of each week, and what goes out in a month."""

    starts_on: date
    opening_minor: int
    flows_minor: tuple[int, ...] = Field(min_length=1, max_length=53)
    monthly_outgoings_minor: int = Field(ge=0)


class RecordRatios(_Told):
    """Lines of a balance sheet, those that are known, in minor units."""

    as_of: date
    lines_minor: dict[BalanceLine, int]


class RecordScore(_Told):
    """A credit score as its provider gives it, with the scale it lies on."""

    score: str = Field(min_length=1, max_length=20)
    scale: str = ""


@dataclass(frozen=True, slots=True)
class KnownAbility:
    """One record: `figures` is what was told, amounts in minor units of `currency`."""

    id: int
    kind: Kind
    taken_on: date
    source: str
    currency: str
    figures: dict[str, Any]


@act("ability.household", right=Right.WORK, undoable=True)
def record_household(act: Act, command: RecordHousehold) -> None:
    """Record income and expenditure; says what is available. BadInput for a line below zero."""
    _record(act, "household", command, {
        "lines": [line.model_dump() for line in command.lines],
        "all_debts": command.all_debts_minor, "once": command.once_minor,
    })  # fmt: skip


@act("ability.forecast", right=Right.WORK, undoable=True)
def record_forecast(act: Act, command: RecordForecast) -> None:
    """Record a forecast of cash."""
    _record(act, "forecast", command, {
        "starts_on": command.starts_on.isoformat(), "opening": command.opening_minor,
        "flows": [*command.flows_minor], "monthly_outgoings": command.monthly_outgoings_minor,
    })  # fmt: skip


@act("ability.ratios", right=Right.WORK, undoable=True)
def record_ratios(act: Act, command: RecordRatios) -> None:
    """Record lines of a balance sheet. BadInput without any, for a day ahead, or one below zero that is not equity."""
    if not command.lines_minor:
        raise BadInput(_("give at least one line of the balance sheet"))
    if any(minor < 0 for name, minor in command.lines_minor.items() if name != "equity"):
        raise BadInput(_("no line of a balance sheet but equity is below zero"))
    if command.as_of > act.day:
        raise BadInput(_("the day of this balance sheet lies ahead; give the day it is of"))
    _record(act, "ratios", command, {"as_of": command.as_of.isoformat(), "lines": command.lines_minor})


@act("ability.score", right=Right.WORK, undoable=True)
def record_score(act: Act, command: RecordScore) -> None:
    """Record a credit score."""
    _record(act, "score", command, {"score": command.score, "scale": command.scale})


def newest_of(known: Iterable[KnownAbility], kind: Kind) -> KnownAbility | None:
    """The newest record of a kind, of records as `known_abilities` gives them."""
    return next((one for one in known if one.kind == kind), None)


def known_abilities(session: Session, account_id: int) -> list[KnownAbility]:
    """All that is on record for an account, the newest first."""
    rows = session.scalars(
        select(Affordability)
        .where(Affordability.account_id == account_id, Affordability.undone_by.is_(None))
        .order_by(Affordability.taken_on.desc(), Affordability.id.desc())
    )
    return [_known(row) for row in rows]


def latest_ability(session: Session, account_id: int, debt: Money, day: date) -> Ability | None:
    """The newest household or forecast in the debt's currency, as of a day. None where there is none."""
    for one in known_abilities(session, account_id):
        if one.kind in ("household", "forecast") and one.currency == debt.currency and one.taken_on <= day:
            return forecast_of(one) if one.kind == "forecast" else household_of(session, one, debt, day)
    return None


def forecast_of(known: KnownAbility) -> Forecast:
    """A record of the kind forecast as the arithmetic takes it."""
    told, code = known.figures, known.currency
    rule = load_plan_rules().liquidity
    return Forecast(
        date.fromisoformat(told["starts_on"]),
        Money(told["opening"], code),
        tuple(Money(minor, code) for minor in told["flows"]),
        floor_of(Money(told["monthly_outgoings"], code), rule.floor_percent),
    )


def household_of(session: Session, known: KnownAbility, debt: Money, day: date) -> Household:
    """A record of the kind household, shared by this debt. BadInput where the savings cap has no rate."""
    told, code = known.figures, known.currency
    rule = load_plan_rules().household
    cap = desk_rates(session, {code, rule.currency}).convert(rule.most, code, day)
    if isinstance(cap, NoFigure):
        raise BadInput(cap.reason)
    lines = [StatementLine(one["kind"], Money(one["minor"], code), one["period"]) for one in told["lines"]]
    everything = Money(max(told["all_debts"] or 0, debt.minor), code)
    return household(
        lines,
        debt,
        everything,
        savings_per_cent=rule.savings_percent,
        savings_most=cap.gives,
        once=Money(told["once"], code),
    )


def month_of(lines: Sequence[HouseholdLine], currency: str) -> dict[LineKind, Money]:
    """What the lines of each kind come to in a month; kinds without a line are not there."""
    sums: dict[LineKind, Money] = {}
    for one in lines:
        amount = monthly(Money(one.minor, currency), one.period)
        sums[one.kind] = sums.get(one.kind, Money(0, currency)) + amount
    return sums


def balance_sheet_of(known: KnownAbility) -> BalanceSheet:
    """A record of the kind ratios as the arithmetic takes it."""
    lines = {name: Money(minor, known.currency) for name, minor in known.figures["lines"].items()}
    return BalanceSheet(date.fromisoformat(known.figures["as_of"]), **lines)


def _record(act: Act, kind: Kind, command: _Told, figures: dict[str, Any]) -> None:
    account = act.account(command.account_id)
    code = command.currency.strip().upper()
    if not is_currency(code):
        raise BadInput(
            _("{code} is not a currency; use an ISO code such as EUR").format(code=command.currency)
        )
    taken_on = command.taken_on or act.day
    if taken_on > act.day:
        raise BadInput(_("this was told on a day that lies ahead; give the day on which it was told"))
    if kind == "household" and any(line["minor"] < 0 for line in figures["lines"]):
        raise BadInput(_("no line of a statement is below zero"))
    row = act.add(
        Affordability(
            account_id=account.id, user_id=act.actor.id, at=act.now, kind=kind, taken_on=taken_on,
            source=command.source, currency=code, figures=figures,
        )
    )  # fmt: skip
    act.record(ability=row.id, kind=kind, taken_on=taken_on)
    act.say(_("On record for {day}").format(day=full_day(taken_on)) + _said(_known(row)))


def _said(known: KnownAbility) -> str:
    if known.kind != "forecast":
        return ""
    forecast = forecast_of(known)
    low = min(forecast.balances)
    return _("; the lowest cash without a plan is {low}").format(low=spoken(low))


def _known(row: Affordability) -> KnownAbility:
    kind: Any = row.kind
    return KnownAbility(row.id, kind, row.taken_on, row.source, row.currency, row.figures)
