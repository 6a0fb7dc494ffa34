"""What money is to be expected, week by week: promises and plans first, then bills at the customer's own pace.

An amount is expected once: what a promise or an instalment covers is taken off the items that it covers, and only the
rest of them is expected by habit. Disputed amounts, and all of an account on hold, stand apart with no week. What was
promised for a day that is over, or should by habit have come already, is expected in the first week, and is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from pydantic import Field
from sqlalchemy import BigInteger, and_, case, cast, func, null, or_, select
from sqlalchemy.orm import Session

from collectdesk.desk.act import Act, Command, act
from collectdesk.desk.ageing_as_of import base_factors
from collectdesk.desk.dossier import desk_day
from collectdesk.desk.forecast_habits import Habits, habits
from collectdesk.desk.kpi_trend import week_of
from collectdesk.desk.portfolio import EVERYTHING, Part
from collectdesk.desk.rights import Right
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import (
    Account,
    Forecast,
    ForecastLine,
    Hold,
    Instalment,
    OpenItem,
    Party,
    Payment,
    PaymentPlan,
    PlanItem,
    Promise,
    PromiseItem,
)
from collectdesk.money import Money
from collectdesk.ranking.rerank import desk_clock, id_list, within

WEEKS = 13
SOURCES = ("promise", "instalment", "habit_customer", "habit_country", "billed")
"""From the surest to the least sure."""
AGREED_HOLDS = ("payment_plan", "payment_search", "skipped")
"""Holds that do not stop money from coming: a running plan, a payment looked for, an account passed over."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected in the week that begins on `week_on`, of one source, in minor units; base None without a rate.

    `late_minor` is the part whose own day is over already.
    """

    week_on: date
    currency: str
    source: str
    minor: int
    base_minor: int | None
    late_minor: int = 0


@dataclass(frozen=True, slots=True)
class Apart:
    """What is open and not in any week of the forecast: disputed, held, later (after its last week) or no_due_date."""

    currency: str
    reason: str
    minor: int


@dataclass(frozen=True, slots=True)
class CameTrue:
    """A week of the forecast kept before this one: what it expected, and what was received by value date since."""

    week_on: date
    currency: str
    expected_minor: int
    received_minor: int
    over: bool


@dataclass(frozen=True, slots=True)
class CashForecast:
    """Made on `as_of` for `weeks` weeks from Monday `first_on`; the first is the running one, from `as_of` on.

    `last` is the day of the kept forecast that `came_true` compares with, None when there is none.
    """

    as_of: date
    first_on: date
    weeks: int
    base: str
    filter: str
    expected: tuple[Expected, ...]
    apart: tuple[Apart, ...]
    last: date | None
    came_true: tuple[CameTrue, ...]


@dataclass(slots=True)
class _Item:
    account_id: int
    party_id: int
    country: str | None
    currency: str
    due_on: date | None
    left: int


class _Weeks:
    """Sums by week, currency and source."""

    def __init__(self, day: date, weeks: int) -> None:
        self.day, self.first = day, week_of(day)
        self.end = self.first + timedelta(days=7 * weeks)
        self.sums: dict[tuple[date, str, str], list[int]] = defaultdict(lambda: [0, 0])
        self.apart: dict[tuple[str, str], int] = defaultdict(int)

    def expect(self, on: date, currency: str, source: str, minor: int) -> None:
        if on >= self.end:
            self.apart[currency, "later"] += minor
            return
        both = self.sums[week_of(max(on, self.day)), currency, source]
        both[0] += minor
        both[1] += minor if on < self.day else 0


def cash_forecast(
    session: Session, now: datetime, *, weeks: int = WEEKS, part: Part = EVERYTHING
) -> CashForecast:
    """What is to be expected from today on. BadInput for fewer than one week or more than 53."""
    if not 1 <= weeks <= 53:
        raise BadInput(_("a forecast has 1 to 53 weeks"))
    day = desk_day(session, now)
    found = _Weeks(day, weeks)
    items, known = _items(session, part, day, found), habits(session, day)
    _promised(session, items, part, found)
    _instalments(session, items, part, found)
    _by_habit(items.values(), known, found)
    _others(session, part, day, known, found)
    base = desk_clock(session).base_currency
    factors, _quotes = base_factors(session, {key[1] for key in found.sums}, day)
    last, came_true = _came_true(session, day, part)
    return CashForecast(
        day, found.first, weeks, base, part.said(session), tuple(_expected(found, base, factors)),
        tuple(Apart(currency, reason, minor) for (currency, reason), minor in sorted(found.apart.items()) if minor),
        last, came_true,
    )  # fmt: skip


def _items(session: Session, part: Part, day: date, found: _Weeks) -> dict[int, _Item]:
    """Items that a promise or a plan covers and that money may come for; what is disputed or held is put apart."""
    item: Any = OpenItem.__table__.c
    held = set(session.scalars(_held(day)))
    rows = session.execute(
        select(
            item.id, item.account_id, Account.party_id, Party.country, item.currency, item.due_on, item.open_minor,
            item.disputed_minor,
        )
        .join_from(OpenItem.__table__, Account, Account.id == item.account_id)
        .join(Party, Party.id == Account.party_id)
        .where(item.open_minor > 0, item.id.in_(_agreed()), *part.items())
        .order_by(item.id)
    )  # fmt: skip
    kept: dict[int, _Item] = {}
    for key, account_id, party_id, country, currency, due_on, minor, disputed in rows:
        if account_id in held:
            found.apart[currency, "held"] += minor
            continue
        aside = max(0, min(disputed, minor))
        found.apart[currency, "disputed"] += aside
        if minor > aside:
            kept[key] = _Item(account_id, party_id, country, currency, due_on, minor - aside)
    return kept


def _held(day: date) -> Any:
    """Accounts that money is not expected from on a day."""
    return select(Hold.account_id).where(
        Hold.since_on <= day, Hold.until_on >= day, Hold.undone_by.is_(None),
        or_(Hold.lifted_on.is_(None), Hold.lifted_on > day), Hold.kind.not_in(AGREED_HOLDS),
    )  # fmt: skip


def _agreed() -> Any:
    """Items that an open promise or a running plan covers."""
    promised = (
        select(PromiseItem.open_item_id)
        .join(Promise, Promise.id == PromiseItem.promise_id)
        .where(Promise.state == "open")
    )
    planned = (
        select(PlanItem.open_item_id)
        .join(PaymentPlan, PaymentPlan.id == PlanItem.payment_plan_id)
        .where(PaymentPlan.state == "running")
    )
    return promised.union(planned)


def _others(session: Session, part: Part, day: date, known: Habits, found: _Weeks) -> None:
    """All other items, summed by the database: by currency, due date, and whose habit moves them."""
    item: Any = OpenItem.__table__.c
    wanted = id_list(session.get_bind().dialect.name, sorted(known.of_party))
    account: Any = Account.__table__.c
    own = and_(*within(session.get_bind().dialect.name)(account.party_id))
    party = case((own, Account.party_id), else_=null())
    held = item.account_id.in_(_held(day))
    aside = case(
        (item.disputed_minor <= 0, 0),
        (item.disputed_minor > item.open_minor, item.open_minor),
        else_=item.disputed_minor,
    )
    rows = select(
        item.currency, item.due_on, Party.country, party.label("party_id"), case((held, 1), else_=0).label("held"),
        item.open_minor, aside.label("aside"),
    )  # fmt: skip
    each = (
        rows.join_from(OpenItem.__table__, Account, Account.id == item.account_id)
        .join(Party, Party.id == Account.party_id)
        .where(item.open_minor > 0, item.id.not_in(_agreed()), *part.items())
        .subquery("others")
    ).c
    keys = each.currency, each.due_on, each.country, each.party_id, each.held
    summed = select(
        *keys, cast(func.sum(each.open_minor), BigInteger), cast(func.sum(each.aside), BigInteger)
    ).group_by(*keys)
    for currency, due_on, country, party_id, is_held, minor, disputed in session.execute(
        summed, {"ids": wanted}
    ):
        if is_held:
            found.apart[currency, "held"] += int(minor)
            continue
        found.apart[currency, "disputed"] += int(disputed)
        left = int(minor) - int(disputed)
        _by_habit((_Item(0, party_id or 0, country, currency, due_on, left),), known, found)


def _take(items: dict[int, _Item], covered: list[int], currency: str, wanted: int) -> int:
    """Take what an agreement expects off the items it covers, in order; gives how much there was."""
    taken = 0
    for key in covered:
        item = items.get(key)
        if item is not None and item.currency == currency and taken < wanted:
            part = min(item.left, wanted - taken)
            item.left -= part
            taken += part
    return taken


def _promised(session: Session, items: dict[int, _Item], part: Part, found: _Weeks) -> None:
    covered = _covered(
        session, PromiseItem.promise_id, PromiseItem.open_item_id, Promise, Promise.state == "open"
    )
    promises = session.scalars(
        select(Promise)
        .where(Promise.state == "open", Promise.undone_by.is_(None), *part.accounts(Promise.account_id))
        .order_by(Promise.promised_on, Promise.id)
    )
    for one in promises:
        minor = _take(items, covered[one.id], one.currency, one.amount_minor)
        if minor:
            found.expect(one.promised_on, one.currency, "promise", minor)


def _instalments(session: Session, items: dict[int, _Item], part: Part, found: _Weeks) -> None:
    running = PaymentPlan.state == "running"
    covered = _covered(session, PlanItem.payment_plan_id, PlanItem.open_item_id, PaymentPlan, running)
    rows = session.execute(
        select(
            PaymentPlan.id, PaymentPlan.currency, Instalment.due_on, Instalment.principal_minor,
            Instalment.received_minor,
        )
        .join(Instalment, Instalment.payment_plan_id == PaymentPlan.id)
        .where(
            running, PaymentPlan.undone_by.is_(None), Instalment.state != "paid",
            *part.accounts(PaymentPlan.account_id),
        )
        .order_by(Instalment.due_on, Instalment.id)
    )  # fmt: skip
    for plan_id, currency, due_on, principal, received in rows:
        minor = _take(items, covered[plan_id], currency, max(0, principal - received))
        if minor:
            found.expect(due_on, currency, "instalment", minor)


def _covered(session: Session, owner: Any, item: Any, table: Any, state: Any) -> dict[int, list[int]]:
    """The items of each promise or plan, in order."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = session.execute(
        select(owner, item).join(table, table.id == owner).where(state).order_by(owner, item)
    )
    for key, item_id in rows:
        found[key].append(item_id)
    return found


