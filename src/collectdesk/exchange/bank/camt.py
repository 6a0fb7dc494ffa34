"""CAMT: the statements (053), intraday reports (052) and notices (054) of ISO 20022, in all versions.

Elements are taken by their local names, which the versions share; where a version moved something, both
places are looked at. Entries are read one by one and dropped, so that the size of a file does not matter.
"""

from __future__ import annotations

import re
from typing import Any, BinaryIO

from collectdesk.exchange.bank.balances import Totals, checked
from collectdesk.exchange.bank.camt_entry import EntryReader, Fields, first, flattened
from collectdesk.exchange.bank.figures import checked_currency, iso_day, minor_with_point
from collectdesk.exchange.bank.references import account_number
from collectdesk.exchange.bank.safe_xml import elements, local_name
from collectdesk.exchange.bank.statement import Place, Rejection, Statement, StatementKind, StatementLine
from collectdesk.exchange.cells import Unreadable, text
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.money import Money, decimals, is_currency

_KINDS = {
    "Stmt": StatementKind.END_OF_DAY,
    "Rpt": StatementKind.INTRADAY,
    "Ntfctn": StatementKind.NOTICE,
}
_MESSAGE = re.compile(r"camt\.05[234]\.\d{3}\.\d{2}")
_OPENING = ("OPBD", "PRCD")
_CLOSING = ("CLBD",)
_INTERIM = "ITBD"


def read_camt(stream: BinaryIO, file: str, member: str = "") -> tuple[list[Statement], list[Rejection]]:
    """All statements of one document, without fingerprints, and the entries that cannot be used.

    `file` is for sentences, `member` the name inside a zip. Raises BadInput for XML that cannot be read or
    holds no statement.
    """
    statements: list[Statement] = []
    rejected: list[Rejection] = []
    draft: _Draft | None = None
    for element in elements(stream, file, (*_KINDS, "Ntry")):
        kind = _KINDS.get(local_name(element.tag))
        owner = element.getparent() if kind is None else element
        if owner is None or local_name(owner.tag) not in _KINDS:
            continue
        if draft is None:
            draft = _Draft(owner, member)
        elif draft.element is not owner:
            raise BadInput(
                _("{file}, line {line}: a statement stands inside another; get the file again").format(
                    file=file, line=owner.sourceline
                )
            )
        if kind is None:
            draft.take(element)
        else:
            statements.append(draft.finished())
            rejected.extend(draft.rejected)
            element.clear()
            draft = None
    if not statements:
        raise BadInput(
            _("{file} is XML, but no bank statement (camt.052, camt.053 or camt.054)").format(file=file)
        )
    return statements, rejected


class _Draft:
    """A statement while its entries come by."""

    def __init__(self, element: Any, member: str) -> None:
        self.element = element
        self.rejected: list[Rejection] = []
        self._kind = _KINDS[local_name(element.tag)]
        self._member = member
        self._place = Place(element.sourceline or 1, 0, member)
        self._lines: list[StatementLine] = []
        self._entries = 0
        self._reader: EntryReader | None = None

    def take(self, entry: Any) -> None:
        """Read an entry and let it go."""
        if self._reader is None:
            header, balances = _header(self.element)
            currency = _currency(header, balances) or ""
            self._reader = EntryReader(_account(header), currency, first(header, "CreDtTm"))
        self._entries += 1
        place = Place(entry.sourceline or self._place.line, self._entries, self._member)
        try:
            self._lines.append(self._reader.read(entry, place))
        except Unreadable as reason:
            self.rejected.append(Rejection(place, str(reason)))
        entry.clear()
        before = entry.getprevious()
        if before is not None and before.tag == entry.tag:
            self.element.remove(before)

    def finished(self) -> Statement:
        """The statement, checked against its balances or totals."""
        element = self.element
        header, balances = _header(element)
        findings: list[str] = []
        opening, opening_on = _balance(balances, _OPENING, findings)
        closing, closing_on = _balance(balances, _CLOSING, findings)
        interim = [fields for fields in balances if _code(fields) == _INTERIM]
        if opening is None and len(interim) > 1:
            opening, opening_on = _read_balance(interim[0], findings)
        if closing is None and interim:
            closing, closing_on = _read_balance(interim[-1], findings)
        found = _MESSAGE.search(element.tag)
        currency = _currency(header, balances) or next((line.currency for line in self._lines), "")
        statement = Statement(
            place=self._place,
            message=found[0] if found else "camt",
            kind=self._kind,
            account=_account(header),
            currency=currency,
            id=first(header, "Id"),
            number=first(header, "ElctrncSeqNb", "LglSeqNb"),
            page=first(header, f"{local_name(element.tag)}Pgntn/PgNb"),
            opening=opening,
            closing=closing,
            opening_on=opening_on,
            closing_on=closing_on,
            lines=tuple(self._lines),
            unread=len(self.rejected),
            findings=tuple(findings),
        )
        return checked(
            statement, _totals(header, "TtlCdtNtries", currency), _totals(header, "TtlDbtNtries", currency)
        )


def _header(element: Any) -> tuple[Fields, list[Fields]]:
    """What stands in a statement beside its entries: its own fields, and those of each balance."""
    header: Fields = {}
    balances: list[Fields] = []
    for child in element:
        name = local_name(child.tag)
        if name == "Bal":
            balances.append(flattened(child))
        elif len(child) and name != "Ntry":
            flattened(child, header, name)
        elif child.text:
            header.setdefault(name, []).append(text(child.text))
    return header, balances


def _account(header: Fields) -> str:
    return account_number(first(header, "Acct/Id/IBAN", "Acct/Id/Othr/Id", "Acct/Id/PrtryAcct/Id"))


def _currency(header: Fields, balances: list[Fields]) -> str | None:
    said = [first(header, "Acct/Ccy")]
    for codes in (_OPENING, _CLOSING, (_INTERIM,)):
        said += [first(fields, "Amt@Ccy") for fields in balances if _code(fields) in codes]
    return next((code for code in said if is_currency(code)), None)


def _code(fields: Fields) -> str:
    return first(fields, "Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry", "Tp/Cd")


def _balance(balances: list[Fields], codes: tuple[str, ...], findings: list[str]) -> tuple[Any, Any]:
    for code in codes:
        for fields in balances:
            if _code(fields) == code:
                return _read_balance(fields, findings)
    return None, None


def _read_balance(fields: Fields, findings: list[str]) -> tuple[Any, Any]:
    """Amount and day of a balance; what cannot be read is as if it were not there, and is said."""
    try:
        currency = checked_currency(first(fields, "Amt@Ccy"))
        minor = minor_with_point(first(fields, "Amt"), currency)
        said = first(fields, "Dt/Dt", "Dt/DtTm")
        day = iso_day(said) if said else None
        side = first(fields, "CdtDbtInd")
        if side not in ("CRDT", "DBIT"):
            raise Unreadable(_("it does not say whether it is a credit or a debit"))
        return Money(minor if side == "CRDT" else -minor, currency), day
    except Unreadable as reason:
        findings.append(
            _("the balance {code} cannot be read: {reason}").format(code=_code(fields), reason=reason)
        )
        return None, None


def _totals(header: Fields, name: str, currency: str) -> Totals:
    count, total = first(header, f"TxsSummry/{name}/NbOfNtries"), first(header, f"TxsSummry/{name}/Sum")
    minor = None
    if total and currency:
        try:
            decimals(currency)
            minor = minor_with_point(total, currency)
        except (Unreadable, ValueError):
            minor = None
    return Totals(int(count) if count.isdecimal() else None, minor)
