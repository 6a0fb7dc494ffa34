"""The card for a paragraph of one's own: what you mean, what the customer reads, and that somebody read it."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult

from collectdesk.i18n import _
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text
from collectdesk.widgets.note_area import NoteArea

_PLACES = ("message-own", "message-theirs")


class AdditionCard(Card[Any]):
    """A paragraph in two languages. Closes with what was typed; with empty texts when it is taken out."""

    place_name = "message_addition"

    def __init__(self, account_id: int, kept: dict[str, Any], language: str, same_language: bool) -> None:
        self._account_id, self._kept = account_id, kept
        self._language, self._same = language, same_language
        self._confirmed = bool(kept.get("confirmed"))
        super().__init__()

    def body(self) -> ComposeResult:
        """Two texts, or one where both read the same language."""
        yield NoteArea(
            lambda text, caret: self._keep(0, text, caret), label=_("Your words, in English"), id="own",
            text=self._kept.get("source_text", ""),
        )  # fmt: skip
        if not self._same:
            yield NoteArea(
                lambda text, caret: self._keep(1, text, caret),
                label=_("What the customer reads, in {language}").format(language=self._language), id="theirs",
                text=self._kept.get("customer_text", ""),
            )  # fmt: skip

    def foot(self) -> ComposeResult:
        """Whether somebody confirmed it."""
        yield Text("", id="confirmed")

    def on_mount(self) -> None:
        """The cursor is in one's own words; a text that was left before comes back."""
        super().on_mount()
        self._draw()
        self.query_one("#own", NoteArea).edit()
        if not self._kept.get("source_text"):
            account_id = self._account_id
            self.read("addition", lambda desk: _drafts(desk, account_id), self._bring)

    def _bring(self, drafts: tuple[Any, Any]) -> None:
        for area, draft in zip(self.query(NoteArea), drafts, strict=False):
            if draft is not None and not area.text:
                area.put(draft.text, draft.caret)

    def _keep(self, number: int, text: str, caret: tuple[int, int]) -> None:
        """What is being typed is on disk within a second; another text for the customer has to be read again."""
        account_id = self._account_id
        area = list(self.query(NoteArea))[number]
        if number == 1 and text != self._kept.get("customer_text", ""):
            self._confirmed = self._confirmed and text == self._read_text
            self._draw()

        def work(desk: Any) -> None:
            from collectdesk.desk.notes import save_draft

            save_draft(desk.store, desk.actor, desk.clock(), account_id, _PLACES[number], text, caret, {})

        self.write(work, lambda _none: area.saved(), failed=lambda _fault: area.failed(), hold=False)

    _read_text = ""

    def _theirs(self) -> str:
        return "" if self._same else self.query_one("#theirs", NoteArea).text.strip()

    def _draw(self) -> None:
        line = Line()
        if self._same:
            line.add(_("The customer reads English too: one text is enough."), "muted")
        elif self._confirmed:
            line.glyph("done", "ok").space()
            line.add(_("You read {language} and it says what you mean.").format(language=self._language))
            line.space(3).add("x", "key").space().add(_("Not confirmed"), "muted")
        else:
            line.glyph("shut", "warn").space()
            said = _("Nobody confirmed the text in {language}: somebody who reads it does, with esc and v.")
            line.add(said.format(language=self._language))
        self.query_one("#confirmed", Text).show(line)
        self.refresh_bars()

    def can_yes(self) -> bool:
        """Where there are two languages."""
        return not self._same and not self._confirmed

    def do_yes(self) -> None:
        """I read it."""
        if not self._theirs():
            self.say(_("There is no text for the customer yet; type it first."), "warn")
            return
        self._confirmed, self._read_text = True, self.query_one("#theirs", NoteArea).text
        self._draw()

    def can_no(self) -> bool:
        """What was confirmed can be taken back."""
        return not self._same and self._confirmed

    def do_no(self) -> None:
        """Not confirmed after all."""
        self._confirmed = False
        self._draw()

    def do_finish(self) -> None:
        """Put it into the message, or take it out when both texts are empty."""
        own, theirs = self.query_one("#own", NoteArea).text.strip(), self._theirs()
        changed = theirs != self._kept.get("customer_text", "") and theirs != self._read_text.strip()
        made = {
            "place": self._kept.get("place", ""), "source_text": own, "customer_text": theirs,
            "confirmed": self._confirmed and not changed,
        }  # fmt: skip
        for area in self.query(NoteArea):
            area.put("")
        account_id = self._account_id
        self.write(lambda desk: _forget(desk, account_id), lambda _none: self.leave(made))


def _drafts(desk: Any, account_id: int) -> tuple[Any, Any]:
    from collectdesk.desk.notes import find_draft

    own, theirs = (find_draft(desk.store, desk.actor, account_id, place) for place in _PLACES)
    return own, theirs


def _forget(desk: Any, account_id: int) -> None:
    from collectdesk.desk.notes import forget_draft

    for place in _PLACES:
        forget_draft(desk.store, desk.actor, account_id, place)
