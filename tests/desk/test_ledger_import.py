"""Taking ledgers in: all or nothing, the same file twice, newer files, snapshots, on both engines."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from collectdesk.desk.act import Actor
from collectdesk.desk.ledger_import import (
    ImportCancelled,
    ImportReceivables,
    ReadingOptions,
    import_receivables,
)
from collectdesk.desk.rights import Role
from collectdesk.exchange.control_report import ReceivablesReport
from collectdesk.faults import BadInput, Refused
from collectdesk.models import Account, CreditorEntity, ImportRun, Journal, OpenItem, Party
from collectdesk.store import Store
from tests.exchange import books
from tests.exchange.books import plain, save

DAY = date(2026, 11, 24)


class Desk:
    """Imports files into a book and looks at what is stored."""

    def __init__(self, store: Store, owner: Actor, now: datetime, folder: Path) -> None:
        self.store, self.owner, self.now, self.folder = store, owner, now, folder

    def take(self, *rows: str, heading: str = books.PLAIN, **said: object) -> ReceivablesReport:
        path = save(self.folder / "ledger.csv", "\n".join((heading, *rows)) + "\n")
        return self.take_file(path, **said)

    def take_file(
        self, path: Path, reading: ReadingOptions | None = None, **said: object
    ) -> ReceivablesReport:
        command = ImportReceivables(file=path, reading=reading or ReadingOptions(), **said)  # type: ignore[arg-type]
        return import_receivables(self.store, self.owner, self.now, command)

    def items(self) -> list[tuple[str, str, str, int, bool]]:
        """Number of the account, document, line, open minor units, whether it is cleared."""
        with self.store.read() as session:
            rows = session.execute(
                select(
                    Account.number, OpenItem.document, OpenItem.line, OpenItem.open_minor, OpenItem.cleared_on
                )
                .join(Account, Account.id == OpenItem.account_id)
                .order_by(Account.number, OpenItem.document, OpenItem.line)
            )
            return [(*row[:4], row[4] is not None) for row in rows]

    def count(self, table: type) -> int:
        with self.store.read() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def desk(store: Store, owner: Actor, now: datetime, tmp_path: Path) -> Desk:
    return Desk(store, owner, now, tmp_path)


def row(document: str = "A1", number: str = "007", **said: str) -> str:
    cells = {"company": "0100", "number": number, "name": "Nordwind", "document": document, "on": "2026-09-05",
             "due": "2026-10-05", "currency": "EUR", "amount": "100.00", "open": "40.00"}  # fmt: skip
    return ",".join({**cells, **said}.values())


def counts(report: ReceivablesReport) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, report.closed


def test_a_first_file(desk: Desk) -> None:
    report = desk.take(
        row("A1"), row("A2", due="2026-11-24"), row("A3", "008", currency="JPY", amount="500", open="500")
    )
    assert report.written
    assert counts(report) == (3, 0, 0, 0)
    assert (report.rows, report.accounts, report.open_items) == (3, 2, 3)
    assert {c: (t.items, t.open) for c, t in report.totals.items()} == {
        "EUR": (2, "80.00"),
        "JPY": (1, "500"),
    }
    assert report.ageing["EUR"]["d31_60"].amount == "40.00"
    assert report.ageing["EUR"]["current"].amount == "40.00"
    assert desk.items() == [
        ("007", "A1", "", 4000, False),
        ("007", "A2", "", 4000, False),
        ("008", "A3", "", 500, False),
    ]
    with desk.store.read() as session:
        item = session.scalars(select(OpenItem).order_by(OpenItem.id)).first()
        assert item is not None
        assert (item.original_minor, item.due_on, item.disputed_minor) == (10000, date(2026, 10, 5), 0)
        assert session.scalars(select(Party.name)).all() == ["Nordwind", "Nordwind"]
        assert session.scalars(select(CreditorEntity.code)).all() == ["0100"]


def test_the_keys_that_scripts_read(desk: Desk) -> None:
    said = json.loads(desk.take(row()).model_dump_json())
    promised = {"file", "sha256", "profile", "rows", "accounts", "open_items", "created", "updated", "unchanged",
                "closed", "totals", "rejected", "warnings", "control"}  # fmt: skip
    assert promised <= said.keys()
    assert said["totals"] == {"EUR": {"items": 1, "open": "40.00"}}
    assert said["control"] is None


def test_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    rows = (row("A1"), row("A1"), row("A2"), row("A1", "008"), row("A1"))
    first = desk.take(*rows)
    before = desk.items()
    assert first.warnings["duplicate_documents"] == 2
    assert [item[:3] for item in before] == [
        ("007", "A1", ""), ("007", "A1", "2"), ("007", "A1", "3"), ("007", "A2", ""), ("008", "A1", ""),
    ]  # fmt: skip
    second = desk.take(*rows)
    assert counts(second) == (0, 0, 5, 0)
    assert second.warnings == first.warnings
    assert desk.items() == before


def test_repeats_far_apart_are_told_apart(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from collectdesk.exchange import chunks

    monkeypatch.setattr(chunks, "CHUNK", 2)
    rows = [row(d) for d in ("A1", "A2", "A3", "A1", "A2", "A4", "A1", "A5")]
    assert desk.take(*rows).warnings["duplicate_documents"] == 3
    before = desk.items()
    assert [item[1:3] for item in before] == [
        ("A1", ""), ("A1", "2"), ("A1", "3"), ("A2", ""), ("A2", "2"), ("A3", ""), ("A4", ""), ("A5", ""),
    ]  # fmt: skip
    again = desk.take(*rows, snapshot=True)
    assert counts(again) == (0, 0, 8, 0)
    assert desk.items() == before


def test_a_newer_file_updates_what_it_says_and_no_more(desk: Desk) -> None:
    desk.take(row("A1"), row("A2"))
    with desk.store.write() as session:
        session.execute(update(OpenItem).values(disputed_minor=700))
        session.execute(update(Account).values(assignee_id=desk.owner.id))
    report = desk.take(row("A1", open="30.00", name="Nordwind GmbH"), row("A3", name="Nordwind GmbH"))
    assert counts(report) == (1, 1, 0, 0)
    assert [item[1:] for item in desk.items()] == [
        ("A1", "", 3000, False), ("A2", "", 4000, False), ("A3", "", 4000, False),
    ]  # fmt: skip
    with desk.store.read() as session:
        assert session.scalars(select(Party.name)).all() == ["Nordwind GmbH"]
        assert session.scalars(select(Account.assignee_id)).all() == [desk.owner.id]
        kept = session.scalars(select(OpenItem.disputed_minor).where(OpenItem.document.in_(("A1", "A2"))))
        assert kept.all() == [700, 700]


def test_columns_that_a_file_does_not_have_stay(desk: Desk) -> None:
    desk.take(row("A1"))
    short = "Company,Customer number,Invoice,Due date,Currency,Open amount"
    report = desk.take("0100,007,A1,2026-10-05,EUR,10.00", heading=short)
    assert counts(report) == (0, 1, 0, 0)
    with desk.store.read() as session:
        item = session.scalars(select(OpenItem)).one()
        assert (item.original_minor, item.open_minor, item.document_on) == (10000, 1000, date(2026, 9, 5))
        assert session.scalars(select(Party.name)).one() == "Nordwind"


def test_a_snapshot_closes_what_it_lacks(desk: Desk) -> None:
    desk.take(row("A1"), row("A2"), row("B1", company="0200"))
    report = desk.take(row("A2"), row("A3"), snapshot=True)
    assert counts(report) == (1, 0, 1, 1)
    assert [item[1:] for item in desk.items()] == [
        ("A1", "", 0, True), ("A2", "", 4000, False), ("A3", "", 4000, False), ("B1", "", 4000, False),
    ]  # fmt: skip
    with desk.store.read() as session:
        assert session.scalars(select(OpenItem.cleared_on).where(OpenItem.document == "A1")).one() == DAY
    back = desk.take(row("A1"))
    assert counts(back) == (0, 1, 0, 0)
    assert desk.items()[0] == ("007", "A1", "", 4000, False)


def test_lines_listed_as_settled_close_items(desk: Desk) -> None:
    heading = f"{books.PLAIN},Cleared on"
    desk.take(row("A1") + ",", row("A2") + ",", heading=heading)
    report = desk.take(row("A1") + ",2026-11-20", row("A9", "099") + ",2026-11-20", heading=heading)
    assert (counts(report), report.settled, report.open_items) == ((0, 0, 0, 1), 2, 0)
    assert [item[1:] for item in desk.items()] == [("A1", "", 0, True), ("A2", "", 4000, False)]
    with desk.store.read() as session:
        cleared = session.scalars(select(OpenItem.cleared_on).where(OpenItem.document == "A1")).one()
        assert cleared == date(2026, 11, 20)


def test_all_or_nothing(desk: Desk) -> None:
    report = desk.take(row("A1"), row("A2", open="x"))
    assert (report.written, report.why_not) == (False, "rejected_lines")
    assert [(line.line, "not an amount" in line.reason) for line in report.rejected] == [(3, True)]
    for table in (Account, Party, OpenItem, ImportRun, CreditorEntity):
        assert desk.count(table) == 0
    good = desk.take(row("A1"), row("A2", open="x"), keep_good=True)
    assert (good.written, counts(good)) == (True, (1, 0, 0, 0))


def test_refused_lines_never_close_items(desk: Desk) -> None:
    desk.take(row("A1"), row("A2"))
    report = desk.take(row("A1"), row("A2", open="x"), snapshot=True, keep_good=True)
    assert (report.written, report.why_not) == (False, "snapshot_with_rejected_lines")
    assert [item[4] for item in desk.items()] == [False, False]


def test_a_total_that_differs_stops(desk: Desk) -> None:
    report = desk.take(row("A1"), row("A2"), "Total,,,,,,,200.00,80.01")
    assert (report.written, report.why_not) == (False, "control_total_differs")
    assert report.control is not None
    assert report.control.model_dump() == {"expected": "80.01", "found": "80.00", "agrees": False}
    assert desk.take(row("A1"), row("A2"), "Total,,,,,,,200.00,80.00").written


def test_a_dry_run_says_all_and_stores_nothing(desk: Desk) -> None:
    desk.take(row("A1"))
    runs, entries = desk.count(ImportRun), desk.count(Journal)
    report = desk.take(row("A1", open="1.00"), row("A2"), row("A3", "008"), dry_run=True, snapshot=True)
    assert (report.written, counts(report)) == (False, (2, 1, 0, 0))
    assert (desk.count(ImportRun), desk.count(Journal), len(desk.items())) == (runs, entries, 1)


def test_bad_input_stores_nothing(desk: Desk) -> None:
    with pytest.raises(BadInput):
        desk.take(row("A1", due="03/04/2026"))
    with pytest.raises(BadInput):
        desk.take_file(desk.folder / "missing.csv")
    assert desk.count(OpenItem) + desk.count(ImportRun) + desk.count(CreditorEntity) == 0


def test_without_the_right(desk: Desk) -> None:
    collector = Actor(desk.owner.id, "Asha", frozenset({Role.COLLECTOR}))
    path = plain(desk.folder / "l.csv", row())
    with pytest.raises(Refused):
        import_receivables(desk.store, collector, desk.now, ImportReceivables(file=path))
    assert desk.count(OpenItem) == 0


def test_the_journal_holds_figures_and_no_names(desk: Desk) -> None:
    report = desk.take(row("A1"))
    with desk.store.read() as session:
        entry = session.scalars(select(Journal).order_by(Journal.id.desc())).first()
    assert entry is not None
    facts = json.loads(entry.facts)
    assert (entry.act, facts["sha256"], facts["totals"]) == (
        "import.receivables",
        report.sha256,
        {"EUR": [1, "40.00"]},
    )
    assert "Nordwind" not in entry.facts
    assert "ledger.csv" not in entry.facts


def test_a_second_press_gives_the_same_report(desk: Desk) -> None:
    command = ImportReceivables(file=plain(desk.folder / "l.csv", row("A1")))
    first = import_receivables(desk.store, desk.owner, desk.now, command)
    second = import_receivables(desk.store, desk.owner, desk.now, command)
    assert first == second
    assert desk.count(ImportRun) == 1


def test_progress_and_cancel(desk: Desk) -> None:
    path = plain(desk.folder / "l.csv", *(row(f"A{i}") for i in range(25_000)))
    seen: list[tuple[int, float]] = []
    command = ImportReceivables(file=path)
    with pytest.raises(ImportCancelled):
        import_receivables(
            desk.store, desk.owner, desk.now, command,
            progress=lambda done, share: seen.append((done, share)), cancelled=lambda: len(seen) > 1,
        )  # fmt: skip
    assert desk.count(OpenItem) + desk.count(ImportRun) == 0
    import_receivables(
        desk.store, desk.owner, desk.now, command, progress=lambda done, share: seen.append((done, share))
    )
    assert seen[-1] == (25_000, 1.0)
    assert seen == sorted(seen, key=lambda pair: pair[0]) or len(seen) > 4
    assert desk.count(OpenItem) == 25_000


def test_every_touched_account_is_ranked(desk: Desk) -> None:
    from collectdesk.models import Rank

    desk.take(row("A1"), row("A2", "008"))
    with desk.store.read() as session:
        assert session.scalars(select(Rank.oldest_due)).all() == [date(2026, 10, 5)] * 2
    desk.take(row("A1", due="2026-09-10"))
    with desk.store.read() as session:
        assert sorted(session.scalars(select(Rank.oldest_due))) == [date(2026, 9, 10), date(2026, 10, 5)]


def test_details_reach_party_and_account(desk: Desk) -> None:
    heading = (
        f"{books.PLAIN},Country,City,Language,Time zone,Party type,Risk class,Credit limit,Customer since"
    )
    tail = ",Germany,Bremen,de,Europe/Berlin,consumer,B,5000.00,2019-04-01"
    desk.take(row("A1") + tail, heading=heading)
    with desk.store.read() as session:
        party, account = session.scalars(select(Party)).one(), session.scalars(select(Account)).one()
        assert (party.country, party.city, party.language, party.zone) == (
            "DE",
            "Bremen",
            "de",
            "Europe/Berlin",
        )
        assert (party.party_type, party.customer_since) == ("consumer", date(2019, 4, 1))
        assert (account.risk_class, account.credit_limit_minor, account.credit_limit_currency) == (
            "B",
            500000,
            "EUR",
        )
    desk.take(row("A1") + tail.replace("Bremen", "Kiel").replace(",B,", ",C,"), heading=heading)
    desk.take(row("A1"))
    with desk.store.read() as session:
        assert (
            session.scalars(select(Party.city)).one(),
            session.scalars(select(Account.risk_class)).one(),
        ) == ("Kiel", "C")


def test_one_party_owing_to_two_companies(desk: Desk) -> None:
    desk.take(
        row("A1"),
        row("A1", company="0200", name="Nordwind AG"),
        row("A2", company="0200", name="Nordwind AG"),
    )
    assert (desk.count(Party), desk.count(Account), desk.count(OpenItem)) == (1, 2, 3)
    with desk.store.read() as session:
        assert session.scalars(select(Party.name)).one() == "Nordwind AG"


def test_a_long_file_keeps_its_indexes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy import inspect

    from collectdesk.desk import ledger_import

    def names() -> set[tuple[str, str | None]]:
        looked = inspect(desk.store.engine)
        tables = ("open_item", "account", "rank")
        return {(table, index["name"]) for table in tables for index in looked.get_indexes(table)}

    monkeypatch.setattr(ledger_import, "_fills_the_book", lambda connection, size: True)
    before = names()
    desk.take(row("A1"), row("A1"))
    assert names() == before
    desk.take(row("A2"), row("A3", open="x"))
    assert names() == before
    assert desk.count(OpenItem) == 2


@pytest.mark.real_data
def test_the_real_ledgers(desk: Desk, real_data: Path) -> None:
    bsid = real_data / "sap-bsid-table"
    for path, reading, items in (
        (real_data / "highradius-open-items" / "open_items_sap_layout.csv", ReadingOptions(), 9681),
        (real_data / "ar-open-excelx" / "AR_Clean_Features.xlsx", ReadingOptions(), 599),
        (bsid / "BSID.csv", ReadingOptions(customers=bsid / "KNA1.csv"), 86),
    ):
        first = desk.take_file(path, reading)
        assert (first.written, counts(first)) == (True, (items, 0, 0, 0))
        assert counts(desk.take_file(path, reading, snapshot=True)) == (0, 0, items, 0)
    printed = real_data / "sap-list-output-extract" / "page1.xls"
    report = desk.take_file(printed, ReadingOptions(currency="USD"))
    assert (report.written, report.rows, report.open_items, len(report.rejected)) == (False, 27, 15, 12)
    good = desk.take_file(printed, ReadingOptions(currency="USD"), keep_good=True)
    assert (good.written, good.totals["USD"].open) == (True, "-264354520.94")
    assert desk.count(OpenItem) == 9681 + 599 + 86 + 15
