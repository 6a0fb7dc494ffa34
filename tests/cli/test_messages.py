"""Composing and checking messages from the shell."""

from __future__ import annotations

from tests.cli.conftest import Run

ENGLISH = "We can send you copies of the invoices."
GERMAN = "Auf Wunsch senden wir Ihnen Kopien der Rechnungen."


def _account(book: Run) -> str:
    return str(book("queue", "--json").json["rows"][0]["account"])


def test_a_preview_is_what_is_written(book: Run) -> None:
    number = _account(book)
    seen = book(
        "message",
        "preview",
        "statement_of_account",
        number,
        "--locale",
        "de",
        "--channel",
        "letter",
        "--json",
    )
    shown = seen.json
    assert (shown["language"], shown["channel"], shown["account"]) == ("de", "letter", number)
    assert [one["kind"] for one in shown["pieces"][:2]] == ["subject", "salutation"]
    assert "\n\n".join(one["theirs"] for one in shown["pieces"][1:] if one["theirs"]) == shown["text"]
    assert seen.code == (1 if shown["blocked"] else 0)


def test_english_in_a_german_message_blocks_and_nothing_is_kept(book: Run) -> None:
    number = _account(book)
    common = ("statement_of_account", number, "--locale", "de", "--add", f"{ENGLISH}={ENGLISH}")
    shown = book("message", "preview", *common, "--json")
    assert shown.code == 1
    (found,) = [one for one in shown.json["findings"] if one["rule"] == "L18"]
    assert shown.json["text"][found["start"] : found["end"]] == found["words"]
    assert found["words"] in ENGLISH
    assert book("message", "write", *common).code == 1
    assert book("message", "list", "--json").json["messages"] == []


def test_a_paragraph_without_a_translation_blocks(book: Run) -> None:
    given = ("statement_of_account", _account(book), "--locale", "de", "--add", ENGLISH, "--json")
    shown = book("message", "preview", *given).json
    assert any("Not translated" in one["why"] for one in shown["findings"])
    good = book("message", "preview", *given[:-2], f"{ENGLISH}={GERMAN}", "--json").json
    assert not any(one["rule"] == "L18" for one in good["findings"])
    assert GERMAN in good["text"]


def test_what_is_no_message_is_one_sentence(book: Run) -> None:
    wrong = book("message", "preview", "nonsense", _account(book))
    assert wrong.code == 2
    assert "'nonsense' is no message" in wrong.err
    assert "Traceback" not in wrong.err
