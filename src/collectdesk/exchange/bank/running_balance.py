"""The running balance of a table: which way it runs, whether it holds, and which sign it proves."""

from __future__ import annotations

from typing import NamedTuple

from collectdesk.exchange.bank.table_rows import TableRow
from collectdesk.i18n import _


class RunningBalance(NamedTuple):
    """What the balances of rows come to, in minor units; `opening` and `closing` are None without any.

    `checked` says that there was anything to check; `difference` is closing less opening less amounts.
    `broken_at` is the line at which the balance first does not follow, 0 for none.
    """

    opening: int | None
    closing: int | None
    checked: bool
    difference: int
    broken_at: int


NOTHING = RunningBalance(None, None, False, 0, 0)


def settled_sign(before: TableRow | None, row: TableRow, after: TableRow | None) -> int | None:
    """The signed amount of a doubtful row that the balances beside it prove; None when they do not."""
    amount, balance = row.amount or 0, row.balance
    if balance is None:
        return None
    proven = {
        signed
        for signed in (amount, -amount)
        for neighbour in (before, after)
        if neighbour is not None and neighbour.balance is not None and neighbour.balance + signed == balance
    }
    return proven.pop() if len(proven) == 1 else None


def running_balance(rows: list[TableRow]) -> RunningBalance:
    """The balance over rows of one account and currency, oldest first or newest first.

    Opening and closing follow from the outermost rows that give a balance; rows without one count.
    """
    if sum(row.balance is not None for row in rows) == 0:
        return NOTHING
    down, up = _run(rows), _run(rows[::-1])
    if down.checked and down.broken_at and not up.broken_at:
        return up
    if down.broken_at and up.broken_at and _is_newest_first(rows):
        return up
    return down if down.checked or not _is_newest_first(rows) else up


def _is_newest_first(rows: list[TableRow]) -> bool:
    days = [row.booked_on for row in rows if row.booked_on is not None]
    return len(days) > 1 and days[0] > days[-1]


def _run(rows: list[TableRow]) -> RunningBalance:
    first = next(place for place, row in enumerate(rows) if row.balance is not None)
    balance = rows[first].balance or 0
    opening = balance - sum(row.amount or 0 for row in rows[: first + 1])
    closing, since, links, broken_at = balance, 0, 0, 0
    for row in rows[first + 1 :]:
        since += row.amount or 0
        if row.balance is not None:
            links += 1
            if closing + since != row.balance and not broken_at:
                broken_at = row.line
            closing, since = row.balance, 0
    closing += since
    difference = closing - opening - sum(row.amount or 0 for row in rows)
    return RunningBalance(opening, closing, links > 0, difference, broken_at)


def finding(found: RunningBalance) -> str:
    """The sentence on a balance that does not hold, "" for one that does."""
    if not found.broken_at:
        return ""
    return _("the running balance does not follow from the amounts at line {line}").format(
        line=found.broken_at
    )
