"""The regimes of late-payment interest by country, from `data/interest.toml`."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from collectdesk.confidence import Mark
from collectdesk.i18n import _
from collectdesk.money.amount import Money
from collectdesk.money.currency import is_currency
from collectdesk.money.exact import Amount, PerCent
from collectdesk.money.no_figure import NoFigure
from collectdesk.money.rounding import Rounding, to_unit
from collectdesk.resources import parse_data, read_data

FILE = "data/interest.toml"

Fixing = Literal["per_half_year", "daily", "at_due", "at_default_start", "at_payment"]
ReadDay = Literal["first_of_half_year", "eve_of_half_year", "that_day"]
DayCount = Literal["act/365", "act/360", "act/act"]
Debtor = Literal["b2b", "b2c"]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class RateRounding(_Record):
    """To a multiple of `unit` per cent."""

    how: Annotated[Rounding, Field(strict=False)]
    unit: Annotated[PerCent, Field(gt=0)]

    def apply(self, rate: Decimal) -> Decimal:
        """The rate, rounded."""
        return to_unit(rate, self.unit, self.how)


class Band(_Record):
    """`sum` for debts below `below`, or up to and including `up_to`; without either for all that are left."""

    sum: Amount
    below: Amount | None = None
    up_to: Amount | None = None

    @model_validator(mode="after")
    def _one_limit(self) -> Self:
        if self.below is not None and self.up_to is not None:
            raise ValueError("a band has below or up_to, not both")
        return self

    def takes(self, debt: Decimal) -> bool:
        """Whether a debt falls below the limit of this band."""
        if self.below is not None:
            return debt < self.below
        return self.up_to is None or debt <= self.up_to


class FixedSum(_Record):
    """The lump sum for recovery costs, in `currency`, by the size of the debt in `measured_in` (else the same).

    `kind` is "bands", "none" where the law gives none, or "unknown" where that is not established.
    """

    kind: Literal["bands", "none", "unknown"] = "bands"
    confidence: Mark | None = None
    currency: str = ""
    measured_in: str = ""
    bands: tuple[Band, ...] = Field(default=(), strict=False)
    note: str = ""

    @model_validator(mode="after")
    def _bands_are_whole(self) -> Self:
        if self.kind == "unknown":
            return self
        if self.confidence is None:
            raise ValueError("a fixed sum, and that there is none, needs its confidence")
        if self.kind == "none":
            return self
        if not is_currency(self.currency) or not is_currency(self.measure):
            raise ValueError("a fixed sum needs a currency of ISO 4217")
        limits = [band.below or band.up_to for band in self.bands]
        known = [limit for limit in limits[:-1] if limit is not None]
        if not limits or limits[-1] is not None or len(known) < len(limits) - 1:
            raise ValueError("every band but the last has a limit, and the last has none")
        if known != sorted(set(known)):
            raise ValueError("each band must end above the one before")
        for band in self.bands:
            Money.of(band.sum, self.currency)
        return self

    @property
    def measure(self) -> str:
        """The currency in which the debt is measured."""
        return self.measured_in or self.currency

    def for_debt(self, debt: Money) -> Money | NoFigure:
        """The sum for a debt. NoFigure when it depends on the debt's size and that is in another currency."""
        if len(self.bands) > 1 and debt.currency != self.measure:
            return NoFigure(
                _("the fixed sum goes by the debt in {currency}; this one is in {other}").format(
                    currency=self.measure, other=debt.currency
                )
            )
        band = next(band for band in self.bands if band.takes(debt.amount))
        return Money.of(band.sum, self.currency)


class Floor(_Record):
    """An agreed rate may not lie below `multiple` times the series, read on the first day of the half-year."""

    series: str
    multiple: PerCent
    confidence: Mark


class ReadFigure(_Record):
    """The total rate of a half-year ("2026-H2") that was itself read, not only computed from its parts."""

    half: Annotated[str, Field(pattern=r"^20[0-9]{2}-H[12]$")]
    rate: PerCent
    confidence: Mark


