"""Key figures on a screen: what they are of, charts with words, what is behind them, filter, period and file."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from collectdesk.cli.workstation import CollectorStation
from collectdesk.desk.handle import DeskHandle
from collectdesk.desk.rights import Role
from collectdesk.screens.account import AccountScreen
from collectdesk.screens.kpi import KpiScreen
from collectdesk.screens.kpi.charts import hour_chart
from collectdesk.screens.kpi.screen import period_around
from collectdesk.screens.queue import QueueScreen
from tests.screens.conftest import NOW, SIZES, Book, MakeStation, picture, until, until_shown
from tests.screens.test_approvals import person
from tests.screens.under import paste, type_in


@pytest.mark.parametrize("size", SIZES)
async def test_figures_say_what_they_are_of(station: MakeStation, size: tuple[int, int]) -> None:
    async with station(KpiScreen).run_test(size=size) as pilot:
        await until_shown(
            pilot, "1 Nov to 24 Nov 2026", "as of 24 Nov", "the whole book", "of attempts", "n/a"
        )
        await until_shown(pilot, "n/a: there is nothing", "from journal")
        await until_shown(pilot, "Overdue at each week's end")
        await pilot.press("4")
        await until_shown(pilot, "Contacts by the customer's hour", "Nobody was called in this period.")
        await pilot.press("left")
        await until_shown(pilot, "1 Oct to 31 Oct 2026")
        await pilot.press("o", "o", "o", "o", "right")
        await until_shown(pilot, "1 Nov to 24 Nov 2026")


async def test_accounts_behind_a_figure_of_the_book(book: Book, station: MakeStation) -> None:
    async with station(KpiScreen).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "DSO")
        screen = pilot.app.screen
        assert isinstance(screen, KpiScreen)
        rows = [
            row for row in (screen.rows._pages.row(n) for n in range(screen.rows.total)) if row is not None
        ]
        key = next(
            row.key for row in rows if row.data.key == "percent_current" and row.data.basis.currency == "KWD"
        )
        screen.rows.select_key(key)
        await until_shown(pilot, "Current, of what is open")
        await pilot.press("enter")
        await until_shown(pilot, "1 account", "101342", "Gulf Pearl Co. W.L.L.", "4,815.250")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, AccountScreen), "the account")


async def test_filter_and_file(book: Book, station: MakeStation, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    async with station(KpiScreen).run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "DSO")
        await pilot.press("e")
        await type_in(pilot, "Nobody")
        await pilot.press("enter")
        await until_shown(pilot, "no user named Nobody")
        for _ in "Nobody":
            await pilot.press("backspace")
        await pilot.press("tab", "tab", "tab")
        await type_in(pilot, "kwd")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "currency KWD")
        await until(pilot, lambda: "DSO EUR" not in picture(pilot.app), "only dinars")
        await pilot.press("w")
        await until_shown(pilot, "File ──")
        await paste(pilot, str(tmp_path / "figures.xlsx"))
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Written")
    sheet = load_workbook(tmp_path / "figures.xlsx")
    assert any("KWD" in [cell.value for cell in row] for one in sheet.worksheets for row in one.iter_rows())


async def test_a_file_has_the_formats_of_the_person(
    book: Book, station: MakeStation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLLECTDESK_LANGUAGE", "de")
    async with station(KpiScreen).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "DSO")
        for name in ("figures.html", "figures.pdf"):
            await pilot.press("w")
            await until_shown(pilot, "File ──")
            await paste(pilot, str(tmp_path / name))
            await pilot.press("ctrl+s")
            await until(pilot, (tmp_path / name).exists, name)
            await until(pilot, lambda: isinstance(pilot.app.screen, KpiScreen), "the screen")
    page = (tmp_path / "figures.html").read_text(encoding="utf-8")
    assert 'lang="de"' in page
    assert re.search(r">[\d.]+,\d\d<", page)
    assert not re.search(r">[\d,]+\.\d\d<", page)
    read = "".join(one.extract_text() for one in PdfReader(tmp_path / "figures.pdf").pages)
    assert re.search(r"\d,\d\d\b", read)
    assert not re.search(r"\d\.\d\d\b", read)


async def test_a_collector_sees_their_own(book: Book) -> None:
    lim = person(book, "Lim", Role.COLLECTOR)
    desk = DeskHandle(book.store, lim, "Europe/Berlin", "EUR", lambda: NOW)
    async with CollectorStation(desk, QueueScreen).run_test(size=(120, 36)) as pilot:
        await until_shown(pilot, "0 of 0 accounts")
        await pilot.app.screen.do("kpi")  # type: ignore[attr-defined]
        await until_shown(pilot, "collector Lim")
        await pilot.press("e")
        await type_in(pilot, "Asha Verma")
        await pilot.press("enter")
        await until_shown(pilot, "you may see your own figures only")


def test_periods_fill_the_calendar() -> None:
    day = date(2023, 12, 31)
    for unit, longest in (("day", 1), ("week", 7), ("month", 31), ("quarter", 92)):
        at = day
        while at < date(2025, 3, 1):
            first, last = period_around(at, unit)  # type: ignore[arg-type]
            assert first <= at <= last
            assert (last - first).days < longest
            before, _last = period_around(first - timedelta(days=1), unit)  # type: ignore[arg-type]
            assert period_around(before, unit)[1] == first - timedelta(days=1)  # type: ignore[arg-type]
            at = last + timedelta(days=1)
    assert period_around(date(2024, 2, 10), "month") == (date(2024, 2, 1), date(2024, 2, 29))


def test_an_hour_chart_says_its_numbers() -> None:
    from collectdesk.desk.kpi_journal import Hour

    chart = hour_chart([Hour(9, 4, 1, 0), Hour(11, 6, 3, 2)], local=False)
    assert chart.words == ("10 attempts, 4 contacts; most at 11:00 with 3",)
    assert chart.graph is not None
    assert chart.graph.labels == ("09", "10", "11")
    assert [one.values for one in chart.graph.series] == [(4.0, 0.0, 6.0), (1.0, 0.0, 3.0)]
