"""Dialling: words, never a shell; a number, never anything else."""

from __future__ import annotations

import sys
import webbrowser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectdesk.desk.dial import command, dial, dialable, has_command
from collectdesk.faults import BadInput


def test_a_number_is_a_plus_and_digits() -> None:
    assert dialable(" +49 (0)40 / 5550-0114 ") == "+494055500114"
    assert dialable("040 5550 0114") == "04055500114"
    for wrong in ("", "ext", "12", "1" * 21, "; rm -rf /"):
        with pytest.raises(BadInput):
            dialable(wrong)


@given(st.text(max_size=40))
def test_whatever_is_stored_only_digits_are_dialled(value: str) -> None:
    try:
        number = dialable(value)
    except BadInput:
        return
    assert set(number) <= set("+0123456789")
    assert "+" not in number[1:]


def test_the_command_is_split_into_words_and_the_number_is_one_of_them() -> None:
    environment = {"COLLECTDESK_DIAL": "phone --line 'my line' tel:{number}"}
    assert command("+4940", environment) == ["phone", "--line", "my line", "tel:+4940"]
    assert command("+4940", {}) is None
    assert (has_command(environment), has_command({"COLLECTDESK_DIAL": " "})) == (True, False)
    for wrong in ("phone", "phone dial", "{number}", "phone '{number}"):
        with pytest.raises(BadInput, match="COLLECTDESK_DIAL"):
            command("+4940", {"COLLECTDESK_DIAL": wrong})


def test_no_shell_sees_it(tmp_path: Path) -> None:
    trap, heard = tmp_path / "trap", tmp_path / "heard"
    program = tmp_path / "dial.py"
    program.write_text(f"import sys; open({str(heard)!r}, 'w').write(repr(sys.argv[1:]))")
    template = f"{sys.executable} {program} {{number}} ; touch {trap} $(touch {trap})"
    assert "+4940555" in dial("+49 40 555", {"COLLECTDESK_DIAL": template})
    assert heard.read_text().startswith("['+4940555', ';', 'touch'")
    assert not trap.exists()


def test_a_command_that_fails_is_said() -> None:
    with pytest.raises(BadInput, match="ended with 3"):
        dial("+49 40 555", {"COLLECTDESK_DIAL": f"{sys.executable} -c 'raise SystemExit(3)' {{number}}"})
    with pytest.raises(BadInput, match="cannot be started"):
        dial("+49 40 555", {"COLLECTDESK_DIAL": "/nowhere/phone {number}"})


def test_without_a_command_it_is_a_link(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda url: opened.append(url) or True)
    dial("+49 40 555", {})
    assert opened == ["tel:+4940555"]
    monkeypatch.setattr(webbrowser, "open", lambda _url: False)
    with pytest.raises(BadInput, match="copy the number"):
        dial("+49 40 555", {})
