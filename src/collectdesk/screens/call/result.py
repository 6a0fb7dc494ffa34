"""The result line: what was typed is understood at every key, with what is missing and what it leads to."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from collectdesk.i18n import _
from collectdesk.screens.call import said
from collectdesk.screens.call.conversation import command
from collectdesk.tui.safe_text import Line
from collectdesk.widgets.fields import Field

if TYPE_CHECKING:
    from collectdesk.desk.outcome import Outcome
    from collectdesk.desk.typed.outcome_line import Parsed
    from collectdesk.screens.call.conversation import Conversation

MOST_LINES = 5


class ResultLine(Field):
    """The line in which the result is typed. `parsed` is what it means now, None before the account is read."""

    def __init__(self, *, id: str) -> None:
        super().__init__(_("Result"), hint="ptp 1200 eur fri wire", id=id)
        self.parsed: Parsed | None = None
        self._talk: Conversation | None = None
        self._own_zone = "UTC"

    def put(self, text: str) -> None:
        """Type a text, with the cursor behind it."""
        self.value = text
        self.input.cursor_position = len(text)

    def understand(self, talk: Conversation, own_zone: str) -> Parsed:
        """Read the line anew and say what it means; what it leads to follows with `foresee`."""
        from collectdesk.desk.typed.outcome_line import results_beginning

        self._talk, self._own_zone = talk, own_zone
        typed = self.value
        parsed = self.parsed = talk.parse(typed, own_zone)
        self.set_aside(_("type, 0 for no answer, enter for all results") if not typed else "")
        if parsed.result is None:
            found = results_beginning(typed.split()[0]) if typed else []
            found = [one for one in found if "call" in one.channels]
            self.set_error(parsed.problems[0] if parsed.problems and not found else "")
            self.set_understood(said.candidates(found, self.size.width - 5) if found else "")
        else:
            self.foresee(None)
        return parsed

    def foresee(self, outcome: Outcome | None) -> None:
        """Say what was understood, and, where it is known, what saving it would lead to."""
        parsed, talk = self.parsed, self._talk
        if parsed is None or talk is None or parsed.result is None:
            return
        whole = {"all", "full"} & set(self.value.casefold().split())
        lines = [said.understood(parsed, hidden=bool(whole) and not talk.state.verified)]
        if parsed.when is not None:
            lines[0].space(3).add(self._two_clocks(parsed.when, talk.zone), "value")
        if parsed.missing and not parsed.problems:
            lines.append(said.missing(parsed))
        if parsed.note:
            lines.append(Line(_("goes into the note: {text}").format(text=parsed.note), "muted"))
        if outcome is not None:
            lines += said.consequences(outcome, self._own_zone, talk.zone)
        self.set_error(parsed.problems[0] if parsed.problems else "")
        self.set_understood(lines[:MOST_LINES])

    def say_incomplete(self) -> None:
        """Say what would be right, with the cursor here."""
        parsed = self.parsed
        if parsed is None:
            return
        if not self.value:
            self.set_error(_("type how the call ended; 0 outside the line is no answer"))
        elif parsed.result is None:
            self.set_error(parsed.problems[0] if parsed.problems else _("this is not a call result"))
        elif not parsed.problems:
            self.set_error(said.missing(parsed).text)
        self.edit()

    def _two_clocks(self, at: datetime, zone: str | None) -> str:
        own = said.moment(at, self._own_zone)
        if zone is None:
            return _("{when} yours; their clock is not certain").format(when=own)
        if zone == self._own_zone:
            return own
        return _("{when} theirs, {own} yours").format(when=said.moment(at, zone), own=own)


def foreseen(desk: Any, given: dict[str, Any]) -> Outcome:
    """In a thread: what saving would lead to."""
    from collectdesk.desk.outcome import outcome

    return outcome(desk.store, desk.actor, desk.clock(), command(given))
