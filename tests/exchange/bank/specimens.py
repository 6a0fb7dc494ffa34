"""Statements of invented parties, in the shapes that banks deliver."""

from __future__ import annotations

import zipfile
from pathlib import Path

OWN = "DE89370400440532013000"
PAYER = "FR1420041010050500013M02606"
OTHER = "GB82WEST12345698765432"
RF = "RF18539007547034"
"""A creditor reference whose check digits are right (ISO 11649)."""


def save(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a text file as it is given, line ends included."""
    path.write_bytes(text.encode(encoding))
    return path


def packed(path: Path, members: dict[str, str | bytes]) -> Path:
    """A zip with these members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path


def document(*statements: str, version: str = "053.001.08", message: str = "BkToCstmrStmt") -> str:
    """A CAMT document with these Stmt, Rpt or Ntfctn elements."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{version}">\n<{message}>\n'
        "<GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-02-03T06:00:00+01:00</CreDtTm></GrpHdr>\n"
        f"{''.join(statements)}</{message}>\n</Document>\n"
    )


def balance(code: str, amount: str, day: str, side: str = "CRDT", currency: str = "EUR") -> str:
    """A Bal element."""
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"{currency}\">{amount}</Amt>"
        f"<CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>\n"
    )  # fmt: skip


def stmt(*parts: str, name: str = "Stmt", number: str = "1", account: str = OWN) -> str:
    """A Stmt, Rpt or Ntfctn element with balances, totals and entries."""
    return (
        f"<{name}><Id>S-{number}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb>"
        "<CreDtTm>2026-02-03T06:00:00+01:00</CreDtTm>"
        f"<Acct><Id><IBAN>{account}</IBAN></Id><Ccy>EUR</Ccy></Acct>\n{''.join(parts)}</{name}>\n"
    )


def entry(
    amount: str,
    side: str = "CRDT",
    *details: str,
    head: str = "",
    status: str = "<Sts><Cd>BOOK</Cd></Sts>",
    dates: str = "<BookgDt><Dt>2026-02-02</Dt></BookgDt><ValDt><Dt>2026-02-03</Dt></ValDt>",
    rest: str = "",
    currency: str = "EUR",
) -> str:
    """An Ntry element with these TxDtls."""
    inner = f"<NtryDtls>{''.join(details)}</NtryDtls>" if details else ""
    return (
        f'<Ntry>\n<Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>{head}{status}{dates}'
        f"{rest}{inner}</Ntry>\n"
    )


def details(inner: str) -> str:
    """A TxDtls element."""
    return f"<TxDtls>{inner}</TxDtls>"


def mt940(*fields: str, opening: str = "C260201EUR100,00", closing: str = "", number: str = "7/1") -> str:
    """An MT940 statement with these :61: and :86: fields."""
    closed = f":62F:{closing}\n" if closing else ""
    lines = "".join(f"{field}\n" for field in fields)
    return f":20:STARTUMS\n:25:{OWN}\n:28C:{number}\n:60F:{opening}\n{lines}{closed}-\n"
