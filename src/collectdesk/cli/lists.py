"""Commands that read lists: the queue, the agenda, search."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from collectdesk.cli.output import Answer, At, Json, answer, instant, iso, line, table
from collectdesk.cli.seat import seat
from collectdesk.desk.handle import DeskHandle
from collectdesk.faults import BadInput
from collectdesk.money import Money

if TYPE_CHECKING:
    from collectdesk.desk.views_queue import Order, Reach


class LedgerLine(Answer):
    """One factor of a score."""

    factor: str
    points: int
    cap: int
    why: str


class ContactLine(Answer):
    """What the list knows of the contact gate for a call to the first number.

    `verdict` is ALLOW, REVIEW or BLOCK; ALLOW and REVIEW hold until `until`. `next_allowed_at` is the moment itself for
    ALLOW, else the next one within eight days, or the day on which a wait ends; null when none is known. `reason`
    names the rule that holds the account, null when it is the clock.
    """

    verdict: str
    until: str | None
    next_allowed_at: str | None
    reason: str | None


class QueueLine(Answer):
    """One account in the list; `overdue` is by currency, `contact` null while the gate's part was not worked out."""

    account: str
    customer: str
    country: str | None
    score: int
    ledger: list[LedgerLine]
    pins: list[str]
    suppressed: list[str]
    counterfactual: dict[str, Any] | None
    overdue: dict[str, str]
    days_past_due: int | None
    contact: ContactLine | None


class Queue(Answer):
    """The ranked list at a moment."""

    at: str
    total: int
    rows: list[QueueLine]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("queue")(queue)
    app.command("agenda")(agenda)
    app.command("search")(search)


def queue(
    collector: Annotated[str | None, typer.Option(help="Only the accounts of this collector.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many rows.")] = 50,
    at: At = None,
    callable_now: Annotated[
        bool, typer.Option("--callable", help="Only accounts that may be called at that moment.")
    ] = False,
    order: Annotated[
        str, typer.Option(help="score, or closing: whose lawful hours end first, callable accounts only.")
    ] = "score",
    json: Json = False,
) -> int:
    """Print the ranked list, each place with its ledger.

    Example: collectdesk queue --limit 10 --order closing --json
    """
    from collectdesk.desk.day import turn_day
    from collectdesk.desk.preview import ledgers
    from collectdesk.desk.queue import queue_at

    if order not in ("score", "closing"):
        raise BadInput(f"{order} is no order of the list; use --order score or --order closing")
    by: Order = "closing" if order == "closing" else "score"
    with seat() as desk:
        now = desk.clock()
        moment = instant(at, now, desk.zone)
        scope = _scope(desk, collector)
        turn_day(desk.store, desk.actor, now)
        page = queue_at(desk.store, scope, moment, limit, callable_now=callable_now, order=by)
        rows = [*page.callbacks, *page.rows][:limit]
        why = ledgers(desk.store, [row.account_id for row in rows], moment)
    found = Queue(
        at=iso(moment),
        total=page.total if page.total is not None else len(rows),
        rows=[_queue_line(row, why[row.account_id], moment) for row in rows],
    )
    if json:
        answer(found)
        return 0
    table(
        ["score", "account", "customer", "", "overdue", "days", "why"],
        [
            [
                str(row.score),
                row.account,
                row.customer[:40],
                row.country or "",
                ", ".join(f"{code} {amount}" for code, amount in row.overdue.items()),
                str(row.days_past_due or ""),
                "; ".join(
                    [*row.pins, *(f"{part.points} {part.why}" for part in row.ledger if part.points)][:3]
                ),
            ]
            for row in found.rows
        ],
        right=frozenset({0, 5}),
    )
    line(f"{len(found.rows)} of {found.total:,}")
    return 0


