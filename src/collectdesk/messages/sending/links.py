"""Handing a message to a person: links that open their own program, and the text for the clipboard."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from collectdesk.messages.sending.rules import sending_rules


@dataclass(frozen=True, slots=True)
class HandOver:
    """What a person needs to send a message by hand.

    `link` opens the program that sends it, "" where there is none; `complete` says that the text is in the link,
    otherwise it has to be pasted. `clipboard` is the whole text.
    """

    link: str
    complete: bool
    clipboard: str


def hand_over(channel: str, address: str, subject: str, text: str) -> HandOver:
    """What to open and what to paste, for a message of any channel."""
    if channel == "email":
        return _mailto(address, subject, text)
    if channel == "sms":
        return HandOver(f"sms:{_number(address)}?body={_encoded(text)}", True, text)
    if channel == "messenger" and _number(address):
        return HandOver(f"https://wa.me/{_number(address).lstrip('+')}?text={_encoded(text)}", True, text)
    return HandOver("", False, text)


def _mailto(address: str, subject: str, text: str) -> HandOver:
    """RFC 6068: line breaks are CRLF; a text too long for a link is left to the clipboard."""
    start = f"mailto:{quote(address, safe='@')}?subject={_encoded(subject)}"
    body = "\r\n".join(text.splitlines())
    whole = f"{start}&body={_encoded(body)}"
    if len(whole) <= sending_rules().handover.mailto_characters:
        return HandOver(whole, True, text)
    return HandOver(start, False, text)


def _encoded(text: str) -> str:
    return quote(text, safe="")


def _number(address: str) -> str:
    """The digits of a phone number with its plus sign; "" where it is none."""
    digits = "".join(character for character in address if character in "0123456789")
    return ("+" if address.strip().startswith("+") else "") + digits
