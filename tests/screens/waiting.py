"""Payments that wait, in the small book: some of every pile, with a payer who writes what no payer should."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from collectdesk.desk.cash.importing import ImportPayments, import_payments
from collectdesk.exchange.bank import StatementOptions
from collectdesk.models import BankLine, OpenItem
from tests.screens.conftest import NOW, Book

NORDWIND = "Nordwind Handels GmbH"
PAYER = "[/ {{x}} [@click=app.quit]x[/] \u202etxt.exe " + "X" * 200
TEXT = "{{ 7*7 }} [b]bold[/b] \x1b[31mred \u202e desrever [/nope]"
STATEMENT = (
    # day, amount, currency, text, payer, account
    ("2026-11-20", "5600.00", "EUR", "", NORDWIND, "DE02120300000000202051"),
    ("2026-11-20", "1234.00", "EUR", "on account", NORDWIND, ""),
    ("2026-11-21", "2000.00", "USD", "Invoice 4655", NORDWIND, ""),
    ("2026-11-21", "4940.00", "EUR", "4803", "Settlement Services", ""),
    ("2026-11-22", "77.00", "EUR", "thanks", "Somebody Else", ""),
    ("2026-11-23", "12.34", "EUR", TEXT.replace("\x1b", "\ufffd"), PAYER, ""),
    ("2026-11-23", "300.00", "EUR", "twin", "Twin", "DE55"),
    ("2026-11-23", "300.00", "EUR", "other twin", "Twin", "DE55"),
)


def fill(book: Book, folder: Path) -> None:
    """Take the statement in: 1 matched, 2 part-matched, 1 already cleared, 4 unknown, and 1 returned wait."""
    with book.store.write() as session:
        session.scalars(select(OpenItem).where(OpenItem.document == "4803")).one().open_minor = 0
    path = folder / "bank.csv"
    head = "Date,Amount,Currency,Description,Name,Account number\n"
    rows = "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in STATEMENT)
    path.write_text(head + rows, encoding="utf-8")
    reading = StatementOptions(
        account="DE89370400440532013000",
        mapping={
            "Date": "booked_on",
            "Amount": "amount",
            "Currency": "currency",
            "Description": "remittance",
            "Name": "counterparty",
            "Account number": "counterparty_account",
        },
    )
    import_payments(book.store, book.desk.actor, NOW, ImportPayments(file=path, reading=reading))
    with book.store.write() as session:
        line = session.scalars(select(BankLine).where(BankLine.remittance == "twin")).one()
        values = {c.name: getattr(line, c.name) for c in BankLine.__table__.columns if c.name != "id"}
        back = {
            "fingerprint": "back", "remittance": "returned", "minor": -30000, "returned": True,
            "return_reason": "AC04", "pile": "returned", "state": "proposed",
        }  # fmt: skip
        session.add(BankLine(**{**values, **back}))
        for wild in session.scalars(select(BankLine).where(BankLine.minor == 1234)):
            wild.counterparty, wild.remittance = PAYER, TEXT


def line_of(book: Book, remittance: str) -> int:
    """The id of the line with this text."""
    with book.store.read() as session:
        return session.scalars(select(BankLine.id).where(BankLine.remittance == remittance)).one()
