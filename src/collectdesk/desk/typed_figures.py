"""Amounts as people type them: 1200, 1,200.50, 1.200,50, 1.5k."""

from __future__ import annotations

import re
from decimal import Decimal

from collectdesk.i18n import _

_SHAPE = re.compile(r"(?P<figure>\d[\d.,'’\u00a0]*)(?P<times>[km]?)$")
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000}


def read_amount(typed: str, digits: int) -> Decimal | str:
    """The amount, or the sentence that says what is wrong with it.

    `digits` is how many decimals the currency has. A figure such as 1.200 that could mean two amounts is
    not guessed: the sentence offers both.
    """
    shape = _SHAPE.fullmatch(typed.strip().casefold())
    if shape is None:
        return _("“{typed}” is not an amount; type it like 1200 or 1,200.50").format(typed=typed)
    figure = re.sub(r"['’\u00a0]", "", shape["figure"])
    times = _TIMES[shape["times"]]
    marks = [c for c in figure if c in ".,"]
    plain = re.sub("[.,]", "", figure)
    if not marks:
        value = Decimal(plain)
    elif len(set(marks)) == 2:
        mark = marks[-1]
        if marks.count(mark) != 1:
            return _("“{typed}” is not an amount; type it like 1200 or 1,200.50").format(typed=typed)
        whole, decimals = figure.rsplit(mark, 1)
        value = Decimal(f"{re.sub('[.,]', '', whole)}.{decimals or '0'}")
    else:
        read = _one_mark(figure, marks[0], typed, digits, times)
        if isinstance(read, str):
            return read
        value = read
    value *= times
    if value != value.quantize(Decimal(1).scaleb(-digits)):
        return _("“{typed}” has more decimals than the currency ({n})").format(typed=typed, n=digits)
    return value.quantize(Decimal(1).scaleb(-digits))


def _one_mark(figure: str, mark: str, typed: str, digits: int, times: int) -> Decimal | str:
    """A figure with one kind of mark, which may group thousands or begin the decimals."""
    parts = figure.split(mark)
    grouped = all(len(part) == 3 for part in parts[1:]) and 1 <= len(parts[0]) <= 3 and parts[0] != "0"
    if len(parts) > 2:
        if grouped:
            return Decimal("".join(parts))
        return _("“{typed}” is not an amount; type it like 1200 or 1,200.50").format(typed=typed)
    could_be_decimals = len(parts[1]) <= max(digits, 1) or times > 1
    if grouped and mark == "," and digits < 3 and times == 1:
        return Decimal("".join(parts))
    if grouped and (could_be_decimals or mark == ".") and times == 1:
        return _("“{typed}” can be {a} or {b}; type it without the mark or with all decimals").format(
            typed=typed, a="".join(parts), b=f"{parts[0]}.{parts[1]}"
        )
    return Decimal(f"{parts[0]}.{parts[1] or '0'}")
