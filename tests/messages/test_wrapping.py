"""Where lines end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from collectdesk.messages.plain import cells
from collectdesk.messages.wrapping import broken, column_widths

NEVER_FIRST = "、。）」ーっ"


@given(st.text(alphabet="ab c、。（）「」ーっ漢字かな1.\u00a0", max_size=80), st.integers(4, 30))
def test_lines_fit_and_lose_nothing_but_blanks(text: str, width: int) -> None:
    lines = broken(text, width, cells)
    assert all(cells(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_japanese_breaks_between_characters_but_no_line_begins_with_a_full_stop() -> None:
    lines = broken("債務を承認する。支払いは、銀行振込により行う（手数料込み）。", 12, cells)
    assert len(lines) > 3
    assert not [line for line in lines if line[0] in NEVER_FIRST or line[-1] in "（「"]


def test_amounts_and_days_stay_whole() -> None:
    assert broken("Betrag von 1.234,50\u00a0EUR am 5.\u00a0März\u00a02026", 14, cells) == [
        "Betrag von", "1.234,50\u00a0EUR", "am", "5.\u00a0März\u00a02026"
    ]  # fmt: skip


def test_a_word_that_is_too_long_is_cut() -> None:
    assert broken("ab" + "x" * 25, 10, cells) == ["ab" + "x" * 8, "x" * 10, "x" * 7]
    assert broken("", 10, cells) == [""]


def test_columns_widen_for_what_must_not_be_cut_and_the_others_give_way() -> None:
    rows = [["1", "25.\u00a0Dezember\u00a02026", "a note of words"]]
    assert column_widths([20, 20, 60], 60, rows, 0, cells) == [12, 17, 31]
    assert column_widths([20, 20, 60], 100, rows, 0, cells) == [20, 20, 60]


@given(st.lists(st.text(alphabet="ab ", max_size=40), min_size=3, max_size=3), st.integers(20, 80))
def test_columns_always_fill_the_room(row: list[str], room: int) -> None:
    widths = column_widths([10, 30, 60], room, [row], 1, cells)
    assert abs(sum(widths) - room) < 1e-6
    assert min(widths) > 0
