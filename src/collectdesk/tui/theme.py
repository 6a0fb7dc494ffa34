"""The three themes and their tokens: as CSS variables (`$strong`) and as styles of rendered lines.

A token names a job, not a colour. What is drawn on a bar or on the selected row may need another colour
than on the page, so every style is asked for with its ground: `skin.style("muted", on="select")`. In CSS and
in Content the same is written `$muted`, and on those grounds `$raised-muted`, `$select-muted`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.style import Style as RichStyle
from textual.theme import Theme

if TYPE_CHECKING:
    from textual.app import App

DARK = "collectdesk-dark"
LIGHT = "collectdesk-light"
CONTRAST = "collectdesk-contrast"

INK = (
    "strong",
    "text",
    "muted",
    "faint",
    "line",
    "accent",
    "ok",
    "warn",
    "stop",
    "tone1",
    "tone2",
    "tone3",
    "tone4",
)
"""Tokens that colour what is written or drawn."""

GROUNDS = ("ground", "surface", "raised", "select", "field", "warning", "blocked", "scrim")
"""Tokens that colour what is behind. `warning` and `blocked` are boxes, `field` a variable in a text."""

_ALIASES = {"key": "accent bold", "head": "muted bold", "hint": "muted italic", "value": "strong bold"}

_NAMES = (*INK, *GROUNDS)


def _tokens(colours: str) -> dict[str, str]:
    return dict(zip(_NAMES, colours.split(), strict=True))


_DARK = _tokens(
    "#f4f7fa #d9dfe6 #98a4b1 #65727f #35404d #7db4f5 #8cc793 #e3b760 #f08a78 #33404f #3f5d80 #5585bd #7db4f5 "
    "#12161b #181d24 #212933 #26394f #2a4566 #3a3220 #3b2425 #0c0f13"
)
_LIGHT = _tokens(
    "#0a0e12 #242b31 #55606a #87929a #c3cacb #1c5aa3 #256b3b #855500 #b0321f #d4dadd #a9c4e4 #6b9bd0 #1c5aa3 "
    "#fbfbf8 #f2f3ef #e3e7e6 #d3e3f6 #dce9f8 #f6ecd2 #f8e0db #dfe2e0"
)
_CONTRAST = _tokens(
    "#ffffff #ffffff #e6e6e6 #c4c4c4 #ffffff #7fd4ff #8dff9a #ffd84a #ff9c8f #6e6e6e #9a9a9a #c8c8c8 #ffffff "
    "#000000 #000000 #ffffff #ffe94d #000000 #000000 #000000 #000000"
)


@dataclass(frozen=True)
class Skin:
    """One theme: its tokens as `#rrggbb`, and the styles made of them.

    On the grounds `black_on` every ink is black; the grounds `underlined` are shown by a line as well.
    """

    name: str
    dark: bool
    tokens: dict[str, str]
    black_on: frozenset[str] = frozenset()
    underlined: frozenset[str] = frozenset()
    _made: dict[tuple[str, str], RichStyle] = field(default_factory=dict, compare=False, repr=False)

    def ink(self, token: str, on: str) -> str:
        """The colour of a token on a ground, `#rrggbb`. Raises KeyError for a name that is no token."""
        return "#000000" if on in self.black_on else self.tokens[token]

    def style(self, token: str, on: str = "ground") -> RichStyle:
        """The style of "muted", "strong bold", "key", "accent underline" … on a ground."""
        made = self._made.get((token, on))
        if made is None:
            word, *flags = _ALIASES.get(token, token).split()
            made = RichStyle(
                color=self.ink(word, on),
                bgcolor=self.tokens[on],
                bold="bold" in flags,
                italic="italic" in flags,
                underline="underline" in flags or on in self.underlined,
            )
            self._made[(token, on)] = made
        return made

    def variables(self) -> dict[str, str]:
        """Every token as a CSS variable, and the ones Textual's own widgets ask for."""
        own = dict(self.tokens)
        for on in ("raised", "select"):
            own.update({f"{on}-{token}": self.ink(token, on) for token in INK})
        ground, line, select = own["ground"], own["line"], own["select"]
        own.update(
            {
                "field-line": "underline" if "field" in self.underlined else "none",
                "border": line,
                "border-blurred": line,
                "block-cursor-foreground": own["select-strong"],
                "block-cursor-background": select,
                "block-cursor-text-style": "bold",
                "block-cursor-blurred-foreground": own["text"],
                "block-cursor-blurred-background": own["surface"],
                "block-hover-background": own["surface"],
                "input-cursor-background": own["accent"],
                "input-cursor-foreground": ground,
                "input-cursor-text-style": "none",
                "input-selection-background": select,
                "input-selection-foreground": own["select-strong"],
                "screen-selection-background": select,
                "screen-selection-foreground": own["select-strong"],
                "scrollbar": line,
                "scrollbar-hover": own["faint"],
                "scrollbar-active": own["accent"],
                "scrollbar-background": ground,
                "scrollbar-background-hover": ground,
                "scrollbar-background-active": ground,
                "scrollbar-corner-color": ground,
            }
        )
        return own

    def textual(self) -> Theme:
        """The theme as Textual registers it."""
        t = self.tokens
        return Theme(
            name=self.name,
            primary=t["accent"],
            secondary=t["accent"],
            accent=t["accent"],
            warning=t["warn"],
            error=t["stop"],
            success=t["ok"],
            foreground=t["text"],
            background=t["ground"],
            surface=t["surface"],
            panel=t["raised"],
            dark=self.dark,
            variables=self.variables(),
        )


SKINS = {
    DARK: Skin(DARK, True, _DARK),
    LIGHT: Skin(LIGHT, False, _LIGHT),
    CONTRAST: Skin(
        CONTRAST, True, _CONTRAST, frozenset({"raised", "select"}), frozenset({"field", "blocked", "warning"})
    ),
}


def skin_of(app: App[object]) -> Skin:
    """The skin of the app's current theme; the dark one under a theme that is not ours."""
    return SKINS.get(app.theme, SKINS[DARK])


def markup_style(token: str, on: str = "ground") -> str:
    """The style of a token as a Content span takes it ("bold $muted"); it follows the theme by itself."""
    word, *flags = _ALIASES.get(token, token).split()
    variable = f"${on}-{word}" if on in ("raised", "select") else f"${word}"
    return " ".join([*flags, variable])
