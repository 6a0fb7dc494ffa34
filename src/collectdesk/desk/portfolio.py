"""Which part of the book a figure is of, and what was open on its items at the end of any day.

Balances are those the desk knew: what a ledger file or a posting changed counts from the desk's day on which it was
taken in, not from the date that it bears. An item itself counts from its posting date, else its document date, else
the day on which the ledger first listed it; one of a book's first ledger without any date counts always. So a book can
be aged on the key date of the file that it was filled from, and a later file never rewrites a balance of the past.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    Select,
    Subquery,
    and_,
    case,
    func,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import Account, ItemBalance, OpenItem, Party, Team, User

Dimension = Literal["collector", "team", "country", "customer", "currency"]
DIMENSIONS: tuple[Dimension, ...] = ("collector", "team", "country", "customer", "currency")
"""What figures are told apart by. The book has no segments yet, so there are none here."""

_ITEM: Any = OpenItem.__table__.c


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the book; all of it where everything is None. Countries are those of the customer."""

    user_id: int | None = None
    team_id: int | None = None
    country: str | None = None
    currency: str | None = None
    account_id: int | None = None

    def accounts(self, column: Any) -> tuple[Any, ...]:
        """The conditions that keep a column of account ids to this part."""
        found: list[Any] = []
        if self.account_id is not None:
            found.append(column == self.account_id)
        whose: list[Any] = []
        if self.user_id is not None:
            whose.append(Account.assignee_id == self.user_id)
        if self.team_id is not None:
            whose.append(Account.assignee_id.in_(select(User.id).where(User.team_id == self.team_id)))
        if self.country is not None:
            whose.append(Account.party_id.in_(select(Party.id).where(Party.country == self.country)))
        if whose:
            found.append(column.in_(select(Account.id).where(*whose)))
        return tuple(found)

    def items(self) -> tuple[Any, ...]:
        """The conditions on open items, among them that on their currency."""
        own = () if self.currency is None else (_ITEM.currency == self.currency,)
        return (*own, *self.accounts(_ITEM.account_id))

    def said(self, session: Session) -> str:
        """This part in words, "" for the whole book."""
        words = []
        if self.user_id is not None:
            name = session.scalar(select(User.name).where(User.id == self.user_id)) or ""
            words.append(_("collector {name}").format(name=name))
        if self.team_id is not None:
            team = session.scalar(select(Team.name).where(Team.id == self.team_id)) or ""
            words.append(_("team {name}").format(name=team))
        if self.country is not None:
            words.append(_("country {code}").format(code=self.country))
        if self.currency is not None:
            words.append(_("currency {code}").format(code=self.currency))
        return ", ".join(words)


EVERYTHING = Part()


def named_part(
    session: Session,
    *,
    collector: str | None = None,
    team: str | None = None,
    country: str | None = None,
    currency: str | None = None,
) -> Part:
    """The part of the book that these names mean. BadInput for a collector or a team that does not exist."""
    user_id = team_id = None
    if collector is not None:
        user_id = session.scalar(select(User.id).where(User.name == collector))
        if user_id is None:
            raise BadInput(
                _("there is no user named {name}; see `collectdesk user list`").format(name=collector)
            )
    if team is not None:
        team_id = session.scalar(select(Team.id).where(Team.name == team))
        if team_id is None:
            raise BadInput(_("there is no team named {name}; see `collectdesk user list`").format(name=team))
    return Part(
        user_id, team_id, country.upper() if country else None, currency.upper() if currency else None
    )


def open_on(day: date, part: Part = EVERYTHING, *columns: str) -> Subquery:
    """Items with something open at the end of a day: id, account_id, currency, due_on, open_minor, and more columns.

    What is open now, where no change was kept after that day; else what stood before the first such change. Two halves,
    so that no engine looks for each item's balances in a list without an index.
    """
    now, before = _as_now(day, part, columns), _as_before(day, part, columns)
    return union_all(now.where(~_changed_after(day)), before).subquery("open_then")


