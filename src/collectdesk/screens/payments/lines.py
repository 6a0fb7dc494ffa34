"""A waiting payment in lines: what the bank told, whom it may be from, and what posting it would do."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from collectdesk.i18n import _
from collectdesk.money.amount import Money
from collectdesk.money.display import spoken
from collectdesk.screens.payments.listing import pile_word
from collectdesk.tui.safe_text import Line, clean, shorten
from collectdesk.widgets.money import aligned, money_line, spoken_line
from collectdesk.widgets.section import section_line
from collectdesk.widgets.words import day_or_year, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collectdesk.desk.cash.whole import Foreseen, MayReturn, OpenNow, Proposal, WholePayment

ITEMS_SHOWN = 8
TEXT_SHOWN = 60
"""Lines of a bank's text where the payment stands alone; it scrolls."""
_INDENT = 3


def masked(account: str) -> str:
    """An account number by its ends: "DE02 … 2051"; enough to tell it again, not enough to use."""
    bare = "".join(clean(account).split())
    return f"{bare[:4]} … {bare[-4:]}" if len(bare) > 10 else f"… {bare[-4:]}" if len(bare) > 4 else bare


def whole_lines(whole: WholePayment, shown: int, today: date, width: int, *, every: bool) -> list[Line]:
    """All of a payment. `shown` numbers the proposal taken up, `every` gives all reasons and all of the text."""
    lines = _told(whole, today, width, every)
    if whole.pile == "returned":
        return lines + _returns(whole, shown, today, width)
    lines += [Line(), section_line(_("May be from"), Line(pile_word(whole.pile), "muted"), width)]
    for number, one in enumerate(whole.proposals, 1):
        lines += _proposal(one, number, number == shown, every, width)
    if not whole.proposals:
        said = _("Nothing points to a customer: o finds one, x puts it aside as not ours.")
        return lines + _broken(said, width, "muted")
    taken_up = whole.proposals[shown - 1]
    return [
        *lines,
        Line(),
        *_items(taken_up.items, _("Items it names"), today, width),
        *foreseen_lines(taken_up.foreseen, width),
        Line(),
        *_items(taken_up.left_out, _("Left out of it"), today, width),
    ]


def brief_lines(whole: WholePayment, shown: int, today: date, width: int) -> list[Line]:
    """The payment in a few lines, under a list on a narrow screen."""
    head = Line(whole.payer or _("not named"), "value")
    if whole.payer_account:
        head.space(2).add(masked(whole.payer_account), "muted")
    lines = [head.right(Line(pile_word(whole.pile), "muted"))]
    told = wrapped(whole.remittance or whole.booking_text or _("no text"), width, 2)
    lines += [Line(text) for text in told]
    if whole.pile == "returned":
        return lines + (_return(whole.returns[shown - 1], shown, True, today, width) if whole.returns else [])
    if not whole.proposals:
        return [
            *lines,
            Line(_("Nothing points to a customer: o finds one, x puts it aside as not ours."), "muted"),
        ]
    one = whole.proposals[shown - 1]
    lines.append(_headed(one.customer, one.account, shown, True, width).right(str(one.score), "value"))
    documents = ", ".join(item.document for item in one.items)
    if documents:
        lines.append(Line().space(_INDENT).add(shorten(documents, max(8, width - _INDENT)), "muted"))
    return [*lines, _would(one.foreseen)]


def foreseen_lines(foreseen: Foreseen, width: int) -> list[Line]:
    """What posting would give each item, what it comes to, and what stays."""
    lines = [section_line(_("Posting it"), None, width)]
    if foreseen.problem:
        return lines + _broken(foreseen.problem, width, "warn")
    if foreseen.rate:
        lines += _broken(
            _("Settled {rate}").format(rate=foreseen.rate), width, "warn" if foreseen.at_rate else "text"
        )
    for one in foreseen.taken[:ITEMS_SHOWN]:
        line = Line().fit(one.document, max(8, width - 32)).space().add(_kind(one.kind), "muted")
        lines.append(line.right(_in_column(one.settles if one.takes.minor == 0 else one.takes)))
    lines += _more(len(foreseen.taken))
    if not foreseen.taken:
        lines += _broken(
            _("No open item takes any of it: all of it would stay on the account."), width, "muted"
        )
    return [
        *lines,
        money_line(_("Posted"), foreseen.posted, ink="value"),
        money_line(_("Unapplied"), foreseen.unapplied, ink="warn" if foreseen.unapplied.minor else "text"),
    ]


