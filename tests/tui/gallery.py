"""A small app that shows every widget of the frame. Run it, or let the tests drive it.

`python tests/tui/gallery.py` opens it; `… --shots FOLDER` writes pictures of it at both sizes and in all themes.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll

from collectdesk.faults import BadInput
from collectdesk.money.amount import Money
from collectdesk.tui.editor import edit_text
from collectdesk.tui.frame import Workstation, launch
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import Card, Confirm, DeskScreen
from collectdesk.tui.text import Text
from collectdesk.tui.theme import SKINS
from collectdesk.widgets.bars import AgeingBar, Bucket, plain_bar
from collectdesk.widgets.columns import Column
from collectdesk.widgets.fields import Field
from collectdesk.widgets.figures import Figure, Figures
from collectdesk.widgets.money import money_cells, money_columns, money_line
from collectdesk.widgets.note_area import NoteArea
from collectdesk.widgets.notice import Notice
from collectdesk.widgets.pages import Ask, Row
from collectdesk.widgets.rows import Rows
from collectdesk.widgets.section import Section
from collectdesk.widgets.tabs import TabStrip

HOSTILE = "[@click=app.quit]x[/] [URGENT] \x1b[31m =cmd|' /C calc'!A0"
NAMES = (
    ("Nordwind Handels GmbH", "DE", "EUR"),
    ("山音商会株式会社", "JP", "JPY"),
    ("Gulf Pearl Co. W.L.L.", "KW", "KWD"),
    (HOSTILE, "US", "USD"),
    ("[/nope] [b", "GB", "GBP"),
    ("\u202eشركة النور\x00 للتجارة", "SA", "SAR"),
    ("Harbour Light Pte Ltd with a very long name indeed", "SG", "SGD"),
)


class Person:
    """Who sits at the gallery's desk."""

    name = "Asha Verma"
    zone = "Asia/Kolkata"

    def may(self, _right: str) -> bool:
        return True


class GalleryDesk:
    """A desk of nothing but a clock that stands still."""

    store: Any = None
    actor: Any = Person()

    @staticmethod
    def clock() -> datetime:
        return datetime(2026, 11, 24, 9, 2, tzinfo=UTC)


COLUMNS = (
    Column("score", 1, gap=0),
    Column("", 3, "right", gap=1),
    Column("number", 6, wide_only=True),
    Column("customer", gap=2, grow=True, value=True),
    Column("", 2, gap=1),
    Column("local", 5, "right", wide_only=True),
    Column("shuts in", 10, "right", gap=2),
    *money_columns("overdue"),
    Column("days", 3, "right", gap=1),
)


def queue_row(index: int) -> Row:
    name, country, currency = NAMES[index % len(NAMES)]
    money = Money((index * 7_919 + 4_821_055) % 1_000_000_00, currency)
    state = (("●", "ok"), ("◔", "warn"), ("○", "muted"))[index % 3]
    return Row(
        index,
        [
            state,
            (str(99 - index % 90), "value"),
            (str(100_000 + index), "muted"),
            (name, "text"),
            (country, "muted"),
            ("10:02", "text"),
            ("58 min", "warn bold") if index % 3 == 1 else ("6 h 58", "text"),
            *money_cells(money),
            (str(index % 120), "text"),
        ],
        place=(99 - index, index),
        group="Pinned" if index < 2 else "By score",
        mark="up" if index < 2 else "",
        under=Line("call-back agreed for 18:15 Tokyo", "accent") if index < 2 else None,
    )


