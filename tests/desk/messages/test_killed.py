"""Sending that is killed at each of its steps, and two programs that send at once: nothing twice, nothing lost."""

from __future__ import annotations

import os
import subprocess
import sys
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
from tests.messages.sending.post import Inbox, post_office

_SENDS = """
import os, signal, sys
from datetime import datetime
from collectdesk.desk.book import find_actor
from collectdesk.desk.messages.sending import Sender, send_due
from collectdesk.messages.sending.settings import mail_server
from collectdesk.messages.sending.smtp import SmtpCarrier
from collectdesk.store import open_store

def reached(step, *_rest):
    if step == sys.argv[3]:
        os.kill(os.getpid(), signal.SIGKILL)

store = open_store(sys.argv[1])
now = datetime.fromisoformat(sys.argv[2])
server = mail_server()
sys.stdout.write("ready\\n")
sys.stdout.flush()
if sys.argv[3] == "none":
    sys.stdin.readline()
sender = Sender({"email": SmtpCarrier(server, reached)}, server, None, reached)
send_due(store, find_actor(store, None), lambda: now, sender)
"""


@pytest.fixture
def post(tmp_path: Path) -> Iterator[tuple[Inbox, MailServer]]:
    with post_office(tmp_path) as found:
        yield found


def _child(
    store: Store, now: datetime, settings: MailServer, step: str, folder: Path
) -> subprocess.Popen[bytes]:
    assert settings.password is not None
    given = {
        "HOST": settings.host, "PORT": str(settings.port), "USER": settings.user or "", "FROM": settings.sender,
        "PASSWORD": settings.password.get_secret_value(), "CA_FILE": str(settings.ca_file),
        "REPLY_TO": settings.reply_to or "", "FROM_NAME": settings.from_name,
    }  # fmt: skip
    script = folder / "sends.py"
    script.write_text(_SENDS)
    url = store.url.render_as_string(hide_password=False)
    target = store.url.database if store.dialect == "sqlite" else url
    return subprocess.Popen(
        [sys.executable, str(script), str(target), now.isoformat(), step],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "COLLECTDESK_SETTINGS": str(folder / "none.toml"),
            **{f"COLLECTDESK_SMTP_{key}": value for key, value in given.items()},
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


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
    child = _child(store, now, settings, step, tmp_path)
    _out, said = child.communicate(timeout=60)
    assert child.returncode == -9, said.decode()

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
    children = [_child(store, now, settings, "none", tmp_path) for _ in range(2)]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write(b"go\n")
        child.stdin.flush()
    for child in children:
        _out, said = child.communicate(timeout=60)
        assert child.returncode == 0, said.decode()
    taken = Counter(message_from_bytes(one)["Message-ID"] for one in inbox.taken)
    assert taken == Counter(row(store, message_id).message_id for message_id in ids)
    assert {row(store, message_id).state for message_id in ids} == {"sent"}
