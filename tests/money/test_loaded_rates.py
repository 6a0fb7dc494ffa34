"""Reference rates that a desk loaded over those that ship: a day has one value, and none is carried forward."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from collectdesk.money.reference_rates import ReferenceRate, ReferenceRates, Series, merged

FIRST = date(2026, 1, 1)
DAYS = 120


def rate(start: int, days: int, value: str, source: str = "loaded") -> ReferenceRate:
    begins = FIRST + timedelta(days=start)
    return ReferenceRate.model_validate(
        {
            "from": begins, "until": begins + timedelta(days=days - 1), "value": value, "confidence": "C2",
            "read_on": FIRST, "source": source,
        }
    )  # fmt: skip


def rates(*values: ReferenceRate) -> ReferenceRates:
    return ReferenceRates(series={"s": Series(name="S", values=values)})


def test_a_loaded_value_stands_alone_for_its_days() -> None:
    shipped = rates(rate(0, 30, "1", "shipped"), rate(40, 10, "2", "shipped"))
    found = merged(shipped, {"s": [rate(10, 35, "3")]}).series["s"].values
    assert [(one.start.timetuple().tm_yday, one.until.timetuple().tm_yday, one.value) for one in found] == [
        (1, 10, Decimal(1)),
        (11, 45, Decimal(3)),
        (46, 50, Decimal(2)),
    ]


def test_a_series_that_is_not_shipped_is_left_out() -> None:
    assert list(merged(rates(), {"other": [rate(0, 1, "1")]}).series) == ["s"]


_loaded = st.lists(
    st.tuples(st.integers(0, DAYS - 1), st.integers(1, 40), st.integers(-5, 20)),
    max_size=6,
    unique_by=lambda one: one[0],
)


@given(shipped=_loaded, loaded=_loaded)
def test_each_day_has_the_loaded_value_else_the_shipped_one(
    shipped: list[tuple[int, int, int]], loaded: list[tuple[int, int, int]]
) -> None:
    under: list[tuple[int, int, int]] = []
    for start, days, value in sorted(shipped):
        if not under or under[-1][0] + under[-1][1] <= start:
            under.append((start, days, value))
    found = merged(
        rates(*(rate(start, days, str(value), "shipped") for start, days, value in under)),
        {"s": [rate(start, days, str(value)) for start, days, value in loaded]},
    )
    for at in range(DAYS + 45):
        # A later value ends an earlier one for good, so only the last one that has begun can reach the day.
        start, days, value = max((one for one in loaded if one[0] <= at), default=(0, 0, 0))
        wanted = value if start <= at < start + days else None
        if wanted is None:
            wanted = next((value for start, days, value in under if start <= at < start + days), None)
        known = found.on("s", FIRST + timedelta(days=at))
        assert (known.value if known else None) == wanted
