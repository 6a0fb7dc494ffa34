"""Acts and passes at the same time: whoever comes second sees what the first one committed."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import update

from collectdesk.models import OpenItem
from collectdesk.ranking.rerank import rank_accounts
from tests.ranking.specimen import DAY, Item, Specimen, write_book


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("ranked_first", [True, False])
def test_a_pass_that_meets_an_open_act_loses_nothing(store: Any, whole: bool, ranked_first: bool) -> None:
    with store.write() as session:
        write_book(session, [Specimen((Item(-40, 5000000),)), Specimen((Item(-3, 20000),))])
        rank_accounts(session, DAY, None)
    failures: list[BaseException] = []
    started = threading.Event()

    def chunk() -> None:
        try:
            with store.write() as session:
                started.set()
                rank_accounts(session, DAY, None if whole else [1, 2])
        except BaseException as error:
            failures.append(error)

    other = threading.Thread(target=chunk)
    with store.write() as session:
        session.execute(update(OpenItem).where(OpenItem.account_id == 1).values(open_minor=100))
        if ranked_first:
            rank_accounts(session, DAY, [1])
        other.start()
        # On SQLite the other waits for the write lock; on PostgreSQL it runs until it meets a locked row.
        started.wait(0.3)
        other.join(0.3)
        if not ranked_first:
            rank_accounts(session, DAY, [1])
    other.join(10)
    assert not other.is_alive()
    assert failures == []
    with store.write() as session:
        assert rank_accounts(session, DAY, None) == 0
