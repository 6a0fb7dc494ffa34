"""Interest on arrears, line by line, or the reason why there is no figure.

Simple interest: principal x rate x days / basis. The first day that bears interest is the day after the due
date, so that the days are payment date less due date; the last day counts. Nothing is rounded before the end:
each line shows by how much the rounded sum has grown, so that lines add up to the total. What is disputed with
good reason bears no interest; it is for the caller to leave it out of the principal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from collectdesk.confidence import Mark, weakest
from collectdesk.i18n import _
from collectdesk.money.amount import Money
from collectdesk.money.currency import decimals
from collectdesk.money.date_roll import months_after
from collectdesk.money.exact import as_fraction
from collectdesk.money.interest_rules import DayCount, Regime
from collectdesk.money.no_figure import NoFigure
from collectdesk.money.rate_of_interest import InterestRate, rate_at, rate_starts
from collectdesk.money.reference_rates import ReferenceRates

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Claim:
    """A principal that was due on a day. `bears_from` is the first day of interest, if not the day after.

    Raises ValueError for a principal that is not above zero, or interest before the due date has passed.
    """

    principal: Money
    due_on: date
    bears_from: date | None = None

    def __post_init__(self) -> None:
        if self.principal.minor <= 0:
            raise ValueError("a principal is above zero")
        if self.bears_from is not None and self.bears_from <= self.due_on:
            raise ValueError("interest starts after the due date")

    @property
    def first_day(self) -> date:
        """The first day that bears interest."""
        return self.bears_from or self.due_on + _DAY


@dataclass(frozen=True, slots=True)
class Reduction:
    """What a payment took off the principal; days after `value_on` bear interest on the rest."""

    value_on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Moratorium:
    """Days, both included, on which no interest accrues."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Segment:
    """Days with one principal and one rate, `first` to `last`, both included. `rate` is None in a moratorium."""

    first: date
    last: date
    principal: Money
    rate: InterestRate | None
    amount: Money

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Calculation:
    """Interest up to and including `until`, and the fixed sum, each in its own currency.

    `confidence` is the weakest mark of all that was used, `cautions` are whole sentences to show beside the figure.
    """

    claim: Claim
    regime: Regime
    until: date
    segments: tuple[Segment, ...]
    interest: Money
    fixed_sum: Money | None
    confidence: Mark
    cautions: tuple[str, ...]

    @property
    def charges(self) -> Money:
        """Interest and fixed sum together. CurrencyMismatch when they are in two currencies."""
        return self.interest if self.fixed_sum is None else self.interest + self.fixed_sum


def simple_interest(principal: Money, rate: Fraction, days: int, basis: int = 365) -> Fraction:
    """Exact minor units for so many days at `rate` (0.1015 is 10.15 %), not rounded."""
    return principal.minor * rate * Fraction(days, basis)


def monthly_rests(principal: Money, rate: Fraction, months: int) -> Fraction:
    """Exact minor units of compound interest that is added to the principal each month, not rounded."""
    return principal.minor * ((1 + rate * Fraction(1, 12)) ** months - 1)


def interest(
    claim: Claim,
    until: date,
    regime: Regime,
    rates: ReferenceRates,
    *,
    reductions: Sequence[Reduction] = (),
    moratoria: Sequence[Moratorium] = (),
    with_fixed_sum: bool = True,
) -> Calculation | NoFigure:
    """What the regime gives on a claim up to and including a day, or why it gives no figure.

    Before the claim is overdue that is nothing, and no fixed sum. Raises ValueError when more is taken off than
    was owed, and CurrencyMismatch when it is in another currency.
    """
    if regime.compound == "monthly":
        rests = _monthly(claim, until, regime, rates, bool(reductions or moratoria))
        if isinstance(rests, NoFigure):
            return rests
        return _told(claim, until, regime, *rests, with_fixed_sum)
    pieces = _pieces(claim, until, regime, reductions)
    lines: list[_Line] = []
    for piece in pieces:
        found = _lines(piece, regime, rates, moratoria)
        if isinstance(found, NoFigure):
            return found
        lines.extend(found)
    segments, total = _rounded(claim.principal.currency, lines, regime.day_count)
    return _told(claim, until, regime, segments, total, with_fixed_sum)


