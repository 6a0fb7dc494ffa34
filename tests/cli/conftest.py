"""The shell's program run in this process, on a book of its own."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from collectdesk.cli.main import main
from tests.blank import copied

LEDGER = """\
company,customer number,customer name,invoice number,invoice date,due date,currency,open amount
C1,000100,Nordwind Handels GmbH,4655,2026-08-01,2026-09-01,EUR,18420.00
C1,000100,Nordwind Handels GmbH,4701,2026-09-01,2026-10-01,EUR,5600.50
C1,000200,=cmd|' /C calc'!A0,77,2026-08-05,2026-09-30,JPY,6104800
C1,000300,Kestrel Foods Ltd,88,2026-08-05,2027-09-30,GBP,10.00
"""


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The answer of a command with --json."""
        assert self.out, self.err
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `collectdesk` with these arguments; the book is in `tmp_path`."""
    monkeypatch.setenv("COLLECTDESK_DATABASE", str(tmp_path / "book.db"))
    monkeypatch.delenv("COLLECTDESK_USER", raising=False)
    monkeypatch.setenv("COLLECTDESK_LOGS", str(tmp_path / "logs"))

    def do(*arguments: str) -> Ran:
        capsys.readouterr()
        code = main(list(arguments))
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return do


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A small ledger file."""
    path = tmp_path / "ledger.csv"
    path.write_text(LEDGER, encoding="utf-8")
    return path


@pytest.fixture
def book(run: Run, ledger: Path) -> Run:
    """The program on a book that holds the small ledger: made by the program itself once, copied after."""
    begin(
        run,
        ("init", "--zone", "Europe/Berlin", "--owner", "Owner"),
        ("import", "receivables", str(ledger)),
    )
    return run


def begin(run: Run, *commands: Sequence[str]) -> None:
    """Make a book by these commands, the first time; after that copy what the same commands made."""
    path = Path(os.environ["COLLECTDESK_DATABASE"])
    made = tuple(tuple(Path(word).name for word in command) for command in commands)
    if made in _MADE:
        copied(_MADE[made], path).close()
        return
    for command in commands:
        assert run(*command).code == 0
    _MADE[made] = path.read_bytes()


_MADE: dict[tuple[tuple[str, ...], ...], bytes] = {}
