"""Reading the shift report of a collector or the whole desk, and the log that proves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.desk.act import Actor
from collectdesk.desk.dossier import desk_day
from collectdesk.desk.local_time import at_local
from collectdesk.desk.rights import Right
from collectdesk.faults import BadInput, Refused
from collectdesk.i18n import _
from collectdesk.models import Desk, Journal, User
from collectdesk.reports.export import lines_of
from collectdesk.reports.log import Log, make_log
from collectdesk.reports.shift import Entry, ShiftReport, parse_facts, shift_report
from collectdesk.store import Store

ALL = "all"
"""In place of a collector: everybody."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift report with the entries it was computed from and the log that goes into an export of it.

    `actor_id` is None for everybody; `zone` the desk's.
    """

    report: ShiftReport
    entries: tuple[Entry, ...]
    log: Log
    actor_id: int | None
    zone: str


def shift(
    store: Store,
    actor: Actor,
    now: datetime,
    *,
    day: date | None = None,
    until: date | None = None,
    collector: str | None = None,
) -> ShiftReport:
    """The report of a day of the desk (today when None), or of all days to `until`, for one collector or "all".

    A collector sees their own; Refused for another's without the right, BadInput for an unknown name.
    """
    return shift_with_log(store, actor, now, day=day, until=until, collector=collector).report


def shift_with_log(
    store: Store,
    actor: Actor,
    now: datetime,
    *,
    day: date | None = None,
    until: date | None = None,
    collector: str | None = None,
) -> Shift:
    """The same, with what proves it. BadInput also when `until` lies before `day`."""
    with store.read() as session:
        zone = session.scalar(select(Desk.zone).where(Desk.id == 1)) or "UTC"
        first = day or desk_day(session, now)
        last = until or first
        if last < first:
            raise BadInput(_("the last day lies before the first; swap --from and --to"))
        start = at_local(datetime.combine(first, time()), zone)
        end = at_local(datetime.combine(last + timedelta(days=1), time()), zone)
        wanted = collector or actor.name
        actor_id = _whose(session, actor, wanted)
        rows = list(session.scalars(select(Journal).where(Journal.at >= start).order_by(Journal.id)))
    return _shift(rows, start, end, wanted, actor_id, zone)


def _whose(session: Session, actor: Actor, wanted: str) -> int | None:
    if wanted == ALL:
        if not actor.may(Right.SEE_ALL):
            raise Refused(_("you may see your own report only; ask your team lead"))
        return None
    user_id = session.scalar(select(User.id).where(User.name == wanted))
    if user_id is None:
        raise BadInput(_("there is no user named {name}; see `collectdesk user list`").format(name=wanted))
    if user_id != actor.id and not actor.may(Right.SEE_ALL):
        raise Refused(_("you may see your own report only; ask your team lead"))
    return user_id


def _shift(
    rows: list[Journal], start: datetime, end: datetime, wanted: str, actor_id: int | None, zone: str
) -> Shift:
    """From the rows since `start`: those of the period, and later ones up to the last undo that touches it."""
    of_period = {row.id for row in rows if row.at < end and actor_id in (None, row.actor_id)}
    undoing = {
        row.id
        for row in rows
        if row.act == "act.undo" and not row.refused and parse_facts(row.facts)["undone"] in of_period
    }
    shown = of_period | undoing
    if actor_id is None and shown:
        shown |= {row.id for row in rows if row.id <= max(shown)}
    entries = tuple(
        Entry(row.id, row.at, row.actor_id, row.act, row.account_id, row.refused, parse_facts(row.facts))
        for row in rows
        if row.id in shown
    )
    between = [row for row in rows if shown and min(shown) <= row.id <= max(shown)]
    log = make_log(lines_of(between, lambda row: row.id in shown), actor_id)
    return Shift(shift_report(entries, start, end, wanted, actor_id), entries, log, actor_id, zone)
