"""Words as they are compared: without case and width, and without what a language lets a typist leave out."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache

ACCENTS_OPTIONAL = frozenset({"fr", "es", "it", "pt", "pt_BR"})
"""Languages whose words are often typed without accents."""
SPACELESS = frozenset({"ja", "zh_Hans", "zh_Hant", "ko"})
"""Languages in which a term is searched for inside of words: no blanks, or endings glued to them."""
_TURKISH = str.maketrans({"I": "ı", "İ": "i"})
_ARABIC = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "\u0640": None}
    | {chr(mark): None for mark in range(0x64B, 0x660)}
)
_HEBREW = str.maketrans({chr(mark): None for mark in range(0x591, 0x5C8)})


@cache
def folding(language: str) -> Callable[[str], str]:
    """How a word or phrase of a language is folded."""
    if language == "tr":
        return lambda text: _composed(text.translate(_TURKISH))
    if language == "ar":
        return lambda text: _composed(text).translate(_ARABIC)
    if language == "he":
        return lambda text: _composed(text).translate(_HEBREW)
    if language in ACCENTS_OPTIONAL:
        return lambda text: _bare(_composed(text))
    return _composed


def _composed(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _bare(text: str) -> str:
    if text.isascii():
        return text
    return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))


def folded_with_places(text: str) -> tuple[str, list[int] | None]:
    """A text folded character by character, and the place in `text` of each of its characters (None: the same)."""
    folded = text.casefold()
    if len(folded) == len(text) and unicodedata.is_normalized("NFKC", text):
        return folded, None
    pieces = [_composed(character) for character in text]
    return "".join(pieces), [at for at, piece in enumerate(pieces) for _character in piece]
