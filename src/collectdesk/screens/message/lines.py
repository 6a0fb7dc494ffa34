"""How the message screen draws a message: pairs of pieces in columns, and what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from collectdesk.i18n import _, ngettext
from collectdesk.tui.glyphs import glyph
from collectdesk.tui.safe_text import Line
from collectdesk.widgets.marked_text import Look, Piece, broken, drawn, filled, looked
from collectdesk.widgets.words import wrapped

if TYPE_CHECKING:
    from collectdesk.desk.messages.view import Found, MessageView, Pair

SIDES = ("ours", "theirs")
_BAR = 1
_FOUND: dict[str, Look] = {
    "block": ("stop bold underline", "blocked"),
    "warn": ("warn bold underline", "warning"),
}
_SIGNS = {"block": ("refused", "stop"), "warn": ("closing", "warn"), "info": ("current", "muted")}


def head_lines(view: MessageView, when: Line, width: int) -> list[Line]:
    """What it is and whether it may go; to whom and by which way."""
    from collectdesk.desk.messages.view import channel_words, tone_words

    kind = _("consumer") if view.consumer else _("trade")
    first = Line(view.title, "value").space(3)
    first.add(", ".join((channel_words(view.channel), tone_words(view.tone), kind)), "muted").right(when)
    whom = ", ".join(one for one in (view.person or view.customer, view.address) if one)
    second = Line(_("To"), "muted").space().add(whom)
    if not view.address:
        second.space().add(_("no address is known"), "warn")
    if view.needs_approval:
        second.right(_("your team lead approves it first"), "muted")
    elif view.waiting:
        waits = ngettext("{n} message waits in the outbox", "{n} messages wait in the outbox", view.waiting)
        second.right(waits.format(n=view.waiting), "muted")
    return [first, second] if width else []


def both(view: MessageView, chosen: int, finding: int, width: int) -> Content:
    """Both languages side by side; the pair that is chosen stands on a ground of its own."""
    cells = (width - _BAR - 5) // 2
    other = width - _BAR - 5 - cells
    lines = [
        [*_heading(_("You read"), _("English"), cells, "ground"), *_gap(1, "ground"),
         *_heading(_("The customer reads"), reads(view), other, "surface")],
        _row([], [], cells, other, "ground", "surface", bar=False),
    ]  # fmt: skip
    for at in range(len(view.pairs)):
        mine = at == chosen
        left_ground, right_ground = ("select", "select") if mine else ("ground", "surface")
        left = side_lines(view, at, "ours", cells, left_ground, finding)
        right = side_lines(view, at, "theirs", other, right_ground, finding)
        for number in range(max(len(left), len(right))):
            lines.append(
                _row(
                    left[number] if number < len(left) else [],
                    right[number] if number < len(right) else [],
                    cells, other, left_ground, right_ground, bar=mine,
                )
            )  # fmt: skip
        lines.append(_row([], [], cells, other, "ground", "surface", bar=False))
    return drawn([*lines, *([] if not view.right_to_left else _values(view, width))])


def one_side(view: MessageView, side: str, chosen: int, finding: int, width: int) -> Content:
    """One language alone, on a narrow screen."""
    cells = width - _BAR - 3
    title, aside = (_("You read"), _("English")) if side == "ours" else (_("The customer reads"), reads(view))
    lines = [_heading(title, aside, cells, "ground")]
    for at, pair in enumerate(view.pairs):
        mine = at == chosen
        ground = "select" if mine else "ground"
        for line in side_lines(view, at, side, cells, ground, finding):
            bar = (glyph("bar") if mine else " ", ("accent", ground))
            lines.append([bar, (" ", ("text", ground)), *filled(line, cells + 1, ground)])
        if pair.kind != "subject":
            lines.append([(" ", ("text", "ground"))])
    return drawn([*lines, *([] if side == "ours" or not view.right_to_left else _values(view, width))])


def reads(view: MessageView) -> str:
    """The customer's language, with a badge where it runs from right to left."""
    if view.right_to_left:
        return _("{language}, right to left").format(language=view.language)
    return view.language


def side_lines(
    view: MessageView, at: int, side: str, cells: int, ground: str, finding: int
) -> list[list[Piece]]:
    """A piece in one language, in lines of so many cells."""
    pair = view.pairs[at]
    found: list[tuple[int, int, Look]] = []
    if side == "theirs":
        shown = [one for one in view.found if one.pair == at and one.finding.severity in _FOUND]
        found = [(one.start, one.end, _FOUND[one.finding.severity]) for one in reversed(shown)]
    text = pair.ours if side == "ours" else pair.theirs
    plain: Look = ("strong" if pair.kind == "added" else "text", ground)
    made = looked(text, plain, ("accent", "field"), found)
    if pair.kind == "subject":
        word = f"{_('Subject')}: "
        made = [*((one, ("muted", ground)) for one in word), *made]
    return broken(made, cells)


def _heading(title: str, aside: str, cells: int, ground: str) -> list[Piece]:
    from collectdesk.widgets.section import section_line

    pieces = section_line(title, Line(aside, "muted"), cells).laid_out(cells)
    start: list[Piece] = [("  ", ("text", ground))]
    return [*start, *((text, (ink, ground)) for text, ink in pieces)]


