"""The account's payments in rows: each payment, what it settled and how late, and the figures above them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from collectdesk.i18n import _, ngettext
from collectdesk.money.display import spoken
from collectdesk.tui.safe_text import Line
from collectdesk.widgets.columns import Column
from collectdesk.widgets.money import money_cells, money_columns, spoken_line
from collectdesk.widgets.pages import Cell, Row
from collectdesk.widgets.words import day_or_year

if TYPE_CHECKING:
    from collectdesk.desk.cash.views import PaymentHistory, PaymentLine, Settled

_LABEL = 13


@dataclass(frozen=True, slots=True)
class Reversible:
    """What a row can take back: a posting, or where `allocation_id` is None a whole payment. `said` names it."""

    payment_id: int
    allocation_id: int | None
    said: str
    unapplied: bool = False


def columns() -> list[Column]:
    """Value date, reference or document, amount, what became of it."""
    return [
        Column(_("value"), 11),
        Column(_("reference, item"), grow=True, gap=2, value=True),
        *money_columns(_("amount")),
        Column(_("what became of it"), 26, gap=2),
    ]


def summary_lines(history: PaymentHistory) -> list[Line]:
    """How late the customer pays, and what is unapplied; each currency by itself, and in base where rates are known."""
    late = Line().fit(_("Days late"), _LABEL, "muted")
    for code, days in history.average_days_late.items():
        late.add(code, "muted").space().add(days.replace("-", "\u2212"), "value").space(2)
    if history.average_days_late:
        late.add(_("on average, weighted by amount"), "muted")
    else:
        late.add("–", "muted")
    cash = Line().fit(_("Unapplied"), _LABEL, "muted")
    for money in history.unapplied.values():
        cash.join(spoken_line(money)).space(2)
    if not history.unapplied:
        return [late, cash.add("–", "muted")]
    base = history.unapplied_base
    if base is None:
        cash.add(_("not all of it has a rate"), "muted")
    elif list(history.unapplied) != [base.currency]:
        cash.add(_("in all {amount}").format(amount=spoken(base)), "muted")
    return [late, cash]


def rows(history: PaymentHistory, today: date) -> list[Row]:
    """Payments newest first, each followed by what it settled."""
    found = []
    for one in history.payments:
        found.append(_payment(one, today))
        found += [_settled(part, one) for part in one.settled]
    return found


def _payment(one: PaymentLine, today: date) -> Row:
    back = one.returned_on
    if back is not None:
        became: Cell = (_("✗ returned {day}").format(day=day_or_year(back, today)), "stop")
    elif one.unapplied.minor:
        became = (_("◔ {amount} unapplied").format(amount=spoken(one.unapplied)), "warn")
    else:
        became = (_("✓ applied"), "ok")
    day = day_or_year(one.value_on, today)
    said = _("{amount} of {day}").format(amount=spoken(one.money), day=day)
    return Row(
        ("payment", one.payment_id),
        [
            (day, "text"),
            (one.bank_reference or _("payment"), "text"),
            *money_cells(one.money, "strong"),
            became,
        ],
        data=Reversible(one.payment_id, None, said, bool(one.unapplied.minor)) if back is None else None,
    )


def _settled(part: Settled, one: PaymentLine) -> Row:
    said = _("{amount} on {document}").format(amount=spoken(part.money), document=part.document)
    return Row(
        ("posting", part.allocation_id),
        [("", "muted"), (f"  {part.document}", "muted"), *money_cells(part.money, "muted"), _late(part)],
        data=Reversible(one.payment_id, part.allocation_id, said),
    )


def _late(part: Settled) -> Cell:
    kinds = {"bank_charge": _("bank charge"), "credit": _("credit deducted")}
    if part.kind in kinds:
        return kinds[part.kind], "muted"
    days = part.days_late
    if days is None:
        return _("no due date"), "muted"
    if days > 0:
        said = ngettext("{n} day late", "{n} days late", days).format(n=days)
    elif days < 0:
        said = ngettext("{n} day early", "{n} days early", -days).format(n=-days)
    else:
        said = _("on the day")
    return (_("{said}, ledger").format(said=said) if part.kind == "cleared" else said), "muted"
