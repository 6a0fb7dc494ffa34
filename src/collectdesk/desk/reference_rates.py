"""Reference rates of interest: what ships, and what the desk loaded over it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.desk.act import Act
from collectdesk.exchange.reference_rates import ReferenceValue
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import ReferenceRate as Row
from collectdesk.money.reference_rates import ReferenceRate, ReferenceRates, load_reference_rates, merged

_DAY = timedelta(days=1)


class RateConflict(BaseModel):
    """A rate that was known otherwise before: `name` is a currency or a series, `on` its day; `now` counts."""

    name: str
    on: date
    was: str
    was_source: str
    now: str
    now_source: str


class KnownUntil(BaseModel):
    """A series of a file: its last value, and the last day for which it is known."""

    series: str
    value: str
    known_until: date


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing did: counts of rows, what was known otherwise, and how far each series reaches."""

    created: int
    updated: int
    unchanged: int
    conflicts: tuple[RateConflict, ...]
    reach: tuple[KnownUntil, ...]


def loaded_rates(session: Session) -> ReferenceRates:
    """The reference rates that count at this desk: its own over those that ship."""
    rows: dict[str, list[ReferenceRate]] = defaultdict(list)
    for row in session.scalars(select(Row)):
        rows[row.series].append(_as_rate(row))
    return merged(load_reference_rates(), rows)


def store_references(doing: Act, values: Sequence[ReferenceValue], import_run_id: int) -> Stored:
    """Store values inside an act, in the order of series and day. The same ones again change nothing.

    A value without an end is known until the day before the next one, of the file or of what is known already;
    the last one until the day on which it first came in. Nothing is carried forward beyond that.
    """
    session = doing.session
    known = loaded_rates(session)
    ends = _ends(values, known, doing.day)
    created = updated = unchanged = 0
    conflicts: list[RateConflict] = []
    reach: dict[str, KnownUntil] = {}
    for value, implied in zip(values, ends, strict=True):
        row = session.get(Row, (value.series, value.start))
        until = _until(value, implied, row)
        reach[value.series] = KnownUntil(series=value.series, value=value.value, known_until=until)
        conflicts += _conflicts(value, until, known)
        if row is not None and _same(row, value, until):
            unchanged += 1
            continue
        created += row is None
        updated += row is not None
        given: dict[str, Any] = {
            "until_on": until, "value": value.value, "confidence": value.confidence, "source": value.source,
            "read_on": doing.day, "import_run_id": import_run_id,
        }  # fmt: skip
        if row is None:
            session.add(Row(series=value.series, start_on=value.start, **given))
        else:
            for name, one in given.items():
                setattr(row, name, one)
    session.flush()
    return Stored(created, updated, unchanged, tuple(conflicts), tuple(reach.values()))


def _ends(values: Sequence[ReferenceValue], known: ReferenceRates, today: date) -> list[tuple[date, bool]]:
    """The last day of each value by what follows it, and whether something follows in the file itself."""
    following = [
        *(after.start if after.series == one.series else None for one, after in pairwise(values)),
        None,
    ]
    ends = []
    for value, start in zip(values, following[: len(values)], strict=True):
        if start is not None:
            ends.append((start - _DAY, True))
            continue
        later = [
            rate.start
            for rate in known.series[value.series].values
            if rate.start > value.start and rate.value != Decimal(value.value)
        ]
        ends.append((min([max(today, value.start), *(day - _DAY for day in later)]), False))
    return ends


def _until(value: ReferenceValue, implied: tuple[date, bool], row: Row | None) -> date:
    """A file that comes again does not make its last value known for longer."""
    if value.until is not None:
        return value.until
    end, in_file = implied
    if row is None or in_file or Decimal(row.value) != Decimal(value.value):
        return end
    return row.until_on


def _same(row: Row, value: ReferenceValue, until: date) -> bool:
    stored = (row.until_on, row.value, row.confidence, row.source)
    return stored == (until, value.value, value.confidence, value.source)


def _conflicts(value: ReferenceValue, until: date, known: ReferenceRates) -> list[RateConflict]:
    return [
        RateConflict(
            name=value.series,
            on=max(rate.start, value.start),
            was=str(rate.value),
            was_source=rate.source,
            now=value.value,
            now_source=value.source,
        )
        for rate in known.series[value.series].values
        if rate.start <= until and rate.until >= value.start and rate.value != Decimal(value.value)
    ]


def _as_rate(row: Row) -> ReferenceRate:
    try:
        value = Decimal(row.value)
    except InvalidOperation as error:
        raise BadInput(
            _("the stored rate of {series} of {day} is not a number; import it again").format(
                series=row.series, day=row.start_on.isoformat()
            )
        ) from error
    given = {
        "from": row.start_on, "until": row.until_on, "value": value, "confidence": row.confidence,
        "read_on": row.read_on, "source": row.source,
    }  # fmt: skip
    return ReferenceRate.model_validate(given)