class Book:
    """A list of `total` rows; `asked` says how it was read."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.asked: list[Ask] = []

    def fetch(self, _desk: Any, ask: Ask) -> Sequence[Row]:
        self.asked.append(ask)
        if ask.after is not None:
            start = ask.after[1] + 1
        elif ask.before is not None:
            start = ask.before[1] - ask.limit
        elif ask.last:
            start = self.total - ask.limit
        else:
            start = ask.index
        return [queue_row(index) for index in range(start, min(self.total, start + ask.limit))]

    def count(self, _desk: Any) -> int:
        return self.total


class Refusal(Card[str]):
    """A card with more in it than fits."""

    place_name = "refused"
    tone = "stop"

    def body(self) -> ComposeResult:
        yield Text(
            Line()
            .glyph("refused", "stop")
            .space()
            .add("Call refused", "stop bold")
            .space(3)
            .add(HOSTILE, "value")
        )
        yield Text(
            "It is 01:02 in Los Angeles and 04:02 in New York. Calls are lawful from 08:00 to 21:00.",
            classes="gap",
        )
        yield Section("Rules that spoke", "law as read on 21 Nov 2026")
        yield Text(
            [
                Line().glyph("refused", "stop").space(2).add(f"rule {n}").right("confirmed", "muted")
                for n in range(30)
            ]
        )

    def foot(self) -> ComposeResult:
        yield Text("No override: this is law, not house policy.")

    def do_open(self) -> None:
        self.leave("follow_up")


class QueueLike(DeskScreen):
    """The list with its side panel."""

    place_name = "queue"

    def __init__(self, book: Book | None = None) -> None:
        super().__init__()
        self.book = book or Book(1_000_000)
        self.events: list[tuple[str, Any]] = []

    def body(self) -> ComposeResult:
        with Vertical(classes="main -flush"):
            counts = (
                Line()
                .glyph("open", "ok")
                .add(" 61 open")
                .space(3)
                .glyph("closing", "warn")
                .add(" 12 closing")
            )
            yield Text(
                Line("120", "value").add(" of 1,204 accounts, by score", "muted").right(counts),
                classes="inset",
            )
            yield Rows(COLUMNS, empty="Nothing may be called now. 47 open from 16:30.", classes="gap")
            yield Text(
                Line("14 held back: ", "muted").add("6 dispute, 4 running promise").right("h Show"),
                classes="inset gap wide-only",
            )
        with VerticalScroll(classes="side", can_focus=False):
            yield Text(Line(HOSTILE, "value"))
            yield Text(
                [
                    money_line("Overdue", Money(4_821_055, "EUR"), ink="value"),
                    money_line("Promised", Money(6_104_800, "JPY")),
                    money_line("Disputed", Money(4_815_250, "KWD")),
                ],
                classes="gap",
            )
            yield Section("Why 78")
            yield Text([Line("20", "value").add("/20 ", "muted").add("oldest item 63 days")])

    def enter(self) -> None:
        self.rows.load(self.book.fetch, total=self.book.count)

    @property
    def rows(self) -> Rows:
        return self.query_one(Rows)

    def on_rows_highlighted(self, event: Rows.Highlighted) -> None:
        self.events.append(("highlighted", event.key))

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        self.events.append(("chosen", event.key))
        self.do_open()

    def do_open(self) -> None:
        self.app.push_screen(Pieces())

    def do_call(self) -> None:
        self.app.push_screen(Refusal())

    def do_promise(self) -> None:
        self.app.push_screen(Confirm("Take the promise back?", HOSTILE))

    def do_follow_up(self) -> None:
        raise BadInput(f"there is no day called {HOSTILE}")

    def do_skip(self) -> None:
        self.say(f"Skipped {HOSTILE}", undoable=True)


class Pieces(DeskScreen):
    """Every other widget."""

    place_name = "call"

    def __init__(self) -> None:
        super().__init__()
        self.drafts: list[tuple[str, tuple[int, int]]] = []
        self.finished = 0

    @property
    def trail(self) -> tuple[str, ...]:
        return ("Queue", HOSTILE, self.place.title)

    def body(self) -> ComposeResult:
        with VerticalScroll(classes="main", can_focus=False):
            yield Figures(
                [
                    Figure("Overdue", "48,210.55", "EUR", "5 items"),
                    Figure("Disputed", "1,140.00", "EUR", "1 item, price"),
                    Figure("Promises kept", "3 of 6", "", "last broken 19 Nov"),
                    Figure(HOSTILE, HOSTILE, HOSTILE, HOSTILE),
                    Figure("Score", "78", "", "rank 1 of 1,204"),
                ]
            )
            yield TabStrip(
                ["Overview", "Items", HOSTILE, "People", "Commitments", "Briefing", "Gate"], id="tabs"
            )
            yield Section("Ageing", "EUR")
            yield AgeingBar(
                [
                    Bucket("not due", "13,693.75", 1_369_375),
                    Bucket("1–30", "9,980.00", 998_000),
                    Bucket("31–60", "14,210.55", 1_421_055),
                    Bucket("61–90", "24,020.00", 2_402_000),
                    Bucket("91+", "–", 0),
                ]
            )
            yield Notice(
                "Not verified yet.", Line("Amounts stay hidden until you press ").add("v", "key").add(".")
            )
            yield NoteArea(
                self.draft, text="Payment run is Thursdays.\n山音 " + HOSTILE.replace("\x1b", ""), id="note"
            )
            yield Field("Result", hint="ptp 1200 eur fri wire", aside="type, or 0 for no answer", id="result")
        with Horizontal(classes="side"):
            yield Text(
                [
                    plain_bar("No answer", 31, 31, 30),
                    plain_bar("Promise to pay", 9, 31, 30, strong=True),
                    plain_bar(HOSTILE, 0, 31, 30),
                ]
            )

    def draft(self, text: str, caret: tuple[int, int]) -> None:
        self.drafts.append((text, caret))
        self.query_one(NoteArea).saved()

    def on_field_changed(self, event: Field.Changed) -> None:
        event.field.set_error(
            "There is no such result; ptp, cb or na." if event.value.startswith("?") else ""
        )

    def do_digit(self, number: int) -> None:
        self.query_one(TabStrip).pick(number)

    def do_note(self) -> None:
        self.query_one(NoteArea).edit()

    def do_editor(self) -> None:
        area = self.query_one(NoteArea)
        area.replace(edit_text(self.station, area.text))

    def do_finish(self) -> None:
        def work(_desk: Any) -> int:
            return 1

        self.write(work, self.count)

    def count(self, done: int) -> None:
        self.finished += done


def app(book: Book | None = None, **given: Any) -> Workstation:
    """The gallery; `book` is the list its first screen shows."""
    return Workstation(GalleryDesk(), lambda: QueueLike(book), **given)


async def shots(folder: Path) -> None:
    """Pictures of the gallery's screens at both sizes in all themes."""
    for skin in SKINS:
        for size in ((120, 36), (80, 24)):
            one = app(skin=skin)
            async with one.run_test(size=size) as pilot:
                await pilot.pause(0.3)
                await pilot.press("down", "down")
                for name, keys in (
                    ("queue", ()),
                    ("pieces", ("enter", "n")),
                    ("card", ("escape", "escape", "c")),
                    ("help", ("escape", "question_mark")),
                ):
                    await pilot.press(*keys)
                    await pilot.pause(0.2)
                    file = folder / f"{name}-{skin.split('-')[1]}-{size[0]}.svg"
                    file.write_text(
                        one.export_screenshot().replace("<text", '<text xml:space="preserve"'),
                        encoding="utf-8",
                    )


if __name__ == "__main__":
    if "--shots" in sys.argv:
        import asyncio

        asyncio.run(shots(Path(sys.argv[-1])))
    else:
        sys.exit(launch(app()))
