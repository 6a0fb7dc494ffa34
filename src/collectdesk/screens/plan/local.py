"""A plan that may be paid in another currency, in lines: what each payment is in it, the rate, and who bears that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from collectdesk.i18n import _, ngettext
from collectdesk.money.currency import decimals
from collectdesk.money.display import figure
from collectdesk.tui.clock import day_month, weekday_day_month
from collectdesk.tui.safe_text import Line, shorten
from collectdesk.widgets.money import DECIMALS, aligned
from collectdesk.widgets.section import section_line
from collectdesk.widgets.words import wrapped

_DAY = 17

if TYPE_CHECKING:
    from collectdesk.desk.plans.paid_in import PaidIn
    from collectdesk.money.amount import Money
    from collectdesk.money.fx import Quote
    from collectdesk.money.quotation import Bearer
    from collectdesk.money.schedule import Schedule


def local_schedule_lines(plan: Schedule, local: PaidIn, title: str, width: int) -> list[Line]:
    """Every payment beside what is paid for it: number, day, what is owed, what that is in the other currency."""
    sums = (plan.total, local.total)
    columns = [(one.currency, _whole(one)) for one in sums]
    lines = [section_line(title, None, width), _head(columns)]
    for one, asked in zip(plan.payments, local.asked, strict=True):
        line = Line().fit(str(one.number) if one.number else "", 2, "muted", "right").space(2)
        line.fit(f"{weekday_day_month(one.due_on)} {one.due_on.year}", _DAY, "text")
        line.add(aligned(one.amount, columns[0][1]), "value").add(aligned(asked, columns[1][1]), "value")
        told = "" if one.number else _("down payment")
        if one.moved_by:
            told = _("moved from {day}").format(day=day_month(one.unadjusted))
        lines.append(line.space().add(shorten(told, max(0, width - line.cells - 1)), "muted"))
    together = Line().space(4).fit(_("together"), _DAY, "muted")
    for money, (_code, whole) in zip(sums, columns, strict=True):
        together.add(aligned(money, whole), "text")
    return [*lines, together]


def _head(columns: Sequence[tuple[str, int]]) -> Line:
    head = Line().space(4).fit(_("due"), _DAY, "muted")
    for code, whole in columns:
        tail = decimals(code) + 1 if decimals(code) else 0
        head.fit(code, whole + tail, "muted", "right").space(DECIMALS - tail)
    return head


def _whole(total: Money) -> int:
    """Cells for the whole part of a column that ends in this sum."""
    digits = decimals(total.currency)
    return max(len(figure(total)) - (digits + 1 if digits else 0) + 1, 8)


def rule_lines(local: PaidIn, owed: str, width: int) -> list[Line]:
    """Whose rate of which day it is, what it is good for, and who bears what it does until a payment is there."""
    told = [(rate_words(one, local.on), "text") for one in local.quotes]
    if local.indicative:
        told.append((_("A published rate, for information: no bank has offered it."), "muted"))
    told.append((bearer_words(local.bearer, owed, local.until), "text"))
    head = section_line(_("Rate of {code}").format(code=local.currency), None, width)
    return [head, *(Line(text, ink) for said, ink in told for text in wrapped(said, width, 4))]


def rate_words(one: Quote, on: date) -> str:
    """A published rate in one line: "EUR 1 = TRY 48.1234, ECB, Mon 23 Nov 2026, 1 day old"."""
    said = _("{base} 1 = {code} {quoted}, {source}, {day}").format(
        base=one.base, code=one.currency, quoted=f"{one.quoted:f}", source=one.source or _("source not known"),
        day=f"{weekday_day_month(one.rate_on)} {one.rate_on.year}",
    )  # fmt: skip
    days = one.age_days(on)
    return (
        ngettext("{said}, {n} day old", "{said}, {n} days old", days).format(said=said, n=days)
        if days
        else said
    )


def bearer_words(bearer: Bearer, owed: str, until: date) -> str:
    """The rule of the rate in a sentence."""
    if bearer == "customer":
        told = _(
            "Owed stays {owed}. Each payment counts at the rate of the day on which it comes: the customer bears the "
            "difference."
        )
        return told.format(owed=owed)
    told = _(
        "Owed stays {owed}. The rate is fixed while the plan runs, up to {day}: the creditor bears the difference."
    )
    return told.format(owed=owed, day=f"{day_month(until)} {until.year}")
