"""Early-warning signs on an account: raised for some time, cleared when they prove wrong.

The signs and what each is worth are in `data/ranking.toml`, after section 8.1 of the domain reference.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from collectdesk.desk.act import Act, Command, act
from collectdesk.desk.rights import Right
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import WarningFlag
from collectdesk.ranking.config import load_rules

USUAL_DAYS = 90
"""How long a sign counts when nobody says."""


class RaiseFlag(Command):
    """A sign that was seen. It counts up to and including `until_on`, else for 90 days."""

    account_id: int
    flag: str
    until_on: date | None = None


class ClearFlag(Command):
    """A sign that counts no more, from today."""

    account_id: int
    flag: str


@act("flag.raise", right=Right.WORK)
def raise_flag(act: Act, command: RaiseFlag) -> None:
    """Raise a warning flag, or renew it. BadInput for an unknown flag or a day that is over."""
    account = act.account(command.account_id)
    known = load_rules().flags.points
    if command.flag not in known:
        raise BadInput(
            _("{flag} is not a warning flag; use one of {all}").format(
                flag=command.flag, all=", ".join(sorted(known))
            )
        )
    until = command.until_on or act.day + timedelta(days=USUAL_DAYS)
    if until < act.day:
        raise BadInput(_("the last day of a flag lies ahead; give a date from today on"))
    found = _find(act, account.id, command.flag)
    if found is None:
        act.add(WarningFlag(account_id=account.id, flag=command.flag, since_on=act.day, until_on=until))
    elif found.until_on < act.day:
        act.set(found, since_on=act.day, until_on=until)
    else:
        act.set(found, until_on=until)
    act.record(flag=command.flag, until=until)
    act.say(_("Warning flag raised: {flag}").format(flag=command.flag.replace("_", " ")))


@act("flag.clear", right=Right.WORK)
def clear_flag(act: Act, command: ClearFlag) -> None:
    """Let a warning flag count no more. BadInput when it is not up."""
    account = act.account(command.account_id)
    found = _find(act, account.id, command.flag)
    if found is None or found.until_on < act.day:
        raise BadInput(_("this warning flag is not up; look at the account again"))
    act.set(found, until_on=act.day - timedelta(days=1))
    act.record(flag=command.flag)
    act.say(_("Warning flag cleared: {flag}").format(flag=command.flag.replace("_", " ")))


def _find(act: Act, account_id: int, flag: str) -> WarningFlag | None:
    return act.session.scalar(
        select(WarningFlag).where(WarningFlag.account_id == account_id, WarningFlag.flag == flag)
    )
