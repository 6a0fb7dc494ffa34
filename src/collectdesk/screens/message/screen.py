"""The message screen: what the customer reads beside what you read, what speaks against it, and sending it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll

from collectdesk.desk.gate_view import moment
from collectdesk.i18n import _
from collectdesk.screens.message import lines as said
from collectdesk.screens.message.work import go, keep, look, read, settle
from collectdesk.tui.routes import screen_for
from collectdesk.tui.safe_text import Line, shorten
from collectdesk.tui.screen import DeskScreen
from collectdesk.tui.text import Text
from collectdesk.widgets.gate import gate_sign

if TYPE_CHECKING:
    from collectdesk.desk.messages.view import MessageView
    from collectdesk.desk.messages.writing import Went
    from collectdesk.faults import Fault
    from collectdesk.tui.actions import Offer


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which message is written: what was chosen, None where it is not. `additions` are as `Addition` takes them."""

    purpose: str | None = None
    channel: str | None = None
    person_id: int | None = None
    language: str | None = None
    given: dict[str, str] = field(default_factory=dict)
    additions: tuple[dict[str, Any], ...] = ()


class MessageScreen(DeskScreen):
    """Write to a customer. Closes with what became of the message, None when it was left."""

    place_name = "message"
    CSS_PATH: ClassVar[Any] = "message.tcss"
    BINDINGS: ClassVar[list[Any]] = [
        Binding("tab", "next_finding", show=False),
        Binding("shift+tab", "next_finding(-1)", show=False),
    ]

    def __init__(self, account_id: int, purpose: str | None = None) -> None:
        self.account_id = account_id
        self._request = uuid.uuid4().hex
        self._wanted = Wanted(purpose)
        self._first = True
        self._view: MessageView | None = None
        self._side = "theirs"
        self._chosen = -1
        self._finding = 0
        self._accepted: frozenset[tuple[str, str, int]] = frozenset()
        self._handed: Went | None = None
        self._send_soon = False
        self._accept_soon = False
        super().__init__()

    def body(self) -> ComposeResult:
        """Head, the two texts, the check."""
        with Vertical(id="whole"):
            yield Text(Line(_("Writing the message…"), "muted"), id="head")
            with VerticalScroll(id="texts", can_focus=False):
                yield Text("", id="pairs")
            yield Text("", id="check")

    @property
    def trail(self) -> tuple[str, ...]:
        """Whose message."""
        customer = (shorten(self._view.customer, 24),) if self._view is not None else ()
        return (*customer, self.place.title)

    def enter(self) -> None:
        """Compose it, with what was typed before."""
        self._read(draft=self._wanted.purpose is None)

    def returned(self) -> None:
        """The account may have changed."""
        if self._handed is None:
            self._read()

    def _read(self, *, draft: bool = False) -> None:
        wanted, account_id, zone = self._wanted, self.account_id, self.station.zone
        self.read(
            "message",
            lambda desk: read(desk, zone, account_id, wanted, draft),
            self._show,
            failed=self._failed,
            label=_("writing the message"),
        )

    def _failed(self, fault: Fault) -> None:
        self._view = None
        self.query_one("#head", Text).show(Line().glyph("refused", "stop").space().add(str(fault), "value"))
        self.query_one("#pairs", Text).show("")
        self.query_one("#check", Text).show(
            Line("o", "key").space().add(_("Other message"), "muted").space(3).add("esc", "key").space()
            .add(_("Back"), "muted")
        )  # fmt: skip
        self._send_soon = self._accept_soon = False
        self.refresh_bars()

    def _show(self, answer: tuple[Wanted, MessageView]) -> None:
        self._wanted, view = answer
        before, self._view = self._view, view
        if before is None or before.digest != view.digest or (view.found and not before.looked):
            self._finding = 0
            self._chosen = view.found[0].pair if view.found else -1
        self._finding = min(self._finding, max(0, len(view.found) - 1))
        self._chosen = min(self._chosen, len(view.pairs) - 1)
        self._draw()
        if not view.looked:
            self._look(view)
            return
        if self._accept_soon:
            self._accept_soon = False
            self.do_open()
        if self._send_soon:
            self._send_soon = False
            self.do_finish()

    def _look(self, view: MessageView) -> None:
        """Have the words checked while the text is read already; another message takes the place of this one."""
        wanted, account_id, zone = self._wanted, self.account_id, self.station.zone
        self.read(
            "message",
            lambda desk: look(desk, zone, account_id, wanted, view.language_code),
            self._show,
            failed=self._failed,
            label=_("checking the words"),
        )

    # -- drawing ------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        view = self._view
        if view is None or not self.is_mounted:
            return
        width = max(40, self.size.width)
        self.query_one("#head", Text).show(said.head_lines(view, self._gate(view), width))
        if self.narrow:
            texts = said.one_side(view, self._side, self._chosen, self._finding, width)
        else:
            texts = said.both(view, self._chosen, self._finding, width)
        self.query_one("#pairs", Text).show(texts)
        accepted = frozenset(at for at in range(len(view.found)) if self._is_accepted(at))
        check = said.check_lines(view, self._finding, accepted, width - 4, self.narrow)
        self.query_one("#check", Text).show(check)
        self.refresh_bars()
        self.call_after_refresh(self._into_view)

    def _gate(self, view: MessageView) -> Line:
        sign, ink = gate_sign(view.gate.state)
        return Line().glyph(sign, ink).space().add(view.gate.sentence, "text")

    def _into_view(self) -> None:
        """The chosen pair on the screen."""
        view = self._view
        if view is None or self._chosen < 0:
            return
        width = max(40, self.size.width)
        top = 1 if self.narrow else 2
        for at, pair in enumerate(view.pairs):
            if self.narrow:
                high = len(said.side_lines(view, at, self._side, width - 4, "ground", 0))
            else:
                cells = (width - 6) // 2
                sides = (said.side_lines(view, at, side, cells, "ground", 0) for side in said.SIDES)
                high = max(len(one) for one in sides)
            if at == self._chosen:
                break
            top += high + (0 if self.narrow and pair.kind == "subject" else 1)
        scroller = self.query_one("#texts", VerticalScroll)
        if top < scroller.scroll_y or top + high > scroller.scroll_y + scroller.size.height:
            scroller.scroll_to(y=max(0, top - 2), animate=False)

    def on_resize(self, event: events.Resize) -> None:
        """Lines are broken anew."""
        super().on_resize(event)
        self.call_after_refresh(self._draw)

    # -- moving -------------------------------------------------------------------------------------------

    def action_move(self, key: str) -> None:
        """Up and down go from piece to piece, the others scroll."""
        view = self._view
        if view is None or key not in ("up", "down"):
            super().action_move(key)
            return
        by = 1 if key == "down" else -1
        self._chosen = max(0, min(len(view.pairs) - 1, self._chosen + by))
        here = [at for at, one in enumerate(view.found) if one.pair == self._chosen]
        self._finding = here[0] if here else self._finding
        self._draw()

    def action_next_finding(self, by: int = 1) -> None:
        """The next finding, and the piece it is in."""
        view = self._view
        if view is not None and view.found:
            self._finding = (self._finding + by) % len(view.found)
            self._chosen = view.found[self._finding].pair
            self._side = "theirs"
            self._draw()

    def can_digit(self) -> bool:
        """Where one language stands at a time."""
        return self.narrow and self._view is not None

    def do_digit(self, digit: int) -> None:
        """1 shows what you read, 2 what the customer reads."""
        if digit in (1, 2):
            self._side = said.SIDES[digit - 1]
            self._draw()

    # -- what was found -----------------------------------------------------------------------------------

    def _key_of(self, at: int) -> tuple[str, str, int]:
        assert self._view is not None  # noqa: S101 - for the type checker
        one = self._view.found[at].finding
        return one.rule, one.words, one.start

    def _is_accepted(self, at: int) -> bool:
        return self._key_of(at) in self._accepted

    def can_open(self) -> bool:
        """While there is something to mend or to let stay."""
        if self._view is None or not self._view.looked or self._handed is not None:
            return self._handed is None
        return bool(self._view.found) and said.mendable(self._view, self._finding)

    def do_open(self) -> None:
        """Replace words of one's own by better ones, or let a warning stay, on record; then the next finding."""
        view = self._view
        if view is None or not view.looked:
            self._accept_soon = True
            return
        if not view.found:
            return
        one = view.found[self._finding]
        pair = view.pairs[one.pair]
        if one.finding.better and pair.added is not None and one.end > one.start:
            self._replace(pair.added, one.start, one.end, one.finding.better)
        elif one.finding.severity == "warn":
            self._accepted |= {self._key_of(self._finding)}
            left = [
                at
                for at, two in enumerate(view.found)
                if two.finding.severity == "warn" and not self._is_accepted(at)
            ]
            if left:
                self._finding = left[0]
                self._chosen = view.found[left[0]].pair
            self._draw()
        elif one.finding.severity == "block":
            self.say(one.finding.why, "stop")

    def _replace(self, number: int, start: int, end: int, better: str) -> None:
        additions = [dict(one) for one in self._wanted.additions]
        text = additions[number]["customer_text"] or additions[number]["source_text"]
        additions[number]["customer_text"] = f"{text[:start]}{better}{text[end:]}"
        self._take(replace(self._wanted, additions=tuple(additions)))

    def _take(self, wanted: Wanted) -> None:
        """Another message: it is kept as a draft and composed anew."""
        self._wanted = wanted
        account_id = self.account_id
        self.write(lambda desk: keep(desk, account_id, wanted), hold=False)
        self._read()

    # -- own paragraphs, another message ------------------------------------------------------------------

    def can_edit(self) -> bool:
        """While it is being written."""
        return self._view is not None and self._handed is None

    def do_edit(self) -> None:
        """A paragraph of one's own after the chosen piece, or the chosen one again."""
        view = self._view
        if view is None:
            return
        pair = view.pairs[self._chosen] if self._chosen >= 0 else None
        at = pair.added if pair is not None else None
        inside = pair is not None and pair.kind in ("paragraph", "rows", "table", "added")
        place = pair.key.split("+")[0] if pair is not None and inside else ""
        kept = dict(view.additions[at].model_dump()) if at is not None else {"place": place}
        card = screen_for(
            "message_addition", account_id=self.account_id, kept=kept, language=view.language,
            same_language=view.same_language,
        )  # fmt: skip
        self.station.push_screen(card, lambda made: self._added(at, made))

    def _added(self, at: int | None, made: dict[str, Any] | None) -> None:
        if made is None:
            return
        view = self._view
        kept = [dict(one.model_dump()) for one in view.additions] if view is not None else []
        if at is not None:
            kept.pop(at)
        if made.get("source_text") or made.get("customer_text"):
            kept.insert(at if at is not None else len(kept), made)
        self._take(replace(self._wanted, additions=tuple(kept)))

    def can_other(self) -> bool:
        """While nothing was handed over."""
        return self._handed is None

    def do_other(self) -> None:
        """Another message, channel, person or language."""
        card = screen_for("message_choose", account_id=self.account_id, view=self._view)
        self.station.push_screen(card, self._other)

    def _other(self, chosen: dict[str, Any] | None) -> None:
        if not chosen:
            return
        if chosen.get("asks"):
            asks = chosen.pop("asks")
            card = screen_for("message_given", account_id=self.account_id, asks=asks)
            self.station.push_screen(
                card, lambda given: self._other({**chosen, "given": given}) if given else None
            )
            return
        if "purpose" in chosen:
            kept = tuple({**one, "place": ""} for one in self._wanted.additions)
            self._take(Wanted(chosen["purpose"], given=chosen.get("given", {}), additions=kept))
            return
        self._take(replace(self._wanted, **chosen))

    # -- sending ------------------------------------------------------------------------------------------

    def offers_now(self) -> list[Offer]:
        """What the keys do to this message now."""
        return [replace(one, label=self._label(one)) for one in super().offers_now()]

    def _label(self, offer: Offer) -> str:
        view = self._view
        if view is None:
            return offer.label
        if offer.action.name == "finish":
            return self._finish_word(view)
        if offer.action.name == "open" and view.found:
            one = view.found[self._finding]
            if one.finding.severity == "warn" and view.pairs[one.pair].added is None:
                return _("Let it stay")
        return offer.label

    def _finish_word(self, view: MessageView) -> str:
        if view.needs_approval:
            return _("Ask the lead")
        if view.gate.state == "open":
            return _("Send") if view.channel == "email" else _("Hand over")
        opens = view.gate.next_allowed_at
        if opens is None:
            return _("Send")
        return _("Wait until {time}").format(time=moment(opens, self.station.now(), self.station.zone))

    def can_finish(self) -> bool:
        """Until it was handed over."""
        return self._handed is None

    def do_finish(self) -> None:
        """Send it, queue it until it may go, or ask the lead; say what blocks or has to be let stay first."""
        view = self._view
        if view is None or not view.looked:
            self._send_soon = True
            return
        open_ones = [
            at
            for at, one in enumerate(view.found)
            if one.finding.severity == "block"
            or (one.finding.severity == "warn" and not self._is_accepted(at))
        ]
        if open_ones:
            self._finding = open_ones[0]
            self._chosen = view.found[open_ones[0]].pair
            self._draw()
            one = view.found[open_ones[0]].finding
            if one.severity == "block":
                self.say(_("Cannot be sent: {why}").format(why=one.why), "stop")
            else:
                self.say(_("Read the warning first; enter lets it stay, on record."), "warn")
            return
        own = any(
            one.finding.severity == "warn" and said.is_added(view.pairs[one.pair]) for one in view.found
        )
        why = "" if not view.warnings else "meant" if own else "house_text"
        wanted, given = self._wanted, {"request_id": self._request, "seen": view.digest, "why": why}
        account_id, name = self.account_id, view.name
        self.write(
            lambda desk: go(desk, account_id, replace(wanted, purpose=name, channel=view.channel), given),
            self._went,
            failed=self._not_sent,
            label=_("sending"),
        )

    def _not_sent(self, fault: Fault) -> None:
        self._request = uuid.uuid4().hex
        self.say(str(fault), "stop")
        self._read()

    def _went(self, went: Went) -> None:
        self._wanted = Wanted()
        if went.state == "handed" and self._view is not None:
            self._handed = went
            self.station.copy_to_clipboard(self._view.text)
            asked = _("{said}; the text is in the clipboard. v It went, x It did not")
            self.say(asked.format(said=went.sentence), "warn")
            self.refresh_bars()
            return
        self.leave(went)
        kind = {"sent": "ok", "queued": "ok", "draft": "ok"}.get(went.state, "warn")
        self.station.say(went.sentence, kind)

    def can_yes(self) -> bool:
        """After handing over."""
        return self._handed is not None

    can_no = can_yes

    def do_yes(self) -> None:
        """It went."""
        self._settle("sent")

    def do_no(self) -> None:
        """It did not go."""
        self._settle("dropped")

    def _settle(self, was: str) -> None:
        handed = self._handed
        if handed is not None:
            self.write(lambda desk: settle(desk, handed.message_id, was), lambda _receipt: self.leave(handed))

    # -- files and clipboard ------------------------------------------------------------------------------

    def can_copy(self) -> bool:
        """Once there is a text."""
        return self._view is not None

    def do_copy(self) -> None:
        """The customer's text to the clipboard."""
        if self._view is not None:
            self.station.copy_to_clipboard(self._view.text)
            self.say(_("Sent to the terminal's clipboard: what the customer reads"), "info")

    def can_write_file(self) -> bool:
        """Once there is a text."""
        return self._view is not None

    def do_write_file(self) -> None:
        """The message as a file."""
        view = self._view
        if view is not None:
            wanted = replace(self._wanted, purpose=view.name, channel=view.channel)
            self.station.push_screen(
                screen_for(
                    "message_file",
                    account_id=self.account_id,
                    wanted=wanted,
                    offered=f"{view.name}-{view.number}",
                )
            )
