"""Ageing as of past days: the worked example, groups and base amounts, and snapshots that must be found again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from collectdesk.desk.act import Actor
from collectdesk.desk.ageing_as_of import AgedCell, ageing_as_of
from collectdesk.desk.book import find_actor, set_up
from collectdesk.desk.cash.acting import PutOnAccount, ReversePayment, put_on_account, reverse_payment
from collectdesk.desk.day import turn_day
from collectdesk.desk.ledger_import import ImportReceivables, import_receivables
from collectdesk.desk.portfolio import Part, named_part, open_on
from collectdesk.desk.undo import UndoAct, undo
from collectdesk.faults import BadInput
from collectdesk.models import Account, Desk, FxRate, ItemBalance, OpenItem, Party, Payment, Team, User
from collectdesk.reports.kpi.buckets import load_buckets
from collectdesk.store import Store
from tests.blank import blank_store
from tests.campaign import examples
from tests.conftest import NOW
from tests.desk.cash.test_cash import LEDGER, _take
from tests.ranking.specimen import DAY, Item, Specimen, write_book

AS_OF = date(2026, 3, 31)
WORKED = [
    ("2026-04-15", 420000), ("2026-03-31", 115075), ("2026-03-01", 864010), ("2026-02-28", 97500),
    ("2026-01-30", 1230040), ("2025-12-31", 204999), ("2025-12-30", 31000), ("2026-02-20", -50000),
]  # fmt: skip


def _write(store: Store, items: list[Item], **more: Any) -> None:
    with store.write() as session:
        write_book(session, [Specimen(tuple(items), **more)])


def test_the_worked_example_and_other_buckets(store: Store) -> None:
    _write(store, [Item((date.fromisoformat(due) - DAY).days, minor) for due, minor in WORKED])
    with store.read() as session:
        found = ageing_as_of(session, NOW, AS_OF)
        split = ageing_as_of(session, NOW, AS_OF, buckets=load_buckets("weeks"))
    [row] = found.groups
    assert [row.cells[key].minor for key in found.buckets.keys] == [535075, 864010, 1327540, 204999, 31000]
    assert [row.cells[key].items for key in found.buckets.keys] == [2, 1, 2, 1, 1]
    assert row.cells["credits"] == AgedCell(1, -50000, -50000)
    assert (row.total, found.base, found.known) == (AgedCell(8, 2912624, 2912624), "EUR", False)
    assert split.groups[0].total == row.total
    assert split.groups[0].cells["d29_60"].minor == 864010 + 1327540


def test_groups_parts_and_base_amounts(store: Store) -> None:
    with store.write() as session:
        write_book(
            session,
            [
                Specimen((Item(-5, 217, "USD"), Item(-5, -217, "USD")), assignee=2),
                Specimen((Item(-5, 100), Item(5, 3, "USD"), Item(5, 5, "XTS"))),
            ],
        )
        session.add(Team(id=1, name="North"))
        session.flush()
        session.execute(update(User).where(User.id == 2).values(team_id=1))
        session.add(FxRate(currency="USD", rate_on=DAY, quoted="1.0850", source="test"))
        session.execute(update(Party).where(Party.id == 2).values(country="FR"))
    with store.read() as session:
        by_team = ageing_as_of(session, NOW, DAY, by="team")
        assert [(g.currency, g.label, g.total.minor, g.total.base_minor) for g in by_team.groups] == [
            ("EUR", "", 100, 100), ("USD", "North", 0, 0), ("USD", "", 3, 3), ("XTS", "", 5, None),
        ]  # fmt: skip
        north = by_team.groups[1].cells
        assert (north["d1_30"], north["credits"]) == (AgedCell(1, 217, 200), AgedCell(1, -217, -200))
        assert by_team.currencies["USD"].total == AgedCell(3, 3, 3)
        assert by_team.rates["USD"][0].rate_on == DAY
        for by, labels in {
            "collector": ["Collector 2", ""], "country": ["DE", "FR"], "customer": ["Customer 1", "Customer 2"],
        }.items():  # fmt: skip
            dollars = ageing_as_of(session, NOW, DAY, by=by, part=Part(currency="USD"))  # type: ignore[arg-type]
            assert [group.label for group in dollars.groups] == labels
        part = named_part(session, collector="Collector 2", team="North", country="de", currency="usd")
        only = ageing_as_of(session, NOW, DAY, part=part)
        assert [g.total.items for g in only.groups] == [2]
        assert only.filter == "collector Collector 2, team North, country DE, currency USD"
        with pytest.raises(BadInput, match="no team named South"):
            named_part(session, team="South")


def test_an_item_counts_from_its_posting_date(
    store: Store, owner: Actor, now: datetime, tmp_path: Path
) -> None:
    """Dated items count from their date; undated ones from the day a later ledger listed them, the first's always."""
    head = "Customer,Name,Document,Document date,Due date,Currency,Amount\n"

    def take(day: int, *rows: str) -> None:
        file = tmp_path / "ledger.csv"
        file.write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        report = import_receivables(store, owner, now + timedelta(days=day), ImportReceivables(file=file))
        assert report.written

    take(0, "100,Nordwind,A,,2026-10-01,EUR,1.00", "100,Nordwind,B,2026-11-20,2026-12-20,EUR,2.00")
    take(3, "100,Nordwind,C,,2026-10-01,EUR,4.00", "100,Nordwind,D,2026-11-25,2026-12-25,EUR,8.00")
    with store.read() as session:
        later = now + timedelta(days=4)
        open_ = {
            day: sum(g.total.minor for g in ageing_as_of(session, later, date.fromisoformat(day)).groups)
            for day in ("2026-11-19", "2026-11-20", "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-28")
        }
        assert list(open_.values()) == [100, 300, 1100, 1100, 1500, 1500]


