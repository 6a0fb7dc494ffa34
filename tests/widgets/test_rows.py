"""The list: the same for a hundred rows and for a million, read by keyset, never off its row."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.pilot import Pilot

from collectdesk.money.amount import Money
from collectdesk.tui.frame import Workstation
from collectdesk.widgets.columns import Column, heading, place_columns, row_line
from collectdesk.widgets.money import aligned, money_cells, money_columns
from collectdesk.widgets.pages import KEPT, PAGE, Ask, Pages, Row, whole_groups
from collectdesk.widgets.rows import Rows


def screen_lines(app: Workstation) -> list[str]:
    lines = app.screen._compositor.render_strips(app.screen.size)
    return ["".join(segment.text for segment in strip) for strip in lines]


async def until(pilot: Pilot[Any], true: Any, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        await pilot.pause(0.01)


def plain_row(index: int) -> Row:
    return Row(index, [(str(index), "text")], place=(index,))


def answer(total: int, ask: Ask) -> list[Row]:
    if ask.after is not None:
        start = ask.after[0] + 1
    elif ask.before is not None:
        start = ask.before[0] - ask.limit
    elif ask.last:
        start = total - ask.limit
    else:
        start = ask.index
    return [plain_row(at) for at in range(start, min(total, start + ask.limit))]


@given(st.integers(1, 5_000), st.lists(st.integers(0, 4_999), max_size=30))
def test_whatever_the_way_to_a_page_it_holds_its_rows(total: int, jumps: list[int]) -> None:
    pages = Pages()
    pages.start(answer(total, Ask(0, PAGE)), total)
    for jump in jumps:
        index = min(jump, total - 1)
        for page in pages.missing(index - 10, index + 10):
            pages.put(page, answer(total, pages.ask(page, pages.edges())))
        row = pages.row(index)
        assert row is not None
        assert row.key == index
    assert len(pages._kept) <= KEPT


def test_pages_are_read_from_their_neighbour_the_end_or_by_number() -> None:
    pages = Pages()
    pages.start(answer(1_000, Ask(0, PAGE)), 1_000)
    assert pages.ask(1, pages.edges()).after == (99,)
    assert pages.ask(9, pages.edges()).last
    far = pages.ask(5, pages.edges())
    assert (far.index, far.after, far.before, far.last) == (500, None, None, False)
    pages.put(5, answer(1_000, far))
    assert pages.ask(4, pages.edges()).before == (500,)
    assert pages.ask(6, pages.edges()).after == (599,)


def test_a_list_that_became_shorter_ends_where_it_ends() -> None:
    pages = Pages()
    pages.start(answer(1_000, Ask(0, PAGE)), 1_000)
    pages.put(1, answer(150, pages.ask(1, pages.edges())))
    assert pages.total == 150


@pytest.mark.parametrize("total", [100, 1_000_000])
async def test_moving_feels_the_same_at_any_size(gallery: ModuleType, total: int) -> None:
    book = gallery.Book(total)
    app = gallery.app(book)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: app.screen.rows.current is not None)
        rows = app.screen.rows
        await pilot.press("down", "down", "up")
        assert rows.current_key == 1
        await pilot.press("end")
        await until(pilot, lambda: rows.current_key == total - 1)
        assert any(line.startswith("▌") for line in screen_lines(app))
        await pilot.press("pageup")
        await until(pilot, lambda: rows.current is not None)
        assert total - 60 < rows.index < total - 1
        await pilot.press("home")
        assert rows.current_key == 0
        assert len(book.asked) < 12
        assert all(ask.limit <= PAGE for ask in book.asked)


async def test_the_end_is_read_from_the_end_not_by_counting(gallery: ModuleType) -> None:
    book = gallery.Book(1_000_000)
    app = gallery.app(book)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: app.screen.rows.current is not None)
        await pilot.press("end")
        await until(pilot, lambda: app.screen.rows.current_key == 999_999)
    assert any(ask.last for ask in book.asked)
    assert all(
        ask.index == 0 or ask.last or ask.after is not None or ask.before is not None for ask in book.asked
    )


async def test_rows_not_read_yet_are_dots_and_keys_still_answer(gallery: ModuleType) -> None:
    slow, release = threading.Event(), threading.Event()

    class Slow(gallery.Book):  # type: ignore[misc, name-defined]
        def fetch(self, desk: Any, ask: Ask) -> Any:
            if slow.is_set():
                release.wait(60)
            return super().fetch(desk, ask)

    app = gallery.app(Slow(1_000))
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: app.screen.rows.current is not None)
        slow.set()
        await pilot.press("end")
        await pilot.pause()
        assert any("…" in line and line.startswith("▌") for line in screen_lines(app))
        await pilot.press("up")
        assert app.screen.rows.index == 998
        assert app.screen.rows.current is None
        release.set()
        await until(pilot, lambda: app.screen.rows.current_key == 998)


async def test_a_refresh_stays_on_the_row_not_on_the_number(gallery: ModuleType) -> None:
    book = gallery.Book(300)
    app = gallery.app(book)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: app.screen.rows.current is not None)
        rows = app.screen.rows
        for _each in range(5):
            await pilot.press("down")
        assert rows.current_key == 5
        old = book.fetch
        book.fetch = lambda desk, ask: [row for row in old(desk, ask) if row.key not in (1, 2)]  # type: ignore[method-assign]
        rows._fetch = book.fetch
        rows.reload()
        await until(pilot, lambda: rows.index == 3)
        assert rows.current_key == 5
        book.fetch = lambda desk, ask: [row for row in old(desk, ask) if row.key not in (1, 2, 5)]  # type: ignore[method-assign]
        rows._fetch = book.fetch
        rows.reload()
        await until(pilot, lambda: rows.current_key == 6)
        assert rows.index == 3


async def test_the_preview_is_told_once_when_the_selection_rests(gallery: ModuleType) -> None:
    app = gallery.app()
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: ("highlighted", 0) in app.screen.events)
        app.screen.events.clear()
        rows = app.screen.rows
        for _each in range(10):
            rows.action_step(1)
        await until(pilot, lambda: app.screen.events)
        await pilot.pause(0.2)
        assert app.screen.events == [("highlighted", 10)]


async def test_enter_and_double_click_choose(gallery: ModuleType) -> None:
    app = gallery.app()
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: app.screen.rows.current is not None)
        queue = app.screen
        lines = screen_lines(app)
        row = next(at for at, line in enumerate(lines) if "100003" in line)
        await pilot.click(offset=(30, row))
        assert queue.rows.current_key == 3
        await pilot.click(offset=(30, row), times=2)
        await until(pilot, lambda: ("chosen", 3) in queue.events)
        await pilot.press("escape", "escape", "down", "enter")
        await until(pilot, lambda: ("chosen", 4) in queue.events)


async def test_headings_stand_between_groups_and_are_never_selected(gallery: ModuleType) -> None:
    app = gallery.app()
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: app.screen.rows.current is not None)
        lines = screen_lines(app)
        pinned = next(at for at, line in enumerate(lines) if line.startswith("  Pinned ─"))
        score = next(at for at, line in enumerate(lines) if line.startswith("  By score ─"))
        assert "call-back agreed" in lines[pinned + 2]
        assert score == pinned + 6
        await pilot.click(offset=(5, score))
        assert app.screen.rows.index == 0
        await pilot.press("down", "down")
        assert screen_lines(app)[score + 1].startswith("▌")
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        narrow = screen_lines(app)
        assert not any("By score ─" in line for line in narrow)
        assert sum(line.startswith("▴") for line in narrow) == 2


async def test_the_wheel_scrolls(gallery: ModuleType) -> None:
    app = gallery.app()
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: app.screen.rows.current is not None)
        rows = app.screen.rows
        await pilot._post_mouse_events(
            [__import__("textual.events").events.MouseScrollDown], Rows, offset=(10, 10), button=0
        )
        await pilot.pause()
        assert rows.scroll_offset.y > 0
        assert rows.index == 0


async def test_an_empty_list_says_so(gallery: ModuleType) -> None:
    app = gallery.app(gallery.Book(0))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: any("Nothing may be called now." in line for line in screen_lines(app)))
        await pilot.press("down", "end", "pageup", "enter")
        assert app.screen.rows.current is None


async def test_a_fault_while_paging_is_a_sentence_and_is_tried_again(gallery: ModuleType) -> None:
    from collectdesk.faults import StoreUnusable

    broken = [True]

    class Breaking(gallery.Book):  # type: ignore[misc, name-defined]
        def fetch(self, desk: Any, ask: Ask) -> Any:
            if ask.index and ask.limit > 1 and broken[0]:
                raise StoreUnusable("the book is busy; try again")
            return super().fetch(desk, ask)

    app = gallery.app(Breaking(1_000))
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: app.screen.rows.current is not None)
        await pilot.press("end")
        await until(pilot, lambda: app.message is not None and "busy" in app.message.sentence)
        broken[0] = False
        await pilot.press("up")
        await until(pilot, lambda: app.screen.rows.current_key == 998)


@pytest.mark.parametrize("width", [60, 80, 84, 120])
def test_every_line_is_exactly_as_wide_as_the_list(gallery: ModuleType, width: int) -> None:
    placed = place_columns(gallery.COLUMNS, width, width < 84)
    assert placed[-1].x + placed[-1].width <= width
    assert heading(placed, width).cells == width
    for index in range(14):
        row = gallery.queue_row(index)
        line = row_line(row, placed, ("bar", "accent"), True)
        assert sum(cell_len(text) for text, _ink in line.laid_out(width)) == width


def test_points_stand_under_each_other_and_amounts_are_never_cut() -> None:
    shown = [
        aligned(Money(minor, code))
        for minor, code in ((4_821_055, "EUR"), (6_104_800, "JPY"), (4_815_250, "KWD"))
    ]
    assert shown == [" 48,210.55 ".rjust(14), " 6,104,800    ".rjust(14), "     4,815.250"]
    columns = (Column("customer", grow=True, gap=0), *money_columns("overdue"), Column("days", 4, "right"))
    placed = place_columns(columns, 60, True)
    ends = []
    for minor, code in ((4_821_055, "EUR"), (123_456_789_012_345_678, "IDR"), (-99_999_999_999, "VND")):
        money = Money(minor, code)
        row = Row(1, [("Nordwind Handels GmbH", "text"), *money_cells(money), ("63", "text")])
        text = "".join(piece for piece, _ink in row_line(row, placed, ("", ""), False).laid_out(60))
        assert aligned(money).strip() in text
        assert code in text
        ends.append(text.rstrip())
    assert len({cell_len(text) for text in ends}) == 1


@pytest.mark.parametrize(("pinned", "read"), [(0, 100), (40, 100), (100, 200), (250, 300), (5_000, 2_000)])
def test_the_head_goes_on_until_the_last_heading(pinned: int, read: int) -> None:
    asked: list[Ask] = []

    def fetch(_desk: Any, ask: Ask) -> list[Row]:
        asked.append(ask)
        return [
            replace(row, group="Pinned" if row.key < pinned else "By score") for row in answer(9_000, ask)
        ]

    head = whole_groups(None, fetch)
    assert [row.key for row in head] == list(range(read))
    assert len(asked) == 1 + 1 + (read - 100) // 100
    assert {row.group for row in head[pinned:]} <= {"By score"}


def test_a_head_that_is_short_or_has_no_headings_is_read_once() -> None:
    for total, group in ((60, "Pinned"), (9_000, "")):
        asked: list[Ask] = []

        def fetch(_desk: Any, ask: Ask, total: int = total, group: str = group) -> list[Row]:
            asked.append(ask)  # noqa: B023 - used before the next turn
            return [replace(row, group=group) for row in answer(total, ask)]

        assert len(whole_groups(None, fetch)) == min(total, 100)
        assert len(asked) == 1


async def test_the_heading_after_many_pages_stands_where_it_belongs(gallery: ModuleType) -> None:
    class ManyPinned(gallery.Book):  # type: ignore[misc, name-defined]
        def fetch(self, desk: Any, ask: Ask) -> list[Row]:
            rows = super().fetch(desk, ask)
            return [replace(row, group="Pinned" if row.key < 230 else "By score", under=None) for row in rows]

    app = Workstation(gallery.GalleryDesk(), lambda: gallery.QueueLike(ManyPinned(1_000)))
    async with app.run_test(size=(120, 36)) as pilot:
        rows = app.screen.query_one(Rows)
        await until(pilot, lambda: rows.total == 1_000)
        rows.select(240)
        await until(pilot, lambda: any("By score ──" in line for line in screen_lines(app)))
        lines = screen_lines(app)
        at = next(n for n, line in enumerate(lines) if "By score ──" in line)
        assert "100229" in lines[at - 2]
        assert "100230" in lines[at + 1]
