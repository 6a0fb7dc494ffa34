"""Mail from outside: read whole from every kind of place, decoded, told apart, and harmless."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectdesk.exchange.mailbox import MailLimits, pasted, read_mail, received, stripped
from collectdesk.faults import BadInput
from tests.exchange.letters_back import ABSENCE, BOUNCE, REPLY, mbox

LIMITS = MailLimits(1_000_000, 1_000)
OURS = "<ours@example.com>"


def test_an_answer_is_read_without_what_it_quotes() -> None:
    one = received(REPLY.format(ours=OURS).encode(), LIMITS)
    assert (one.kind, one.from_address, one.subject) == ("reply", "jana@example.org", "Re: Rechnung 4655")
    assert (one.text, one.message_id) == ("Wir zahlen am Freitag. Grüße", "<q1@example.org>")
    assert one.answers == (OURS, "<x@example.org>")
    assert one.received_at == datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
    assert "> Guten Tag" in one.whole


def test_a_delivery_report_names_the_address_and_our_message() -> None:
    raw = BOUNCE.format(ours=OURS, address="Jana@example.org", action="failed", status="5.1.1")
    one = received(raw.encode(), LIMITS)
    assert (one.kind, one.answers) == ("bounce", (OURS,))
    assert [(d.recipient, d.status, d.permanent) for d in one.deliveries] == [
        ("jana@example.org", "5.1.1", True)
    ]
    delayed = BOUNCE.format(ours=OURS, address="jana@example.org", action="delayed", status="4.4.1")
    assert not received(delayed.encode(), LIMITS).deliveries[0].permanent


def test_an_absence_is_no_answer() -> None:
    assert received(ABSENCE.format(ours=OURS).encode(), LIMITS).kind == "auto_reply"


def test_every_kind_of_place_gives_the_same_messages(tmp_path: Path) -> None:
    texts = [REPLY.format(ours=OURS) + "\n>From here on more\n", ABSENCE.format(ours=OURS)]
    box, folder, single = tmp_path / "box", tmp_path / "maildir", tmp_path / "one.eml"
    box.write_bytes(mbox(*texts))
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True)
    (folder / "new" / "1.host").write_text(texts[0].replace(">From", "From"))
    (folder / "cur" / "2.host:2,S").write_text(texts[1])
    (folder / "tmp" / "3.host").write_text("half")
    single.write_bytes(texts[1].replace("\n", "\r\n").encode())
    found = [list(read_mail(path, LIMITS)) for path in (box, folder, single)]
    assert [len(one) for one in found] == [2, 2, 1]
    assert [one.digest for one in found[0]] == [one.digest for one in found[1]]
    assert found[2][0].digest == found[0][1].digest


def test_a_pasted_text_is_a_message_or_bare_words() -> None:
    whole = pasted(REPLY.format(ours=OURS), LIMITS)
    assert (whole.from_address, whole.answers[0]) == ("jana@example.org", OURS)
    bare = pasted("Betreff: nichts\nWir zahlen morgen.\n", LIMITS)
    assert (bare.from_address, bare.text) == ("", "Betreff: nichts\nWir zahlen morgen.")


def test_documents_are_kept_up_to_a_size() -> None:
    made = EmailMessage()
    made["From"] = "jana@example.org"
    made.set_content("<b>x</b>", subtype="html")
    made.add_attachment(
        b"x" * 1000, maintype="application", subtype="pdf", filename="../../etc/pass\u202ewd.pdf"
    )
    made.add_attachment(b"x" * 1001, maintype="application", subtype="pdf", filename="big.pdf")
    one = received(made.as_bytes(), LIMITS)
    assert [(file.name, len(file.content)) for file in one.files] == [("passwd.pdf", 1000)]
    assert (one.too_big, one.text) == (("big.pdf",), "x")


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reading(raw: bytes) -> None:
    one = received(raw, LIMITS)
    for text in (one.text, one.whole, one.subject, one.from_address):
        assert all(c.isprintable() or c in "\n\t" or ord(c) > 127 for c in text)


@given(st.text(max_size=300))
def test_stripping_never_leaves_nothing(text: str) -> None:
    assert bool(stripped(text)) == bool(text.strip())


def test_what_is_no_mail_is_said(tmp_path: Path) -> None:
    empty, big = tmp_path / "empty", tmp_path / "big"
    empty.write_bytes(b"")
    big.write_bytes(b"x" * 1_000_001)
    for path in (empty, big, tmp_path, tmp_path / "none"):
        with pytest.raises(BadInput):
            list(read_mail(path, LIMITS))
