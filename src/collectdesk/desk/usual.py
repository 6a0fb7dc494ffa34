"""What is usual for a person: the median of each figure over their working days of the last 90, from the journal."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from statistics import median_low

from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.models import Journal
from collectdesk.ranking.rerank import desk_clock
from collectdesk.reports.shift import parse_facts
from collectdesk.store import Store

DAYS = timedelta(days=90)
FIGURES = ("attempts", "contacts", "right_party_contacts", "promises", "disputes_opened", "refused")
_FLAGS = (("A", "attempts"), ("C", "contacts"), ("R", "right_party_contacts"))
_ACTS = ("call.log", "promise.record", "dispute.raise", "contact.refused")


def usual_figures(store: Store, actor: Actor, now: datetime) -> dict[str, int]:
    """The lower median by figure over past days on which the person logged a contact; {} when there are none.

    What was taken back afterwards is left out, as in the report.
    """
    with store.read() as session:
        clock = desk_clock(session)
        today = clock.day_of(now)
        mine = (Journal.actor_id == actor.id, Journal.at >= now - DAYS, Journal.at < now)
        undo = select(Journal.facts).where(Journal.at >= now - DAYS, Journal.act == "act.undo")
        undone = {parse_facts(facts)["undone"] for facts in session.scalars(undo)}
        rows = session.execute(
            select(Journal.id, Journal.at, Journal.act, Journal.refused, Journal.facts).where(
                *mine, Journal.act.in_(_ACTS)
            )
        )
        days: dict[date, Counter[str]] = defaultdict(Counter)
        worked: set[date] = set()
        for row in rows:
            day = clock.day_of(row.at)
            if day >= today or row.id in undone:
                continue
            if row.refused:
                days[day]["refused"] += 1
                continue
            facts = parse_facts(row.facts)
            if row.act == "call.log":
                worked.add(day)
                flags = facts.get("flags", "")
                out = facts.get("direction") == "out"
                days[day].update(name for flag, name in _FLAGS if flag in flags and (flag != "A" or out))
            days[day]["promises"] += "promised_on" in facts
            days[day]["disputes_opened"] += "dispute" in facts
    if not worked:
        return {}
    return {name: median_low(days[day][name] for day in worked) for name in FIGURES}
