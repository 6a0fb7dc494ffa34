"""E-mail addresses and header texts, read strictly: what could carry a second header is refused."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address

import idna

from collectdesk.faults import BadInput
from collectdesk.i18n import _

_LONGEST_ADDRESS, _LONGEST_LOCAL = 254, 64
_ATOM = re.compile(r"[^\s()<>\[\]:;@\\,\".]+(\.[^\s()<>\[\]:;@\\,\".]+)*")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name, which may be empty, and an address whose domain is in ASCII."""

    name: str
    address: str

    @property
    def header(self) -> Address:
        """As a header holds it."""
        return Address(display_name=self.name, addr_spec=self.address)


def mailbox(address: str, name: str = "") -> Mailbox:
    """An address with its name. BadInput for anything but one plain address, and for control characters.

    The domain may be of any script; before the @ only letters of ASCII are taken, as most mail servers do.
    """
    given = address.strip(" ")
    one_line(given, _("the address"))
    local, at, domain = given.rpartition("@")
    if not at or not local.isascii() or not _ATOM.fullmatch(local) or len(local.encode()) > _LONGEST_LOCAL:
        raise _no_address(given)
    try:
        plain = f"{local}@{_domain(domain)}"
        parsed = Address(addr_spec=plain)
    except (HeaderParseError, ValueError, UnicodeError) as error:
        raise _no_address(given) from error
    if parsed.addr_spec != plain or len(plain.encode()) > _LONGEST_ADDRESS:
        raise _no_address(given)
    return Mailbox(one_line(name, _("the name")), plain)


def one_line(text: str, what: str) -> str:
    """The text if it can stand in a header. BadInput when a line break or control character is in it."""
    if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in text):
        raise BadInput(
            _("{what} holds a line break or control character; write it on one line").format(what=what)
        )
    return text


def _domain(domain: str) -> str:
    """The domain in ASCII, with at least two labels. ValueError for what is none."""
    ascii_domain = idna.encode(domain, uts46=True).decode("ascii").lower()
    if "." not in ascii_domain or ascii_domain.endswith("."):
        raise ValueError(domain)
    return ascii_domain


def _no_address(given: str) -> BadInput:
    shown = given if given.isprintable() else ascii(given)
    return BadInput(
        _("{address} is not an e-mail address; write it like name@example.com").format(address=shown[:120])
    )
