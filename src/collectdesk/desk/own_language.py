"""The language in whose formats the person at this machine reads figures and days."""

from __future__ import annotations

import os


def own_language() -> str:
    """What COLLECTDESK_LANGUAGE names, else the system's language such as de_DE; en where neither says one.

    A name that means no language is found by who uses it: `reports.writers.parsed` raises BadInput.
    """
    named = os.environ.get("COLLECTDESK_LANGUAGE", "").strip()
    if named:
        return named
    from babel.core import default_locale

    found = default_locale("LC_NUMERIC") or "en"
    return "en" if found.endswith("_POSIX") else found
