"""What exchange rates did to an account, and the rates that count at this desk on any day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.desk.overdue import OverdueItem, WhoOwes, overdue_items, statement_day, who_owes
from collectdesk.exchange.rates import Carried, carried_history
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import FxRate
from collectdesk.money import Money
from collectdesk.money.fx import EURO, Quote, Rates
from collectdesk.money.no_figure import NoFigure
from collectdesk.money.quotation import Fluctuation, fluctuation
from collectdesk.ranking.rerank import desk_clock
from collectdesk.store import Store


class DeskRates(Rates):
    """The desk's own rates beside the history that is installed; on the same day the desk's own counts.

    A currency that the central bank quotes no more has no rate of the history, but an imported one stays.
    """

    def __init__(self, stored: Iterable[Quote], carried: Carried) -> None:
        super().__init__(stored)
        self._carried = carried

    def of_day(self, currency: str, on: date, base: str = EURO) -> Quote | None:
        """The rate of a day: the last one published on or before it, of both."""
        stored = super().of_day(currency, on, base)
        carried = self._carried.of_day(currency, on) if base == EURO else None
        if carried is None or (stored is not None and stored.rate_on >= carried.rate_on):
            return stored
        return Quote(currency, Decimal(carried.quoted), carried.rate_on, carried.source)


@dataclass(frozen=True, slots=True)
class FxItem:
    """An overdue item in another currency than the desk's, and what it was and is worth."""

    item: OverdueItem
    figure: Fluctuation | NoFigure


@dataclass(frozen=True, slots=True)
class FxSum:
    """The items of one currency: open, worth on their due dates and on the day, and what that gained (or lost)."""

    open: Money
    due: Money
    now: Money

    @property
    def difference(self) -> Money:
        """Above zero is a gain of the creditor's, below a loss, in base currency."""
        return self.now - self.due


@dataclass(frozen=True, slots=True)
class FxStatement:
    """What the rates did to the overdue items of an account since their due dates, in base currency.

    Items are converted each by itself, so that they add up to `sums`, and these to `total`; items without a
    rate are in none of them and are counted in `without_figure`.
    """

    who: WhoOwes
    base: str
    as_of: date
    items: tuple[FxItem, ...]
    sums: tuple[FxSum, ...]
    total: Money
    without_figure: int


def fx_statement(store: Store, now: datetime, account_id: int, as_of: date | None = None) -> FxStatement:
    """The statement of an account. BadInput for an unknown account or a day too far ahead."""
    with store.read() as session:
        who = who_owes(session, account_id)
        day, base = statement_day(session, now, as_of), desk_clock(session).base_currency
        foreign = [one for one in overdue_items(session, account_id, day) if one.open.currency != base]
        rates = desk_rates(session, {base, *(one.open.currency for one in foreign)}) if foreign else None
    items = tuple(
        FxItem(one, fluctuation(one.open, base, rates, one.due_on, day))
        for one in foreign
        if rates is not None
    )
    sums = _sums(items, base)
    total = sum((one.difference.minor for one in sums), 0)
    missing = sum(isinstance(one.figure, NoFigure) for one in items)
    return FxStatement(who, base, day, items, sums, Money(total, base), missing)


def desk_rates(session: Session, currencies: Iterable[str]) -> DeskRates:
    """The rates that count at this desk for some currencies. BadInput when a stored one is no number."""
    wanted = frozenset(currencies) - {EURO}
    rows = session.execute(
        select(FxRate.currency, FxRate.quoted, FxRate.rate_on, FxRate.source).where(
            FxRate.currency.in_(sorted(wanted))
        )
    )
    stored = []
    for currency, quoted, rate_on, source in rows:
        try:
            stored.append(Quote(currency, Decimal(quoted), rate_on, source))
        except InvalidOperation as error:
            raise BadInput(
                _("the stored rate of {currency} of {day} is not a number; import it again").format(
                    currency=currency, day=rate_on.isoformat()
                )
            ) from error
    return DeskRates(stored, carried_history(wanted))


def _sums(items: Iterable[FxItem], base: str) -> tuple[FxSum, ...]:
    found: dict[str, FxSum] = {}
    for one in items:
        if isinstance(one.figure, NoFigure):
            continue
        code = one.item.open.currency
        before = found.get(code, FxSum(Money(0, code), Money(0, base), Money(0, base)))
        found[code] = FxSum(
            before.open + one.item.open,
            before.due + one.figure.earlier.gives,
            before.now + one.figure.later.gives,
        )
    return tuple(found[code] for code in sorted(found))
