"""Amounts: every style, decided for the column; what fits none is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectdesk.exchange.cells import Cell, Unreadable
from collectdesk.exchange.figures import FigureColumn
from collectdesk.faults import BadInput


def column(cells: list[Cell], decimal: str | None = None) -> FigureColumn:
    return FigureColumn("ledger.csv", "Amount", lambda: cells, decimal)


def read(cells: list[Cell], currency: str = "USD", places: int = 2, decimal: str | None = None) -> list[int]:
    figures = column(cells, decimal)
    return [figures.minor(cell, currency, places) for cell in cells]


@pytest.mark.parametrize(
    ("cells", "minor"),
    [
        (["1,234.56", "14,926,094.09-", "0.5"], [123456, -1492609409, 50]),
        (["1.234,56", "-7,5", "1.000"], [123456, -750, 100000]),
        (["1 234,56", "1\u00a0234\u202f567,00"], [123456, 123456700]),
        (["1'234.56", "12\u2019345.00"], [123456, 1234500]),
        (["(1,234.50)", "\u22123.00", "3.00 CR", "4.00 DR"], [-123450, -300, -300, 400]),
        (["1234.5", "94", "+2.00", ".50"], [123450, 9400, 200, 50]),
        (["12,34,567.00", "1,23,456.50"], [123456700, 12345650]),
        (["USD 12.00", "13.00 USD"], [1200, 1300]),
    ],
)
def test_styles(cells: list[Cell], minor: list[int]) -> None:
    assert read(cells) == minor


def test_an_ambiguous_cell_is_settled_by_a_later_line() -> None:
    assert read(["1.234", "1.234,50"]) == [123400, 123450]
    assert read(["1,234", "1,234.50"]) == [123400, 123450]


def test_a_column_that_fits_both_marks_stops_and_names_the_option() -> None:
    with pytest.raises(BadInput, match=r"ledger\.csv.*Amount.*--decimal"):
        read(["1.234", "99"])


def test_the_option_settles_it() -> None:
    assert read(["1.234"], decimal=",") == [123400]
    with pytest.raises(Unreadable, match="more decimals than USD"):
        read(["1.234"], decimal=".")
    assert read(["1.234"], "KWD", 3, decimal=".") == [1234]


def test_a_column_of_both_styles_stops() -> None:
    with pytest.raises(BadInput, match="mixes"):
        read(["1,234.56", "1.234,56"])
    with pytest.raises(Unreadable):
        read(["1.234,56"], decimal=".")


@pytest.mark.parametrize(
    "broken",
    ["2,15980,796.86-", "12,1598159,61159.48-", "808,724.1599-", "1,23", "1..2", "--5", "(5", "5)", "-5-", "x", "",
     "-", "1 2", "0,123.00", "1,234,56.00", "٣", "NaN", "1e5", "=1+1", "5 EUR", "€5"],
)  # fmt: skip
def test_broken_numbers_are_refused_never_repaired(broken: str) -> None:
    figures = column(["1,234.56", broken])
    assert figures.minor("1,234.56", "USD", 2) == 123456
    with pytest.raises((Unreadable, BadInput)):
        figures.minor(broken, "USD", 2)


def test_groupings_are_not_mixed_within_a_column() -> None:
    figures = column([])
    assert figures.minor("1,234,567.00", "INR", 2) == 123456700
    with pytest.raises(Unreadable, match="groups its digits"):
        figures.minor("12,34,567.00", "INR", 2)


def test_numbers_of_a_workbook_are_exact_to_what_it_shows() -> None:
    assert read([6160.48, 0.1 + 0.2, 5, -3.0]) == [616048, 30, 500, -300]
    for broken in (float("nan"), float("inf"), True, 1.234):
        with pytest.raises(Unreadable):
            read([broken])


def test_currencies_without_decimals() -> None:
    assert read(["6,104,800"], "JPY", 0, decimal=".") == [6104800]
    assert read(["6,104,800"], "JPY", 0) == [6104800]
    with pytest.raises(Unreadable):
        read(["10.5"], "JPY", 0)


amounts = st.integers(min_value=-(10**13), max_value=10**13)


def written(minor: int, group: str, mark: str) -> str:
    whole, part = divmod(abs(minor), 100)
    return f"{'-' if minor < 0 else ''}{whole:,}".replace(",", group) + f"{mark}{part:02d}"


@given(
    st.lists(amounts, min_size=1, max_size=20),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", "."), ("", "."), ("", ",")]),
)
def test_what_was_written_is_read(minors: list[int], style: tuple[str, str]) -> None:
    cells: list[Cell] = [written(minor, *style) for minor in minors]
    assert read(cells) == minors


@given(st.text(alphabet="0123456789.,-'() ", max_size=14))
def test_never_an_amount_that_the_digits_do_not_say(cell: str) -> None:
    """Whatever is read has exactly the digits of the cell, at some scale."""
    try:
        minor = column([cell]).minor(cell, "USD", 2)
    except (Unreadable, BadInput):
        return
    digits = "".join(c for c in cell if c.isdigit())
    assert str(abs(minor)).rstrip("0") == digits.strip("0") or int(digits) == minor == 0
