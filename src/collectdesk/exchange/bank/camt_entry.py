"""One entry of a CAMT message as a line: what was booked, for whom, and the payments in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

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
_GVC = re.compile(r"N?[A-Z]{3}\+(\d{3})(?:\+[^+]*)?(?:\+(\d{3}))?")


def flattened(element: Any, into: Fields | None = None, path: str = "") -> Fields:
    """The texts of all leaves below an element; with `path`, the element itself is at that path."""
    fields: Fields = {} if into is None else into
    said = element.text
    if path and said and not len(element):
        clean = text(said)
        if clean:
            fields.setdefault(path, []).append(clean)
            currency = element.get("Ccy")
            if currency is not None:
                fields.setdefault(f"{path}@Ccy", []).append(currency)
        return fields
    prefix = f"{path}/" if path else ""
    for child in element:
        flattened(child, fields, prefix + local_name(child.tag))
    return fields


def first(fields: Fields, *paths: str) -> str:
    """The first text at the first of the paths that has one; "" without any."""
    for path in paths:
        found = fields.get(path)
        if found:
            return found[0]
    return ""


class EntryReader:
    """Reads the entries of one statement. `currency` is the account's where an entry names none."""

    def __init__(self, account: str, currency: str, made_on: str) -> None:
        self._account = account
        self._currency = currency
        self._made_on = made_on

    def read(self, entry: Any, place: Place) -> StatementLine:
        """The line of an Ntry element. Raises Unreadable with the reason."""
        fields, payments, batched = _parted(entry)
        currency = checked_currency(first(fields, "Amt@Ccy") or self._currency)
        amount = minor_with_point(first(fields, "Amt"), currency)
        incoming = _incoming(first(fields, "CdtDbtInd"))
        is_reversal = first(fields, "RvslInd") in ("true", "1")
        minor = amount if incoming else -amount
        booked_on, value_on = self._days(fields)
        findings: list[str] = []
        whole = amount if len(payments) == 1 and batched < 2 else None
        parts = [self._part(fields, each, currency, incoming, is_reversal, whole) for each in payments]
        if len(parts) > 1:
            _check_parts(parts, minor, findings)
        batch_size = max(len(parts), batched, 1)
        if len(parts) == 1 and batched > 1:
            findings.append(
                _("the bank books {count} payments in one and tells of one").format(count=batched)
            )
        return StatementLine(
            place=place,
            booked_on=booked_on,
            value_on=value_on,
            amount_minor=minor,
            currency=currency,
            kind=_kind(incoming, is_reversal),
            status=_status(fields),
            parts=tuple(parts) if batch_size > 1 else (),
            batch_size=batch_size,
            findings=tuple(findings),
            **self._of_all(fields, parts, batch_size),
        )

    def _days(self, fields: Fields) -> tuple[date, date | None]:
        booked, value = first(fields, "BookgDt/Dt", "BookgDt/DtTm"), first(fields, "ValDt/Dt", "ValDt/DtTm")
        value_on = iso_day(value) if value else None
        said = booked or value or self._made_on
        if not said:
            raise Unreadable(_("it has no date"))
        return iso_day(said), value_on

    def _part(
        self,
        entry: Fields,
        fields: Fields,
        currency: str,
        incoming: bool,
        is_reversal: bool,
        whole: int | None,
    ) -> LinePart:
        """One payment. `whole` is the amount of the entry when it is the only one in it."""
        side = first(fields, "CdtDbtInd")
        part_incoming = _incoming(side) if side else incoming
        amount = _own_amount(fields, currency)
        minor = None if amount is None else amount if part_incoming else -amount
        name, account, behind = self._counterparty(fields, part_incoming, is_reversal)
        structured = (
            *fields.get("RmtInf/Strd/CdtrRefInf/Ref", ()),
            *fields.get("RmtInf/Strd/RfrdDocInf/Nb", ()),
        )
        remittance = " ".join(
            fields.get("RmtInf/Ustrd", []) + fields.get("RmtInf/Strd/AddtlRmtInf", [])
        ) or first(fields, "AddtlTxInf")
        returned, reason = _returned(fields, entry)
        return LinePart(
            amount_minor=minor,
            returned=returned,
            return_reason=reason,
            bank_reference=meant(first(fields, "Refs/AcctSvcrRef")),
            end_to_end=meant(first(fields, "Refs/EndToEndId")),
            owner_reference=meant(first(fields, "Refs/InstrId", "Refs/PmtInfId", "Refs/MsgId")),
            creditor_reference=creditor_reference(*structured, remittance),
            remittance=remittance,
            structured=structured,
            counterparty=name,
            counterparty_account=account,
            on_behalf_of=behind,
            original=_original(fields, amount if whole is None else whole, currency),
            charges=_charges(fields),
        )

    def _counterparty(self, fields: Fields, incoming: bool, is_reversal: bool) -> tuple[str, str, str]:
        """Name and account of the other side, and who stands behind it; never the account itself."""
        sides = ["Dbtr", "Cdtr"] if incoming is not is_reversal else ["Cdtr", "Dbtr"]
        found = []
        for side in sides:
            party = f"RltdPties/{side}"
            name = first(fields, f"{party}/Nm", f"{party}/Pty/Nm")
            account = account_number(first(fields, f"{party}Acct/Id/IBAN", f"{party}Acct/Id/Othr/Id"))
            behind = first(fields, f"RltdPties/Ultmt{side}/Nm", f"RltdPties/Ultmt{side}/Pty/Nm")
            if (name or account) and (not account or account != self._account):
                found.append((name, account, behind))
        return found[0] if found else ("", "", "")

    def _of_all(self, entry: Fields, parts: list[LinePart], batch_size: int) -> dict[str, Any]:
        """What holds for the whole line: all of a single payment, of a batch what its payments share."""
        booking_text = first(entry, "AddtlNtryInf")
        if parts:
            bank_reference = _shared(parts, lambda part: part.bank_reference)
            returned, reason = all(p.returned for p in parts), _shared(parts, lambda p: p.return_reason)
        else:
            bank_reference = ""
            returned, reason = _returned({}, entry)
        said: dict[str, Any] = {
            "returned": returned,
            "return_reason": reason if returned else "",
            "bank_reference": meant(first(entry, "AcctSvcrRef")) or bank_reference,
            "booking_text": booking_text,
            "charges": _charges(entry) or tuple(charge for part in parts for charge in part.charges),
        }
        if batch_size == 1 and parts:
            (only,) = parts
            said |= {
                "end_to_end": only.end_to_end,
                "owner_reference": only.owner_reference,
                "creditor_reference": only.creditor_reference,
                "remittance": only.remittance or ("" if only.structured else booking_text),
                "structured": only.structured,
                "counterparty": only.counterparty,
                "counterparty_account": only.counterparty_account,
                "on_behalf_of": only.on_behalf_of,
                "original": only.original or _original(entry, None, ""),
            }
        elif parts:
            said |= {
                "owner_reference": meant(first(entry, "Btch/PmtInfId", "Btch/MsgId")),
                "remittance": _shared(parts, lambda part: part.remittance) or booking_text,
                "counterparty": _shared(parts, lambda part: part.counterparty),
                "counterparty_account": _shared(parts, lambda part: part.counterparty_account),
            }
        else:
            said |= {
                "owner_reference": meant(first(entry, "Btch/PmtInfId", "Btch/MsgId")),
                "creditor_reference": creditor_reference(booking_text),
                "remittance": booking_text,
                "original": _original(entry, None, ""),
            }
        return said


