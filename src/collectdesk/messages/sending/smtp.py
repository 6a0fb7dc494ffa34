"""The mail server: one message at a time, over TLS with a checked certificate, and an honest answer for each."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, replace

from collectdesk.messages.sending.carrier import Outcome, Parcel, Step
from collectdesk.messages.sending.rules import sending_rules
from collectdesk.messages.sending.settings import MailServer

_SAID = 200
_END = b"\r\n.\r\n"
Watcher = Callable[[str], None]
"""Is told the name of each step of a delivery, as it is reached."""


def _unwatched(step: str) -> None:
    pass


@dataclass(frozen=True, slots=True)
class SmtpCarrier:
    """Sends e-mail through one server, a connection for each message."""

    server: MailServer
    watcher: Watcher = _unwatched

    def carry(self, parcel: Parcel) -> Outcome:
        """Hand one e-mail to the server. What is wrong before the last byte of it leaves is no delivery."""
        try:
            connection = self._connect()
        except smtplib.SMTPResponseException as error:
            return replace(_outcome("postponed", error.smtp_code, error.smtp_error), reached=False)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            return Outcome("postponed", None, _short(str(error)), reached=False)
        try:
            return self._deliver(connection, parcel)
        finally:
            connection.close()

    def _connect(self) -> smtplib.SMTP:
        """Connected, encrypted and logged in. The server's certificate has to be good for its name."""
        server, timeout = self.server, sending_rules().server.timeout_seconds
        context = ssl.create_default_context(cafile=str(server.ca_file) if server.ca_file else None)
        if server.tls == "implicit":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=timeout, context=context
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=timeout)
        try:
            self.watcher("connected")
            connection.ehlo_or_helo_if_needed()
            if server.tls == "starttls":
                connection.starttls(context=context)
                connection.ehlo()
            if server.user:
                connection.login(server.user, server.password.get_secret_value() if server.password else "")
        except BaseException:
            connection.close()
            raise
        self.watcher("ready")
        return connection

    def _deliver(self, connection: smtplib.SMTP, parcel: Parcel) -> Outcome:
        try:
            refused = self._envelope(connection, parcel)
            if refused is not None:
                return refused
            # Everything but the end: until that is out, the server cannot have the message.
            connection.send(_stuffed(parcel.content))
            self.watcher("data")
        except smtplib.SMTPResponseException as error:
            return _answered(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            return Outcome("postponed", None, _short(str(error)))
        try:
            connection.send(_END)
            self.watcher("end")
            code, said = connection.getreply()
        except (OSError, smtplib.SMTPException) as error:
            return Outcome("uncertain", None, _short(str(error)))
        outcome = _answered(code, said)
        if outcome.step == "accepted":
            self.watcher("accepted")
            with contextlib.suppress(OSError, smtplib.SMTPException):  # it is theirs already
                connection.quit()
        return outcome

    def _envelope(self, connection: smtplib.SMTP, parcel: Parcel) -> Outcome | None:
        """Sender, recipient and the word DATA; an outcome when the server says no to one of them."""
        for code, said in (
            connection.mail(parcel.sender),
            connection.rcpt(parcel.address),
        ):
            if code not in (250, 251):
                return _answered(code, said)
        code, said = connection.docmd("DATA")
        if code != 354:
            return _answered(code, said)
        self.watcher("envelope")
        return None


def _stuffed(content: bytes) -> bytes:
    """The message without its last line end, each leading dot doubled (RFC 5321 4.5.2)."""
    body = content.removesuffix(b"\r\n")
    stuffed = body.replace(b"\r\n.", b"\r\n..")
    return b"." + stuffed if stuffed.startswith(b".") else stuffed


def _answered(code: int, said: bytes | str) -> Outcome:
    if 200 <= code < 300:
        return _outcome("accepted", code, said)
    return _outcome("refused" if code >= 500 else "postponed", code, said)


def _outcome(step: Step, code: int, said: bytes | str) -> Outcome:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return Outcome(step, code if 0 < code < 1000 else None, _short(text))


def _short(said: str) -> str:
    return "".join(c if c.isprintable() else " " for c in said)[:_SAID].strip()
