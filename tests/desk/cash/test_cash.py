"""Payments are matched, posted once, never more than they are, and can be taken back."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from collectdesk.desk.act import Actor
from collectdesk.desk.cash.acting import (
    AcceptMatch,
    ApplyUnapplied,
    NotOurs,
    Part,
    PutOnAccount,
    ReverseAllocation,
    ReversePayment,
    SplitMatch,
    accept_match,
    apply_unapplied,
    not_ours,
    put_on_account,
    reverse_allocation,
    reverse_payment,
    split_match,
)
from collectdesk.desk.cash.importing import ImportPayments, import_payments
from collectdesk.desk.cash.report import PaymentsReport, StatementReport, TurnoverLine
from collectdesk.desk.cash.views import payment_history, waiting, waiting_line
from collectdesk.desk.ledger_import import ImportReceivables, import_receivables
from collectdesk.desk.promises import RecordPromise, record_promise
from collectdesk.exchange.bank import StatementOptions
from collectdesk.faults import BadInput
from collectdesk.models import (
    Allocation,
    BankLine,
    BankStatement,
    Hold,
    ImportRun,
    NextAction,
    OpenItem,
    Payment,
    Promise,
)
from collectdesk.money import Money
from collectdesk.store import Store
from collectdesk.store.journal import verify_chain
from tests.blank import blank_store
from tests.campaign import examples
from tests.desk.conftest import Sample
from tests.exchange.bank.test_real_statements import CAMT, CSV, MT940

HEAD = "Date,Amount,Currency,Description,Name,Account number\n"


def _take(
    store: Store, owner: Actor, now: datetime, folder: Path, *rows: str, name: str = "bank.csv"
) -> PaymentsReport:
    path = folder / name
    path.write_text(HEAD + "".join(row + "\n" for row in rows), encoding="utf-8")
    reading = StatementOptions(
        account="DE89370400440532013000",
        decimal=".",
        mapping={
            "Date": "booked_on",
            "Amount": "amount",
            "Currency": "currency",
            "Description": "remittance",
            "Name": "counterparty",
            "Account number": "counterparty_account",
        },
    )
    return import_payments(store, owner, now, ImportPayments(file=path, reading=reading))


def _open(store: Store, sample: Sample) -> list[int]:
    with store.read() as session:
        return [session.get_one(OpenItem, item_id).open_minor for item_id in sample.item_ids]


def _conserved(store: Store) -> None:
    """Every payment is what it was allocated plus what is unapplied; every item what the ledger says less postings."""
    with store.read() as session:
        for payment in session.scalars(select(Payment)):
            taken = session.scalar(
                select(func.coalesce(func.sum(Allocation.takes_minor), 0)).where(
                    Allocation.payment_id == payment.id
                )
            )
            whole = 0 if payment.returned_on else payment.minor
            assert (taken or 0) + payment.unapplied_minor == whole
        for item in session.scalars(select(OpenItem)):
            posted = session.scalar(
                select(func.coalesce(func.sum(Allocation.minor), 0)).where(
                    Allocation.open_item_id == item.id, Allocation.kind != "cleared"
                )
            )
            assert item.original_minor - item.open_minor == posted == item.posted_minor
            assert item.open_minor >= 0
        assert verify_chain(session).intact


def test_an_exact_reference_is_posted_once(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    rows = ("2026-11-20,600.00,EUR,Invoice 4655,Nordwind Handels GmbH,DE02120300000000202051",)
    report = _take(store, owner, now, tmp_path, *rows)
    assert (report.matched, report.posted, report.written) == (1, 1, True)
    assert _open(store, sample) == [0, 70000, 90000]
    again = _take(store, owner, now, tmp_path, *rows, name="again.csv")
    assert (again.known, again.written, again.why_not) == (1, False, "known_already")
    assert _open(store, sample) == [0, 70000, 90000]
    _conserved(store)
    with store.read() as session:
        seen = payment_history(session, sample.account_id)
    assert seen.average_days_late == {"EUR": "50.0"}
    assert [(s.document, s.days_late) for s in seen.payments[0].settled] == [("4655", 50)]


def test_parts_overpayments_and_strangers(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    report = _take(
        store,
        owner,
        now,
        tmp_path,
        "2026-11-20,100.00,EUR,part of 4655,Nordwind Handels GmbH,",
        "2026-11-20,750.00,EUR,4688,Nordwind Handels GmbH,",
        "2026-11-20,900.00,EUR,,Nordwind Handels GmbH,",
        "2026-11-20,12.34,EUR,thanks,Somebody Else,",
        "2026-11-21,-5.00,EUR,fee,The bank,",
    )
    assert (report.part_matched, report.matched, report.unknown, report.outgoing) == (2, 1, 1, 1)
    assert _open(store, sample)[0] == 50000
    piles = waiting(store)
    named = {one.remittance: one for one in piles.lines}
    assert named["thanks"].state == "suspense"
    exact = waiting_line(store, named[""].line_id)
    assert exact.alternatives[0].documents == ("4711",)
    assert sum(points for points, _said in exact.alternatives[0].reasons) == exact.alternatives[0].score
    accept_match(store, owner, now, AcceptMatch(line_id=exact.line_id))
    assert _open(store, sample)[2] == 0
    with store.read() as session:
        assert session.scalars(select(Hold.kind)).all() == ["payment_search"]
    stranger = named["thanks"].line_id
    put_on_account(store, owner, now, PutOnAccount(line_id=stranger, account_id=sample.account_id))
    with pytest.raises(BadInput, match="posted already"):
        accept_match(store, owner, now, AcceptMatch(line_id=stranger))
    with store.read() as session:
        assert payment_history(session, sample.account_id).unapplied["EUR"].minor >= 1234
    _conserved(store)


def test_unapplied_cash_is_given_to_what_is_open(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    _take(store, owner, now, tmp_path, "2026-11-20,700.00,EUR,hello,Nobody,")
    line = waiting(store).lines[0].line_id
    put_on_account(store, owner, now, PutOnAccount(line_id=line, account_id=sample.account_id))
    with store.read() as session:
        payment = session.scalars(select(Payment.id)).one()
    apply_unapplied(store, owner, now, ApplyUnapplied(payment_id=payment))
    assert _open(store, sample) == [0, 60000, 90000]
    with pytest.raises(BadInput, match="nothing of this payment is unapplied"):
        apply_unapplied(store, owner, now, ApplyUnapplied(payment_id=payment))
    _conserved(store)


def test_a_customer_is_let_go_when_no_line_may_be_theirs(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    rows = [f"2026-11-2{n},900.00,EUR,,Nordwind Handels GmbH," for n in (0, 1)]
    _take(store, owner, now, tmp_path, *rows)

    def held() -> tuple[list[date | None], list[str]]:
        with store.read() as session:
            tasks = session.scalars(select(NextAction.state).where(NextAction.kind == "check_payment"))
            return [*session.scalars(select(Hold.lifted_on))], [*tasks]

    assert held() == ([None], ["open"])
    first, second = [one.line_id for one in waiting(store).lines]
    accept_match(store, owner, now, AcceptMatch(line_id=first))
    assert held() == ([None], ["open"])
    not_ours(store, owner, now, NotOurs(line_id=second))
    assert held() == ([date(2026, 11, 24)], ["done"])


def test_a_cleared_item_is_explained_and_nothing_falls(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    with store.write() as session:
        session.get_one(OpenItem, sample.item_ids[0]).open_minor = 0
    report = _take(store, owner, now, tmp_path, "2026-11-20,600.00,EUR,Inv 4655,Nordwind Handels GmbH,")
    assert (report.already_cleared, report.posted) == (1, 1)
    with store.read() as session:
        assert session.scalars(select(Allocation.kind)).all() == ["cleared"]
        assert session.get_one(OpenItem, sample.item_ids[0]).open_minor == 0


def test_a_split_and_its_reversal(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    _take(store, owner, now, tmp_path, "2026-11-20,500.00,EUR,hello,Nobody,")
    line = waiting(store).lines[0].line_id
    parts = tuple(Part(item_id=item_id, minor=20000) for item_id in sample.item_ids[:2])
    split_match(store, owner, now, SplitMatch(line_id=line, account_id=sample.account_id, parts=parts))
    assert _open(store, sample) == [40000, 50000, 90000]
    with store.read() as session:
        first, payment = (
            session.scalars(select(Allocation.id)).first(),
            session.scalars(select(Payment.id)).one(),
        )
    reverse_allocation(store, owner, now, ReverseAllocation(allocation_id=first or 0, reason="wrong item"))
    assert _open(store, sample) == [60000, 50000, 90000]
    with pytest.raises(BadInput, match="reversed already"):
        reverse_allocation(store, owner, now, ReverseAllocation(allocation_id=first or 0, reason="again"))
    _conserved(store)
    reverse_payment(store, owner, now, ReversePayment(payment_id=payment, reason="bounced", returned=True))
    assert _open(store, sample) == [60000, 70000, 90000]
    with store.read() as session:
        assert session.get_one(OpenItem, sample.item_ids[0]).due_on == date(2026, 10, 1)
    _conserved(store)


def test_a_payment_marked_returned_opens_its_items_again(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    _take(store, owner, now, tmp_path, "2026-11-20,600.00,EUR,4655,Nordwind Handels GmbH,DE1")
    with store.read() as session:
        line = session.scalars(select(BankLine)).one()
        assert line.state == "posted"
    assert _open(store, sample)[0] == 0
    with store.read() as session:
        payment = session.scalars(select(Payment.id)).one()
    reverse_payment(store, owner, now, ReversePayment(payment_id=payment, reason="AC04", returned=True))
    assert _open(store, sample)[0] == 60000


LEDGER = "company,customer number,customer name,invoice number,due date,currency,open amount\n"


@pytest.mark.parametrize(
    ("told", "left", "posted"),
    [
        (60000, 40000, 20000),  # the ledger is behind
        (40000, 40000, 0),  # it caught up
        (50000, 40000, 10000),  # in part
        (30000, 30000, 0),  # it knows more than the bank
    ],
)
def test_a_ledger_file_after_the_bank(
    store: Store, owner: Actor, now: datetime, tmp_path: Path, told: int, left: int, posted: int
) -> None:
    ledger = tmp_path / "ledger.csv"

    def tell(minor: int) -> None:
        row = f"C1,100,Nordwind,4655,2026-10-01,EUR,{minor // 100}.{minor % 100:02d}\n"
        ledger.write_text(LEDGER + row, encoding="utf-8")
        import_receivables(store, owner, now, ImportReceivables(file=ledger))

    tell(60000)
    _take(store, owner, now, tmp_path, "2026-11-20,200.00,EUR,4655,Nordwind,")
    for _ in range(2):
        tell(told)
        with store.read() as session:
            item = session.scalars(select(OpenItem)).one()
            assert (item.open_minor, item.posted_minor) == (left, posted)
            assert item.ledger_minor == (told if posted else None)


@settings(
    max_examples=examples(15, 4), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    doing=st.lists(
        st.tuples(st.integers(1, 250000), st.sampled_from(["4655", "4688", "4655 4711", "x"]), st.booleans()),
        min_size=1,
        max_size=6,
    )
)
def test_money_is_conserved_whatever_comes(
    doing: list[tuple[int, str, bool]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    from collectdesk.desk.book import find_actor, set_up
    from tests.conftest import NOW
    from tests.desk import conftest

    folder = tmp_path_factory.mktemp("cash")
    store = blank_store(folder / "book.db")
    set_up(store, NOW, zone="Europe/Berlin", base_currency="EUR", owner="Owner", name="Test")
    owner = find_actor(store, None)
    sample = conftest.sample.__wrapped__(store, NOW)  # type: ignore[attr-defined]
    for n, (minor, named, undo) in enumerate(doing):
        amount = f"{minor // 100}.{minor % 100:02d}"
        _take(store, owner, NOW, folder, f"2026-11-{10 + n},{amount},EUR,{named},Nordwind Handels GmbH,")
        _conserved(store)
        with store.read() as session:
            payment = session.scalars(select(Payment).order_by(Payment.id.desc())).first()
            assert payment is not None
        if payment.account_id is None:
            given = PutOnAccount(line_id=payment.bank_line_id, account_id=sample.account_id, by_order=True)
            put_on_account(store, owner, NOW, given)
            _conserved(store)
        if undo:
            reverse_payment(
                store, owner, NOW, ReversePayment(payment_id=payment.id, reason="r", returned=n % 2 == 0)
            )
            _conserved(store)
    store.close()


def test_every_specimen_is_taken_in_once_with_the_totals_of_its_origin(
    sqlite_store: Store, real_data: Path, now: datetime
) -> None:
    from collectdesk.desk.book import find_actor, set_up

    set_up(sqlite_store, now, zone="Europe/Berlin", base_currency="EUR", owner="Owner", name="Test")
    owner = find_actor(sqlite_store, None)
    files = [p for p in sorted(real_data.glob("bank-*/**/*")) if p.is_file() and p.name != "ORIGIN.md"]
    seen = Counter(_specimen(sqlite_store, owner, now, path) for path in files)
    assert seen["camt"] == len(CAMT)
    assert seen["mt940"] == len(MT940)
    assert seen["table"] == len(CSV)


def _specimen(store: Store, owner: Actor, now: datetime, path: Path) -> str:
    """Take one in twice and compare what is told and what is stored with its truths; which kind it is."""
    folder, name = path.parts[-3:-1], "/".join(path.parts[-2:])
    currency = CSV[path.name][0] if path.name in CSV else "EUR"
    command = {
        "file": path, "reading": StatementOptions(currency=currency or "EUR"), "accept_untied": True,
    }  # fmt: skip
    with store.read() as session:
        empty = [session.scalar(select(func.count(c))) for c in (BankLine.id, Payment.id)]
    report = import_payments(store, owner, now, ImportPayments.model_validate(command))
    with store.read() as session:
        before = [session.scalar(select(func.count(c))) for c in (BankLine.id, Payment.id)]
        if report.rejected:
            assert not report.written
            assert all(one.line and one.reason for one in report.rejected)
            assert before == empty
        if report.written and not report.known and not report.not_final:
            stored = session.scalar(
                select(func.coalesce(func.sum(BankLine.minor), 0))
                .join(BankStatement, BankStatement.id == BankLine.bank_statement_id)
                .join(ImportRun, ImportRun.id == BankStatement.import_run_id)
                .where(ImportRun.sha256 == report.sha256)
            )
            assert stored == sum(_minor(s, s.credits) - _minor(s, s.debits) for s in report.statements)
    again = import_payments(store, owner, now, ImportPayments.model_validate(command))
    with store.read() as session:
        assert [session.scalar(select(func.count(c))) for c in (BankLine.id, Payment.id)] == before
    assert again.posted == again.proposed == 0
    if name in CAMT:
        told = [(s.account, s.currency, s.opening, s.closing, s.lines, s.credits.amount, s.debits.amount)
                for s in report.statements]  # fmt: skip
        closes = [(row[1], row[2], row[3], row[4], row[5], row[7], row[8]) for row in CAMT[name]]
        assert told == closes
        return "camt"
    if name in MT940:
        accounts, currencies, statements, lines, come, gone, _ties = MT940[name]
        assert len({s.account for s in report.statements} - {""}) == accounts
        assert {s.currency for s in report.statements} == currencies
        assert (len(report.statements), sum(s.lines for s in report.statements)) == (statements, lines)
        (code,) = currencies
        sums = [sum(_minor(s, getattr(s, way)) for s in report.statements) for way in ("credits", "debits")]
        assert [str(Money(minor, code)) for minor in sums] == [come, gone]
        return "mt940"
    if "bank-csv" in (*folder, path.parent.name) and path.name in CSV:
        expected = [(code, len(amounts)) for code, _o, _c, amounts, _t in CSV[path.name][1]]
        assert [(s.currency, s.lines) for s in report.statements] == expected
        return "table"
    return "other"


def _minor(statement: StatementReport, way: TurnoverLine) -> int:
    return Money.of(way.amount, statement.currency).minor if statement.currency else int(way.amount)


def test_a_payment_keeps_a_promise_and_its_return_opens_it_again(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    given = RecordPromise(
        account_id=sample.account_id, amount_minor=60000, currency="EUR", promised_on=date(2026, 11, 26)
    )
    promise = record_promise(store, owner, now, given).created["promise"][0]
    _take(store, owner, now, tmp_path, "2026-11-24,595.00,EUR,4655,Nordwind Handels GmbH,")
    with store.read() as session:
        assert session.get_one(Promise, promise).state == "kept"
        payment = session.scalars(select(Payment.id)).one()
    reverse_payment(store, owner, now, ReversePayment(payment_id=payment, reason="AC04", returned=True))
    with store.read() as session:
        assert session.get_one(Promise, promise).state == "open"
