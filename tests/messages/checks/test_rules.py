"""The rules about words, structure, look and size: each fires, and each stays silent."""

from __future__ import annotations

from datetime import date

import pytest

from collectdesk.messages.checks import Expected, Place, RequiredLine, Said, blocked, check, prepare, prepared

from .messages import TODAY, found, marked, reader_of, said, severities


def _of(
    rule: str, text: str, language: str = "en", place: Place = "body", tone: str = "T1", **more: object
) -> list[str]:
    return severities(said(language, text, place=place), rule, tone, **more)  # type: ignore[arg-type]


def test_threats_harassment_shame_and_private_matters_are_refused() -> None:
    assert _of("L01", "Pay, or the police will come.") == ["block"]
    assert _of("L01", "Thank you for your answer.") == []
    assert _of("L02", "We will keep calling.") == ["block"]
    assert _of("L02", "We will call back.") == []
    assert _of("L03", "You are a deadbeat.") == ["block"]
    assert _of("L03", "The invoice is open.") == []
    assert _of("L13", "We know about your illness.") == ["block"]
    assert _of("L13", "We know about your invoice.") == []


def test_a_negation_or_a_quotation_softens_but_a_condition_does_not() -> None:
    assert _of("L01", "We will not call the police.") == ["info"]
    assert _of("L01", "You wrote: “the police came”.") == ["info"]
    assert _of("L01", "If you do not pay, the police will come.") == ["block"]
    assert _of("L01", "If you do not pay police will come.") == ["block"]
    assert _of("L01", "Wir werden die Polizei nicht einschalten.", "de") == ["info"]
    assert _of("L01", "Wenn Sie nicht zahlen, kommt die Polizei.", "de") == ["block"]
    assert _of("L01", "Wir holen die Polizei wenn Sie nicht zahlen", "de") == ["block"]
    assert _of("L01", "警察に通報しません。", "ja") == ["info"]
    assert _of("L04", "お支払いのない場合は訴訟を起こします。", "ja") == ["block"]
    assert _of("L01", "我们不会报警。", "zh_Hans") == ["info"]
    assert _of("L03", "您不诚实。", "zh_Hans") == ["block"]


def test_a_legal_step_needs_authority_and_the_last_stage() -> None:
    text = "The creditor may bring a claim before the court."
    assert _of("L04", text) == ["block"]
    assert _of("L04", text, tone="T4") == ["block"]
    assert _of("L04", text, step_authorised=True) == ["block"]
    assert _of("L04", text, tone="T4", step_authorised=True) == ["info"]
    assert _of("L04", text, tone="T4", step_authorised=True, jurisdictions=frozenset({"CA", "CA-QC"})) == [
        "block"
    ]
    assert _of("L04", "We will not go to court.", jurisdictions=frozenset({"CA-QC"})) == ["block"]
    assert _of("L04", "The creditor will decide.") == []


def test_urgency_is_refused_without_a_date_and_a_date_is_proposed() -> None:
    assert _of("L05", "Please pay immediately.") == ["block"]
    (finding,) = found(
        said("en", "Please pay immediately."), "L05", computed_dates=frozenset({date(2026, 4, 20)})
    )
    assert (finding.severity, finding.better) == ("warn", "by 20\u00a0April\u00a02026")
    dated = said("en", "Please pay immediately, by ", ("day", "20\u00a0April\u00a02026"), ".")
    assert severities(dated, "L05") == ["warn"]
    assert _of("L05", "Please pay soon.") == []


@pytest.mark.parametrize("place", ["subject", "preview", "sms", "voicemail", "envelope"])
def test_a_debt_is_not_told_in_exposed_parts(place: Place) -> None:
    assert _of("L06", "Your overdue invoice", place=place) == ["block"]
    assert _of("L06", "About your reference", place=place) == []


def test_a_debt_may_be_named_in_the_body() -> None:
    assert _of("L06", "Your overdue invoice, overdue since March.") == ["info"]


def test_blame_jargon_marketing_certainty_and_address() -> None:
    assert _of("L07", "You ignored our letter.") == ["warn"]
    assert _of("L07", "We have not received a reply.") == []
    assert _of("L08", "Please remit the sum.") == ["info"]
    assert _of("L08", "Please remit the sum.", consumer=True) == ["warn"]
    assert found(said("en", "Please remit the sum."), "L08")[0].better == "pay"
    assert _of("L08", "Please pay the sum.") == []
    assert _of("L12", "See our special offer.") == ["warn"]
    assert _of("L12", "See our special offer.", tone="T0") == []
    assert _of("L15", "This will result in costs.") == ["warn"]
    assert _of("L15", "This may have costs.") == []
    assert _of("L16", "Dear Sir/Madam") == ["warn"]
    assert _of("L16", "Dear Ms Okafor") == []


