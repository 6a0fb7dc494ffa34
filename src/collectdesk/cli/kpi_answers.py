"""What the commands of figures answer with --json."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectdesk.cli.output import Answer
from collectdesk.money import Money

if TYPE_CHECKING:
    from collectdesk.desk.account_statement import AccountStatement, CurrencyStatement
    from collectdesk.desk.ageing_as_of import AgedCell, AgedGroup, AgeingAsOf
    from collectdesk.desk.forecast import CashForecast
    from collectdesk.desk.kpi import KpiPage
    from collectdesk.reports.kpi.result import Kpi

FORMATS = ("text", "json", "xlsx", "pdf", "html", "csv", "md")


class AgedItems(Answer):
    """Items and their amount, as a string with the currency's decimals."""

    items: int
    amount: str


class AgedGroupAnswer(Answer):
    """One currency of one group; `group` is null for what belongs to none. `base` as in the answer."""

    group: str | None
    name: str
    currency: str
    cells: dict[str, AgedItems]
    base: dict[str, str | None]


class AgeingAnswer(Answer):
    """Open items at the end of a day, by age and currency. `not_posted`, `no_due_date`, `credits` and `total` stand
    beside the buckets. `in_base` has the same cells in the base currency, null without a rate. `known` is false where
    balances of that day were not kept yet.
    """

    as_of: str
    by_currency: dict[str, dict[str, AgedItems]]
    base: str
    in_base: dict[str, dict[str, str | None]]
    filter: str
    known: bool
    by: str | None
    groups: list[AgedGroupAnswer]


class KpiFigure(Answer):
    """One figure; `value` has two decimals and is null for "n/a". `entries` are journal ids; figures of the book say
    in `rule` what was read, and in `records` how much of it.
    """

    key: str
    variant: str
    value: str | None
    unit: str
    numerator: str
    denominator: str
    currency: str | None
    filter: str
    more_than: bool
    flags: list[str]
    rule: str
    records: int
    entries: list[int]


class KpiAnswer(Answer):
    """Key figures of a period, days included. `groups` by the dimension asked for; `rolled` in per cent by currency."""

    start: str
    end: str
    as_of: str
    by: str | None
    figures: list[KpiFigure]
    groups: dict[str, list[KpiFigure]]
    rolled: dict[str, dict[str, dict[str, str | None]]]


class ForecastLineAnswer(Answer):
    """What is expected in the week from a Monday, from one source."""

    week: str
    currency: str
    source: str
    amount: str
    base: str | None
    late: str


class CameTrueAnswer(Answer):
    """A week of the forecast that was kept before."""

    week: str
    currency: str
    expected: str
    received: str
    over: bool


class ForecastAnswer(Answer):
    """A cash forecast. `apart` is {currency: {disputed|held|later|no_due_date: amount}}; `last` the day of the one kept
    before.
    """

    as_of: str
    weeks: int
    base: str
    expected: list[ForecastLineAnswer]
    apart: dict[str, dict[str, str]]
    last: str | None
    came_true: list[CameTrueAnswer]
    kept: int | None = None


class StatementItem(Answer):
    """An item; `billed` is null for one from before the period."""

    document: str
    document_on: str | None
    due_on: str | None
    billed: str | None
    open: str
    disputed: str
    days_past_due: int | None


class StatementPayment(Answer):
    """What settled a document."""

    value_on: str
    document: str
    kind: str
    settled: str
    reversal: bool


class StatementCurrency(Answer):
    """opening + billed - settled + other = closing."""

    opening: str
    billed: str
    settled: str
    other: str
    closing: str
    overdue: str
    disputed: str
    unapplied: str
    items: list[StatementItem]
    payments: list[StatementPayment]


class StatementAnswer(Answer):
    """A statement of account, by currency."""

    account: str
    customer: str
    language: str | None
    start: str
    end: str
    currencies: dict[str, StatementCurrency]


def ageing_answer(found: AgeingAsOf, later: dict[str, AgedCell]) -> AgeingAnswer:
    """The ageing, with what counts only from after the day."""
    from collectdesk.desk.ageing_as_of import AgedCell as Cell

    currencies = found.currencies
    by_currency = {}
    for currency in sorted({*currencies, *later}):
        cells = _named(currencies[currency]) if currency in currencies else {}
        whole = {name: cells.get(name, Cell()) for name in (*found.columns, "total")}
        whole["not_posted"] = later.get(currency, Cell())
        by_currency[currency] = {name: _aged(currency, cell) for name, cell in whole.items()}
    groups = [
        AgedGroupAnswer(
            group=one.key, name=one.label, currency=one.currency, base=_in_base(found, one),
            cells={name: _aged(one.currency, cell) for name, cell in _named(one).items()},
        )
        for one in found.groups
        if found.by is not None
    ]  # fmt: skip
    return AgeingAnswer(
        as_of=found.as_of.isoformat(), by_currency=by_currency, base=found.base, filter=found.filter,
        in_base={currency: _in_base(found, group) for currency, group in currencies.items()}, known=found.known,
        by=found.by, groups=groups,
    )  # fmt: skip


