"""What the suite samples and `make campaign` runs in full.

The suite is to stay under nine minutes on two cores. What it leaves out is chosen by name, so that the same tests run
every time. It has fewer examples of properties, some languages of printed letters, one walk of hostile texts, and one
in four of the tests that run again on the second engine or on the wide screen. Pictures are never left out.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

CAMPAIGN = bool(os.environ.get("COLLECTDESK_CAMPAIGN"))
"""Whether everything is to run."""
_Item = TypeVar("_Item")
_WIDE = re.compile("size1|120x36")


def examples(whole: int, sample: int) -> int:
    """How many examples a property tries."""
    return whole if CAMPAIGN else sample


def some(items: Sequence[_Item], every: int) -> list[_Item]:
    """All of them in a campaign, else every so-manyth, the first among them."""
    return list(items) if CAMPAIGN else list(items[::every])


def left_out(name: str) -> bool:
    """Whether the suite leaves this test out: the second engine of the desk or the wide screen, of most tests."""
    if CAMPAIGN or "test_pictures" in name:
        return False
    if "postgresql" in name and name.startswith(("tests/desk/", "tests/ranking/")):
        return crc32(name.encode()) % 4 > 0
    return (
        name.startswith("tests/screens/") and _WIDE.search(name) is not None and crc32(name.encode()) % 4 > 0
    )
