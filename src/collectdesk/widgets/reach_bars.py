"""A planned day as bars, one cell for each half hour, and in sentences; the same on the screen and in the shell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from collectdesk.i18n import _, ngettext
from collectdesk.tui.clock import clock_time, zone
from collectdesk.tui.glyphs import glyph
from collectdesk.tui.safe_text import Line
from collectdesk.widgets.words import country_name

if TYPE_CHECKING:
    from collectdesk.desk.reach_plan import Hours, ReachPlan, Stretch

MOST_CELLS = 50
"""A day on which the clocks go back has fifty half hours."""
_EVERY = 3


def region_name(region: str, *, short: bool = False) -> str:
    """A region of the world in the language of the interface; `short` for at most 15 cells."""
    known = {
        "asia_pacific": _("Asia, Pacific"),
        "middle_east_africa": _("Mideast, Africa") if short else _("Middle East, Africa"),
        "europe": _("Europe"),
        "americas": _("Americas"),
    }
    return known.get(region, _("Not known") if short else _("Country not known"))


def bar_text(hours: Hours) -> str:
    """Each half hour as a sign: all may be called, some, only after a lead had a look, nobody."""
    return "".join(
        glyph("heavy" if slot.share >= 100 else "line" if slot.share else "closing" if slot.look else "empty")
        for slot in hours.slots
    )


def stretch_bar(plan: ReachPlan, stretches: Sequence[Stretch]) -> str:
    """Each half hour that a stretch touches as a block."""
    slots = plan.hours.slots
    ends = [*(slot.at for slot in slots[1:]), plan.end]
    return "".join(
        glyph("block") if any(one.start < end and slot.at < one.end for one in stretches) else glyph("empty")
        for slot, end in zip(slots, ends, strict=True)
    )


def hour_labels(plan: ReachPlan) -> str:
    """Every third hour of the reader's clock above its half hour, as wide as the bars."""
    line, slots = "", plan.hours.slots
    for at, slot in enumerate(slots):
        here = slot.at.astimezone(zone(plan.zone))
        if here.hour % _EVERY == 0 and here.minute == 0 and (not line or at >= len(line) + 1):
            line += " " * (at - len(line)) + f"{here.hour:02}"
    return f"{line:<{len(slots)}}"


def now_mark(plan: ReachPlan, now: datetime) -> str:
    """The sign and the word for now, in its place above the bars; "" on another day."""
    if not plan.start <= now < plan.end:
        return ""
    at = max(n for n, slot in enumerate(plan.hours.slots) if slot.at <= now)
    word, sign = _("now"), glyph("down")
    if at + 2 + len(word) <= len(plan.hours.slots):
        return f"{' ' * at}{sign} {word}"
    return f"{' ' * (at - len(word) - 1)}{word} {sign}"


def legend() -> Line:
    """What the signs of a bar mean."""
    line = Line().glyph("heavy", "accent").space().add(_("all may be called"), "muted").space(2)
    line.glyph("line", "accent").space().add(_("some"), "muted").space(2)
    line.glyph("closing", "accent").space().add(_("after a lead's look"), "muted").space(2)
    return line.glyph("empty", "accent").space().add(_("nobody"), "muted")


def said_stretches(plan: ReachPlan, stretches: Sequence[Stretch]) -> str:
    """ "09:00–12:30, 14:00–24:00" on the reader's clock; "" for none."""
    return ", ".join(f"{clock_time(one.start, plan.zone)}–{_until(plan, one)}" for one in stretches)


def sentences(plan: ReachPlan) -> list[str]:
    """What the day comes to: what is not covered, and what the bars do not know."""
    said = []
    if not plan.hours.accounts and not plan.pending:
        return [_("No account is in the list on this day.")]
    if plan.nobody:
        whole = plan.nobody[0].start == plan.start and plan.nobody[0].end == plan.end
        if whole:
            said.append(_("Nobody may be called on this day without a lead's look."))
        else:
            said.append(_("Nobody may be called {when}.").format(when=_from_to(plan, plan.nobody)))
    if plan.desk is not None:
        where = country_name(plan.desk.country)
        if plan.hours.unstaffed:
            text = _("Outside the house hours of the desk ({country}) customers may be called {when}.")
            said.append(text.format(country=where, when=_from_to(plan, plan.hours.unstaffed)))
    else:
        said.append(_("The country of the desk's zone cannot be told: its house hours are not shown."))
    if plan.pending:
        text = ngettext(
            "{n:,} account is not worked out yet.", "{n:,} accounts are not worked out yet.", plan.pending
        )
        said.append(text.format(n=plan.pending))
    said.append(_("By the clock alone: calls made, stops and notices may hold single accounts besides."))
    return said


def _from_to(plan: ReachPlan, stretches: Sequence[Stretch]) -> str:
    parts = [
        _("from {start} to {end}").format(start=clock_time(one.start, plan.zone), end=_until(plan, one))
        for one in stretches
    ]
    if len(parts) == 1:
        return parts[0]
    return _("{first} and {last}").format(first=", ".join(parts[:-1]), last=parts[-1])


def _until(plan: ReachPlan, one: Stretch) -> str:
    return "24:00" if one.end == plan.end else clock_time(one.end, plan.zone)
