"""One entry of a CAMT message as a line: what was booked, for whom, and the payments in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from collectdesk.exchange.bank.figures import checked_currency, iso_day, minor_with_point
from collectdesk.exchange.bank.references import account_number, creditor_reference, meant
from collectdesk.exchange.bank.returns import gvc_return, is_return_code
from collectdesk.exchange.bank.safe_xml import local_name
from collectdesk.exchange.bank.statement import Charge, LineKind, LinePart, LineStatus, Place, StatementLine
from collectdesk.exchange.cells import Unreadable, quoted, text
from collectdesk.i18n import _
from collectdesk.money import Money

Fields = dict[str, list[str]]
"""Texts by path of local names below an element, such as Refs/EndToEndId; attribute Ccy under path@Ccy."""

_STATUSES = {
    "BOOK": LineStatus.BOOKED,
    "PDNG": LineStatus.PENDING,
    "FUTR": LineStatus.PENDING,
    "INFO": LineStatus.INFORMATION,
}
_INSTRUCTED = tuple((path, f"{path}@Ccy") for path in ("AmtDtls/InstdAmt/Amt", "AmtDtls/TxAmt/Amt", "Amt"))
_UNREAD = frozenset({"PstlAdr", "RltdAgts", "CtctDtls", "RltdDts", "Avlbty", "Tax", "Purp", "SplmtryData"})
"""What is of no use here and makes up much of an entry."""
_GVC = re.compile(r"N?[A-Z]{3}\+(\d{3})(?:\+[^+]*)?(?:\+(\d{3}))?")


def flattened(element: Any, into: Fields | None = None, path: str = "") -> Fields:
    """The texts of all leaves below an element, their paths beginning with `path` when it is given."""
    fields: Fields = {} if into is None else into
    for child in element:
        name, is_read, has_currency = _below(path, child.tag)
        said = child.text
        clean = said.strip() if said else ""
        if clean:  # an element with a text has no elements
            fields.setdefault(name, []).append(clean if clean.isprintable() else text(clean))
            if has_currency:
                fields.setdefault(f"{name}@Ccy", []).append(child.get("Ccy", ""))
        elif is_read:
            flattened(child, fields, name)
    return fields


@lru_cache(maxsize=4_096)
def _below(path: str, tag: str) -> tuple[str, bool, bool]:
    """The path of a child with this tag, whether what is below is of use, and whether it names a currency."""
    name = local_name(tag)
    return f"{path}/{name}" if path else name, name not in _UNREAD, name in ("Amt", "TtlChrgsAndTaxAmt")


def first(fields: Fields, *paths: str) -> str:
    """The first text at the first of the paths that has one; "" without any."""
    for path in paths:
        found = fields.get(path)
        if found:
            return found[0]
    return ""


class _Entry(NamedTuple):
    """An entry as it stands there: `amount` unsigned minor units, `incoming` that it is a credit."""

    fields: Fields
    amount: int
    currency: str
    incoming: bool
    is_reversal: bool


class EntryReader:
    """Reads the entries of one statement. `currency` is the account's where an entry names none."""

    def __init__(self, account: str, currency: str, made_on: str) -> None:
        self._account = account
        self._currency = currency
        self._made_on = made_on

    def read(self, element: Any, place: Place) -> StatementLine:
        """The line of an Ntry element. Raises Unreadable with the reason."""
        fields, payments, batched = _parted(element)
        currency = checked_currency(first(fields, "Amt@Ccy") or self._currency)
        incoming = _incoming(first(fields, "CdtDbtInd"))
        is_reversal = first(fields, "RvslInd") in ("true", "1")
        amount = minor_with_point(first(fields, "Amt"), currency)
        entry = _Entry(fields, amount, currency, incoming, is_reversal)
        minor = amount if incoming else -amount
        booked_on, value_on = self._days(fields)
        parts: list[LinePart] = []
        if len(payments) == 1 and batched < 2:
            said = self._of_one(entry, payments[0])
        elif payments:
            parts = [self._part(entry, payment) for payment in payments]
            said = _of_several(fields, parts)
        else:
            said = _of_none(entry)
        return StatementLine(
            place=place,
            booked_on=booked_on,
            value_on=value_on,
            amount_minor=minor,
            currency=currency,
            kind=_kind(incoming, is_reversal),
            status=_status(fields),
            parts=tuple(parts),
            batch_size=max(len(parts), batched, 1),
            findings=_findings(parts, batched, minor),
            **said,
        )

    def _days(self, fields: Fields) -> tuple[date, date | None]:
        booked, value = first(fields, "BookgDt/Dt", "BookgDt/DtTm"), first(fields, "ValDt/Dt", "ValDt/DtTm")
        value_on = iso_day(value) if value else None
        said = booked or value or self._made_on
        if not said:
            raise Unreadable(_("it has no date"))
        return iso_day(said), value_on

    def _of_one(self, entry: _Entry, payment: Fields) -> dict[str, Any]:
        """What holds for a line that is one payment: what is told of either."""
        said = self._particulars(entry, payment, entry.incoming, entry.amount)
        booking_text = first(entry.fields, "AddtlNtryInf")
        said["booking_text"] = booking_text
        said["bank_reference"] = meant(first(entry.fields, "AcctSvcrRef")) or said["bank_reference"]
        said["charges"] = _charges(entry.fields) or said["charges"]
        if said["original"] is None:
            said["original"] = _original(entry.fields, entry.amount, entry.currency)
        if booking_text and not said["remittance"] and not said["structured"]:
            said["remittance"] = booking_text
            said["creditor_reference"] = creditor_reference(booking_text)
        return said

    def _part(self, entry: _Entry, payment: Fields) -> LinePart:
        side = first(payment, "CdtDbtInd")
        incoming = _incoming(side) if side else entry.incoming
        amount = _own_amount(payment, entry.currency)
        minor = None if amount is None else amount if incoming else -amount
        return LinePart(amount_minor=minor, **self._particulars(entry, payment, incoming, amount))

    def _particulars(
        self, entry: _Entry, payment: Fields, incoming: bool, amount: int | None
    ) -> dict[str, Any]:
        """What is told of one payment, by field of Particulars."""
        name, account, behind = self._counterparty(payment, incoming is not entry.is_reversal)
        structured = (
            *payment.get("RmtInf/Strd/CdtrRefInf/Ref", ()),
            *payment.get("RmtInf/Strd/RfrdDocInf/Nb", ()),
        )
        texts = payment.get("RmtInf/Ustrd", []) + payment.get("RmtInf/Strd/AddtlRmtInf", [])
        remittance = " ".join(texts) or first(payment, "AddtlTxInf")
        returned, reason = _returned(payment, entry.fields)
        return {
            "returned": returned,
            "return_reason": reason,
            "bank_reference": meant(first(payment, "Refs/AcctSvcrRef")),
            "end_to_end": meant(first(payment, "Refs/EndToEndId")),
            "owner_reference": meant(first(payment, "Refs/InstrId", "Refs/PmtInfId", "Refs/MsgId")),
            "creditor_reference": creditor_reference(*structured, remittance),
            "remittance": remittance,
            "structured": structured,
            "counterparty": name,
            "counterparty_account": account,
            "on_behalf_of": behind,
            "original": _original(payment, amount, entry.currency),
            "charges": _charges(payment),
        }

    def _counterparty(self, payment: Fields, from_debtor: bool) -> tuple[str, str, str]:
        """Name and account of the other side, and who stands behind it; never the account itself.

        Where the side it must be is not told, or is the account's owner, the other one is taken.
        """
        for side in _SIDES if from_debtor else _SIDES[::-1]:
            name = first(payment, *side.names)
            account = account_number(first(payment, *side.accounts))
            if (name or account) and (not account or account != self._account):
                return name, account, first(payment, *side.behind)
        return "", "", ""


