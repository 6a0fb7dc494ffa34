"""L10: what stands as a figure in prose, and whether values are written as their reader writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectdesk.messages.checks import LANGUAGES
from collectdesk.messages.checks.written import money_pattern, number_pattern
from collectdesk.messages.formats import reader
from collectdesk.money import Money
from collectdesk.money.currency import decimals

from .messages import found, reader_of, said, severities

EURO = frozenset({"EUR"})


def test_a_wrong_decimal_mark_in_a_german_message_is_refused() -> None:
    text = "Offen sind 1,234.50 EUR auf Ihrem Konto."
    (finding,) = found(said("de", text), "L10", currencies=EURO)
    assert (finding.severity, finding.start, finding.end) == ("block", 11, 23)
    assert finding.words == "1,234.50 EUR"


def test_an_amount_in_another_currency_is_refused() -> None:
    text = "Offen sind 120,00 USD auf Ihrem Konto."
    (finding,) = found(said("de", text), "L10", currencies=EURO)
    assert (finding.severity, finding.words, finding.start) == ("block", "120,00 USD", 11)
    value = said("de", "Offen sind ", ("money", "120,00\u00a0USD"), " auf Ihrem Konto.")
    (finding,) = found(value, "L10", currencies=EURO)
    assert (finding.severity, finding.words) == ("block", "120,00\u00a0USD")
    assert found(value, "L10", currencies=frozenset({"USD"})) == []


@pytest.mark.parametrize(
    ("language", "text", "words", "severity"),
    [
        ("de", "Es sind 120.00 EUR offen.", "120.00 EUR", "block"),
        ("de", "Es sind 1.234,50 EUR offen.", "1.234,50 EUR", "warn"),
        ("de", "Es sind 1.234,50 offen, also 1,234.50 und mehr.", "1,234.50", "block"),
        ("en", "We noted GBP 1.234,50 today.", "GBP 1.234,50", "block"),
        ("en", "We noted GBP 1,234.50 on it.", "GBP 1,234.50", "warn"),
        ("en", "It is $120.00 in all.", "$120.00", "block"),
        ("ja", "お支払いは¥12000です。", "¥12000", "block"),
        ("en", "It is £120.00 in all.", "£120.00", "warn"),
        ("fr", "Il reste 1 234,50 € à payer.", "1 234,50 €", "warn"),
        ("fr", "Il reste 1.234,50 € à payer.", "1.234,50 €", "block"),
        ("de", "Das sind 120,00 Euro.", "120,00 Euro", "warn"),
        ("de", "Das sind 5.5 % Zinsen.", "5.5 %", "block"),
        ("tr", "Faiz 5% olur.", "5%", "block"),
        ("en", "Please pay by 03/05/2026 at noon.", "03/05/2026", "block"),
        ("de", "Zahlbar am 03/05/2026 bei uns.", "03/05/2026", "block"),
        ("de", "Zahlbar am 03.05.2026 bei uns.", "03.05.2026", "info"),
        ("fr", "Avant le 03/05/2026 à midi.", "03/05/2026", "info"),
        ("de", "Zahlbar am 2026-05-03 bei uns.", "2026-05-03", "warn"),
        ("de", "Zahlbar am 5 March bei uns.", "5 March", "block"),
        ("de", "Zahlbar am 5. März bei uns.", "5. März", "info"),
        ("en", "We sent 3 invoice(s) to you.", "invoice(s)", "block"),
        ("de", "Wir haben 3 Rechnung(en) gesendet.", "Rechnung(en)", "block"),
    ],
)
def test_figures_in_prose(language: str, text: str, words: str, severity: str) -> None:
    findings = found(said(language, text), "L10")
    assert (words, severity) in [(one.words, one.severity) for one in findings]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Sie erreichen uns um 10.30 Uhr oder 10:30 Uhr."),
        ("de", "Rufen Sie +49 30 000000 oder 030 000000 an."),
        ("en", "Call 020 7946 0000 about INV-12/7, ref 48213, section 2.1."),
        ("fr", "Appelez le 01 00 00 00 00, dossier 48213."),
        ("de", "IBAN DE02 1203 0000 0000 2020 51."),
        ("en", "We wrote 3 times and sent 12 letters."),
        ("es", "Prezado(a) 12 personas."),
        ("pt_BR", "Prezado(a) cliente,"),
    ],
)
def test_other_numbers_pass(language: str, text: str) -> None:
    assert severities(said(language, text), "L10") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_that_the_reader_wrote_pass(language: str) -> None:
    to = reader_of(language)
    message = said(
        language,
        ("money", to.money(Money(123_450, "EUR"))), " ", ("money", to.money(Money(-5, "JPY"))), " ",
        ("day", to.day(date(2026, 3, 5))), " ", ("day", to.day(date(2026, 12, 31))), " ",
        ("number", to.number(1_234_567)), " ", ("number", to.number(Decimal("0.5"))), " ",
        ("per_cent", to.per_cent(Decimal("10"))),
    )  # fmt: skip
    assert found(message, "L10") == []


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("money", "1,234.50\u00a0EUR"),
        ("money", "1.234,50 EUR"),
        ("money", "1.234,50\u00a0€"),
        ("money", "1.234,50\u00a0XQX"),
        ("money", "1.234,5\u00a0EUR"),
        ("day", "5 March 2026"),
        ("day", "31.\u00a0Februar\u00a02026"),
        ("number", "1,234,567"),
        ("per_cent", "9.5%"),
        ("per_cent", "viel"),
    ],
)
def test_values_of_another_format_are_refused(kind: str, value: str) -> None:
    assert severities(said("de", "Es sind ", (kind, value), " offen."), "L10") == ["block"]  # type: ignore[arg-type]


@given(
    st.sampled_from([("de", "DE"), ("de", "CH"), ("fr", "FR"), ("en", "GB"), ("en", "IN"), ("hi", "IN"), ("pl", "PL"),
                     ("pt", "PT"), ("ar", "EG"), ("he", "IL"), ("es", "MX"), ("ja", "JP")]),
    st.sampled_from(["EUR", "JPY", "KWD"]),
    st.integers(-(10**12), 10**12),
)  # fmt: skip
def test_patterns_know_whatever_a_reader_writes(home: tuple[str, str], currency: str, minor: int) -> None:
    to = reader(*home)
    if home == ("de", "CH"):
        minor %= 10**6  # Babel 2.19 takes two apostrophes for quotes and drops them
    amount = to.money(Money(minor, currency)).replace(currency, "¤")
    assert money_pattern(to, decimals(currency)).fullmatch(amount)
    assert number_pattern(to).fullmatch(to.number(minor))
    assert number_pattern(to).fullmatch(to.number(Decimal(minor) / 1000))
    digits = [at for at, one in enumerate(amount) if one.isdigit()]
    assert not money_pattern(to, decimals(currency)).fullmatch(
        amount[: digits[0]] + "." + amount[digits[0] :]
    )