def _scope(desk: DeskHandle, collector: str | None) -> Any:
    from collectdesk.desk.people import list_users
    from collectdesk.desk.rights import Right
    from collectdesk.desk.views_queue import Scope

    if collector is None:
        return Scope.everyone() if desk.actor.may(Right.SEE_ALL) else Scope.mine(desk.actor.id)
    for person in list_users(desk.store):
        if person.name.casefold() == collector.casefold():
            if person.id != desk.actor.id and not desk.actor.may(Right.SEE_ALL):
                raise BadInput("you may see your own list only; ask your team lead")
            return Scope.mine(person.id)
    raise BadInput(f"there is no user named {collector}; see `collectdesk user list`")


def _contact_line(reach: Reach | None, moment: datetime) -> ContactLine | None:
    if reach is None:
        return None
    opens_at = moment if reach.callable else reach.opens_at
    if opens_at is None and reach.free_at is not None and reach.free_at > moment:
        opens_at = reach.free_at
    return ContactLine(
        verdict=reach.verdict,
        until=iso(reach.closes_at) if reach.closes_at else None,
        next_allowed_at=iso(opens_at) if opens_at else None,
        reason=(reach.reason or "").rstrip("?") or None if reach.state in ("held", "review") else None,
    )


def _queue_line(row: Any, ledger: Any, moment: datetime) -> QueueLine:
    moved = ledger.what_if
    return QueueLine(
        account=row.number,
        customer=row.customer,
        country=row.country,
        score=ledger.score,
        ledger=[LedgerLine(factor=p.factor, points=p.points, cap=p.cap, why=p.why) for p in ledger.lines],
        pins=list(ledger.pins),
        suppressed=list(ledger.suppressed),
        counterfactual={"score": moved.score, "if": moved.if_, "kind": moved.kind} if moved else None,
        overdue={code: str(Money(minor, code)) for code, minor in row.overdue},
        days_past_due=row.days_past_due,
        contact=_contact_line(row.reach, moment),
    )


class TaskLine(Answer):
    """An open next action."""

    id: int
    account: str
    customer: str
    kind: str
    due_at: str
    text: str
    assignee: str | None
    overdue: bool


class Agenda(Answer):
    """Open next actions by due moment."""

    at: str
    tasks: list[TaskLine]


def agenda(
    everybody: Annotated[bool, typer.Option("--everybody", help="Everybody's, for a lead.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=5000)] = 100,
    json: Json = False,
) -> int:
    """Print what was left to do, by when.

    Example: collectdesk agenda --everybody
    """
    from collectdesk.desk.agenda import agenda as read

    with seat() as desk:
        now = desk.clock()
        tasks = read(desk.store, desk.actor, now, everybody=everybody, limit=limit)
    lines = [
        TaskLine(
            id=t.id,
            account=t.account_number,
            customer=t.customer,
            kind=t.kind,
            due_at=iso(t.due_at),
            text=t.text,
            assignee=t.assignee,
            overdue=t.overdue,
        )
        for t in tasks
    ]
    if json:
        answer(Agenda(at=iso(now), tasks=lines))
    else:
        table(
            ["due", "kind", "account", "customer", "for"],
            [[t.due_at, t.kind, t.account, t.customer, t.text] for t in lines],
        )
    return 0


class HitLine(Answer):
    """An account that was found."""

    account: str
    customer: str
    country: str | None
    city: str | None
    score: int
    by: str


class Found(Answer):
    """What a search found."""

    typed: str
    hits: list[HitLine]


def search(typed: str, limit: Annotated[int, typer.Option(min=1, max=500)] = 20, json: Json = False) -> int:
    """Find accounts by number, invoice, phone, name, or a word of a note.

    Example: collectdesk search nordw
    """
    from collectdesk.desk.search import find

    with seat() as desk:
        hits = find(desk.store, typed, limit)
    lines = [
        HitLine(account=h.number, customer=h.customer, country=h.country, city=h.city, score=h.score, by=h.by)
        for h in hits
    ]
    if json:
        answer(Found(typed=typed, hits=lines))
    else:
        table(
            ["account", "customer", "", "city", "score", "by"],
            [[h.account, h.customer, h.country or "", h.city or "", str(h.score), h.by] for h in lines],
            right=frozenset({4}),
        )
    return 0
