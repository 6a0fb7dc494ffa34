"""The fonts of this machine that can draw a letter: found by name, cut down to the characters that the letter needs.

No font is part of this project. A font package that was installed with it, a folder of the house
(`COLLECTDESK_FONTS`) or the system provides them. Where none has a character, the letter is not made: a letter with
boxes in it would be worse than none.
"""

from __future__ import annotations

import io
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.resources import parse_data, read_data

FOLDER_VARIABLE = "COLLECTDESK_FONTS"
_PACKAGES = ("fontpkg.family", "justmytype.packs")
"""Entry points under which font packages name the module that holds their files."""
_ENDINGS = frozenset({".ttf", ".otf", ".ttc"})
_JOINERS = "\u200c\u200d"
_NEVER_DRAWN = frozenset(_JOINERS + "\u200e\u200f\u061c\u2066\u2067\u2068\u2069\n\t ")
_REGULAR, _BOLD = 400, 700


class FontOrder(BaseModel):
    """Families in the order in which they are tried."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    families: list[str]
    language: dict[str, list[str]]

    def of(self, language: str) -> list[str]:
        """All families, those of the language first."""
        others = (family for families in self.language.values() for family in families)
        return list(dict.fromkeys([*self.language.get(language, ()), *self.families, *others]))


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font on this machine. `bold` is the file of its bold cut, the same file where the weight is variable."""

    family: str
    path: Path
    bold: Path


@cache
def font_order() -> FontOrder:
    """The order of `data/fonts.toml`, read once. BadInput when the file cannot be used."""
    return parse_data(read_data("fonts.toml"), "data/fonts.toml", FontOrder)


def choose(text: str, language: str) -> list[tuple[FontFile, str]]:
    """Fonts in their order, each with the characters of a text that it draws. BadInput naming what none has."""
    left = {character for character in text if character not in _NEVER_DRAWN}
    there = installed()
    chosen: list[tuple[FontFile, str]] = []
    for family in font_order().of(language):
        found = there.get(_plain(family))
        if found is None:
            continue
        has = left & {chr(code) for code in characters(found.path)}
        if has:
            chosen.append((found, "".join(sorted(has))))
            left -= has
        if not left:
            return chosen
    raise BadInput(
        _(
            "no font on this machine can draw {characters}; install one for {language} (for Chinese, Japanese and "
            "Korean: the extra collectdesk[cjk]), or put it into the folder that {variable} names"
        ).format(characters=" ".join(sorted(left)[:8]), language=language, variable=FOLDER_VARIABLE)
    )


@cache
def installed() -> dict[str, FontFile]:
    """The upright fonts of this machine by plain family name; what is found first stays."""
    found: dict[str, FontFile] = {}
    wanted = {_plain(family) for family in font_order().of("")}
    for path in _files(_folders()):
        name, _mark, style = _parted(path.stem)
        if name in wanted and name not in found and style in ("", "regular", "variable"):
            found[name] = FontFile(name, path, _bold_of(path, style))
    return found


@cache
def characters(path: Path) -> frozenset[int]:
    """The code points that a font can draw; none for a file that is no font."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(path, fontNumber=0, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except (TTLibError, OSError, KeyError):
        return frozenset()


def needs_shaping(text: str) -> bool:
    """Whether the look of a text's letters depends on their neighbours: marks, joined letters, right to left."""
    return any(
        unicodedata.category(one) in ("Mn", "Mc") or unicodedata.bidirectional(one) in ("R", "AL")
        for one in set(text)
    )


def cut_down(font: FontFile, text: str, regular: Path, bold: Path) -> None:
    """Write the font's two weights with only the characters of a text, with what shapes them where they need it."""
    _subset(font.path, text, regular)
    if font.bold != font.path:
        _subset(font.bold, text, bold)
        return
    small = regular.read_bytes()
    _at_weight(small, _REGULAR, regular)
    _at_weight(small, _BOLD, bold)


def _subset(path: Path, text: str, to: Path) -> None:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options()
    options.notdef_outline = True
    options.drop_tables += ["STAT", "meta", "FFTM"]
    if not needs_shaping(text):
        options.drop_tables += ["GSUB", "GPOS", "GDEF"]
    with TTFont(path, fontNumber=0, lazy=True, recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(text=text + _JOINERS + " ")
        subsetter.subset(font)
        font.save(to)


def _at_weight(content: bytes, weight: int, to: Path) -> None:
    """Write a font at a weight, its other axes as they are meant to be; one that is not variable as it is."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    with TTFont(io.BytesIO(content), recalcTimestamp=False) as font:
        if "fvar" in font:
            limits = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes}
            limits |= {
                axis.axisTag: min(max(weight, axis.minValue), axis.maxValue)
                for axis in font["fvar"].axes
                if axis.axisTag == "wght"
            }
            instantiateVariableFont(font, limits, inplace=True)
        font.save(to)


def widths(path: Path) -> dict[str, float]:
    """How wide each character of a font is, in ems."""
    from fontTools.ttLib import TTFont

    with TTFont(path) as font:
        em, advances = font["head"].unitsPerEm, font["hmtx"].metrics
        return {chr(code): advances[name][0] / em for code, name in font.getBestCmap().items()}


def _folders() -> Iterator[Path]:
    """Where fonts may be: the house's folder, font packages, the system."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        yield Path(named)
    for group in _PACKAGES:
        for entry in sorted(entry_points(group=group), key=lambda one: one.name):
            spec = find_spec(entry.module.partition(".")[0])
            if spec is not None:
                yield from map(Path, spec.submodule_search_locations or ())
    home = Path.home()
    if sys.platform == "win32":
        yield Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"
        yield Path(os.environ.get("LOCALAPPDATA", str(home))) / "Microsoft/Windows/Fonts"
    elif sys.platform == "darwin":
        yield from (home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts"))
    else:
        yield from (
            home / ".local/share/fonts",
            home / ".fonts",
            Path("/usr/local/share/fonts"),
            Path("/usr/share/fonts"),
        )


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        if folder.is_dir():
            yield from sorted(one for one in folder.rglob("*") if one.suffix.lower() in _ENDINGS)


def _plain(name: str) -> str:
    return name.replace(" ", "").replace("-", "").lower()


def _parted(stem: str) -> tuple[str, str, str]:
    """Family, mark and style of a file's name: "NotoSans[wdth,wght]" is variable, "NotoSans-Bold" is bold."""
    if "[" in stem:
        family, _mark, _axes = stem.partition("[")
        italic = family.lower().endswith("-italic")
        return _plain(family), "[", "italic" if italic else "variable"
    family, mark, style = stem.partition("-")
    return _plain(family), mark, style.lower()


def _bold_of(path: Path, style: str) -> Path:
    if style == "variable":
        return path
    family = path.stem.partition("-")[0]
    return next(
        (
            beside
            for ending in ("-Bold", "bd")
            if (beside := path.with_name(f"{family}{ending}{path.suffix}")).is_file()
        ),
        path,
    )
