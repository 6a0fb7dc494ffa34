"""Pages of either order, figures and the first page know the gate as single rows do."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from collectdesk.desk.gate import ask_gate
from collectdesk.desk.queue import live_page, queue_at, queue_page, queue_summary
from collectdesk.desk.views_queue import QueueRow, Scope
from collectdesk.models import (
    Rank,
    ReachWindow,
)
from tests.conftest import NOW
from tests.desk.test_reach import (
    EVERYONE,
    Who,
    refresh,
    write,
)


@pytest.fixture
def listed(store: Any) -> list[int]:
    """Sixty accounts around the world, some held or in need of a look."""
    people = []
    for n, (country, kind) in enumerate(itertools.product(["DE", "GB", "JP", "IN", "US", "SG"], range(10))):
        people.append(
            Who(
                country,
                party_type="consumer" if kind % 3 == 0 else "business",
                due=-5 * kind - n % 7 - 1,
                stops=(("attorney", -3, None),) if kind == 4 and country == "GB" else (),
                wishes=(("no_calls", ""),) if kind == 7 else (),
            )
        )
    with store.write() as session:
        from collectdesk.models import User

        session.add(User(id=2, name="Ben", roles="collector", active=True, created_at=NOW))
    ids = write(store, people[:30], assignee=2) + write(store, people[30:])
    refresh(store)
    return ids


def brute(store: Any, scope: Scope, order: Any) -> list[QueueRow]:
    rows = [row for row in queue_page(store, scope, NOW, limit=500).rows if row.reach and row.reach.callable]
    if order == "score":
        return rows
    with store.read() as session:
        shuts = dict(
            session.execute(
                select(Rank.account_id, ReachWindow.closes_at)
                .join(ReachWindow, ReachWindow.reach_group_id == Rank.reach_group_id)
                .where(
                    ReachWindow.opens_at <= NOW, ReachWindow.closes_at > NOW, ReachWindow.review.is_(False)
                )
            ).all()
        )
    return sorted(rows, key=lambda row: (shuts[row.account_id], row.place))


@pytest.mark.parametrize("scope", [EVERYONE, Scope.mine(2)], ids=["all", "mine"])
@pytest.mark.parametrize("order", ["score", "closing"])
def test_pages_of_either_order_are_the_big_list(
    store: Any, listed: list[int], scope: Scope, order: Any
) -> None:
    del listed
    whole = [row.account_id for row in brute(store, scope, order)]
    assert len(whole) > 9
    how: dict[str, Any] = {"order": order, "callable_now": True}

    def read(**given: Any) -> Any:
        return queue_page(store, scope, NOW, **how, **given)

    for limit in (1, 4, 7):
        page = read(limit=limit)
        found = list(page.rows)
        while page.more:
            page = read(limit=limit, after=found[-1].place)
            found += page.rows
        assert [row.account_id for row in found] == whole
        page = read(limit=limit, before=found[-1].place)
        back = [found[-1]]
        while page.rows:
            back = [*page.rows, *back]
            page = read(limit=limit, before=back[0].place)
        assert [row.account_id for row in back] == whole
    assert [row.account_id for row in read(offset=3, limit=4).rows] == whole[3:7]
    assert queue_summary(store, scope, NOW).callable == len(whole)
    head = queue_at(store, scope, NOW, 5, **how)
    assert ([row.account_id for row in head.rows], head.total) == (whole[:5], len(whole))
    live = live_page(store, scope, NOW, 5, **how)
    assert ([row.account_id for row in live.rows], live.total) == (whole[:5], len(whole))


def test_the_figures_count_what_the_rows_say(store: Any, listed: list[int]) -> None:
    for scope in (EVERYONE, Scope.mine(2)):
        figures = queue_summary(store, scope, NOW)
        states = [row.reach.state for row in queue_page(store, scope, NOW, limit=500).rows if row.reach]
        for state in ("open", "closing", "shut", "review", "held"):
            assert getattr(figures, state) == states.count(state)  # type: ignore[arg-type]
    assert figures.open
    assert figures.shut
    assert len(listed) == 60


def test_another_moment_is_judged_by_windows_worked_out_for_it(store: Any, listed: list[int]) -> None:
    far: datetime = NOW + timedelta(days=21, hours=1)
    for how in ({"callable_now": True}, {"order": "closing"}):
        page = queue_at(store, EVERYONE, far, 500, **how)  # type: ignore[arg-type]
        assert page.rows
        assert page.total == len(page.rows)
        for row in page.rows:
            assert row.reach is not None
            assert row.reach.callable
            assert ask_gate(store, far, row.account_id).verdict.allowed
    everyone = queue_at(store, EVERYONE, far, 500).rows
    assert {row.account_id for row in everyone if row.reach and row.reach.callable} == {
        row.account_id for row in page.rows
    }
    assert len(everyone) >= len(page.rows)
    assert len(listed) == 60


def test_the_first_page_without_sqlalchemy_knows_the_gate(store: Any, listed: list[int]) -> None:
    from collectdesk.desk.first_page import read_first_page

    if store.dialect != "sqlite":
        pytest.skip("the short way is for SQLite only")
    page = read_first_page(store.url.database, NOW, limit=70)
    assert page == queue_page(store, EVERYONE, NOW, limit=70)
    assert page is not None
    assert {row.reach.state for row in page.rows if row.reach} >= {"open", "shut"}
    with store.write() as session:
        from sqlalchemy import text

        session.execute(text("ALTER TABLE reach_window RENAME COLUMN review TO other"))
    assert read_first_page(store.url.database, NOW) is None, (
        "tables of another version are left to the full way"
    )
    assert len(listed) == 60
