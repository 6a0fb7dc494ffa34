"""What the account's screen reads at once, in a thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collectdesk.desk.briefing import Briefing
    from collectdesk.desk.gate_view import GateView
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.notes import Draft
    from collectdesk.desk.plans.sheet import PlanOnRecord
    from collectdesk.desk.views import Dossier
    from collectdesk.desk.views_queue import Preview


@dataclass(frozen=True, slots=True)
class Seen:
    """An account as it is shown: `dossier`, its place (`preview`), drafts, and words for codes.

    `results` are labels of call results by code, `reasons` those of disputes; `gate` is what may be done,
    `briefing` the calendar of the country, `plans` are the newest first.
    """

    dossier: Dossier
    preview: Preview | None
    drafts: tuple[Draft, ...]
    results: dict[str, str]
    reasons: dict[str, str]
    gate: GateView
    briefing: Briefing
    plans: tuple[PlanOnRecord, ...]


def read_account(desk: DeskHandle, account_id: int) -> Seen:
    """Everything the screen shows. BadInput when there is no such account."""
    from collectdesk.desk.briefing import briefing
    from collectdesk.desk.dispositions import dispositions, dispute_reasons
    from collectdesk.desk.dossier import dossier
    from collectdesk.desk.gate_view import gate_view
    from collectdesk.desk.notes import open_drafts
    from collectdesk.desk.plans.sheet import plans_on_record
    from collectdesk.desk.preview import preview

    now = desk.clock()
    known = dossier(desk.store, desk.actor, now, account_id)
    return Seen(
        known,
        preview(desk.store, account_id, now),
        tuple(open_drafts(desk.store, desk.actor, account_id)),
        {code: result.label for code, result in dispositions().items()},
        {code: reason.label for code, reason in dispute_reasons().items()},
        gate_view(desk.store, now, account_id, desk.zone),
        briefing(known.country, known.region, known.day),
        plans_on_record(desk.store, account_id, now),
    )