def test_a_reason_is_not_asked_for_in_colombia() -> None:
    text = "Díganos por qué no ha pagado."
    assert _of("L14", text, "es") == ["info"]
    assert _of("L14", text, "es", jurisdictions=frozenset({"CO"})) == ["block"]
    assert _of("L14", "Díganos cómo ayudarle.", "es", jurisdictions=frozenset({"CO"})) == []


def test_accents_case_and_width_do_not_hide_a_word() -> None:
    assert _of("L01", "Irá a la carcel.", "es") == ["block"]
    assert _of("L01", "POLICE", "en") == ["block"]
    assert _of("L01", "Ｐｏｌｉｃｅ", "en") == ["block"]
    assert _of("L04", "İCRA başlar.", "tr") == ["block"]
    assert _of("L04", "ICRA başlar.", "tr") == []
    assert _of("L01", "والشرطة", "ar") == ["block"]


def test_shouting() -> None:
    assert [one.words for one in found(said("en", "This is VERY IMPORTANT for you."), "L09")] == [
        "VERY IMPORTANT"
    ]
    assert _of("L09", "Please answer!!") == ["warn"]
    assert _of("L09", "⚠ Please answer") == ["warn"]
    assert _of("L09", "Pay by SEPA to our IBAN, EUR, BIC SWIFT.") == []
    assert _of("L09", "Please answer!") == []


@pytest.mark.parametrize(
    ("language", "text", "words", "better"),
    [
        ("en", "Please pay by next Friday.", "next Friday", "3\u00a0April\u00a02026"),
        ("en", "Please pay tomorrow.", "tomorrow", "2\u00a0April\u00a02026"),
        ("en", "Please pay by the end of the month.", "end of the month", "30\u00a0April\u00a02026"),
        ("en", "Please pay next week.", "next week", ""),
        ("de", "Bitte zahlen Sie bis nächsten Freitag.", "nächsten Freitag", "3.\u00a0April\u00a02026"),
        ("fr", "Merci de payer vendredi prochain.", "vendredi prochain", "3\u00a0avril\u00a02026"),
        ("es", "Pague el próximo viernes.", "próximo viernes", "3\u00a0de\u00a0abril\u00a0de\u00a02026"),
        ("it", "Paghi entro venerdì prossimo.", "venerdì prossimo", "3\u00a0aprile\u00a02026"),
        (
            "pt",
            "Pague na próxima sexta-feira.",
            "próxima sexta-feira",
            "3\u00a0de\u00a0abril\u00a0de\u00a02026",
        ),
        ("pt_BR", "Pague amanhã.", "amanhã", "2\u00a0de\u00a0abril\u00a0de\u00a02026"),
        ("nl", "Betaal volgende vrijdag.", "volgende vrijdag", "3\u00a0april\u00a02026"),
        ("pl", "Prosimy o wpłatę w następny piątek.", "następny piątek", "3\u00a0kwietnia\u00a02026"),
        ("sv", "Betala nästa fredag.", "nästa fredag", "3\u00a0april\u00a02026"),
        ("da", "Betal næste fredag.", "næste fredag", "3.\u00a0april\u00a02026"),
        ("tr", "Gelecek Cuma ödeyin.", "Gelecek Cuma", "3\u00a0Nisan\u00a02026"),
        ("ja", "次の金曜日にお願いします。", "次の金曜日", "2026年4月3日"),
        ("zh_Hans", "请在下周五付款。", "下周五", "2026年4月3日"),
        ("zh_Hant", "請在下週五付款。", "下週五", "2026年4月3日"),
        ("ko", "내일 납부하여 주십시오.", "내일", "2026년\u00a04월\u00a03일".replace("3일", "2일")),
        ("ar", "يرجى الدفع غدا.", "غدا", "2\u00a0أبريل\u00a02026"),
        ("hi", "कृपया अगले शुक्रवार भुगतान करें।", "अगले शुक्रवार", "3\u00a0अप्रैल\u00a02026"),
        ("he", "נבקש לשלם מחר.", "מחר", "2\u00a0באפריל\u00a02026"),
    ],
)
def test_relative_days_get_their_date(language: str, text: str, words: str, better: str) -> None:
    findings = [one for one in found(said(language, text), "L10") if one.words.endswith(words)]
    assert [(one.severity, one.better) for one in findings] == [("warn", better)]


