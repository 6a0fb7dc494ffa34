"""What was worked and skipped, and which promises the day judged."""

from __future__ import annotations

from collections.abc import Sequence

from collectdesk.i18n import _
from collectdesk.reports.blocks.tally import counts
from collectdesk.reports.sheets import Row, Sheet
from collectdesk.reports.shift import Entry


def worklist(entries: Sequence[Entry]) -> Sheet:
    """Accounts worked (each once), accounts skipped."""
    worked = [e for e in entries if not e.refused and e.account_id is not None and e.act != "act.undo"]
    skipped = [e for e in entries if not e.refused and e.act == "account.skip"]
    rows = (
        Row((_("Accounts worked"), len({e.account_id for e in worked})), tuple(e.id for e in worked)),
        Row((_("Accounts skipped"), len({e.account_id for e in skipped})), tuple(e.id for e in skipped)),
    )
    note = _("Planned and carried over are not available: the journal does not record the planned list.")
    return counts("worklist", _("Worklist"), rows, note)


def promises_judged(entries: Sequence[Entry]) -> Sheet:
    """Promises by the state they turned to, as the entries of the period judged them."""
    found: dict[str, list[int]] = {}
    for entry in entries:
        if not entry.refused:
            for _promise, _account, state, _received in entry.facts.get("turned") or ():
                found.setdefault(state, []).append(entry.id)
    rows = (Row((state, len(ids)), tuple(dict.fromkeys(ids))) for state, ids in sorted(found.items()))
    whose = _("They count for the person whose entry judged them, whoever took the promise.")
    note = _("Promises due in the next days are not available: the journal does not record what stays open.")
    return counts("promises", _("Promises judged"), rows, whose, note)
