"""Hours at work and what was learned: acts that leave a journal entry and nothing else; only reports ask for them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field
from sqlalchemy import select

from collectdesk.desk.act import Act, Command, act
from collectdesk.desk.rights import Right
from collectdesk.faults import BadInput, Refused
from collectdesk.i18n import _
from collectdesk.models import Journal, User
from collectdesk.reports.shift import parse_facts

Mark = Literal["begin", "break", "resume", "end"]
_AFTER: dict[str | None, tuple[Mark, ...]] = {
    None: ("begin",),
    "end": ("begin",),
    "begin": ("break", "end"),
    "resume": ("break", "end"),
    "break": ("resume", "end"),
}


class MarkShift(Command):
    """Work begins, pauses, goes on or ends, now."""

    mark: Mark


class LogLearning(Command):
    """A call that was reviewed, a coaching, or something learned, as a code; `about` names a person, None the actor."""

    kind: Literal["review", "coaching", "learned"]
    topic: str = Field(pattern="^[a-z0-9][a-z0-9_-]{0,39}$")
    about: str | None = None


@act("shift.mark", right=Right.WORK)
def mark_shift(act: Act, command: MarkShift) -> None:
    """Put it on record. BadInput for a mark that cannot follow the last one."""
    facts = act.session.scalar(
        select(Journal.facts)
        .where(Journal.actor_id == act.actor.id, Journal.act == "shift.mark", Journal.refused.is_(False))
        .order_by(Journal.id.desc())
        .limit(1)
    )
    last = parse_facts(facts)["mark"] if facts else None
    if command.mark not in _AFTER[last]:
        raise BadInput(
            _("{mark} cannot follow here; what can is: {all}").format(
                mark=command.mark, all=", ".join(_AFTER[last])
            )
        )
    act.record(mark=command.mark)
    act.say(_("On record: {mark}").format(mark=command.mark))


@act("learning.log", right=Right.WORK)
def log_learning(act: Act, command: LogLearning) -> None:
    """Put it on record. Refused about somebody else without the right to see all."""
    whom = act.actor.id
    if command.about is not None:
        found = act.session.scalar(select(User.id).where(User.name == command.about))
        if found is None:
            raise BadInput(_("there is no user named {name}").format(name=command.about))
        whom = found
    if whom != act.actor.id and not act.actor.may(Right.SEE_ALL):
        raise Refused(_("you may record this about yourself only; ask your team lead"))
    act.record(of=whom, kind=command.kind, topic=command.topic)
    act.say(_("On record: {kind}, {topic}").format(kind=command.kind, topic=command.topic))
