"""Amounts in columns: the decimal points under each other, the currency in a muted column of its own."""

from __future__ import annotations

from collectdesk.money.amount import Money
from collectdesk.money.display import figure
from collectdesk.tui.safe_text import Line
from collectdesk.widgets.columns import Column
from collectdesk.widgets.pages import Cell

WHOLE = 10
"""Cells for the whole part: 99,999,999 with its minus."""
DECIMALS = 4
"""Cells for the point and three decimals."""


def aligned(money: Money, whole: int = WHOLE) -> str:
    """The figure with its point in the cell after `whole` cells, room kept for three decimals.

    A figure that needs more takes the room of missing decimals first; it is never cut, but longer.
    """
    shown = figure(money)
    point = shown.rfind(".")
    head, tail = (shown, "") if point < 0 else (shown[:point], shown[point:])
    text = f"{head:>{whole}}{tail:<{DECIMALS}}"
    return text if len(text) <= whole + DECIMALS else f"{shown:>{whole + DECIMALS}}"


def money_columns(title: str, *, whole: int = WHOLE, gap: int = 2) -> tuple[Column, Column]:
    """Two columns of a list: the currency (with the title) and the amount."""
    return Column(title, 3, gap=gap), Column("", whole + DECIMALS, gap=1, value=True, keep=True)


def money_cells(money: Money, ink: str = "text", whole: int = WHOLE) -> tuple[Cell, Cell]:
    """The two cells of an amount for `money_columns`."""
    return (money.currency, "muted"), (aligned(money, whole), ink)


def none_cells() -> tuple[Cell, Cell]:
    """The two cells where there is no amount."""
    return ("", "muted"), (f"{'–':>{WHOLE}}", "muted")


def money_line(label: str, money: Money, *, width: int = 12, ink: str = "text") -> Line:
    """A line "Overdue   EUR   48,210.55" for panels: label, currency, and the figure at the right end.

    The right end keeps room for three decimals, so that points stand under each other in a panel.
    """
    line = Line().fit(label, width, "muted").add(money.currency, "muted")
    return line.right(aligned(money).lstrip(), ink)


def spoken_line(money: Money, ink: str = "value") -> Line:
    """ "EUR 48,210.55" inside a sentence: code muted, figure in its ink."""
    return Line(money.currency, "muted").space().add(figure(money), ink)
