"""What of an account is overdue on a day, and who owes whom: what interest and exchange statements start from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.desk.dossier import desk_day
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import Account, CreditorEntity, OpenItem, Party
from collectdesk.money import Money

_AHEAD = timedelta(days=3660)
"""How far ahead a statement may look."""


@dataclass(frozen=True, slots=True)
class WhoOwes:
    """The account with both sides of the debt. Countries are ISO 3166-1 alpha-2, None where not known."""

    account_id: int
    party_id: int
    number: str
    customer: str
    party_type: str
    customer_country: str | None
    creditor: str
    creditor_code: str
    creditor_country: str | None


@dataclass(frozen=True, slots=True)
class OverdueItem:
    """An open item whose due date lies before a day. `undisputed` is what is open and not disputed."""

    id: int
    document: str
    due_on: date
    open: Money
    disputed: Money
    part_paid: bool

    @property
    def undisputed(self) -> Money:
        """What is open and not disputed."""
        return self.open - self.disputed


def who_owes(session: Session, account_id: int) -> WhoOwes:
    """Both sides of an account. BadInput when there is no such account."""
    row = session.execute(
        select(Account, Party, CreditorEntity)
        .join(Party, Party.id == Account.party_id)
        .join(CreditorEntity, CreditorEntity.id == Account.creditor_entity_id)
        .where(Account.id == account_id)
    ).first()
    if row is None:
        raise BadInput(
            _("there is no account with the id {id}; search for it by number or name").format(id=account_id)
        )
    account, party, creditor = row
    return WhoOwes(
        account.id, party.id, account.number, party.name, party.party_type, party.country, creditor.name,
        creditor.code, creditor.country,
    )  # fmt: skip


def statement_day(session: Session, now: datetime, as_of: date | None) -> date:
    """The day of a statement: the desk's day unless another is given. BadInput for one too far ahead."""
    today = desk_day(session, now)
    if as_of is not None and as_of > today + _AHEAD:
        raise BadInput(_("{day} is too far ahead; give a day of the next ten years").format(day=as_of))
    return as_of or today


def overdue_items(session: Session, account_id: int, as_of: date) -> list[OverdueItem]:
    """Open items due before a day, oldest first. Credits and items without a due date are not among them.

    What is open is what is open now, also on a day in the past or ahead.
    """
    rows = session.scalars(
        select(OpenItem)
        .where(OpenItem.account_id == account_id, OpenItem.open_minor > 0, OpenItem.due_on < as_of)
        .order_by(OpenItem.due_on, OpenItem.document, OpenItem.id)
    )
    return [
        OverdueItem(
            row.id,
            row.document,
            row.due_on,
            Money(row.open_minor, row.currency),
            Money(max(0, min(row.disputed_minor, row.open_minor)), row.currency),
            row.part_paid or row.open_minor < row.original_minor,
        )
        for row in rows
        if row.due_on is not None
    ]


def credits_of(session: Session, account_id: int) -> dict[str, Money]:
    """What stands to the customer's credit, by currency, below zero."""
    found: dict[str, Money] = {}
    for currency, minor in session.execute(
        select(OpenItem.currency, OpenItem.open_minor).where(
            OpenItem.account_id == account_id, OpenItem.open_minor < 0
        )
    ):
        found[currency] = found.get(currency, Money(0, currency)) + Money(minor, currency)
    return dict(sorted(found.items()))
