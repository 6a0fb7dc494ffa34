"""Whether a message fits an account on a day: what must be so for it, and the sentence when it is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from collectdesk.desk.contact_case import DECIDED
from collectdesk.desk.messages.about import Subject
from collectdesk.desk.messages.owing import Owing
from collectdesk.desk.timeline import holds_on
from collectdesk.i18n import _
from collectdesk.messages.house import Step
from collectdesk.messages.purposes import Purpose, When
from collectdesk.models import Account, CreditorEntity, Dispute, Party, PaymentPlan, Promise


@dataclass(frozen=True, slots=True)
class Standing:
    """An account on a day, as far as messages ask: who owes whom, what is owed, and what goes on there."""

    account: Account
    party: Party
    creditor: CreditorEntity
    owing: Owing
    step: Step
    day: date
    held: frozenset[str]
    promised: bool
    disputed: bool
    on_plan: bool


def standing(
    session: Session,
    account: Account,
    party: Party,
    creditor: CreditorEntity,
    owed: Owing,
    step: Step,
    day: date,
) -> Standing:
    """How an account stands on a day."""

    def some(wanted: object) -> bool:
        return session.scalars(wanted.limit(1)).first() is not None  # type: ignore[attr-defined]

    return Standing(
        account,
        party,
        creditor,
        owed,
        step,
        day,
        frozenset(one.kind for one in session.scalars(holds_on(account.id, day))),
        some(
            select(Promise.id).where(
                Promise.account_id == account.id, Promise.state == "open", Promise.undone_by.is_(None)
            )
        ),
        some(
            select(Dispute.id).where(
                Dispute.account_id == account.id, Dispute.state.notin_(DECIDED), Dispute.undone_by.is_(None)
            )
        ),
        some(
            select(PaymentPlan.id).where(
                PaymentPlan.account_id == account.id,
                PaymentPlan.state == "running",
                PaymentPlan.undone_by.is_(None),
            )
        ),
    )


def unfit(purpose: Purpose, at: Standing, about: Subject, sent: dict[str, date]) -> tuple[str, ...]:
    """Why a message does not fit now, one sentence each; () when it does. `sent` are days by name of message."""
    said = [reason(one) for one in purpose.when if one not in about.holds and not _holds(one, at)]
    if purpose.only and at.party.party_type not in purpose.only:
        said.append(_("this message is not for a customer of this kind"))
    if purpose.days is not None and not purpose.days[0] <= at.owing.days(at.day) <= purpose.days[1]:
        said.append(
            _("it belongs to day {first} to {last} past the due date; today is day {day}").format(
                first=purpose.days[0], last=purpose.days[1], day=at.owing.days(at.day)
            )
        )
    if purpose.after:
        last = max((sent[name] for name in purpose.after if name in sent), default=None)
        if last is None:
            said.append(_("the message before it has not been sent"))
        elif (at.day - last).days < purpose.waits:
            said.append(
                _("the message before it was sent on {day}; wait {count} days").format(
                    day=last, count=purpose.waits
                )
            )
    return tuple(said)


def reason(what: When) -> str:
    """The sentence for something that must be so and is not."""
    return _WHY[what]()


def _holds(what: When, at: Standing) -> bool:
    """Whether it is so of the account itself."""
    third_party = at.creditor.collector in ("third_party", "debt_buyer", "lawyer")
    so: dict[When, bool] = {
        "due_soon": bool(at.owing.soon) and not at.owing.overdue,
        "overdue": bool(at.owing.overdue),
        "nothing_overdue": not at.owing.overdue,
        "own_stage": not third_party,
        "no_dispute": not at.disputed,
        "no_promise": not at.promised,
        "no_plan": not at.on_plan,
        "step_authorised": bool(at.step),
        "overpaid": at.owing.credit.minor > 0 and at.owing.balance.minor == 0,
        "balance_certain": at.owing.balance.minor > 0 or not at.disputed,
        "us_third_party": at.party.country == "US" and third_party,
        "wrong_party": "wrong_party" in at.held,
        "represented": "attorney" in at.held,
        "deceased": "deceased" in at.held,
        "insolvent": "insolvency" in at.held,
        "asked_to_cease": "cease" in at.held,
        "protected": not at.held.isdisjoint({"moratorium", "breathing_space", "breathing_space_crisis"}),
    }
    return so.get(what, False)


_WHY = {
    "due_soon": lambda: _("nothing falls due in the next ten days, or something is overdue"),
    "overdue": lambda: _("nothing is overdue that is not disputed"),
    "nothing_overdue": lambda: _("something is overdue"),
    "own_stage": lambda: _("this is the creditor's own message, and this desk collects for somebody else"),
    "no_dispute": lambda: _("a dispute is open"),
    "no_promise": lambda: _("a promise is running, and reminders rest until its day"),
    "no_plan": lambda: _("a payment plan is running"),
    "step_authorised": lambda: _(
        "the creditor has authorised no step; fill in step in data/messages/house.toml"
    ),
    "spoken": lambda: _("nobody spoke with the customer in the last three days"),
    "promise_open": lambda: _("no promise is open"),
    "promise_missed": lambda: _("no promise was missed"),
    "plan_offered": lambda: _("no plan is offered"),
    "plan_completed": lambda: _("no plan is completed"),
    "instalment_due": lambda: _("no instalment is due in the next seven days"),
    "instalment_missed": lambda: _("no instalment was missed"),
    "paid": lambda: _("no payment came in within fourteen days"),
    "payment_returned": lambda: _("no payment was returned within fourteen days"),
    "overpaid": lambda: _("nothing was paid too much"),
    "dispute_open": lambda: _("no dispute is open"),
    "dispute_closed": lambda: _("no dispute is decided"),
    "balance_certain": lambda: _(
        "nothing else is open while another dispute is undecided; answer both together"
    ),
    "settlement_offered": lambda: _("no settlement is offered"),
    "settlement_paid": lambda: _("no settlement is paid"),
    "us_third_party": lambda: _("it is for third-party collectors in the United States"),
    "wrong_party": lambda: _("the account is not marked as a wrong party"),
    "represented": lambda: _("no representative is on record"),
    "deceased": lambda: _("no death is on record"),
    "insolvent": lambda: _("no insolvency is on record"),
    "asked_to_cease": lambda: _("the customer has not asked to end contact"),
    "protected": lambda: _("no protection from creditors is on record"),
}
