"""What came from outside, on its way into a letter: harmless, and apart from text of the other direction."""

from __future__ import annotations

import unicodedata

_LONGEST = 500
_MARKS = frozenset("\u061c\u200b\u200e\u200f\u2060\ufeff\u00ad")
"""Invisible characters that change how the text around them is read, broken or searched for."""
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "yi", "ps", "sd", "ckb"})
"""Languages whose letters run from right to left."""
FIRST_STRONG, POP = "\u2068", "\u2069"


def cleaned(text: str, limit: int = _LONGEST) -> str:
    """The text on one line, composed, without control characters, direction overrides, isolates and private signs.

    Joiners stay: Persian and the scripts of India are written with them.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text[:limit].split())
    kept = (_kept(character) for character in unicodedata.normalize("NFC", text[:limit]))
    return " ".join("".join(kept).split())


def _kept(character: str) -> str:
    kind = unicodedata.category(character)
    if character in "\u200c\u200d":
        return character
    if kind in ("Cc", "Zl", "Zp"):
        return " "
    if kind in ("Cf", "Cs", "Co", "Cn") or character in _MARKS:
        return ""
    return character


def isolated(text: str, right_to_left: bool) -> str:
    """The text between isolates where it holds letters of the other direction than the letter's.

    Among letters from right to left also where it holds figures and signs and no letters: the groups of a phone number
    would change places.
    """
    if not right_to_left and text.isascii():
        return text
    kinds = {unicodedata.bidirectional(character) for character in text}
    apart = {"L"} if right_to_left else {"R", "AL"}
    if kinds & apart or (right_to_left and "EN" in kinds and len(kinds) > 1 and not kinds & {"R", "AL"}):
        return f"{FIRST_STRONG}{text}{POP}"
    return text


def without_isolates(text: str) -> str:
    """The text for searches, digests and file names."""
    return text.replace(FIRST_STRONG, "").replace(POP, "")
