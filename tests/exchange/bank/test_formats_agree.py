"""The same bookings written as CAMT, MT940 and CSV read to the same lines."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from xml.sax.saxutils import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from collectdesk.exchange.bank import Statement, read_statements
from collectdesk.exchange.bank.references import creditor_reference
from collectdesk.money import Money
from tests.exchange.bank.specimens import OTHER, OWN, PAYER, balance, details, document, entry, save, stmt


class Booking(NamedTuple):
    """What a test decides of a line; `minor` signed."""

    minor: int
    booked_on: date
    value_on: date
    bank_reference: str
    end_to_end: str
    name: str
    account: str
    remittance: str


words = st.lists(
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:()", min_size=1, max_size=12),
    min_size=1,
    max_size=4,
).map(" ".join)
references = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=3, max_size=14).map(
    lambda said: f"X{said}"
)
days = st.dates(date(2001, 1, 5), date(2068, 12, 20))


@st.composite
def bookings(draw: st.DrawFn) -> Booking:
    day = draw(days)
    return Booking(
        draw(st.integers(-(10**10), 10**10).filter(bool)),
        day,
        day + timedelta(days=draw(st.integers(-9, 9))),
        draw(references),
        draw(references),
        draw(words),
        draw(st.sampled_from([PAYER, OTHER])),
        draw(words.filter(lambda said: "SVWZ" not in said)),
    )


def figure(minor: int, mark: str) -> str:
    whole, part = divmod(abs(minor), 100)
    return f"{whole}{mark}{part:02d}"


def as_camt(opening: int, lines: list[Booking]) -> str:
    def one(line: Booking) -> str:
        side, party = ("CRDT", "Dbtr") if line.minor > 0 else ("DBIT", "Cdtr")
        told = (
            f"<Refs><EndToEndId>{line.end_to_end}</EndToEndId></Refs><RltdPties><{party}><Pty>"
            f"<Nm>{escape(line.name)}</Nm></Pty></{party}><{party}Acct><Id><IBAN>{line.account}</IBAN></Id>"
            f"</{party}Acct></RltdPties><RmtInf><Ustrd>{escape(line.remittance)}</Ustrd></RmtInf>"
        )
        dates = f"<BookgDt><Dt>{line.booked_on}</Dt></BookgDt><ValDt><Dt>{line.value_on}</Dt></ValDt>"
        return entry(
            figure(line.minor, "."), side, details(told), dates=dates,
            rest=f"<AcctSvcrRef>{line.bank_reference}</AcctSvcrRef>",
        )  # fmt: skip

    closing = opening + sum(line.minor for line in lines)
    return document(
        stmt(
            balance("OPBD", figure(opening, "."), "2026-01-01", "CRDT" if opening >= 0 else "DBIT"),
            balance("CLBD", figure(closing, "."), "2026-01-01", "CRDT" if closing >= 0 else "DBIT"),
            *map(one, lines),
        )
    )


def sub_fields(code: int, text: str, first: str = "") -> str:
    """A text in German sub-fields of 27 characters, which lose the blanks at their ends."""
    said = first + text
    pieces = [said[place : place + 27].rstrip(" ") for place in range(0, len(said), 27)]
    return "".join(f"?{code + place}{piece}" for place, piece in enumerate(pieces))


def as_mt940(opening: int, lines: list[Booking], *, wrapped: bool) -> str:
    def amount(minor: int) -> str:
        return f"{'C' if minor >= 0 else 'D'}260101EUR{figure(minor, ',')}"

    def one(line: Booking) -> str:
        purpose = sub_fields(21, line.remittance, "SVWZ+")
        name = sub_fields(32, line.name)
        text = f"166?00GUTSCHRIFT?20EREF+{line.end_to_end}{purpose}?30BANKDEFF?31{line.account}{name}"
        width = 65 if wrapped else 10_000
        cut = "\r\n".join(text[place : place + width] for place in range(0, len(text), width))
        mark = "C" if line.minor > 0 else "D"
        return (
            f":61:{line.value_on:%y%m%d}{line.booked_on:%m%d}{mark}R{figure(line.minor, ',')}"
            f"NTRFNONREF//{line.bank_reference}\r\n:86:{cut}\r\n"
        )

    closing = opening + sum(line.minor for line in lines)
    return (
        f":20:A\r\n:25:{OWN}\r\n:28C:1/1\r\n:60F:{amount(opening)}\r\n{''.join(map(one, lines))}"
        f":62F:{amount(closing)}\r\n-\r\n"
    )


def as_csv(opening: int, lines: list[Booking]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(
        ["Konto", "Buchungstag", "Valuta", "Betrag", "Währung", "Saldo", "Bankreferenz", "EndToEndId",
         "Auftraggeber/Empfänger", "IBAN Gegenkonto", "Verwendungszweck"]
    )  # fmt: skip
    running = opening
    for line in lines:
        running += line.minor
        signed = [("-" if minor < 0 else "") + figure(minor, ",") for minor in (line.minor, running)]
        writer.writerow(
            [OWN, f"{line.booked_on:%Y-%m-%d}", f"{line.value_on:%Y-%m-%d}", signed[0], "EUR", signed[1],
             line.bank_reference, line.end_to_end, line.name, line.account, line.remittance]
        )  # fmt: skip
    return out.getvalue()


def read(folder: Path, text: str) -> Statement:
    file = read_statements(save(folder / "statement", text))
    assert file.rejected == ()
    (statement,) = file.statements
    return statement


def told(statement: Statement) -> list[tuple[object, ...]]:
    return [
        (
            line.amount_minor, line.currency, line.kind, line.status, line.booked_on, line.value_on,
            line.bank_reference, line.end_to_end, line.counterparty, line.counterparty_account, line.remittance,
            line.creditor_reference, line.fingerprint,
        )
        for line in statement.lines
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.integers(-(10**9), 10**9), st.lists(bookings(), min_size=1, max_size=8), st.booleans())
def test_the_same_lines_in_three_formats(opening: int, lines: list[Booking], wrapped: bool) -> None:
    with TemporaryDirectory() as folder:
        camt = read(Path(folder), as_camt(opening, lines))
        swift = read(Path(folder), as_mt940(opening, lines, wrapped=wrapped))
        table = read(Path(folder), as_csv(opening, lines))
    for statement in (camt, swift, table):
        assert (statement.account, statement.currency) == (OWN, "EUR")
        assert statement.opening == Money(opening, "EUR")
        assert statement.closing == Money(opening + sum(line.minor for line in lines), "EUR")
        assert statement.ties is not False
    assert camt.ties is swift.ties is True
    expected = [
        (line.minor, line.booked_on, line.value_on, line.bank_reference, line.end_to_end, line.name, line.account,
         line.remittance, creditor_reference(line.remittance))
        for line in lines
    ]  # fmt: skip
    assert [
        (line.amount_minor, line.booked_on, line.value_on, line.bank_reference, line.end_to_end,
         line.counterparty, line.counterparty_account, line.remittance, line.creditor_reference)
        for line in camt.lines
    ] == expected  # fmt: skip
    assert told(camt) == told(swift) == told(table)
    assert len({line.fingerprint for line in camt.lines}) == len(lines)


@settings(max_examples=40, deadline=None)
@given(st.lists(bookings(), min_size=1, max_size=4), st.integers(2, 4))
def test_equal_bookings_are_as_many_as_they_are(lines: list[Booking], times: int) -> None:
    with TemporaryDirectory() as folder:
        many = read(Path(folder), as_camt(0, lines * times))
        once = read(Path(folder), as_camt(0, lines))
    found = [line.fingerprint for line in many.lines]
    assert len(set(found)) == len(lines) * times
    assert {line.fingerprint for line in once.lines} <= set(found)
