"""References and account numbers in what a bank tells, recognised by their check digits or not at all."""

from __future__ import annotations

import re
from functools import lru_cache

_RF_TOKEN = re.compile(
    r"(?<![A-Z0-9])RF\d{2}(?:[A-Z0-9]{1,21}(?![A-Z0-9])|(?: [A-Z0-9]{1,4})+)", re.IGNORECASE
)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", re.ASCII)
_NOTHING = frozenset({"NONREF", "NOTPROVIDED", "NOTAVAILABLE", "NONE", "N/A", "-", "N"})
_DIGITS = {ord("A") + place: str(place + 10) for place in range(26)}
_POINTERS = frozenset({"EREF", "KREF", "MREF", "KREF+", "EREF+"})
"""What stands in the place of a reference to say in which other field the reference is."""
_NO_REFERENCES = _NOTHING | _POINTERS


def meant(reference: str) -> str:
    """A reference, or "" where the words only say that there is none."""
    return "" if not reference or reference.upper().replace(" ", "") in _NO_REFERENCES else reference


def remainder(number: str) -> int:
    """What ISO 7064 mod 97-10 leaves of letters and digits with the first four at the end; 1 is right."""
    return int((number[4:] + number[:4]).translate(_DIGITS)) % 97


def is_iban(number: str) -> bool:
    """Whether compact upper-case text has the form and the check digits of an IBAN (ISO 13616)."""
    return _IBAN.fullmatch(number) is not None and remainder(number) == 1


def has_iban_form(number: str) -> bool:
    """Whether compact upper-case text is formed like an IBAN, whatever its check digits."""
    return _IBAN.fullmatch(number) is not None


@lru_cache(maxsize=65_536)
def account_number(written: str) -> str:
    """An account as it is compared: blanks go, letters are capital, a currency behind an IBAN goes."""
    compact = "".join(written.split()).upper()
    if not is_iban(compact) and is_iban(compact[:-3]) and compact[-3:].isalpha():
        return compact[:-3]
    return compact


def creditor_reference(*texts: str) -> str:
    """The first valid RF reference (ISO 11649: mod 97-10, at most 25 characters) in the texts; "" without one.

    It may stand compact, or in groups of four as it is printed.
    """
    for written in texts:
        if "RF" not in written.upper():
            continue
        for found in _RF_TOKEN.finditer(written):
            reference = _valid_part(found[0].upper())
            if reference:
                return reference
    return ""


def _valid_part(written: str) -> str:
    groups = written.split(" ")
    if len(groups) == 1:
        return written if _is_creditor_reference(written) else ""
    last = next((n for n, group in enumerate(groups[1:], 1) if len(group) < 4), len(groups) - 1)
    for end in range(last, 0, -1):
        compact = "".join(groups[: end + 1])
        if _is_creditor_reference(compact):
            return compact
    return ""


def _is_creditor_reference(compact: str) -> bool:
    return 5 <= len(compact) <= 25 and compact.isascii() and remainder(compact) == 1
