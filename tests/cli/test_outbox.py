"""Messages from the shell: what waits, what goes, what comes back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from collectdesk.desk.book import find_actor
from collectdesk.desk.messages.drafting import DraftMessage, draft_message
from collectdesk.now import utc_now
from collectdesk.store import open_store
from tests.cli.conftest import Run
from tests.exchange.letters_back import ABSENCE, mbox, with_files


def test_a_message_waits_for_a_mail_server(
    book: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLLECTDESK_SETTINGS", str(tmp_path / "settings.toml"))
    store = open_store(os.environ["COLLECTDESK_DATABASE"])
    command = DraftMessage(
        account_id=1, template="friendly_reminder", purpose="friendly_reminder", language="de", channel="email",
        address="jana@example.org", subject="Hello", text="Text",
    )  # fmt: skip
    draft_message(store, find_actor(store, None), utc_now(), command)
    store.close()
    (shown,) = book("message", "outbox", "--json").json["messages"]
    assert (shown["state"], shown["address"]) == ("draft", "jana@example.org")
    assert book("message", "eml", "1", "-o", str(tmp_path / "a.eml")).code == 2
    monkeypatch.setenv("COLLECTDESK_SMTP_FROM", "desk@example.com")
    assert book("message", "eml", "1", "-o", str(tmp_path / "a.eml")).code == 0
    assert b"To: jana@example.org" in (tmp_path / "a.eml").read_bytes()
    assert book("message", "link", "1", "--json").json["link"].startswith("mailto:jana@example.org")
    assert book("message", "queue", "1", "--digest", "0" * 64).code == 2
    queued = book("message", "queue", "1", "--digest", shown["digest"])
    if queued.code == 0:
        sent = book("message", "send", "--json")
        assert (sent.code, sent.json["messages"]) == (1, [])
        assert "no mail server is set" in sent.err
    assert book("message", "drop", "1").code == 0
    assert book("message", "outbox", "--json").json["messages"] == []


def test_mail_is_read_from_a_file(book: Run, tmp_path: Path) -> None:
    box = tmp_path / "box"
    box.write_bytes(mbox(ABSENCE.format(ours="<x@example.com>")))
    found = book("message", "replies", str(box), "--json").json
    assert (found["read"]["new"], found["messages"][0]["kind"]) == (1, "auto_reply")
    assert book("message", "replies", str(box), "--json").json["read"]["new"] == 0
    assert book("message", "handle", "1").code == 0
    assert book("message", "replies", "--json").json["messages"] == []


def test_what_went_and_came_is_shown_and_a_document_saved(book: Run, tmp_path: Path) -> None:
    store = open_store(os.environ["COLLECTDESK_DATABASE"])
    command = DraftMessage(
        account_id=1, template="friendly_reminder", purpose="friendly_reminder", language="de", channel="email",
        address="jana@example.org", subject="Hello", text="Guten Tag\n\x1b[31m" + "x" * 3000,
    )  # fmt: skip
    draft_message(store, find_actor(store, None), utc_now(), command)
    store.close()
    told = book("message", "show", "1", "--json").json
    assert (told["text"], told["state"], told["approved_by"]) == (command.text, "draft", None)
    plain = book("message", "show", "1").out
    assert "language: de" in plain
    assert plain.count("x") >= 3000
    assert "\x1b" not in plain
    assert book("message", "show", "2").code == 2

    box = tmp_path / "box"
    wild = with_files(("../../x/evil\u202e.pdf", b"%PDF"), ("b.txt", b"two")).format(ours="<x@example.com>")
    box.write_bytes(mbox(wild))
    book("message", "replies", str(box))
    told = book("message", "received", "1", "--json").json
    assert [(one["id"], one["bytes"]) for one in told["files"]] == [(1, 4), (2, 3)]
    assert "document 2: b.txt (3 bytes)" in book("message", "received", "1").out
    folder = tmp_path / "out"
    folder.mkdir()
    saved = book("message", "attachment", "1", "-o", str(folder), "--json").json
    assert saved == {"file": str(folder / "evil.pdf"), "bytes": 4}
    again = book("message", "attachment", "1", "-o", str(folder))
    assert (again.code, "is there already" in again.err) == (2, True)
    assert book("message", "attachment", "2", "-o", str(folder / "named.txt")).code == 0
    assert (folder / "named.txt").read_bytes() == b"two"
    assert book("message", "attachment", "9", "-o", str(folder / "none")).code == 2
    assert book("message", "received", "9").code == 2
