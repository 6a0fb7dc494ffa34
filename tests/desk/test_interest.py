"""Interest on an account: the worked examples of the facts through the desk, pauses, disputes, and refusals."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectdesk.desk.act import Actor
from collectdesk.desk.bindings import RecordStop, record_stop
from collectdesk.desk.holds import LiftHold, lift_hold
from collectdesk.desk.interest import AskInterest, InterestStatement, interest_statement
from collectdesk.desk.rates_import import ImportRates, import_rates
from collectdesk.faults import BadInput
from collectdesk.models import Journal
from collectdesk.money import Money
from collectdesk.money.interest import Calculation
from collectdesk.money.no_figure import NoFigure
from collectdesk.store import Store
from tests.desk.owing import Due, owing
from tests.exchange.books import save
from tests.money.vectors import vectors

WORKED = {id: (given, wanted) for id, given, wanted in vectors("interest")}


def load(store: Store, actor: Actor, now: datetime, path: Path, text: str) -> None:
    command = ImportRates(file=save(path / "reference.csv", f"series,from,value,source\n{text}"))
    assert import_rates(store, actor, now, command).written


def only(found: InterestStatement) -> Calculation:
    (one,) = found.items
    assert isinstance(one.figure, Calculation), one.figure
    return one.figure


def reason(found: InterestStatement) -> str:
    (one,) = found.items
    assert isinstance(one.figure, NoFigure)
    assert (found.sums, found.without_figure, found.confidence) == ((), 1, None)
    return one.figure.reason


def test_worked_a_one_rate(store: Store, now: datetime) -> None:
    """12,450.00 at 10.15 % for 47 days: Italy in the first half of 2026."""
    account = owing(store, now, Due("A", "12450.00", "EUR", date(2026, 1, 31)), creditor="IT", customer="IT")
    found = interest_statement(store, now, AskInterest(account, date(2026, 3, 19)))
    assert str(only(found).interest) == WORKED["interest.a"][1] == "162.72"
    assert [part.days for part in only(found).segments] == [WORKED["interest.a"][0]["days"]]
    assert only(found).fixed_sum == Money(4000, "EUR")
    assert (found.law.country, found.law.cross_border, found.confidence) == ("IT", False, "C2")


def test_worked_split_at_the_half_year(store: Store, now: datetime) -> None:
    """20,000.00, 30 days at 10.15 % and 30 days at 10.40 %: 166.85 + 170.96 = 337.81."""
    account = owing(store, now, Due("A", "20000.00", "EUR", date(2026, 5, 31)), creditor="ES", customer="ES")
    found = only(interest_statement(store, now, AskInterest(account, date(2026, 7, 30))))
    assert [(part.days, str(part.amount)) for part in found.segments] == [(30, "166.85"), (30, "170.96")]
    assert str(found.interest) == WORKED["interest.split"][1]


def test_worked_uk_with_a_loaded_rate(store: Store, owner: Actor, now: datetime, tmp_path: Path) -> None:
    """8,400.00 at 13.25 % for 73 days = 222.60 + 70.00: Bank Rate 5.25 % on 31 December 2023."""
    account = owing(store, now, Due("A", "8400.00", "GBP", date(2024, 1, 31)), creditor="GB", customer="GB")
    asked = AskInterest(account, date(2024, 4, 13))
    assert reason(interest_statement(store, now, asked)) == (
        "no reference rate loaded for 2024-H1 of series gb-bank-rate"
    )
    load(store, owner, now, tmp_path, "gb-bank-rate,2023-08-03,5.25,Bank of England\n")
    found = only(interest_statement(store, now, asked))
    assert str(found.interest) == WORKED["interest.uk"][1] == "222.60"
    assert found.charges == Money.of("292.60", "GBP")


def test_worked_monthly_rests(store: Store, owner: Actor, now: datetime, tmp_path: Path) -> None:
    """500,000.00 at 20.25 %, three monthly rests = 25,742.05: three times a bank rate of 6.75 %, India."""
    account = owing(store, now, Due("A", "500000.00", "INR", date(2026, 5, 15)), creditor="IN", customer="IN")
    asked = AskInterest(account, date(2026, 8, 15), case="micro_or_small_supplier")
    assert "in-rbi-bank-rate" in reason(interest_statement(store, now, asked))
    load(store, owner, now, tmp_path, "in-rbi-bank-rate,2026-01-01,6.75,Reserve Bank of India\n")
    found = only(interest_statement(store, now, asked))
    assert str(found.interest) == WORKED["interest.monthly_rests"][1]
    usual = interest_statement(store, now, AskInterest(account, date(2026, 8, 15)))
    assert reason(usual) == "no late-payment interest between businesses is established for IN"


def test_a_contract_rate(store: Store, now: datetime) -> None:
    account = owing(store, now, Due("A", "12450.00", "EUR", date(2026, 1, 31)), creditor="IT", customer="IT")
    asked = AskInterest(account, date(2026, 3, 19), agreed_rate=Decimal("10.15"))
    assert str(only(interest_statement(store, now, asked)).interest) == "162.72"
    for wrong in ("-1", "NaN", "Infinity", "1001"):
        with pytest.raises(BadInput, match="per cent a year"):
            interest_statement(store, now, AskInterest(account, agreed_rate=Decimal(wrong)))


def test_a_contract_rate_where_the_law_gives_none(store: Store, now: datetime) -> None:
    account = owing(store, now, Due("A", "1000.00", "USD", date(2026, 8, 31)), creditor="US", customer="US")
    assert "the contract or state law decides" in reason(interest_statement(store, now, AskInterest(account)))
    found = interest_statement(store, now, AskInterest(account, agreed_rate=Decimal("12")))
    assert only(found).interest == Money.of("27.95", "USD")  # 85 days
    assert found.confidence == "U"
    assert any("contract or state law decides" in one for one in found.cautions)


def test_two_countries_are_told(store: Store, now: datetime) -> None:
    account = owing(store, now, Due("A", "1000.00", "EUR", date(2026, 8, 31)), creditor="DE", customer="FR")
    found = interest_statement(store, now, AskInterest(account))
    assert (found.law.country, found.law.cross_border) == ("DE", True)
    assert found.cautions[0] == (
        "Creditor in DE, customer in FR: the law of DE was taken; the law of the contract decides, "
        "and the contract may say otherwise."
    )
    named = interest_statement(store, now, AskInterest(account, law="fr"))
    assert only(named).segments[0].rate is not None
    assert str(only(named).segments[0].rate.per_cent) == "12.40"
    assert named.cautions[0] == "The law of FR was named for the contract."
    with pytest.raises(BadInput, match="not a country"):
        interest_statement(store, now, AskInterest(account, law="[/nope]"))


def test_a_consumer_has_the_law_of_home_and_no_fixed_sum(store: Store, now: datetime) -> None:
    account = owing(
        store, now, Due("A", "1000.00", "EUR", date(2026, 8, 31)), creditor="FR", customer="DE", party_type="consumer"
    )  # fmt: skip
    found = interest_statement(store, now, AskInterest(account))
    assert (found.law.country, found.law.debtor) == ("DE", "b2c")
    assert only(found).fixed_sum is None
    assert str(only(found).segments[0].rate and only(found).segments[0].rate.per_cent) == "6.52"


@pytest.mark.parametrize(
    ("creditor", "customer", "party_type", "said"),
    [
        (None, "DE", "business", "collectdesk creditor C1"),
        ("DE", None, "consumer", "customer's country is not known"),
        ("SA", "SA", "business", "cannot be enforced in Saudi Arabia"),
        ("JP", "JP", "business", "established for JP"),
    ],
)
def test_no_law_no_figure(
    store: Store, now: datetime, creditor: str | None, customer: str | None, party_type: str, said: str
) -> None:
    account = owing(
        store, now, Due("A", "1000.00", "EUR", date(2026, 8, 31)), creditor=creditor, customer=customer,
        party_type=party_type,
    )  # fmt: skip
    assert said in reason(interest_statement(store, now, AskInterest(account)))


def test_no_rate_no_figure_and_no_share_in_the_sum(store: Store, now: datetime) -> None:
    account = owing(
        store, now,
        Due("OLD", "500.00", "EUR", date(2025, 11, 30)), Due("NEW", "1000.00", "EUR", date(2026, 8, 31)),
        Due("AHEAD", "1000.00", "EUR", date(2026, 12, 31)), Due("ODD", "5.00", "EUR", date(1, 1, 1)),
        creditor="DE", customer="DE",
    )  # fmt: skip
    found = interest_statement(store, now, AskInterest(account))
    assert [one.item.document for one in found.items] == ["ODD", "OLD", "NEW"]
    odd, old, new = (one.figure for one in found.items)
    assert isinstance(odd, NoFigure)
    assert odd.reason == "the due date lies before 1900; mend it in the ledger"
    assert isinstance(old, NoFigure)
    assert old.reason == "no reference rate loaded for 2025-H2 of series de-base-rate"
    assert isinstance(new, Calculation)
    assert [one.interest for one in found.sums] == [new.interest]
    assert found.without_figure == 2


def test_disputed_parts_bear_nothing(store: Store, now: datetime) -> None:
    account = owing(
        store, now,
        Due("ALL", "1000.00", "EUR", date(2026, 8, 31), disputed="1000.00"),
        Due("PART", "1000.00", "EUR", date(2026, 8, 31), disputed="400.00"),
        Due("LESS", "600.00", "EUR", date(2026, 8, 31), original="900.00"),
        Due("CREDIT", "-50.00", "EUR", date(2026, 8, 31)),
        creditor="DE", customer="DE",
    )  # fmt: skip
    found = interest_statement(store, now, AskInterest(account))
    by = {one.item.document: one.figure for one in found.items}
    assert by["ALL"] is None
    assert "CREDIT" not in by
    assert isinstance(by["PART"], Calculation)
    assert isinstance(by["LESS"], Calculation)
    assert (
        by["PART"].interest == by["LESS"].interest == Money.of("14.70", "EUR")
    )  # 600 at 10.52 % for 85 days
    assert found.sums[0].fixed == Money.of("80.00", "EUR")
    assert found.cautions[-3:] == (
        "Disputed parts bear no interest here.",
        "Part payments: interest on what was paid late is not in here, since the ledger names no day.",
        "Credits of EUR 50.00 are not set off against any item.",
    )


def test_pauses_freeze_the_lines(store: Store, owner: Actor, now: datetime) -> None:
    account = owing(store, now, Due("A", "1000.00", "EUR", date(2026, 8, 31)), creditor="DE", customer="DE")
    first, last = date(2026, 9, 10), date(2026, 9, 19)
    record_stop(store, owner, now, RecordStop(account_id=account, kind="moratorium", on=first, until_on=last))
    found = interest_statement(store, now, AskInterest(account))
    lines = [(part.first, part.days, part.rate is None) for part in only(found).segments]
    assert lines == [
        (date(2026, 9, 1), 9, False), (first, 10, True), (date(2026, 9, 20), 66, False),
    ]  # fmt: skip
    assert only(found).interest == Money.of("21.62", "EUR")  # 75 days of 85
    receipt = record_stop(
        store, owner, now, RecordStop(account_id=account, kind="breathing_space", on=date(2026, 9, 1))
    )
    whole = interest_statement(store, now, AskInterest(account))
    assert only(whole).interest == Money(0, "EUR")
    assert only(whole).fixed_sum is None
    assert [(one.kind, one.last) for one in whole.pauses] == [("breathing_space", None), ("moratorium", last)]
    lift_hold(store, owner, now, LiftHold(hold_id=receipt.created["hold"][0]))
    lifted = interest_statement(store, now, AskInterest(account))
    assert (lifted.pauses[0].kind, lifted.pauses[0].last) == ("breathing_space", date(2026, 11, 23))
    assert [part.days for part in only(lifted).segments if part.rate] == [1]
    record_stop(store, owner, now, RecordStop(account_id=account, kind="insolvency"))
    assert any("insolvency" in one for one in interest_statement(store, now, AskInterest(account)).cautions)


def test_nothing_is_charged_and_nothing_written(store: Store, now: datetime) -> None:
    account = owing(store, now, Due("A", "1000.00", "EUR", date(2026, 8, 31)), creditor="DE", customer="DE")

    def entries() -> int:
        with store.read() as session:
            return session.query(Journal).count()

    before = entries()
    interest_statement(store, now, AskInterest(account))
    assert entries() == before
    with pytest.raises(BadInput, match="no account"):
        interest_statement(store, now, AskInterest(99))
    for day in (date.max, date(2040, 1, 1)):
        with pytest.raises(BadInput, match="too far ahead"):
            interest_statement(store, now, AskInterest(account, day))
    assert interest_statement(store, now, AskInterest(account, date.min)).items == ()


@settings(max_examples=40, deadline=None)
@given(days=st.integers(1, 180), minors=st.lists(st.integers(1, 10**9), min_size=1, max_size=4))
def test_sums_are_those_of_the_lines(sqlite_books: Store, days: int, minors: list[int]) -> None:
    from tests.conftest import NOW

    start = date(2026, 7, 1)
    with sqlite_books.write() as session:
        from sqlalchemy import text

        for table in ("open_item", "account", "import_run", "party", "creditor_entity"):
            session.execute(text(f"DELETE FROM {table}"))
    items = [
        Due(f"D{n}", str(Money(minor, "EUR")), "EUR", start + timedelta(days=n))
        for n, minor in enumerate(minors)
    ]
    account = owing(sqlite_books, NOW, *items, creditor="DE", customer="DE")
    found = interest_statement(sqlite_books, NOW, AskInterest(account, start + timedelta(days=days)))
    lines = [
        part.amount.minor
        for one in found.items
        if isinstance(one.figure, Calculation)
        for part in one.figure.segments
    ]
    assert sum(lines) == sum(one.interest.minor for one in found.sums)
    assert len(found.items) == sum(one.due_on < found.as_of for one in items)
    assert sum(one.fixed.minor for one in found.sums) == 4000 * len(found.items)


@pytest.fixture(scope="module")
def sqlite_books(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """One book for all examples: making one for each takes longer than what is tested."""
    from collectdesk.desk.book import set_up
    from tests.blank import blank_store
    from tests.conftest import NOW

    store = blank_store(tmp_path_factory.mktemp("interest") / "book.db")
    set_up(store, NOW, zone="Europe/Berlin", base_currency="EUR", owner="Owner", name="Test desk")
    return store
