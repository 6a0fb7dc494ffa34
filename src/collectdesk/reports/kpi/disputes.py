"""Disputes: how many are closed, how long that takes, how many were right, and what they cost."""

from __future__ import annotations

from collectdesk.reports.kpi.result import NO_BASIS, Basis, Exact, Kpi, per_cent, ratio


def closing_rate(closed: int, opened: int, basis: Basis = NO_BASIS) -> Kpi:
    """Disputes decided in a period over those opened in it; above 100 the pile gets smaller."""
    return per_cent("disputes_closed", "per_opened", closed, opened, basis)


def days_to_decide(days: int, decided: int, basis: Basis = NO_BASIS) -> Kpi:
    """Calendar days from opening to decision, on average; those that the customer withdrew are among them."""
    return ratio("days_to_decide", "calendar_days", "days", days, decided, basis)


def valid_share(valid: int, decided: int, basis: Basis = NO_BASIS) -> Kpi:
    """Disputes that were right, wholly or in part, over those decided; withdrawn ones are in neither."""
    return per_cent("valid_disputes", "by_count", valid, decided, basis)


def credit_share(accepted: Exact, disputed: Exact, basis: Basis = NO_BASIS) -> Kpi:
    """What was accepted over what was disputed, of the disputes decided. One currency."""
    return per_cent("valid_disputes", "by_value", accepted, disputed, basis)
