"""Who stands behind a company code, from the shell."""

from __future__ import annotations

from tests.cli.conftest import Run


def test_a_creditor_is_named_with_what_the_rules_ask(book: Run) -> None:
    given = ("creditor", "C1", "Uhrwerk GmbH", "--country", "DE", "--collector", "creditor")
    assert book(*given, "--debt-type", "trade_invoice").out == "C1 is Uhrwerk GmbH\n"
    wrong = book("creditor", "C1", "Uhrwerk GmbH", "--collector", "friend")
    assert wrong.code == 2
    assert "--collector" in wrong.err
