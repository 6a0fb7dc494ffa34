"""What the gate and the rights refused, and what was done although the gate said no."""

from __future__ import annotations

from collections.abc import Sequence

from collectdesk.i18n import _
from collectdesk.reports.blocks.tally import by_code, count_row, counts
from collectdesk.reports.sheets import Row, Sheet
from collectdesk.reports.shift import Entry

_ALLOWED = ("ALLOW", "ALLOW_WITH_DUTIES")


def compliance(entries: Sequence[Entry]) -> Sheet:
    """Contacts refused by rule, other refusals by rule, contacts logged against the gate, overrides."""
    against = [entry for entry in entries if not entry.refused and _against(entry)]
    rows: list[Row] = [
        count_row(_("Contacts logged although the gate did not allow them"), against),
        count_row(
            _("Overrides by a lead"), [e for e in entries if e.act == "contact.override" and not e.refused]
        ),
        count_row(_("Contacts refused"), [e for e in entries if e.act == "contact.refused"]),
        *by_code((rule, e) for e in entries if e.refused for rule in _rules(e)),
    ]
    return counts(
        "compliance",
        _("Compliance"),
        rows,
        _("A contact refused by two rules stands in the line of each."),
        _("Complaints and unverified disclosures are not available: the journal does not record them."),
    )


def _against(entry: Entry) -> bool:
    gate = entry.facts.get("gate")
    return isinstance(gate, dict) and gate.get("verdict") not in _ALLOWED and not gate.get("overridden")


def _rules(entry: Entry) -> list[str | None]:
    return list(entry.facts.get("rules") or [entry.facts.get("rule")])
