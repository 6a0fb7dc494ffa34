"""A promise is judged in its own currency: no history of rates turns it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from collectdesk.desk.book import find_actor, set_up
from collectdesk.desk.judging import judge_promises
from collectdesk.desk.promises import RecordPromise, judge, record_promise
from collectdesk.models import FxRate, OpenItem, Promise, RankingRate
from collectdesk.money import Money
from tests.blank import blank_store
from tests.campaign import examples
from tests.conftest import NOW
from tests.desk import conftest
from tests.desk.cash.test_cash import _take

DAY = date(2026, 11, 24)
OPEN = 2_000_000
"""Yen; more than that would not be posted by itself."""
RATES = st.lists(
    st.tuples(
        st.integers(-60, 20),
        st.sampled_from(["JPY", "USD", "GBP"]),
        st.decimals("0.01", "9999.99", places=2, allow_nan=False, allow_infinity=False),
    ),
    max_size=12,
    unique_by=lambda one: one[:2],
)


@settings(
    max_examples=examples(8, 4),
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    amount=st.integers(1_000, 2_000_000),
    paid=st.integers(0, OPEN),
    rates=RATES,
    ranking=st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)),
)
def test_a_promise_in_yen_stands_whatever_the_rates(
    amount: int,
    paid: int,
    rates: list[tuple[int, str, Decimal]],
    ranking: tuple[int, int],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("yen")
    store = blank_store(folder / "book.db")
    set_up(store, NOW, zone="Europe/Berlin", base_currency="EUR", owner="Owner", name="Test")
    owner = find_actor(store, None)
    sample = conftest.sample.__wrapped__(store, NOW)  # type: ignore[attr-defined]
    with store.write() as session:
        for item in session.scalars(select(OpenItem)):
            item.currency, item.open_minor, item.original_minor = "JPY", OPEN, OPEN
        for offset, currency, quoted in rates:
            on = DAY + timedelta(days=offset)
            session.add(FxRate(currency=currency, rate_on=on, quoted=str(quoted), source="test"))
        session.merge(RankingRate(currency="JPY", num=ranking[0], den=ranking[1], rate_on=DAY))
    given_word = RecordPromise(
        account_id=sample.account_id, amount_minor=amount, currency="JPY", promised_on=date(2026, 11, 26)
    )
    record_promise(store, owner, NOW, given_word)
    if paid:
        _take(store, owner, NOW, folder, f"2026-11-25,{paid},JPY,4655,Nordwind Handels GmbH,")
    judge_promises(store, owner, NOW + timedelta(days=14))
    with store.read() as session:
        assert session.scalars(select(Promise.state)).one() == judge(Money(amount, "JPY"), paid)
    store.close()
