"""The one way to change anything: an act of a person, in one transaction, with one journal entry.

An act is a function that takes an `Act` and a command. The decorator `act` turns it into a function of
(store, actor, now, command) that checks the right, does the work, ranks the touched accounts anew, writes
the journal and commits; all of it, or nothing. A command that was done before (same request id) is not
done again: its receipt comes back. A refused act leaves an entry of its own.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any, TypeVar, cast

import pytz
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import bindparam, event, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from collectdesk.desk.rights import Right, Role, holds
from collectdesk.faults import BadInput, Refused, StoreUnusable
from collectdesk.i18n import _
from collectdesk.models import Account, Base, Desk, Journal
from collectdesk.store import Store
from collectdesk.store.journal import append

CommandT = TypeVar("CommandT", bound="Command")
RowT = TypeVar("RowT", bound=Base)


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts. `zone` is their IANA zone, None for the desk's."""

    id: int
    name: str
    roles: frozenset[Role]
    zone: str | None = None

    def may(self, right: Right) -> bool:
        """Whether this person holds the right."""
        return holds(self.roles, right)


class Command(BaseModel):
    """What was entered. `request_id` makes a second press or a retry harmless."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    request_id: str = Field(default_factory=lambda: uuid.uuid4().hex, min_length=8, max_length=64)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an act did. `created` lists new row ids by table; `said` is the sentence for the message line."""

    journal_id: int
    request_id: str
    act: str
    account_id: int | None
    said: str
    repeated: bool = False
    undoable: bool = False
    created: dict[str, list[int]] = field(default_factory=dict)


