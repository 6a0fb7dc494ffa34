"""What the desk posted and the ledger has not shown yet, kept right while a ledger file is taken in.

Before a file is compared, items stand as the ledger last told them; afterwards what it still does not know is
taken off again. The ledger has shown as much of a posting as its own amount moved the same way. Only items with
a posting are touched, so that all others cost nothing.
"""

from __future__ import annotations

from sqlalchemy import Connection, Table, and_, case, null, update

from collectdesk.models import OpenItem

_ITEM: Table = OpenItem.__table__  # type: ignore[assignment]
_POSTED = _ITEM.c.posted_minor != 0


def lift_postings(connection: Connection) -> None:
    """Let every item stand as the ledger last told it."""
    connection.execute(update(_ITEM).where(_POSTED).values(open_minor=_ITEM.c.ledger_minor))


def lower_postings(connection: Connection) -> None:
    """Take off again what the ledger still has not shown, from what it tells now."""
    posted, moved = _ITEM.c.posted_minor, _ITEM.c.ledger_minor - _ITEM.c.open_minor
    left = case(
        (and_(posted > 0, moved > 0, moved >= posted), 0),
        (and_(posted > 0, moved > 0), posted - moved),
        (and_(posted < 0, moved < 0, moved <= posted), 0),
        (and_(posted < 0, moved < 0), posted - moved),
        else_=posted,
    )
    connection.execute(
        update(_ITEM)
        .where(_POSTED)
        .values(
            posted_minor=left,
            open_minor=_ITEM.c.open_minor - left,
            ledger_minor=case((left == 0, null()), else_=_ITEM.c.open_minor),
        )
    )