def _named(group: AgedGroup) -> dict[str, AgedCell]:
    return {**group.cells, "total": group.total}


def _in_base(found: AgeingAsOf, group: AgedGroup) -> dict[str, str | None]:
    return {
        name: None if cell.base_minor is None else str(Money(cell.base_minor, found.base))
        for name, cell in _named(group).items()
    }


def _aged(currency: str, cell: AgedCell) -> AgedItems:
    return AgedItems(items=cell.items, amount=str(Money(cell.minor, currency)))


def kpi_answer(page: KpiPage) -> KpiAnswer:
    """The figures of a page."""
    from collectdesk.reports.kpi.result import rounded

    rolled = {
        currency: {
            row: {
                column: None if (value := matrix.cells[row, column].value) is None else str(rounded(value))
                for column in matrix.columns
            }
            for row in matrix.rows
        }
        for currency, matrix in page.rolled.items()
    }
    return KpiAnswer(
        start=page.start.isoformat(), end=page.end.isoformat(), as_of=page.as_of.isoformat(), by=page.by,
        figures=[_figure(one) for one in page.figures],
        groups={group.label: [_figure(one) for one in group.figures] for group in page.groups}, rolled=rolled,
    )  # fmt: skip


def _figure(one: Kpi) -> KpiFigure:
    return KpiFigure(
        key=one.key, variant=one.variant, value=None if one.shown is None else str(one.shown), unit=one.unit,
        numerator=str(one.numerator), denominator=str(one.denominator), currency=one.basis.currency,
        filter=one.basis.filter, more_than=one.more_than, flags=list(one.flags), rule=one.basis.rule,
        records=one.basis.records, entries=list(one.basis.entries),
    )  # fmt: skip


def forecast_answer(found: CashForecast, kept: int | None = None) -> ForecastAnswer:
    """The forecast; `kept` is the id under which it was kept just now."""
    apart: dict[str, dict[str, str]] = {}
    for one in found.apart:
        apart.setdefault(one.currency, {})[one.reason] = str(Money(one.minor, one.currency))
    return ForecastAnswer(
        as_of=found.as_of.isoformat(), weeks=found.weeks, base=found.base, apart=apart, kept=kept,
        last=found.last.isoformat() if found.last else None,
        expected=[
            ForecastLineAnswer(
                week=one.week_on.isoformat(), currency=one.currency, source=one.source,
                amount=str(Money(one.minor, one.currency)), late=str(Money(one.late_minor, one.currency)),
                base=None if one.base_minor is None else str(Money(one.base_minor, found.base)),
            )
            for one in found.expected
        ],
        came_true=[
            CameTrueAnswer(
                week=one.week_on.isoformat(), currency=one.currency, over=one.over,
                expected=str(Money(one.expected_minor, one.currency)),
                received=str(Money(one.received_minor, one.currency)),
            )
            for one in found.came_true
        ],
    )  # fmt: skip


def statement_answer(found: AccountStatement) -> StatementAnswer:
    """The statement of account."""
    return StatementAnswer(
        account=found.who.number, customer=found.who.customer, language=found.language,
        start=found.start.isoformat(), end=found.end.isoformat(),
        currencies={one.currency: _stated(one) for one in found.currencies},
    )  # fmt: skip


def _stated(one: CurrencyStatement) -> StatementCurrency:
    return StatementCurrency(
        opening=str(one.opening), billed=str(one.billed), settled=str(one.settled), other=str(one.other),
        closing=str(one.closing), overdue=str(one.overdue), disputed=str(one.disputed), unapplied=str(one.unapplied),
        items=[
            StatementItem(
                document=item.document, document_on=item.document_on.isoformat() if item.document_on else None,
                due_on=item.due_on.isoformat() if item.due_on else None, open=str(item.open),
                billed=None if item.billed is None else str(item.billed), disputed=str(item.disputed),
                days_past_due=item.days_past_due,
            )
            for item in one.items
        ],
        payments=[
            StatementPayment(
                value_on=paid.value_on.isoformat(), document=paid.document, kind=paid.kind,
                settled=str(paid.settled), reversal=paid.reversal,
            )
            for paid in one.payments
        ],
    )  # fmt: skip
