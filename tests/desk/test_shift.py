"""What the desk puts on record for the shift report, and what the report reads of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from collectdesk.desk.day import turn_day
from collectdesk.desk.holds import SkipAccount, skip_account
from collectdesk.desk.people import AddUser, AssignAccounts, add_user, assign_accounts
from collectdesk.desk.shift import ShiftAsked, shift, shift_with_log
from collectdesk.desk.undo import UndoAct, undo
from collectdesk.models import Journal
from collectdesk.reports.log import check_log
from collectdesk.reports.shift import parse_facts
from tests.desk.conftest import Sample


def at(year: int, month: int, day: int) -> datetime:
    """Nine in the morning of a day, UTC."""
    return datetime(year, month, day, 9, tzinfo=UTC)


def figures(store: Any) -> list[dict[str, Any]]:
    """The facts of all entries of days' figures."""
    with store.read() as session:
        rows = session.scalars(select(Journal.facts).where(Journal.act == "day.figures").order_by(Journal.id))
        return [parse_facts(one) for one in rows]


def test_a_days_figures_are_recorded_once_a_person(
    store: Any, owner: Any, now: datetime, sample: Sample
) -> None:
    turn_day(store, owner, now)
    turn_day(store, owner, now)
    (nobody,) = figures(store)
    assert (nobody["of"], nobody["before"]) == (None, None)
    assign_accounts(store, owner, now, AssignAccounts(account_ids=(sample.account_id,), user=owner.name))
    turn_day(store, owner, now + timedelta(days=1))
    mine = figures(store)[-1]
    assert (mine["of"], mine["since"], mine["planned"]) == (owner.id, nobody["day"], [sample.account_id])
    assert sum(row[3] for row in mine["overdue"]) == sum(row[3] for row in nobody["overdue"]) == 130000


def test_an_item_that_becomes_due_is_new_and_one_that_passes_a_bucket_has_rolled(
    store: Any, owner: Any, sample: Sample
) -> None:
    """EUR 700 is due on 1 November: overdue from the 2nd on, in the second bucket from 2 December."""
    assign_accounts(
        store, owner, at(2026, 11, 1), AssignAccounts(account_ids=(sample.account_id,), user=owner.name)
    )
    found = []
    for day in (at(2026, 11, 1), at(2026, 11, 2), at(2026, 12, 1), at(2026, 12, 2)):
        turn_day(store, owner, day)
        found.append(figures(store)[-1]["moved"])
    assert found == [[], [["EUR", "new", 70000]], [["EUR", "rolled", 60000]],
                     [["EUR", "new", 90000], ["EUR", "rolled", 70000]]]  # fmt: skip


def test_a_report_shows_the_day_that_somebody_else_turned(
    store: Any, owner: Any, now: datetime, sample: Sample
) -> None:
    add_user(store, owner, now, AddUser(name="Ben"))
    assign_accounts(store, owner, now, AssignAccounts(account_ids=(sample.account_id,), user="Ben"))
    turn_day(store, owner, now)
    made = shift_with_log(store, owner, now, ShiftAsked(collector="Ben"))
    assert made.log is not None
    assert check_log(made.log) == []
    shown = [line for line in made.log.lines if line.shown]
    assert {line.act for line in shown} == {"day.figures"}
    blocks = {one.key: {row.key: row for row in one.rows} for one in made.report.blocks}
    assert blocks["worklist"]["planned"].cells[1] == 1
    assert made.accounts == {sample.account_id: "100234"}


def test_an_act_taken_back_on_a_later_day_counts_nowhere(
    store: Any, owner: Any, now: datetime, sample: Sample
) -> None:
    late = shift(store, owner, now).end - timedelta(minutes=5)
    receipt = skip_account(
        store, owner, late, SkipAccount(account_id=sample.account_id, reason="waits for a document")
    )
    told = shift(store, owner, late)
    (worklist,) = (one for one in told.blocks if one.key == "worklist")
    skips = {row.key: row for row in worklist.rows}
    assert told.figures["skipped"].value == 1
    assert skips["skipped.document"].entries == (receipt.journal_id,)
    later = late + timedelta(minutes=10)
    undo(store, owner, later, UndoAct(journal_id=receipt.journal_id))
    made = shift_with_log(store, owner, later, ShiftAsked(now.date(), collector="all"))
    assert made.report.figures["skipped"].value == 0
    assert made.log is not None
    assert check_log(made.log) == []
    assert made.log.lines[-1].act == "act.undo"
    assert shift(store, owner, later).figures["undone"].value == 1
