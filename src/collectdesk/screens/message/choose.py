"""The card that takes another message, channel, person or language, with what speaks against each message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult

from collectdesk.i18n import _
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text
from collectdesk.widgets.columns import Column
from collectdesk.widgets.pages import Row
from collectdesk.widgets.rows import Rows
from collectdesk.widgets.words import wrapped

if TYPE_CHECKING:
    from collectdesk.desk.messages.choosing import Choice
    from collectdesk.desk.messages.view import MessageView


class ChooseMessageCard(Card[Any]):
    """Choose. Closes with what is to change: `purpose` with what it `asks`, or `channel`, `person_id`, `language`."""

    place_name = "message_choose"

    def __init__(self, account_id: int, view: MessageView | None) -> None:
        self._account_id, self._view = account_id, view
        super().__init__()

    def body(self) -> ComposeResult:
        """The list."""
        rows = Rows(
            [Column(_("message"), 30, value=True), Column(_("what for"), grow=True, gap=2)],
            empty=_("Reading what fits…"),
            id="choices",
        )
        rows.styles.height = 12
        yield rows
        yield Text("", id="against")

    def foot(self) -> ComposeResult:
        """Channels, persons and languages by digit."""
        yield Text(self._ways(), id="ways")

    def on_mount(self) -> None:
        """Read what fits."""
        super().on_mount()
        account_id = self._account_id
        self.read("choices", lambda desk: _read(desk, account_id), self._show)

    def home(self) -> Any:
        """The list has the keys."""
        return self.query_one("#choices", Rows)

    def _show(self, found: tuple[Choice, ...]) -> None:
        rows = [
            Row(
                one.name, ((one.title, "muted" if one.against else "text"), (one.purpose, "muted")),
                group=_("Does not fit now") if one.against else _("Fits"), data=one,
            )
            for one in found
        ]  # fmt: skip
        self.query_one("#choices", Rows).show(rows)
        self.refresh_bars()

    @on(Rows.Highlighted)
    def _highlighted(self, event: Rows.Highlighted) -> None:
        event.stop()
        one = event.row.data if event.row is not None else None
        lines = [Line()]
        if one is not None and one.against:
            lines = [
                Line().glyph("refused", "stop").space().add(text)
                for text in wrapped("; ".join(one.against), max(30, min(self.size.width, 96) - 12), 3)
            ]
        elif one is not None:
            lines = [Line().glyph("done", "ok").space().add(_("fits now"), "muted")]
        self.query_one("#against", Text).show(lines)

    @on(Rows.Chosen)
    def _opened(self, event: Rows.Chosen) -> None:
        event.stop()
        self.do_open()

    def do_open(self) -> None:
        """This message."""
        row = self.query_one("#choices", Rows).current
        if row is not None:
            self.leave({"purpose": row.data.name, "asks": _asks(row.data.name)})

    def _offered(self) -> list[tuple[str, dict[str, Any]]]:
        view = self._view
        if view is None:
            return []
        from collectdesk.desk.messages.view import channel_words

        found: list[tuple[str, dict[str, Any]]] = [
            (channel_words(one), {"channel": one}) for one in view.channels if one != view.channel
        ]
        found += [(name, {"person_id": key}) for key, name in view.persons if key != view.person_id]
        if view.language_code != "en":
            found.append((_("in English"), {"language": "en"}))
        return found[:9]

    def _ways(self) -> list[Line]:
        line = Line()
        for digit, (said, _change) in enumerate(self._offered(), 1):
            line.add(str(digit), "key").space().add(said).space(3)
        return [line] if line.cells else [Line(_("There is no other channel, person or language."), "muted")]

    def do_digit(self, digit: int) -> None:
        """The same message by another channel, to another person, in another language."""
        offered = self._offered()
        if 1 <= digit <= len(offered):
            self.leave(offered[digit - 1][1])


def _read(desk: Any, account_id: int) -> tuple[Choice, ...]:
    from collectdesk.desk.messages.view import message_choices

    return message_choices(desk, account_id)


def _asks(name: str) -> tuple[str, ...]:
    from collectdesk.messages.purposes import purpose

    return tuple(purpose(name).asks)
