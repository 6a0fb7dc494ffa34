"""Opening the book a command works at, and making one where there is none yet."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from collectdesk.cli.main import USER_VARIABLE, database
from collectdesk.desk.book import set_up
from collectdesk.desk.handle import DeskHandle, sit_down
from collectdesk.now import utc_now
from collectdesk.store import create_store


@contextmanager
def seat(make: bool = False) -> Iterator[DeskHandle]:
    """The open book with the person at it. With `make`, a book that does not exist yet is made first."""
    if make:
        make_if_missing(database())
    handle = sit_down(database(), os.environ.get(USER_VARIABLE) or None)
    try:
        yield handle
    finally:
        handle.store.close()


def make_if_missing(target: str, zone: str | None = None, base: str = "EUR") -> None:
    """Make a book with the settings of this machine, unless there is one; says so on standard error."""
    if "://" in target or (Path(target).exists() and Path(target).stat().st_size):
        return
    make_book(target, zone, base, None)
    print(f"Made a new book: {target}", file=sys.stderr)


def make_book(target: str, zone: str | None, base: str, owner: str | None) -> None:
    """Make a book: zone and owner from this machine unless given. Raises BadInput or StoreUnusable."""
    store = create_store(target)
    try:
        set_up(
            store,
            utc_now(),
            zone=zone or local_zone(),
            base_currency=base.upper(),
            owner=owner or user_name(),
            name="collectdesk",
        )
    except BaseException:
        store.close()
        if store.dialect == "sqlite":
            Path(target).expanduser().unlink(missing_ok=True)
        raise
    store.close()


def local_zone() -> str:
    """The IANA zone of this machine, or UTC."""
    import pytz
    from tzlocal import get_localzone_name

    name = get_localzone_name() or "UTC"
    return name if name in pytz.all_timezones_set else "UTC"


def user_name() -> str:
    """The name of the person at this machine."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "owner"
