"""Templates: strict, sandboxed, and deaf to what their values say."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectdesk.faults import BadInput
from collectdesk.messages.document import Document, Pairs, Passage, Signatures, Table
from collectdesk.messages.formats import paper, reader
from collectdesk.messages.plain import as_text
from collectdesk.messages.rendering import fields_used, render
from collectdesk.messages.templates import Record, Template, load_template, parse_parts
from collectdesk.messages.values import FIRST_STRONG, POP, cleaned, isolated
from collectdesk.money import Money
from tests.messages.fields import agreement, fields

RECORD = Record(purpose="p", tone="T4", channels=["letter"], fields={}, review=[])
LANGUAGES = [("en", "GB"), ("de", "DE"), ("ja", "JP")]


def _rendered(text: str, **given: object) -> Document:
    template = Template("own", RECORD, parse_parts(text, "data/messages/own.txt"))
    return render(template, reader("en", None), given)  # type: ignore[arg-type]


def _text(text: str, **given: object) -> str:
    return as_text(_rendered(f"@text\n{text}", **given)).strip()


def test_the_agreement_asks_for_the_fields_that_its_record_names() -> None:
    template = load_template("plan_agreement")
    assert fields_used(template) == set(template.record.fields)


def test_every_field_that_is_missing_is_named() -> None:
    template = load_template("plan_agreement")
    given = fields()
    for name in sorted(given):
        left = {key: value for key, value in given.items() if key != name}
        with pytest.raises(BadInput, match=name):
            render(template, reader("en", None), left)


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__ }}",
        "{{ name.__init__ }}",
        "{{ 'x' * 100000000 }}",
        "{{ 10 ** 10 ** 10 }}",
        "{{ range(10) }}",
        "{{ name|upper }}",
        "{{ total.of('1', 'EUR').__class__ }}",
        "{% include 'x' %}",
        "{% for %}",
        "{{ missing }}",
        "{{ missing|day }}",
        "{{ none|day }}",
        "{{ name|money }}",
    ],
)
def test_a_template_reaches_nothing(attack: str) -> None:
    with pytest.raises(BadInput, match=r"data/messages/own.txt, block at line \d+: .*mend the template"):
        _text(attack, name="n", total=Money(1, "EUR"))


@pytest.mark.parametrize(
    "name",
    [
        "{{ ''.__class__ }}",
        "{% raw %}",
        "{{ 7 * 7 }}",
        "%(total)s 100% {total} {page}",
        "@clause || | == <b>&amp;",
        "${x} `rm` $(x)",
    ],
)
@pytest.mark.parametrize(("language", "country"), LANGUAGES)
def test_what_a_name_says_stays_text(name: str, language: str, country: str) -> None:
    said = re.sub(r"\s+", "", as_text(agreement(language, country, name=name)))
    assert re.sub(r"\s+", "", name) in said


def test_a_name_of_many_lines_begins_no_block() -> None:
    plain = agreement("en", "GB", name="A B")
    hostile = agreement("en", "GB", name="A\n\n@clause\nB")
    assert [type(one) for one in hostile.blocks] == [type(one) for one in plain.blocks]
    assert "A @clause B" in as_text(hostile)


@given(st.text(max_size=80))
def test_any_text_becomes_one_harmless_line(text: str) -> None:
    said = cleaned(text)
    assert said == " ".join(said.split())
    assert not set(said) & set("\u202e\u202d\u2066\u2069\u200f\x1b\x00\n\r\ufeff")
    assert cleaned(said) == said


def test_runs_of_the_other_direction_stand_apart() -> None:
    said = _text("{{ name }}!", name="אבג 12\u202e")
    assert said == f"{FIRST_STRONG}אבג 12{POP}!"
    assert _text("{{ name }}!", name="Müller 山田") == "Müller 山田!"


def test_what_is_no_field_is_refused() -> None:
    with pytest.raises(TypeError, match="float"):
        _text("{{ x }}", x=1.5)


def test_blocks_without_content_are_left_out_and_clauses_counted() -> None:
    made = _rendered(
        "comment\n@clause\nOne\n{% if yes %}a{% endif %}\n@clause\nTwo\n{% if no %}b{% endif %}"
        "\n@clause\nThree\nc\n\nd"
        "\n@pairs\nHead\na || {{ x }}\n{% if no %}b{% endif %} || {% if no %}c{% endif %}"
        "\n@table rows r40 l60\nN || T\n"
        "{{ n|number }} || {{ t }}\n@signatures\nleft || right",
        yes=True, no=False, x="1", rows=[{"n": 1000, "t": "t"}],
    )  # fmt: skip
    assert made.blocks[0] == Passage("clause", "1. One", ("a",))
    assert made.blocks[1] == Passage("clause", "2. Three", ("c", "d"))
    assert made.blocks[2] == Pairs("Head", (("a", "1"),))
    assert isinstance(made.blocks[3], Table)
    assert made.blocks[3].rows == (("1,000", "t"),)
    assert made.blocks[4] == Signatures((("left", "right"),))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("@nonsense\nx", "own.txt, line 1: @nonsense is no kind of block"),
        ("\n@table rows r40 l40\nA || B\nx || y", "line 2: a table names its field"),
        ("@table rows r40 c60\nA || B\nx || y", "line 1: a table names its field"),
    ],
)
def test_a_template_that_cannot_be_used_is_named_with_its_line(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        _rendered(text, rows=[])


@pytest.mark.parametrize(
    ("language", "country", "amount", "day"),
    [
        ("en", "GB", "EUR 1,234.50", "5 March 2026"),
        ("en", "US", "EUR 1,234.50", "March 5, 2026"),
        ("en", "DE", "EUR 1,234.50", "5 March 2026"),
        ("de", "DE", "1.234,50 EUR", "5. März 2026"),
        ("de", "CH", "EUR 1'234.50", "5. März 2026"),
        ("ja", "JP", "EUR 1,234.50", "2026年3月5日"),
    ],
)
def test_amounts_and_days_are_the_readers(language: str, country: str, amount: str, day: str) -> None:
    to = reader(language, country)
    said = to.money(Money(123450, "EUR")).replace("\u00a0", " ")
    assert said.replace("’", "'") == amount  # which of the two the Swiss write changed with CLDR 48
    assert to.day(date(2026, 3, 5)).replace("\u00a0", " ") == day


def test_minor_units_are_those_of_the_currency() -> None:
    to = reader("de", "DE")
    assert to.money(Money(123456789, "KWD")) == "123.456,789\u00a0KWD"
    assert to.money(Money(1000000, "JPY")) == "1.000.000\u00a0JPY"
    assert to.per_cent(Decimal("9.50")) == "9,5\u00a0%"
    assert reader("en", "GB").per_cent(Decimal("11.27")) == "11.27%"
    assert to.number(Decimal("1234.5")) == "1.234,5"


def test_paper_and_unknown_languages() -> None:
    assert (paper("US"), paper("DE"), paper(None)) == ("Letter", "A4", "A4")
    with pytest.raises(ValueError, match="no language"):
        reader("klingonisch", None)


@pytest.mark.parametrize(
    ("language", "country", "one", "many"),
    [
        ("en", "GB", "in one instalment on", "in 3 instalments"),
        ("de", "DE", "in einer Rate am", "in 3 Raten"),
        ("ja", "JP", "1回に分割", "3回に分割"),
    ],
)
def test_numbers_of_instalments(language: str, country: str, one: str, many: str) -> None:
    def said(number: int) -> str:
        return as_text(agreement(language, country, number=number)).replace("\n", "").replace("\u00a0", " ")

    assert one.replace(" ", "") in said(1).replace(" ", "")
    assert many.replace(" ", "") in said(3).replace(" ", "")


@pytest.mark.parametrize(("language", "country"), LANGUAGES)
def test_a_consumer_reads_a_summary_and_may_ask_for_a_review(language: str, country: str) -> None:
    business = agreement(language, country)
    consumer = agreement(language, country, consumer=True)
    kinds = [one.kind for one in consumer.blocks if isinstance(one, Passage)]
    assert kinds.count("summary") == 1
    assert not [one for one in business.blocks if isinstance(one, Passage) and one.kind == "summary"]
    words = {
        "en": ("In short", "prior notice", "review of this plan", "Free and independent debt advice"),
        "de": ("in Kürze", "vorheriger Ankündigung", "Überprüfung dieses Plans", "Schuldnerberatung"),
        "ja": ("要点", "事前に通知", "見直しを求める", "相談窓口"),
    }[language]
    for word in words:
        found = [re.sub(r"[\s|]+", "", as_text(one)) for one in (consumer, business)]
        assert word.replace(" ", "") in found[0], word
        assert word.replace(" ", "") not in found[1], word


@pytest.mark.parametrize(("language", "country"), LANGUAGES)
def test_interest_is_told_as_it_is_paid(language: str, country: str) -> None:
    def said(kind: str, per_cent: str | None = None, waived: int = 0) -> str:
        told = {
            "kind": kind, "per_cent": Decimal(per_cent) if per_cent else None, "amount": Money(4321, "EUR")
        }  # fmt: skip
        given = Money(waived, "EUR") if waived else None
        return as_text(agreement(language, country, interest=told, waived=given))

    texts = [said("none"), said("none", waived=4321), said("apart"), said("each", "9.5"), said("last", "9.5")]
    assert len(set(texts)) == len(texts)
    figure = "43,21" if language == "de" else "43.21"
    assert [figure in text for text in texts] == [False, True, True, True, True]
    assert "9,5" in texts[3] if language == "de" else "9.5" in texts[3]


@pytest.mark.parametrize("language", ["ar", "he"])
def test_a_text_is_compared_as_it_is_and_written_between_isolates(language: str) -> None:
    text = "@text\n{% if method == 'transfer' %}{{ method }}{% endif %}"
    template = Template("own", RECORD, parse_parts(text, "data/messages/own.txt"))
    shown = as_text(render(template, reader(language, None), {"method": "transfer"})).strip()
    assert shown == f"{FIRST_STRONG}transfer{POP}"


@pytest.mark.parametrize(
    ("text", "apart"), [("+44 20 7946 0000", True), ("2026-14", True), ("100234", False), ("رقم 5", False)]
)
def test_figures_with_signs_keep_their_order_among_letters_from_right_to_left(text: str, apart: bool) -> None:
    assert isolated(text, True) == (f"\u2068{text}\u2069" if apart else text)
    assert isolated("+44 20 7946 0000", False) == "+44 20 7946 0000"
