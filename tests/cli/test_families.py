"""Only the files of the command that was typed are loaded; together they hold every command."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typer

from collectdesk.cli.commands import FAMILIES, gather
from tests.cli.conftest import Run


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_is_found_by_the_first_words_of_its_commands(family: str) -> None:
    command = typer.main.get_command(gather([family]))
    assert set(command.commands) == set(FAMILIES[family])  # type: ignore[attr-defined]


def test_a_group_of_several_files_is_whole(book: Run) -> None:
    for group, words in (("message", ("preview", "outbox", "batches")), ("report", ("shift", "ageing"))):
        told = book(group, "--help").out
        assert all(word in told for word in words)


def test_what_is_not_a_command_is_told_from_all(book: Run) -> None:
    assert "que" in book("que").err
    told = book("--help").out
    assert all(word in told for words in FAMILIES.values() for word in words)


def test_no_other_family_is_loaded() -> None:
    asked = (
        "import sys; from collectdesk.cli.main import main; main(['reach', '--help']); "
        "print([one for one in sys.modules if one in ('collectdesk.cli.plans', 'collectdesk.cli.outbox')])"
    )
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"
