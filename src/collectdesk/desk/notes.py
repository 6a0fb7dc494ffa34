"""Notes, and the drafts that keep every typed word until it is one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from collectdesk.desk.act import Act, Actor, Command, act
from collectdesk.desk.rights import Right
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import Account, Note, NoteDraft, Party
from collectdesk.store import Store, search
from collectdesk.store.journal import digest

LONGEST = 20_000
"""Characters a note may have."""
_DRAFT: Any = NoteDraft.__table__


class WriteNote(Command):
    """A note on an account."""

    account_id: int
    text: str


@act("note.write", right=Right.WORK, undoable=True)
def write_note(act: Act, command: WriteNote) -> None:
    """Save a note and forget its draft. BadInput when it is empty or too long."""
    account = act.account(command.account_id)
    note = add_note(act, account.id, command.text)
    if note is None:
        raise BadInput(_("the note is empty; type something first"))
    forget_draft_in(act, account.id, "note")
    act.say(_("Note saved"))


def add_note(act: Act, account_id: int, text: str, activity_id: int | None = None) -> Note | None:
    """Add a note inside an act and index its words; None when the text is blank."""
    text = text.strip()
    if not text:
        return None
    if len(text) > LONGEST:
        raise BadInput(_("a note has at most {n} characters; split it").format(n=LONGEST))
    note = act.add(
        Note(account_id=account_id, activity_id=activity_id, user_id=act.actor.id, at=act.now, text=text)
    )
    search.put(act.session, "note", note.id, account_id, text)
    act.record(note=digest(text))
    return note


def forget_draft_in(act: Act, account_id: int, place: str) -> None:
    """Forget the actor's draft inside an act, so that it goes exactly when its note is saved."""
    act.session.execute(_draft_of(delete(_DRAFT), act.actor.id, account_id, place))


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that was being typed. `caret` is (row, column); `state` is what else the form held."""

    account_id: int
    account_number: str
    customer: str
    place: str
    text: str
    caret: tuple[int, int]
    state: dict[str, Any]
    saved_at: datetime


def save_draft(
    store: Store,
    actor: Actor,
    now: datetime,
    account_id: int,
    place: str,
    text: str,
    caret: tuple[int, int],
    state: dict[str, Any],
) -> None:
    """Keep what is being typed; a blank draft is forgotten. Not an act: drafts leave no journal entry."""
    with store.write() as session:
        if not text.strip() and not state:
            session.execute(_draft_of(delete(_DRAFT), actor.id, account_id, place))
            return
        draft = session.scalar(_draft_of(select(NoteDraft), actor.id, account_id, place))
        if draft is None:
            draft = NoteDraft(user_id=actor.id, account_id=account_id, place=place)
            session.add(draft)
        draft.text, draft.caret, draft.state, draft.saved_at = text, list(caret), state, now


def forget_draft(store: Store, actor: Actor, account_id: int, place: str) -> None:
    """Forget a draft that the person threw away."""
    with store.write() as session:
        session.execute(_draft_of(delete(_DRAFT), actor.id, account_id, place))


def find_draft(store: Store, actor: Actor, account_id: int, place: str) -> Draft | None:
    """The actor's draft for this account and place."""
    return next((d for d in open_drafts(store, actor, account_id) if d.place == place), None)


def open_drafts(store: Store, actor: Actor, account_id: int | None = None) -> list[Draft]:
    """All drafts of the actor, newest first; what was typed and never saved."""
    query = (
        select(NoteDraft, Account.number, Party.name)
        .join(Account, Account.id == NoteDraft.account_id)
        .join(Party, Party.id == Account.party_id)
        .where(NoteDraft.user_id == actor.id)
        .order_by(NoteDraft.saved_at.desc(), NoteDraft.id.desc())
    )
    if account_id is not None:
        query = query.where(NoteDraft.account_id == account_id)
    with store.read() as session:
        return [
            Draft(
                d.account_id,
                number,
                name,
                d.place,
                d.text,
                (d.caret[0], d.caret[1]),
                dict(d.state),
                d.saved_at,
            )
            for d, number, name in session.execute(query)
        ]


def _draft_of(statement: Any, user_id: int, account_id: int, place: str) -> Any:
    kept = _DRAFT.c
    return statement.where(kept.user_id == user_id, kept.account_id == account_id, kept.place == place)
