"""Reading everything about one account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

import pytz
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from collectdesk.desk.act import Actor
from collectdesk.desk.cash.views import payment_history
from collectdesk.desk.credits import awaited
from collectdesk.desk.timeline import commitments, count_events, timeline
from collectdesk.desk.views import Contact, Dossier, Item, Owed, Point
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import (
    Account,
    ContactPerson,
    ContactPoint,
    CreditorEntity,
    Desk,
    NoteDraft,
    OpenItem,
    Party,
    Promise,
    PromiseItem,
    User,
)
from collectdesk.money import Money
from collectdesk.store import Store

ITEMS_SHOWN = 500
EVENTS_SHOWN = 200


def dossier(store: Store, actor: Actor, now: datetime, account_id: int) -> Dossier:
    """The whole account as of now. BadInput when there is none."""
    with store.read() as session:
        row = session.execute(
            select(Account, Party, CreditorEntity, User.name)
            .join(Party, Party.id == Account.party_id)
            .join(CreditorEntity, CreditorEntity.id == Account.creditor_entity_id)
            .outerjoin(User, User.id == Account.assignee_id)
            .where(Account.id == account_id)
        ).first()
        if row is None:
            raise BadInput(
                _("there is no account with the id {id}; search for it by number or name").format(
                    id=account_id
                )
            )
        account, party, creditor, assignee = row
        day = desk_day(session, now)
        items = _items(session, account_id, day)
        people, loose = contacts(session, party.id)
        kept, judged, broken_on = _promises(session, account_id)
        limit, currency = account.credit_limit_minor, account.credit_limit_currency
        return Dossier(
            account_id=account.id,
            number=account.number,
            customer=party.name,
            party_type=party.party_type,
            creditor=creditor.name,
            country=party.country,
            region=party.region,
            city=party.city,
            postcode=party.postcode,
            street=party.street,
            zone=party.zone,
            language=party.language,
            customer_since=party.customer_since,
            risk_class=account.risk_class,
            credit_limit=Money(limit, currency) if limit is not None and currency else None,
            assignee=assignee,
            day=day,
            owed=owed(items, day),
            items=tuple(items[:ITEMS_SHOWN]),
            items_total=len(items),
            people=people,
            loose_points=loose,
            events=timeline(session, account_id, EVENTS_SHOWN),
            events_total=count_events(session, account_id),
            commitments=commitments(session, account_id, day),
            promises_kept=kept,
            promises_judged=judged,
            last_broken_on=broken_on,
            payments=payment_history(session, account_id),
            draft_places=tuple(
                session.scalars(
                    select(NoteDraft.place).where(
                        NoteDraft.user_id == actor.id, NoteDraft.account_id == account_id
                    )
                )
            ),
        )


def find_account(store: Store, named: str) -> int:
    """The id of the account with this number, or "company/number" where several companies use it.

    Raises BadInput when there is none, or more than one.
    """
    company, _slash, number = named.strip().rpartition("/")
    query = select(Account.id, CreditorEntity.code).join(
        CreditorEntity, CreditorEntity.id == Account.creditor_entity_id
    )
    with store.read() as session:
        found = session.execute(query.where(Account.number == named.strip())).all()
        if not found and company:
            found = session.execute(
                query.where(Account.number == number, CreditorEntity.code == company)
            ).all()
    if not found:
        raise BadInput(
            _("there is no account {number}; find it with `collectdesk search`").format(number=named)
        )
    if len(found) > 1:
        named_so = ", ".join(f"{code}/{named}" for _id, code in found)
        raise BadInput(
            _("{number} is in several companies; write one of {all}").format(number=named, all=named_so)
        )
    return int(found[0][0])


def desk_day(session: Session, now: datetime) -> date:
    """The desk's date at this moment."""
    zone = session.scalar(select(Desk.zone).where(Desk.id == 1)) or "UTC"
    return now.astimezone(pytz.timezone(zone)).date()


def owed(items: Sequence[Item], day: date) -> tuple[Owed, ...]:
    """The sums by currency, the one with most items overdue first."""
    by_currency: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_currency[item.open.currency].append(item)
    found = [_owed_in(currency, list_) for currency, list_ in by_currency.items()]
    return tuple(sorted(found, key=lambda o: (-o.overdue_items, -o.not_due_items, o.currency)))