class _Side(NamedTuple):
    """Where debtor or creditor is told of: in `Pty` since version 8."""

    names: tuple[str, str]
    accounts: tuple[str, str]
    behind: tuple[str, str]


_SIDES = tuple(
    _Side(
        (f"RltdPties/{side}/Nm", f"RltdPties/{side}/Pty/Nm"),
        (f"RltdPties/{side}Acct/Id/IBAN", f"RltdPties/{side}Acct/Id/Othr/Id"),
        (f"RltdPties/Ultmt{side}/Nm", f"RltdPties/Ultmt{side}/Pty/Nm"),
    )
    for side in ("Dbtr", "Cdtr")
)


def _of_several(entry: Fields, parts: list[LinePart]) -> dict[str, Any]:
    """What holds for the whole of a batch: what its payments share."""
    returned = all(part.returned for part in parts)
    booking_text = first(entry, "AddtlNtryInf")
    return {
        "returned": returned,
        "return_reason": _shared(parts, lambda part: part.return_reason) if returned else "",
        "bank_reference": meant(first(entry, "AcctSvcrRef"))
        or _shared(parts, lambda part: part.bank_reference),
        "owner_reference": meant(first(entry, "Btch/PmtInfId", "Btch/MsgId")),
        "remittance": _shared(parts, lambda part: part.remittance) or booking_text,
        "booking_text": booking_text,
        "counterparty": _shared(parts, lambda part: part.counterparty),
        "counterparty_account": _shared(parts, lambda part: part.counterparty_account),
        "charges": _charges(entry) or tuple(charge for part in parts for charge in part.charges),
    }