class Regime(_Record):
    """What a country's law gives for late payment by businesses (b2b) or consumers (b2c).

    The rate is `flat`, or `multiple` times the value of `series` on `read_day`, rounded by `round_reference`,
    plus `margin` points, rounded by `round_rate`; `fixing` says which moment decides. `case` tells regimes of
    one country apart ("" is the usual one). `statutory = false` records that the law gives none.
    """

    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    debtor: Debtor
    case: Annotated[str, Field(pattern="^[a-z_]*$")] = ""
    citation: str = Field(min_length=1)
    confidence: Mark
    read_on: date
    statutory: bool = True
    flat: PerCent | None = None
    series: str = ""
    multiple: PerCent = Decimal(1)
    margin: PerCent = Decimal(0)
    fixing: Fixing = "per_half_year"
    read_day: ReadDay = "first_of_half_year"
    round_reference: RateRounding | None = None
    round_rate: RateRounding | None = None
    day_count: DayCount = "act/365"
    compound: Literal["none", "monthly"] = "none"
    fixed_sum: FixedSum = FixedSum(kind="unknown")
    floor: Floor | None = None
    read: tuple[ReadFigure, ...] = Field(default=(), strict=False)
    note: str = ""

    @model_validator(mode="after")
    def _has_a_rate(self) -> Self:
        if not self.statutory:
            if self.series or self.flat is not None or not self.note:
                raise ValueError("where the law gives no interest there is a note and no rate")
            return self
        if bool(self.series) is (self.flat is not None):
            raise ValueError("a regime has either a series or a flat rate")
        if self.fixing == "daily" and self.read_day != "that_day":
            raise ValueError("a daily rate is read on that_day")
        if self.fixing == "per_half_year" and self.read_day == "that_day":
            raise ValueError("a rate of half-years is read on the first day or the eve of one")
        return self

    def figure_read(self, half: str) -> ReadFigure | None:
        """The total of a half-year as it was read, if it was."""
        return next((figure for figure in self.read if figure.half == half), None)


class InterestRules(_Record):
    """All regimes of the file."""

    regime: tuple[Regime, ...] = Field(strict=False)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        seen = set()
        for one in self.regime:
            key = (one.country, one.debtor, one.case)
            if key in seen:
                raise ValueError(f"the regime {' '.join(key).strip()} stands there twice")
            seen.add(key)
        return self

    def find(self, country: str, debtor: Debtor, case: str = "") -> Regime | NoFigure:
        """The regime that applies. NoFigure where none is established, or where the law gives none."""
        for one in self.regime:
            if (one.country, one.debtor, one.case) == (country, debtor, case):
                return one if one.statutory else NoFigure(_(one.note))
        if debtor == "b2b":
            said = _("no late-payment interest between businesses is established for {country}")
        else:
            said = _("no late-payment interest of consumers is established for {country}")
        return NoFigure(said.format(country=country))


def half_year(day: date) -> str:
    """The half-year of a day: "2026-H1"."""
    return f"{day.year}-H{1 if day.month <= 6 else 2}"


def half_year_start(day: date) -> date:
    """1 January or 1 July, on or before a day."""
    return date(day.year, 1 if day.month <= 6 else 7, 1)


def reading_day(regime: Regime, moment: date) -> date:
    """The day on which the series is read when `moment` decides."""
    if regime.read_day == "that_day":
        return moment
    start = half_year_start(moment)
    return start if regime.read_day == "first_of_half_year" else start - timedelta(days=1)


def parse_interest_rules(text: str, name: str = FILE) -> InterestRules:
    """The regimes in `text`. BadInput naming `name` and the key when something in it cannot be used."""
    return parse_data(text, name, InterestRules)


@cache
def load_interest_rules() -> InterestRules:
    """The regimes that ship or that the desk has put in their place. BadInput when the file cannot be used."""
    return parse_interest_rules(read_data("interest.toml"))
