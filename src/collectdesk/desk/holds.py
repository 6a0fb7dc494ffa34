"""Holds: reasons not to work an account, from a skip until tomorrow to a legal stop."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from collectdesk.desk.act import Act, Command, act
from collectdesk.desk.calendar import add_business_days
from collectdesk.desk.rights import Right
from collectdesk.desk.skipping import code_of
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import NO_DAY, Account, Hold, Party
from collectdesk.ranking.config import HoldCode
from collectdesk.store.journal import digest


class PutOnHold(Command):
    """A hold until the end of a day, or until it is lifted when no day is given."""

    account_id: int
    kind: HoldCode
    until_on: date | None = None
    reason: str = ""


class LiftHold(Command):
    """A hold that holds no more, from today."""

    hold_id: int


class SkipAccount(Command):
    """Leave an account out of today's list, with the reason."""

    account_id: int
    reason: str


@act("hold.put", right=Right.WORK, undoable=True)
def put_on_hold(act: Act, command: PutOnHold) -> None:
    """Put a hold on an account. BadInput for a day that is over."""
    account = act.account(command.account_id)
    if command.until_on is not None and command.until_on < act.day:
        raise BadInput(_("the last day of a hold lies ahead; give a date from today on"))
    hold(act, account, command.kind, command.until_on or NO_DAY, command.reason)
    act.say(_("On hold: {kind}").format(kind=command.kind.replace("_", " ")))


@act("hold.lift", right=Right.WORK, undoable=True)
def lift_hold(act: Act, command: LiftHold) -> None:
    """Lift a hold."""
    held = act.session.get(Hold, command.hold_id)
    if held is None or held.lifted_on or held.undone_by:
        raise BadInput(_("this hold is lifted already"))
    act.account(held.account_id)
    act.set(held, lifted_on=act.day)
    act.record(hold=held.id, kind=held.kind)
    act.say(_("Hold lifted"))


@act("account.skip", right=Right.WORK, undoable=True)
def skip_account(act: Act, command: SkipAccount) -> None:
    """Leave the account out until tomorrow. BadInput without a reason."""
    account = act.account(command.account_id)
    if not command.reason.strip():
        raise BadInput(_("say why it is skipped; one word is enough"))
    hold(act, account, "skipped", act.day, command.reason)
    act.record(why=code_of(command.reason))
    act.say(_("Skipped until tomorrow"))


def hold(
    act: Act, account: Account, kind: str, until_on: date, reason: str, since_on: date | None = None
) -> Hold:
    """Add a hold inside an act, from today or an earlier day; one of the same kind that is still on is lifted by it."""
    for earlier in act.session.scalars(
        select(Hold).where(
            Hold.account_id == account.id,
            Hold.kind == kind,
            Hold.lifted_on.is_(None),
            Hold.undone_by.is_(None),
        )
    ):
        act.set(earlier, lifted_on=act.day)
    row = act.add(
        Hold(
            account_id=account.id,
            kind=kind,
            reason=reason.strip(),
            since_on=since_on or act.day,
            until_on=until_on,
        )
    )
    act.record(hold=kind, until=until_on, reason=digest(reason))
    return row


def last_day(act: Act, account: Account, days: str) -> date:
    """The last day of a hold that a result asks for: "until lifted" or "5 business days"."""
    if days == "until lifted":
        return NO_DAY
    count, unit = days.split(" ", 1)
    if unit != "business days":
        return act.day + timedelta(days=int(count))
    party = act.session.get_one(Party, account.party_id)
    return add_business_days(act.day, int(count), party.country)


def lift_holds(act: Act, account_id: int, kind: str) -> None:
    """Lift what holds an account for a reason, inside an act."""
    for held in act.session.scalars(
        select(Hold).where(
            Hold.account_id == account_id,
            Hold.kind == kind,
            Hold.lifted_on.is_(None),
            Hold.undone_by.is_(None),
        )
    ):
        act.set(held, lifted_on=act.day)
