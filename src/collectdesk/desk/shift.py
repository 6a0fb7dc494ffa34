"""Reading the shift report of a collector, a team or the whole desk, and the log that proves it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from collectdesk.desk.act import Actor
from collectdesk.desk.dossier import desk_day
from collectdesk.desk.exported import last_export
from collectdesk.desk.local_time import at_local
from collectdesk.desk.rights import Right
from collectdesk.exchange.bulk import uncollected
from collectdesk.faults import BadInput, Refused
from collectdesk.i18n import _
from collectdesk.models import Account, Desk, Journal, Team, User
from collectdesk.reports.blocks import accounts_in
from collectdesk.reports.export import lines_of
from collectdesk.reports.log import Log, make_log
from collectdesk.reports.shift import FOR_SOMEBODY, Entry, ShiftReport, parse_facts, shift_report
from collectdesk.store import Store

ALL = "all"
"""In place of a collector: everybody."""
LAST = "last"
"""In place of a first day: from where the last export of the same people ended."""
_MANY = 500


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift report, the log that proves it (None when it was not asked for), and the numbers of accounts by id.

    `people` are user ids, None for everybody.
    """

    report: ShiftReport
    log: Log | None
    people: tuple[int, ...] | None
    accounts: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShiftAsked:
    """Which report: whose, and of which days of the desk, both included.

    `day` is today when None, `until` the first day; `since` LAST begins where the last export of the same people ended,
    whatever the first day. Of a `collector` by name or ALL, or of a `team`; of the reader alone where neither is given.
    """

    day: date | None = None
    until: date | None = None
    since: str | None = None
    collector: str | None = None
    team: str | None = None


TODAY = ShiftAsked()
"""The reader's own of today."""


def shift(store: Store, actor: Actor, now: datetime, asked: ShiftAsked = TODAY) -> ShiftReport:
    """The report alone.

    A collector sees their own; Refused for another's without the right, BadInput for an unknown name, when `until` lies
    before `day`, or when nothing was exported before.
    """
    return shift_told(store, actor, now, asked).report


def shift_told(store: Store, actor: Actor, now: datetime, asked: ShiftAsked = TODAY) -> Shift:
    """The same with the numbers of the accounts that its blocks name, without a log."""
    with store.read() as session:
        return _read(session, actor, now, asked, with_log=False)


def shift_with_log(store: Store, actor: Actor, now: datetime, asked: ShiftAsked = TODAY) -> Shift:
    """The same, with what proves it."""
    with store.read() as session:
        return _read(session, actor, now, asked, with_log=True)


def _read(session: Session, actor: Actor, now: datetime, asked: ShiftAsked, *, with_log: bool) -> Shift:
    zone = session.scalar(select(Desk.zone).where(Desk.id == 1)) or "UTC"
    name, people = _people(session, actor, asked)
    start, end = _span(session, now, asked, people, zone)
    with uncollected():
        reading = _Reading(session, start, end, people, keep=with_log)
        report = shift_report(reading.entries(), start, end, name, people, zone, reading.undone)
        log = _log(session, reading.shown(), end, people) if with_log else None
    return Shift(report, log, people, _numbers(session, accounts_in(report)))


def _span(
    session: Session, now: datetime, asked: ShiftAsked, people: Sequence[int] | None, zone: str
) -> tuple[datetime, datetime]:
    first = asked.day or desk_day(session, now)
    last = asked.until or first
    if last < first:
        raise BadInput(_("the last day lies before the first; swap --from and --to"))
    end = at_local(datetime.combine(last + timedelta(days=1), time()), zone)
    if asked.since is None:
        return at_local(datetime.combine(first, time()), zone), end
    if asked.since != LAST:
        raise BadInput(_("--since takes the word last"))
    found = last_export(session, people)
    if found is None:
        raise BadInput(_("no report of this was exported yet; name the first day with --from"))
    return found, end


