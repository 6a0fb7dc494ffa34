"""What was planned, worked, skipped and carried over, and which of the ten highest scores were not reached."""

from __future__ import annotations

from typing import ClassVar

from collectdesk.i18n import _
from collectdesk.reports.blocks.tally import NOT_RECORDED, Block, Counts, counts, unique
from collectdesk.reports.sheets import Column, Row, Sheet
from collectdesk.reports.shift import NO_WORK, Entry


class Worklist(Block):
    """Accounts, each once. Planned is the head of the list as the last day of the period began."""

    acts_of = frozenset({"day.figures"})

    def __init__(self) -> None:
        self._worked: set[int] = set()
        self._ids: list[int] = []
        self._skipped: dict[int, int] = {}
        self._reasons = Counts()
        self._days: dict[int, Entry] = {}

    def feed(self, entry: Entry) -> None:
        """Take an entry about an account."""
        if entry.refused or entry.account_id is None or entry.act in NO_WORK:
            return
        self._worked.add(entry.account_id)
        self._ids.append(entry.id)
        if entry.act == "account.skip":
            self._skipped[entry.account_id] = entry.id
            self._reasons.add(entry.facts.get("why"), entry.id)

    def feed_of(self, entry: Entry) -> None:
        """Keep the last day's list of each person."""
        self._days[entry.facts.get("of") or 0] = entry

    def sheet(self) -> Sheet:
        """The block."""
        days = unique(sorted(one.id for one in self._days.values()))
        planned = {account for one in self._days.values() for account in one.facts.get("planned") or ()}
        skipped = planned & set(self._skipped)
        carried = planned - self._worked
        rows = []
        if self._days:
            rows = [
                Row((_("Accounts planned"), len(planned)), days, "planned"),
                Row((_("Planned and worked"), len(planned & self._worked - skipped)), days, "planned_worked"),
                Row((_("Planned and skipped"), len(skipped)), days, "planned_skipped"),
                Row((_("Carried over"), len(carried)), days, "carried_over"),
            ]
        rows += [
            Row((_("Accounts worked"), len(self._worked)), tuple(self._ids), "worked"),
            Row((_("Accounts skipped"), len(self._skipped)), tuple(self._skipped.values()), "skipped"),
            *self._reasons.rows("skipped.", _reasons()),
        ]
        note = (
            _("Planned are the first 100 accounts of the list as the last day began.")
            if self._days
            else _("Planned and carried over are not available: no turn of the day recorded the list.")
        )
        return counts("worklist", _("Worklist"), rows, note)


def _reasons() -> dict[str, str]:
    return {
        "nobody_there": _("Skipped: nobody there"),
        "colleague": _("Skipped: waits for a colleague"),
        "document": _("Skipped: waits for a document"),
        "language": _("Skipped: language"),
        "other": _("Skipped: in other words"),
        NOT_RECORDED: _("Skipped: reason not recorded"),
    }


class TopOfList(Block):
    """Of the ten highest scores as the last day began, those whose customer nobody of the report reached."""

    acts: ClassVar[frozenset[str] | None] = frozenset({"call.log"})
    acts_of = frozenset({"day.figures"})

    def __init__(self) -> None:
        self._reached: set[int] = set()
        self._days: dict[int, Entry] = {}

    def feed(self, entry: Entry) -> None:
        """Remember whom a contact reached."""
        if not entry.refused and entry.account_id is not None and "C" in entry.facts.get("flags", ""):
            self._reached.add(entry.account_id)

    def feed_of(self, entry: Entry) -> None:
        """Keep the last day's list of each person."""
        self._days[entry.facts.get("of") or 0] = entry

    def sheet(self) -> Sheet:
        """The block."""
        listed = {
            account: (score, one.id)
            for one in self._days.values()
            for account, score in one.facts.get("top") or ()
        }
        first = sorted(listed.items(), key=lambda item: (-item[1][0], item[0]))[:10]
        return Sheet(
            "top_not_reached",
            _("Highest scores not reached"),
            (Column("account", _("Account"), "account"), Column("score", _("Score"), "count")),
            tuple(
                Row((account, score), (entry,), str(account))
                for account, (score, entry) in first
                if account not in self._reached
            ),
            ()
            if self._days
            else (_("The ten highest scores are not available: no turn of the day recorded them."),),
        )
