"""Key figures, their variants, units and rules in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectdesk.i18n import _
from collectdesk.reports.kpi.result import rounded
from collectdesk.tui.clock import day_month

if TYPE_CHECKING:
    from datetime import date

    from collectdesk.desk.kpi_targets import Reference, Target
    from collectdesk.reports.kpi.result import Kpi


def figure_name(key: str) -> str:
    """A figure in words; its key with blanks where it is not known here."""
    known = {
        "rpc_rate": _("Right party reached"),
        "promise_rate": _("Promises"),
        "contacts_per_hour": _("Contacts an hour"),
        "attempts_per_hour": _("Attempts an hour"),
        "average_handle_time": _("Handle time"),
        "kept_rate": _("Promises kept"),
        "disputes_closed": _("Disputes closed"),
        "days_to_decide": _("Days to decide"),
        "valid_disputes": _("Disputes that were right"),
        "dso": _("DSO"),
        "best_possible_dso": _("Best possible DSO"),
        "average_days_delinquent": _("Days delinquent"),
        "cei": _("CEI"),
        "recovery_rate": _("Recovery rate"),
        "cure_rate": _("Cure rate"),
        "weighted_average_days_late": _("Days late, weighted"),
        "percent_current": _("Current"),
        "percent_d91_plus": _("Over 90 days"),
    }
    return known.get(key) or key.replace("_", " ")


def variant_name(variant: str) -> str:
    """Which definition; its code with blanks where it is not known here."""
    known = {
        "per_attempt": _("of attempts"),
        "per_contact": _("of contacts"),
        "per_right_party_contact": _("of right parties"),
        "productive_hours": _("of productive hours"),
        "without_dialling": _("without dialling"),
        "by_count": _("by count"),
        "by_value": _("by value"),
        "per_opened": _("of those opened"),
        "calendar_days": _("from opening"),
        "countback": _("count-back"),
        "late_only_positive": _("early counts as 0"),
        "signed": _("early below 0"),
        "self_cured": _("without an attempt"),
        "of_open_amount": _("of what is open"),
    }
    return known.get(variant) or variant.replace("_", " ")


def rule_name(rule: str) -> str:
    """What a figure was read from."""
    known = {
        "journal": _("from journal entries"),
        "promises_judged": _("from promises judged"),
        "balances_at_end": _("from balances at the end"),
        "overdue_at_start": _("from what was overdue at the start"),
        "allocations_of_period": _("from money posted in the period"),
        "payments_of_period": _("from payments by value date"),
    }
    return known.get(rule) or rule.replace("_", " ")


def unit_name(unit: str) -> str:
    """The unit as it stands behind a figure."""
    return {"per_cent": "%", "days": _("days"), "seconds": _("s"), "per_hour": _("/h")}.get(unit, unit)


def shown(one: Kpi) -> str:
    """The figure with two decimals, "n/a" where there is nothing to divide by, "more than" for a lower bound."""
    if one.shown is None:
        return _("n/a")
    text = f"{one.shown:,}".replace("-", "\u2212")
    return f"> {text}" if one.more_than else text


def why_not(one: Kpi) -> str:
    """Why a figure is not available, "" where it is."""
    if one.shown is not None:
        return ""
    if "no_hours_recorded" in one.flags:
        return _("n/a: no productive hours are recorded")
    return _("n/a: there is nothing to divide by")


def aim(one: Kpi, targets: tuple[Target, ...], usual: tuple[Reference, ...]) -> tuple[str, str]:
    """The line of the house and its ink, else the median of the trailing weeks; "" for neither."""
    for target in targets:
        if (target.key, target.variant) == (one.key, one.variant):
            line = target.at_least if target.at_least is not None else target.at_most
            sign = "≥" if target.at_least is not None else "≤"
            met = one.shown is not None and (
                (target.at_least is not None and one.shown >= target.at_least)
                or (target.at_most is not None and one.shown <= target.at_most)
            )
            return f"{sign} {line}", "ok" if met else "muted" if one.shown is None else "warn"
    for known in usual:
        if (known.key, known.variant, known.currency) == (one.key, one.variant, one.basis.currency):
            return _("usual {value}").format(value=f"{rounded(known.median):,}"), "muted"
    return "", "muted"


def quartiles_said(one: Kpi, usual: tuple[Reference, ...]) -> str:
    """The trailing weeks in a sentence, "" where there are none."""
    for known in usual:
        if (known.key, known.variant, known.currency) == (one.key, one.variant, one.basis.currency):
            return _("usual: median {median} of {n} weeks, half of them {low} to {high}").format(
                median=rounded(known.median),
                n=known.weeks,
                low=rounded(known.lower),
                high=rounded(known.upper),
            )
    return ""


def period_said(start: date, end: date) -> str:
    """ "1 Nov to 26 Nov 2026"; one day by itself."""
    if start == end:
        return f"{day_month(start)} {start.year}"
    first = day_month(start) if start.year == end.year else f"{day_month(start)} {start.year}"
    return _("{first} to {last} {year}").format(first=first, last=day_month(end), year=end.year)
