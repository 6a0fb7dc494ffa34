"""What the gate and the rights refused, and what was done although the gate said no."""

from __future__ import annotations

from collectdesk.i18n import _
from collectdesk.reports.blocks.tally import Block, Counts, counts
from collectdesk.reports.sheets import Sheet
from collectdesk.reports.shift import Entry

_ALLOWED = ("ALLOW", "ALLOW_WITH_DUTIES")


class Compliance(Block):
    """Contacts refused by rule, other refusals by rule, contacts logged against the gate, overrides."""

    def __init__(self) -> None:
        self._counts, self._rules = Counts("against", "overrides", "refused"), Counts()

    def feed(self, entry: Entry) -> None:
        """Count a refusal, or what was done against one."""
        if entry.refused:
            if entry.act == "contact.refused":
                self._counts.add("refused", entry.id)
            for rule in entry.facts.get("rules") or [entry.facts.get("rule")]:
                self._rules.add(rule, entry.id)
            return
        if entry.act == "contact.override":
            self._counts.add("overrides", entry.id)
        gate = entry.facts.get("gate")
        if isinstance(gate, dict) and gate.get("verdict") not in _ALLOWED and not gate.get("overridden"):
            self._counts.add("against", entry.id)

    def sheet(self) -> Sheet:
        """The block."""
        rows = [
            self._counts.row("against", _("Contacts logged although the gate did not allow them")),
            self._counts.row("overrides", _("Overrides by a lead")),
            self._counts.row("refused", _("Contacts refused")),
            *self._rules.rows("rule."),
        ]
        return counts(
            "compliance",
            _("Compliance"),
            rows,
            _("A contact refused by two rules stands in the line of each."),
            _("Complaints and unverified disclosures are not available: the journal does not record them."),
        )