def _by_habit(items: Any, known: Habits, found: _Weeks) -> None:
    for item in items:
        if not item.left:
            continue
        if item.due_on is None:
            found.apart[item.currency, "no_due_date"] += item.left
            continue
        source, days = known.of(item.party_id, item.country)
        found.expect(item.due_on + timedelta(days=days), item.currency, source, item.left)


def _expected(found: _Weeks, base: str, factors: dict[str, Fraction]) -> Iterator[Expected]:
    order = {source: n for n, source in enumerate(SOURCES)}
    for (week, currency, source), (minor, late) in sorted(
        found.sums.items(), key=lambda one: (one[0][1], one[0][0], order[one[0][2]])
    ):
        factor = factors.get(currency)
        worth = None if factor is None else Money(1, base).times(minor * factor).minor
        yield Expected(week, currency, source, minor, worth, late)


def _came_true(session: Session, day: date, part: Part) -> tuple[date | None, tuple[CameTrue, ...]]:
    """The newest forecast kept before today beside what came in: of the whole book, as it was kept."""
    kept = session.scalars(
        select(Forecast)
        .where(Forecast.as_of < day)
        .order_by(Forecast.as_of.desc(), Forecast.id.desc())
        .limit(1)
    ).first()
    if kept is None or part != EVERYTHING:
        return None, ()
    expected: dict[tuple[date, str], int] = {
        (week, currency): int(minor)
        for week, currency, minor in session.execute(
            select(
                ForecastLine.week_on, ForecastLine.currency, cast(func.sum(ForecastLine.minor), BigInteger)
            )
            .where(ForecastLine.forecast_id == kept.id, ForecastLine.week_on <= day)
            .group_by(ForecastLine.week_on, ForecastLine.currency)
        )
    }
    received: dict[tuple[date, str], int] = defaultdict(int)
    for currency, value_on, minor in session.execute(
        select(Payment.currency, Payment.value_on, cast(func.sum(Payment.minor), BigInteger))
        .where(
            Payment.value_on >= kept.as_of, Payment.value_on <= day, Payment.returned_on.is_(None),
            Payment.account_id.is_not(None),
        )
        .group_by(Payment.currency, Payment.value_on)
    ):  # fmt: skip
        received[week_of(value_on), currency] += int(minor)
    return kept.as_of, tuple(
        CameTrue(
            week, currency, expected.get((week, currency), 0), received[week, currency],
            week + timedelta(days=6) < day,
        )
        for week, currency in sorted({*expected, *received}, key=lambda key: (key[1], key[0]))
    )  # fmt: skip


class KeepForecast(Command):
    """Keep the forecast of the whole book as it is now, so that a later one can say what came true of it."""

    weeks: int = Field(default=WEEKS, ge=1, le=53)


@act("forecast.keep", right=Right.SEE_ALL)
def keep_forecast(act: Act, command: KeepForecast) -> None:
    """Write the forecast of today down; one of the same day that was kept before stays beside it."""
    made = cash_forecast(act.session, act.now, weeks=command.weeks)
    row = act.add(
        Forecast(
            as_of=made.as_of, first_on=made.first_on, weeks=made.weeks, base_currency=made.base, made_at=act.now,
            user_id=act.actor.id,
        )
    )  # fmt: skip
    act.session.add_all(
        ForecastLine(
            forecast_id=row.id, week_on=one.week_on, currency=one.currency, source=one.source, minor=one.minor,
            base_minor=one.base_minor,
        )
        for one in made.expected
    )  # fmt: skip
    totals: dict[str, int] = defaultdict(int)
    for one in made.expected:
        totals[one.currency] += one.minor
    act.record(forecast=row.id, weeks=made.weeks, totals=dict(sorted(totals.items())))
    act.say(_("Forecast of {weeks} weeks kept").format(weeks=made.weeks))
