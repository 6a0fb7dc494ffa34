"""Choosing in the import screen: what a column is, and the path of a file as it is typed."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.suggester import Suggester
from textual.widget import Widget

from collectdesk.i18n import _
from collectdesk.screens.imports.told import field_word
from collectdesk.tui.screen import Card
from collectdesk.widgets.columns import Column
from collectdesk.widgets.fields import Field
from collectdesk.widgets.pages import Row
from collectdesk.widgets.rows import Rows


class FieldCard(Card[str]):
    """What a column is. Closes with the code of the field, "" for none of them, None when nothing was chosen."""

    CSS_PATH: ClassVar[Any] = "imports.tcss"

    def __init__(self, heading: str) -> None:
        self._heading = heading
        super().__init__()

    def body(self) -> ComposeResult:
        """The fields, to be narrowed by typing."""
        label = _("Column “{heading}” is").format(heading=self._heading)
        yield Field(label, hint=_("type a part of a name"), id="part")
        yield Rows([Column("", grow=True)], titles=False, on="surface", id="fields")

    def on_mount(self) -> None:
        """All fields at first."""
        self._list("")
        self.query_one(Field).edit()

    def home(self) -> Widget | None:
        """The field."""
        return self.query_one(Field).input

    def _list(self, part: str) -> None:
        from collectdesk.exchange.profiles import FIELDS

        named = [("", _("none of these"))] + [(code, field_word(code)) for code in FIELDS]
        wanted = part.casefold()
        rows = [
            Row(code or "-", [(word, "text")], data=code)
            for code, word in named
            if wanted in word.casefold() or wanted in code
        ]
        self.query_one(Rows).show(rows, keep_key=False)

    @on(Field.Changed)
    def _typed(self, event: Field.Changed) -> None:
        event.stop()
        self._list(event.value)

    def on_key(self, event: events.Key) -> None:
        """Up and down move in the list while the cursor stays in the field."""
        if event.key in ("up", "down"):
            event.stop()
            self.query_one(Rows).action_step(-1 if event.key == "up" else 1)

    @on(Field.Submitted)
    def _entered(self, event: Field.Submitted) -> None:
        event.stop()
        self.do_open()

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.do_open()

    def do_open(self) -> None:
        """Take the selected one."""
        row = self.query_one(Rows).current
        if row is not None:
            self.leave(row.data)


class PathSuggester(Suggester):
    """Completes paths from the folder they point into; looks at the first few thousand names."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The whole path with the first name that begins so, None without one."""
        return await asyncio.to_thread(_complete, value) if value else None


def _complete(typed: str) -> str | None:
    folder, _slash, begun = typed.rpartition("/")
    place = Path(folder + "/" if _slash else ".").expanduser()
    try:
        with os.scandir(place) as entries:
            names = sorted(
                entry.name + ("/" if entry.is_dir() else "")
                for entry, _n in zip(entries, range(4000), strict=False)
                if entry.name.startswith(begun) and (begun or not entry.name.startswith("."))
            )
    except (OSError, ValueError, RuntimeError):
        return None
    usable = [name for name in names if name.isprintable()]
    return f"{folder}{_slash}{usable[0]}" if usable else None
