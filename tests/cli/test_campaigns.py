"""Preparing and approving messages from the shell."""

from __future__ import annotations

from tests.cli.conftest import Run


def test_prepared_batches_are_shown_and_approved_by_their_digests(book: Run) -> None:
    made = book("message", "prepare", "--limit", "5", "--json")
    assert made.code == 0
    assert set(made.json) == {"messages", "actions", "left", "passed"}
    shown = book("message", "batches", "--json").json["batches"]
    assert sum(one["count"] for one in shown) == made.json["messages"]
    wrong = book("message", "approve-batch", "999:" + "0" * 64, "--json")
    assert (wrong.code, wrong.json["outcomes"][0]["state"]) == (1, "draft")
    assert book("message", "approve-batch", "nonsense").code == 2
    assert book("message", "batches", "--batch", "2020-01-01/none/1").code == 2
    assert book("message", "prepare").code == 0
