"""A real mail server for tests, with TLS by an authority of its own, and messages to send through it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from pydantic import SecretStr

from collectdesk.messages.sending.address import mailbox
from collectdesk.messages.sending.mail import Enclosure, Mail
from collectdesk.messages.sending.markup import html_of
from collectdesk.messages.sending.settings import MailServer

USER, PASSWORD = "desk", "it is 4 secrets"
TEXT = "Guten Tag Frau Krüger,\n\n.am Anfang ein Punkt\nvon uns <b>nicht</b> fett & klar\n\nFrom uns\n"


@dataclass
class Inbox:
    """What the server took: envelopes with the bytes as they came; `answers` are given instead of 250, by step."""

    taken: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    drop_after_data: bool = False
    logins: int = 0
    encrypted: list[bool] = field(default_factory=list)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _more: Any) -> str:  # noqa: N802
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self.taken.append(envelope.original_content)
        self.recipients.append(envelope.rcpt_tos)
        self.encrypted.append(session.ssl is not None)
        if self.drop_after_data:
            server.transport.abort()
        return "250 taken"


class _Strict(Controller):
    """STARTTLS before anything else, and a login."""

    def __init__(self, inbox: Inbox, context: ssl.SSLContext) -> None:
        self._inbox, self._tls = inbox, context
        super().__init__(inbox, hostname="127.0.0.1", port=0)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # the one that the system chose
        super()._trigger_server()

    def factory(self) -> SMTP:
        return SMTP(
            self.handler,
            tls_context=self._tls,
            require_starttls=True,
            auth_required=True,
            authenticator=self._login,
            enable_SMTPUTF8=True,
        )

    def _login(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        self._inbox.logins += 1
        good = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=good, handled=False)


@contextmanager
def post_office(folder: Path, name: str = "localhost") -> Iterator[tuple[Inbox, MailServer]]:
    """A server that asks for TLS and a login, and the settings with which it is reached."""
    authority = trustme.CA()
    ca_file = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    inbox = Inbox()
    controller = _Strict(inbox, context)
    controller.start()
    try:
        yield inbox, server(controller.port, ca_file)
    finally:
        controller.stop()


def server(port: int, ca_file: Path | None, **changed: Any) -> MailServer:
    """The settings of a server on this machine."""
    given: dict[str, Any] = {
        "host": "localhost", "port": port, "user": USER, "password": SecretStr(PASSWORD), "tls": "starttls",
        "from": "desk@example.com", "from_name": "Larkfield", "reply_to": "answers@example.com", "ca_file": ca_file,
    }  # fmt: skip
    return MailServer.model_validate({**given, **changed})


def a_mail(**changed: Any) -> Mail:
    """An e-mail in German with a document."""
    given: dict[str, Any] = {
        "sender": mailbox("desk@example.com", "Larkfield"), "reply_to": mailbox("answers@example.com"),
        "to": mailbox("jana@example.org", "Jana Krüger"), "subject": "Rechnung 4655: Zahlung", "text": TEXT,
        "html": html_of(TEXT, "de"), "language": "de_AT", "dated": datetime(2026, 11, 24, 9, 2, tzinfo=UTC),
        "message_id": "<abc123@example.com>",
        "enclosures": (Enclosure("Übersicht.pdf", "application/pdf", b"%PDF-1.4 \x00\xff\r\n."),),
    }  # fmt: skip
    return Mail(**{**given, **changed})
