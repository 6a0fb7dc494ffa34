"""Which entries of an account's timeline are messages, and which messages they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.models import Journal

_WENT = ("message.end", "message.settle")
_CAME = ("reply.receive", "reply.assign")


@dataclass(frozen=True, slots=True)
class MessageOf:
    """What an activity was: the id of a message that went, or of one that came in; both None for anything else."""

    sent_id: int | None = None
    received_id: int | None = None


def messages_of(session: Session, account_id: int, began: Mapping[int, datetime]) -> dict[int, MessageOf]:
    """The messages among these activities of an account, which are given by id with the moment each began.

    The act that puts a message on the timeline has both ids in its journal entry, which no activity comes after.
    """
    if not began:
        return {}
    entries = session.execute(
        select(Journal.act, Journal.facts).where(
            Journal.account_id == account_id,
            Journal.at >= min(began.values()),
            Journal.act.in_((*_WENT, *_CAME)),
            Journal.refused.is_(False),
        )
    )
    found = {}
    for act, text in entries:
        facts = json.loads(text)
        if facts.get("activity") in began:
            went = act in _WENT
            found[int(facts["activity"])] = (
                MessageOf(sent_id=facts.get("message"))
                if went
                else MessageOf(received_id=facts.get("inbound"))
            )
    return found
