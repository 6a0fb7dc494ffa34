"""Amounts as files write them. The decimal mark is decided for a column over the whole file, never by cell.

`1,234.56`, `1.234,56`, `1 234,56`, `1'234.56`, `12,34,567.00`, a minus before or behind, parentheses, CR
and DR. A number that fits no style is refused, never repaired. A column that fits both marks and means
something else in each stops the import: only a person can say which it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import NamedTuple

from collectdesk.exchange.cells import Cell, Unreadable, quoted
from collectdesk.faults import BadInput
from collectdesk.i18n import _

MARKS = (".", ",")

_MOST_PLACES = 3
"""No money has more decimals, so a cell with more says nothing of a column's style."""

_SHAPE = str.maketrans("123456789", "9" * 9)
_BESIDE_DIGITS = "\u00a0\u202f\u2007\u2009\u2019\u2212€£¥₹"
_DIGITS = dict.fromkeys([*(c for c in range(128) if not chr(c).isdigit()), *map(ord, _BESIDE_DIGITS)])
_SPACES = re.compile("[\u00a0\u202f\u2007\u2009]")
_SYMBOLS = {"€": {"EUR"}, "£": {"GBP"}, "¥": {"JPY", "CNY"}, "₹": {"INR"}}
_SIGNED = re.compile(
    r"(?P<open>\()?\s*(?P<before>[-+\u2212])?\s*(?P<money>[A-Z]{3}|[€£¥₹])?\s*(?P<inner>[-+\u2212])?\s*"
    r"(?P<body>[09][09., '\u2019]*|[.,][09]+)\s*(?P<code>[A-Z]{3}|[€£¥₹])?\s*(?P<after>[-+\u2212])?\s*"
    r"(?P<close>\))?\s*(?P<side>CR|DR|Cr|Dr|cr|dr|H|S)?"
)
_WHOLE = {
    mark: re.compile(
        r"(?:(?P<plain>[09]*)|(?P<west>9[09]{0,2}(?:(?P<by>[G '\u2019])[09]{3})(?:(?P=by)[09]{3})*)"
        r"|(?P<lakh>9[09]?(?:G[09]{2})+G[09]{3}))(?:M(?P<places>[09]+))?".replace(
            "M", re.escape(mark)
        ).replace("G", re.escape("," if mark == "." else "."))
    )
    for mark in MARKS
}


class Form(NamedTuple):
    """What a shape means: sign, digits behind the decimal mark, and the currency written in the cell."""

    sign: int
    places: int
    money: str


