"""Taking in a list of people and numbers: `import contacts FILE`.

A person is known by customer number and name, a number by its digits, an address by its text. What the desk
has is never overwritten: a list fills what is blank and adds what is new, so that the same list twice changes
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.desk.act import Act, Actor, Command, act
from collectdesk.desk.dialled import refresh_dialled
from collectdesk.desk.reach import forget_reach
from collectdesk.desk.rights import Right
from collectdesk.exchange.cells import Unreadable
from collectdesk.exchange.contacts import (
    ContactLine,
    ContactsFile,
    ListOptions,
    Phone,
    Rejection,
    read_phone,
)
from collectdesk.i18n import _, ngettext
from collectdesk.models import Account, ContactPerson, ContactPoint, ImportRun, Party
from collectdesk.store import Store
from collectdesk.store.search import index_accounts

SOURCE = "contact list"
_CHUNK = 500
_FILLED = ("role", "salutation", "language", "zone")


class ImportContacts(Command):
    """A list to take in. With `keep_good` lines that cannot be used are left out; `dry_run` writes nothing."""

    path: Path
    options: ListOptions = ListOptions()
    keep_good: bool = False
    dry_run: bool = False


@dataclass(slots=True)
class ContactsReport:
    """What an import of contacts did, or would do.

    `written` says whether anything was kept: not with refused lines unless good ones were to be kept, and
    not on a dry run. `unassigned` counts numbers that the numbering plan of their country does not have.
    """

    file: str
    sha256: str
    rows: int = 0
    people_created: int = 0
    people_updated: int = 0
    points_created: int = 0
    unchanged: int = 0
    unassigned: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    written: bool = False

    def as_json(self) -> dict[str, object]:
        """What `--json` prints."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "rows": self.rows,
            "people": {"created": self.people_created, "updated": self.people_updated},
            "points": {"created": self.points_created, "unassigned": self.unassigned},
            "unchanged": self.unchanged,
            "rejected": [{"line": line, "reason": reason} for line, reason in self.rejected],
            "written": self.written,
        }


class _NotKept(Exception):
    """Rolls back what was only tried."""


def import_contacts(store: Store, actor: Actor, now: datetime, command: ImportContacts) -> ContactsReport:
    """Take in a list of contacts, all of it or nothing. See ImportContacts and ContactsReport.

    Raises BadInput when the file cannot be used and Refused without the right to import.
    """
    file = ContactsFile(command.path, command.options)
    lines = list(file.lines())
    report = ContactsReport(command.path.name, file.sha256, file.rows, rejected=list(file.rejected))

    def body(act: Act, command: ImportContacts) -> None:
        taker = _Taker(act.session, report)
        touched = taker.take(lines)
        report.rejected.sort()
        if command.dry_run or (report.rejected and not command.keep_good):
            raise _NotKept
        report.written = True
        refresh_dialled(act.session, taker.parties)
        forget_reach(act.session, touched)
        act.refresh_reach()
        index_accounts(act.session, sorted(touched))
        run = _add_run(act, report)
        act.record(
            import_run=run.id,
            sha256=report.sha256,
            rows=report.rows,
            people=report.people_created,
            points=report.points_created,
            rejected=len(report.rejected),
        )
        act.say(
            ngettext("{n} person and their numbers", "{n} people and their numbers", report.rows).format(
                n=report.rows
            )
        )

    take = act("import.contacts", right=Right.IMPORT)(body)
    try:
        take(store, actor, now, command)
    except _NotKept:
        report.written = False
    return report


def _add_run(act: Act, report: ContactsReport) -> ImportRun:
    return act.add(
        ImportRun(
            kind="contacts",
            file_name=report.file,
            sha256=report.sha256,
            profile="contacts",
            at=act.now,
            user_id=act.actor.id,
            report=report.as_json(),
        )
    )


