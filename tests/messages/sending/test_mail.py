"""E-mails as bytes: whole, repeatable, and with no way in for a second header or markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectdesk.faults import BadInput
from collectdesk.messages.sending.address import mailbox
from collectdesk.messages.sending.invitation import Invitation, invitation_bytes
from collectdesk.messages.sending.links import hand_over
from collectdesk.messages.sending.mail import CALENDAR, Enclosure, mail_bytes, new_message_id
from collectdesk.messages.sending.markup import html_of
from tests.messages.sending.post import TEXT, a_mail


def test_an_email_has_every_part_and_the_headers_of_an_answer() -> None:
    raw = mail_bytes(a_mail(in_reply_to="<q@example.org>", references=("<p@example.org>", "<q@example.org>")))
    read = message_from_bytes(raw, policy=policy.default)
    assert [part.get_content_type() for part in read.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf",
    ]  # fmt: skip
    assert read["To"] == "Jana Krüger <jana@example.org>"
    assert (read["Reply-To"], read["Content-Language"]) == ("answers@example.com", "de-AT")
    assert (read["In-Reply-To"], read["References"]) == ("<q@example.org>", "<p@example.org> <q@example.org>")
    assert read["Date"].datetime == datetime(2026, 11, 24, 9, 2, tzinfo=UTC)
    assert "Auto-Submitted" not in read
    assert read.get_body(("plain",)).get_content().replace("\r\n", "\n") == TEXT  # type: ignore[union-attr]
    (document,) = read.iter_attachments()
    assert (document.get_filename(), document.get_content()) == ("Übersicht.pdf", b"%PDF-1.4 \x00\xff\r\n.")


def test_the_same_message_makes_the_same_bytes_for_every_server() -> None:
    raw = mail_bytes(a_mail())
    assert raw == mail_bytes(a_mail())
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert new_message_id("example.com") != new_message_id("example.com")


@pytest.mark.parametrize(
    "sign", ["\n", "\r", "\r\nBcc: all@example.com", "\x00", "\x1b", "\x85", "\u2028", "\x7f"]
)
def test_no_header_takes_a_line_break_or_control_character(sign: str) -> None:
    for broken in (
        lambda: mail_bytes(a_mail(subject=f"Hello{sign}")),
        lambda: mailbox("jana@example.org", f"Jana{sign}"),
        lambda: mailbox(f"jana{sign}@example.org"),
        lambda: mailbox(f"jana@example.org{sign}"),
        lambda: mail_bytes(a_mail(enclosures=(Enclosure(f"a{sign}.pdf", "application/pdf", b"x"),))),
        lambda: mail_bytes(a_mail(in_reply_to=f"<a{sign}@example.org>")),
        lambda: mail_bytes(a_mail(language=f"de{sign}")),
    ):
        with pytest.raises(BadInput) as said:
            broken()
        assert str(said.value).isprintable()


@given(subject=st.text(max_size=200), name=st.text(max_size=60))
def test_whatever_stands_in_a_header_there_is_one_recipient(subject: str, name: str) -> None:
    try:
        raw = mail_bytes(a_mail(subject=subject, to=mailbox("jana@example.org", name)))
    except BadInput:
        return
    read = message_from_bytes(raw, policy=policy.default)
    assert [one.addr_spec for one in read["To"].addresses] == ["jana@example.org"]
    assert sorted(read.keys()) == sorted(
        [
            "From",
            "To",
            "Reply-To",
            "Subject",
            "Date",
            "Message-ID",
            "Content-Language",
            "MIME-Version",
            "Content-Type",
        ]
    )


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("jana.krueger+desk@example.org", "jana.krueger+desk@example.org"),
        ("info@straße.example", "info@xn--strae-oqa.example"),
        ("info@例え.jp", "info@xn--r8jz45g.jp"),
        (" jana@EXAMPLE.org ", "jana@example.org"),
    ],
)
def test_addresses_of_all_scripts(given: str, used: str) -> None:
    assert mailbox(given).address == used


@pytest.mark.parametrize(
    "given",
    ["", "jana", "jana@", "@example.org", "jana@example", "a b@example.org", "a@b@example.org", "a..b@example.org",
     "<a@example.org>", "Jana <a@example.org>", "a@example.org, b@example.org", 'a"@example.org', "a@-x-.org",
     "a@exa mple.org", "a(x)@example.org", "x" * 65 + "@example.org", "a@[127.0.0.1]", "用户@example.org"],
)  # fmt: skip
def test_what_is_no_single_address_is_refused(given: str) -> None:
    with pytest.raises(BadInput, match="not an e-mail address"):
        mailbox(given)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@given(st.text(max_size=300))
def test_no_text_is_markup(text: str) -> None:
    page = _Page()
    page.feed(html_of(text + "\n\n<script>alert(1)</script><img src=x>", "en"))
    assert page.tags <= {"html", "head", "meta", "body", "p", "br", "bdi"}
    assert "<script>alert(1)</script><img src=x>" in "".join(page.words)


def test_a_right_to_left_language_runs_so() -> None:
    assert '<html lang="ar" dir="rtl">' in html_of("مرحبا", "ar")
    assert 'dir="ltr"' in html_of("Hallo", "de")


def test_an_invitation_stands_in_the_readers_zone() -> None:
    from icalendar import Calendar

    meeting = Invitation(
        "uid-1@example.com", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 60, "Europe/Berlin", "Call; about, 4655",
        "First line\nsecond", "https://meet.example/x?a=1,2;b", mailbox("desk@example.com", "Larkfield"),
        mailbox("jana@example.org", "Jana Krüger"), datetime(2026, 10, 20, 9, tzinfo=UTC), 2,
    )  # fmt: skip
    raw = invitation_bytes(meeting)
    assert raw == invitation_bytes(meeting)
    read = Calendar.from_ical(raw)
    (event,) = read.walk("VEVENT")
    assert read["method"] == "REQUEST"
    assert [str(zone["tzid"]) for zone in read.walk("VTIMEZONE")] == ["Europe/Berlin"]
    assert (event["uid"], event["sequence"], event["url"]) == ("uid-1@example.com", 2, meeting.link)
    assert event["summary"] == "Call; about, 4655"
    start = event.decoded("dtstart")
    assert (start.hour, event.decoded("duration").total_seconds()) == (2, 3600)  # the hour that comes twice
    assert start.astimezone(UTC) == meeting.starts_at
    again = Calendar.from_ical(
        invitation_bytes(replace(meeting, starts_at=datetime(2026, 10, 25, 1, 30, tzinfo=UTC)))
    )
    assert again.walk("VEVENT")[0].decoded("dtstart") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    sent = message_from_bytes(
        mail_bytes(a_mail(enclosures=(Enclosure("i.ics", CALENDAR, raw),))), policy=policy.default
    )
    (part,) = sent.iter_attachments()
    assert part.get_content_type() == CALENDAR
    assert part["Content-Type"].params["method"] == "REQUEST"


def test_a_meeting_is_by_https_in_a_zone() -> None:
    good = {
        "uid": "u", "starts_at": datetime(2026, 11, 24, tzinfo=UTC), "minutes": 30, "zone": "Europe/Berlin",
        "summary": "s", "description": "", "link": "", "organiser": mailbox("a@example.com"),
        "attendee": mailbox("b@example.com"), "made_at": datetime(2026, 11, 24, tzinfo=UTC),
    }  # fmt: skip
    for wrong in (
        {"zone": "Mars/Base"},
        {"link": "javascript:alert(1)"},
        {"minutes": 0},
        {"link": "https://a b"},
    ):
        with pytest.raises(BadInput):
            invitation_bytes(Invitation(**{**good, **wrong}))  # type: ignore[arg-type]


def test_links_carry_the_text_and_nothing_else() -> None:
    from urllib.parse import parse_qs, urlsplit

    text = "50 % & more?\nsecond=line #1"
    for channel, address in (
        ("email", "jana@example.org"),
        ("sms", "+49 40 5550 0114"),
        ("messenger", "+49 40 1"),
    ):
        found = hand_over(channel, address, "About & 4655", text)
        parts = urlsplit(found.link)
        asked = {key: value[0].replace("\r\n", "\n") for key, value in parse_qs(parts.query).items()}
        assert text in asked.values(), channel
        assert not parts.fragment
        assert found.complete
        assert found.clipboard == text
    assert hand_over("sms", "+49 40 5550 0114", "", "x").link == "sms:+494055500114?body=x"
    assert hand_over("messenger", "+49 40 1", "", "x").link == "https://wa.me/49401?text=x"


def test_a_text_too_long_for_a_link_is_left_to_the_clipboard() -> None:
    found = hand_over("email", "jana@example.org", "s", "x" * 5000)
    assert (found.link, found.complete, len(found.clipboard)) == (
        "mailto:jana@example.org?subject=s",
        False,
        5000,
    )
    assert hand_over("letter", "Street 1\nTown", "s", "x").link == ""
