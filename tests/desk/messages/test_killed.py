"""Sending that is killed at each of its steps, and two programs that send at once: nothing twice, nothing lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from pathlib import Path

import pytest

from collectdesk.desk.act import Actor
from collectdesk.desk.messages.sending import Sender, send_due
from collectdesk.desk.messages.settling import SettleUncertain, settle_uncertain
from collectdesk.messages.sending.settings import MailServer
from collectdesk.messages.sending.smtp import SmtpCarrier
from collectdesk.store import Store
from tests.desk.conftest import Sample
from tests.desk.messages.drafts import queued, row, steps
from tests.desk.messages.other_program import programs, start
from tests.messages.sending.post import Inbox, post_office


@pytest.fixture
def post(tmp_path: Path) -> Iterator[tuple[Inbox, MailServer]]:
    with post_office(tmp_path) as found:
        yield found


_NOTHING_STARTED = ("found",)
_NEVER_LEFT = ("started", "connected", "ready", "envelope", "data")
_LEFT = ("end", "accepted", "carried")


@pytest.mark.parametrize("step", [*_NOTHING_STARTED, *_NEVER_LEFT, *_LEFT, "recorded"])
def test_a_program_killed_while_sending(
    store: Store,
    owner: Actor,
    now: datetime,
    sample: Sample,
    post: tuple[Inbox, MailServer],
    tmp_path: Path,
    step: str,
) -> None:
    inbox, settings = post
    message_id = queued(store, owner, now, sample)
    child = start(store, now, settings, tmp_path, dies_at=step)
    child.join(timeout=60)
    assert child.exitcode == -9, (tmp_path / "said").read_text()

    sender = Sender({"email": SmtpCarrier(settings)}, settings)
    done = send_due(store, owner, lambda: now, sender)
    if step in _NOTHING_STARTED:
        assert [one.state for one in done] == ["sent"]
    elif step == "recorded":
        assert (done, row(store, message_id).state) == ((), "sent")
    else:
        assert done == ()
        assert row(store, message_id).state == "uncertain"
        assert steps(store, message_id) == ["started", "uncertain"]
        assert row(store, message_id).reason
        taken = len(inbox.taken)
        assert taken == 0 if step in _NEVER_LEFT else taken <= 1
        send_due(store, owner, lambda: now, sender)
        assert len(inbox.taken) == taken  # never again by itself
        settle_uncertain(store, owner, now, SettleUncertain(message_id=message_id, was="again"))
        send_due(store, owner, lambda: now, sender)
        assert len(inbox.taken) == taken + 1
    assert row(store, message_id).state == "sent"
    ids = {message_from_bytes(one)["Message-ID"] for one in inbox.taken}
    assert ids == {row(store, message_id).message_id}


def test_two_programs_at_once_send_each_message_once(
    store: Store, owner: Actor, now: datetime, sample: Sample, post: tuple[Inbox, MailServer], tmp_path: Path
) -> None:
    inbox, settings = post
    ids = [queued(store, owner, now, sample) for _ in range(12)]
    together = programs.Barrier(2)
    children = [start(store, now, settings, tmp_path, together=together) for _ in range(2)]
    for child in children:
        child.join(timeout=60)
        assert child.exitcode == 0, (tmp_path / "said").read_text()
    taken = Counter(message_from_bytes(one)["Message-ID"] for one in inbox.taken)
    assert taken == Counter(row(store, message_id).message_id for message_id in ids)
    assert {row(store, message_id).state for message_id in ids} == {"sent"}
