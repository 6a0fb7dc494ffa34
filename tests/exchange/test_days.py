"""Dates: every form, the order decided for the column, never a silently wrong day."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectdesk.exchange.cells import Cell, Unreadable
from collectdesk.exchange.days import DayColumn
from collectdesk.faults import BadInput


def read(cells: list[Cell], order: str | None = None) -> list[date | None]:
    days = DayColumn("ledger.csv", "Due date", lambda: cells, order)
    return [days[cell] for cell in cells]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2020-03-30", date(2020, 3, 30)),
        ("2020/3/1", date(2020, 3, 1)),
        ("2020.03.01", date(2020, 3, 1)),
        ("20200410", date(2020, 4, 10)),
        ("2020-03-30T10:00:00Z", date(2020, 3, 30)),
        ("2020-03-30 00:00:00", date(2020, 3, 30)),
        ("01.02.2020", date(2020, 2, 1)),
        ("1.2.20", date(2020, 2, 1)),
        ("25/12/2020", date(2020, 12, 25)),
        ("12/25/2020", date(2020, 12, 25)),
        ("12-Mar-2020", date(2020, 3, 12)),
        ("12. März 2020", date(2020, 3, 12)),
        ("Mar 12, 2020", date(2020, 3, 12)),
        ("3 de março de 2020", date(2020, 3, 3)),
        ("15 lipca 2020", date(2020, 7, 15)),
        ("1er août 2020", date(2020, 8, 1)),
        ("43920", date(2020, 3, 30)),
        (43920.0, date(2020, 3, 30)),
        (20200330, date(2020, 3, 30)),
        (date(2020, 3, 30), date(2020, 3, 30)),
        (datetime(2020, 3, 30, 5), date(2020, 3, 30)),  # noqa: DTZ001  # as a workbook gives it
        ("", None),
        ("00000000", None),
        ("00.00.0000", None),
    ],
)
def test_forms(cell: Cell, day: date | None) -> None:
    assert read([cell]) == [day]


@pytest.mark.parametrize(
    "cell",
    [
        "31/02/2020",
        "99999999",
        "2020-13-01",
        "12 Foo 2020",
        "x",
        "0200739534",
        "1/2",
        True,
        3.2,
        "1899-01-01",
    ],
)
def test_no_dates(cell: Cell) -> None:
    with pytest.raises(Unreadable):
        read([cell])


def test_a_later_line_settles_the_order() -> None:
    assert read(["03/04/2020", "13/04/2020"]) == [date(2020, 4, 3), date(2020, 4, 13)]
    assert read(["03/04/2020", "04/13/2020"]) == [date(2020, 3, 4), date(2020, 4, 13)]


def test_an_ambiguous_column_stops_and_names_the_option() -> None:
    with pytest.raises(BadInput, match=r"ledger\.csv.*Due date.*--date-order"):
        read(["03/04/2020", "05/06/2020"])
    assert read(["03/04/2020"], "mdy") == [date(2020, 3, 4)]
    assert read(["03/04/2020"], "dmy") == [date(2020, 4, 3)]


def test_days_that_are_the_same_either_way_need_no_option() -> None:
    assert read(["05/05/2020"]) == [date(2020, 5, 5)]


def test_a_column_of_two_orders_stops() -> None:
    with pytest.raises(BadInput, match="different orders"):
        read(["13/04/2020", "04/13/2020"])
    with pytest.raises(BadInput, match="different orders"):
        read(["03.04.2020", "03.13.2020"])


def test_with_the_option_the_other_order_is_refused_by_line() -> None:
    with pytest.raises(Unreadable, match="order mdy"):
        read(["13/04/2020"], "mdy")


FORMS = {
    "dmy": ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"),
    "mdy": ("%m/%d/%Y", "%m-%d-%Y"),
    "ymd": ("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d"),
}
days = st.dates(date(1970, 1, 1), date(2099, 12, 31))


@given(
    st.lists(days, min_size=1, max_size=12), st.sampled_from([(o, f) for o, fs in FORMS.items() for f in fs])
)
def test_right_or_stopped_never_wrong(wanted: list[date], style: tuple[str, str]) -> None:
    order, form = style
    cells: list[Cell] = [day.strftime(form) for day in wanted]
    assert read(cells, order) == wanted
    try:
        assert read(cells) == wanted
    except BadInput:
        assert order != "ymd"
        assert all(day.day <= 12 for day in wanted)


@given(st.lists(days, min_size=1, max_size=6), st.lists(days, min_size=1, max_size=6))
def test_two_orders_in_one_column_never_pass_unless_they_mean_the_same(
    first: list[date], second: list[date]
) -> None:
    cells: list[Cell] = [*(d.strftime("%d/%m/%Y") for d in first), *(d.strftime("%m/%d/%Y") for d in second)]
    try:
        found = read(cells)
    except BadInput:
        return
    # Nothing contradicted, so the whole column is in one order, and that order is the same for all.
    one_order = {order: [datetime.strptime(str(c), f).date() for c in cells] if _fits(cells, f) else None  # noqa: DTZ007
                 for order, f in (("dmy", "%d/%m/%Y"), ("mdy", "%m/%d/%Y"))}  # fmt: skip
    assert found in [value for value in one_order.values() if value is not None]


def _fits(cells: list[Cell], form: str) -> bool:
    try:
        return all(datetime.strptime(str(cell), form) for cell in cells)  # noqa: DTZ007
    except ValueError:
        return False
