"""Every piece of work that leaves the event loop: reads, writes and long work, started here and nowhere else.

Work is a function of the desk handle that runs in a thread, gets plain data and returns plain data; it never
sees a widget. Its answer comes back on the event loop. Reads: per owner and purpose one at a time, the
latest asked for wins and stale answers are dropped. Writes: one serial queue, never cancelled and never two
at once. A Fault becomes one sentence; anything else becomes one sentence with a reference number.
"""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from textual.dom import DOMNode
from textual.widget import Widget

from collectdesk.faults import BadInput, Fault
from collectdesk.tui import crash

if TYPE_CHECKING:
    from collectdesk.tui.frame import Workstation

T = TypeVar("T")

SHOW_AFTER = 0.3
"""Seconds before anything is shown of work that is not done yet."""


@dataclass(slots=True)
class _Job:
    owner: DOMNode
    work: Callable[[Any], Any]
    then: Callable[[Any], None] | None
    failed: Callable[[Fault], None] | None
    label: str


class Progress:
    """How far long work is. The thread reports and asks; the screen looks. Safe between threads."""

    def __init__(self) -> None:
        self.done = 0
        self.total: int | None = None
        self._cancelled = threading.Event()
        self.started = time.monotonic()

    def report(self, done: int, total: int | None = None) -> None:
        """Say how far it is: `done` of `total`, or `done` alone where the length is not known."""
        self.done, self.total = done, total

    def cancel(self) -> None:
        """Ask the work to stop at the next point where nothing is half done."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether the work was asked to stop; it looks at this often and then raises or returns."""
        return self._cancelled.is_set()

    def seconds_left(self) -> int | None:
        """Seconds left at the present pace, None while that cannot be said."""
        spent = time.monotonic() - self.started
        if not self.total or not self.done or spent < 1:
            return None
        return max(0, round(spent * (self.total - self.done) / self.done))


