"""What rates did to an account, and quotations: the worked examples through the desk, on record and settled."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.fx import desk_rates, fx_statement
from collectdesk.desk.fx_quote import QuoteInCurrency, quotation_of, quotations, quote_in_currency
from collectdesk.desk.rates_import import ImportRates, import_rates
from collectdesk.desk.undo import UndoAct, undo
from collectdesk.exchange.rates import carried_history, seed_rates
from collectdesk.faults import BadInput
from collectdesk.models import Desk, FxQuote, FxQuoteItem, Journal
from collectdesk.money import Money
from collectdesk.money.no_figure import NoFigure
from collectdesk.money.quotation import Fluctuation, QuotedPayment, pay_quotation
from collectdesk.store import Store
from collectdesk.store.journal import verify_chain
from tests.desk.owing import Due, owing
from tests.exchange.books import save
from tests.money.vectors import vectors

DUE = date(2026, 9, 30)
TODAY = date(2026, 11, 24)


def load(store: Store, actor: Actor, now: datetime, path: Path, text: str) -> None:
    command = ImportRates(file=save(path / "rates.csv", f"currency,date,rate,source\n{text}"))
    assert import_rates(store, actor, now, command).written


@pytest.mark.parametrize(("id", "given", "wanted"), vectors("fx"))
def test_worked_through_the_desk(
    store: Store, owner: Actor, now: datetime, tmp_path: Path, id: str, given: dict[str, str], wanted: dict[str, str]
) -> None:  # fmt: skip
    load(
        store, owner, now, tmp_path,
        f"USD,{DUE},{given['booked']},Bank\nUSD,2026-11-20,{given['paid']},Bank\n",
    )  # fmt: skip
    account = owing(store, now, Due("A", given["amount"], "USD", DUE), creditor="DE", customer="US")
    found = fx_statement(store, now, account)
    (one,) = found.items
    assert isinstance(one.figure, Fluctuation)
    assert str(one.figure.earlier.gives) == wanted["booked_eur"]
    assert str(one.figure.later.gives) == wanted["paid_eur"]
    assert str(one.figure.difference) == str(found.total) == wanted["difference"]
    assert [(rate.rate_on, rate.age_days(found.as_of), rate.source) for rate in one.figure.later.quotes] == [
        (date(2026, 11, 20), 4, "Bank")
    ]


def test_a_debt_in_euro_at_a_desk_in_dollars(
    store: Store, owner: Actor, now: datetime, tmp_path: Path
) -> None:
    """EUR 100,000 at 1.10 and then 1.20 is a gain of USD 10,000."""
    with store.write() as session:
        session.get_one(Desk, 1).base_currency = "USD"
    load(store, owner, now, tmp_path, f"USD,{DUE},1.10,Bank\nUSD,{TODAY},1.20,Bank\n")
    account = owing(store, now, Due("A", "100000.00", "EUR", DUE), creditor="US", customer="DE")
    found = fx_statement(store, now, account)
    assert (found.base, found.total) == ("USD", Money.of("10000.00", "USD"))


def test_divided_never_multiplied_by_a_rounded_inverse(
    store: Store, owner: Actor, now: datetime, tmp_path: Path
) -> None:
    """JPY 1,850,000 at 163.00 is EUR 11,349.69, not 11,349.75."""
    load(store, owner, now, tmp_path, f"JPY,{DUE},163.00,Bank\n")
    account = owing(store, now, Due("A", "1850000", "JPY", DUE), creditor="DE", customer="JP")
    figure = fx_statement(store, now, account, DUE + timedelta(days=1)).items[0].figure
    assert isinstance(figure, Fluctuation)
    assert str(figure.earlier.gives) == "11349.69"


def test_several_items_add_up_and_missing_rates_are_counted(store: Store, now: datetime) -> None:
    """The installed history of the European Central Bank serves where nothing was imported."""
    account = owing(
        store, now,
        Due("G1", "100.01", "GBP", date(2020, 5, 30)), Due("G2", "200.02", "GBP", date(2024, 12, 31)),
        Due("U", "50.00", "USD", date(2020, 5, 29)), Due("K", "9.000", "KWD", DUE), Due("R", "9.00", "RUB", DUE),
        Due("E", "5.00", "EUR", DUE), Due("AHEAD", "5.00", "USD", date(2026, 12, 1)),
        creditor="DE", customer="GB",
    )  # fmt: skip
    found = fx_statement(store, now, account)
    by = {one.item.document: one.figure for one in found.items}
    assert sorted(by) == ["G1", "G2", "K", "R", "U"]
    first = by["G1"]
    assert isinstance(first, Fluctuation)
    assert [(one.quoted, one.rate_on) for one in first.earlier.quotes] == [
        (Decimal("0.90088"), date(2020, 5, 29))
    ]
    assert first.earlier.gives == Money(round(Decimal("10001") / Decimal("0.90088")), "EUR")
    assert isinstance(by["K"], NoFigure)
    assert isinstance(by["R"], NoFigure)  # no longer quoted, so no rate of years ago stands in
    assert found.without_figure == 2
    for sums in found.sums:
        parts = [
            figure.difference.minor
            for one in found.items
            if one.item.open.currency == sums.open.currency and isinstance(figure := one.figure, Fluctuation)
        ]
        assert sums.difference.minor == sum(parts)
    assert found.total.minor == sum(sums.difference.minor for sums in found.sums)


def test_the_newer_rate_counts_and_on_one_day_the_desks_own(
    store: Store, owner: Actor, now: datetime, tmp_path: Path
) -> None:
    load(
        store,
        owner,
        now,
        tmp_path,
        "USD,2026-10-30,2.00,House\nUSD,2020-06-01,9.00,House\nRUB,2026-01-05,90,House\n",
    )
    with store.read() as session:
        rates = desk_rates(session, {"USD", "RUB", "EUR"})
    seen = [
        rates.of_day("USD", day) for day in (date(2026, 10, 29), date(2026, 10, 30), TODAY, date(2020, 6, 1))
    ]
    assert [(one.source, str(one.quoted)) for one in seen if one] == [
        ("ECB", "1.113"), ("House", "2.00"), ("House", "2.00"), ("House", "9.00"),
    ]  # fmt: skip
    old = rates.of_day("RUB", TODAY)
    assert old is not None
    assert (old.source, old.age_days(TODAY)) == ("House", 323)
    assert rates.of_day("USD", date(1998, 1, 1)) is None


@pytest.mark.parametrize(
    "on", [date(2020, 5, 31), date(2013, 6, 30), date(2026, 11, 26), date(1999, 1, 4), date(2022, 3, 20)]
)
def test_the_installed_history_says_the_same_as_the_seed(on: date) -> None:
    seed = {one.currency: one for one in seed_rates(on)}
    codes = frozenset({"USD", "INR", "RUB", "HRK", "ISK", "KWD"})
    assert {code: carried_history(codes).of_day(code, on) for code in codes} == {
        code: seed.get(code) for code in codes
    }


def test_a_quotation_is_recorded_with_all_it_rests_on(store: Store, owner: Actor, now: datetime) -> None:
    account = owing(
        store, now, Due("A", "25000.00", "USD", DUE), Due("B", "1000.00", "USD", DUE, disputed="400.00"),
        Due("C", "5.00", "USD", date(2026, 12, 30)), creditor="US", customer="IN",
    )  # fmt: skip
    command = QuoteInCurrency(account_id=account, currency="inr", valid_days=5)
    receipt = quote_in_currency(store, owner, now, command)
    again = quote_in_currency(store, owner, now, command)
    assert (again.repeated, again.created) == (True, receipt.created)
    (one,) = quotations(store, account, TODAY)
    quotation = one.quotation
    assert (quotation.owed, quotation.valid_until) == (Money.of("25600.00", "USD"), date(2026, 11, 29))
    # USD 1.1172 and INR 106.084 of 30 October 2026 for one euro.
    assert quotation.asked == Money.rounded(Decimal("25600") * Decimal("106.084") / Decimal("1.1172"), "INR")
    assert [(rate.currency, str(rate.quoted), rate.rate_on) for rate in quotation.conversion.quotes] == [
        ("USD", "1.1172", date(2026, 10, 30)), ("INR", "106.084", date(2026, 10, 30)),
    ]  # fmt: skip
    assert quotation.indicative
    assert [(document, str(part)) for document, part in one.documents] == [("A", "25000.00"), ("B", "600.00")]
    with store.read() as session:
        entry = session.get_one(Journal, receipt.journal_id)
        facts = json.loads(entry.facts)
        assert verify_chain(session).intact
    assert facts["asked"] == ["INR", quotation.asked.minor]
    assert facts["owed"] == ["USD", 2560000]
    assert facts["rates"][1] == ["EUR", "INR", "106.084", "2026-10-30", "ECB"]
    assert (facts["rate_on"], facts["valid_until"], facts["bearer"]) == (
        "2026-10-30",
        "2026-11-29",
        "creditor",
    )
    assert [minor for _id, minor in facts["documents"]] == [2500000, 60000]
    assert quotations(store, account, date(2026, 11, 30)) == ()


def test_a_quotation_can_be_taken_back(store: Store, owner: Actor, now: datetime) -> None:
    account = owing(store, now, Due("A", "25000.00", "USD", DUE), creditor="US", customer="IN")
    receipt = quote_in_currency(store, owner, now, QuoteInCurrency(account_id=account, currency="INR"))
    undo(store, owner, now, UndoAct(journal_id=receipt.journal_id))
    assert quotations(store, account) == ()


def test_a_payment_on_a_quotation_leaves_the_difference(
    store: Store, owner: Actor, now: datetime, tmp_path: Path
) -> None:
    load(
        store,
        owner,
        now,
        tmp_path,
        f"USD,{TODAY},1.0850,Bank\nUSD,2026-11-27,1.1120,Bank\nUSD,2026-12-14,1.1120,Bank\n",
    )
    account = owing(store, now, Due("A", "23041.47", "EUR", DUE), creditor="DE", customer="US")
    quote_in_currency(store, owner, now, QuoteInCurrency(account_id=account, currency="USD", valid_days=3))
    (one,) = quotations(store, account)
    assert one.quotation.asked == Money.of("24999.99", "USD")  # 23,041.47 x 1.0850 = 24,999.99495
    with store.read() as session:
        rates = desk_rates(session, {"USD", "EUR"})
    paid = pay_quotation(one.quotation, one.quotation.asked, date(2026, 11, 27), rates)
    assert isinstance(paid, QuotedPayment)
    assert (paid.in_time, paid.settles, paid.over) == (True, Money.of("23041.47", "EUR"), Money(0, "USD"))
    assert paid.difference == Money.of(
        "-559.46", "EUR"
    )  # 24,999.99 / 1.1120 = 22,482.01: the creditor's loss
    late = pay_quotation(one.quotation, one.quotation.asked, date(2026, 12, 14), rates)
    assert isinstance(late, QuotedPayment)
    assert (late.in_time, late.settles, late.difference) == (
        False,
        Money.of("22482.01", "EUR"),
        Money(0, "EUR"),
    )


def test_a_quotation_that_was_tampered_with_is_not_settled(store: Store, owner: Actor, now: datetime) -> None:
    account = owing(store, now, Due("A", "25000.00", "USD", DUE), creditor="US", customer="IN")
    quote_in_currency(store, owner, now, QuoteInCurrency(account_id=account, currency="INR"))
    with store.write() as session:
        session.scalars(select(FxQuote)).one().asked_minor += 1
    with store.read() as session, pytest.raises(BadInput, match="does not follow from its rates"):
        quotation_of(session.scalars(select(FxQuote)).one())


def test_what_cannot_be_quoted(store: Store, owner: Actor, now: datetime) -> None:
    account = owing(
        store, now, Due("A", "10.00", "USD", DUE), Due("B", "20.00", "GBP", DUE), creditor="DE", customer="IN"
    )

    def refused(**given: object) -> str:
        with pytest.raises(BadInput) as fault:
            quote_in_currency(store, owner, now, QuoteInCurrency(account_id=account, **given))  # type: ignore[arg-type]
        return str(fault.value)

    assert "not a currency" in refused(currency="[/nope]")
    assert refused(currency="INR") == "this is owed in GBP, USD; say for which of them to quote"
    assert "already" in refused(currency="USD", owed_currency="USD")
    assert "no rate between USD and KWD" in refused(currency="KWD", owed_currency="USD")
    assert "nothing overdue" in refused(currency="INR", owed_currency="CHF")
    assert "not open on this account" in refused(currency="INR", item_ids=(99,))
    for days in (-1, 366):
        with pytest.raises(ValidationError):
            QuoteInCurrency(account_id=account, currency="INR", valid_days=days)
    with store.read() as session:
        assert not session.scalars(select(FxQuote)).all()
        assert not session.scalars(select(FxQuoteItem)).all()
