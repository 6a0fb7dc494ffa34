"""The curve of cash: as high and wide as its room, the ends named, what lies below the floor in its own ink."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectdesk.tui.glyphs import use_plain_glyphs
from collectdesk.tui.safe_text import Line
from collectdesk.widgets.cash_line import Cash, cash_lines

_BALANCES = st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=53).map(tuple)


def _inks(lines: list[Line], ink: str) -> list[int]:
    """The rows on which something is drawn in this ink."""
    return [
        row
        for row, line in enumerate(lines[:-1])
        if any(i == ink and text.strip() for text, i in line.pieces[2:])
    ]


def test_a_curve_falls_from_the_top_to_the_bottom() -> None:
    lines = cash_lines(Cash((1000, 500, 0), 250, (1000, 200, -500)), 49, 9)
    assert lines[0].text.startswith("      10 ")
    assert lines[7].text.startswith("      \u22125 ")
    assert lines[8].text.split() == ["week", "1", "2", "3"]
    assert _inks(lines, "warn")
    # What lies below the floor is drawn below it and in its own ink.
    assert min(_inks(lines, "stop")) >= _inks(lines, "warn")[0]
    assert 0 in _inks(lines, "accent")


@given(_BALANCES, st.integers(-(10**12), 10**12), st.integers(0, 200), st.integers(0, 40))
def test_it_keeps_to_its_room(balances: tuple[int, ...], floor: int, width: int, height: int) -> None:
    lines = cash_lines(Cash(balances, floor, balances), width, height)
    assert len(lines) in (0, height)
    assert all(line.cells <= width for line in lines)


@pytest.mark.parametrize("plain", [True, False])
def test_plain_signs_draw_no_dots(plain: bool) -> None:
    use_plain_glyphs(plain)
    try:
        drawn = "".join(line.text for line in cash_lines(Cash((10, 20), 5, (8, 9)), 40, 6))
    finally:
        use_plain_glyphs(False)
    assert drawn.isascii() is plain


def test_without_a_week_there_is_nothing() -> None:
    assert cash_lines(Cash((), 0), 40, 6) == []
