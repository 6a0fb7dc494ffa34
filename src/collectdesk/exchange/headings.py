"""Headings of columns, matched to the fields of a receivable by synonyms in several languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])")
_NO_WORD = re.compile(r"[\W_]+")
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
_LIKELY = 0.86


@dataclass(frozen=True, slots=True)
class Match:
    """A field for a heading. `confidence` is 1 for a known synonym, below 1 for a likeness."""

    field: str
    confidence: float


@cache
def folded(heading: str) -> str:
    """A heading for comparing: no case, accents, punctuation or camel humps, single blanks."""
    parted = _CAMEL.sub(" ", heading.strip())
    plain = unicodedata.normalize("NFKD", parted.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _NO_WORD.sub(" ", plain.replace("ł", "l").replace("ø", "o")).strip()


def synonym_table(columns: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Folded synonym to field. German umlauts are known in both spellings."""
    table: dict[str, str] = {}
    for field, names in columns.items():
        for name in names:
            spelled = name
            for umlaut, letters in _UMLAUTS.items():
                spelled = spelled.replace(umlaut, letters)
            table.setdefault(folded(name), field)
            table.setdefault(folded(spelled), field)
            table.setdefault(folded(name).replace(" ", ""), field)
    return table


def match(heading: str, table: Mapping[str, str]) -> Match | None:
    """The field that a heading names, or resembles; None when it says nothing."""
    key = folded(heading)
    if not key:
        return None
    exact = table.get(key) or table.get(key.replace(" ", ""))
    if exact is not None:
        return Match(exact, 1.0)
    best, share = "", 0.0
    words = set(key.split())
    for synonym, field in table.items():
        likeness = SequenceMatcher(None, key, synonym).ratio() if len(synonym) > 4 else 0.0
        inside = set(synonym.split())
        if len(synonym) > 3 and inside <= words:
            likeness = max(likeness, 0.7 + 0.2 * len(inside) / len(words))
        if likeness > share:
            best, share = field, likeness
    if share < _LIKELY and not (share > 0.7 and best):
        return None
    return Match(best, round(min(share, 0.95), 2))
