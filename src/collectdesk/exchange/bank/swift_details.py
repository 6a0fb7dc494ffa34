"""The field :86: of MT940 in its dialects: sub-fields ?20 to ?63, codes between slashes, or plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from collectdesk.exchange.bank.references import account_number, is_iban, meant
from collectdesk.exchange.cells import text

_SUB_FIELDS = re.compile(r"\s*(\d{3})([?@|~<>^])(?=\d\d)", re.ASCII)
_PLAIN_CODE = re.compile(r"\d{3}(?=PN\d{4})", re.ASCII)
_CUT = 27
"""Characters of a German sub-field; a full one goes on in the next without a blank."""

_TAGS = (
    "EREF", "KREF", "MREF", "CRED", "DEBT", "COAM", "OAMT", "SVWZ", "ABWA", "ABWE", "IBAN", "BIC", "PURP",
    "MTLG",
)  # fmt: skip
_TAG = re.compile(
    rf"(?:\x1e(?P<first>{'|'.join(_TAGS)})[+:]|(?:^|(?<=\s))(?P<inside>{'|'.join(_TAGS)})\+)\s?"
)
_BEGINS_WITH_TAG = re.compile(rf"(?:{'|'.join(_TAGS)})[+:]")

_CODES = (
    "TRTP", "IBAN", "BIC", "NAME", "REMI", "EREF", "PREF", "IREF", "CREF", "BENM", "ORDP", "ISDT", "MARF",
    "CSID", "CNTP", "RTRN", "ULTD", "ULTC", "ULTB", "PURP", "ADDR", "ID", "OCMT", "CHGS", "EXCH", "SVCL",
    "TYPE", "ACCW", "SWOC", "RREF",
)  # fmt: skip
_CODE = re.compile(rf"/({'|'.join(_CODES)})/")
_SLASHED = re.compile(r"\s*/(?:TRTP|EREF|PREF|BENM|ORDP|CNTP|REMI|RTRN|MARF|IBAN|NAME|TYPE|ACCW)/")
_AMOUNT = re.compile(r"(?:[A-Z]{3}\s?)?(\d+(?:,\d{0,2})?)", re.ASCII)


class Wrapping(NamedTuple):
    """The widths at which a file cuts its text: of the first line of a field, and of the others; 0 for nowhere."""

    first: int
    rest: int


@dataclass(slots=True)
class Details:
    """What :86: tells. `everything` is its whole text, `original` an amount as written, of the same currency.

    `coded` says that it is in codes between slashes, `gvc` the German business transaction code.
    """

    everything: str = ""
    gvc: str = ""
    coded: bool = False
    booking_text: str = ""
    remittance: str = ""
    structured: tuple[str, ...] = ()
    end_to_end: str = ""
    owner_reference: str = ""
    counterparty: str = ""
    counterparty_account: str = ""
    on_behalf_of: str = ""
    returned: bool = False
    return_reason: str = ""
    original: str = ""


@dataclass(slots=True)
class _SubFields:
    texts: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    accounts: dict[str, str] = field(default_factory=dict)
    booking_text: str = ""
    key: str = ""


def unwrapped(lines: list[str], wrapping: Wrapping) -> str:
    """The lines of a field as one: a line of the full width goes on, any other ends with a blank."""
    joined = before = lines[0]
    width = wrapping.first
    for line in lines[1:]:
        joined += line if width and len(before) >= width else f" {line}"
        before, width = line, wrapping.rest
    return joined


def read_details(fields: list[str]) -> Details:
    """What the unwrapped :86: fields of one entry tell."""
    if not fields:
        return Details()
    whole = fields[0] if len(fields) == 1 else " ".join(fields)
    divided = _SUB_FIELDS.match(whole)
    if divided is not None:
        return _from_sub_fields(whole, divided[1], divided[2], divided.end(1))
    if _SLASHED.match(whole):
        return _from_codes(whole)
    code = _PLAIN_CODE.match(whole)
    clean = _clean(whole[3:] if code else whole)
    details = Details(everything=clean, gvc=code[0] if code else "", remittance=clean)
    if "EREF+" in clean or "SVWZ+" in clean:
        _take_tags(details, clean)
    return details


def _from_sub_fields(whole: str, gvc: str, mark: str, start: int) -> Details:
    pieces = re.split(rf"\s?{re.escape(mark)}(\d\d)", whole[start:])
    found = _SubFields()
    for code, said in zip(pieces[1::2], pieces[2::2], strict=True):
        _sort_in(found, code, said)
    details = Details(
        everything=_clean(" ".join(pieces[2::2])),
        gvc=gvc,
        booking_text=_clean(found.booking_text),
        counterparty=_clean(_joined(found.names)),
        return_reason=found.key if found.key.startswith("9") else "",
    )
    bank, account = found.accounts.get("30", ""), found.accounts.get("31", "")
    if account.isdecimal() and bank.isdecimal() and bank:
        account = f"{bank}/{account}"
    details.counterparty_account = account_number(found.accounts.get("38", "") or account)
    _take_tags(details, _joined(found.texts))
    return details


def _sort_in(found: _SubFields, code: str, said: str) -> None:
    if code == "00":
        found.booking_text = said
    elif "20" <= code <= "29" or "60" <= code <= "65":
        found.texts.append(said)
    elif code in ("32", "33"):
        found.names.append(said)
    elif code in ("30", "31", "38"):
        found.accounts[code] = "".join(said.split())
    elif code == "34":
        found.key = said.strip()


def _joined(pieces: list[str]) -> str:
    """Sub-fields as one text; one that begins with a tag such as EREF+ is set apart."""
    joined, before = "", ""
    for piece in pieces:
        if _BEGINS_WITH_TAG.match(piece):
            joined += f"\x1e{piece}"
        elif not before or len(before) >= _CUT:
            joined += piece
        else:
            joined += f" {piece}"
        before = piece
    return joined


def _take_tags(details: Details, said: str) -> None:
    """The tags of SEPA in a text: EREF+ end-to-end, KREF+ own reference, SVWZ+ remittance, and so on."""
    found: dict[str, str] = {}
    pieces = _TAG.split(said)
    for first, inside, value in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        found.setdefault(first or inside, _clean(value))
    remittance = (_clean(pieces[0]), found.get("SVWZ", ""), found.get("MTLG", ""))
    details.remittance = " ".join(part for part in remittance if part)
    details.end_to_end = meant(found.get("EREF", ""))
    details.owner_reference = meant(found.get("KREF", ""))
    details.on_behalf_of = found.get("ABWA", "") or found.get("ABWE", "")
    account = account_number(found.get("IBAN", ""))
    if is_iban(account):
        details.counterparty_account = account
    amount = _AMOUNT.fullmatch(found.get("OAMT", ""))
    details.original = amount[1] if amount else ""


def _from_codes(whole: str) -> Details:
    pieces = _CODE.split(whole)
    found: dict[str, str] = {}
    for code, said in zip(pieces[1::2], pieces[2::2], strict=True):
        if said.strip("/ "):
            found.setdefault(code, said.strip())
    details = Details(
        everything=_clean(whole),
        coded=True,
        booking_text=_value(found, "TRTP"),
        end_to_end=meant(_value(found, "EREF")),
        owner_reference=meant(_value(found, "PREF") or _value(found, "IREF")),
        counterparty=_value(found, "NAME"),
        counterparty_account=account_number(_value(found, "IBAN")),
        on_behalf_of=_value(found, "ULTD") or _value(found, "ULTC") or _value(found, "ULTB"),
        returned="RTRN" in found,
        return_reason=_value(found, "RTRN").partition("/")[0],
    )
    if "CNTP" in found:
        account, _bank, name, *_town = [*found["CNTP"].split("/"), "", ""]
        details.counterparty_account = details.counterparty_account or account_number(account)
        details.counterparty = details.counterparty or _clean(name)
    remittance = found.get("REMI", "")
    kind, _slash, rest = remittance.partition("/")
    if kind == "STRD":
        reference = _clean(rest.strip("/ ").rpartition("/")[2])
        details.structured = (reference,) if reference else ()
    else:
        details.remittance = _clean(rest if kind == "USTD" else remittance).strip("/ ")
    return details


def _value(found: dict[str, str], code: str) -> str:
    return _clean(found.get(code, "").strip("/"))


def _clean(said: str) -> str:
    return " ".join(text(said).split())
