"""The legal entities that are owed. Ledger files know them by their company code alone; the desk says who they are."""

from __future__ import annotations

from sqlalchemy import select, update

from collectdesk.desk.act import Act, Command, act
from collectdesk.desk.rights import Right
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import Account, CreditorEntity, Rank
from collectdesk.rules.record import Collector, DebtType

_LONGEST_CODE = 40


class NameCreditor(Command):
    """Who stands behind a company code. `country` is ISO 3166-1 alpha-2: promises are paid into banks there.

    `collector` is what this desk is towards its customers, `debt_type` what they owe: both decide which rules of law
    apply. Left out, what is on record stays; while nothing is, every rule that may apply does.
    """

    code: str
    name: str
    country: str | None = None
    collector: Collector | None = None
    debt_type: DebtType | None = None


@act("creditor.name", right=Right.IMPORT)
def name_creditor(act: Act, command: NameCreditor) -> None:
    """Name a creditor entity; one whose code is new is added. BadInput for a blank name or an unknown country."""
    from babel.core import Locale

    code, name = command.code.strip(), " ".join(command.name.split())
    if not code or not name or len(code) > _LONGEST_CODE:
        raise BadInput(_("a creditor needs the company code of its ledger and a name"))
    country = (command.country or "").upper() or None
    if country and (len(country) != 2 or country not in Locale("en").territories):
        raise BadInput(_("{code} is not a country; use a code such as DE").format(code=command.country))
    found = act.session.scalar(select(CreditorEntity).where(CreditorEntity.code == code))
    if found is None:
        found = act.add(CreditorEntity(code=code, name=name, country=country))
    else:
        found.name = name
        act.set(found, country=country)
    before = (found.collector, found.debt_type)
    kind = (command.collector or found.collector, command.debt_type or found.debt_type)
    if kind != before:
        act.set(found, collector=kind[0], debt_type=kind[1])
        act.session.flush()
        _other_rules(act, found.id)
    act.record(creditor=found.id, code=code, country=country, collector=kind[0], debt_type=kind[1])
    act.say(_("{code} is {name}").format(code=code, name=name))


def _other_rules(act: Act, creditor_id: int) -> None:
    """Other rules apply to the customers of this creditor: the list is to know."""
    accounts = select(Account.id).where(Account.creditor_entity_id == creditor_id)
    act.session.execute(update(Rank).where(Rank.account_id.in_(accounts)).values(reach_group_id=0))
    act.refresh_reach()
