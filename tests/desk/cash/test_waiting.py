"""The list of what waits, one payment whole, and the acts of the person who works through it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from collectdesk.desk.act import Actor
from collectdesk.desk.cash.acting import (
    AcceptMatch,
    MatchReturn,
    NotOurs,
    PutOnAccount,
    accept_match,
    match_return,
    not_ours,
    put_on_account,
)
from collectdesk.desk.cash.asking import AskForAdvice, ask_for_advice
from collectdesk.desk.cash.waiting import (
    PILES,
    STRETCHES,
    Place,
    WaitingRow,
    number_of,
    waiting_counts,
    waiting_page,
)
from collectdesk.desk.cash.whole import on_account, open_items, whole_payment
from collectdesk.desk.promises import RecordPromise, record_promise
from collectdesk.desk.undo import UndoAct, undo
from collectdesk.faults import BadInput
from collectdesk.models import (
    BankAccount,
    BankLine,
    BankStatement,
    ImportRun,
    NextAction,
    OpenItem,
    Payment,
    Promise,
)
from collectdesk.money import Money
from collectdesk.store import Store
from tests.desk.cash.test_cash import _conserved, _open, _take
from tests.desk.conftest import Sample

NORDWIND = "Nordwind Handels GmbH"


def make_lines(store: Store, now: datetime, piles: list[str], states: list[str] | None = None) -> None:
    """Lines of these piles, in this order of ids, as an import would leave them without proposals."""
    with store.write() as session:
        run = ImportRun(kind="payments", file_name="f", sha256="0", profile="p", at=now, user_id=1, report={})
        account = BankAccount(number="x", currency="EUR")
        session.add_all([run, account])
        session.flush()
        statement = BankStatement(
            import_run_id=run.id, bank_account_id=account.id, kind="export", number="1"
        )  # fmt: skip
        session.add(statement)
        session.flush()
        texts = (
            "place", "return_reason", "bank_reference", "end_to_end", "owner_reference", "creditor_reference",
            "remittance", "booking_text", "counterparty_account", "on_behalf_of", "bearer",
        )  # fmt: skip
        session.execute(
            insert(BankLine),
            [
                {
                    **dict.fromkeys(texts, ""), "bank_statement_id": statement.id, "fingerprint": f"f{n}",
                    "booked_on": date(2026, 11, 20), "value_on": date(2026, 11, 20), "currency": "EUR",
                    "minor": 100 + n, "kind": "credit", "returned": False, "structured": [],
                    "counterparty": f"payer {n}", "pile": pile,
                    "state": states[n] if states else "suspense" if pile == "unknown" else "proposed",
                }
                for n, pile in enumerate(piles)
            ],
        )  # fmt: skip


def _line_of(store: Store, remittance: str) -> int:
    with store.read() as session:
        return session.scalars(select(BankLine.id).where(BankLine.remittance == remittance)).one()


@pytest.mark.parametrize("pile", ["", "unknown", "matched"])
def test_pages_by_key_are_the_whole_list_from_every_side(store: Store, now: datetime, pile: str) -> None:
    piles = [*PILES, "outgoing"] * 7
    states = [
        "aside" if p == "outgoing" else ("proposed", "suspense", "posted")[n % 3] for n, p in enumerate(piles)
    ]
    make_lines(store, now, piles, states)
    order = {pile: n for n, pile in enumerate(PILES)}
    expected = [
        n + 1
        for n in sorted(range(len(piles)), key=lambda n: (order.get(piles[n], 9), states[n], n))
        if states[n] in ("proposed", "suspense") and pile in ("", piles[n])
    ]
    counts = waiting_counts(store)
    assert counts.of(pile) == len(expected) > 0

    def ids(rows: list[WaitingRow]) -> list[int]:
        return [row.line_id for row in rows]

    assert ids(waiting_page(store, pile, limit=100)) == expected
    forward: list[WaitingRow] = []
    while page := waiting_page(store, pile, limit=4, after=forward[-1].place if forward else None):
        forward += page
    assert ids(forward) == expected
    back = waiting_page(store, pile, limit=4, last=True)
    while page := waiting_page(store, pile, limit=4, before=back[0].place):
        back = [*page, *back]
    assert ids(back) == expected
    for n, row in enumerate(forward):
        assert number_of(store, pile, row.place) == n
        assert ids(waiting_page(store, pile, limit=2, number=n)) == expected[n : n + 2]
        assert row.pile == STRETCHES[row.place.stretch][0]
    assert waiting_page(store, pile, limit=2, number=len(expected)) == []
    assert number_of(store, pile, Place(len(STRETCHES), 0)) == len(expected)


def test_what_is_foreseen_is_what_is_posted(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    _take(store, owner, now, tmp_path, f"2026-11-20,900.00,EUR,one item,{NORDWIND},DE1")
    line = _line_of(store, "one item")
    seen = whole_payment(store, line)
    best = seen.proposals[0]
    assert (seen.payer, seen.payer_account, seen.waits) == (NORDWIND, "DE1", True)
    assert [(one.document, one.open.minor) for one in best.items] == [("4711", 90000)]
    assert (best.foreseen.posted.minor, best.foreseen.unapplied.minor) == (90000, 0)
    assert sum(points for points, _said in best.reasons) == best.score
    by_order = on_account(store, line, sample.account_id)
    assert [one.document for one in by_order.foreseen.taken] == ["4655", "4688"]
    put_on_account(store, owner, now, PutOnAccount(line_id=line, account_id=sample.account_id, by_order=True))
    assert _open(store, sample) == [0, 40000, 90000]
    assert [one.open.minor for one in open_items(store, sample.account_id, "EUR")] == [40000, 90000]
    assert open_items(store, sample.account_id, "USD") == ()
    assert not whole_payment(store, line).waits
    with pytest.raises(BadInput, match="no payment with the number"):
        whole_payment(store, 999_999)


def test_items_in_another_currency_are_foreseen_at_their_rate_or_as_a_problem(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    with store.write() as session:
        session.get_one(OpenItem, sample.item_ids[0]).currency = "USD"
    _take(store, owner, now, tmp_path, f"2026-11-20,600.00,EUR,4655,{NORDWIND},")
    line = _line_of(store, "4655")
    foreseen = whole_payment(store, line).proposals[0].foreseen
    assert foreseen.at_rate
    assert foreseen.posted + foreseen.unapplied == Money(60000, "EUR")
    with pytest.raises(BadInput, match="another currency"):
        accept_match(store, owner, now, AcceptMatch(line_id=line))
    with store.write() as session:
        session.get_one(OpenItem, sample.item_ids[0]).currency = "KWD"
    foreseen = whole_payment(store, line).proposals[0].foreseen
    assert "no rate between EUR and KWD is loaded" in foreseen.problem
    assert (foreseen.posted.minor, foreseen.unapplied.minor) == (0, 60000)
    with pytest.raises(BadInput, match="no rate between EUR and KWD"):
        accept_match(store, owner, now, AcceptMatch(line_id=line, at_rate=True))


def test_posting_is_taken_back_by_undo_and_the_promise_it_kept_is_open_again(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    promise = RecordPromise(
        account_id=sample.account_id, amount_minor=90000, currency="EUR", promised_on=date(2026, 11, 26)
    )
    promised = record_promise(store, owner, now, promise).created["promise"][0]
    _take(store, owner, now, tmp_path, f"2026-11-24,900.00,EUR,one item,{NORDWIND},")
    line = _line_of(store, "one item")
    receipt = accept_match(store, owner, now, AcceptMatch(line_id=line))
    assert receipt.undoable

    def state() -> tuple[str, str]:
        with store.read() as session:
            return session.get_one(Promise, promised).state, session.get_one(BankLine, line).state

    assert state() == ("kept", "posted")
    undo(store, owner, now, UndoAct(journal_id=receipt.journal_id))
    assert state() == ("open", "proposed")
    assert _open(store, sample)[2] == 90000
    _conserved(store)
    with pytest.raises(BadInput):
        undo(store, owner, now, UndoAct(journal_id=receipt.journal_id))
    again = put_on_account(store, owner, now, PutOnAccount(line_id=line, account_id=sample.account_id))
    assert state() == ("kept", "posted")
    undo(store, owner, now, UndoAct(journal_id=again.journal_id))
    assert state() == ("open", "proposed")
    _conserved(store)


def test_a_line_put_aside_comes_back_by_undo(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    _take(store, owner, now, tmp_path, "2026-11-20,5.00,EUR,stranger,Nobody,")
    line = _line_of(store, "stranger")
    receipt = not_ours(store, owner, now, NotOurs(line_id=line))
    assert waiting_counts(store).of() == 0
    with pytest.raises(BadInput, match="put aside"):
        not_ours(store, owner, now, NotOurs(line_id=line))
    undo(store, owner, now, UndoAct(journal_id=receipt.journal_id))
    assert waiting_counts(store).of("unknown") == 1


def test_a_return_that_found_two_payments_is_settled_by_hand(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    _take(
        store, owner, now, tmp_path,
        f"2026-11-20,600.00,EUR,4655,{NORDWIND},DE1", "2026-11-20,600.00,EUR,twin,Nobody,DE1",
    )  # fmt: skip
    first = _line_of(store, "4655")
    with store.write() as session:
        line = session.get_one(BankLine, _line_of(store, "twin"))
        back = {c.name: getattr(line, c.name) for c in BankLine.__table__.columns if c.name != "id"}
        session.add(BankLine(**{**back, "fingerprint": "back", "remittance": "back", "minor": -60000, "returned": True,
                                "pile": "returned", "state": "proposed"}))  # fmt: skip
        paid = session.scalars(select(Payment.id).where(Payment.bank_line_id == first)).one()
    line_id = _line_of(store, "back")
    seen = whole_payment(store, line_id)
    assert seen.proposals == ()
    assert {(one.payment_id == paid, one.account) for one in seen.returns} == {(True, "100234"), (False, "")}
    with pytest.raises(BadInput, match="no payment that came in"):
        accept_match(store, owner, now, AcceptMatch(line_id=line_id))
    match_return(store, owner, now, MatchReturn(line_id=line_id, payment_id=paid))
    assert _open(store, sample)[0] == 60000
    assert waiting_counts(store).of("returned") == 0
    with pytest.raises(BadInput, match="settled already"):
        match_return(store, owner, now, MatchReturn(line_id=line_id, payment_id=paid))
    _conserved(store)


def test_asking_for_advice_leaves_a_follow_up_and_keeps_what_was_to_be_written(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    _take(
        store, owner, now, tmp_path, "2026-11-20,5.00,EUR,a,Nobody,", "2026-11-21,6.00,EUR,b,Nobody,"
    )  # fmt: skip
    for remittance in ("a", "b", "b"):
        ask = AskForAdvice(line_id=_line_of(store, remittance), account_id=sample.account_id)
        receipt = ask_for_advice(store, owner, now, ask)
        assert receipt.said.startswith("Nothing was sent")
        assert receipt.undoable
    with store.read() as session:
        texts = session.scalars(select(NextAction.text).where(NextAction.state == "open")).all()
    assert texts == [
        "ask for a remittance advice for EUR 5.00 of 20 Nov; ask for a remittance advice for EUR 6.00 of 21 Nov"
    ]
