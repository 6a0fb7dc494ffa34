"""A real mail server over TLS: what it takes, and every way in which it does not."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from collectdesk.faults import BadInput
from collectdesk.messages.sending.carrier import Parcel
from collectdesk.messages.sending.mail import mail_bytes
from collectdesk.messages.sending.rules import sending_rules
from collectdesk.messages.sending.settings import mail_server
from collectdesk.messages.sending.smtp import SmtpCarrier
from tests.messages.sending.post import a_mail, post_office, server


def _parcel() -> Parcel:
    return Parcel(
        "<abc123@example.com>", "email", "jana@example.org", "", "desk@example.com", mail_bytes(a_mail())
    )


def test_the_server_gets_what_the_file_showed_byte_for_byte(tmp_path: Path) -> None:
    with post_office(tmp_path) as (inbox, settings):
        outcome = SmtpCarrier(settings).carry(_parcel())
    assert (outcome.step, outcome.code) == ("accepted", 250)
    assert inbox.taken == [mail_bytes(a_mail())]
    assert (inbox.recipients, inbox.encrypted, inbox.logins) == ([["jana@example.org"]], [True], 1)


@pytest.mark.parametrize(
    ("where", "said", "step", "code"),
    [
        ("RCPT", "550 no such person", "refused", 550),
        ("RCPT", "450 later", "postponed", 450),
        ("DATA", "554 not here", "refused", 554),
        ("DATA", "451 come back", "postponed", 451),
    ],
)
def test_what_the_server_says_is_the_outcome(
    tmp_path: Path, where: str, said: str, step: str, code: int
) -> None:
    with post_office(tmp_path) as (inbox, settings):
        inbox.answers[where] = said
        outcome = SmtpCarrier(settings).carry(_parcel())
    assert (outcome.step, outcome.code, inbox.taken, outcome.reached) == (step, code, [], True)


def test_an_answer_that_never_comes_leaves_it_uncertain(tmp_path: Path) -> None:
    with post_office(tmp_path) as (inbox, settings):
        inbox.drop_after_data = True
        outcome = SmtpCarrier(settings).carry(_parcel())
    assert (outcome.step, len(inbox.taken)) == ("uncertain", 1)


def test_a_server_that_goes_during_the_text_has_nothing(tmp_path: Path) -> None:
    def talk(listener: socket.socket) -> None:
        connection, _peer = listener.accept()
        with connection, connection.makefile("rwb") as wire:
            wire.write(b"220 here\r\n")
            wire.flush()
            for line in iter(wire.readline, b""):
                wire.write(b"354 go\r\n" if line.upper().startswith(b"DATA") else b"250 OK\r\n")
                wire.flush()
                if line.upper().startswith(b"DATA"):
                    connection.setsockopt(
                        socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00"
                    )
                    return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        speaking = threading.Thread(target=talk, args=(listener,))
        speaking.start()
        settings = server(listener.getsockname()[1], None, tls="none", user=None, password=None)
        big = replace(_parcel(), content=b"x: y\r\n\r\n" + b"text\r\n" * 4_000_000)
        outcome = SmtpCarrier(settings).carry(big)
        speaking.join()
    assert outcome.step == "postponed"


def test_no_connection_no_trust_and_no_login_are_said_and_nothing_leaves(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    dead = SmtpCarrier(server(port, None)).carry(_parcel())
    assert (dead.step, dead.reached) == ("postponed", False)
    with post_office(tmp_path) as (inbox, settings):
        stranger = SmtpCarrier(settings.model_copy(update={"ca_file": None})).carry(_parcel())
        wrong = SmtpCarrier(server(settings.port, settings.ca_file, password="no")).carry(_parcel())
    assert (stranger.step, stranger.reached, "certificate" in stranger.said) == ("postponed", False, True)
    assert (wrong.step, wrong.reached, wrong.code) == ("postponed", False, 535)
    assert inbox.taken == []


def test_a_certificate_for_another_name_is_not_trusted(tmp_path: Path) -> None:
    with post_office(tmp_path, "mail.example.com") as (inbox, settings):
        outcome = SmtpCarrier(settings).carry(_parcel())
    assert (outcome.step, outcome.reached, inbox.logins) == ("postponed", False, 0)


def test_waits_grow_and_end() -> None:
    retry = sending_rules().retry
    waits = [retry.wait_after(n) for n in range(1, len(retry.after_minutes) + 2)]
    assert waits[-1] is None
    known = [wait for wait in waits if wait is not None]
    assert known == sorted(known)
    assert len(known) == len(retry.after_minutes)


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('[mail]\nhost = "a.example"\nfrom = "desk@example.com"\ntls = "implicit"\n')
    found = mail_server({}, path)
    assert found is not None
    assert (found.host, found.port, found.sender) == ("a.example", 465, "desk@example.com")
    other = mail_server({"COLLECTDESK_SMTP_HOST": "b.example", "COLLECTDESK_SMTP_PORT": "2525"}, path)
    assert other is not None
    assert (other.host, other.port) == ("b.example", 2525)
    assert mail_server({}, tmp_path / "none.toml") is None


def test_a_password_stands_only_where_nobody_else_reads_it(tmp_path: Path) -> None:
    path, secret = tmp_path / "settings.toml", tmp_path / "secret"
    path.write_text('[mail]\nhost = "a.example"\nfrom = "a@example.com"\nuser = "u"\npassword = "p"\n')
    path.chmod(0o644)
    with pytest.raises(BadInput, match="chmod 600"):
        mail_server({}, path)
    path.chmod(0o600)
    found = mail_server({}, path)
    assert found is not None
    assert "'p'" not in repr(found)
    secret.write_text("q\n")
    secret.chmod(0o640)
    base = {
        "COLLECTDESK_SMTP_HOST": "a.example",
        "COLLECTDESK_SMTP_FROM": "a@example.com",
        "COLLECTDESK_SMTP_USER": "u",
    }
    environment = {**base, "COLLECTDESK_SMTP_PASSWORD_FILE": str(secret)}
    with pytest.raises(BadInput, match="chmod 600"):
        mail_server(environment, tmp_path / "none.toml")
    secret.chmod(0o600)
    other = mail_server(environment, tmp_path / "none.toml")
    assert other is not None
    assert other.password is not None
    assert other.password.get_secret_value() == "q"


@pytest.mark.parametrize(
    "text",
    ['[mail]\nhost = "a.example"\n', "[mail", '[mail]\nhost = "a.example"\nfrom = "x"\n', "[mail]\nhots = 1\n",
     "mail = 3\n",
     '[mail]\nhost = "a.example"\nfrom = "a@example.com"\ntls = "none"\n',
     '[mail]\nhost = "a.example"\nfrom = "a@example.com"\nport = 99999\n'],
)  # fmt: skip
def test_settings_that_cannot_be_used_are_said_in_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text)
    with pytest.raises(BadInput) as said:
        mail_server({}, path)
    assert "\n" not in str(said.value)