def _monthly(
    claim: Claim, until: date, regime: Regime, rates: ReferenceRates, interrupted: bool
) -> tuple[tuple[Segment, ...], Money] | NoFigure:
    """A line a month, each on what had grown until then. How a broken month counts is not established."""
    start, currency = claim.first_day - _DAY, claim.principal.currency
    months = (until.year - start.year) * 12 + until.month - start.month
    if until > start and (interrupted or until != months_after(start, months)):
        return NoFigure(
            _(
                "interest with monthly rests is established for whole months without part payment or pause only"
            )
        )
    rate = rate_at(regime, rates, claim.first_day, claim.due_on, claim.first_day, until)
    if isinstance(rate, NoFigure):
        return rate
    scale = Fraction(1, 10 ** decimals(currency))
    shown, segments = Money(0, currency), []
    for month in range(1, months + 1):
        exact = monthly_rests(claim.principal, as_fraction(rate.per_cent), month)
        total = Money.rounded(exact * scale, currency)
        first = months_after(start, month - 1) + _DAY
        last = months_after(start, month)
        segments.append(Segment(first, last, claim.principal + shown, rate, total - shown))
        shown = total
    return tuple(segments), shown


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the claim with one day on which it ends."""

    principal: Money
    claim: Claim
    until: date
    reductions: tuple[Reduction, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    first: date
    last: date
    principal: Money
    rate: InterestRate | None


def _pieces(claim: Claim, until: date, regime: Regime, reductions: Sequence[Reduction]) -> list[_Piece]:
    """The claim as it is; where the day of payment makes the rate, each part payment by itself, and the rest."""
    taken = tuple(sorted(reductions, key=lambda one: one.value_on))
    left = claim.principal
    for one in taken:
        left = left - one.amount
        if one.amount.minor <= 0 or left.minor < 0:
            raise ValueError("a payment takes something off, and not more than was owed")
    if regime.fixing != "at_payment":
        return [_Piece(claim.principal, claim, until, taken)]
    paid = [_Piece(one.amount, claim, one.value_on, ()) for one in taken if one.value_on < until]
    open_still = claim.principal
    for piece in paid:
        open_still = open_still - piece.principal
    return [*paid, _Piece(open_still, claim, until, ())]


def _lines(
    piece: _Piece, regime: Regime, rates: ReferenceRates, moratoria: Sequence[Moratorium]
) -> list[_Line] | NoFigure:
    first, end = piece.claim.first_day, piece.until
    starts = {first, *rate_starts(regime, rates, first, end)}
    starts.update(one.value_on + _DAY for one in piece.reductions)
    starts.update(day for frozen in moratoria for day in (frozen.first, frozen.last + _DAY))
    days = sorted(day for day in starts if first <= day <= end)
    lines: list[_Line] = []
    for start, following in pairwise([*days, end + _DAY]):
        principal = piece.principal
        for one in piece.reductions:
            if one.value_on < start:
                principal = principal - one.amount
        if principal.minor == 0:
            continue
        rate: InterestRate | None = None
        if not any(frozen.first <= start <= frozen.last for frozen in moratoria):
            found = rate_at(regime, rates, start, piece.claim.due_on, first, end)
            if isinstance(found, NoFigure):
                return found
            rate = found
        lines.append(_Line(start, following - _DAY, principal, rate))
    return lines


def _rounded(currency: str, lines: Sequence[_Line], day_count: DayCount) -> tuple[tuple[Segment, ...], Money]:
    """The lines with their amounts: what each adds to the sum, which is rounded half up."""
    exact, shown = Fraction(0), Money(0, currency)
    scale = Fraction(1, 10 ** decimals(currency))
    segments = []
    for line in lines:
        if line.rate is not None:
            rate = as_fraction(line.rate.per_cent)
            for days, basis in _years(line.first, line.last, day_count):
                exact += simple_interest(line.principal, rate, days, basis)
        total = Money.rounded(exact * scale, currency)
        segments.append(Segment(line.first, line.last, line.principal, line.rate, total - shown))
        shown = total
    return tuple(segments), shown


def _years(first: date, last: date, day_count: DayCount) -> list[tuple[int, int]]:
    """Days and the basis they are counted against; actual/actual takes each year by its own length."""
    if day_count != "act/act":
        return [((last - first).days + 1, 365 if day_count == "act/365" else 360)]
    parts = []
    for year in range(first.year, last.year + 1):
        start, end = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
        length = (date(year, 12, 31) - date(year, 1, 1)).days + 1
        parts.append(((end - start).days + 1, length))
    return parts


def _told(
    claim: Claim,
    until: date,
    regime: Regime,
    segments: tuple[Segment, ...],
    total: Money,
    with_fixed_sum: bool,
) -> Calculation:
    used = [segment.rate for segment in segments if segment.rate is not None]
    marks: list[Mark] = [regime.confidence, *(rate.confidence for rate in used)]
    cautions = [_(regime.note)] if regime.note else []
    for label in dict.fromkeys(rate.label for rate in used if not rate.read):
        cautions.append(
            _(
                "The rate for {period} is our own sum of reference and margin; a notice of it was not read."
            ).format(period=label)
        )
    fixed_sum = None
    rule = regime.fixed_sum
    if with_fixed_sum and until >= claim.first_day and rule.kind == "unknown":
        cautions.append(_("Whether a fixed sum may be added is not established."))
    elif with_fixed_sum and until >= claim.first_day and rule.kind == "bands":
        found = rule.for_debt(claim.principal)
        if isinstance(found, NoFigure):
            cautions.append(found.reason)
        else:
            fixed_sum = found
            marks.append(rule.confidence or "U")
            cautions.extend([_(rule.note)] if rule.note else [])
    return Calculation(claim, regime, until, segments, total, fixed_sum, weakest(*marks), tuple(cautions))