def _of_none(entry: _Entry) -> dict[str, Any]:
    """What holds for a line of which no payment is told."""
    fields = entry.fields
    booking_text = first(fields, "AddtlNtryInf")
    returned, reason = _returned({}, fields)
    return {
        "returned": returned,
        "return_reason": reason,
        "bank_reference": meant(first(fields, "AcctSvcrRef")),
        "owner_reference": meant(first(fields, "Btch/PmtInfId", "Btch/MsgId")),
        "creditor_reference": creditor_reference(booking_text),
        "remittance": booking_text,
        "booking_text": booking_text,
        "original": _original(fields, entry.amount, entry.currency),
        "charges": _charges(fields),
    }


def _findings(parts: list[LinePart], batched: int, minor: int) -> tuple[str, ...]:
    """What is odd about a batch."""
    if len(parts) == 1:
        return (_("the bank books {count} payments in one and tells of one").format(count=batched),)
    amounts = [part.amount_minor for part in parts]
    if parts and None not in amounts and sum(amount or 0 for amount in amounts) != minor:
        return (_("the payments of the batch do not add up to its amount"),)
    return ()


def _parted(entry: Any) -> tuple[Fields, list[Fields], int]:
    """The fields of an entry, those of each payment in it, and how many payments the bank counts."""
    fields: Fields = {}
    payments: list[Fields] = []
    for child in entry:
        if local_name(child.tag) == "NtryDtls":
            for detail in child:
                inner = local_name(detail.tag)
                if inner == "TxDtls":
                    payments.append(flattened(detail))
                else:
                    flattened(detail, fields, inner)
            child.clear()
    flattened(entry, fields)
    batched = sum(int(count) for count in fields.get("Btch/NbOfTxs", ()) if count.isdecimal())
    return fields, payments, batched


def _incoming(side: str) -> bool:
    if side not in ("CRDT", "DBIT"):
        raise Unreadable(_("it does not say whether it is a credit or a debit"))
    return side == "CRDT"


def _kind(incoming: bool, is_reversal: bool) -> LineKind:
    if is_reversal:
        return LineKind.REVERSAL_OF_DEBIT if incoming else LineKind.REVERSAL_OF_CREDIT
    return LineKind.CREDIT if incoming else LineKind.DEBIT


def _status(fields: Fields) -> LineStatus:
    said = first(fields, "Sts", "Sts/Cd", "Sts/Prtry") or "BOOK"
    if said not in _STATUSES:
        raise Unreadable(_("its status {status} is not known").format(status=quoted(said)))
    return _STATUSES[said]


def _returned(payment: Fields, entry: Fields) -> tuple[bool, str]:
    """Whether a payment comes back, and the bank's code for why."""
    reason = first(payment, "RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry")
    if reason or "RtrInf/AddtlInf" in payment:
        return True, reason
    for said in (payment, entry):
        if is_return_code(first(said, "BkTxCd/Domn/Fmly/SubFmlyCd")):
            return True, ""
        proprietary = first(said, "BkTxCd/Prtry/Cd")
        german = _GVC.match(proprietary) if proprietary else None
        if german is not None and gvc_return(german[1], german[0]):
            return True, german[2] if (german[2] or "").startswith("9") else ""
    return False, ""


def _own_amount(fields: Fields, currency: str) -> int | None:
    """The amount of a payment in the currency of the entry; None when it gives none in it."""
    for path in ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/CntrValAmt/Amt"):
        for written, code in zip(fields.get(path, ()), fields.get(f"{path}@Ccy", ()), strict=False):
            if code == currency:
                return minor_with_point(written, currency)
    return None


def _original(fields: Fields, amount: int | None, currency: str) -> Money | None:
    """The instructed amount where it differs from what was booked, and is more than nothing."""
    for path, codes in _INSTRUCTED:
        if path not in fields:
            continue
        for written, code in zip(fields.get(path, ()), fields.get(codes, ()), strict=False):
            try:
                minor = minor_with_point(written, checked_currency(code))
            except Unreadable:
                continue
            if minor and (code != currency or amount not in (None, minor)):
                return Money(minor, code)
    return None


def _charges(fields: Fields) -> tuple[Charge, ...]:
    """Charges of an entry or payment: a list of records since version 3, one after the other in version 2."""
    found: list[Charge] = []
    for path in ("Chrgs/Rcrd/", "Chrgs/"):
        if f"{path}Amt" not in fields:
            continue
        amounts, codes = fields.get(f"{path}Amt", []), fields.get(f"{path}Amt@Ccy", [])
        bearers, included = fields.get(f"{path}Br", []), fields.get(f"{path}ChrgInclInd", [])
        for place, (written, code) in enumerate(zip(amounts, codes, strict=False)):
            try:
                money = Money(minor_with_point(written, checked_currency(code)), code)
            except Unreadable:
                continue
            bearer = bearers[place] if len(bearers) == len(amounts) else ""
            inside = included[place] in ("true", "1") if len(included) == len(amounts) else None
            if money.minor:
                found.append(Charge(money, bearer, inside))
    return tuple(found)


def _shared(parts: list[LinePart], of: Callable[[LinePart], str]) -> str:
    found = {of(part) for part in parts}
    return found.pop() if len(found) == 1 else ""
