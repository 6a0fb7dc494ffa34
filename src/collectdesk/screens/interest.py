"""The interest card: what late payment and exchange rates cost on this account, line by line; nothing is charged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult

from collectdesk.faults import Fault
from collectdesk.i18n import _, ngettext
from collectdesk.money.amount import Money
from collectdesk.money.display import spoken
from collectdesk.money.no_figure import NoFigure
from collectdesk.tui.actions import N_
from collectdesk.tui.routes import screen_for
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text
from collectdesk.widgets.money import spoken_line
from collectdesk.widgets.section import section_line
from collectdesk.widgets.words import day_or_year, held_word, wrapped

if TYPE_CHECKING:
    from collectdesk.desk.fx import FxItem, FxStatement
    from collectdesk.desk.fx_quote import Quoted
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.interest import InterestItem, InterestStatement
    from collectdesk.money.fx import Conversion
    from collectdesk.money.interest import Segment

SHOWN = 60
"""Items that the card lists; the sums are of all, and the shell lists all."""

MARKS = {
    "C1": N_("official text read"),
    "C2": N_("read in a secondary source"),
    "K": N_("well known, not read again"),
    "U": N_("uncertain"),
}


@dataclass(frozen=True, slots=True)
class Cost:
    """What the card shows of one account."""

    interest: InterestStatement
    fx: FxStatement
    quoted: tuple[Quoted, ...]


class InterestCard(Card[None]):
    """States interest and exchange differences. Closes with None."""

    place_name = "interest"

    def __init__(self, account_id: int) -> None:
        self._account_id = account_id
        self._cost: Cost | None = None
        self._drawn = 0
        super().__init__()

    def body(self) -> ComposeResult:
        """One text; it is long where there are many items, and scrolls."""
        yield Text(Line(_("Reading rates …"), "muted"), id="cost")

    def foot(self) -> ComposeResult:
        """What always stays visible."""
        yield Text(Line(_("A statement of what the law gives. Nothing is charged by it."), "muted"))

    def on_mount(self) -> None:
        """Read it in a thread: rates of long ago take a moment."""
        wanted = self._account_id
        self.read("interest", lambda desk: _read(desk, wanted), self._show, failed=self._failed)

    def _show(self, cost: Cost) -> None:
        self._cost = cost
        self._draw()

    def _failed(self, fault: Fault) -> None:
        self.query_one("#cost", Text).show(Line(str(fault), "stop"))

    def on_resize(self, _event: events.Resize) -> None:
        """Lines are broken anew."""
        if self._cost is not None:
            self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        if self._cost is None:
            return
        text = self.query_one("#cost", Text)
        self._drawn = text.content_size.width
        width = max(40, self._drawn)
        text.show([*interest_lines(self._cost.interest, width), *fx_lines(self._cost, width)])
        self.call_after_refresh(self._settle)

    def can_other(self) -> bool:
        """Once it is read, where something is overdue."""
        return self._cost is not None and bool(self._cost.interest.items) and self.station.may("work")

    def do_other(self) -> None:
        """Quote what is overdue in another currency, and read the card again."""
        self.station.push_screen(
            screen_for("quote", account_id=self._account_id), lambda _receipt: self.on_mount()
        )

    def _settle(self) -> None:
        """A scroll bar that came or went takes or leaves a cell."""
        self._leave_room()
        if self.query_one("#cost", Text).content_size.width != self._drawn:
            self._draw()


def _read(desk: DeskHandle, account_id: int) -> Cost:
    from collectdesk.desk.fx import fx_statement
    from collectdesk.desk.fx_quote import quotations
    from collectdesk.desk.interest import AskInterest, interest_statement

    now = desk.clock()
    fx = fx_statement(desk.store, now, account_id)
    return Cost(
        interest_statement(desk.store, now, AskInterest(account_id)),
        fx,
        quotations(desk.store, account_id, fx.as_of),
    )


def interest_lines(found: InterestStatement, width: int) -> list[Line]:
    """The first section: the law, each item, the sums, and what must be said beside them."""
    as_of = _("up to {day}").format(day=day_or_year(found.as_of, found.as_of))
    lines = [Line(found.who.customer, "value").space(2).add(found.who.number, "muted"), Line()]
    lines.append(section_line(_("Interest for late payment"), Line(as_of, "muted"), width))
    lines += _law_lines(found, width)
    for one in found.items[:SHOWN]:
        lines += [Line(), *_item_lines(one, found, width)]
    if not found.items:
        lines.append(Line(_("Nothing is overdue."), "muted"))
    lines += _more(len(found.items))
    lines += [Line(), *_sum_lines(found)] if found.sums else []
    if found.without_figure:
        count = found.without_figure
        said = ngettext(
            "{n} item has no figure and is in no sum.", "{n} items have no figure and are in no sum.", count
        )
        lines += _told([said.format(n=count)], width, "warn")
    for pause in found.pauses:
        until = (
            _("until {day}").format(day=day_or_year(pause.last, found.as_of))
            if pause.last
            else _("no end known")
        )
        since = _("since {day}").format(day=day_or_year(pause.first, found.as_of))
        said = _("Paused: {kind}, {since}, {until}").format(
            kind=held_word(pause.kind), since=since, until=until
        )
        lines += _told([said], width, "warn")
    return lines + _told(found.cautions, width, "muted")


def _law_lines(found: InterestStatement, width: int) -> list[Line]:
    law = found.law
    if isinstance(law.regime, NoFigure):
        return _told([_("No figure: {reason}").format(reason=law.regime.reason)], width, "warn")
    who = _("a business owes") if law.debtor == "b2b" else _("a consumer owes")
    said = _("Law of {country}, {who}: {citation}").format(
        country=law.country, who=who, citation=_(law.regime.citation)
    )
    mark = law.regime.confidence if found.confidence is None else found.confidence
    sure = _("confidence {mark}: {meaning}").format(mark=mark, meaning=_(MARKS[mark]))
    return [*_told([said], width, "text"), *_told([sure], width, "muted")]


def _item_lines(one: InterestItem, found: InterestStatement, width: int) -> list[Line]:
    head = Line().add(one.item.document, "value").space(2)
    head.add(_("due {day}").format(day=day_or_year(one.item.due_on, found.as_of)), "muted").space(2)
    head.add(ngettext("{n} day", "{n} days", one.days).format(n=one.days), "muted")
    lines = [head.right(spoken_line(one.item.open))]
    if one.item.disputed.minor:
        said = _("disputed, bears nothing")
        lines.append(Line("  ").add(said, "muted").right(spoken_line(one.item.disputed, "muted")))
    if one.figure is None:
        return lines
    if isinstance(one.figure, NoFigure):
        same = one.figure == found.law.regime
        return lines + ([] if same else _told([one.figure.reason], width, "warn", 2))
    for part in one.figure.segments:
        lines.append(_segment_line(part, found.as_of).right(spoken_line(part.amount, "text")))
    if one.figure.fixed_sum is not None:
        said = _("fixed sum for recovery costs, once for this claim")
        lines.append(Line("  ").add(said, "text").right(spoken_line(one.figure.fixed_sum, "text")))
    return lines


def _segment_line(part: Segment, as_of: date) -> Line:
    days = f"{day_or_year(part.first, as_of)} – {day_or_year(part.last, as_of)}"
    line = (
        Line("  ")
        .fit(days, 21)
        .fit(ngettext("{n} day", "{n} days", part.days).format(n=part.days), 9, "muted", "right")
    )
    if part.rate is None:
        return line.fit(_("paused"), 10, "warn", "right")
    line.fit(_("{rate} %").format(rate=f"{part.rate.per_cent:f}"), 10, "text", "right")
    if part.rate.reference is not None:
        parts = _("{reference} + {margin}").format(
            reference=f"{part.rate.counted:f}", margin=f"{part.rate.margin:f}"
        )
        line.space(2).add(parts, "muted")
    return line


def _sum_lines(found: InterestStatement) -> list[Line]:
    run_up = [sums.interest for sums in found.sums if sums.interest.minor or not sums.fixed.minor]
    fixed = [sums.fixed for sums in found.sums if sums.fixed.minor]
    lines = [Line(_("Interest"), "head").right(spoken_line(one)) for one in run_up]
    return lines + [Line(_("Fixed sums"), "head").right(spoken_line(one)) for one in fixed]


def fx_lines(cost: Cost, width: int) -> list[Line]:
    """The second section: foreign items in base currency on both days, the sum, and quotations that hold."""
    found = cost.fx
    lines = [Line(), section_line(_("Exchange since the due dates"), Line(found.base, "muted"), width)]
    if not found.items:
        lines.append(
            Line(_("Nothing overdue is in another currency than {base}.").format(base=found.base), "muted")
        )
    for one in found.items[:SHOWN]:
        lines += _fx_item_lines(one, found.as_of, width)
    lines += _more(len(found.items))
    if found.sums:
        lines += [Line(), Line(_gain_or_loss(found.total), "head").right(spoken_line(_size(found.total)))]
    return lines + _told([_quoted(quoted, found.as_of) for quoted in cost.quoted], width, "text")


def _fx_item_lines(one: FxItem, as_of: date, width: int) -> list[Line]:
    head = Line().add(one.item.document, "value").space(2)
    head.add(_("due {day}").format(day=day_or_year(one.item.due_on, as_of)), "muted").space(2)
    head.join(spoken_line(one.item.open))
    if isinstance(one.figure, NoFigure):
        return [head, *_told([one.figure.reason], width, "warn", 2)]
    difference = one.figure.difference
    head.right(Line(_gain_or_loss(difference), "muted").space().join(spoken_line(_size(difference))))
    lines = [head]
    for label, side in ((_("due"), one.figure.earlier), (_("now"), one.figure.later)):
        lines += _told([f"{label} {spoken(side.gives)}: {_rates(side, as_of)}"], width, "muted", 2)
    return lines


def _rates(side: Conversion, as_of: date) -> str:
    said = []
    for one in side.quotes:
        age = one.age_days(side.on)
        told = _("{currency} {quoted} for {base} 1 of {day}, {source}").format(
            currency=one.currency, quoted=f"{one.quoted:f}", base=one.base,
            day=day_or_year(one.rate_on, as_of), source=one.source,
        )  # fmt: skip
        old = ngettext("{n} day old", "{n} days old", age).format(n=age)
        said.append(f"{told}, {old}" if age else told)
    return "; ".join(said)


def _quoted(one: Quoted, as_of: date) -> str:
    quotation = one.quotation
    bearer = _("the creditor bears the difference")
    if quotation.bearer == "customer":
        bearer = _("the customer bears the difference")
    said = _("Quoted: {asked} for {owed}, until {day}; {bearer}").format(
        asked=spoken(quotation.asked), owed=spoken(quotation.owed),
        day=day_or_year(quotation.valid_until, as_of), bearer=bearer,
    )  # fmt: skip
    return said + (_(" (indicative)") if quotation.indicative else "")


def _gain_or_loss(difference: Money) -> str:
    if difference.minor == 0:
        return _("no difference")
    return _("gain") if difference.minor > 0 else _("loss")


def _size(difference: Money) -> Money:
    return Money(abs(difference.minor), difference.currency)


def _more(count: int) -> list[Line]:
    left = count - SHOWN
    if left <= 0:
        return []
    said = ngettext("and {n:,} item more; the sums hold it", "and {n:,} items more; the sums hold them", left)
    return [Line(said.format(n=left), "muted")]


def _told(sentences: Iterable[str], width: int, ink: str, indent: int = 0) -> list[Line]:
    return [
        Line(" " * indent).add(text, ink)
        for sentence in sentences
        for text in wrapped(sentence, max(20, width - indent - 1), 6)
    ]
