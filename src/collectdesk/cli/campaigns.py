"""The commands that prepare messages and approve them together; part of the group `message`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from collectdesk.cli.acts import Request
from collectdesk.cli.given import request_field
from collectdesk.cli.groups import group
from collectdesk.cli.output import Answer, Json, answer, line, table
from collectdesk.cli.seat import seat
from collectdesk.faults import BadInput

if TYPE_CHECKING:
    from collectdesk.desk.messages.batches import Batch


class PassedAnswer(Answer):
    """What was not prepared, and how often for this reason."""

    message: str
    reason: str
    count: int


class PreparedAnswer(Answer):
    """Drafts and next actions that were made; `left` is due and waits for the next run."""

    messages: int
    actions: int
    left: int
    passed: list[PassedAnswer]


class DraftItem(Answer):
    """A draft. `findings` are rules of the check that warn; `digest` names what was previewed."""

    id: int
    account: str
    customer: str
    author: str
    message: str
    language: str
    channel: str
    address: str
    subject: str
    needs_approval: bool
    findings: list[str]
    digest: str


class BatchItem(Answer):
    """The drafts of a day and a step; `languages` counts them."""

    batch: str
    count: int
    languages: dict[str, int]
    warned: int
    drafts: list[DraftItem]


class BatchList(Answer):
    """All batches with drafts in them."""

    batches: list[BatchItem]


class OutcomeItem(Answer):
    """What became of a draft."""

    id: int
    state: str
    said: str


class OutcomeList(Answer):
    """Every draft that was named, in order."""

    outcomes: list[OutcomeItem]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to the group `message`."""
    messages = group(app, "message")
    for name, command in (("prepare", prepare), ("batches", batches), ("approve-batch", approve_batch)):
        messages.command(name)(command)


def prepare(
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many messages.")] = None,
    json: Json = False,
) -> int:
    """Prepare the messages and calls whose step is due; nothing is sent.

    Example: collectdesk message prepare --limit 50
    """
    from collectdesk.desk.messages.campaign import prepare_campaign

    with seat() as desk:
        done = prepare_campaign(desk.store, desk.actor, desk.clock(), most=limit)
    passed = [PassedAnswer(message=name, reason=why, count=n) for (name, why), n in done.passed.most_common()]
    if json:
        found = PreparedAnswer(messages=done.messages, actions=done.actions, left=done.left, passed=passed)
        answer(found)
        return 0
    line(
        f"{done.messages} messages prepared, {done.actions} calls and reviews put on the list, {done.left} left"
    )
    if passed:
        rows = [[str(one.count), one.message, one.reason] for one in passed]
        table(["not prepared", "message", "why"], rows, right=frozenset({0}))
    return 0


def batches(
    batch: Annotated[str | None, typer.Option(help="Only this one, with its drafts and their texts.")] = None,
    json: Json = False,
) -> int:
    """Show the prepared drafts by batch: a day and a step.

    Example: collectdesk message batches --batch 2026-11-24/standard/15
    """
    from collectdesk.desk.messages.batches import batches as read_batches
    from collectdesk.desk.messages.batches import draft_text

    with seat() as desk, desk.store.read() as session:
        found = [one for one in read_batches(session, desk.actor) if batch in (None, one.id)]
        if batch is not None and not found:
            raise BadInput(
                f"there is no batch {batch!r} with drafts in it; see `collectdesk message batches`"
            )
        texts = {}
        if batch is not None and not json:
            texts = {one.id: draft_text(session, one.id) for one in found[0].drafts}
    if json:
        answer(BatchList(batches=[_item(one) for one in found]))
    elif batch is None:
        rows = [
            [one.id, str(len(one.drafts)), ", ".join(f"{name} {n}" for name, n in one.languages), str(one.findings)]
            for one in found
        ]  # fmt: skip
        table(["batch", "drafts", "languages", "warned"], rows, right=frozenset({1, 3}))
    else:
        for one in found[0].drafts:
            line(f"{one.id}  {one.account}  {one.customer}  {one.digest}")
            for text in (texts[one.id].subject, texts[one.id].text, "", texts[one.id].collector_text, ""):
                for said in text.split("\n"):
                    line(f"    {said}" if said else "")
    return 0


def approve_batch(
    drafts: Annotated[list[str], typer.Argument(help="Each as ID:DIGEST, the digest of what was previewed.")],
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Approve drafts and put them in the queue, each through the gate by itself.

    Example: collectdesk message approve-batch 12:5f1c… 13:90ab…
    """
    from collectdesk.desk.messages.batches import ApproveBatch
    from collectdesk.desk.messages.batches import approve_batch as approve

    with seat() as desk:
        command = ApproveBatch(drafts=dict(map(_named, drafts)), **request_field(request_id))
        done = approve(desk.store, desk.actor, desk.clock(), command)
    if json:
        shown = [OutcomeItem(id=one.id, state=one.state, said=one.said) for one in done]
        answer(OutcomeList(outcomes=shown))
    else:
        table(["id", "state", ""], [[str(one.id), one.state, one.said] for one in done])
    return 0 if all(one.state == "queued" for one in done) else 1


def _named(typed: str) -> tuple[int, str]:
    number, colon, digest = typed.partition(":")
    if not (colon and number.isdigit() and digest):
        raise BadInput(
            f"{typed!r} is no draft; write it as ID:DIGEST, as `collectdesk message batches --json` shows"
        )
    return int(number), digest


def _item(one: Batch) -> BatchItem:
    drafts = [
        DraftItem(
            id=row.id, account=row.account, customer=row.customer, author=row.author, message=row.message,
            language=row.language, channel=row.channel, address=row.address, subject=row.subject,
            needs_approval=row.needs_approval, findings=[rule for rule, _why in row.findings], digest=row.digest,
        )
        for row in one.drafts
    ]  # fmt: skip
    return BatchItem(
        batch=one.id, count=len(one.drafts), languages=dict(one.languages), warned=one.findings, drafts=drafts
    )
