"""Amounts as people type them: 1200, 1,200.50, 1.200,50, 1.5k."""

from __future__ import annotations

import re
from decimal import Decimal

from collectdesk.i18n import _

_SHAPE = re.compile(r"(?P<figure>[0-9][0-9.,'’\u00a0]*)(?P<times>[km]?)$")
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000}
_SPACERS = "'’\u00a0"
MOST = 10**13
"""No amount that a person means is as large; a slip of the keyboard is."""


def read_amount(typed: str, digits: int) -> Decimal | str:
    """The amount, or the sentence that says what is wrong with it.

    `digits` is how many decimals the currency has. A figure such as 1.200 that could mean two amounts is
    not guessed: the sentence offers both.
    """
    shape = _SHAPE.fullmatch(typed.strip().casefold())
    if shape is None:
        return _not_an_amount(typed)
    times = _TIMES[shape["times"]]
    read = _value(shape["figure"].rstrip(".,"), typed, digits, times)
    if isinstance(read, str):
        return read
    value = read * times
    if value >= MOST:
        return _("“{typed}” is too large to be an amount; check the figures").format(typed=typed)
    if value != value.quantize(Decimal(1).scaleb(-digits)):
        return _("“{typed}” has more decimals than the currency ({n})").format(typed=typed, n=digits)
    return value.quantize(Decimal(1).scaleb(-digits))


def _not_an_amount(typed: str) -> str:
    return _("“{typed}” is not an amount; type it like 1200 or 1,200.50").format(typed=typed)


def _value(figure: str, typed: str, digits: int, times: int) -> Decimal | str:
    """The value of digits with marks, before k or m."""
    if len(figure) > 30:
        return _not_an_amount(typed)
    spaced = [c for c in figure if c in _SPACERS]
    if spaced:
        groups, _mark, decimals = _split_last(figure, ".,")
        if len(set(spaced)) > 1 or not _grouped(groups, spaced[0]) or (not decimals.isdecimal() and decimals):
            return _not_an_amount(typed)
        return Decimal(f"{groups.replace(spaced[0], '')}.{decimals or '0'}")
    marks = [c for c in figure if c in ".,"]
    if not marks:
        return Decimal(figure)
    if len(set(marks)) == 1:
        return _one_mark(figure, marks[0], typed, digits, times)
    mark, other = marks[-1], marks[0]
    whole, decimals = figure.rsplit(mark, 1)
    if marks.count(mark) != 1 or not _grouped(whole, other):
        return _not_an_amount(typed)
    return Decimal(f"{whole.replace(other, '')}.{decimals}")


def _split_last(figure: str, marks: str) -> tuple[str, str, str]:
    for at in range(len(figure) - 1, -1, -1):
        if figure[at] in marks:
            return figure[:at], figure[at], figure[at + 1 :]
    return figure, "", ""


def _grouped(whole: str, mark: str) -> bool:
    """Whether the mark stands between thousands (1,200,000), or as in India (12,00,000)."""
    first, *groups = whole.split(mark)
    if not all(part.isdecimal() for part in (first, *groups)) or not groups or len(groups[-1]) != 3:
        return False
    size = 3 if len(groups) == 1 else len(groups[0])
    return size in (2, 3) and 1 <= len(first) <= size and all(len(part) == size for part in groups[:-1])


def _one_mark(figure: str, mark: str, typed: str, digits: int, times: int) -> Decimal | str:
    """A figure with one kind of mark, which may group thousands or begin the decimals."""
    parts = figure.split(mark)
    if len(parts) > 2:
        return Decimal("".join(parts)) if _grouped(figure, mark) else _not_an_amount(typed)
    value = Decimal(f"{parts[0]}.{parts[1]}")
    if not _grouped(figure, mark) or parts[0].startswith("0"):
        return value
    if mark == "," and digits < 3 and times == 1:
        return Decimal("".join(parts))
    return _("“{typed}” can be {a} or {b}; type it without the mark or with all decimals").format(
        typed=typed, a=Decimal("".join(parts)) * times, b=value * times
    )
