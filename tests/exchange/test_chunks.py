"""Files in chunks: by column or row by row, here or in another process, they say the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectdesk.exchange import chunks, reading_process
from collectdesk.exchange.chunks import Chunk, Message, Summary, read_here
from collectdesk.exchange.options import ReadingOptions
from collectdesk.exchange.plain_rows import PlainRows
from collectdesk.exchange.reading_process import read_ledger
from collectdesk.faults import BadInput
from tests.exchange.books import plain, save

DAY = date(2026, 11, 24)
NOTHING = ReadingOptions()
SIMPLE = "Customer number,Customer name,Country,Invoice,Posting date,Due date,Terms,Currency,Amount,Reference"

cells = st.tuples(
    st.sampled_from(["007", "8", "", "9 "]),
    st.sampled_from(["Nordwind", "Nordwind AG", "", "山音"]),
    st.sampled_from(["DE", "", "Atlantis"]),
    st.sampled_from(["A1", "A2", "A-3", "", "Total"]),
    st.sampled_from(["2026-09-05", "2026-12-05", "", "x"]),
    st.sampled_from(["2026-10-05", "2026-09-01", "2026-10-05", ""]),
    st.sampled_from(["", "", "", "N030", "huh"]),
    st.sampled_from(["EUR", "EUR", "JPY", "XXY", ""]),
    st.sampled_from(["10.00", "7.50", "-3.00", "0.00", "5", "1.234.5", "10000000000000.00"]),
    st.sampled_from(["", "PO 1", "=1+1"]),
).map(",".join)
odd = st.sampled_from(["", "a,b", ",,,,,,,,,", "1,2,3,4,5,6,7,8,9,10,11", ",,,,,,,,17.50,"])


def told(path: Path) -> tuple[list[Message], list[str]]:
    """All messages, or the sentence that stopped the reading."""
    found: list[Message] = []
    try:
        found.extend(read_here(path, NOTHING, DAY))
    except BadInput as wrong:
        return [], [str(wrong)]
    return found, []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(st.one_of(cells, cells, cells, odd), min_size=1, max_size=12), size=st.integers(1, 5))
def test_by_column_or_row_by_row_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: Sequence[str], size: int
) -> None:
    path = save(tmp_path / "ledger.csv", "\n".join((SIMPLE, *rows)) + "\n")
    with monkeypatch.context() as patch:
        patch.setattr(chunks, "CHUNK", size)
        by_column = told(path)
        patch.setattr(PlainRows, "read", lambda self, rows, width: None)
        row_by_row = told(path)
    assert [_lists(m) for m in by_column[0]] == [_lists(m) for m in row_by_row[0]]
    assert by_column[1] == row_by_row[1]


def _lists(message: Message) -> Message:
    if not isinstance(message, Chunk):
        return message
    return message._replace(columns={name: list(column) for name, column in message.columns.items()})


def test_plain_rows_are_read_by_column(tmp_path: Path) -> None:
    from collectdesk.exchange.receivables import ReceivablesFile

    path = save(tmp_path / "l.csv", f"{SIMPLE}\n007,Nordwind,DE,A1,2026-09-05,2026-10-05,,EUR,10.00,\n")
    file = ReceivablesFile(path, NOTHING)
    found = PlainRows(file._reader).read([r for n, r in file.layout.table.rows() if n > 1], 10)
    assert found is not None
    assert (*found["document"], *found["open_minor"], *found["due_on"]) == ("A1", 1000, date(2026, 10, 5))


def rows(count: int) -> list[str]:
    return [
        f"0100,{i % 9},Nordwind {i % 9},A{i},2026-09-05,2026-10-05,EUR,100.00,40.00" for i in range(count)
    ]


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_process, "LONG", 1)


@pytest.mark.usefixtures("beside")
def test_another_process_says_the_same(tmp_path: Path) -> None:
    path = plain(tmp_path / "ledger.csv", *rows(25_000), "0100,1,N,A1,2026-13-05,2026-10-05,EUR,1.00,1.00")
    here, there = list(read_here(path, NOTHING, DAY)), list(read_ledger(path, NOTHING, DAY))
    assert [_lists(message) for message in there] == [_lists(message) for message in here]
    assert [type(message).__name__ for message in there] == [
        "Opening",
        *["Chunk"] * -(-25_001 // chunks.CHUNK),
        "Summary",
    ]
    assert isinstance(there[-1], Summary)
    assert there[-1].figures["rejected"][0]["line"] == 25_002


@pytest.mark.usefixtures("beside")
def test_what_cannot_be_read_is_said_in_the_same_words(tmp_path: Path) -> None:
    wrong = plain(tmp_path / "ledger.csv", "0100,7,N,A1,2026-09-05,03/04/2026,EUR,1.00,1.00")
    with pytest.raises(BadInput) as here:
        list(read_here(wrong, NOTHING, DAY))
    with pytest.raises(BadInput) as there:
        list(read_ledger(wrong, NOTHING, DAY))
    assert str(there.value) == str(here.value)


@pytest.mark.usefixtures("beside")
def test_the_other_process_ends_with_its_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    start = reading_process.subprocess.Popen

    def started_one(*arguments: object, **options: object) -> object:
        started.append(start(*arguments, **options))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr(reading_process.subprocess, "Popen", started_one)
    messages = read_ledger(plain(tmp_path / "ledger.csv", *rows(60_000)), NOTHING, DAY)
    next(messages)
    messages.close()
    assert started[0].poll() is not None
    killed = read_ledger(tmp_path / "ledger.csv", NOTHING, DAY)
    next(killed)
    started[1].kill()
    with pytest.raises(BadInput, match="broken off"):
        list(killed)
