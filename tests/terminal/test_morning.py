"""A morning at the desk, by keys, in a real terminal: what is done is on record, and nothing typed is lost."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.campaign import CAMPAIGN
from tests.sample.made import NOW, whole_book
from tests.terminal.terminal import Terminal

pytestmark = [
    pytest.mark.real_terminal,
    pytest.mark.xdist_group("sample"),  # one after the other, in one process: it is one morning in one book
    pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal"),
]

NOTE = "Rang out twice, the office line is better before ten."


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Where the program keeps its things during these tests, and when that is.

    Whenever the tests run, those on top of the list may be called.
    """
    folder = tmp_path_factory.mktemp("morning")
    shift = int((NOW - datetime.now(UTC)).total_seconds())
    return {
        "COLLECTDESK_LOGS": str(folder / "logs"),
        "COLLECTDESK_DATABASE": str(folder / "demo.db"),
        "COLLECTDESK_CLOCK_SHIFT": str(shift),
    }


@pytest.fixture(scope="module")
def morning(env: dict[str, str]) -> Iterator[Terminal]:
    """The demo, opened by its command, which makes the book in a campaign; it stays for the tests after."""
    if not CAMPAIGN:
        Path(env["COLLECTDESK_DATABASE"]).write_bytes(whole_book())
    with Terminal(["demo", "--keep", env["COLLECTDESK_DATABASE"]], env) as terminal:
        terminal.wait_for(lambda text: bool(re.search(r"\d+ of \d+ accounts", text)), patience=180)
        yield terminal


def _shell(env: dict[str, str], *arguments: str) -> Any:
    ran = subprocess.run(
        [sys.executable, "-m", "collectdesk", *arguments, "--json"],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def _selected(text: str) -> str:
    """The account number of the selected row."""
    found = re.search(r"^▌.*?(\d{6})", text, re.MULTILINE)
    assert found is not None, text
    return found[1]


def test_the_keys_of_a_morning(morning: Terminal, env: dict[str, str]) -> None:
    before = _shell(env, "report", "shift")["figures"]["attempts"]["value"]
    first = _selected(morning.text)
    morning.press("enter")
    morning.wait_for(lambda text: "1 Overview" in text and first in text)
    morning.press("c")
    morning.wait_for("step 1 of 10")
    morning.press("n")
    morning.press(*NOTE)
    morning.wait_for("saved")
    morning.press("tab", *"na")
    morning.wait_for("No answer")
    morning.press("ctrl+s")
    morning.wait_for(lambda text: "1 Overview" in text and first not in text)  # the next account
    shown = _shell(env, "show", first)
    assert (shown["timeline"][0]["result"], shown["timeline"][0]["text"]) == ("NOANS", NOTE)
    report = _shell(env, "report", "shift")
    assert report["figures"]["attempts"]["value"] == before + 1
    assert report["figures"]["attempts"]["entries"][-1] == _shell(env, "verify")["entries"]


def test_no_answer_and_next_is_three_keys(morning: Terminal, env: dict[str, str]) -> None:
    if "1 Overview" in morning.text:
        morning.press("esc")
    morning.wait_for("By score")
    account = _selected(morning.text)
    morning.press("c")
    morning.wait_for("step 1 of 10")
    morning.press("0", "ctrl+s")
    morning.wait_for(lambda text: "Saved" in text or "▸ 00:0" not in text)
    morning.wait_for("By score")
    assert _shell(env, "show", account)["timeline"][0]["result"] == "NOANS"


def test_a_killed_terminal_loses_no_word(env: dict[str, str], morning: Terminal) -> None:
    morning.kill()
    words = "They pay on the 27th if the credit note arrives befo"
    with Terminal([], env) as terminal:
        terminal.wait_for("By score")
        account = _selected(terminal.text)
        terminal.press("c")
        terminal.wait_for("step 1 of 10")
        terminal.press("n", *words)
        terminal.rest(3)  # at most one second of typing may be lost; machines may be slow
        terminal.kill()
    with Terminal([], env) as terminal:
        terminal.wait_for("By score")
        assert _selected(terminal.text) == account
        terminal.press("c")
        terminal.wait_for(words)
        terminal.press(*"re")  # the caret is where it was
        terminal.wait_for(words + "re")
        terminal.press("esc", "esc", "ctrl+q")
        assert terminal.leaves() == 0


def test_a_terminal_that_goes_away_keeps_the_note(env: dict[str, str]) -> None:
    import signal

    with Terminal([], env, columns=80, lines=24) as terminal:
        terminal.wait_for("by score")
        terminal.press("c")
        terminal.wait_for("befo")
        terminal.press(*" and more")
        terminal.wait_for("and more")
        terminal.process.send_signal(signal.SIGHUP)
        assert terminal.leaves() == 143
    with Terminal([], env) as terminal:
        terminal.wait_for("By score")
        terminal.press("c")
        terminal.wait_for("and more")


def test_a_missing_book_is_one_sentence(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "rubbish.db").write_bytes(b"no database")
    with Terminal([], {**env, "COLLECTDESK_DATABASE": str(tmp_path / "rubbish.db")}) as terminal:
        assert terminal.leaves() == 3
        assert "is not a database" in " ".join(terminal.text.split())
