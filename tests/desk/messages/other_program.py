"""A program beside the test that sends what is due, and may be killed at a step of it.

Each one is forked from a server that has read the modules once, so that it is a process of its own without their start.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from datetime import datetime
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path

from collectdesk.desk.book import find_actor
from collectdesk.desk.messages.sending import Sender, send_due
from collectdesk.messages.sending.settings import MailServer, mail_server
from collectdesk.messages.sending.smtp import SmtpCarrier
from collectdesk.store import Store, open_store

programs = multiprocessing.get_context("forkserver")
programs.set_forkserver_preload([__name__])


def start(
    store: Store,
    now: datetime,
    settings: MailServer,
    folder: Path,
    *,
    dies_at: str = "",
    together: Barrier | None = None,
) -> ForkServerProcess:
    """Start a program on the book of the store; it waits for those it is `together` with before it sends.

    What it says of an error is in `folder` as `said`.
    """
    assert settings.password is not None
    given = {
        "HOST": settings.host, "PORT": str(settings.port), "USER": settings.user or "", "FROM": settings.sender,
        "PASSWORD": settings.password.get_secret_value(), "CA_FILE": str(settings.ca_file),
        "REPLY_TO": settings.reply_to or "", "FROM_NAME": settings.from_name,
    }  # fmt: skip
    environment = {f"COLLECTDESK_SMTP_{key}": value for key, value in given.items()}
    environment["COLLECTDESK_SETTINGS"] = str(folder / "none.toml")
    url = store.url.render_as_string(hide_password=False)
    target = str(store.url.database) if store.dialect == "sqlite" else url
    process = programs.Process(
        target=_send, args=(target, now, environment, folder / "said", dies_at, together), daemon=True
    )
    process.start()
    return process


def _send(
    target: str,
    now: datetime,
    environment: dict[str, str],
    said: Path,
    dies_at: str,
    together: Barrier | None,
) -> None:
    with said.open("ab") as file:
        os.dup2(file.fileno(), 2)
    os.environ.update(environment)

    def reached(step: str, *_rest: object) -> None:
        if step == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    store = open_store(target)
    server = mail_server()
    assert server is not None
    if together is not None:
        together.wait(timeout=60)
    sender = Sender({"email": SmtpCarrier(server, reached)}, server, None, reached)
    send_due(store, find_actor(store, None), lambda: now, sender)
