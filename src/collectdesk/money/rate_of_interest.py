"""The rate of a regime at a moment, with the parts it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from collectdesk.confidence import Mark, weakest
from collectdesk.i18n import _
from collectdesk.money.interest_rules import DayCount, Regime, half_year, half_year_start, reading_day
from collectdesk.money.no_figure import NoFigure
from collectdesk.money.reference_rates import ReferenceRate, ReferenceRates


@dataclass(frozen=True, slots=True)
class InterestRate:
    """`per_cent` a year, and how it came about: the reference as published and as counted, and the margin.

    `label` is what the rate stands for: a half-year ("2026-H2"), a day, or "" for a flat rate. `read` says that
    the total itself was read (or is flat), not only computed.
    """

    per_cent: Decimal
    margin: Decimal
    counted: Decimal
    reference: ReferenceRate | None
    read_day: date | None
    label: str
    confidence: Mark
    read: bool


def rate_at(
    regime: Regime, rates: ReferenceRates, day: date, due_on: date, first_day: date, paid_on: date
) -> InterestRate | NoFigure:
    """The rate for `day` of a claim due on `due_on` that bears interest from `first_day` and is paid on `paid_on`.

    NoFigure when the reference rate for the moment that decides is not loaded.
    """
    if regime.flat is not None:
        nothing = Decimal(0)
        return InterestRate(regime.flat, regime.flat, nothing, None, None, "", regime.confidence, True)
    moment = _moment(regime, day, due_on, first_day, paid_on)
    label = moment.isoformat() if regime.read_day == "that_day" else half_year(moment)
    read_day = reading_day(regime, moment)
    reference = rates.on(regime.series, read_day)
    if reference is None:
        return not_loaded(regime.series, label)
    counted = reference.value * regime.multiple
    if regime.round_reference is not None:
        counted = regime.round_reference.apply(counted)
    total = counted + regime.margin
    if regime.round_rate is not None:
        total = regime.round_rate.apply(total)
    figure = regime.figure_read(label)
    confidence = figure.confidence if figure else weakest(reference.confidence, regime.confidence)
    return InterestRate(
        total, regime.margin, counted, reference, read_day, label, confidence, figure is not None
    )


def rate_starts(regime: Regime, rates: ReferenceRates, first: date, last: date) -> list[date]:
    """The days after `first`, up to `last`, on which a new rate may begin: half-years, or changes of the series."""
    if regime.flat is not None:
        return []
    if regime.fixing == "daily":
        return [day for day in rates.changes(regime.series) if first < day <= last]
    if regime.fixing != "per_half_year":
        return []
    starts = []
    start = half_year_start(first)
    while (start := half_year_start(start + timedelta(days=184))) <= last:
        starts.append(start)
    return starts


def agreed(
    per_cent: Decimal, statutory: Regime, rates: ReferenceRates, on: date, day_count: DayCount = "act/365"
) -> Regime | NoFigure:
    """The regime of a contract that names a fixed rate, beside the law's own rules on the fixed sum.

    NoFigure when the law sets a floor on agreed rates that the rate lies below on a day, or that is not loaded.
    Raises ValueError for a rate below zero.
    """
    if per_cent < 0:
        raise ValueError("an agreed rate is not below zero")
    confidence = statutory.confidence
    if statutory.floor is not None:
        reference = rates.on(statutory.floor.series, half_year_start(on))
        if reference is None:
            return not_loaded(statutory.floor.series, half_year(on))
        least = reference.value * statutory.floor.multiple
        if per_cent < least:
            return NoFigure(
                _("the agreed rate of {rate} % lies below {least} %, the least that the law allows").format(
                    rate=per_cent, least=least
                )
            )
        confidence = weakest(confidence, statutory.floor.confidence, reference.confidence)
    return Regime(
        country=statutory.country,
        debtor=statutory.debtor,
        case="agreed",
        citation=_("contract"),
        confidence=confidence,
        read_on=statutory.read_on,
        flat=per_cent,
        day_count=day_count,
        fixed_sum=statutory.fixed_sum,
    )


def not_loaded(series: str, period: str) -> NoFigure:
    """Why there is no figure: the series has no value for a half-year or a day."""
    return NoFigure(
        _("no reference rate loaded for {period} of series {series}").format(period=period, series=series)
    )


def _moment(regime: Regime, day: date, due_on: date, first_day: date, paid_on: date) -> date:
    match regime.fixing:
        case "at_due":
            return due_on
        case "at_default_start":
            return first_day
        case "at_payment":
            return paid_on
        case _:
            return day
