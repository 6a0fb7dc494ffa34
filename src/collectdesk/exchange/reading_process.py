"""A long ledger file read and checked in a process of its own, while this one stores what is ready.

The other process gets the path and the options, and answers with messages: a length of eight bytes, then
one message in Python's own plain form. It opens no database, and it ends when nobody listens any more.
"""

from __future__ import annotations

import gc
import marshal
import subprocess
import sys
import traceback
from collections.abc import Generator, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import IO, Any

from collectdesk.exchange.chunks import Chunk, Message, NewCustomer, Opening, Summary, read_here
from collectdesk.exchange.options import ReadingOptions
from collectdesk.faults import BadInput
from collectdesk.i18n import _

LONG = 6 << 20
"""Bytes from which on a file is worth a second process: it takes a quarter of a second to start."""

_START = (
    "import sys; sys.path[:] = sys.argv[4:];"
    "from collectdesk.exchange.reading_process import answer; answer(*sys.argv[1:4])"
)
_KINDS = {"opening": Opening, "chunk": Chunk, "summary": Summary}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def read_ledger(path: Path, options: ReadingOptions, as_of: date) -> Generator[Message, None, None]:
    """The messages of `read_here`: from another process when the file is long, else made in this one.

    Raises BadInput as `read_here` does. Closing the iterator ends the other process.
    """
    return _read_beside(path, options, as_of) if _is_long(path) else read_here(path, options, as_of)


def answer(path: str, options: str, as_of: str) -> None:
    """The other process: read the file and write its messages to standard output."""
    gc.disable()  # it would walk all rows and customers again and again, and find nothing
    out = sys.stdout.buffer
    with suppress(BrokenPipeError, KeyboardInterrupt):
        try:
            reading = ReadingOptions.model_validate_json(options)
            for message in read_here(Path(path), reading, date.fromisoformat(as_of)):
                _send(out, _NAMES[type(message)], _plain(message))
        except BadInput as wrong:
            _send(out, "bad", str(wrong))
        except Exception as error:
            _send(out, "failed", f"{type(error).__name__} in {traceback.extract_tb(error.__traceback__)[-1]}")
        out.flush()


def _is_long(path: Path) -> bool:
    try:
        return path.stat().st_size >= LONG and bool(sys.executable)
    except (OSError, ValueError):
        return False  # reading it here says what is wrong with it


def _read_beside(path: Path, options: ReadingOptions, as_of: date) -> Generator[Message, None, None]:
    beside = subprocess.Popen(  # noqa: S603  # this program itself; path and options are data, not code
        [
            sys.executable, "-P", "-c", _START, str(path), options.model_dump_json(), as_of.isoformat(),
            *(entry for entry in sys.path if entry),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # ctrl+c is for this process, which then ends the other
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # no console of its own on Windows
    )  # fmt: skip
    try:
        yield from _messages(path, beside.stdout)
    finally:
        beside.kill()
        beside.communicate()


def _messages(path: Path, source: IO[bytes] | None) -> Iterator[Message]:
    kind = ""
    while kind != "summary":
        head = source.read(8) if source is not None else b""
        if len(head) < 8:
            raise BadInput(
                _("the reading of {file} was broken off; nothing was written, try again").format(file=path)
            )
        kind, content = marshal.loads(source.read(int.from_bytes(head)))  # type: ignore[union-attr] # noqa: S302
        if kind == "bad":
            raise BadInput(content)
        if kind == "failed":
            raise RuntimeError(content)
        if kind == "chunk":
            content = (*content[:3], [NewCustomer(*customer) for customer in content[3]], content[4])
        yield _KINDS[kind](*content)


def _plain(message: Message) -> tuple[Any, ...]:
    if isinstance(message, Chunk):
        return (*message[:3], [tuple(customer) for customer in message.customers], message.columns)
    return tuple(message)


def _send(out: IO[bytes], kind: str, content: Any) -> None:
    written = marshal.dumps((kind, content))
    out.write(len(written).to_bytes(8))
    out.write(written)
    out.flush()