def _told(whole: WholePayment, today: date, width: int, every: bool) -> list[Line]:
    most = TEXT_SHOWN if every else 6
    lines = [Line(text, "value") for text in wrapped(whole.payer or _("not named"), width, most // 3)]
    if whole.payer_account:
        lines.append(Line(_("account"), "muted").space().add(masked(whole.payer_account)))
    if whole.on_behalf_of and whole.on_behalf_of != whole.payer:
        lines += _broken(_("for {name}").format(name=clean(whole.on_behalf_of)), width, "text")
    lines.append(money_line(_("Amount"), whole.money, ink="value"))
    if whole.original is not None:
        lines.append(money_line(_("Original"), whole.original))
    dates = Line().fit(_("Value"), 12, "muted").add(day_or_year(whole.value_on, today))
    if whole.booked_on != whole.value_on:
        dates.space(2).add(_("booked"), "muted").space().add(day_or_year(whole.booked_on, today))
    lines.append(dates)
    if whole.return_reason:
        lines += _broken(_("returned: {reason}").format(reason=clean(whole.return_reason)), width, "warn")
    lines += [Line(), section_line(_("Text"), None, width)]
    lines += _broken(whole.remittance or whole.booking_text or _("no text"), width, "text", most)
    for label, reference in whole.references:
        lines += _labelled(label, reference, width)
    return lines


def _labelled(label: str, text: str, width: int) -> list[Line]:
    head = Line(label, "muted").space(2)
    first, *rest = wrapped(text, max(10, width - head.cells), 3)
    return [head.add(first), *(Line().space(head.cells).add(more) for more in rest)]


def _headed(name: str, number: str, place: int, shown: bool, width: int) -> Line:
    line = Line().glyph("current", "accent") if shown else Line().space()
    line.add(str(place), "key").space()
    room = max(8, width - line.cells - 4)
    name = shorten(name, room)
    line.add(name, "value" if shown else "text")
    left = width - line.cells - 6
    return line.space(2).add(number, "muted") if len(number) <= left else line


def _proposal(one: Proposal, number: int, shown: bool, every: bool, width: int) -> list[Line]:
    lines = [_headed(one.customer, one.account, number, shown, width).right(str(one.score), "value")]
    if shown or every:
        for points, said in one.reasons:
            sign = f"{points:+d}".replace("-", "\u2212")
            head, *rest = wrapped(said, max(10, width - _INDENT - 5), 3)
            lines.append(Line().space(_INDENT).fit(sign, 4, "value", "right").space().add(head, "muted"))
            lines += [Line().space(_INDENT + 5).add(more, "muted") for more in rest]
    return lines


def _items(items: Sequence[OpenNow], title: str, today: date, width: int) -> list[Line]:
    if not items:
        return []
    lines = [section_line(title, Line(_("open"), "muted"), width)]
    for item in items[:ITEMS_SHOWN]:
        line = Line().fit(item.document, max(8, width - 36)).space()
        due = day_or_year(item.due_on, today) if item.due_on else _("no due date")
        lines.append(line.add(_("due {day}").format(day=due), "muted").right(_in_column(item.open)))
        if item.disputed.minor:
            disputed = _("{amount} disputed").format(amount=spoken(item.disputed))
            lines.append(Line().space(_INDENT).glyph("held", "warn").space().add(disputed, "warn"))
    return [*lines, *_more(len(items)), Line()]


def _returns(whole: WholePayment, shown: int, today: date, width: int) -> list[Line]:
    lines = [Line(), section_line(_("May return"), Line(pile_word(whole.pile), "muted"), width)]
    for number, one in enumerate(whole.returns, 1):
        lines += _return(one, number, number == shown, today, width)
    if not whole.returns:
        said = _("No payment of this amount is known that it could return: x puts it aside.")
        lines += _broken(said, width, "muted")
    return lines


def _return(one: MayReturn, number: int, shown: bool, today: date, width: int) -> list[Line]:
    name = one.customer or one.payer or _("not named")
    where = one.account or _("in suspense")
    day = _("paid {day}").format(day=day_or_year(one.value_on, today))
    paid = Line().space(_INDENT).add(day, "muted").right(_in_column(one.money))
    return [_headed(name, where, number, shown, width), paid]


def _would(foreseen: Foreseen) -> Line:
    if foreseen.problem:
        return Line(foreseen.problem, "warn")
    line = Line(_("would post"), "muted")
    if foreseen.taken:
        line.space().join(spoken_line(foreseen.posted)).space()
    if foreseen.rate:
        line.space().add(foreseen.rate, "warn" if foreseen.at_rate else "text").space()
    if foreseen.unapplied.minor:
        line.space().add(_("unapplied"), "muted").space().join(spoken_line(foreseen.unapplied, "warn"))
    return line


def _in_column(money: Money) -> Line:
    """An amount for the right end of a line, its point under those of the sums."""
    return Line(money.currency, "muted").space().add(aligned(money).lstrip())


def _kind(kind: str) -> str:
    return {
        "bank_charge": _("bank charge"),
        "cleared": _("closed by the ledger"),
        "credit": _("credit"),
    }.get(kind, "")


def _more(count: int) -> list[Line]:
    left = count - ITEMS_SHOWN
    return [Line(_("and {n:,} more").format(n=left), "muted")] if left > 0 else []


def _broken(text: str, width: int, ink: str, most: int = 3) -> list[Line]:
    return [Line(one, ink) for one in wrapped(text, max(10, width), most)]


def rest_line(money: Money, given: int) -> Line:
    """What of a payment is divided so far, and what is left of it; too much is said at once."""
    left = Money(money.minor - given, money.currency)
    line = Line(_("payment"), "muted").space().join(spoken_line(money)).space(3)
    line.add(_("to items"), "muted").space().join(spoken_line(Money(given, money.currency), "text")).space(3)
    if left.minor < 0:
        return (
            line.glyph("refused", "stop")
            .space()
            .add(_("{amount} too much").format(amount=spoken(-left)), "stop")
        )
    line.add(_("stays unapplied"), "muted").space()
    return line.join(spoken_line(left, "warn" if left.minor else "ok"))
