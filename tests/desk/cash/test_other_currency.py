"""Payments in another currency than the items: quoted, at the rate of the day, taken back, and always conserved."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.book import find_actor, set_up
from collectdesk.desk.cash.acting import (
    AcceptMatch,
    Part,
    PutOnAccount,
    ReverseAllocation,
    ReversePayment,
    SplitMatch,
    accept_match,
    put_on_account,
    reverse_allocation,
    reverse_payment,
    split_match,
)
from collectdesk.desk.cash.views import waiting, waiting_line
from collectdesk.desk.cash.whole import whole_payment
from collectdesk.desk.fx_quote import QuoteInCurrency, quotations, quote_in_currency
from collectdesk.faults import BadInput
from collectdesk.models import Allocation, Hold, OpenItem, Payment
from collectdesk.money import Money
from collectdesk.store import Store
from tests.blank import blank_store
from tests.campaign import examples
from tests.desk import conftest
from tests.desk.cash.test_cash import _conserved, _open, _take
from tests.desk.conftest import Sample


def _quoted(store: Store, owner: Actor, now: datetime, sample: Sample) -> Money:
    wanted = QuoteInCurrency(account_id=sample.account_id, currency="USD", owed_currency="EUR")
    quote_in_currency(store, owner, now, wanted)
    return quotations(store, sample.account_id)[0].quotation.asked


def test_a_quoted_amount_settles_the_debt_whatever_the_rate(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    asked = _quoted(store, owner, now, sample)
    assert (asked.currency, asked.minor > 130000) == ("USD", True)
    report = _take(store, owner, now, tmp_path, f"2026-11-25,{asked},USD,,Nordwind Handels GmbH,")
    assert (report.matched, report.posted, report.proposed) == (1, 0, 1)
    line = waiting_line(store, waiting(store).lines[0].line_id)
    said = [sentence for _points, sentence in line.alternatives[0].reasons]
    assert "the amount is what was quoted" in said
    foreseen = whole_payment(store, line.line_id).proposals[0].foreseen
    assert (foreseen.at_rate, foreseen.unapplied.minor, foreseen.problem) == (False, 0, "")
    assert foreseen.rate.startswith("at the quotation of Tue 24 Nov 2026: USD ")
    accept_match(store, owner, now, AcceptMatch(line_id=line.line_id))
    assert _open(store, sample) == [0, 0, 90000]
    _conserved(store)
    with store.read() as session:
        rows = session.scalars(select(Allocation).order_by(Allocation.id)).all()
        assert [(r.minor, r.rule) for r in rows] == [(60000, "quotation"), (70000, "quotation")]
        assert all(r.fx_quote_id and r.rates and r.exchange_minor is not None for r in rows)
        assert sum(r.takes_minor for r in rows) == asked.minor
        assert session.scalars(select(Hold).where(Hold.lifted_on.is_(None))).all() == []
        payment = session.scalars(select(Payment.id)).one()
    reverse_payment(store, owner, now, ReversePayment(payment_id=payment, reason="AC04", returned=True))
    assert _open(store, sample) == [60000, 70000, 90000]
    with store.read() as session:
        assert sum(r.exchange_minor or 0 for r in session.scalars(select(Allocation))) == 0
    _conserved(store)


def test_a_part_and_too_much_of_what_was_quoted(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    asked = _quoted(store, owner, now, sample)
    half = Money(asked.minor // 2, "USD")
    _take(store, owner, now, tmp_path, f"2026-11-25,{half},USD,4655 4688,Nordwind Handels GmbH,")
    accept_match(store, owner, now, AcceptMatch(line_id=waiting(store).lines[0].line_id))
    left = sum(_open(store, sample)[:2])
    assert abs(left - 65000) <= 1
    _conserved(store)
    more = Money(asked.minor + 5000, "USD")
    _take(
        store, owner, now, tmp_path, f"2026-11-26,{more},USD,4655 4688,Nordwind Handels GmbH,", name="2.csv"
    )
    accept_match(store, owner, now, AcceptMatch(line_id=waiting(store).lines[0].line_id))
    assert _open(store, sample)[:2] == [0, 0]
    with store.read() as session:
        last = session.scalars(select(Payment).order_by(Payment.id.desc())).first()
        assert last is not None
        assert last.unapplied_minor > 5000
    _conserved(store)


def test_without_a_quotation_the_rate_of_the_value_date_is_asked_for(
    store: Store, owner: Actor, now: datetime, sample: Sample, tmp_path: Path
) -> None:
    _take(store, owner, now, tmp_path, "2026-11-20,300.00,USD,Invoice 4655,Nordwind Handels GmbH,DE1")
    line = waiting(store).lines[0].line_id
    foreseen = whole_payment(store, line).proposals[0].foreseen
    assert foreseen.at_rate
    with pytest.raises(
        BadInput, match=r"no quotation holds; accept it at the rate of the value date: USD 1\.\d+"
    ):
        accept_match(store, owner, now, AcceptMatch(line_id=line))
    accept_match(store, owner, now, AcceptMatch(line_id=line, at_rate=True))
    (taken,) = foreseen.taken
    assert _open(store, sample)[0] == 60000 - taken.settles.minor
    with store.read() as session:
        row = session.scalars(select(Allocation)).one()
        assert (row.takes_minor, row.fx_quote_id) == (30000, None)
        assert row.rates is not None
        assert row.rates[0][:2] == ["EUR", "USD"]
    _conserved(store)


DOING = st.lists(
    st.tuples(
        st.integers(1, 250_000),
        st.sampled_from(["EUR", "USD", "JPY", "KWD"]),
        st.sampled_from(["4655", "4688 U-1", "J-1", "K-1", "4711", "x"]),
        st.sampled_from(["accept", "order", "split", "wait"]),
        st.sampled_from(["", "", "payment", "returned", "posting"]),
    ),
    min_size=1,
    max_size=6,
)


@settings(
    max_examples=examples(12, 3), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(doing=DOING)
def test_money_is_conserved_in_every_currency(
    doing: list[tuple[int, str, str, str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    from tests.conftest import NOW

    folder = tmp_path_factory.mktemp("currencies")
    store = blank_store(folder / "book.db")
    set_up(store, NOW, zone="Europe/Berlin", base_currency="EUR", owner="Owner", name="Test")
    owner = find_actor(store, None)
    sample = conftest.sample.__wrapped__(store, NOW)  # type: ignore[attr-defined]
    _add_items(store, sample)
    if doing[0][0] % 2:
        _quoted(store, owner, NOW, sample)
    for n, (minor, currency, named, how, undo) in enumerate(doing):
        row = f"2026-11-{10 + n},{Money(minor, currency)},{currency},{named},Nordwind Handels GmbH,"
        _take(store, owner, NOW, folder, row, name=f"{n}.csv")
        again = _take(store, owner, NOW, folder, row, name=f"{n}-again.csv")
        assert (again.written, again.known, again.posted, again.proposed) == (False, 1, 0, 0)
        _conserved(store)
        _settle(store, owner, sample, how)
        _conserved(store)
        _undo(store, owner, undo)
        _conserved(store)
    store.close()


def _add_items(store: Store, sample: Sample) -> None:
    with store.write() as session:
        run = session.get_one(OpenItem, sample.item_ids[0]).import_run_id
        for document, minor, currency in (
            ("U-1", 80000, "USD"),
            ("J-1", 150000, "JPY"),
            ("K-1", 90000, "KWD"),
        ):
            session.add(
                OpenItem(
                    account_id=sample.account_id, document=document, currency=currency, original_minor=minor,
                    open_minor=minor, due_on=date(2026, 10, 5), import_run_id=run,
                )
            )  # fmt: skip


def _settle(store: Store, owner: Actor, sample: Sample, how: str) -> None:
    from tests.conftest import NOW

    lines = waiting(store).lines
    if not lines or how == "wait":
        return
    line, at = lines[-1], (store, owner, NOW)
    with suppress(BadInput):  # no proposal, no rate, or too much for the item: nothing may have moved
        if how == "accept":
            accept_match(*at, AcceptMatch(line_id=line.line_id, at_rate=True))
        elif how == "order":
            put_on_account(
                *at, PutOnAccount(line_id=line.line_id, account_id=sample.account_id, by_order=True)
            )
        else:
            part = Part(item_id=sample.item_ids[0], minor=max(1, line.money.minor // 3))
            split_match(*at, SplitMatch(line_id=line.line_id, account_id=sample.account_id, parts=(part,)))


def _undo(store: Store, owner: Actor, undo: str) -> None:
    from tests.conftest import NOW

    with store.read() as session:
        payment = session.scalars(
            select(Payment).where(Payment.account_id.is_not(None), Payment.returned_on.is_(None))
        ).first()
        posting = session.scalars(select(Allocation.id).where(Allocation.reverses_id.is_(None))).first()
    at = (store, owner, NOW)
    if undo in ("payment", "returned") and payment is not None:
        reverse_payment(*at, ReversePayment(payment_id=payment.id, reason="r", returned=undo == "returned"))
    elif undo == "posting" and posting is not None:
        with suppress(BadInput):  # it was taken back before
            reverse_allocation(*at, ReverseAllocation(allocation_id=posting, reason="r"))


def test_what_the_bank_takes_back_opens_again_by_itself(
    store: Store, owner: Actor, now: datetime, sample: Sample, real_return: Path, tmp_path: Path
) -> None:
    _take(
        store,
        owner,
        now,
        tmp_path,
        "2026-11-20,600.00,EUR,Invoice 4655,Nordwind Handels GmbH,DE02120300000000202051",
    )
    assert _open(store, sample)[0] == 0
    from collectdesk.desk.cash.importing import ImportPayments, import_payments

    report = import_payments(store, owner, now, ImportPayments(file=real_return))
    assert report.returned == 1
    assert _open(store, sample)[0] == 60000
    with store.read() as session:
        payment = session.scalars(select(Payment)).one()
        assert payment.returned_on is not None
        assert payment.unapplied_minor == 0
    _conserved(store)


@pytest.fixture
def real_return(tmp_path: Path) -> Path:
    """A CAMT.053 whose one entry is the return of a transfer: R-transaction with reason AC04."""
    path = tmp_path / "return.xml"
    path.write_text(
        """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-24T06:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><CreDtTm>2026-11-24T06:00:00</CreDtTm>
<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-11-23</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">400.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-11-24</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">600.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd>
<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-24</Dt></BookgDt><ValDt><Dt>2026-11-24</Dt></ValDt>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>RRTN</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls><TxDtls>
<RltdPties><Dbtr><Pty><Nm>Nordwind Handels GmbH</Nm></Pty></Dbtr>
<DbtrAcct><Id><IBAN>DE02120300000000202051</IBAN></Id></DbtrAcct></RltdPties>
<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>""",
        encoding="utf-8",
    )
    return path
