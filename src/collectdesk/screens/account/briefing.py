"""The briefing in lines: the customer's clock, office hours, rest days and the holidays ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.dates import get_day_names

from collectdesk.i18n import _
from collectdesk.tui.clock import weekday_day_month
from collectdesk.tui.safe_text import Line, shorten
from collectdesk.widgets.section import section_line
from collectdesk.widgets.words import country_name

if TYPE_CHECKING:
    from collectdesk.desk.briefing import Briefing

_LABEL = 14


def briefing_lines(found: Briefing, country: str | None, local: str, width: int) -> list[Line]:
    """What to know of the country's calendar; habits differ, so all of it is an offer."""
    named = country_name(country) or _("country not known")
    lines = [section_line(_("Before a call"), Line(named, "muted"), width)]
    if local:
        lines.append(_line(_("time there"), local, "value"))
    lines.append(_line(_("offices"), _("often open {hours}").format(hours=", ".join(found.offices))))
    if found.rest:
        names = get_day_names("wide", locale="en")
        lines.append(_line(_("rest days"), ", ".join(names[day] for day in found.rest)))
    lines += [Line(), section_line(_("Public holidays ahead"), Line(_("45 days"), "muted"), width)]
    for day, name in found.holidays:
        lines.append(_line(weekday_day_month(day), shorten(name, max(10, width - _LABEL))))
    if not found.known:
        lines.append(Line(_("No calendar of holidays is known for this country; ask."), "warn"))
    elif not found.holidays:
        lines.append(Line(_("None."), "muted"))
    return lines


def _line(label: str, told: str, ink: str = "text") -> Line:
    return Line().fit(label, _LABEL, "muted").add(told, ink)
