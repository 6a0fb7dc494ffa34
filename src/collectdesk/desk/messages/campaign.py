"""What is prepared each morning: drafts of the messages whose step is due, and the calls and reviews of the playbooks.

Nothing is sent. Each step has a name of its own in the journal, so preparing again makes nothing twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from itertools import islice

from pydantic import Field
from sqlalchemy import select

from collectdesk.desk.act import Act, Actor, Command, Receipt, act
from collectdesk.desk.day import Progress
from collectdesk.desk.follow_ups import leave_next_action
from collectdesk.desk.messages.compose import Asked
from collectdesk.desk.messages.drafting import keep_draft
from collectdesk.desk.messages.notices import notices
from collectdesk.desk.messages.occasions import answers, checkins, thanks
from collectdesk.desk.messages.prepared import language_of, ready
from collectdesk.desk.messages.steps import Due, steps_due
from collectdesk.desk.rights import Right
from collectdesk.faults import BadInput, Refused
from collectdesk.i18n import _
from collectdesk.messages.campaigns import campaign_rules
from collectdesk.messages.checks import prepare
from collectdesk.messages.purposes import Channel
from collectdesk.models import Journal
from collectdesk.ranking.rerank import desk_clock
from collectdesk.store import Store


class PrepareMessage(Command):
    """The draft of a step; `author_id` signs it, None for who acts. `about_id` is the row that it is about."""

    account_id: int
    message: str = Field(max_length=40)
    channel: Channel
    author_id: int | None = None
    batch_id: str = Field(max_length=40)
    currency: str | None = None
    about_id: int | None = None


class PrepareAction(Command):
    """A call or a review of a playbook, put on the list."""

    account_id: int
    kind: str
    text: str


@dataclass(slots=True)
class Prepared:
    """What a run made. `passed` counts what was not prepared, by (message, reason); `left` is due and waits for the
    next run."""

    messages: int = 0
    actions: int = 0
    left: int = 0
    passed: Counter[tuple[str, str]] = field(default_factory=Counter)


@act("message.prepare", right=Right.WORK)
def prepare_message(act: Act, command: PrepareMessage) -> None:
    """Compose, check and keep a draft. BadInput when it does not fit or the check stops it."""
    author = command.author_id or act.actor.id
    asked = Asked(
        command.account_id, command.message, act.day, command.channel, currency=command.currency,
        about_id=command.about_id,
    )  # fmt: skip
    made = ready(act.session, asked, author, command.batch_id)
    row = keep_draft(act, made.command, author)
    # The journal keeps the name of the step; the row's own id must be as unique as it.
    row.request_id = command.request_id
    act.record(batch=command.batch_id, author=author, findings=sorted({one.rule for one in made.findings}))
    act.say(_("Message kept as a draft"))


@act("campaign.action", right=Right.WORK, undoable=True)
def prepare_action(act: Act, command: PrepareAction) -> None:
    """Put a call or a review on the list of whose account it is, for this morning."""
    account = act.account(command.account_id)
    action = leave_next_action(act, account, command.kind, _(command.text), at=act.now)
    act.record(kind=command.kind, due_at=action.due_at)
    act.say(_("Follow-up planned"))


def prepare_campaign(
    store: Store, actor: Actor, now: datetime, progress: Progress | None = None, most: int | None = None
) -> Prepared:
    """Prepare what is due, at most so many messages (`data/campaigns.toml`), first in the order of the queue.

    Each draft and each action is an act of its own; `progress` may break it off between two by an exception. Refused
    for who may not work accounts.
    """
    if not actor.may(Right.WORK):
        raise Refused(_("{name} may not do this; ask your team lead").format(name=actor.name))
    rules = campaign_rules()
    limit = rules.most if most is None else min(most, rules.most)
    with store.read() as session:
        day = desk_clock(session).day_of(now)
        found = steps_due(session, day)
        letters = [one for one in found.due if one.kind == "message"]
        letters += [
            *notices(session, day),
            *answers(session, day),
            *thanks(session, day),
            *checkins(session, day),
        ]
    actions = [one for one in found.due if one.kind != "message"]
    done = Prepared(passed=found.passed)
    total = min(limit, len(letters)) + min(rules.most_actions, len(actions))

    def told(count: int) -> None:
        if progress is not None:
            progress(min(count, total), total)

    for one in islice(actions, rules.most_actions):
        given = PrepareAction(request_id=one.key, account_id=one.account_id, kind=one.kind, text=one.what)
        done.actions += _made(done, one, partial(prepare_action, store, actor, now, given))
        told(done.actions)
    tried, languages = 0, set[str]()
    for one in letters:
        if done.messages == limit:
            break
        tried += 1
        _make_ready(store, one, languages)
        done.messages += _made(done, one, partial(prepare_message, store, actor, now, _wanted(one, day)))
        told(done.actions + done.messages)
    done.left = len(letters) - tried + max(0, len(actions) - rules.most_actions)
    return done


def _make_ready(store: Store, one: Due, languages: set[str]) -> None:
    """Read what the check of a language needs before the write lock is held: it takes a second or two."""
    with store.read() as session:
        language = language_of(session, one.account_id)
    if language not in languages:
        languages.add(language)
        prepare(language)


def _wanted(one: Due, day: date) -> PrepareMessage:
    return PrepareMessage(
        request_id=one.key,
        account_id=one.account_id,
        message=one.what,
        channel=one.channel,
        author_id=one.author_id,
        batch_id=f"{day.isoformat()}/{one.batch}",
        currency=one.currency,
        about_id=one.about_id,
    )


def _made(done: Prepared, one: Due, make: Callable[[], Receipt]) -> int:
    """1 where something new was made; a reason against it is counted."""
    try:
        return 0 if make().repeated else 1
    except BadInput as error:
        done.passed[(one.what if one.kind == "message" else one.kind, str(error))] += 1
        return 0


class CampaignPrepared(Command):
    """The morning's run is done."""

    messages: int
    actions: int
    passed: int


@act("campaign.prepared", right=Right.WORK)
def _on_record(act: Act, command: CampaignPrepared) -> None:
    act.record(messages=command.messages, next_actions=command.actions, passed=command.passed)
    act.say(_("Prepared"))


def prepare_morning(
    store: Store, actor: Actor, now: datetime, progress: Progress | None = None
) -> Prepared | None:
    """The run of a day, once a day, whoever opens the workstation first; None where it was done."""
    with store.read() as session:
        name = f"campaign-{desk_clock(session).day_of(now).isoformat()}"
        if session.scalar(select(Journal.id).where(Journal.request_id == name)) is not None:
            return None
    done = prepare_campaign(store, actor, now, progress)
    counted = CampaignPrepared(
        request_id=name, messages=done.messages, actions=done.actions, passed=sum(done.passed.values())
    )
    _on_record(store, actor, now, counted)
    return done