def _people(session: Session, actor: Actor, asked: ShiftAsked) -> tuple[str, tuple[int, ...] | None]:
    """The name of the report and the ids of its people."""
    if asked.team is not None and asked.collector is not None:
        raise BadInput(_("give a collector or a team, not both"))
    if asked.team is not None:
        _may_see_others(actor)
        team_id = session.scalar(select(Team.id).where(Team.name == asked.team))
        if team_id is None:
            raise BadInput(_("there is no team named {name}").format(name=asked.team))
        ids = session.scalars(select(User.id).where(User.team_id == team_id).order_by(User.id))
        return asked.team, tuple(ids)
    wanted = asked.collector or actor.name
    if wanted == ALL:
        _may_see_others(actor)
        return wanted, None
    user_id = session.scalar(select(User.id).where(User.name == wanted))
    if user_id is None:
        raise BadInput(_("there is no user named {name}; see `collectdesk user list`").format(name=wanted))
    if user_id != actor.id:
        _may_see_others(actor)
    return wanted, (user_id,)


def _may_see_others(actor: Actor) -> None:
    if not actor.may(Right.SEE_ALL):
        raise Refused(_("you may see your own report only; ask your team lead"))


_ROW = (
    Journal.id, Journal.request_id, Journal.at, Journal.actor_id, Journal.act, Journal.account_id, Journal.refused,
    Journal.facts, Journal.previous, Journal.hash,
)  # fmt: skip


class _Reading:
    """One pass over the rows of a period; with `keep` the rows stay for the log.

    Of later entries only those that take something back are read, since they alone can change the report.
    """

    def __init__(
        self, session: Session, start: datetime, end: datetime, people: tuple[int, ...] | None, *, keep: bool
    ) -> None:
        self._session, self._keep = session, keep
        self._whose = None if people is None else frozenset(people)
        query: Any = select(*_ROW).where(Journal.at >= start, Journal.at < end).order_by(Journal.id)
        if people is not None:
            query = query.where(or_(Journal.actor_id.in_(people), Journal.act.in_(FOR_SOMEBODY)))
        self._query = query.execution_options(yield_per=2000)
        undo = select(*_ROW).where(Journal.at >= start, Journal.act == "act.undo", Journal.refused.is_(False))
        self._undos = {parse_facts(row.facts)["undone"]: row for row in session.execute(undo)}
        self._rows: dict[int, Any] = {}

    @property
    def undone(self) -> Collection[int]:
        """The ids of the acts that were taken back, whoever did."""
        return self._undos.keys()

    def entries(self) -> Iterator[Entry]:
        """The entries of the people of the report, in order, as they are read."""
        whose = self._whose
        for row in self._session.execute(self._query):
            entry = _entry(row)
            if whose is None or entry.actor_id in whose or entry.facts.get("of") in whose:
                if self._keep:
                    self._rows[row.id] = row
                yield entry

    def shown(self) -> dict[int, Any]:
        """The rows of the log by id: those that were read, and what took one of them back."""
        later = {row.id: row for key, row in self._undos.items() if key in self._rows}
        return later | self._rows


def _entry(row: Any) -> Entry:
    return Entry(row.id, row.at, row.actor_id, row.act, row.account_id, row.refused, parse_facts(row.facts))


def _log(session: Session, shown: dict[int, Any], end: datetime, people: tuple[int, ...] | None) -> Log:
    """The chain from the first to the last entry that is shown, with links in place of those of others."""
    if not shown:
        return make_log((), people)
    first, last = min(shown), max(shown)
    whole = max((key for key, row in shown.items() if row.at < end), default=0) if people is None else 0
    lines = dict(shown)
    if last - first + 1 > len(shown):
        between = select(Journal.id, Journal.previous, Journal.hash).where(Journal.id.between(first, last))
        lines |= {row.id: row for row in session.execute(between) if row.id not in shown}
        # Entries that lie between in the chain though not in time are shown too in a report of everybody.
        odd = sorted(key for key in lines if key < whole and key not in shown)
        for ids in _parts(odd):
            full = {row.id: row for row in session.execute(select(*_ROW).where(Journal.id.in_(ids)))}
            shown, lines = shown | full, lines | full
    return make_log(lines_of((lines[key] for key in sorted(lines)), lambda row: row.id in shown), people)


def _numbers(session: Session, wanted: Iterable[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for ids in _parts(sorted(wanted)):
        rows = session.execute(select(Account.id, Account.number).where(Account.id.in_(ids)))
        found |= {row.id: row.number for row in rows}
    return found


def _parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[at : at + _MANY] for at in range(0, len(ids), _MANY))
