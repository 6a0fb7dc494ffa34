"""The clock of the program: that of this machine, or shifted by a fixed number of seconds.

`COLLECTDESK_CLOCK_SHIFT` lets somebody look at a book as it will be, or was, at another hour: a list at night, a rule
that begins next month. Entries are then stamped with the shifted time, so it is for sample books and tests.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

from collectdesk.faults import BadInput

VARIABLE = "COLLECTDESK_CLOCK_SHIFT"


def utc_now() -> datetime:
    """The instant, aware, in UTC. BadInput when the shift is no whole number of seconds."""
    shift = os.environ.get(VARIABLE)
    if not shift:
        return datetime.now(UTC)
    try:
        return datetime.now(UTC) + timedelta(seconds=int(shift))
    except (ValueError, OverflowError) as error:
        raise BadInput(
            f"{VARIABLE} is not a whole number of seconds; unset it or write one such as -3600"
        ) from error
