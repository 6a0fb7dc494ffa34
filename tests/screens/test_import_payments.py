"""A bank statement on the import screen: known by its content or by a word, checked, taken in, and gone on from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from textual.pilot import Pilot

from collectdesk.models import BankLine
from collectdesk.screens.imports import ImportScreen
from collectdesk.screens.imports.options import parse_options
from collectdesk.screens.payments import PaymentsScreen
from tests.exchange.bank.specimens import mt940
from tests.screens.conftest import HOSTILE, SIZES, Book, MakeStation, journal, until, until_shown

TABLE = (
    "Date,Amount,Currency,Description,Name\n"
    "2026-11-20,5600.00,EUR,Invoice 4688,Nordwind Handels GmbH\n"
    f'2026-11-20,7.00,EUR,hello,"{HOSTILE.replace(chr(27), "")}"\n'
)
STATEMENT = mt940(
    ":61:2602020202C5600,00NTRFNONREF", ":86:166?00credit?20Invoice 4688?32Nordwind Handels GmbH",
    ":61:2602020202C7,00NTRFNONREF", ":86:166?00credit?20hello?32Nobody",
    opening="C260201EUR100,00", closing="C260202EUR5707,00",
)  # fmt: skip


def lines(book: Book) -> int:
    with book.store.read() as session:
        return session.scalar(select(func.count()).select_from(BankLine)) or 0


async def read(pilot: Pilot[Any], path: Path, options: str = "") -> None:
    """Put the path and the options into their fields, and press enter."""
    await pilot.pause()
    pilot.app.screen.query_one("#file").value = str(path)  # type: ignore[attr-defined]
    pilot.app.screen.query_one("#options").value = options  # type: ignore[attr-defined]
    await pilot.pause()
    pilot.app.screen.query_one("#file").edit()  # type: ignore[attr-defined]
    await pilot.press("enter")


@pytest.mark.parametrize("size", SIZES)
async def test_a_table_said_to_be_payments_is_taken_in_and_gone_on_from(
    book: Book, station: MakeStation, size: tuple[int, int], tmp_path: Path
) -> None:
    path = tmp_path / "bank.csv"
    path.write_text(TABLE, encoding="utf-8")
    async with station(ImportScreen).run_test(size=size) as pilot:
        await read(pilot, path, "payments")
        await until_shown(
            pilot, "there are no balances to check", "would be posted by itself", "Nothing is written yet"
        )
        assert lines(book) == 0
        await pilot.press("ctrl+s")
        await until_shown(pilot, "1 payment posted. $ shows the one that waits.", "$ What waits")
        assert lines(book) == 2
        assert [act for act, _account in journal(book.store)][-1] == "import.payments"
        await pilot.press("dollar_sign")
        await until(pilot, lambda: isinstance(pilot.app.screen, PaymentsScreen), "what waits")
        await until_shown(pilot, "[@click=app.quit]x[/]" if size[0] == 120 else "[@click=app.quit")


async def test_a_statement_is_known_by_its_content_and_taken_once(
    book: Book, station: MakeStation, tmp_path: Path
) -> None:
    path = tmp_path / "statement.sta"
    path.write_text(STATEMENT, encoding="utf-8")
    async with station(ImportScreen).run_test(size=(120, 36)) as pilot:
        await read(pilot, path)
        await until_shown(
            pilot, "opening, turnover and closing balance tie", "5707.00", "Nothing is written yet"
        )
        await pilot.press("ctrl+s")
        await until_shown(pilot, "1 payment posted.")
        await read(pilot, path)
        await until_shown(pilot, "is in the book already", "were taken in before")
        assert lines(book) == 2


async def test_balances_that_do_not_tie_are_said_and_accepted_by_a_word(
    book: Book, station: MakeStation, tmp_path: Path
) -> None:
    path = tmp_path / "statement.sta"
    path.write_text(STATEMENT.replace("5707,00", "5708,00"), encoding="utf-8")
    async with station(ImportScreen).run_test(size=(120, 36)) as pilot:
        await read(pilot, path)
        await until_shown(pilot, "do not tie: nothing is stored")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "✗ The balances do not tie")
        assert lines(book) == 0
        await read(pilot, path, "untied")
        await until_shown(pilot, "Nothing is written yet")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "1 payment posted.")
        assert lines(book) == 2
        await read(pilot, path, "payments snapshot company=1")
        await until_shown(pilot, "company means nothing for a bank statement")


def test_words_of_a_statement() -> None:
    found = parse_options("payments account=DE12 eur untied")
    assert (
        found.said == "a bank statement, amounts in EUR, account DE12, taken although its balances do not tie"
    )
    assert (found.payments, found.untied) == (True, True)
    assert parse_options("account=x").payments
    assert not parse_options("eur").payments
    mapped = parse_options('payments "Account number=counterparty_account" Fee=')
    assert mapped.mapping == {"Account number": "counterparty_account", "Fee": ""}
    assert parse_options("payments x=nonsense").problem.startswith("x=nonsense means nothing")
    assert parse_options("Name=counterparty").problem.startswith("Name=counterparty means nothing")
