"""What is on record of a customer's ability to pay, in lines: which kinds, the ratios of a balance sheet, a score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from collectdesk.i18n import _
from collectdesk.money.no_figure import NoFigure
from collectdesk.screens.plan.lines import year
from collectdesk.tui.safe_text import Line, shorten
from collectdesk.widgets.section import section_line

if TYPE_CHECKING:
    from collectdesk.desk.plans.ability import KnownAbility
    from collectdesk.money.ratios import BalanceSheet

_SHOWN = 6


def known_lines(known: Sequence[KnownAbility], width: int) -> list[Line]:
    """Every record, the newest first: its kind, its day, and who told it."""
    if not known:
        return []
    kinds = {
        "forecast": _("cash by week"), "household": _("household"), "ratios": _("balance sheet"),
        "score": _("credit score"),
    }  # fmt: skip
    lines = [section_line(_("On record"), None, width)]
    for one in known[:_SHOWN]:
        line = Line().fit(kinds[one.kind], 16, "text").fit(year(one.taken_on), 13, "muted")
        lines.append(line.add(shorten(one.source, max(4, width - line.cells)), "muted"))
    return lines


def standing_lines(known: Sequence[KnownAbility], width: int) -> list[Line]:
    """The newest balance sheet in its ratios, and the newest score, each with its day and who told it."""
    from collectdesk.desk.plans.ability import balance_sheet_of, newest_of

    lines: list[Line] = []
    ratios, score = newest_of(known, "ratios"), newest_of(known, "score")
    if ratios is not None:
        sheet = balance_sheet_of(ratios)
        title = _("Balance sheet, {day}").format(day=year(sheet.as_of))
        lines += [Line(), section_line(title, Line(ratios.currency, "muted"), width)]
        for label, told in ratio_words(sheet):
            lines.append(Line(label, "muted").right(told or _("not known"), "value" if told else "muted"))
        lines.append(_told_by(ratios, width))
    if score is not None:
        scale = score.figures["scale"]
        told = _("{score} of {scale}").format(score=score.figures["score"], scale=scale)
        lines += [Line(), section_line(_("Credit score"), None, width)]
        lines += [Line(told if scale else score.figures["score"], "value"), _told_by(score, width)]
    return lines


def ratio_words(sheet: BalanceSheet) -> list[tuple[str, str]]:
    """The four ratios with their names, "" for one that cannot be worked out. What is good enough is not said."""
    ratios = (
        (_("current ratio"), sheet.current_ratio),
        (_("quick ratio"), sheet.quick_ratio),
        (_("cash ratio"), sheet.cash_ratio),
        (_("equity ratio"), sheet.equity_ratio),
    )
    return [(name, "" if isinstance(found, NoFigure) else f"{found:f}") for name, found in ratios]


def _told_by(one: KnownAbility, width: int) -> Line:
    return Line(shorten(f"{one.source}, {year(one.taken_on)}", width), "muted")