def _parted(entry: Any) -> tuple[Fields, list[Fields], int]:
    """The fields of an entry, those of each payment in it, and how many payments the bank counts."""
    fields: Fields = {}
    payments: list[Fields] = []
    for child in entry:
        name = local_name(child.tag)
        if name != "NtryDtls":
            flattened(child, fields, name)
            continue
        for detail in child:
            inner = local_name(detail.tag)
            if inner == "TxDtls":
                payments.append(flattened(detail))
            else:
                flattened(detail, fields, inner)
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
    said = first(fields, "Sts", "Sts/Cd") or "BOOK"
    if said not in _STATUSES:
        raise Unreadable(_("its status {status} is not known").format(status=quoted(said)))
    return _STATUSES[said]


def _returned(fields: Fields, entry: Fields) -> tuple[bool, str]:
    """Whether a payment comes back, and the bank's code for why."""
    reason = first(fields, "RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry")
    if reason or any(path.startswith("RtrInf/") for path in fields):
        return True, reason
    for said in (fields, entry):
        if is_return_code(first(said, "BkTxCd/Domn/Fmly/SubFmlyCd")):
            return True, ""
        german = _GVC.match(first(said, "BkTxCd/Prtry/Cd"))
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
    for path in ("AmtDtls/InstdAmt/Amt", "AmtDtls/TxAmt/Amt", "Amt"):
        if path == "Amt" and not currency:
            continue
        for written, code in zip(fields.get(path, ()), fields.get(f"{path}@Ccy", ()), strict=False):
            try:
                money = Money(minor_with_point(written, checked_currency(code)), code)
            except Unreadable:
                continue
            if money.minor and (code != currency or (amount is not None and money.minor != amount)):
                return money
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


def _check_parts(parts: list[LinePart], minor: int, findings: list[str]) -> None:
    amounts = [part.amount_minor for part in parts]
    if None not in amounts and sum(amount or 0 for amount in amounts) != minor:
        findings.append(_("the payments of the batch do not add up to its amount"))


def _shared(parts: list[LinePart], of: Callable[[LinePart], str]) -> str:
    found = {of(part) for part in parts}
    return found.pop() if len(found) == 1 else ""
