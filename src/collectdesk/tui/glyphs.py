"""The few signs of the interface, each with a plain twin for terminals that draw the first set too wide."""

from __future__ import annotations

_FULL = {
    "open": "●",
    "closing": "◔",
    "shut": "○",
    "held": "■",
    "done": "✓",
    "refused": "✗",
    "current": "▸",
    "up": "▴",
    "down": "▾",
    "bar": "▌",
    "line": "─",
    "heavy": "━",
    "block": "█",
    "empty": "·",
    "crumb": "›",
    "to": "–",
}
_PLAIN = {
    "open": "*",
    "closing": "~",
    "shut": "o",
    "held": "#",
    "done": "+",
    "refused": "x",
    "current": ">",
    "up": "^",
    "down": "v",
    "bar": "|",
    "line": "-",
    "heavy": "=",
    "block": "#",
    "empty": ".",
    "crumb": ">",
    "to": "-",
}

_now = _FULL


def use_plain_glyphs(plain: bool) -> None:
    """Switch every sign drawn from now on to the plain set, or back."""
    global _now
    _now = _PLAIN if plain else _FULL


def glyph(name: str) -> str:
    """The sign of that name, one cell wide: open, closing, shut, held, done, refused, current, up, down,
    bar, line, heavy, block, empty, crumb, to. Raises KeyError for any other name."""
    return _now[name]


def drawn_plain() -> bool:
    """Whether signs are drawn plain, for what is drawn of dots and has no sign of its own."""
    return _now is _PLAIN
