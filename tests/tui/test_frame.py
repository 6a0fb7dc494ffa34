"""The frame in the hand: keys, bars, messages, cards, leaving."""

from __future__ import annotations

import asyncio
import itertools
import subprocess
import sys
import textwrap
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from tests.campaign import some
from textual.pilot import Pilot
from textual.widgets import Input

from collectdesk.faults import StoreUnusable
from collectdesk.tui import frame
from collectdesk.tui.bars import BottomBar, MessageLine, TopBar, progress_line
from collectdesk.tui.frame import Workstation
from collectdesk.tui.screen import DeskScreen
from collectdesk.tui.theme import SKINS

SIZES = [(80, 24), (120, 36)]


def screen_text(app: Workstation) -> str:
    """What the terminal shows."""
    lines = app.screen._compositor.render_strips(app.screen.size)
    return "\n".join("".join(segment.text for segment in strip) for strip in lines)


async def until(pilot: Pilot[Any], true: Any, seconds: float = 60.0) -> None:
    """Wait for a condition, not for a time."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        await pilot.pause(0.01)


@pytest.mark.parametrize(("size", "skin"), some(list(itertools.product(SIZES, SKINS)), 2))
async def test_every_screen_draws_foreign_text_as_text(
    gallery: ModuleType, size: tuple[int, int], skin: str
) -> None:
    app = gallery.app(skin=skin)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.screen.rows.current is not None)
        assert "[/nope] [b" in screen_text(app)
        assert "[@click=app.quit]x[/" in screen_text(app)
        for keys in (
            ("enter",),
            ("escape", "c"),
            ("escape", "p"),
            ("escape", "question_mark"),
            ("escape", "s"),
        ):
            await pilot.press(*keys)
            await pilot.pause()
            text = screen_text(app)
            assert "\x1b" not in text
            assert "\x00" not in text
            assert "\u202e" not in text
            lines = text.split("\n")
            assert len(lines) == size[1]
        assert "Skipped [@click" in screen_text(app)
        assert app.return_code is None


@pytest.mark.parametrize("size", SIZES)
async def test_bars_stand_where_they_belong(gallery: ModuleType, size: tuple[int, int]) -> None:
    app = gallery.app()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert app.screen.query_one(TopBar).region.y == 0
        assert app.screen.query_one(BottomBar).region.y == size[1] - 1
        lines = screen_text(app).split("\n")
        assert lines[0].startswith("  collectdesk  ›  Queue")
        assert (
            lines[0].rstrip().endswith("Asha Verma  14:32 IST" if size[0] == 80 else "Tue 24 Nov  14:32 IST")
        )
        assert lines[-1].startswith("  enter Open")
        assert lines[-1].endswith("? Help  ")


async def test_keys_do_what_the_place_offers_and_nothing_else(gallery: ModuleType) -> None:
    app = gallery.app()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        await pilot.press("z", "m", "r", "b")
        assert type(app.screen).__name__ == "QueueLike"
        bar = screen_text(app).split("\n")[-1]
        assert "m Message" not in bar
        await pilot.press("c")
        await pilot.pause()
        assert type(app.screen).__name__ == "Refusal"
        await pilot.press("p")
        assert type(app.screen).__name__ == "Refusal"
        await pilot.press("enter")
        await pilot.pause()
        assert type(app.screen).__name__ == "QueueLike"


async def test_a_key_without_the_right_is_not_offered(gallery: ModuleType) -> None:
    class Guest(gallery.Person):  # type: ignore[misc, name-defined]
        def may(self, right: str) -> bool:
            return right == ""

    desk = gallery.GalleryDesk()
    desk.actor = Guest()
    app = Workstation(desk, gallery.QueueLike)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        assert "c Call" not in screen_text(app)
        await pilot.press("c")
        await pilot.pause()
        assert type(app.screen).__name__ == "QueueLike"


async def test_the_message_stays_until_the_next_act(gallery: ModuleType) -> None:
    app = gallery.app()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        await pilot.press("s")
        await pilot.pause()
        assert "✓ Skipped" in screen_text(app)
        await pilot.press("down", "question_mark", "escape")
        await pilot.pause()
        assert "✓ Skipped" in screen_text(app)
        await pilot.press("f")
        await pilot.pause()
        assert "✗ there is no day called [@click" in screen_text(app)
        await pilot.press("c")
        await pilot.pause()
        assert app.message is None


async def test_esc_leaves_the_field_then_the_screen_and_keeps_what_was_typed(gallery: ModuleType) -> None:
    app = gallery.app()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        pieces = app.screen
        await pilot.press("n", "h", "i")
        await pilot.press("escape")
        assert app.screen is pieces
        assert pieces.drafts[-1] == ("hi" + pieces.query_one("#note").text[2:], (0, 2))
        assert pieces.focused is None
        await pilot.press("escape")
        await pilot.pause()
        assert type(app.screen).__name__ == "QueueLike"


async def test_letters_go_into_a_field_and_ctrl_keys_act(gallery: ModuleType) -> None:
    app = gallery.app()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        field = app.screen.query_one("#result")
        field.edit()
        await pilot.press("p", "n", "3")
        assert field.value == "pn3"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen.finished == 1)
        assert isinstance(app.screen.focused, Input)


async def test_without_an_editor_it_says_what_to_do(
    gallery: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = gallery.app()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        for editor, said in (("", "No editor is named"), ("nano", "cannot be opened from here")):
            monkeypatch.setenv("VISUAL", "")
            monkeypatch.setenv("EDITOR", editor)
            await pilot.press("n", "ctrl+o")
            await pilot.pause()
            assert said in screen_text(app)


async def test_arrows_move_the_list_from_a_field_and_scroll_where_there_is_none(gallery: ModuleType) -> None:
    app = gallery.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.screen.rows.current is not None)
        queue = app.screen
        field = Input()
        await queue.mount(field)
        field.focus()
        await pilot.press("x", "down", "down")
        assert queue.rows.index == 2
        assert field.value == "x"
        await pilot.press("escape", "question_mark")
        await pilot.pause()
        first = screen_text(app)
        await pilot.press("end")
        await pilot.pause()
        assert screen_text(app) != first
        assert "ctrl keys always act" in screen_text(app)


async def test_a_card_fits_a_small_screen_and_shows_its_foot(gallery: ModuleType) -> None:
    app = gallery.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("c")
        await pilot.pause()
        await pilot.pause()
        lines = screen_text(app).split("\n")
        assert any("No override: this is law" in line for line in lines)
        assert "enter Take it" in lines[-1]
        card = app.screen.query_one("#card")
        assert card.region.y >= 1
        assert card.region.bottom <= 23
        await pilot.resize_terminal(120, 36)
        await pilot.pause()
        await pilot.pause()
        assert app.screen.query_one("#card").region.bottom <= 35


async def test_yes_and_no_answer_a_question(gallery: ModuleType) -> None:
    from collectdesk.tui.screen import Confirm

    app = gallery.app()
    answers: list[bool | None] = []
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for key in ("v", "x", "escape"):
            app.push_screen(Confirm("[b", "[/nope]"), answers.append)
            await pilot.pause()
            assert "[/nope]" in screen_text(app)
            await pilot.press(key)
            await pilot.pause()
    assert answers == [True, False, None]


async def test_the_palette_finds_and_does(gallery: ModuleType) -> None:
    app = gallery.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("ctrl+p")
        await until(pilot, lambda: "Use the light theme." in screen_text(app))
        await pilot.press(*"light")
        await until(pilot, lambda: "Leave this account" not in screen_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: app.theme == "collectdesk-light")


async def test_a_click_on_a_key_does_it(gallery: ModuleType) -> None:
    app = gallery.app()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        at = screen_text(app).split("\n")[-1].index("c Call")
        await pilot.click(BottomBar, offset=(at + 3, 0))
        await pilot.pause()
        assert type(app.screen).__name__ == "Refusal"


async def test_the_first_picture_does_not_wait_for_the_desk(gallery: ModuleType) -> None:
    opened: list[float] = []

    def slow() -> Any:
        time.sleep(0.4)
        opened.append(time.monotonic())
        return gallery.GalleryDesk()

    app = Workstation(slow, gallery.QueueLike)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        assert "Opening…" in screen_text(app)
        assert not opened
        await pilot.press("down")
        await until(pilot, lambda: app.screen.rows.total == 1_000_000)
        assert "Asha Verma" in screen_text(app)


async def test_a_book_that_cannot_be_opened_ends_with_its_sentence() -> None:
    def broken() -> Any:
        raise StoreUnusable("the book is not a database; give another file with --database")

    app = Workstation(broken, DeskScreenOfNothing)
    async with app.run_test() as pilot:
        await until(pilot, lambda: app._exit)
    assert app.return_code == 3
    assert app.failure == "the book is not a database; give another file with --database"


class DeskScreenOfNothing(DeskScreen):
    """A first screen that reads nothing."""

    place_name = "opening"


async def test_quit_waits_for_what_is_being_saved(gallery: ModuleType) -> None:
    done: list[str] = []
    app = gallery.app()

    def work(_desk: Any) -> None:
        time.sleep(0.3)
        done.append("saved")

    async with app.run_test() as pilot:
        await pilot.pause()
        app.screen.write(work)
        await pilot.press("ctrl+q")
        await until(pilot, lambda: app._exit)
        assert done == ["saved"]


async def test_quit_stops_once_when_something_could_not_be_saved(gallery: ModuleType) -> None:
    app = gallery.app()

    def work(_desk: Any) -> None:
        time.sleep(0.1)
        raise StoreUnusable("the disk is full; make room and save again")

    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        app.screen.write(work)
        await pilot.press("ctrl+q")
        await until(pilot, lambda: "the disk is full" in screen_text(app))
        await pilot.pause(0.1)
        assert not app._exit
        await pilot.press("ctrl+q")
        await until(pilot, lambda: app._exit)


async def test_quit_asks_once_more_when_the_book_does_not_answer(
    gallery: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame, "QUIT_SECONDS", 0.3)
    monkeypatch.setattr(frame, "THREAD_SECONDS", 0.3)
    app, answer = gallery.app(), threading.Event()

    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        app.screen.write(lambda _desk: answer.wait(20))
        await pilot.press("ctrl+q", "ctrl+q")
        await until(pilot, lambda: "Not saved yet: Queue." in screen_text(app))
        assert not app._exit
        await pilot.press("f")
        await pilot.press("ctrl+q")
        await until(pilot, lambda: "Finishing" in screen_text(app))
        await until(pilot, lambda: "Not saved yet: Queue." in screen_text(app))
        await pilot.press("ctrl+q")
        await until(pilot, lambda: app._exit)
        answer.set()


def test_a_thread_that_hangs_does_not_hold_the_process(tmp_path: Path) -> None:
    script = tmp_path / "hang.py"
    script.write_text(
        textwrap.dedent(
            """
            import sys, threading
            from datetime import UTC, datetime
            from collectdesk.tui import frame
            from collectdesk.tui.screen import DeskScreen

            frame.THREAD_SECONDS = 0.2

            class First(DeskScreen):
                place_name = "opening"

            class Station(frame.Workstation):
                def run(self):
                    super().run(headless=True, auto_pilot=drive)

            def hang():
                threading.Event().wait()

            async def drive(pilot):
                await pilot.pause(0.3)
                pilot.app.exit(return_code=7)

            sys.exit(frame.launch(Station(hang, First)))
            """
        )
    )
    assert subprocess.run([sys.executable, str(script)], timeout=60, check=False).returncode == 7


async def test_plain_signs_are_drawn_when_asked(gallery: ModuleType) -> None:
    from collectdesk.tui.glyphs import use_plain_glyphs

    try:
        app = gallery.app(plain_glyphs=True)
        async with app.run_test(size=(120, 36)) as pilot:
            await pilot.pause()
            assert "collectdesk  >  Queue" in screen_text(app)
            assert "▌" not in screen_text(app)
    finally:
        use_plain_glyphs(False)


async def test_without_colour_the_selected_row_is_still_marked(
    gallery: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = gallery.app()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        assert app.no_color
        marked = [line for line in screen_text(app).split("\n") if line.startswith("▌")]
        assert len(marked) == 1


def test_progress_says_how_far() -> None:
    assert progress_line(4210, 9412, 12).text == "━━━───── 4,210 of 9,412, 12 s left"
    assert progress_line(4210, None, None).text == "4,210"


async def test_the_clock_moves_by_itself(gallery: ModuleType) -> None:
    desk = gallery.GalleryDesk()
    at = [datetime(2026, 11, 24, 9, 2, 59, 900_000, tzinfo=UTC)]
    desk.clock = lambda: at[0]
    app = Workstation(desk, gallery.QueueLike)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        assert "14:32 IST" in screen_text(app)
        at[0] = datetime(2026, 11, 24, 9, 3, tzinfo=UTC)
        await until(pilot, lambda: "14:33 IST" in screen_text(app))
        await asyncio.sleep(0)
        assert app.screen.query_one(MessageLine)


class Timed(DeskScreen):
    """A screen that times something."""

    place_name = "call"
    clock_seconds = 1


async def test_a_screen_that_times_something_looks_at_the_clock_each_second(gallery: ModuleType) -> None:
    desk = gallery.GalleryDesk()
    at = [datetime(2026, 11, 24, 9, 2, 1, tzinfo=UTC)]
    desk.clock = lambda: at[0]
    app = Workstation(desk, gallery.QueueLike)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        app.push_screen(Timed())
        await until(pilot, lambda: isinstance(app.screen, Timed) and "14:32 IST" in screen_text(app))
        at[0] = datetime(2026, 11, 24, 9, 3, 0, tzinfo=UTC)
        await until(pilot, lambda: "14:33 IST" in screen_text(app))
        at[0] = datetime(2026, 11, 24, 9, 4, 1, tzinfo=UTC)
        app.pop_screen()
        await until(pilot, lambda: "14:34 IST" in screen_text(app))
        waits = app._ticker
        assert waits is not None
        assert waits._interval > 30