class Jobs:
    """The jobs of one workstation. `pending` counts writes not yet answered, `failures` those that ended in a fault."""

    def __init__(self, app: Workstation) -> None:
        self._app = app
        self._readers = ThreadPoolExecutor(4, "collectdesk-read")
        self._writer = ThreadPoolExecutor(1, "collectdesk-write")
        self._running: WeakKeyDictionary[DOMNode, dict[str, _Job]] = WeakKeyDictionary()
        self._waiting: WeakKeyDictionary[DOMNode, dict[str, _Job]] = WeakKeyDictionary()
        self._owed: WeakKeyDictionary[DOMNode, int] = WeakKeyDictionary()
        self._writes: dict[asyncio.Task[None], _Job] = {}
        self._working: set[Future[Any]] = set()
        self._labels: dict[int, str] = {}
        self._last_write: asyncio.Task[None] | None = None
        self.pending = 0
        self.failures = 0
        self.progress: Progress | None = None

    def read(
        self,
        owner: DOMNode,
        purpose: str,
        work: Callable[[Any], T],
        then: Callable[[T], None],
        *,
        failed: Callable[[Fault], None] | None = None,
        label: str = "",
    ) -> None:
        """Run `work(desk)` in a thread and hand its answer to `then`, unless a newer read was asked.

        `failed` gets the Fault; without it the message line shows its sentence. `label` is shown while the
        answer takes longer than 0.3 s.
        """
        job = _Job(owner, work, then, failed, label)
        running = self._running.setdefault(owner, {})
        if purpose in running:
            self._waiting.setdefault(owner, {})[purpose] = job
            return
        running[purpose] = job
        self._app.run_worker(
            self._read(purpose, job),
            group=f"read {id(owner)} {purpose}",
            name=f"read {purpose}",
            exit_on_error=False,
        )

    def forget(self, owner: DOMNode, purpose: str) -> None:
        """Drop the answer of a read that is no longer wanted."""
        self._waiting.get(owner, {}).pop(purpose, None)
        job = self._running.get(owner, {}).get(purpose)
        if job is not None:
            job.then = job.failed = None
            job.work = _nothing

    async def _read(self, purpose: str, job: _Job) -> None:
        while True:
            mark = self._show_later(job.label)
            try:
                answer, fault = await self._answer(self._readers, job.work)
            finally:
                self._unshow(mark)
            newer = self._waiting.get(job.owner, {}).pop(purpose, None)
            if newer is None:
                self._running.get(job.owner, {}).pop(purpose, None)
                self._hand_over(job, answer, fault)
                return
            self._running[job.owner][purpose] = job = newer

    def write(
        self,
        owner: DOMNode,
        work: Callable[[Any], T],
        then: Callable[[T], None] | None = None,
        *,
        failed: Callable[[Fault], None] | None = None,
        control: Widget | None = None,
        label: str = "",
        hold: bool = True,
    ) -> None:
        """Run `work(desk)` after every write asked before it; never cancelled, even when its screen has gone.

        `control` is disabled until the answer is there. With `hold`, acts of the owner's screen wait as well;
        drafts are written without. `then` and `failed` are called only while the owner is on the screen;
        without `failed`, or without the owner, the message line says the fault's sentence.
        """
        self.pending += 1
        if hold:
            self._owed[owner] = self._owed.get(owner, 0) + 1
        if control is not None:
            control.disabled = True
        job = _Job(owner, work, then, failed, label)
        task = asyncio.get_running_loop().create_task(self._write(job, self._last_write, control, hold))
        self._last_write = task
        self._writes[task] = job
        task.add_done_callback(self._writes.pop)
        self._app.state_changed()

    def long(
        self,
        owner: DOMNode,
        work: Callable[[Any, Progress], T],
        then: Callable[[T], None],
        *,
        failed: Callable[[Fault], None] | None = None,
        control: Widget | None = None,
    ) -> Progress:
        """Run `work(desk, progress)` in the queue of writes; the message line shows how far it is.

        Returns the Progress; `esc` on the screen cancels it where the screen calls `progress.cancel()`.
        """
        progress = Progress()

        def started(desk: Any) -> T:
            progress.started = time.monotonic()
            self.progress = progress
            try:
                return work(desk, progress)
            finally:
                self.progress = None

        self.write(owner, started, then, failed=failed, control=control)
        return progress

    async def _write(
        self, job: _Job, before: asyncio.Task[None] | None, control: Widget | None, hold: bool
    ) -> None:
        if before is not None:
            await asyncio.wait([before])
        mark = self._show_later(job.label)
        answer, fault = await self._answer(self._writer, job.work)
        self._unshow(mark)
        self.pending -= 1
        self.failures += fault is not None
        if hold:
            self._owed[job.owner] = self._owed.get(job.owner, 1) - 1
        if control is not None and control.is_mounted:
            control.disabled = False
        self._hand_over(job, answer, fault, always_say=True)
        self._app.state_changed()

    def owes(self, owner: DOMNode) -> bool:
        """Whether a write that holds this owner's acts is not yet answered."""
        return self._owed.get(owner, 0) > 0

    async def drain(self, seconds: float | None = None) -> bool:
        """Wait until every write is answered, at most so many seconds; whether all are."""
        end = None if seconds is None else time.monotonic() + seconds
        while self._writes:
            left = None if end is None else end - time.monotonic()
            if left is not None and left <= 0:
                return False
            await asyncio.wait(list(self._writes), timeout=left)
        return True

    def unsaved(self) -> list[str]:
        """What the writes not yet answered are of: their label, else the title of their place; each once."""
        said: dict[str, None] = {}
        for job in self._writes.values():
            at = getattr(job.owner, "place", None)
            said[job.label or (at.title if at is not None else "")] = None
        return [one for one in said if one]

    async def aside(self, work: Callable[[], T]) -> T:
        """The answer of work that needs no desk, done in a reading thread."""
        return await self._in_thread(self._readers, work)

    async def _in_thread(self, pool: ThreadPoolExecutor, work: Callable[..., T], *given: Any) -> T:
        future = pool.submit(work, *given)
        self._working.add(future)
        future.add_done_callback(self._working.discard)
        return await asyncio.wrap_future(future)

    def settle(self, seconds: float) -> bool:
        """After the loop has ended: wait for the threads at most so long; whether all have ended."""
        return not wait(list(self._working), timeout=seconds).not_done

    def close(self) -> None:
        """Take no more work; threads that still read end by themselves."""
        self._readers.shutdown(wait=False, cancel_futures=True)
        self._writer.shutdown(wait=False, cancel_futures=False)

    @property
    def label(self) -> str:
        """What is being waited for longer than 0.3 s, or ""."""
        return next((label for label in reversed(self._labels.values()) if label), "")

    async def _answer(self, pool: ThreadPoolExecutor, work: Callable[[Any], Any]) -> tuple[Any, Fault | None]:
        """The answer of the work, or its fault; an unexpected error becomes a fault with a reference."""
        try:
            desk = await asyncio.shield(self._app.opened)
            return await self._in_thread(pool, work, desk), None
        except Fault as fault:
            return None, fault
        except Exception as error:
            return None, BadInput(crash.sentence(crash.record(error)))

    def _hand_over(self, job: _Job, answer: Any, fault: Fault | None, always_say: bool = False) -> None:
        """Deliver; what goes wrong on the screen that takes it is an error of the program and treated as one."""
        try:
            self._deliver(job, answer, fault, always_say)
        except Exception as error:
            self._app._handle_exception(error)

    def _deliver(self, job: _Job, answer: Any, fault: Fault | None, always_say: bool = False) -> None:
        here = job.owner.is_attached and job.owner.is_running
        if fault is None:
            if here and job.then is not None:
                job.then(answer)
        elif here and job.failed is not None:
            job.failed(fault)
        elif (here or always_say) and job.work is not _nothing:
            self._app.say(str(fault), "stop")

    def _show_later(self, label: str) -> int:
        mark = next(_marks)
        if label:
            self._app.set_timer(SHOW_AFTER, lambda: self._show(mark, label))
            self._labels[mark] = ""
        return mark

    def _show(self, mark: int, label: str) -> None:
        if mark in self._labels:
            self._labels[mark] = label
            self._app.state_changed()

    def _unshow(self, mark: int) -> None:
        if self._labels.pop(mark, ""):
            self._app.state_changed()


def _nothing(_desk: Any) -> None:
    """The work of a job nobody wants any more."""


_marks = itertools.count(1)
