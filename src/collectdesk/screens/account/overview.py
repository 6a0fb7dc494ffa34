"""The open items as the account's overview shows them: the oldest, and what is open in all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from collectdesk.i18n import _
from collectdesk.screens.account import lines as said
from collectdesk.tui.safe_text import Line, shorten
from collectdesk.widgets.section import section_line

if TYPE_CHECKING:
    from collectdesk.desk.views import Dossier


def items_short(dossier: Dossier, narrow: bool, width: int) -> list[Line]:
    """The oldest open items and the sums, in `width` cells."""
    shown = dossier.items[: 6 if narrow else 9]
    lines = [section_line(_("Open items"), Line(f"{dossier.items_total:,}", "muted"), width)]
    room = max(8, min(width - 60, 20, max((cell_len(item.document) for item in shown), default=8)))
    if shown:
        titles = Line().fit(_("item"), room + 1, "muted").fit(_("due"), 11, "muted")
        titles.fit(_("days"), 5, "muted", "right").space(2).fit(_("open"), 19, "muted")
        lines.append(titles.add(_("state"), "muted"))
    for item in shown:
        document, due, days, currency, amount, state = said.item_cells(item, dossier.day)
        line = Line().fit(document[0], room, document[1]).space()
        line.fit(due[0], 11, due[1]).fit(days[0], 5, days[1], "right").space(2)
        line.add(*currency).add(*amount).space(2)
        lines.append(line.add(shorten(state[0], max(4, width - line.cells)), state[1]))
    left = dossier.items_total - len(shown)
    if left:
        more = _("and {n:,} more").format(n=left)
        lines.append(Line(more, "muted").space(3).add("2", "key").space().add(_("Items"), "muted"))
    at = room + 19
    if dossier.owed:
        lines.append(Line().space(at).add("─" * 17, "line"))
    for number, (code, total) in enumerate(said.sum_lines(dossier)):
        label = _("Open") if number == 0 else ""
        lines.append(Line().fit(label, at, "muted").add(code, "muted").add(total, "value"))
    return lines
