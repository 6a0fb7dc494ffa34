"""The list of waiting payments: its piles, its columns, its rows, and where their pages come from."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import TYPE_CHECKING, cast

from rich.cells import cell_len

from collectdesk.i18n import _
from collectdesk.tui.safe_text import Line
from collectdesk.widgets.columns import Column
from collectdesk.widgets.money import money_cells, money_columns
from collectdesk.widgets.pages import Ask, Row
from collectdesk.widgets.words import day_or_year

if TYPE_CHECKING:
    from collectdesk.desk.cash.waiting import Place, WaitingCounts, WaitingRow
    from collectdesk.desk.handle import DeskHandle

PILES = ("", "matched", "part_matched", "already_cleared", "unknown", "returned")
"""What the strip offers, "" for all of them."""
WHOLE = 9
MOST_UNDER_HEADINGS = 300
"""With more lines than this before the last pile, headings would make the list's head too long to read at once."""


def pile_word(pile: str) -> str:
    """A pile as the strip, the headings and the panel call it."""
    known = {
        "": _("All"),
        "matched": _("Matched"),
        "part_matched": _("Part-matched"),
        "already_cleared": _("Already cleared"),
        "unknown": _("Unknown"),
        "returned": _("Returned"),
    }
    return known.get(pile, pile.replace("_", " "))


def strip_lines(counts: WaitingCounts | None, chosen: str) -> list[Line]:
    """The piles side by side, each with its count below; the chosen one marked."""
    names, numbers = Line(), Line()
    for pile in PILES:
        word = pile_word(pile)
        count = f"{counts.of(pile):,}" if counts is not None else ""
        cells = max(cell_len(word), cell_len(count)) + 1
        if pile == chosen:
            names.glyph("current", "accent").space()
        else:
            names.space(2)
        names.fit(word, cells, "value" if pile == chosen else "muted")
        numbers.space(2).fit(count, cells, "value" if pile == chosen else "text")
    return [names, numbers]


def columns() -> list[Column]:
    """Value date, amount, payer, the customer it is likely from, and how likely."""
    return [
        Column(_("value"), 11),
        *money_columns(_("amount"), whole=WHOLE, gap=1),
        Column(_("payer"), grow=True, gap=1, value=True),
        Column(_("may be from"), 18, gap=2),
        Column(_("score"), 5, "right"),
    ]


def _row(one: WaitingRow, today: date, group: str) -> Row:
    best = one.best
    return Row(
        one.place,
        [
            (day_or_year(one.value_on, today), "muted"),
            *money_cells(one.money, whole=WHOLE),
            (one.payer or _("not named"), "text" if one.payer else "muted"),
            (best.customer if best else "–", "text" if best else "muted"),
            (str(best.score) if best else "", "value"),
        ],
        group=group,
        data=one,
    )


class WaitingSource:
    """Where the pages of one pile, or of all, come from; `counts` are those of its last head."""

    def __init__(self, pile: str = "") -> None:
        self.pile = pile
        self.counts: WaitingCounts | None = None

    def fetch(self, desk: DeskHandle, ask: Ask) -> list[Row]:
        """The rows of a stretch, read in a thread."""
        from collectdesk.desk.cash.waiting import waiting_counts, waiting_page

        if ask.index == 0 or self.counts is None:
            self.counts = waiting_counts(desk.store)
        blind = ask.after is None and ask.before is None and not ask.last
        found = waiting_page(
            desk.store, self.pile, limit=ask.limit, after=ask.after, before=ask.before, last=ask.last,
            number=ask.index if blind else None,
        )  # fmt: skip
        today, headed = desk.clock().date(), self._headed(self.counts)
        return [_row(one, today, pile_word(one.pile) if headed else "") for one in found]

    def _headed(self, counts: WaitingCounts) -> bool:
        full = [counts.of(pile) for pile in PILES[1:] if counts.of(pile)]
        return not self.pile and sum(full[:-1]) <= MOST_UNDER_HEADINGS

    def total(self, _desk: DeskHandle) -> int:
        """How many lines there are, as counted for the head."""
        return self.counts.of(self.pile) if self.counts is not None else 0

    def find(self, desk: DeskHandle, key: Hashable) -> int:
        """The number of a line, or of what came after it once it waits no more."""
        from collectdesk.desk.cash.waiting import number_of

        return number_of(desk.store, self.pile, cast("Place", key))
