"""Reference rates of central banks and ministries, from `data/reference_rates.toml`.

A value stands for the days for which it is known and for no other: a rate is never carried forward.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from collectdesk.confidence import Mark
from collectdesk.money.exact import PerCent
from collectdesk.resources import parse_data, read_data

FILE = "data/reference_rates.toml"


class ReferenceRate(BaseModel):
    """`value` per cent a year, known for each day from `start` to `until`, both included."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    start: date = Field(alias="from")
    until: date
    value: PerCent
    confidence: Mark
    read_on: date
    source: str = Field(min_length=1)

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.until < self.start:
            raise ValueError("until lies before from")
        return self


class Series(BaseModel):
    """One published rate through time; its values do not overlap and stand in the order of their days."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str = Field(min_length=1)
    values: tuple[ReferenceRate, ...] = Field(strict=False)

    @model_validator(mode="after")
    def _one_value_a_day(self) -> Self:
        for before, after in zip(self.values, self.values[1:], strict=False):
            if after.start <= before.until:
                raise ValueError(f"the value from {after.start} starts before the one above it ends")
        return self


class ReferenceRates(BaseModel):
    """All series by their id, such as "de-base-rate"."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    series: dict[str, Series]

    def on(self, series: str, day: date) -> ReferenceRate | None:
        """The rate that is known for a day. None where none is loaded."""
        for rate in self._values(series):
            if rate.start <= day <= rate.until:
                return rate
        return None

    def changes(self, series: str) -> list[date]:
        """The days on which what is known changes: where a value starts, and the day after it ends."""
        values = self._values(series)
        return sorted({day for rate in values for day in (rate.start, rate.until + timedelta(days=1))})

    def _values(self, series: str) -> tuple[ReferenceRate, ...]:
        return self.series[series].values if series in self.series else ()


def parse_reference_rates(text: str, name: str = FILE) -> ReferenceRates:
    """The series in `text`. BadInput naming `name` and the key when something in it cannot be used."""
    return parse_data(text, name, ReferenceRates)


@cache
def load_reference_rates() -> ReferenceRates:
    """The series a desk has loaded, read once. BadInput when the file cannot be used."""
    return parse_reference_rates(read_data("reference_rates.toml"))


def merged(shipped: ReferenceRates, loaded: Mapping[str, Iterable[ReferenceRate]]) -> ReferenceRates:
    """The shipped series with what a desk loaded over them: for its days a loaded value stands alone.

    Of loaded values that reach into each other the later one counts from its first day on. Series that are not
    shipped are left out.
    """
    series = {}
    for name, known in shipped.series.items():
        over = _cut(loaded.get(name, ()))
        under = [piece for rate in known.values for piece in _without(rate, over)]
        values = tuple(sorted((*over, *under), key=lambda rate: rate.start))
        series[name] = Series(name=known.name, values=values)
    return ReferenceRates(series=series)


def _cut(rates: Iterable[ReferenceRate]) -> list[ReferenceRate]:
    in_order = sorted(rates, key=lambda rate: rate.start)
    for at, following in enumerate(in_order[1:]):
        end = min(in_order[at].until, following.start - timedelta(days=1))
        in_order[at] = in_order[at].model_copy(update={"until": end})
    return in_order


def _without(rate: ReferenceRate, over: Iterable[ReferenceRate]) -> list[ReferenceRate]:
    """What is left of a value outside the days of others, which stand in order."""
    pieces, start = [], rate.start
    for other in over:
        if other.until < start or other.start > rate.until:
            continue
        if other.start > start:
            pieces.append(rate.model_copy(update={"start": start, "until": other.start - timedelta(days=1)}))
        start = other.until + timedelta(days=1)
    if start <= rate.until:
        pieces.append(rate.model_copy(update={"start": start}))
    return pieces
