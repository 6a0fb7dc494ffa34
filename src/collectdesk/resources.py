"""Where `data/` and `locale/` are: inside an installed wheel, or beside `src/` in a checkout."""

from __future__ import annotations

import importlib.resources
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path


@cache
def folder(kind: str) -> Traversable:
    """The folder `kind` ("data" or "locale"). Raises FileNotFoundError when the installation lacks it."""
    inside = importlib.resources.files("collectdesk").joinpath(kind)
    if inside.is_dir():
        return inside
    checkout = Path(__file__).resolve().parents[2]
    beside = checkout / kind
    if beside.is_dir() and (checkout / "pyproject.toml").is_file():
        return beside
    raise FileNotFoundError(
        f"the folder {kind!r} is missing from this installation; install collectdesk again"
    )


def read_data(name: str) -> str:
    """The text of a file under `data/`, such as "dispositions.toml"."""
    return folder("data").joinpath(*name.split("/")).read_text(encoding="utf-8")