def _owed_in(currency: str, items: list[Item]) -> Owed:
    def total(chosen: list[Item]) -> Money:
        return Money(sum(item.open.minor for item in chosen), currency)

    debits = [item for item in items if item.open.minor > 0]
    overdue = [item for item in debits if (item.days_past_due or 0) > 0]
    not_due = [item for item in debits if (item.days_past_due or 0) <= 0]
    disputed = [item for item in debits if item.disputed.minor > 0]
    bands = [
        [i for i in overdue if low <= (i.days_past_due or 0) <= high]
        for low, high in ((1, 30), (31, 60), (61, 90), (91, 10**6))
    ]
    return Owed(
        currency=currency,
        overdue=total(overdue),
        overdue_items=len(overdue),
        disputed=Money(sum(item.disputed.minor for item in disputed), currency),
        disputed_items=len(disputed),
        not_due=total(not_due),
        not_due_items=len(not_due),
        credits=total([item for item in items if item.open.minor < 0]),
        ageing=(total(not_due), *(total(band) for band in bands)),  # type: ignore[arg-type]
    )


def _items(session: Session, account_id: int, day: date) -> list[Item]:
    promises, coming = _promised_items(session, account_id), awaited(session, account_id)
    rows = session.scalars(
        select(OpenItem)
        .where(OpenItem.account_id == account_id, OpenItem.open_minor != 0)
        .order_by(OpenItem.due_on.is_(None), OpenItem.due_on, OpenItem.document)
    )
    return [_item(row, day, promises.get(row.id), coming.get(row.id, 0)) for row in rows]


def _item(row: OpenItem, day: date, promise: tuple[str, date] | None, credit: int) -> Item:
    late = (day - row.due_on).days if row.due_on else None
    disputed = max(0, min(row.disputed_minor, row.open_minor))
    state, state_on = _item_state(row, late, disputed, promise)
    if state == "disputed" and credit >= row.disputed_minor:
        state = "credit_awaited"
    return Item(
        id=row.id,
        document=row.document,
        kind=row.kind,
        reference=row.reference,
        document_on=row.document_on,
        due_on=row.due_on,
        days_past_due=late,
        original=Money(row.original_minor, row.currency),
        open=Money(row.open_minor, row.currency),
        disputed=Money(disputed, row.currency),
        part_paid=row.part_paid,
        terms=row.terms,
        state=state,
        state_on=state_on,
    )


def _item_state(
    row: OpenItem, late: int | None, disputed: int, promise: tuple[str, date] | None
) -> tuple[str, date | None]:
    if row.open_minor < 0:
        return "credit", None
    if disputed:
        return "disputed", None
    if promise is not None and promise[0] == "open":
        return "promised", promise[1]
    if promise is not None and promise[0] in ("broken", "partially_kept"):
        return "promise_broken", promise[1]
    if late is None:
        return "no_due_date", None
    return ("overdue" if late > 0 else "not_due"), None


def _promised_items(session: Session, account_id: int) -> dict[int, tuple[str, date]]:
    """The newest promise on each item: its state and day."""
    rows = session.execute(
        select(PromiseItem.open_item_id, Promise.state, Promise.promised_on)
        .join(Promise, Promise.id == PromiseItem.promise_id)
        .where(Promise.account_id == account_id, Promise.undone_by.is_(None))
        .order_by(Promise.id)
    )
    return {item_id: (state, on) for item_id, state, on in rows}


def contacts(session: Session, party_id: int) -> tuple[tuple[Contact, ...], tuple[Point, ...]]:
    """The people of a customer with their ways to be reached, and the ways that belong to nobody."""
    points: dict[int | None, list[Point]] = defaultdict(list)
    for row in session.scalars(
        select(ContactPoint).where(ContactPoint.party_id == party_id).order_by(ContactPoint.id)
    ):
        points[row.person_id].append(Point(row.id, row.kind, row.value, row.use, row.state, row.person_id))
    people = tuple(
        Contact(p.id, p.name, p.salutation, p.role, p.language, p.zone, tuple(points[p.id]))
        for p in session.scalars(
            select(ContactPerson).where(ContactPerson.party_id == party_id).order_by(ContactPerson.id)
        )
    )
    return people, tuple(points[None])


def _promises(session: Session, account_id: int) -> tuple[int, int, date | None]:
    counts: dict[str, int] = {}
    for state, count in session.execute(
        select(Promise.state, func.count())
        .where(Promise.account_id == account_id, Promise.undone_by.is_(None))
        .group_by(Promise.state)
    ):
        counts[state] = count
    broken_on = session.scalar(
        select(func.max(Promise.promised_on)).where(
            Promise.account_id == account_id, Promise.state == "broken", Promise.undone_by.is_(None)
        )
    )
    kept = counts.get("kept", 0)
    return kept, kept + counts.get("broken", 0) + counts.get("partially_kept", 0), broken_on
