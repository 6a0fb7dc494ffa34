"""The four charts of the screen of figures, each with its number in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from collectdesk.i18n import _
from collectdesk.money import Money
from collectdesk.money.display import spoken
from collectdesk.tui.clock import day_month
from collectdesk.widgets.plot import Graph, Series

if TYPE_CHECKING:
    from collectdesk.desk.kpi_journal import Hour
    from collectdesk.desk.kpi_trend import AgePoint, WeekOfMoney

CHARTS = 4
OLDEST = "d91_plus"


@dataclass(frozen=True, slots=True)
class Chart:
    """A title, what is drawn (None: nothing to draw), and what it says in words."""

    title: str
    unit: str
    graph: Graph | None
    words: tuple[str, ...]


def main_currency(points: Sequence[AgePoint], wanted: str | None, base: str) -> str:
    """The currency that charts of money are of: the filter's, else the base where anything is open in it."""
    known = {one.currency for one in points}
    if wanted:
        return wanted
    return base if base in known or not known else min(known)


def ageing_chart(points: Sequence[AgePoint], currency: str) -> Chart:
    """Overdue and its oldest part at the ends of weeks."""
    title = _("Overdue at each week's end")
    own = [one for one in points if one.currency == currency]
    if not own:
        return Chart(title, currency, None, (_("No balance of {code} is kept yet.").format(code=currency),))
    overdue = [sum(minor for key, minor in one.minor.items() if key.startswith("d")) for one in own]
    oldest = [one.minor.get(OLDEST, 0) for one in own]
    graph = Graph(
        "lines",
        tuple(day_month(one.on) for one in own),
        (
            Series(_("overdue"), tuple(_height(minor, currency) for minor in overdue), "tone3"),
            Series(_("over 90 days"), tuple(_height(minor, currency) for minor in oldest), "warn"),
        ),
    )
    said = _("{day}: {overdue} overdue, of it {oldest} over 90 days").format(
        day=day_month(own[-1].on), overdue=spoken(Money(overdue[-1], currency)),
        oldest=spoken(Money(oldest[-1], currency)),
    )  # fmt: skip
    change = Money(overdue[-1] - overdue[0], currency)
    since = _("since {day}: {change}").format(
        day=day_month(own[0].on), change=("+" if change.minor > 0 else "") + spoken(change)
    )
    return Chart(title, currency, graph if len(own) > 1 else None, (said, since))


def money_chart(weeks: Sequence[WeekOfMoney], currency: str) -> Chart:
    """Promised for days of a week against received in it."""
    title = _("Promised and received by week")
    own = [one for one in weeks if one.promised.currency == currency]
    promised = Money(sum(one.promised.minor for one in own), currency)
    received = Money(sum(one.received.minor for one in own), currency)
    said = _("{n} weeks: {promised} promised, {received} received").format(
        n=len(own), promised=spoken(promised), received=spoken(received)
    )
    if not promised.minor and not received.minor:
        nothing = _("Nothing was promised or received in {code}.").format(code=currency)
        return Chart(title, currency, None, (nothing,))
    graph = Graph(
        "bars",
        tuple(day_month(one.week_on) for one in own),
        (
            Series(_("promised"), tuple(_height(one.promised.minor, currency) for one in own), "tone2"),
            Series(_("received"), tuple(_height(one.received.minor, currency) for one in own), "accent"),
        ),
    )
    last = own[-1]
    week = _("week of {day}: {promised} promised, {received} received").format(
        day=day_month(last.week_on), promised=spoken(last.promised), received=spoken(last.received)
    )
    return Chart(title, currency, graph, (said, week))


def hour_chart(hours: Sequence[Hour], *, local: bool) -> Chart:
    """Attempts and contacts by the hour in which they began."""
    title = _("Contacts by the customer's hour") if local else _("Contacts by hour of the desk")
    if not hours:
        return Chart(title, "", None, (_("Nobody was called in this period."),))
    of = {one.hour: one for one in hours}
    span = range(min(of), max(of) + 1)
    attempts = tuple(float(of[hour].attempts) if hour in of else 0.0 for hour in span)
    contacts = tuple(float(of[hour].contacts) if hour in of else 0.0 for hour in span)
    graph = Graph(
        "bars", tuple(f"{hour:02}" for hour in span),
        (Series(_("attempts"), attempts, "tone2"), Series(_("contacts"), contacts, "accent")),
    )  # fmt: skip
    made, reached = sum(one.attempts for one in hours), sum(one.contacts for one in hours)
    best = max(hours, key=lambda one: (one.contacts, -one.hour))
    said = _("{attempts:,} attempts, {contacts:,} contacts; most at {hour:02}:00 with {n:,}").format(
        attempts=made, contacts=reached, hour=best.hour, n=best.contacts
    )
    return Chart(title, "", graph, (said,))


def _height(minor: int, currency: str) -> float:
    return float(Money(minor, currency).amount)
