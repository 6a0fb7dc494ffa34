"""Target lines of a house (`data/targets.toml`), and the team's own past weeks as reference where there is none."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy.orm import Session

from collectdesk.desk.dossier import desk_day
from collectdesk.desk.kpi_journal import call_figures, done_in, fallen_due, kept_figures, no_hours, period_of
from collectdesk.desk.kpi_trend import week_of
from collectdesk.desk.portfolio import EVERYTHING, Part
from collectdesk.reports.kpi.result import NO_BASIS
from collectdesk.resources import parse_data, read_data

NEVER = ("average_handle_time",)
"""Figures to plan with, which are no targets."""


class Target(BaseModel):
    """A line to reach or to stay under, in the figure's own unit."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str
    variant: str
    at_least: Decimal | None = None
    at_most: Decimal | None = None

    @model_validator(mode="after")
    def _one_line(self) -> Target:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("a target has either at_least or at_most")
        if self.key in NEVER:
            raise ValueError(f"{self.key} is no target: it hurries people who need time")
        return self


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    reference_days: int = Field(ge=28, le=366)
    target: list[Target]


def read_targets(text: str, name: str) -> tuple[int, tuple[Target, ...]]:
    """The days of the reference and the targets of a file's text. BadInput for a file that is wrong."""
    file = parse_data(text, name, _File)
    return file.reference_days, tuple(file.target)


@cache
def load_targets() -> tuple[int, tuple[Target, ...]]:
    """Those of `data/targets.toml`."""
    return read_targets(read_data("targets.toml"), "data/targets.toml")


@dataclass(frozen=True, slots=True)
class Reference:
    """Quartiles of the whole weeks before this one in which the figure was available, and how many those were."""

    key: str
    variant: str
    currency: str | None
    lower: Fraction
    median: Fraction
    upper: Fraction
    weeks: int


def references(session: Session, now: datetime, part: Part = EVERYTHING) -> tuple[Reference, ...]:
    """The trailing days of the house, week by week, for what people did and for kept promises."""
    days, _targets = load_targets()
    last = week_of(desk_day(session, now)) - timedelta(days=1)
    seen: dict[tuple[str, str, str | None], list[Fraction]] = defaultdict(list)
    for back in range(days // 7):
        end = last - timedelta(days=7 * back)
        period = period_of(session, end - timedelta(days=6), end)
        done, due = done_in(session, period, part), fallen_due(session, period, part)
        for one in (*call_figures(done, NO_BASIS, no_hours), *kept_figures(due, NO_BASIS)):
            if one.value is not None:
                seen[one.key, one.variant, one.basis.currency].append(one.value)
    return tuple(
        Reference(*name, *quartiles(values), len(values))
        for name, values in sorted(seen.items(), key=lambda item: tuple(str(part) for part in item[0]))
    )


def quartiles(values: list[Fraction]) -> tuple[Fraction, Fraction, Fraction]:
    """Lower quartile, median and upper quartile, between neighbours in proportion. At least one value."""
    ordered = sorted(values)

    def at(share: Fraction) -> Fraction:
        place = share * (len(ordered) - 1)
        below = int(place)
        above = min(below + 1, len(ordered) - 1)
        return ordered[below] + (ordered[above] - ordered[below]) * (place - below)

    return at(Fraction(1, 4)), at(Fraction(1, 2)), at(Fraction(3, 4))