def test_a_weekday_with_its_date_is_no_relative_day() -> None:
    assert found(said("en", "Please pay by Friday, ", ("day", "3\u00a0April\u00a02026"), "."), "L10") == []
    assert [one.words for one in found(said("en", "Please pay by Friday."), "L10")] == ["by Friday"]


def test_required_paragraphs_and_fields() -> None:
    line = RequiredLine("J-US-OPT", "Reply STOP to  end messages.")
    assert _of("L11", "Hello.\nReply STOP to end messages.", required=(line,)) == []
    (finding,) = found(said("en", "Hello."), "L11", required=(line,))
    assert (finding.severity, finding.start, finding.end, finding.better) == ("block", 6, 6, line.text)
    assert _of("L11", " ") == ["block"]
    assert severities(said("en", "Dear ", ("name", ""), ","), "L11") == ["block"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dear {name},", "{name}"),
        ("Dear %(name)s,", "%(name)s"),
        ("Dear {{ name }},", "{{ name }}"),
        ("Dear {{ name", "{{"),
        ("{% if %}", "{% if %}"),
        ("a \u2068b", "\u2068"),
        ("a b\u2069", "\u2069"),
        ("a\u202eb", "\u202e"),
        ("a\x07b", "\x07"),
    ],
)
def test_what_the_machine_left_over_is_refused(text: str, words: str) -> None:
    assert [(one.words, one.severity) for one in found(said("en", text), "L19")] == [(words, "block")]


def test_invisible_characters_in_references_are_refused() -> None:
    assert "block" in severities(said("en", "Ref ", ("code", "48\u200b213")), "L19")
    assert severities(said("ar", "رقم ", ("code", "\u206648213\u2069")), "L19") == []
    assert severities(said("en", "Ref ", ("code", "48213"), ", 100% {sure}? no: 50 % of it"), "L19") == [
        "block"
    ]
    assert severities(said("en", "100% of it"), "L19") == []


def test_long_sentences_and_heavy_texts() -> None:
    long = "We ask you to " + "pay and to " * 12 + "answer."
    (finding,) = found(said("en", f"Hello. {long} Thank you."), "L17")
    assert (finding.severity, finding.words) == ("info", long)
    heavy = "Administrative considerations necessitate immediate organisational reconsideration. " * 20
    assert {one.severity for one in found(said("en", heavy), "L17")} == {"info"}
    assert found(said("en", "We sent a bill. You can pay it now. " * 15), "L17") == []


def test_ways_out_by_tone_and_channel() -> None:
    ask = "The invoice is open, we would like you to pay it."
    assert _of("L20", ask) == []
    assert _of("L20", ask, tone="T3") == ["warn", "warn"]
    assert _of("L20", ask + " We can help. Tell us if you disagree.", tone="T3") == []
    text = said("en", ask, place="sms", channel="sms")
    assert severities(text, "L20") == ["warn"]
    assert severities(text, "L20", jurisdictions=frozenset({"US", "US-MA"})) == ["block"]
    assert severities(said("en", ask + " Reply STOP to opt out", place="sms", channel="sms"), "L20") == []


def test_findings_come_by_place_and_offset() -> None:
    message = Said(
        "en",
        reader_of("en"),
        "email",
        (("body", marked("Pay {x} now!! {y}")), ("subject", marked("Your debt {z}"))),
    )
    findings = check(message, Expected("T1", today=TODAY))
    assert [one.place for one in findings] == ["subject"] * 2 + ["body"] * 3
    assert [one.start for one in findings] == sorted(one.start for one in findings[:2]) + sorted(
        one.start for one in findings[2:]
    )
    assert blocked(findings)
    assert not blocked(check(said("en", "Thank you for your reply."), Expected("T1")))


def test_a_language_can_be_read_ahead() -> None:
    prepare("sv")
    assert prepared("sv")
    assert not prepared("xx")
    assert check(said("sv", "Tack för ditt svar."), Expected("T0")) == ()


def test_an_unknown_language_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError, match="xx"):
        check(Said("xx", reader_of("en"), "email", ()), Expected("T1"))
