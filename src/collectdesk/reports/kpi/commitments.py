"""Promises: how many are obtained, how many are kept, and how far today has come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from collectdesk.reports.kpi.result import NO_BASIS, Basis, Exact, Kpi, exact, per_cent

FALLEN_DUE = ("kept", "partially_kept", "broken")
"""States that count; open, withdrawn and superseded promises are in neither part of a rate."""


@dataclass(frozen=True, slots=True)
class Fallen:
    """A promise that fell due: what was promised, what was paid in time, and how it was judged."""

    state: str
    promised: Fraction
    paid: Fraction


def promise_rate(promises: int, right_party: int, basis: Basis = NO_BASIS) -> Kpi:
    """Promises obtained over right party contacts."""
    return per_cent("promise_rate", "per_right_party_contact", promises, right_party, basis)


def kept_by_count(promises: Iterable[Fallen], basis: Basis = NO_BASIS) -> Kpi:
    """Kept, over kept, partially kept and broken."""
    states = [one.state for one in promises if one.state in FALLEN_DUE]
    return per_cent("kept_rate", "by_count", states.count("kept"), len(states), basis)


def kept_by_value(promises: Iterable[Fallen], basis: Basis = NO_BASIS) -> Kpi:
    """What was paid in time, of each promise at most what was promised, over what was promised. One currency."""
    due = [one for one in promises if one.state in FALLEN_DUE]
    paid = sum((min(one.paid, one.promised) for one in due), Fraction())
    return per_cent("kept_rate", "by_value", paid, sum((one.promised for one in due), Fraction()), basis)


@dataclass(frozen=True, slots=True)
class Progress:
    """Today against today's list: what of its overdue amount was promised, and paid. One currency."""

    promised: Kpi
    paid: Kpi
    worked: Kpi


def progress(
    promised: Exact, paid: Exact, overdue: Exact, worked: int, listed: int, basis: Basis = NO_BASIS
) -> Progress:
    """How far today has come. `overdue` is what the accounts of today's list owe; `worked` of `listed` were worked."""
    return Progress(
        per_cent("progress", "promised_today", exact(promised), overdue, basis),
        per_cent("progress", "paid_today", exact(paid), overdue, basis),
        per_cent("progress", "accounts_worked", worked, listed, basis),
    )
