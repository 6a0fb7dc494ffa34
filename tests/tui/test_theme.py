"""The themes: every token everywhere, and words that can be read on every ground."""

from __future__ import annotations

import pytest

from collectdesk.tui.glyphs import glyph, use_plain_glyphs
from collectdesk.tui.theme import CONTRAST, INK, SKINS


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, two: str) -> float:
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", SKINS)
@pytest.mark.parametrize("on", ["ground", "surface", "raised", "select"])
def test_words_can_be_read(name: str, on: str) -> None:
    skin = SKINS[name]
    least = 10 if name == CONTRAST else 4.5
    for token in ("strong", "text", "muted", "accent", "ok", "warn", "stop"):
        assert ratio(skin.ink(token, on), skin.tokens[on]) >= least, (token, on)


def test_a_style_follows_its_ground() -> None:
    skin = SKINS[CONTRAST]
    assert skin.style("muted", "select").color != skin.style("muted").color
    assert skin.style("accent bold").bold
    assert skin.style("hint").italic
    with pytest.raises(KeyError):
        skin.style("purple")


def test_every_theme_has_every_variable() -> None:
    names = [set(skin.variables()) for skin in SKINS.values()]
    assert names[0] == names[1] == names[2]
    assert set(INK) <= names[0]


def test_plain_signs_are_one_cell_ascii() -> None:
    try:
        use_plain_glyphs(True)
        for name in (
            "open",
            "closing",
            "shut",
            "held",
            "done",
            "refused",
            "current",
            "up",
            "down",
            "bar",
            "line",
        ):
            assert glyph(name).isascii()
            assert len(glyph(name)) == 1
    finally:
        use_plain_glyphs(False)
    assert glyph("open") == "●"
