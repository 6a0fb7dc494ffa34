"""Late-payment interest: the worked examples, every row of the table of rates, and how lines come about."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectdesk.faults import BadInput
from collectdesk.money import CurrencyMismatch, Money
from collectdesk.money.interest import (
    Calculation,
    Claim,
    Moratorium,
    Reduction,
    interest,
    monthly_rests,
    simple_interest,
)
from collectdesk.money.interest_rules import (
    Debtor,
    Regime,
    half_year,
    load_interest_rules,
    parse_interest_rules,
)
from collectdesk.money.no_figure import NoFigure
from collectdesk.money.rate_of_interest import agreed
from collectdesk.money.reference_rates import ReferenceRates, load_reference_rates, parse_reference_rates
from collectdesk.resources import read_data
from tests.money.vectors import vectors

RATES = load_reference_rates()
RULES = load_interest_rules()
DAY = timedelta(days=1)
H1 = (date(2026, 2, 27), date(2026, 4, 28))
H2 = (date(2026, 8, 27), date(2026, 10, 26))


def regime(country: str, debtor: Debtor = "b2b", case: str = "") -> Regime:
    found = RULES.find(country, debtor, case)
    assert isinstance(found, Regime), found
    return found


def figure(found: Calculation | NoFigure) -> Calculation:
    assert isinstance(found, Calculation), found
    return found


def eur(amount: str) -> Money:
    return Money.of(amount, "EUR")


def loaded(series: str, *values: tuple[str, str, str]) -> ReferenceRates:
    lines = ", ".join(
        f'{{ from = {start}, until = {until}, value = "{value}", confidence = "C1", '
        'read_on = 2026-11-21, source = "test" }'
        for start, until, value in values
    )
    return parse_reference_rates(f'[series.{series}]\nname = "test"\nvalues = [{lines}]\n')


@pytest.mark.parametrize(("id", "given", "wanted"), vectors("interest"))
def test_worked_examples(id: str, given: dict[str, Any], wanted: str) -> None:
    principal = eur(given["principal"])
    if "months" in given:
        exact = monthly_rests(principal, Fraction(given["annual_rate"]), given["months"])
    else:
        periods = given.get("periods") or [[given["annual_rate"], given["days"]]]
        exact = sum(
            (simple_interest(principal, Fraction(rate), days, given["basis"]) for rate, days in periods),
            Fraction(0),
        )
    assert Money.rounded(exact * Fraction(1, 100), "EUR") == eur(wanted)


# The table of rates of 2026, row by row: country, debtor, rate of each half-year or the series that is not loaded.
TABLE: list[tuple[str, Debtor, str | None, str | None]] = [
    ("DE", "b2b", "10.27", "10.52"),
    ("DE", "b2c", "6.27", "6.52"),
    ("AT", "b2b", "10.73", "10.73"),
    ("FR", "b2b", "12.15", "12.40"),
    ("IT", "b2b", "10.15", "10.40"),
    ("ES", "b2b", "10.15", "10.40"),
    ("PT", "b2b", "10.15", "10.40"),
    ("IE", "b2b", "10.15", "10.40"),
    ("NL", "b2b", "10.15", "10.40"),
    ("BE", "b2b", "10.5", "10.5"),
    ("FI", "b2b", "10.5", "10.5"),
    ("FI", "b2c", "9.5", "9.5"),
    ("SE", "b2b", "10.00", "10.00"),
    ("SE", "b2c", "10.00", "10.00"),
    ("DK", "b2b", "9.75", None),
    ("NO", "b2b", None, "12.25"),
    ("PL", "b2b", "14.00", None),
    ("CZ", "b2b", None, None),
    ("BG", "b2b", "10.15", "10.40"),
    ("CY", "b2b", "10.15", "10.40"),
    ("LV", "b2b", "10.15", "10.40"),
    ("GB", "b2b", "11.75", "11.75"),
    ("CH", "b2b", "5", "5"),
]


@pytest.mark.parametrize(("country", "debtor", "first", "second"), TABLE)
def test_rows_of_the_table(country: str, debtor: Debtor, first: str | None, second: str | None) -> None:
    rule = regime(country, debtor)
    for (due, paid), wanted, half in ((H1, first, "2026-H1"), (H2, second, "2026-H2")):
        found = interest(Claim(eur("10000.00"), due, None), paid, rule, RATES)
        if wanted is None:
            said = f"no reference rate loaded for {half} of series {rule.series}"
            assert found == NoFigure(said)
        else:
            (segment,) = figure(found).segments
            assert segment.rate is not None
            assert segment.rate.per_cent == Decimal(wanted)
            assert segment.days == 60
            exact = Fraction(wanted) * 60 * 10000 / 36500
            assert figure(found).interest == Money.rounded(exact, "EUR")


def test_slovakia_takes_the_rate_of_the_first_day_of_default() -> None:
    rule = regime("SK")
    for due, wanted in (
        (date(2026, 6, 15), "11.15"),
        (date(2026, 6, 16), "11.40"),
        (date(2026, 7, 22), "11.40"),
    ):
        found = figure(interest(Claim(eur("1000.00"), due), date(2026, 12, 31), rule, RATES))
        assert [segment.rate.per_cent for segment in found.segments if segment.rate] == [Decimal(wanted)]
    late = interest(Claim(eur("1000.00"), date(2026, 7, 23)), date(2026, 12, 31), rule, RATES)
    assert late == NoFigure("no reference rate loaded for 2026-07-24 of series ecb-main-refinancing")


def test_every_total_that_was_read_follows_from_its_parts() -> None:
    count = 0
    for rule in RULES.regime:
        for read in rule.read:
            day = date(2026, 3, 1) if read.half == "2026-H1" else date(2026, 9, 1)
            found = figure(interest(Claim(eur("100.00"), day), day + DAY, rule, RATES))
            rate = found.segments[0].rate
            assert rate is not None
            assert rate.label == read.half
            assert rate.per_cent == read.rate, (rule.country, rule.debtor)
            assert rate.read
            count += 1
    assert count >= 14


def test_each_regime_names_a_series_of_the_file() -> None:
    named = {rule.series for rule in RULES.regime if rule.series}
    named |= {rule.floor.series for rule in RULES.regime if rule.floor}
    assert named == set(RATES.series)


def test_britain_fixes_the_rate_when_the_debt_becomes_overdue() -> None:
    claim = Claim(Money.of("10000.00", "GBP"), date(2026, 6, 30))
    found = figure(interest(claim, date(2026, 8, 29), regime("GB"), RATES))
    assert found.segments[0].days == 60
    assert found.interest == Money.of("193.15", "GBP")
    assert found.fixed_sum == Money.of("100.00", "GBP")
    assert claim.principal + found.charges == Money.of("10293.15", "GBP")
    assert found.confidence == "C2"
    # A change of Bank Rate in August alters nothing, neither for this half-year nor for the next.
    moved = loaded("gb-bank-rate", ("2026-06-30", "2026-08-05", "3.75"), ("2026-08-06", "2027-12-31", "3.00"))
    assert figure(interest(claim, date(2026, 8, 29), regime("GB"), moved)).interest == found.interest
    longer = figure(interest(claim, date(2027, 2, 28), regime("GB"), moved))
    assert [segment.rate.per_cent for segment in longer.segments if segment.rate] == [Decimal("11.75")]


def test_the_due_date_can_fix_the_rate_too() -> None:
    claim = Claim(eur("1000.00"), date(2026, 6, 30))
    for fixing, wanted in (("at_due", "10.27"), ("at_default_start", "10.52")):
        rule = regime("DE").model_copy(update={"fixing": fixing})
        found = figure(interest(claim, date(2027, 3, 1), rule, RATES))
        assert [one.rate.per_cent for one in found.segments if one.rate] == [Decimal(wanted)]


def test_a_series_that_no_file_has_gives_no_figure() -> None:
    claim = Claim(eur("1000.00"), date(2026, 6, 30))
    for update in ({"series": "xx"}, {"series": "xx", "fixing": "daily", "read_day": "that_day"}):
        found = interest(claim, date(2026, 9, 1), regime("DE").model_copy(update=update), RATES)
        assert isinstance(found, NoFigure)
        assert found.reason.endswith("of series xx")


@pytest.mark.parametrize(
    ("debt", "wanted"),
    [("999.99", "40"), ("1000.00", "70"), ("9999.99", "70"), ("10000.00", "100")],
)
def test_bands_of_the_british_fixed_sum(debt: str, wanted: str) -> None:
    claim = Claim(Money.of(debt, "GBP"), date(2026, 6, 30))
    found = figure(interest(claim, date(2026, 7, 1), regime("GB"), RATES))
    assert found.fixed_sum == Money.of(wanted, "GBP")


def test_the_polish_sum_is_in_euro_by_the_debt_in_zloty() -> None:
    rule = regime("PL").fixed_sum
    sums = [rule.for_debt(Money.of(debt, "PLN")) for debt in ("5000.00", "5000.01", "50000.00", "50000.01")]
    assert sums == [eur("40"), eur("70"), eur("70"), eur("100")]
    assert isinstance(rule.for_debt(eur("100.00")), NoFigure)


def test_a_german_claim_across_the_half_year_has_two_segments() -> None:
    found = figure(
        interest(Claim(eur("10000.00"), date(2026, 4, 30)), date(2026, 8, 31), regime("DE"), RATES)
    )
    lines = [(one.days, one.rate.per_cent, one.rate.confidence) for one in found.segments if one.rate]
    assert lines == [(61, Decimal("10.27"), "K"), (62, Decimal("10.52"), "C2")]
    assert [(one.first, one.last) for one in found.segments] == [
        (date(2026, 5, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 8, 31)),
    ]
    exact = Fraction("10.27") * 61 * 10000 / 36500 + Fraction("10.52") * 62 * 10000 / 36500
    assert found.interest == Money.rounded(exact, "EUR")
    assert sum(one.amount.minor for one in found.segments) == found.interest.minor
    assert found.confidence == "K"
    assert found.fixed_sum == eur("40.00")
    assert any("2026-H1" in caution for caution in found.cautions)
    assert not any("2026-H2" in caution for caution in found.cautions)


def test_the_first_day_of_a_half_year_already_bears_its_rate() -> None:
    claim = Claim(eur("10000.00"), date(2026, 6, 20))
    found = figure(interest(claim, date(2026, 7, 1), regime("DE"), RATES))
    assert [(one.days, one.rate.per_cent) for one in found.segments if one.rate] == [
        (10, Decimal("10.27")),
        (1, Decimal("10.52")),
    ]


def test_a_sum_without_bands_is_due_whatever_the_currency_of_the_debt() -> None:
    found = figure(interest(Claim(Money.of("10.00", "USD"), H2[0]), H2[1], regime("DE"), RATES))
    assert found.fixed_sum == eur("40")
    with pytest.raises(CurrencyMismatch):
        _ = found.charges
    banded = figure(interest(Claim(Money.of("10.00", "USD"), H2[0]), H2[1], regime("GB"), RATES))
    assert banded.fixed_sum is None
    assert "goes by the debt in GBP" in " ".join(banded.cautions)


def test_a_half_year_that_is_not_loaded_gives_no_figure_for_the_whole() -> None:
    claim = Claim(Money.of("10000.00", "DKK"), date(2026, 4, 30))
    found = interest(claim, date(2026, 8, 31), regime("DK"), RATES)
    assert found == NoFigure("no reference rate loaded for 2026-H2 of series dk-nationalbank")


def test_breathing_space_stops_the_days_of_the_moratorium() -> None:
    claim = Claim(Money.of("8000.00", "GBP"), date(2026, 10, 31))
    pause = Moratorium(date(2026, 11, 3), date(2027, 1, 1))
    found = figure(interest(claim, date(2027, 1, 10), regime("GB"), RATES, moratoria=[pause]))
    assert [(one.first, one.last, one.rate is None) for one in found.segments] == [
        (date(2026, 11, 1), date(2026, 11, 2), False),
        (date(2026, 11, 3), date(2027, 1, 1), True),
        (date(2027, 1, 2), date(2027, 1, 10), False),
    ]
    assert found.segments[1].amount.minor == 0
    assert found.segments[1].days == 60
    assert found.interest == Money.rounded(Fraction("11.75") * 11 * 8000 / 36500, "GBP")


def test_a_rate_inside_a_moratorium_need_not_be_loaded() -> None:
    claim = Claim(Money.of("1000.00", "DKK"), date(2026, 6, 20))
    pause = Moratorium(date(2026, 7, 1), date(2026, 12, 31))
    found = figure(interest(claim, date(2026, 12, 31), regime("DK"), RATES, moratoria=[pause]))
    assert found.interest == Money.rounded(Fraction("9.75") * 10 * 1000 / 36500, "DKK")


def test_a_part_payment_lowers_the_principal_from_its_value_date() -> None:
    claim = Claim(eur("1000.00"), date(2026, 7, 31))
    paid = [Reduction(date(2026, 8, 10), eur("400.00"))]
    found = figure(interest(claim, date(2026, 8, 31), regime("CH"), RATES, reductions=paid))
    assert [(one.days, one.principal) for one in found.segments] == [
        (10, eur("1000.00")),
        (21, eur("600.00")),
    ]
    whole = [Reduction(date(2026, 8, 10), eur("1000.00"))]
    settled = figure(interest(claim, date(2026, 8, 31), regime("CH"), RATES, reductions=whole))
    assert settled.interest == figure(interest(claim, date(2026, 8, 10), regime("CH"), RATES)).interest
    at_the_turn = [Reduction(date(2026, 7, 1), eur("400.00"))]
    turned = figure(
        interest(
            Claim(eur("1000.00"), date(2026, 6, 20)),
            date(2026, 7, 5),
            regime("DE"),
            RATES,
            reductions=at_the_turn,
        )
    )
    assert [(one.days, one.principal) for one in turned.segments] == [
        (10, eur("1000.00")),
        (1, eur("1000.00")),
        (4, eur("600.00")),
    ]
    before = [Reduction(date(2026, 7, 15), eur("400.00"))]
    early = figure(interest(claim, date(2026, 8, 31), regime("CH"), RATES, reductions=before))
    assert [one.principal for one in early.segments] == [eur("600.00")]


def test_what_cannot_be_is_refused() -> None:
    claim = Claim(eur("100.00"), date(2026, 7, 31))
    with pytest.raises(ValueError, match="not more than"):
        interest(claim, H2[1], regime("CH"), RATES, reductions=[Reduction(H2[0], eur("100.01"))])
    with pytest.raises(ValueError, match="takes something off"):
        interest(claim, H2[1], regime("CH"), RATES, reductions=[Reduction(H2[0], eur("0"))])
    with pytest.raises(CurrencyMismatch):
        interest(claim, H2[1], regime("CH"), RATES, reductions=[Reduction(H2[0], Money(1, "CHF"))])
    with pytest.raises(ValueError, match="above zero"):
        Claim(eur("0"), date(2026, 7, 31))
    with pytest.raises(ValueError, match="after the due date"):
        Claim(eur("1"), date(2026, 7, 31), date(2026, 7, 31))


def test_nothing_accrues_before_the_debt_is_overdue() -> None:
    found = figure(interest(Claim(eur("1000.00"), H2[0]), H2[0], regime("DE"), RATES))
    assert (found.segments, found.interest, found.fixed_sum) == ((), eur("0"), None)
    unknown = [
        figure(interest(Claim(eur("1000.00"), H2[0]), H2[0] + n * DAY, regime("LV"), RATES)).cautions
        for n in (0, 1)
    ]
    assert ["fixed sum" in " ".join(cautions) for cautions in unknown] == [False, True]


def test_ireland_takes_one_rate_that_of_the_day_of_payment() -> None:
    claim = Claim(eur("10000.00"), date(2026, 4, 30))
    found = figure(interest(claim, date(2026, 8, 31), regime("IE"), RATES))
    assert [(one.days, one.rate.per_cent) for one in found.segments if one.rate] == [(123, Decimal("10.40"))]
    part = [Reduction(date(2026, 5, 31), eur("4000.00"))]
    found = figure(interest(claim, date(2026, 8, 31), regime("IE"), RATES, reductions=part))
    assert [(one.days, one.principal, one.rate.per_cent) for one in found.segments if one.rate] == [
        (31, eur("4000.00"), Decimal("10.15")),
        (123, eur("6000.00"), Decimal("10.40")),
    ]


def test_a_daily_rate_moves_on_the_day_it_changes() -> None:
    rates = loaded(
        "pl-nbp-reference", ("2026-01-01", "2026-03-04", "4.00"), ("2026-03-05", "2026-06-30", "3.75")
    )
    claim = Claim(Money.of("1000.00", "PLN"), date(2026, 2, 28))
    found = figure(interest(claim, date(2026, 3, 10), regime("PL", "b2c"), rates))
    assert [(one.days, one.rate.per_cent) for one in found.segments if one.rate] == [
        (4, Decimal("9.50")),
        (6, Decimal("9.25")),
    ]
    shipped = interest(claim, date(2026, 3, 10), regime("PL", "b2c"), RATES)
    assert shipped == NoFigure("no reference rate loaded for 2026-03-01 of series pl-nbp-reference")


def test_actual_actual_takes_each_year_by_its_own_length() -> None:
    contract = agreed(Decimal("10"), regime("DE"), RATES, date(2027, 12, 1), "act/act")
    assert isinstance(contract, Regime)
    claim = Claim(eur("10000.00"), date(2027, 12, 21))
    found = figure(interest(claim, date(2028, 1, 10), contract, RATES))
    exact = Fraction(10 * 10000 * 10, 36500) + Fraction(10 * 10000 * 10, 36600)
    assert found.interest == Money.rounded(exact, "EUR")
    assert found.fixed_sum == eur("40")


def test_an_agreed_rate_under_a_floor_needs_that_floor() -> None:
    said = agreed(Decimal("9"), regime("FR"), RATES, date(2026, 8, 1))
    assert said == NoFigure("no reference rate loaded for 2026-H2 of series fr-legal-rate")
    with pytest.raises(ValueError, match="below zero"):
        agreed(Decimal("-0.01"), regime("DE"), RATES, date(2026, 8, 1))
    assert isinstance(agreed(Decimal(0), regime("DE"), RATES, date(2026, 8, 1)), Regime)
    rates = loaded("fr-legal-rate", ("2026-07-01", "2026-12-31", "3.00"))
    assert isinstance(agreed(Decimal("9"), regime("FR"), rates, date(2026, 8, 1)), Regime)
    low = agreed(Decimal("8.99"), regime("FR"), rates, date(2026, 8, 1))
    assert isinstance(low, NoFigure)
    assert "9.00" in low.reason


def test_indian_interest_grows_by_months() -> None:
    rule = regime("IN", case="micro_or_small_supplier")
    claim = Claim(Money.of("500000.00", "INR"), date(2026, 1, 31))
    missing = interest(claim, date(2026, 4, 30), rule, RATES)
    assert missing == NoFigure("no reference rate loaded for 2026-02-01 of series in-rbi-bank-rate")
    rates = loaded("in-rbi-bank-rate", ("2026-01-01", "2026-12-31", "6.75"))
    found = figure(interest(claim, date(2026, 4, 30), rule, rates))
    assert found.interest == Money.of("25742.05", "INR")
    assert [one.last for one in found.segments] == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    assert sum(one.amount.minor for one in found.segments) == found.interest.minor
    assert isinstance(interest(claim, date(2026, 4, 29), rule, rates), NoFigure)
    for broken in (
        {"reductions": [Reduction(date(2026, 3, 1), Money(1, "INR"))]},
        {"moratoria": [Moratorium(date(2026, 3, 1), date(2026, 3, 2))]},
    ):
        assert isinstance(interest(claim, date(2026, 4, 30), rule, rates, **broken), NoFigure)  # type: ignore[arg-type]


def test_where_nothing_is_established_there_is_a_reason() -> None:
    for country, debtor in (("BR", "b2b"), ("GB", "b2c"), ("NL", "b2c")):
        found = RULES.find(country, debtor)  # type: ignore[arg-type]
        assert isinstance(found, NoFigure)
        assert country in found.reason
        assert ("businesses" in found.reason) is (debtor == "b2b")
    arabia = RULES.find("SA", "b2b")
    assert isinstance(arabia, NoFigure)
    assert "Saudi Arabia" in arabia.reason


def test_confidence_is_the_weakest_mark_used() -> None:
    claim = Claim(eur("100.00"), H2[0])
    spain = regime("ES")
    assert figure(interest(claim, H2[1], spain, RATES)).confidence == "K"
    assert figure(interest(claim, H2[1], spain, RATES, with_fixed_sum=False)).confidence == "C2"


@given(
    minor=st.integers(1, 10**13),
    start=st.dates(date(2026, 1, 1), date(2026, 12, 20)),
    length=st.integers(0, 300),
    cut=st.integers(0, 300),
)
def test_lines_add_up_and_cover_each_day_once(minor: int, start: date, length: int, cut: int) -> None:
    until = min(start + timedelta(days=length), date(2026, 12, 31))
    moratoria = [Moratorium(start + timedelta(days=cut), start + timedelta(days=cut + 7))]
    reductions = [Reduction(start + timedelta(days=cut), Money(minor // 3, "EUR"))] if minor >= 3 else []
    found = figure(
        interest(
            Claim(Money(minor, "EUR"), start), until, regime("DE"), RATES,
            moratoria=moratoria, reductions=reductions,
        )
    )  # fmt: skip
    assert sum(one.amount.minor for one in found.segments) == found.interest.minor
    days = [one.first + timedelta(days=n) for one in found.segments for n in range(one.days)]
    assert days == [start + timedelta(days=n) for n in range(1, (until - start).days + 1)]
    exact = Fraction(0)
    for day in days:
        if not moratoria[0].first <= day <= moratoria[0].last:
            principal = minor - sum(one.amount.minor for one in reductions if one.value_on < day)
            exact += principal * Fraction("0.1027" if half_year(day) == "2026-H1" else "0.1052") / 365
    assert abs(found.interest.minor - exact) <= Fraction(1, 2)


TEXT = read_data("interest.toml")
RATES_TEXT = read_data("reference_rates.toml")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('margin = "9"', "margin = 9.5", "regime.0.margin"),
        ('margin = "9"', 'margins = "9"', "regime.0.margins"),
        ('confidence = "C2"', 'confidence = "C9"', "regime.0.confidence"),
        ('currency = "EUR"', 'currency = "XQX"', "regime.0.fixed_sum"),
        ('debtor = "b2c"', 'debtor = "b2b"', "DE b2b stands there twice"),
        ('fixing = "daily"\nread_day = "that_day"', 'fixing = "daily"', "daily rate"),
        ('{ below = "10000", sum = "70" }', '{ below = "900", sum = "70" }', "above the one before"),
        ('measured_in = "PLN"', 'measured_in = "XQX"', "a currency of ISO 4217"),
        (', { sum = "100" }] }', "] }", "every band but the last has a limit"),
        ('{ below = "1000", sum = "40" }', '{ sum = "40" }', "every band but the last has a limit"),
        ('below = "1000"', 'below = "1000", up_to = "1000"', "not both"),
        ('sum = "40"', 'sum = "40.001"', "more decimals"),
        ('kind = "none", confidence = "C2"', 'kind = "none"', "needs its confidence"),
        ('flat = "4"', 'flat = "4"\nseries = "de-base-rate"', "either a series or a flat rate"),
        ('flat = "4"', "", "either a series or a flat rate"),
        ("statutory = false\nnote", 'statutory = false\nflat = "1"\nnote', "a note and no rate"),
        ("statutory = false\nnote", 'statutory = false\nseries = "de-base-rate"\nnote', "a note and no rate"),
        ('note = "Interest on late', 'citations = "Interest on late', "citations"),
        ('read_day = "eve_of_half_year"', 'read_day = "that_day"', "first day or the eve"),
        ("[[regime]]", "[[regime]", "TOML"),
    ],
)
def test_a_wrong_file_of_regimes_is_refused_by_name_and_key(old: str, new: str, key: str) -> None:
    assert old in TEXT
    with pytest.raises(BadInput) as caught:
        parse_interest_rules(TEXT.replace(old, new, 1))
    said = str(caught.value)
    assert said.startswith("data/interest.toml")
    assert key in said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('value = "2.15"', "value = 2.15", "series.ecb-main-refinancing.values.0.value"),
        ("from = 2026-06-17", "from = 2026-06-16", "series.ecb-main-refinancing"),
        ("until = 2026-06-16", "until = 2025-06-16", "series.ecb-main-refinancing.values.0"),
        ('confidence = "K"', 'confidence = "sure"', "confidence"),
    ],
)
def test_a_wrong_file_of_rates_is_refused_by_name_and_key(old: str, new: str, key: str) -> None:
    assert old in RATES_TEXT
    with pytest.raises(BadInput) as caught:
        parse_reference_rates(RATES_TEXT.replace(old, new, 1))
    assert str(caught.value).startswith("data/reference_rates.toml")
    assert key in str(caught.value)
