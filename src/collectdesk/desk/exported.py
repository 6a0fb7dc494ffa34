"""Reports that left the book: an act puts the seal of each on record, so that the book knows its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.desk.act import Act, Command, act
from collectdesk.desk.rights import Right
from collectdesk.i18n import _
from collectdesk.models import Journal, User
from collectdesk.reports.shift import parse_facts
from collectdesk.store import Store


class ExportReport(Command):
    """A shift report that was written: its seal, the last entry of its log with its hash, its period and people."""

    seal: str = Field(pattern="^[0-9a-f]{64}$")
    head: str | None = Field(default=None, pattern="^[0-9a-f]{64}$")
    last: int | None = None
    start: datetime
    end: datetime
    people: tuple[int, ...] | None = None
    format: str = Field(pattern="^[a-z]{2,8}$")
    mailed: bool = False


@act("report.export", right=Right.WORK)
def export_report(act: Act, command: ExportReport) -> None:
    """Put on record that this report left the book."""
    act.record(
        seal=command.seal, head=command.head, last=command.last, start=command.start, end=command.end,
        until=min(act.now, command.end), people=None if command.people is None else list(command.people),
        format=command.format, mailed=command.mailed,
    )  # fmt: skip
    act.say(_("Export put on record"))


def last_export(session: Session, people: Sequence[int] | None) -> datetime | None:
    """Up to when the last exported report of the same people reached; None when there is none."""
    rows = session.scalars(
        select(Journal.facts)
        .where(Journal.act == "report.export", Journal.refused.is_(False))
        .order_by(Journal.id.desc())
    )
    wanted = None if people is None else list(people)
    for facts in rows:
        found = parse_facts(facts)
        if found["people"] == wanted:
            return datetime.fromisoformat(found["until"]).astimezone(UTC)
    return None


@dataclass(frozen=True, slots=True)
class InTheBook:
    """What a book knows of a report: the entry that put its export on record, when and by whom, None if there is none;
    and whether the end of the report's log is an entry of this book."""

    entry: int | None
    at: datetime | None
    who: str | None
    head: bool


def in_the_book(store: Store, seal: str | None, last: int | None, head: str | None) -> InTheBook:
    """Look an exported report up in the journal of a book."""
    with store.read() as session:
        here = last is not None and session.scalar(select(Journal.hash).where(Journal.id == last)) == head
        rows = session.execute(
            select(Journal.id, Journal.at, Journal.facts, User.name)
            .outerjoin(User, User.id == Journal.actor_id)
            .where(Journal.act == "report.export", Journal.refused.is_(False))
            .order_by(Journal.id)
        )
        for row in rows:
            if seal is not None and parse_facts(row.facts)["seal"] == seal:
                return InTheBook(row.id, row.at, row.name, here)
    return InTheBook(None, None, None, here)
