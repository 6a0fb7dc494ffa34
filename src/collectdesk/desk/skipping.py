"""Why an account is left for today: the usual reasons, each with the code that stands in the journal."""

from __future__ import annotations

from collectdesk.i18n import _

OTHER = "other"


def usual_reasons() -> dict[str, str]:
    """Sentences by code, in the order of the digits that take them."""
    return {
        "nobody_there": _("nobody there today"),
        "colleague": _("waits for a colleague"),
        "document": _("waits for a document"),
        "language": _("language: for a colleague"),
    }


def code_of(reason: str) -> str:
    """The code of a reason as it was typed; `other` for one in a person's own words, which enter no journal."""
    said = reason.strip().casefold()
    return next((code for code, text in usual_reasons().items() if text.casefold() == said), OTHER)
