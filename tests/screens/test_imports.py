"""The import screen: nothing is guessed silently, nothing is written before the control report was seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from collectdesk.screens.imports import ImportScreen
from collectdesk.screens.imports.choosing import _complete
from collectdesk.screens.imports.options import parse_options
from collectdesk.widgets.rows import Rows
from tests.screens.conftest import HOSTILE, SIZES, Book, MakeStation, journal, picture, until, until_shown

GOOD = (
    "Customer;Name;Country;Document;Posting date;Due date;Currency;Amount\n"
    "300001;Muster [/nope] [b GmbH;DE;9001;2026-09-01;2026-10-01;EUR;1.234,50\n"
    "300001;Muster [/nope] [b GmbH;DE;9002;2026-09-11;2026-10-11;EUR;2.000,00\n"
    f'300002;"{HOSTILE}";US;9003;2026-09-01;2026-10-01;USD;99,10\n'
)
BAD_LINE = GOOD + "300002;x;US;9004;2026-09-01;2026-10-01;USD;abc\n"
GUESSED = "Kunde;Belegnr;Fällig am;Betrag offen;Bemerkung\n300001;9001;15.10.2026;1.234,50;x\n"


def accounts(book: Book) -> int:
    from sqlalchemy import func, select

    from collectdesk.models import Account

    with book.store.read() as session:
        return session.scalar(select(func.count()).select_from(Account)) or 0


def fill(pilot: Pilot[Any], path: Path, options: str = "") -> None:
    """Put the path and the options into their fields."""
    pilot.app.screen.query_one("#file").value = str(path)  # type: ignore[attr-defined]
    pilot.app.screen.query_one("#options").value = options  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", SIZES)
async def test_a_known_file_is_told_and_then_taken_in(
    book: Book, station: MakeStation, size: tuple[int, int], tmp_path: Path
) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text(GOOD, encoding="utf-8")
    before, entries = accounts(book), len(journal(book.store))
    async with station(ImportScreen).run_test(size=size) as pilot:
        await pilot.pause()
        fill(pilot, path)
        await pilot.pause()
        await pilot.press("enter")
        await until_shown(
            pilot, "3  lines read", "2  accounts", "3,234.50", "99.10", "Nothing is written yet"
        )
        assert accounts(book) == before
        assert len(journal(book.store)) == entries
        await pilot.press("1")
        await until_shown(pilot, "customer number", "✓ known")
        shown = picture(pilot.app)
        assert "\x1b" not in shown
        await pilot.press("2", "ctrl+s")
        await until_shown(pilot, "Taken in: 3 open items of 2 accounts")
        assert accounts(book) == before + 2
        assert [act for act, _account in journal(book.store)][entries:] == ["import.receivables"]


async def test_refused_lines_are_named_and_nothing_is_stored_unless_told(
    book: Book, station: MakeStation, tmp_path: Path
) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text(BAD_LINE, encoding="utf-8")
    before = accounts(book)
    async with station(ImportScreen).run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        fill(pilot, path)
        await pilot.pause()
        await pilot.press("enter")
        await until_shown(pilot, "line 5", "“abc” is not an amount", "Lines are refused")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Nothing was stored: lines are refused")
        assert accounts(book) == before
        fill(pilot, path, "keep-good")
        await until_shown(pilot, "keeps the good lines")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Nothing is written yet")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Taken in: 3 open items")
        assert accounts(book) == before + 2


async def test_likely_columns_wait_for_a_person(book: Book, station: MakeStation, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text(GUESSED, encoding="utf-8")
    before = accounts(book)
    async with station(ImportScreen).run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        fill(pilot, path, "EUR")
        await pilot.pause()
        await pilot.press("enter")
        await until_shown(pilot, "◔ likely", "Look at the columns")
        listed = pilot.app.screen.query_one("#columns", Rows)
        listed.select(3)
        await until(pilot, lambda: listed.index == 3)
        await pilot.press("e")
        await until_shown(pilot, "Column “Betrag offen” is")
        await pilot.press(*"open am", "enter")
        await until_shown(pilot, "✓ you said so")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "1,234.50", "Nothing is written yet")
        assert accounts(book) == before
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Taken in: 1 open item")
        assert accounts(book) == before + 1


async def test_what_cannot_be_read_is_said_at_the_field(
    book: Book, station: MakeStation, tmp_path: Path
) -> None:
    rubbish = tmp_path / "rubbish.csv"
    rubbish.write_bytes(bytes(range(256)) * 20)
    async with station(ImportScreen).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for path, said in ((tmp_path / "none.csv", "there is no file"), (tmp_path, "folder"), (rubbish, "✗")):
            fill(pilot, path)
            pilot.app.screen.query_one("#file").edit()  # type: ignore[attr-defined]
            await pilot.pause()
            await pilot.press("enter")
            await until_shown(pilot, said)
            await pilot.press("ctrl+s")
            await until_shown(pilot, said)
        fill(pilot, rubbish, "EUR nonsense")
        await pilot.pause()
        pilot.app.screen.query_one("#file").edit()  # type: ignore[attr-defined]
        await pilot.press("enter")
        await until_shown(pilot, "nonsense means nothing here")
    assert [act for act, _account in journal(book.store)] == ["book.set_up"]


def test_options_are_read_word_for_word() -> None:
    found = parse_options('dmy comma eur snapshot keep-good sheet="Open items"')
    assert found.problem == ""
    assert found.reading == {
        "date_order": "dmy",
        "decimal": ",",
        "currency": "EUR",
        "sheet": "Open items",
    }
    assert found.snapshot
    assert found.keep_good
    assert parse_options("dym").problem.startswith("dym means nothing")
    assert parse_options("sheet=").problem.startswith("sheet= means nothing")
    assert parse_options('sheet="x').problem == "a quotation mark is not closed"
    assert parse_options("").said == ""


def test_paths_are_completed(tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text("x")
    (tmp_path / "folder").mkdir()
    (tmp_path / "a\x1bb").write_text("x")
    assert _complete(f"{tmp_path}/led") == f"{tmp_path}/ledger.csv"
    assert _complete(f"{tmp_path}/fol") == f"{tmp_path}/folder/"
    assert _complete(f"{tmp_path}/a") is None
    assert _complete(f"{tmp_path}/none/x") is None
    assert _complete("a\x00b/c") is None
