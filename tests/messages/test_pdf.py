"""The PDF: read back in each language, whole tables on numbered pages, fonts that are there, hostile names."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PageObject, PdfReader

from collectdesk.faults import BadInput
from collectdesk.messages import fonts
from collectdesk.messages.document import Column, Document, Pairs, Passage, Table, Title
from collectdesk.messages.fonts import choose, font_order, needs_shaping
from collectdesk.messages.formats import reader
from collectdesk.messages.pdf import as_pdf
from collectdesk.messages.rendering import render
from collectdesk.messages.templates import load_template
from collectdesk.money import Money
from tests.messages.fields import agreement, fields

AT = datetime(2026, 11, 24, 9, 2, tzinfo=UTC)


def _read(document: Document) -> PdfReader:
    return PdfReader(io.BytesIO(as_pdf(document, AT)))


def _text(page: PageObject) -> str:
    return page.extract_text().replace("\u00a0", " ")


def _all(pages_of: PdfReader) -> str:
    return "".join(_text(page) for page in pages_of.pages).replace("\n", "")


@pytest.fixture
def no_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "installed", dict)


@pytest.mark.parametrize(
    ("language", "country", "total", "said"),
    [
        (
            "en",
            "GB",
            Money(130000, "EUR"),
            ["Payment plan agreement", "EUR 1,300.00", "9. Whole balance due"],
        ),
        (
            "de",
            "DE",
            Money(123456789, "KWD"),
            ["Ratenzahlungsvereinbarung", "123.456,789 KWD", "9. Fälligstellung"],
        ),
        (
            "ja",
            "JP",
            Money(1000000, "JPY"),
            ["債務承認および分割弁済契約書", "JPY 1,000,000", "第9条（不履行後の"],
        ),
    ],
)
def test_what_it_says_can_be_read_back(language: str, country: str, total: Money, said: list[str]) -> None:
    pages_of = _read(agreement(language, country, total=total, consumer=language == "ja"))
    text = _all(pages_of)
    for words in said:
        assert words in text
    assert "Nordwind Handels GmbH" in text
    assert pages_of.metadata is not None
    assert pages_of.metadata.title == said[0]
    assert pages_of.root_object["/Lang"] == language


def test_the_same_letter_is_the_same_bytes() -> None:
    assert as_pdf(agreement("en", "GB"), AT) == as_pdf(agreement("en", "GB"), AT)


@pytest.mark.parametrize(("language", "head"), [("en", "No."), ("de", "Nr.")])
def test_sixty_instalments_run_over_numbered_pages_under_their_heads(language: str, head: str) -> None:
    pages_of = _read(agreement(language, "GB", total=Money(60 * 99999999, "EUR"), number=60))
    pages = [_text(page) for page in pages_of.pages]
    of = {"en": "Page {} of {}", "de": "Seite {} von {}"}[language]
    for at, page in enumerate(pages, 1):
        assert of.format(at, len(pages)) in page
    amount = {"en": "EUR 999,999.99", "de": "999.999,99 EUR"}[language]
    with_rows = [page for page in pages if amount in page]
    assert len(with_rows) >= 2
    assert all(f"{head} " in page for page in with_rows)
    assert sum(page.count(amount) for page in pages) == 61  # the last balance but one is an instalment too


@pytest.mark.parametrize(("language", "country"), [("de", "DE"), ("ja", "JP")])
def test_nothing_is_drawn_outside_the_margins(language: str, country: str) -> None:
    name = "Donaudampfschifffahrtsgesellschaft" * 9 + " 山田" + "W" * 120
    pages_of = _read(agreement(language, country, name=name, number=12, total=Money(12 * 10**13, "KWD")))
    for page in pages_of.pages:
        left, right, bottom = 20 / 25.4 * 72 - 1, (210 - 20) / 25.4 * 72 + 1, 10 / 25.4 * 72

        def look(text: str, _cm: object, tm: list[float], _font: object, size: float) -> None:
            if text.strip():
                assert left <= tm[4] <= right  # noqa: B023 - called at once
                assert tm[5] >= bottom  # noqa: B023
                words = len(text.strip("\n")) * size * 0.25  # no character of these is narrower
                assert tm[4] + words <= right  # noqa: B023

        page.extract_text(visitor_text=look)  # type: ignore[arg-type]


def test_signatures_never_stand_alone_on_a_page() -> None:
    for number in range(4, 14, 3):
        last = _text(_read(agreement("en", "GB", number=number)).pages[-1])
        assert "Signature for the creditor" in last
        assert "Language" in last


def test_paper_is_that_of_the_country() -> None:
    document = render(load_template("plan_agreement"), reader("en", "US"), fields(), "Letter")
    assert [round(float(one)) for one in _read(document).pages[0].mediabox[2:]] == [612, 792]


def test_names_in_another_script_are_drawn_with_another_font() -> None:
    text = _all(_read(agreement("de", "DE", name="山田商事 & Söhne")))
    assert "山田商事 & Söhne" in text


def test_a_line_in_another_font_leaves_the_lines_after_it_readable() -> None:
    blocks = (
        Title("Title"),
        Pairs("Head", (("山田", "Creditor AG"), ("Label", "山田"), ("Next", "Value"))),
        Passage("clause", "1. One", ("山田", "Words after it")),
        Table((Column("山", "left", 50), Column("B", "left", 50)), (("山", "last"), ("1", "2"))),
    )
    text = _text(_read(Document(reader("de", "DE"), "A4", "Title", blocks, "Page {page}")).pages[0])
    assert (
        "".join(text.split())
        == "TitleHead山田CreditorAGLabel山田NextValue1.One山田Wordsafterit山B山last12Page1"
    )


def test_letters_that_join_are_shaped() -> None:
    assert needs_shaping("שלום")
    assert needs_shaping("नमस्ते")
    assert not needs_shaping("Größe 山田 1.234,50 €")


def test_a_character_that_no_font_has_is_named() -> None:
    with pytest.raises(BadInput, match=r"no font on this machine can draw \U0001f9ff"):
        as_pdf(agreement("en", "GB", name="\U0001f9ff Ltd"), AT)


@pytest.mark.usefixtures("no_fonts")
def test_without_a_font_it_says_how_to_get_one() -> None:
    with pytest.raises(BadInput, match=r"collectdesk\[cjk\].*COLLECTDESK_FONTS"):
        choose("契約", "ja")


def test_the_fonts_of_the_house_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = fonts.installed()["notosans"]
    own = tmp_path / "DejaVuSans.ttf"
    own.write_bytes(there.path.read_bytes())
    (tmp_path / "NotoSansJP-Bold.ttf").write_bytes(b"no font")
    (tmp_path / "Broken.ttf").write_bytes(b"no font")
    monkeypatch.setenv(fonts.FOLDER_VARIABLE, str(tmp_path))
    fonts.installed.cache_clear()
    try:
        assert fonts.installed()["dejavusans"].path == own
    finally:
        fonts.installed.cache_clear()


def test_a_file_that_is_no_font_draws_nothing(tmp_path: Path) -> None:
    (tmp_path / "x.ttf").write_bytes(b"no font")
    assert fonts.characters(tmp_path / "x.ttf") == frozenset()


def test_the_language_of_the_letter_comes_first_in_the_order() -> None:
    assert font_order().of("ja")[0] == "NotoSansJP"
    assert font_order().of("de")[0] == "NotoSans"
    assert set(font_order().of("ja")) == set(font_order().of("de"))
