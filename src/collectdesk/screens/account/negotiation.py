"""The negotiation sheet in lines, and the card that keeps what was traded after the call."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from collectdesk.i18n import _
from collectdesk.tui.safe_text import Line, shorten
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text
from collectdesk.widgets.fields import Field
from collectdesk.widgets.kept_field import KeptField, drafts_of
from collectdesk.widgets.money import spoken_line
from collectdesk.widgets.section import section_line
from collectdesk.widgets.words import wrapped

if TYPE_CHECKING:
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.negotiation import NegotiationSheet
    from collectdesk.desk.negotiation_rules import Concession
    from collectdesk.desk.notes import Draft
    from collectdesk.faults import Fault

_LABEL = 14


def negotiation_lines(sheet: NegotiationSheet, width: int) -> list[Line]:
    """Target, floor, authority; what may be given for what; what matters to them; what else each side can do."""
    head = section_line(_("To negotiate"), None, width)
    if sheet.target is None:
        return [head, Line(sheet.why_none, "muted")]
    lines = [head, _label(_("target")).join(spoken_line(sheet.target))]
    if len(sheet.currencies) > 1:
        told = _("and what is owed in {codes}").format(codes=", ".join(sheet.currencies[1:]))
        lines[-1].space(2).add(told, "muted")
    if sheet.floor is not None:
        told = _("yours; that of the house after their offer")
        if sheet.floor_known:
            told = _("the least, of your authority and of the house")
        lines.append(_label(_("floor")).join(spoken_line(sheet.floor)).space(2))
        lines[-1].add(shorten(told, max(4, width - lines[-1].cells)), "muted")
    lines += _told(_("authority"), sheet.authority, width)
    lines += [Line(), section_line(_("Give, in this order, and only for something"), None, width)]
    for number, one in enumerate(sheet.concessions, 1):
        lines += _concession(number, one.gives, one.asks, width, one.bound, one.beyond)
    lines += [Line(), section_line(_("What matters to them, likely"), None, width)]
    lines += [Line(text) for says in sheet.interests for text in wrapped(says, width, 2)]
    lines += [Line(), section_line(_("When nothing is agreed"), None, width)]
    sides = {"house": _("we"), "customer": _("they")}
    for other in sheet.alternatives:
        line = _label(sides.get(other.side, other.side)).fit(other.says, 24, "text").space()
        lines.append(line.add(shorten(other.known, max(4, width - line.cells)), "muted"))
    lines += [Line(), section_line(_("Evidence"), None, width)]
    lines += [Line(text) for told in sheet.evidence for text in wrapped(told, width, 2)]
    return [*lines, Line(), Line("e", "key").space().add(_("What was traded"), "muted")]


def _label(label: str) -> Line:
    return Line().fit(label, _LABEL, "muted")


def _told(label: str, text: str, width: int) -> list[Line]:
    first, *more = wrapped(text, max(10, width - _LABEL), 2)
    return [_label(label).add(first), *(Line().space(_LABEL).add(rest) for rest in more)]


def _concession(
    number: int, gives: str, asks: str, width: int, bound: str = "", beyond: bool = False
) -> list[Line]:
    """What may be given, for what, and up to where; on two lines where one is too short."""
    line = Line(str(number), "key").space(2).add(gives, "muted" if beyond else "value").add(", ", "muted")
    line.add(_("for {asks}").format(asks=asks), "muted" if beyond else "text")
    ink = "warn" if beyond else "muted"
    if line.cells + 2 + len(bound) <= width:
        return [line.right(bound, ink) if bound else line]
    return [line, Line().space(3).add(bound, ink)]


def read_sheet(desk: DeskHandle, account_id: int) -> NegotiationSheet:
    """In a thread: the sheet."""
    from collectdesk.desk.negotiation import negotiation_sheet

    return negotiation_sheet(desk.store, desk.actor, desk.clock(), account_id)


class TradeCard(Card[Any]):
    """What was traded: numbers of concessions, then words. Closes with the receipt."""

    place_name = "trade"
    tone = "ok"

    def __init__(self, account_id: int) -> None:
        self._account_id = account_id
        self._request = uuid.uuid4().hex
        super().__init__()

    def body(self) -> ComposeResult:
        """The line, and the concessions of the house."""
        yield KeptField(
            _("What was given, for what?"), hint=_("1 3 they pay the freight"), id="trade",
            aside=_("numbers, then words"), account_id=self._account_id, place="trade",
        )  # fmt: skip
        yield Text("", id="concessions", classes="gap")

    def on_mount(self) -> None:
        """The cursor is in the line."""
        super().on_mount()
        width = 70 if self.narrow else 88
        told = [_concession(n, _(one.gives), _(one.asks), width) for n, one in enumerate(_rules(), 1)]
        lines = [line for some in told for line in some]
        self.query_one("#concessions", Text).show(lines)
        self.field.edit()
        self.read("draft", lambda desk: _draft(desk, self._account_id), self.field.bring)

    @property
    def field(self) -> KeptField:
        """The line."""
        return self.query_one("#trade", KeptField)

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter saves it."""
        event.stop()
        self.do_finish()

    def on_field_changed(self, event: Field.Changed) -> None:
        """Say what the numbers stand for."""
        from collectdesk.desk.negotiation import traded

        event.stop()
        keys, _words = split_trade(self.field.value, _rules())
        self.field.set_error("")
        self.field.set_understood([Line(traded(one), "text") for one in _rules() if one.key in keys])

    def do_finish(self) -> None:
        """Put it on record; the act says what is missing."""
        keys, words = split_trade(self.field.value, _rules())
        given = {
            "request_id": self._request, "account_id": self._account_id, "concessions": keys, "words": words,
        }  # fmt: skip
        self.field.close()
        self.write(
            lambda desk: _record(desk, given), self.leave, failed=self._failed, control=self.field.input
        )

    def _failed(self, fault: Fault) -> None:
        self.field.come_back(str(fault))


def split_trade(typed: str, known: tuple[Concession, ...]) -> tuple[tuple[str, ...], str]:
    """Keys of the concessions whose numbers begin the line, each once, and the words behind them."""
    keys: dict[str, None] = {}
    words = typed.split()
    while words and words[0].isdecimal() and words[0].isascii() and 1 <= int(words[0]) <= len(known):
        keys[known[int(words.pop(0)) - 1].key] = None
    return tuple(keys), " ".join(words)


def _rules() -> tuple[Concession, ...]:
    from collectdesk.desk.negotiation_rules import load_negotiation

    return load_negotiation().concession


def _record(desk: DeskHandle, given: dict[str, Any]) -> Any:
    from collectdesk.desk.negotiation import RecordTrade, record_trade

    receipt = record_trade(desk.store, desk.actor, desk.clock(), RecordTrade(**given))
    drafts_of("trade")(desk, given["account_id"])
    return receipt


def _draft(desk: DeskHandle, account_id: int) -> Draft | None:
    from collectdesk.desk.notes import find_draft

    return find_draft(desk.store, desk.actor, account_id, "trade")
