"""The commands that compose and check messages; part of the group `message`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from collectdesk.cli.acts import Request
from collectdesk.cli.given import one_of, pair, request_field
from collectdesk.cli.groups import group
from collectdesk.cli.outbox import show_messages
from collectdesk.cli.output import Answer, Json, answer, line
from collectdesk.cli.seat import seat

if TYPE_CHECKING:
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.messages.checked import Checked

Template = Annotated[str, typer.Argument(help="The message's name, such as friendly_reminder.")]
Number = Annotated[str, typer.Argument(help="The account's number.")]
Language = Annotated[
    str | None, typer.Option("--locale", help="The language, such as de or pt_BR; else the customer's own.")
]
Channel = Annotated[str | None, typer.Option(help="email, sms, letter or voicemail.")]
Person = Annotated[str | None, typer.Option(help="The person's name, where the customer has several.")]
Added = Annotated[
    list[str] | None,
    typer.Option(
        help="A paragraph of your own at the end: YOURS=THEIRS; giving THEIRS says that you read that language."
    ),
]
Given = Annotated[list[str] | None, typer.Option(help="A value that the message asks for: NAME=VALUE.")]


class FindingAnswer(Answer):
    """Something found: `severity` is block, warn or info; `start` and `end` are offsets in the text of `place`."""

    rule: str
    severity: str
    place: str
    start: int
    end: int
    words: str
    why: str
    better: str


class PieceAnswer(Answer):
    """A piece in both languages; `kind` is subject, salutation, paragraph, rows, table, added, mandatory, closing or
    short."""

    key: str
    kind: str
    ours: str
    theirs: str


class PreviewAnswer(Answer):
    """A message as it would go out. `blocked` says that it cannot; `digest` names this preview."""

    template: str
    account: str
    channel: str
    language: str
    right_to_left: bool
    person: str
    address: str
    subject: str
    text: str
    collector_text: str
    needs_approval: bool
    pieces: list[PieceAnswer]
    findings: list[FindingAnswer]
    blocked: bool
    digest: str


class WrittenAnswer(Answer):
    """A message that was kept: its state, and the sentence about it."""

    message_id: int
    state: str
    said: str
    findings: list[FindingAnswer]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to the group `message`."""
    messages = group(app, "message")
    messages.command("preview")(preview)
    messages.command("write")(write)
    messages.command("list")(listed)


def preview(
    template: Template,
    account: Number,
    locale: Language = None,
    channel: Channel = None,
    person: Person = None,
    add: Added = None,
    given: Given = None,
    json: Json = False,
) -> int:
    """Show a message as the customer would read it, with what the checker finds.

    Example: collectdesk message preview friendly_reminder 100234 --locale de
    """
    with seat() as desk:
        made = _made(desk, template, account, locale, channel, person, add, given)
    shown = _preview(made)
    if json:
        answer(shown)
    else:
        _print(made)
    return 1 if made.blocking else 0


