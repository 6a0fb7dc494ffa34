"""A reminder as a letter in every language: its fonts are found, and its amount and reference can be read back."""

from __future__ import annotations

import io
import unicodedata
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from collectdesk.faults import BadInput
from collectdesk.messages.catalogue import languages
from collectdesk.messages.document import Document, Passage
from collectdesk.messages.fonts import choose
from collectdesk.messages.formats import reader
from collectdesk.messages.message import as_document
from collectdesk.messages.pdf import _cut_fonts, _Page, as_pdf
from tests.campaign import some
from tests.messages.telling import FIRM, written
from tests.messages.test_messages import HOMES

AT = datetime(2026, 11, 24, 9, 2, tzinfo=UTC)
_CJK = frozenset({"ja", "ko", "zh_Hans", "zh_Hant"})
_FIGURES = str.maketrans("", "", " \u00a0\u202f\u200e\u200f\u061c\u2066\u2067\u2068\u2069\n")


@pytest.mark.parametrize("language", some(languages(), 5))
def test_a_letter_is_drawn_and_reads_back(language: str) -> None:
    message = written("friendly_reminder", language, HOMES[language], "letter", FIRM, reference="1002347")
    try:
        made = as_pdf(as_document(message, HOMES[language]), AT)
    except BadInput as error:
        if language in _CJK:
            pytest.skip(f"without the extra cjk: {error}")
        raise
    pages = PdfReader(io.BytesIO(made)).pages
    text = unicodedata.normalize("NFKC", "".join(page.extract_text() for page in pages)).translate(_FIGURES)
    amounts = [one for one in message.body.spans if one.field == "amount"]
    assert amounts
    shown = unicodedata.normalize("NFKC", message.body.text[amounts[0].start : amounts[0].end])
    figures = max(shown.translate(_FIGURES).split("EUR"), key=len)
    assert figures in text
    assert "1002347" in text


def test_marks_part_no_letters_and_a_phone_number_keeps_its_order() -> None:
    text = "يُرجى الاتصال على الرقم: \u2068+44 20 7946 0000\u2069"
    document = Document(reader("ar", "AE"), "A4", "", (Passage("text", "", (text,)),), "")
    with _cut_fonts(choose(text, "ar")) as cuts:
        page = _Page(document, text, cuts, AT, 1)
        drawn = ["".join(one.characters) for one in page._preload_bidirectional_text(text, False)]
    assert any(one.startswith("يُرجى") for one in drawn)
    assert "+44 20 7946 0000" in [one.strip() for one in drawn]
    assert not any("\u2068" in one or "\u2069" in one for one in drawn)
