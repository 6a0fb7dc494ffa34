"""Reading the shift report of a collector or the whole desk."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from collectdesk.desk.act import Actor
from collectdesk.desk.dossier import desk_day
from collectdesk.desk.local_time import at_local
from collectdesk.desk.rights import Right
from collectdesk.faults import BadInput, Refused
from collectdesk.i18n import _
from collectdesk.models import Desk, Journal, User
from collectdesk.reports.shift import Entry, ShiftReport, parse_facts, shift_report
from collectdesk.store import Store


def shift(
    store: Store, actor: Actor, now: datetime, *, day: date | None = None, collector: str | None = None
) -> ShiftReport:
    """The report of a day of the desk (today when None), for one collector, or "all".

    A collector sees their own; Refused for another's without the right, BadInput for an unknown name.
    """
    with store.read() as session:
        zone = session.scalar(select(Desk.zone).where(Desk.id == 1)) or "UTC"
        on = day or desk_day(session, now)
        start = at_local(datetime.combine(on, time()), zone)
        end = at_local(datetime.combine(on + timedelta(days=1), time()), zone)
        wanted = collector or actor.name
        query = select(Journal).where(Journal.at >= start).order_by(Journal.id)
        if wanted != "all":
            user_id = session.scalar(select(User.id).where(User.name == wanted))
            if user_id is None:
                raise BadInput(
                    _("there is no user named {name}; see `collectdesk user list`").format(name=wanted)
                )
            query = query.where(Journal.actor_id == user_id)
            if user_id != actor.id and not actor.may(Right.SEE_ALL):
                raise Refused(_("you may see your own report only; ask your team lead"))
        elif not actor.may(Right.SEE_ALL):
            raise Refused(_("you may see your own report only; ask your team lead"))
        entries = [
            Entry(row.id, row.at, row.actor_id, row.act, row.account_id, row.refused, parse_facts(row.facts))
            for row in session.scalars(query)
        ]
    return shift_report(entries, start, end, wanted)
