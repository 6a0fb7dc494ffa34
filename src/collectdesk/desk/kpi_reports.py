"""Ageing, key figures and the forecast as blocks of typed cells, for every writer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from collectdesk.desk.ageing_as_of import AgedGroup, AgeingAsOf
from collectdesk.desk.forecast import CashForecast
from collectdesk.desk.kpi import KpiPage
from collectdesk.i18n import _
from collectdesk.money import Money
from collectdesk.reports.kpi.result import Kpi, rounded
from collectdesk.reports.sheets import Cell, Column, Report, Row, Sheet


def ageing_report(found: AgeingAsOf) -> Report:
    """One block by currency and, where groups were asked for, one of the groups."""
    sheets = [_ageing_sheet("by_currency", _("By currency"), found, tuple(found.currencies.values()))]
    if found.by is not None:
        sheets.append(_ageing_sheet(f"by_{found.by}", _("By group"), found, found.groups))
    about = _about(found.as_of, found.filter, found.currencies, found.base)
    return Report("ageing", _("Ageing"), about, tuple(sheets))


def _about(
    as_of: date, said: str, currencies: Iterable[str | None], base: str | None
) -> tuple[tuple[str, str], ...]:
    """As of which day, in which currencies and in which they are added up, of which part of the book."""
    codes = ", ".join(sorted({one for one in currencies if one})) or base or _("none")
    if base is not None and codes != base:
        codes = _("{codes}; in all in {base}").format(codes=codes, base=base)
    return (
        (_("As of"), as_of.isoformat()),
        (_("Currency"), codes),
        (_("Filter"), said or _("the whole book")),
    )


def _ageing_sheet(key: str, title: str, found: AgeingAsOf, groups: tuple[AgedGroup, ...]) -> Sheet:
    columns = [
        Column("currency", _("Currency"), "text"),
        Column("group", _("Group"), "text"),
        Column("items", _("Items"), "count"),
        *(Column(name, _bucket(name), "money") for name in found.columns),
        Column("total", _("Total"), "money"),
        Column("total_base", _("Total in {code}").format(code=found.base), "money"),
    ]
    rows = []
    for group in groups:
        total = group.total
        base = None if total.base_minor is None else Money(total.base_minor, found.base)
        amounts: list[Cell] = [Money(group.cells[name].minor, group.currency) for name in found.columns]
        cells = (group.currency, group.label, total.items, *amounts, Money(total.minor, group.currency), base)
        rows.append(Row(cells))
    notes = [_("From the due date, in calendar days; due on the day is current. Credits stand apart.")]
    if not found.known:
        notes.append(_("Balances of that day were not kept yet: amounts are the oldest that are known."))
    for currency, quotes in sorted(found.rates.items()):
        notes += [
            _("{code}: {rate} for one {base} of {day}, {source}").format(
                code=currency, rate=one.quoted, base=one.base, day=one.rate_on.isoformat(), source=one.source
            )
            for one in quotes
        ]
    return Sheet(key, title, tuple(columns), tuple(rows), tuple(dict.fromkeys(notes)))


def _bucket(name: str) -> str:
    """The head of a bucket: `d1_30` is from 1 to 30 days, `d91_plus` from 91 on; others are their own word."""
    days = re.fullmatch(r"d(\d+)_(\d+|plus)", name)
    if days is None:
        return name.replace("_", " ")
    first, last = days.groups()
    if last == "plus":
        return _("{n} days and more").format(n=first)
    return _("{first} to {last} days").format(first=first, last=last)


_KPI_COLUMNS = (
    ("figure", "text"), ("variant", "text"), ("currency", "text"), ("value", "number"), ("unit", "text"),
    ("numerator", "number"), ("denominator", "number"), ("records", "count"), ("rule", "text"), ("flags", "text"),
)  # fmt: skip


def kpi_report(page: KpiPage) -> Report:
    """The figures of the period, those of the groups, and how balances rolled on."""
    columns = tuple(Column(key, key.replace("_", " "), kind) for key, kind in _KPI_COLUMNS)  # type: ignore[arg-type]
    sheets = [Sheet("figures", _("Figures"), columns, tuple(_kpi_row(one) for one in page.figures))]
    if page.groups:
        grouped = (Column("group", _("Group"), "text"), *columns)
        rows = tuple(
            Row((group.label, *_kpi_row(one).cells), one.basis.entries)
            for group in page.groups
            for one in group.figures
        )
        sheets.append(Sheet(f"by_{page.by}", _("By group"), grouped, rows))
    sheets += [_roll_sheet(page, currency) for currency in page.rolled]
    about = (
        (_("From"), page.start.isoformat()),
        (_("To"), page.end.isoformat()),
        *_about(page.as_of, page.filter, (one.basis.currency for one in page.figures), None),
    )
    return Report("kpi", _("Key figures"), about, tuple(sheets))


def _kpi_row(one: Kpi) -> Row:
    cells: tuple[Cell, ...] = (
        one.key, one.variant, one.basis.currency, one.shown, one.unit, _plain(one.numerator), _plain(one.denominator),
        one.basis.records, one.basis.rule, ", ".join((*one.flags, *(("more_than",) if one.more_than else ()))),
    )  # fmt: skip
    return Row(cells, one.basis.entries)


def _plain(value: Fraction) -> Decimal:
    """A part of a quotient as a decimal: exact, as long as four decimals hold it."""
    return rounded(value, 4).normalize() + 0


def _roll_sheet(page: KpiPage, currency: str) -> Sheet:
    matrix = page.rolled[currency]
    columns = (
        Column("from", _("From"), "text"),
        *(Column(name, name.replace("_", " "), "ratio") for name in matrix.columns),
        Column("total", _("Total"), "money"),
    )
    rows = []
    for name in matrix.rows:
        values = [matrix.cells[name, column].value for column in matrix.columns]
        shares = [None if value is None else rounded(value * Fraction(1, 100), 4) for value in values]
        rows.append(Row((name, *shares, Money.rounded(matrix.totals[name], currency))))
    title = _("Roll rates in {code}").format(code=currency)
    return Sheet(
        f"roll_{currency}", title, columns, tuple(rows), (_("Each item followed; rows make 100 %."),)
    )


def forecast_report(found: CashForecast) -> Report:
    """Weeks by currency and source, what stands apart, and what came true of the forecast before."""
    weeks = Sheet(
        "weeks", _("Expected by week"),
        (
            Column("week_on", _("Week from"), "day"), Column("source", _("Source"), "text"),
            Column("amount", _("Amount"), "money"), Column("base", _("In {code}").format(code=found.base), "money"),
            Column("late", _("of it overdue by its own day"), "money"),
        ),
        tuple(
            Row((
                one.week_on, one.source, Money(one.minor, one.currency),
                None if one.base_minor is None else Money(one.base_minor, found.base),
                Money(one.late_minor, one.currency),
            ))
            for one in found.expected
        ),
        (_("Promises and instalments first; then due dates moved by the customer's or the country's habit."),),
    )  # fmt: skip
    apart = Sheet(
        "apart", _("In no week"),
        (Column("reason", _("Reason"), "text"), Column("amount", _("Amount"), "money")),
        tuple(Row((one.reason, Money(one.minor, one.currency))) for one in found.apart),
    )  # fmt: skip
    came = Sheet(
        "came_true", _("What came true of the last forecast"),
        (
            Column("week_on", _("Week from"), "day"), Column("expected", _("Expected"), "money"),
            Column("received", _("Received"), "money"),
        ),
        tuple(
            Row((one.week_on, Money(one.expected_minor, one.currency), Money(one.received_minor, one.currency)))
            for one in found.came_true
        ),
        () if found.last is None else (_("Forecast of {day}").format(day=found.last.isoformat()),),
    )  # fmt: skip
    sheets = (weeks, apart, came) if found.last else (weeks, apart)
    codes = {*(one.currency for one in found.expected), *(one.currency for one in found.apart)}
    about = _about(found.as_of, found.filter, codes, found.base)
    return Report("forecast", _("Cash forecast"), about, sheets)
