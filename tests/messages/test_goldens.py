"""What customers read, word for word: a change of wording is seen before it is sent."""

from __future__ import annotations

import pytest

from tests.messages.goldens import FOLDER, HOMES, golden


@pytest.mark.parametrize("language", sorted(HOMES))
def test_every_message_reads_as_it_was_last_read_by_eye(language: str) -> None:
    kept = (FOLDER / f"{language}.txt").read_text(encoding="utf-8")
    assert golden(language) == kept, "read the change, then: python -m tests.messages.goldens --write"