class Act:
    """One act while it is being done."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        now: datetime,
        account_id: int | None,
        reach_put_off: bool = False,
    ) -> None:
        self.session = session
        self.reach_put_off = reach_put_off
        self.actor = actor
        self.now = now.astimezone(UTC).replace(microsecond=0)
        desk = session.get(Desk, 1)
        if desk is None:
            raise StoreUnusable(_("this book was never set up; make one with `collectdesk init`"))
        self.desk = desk
        self.zone = pytz.timezone(desk.zone)
        self.day: date = self.now.astimezone(self.zone).date()
        self.account_id = account_id
        self.facts: dict[str, Any] = {}
        self.said = ""
        self.touched: set[int] | None = set()
        self._created: list[list[Any]] = []
        self._changed: list[list[Any]] = []
        self._kept: list[Any] = []

    def begin(self) -> None:
        """Before anything is changed: balances are kept under the act's day, and rows that were read stay at hand."""
        # A session forgets a row that nobody holds, and would read it again within the act.
        event.listen(self.session, "loaded_as_persistent", lambda _session, row: self._kept.append(row))
        if self.desk.stand_at(self.day):
            self.session.flush()  # bulk statements of the act go past the session

    def account(self, account_id: int) -> Account:
        """The account's row; the journal entry is about it. BadInput when there is none."""
        account = self.session.get(Account, account_id)
        if account is None:
            raise BadInput(
                _("there is no account with the id {id}; search for it by number or name").format(
                    id=account_id
                )
            )
        self.account_id = account_id
        self.touch(account_id)
        return account

    def add(self, row: RowT) -> RowT:
        """Add a row and remember it, so that the act can be undone."""
        self.session.add(row)
        self.session.flush()
        key = getattr(row, "id", None)
        if isinstance(key, int):
            self._created.append([row.__tablename__, key])
        return row

    def set(self, row: Base, **values: Any) -> None:
        """Change columns of a row and remember what stood there. Not for texts: they never enter the journal."""
        before = {name: _plain(getattr(row, name)) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
        after = {name: _plain(value) for name, value in values.items()}
        if before != after:
            self._changed.append(
                [row.__tablename__, cast(Any, row).id, {n: [before[n], after[n]] for n in after}]
            )

    def touch(self, account_id: int) -> None:
        """Rank the account anew before the act commits."""
        if self.touched is not None:
            self.touched.add(account_id)

    def touch_all(self) -> None:
        """Rank the whole book anew before the act commits."""
        self.touched = None

    def refresh_reach(self) -> None:
        """Work out at once every account of which the list does not know what the gate says, unless that is put off."""
        if not self.reach_put_off:
            from collectdesk.desk.reach_book import refresh_missing

            refresh_missing(self.session, self.now)

    def record(self, **facts: Any) -> None:
        """Put facts into the journal entry: ids, codes, amounts, instants, digests; never names or texts."""
        self.facts.update({name: _plain(value) for name, value in facts.items()})

    def say(self, sentence: str) -> None:
        """The sentence that the person reads when it is done."""
        self.said = sentence

    def finish(self, request_id: str, code: str, undoable: bool) -> Receipt:
        """Rank, work out what the list knows of the gate, write the journal, and give the receipt."""
        self.session.flush()
        self._rank()
        if self._created:
            self.facts["created"] = self._created
        if self._changed:
            self.facts["changed"] = self._changed
        journal_id = append(
            self.session,
            request_id=request_id,
            at=self.now,
            actor_id=self.actor.id,
            act=code,
            account_id=self.account_id,
            facts=self.facts,
        )
        return Receipt(
            journal_id,
            request_id,
            code,
            self.account_id,
            self.said,
            undoable=undoable,
            created=_by_table(self._created),
        )

    def _rank(self) -> None:
        if self.touched is not None and not self.touched:
            return
        from collectdesk.desk.day import ensure_rates
        from collectdesk.desk.reach_book import refresh_accounts
        from collectdesk.ranking.rerank import rank_accounts

        ensure_rates(self.session, self.day)
        if self.touched is None:
            rank_accounts(self.session, self.day, None)
            self.refresh_reach()
        else:
            rank_accounts(self.session, self.day, sorted(self.touched))
            if not self.reach_put_off:
                refresh_accounts(self.session, self.touched, self.now)


Doing = Callable[[Store, Actor, datetime, CommandT], Receipt]


def act(
    code: str, *, right: Right, undoable: bool = False
) -> Callable[[Callable[[Act, CommandT], None]], Callable[[Store, Actor, datetime, CommandT], Receipt]]:
    """Make an act of a function; `code` names it in the journal, `right` is what the actor must hold."""

    def decorate(
        body: Callable[[Act, CommandT], None],
    ) -> Callable[[Store, Actor, datetime, CommandT], Receipt]:
        @wraps(body)
        def do(store: Store, actor: Actor, now: datetime, command: CommandT) -> Receipt:
            try:
                with store.write() as session:
                    earlier = _entry_of(session, command.request_id)
                    if earlier is not None:
                        return _receipt_of(earlier, undoable)
                    doing = Act(session, actor, now, None, store.reach_put_off)
                    doing.begin()
                    if not actor.may(right):
                        raise Refused(_("{name} may not do this; ask your team lead").format(name=actor.name))
                    body(doing, command)
                    return doing.finish(command.request_id, code, undoable)
            except Refused as refusal:
                _record_refusal(store, actor, now, code, command, refusal)
                raise
            except IntegrityError:
                # The same request came from elsewhere at the same moment and was first.
                with store.read() as session:
                    earlier = _entry_of(session, command.request_id)
                if earlier is None:
                    raise
                return _receipt_of(earlier, undoable)

        return cast("Callable[[Store, Actor, datetime, CommandT], Receipt]", do)

    return decorate


_ENTRY = select(Journal).where(Journal.request_id == bindparam("request_id"))


def _entry_of(session: Session, request_id: str) -> Journal | None:
    return session.scalar(_ENTRY, {"request_id": request_id})


def _record_refusal(
    store: Store, actor: Actor, now: datetime, code: str, command: Command, refusal: Refused
) -> None:
    with store.write() as session:
        append(
            session,
            request_id=f"{command.request_id[:50]}-{uuid.uuid4().hex[:12]}",
            at=now,
            actor_id=actor.id,
            act=code,
            account_id=getattr(command, "account_id", None),
            facts={"rule": refusal.rule},
            refused=True,
        )


def _receipt_of(entry: Journal, undoable: bool) -> Receipt:
    created = json.loads(entry.facts).get("created", [])
    said = _("This was done already; nothing was done twice.")
    return Receipt(
        entry.id, entry.request_id, entry.act, entry.account_id, said, True, undoable, _by_table(created)
    )


def _by_table(created: list[list[Any]]) -> dict[str, list[int]]:
    tables: dict[str, list[int]] = {}
    for table, key in created:
        tables.setdefault(table, []).append(key)
    return tables


def _plain(value: Any) -> Any:
    """A value as the journal holds it; refuses what could be a text of a person."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and len(value) > 100:
        raise TypeError("the journal takes digests of texts, not texts")
    return value
