"""Whatever a text is, it is checked, and findings point into it."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from collectdesk.messages.checks import LANGUAGES, Expected, Said, check
from collectdesk.messages.checks.finding import PLACES
from collectdesk.messages.marked import Marked, Span

from .messages import reader_of

TOKENS = st.sampled_from(
    [
        "the police", "court", "{x}", "1.234,50", "EUR", "$", "03/05/2026", "%", "\u2068", "\u2069", "\n", "!!", "ß",
        "谢谢", "Please pay the", "Sie die",
        "次の金曜日", "invoice(s)", "www.a.b/c", "a@b.c", "“", "”", "5", "March", "\u0301",
        "\u202e",
    ]
)  # fmt: skip
JOINED = [st.lists(TOKENS, max_size=12).map(" ".join), st.lists(TOKENS, max_size=8).map("".join)]
TEXTS = st.one_of(st.text(max_size=80), *JOINED)


@st.composite
def messages(draw: st.DrawFn) -> Said:
    language = draw(st.sampled_from(LANGUAGES))
    text = draw(TEXTS)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    kinds = st.sampled_from(["money", "day", "number", "per_cent", "code", "name"])
    spans = tuple(Span(a, b, draw(kinds), "x") for a, b in zip(cuts[::2], cuts[1::2], strict=False))
    place = draw(st.sampled_from(PLACES))
    channel = draw(st.sampled_from(["email", "sms", "letter", "messenger", "voicemail"]))
    return Said(language, reader_of(language), channel, ((place, Marked(text, spans)),))


@given(messages(), st.sampled_from(["T0", "T1", "T2", "T3", "T4", "TH"]), st.dates())
def test_findings_lie_in_the_text(message: Said, tone: str, today: date) -> None:
    expected = Expected(tone, today=today, currencies=frozenset({"EUR"}), source=("Please pay the {x}",))  # type: ignore[arg-type]
    ((place, part),) = message.parts
    findings = check(message, expected)
    for finding in findings:
        assert finding.place == place
        assert 0 <= finding.start <= finding.end <= len(part.text)
        assert part.text[finding.start : finding.end] == finding.words
        assert finding.why
    assert list(findings) == sorted(findings, key=lambda one: (one.start, one.end, one.rule))
    assert check(message, expected) == findings
