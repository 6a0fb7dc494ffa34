"""L18: fragments in another language, script or variant, pointed at exactly."""

from __future__ import annotations

import pytest

from collectdesk.messages.checks import LANGUAGES
from collectdesk.messages.formats import reader

from .messages import found, said

GERMAN = "Bitte überweisen Sie den Betrag auf unser Konto. {} Vielen Dank für Ihre Hilfe."
ENGLISH = "Please let us know when you will pay the invoice."


def _fragments(language: str, text: str, **more: object) -> list[str]:
    message = said(language, text)
    findings = found(message, "L18", **more)
    assert all(finding.severity == "block" for finding in findings)
    return [finding.words for finding in findings]


def test_an_english_sentence_in_a_german_message_is_refused() -> None:
    text = GERMAN.format(ENGLISH)
    (finding,) = found(said("de", text), "L18")
    assert (finding.severity, finding.start, finding.end) == (
        "block",
        text.index(ENGLISH),
        text.index(" Vielen"),
    )
    assert finding.words == ENGLISH


def test_a_clause_of_another_language_is_pointed_at() -> None:
    assert _fragments("de", "Bitte zahlen Sie den Betrag as soon as you can an uns.") == [
        "as soon as you can"
    ]


def test_a_foreign_sentence_with_values_is_one_fragment() -> None:
    amount, day = ("money", "120,00\u00a0EUR"), ("day", "5.\u00a0März\u00a02026")
    message = said("de", "Guten Tag. Please pay ", amount, " by ", day, " to us. Vielen Dank.")
    (finding,) = found(message, "L18")
    assert finding.words == "Please pay 120,00\u00a0EUR by 5.\u00a0März\u00a02026 to us."


SENTENCES = {
    "en": "Please let us know when you will pay the invoice.",
    "de": "Bitte teilen Sie uns mit, wann Sie die Rechnung zahlen können.",
    "fr": "Merci de nous dire quand vous pourrez payer cette facture.",
    "es": "Le pedimos que nos diga cuándo podrá pagar esta factura.",
    "it": "La preghiamo di comunicarci quando potrà pagare questa fattura.",
    "pt": "Pedimos que nos diga quando poderá pagar esta fatura.",
    "nl": "Laat ons weten wanneer u de factuur kunt betalen.",
    "pl": "Prosimy o informację, kiedy faktura zostanie zapłacona.",
    "sv": "Låt oss veta när du kan betala fakturan och om något är fel.",
    "da": "Giv os besked om, hvornår du kan betale, hvis noget ikke er rigtigt.",
    "tr": "Lütfen bu faturayı ne zaman ödeyebileceğinizi bize bildirin ve çok teşekkürler.",
    "ja": "お支払いの時期をお知らせください。",
    "zh_Hans": "请告诉我们您何时可以付款。",
    "zh_Hant": "請告訴我們您何時可以付款。",
    "ko": "언제 납부하실 수 있는지 알려 주십시오.",
    "ar": "يرجى إبلاغنا متى يمكنكم دفع الفاتورة.",
    "hi": "कृपया हमें बताएं कि आप कब भुगतान कर सकते हैं।",
    "he": "נבקש להודיע לנו מתי אפשר לשלם את החשבונית.",
}
PAIRS = [(own, other) for own in SENTENCES for other in SENTENCES if own != other]
SAME_CHARACTERS = {("ja", "zh_Hant"), ("ja", "zh_Hans")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_of_the_language_passes(language: str) -> None:
    assert _fragments(language, SENTENCES[language.removesuffix("_BR")]) == []


@pytest.mark.parametrize(("own", "other"), PAIRS)
def test_a_sentence_of_any_other_language_is_refused(own: str, other: str) -> None:
    text = f"{SENTENCES[own]}\n{SENTENCES[other]}"
    words = _fragments(own, text)
    assert words
    if (own, other) not in SAME_CHARACTERS:
        assert all(word in SENTENCES[other] for word in words)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Wir haben Ihre E-Mail an service@larkfield.example erhalten, Referenz INV-2026/48213."),
        (
            "de",
            "Das Online-Portal finden Sie unter https://larkfield.example/how-to-pay-your-invoice/now und dort.",
        ),
        ("de", "Unsere IBAN ist DE02 1203 0000 0000 2020 51, BIC BYLADEM1001, per SEPA."),
        ("fr", "Larkfield : votre dossier chez Smith and Sons Ltd est ouvert."),
        ("ja", "Larkfield Collections Ltd からのご連絡です。IBAN と SWIFT をご確認ください。"),
        ("ar", "مرحبا من Larkfield Collections Ltd بخصوص INV-12/7."),
        ("zh_Hans", "请通过 SEPA 付款，电子邮件 pay@larkfield.example。"),
    ],
)
def test_names_links_and_references_are_no_fragments(language: str, text: str) -> None:
    assert _fragments(language, text) == []


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        (
            "ja",
            "お世話になっております。Please contact us soon. よろしくお願いします。",
            "Please contact us soon.",
        ),
        ("ko", "안녕하십니까. Thank you for your help. 감사합니다.", "Thank you for your help."),
        ("he", "שלום רב, please call us today תודה", "please call us today"),
        ("zh_Hant", "請付款。谢谢您。", "谢谢"),
        ("zh_Hans", "请付款。謝謝您。", "謝謝"),
        ("de", "Уважаемый клиент, bitte zahlen Sie.", "Уважаемый клиент"),
    ],
)
def test_prose_in_another_script_is_pointed_at(language: str, text: str, words: str) -> None:
    assert words in _fragments(language, text)


def test_names_that_are_allowed_may_be_in_any_script() -> None:
    text = "Guten Tag, Ольга Иванова, wir haben Ihre Nachricht erhalten."
    assert _fragments("de", text) == ["Ольга Иванова"]
    assert _fragments("de", text, names=("Ольга Иванова",)) == []


def test_the_source_is_not_left_in_a_translation() -> None:
    source = ("Interest accrues daily on {balance}, statutory rate applies.",)
    text = "Guten Tag,\nInterest accrues daily on 12 Mahnungen."
    assert "Interest accrues daily on" in _fragments("de", text, source=source)
    assert "Interest accrues daily on" not in _fragments("en", text, source=source)


def test_variants_of_a_language() -> None:
    swiss = said("de", "Freundliche Grüße", to=reader("de", "CH"))
    assert [(one.words, one.better) for one in found(swiss, "L18")] == [("Grüße", "Grüsse")]
    assert found(said("de", "Freundliche Grüße"), "L18") == []
    brazilian = found(said("pt", "Entre em contato connosco pelo telemóvel."), "L18")
    assert [(one.words, one.better) for one in brazilian] == [("contato", "contacto")]
    assert [one.words for one in found(said("pt_BR", "Entre em contacto pelo celular."), "L18")] == [
        "contacto"
    ]
    assert found(said("pt", "Por correio eletrónico."), "L18") == []
    assert [one.words for one in found(said("pt", "Por correio eletrônico."), "L18")] == ["eletrônico"]
    assert found(said("pt_BR", "Por correio eletrônico."), "L18") == []