def _gap(cells: int, ground: str) -> list[Piece]:
    return [(" " * cells, ("text", ground))]


def _row(
    left: list[Piece],
    right: list[Piece],
    cells: int,
    other: int,
    left_ground: str,
    right_ground: str,
    *,
    bar: bool,
) -> list[Piece]:
    edge: Piece = (glyph("bar") if bar else " ", ("accent", left_ground))
    return [
        edge, *_gap(1, left_ground), *filled(left, cells, left_ground), *_gap(1, left_ground),
        *_gap(2, right_ground), *filled(right, other, right_ground),
    ]  # fmt: skip


def _values(view: MessageView, width: int) -> list[list[Piece]]:
    """The values of a text that runs from right to left, each apart: a terminal may turn figures among such words."""
    indent = looked_plain("  ")
    said = indent.copy()
    for pair in view.pairs:
        for span in pair.theirs.spans:
            if span.kind in ("money", "day", "code"):
                value = pair.theirs.text[span.start : span.end]
                said += looked_plain(f"{value}   ")
    label: list[Piece] = [(f"  {_('Values, as they stand in the text')}", ("muted", "ground"))]
    return [label, *broken(said, max(20, width - 4))] if said != indent else []


def looked_plain(text: str) -> list[Piece]:
    """A text without values, character by character."""
    from collectdesk.tui.safe_text import clean

    return [(clean(one), ("text", "ground")) for one in text]


# -- what was found -----------------------------------------------------------------------------------------


def check_lines(view: MessageView, at: int, accepted: frozenset[int], width: int, narrow: bool) -> list[Line]:
    """The finding that is looked at, how to mend it, and what passed."""
    from collectdesk.desk.messages.view import check_words
    from collectdesk.widgets.section import section_line

    if not view.looked:
        return [section_line(_("Check"), Line(_("the words are being checked…"), "muted"), width)]
    lines = [section_line(_("Check"), _verdict(view, accepted), width)]
    if view.found:
        one = view.found[at]
        sign, ink = _SIGNS[one.finding.severity]
        start = Line().glyph(sign, ink).space().add(_rule(one.finding.rule), ink).space(2)
        said = _sentence(one)
        first, *more = wrapped(said, max(20, width - start.cells), 3)
        lines.append(start.add(first, "value"))
        lines += [Line().space(start.cells).add(rest, "value") for rest in more]
        lines.append(_mend(view, at, accepted))
    if not narrow or not view.found:
        passed = Line()
        for group in view.passed:
            told = Line().glyph("done", "ok").space().add(check_words(group), "muted").space(3)
            if passed.cells + told.cells <= width:
                passed.join(told)
        lines += [Line(), passed] if not narrow else [passed]
    return lines


def _verdict(view: MessageView, accepted: frozenset[int]) -> Line:
    if view.blocks:
        said = ngettext("{n} block: cannot be sent", "{n} blocks: cannot be sent", view.blocks)
        return Line(said.format(n=view.blocks), "stop bold")
    open_warnings = sum(
        one.finding.severity == "warn" and at not in accepted for at, one in enumerate(view.found)
    )
    if open_warnings:
        said = ngettext("{n} warning, nothing blocks", "{n} warnings, nothing blocks", open_warnings)
        return Line(said.format(n=open_warnings), "warn bold")
    return Line().glyph("done", "ok").space().add(_("may be sent as it is"), "muted")


def _rule(code: str) -> str:
    return _("Fit") if code == "fit" else code


def _sentence(one: Found) -> str:
    finding = one.finding
    words = " ".join(finding.words.split())
    if not words or len(words) > 60:
        return finding.why
    return _("“{words}”: {why}").format(words=words, why=finding.why)


def _mend(view: MessageView, at: int, accepted: frozenset[int]) -> Line:
    """What there is to do about a finding, and how many there are."""
    one = view.found[at]
    pair = view.pairs[one.pair]
    line = Line().space(2)
    if one.finding.better and pair.added is not None and one.end > one.start:
        line.add(_("Use"), "muted").space().add(one.finding.better, "strong").space(3)
        line.add("enter", "key").space().add(_("Replace")).space(3)
    elif one.finding.severity == "warn":
        if at in accepted:
            line.glyph("done", "ok").space().add(_("stays as it is, on record"), "muted").space(3)
        else:
            line.add("enter", "key").space().add(_("Let it stay, on record")).space(3)
    if pair.added is not None:
        line.add("e", "key").space().add(_("Edit"))
    elif one.finding.severity == "block" and one.finding.rule != "fit" and one.end > one.start:
        line.add(_("a text of the house, which is not edited here; o takes another message"), "muted")
    elif one.finding.rule == "fit":
        line.add("o", "key").space().add(_("Other message"))
    if len(view.found) > 1:
        line.right(_("{n} of {all}").format(n=at + 1, all=len(view.found)), "muted")
    return line


def mendable(view: MessageView, at: int) -> bool:
    """Whether enter does something about a finding: better words for one's own, a warning that may stay, a block."""
    one = view.found[at]
    return one.finding.severity != "info" or (bool(one.finding.better) and is_added(view.pairs[one.pair]))


def is_added(pair: Pair) -> bool:
    """Whether a piece is the collector's own."""
    return pair.added is not None
