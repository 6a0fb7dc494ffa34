"""A book on SQLite alone, for what does not depend on the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import NOW

if TYPE_CHECKING:
    from collectdesk.store import Store


@pytest.fixture
def sqlite_owned(sqlite_store: Store) -> Store:
    """A book on SQLite with its desk: base EUR, zone Europe/Berlin."""
    from collectdesk.desk.book import set_up

    set_up(sqlite_store, NOW, zone="Europe/Berlin", base_currency="EUR", owner="Owner", name="Test desk")
    return sqlite_store