class FigureColumn:
    """One column of amounts. `decimal` is the mark when a person gave it with --decimal, else None.

    `cells` gives all cells of the column from the top, so that the mark can be decided over the whole
    file when the first cell needs it. `file` and `heading` are for sentences.
    """

    def __init__(
        self, file: str, heading: str, cells: Callable[[], Iterable[Cell]], decimal: str | None = None
    ) -> None:
        self._file = file
        self._heading = heading
        self._cells = cells
        self._given = decimal is not None
        self._mark = decimal
        self._lakh: bool | None = None
        self._forms: dict[str, Form] = {}

    def minor(self, cell: Cell, currency: str, decimals: int) -> int:
        """The amount in minor units of the currency, which has so many decimals.

        Raises Unreadable for what is no amount in this column's style or has too many decimals, and
        BadInput when the column's style cannot be told.
        """
        if cell.__class__ is not str:
            return _from_number(cell, currency, decimals)
        if self._mark is not None:
            whole, _mark, part = cell.partition(self._mark)
            if len(part) == decimals and whole.isdecimal() and part.isdecimal():
                return int(whole + part)
        shape = cell.translate(_SHAPE)
        form = self._forms.get(shape) or self._learn(shape, cell)
        sign, places, money = form
        if money and money != currency and currency not in _SYMBOLS.get(money, ()):
            raise Unreadable(
                _("{cell} is not an amount in {currency}").format(cell=quoted(cell), currency=currency)
            )
        digits = int(cell.translate(_DIGITS))
        if places == decimals:
            return sign * digits
        return sign * _scaled(Decimal(digits).scaleb(-places), cell, currency, decimals)

    def _learn(self, shape: str, cell: str) -> Form:
        plain = _SPACES.sub(" ", shape)
        found = _readings(plain)
        if not found:
            raise Unreadable(_("{cell} is not an amount").format(cell=quoted(cell)))
        if len(found) == 2 and found["."][0] == found[","][0]:
            form, lakh = found["."]
        else:
            if self._mark is None:
                self._mark = next(iter(found)) if len(found) == 1 else self._decide()
            if self._mark not in found:
                if all(reading.places > _MOST_PLACES for reading, _lakh in found.values()):
                    raise Unreadable(_("{cell} is not an amount").format(cell=quoted(cell)))
                self._refuse_other_style(cell)
            form, lakh = found[self._mark]
        if lakh is not None:
            if self._lakh is None:
                self._lakh = lakh
            elif self._lakh is not lakh:
                raise Unreadable(
                    _("{cell} groups its digits unlike the rest of the column").format(cell=quoted(cell))
                )
        self._forms[shape] = form
        return form

    def _decide(self) -> str:
        for cell in self._cells():
            if isinstance(cell, str):
                found = _readings(_SPACES.sub(" ", cell.translate(_SHAPE)))
                if len(found) == 1:
                    return next(iter(found))
        raise BadInput(
            _(
                "{file}: the amounts of the column {heading} can be read with a decimal point or a decimal "
                "comma; say which with --decimal . or --decimal ,"
            ).format(file=self._file, heading=quoted(self._heading))
        )

    def _refuse_other_style(self, cell: str) -> None:
        if self._given:
            raise Unreadable(
                _("{cell} is not an amount with the decimal mark {mark}").format(
                    cell=quoted(cell), mark=self._mark
                )
            )
        raise BadInput(
            _(
                "{file}: the column {heading} mixes amounts with a decimal point and with a decimal comma, "
                "such as {cell}; say which is right with --decimal, and the others are refused by line"
            ).format(file=self._file, heading=quoted(self._heading), cell=quoted(cell))
        )


def _readings(shape: str) -> dict[str, tuple[Form, bool | None]]:
    """What a shape can mean, by decimal mark; with it whether its groups are Indian (None: cannot tell)."""
    signed = _SIGNED.fullmatch(shape.strip())
    if signed is None or (signed["open"] is None) is not (signed["close"] is None):
        return {}
    signs = [sign for sign in (signed["before"], signed["inner"], signed["after"]) if sign]
    credit = signed["side"] is not None and signed["side"].upper() in ("CR", "H")
    negative = [sign != "+" for sign in signs] + [True] * (signed["open"] is not None) + [True] * credit
    if len(negative) > 1 or (signed["money"] and signed["code"]) or (signs and signed["side"]):
        return {}
    sign = -1 if negative and negative[0] else 1
    found: dict[str, tuple[Form, bool | None]] = {}
    for mark in MARKS:
        whole = _WHOLE[mark].fullmatch(signed["body"].strip())
        if whole is not None:
            form = Form(sign, len(whole["places"] or ""), signed["money"] or signed["code"] or "")
            groups = True if whole["lakh"] else False if _several_groups(whole["west"]) else None
            found[mark] = (form, groups)
    return found


def _several_groups(west: str | None) -> bool:
    return west is not None and len(re.findall("[^09]", west)) > 1


def _from_number(cell: Cell, currency: str, decimals: int) -> int:
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise Unreadable(_("{cell} is not an amount").format(cell=quoted(cell)))
    # A workbook shows fifteen digits of a number; what lies behind them is noise of its binary form.
    amount = Decimal(cell) if isinstance(cell, int) else Decimal(format(cell, ".15g"))
    if not amount.is_finite():
        raise Unreadable(_("{cell} is not an amount").format(cell=quoted(cell)))
    return _scaled(amount, cell, currency, decimals)


def _scaled(amount: Decimal, cell: Cell, currency: str, decimals: int) -> int:
    scaled = amount.scaleb(decimals)
    if scaled != scaled.to_integral_value():
        raise Unreadable(
            _("{cell} has more decimals than {currency} allows").format(cell=quoted(cell), currency=currency)
        )
    return int(scaled)
