"""The worked examples of `vectors.json`, by id."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_LIST = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))


def vectors(family: str) -> list[tuple[str, dict[str, Any], Any]]:
    """Id, input and output of the examples whose id is `family` or starts with it and a point."""
    found = [
        (one["id"], one["in"], one["out"])
        for one in _LIST
        if one["id"] == family or one["id"].startswith(f"{family}.")
    ]
    assert found, family
    return found
