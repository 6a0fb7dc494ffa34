"""What the message screen has done in threads: composing, keeping drafts, sending, writing files."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from collectdesk.faults import BadInput
from collectdesk.i18n import _

if TYPE_CHECKING:
    from collectdesk.desk.act import Receipt
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.messages.view import MessageView
    from collectdesk.desk.messages.writing import Went
    from collectdesk.screens.message.screen import Wanted

PLACE = "message"
"""The draft of a message: what was chosen and added, in its state."""


def read(
    desk: DeskHandle, zone: str, account_id: int, wanted: Wanted, draft: bool
) -> tuple[Wanted, MessageView]:
    """The message as it stands; with `draft` what was left unfinished before.

    While the checker has not read the message's language, its words are left unchecked: `look` does that behind the
    first picture.
    """
    from collectdesk.desk.messages.drafting import Addition
    from collectdesk.desk.messages.view import message_view
    from collectdesk.desk.notes import find_draft

    if draft:
        kept = find_draft(desk.store, desk.actor, account_id, PLACE)
        if kept is not None and kept.state:
            state = {**kept.state, "additions": tuple(kept.state.get("additions", ()))}
            wanted = replace(wanted, **state)
    view = message_view(
        desk, zone, account_id, purpose=wanted.purpose, channel=wanted.channel,  # type: ignore[arg-type]
        person_id=wanted.person_id, language=wanted.language, given=wanted.given,
        additions=[Addition(**one) for one in wanted.additions], wait=False,
    )  # fmt: skip
    return wanted, view


def look(
    desk: DeskHandle, zone: str, account_id: int, wanted: Wanted, language: str
) -> tuple[Wanted, MessageView]:
    """The same with its words checked; takes a second or two for the first message of a language."""
    from collectdesk.messages.checks import prepare

    prepare(language)
    return read(desk, zone, account_id, wanted, draft=False)


def keep(desk: DeskHandle, account_id: int, wanted: Wanted) -> None:
    """Keep what was chosen and typed, so that leaving loses none of it."""
    from collectdesk.desk.notes import save_draft

    text = "\n\n".join(one["source_text"] for one in wanted.additions)
    save_draft(desk.store, desk.actor, desk.clock(), account_id, PLACE, text, (0, 0), asdict(wanted))


def go(desk: DeskHandle, account_id: int, wanted: Wanted, given: dict[str, Any]) -> Went:
    """Write and send it, and forget its draft."""
    from collectdesk.desk.messages.carriers import usual_sender
    from collectdesk.desk.messages.drafting import Addition
    from collectdesk.desk.messages.writing import WriteMessage, write_and_send
    from collectdesk.desk.notes import forget_draft

    command = WriteMessage(
        account_id=account_id, purpose=wanted.purpose, channel=wanted.channel, person_id=wanted.person_id,
        language=wanted.language, given=wanted.given,
        additions=tuple(Addition(**one) for one in wanted.additions), **given,
    )  # fmt: skip
    sender, missing = usual_sender()
    went = write_and_send(desk.store, desk.actor, desk.clock, command, sender, missing)
    forget_draft(desk.store, desk.actor, account_id, PLACE)
    return went


def settle(desk: DeskHandle, message_id: int, was: Any) -> Receipt:
    """What a person says of a message that was handed to them."""
    from collectdesk.desk.messages.settling import SettleUncertain, settle_uncertain

    return settle_uncertain(
        desk.store, desk.actor, desk.clock(), SettleUncertain(message_id=message_id, was=was)
    )


def write_file(desk: DeskHandle, account_id: int, wanted: Wanted, path: Path) -> Path:
    """Write the message to a file. BadInput when it cannot be written."""
    from collectdesk.desk.dossier import desk_day
    from collectdesk.desk.messages.compose import Asked
    from collectdesk.desk.messages.drafting import Addition
    from collectdesk.desk.messages.files import message_file

    with desk.store.read() as session:
        day = desk_day(session, desk.clock())
    asked = Asked(
        account_id, wanted.purpose or "", day, wanted.channel, wanted.person_id, None, wanted.language, None, None,  # type: ignore[arg-type]
        wanted.given,
    )  # fmt: skip
    content = message_file(desk, asked, tuple(Addition(**one) for one in wanted.additions))
    try:
        path.write_bytes(content)
    except OSError as error:
        raise BadInput(
            _("{file} cannot be written: {why}").format(file=path, why=error.strerror or type(error).__name__)
        ) from error
    return path
