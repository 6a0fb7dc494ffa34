"""The rates of the European Central Bank in XML: of a day, of ninety days, or the whole history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from collectdesk.exchange.bank.safe_xml import elements
from collectdesk.faults import BadInput
from collectdesk.i18n import _

_LIMIT = 64 << 20
"""The whole history has some ten million bytes."""


def ecb_cubes(path: Path) -> Iterator[tuple[str, date, str]]:
    """Currency, day and rate of every cube, as they stand in the file; the rate is not checked here.

    A day's cubes are let go when it is whole. Raises BadInput for a document type, for what is not well-formed,
    for a cube without a day or a currency of three letters, and for a file without any.
    """
    found = False
    with path.open("rb") as stream:
        if path.stat().st_size > _LIMIT:
            raise not_the_ecb(path)
        for cube in elements(stream, str(path), ["Cube"]):
            currency, rate = cube.get("currency"), cube.get("rate")
            if currency is not None and rate is not None:
                yield _currency(path, currency), _day(path, cube.getparent()), rate
                found = True
            elif cube.get("time") is not None:
                cube.clear()
    if not found:
        raise not_the_ecb(path)


def not_the_ecb(path: Path) -> BadInput:
    """What is said of XML that is something else, or damaged."""
    return BadInput(_("{file} is not the rates of the ECB in XML; get it again").format(file=path))


def _currency(path: Path, said: str) -> str:
    if len(said) != 3 or not said.isascii() or not said.isupper():
        raise not_the_ecb(path)
    return said


def _day(path: Path, around: object) -> date:
    said = around.get("time") if around is not None else None  # type: ignore[attr-defined]
    try:
        return date.fromisoformat(said or "")
    except ValueError as error:
        raise not_the_ecb(path) from error
