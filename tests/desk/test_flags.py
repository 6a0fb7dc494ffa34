"""Early-warning signs: raised, renewed, cleared, and worth what the rules say."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.flags import ClearFlag, RaiseFlag, clear_flag, raise_flag
from collectdesk.faults import BadInput
from collectdesk.models import Rank, WarningFlag
from collectdesk.ranking.config import load_rules
from collectdesk.store import Store
from tests.desk.conftest import Sample


def _score(store: Store, account_id: int) -> int:
    with store.read() as session:
        return session.get_one(Rank, account_id).score


def test_a_flag_counts_until_it_is_cleared(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    points = load_rules().flags.points
    raise_flag(store, owner, now, RaiseFlag(account_id=sample.account_id, flag="silence"))
    with_one = _score(store, sample.account_id)
    raise_flag(store, owner, now, RaiseFlag(account_id=sample.account_id, flag="bank_change"))
    assert _score(store, sample.account_id) == with_one + points["bank_change"]
    clear_flag(store, owner, now, ClearFlag(account_id=sample.account_id, flag="silence"))
    assert _score(store, sample.account_id) == with_one + points["bank_change"] - points["silence"]
    with pytest.raises(BadInput, match="not up"):
        clear_flag(store, owner, now, ClearFlag(account_id=sample.account_id, flag="silence"))


def test_a_flag_is_renewed_in_place(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    raise_flag(
        store,
        owner,
        now,
        RaiseFlag(account_id=sample.account_id, flag="silence", until_on=date(2026, 11, 25)),
    )
    later = now + timedelta(days=9)
    raise_flag(store, owner, later, RaiseFlag(account_id=sample.account_id, flag="silence"))
    with store.read() as session:
        flag = session.scalars(select(WarningFlag)).one()
    assert (flag.since_on, flag.until_on) == (date(2026, 12, 3), date(2027, 3, 3))


def test_what_is_no_flag_is_refused(store: Store, owner: Actor, now: datetime, sample: Sample) -> None:
    with pytest.raises(BadInput, match="not a warning flag"):
        raise_flag(store, owner, now, RaiseFlag(account_id=sample.account_id, flag="bad_feeling"))
    with pytest.raises(BadInput, match="lies ahead"):
        raise_flag(
            store,
            owner,
            now,
            RaiseFlag(account_id=sample.account_id, flag="silence", until_on=date(2026, 1, 1)),
        )
    with store.read() as session:
        assert session.scalars(select(WarningFlag)).all() == []
