"""How long a text message is: GSM-7 or UCS-2, and how many parts. Tables: 3GPP 23.038."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_DOUBLE = frozenset("^{}\\[]~|€\f")
_PLAINER = {
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'",
    "’": "'", "‚": "'", "–": "-", "—": "-", "−": "-", "…": "...", "`": "'", "\u200e": "", "\u200f": "", "\u061c": "",
    "\u2066": "", "\u2067": "", "\u2068": "", "\u2069": "", "\u200b": "", "\ufeff": "", "\u00ad": "",
}  # fmt: skip
"""What typesetting puts into a text and a text message does without."""
_PLAIN = str.maketrans(_PLAINER)
_SIZES = {"GSM-7": (160, 153), "UCS-2": (70, 67)}


@dataclass(frozen=True, slots=True)
class Segments:
    """The size of a text message. `units` are septets or UTF-16 units; `limit` is what fits into its parts."""

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    parts: int
    limit: int


def segments(text: str) -> Segments:
    """The size of a text, as it is; see `plainer` for what to send."""
    if _BASIC.issuperset(text):
        return _cut("GSM-7", [1] * len(text))
    if all(character in _BASIC or character in _DOUBLE for character in text):
        return _cut("GSM-7", [2 if character in _DOUBLE else 1 for character in text])
    return _cut("UCS-2", [2 if ord(character) > 0xFFFF else 1 for character in text])


def _cut(encoding: Literal["GSM-7", "UCS-2"], sizes: list[int]) -> Segments:
    """The parts that characters of these sizes need; a character of two units is never split."""
    alone, joined = _SIZES[encoding]
    units = sum(sizes)
    if units <= alone:
        return Segments(encoding, units, 1 if units else 0, alone)
    parts, used = 1, 0
    for size in sizes:
        if used + size > joined:
            parts, used = parts + 1, 0
        used += size
    return Segments(encoding, units, parts, parts * joined)


def plainer(text: str) -> str:
    """The text without what typesetting puts in: no-break spaces, curly quotes, dashes, direction marks."""
    return text.translate(_PLAIN)


def costly(text: str) -> tuple[tuple[int, str, str | None], ...]:
    """The characters that force UCS-2: offset, character, and what could stand there instead (None: nothing)."""
    if _BASIC.issuperset(text):
        return ()
    return tuple(
        (at, character, _PLAINER.get(character))
        for at, character in enumerate(text)
        if character not in _BASIC and character not in _DOUBLE
    )
