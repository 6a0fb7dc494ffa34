"""Reads and writes off the event loop: the latest read wins, writes keep their order, faults are sentences."""

from __future__ import annotations

import threading
import time
from types import ModuleType
from typing import Any

import pytest
from textual.pilot import Pilot

from collectdesk.faults import BadInput
from collectdesk.tui.jobs import Progress


async def until(pilot: Pilot[Any], true: Any, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        await pilot.pause(0.01)


async def test_the_latest_read_wins_and_stale_answers_are_dropped(gallery: ModuleType) -> None:
    app = gallery.app()
    got: list[int] = []
    ran: list[int] = []

    def work(number: int) -> Any:
        def run(_desk: Any) -> int:
            ran.append(number)
            time.sleep(0.05)
            return number

        return run

    async with app.run_test() as pilot:
        await pilot.pause()
        for number in range(20):
            app.screen.read("preview", work(number), got.append)
        await until(pilot, lambda: got)
        await pilot.pause(0.2)
    assert got == [19]
    assert ran == [0, 19]


async def test_reads_of_other_purposes_do_not_disturb_each_other(gallery: ModuleType) -> None:
    app = gallery.app()
    got: list[str] = []
    async with app.run_test() as pilot:
        await pilot.pause()
        for purpose in ("a", "b", "c"):
            app.screen.read(purpose, lambda _desk, purpose=purpose: purpose, got.append)
        await until(pilot, lambda: len(got) == 3)
    assert sorted(got) == ["a", "b", "c"]


async def test_work_runs_in_a_thread_with_the_desk(gallery: ModuleType) -> None:
    app = gallery.app()
    seen: list[Any] = []
    async with app.run_test() as pilot:
        await pilot.pause()
        app.screen.read("x", lambda desk: (desk, threading.current_thread()), seen.append)
        await until(pilot, lambda: seen)
    assert seen[0][0] is app.desk
    assert seen[0][1] is not threading.main_thread()


async def test_writes_keep_their_order_and_never_overlap(gallery: ModuleType) -> None:
    app = gallery.app()
    trace: list[str] = []
    done: list[int] = []

    def work(number: int) -> Any:
        def run(_desk: Any) -> int:
            trace.append(f"in {number}")
            time.sleep(0.02)
            trace.append(f"out {number}")
            return number

        return run

    async with app.run_test() as pilot:
        await pilot.pause()
        for number in range(5):
            app.screen.write(work(number), done.append)
        assert app.jobs.pending == 5
        assert await app.jobs.drain(60)
        await pilot.pause()
    assert done == [0, 1, 2, 3, 4]
    assert trace == [f"{side} {number}" for number in range(5) for side in ("in", "out")]
    assert app.jobs.pending == 0


async def test_a_second_press_waits_for_the_answer(gallery: ModuleType) -> None:
    app = gallery.app()
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        release = threading.Event()
        app.screen.write(lambda _desk: release.wait(60))
        await pilot.press("ctrl+s", "ctrl+s")
        await pilot.pause()
        assert app.jobs.pending == 1
        release.set()
        await app.jobs.drain(60)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen.finished == 1)


async def test_the_control_is_disabled_until_the_answer(gallery: ModuleType) -> None:
    app = gallery.app()
    async with app.run_test() as pilot:
        await pilot.pause()
        release = threading.Event()
        rows = app.screen.rows
        app.screen.write(lambda _desk: release.wait(60), control=rows)
        assert rows.disabled
        release.set()
        await app.jobs.drain(60)
        assert not rows.disabled


async def test_a_slow_write_is_seen_and_a_quick_one_is_not(gallery: ModuleType) -> None:
    from collectdesk.tui.bars import MessageLine

    app = gallery.app()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        release = threading.Event()
        app.screen.write(lambda _desk: release.wait(60))
        line = app.screen.query_one(MessageLine)
        assert "saving" not in line.compute().plain
        await until(pilot, lambda: "◔ saving" in line.compute().plain)
        release.set()
        await app.jobs.drain(60)
        assert "saving" not in line.compute().plain


async def test_a_fault_is_one_sentence_and_what_was_typed_stays(gallery: ModuleType) -> None:
    app = gallery.app()

    def wrong(_desk: Any) -> None:
        raise BadInput("the day is past; type a later one")

    caught: list[str] = []
    async with app.run_test() as pilot:
        await pilot.pause()
        app.screen.write(wrong)
        await app.jobs.drain(60)
        assert app.message is not None
        assert app.message.sentence == "the day is past; type a later one"
        assert app.message.kind == "stop"
        app.screen.read("x", wrong, caught.append, failed=lambda fault: caught.append(str(fault)))
        await until(pilot, lambda: caught == ["the day is past; type a later one"])


async def test_an_unexpected_error_is_a_reference_and_never_its_text(
    gallery: ModuleType, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLLECTDESK_LOGS", str(tmp_path))
    app = gallery.app()

    def broken(_desk: Any) -> None:
        raise ZeroDivisionError("SENTINEL-4711")

    async with app.run_test() as pilot:
        await pilot.pause()
        app.screen.write(broken)
        await app.jobs.drain(60)
        await pilot.pause()
        assert app.message is not None
        assert "Reference" in app.message.sentence
        assert "SENTINEL" not in app.message.sentence
    log = (tmp_path / "faults.log").read_text()
    assert "ZeroDivisionError" in log
    assert "SENTINEL" not in log


async def test_an_answer_does_not_reach_a_screen_that_has_gone(gallery: ModuleType) -> None:
    app = gallery.app()
    got: list[int] = []
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        release = threading.Event()
        app.screen.read("x", lambda _desk: (release.wait(60), 1)[1], got.append)
        app.screen.write(lambda _desk: 2, got.append)
        await pilot.press("escape")
        await pilot.pause()
        release.set()
        await app.jobs.drain(60)
        await pilot.pause(0.1)
    assert got in ([], [2])
    assert 1 not in got


async def test_long_work_reports_and_can_be_cancelled(gallery: ModuleType) -> None:
    from collectdesk.tui.bars import MessageLine

    app = gallery.app()
    ended: list[int] = []

    def work(_desk: Any, progress: Progress) -> int:
        for done in range(1, 1000):
            progress.report(done, 1000)
            time.sleep(0.01)
            if progress.cancelled:
                return done
        return 1000

    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        progress = app.screen.long(work, ended.append)
        line = app.screen.query_one(MessageLine)
        await until(pilot, lambda: "of 1,000" in line.compute().plain)
        progress.cancel()
        await app.jobs.drain(60)
    assert 0 < ended[0] < 1000