def open_as_now(day: date, part: Part, *, changed: bool) -> Subquery:
    """The first half of `open_on`; all of it where nothing was `changed` after the day."""
    now: Select[Any] = _as_now(day, part)
    return (now.where(~_changed_after(day)) if changed else now).subquery("open_then")


def open_as_before(day: date, part: Part) -> Subquery:
    """The second half of `open_on`: items that changed after the day, as they stood then."""
    before: Select[Any] = _as_before(day, part)
    return before.subquery("open_then")


def _told(columns: Sequence[str], minor: Any) -> list[Any]:
    return [
        _ITEM.id,
        _ITEM.account_id,
        _ITEM.currency,
        _ITEM.due_on,
        minor,
        *(_ITEM[name] for name in columns),
    ]


def counts_from() -> Any:
    """The day from which an item counts, NULL for always: an expression."""
    return func.coalesce(_ITEM.posted_on, _ITEM.document_on, _ITEM.known_on)


def _counts(day: date, part: Part) -> tuple[Any, ...]:
    return (or_(counts_from().is_(None), counts_from() <= day), *part.items())


def _as_now(day: date, part: Part, columns: Sequence[str] = ()) -> Any:
    return select(*_told(columns, _ITEM.open_minor)).where(_ITEM.open_minor != 0, *_counts(day, part))


def _changed_after(day: date) -> Any:
    history = ItemBalance.__table__.c
    return select(1).where(history.open_item_id == _ITEM.id, history.until_on > day).exists()


def _as_before(day: date, part: Part, columns: Sequence[str] = ()) -> Any:
    history = ItemBalance.__table__.c
    first = (
        select(history.open_item_id, func.min(history.until_on).label("until_on"))
        .where(history.until_on > day)
        .group_by(history.open_item_id)
        .cte("first_change")
    )
    at_first = and_(history.open_item_id == first.c.open_item_id, history.until_on == first.c.until_on)
    return (
        select(*_told(columns, history.open_minor))
        .join_from(first, ItemBalance.__table__, at_first)
        .join(OpenItem.__table__, _ITEM.id == first.c.open_item_id)
        .where(history.open_minor != 0, *_counts(day, part))
    )


def open_between(start: date, end: date, part: Part = EVERYTHING) -> Any:
    """Items with what was open on them at the ends of two days (`was`, `still`): id, account_id, currency, due_on.

    An item that did not count yet at the first has nothing there.
    """
    known_then = or_(counts_from().is_(None), counts_from() <= start)
    was = case((known_then, _balance(start)), else_=0)
    return (
        select(
            _ITEM.id, _ITEM.account_id, _ITEM.currency, _ITEM.due_on,
            type_coerce(was, BigInteger).label("was"), type_coerce(_balance(end), BigInteger).label("still"),
        )
        .where(*_counts(end, part))
        .cte("followed")
        .prefix_with("MATERIALIZED")  # else every mention of a balance looks it up again
    )  # fmt: skip


def _balance(day: date) -> Any:
    history, item = aliased(ItemBalance), OpenItem.__table__.c
    then = (
        select(history.open_minor)
        .where(history.open_item_id == item.id, history.until_on > day)
        .order_by(history.until_on)
        .limit(1)
        .correlate(OpenItem.__table__)
        .scalar_subquery()
    )
    return func.coalesce(then, item.open_minor)


def group_of(by: Dimension | None, account_id: Any) -> tuple[Any, Any, tuple[Any, ...]]:
    """Key and label of a dimension, and what to join for them: (table, on) pairs, outer."""
    account: Any = Account.__table__.c
    to_account = (Account.__table__, account.id == account_id)
    to_party = (Party.__table__, Party.id == account.party_id)
    to_user = (User.__table__, User.id == account.assignee_id)
    if by == "collector":
        return User.id, User.name, (to_account, to_user)
    if by == "team":
        return Team.id, Team.name, (to_account, to_user, (Team.__table__, Team.id == User.team_id))
    if by == "country":
        return Party.country, Party.country, (to_account, to_party)
    if by == "customer":
        return Party.number, Party.name, (to_account, to_party)
    return null(), null(), ()
