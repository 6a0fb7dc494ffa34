"""Fields, notes, headings, tiles, tabs, bars and notices."""

from __future__ import annotations

import time
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual import events
from textual.pilot import Pilot

from collectdesk.tui.frame import Workstation
from collectdesk.tui.safe_text import Line
from collectdesk.widgets.bars import Bucket, ageing_lines, plain_bar
from collectdesk.widgets.fields import Field
from collectdesk.widgets.note_area import NoteArea
from collectdesk.widgets.section import section_line
from collectdesk.widgets.tabs import TabStrip


def screen_text(app: Workstation) -> str:
    lines = app.screen._compositor.render_strips(app.screen.size)
    return "\n".join("".join(segment.text for segment in strip) for strip in lines)


async def until(pilot: Pilot[Any], true: Any, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        await pilot.pause(0.01)


async def pieces(app: Workstation, pilot: Pilot[Any]) -> Any:
    await pilot.pause()
    await pilot.press("enter")
    await pilot.pause()
    return app.screen


async def test_a_note_is_handed_over_within_a_second_and_at_once_on_leaving(gallery: ModuleType) -> None:
    app = gallery.app()
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await pieces(app, pilot)
        await pilot.press("n", "a", "b")
        assert screen.drafts == []
        started = time.monotonic()
        await until(pilot, lambda: screen.drafts)
        assert time.monotonic() - started < 10  # gross bound; the timer itself is one second
        assert screen.drafts[0][0].startswith("ab")
        assert screen.drafts[0][1] == (0, 2)
        await pilot.press("c", "tab")
        await pilot.pause()
        assert screen.drafts[-1][0].startswith("abc")
        count = len(screen.drafts)
        screen.keep()
        assert len(screen.drafts) == count
        assert "✓ saved" in screen_text(app)


async def test_a_note_that_could_not_be_saved_says_so_and_is_handed_over_again(gallery: ModuleType) -> None:
    app = gallery.app()
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await pieces(app, pilot)
        area = screen.query_one(NoteArea)
        await pilot.press("n", "a")
        area.keep()
        area.failed()
        await pilot.pause()
        assert "✗ not saved, kept here" in screen_text(app)
        assert area.text.startswith("a")
        count = len(screen.drafts)
        area.keep()
        assert len(screen.drafts) == count + 1


async def test_a_kept_note_comes_back_with_its_caret(gallery: ModuleType) -> None:
    app = gallery.app()
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await pieces(app, pilot)
        area = screen.query_one(NoteArea)
        area.put("one\ntwo 山音", (1, 4))
        assert (area.text, area.caret) == ("one\ntwo 山音", (1, 4))
        await pilot.pause()
        area.keep()
        assert screen.drafts == []
        area.edit()
        await pilot.press("x")
        assert area.text == "one\ntwo x山音"


async def test_a_paste_brings_no_control_characters(gallery: ModuleType) -> None:
    app = gallery.app()
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await pieces(app, pilot)
        area = screen.query_one(NoteArea)
        area.edit()
        await pilot.pause()
        app.post_message(events.Paste("a\x00b\x1b[2J\nc\u202e"))
        await until(pilot, lambda: area.text.startswith("a"))
        assert "\x00" not in area.text
        assert "\x1b" not in area.text
        assert "\u202e" not in area.text
        assert area.text.split("\n")[1].startswith("c")
        assert area.text.count("b\ufffd[2J") == 1


async def test_a_field_takes_every_pasted_line_on_one_line_and_once(gallery: ModuleType) -> None:
    app = gallery.app()
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await pieces(app, pilot)
        field = screen.query_one("#result", Field)
        field.value = ""
        field.edit()
        await pilot.pause()
        app.post_message(events.Paste("ptp\x00 1200\r\nfri\u202e \x1b[31mwire"))
        await until(pilot, lambda: field.input.value)
        await pilot.pause()
        assert field.input.value == "ptp\ufffd 1200  fri \ufffd[31mwire"
        app.post_message(events.Paste(""))
        app.copy_to_clipboard("a\nb\x07")
        field.input.action_paste()
        await until(pilot, lambda: field.input.value.endswith("wirea b\ufffd"))
        assert field.input.cursor_position == len(field.input.value)
        field.value = "x\x1b[31m\n\u202ey"
        assert field.input.value == "x\ufffd[31m y"


async def test_a_field_says_what_is_wrong_and_keeps_what_was_typed(gallery: ModuleType) -> None:
    app = gallery.app()
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await pieces(app, pilot)
        field = screen.query_one("#result")
        assert "ptp 1200 eur fri wire" in screen_text(app)
        field.edit()
        await pilot.press("question_mark", "x")
        await pilot.pause()
        assert field.value == "?x"
        assert "✗ There is no such result; ptp, cb or na." in screen_text(app)
        await pilot.press("home", "delete")
        await pilot.pause()
        assert "✗" not in screen_text(app)
        assert field.value == "x"
        field.set_understood([Line("Promise to pay", "value"), Line(gallery.HOSTILE, "muted")])
        await pilot.pause()
        assert "[@click=app.quit]x[/] [URGENT]" in screen_text(app)


async def test_digits_and_clicks_switch_tabs(gallery: ModuleType) -> None:
    app = gallery.app()
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await pieces(app, pilot)
        strip = screen.query_one(TabStrip)
        await pilot.press("4")
        assert strip.number == 4
        await pilot.press("9", "0")
        assert strip.number == 4
        assert "4 People" in screen_text(app)
        await pilot.click(TabStrip, offset=(2, 0))
        assert strip.number == 1


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_nothing_reaches_over_the_edge(gallery: ModuleType, size: tuple[int, int]) -> None:
    app = gallery.app()
    async with app.run_test(size=size) as pilot:
        screen = await pieces(app, pilot)
        for widget in screen.query("*"):
            if widget.display and widget.region.width:
                assert widget.region.x >= 0
                assert widget.region.right <= size[0], widget
        assert all(cell_len(line) == size[0] for line in screen_text(app).split("\n"))


@given(
    st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12), st.integers(-5, 10**12)), max_size=6),
    st.integers(80, 120),
)
def test_the_parts_of_a_bar_stand_over_their_words(parts: list[tuple[str, str, int]], width: int) -> None:
    lines = ageing_lines([Bucket(*part) for part in parts], width)
    assert lines[0].cells == lines[1].cells == lines[2].cells
    assert lines[0].cells <= max(width, sum(max(cell_len(a), cell_len(b)) + 1 for a, b, _ in parts))


def test_a_bar_is_as_long_as_its_share() -> None:
    full = plain_bar("No answer", 31, 31, 60).text.count("━")
    assert plain_bar("Promise", 0, 31, 60).text.count("━") == 0
    assert plain_bar("Promise", 1, 31_000, 60).text.count("━") == 1
    assert plain_bar("Half", 15, 30, 60).text.count("━") == full // 2


@given(st.text(max_size=40), st.text(max_size=40), st.integers(10, 100))
def test_a_heading_fills_its_line(title: str, aside: str, width: int) -> None:
    line = section_line(title, Line(aside, "muted"), width)
    assert sum(cell_len(text) for text, _ink in line.laid_out(width)) == width
