"""Foreign text on its way to the screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from collectdesk.tui.safe_text import Line, clean, clean_text, fit, plain, shorten
from collectdesk.tui.theme import SKINS

HOSTILE = [
    "[@click=app.quit]x[/] [URGENT] \x1b[31m =cmd|' /C calc'!A0",
    "[/nope] [b",
    "\u202eevil\u202c",
    "a\x00b\x9bc\x7f",
    "山音商会株式会社",
    "شركة النور للتجارة",
    "\ud800 lone",
    "A\u200dB\u200b\ufe0f",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_a_terminal_obeys_comes_through(text: str) -> None:
    shown = clean(text)
    for character in shown:
        point = ord(character)
        assert point >= 0x20
        assert not 0x7F <= point < 0xA0
        assert not 0xD800 <= point < 0xE000
        assert not 0x200B <= point <= 0x202E or point in range(0x2010, 0x2028)
    assert plain(text).plain == clean_text(text)


def test_brackets_stay_what_they_are() -> None:
    assert clean("[/nope] [b") == "[/nope] [b"
    assert plain("[red]x[/]").plain == "[red]x[/]"
    assert Line("[@click=app.quit]x[/]").content().plain == "[@click=app.quit]x[/]"


def test_direction_overrides_and_joiners_go() -> None:
    assert clean("\u202egnp.exe") == "gnp.exe"
    assert clean("A\u200dB") == "AB"
    assert clean("✓\ufe0f") == "✓"
    assert clean("one\r\ntwo\tthree") == "one  two three"
    assert clean_text("one\r\ntwo\rthree") == "one\ntwo\nthree"


@pytest.mark.parametrize(
    ("text", "cells", "shown"),
    [
        ("Nordwind", 10, "Nordwind  "),
        ("Nordwind Handels", 10, "Nordwind …"),
        ("山音商会", 8, "山音商会"),
        ("山音商会株", 8, "山音商… "),
        ("山音商会株", 7, "山音商…"),
        ("山", 1, "…"),
        ("x", 0, ""),
    ],
)
def test_fit_cuts_by_cells(text: str, cells: int, shown: str) -> None:
    assert fit(text, cells) == shown
    assert fit(text, cells, "right").strip() == shown.strip()


@given(st.text(), st.integers(0, 40), st.sampled_from(["left", "right", "centre"]))
def test_fit_is_always_as_wide_as_asked(text: str, cells: int, align: str) -> None:
    assert cell_len(fit(text, cells, align)) == cells  # type: ignore[arg-type]
    assert cell_len(shorten(text, cells)) <= cells


@given(st.lists(st.text(), max_size=5), st.text(), st.integers(0, 60))
def test_a_line_fills_its_width_exactly(texts: list[str], right: str, width: int) -> None:
    line = Line()
    for text in texts:
        line.add(text, "muted")
    line.right(right, "strong")
    assert sum(cell_len(text) for text, _ in line.laid_out(width)) == width
    strip = line.strip(width, SKINS["collectdesk-dark"], on="select")
    assert sum(cell_len(segment.text) for segment in strip) == width


def test_the_left_part_gives_way_to_the_right() -> None:
    line = Line("Nordwind Handels GmbH", "value").right("EUR 1.00")
    assert "".join(text for text, _ in line.laid_out(20)) == "Nordwind H… EUR 1.00"
