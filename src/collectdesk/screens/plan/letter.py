"""The card that writes the agreement of a plan: in which language, and into which file."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult

from collectdesk.desk.words import language as language_words
from collectdesk.i18n import _
from collectdesk.tui.safe_text import Line, clean
from collectdesk.tui.screen import Card
from collectdesk.widgets.fields import Field

if TYPE_CHECKING:
    from collectdesk.desk.act import Receipt
    from collectdesk.desk.plans.letter_file import LetterOffered
    from collectdesk.faults import Fault


class LetterCard(Card[Any]):
    """Write the agreement of an offered or running plan. Closes with the receipt once the file is there."""

    place_name = "plan_letter"
    tone: ClassVar[str] = "ok"

    def __init__(self, plan_id: int) -> None:
        self._plan_id = plan_id
        self._request = uuid.uuid4().hex
        self._offered: LetterOffered | None = None
        super().__init__()

    def body(self) -> ComposeResult:
        """Two lines: nothing typed is the customer's language, and a name beside where the program was started."""
        yield Field(_("Language"), aside=_("nothing typed is the customer's"), id="language")
        yield Field(_("File"), aside=_("a PDF; the text where it ends in .txt"), id="file")

    def on_mount(self) -> None:
        """The cursor is in the first line; what is usual is read."""
        super().on_mount()
        self._language.edit()
        plan_id = self._plan_id
        self.read("letter", lambda desk: _offered(desk, plan_id), self._show, failed=self._failed)

    @property
    def _language(self) -> Field:
        return self.query_one("#language", Field)

    @property
    def _file(self) -> Field:
        return self.query_one("#file", Field)

    def _show(self, offered: LetterOffered) -> None:
        self._offered = offered
        self._language.input.placeholder = offered.language
        self._file.input.placeholder = clean(str(Path.cwd() / offered.file_name))
        self._understand()

    def _understand(self) -> str | None:
        """The language that is meant, None where letters cannot be written in what was typed."""
        offered, typed = self._offered, self._language.value.strip().casefold()
        if offered is None:
            return None
        code = typed.replace("_", "-").partition("-")[0] or offered.language
        if code not in offered.languages:
            said = _("letters can be written in {all}").format(all=", ".join(offered.languages))
            self._language.set_error(said)
            return None
        self._language.set_error("")
        self._language.set_understood(Line().glyph("done", "ok").space().add(language_words(code), "value"))
        return typed or offered.language

    def on_field_changed(self, event: Field.Changed) -> None:
        """Understand it at every key."""
        event.stop()
        if event.field is self._file:
            self._file.set_error("")
        else:
            self._understand()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter goes on, and from the last line it writes."""
        event.stop()
        if event.field is self._language:
            self._file.edit()
        else:
            self.do_finish()

    def do_finish(self) -> None:
        """Write it."""
        code = self._understand()
        if self._offered is None or code is None:
            self._language.edit()
            return
        path = Path(self._file.value.strip() or self._offered.file_name).expanduser().absolute()
        given = {"request_id": self._request, "plan_id": self._plan_id, "language": code}

        def written(receipt: Receipt) -> None:
            self.say(_("{said}: {file}").format(said=receipt.said, file=path))
            self.leave(receipt)

        self.write(
            lambda desk: _write(desk, given, path),
            written,
            failed=self._failed,
            control=self._file.input,
            label=_("writing the agreement"),
        )

    def _failed(self, fault: Fault) -> None:
        self._file.set_error(str(fault))
        self._file.edit()


def _offered(desk: Any, plan_id: int) -> LetterOffered:
    from collectdesk.desk.plans.letter_file import letter_offered

    return letter_offered(desk.store, plan_id)


def _write(desk: Any, given: dict[str, Any], path: Path) -> Receipt:
    from collectdesk.desk.plans.agreement import MakeAgreement
    from collectdesk.desk.plans.letter_file import write_letter

    return write_letter(desk.store, desk.actor, desk.clock(), MakeAgreement(**given), path)