class _Taker:
    """Puts lines into the book, beside what is there."""

    def __init__(self, session: Session, report: ContactsReport) -> None:
        self._session = session
        self._report = report
        self._parties: dict[str, Party] = {}
        self._people: dict[tuple[int, str], ContactPerson] = {}
        self._points: dict[tuple[int, str, str], ContactPoint] = {}
        self._links: list[tuple[ContactPoint, ContactPerson]] = []
        self.parties: list[int] = []
        """The customers whose people or numbers changed."""

    def take(self, lines: Sequence[ContactLine]) -> set[int]:
        """Take all lines; give the ids of the accounts whose people changed."""
        numbers = sorted({line.number for line in lines})
        for start in range(0, len(numbers), _CHUNK):
            self._load(numbers[start : start + _CHUNK])
        changed: set[int] = set()
        for line in lines:
            try:
                if self._take(line):
                    changed.add(self._parties[line.number].id)
                else:
                    self._report.unchanged += 1
            except Unreadable as reason:
                self._report.rejected.append(Rejection(line.line, str(reason)))
        self._session.flush()
        for point, person in self._links:
            point.person_id = person.id
        self._session.add_all(point for point in self._points.values() if point.id is None)
        self._session.flush()
        self.parties = sorted(changed)
        return self._accounts_of(self.parties)

    def _load(self, numbers: list[str]) -> None:
        parties = list(self._session.scalars(select(Party).where(Party.number.in_(numbers))))
        ids = [party.id for party in parties]
        self._parties |= {party.number: party for party in parties}
        for person in self._session.scalars(select(ContactPerson).where(ContactPerson.party_id.in_(ids))):
            self._people[person.party_id, person.name.casefold()] = person
        for point in self._session.scalars(select(ContactPoint).where(ContactPoint.party_id.in_(ids))):
            self._points[point.party_id, point.kind, _key(point.kind, point.digits, point.value)] = point

    def _accounts_of(self, party_ids: list[int]) -> set[int]:
        found: set[int] = set()
        for start in range(0, len(party_ids), _CHUNK):
            some = party_ids[start : start + _CHUNK]
            found.update(self._session.scalars(select(Account.id).where(Account.party_id.in_(some))))
        return found

    def _take(self, line: ContactLine) -> bool:
        party = self._parties.get(line.number)
        if party is None:
            raise Unreadable(_("there is no customer {number} in this book").format(number=line.number))
        phones = [(read_phone(said, party.country), use) for said, use in line.phones]
        person, changed = self._person(party, line) if line.name else (None, False)
        for phone, use in phones:
            changed |= self._add_phone(party, person, phone, use, line)
        for address in line.emails:
            changed |= self._add_point(party, person, "email", address, None, "work", line)
        return changed

    def _person(self, party: Party, line: ContactLine) -> tuple[ContactPerson, bool]:
        name = " ".join(line.name.split())
        person = self._people.get((party.id, name.casefold()))
        if person is None:
            person = ContactPerson(party_id=party.id, name=name, source=SOURCE)
            for column in _FILLED:
                setattr(person, column, getattr(line, column) or None)
            self._session.add(person)
            self._people[party.id, name.casefold()] = person
            self._report.people_created += 1
            return person, True
        blank = [c for c in _FILLED if not getattr(person, c) and getattr(line, c)]
        for column in blank:
            setattr(person, column, getattr(line, column))
        self._report.people_updated += bool(blank)
        return person, bool(blank)

    def _add_phone(
        self, party: Party, person: ContactPerson | None, phone: Phone, use: str, line: ContactLine
    ) -> bool:
        added = self._add_point(party, person, "phone", phone.value, phone.digits, use, line)
        self._report.unassigned += added and not phone.assigned
        return added

    def _add_point(
        self,
        party: Party,
        person: ContactPerson | None,
        kind: str,
        value: str,
        digits: str | None,
        use: str,
        line: ContactLine,
    ) -> bool:
        key = (party.id, kind, _key(kind, digits, value))
        if key in self._points:
            return False
        point = ContactPoint(
            party_id=party.id,
            kind=kind,
            value=value,
            digits=digits,
            digits_reversed=digits[::-1] if digits else None,
            use=use,
            state="unverified",
            consent_on=line.consent_on,
            consent_source=line.consent_source or None,
            source=SOURCE,
        )
        if person is not None:
            self._links.append((point, person))
        self._points[key] = point
        self._report.points_created += 1
        return True


def _key(kind: str, digits: str | None, value: str) -> str:
    return digits if kind == "phone" and digits else value.casefold()


def refused_sentence(report: ContactsReport) -> str:
    """One sentence on what was refused, for a caller that stops there."""
    line, reason = report.rejected[0]
    count = len(report.rejected)
    return ngettext(
        "{file}: line {line} cannot be used: {reason}; mend it, or keep the good lines with --keep-good",
        "{file}: {count} lines cannot be used, the first is line {line}: {reason}; mend them, or keep the good "
        "lines with --keep-good",
        count,
    ).format(file=report.file, count=count, line=line, reason=reason)
