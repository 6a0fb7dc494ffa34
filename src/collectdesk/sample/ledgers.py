"""The ledger files of the sample book, as three different systems would write them on a morning.

The SAP file is a table download (BSID with KNA1), the German one a spreadsheet export with figures such as
`1.234,56` in the encoding of an old system, the third one names its columns in English and holds the most
currencies. What the import reads back from them is all that the sample book knows of its debts.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from collectdesk.money import Money
from collectdesk.sample.customers import Customer, Invoice

_SAP_ITEMS = (
    "MANDT", "BUKRS", "KUNNR", "GJAHR", "BELNR", "BUZEI", "BLART", "XBLNR", "BLDAT", "BUDAT", "ZFBDT", "ZTERM",
    "SHKZG", "WRBTR", "WAERS",
)  # fmt: skip
_SAP_CUSTOMERS = (
    "MANDT", "KUNNR", "NAME1", "STRAS", "PSTLZ", "ORT01", "REGIO", "LAND1", "SPRAS", "ERDAT", "Time zone",
    "Party type",
)  # fmt: skip
_GERMAN = (
    "Buchungskreis", "Kundennummer", "Kundenname", "Belegnummer", "Belegart", "Referenz", "Belegdatum",
    "Fälligkeitsdatum", "Zahlungsbedingung", "Währung", "Betrag", "Offener Betrag", "Straße", "PLZ", "Ort",
    "Region", "Land", "Sprache", "Zeitzone", "Kundenart", "Kunde seit", "Risikoklasse", "Kreditlimit",
    "Meldefrist", "Verjährung",
)  # fmt: skip
_TRADE = (
    "Company code", "Customer number", "Customer name", "Document number", "Document type",
    "Customer reference", "Document date", "Due date", "Payment terms", "Currency", "Amount", "Open amount",
    "Street", "Postcode", "City", "Region", "Country code", "Language", "Time zone", "Customer type",
    "Customer since", "Risk class", "Credit limit", "Credit limit currency", "Insurer deadline",
    "Limitation date",
)  # fmt: skip
_CONTACTS = (
    "Customer number",
    "Contact person",
    "Salutation",
    "Role",
    "Language",
    "Phone",
    "Mobile",
    "E-mail",
)


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """A file to import. `customers` is the second file that names the customers, where there is one."""

    path: Path
    customers: Path | None = None


def write_ledgers(folder: Path, customers: Sequence[Customer], day: date) -> list[LedgerFile]:
    """Write what each ledger lists on the morning of `day`."""
    of = {name: [c for c in customers if c.ledger == name] for name in ("sap", "german", "trade")}
    stamp = day.strftime("%Y%m%d")
    items, names = folder / f"BSID_{stamp}.csv", folder / f"KNA1_{stamp}.csv"
    _write(items, "utf-8", ",", _SAP_ITEMS, (_sap_item(c, i) for c, i, _open in _listed(of["sap"], day)))
    _write(names, "utf-8", ",", _SAP_CUSTOMERS, (_sap_customer(c) for c in of["sap"]))
    german = folder / f"offene_posten_{stamp}.csv"
    _write(german, "cp1252", ";", _GERMAN, (_german(*found) for found in _listed(of["german"], day)))
    trade = folder / f"open_items_{stamp}.csv"
    _write(trade, "utf-8", ",", _TRADE, (_trade(*found) for found in _listed(of["trade"], day)))
    return [LedgerFile(items, names), LedgerFile(german), LedgerFile(trade)]


def write_contacts(folder: Path, customers: Sequence[Customer]) -> Path:
    """Write the list of people and numbers."""
    path = folder / "people.csv"
    rows = (
        (c.number, p.name, p.salutation, p.role, c.language, p.phone, p.mobile, p.email)
        for c in customers
        for p in c.people
    )
    _write(path, "utf-8", ",", _CONTACTS, rows)
    return path


def _write(
    path: Path, encoding: str, delimiter: str, head: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(head)
        writer.writerows(rows)


def _listed(customers: Sequence[Customer], day: date) -> Iterator[tuple[Customer, Invoice, int]]:
    for customer in customers:
        for invoice in customer.invoices:
            minor = invoice.open_on(day)
            if minor:
                yield customer, invoice, minor


def _sap_item(c: Customer, i: Invoice) -> tuple[str, ...]:
    terms = f"N{(i.due_on - i.document_on).days:03d}"
    kind, side = ("DG", "H") if i.minor < 0 else ("RV", "S")
    written = i.document_on.isoformat()
    return (
        "100", c.company, c.number, str(i.document_on.year), i.document, "001", kind, i.reference, written,
        written, written, terms, side, str(Money(abs(i.minor), i.currency)), i.currency,
    )  # fmt: skip


def _sap_customer(c: Customer) -> tuple[str, ...]:
    return (
        "100", c.number, c.name, c.street, c.postcode, c.city, c.region, c.country, c.sap_language,
        c.since.isoformat(), c.zone, c.party_type,
    )  # fmt: skip


def _german(c: Customer, i: Invoice, minor: int) -> tuple[str, ...]:
    kind = "Gutschrift" if i.minor < 0 else "Rechnung"
    limit = "" if c.credit_limit is None else _comma(c.credit_limit, c.currency)
    return (
        c.company, c.number, c.name, i.document, kind, i.reference, _dotted(i.document_on), _dotted(i.due_on),
        f"{(i.due_on - i.document_on).days} Tage netto", i.currency, _comma(i.minor, i.currency),
        _comma(minor, i.currency), c.street, c.postcode, c.city, c.region, c.country, c.language, c.zone,
        c.party_type, _dotted(c.since), c.risk_class, limit, _dotted(c.insurer_deadline),
        _dotted(c.limitation_date),
    )  # fmt: skip


def _trade(c: Customer, i: Invoice, minor: int) -> tuple[str, ...]:
    kind = "Credit note" if i.minor < 0 else "Invoice"
    limit = "" if c.credit_limit is None else str(Money(c.credit_limit, c.currency))
    return (
        c.company, c.number, c.name, i.document, kind, i.reference, i.document_on.isoformat(),
        i.due_on.isoformat(), f"Net {(i.due_on - i.document_on).days}", i.currency,
        str(Money(i.minor, i.currency)), str(Money(minor, i.currency)), c.street, c.postcode, c.city,
        c.region, c.country, c.language, c.zone, c.party_type, c.since.isoformat(), c.risk_class, limit,
        c.currency if limit else "", _iso(c.insurer_deadline), _iso(c.limitation_date),
    )  # fmt: skip


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _dotted(day: date | None) -> str:
    return day.strftime("%d.%m.%Y") if day else ""


def _comma(minor: int, currency: str) -> str:
    """`1.234,56`, as German systems write it."""
    amount: Decimal = Money(minor, currency).amount
    return f"{amount:,f}".translate(str.maketrans(",.", ".,"))
