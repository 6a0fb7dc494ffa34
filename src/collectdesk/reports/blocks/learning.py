"""What was reviewed, coached and learned, as codes: what was said about it stands in no journal."""

from __future__ import annotations

from collectdesk.i18n import _
from collectdesk.reports.blocks.tally import NOT_RECORDED, Block
from collectdesk.reports.sheets import Column, Row, Sheet
from collectdesk.reports.shift import Entry


class Learning(Block):
    """A row a kind (review, coaching, learned) and topic, for the person it was about."""

    acts_of = frozenset({"learning.log"})

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], list[int]] = {}

    def feed_of(self, entry: Entry) -> None:
        """Count an entry of the learning log."""
        if not entry.refused:
            key = (str(entry.facts.get("kind")), str(entry.facts.get("topic") or NOT_RECORDED))
            self._found.setdefault(key, []).append(entry.id)

    def sheet(self) -> Sheet:
        """The block."""
        return Sheet(
            "learning",
            _("Quality and learning"),
            (
                Column("kind", _("What"), "text"),
                Column("topic", _("Topic"), "text"),
                Column("count", _("Count"), "count"),
            ),
            tuple(
                Row((kind, topic, len(ids)), tuple(ids), f"{kind}.{topic}")
                for (kind, topic), ids in sorted(self._found.items())
            ),
            () if self._found else (_("Nothing was recorded as reviewed, coached or learned."),),
        )
