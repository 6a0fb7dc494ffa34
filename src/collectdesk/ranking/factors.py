"""The seven factors: each one definition, evaluated by the database over a row of facts.

Points are whole numbers from 0 to the cap. Nothing outside this file says what a fact is worth.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, or_

from collectdesk.ranking.config import Band, RankingRules
from collectdesk.ranking.facts import day, day_opens, instant, number, whole

Columns = Any
"""The columns of a facts row, by attribute."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A part of the score. `points` gives the expression over a row of facts, 0 to the cap."""

    code: str
    cap: Callable[[RankingRules], int]
    points: Callable[[Columns, RankingRules], ColumnElement[int]]

    @property
    def column(self) -> str:
        """The name of the points in a ranked row."""
        return f"p_{self.code}"


def _highest_first(bands: tuple[Band, ...]) -> list[Band]:
    return sorted(bands, key=lambda band: -band.start)


def _amount(f: Columns, rules: RankingRules) -> ColumnElement[int]:
    steps = [
        (f.overdue_base >= number(f"amount_{band.start}"), whole(band.points))
        for band in _highest_first(rules.amount.bands)
    ]
    return case(*steps, else_=whole(0))


def _days_past_due(f: Columns, rules: RankingRules) -> ColumnElement[int]:
    steps = [
        (f.oldest_due <= day(f"due_{band.start}"), whole(band.points))
        for band in _highest_first(rules.days_past_due.bands)
    ]
    return case(*steps, else_=whole(0))


def promise_broken(f: Columns) -> ColumnElement[bool]:
    """Whether a broken promise still counts: none was kept after it."""
    return and_(f.broken_on.is_not(None), or_(f.kept_on.is_(None), f.kept_on <= f.broken_on))


def promise_halved(f: Columns) -> ColumnElement[bool]:
    """Whether the broken promise weighs half: long ago, and the right party not spoken to since."""
    silent = or_(f.spoken_at.is_(None), f.spoken_at < day_opens(f.broken_on, number("shift")))
    return and_(f.broken_on <= day("halved_on"), silent)


def _promise(f: Columns, rules: RankingRules) -> ColumnElement[int]:
    def by_level(halved: bool) -> ColumnElement[int]:
        points = [value // 2 if halved else value for value in rules.promise.broken]
        steps = [(f.broken_level >= whole(level), whole(value)) for level, value in enumerate(points, 1)][
            :0:-1
        ]
        return case(*steps, else_=whole(points[0])) if steps else whole(points[0])

    due = whole(rules.promise.due)
    broken = case((promise_halved(f), by_level(True)), else_=by_level(False))
    fallen_due = f.promise_due_on.is_not(None)
    return case(
        (and_(fallen_due, promise_broken(f)), case((broken > due, broken), else_=due)),
        (promise_broken(f), broken),
        (fallen_due, due),
        else_=whole(0),
    )


def _risk_class(f: Columns, rules: RankingRules) -> ColumnElement[int]:
    return case(
        *[(f.risk_class == code, whole(points)) for code, points in sorted(rules.risk_class.points.items())],
        else_=whole(0),
    )


def _flags(f: Columns, rules: RankingRules) -> ColumnElement[int]:
    return case((f.flag_points > whole(rules.flags.cap), whole(rules.flags.cap)), else_=f.flag_points)


def _contact_gap(f: Columns, rules: RankingRules) -> ColumnElement[int]:
    steps = [
        (f.spoken_at < instant(f"spoken_{band.start}"), whole(band.points))
        for band in _highest_first(rules.contact_gap.bands)
    ]
    return case((f.spoken_at.is_(None), whole(rules.contact_gap.never)), *steps, else_=whole(0))


def _credit_limit(f: Columns, rules: RankingRules) -> ColumnElement[int]:
    steps = [
        (f.exposure_base * whole(100) >= f.limit_base * whole(band.start), whole(band.points))
        for band in _highest_first(rules.credit_limit.bands)
    ]
    # A limit too small to be one minor unit of the base currency is none.
    return case((or_(f.limit_base.is_(None), f.limit_base <= whole(0)), whole(0)), *steps, else_=whole(0))


FACTORS: tuple[Factor, ...] = (
    Factor("amount", lambda rules: rules.amount.cap, _amount),
    Factor("days_past_due", lambda rules: rules.days_past_due.cap, _days_past_due),
    Factor("promise", lambda rules: rules.promise.cap, _promise),
    Factor("risk_class", lambda rules: rules.risk_class.cap, _risk_class),
    Factor("flags", lambda rules: rules.flags.cap, _flags),
    Factor("contact_gap", lambda rules: rules.contact_gap.cap, _contact_gap),
    Factor("credit_limit", lambda rules: rules.credit_limit.cap, _credit_limit),
)
