"""What the suite samples and `make campaign` runs in full.

The suite is to stay under ten minutes on two cores. What it leaves out is chosen by name, so that the same tests always
run: examples of long properties, the second engine for half of the acts, the wide screen for half of the screens.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

CAMPAIGN = bool(os.environ.get("COLLECTDESK_CAMPAIGN"))
"""Whether everything is to run."""
_Item = TypeVar("_Item")


def examples(whole: int, sample: int) -> int:
    """How many examples a property tries."""
    return whole if CAMPAIGN else sample


def some(items: Sequence[_Item], every: int) -> list[_Item]:
    """All of them in a campaign, else every so-manyth, the first among them."""
    return list(items) if CAMPAIGN else list(items[::every])


def left_out(name: str) -> bool:
    """Whether the suite leaves this test out: the second engine of the desk or the wide screen, of every other test."""
    again = ("postgresql" in name and name.startswith("tests/desk/")) or (
        "size1" in name and name.startswith("tests/screens/")
    )
    return not CAMPAIGN and again and crc32(name.encode()) % 2 == 0
