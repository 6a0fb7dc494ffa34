"""Terms of payment: how many days after the base date the net amount falls due."""

from __future__ import annotations

import re
from collections.abc import Mapping

_PATTERNS = (
    re.compile(r"N(?:ET)?\s*(\d{1,3})", re.IGNORECASE),
    re.compile(r"\d{1,2}(?:[.,]\d+)?\s*%?\s*/\s*\d{1,3}\s*,?\s*N(?:ET)?\s*/?\s*(\d{1,3})", re.IGNORECASE),
    re.compile(
        r"(?:net|netto|netti|neto|a|à)?\s*(\d{1,3})\s*"
        r"(?:d|days?|tagen?|tg|t|jours?|j|dias|días|giorni|gg|dagen|dni)\.?\s*(?:net|netto|rein netto)?",
        re.IGNORECASE,
    ),
)


def net_days(terms: str, table: Mapping[str, int]) -> int | None:
    """The net days of a key of terms, None when it says nothing: `N030`, `2/10N30`, `Net 45`, `30 Tage netto`.

    `table` names keys that say nothing themselves, such as a company's own ones.
    """
    key = terms.strip()
    if key in table:
        return table[key]
    for pattern in _PATTERNS:
        found = pattern.fullmatch(key)
        if found is not None:
            return int(found[1])
    return None
