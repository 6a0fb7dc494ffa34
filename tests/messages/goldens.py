"""Every message of the desk as it is read, in four languages: `python -m tests.messages.goldens --write`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from collectdesk.messages.formats import reader
from collectdesk.messages.message import Message, write
from collectdesk.messages.purposes import Channel, Purpose, purposes
from collectdesk.messages.salutation import Addressee
from tests.messages.telling import PERSON, fields

FOLDER = Path(__file__).with_name("goldens")
HOMES = {"en": "GB", "de": "DE", "ja": "JP", "ar": "AE"}
CURRENCIES = {"en": "GBP", "de": "EUR", "ja": "JPY", "ar": "AED"}
CONSUMER = Addressee("Robin Doe", "", "", True)


def golden(language: str) -> str:
    """All messages in a language as one text: to a consumer, to a business, and by SMS."""
    return "\n".join(_all(language)) + "\n"


def _all(language: str) -> Iterator[str]:
    for name, one in purposes().items():
        for kind, who in _kinds(one):
            for channel in _channels(one):
                message = _written(one, channel, language, who)
                yield f"===== {name}, {kind}, {channel}"
                yield from [message.subject.text, ""] if message.subject.text else []
                yield message.body.text
                yield ""


def _written(one: Purpose, channel: Channel, language: str, who: Addressee) -> Message:
    to = reader(language, HOMES[language])
    told = fields(
        CURRENCIES[language], 1 if who.is_person else 3, who.is_person, customer=who.firm or who.person,
        person=who.person, language=to.language_name,
    )  # fmt: skip
    return write(one, channel, to, who, told, agent="Asha Verma", sender="Example Ltd")


def _kinds(one: Purpose) -> Iterator[tuple[str, Addressee]]:
    if not one.only or "consumer" in one.only:
        yield "consumer", CONSUMER
    if not one.only or "business" in one.only:
        yield "business", PERSON


def _channels(one: Purpose) -> list[Channel]:
    first: Channel = "email" if "email" in one.channels else one.channels[0]
    return [first, *(["sms"] if "sms" in one.channels and first != "sms" else [])]  # type: ignore[list-item]


def main(arguments: list[str]) -> int:
    """Write the texts, or say how to."""
    if arguments != ["--write"]:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    FOLDER.mkdir(exist_ok=True)
    for language in HOMES:
        (FOLDER / f"{language}.txt").write_text(golden(language), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