def test_no_writer_passes_the_history_by(store: Store, owner: Actor, now: datetime) -> None:
    """Whatever statement changes an amount, the balance at the day's begin is kept, once a day."""
    _write(store, [Item(-5, 100), Item(-5, 200)])
    with store.write() as session:
        session.execute(update(Desk).values(balances_on=DAY))
    with store.write() as session:
        session.execute(text("UPDATE open_item SET open_minor = open_minor + 1"))
        session.execute(text("UPDATE open_item SET open_minor = open_minor + 1 WHERE id = 1"))
        session.execute(text("UPDATE open_item SET open_minor = 200 WHERE open_minor = 201"))
        session.execute(text("UPDATE open_item SET disputed_minor = 5, open_minor = open_minor"))
    with store.read() as session:
        kept = session.execute(select(ItemBalance.until_on, ItemBalance.open_minor)).all()
    assert kept == [(DAY, 100)]  # the second item came back within the day to what it was
    turn_day(store, owner, now + timedelta(days=2))
    with store.write() as session:
        session.get_one(OpenItem, 1).open_minor = 0
    with store.read() as session:
        kept = session.execute(select(ItemBalance.until_on, ItemBalance.open_minor)).all()
        assert kept == [(DAY, 100), (DAY + timedelta(days=2), 102)]
        then = [
            ageing_as_of(session, now, DAY + timedelta(days=n)).currencies["EUR"].total.minor
            for n in (-1, 1, 2)
        ]
        assert then == [300, 302, 200]


def test_a_clock_that_went_back_changes_no_past_day(store: Store, owner: Actor, now: datetime) -> None:
    with store.write() as session:
        desk = session.get_one(Desk, 1)
        assert desk.stand_at(DAY)
        assert not desk.stand_at(DAY - timedelta(days=1))
        assert (desk.balances_on, desk.balances_from) == (DAY, DAY)


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["ledger", "pay", "reverse", "return", "undo"]),
        st.sampled_from([0, 0, 1, 3]),
        st.dictionaries(st.sampled_from("ABC"), st.integers(1, 9), max_size=3),
        st.integers(1, 1200),
    ),
    min_size=2,
    max_size=7,
)


@settings(max_examples=examples(8, 4), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
def test_snapshots_of_every_day_are_found_again(steps: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("days")
    store = blank_store(folder / "book.db")
    set_up(store, NOW, zone="Europe/Berlin", base_currency="EUR", owner="Owner", name="Test")
    owner, now = find_actor(store, None), NOW
    _ledger(store, owner, now, folder, {"A": 5, "B": 7})
    seen: dict[date, dict[str, int]] = {}
    for n, (what, days, amounts, cents) in enumerate(steps):
        seen[now.date()] = _open(store)
        for passed in range(1, days + 1):
            seen[now.date() + timedelta(days=passed)] = seen[now.date()]
        now += timedelta(days=days, seconds=1)
        _step(store, owner, now, folder, n, what, amounts, cents)
    seen[now.date()] = _open(store)
    with store.read() as session:
        for day, snapshot in seen.items():
            then = open_on(day, Part(), "document")
            found = dict(session.execute(select(then.c.document, then.c.open_minor)).all())
            assert found == snapshot, day
    store.close()


def _ledger(store: Store, owner: Actor, now: datetime, folder: Path, amounts: dict[str, int]) -> None:
    file = folder / "ledger.csv"
    rows = [f"C1,100,Nordwind,{name},2026-10-01,EUR,{amount}.00\n" for name, amount in amounts.items()]
    file.write_text(LEDGER + "".join(rows), encoding="utf-8")
    import_receivables(store, owner, now, ImportReceivables(file=file, snapshot=True))


def _step(
    store: Store, owner: Actor, now: datetime, folder: Path, n: int, what: str, amounts: dict[str, int], cents: int
) -> None:  # fmt: skip
    with store.read() as session:
        payment = session.scalars(
            select(Payment)
            .where(Payment.account_id.is_not(None), Payment.returned_on.is_(None))
            .order_by(Payment.id.desc())
        ).first()
        account_id = session.scalars(select(Account.id)).one()
    if what == "ledger" and amounts:
        _ledger(store, owner, now, folder, amounts)
    elif what in ("reverse", "return") and payment is not None:
        given_ = ReversePayment(payment_id=payment.id, reason="r", returned=what == "return")
        reverse_payment(store, owner, now, given_)
    elif what in ("pay", "undo"):
        amount = f"{cents // 100}.{cents % 100:02d}"
        _take(
            store,
            owner,
            now,
            folder,
            f"2026-10-{1 + n:02d},{amount},EUR,thanks {n},Somebody,",
            name=f"b{n}.csv",
        )
        with store.read() as session:
            waiting = session.scalars(
                select(Payment).where(Payment.account_id.is_(None)).order_by(Payment.id.desc())
            ).first()
        if waiting is None:
            return
        receipt = put_on_account(
            store,
            owner,
            now,
            PutOnAccount(line_id=waiting.bank_line_id, account_id=account_id, by_order=True),
        )
        if what == "undo":
            undo(store, owner, now, UndoAct(journal_id=receipt.journal_id))


def _open(store: Store) -> dict[str, int]:
    with store.read() as session:
        return dict(
            session.execute(
                select(OpenItem.document, OpenItem.open_minor).where(OpenItem.open_minor != 0)
            ).all()
        )