def write(
    template: Template,
    account: Number,
    locale: Language = None,
    channel: Channel = None,
    person: Person = None,
    add: Added = None,
    given: Given = None,
    reason: Annotated[str, typer.Option(help="Why a warning of the checker may stay.")] = "",
    draft: Annotated[bool, typer.Option("--draft", help="Keep it without queueing it.")] = False,
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Write a message: check it, keep it, and queue it; `message send` sends what is due.

    Example: collectdesk message write friendly_reminder 100234
    """
    from collectdesk.desk.messages.writing import WriteMessage, write_message
    from collectdesk.models import Message

    with seat() as desk:
        made = _made(desk, template, account, locale, channel, person, add, given)
        if made.blocking:
            _findings(made, json)
            return 1
        asked = made.composed.asked
        command = WriteMessage(
            account_id=asked.account_id, purpose=asked.purpose, channel=asked.channel, person_id=asked.person_id,
            language=asked.language, given=dict(asked.given), additions=made.additions, seen=made.digest,
            reason=reason, send=not draft, domain=_domain(), **request_field(request_id),
        )  # fmt: skip
        receipt = write_message(desk.store, desk.actor, desk.clock(), command)
        message_id = receipt.created["message"][0]
        with desk.store.read() as session:
            state = session.get_one(Message, message_id).state
    if json:
        answer(WrittenAnswer(message_id=message_id, state=state, said=receipt.said, findings=_found(made)))
    else:
        line(f"{message_id} {receipt.said}")
    return 0


def listed(
    account: Annotated[str | None, typer.Argument(help="The account's number.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 200,
    json: Json = False,
) -> int:
    """Show all messages, of one account or of the book, those that need a person first.

    Example: collectdesk message list 100234
    """
    from collectdesk.desk.messages.boxes import OPEN

    return show_messages((*OPEN, "sent", "dropped"), account, limit, json)


def _domain() -> str:
    """The sender's domain, for the Message-ID."""
    from collectdesk.desk.messages.drafting import DOMAIN
    from collectdesk.messages.sending.settings import mail_server

    server = mail_server()
    return server.from_box.address.rpartition("@")[2] if server is not None else DOMAIN


def _made(
    desk: DeskHandle,
    template: str,
    account: str,
    locale: str | None,
    channel: str | None,
    person: str | None,
    add: list[str] | None,
    given: list[str] | None,
) -> Checked:
    from collectdesk.desk.dossier import desk_day, find_account
    from collectdesk.desk.messages.checked import checked
    from collectdesk.desk.messages.compose import Asked
    from collectdesk.desk.messages.drafting import Addition

    way: Any = one_of(channel, ("email", "sms", "letter", "voicemail"), "--channel") if channel else None
    account_id = find_account(desk.store, account)
    additions = []
    for one in add or ():
        ours, _equals, theirs = one.partition("=")
        additions.append(
            Addition(place="", source_text=ours, customer_text=theirs, confirmed=bool(theirs.strip()))
        )
    with desk.store.read() as session:
        asked = Asked(
            account_id, template, desk_day(session, desk.clock()), way, _person(session, account_id, person),
            None, locale, None, None, dict(pair(one, "--given") for one in given or ()),
        )  # fmt: skip
        return checked(session, asked, desk.actor.id, additions)


def _person(session: Any, account_id: int, name: str | None) -> int | None:
    from collectdesk.desk.messages.reading import person_named

    return person_named(session, account_id, name) if name else None


def _found(made: Checked) -> list[FindingAnswer]:
    return [
        FindingAnswer(
            rule=one.rule, severity=one.severity, place=one.place, start=one.start, end=one.end, words=one.words,
            why=one.why, better=one.better,
        )
        for one in made.findings
    ]  # fmt: skip


def _preview(made: Checked) -> PreviewAnswer:
    from collectdesk.messages.laid_out import parts_of

    composed, theirs = made.composed, made.theirs
    pairs = zip(parts_of(theirs), parts_of(made.ours), strict=True)
    return PreviewAnswer(
        template=composed.purpose.name, account=composed.standing.account.number, channel=theirs.channel,
        language=theirs.reader.language, right_to_left=theirs.reader.right_to_left, person=composed.person,
        address=composed.address, subject=theirs.subject.text, text=theirs.body.text,
        collector_text=made.ours.body.text, needs_approval=composed.purpose.review,
        pieces=[
            PieceAnswer(key=one.key, kind=one.kind, ours=two.text.text, theirs=one.text.text) for one, two in pairs
        ],
        findings=_found(made), blocked=bool(made.blocking), digest=made.digest,
    )  # fmt: skip


def _print(made: Checked) -> None:
    theirs = made.theirs
    if theirs.subject.text:
        line(theirs.subject.text)
        line()
    for one in theirs.body.text.split("\n"):
        line(one)
    line()
    _findings(made, json=False)


def _findings(made: Checked, json: bool) -> None:
    from collectdesk.desk.messages.writing import finding_words

    if json:
        answer(WrittenAnswer(message_id=0, state="refused", said="", findings=_found(made)))
        return
    for one in made.findings:
        line(f"{one.severity} {one.rule} {finding_words(one)}")
