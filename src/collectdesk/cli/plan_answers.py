"""What `plan`, `ability` and `approve` answer with --json."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from collectdesk.cli.interest_answers import RateAnswer, rate_answer
from collectdesk.cli.output import Answer, iso
from collectdesk.desk import words_of_plans as words
from collectdesk.money import Money
from collectdesk.money.interest import Calculation
from collectdesk.money.no_figure import NoFigure

if TYPE_CHECKING:
    from collectdesk.desk.plans.ability import KnownAbility
    from collectdesk.desk.plans.approvals import AskedApproval
    from collectdesk.desk.plans.paid_in import PaidIn
    from collectdesk.desk.plans.sheet import PlanOnRecord, PlanSheet
    from collectdesk.money.affordability import Fit
    from collectdesk.money.authority import Ruling
    from collectdesk.money.proposals import Proposal


class PaymentLine(Answer):
    """One payment; number 0 is the down payment. `moved_by` says why it is not due on its unadjusted day."""

    number: int
    unadjusted_on: str
    due_on: str
    moved_by: str
    amount: str
    balance: str


class LimitLine(Answer):
    """A limit that is exceeded, and what it allows."""

    limit: str
    allowed: str


class VerdictLine(Answer):
    """Whether the person at the desk may decide it, who else, and by which limits it is too much."""

    level: str | None
    allowed: bool
    decided_by: str | None
    exceeded: list[LimitLine]


class FitLine(Answer):
    """Whether the customer can pay it. `highest` is the most that each instalment could be, null if not known."""

    fits: bool
    highest: str | None
    fails_in_week: int | None
    fails_on: str | None


class SignLine(Answer):
    """A sign that a plan will not hold."""

    code: str
    text: str


class PlanInterestLine(Answer):
    """Interest while the plan runs; `reason` says why there is no figure, `waived` what of it is given up."""

    amount: str | None
    waived: str | None
    reason: str | None


class PaidInLine(Answer):
    """The payments in another currency, in their order, at the rate that counted on a day.

    `bearer` of the difference is creditor or customer; where it is the creditor, the rate is fixed up to `until`.
    """

    currency: str
    bearer: str
    on: str
    until: str
    indicative: bool
    total: str
    amounts: list[str]
    rates: list[RateAnswer]


class ProposalLine(Answer):
    """A plan with all that is to be said of it. `fit` is null where nothing is known of what the customer can pay."""

    name: str | None
    total: str
    down: str
    months: int
    last_on: str
    schedule: list[PaymentLine]
    verdict: VerdictLine
    fit: FitLine | None
    signs: list[SignLine]
    interest: PlanInterestLine | None
    paid_in: PaidInLine | None


class PlanProposals(Answer):
    """Three plans beside each other: short, balanced, longest; or `reason`, why there are none.

    `currencies` are those in which something overdue is undisputed; `calendar` is the place of payment.
    """

    account: str
    account_id: int
    customer: str
    as_of: str
    currency: str
    total: str
    currencies: list[str]
    calendar: str
    documents: list[str]
    proposals: list[ProposalLine]
    reason: str | None


class StandingLine(Answer):
    """Where a running plan stands: on_time, behind, defaulted or paid. `claimed` is what may be claimed now."""

    state: str
    received: str
    left: str
    behind: str
    claimed: str
    cure_until: str | None


class PaymentOnRecord(Answer):
    """A payment of a plan on record, and what came of it; `state` is open, paid, part_paid or missed."""

    number: int
    unadjusted_on: str
    due_on: str
    amount: str
    balance: str
    received: str
    state: str


class MoveLine(Answer):
    """A payment that moved; `version` counts the days it has had. `broken`: it counts as a broken promise."""

    number: int
    version: int
    from_on: str
    due_on: str
    asked_on: str
    requested_by: str
    reason: str
    broken: bool


class PlanLine(Answer):
    """A plan on record; `replaces` is the version before it. `asked` and `answer` are those of its approval."""

    id: int
    version: int
    replaces: int | None
    state: str
    state_on: str
    currency: str
    total: str
    starts_on: str
    accepted_on: str | None
    method: str
    payments: list[PaymentOnRecord]
    standing: StandingLine | None
    asked: str
    answer: str
    moves: list[MoveLine]
    paid_in: PaidInLine | None


class PlanList(Answer):
    """The plans of an account, the newest first."""

    account: str
    account_id: int
    plans: list[PlanLine]


class FigureLine(Answer):
    """A figure that was told. Amounts have the currency's decimals."""

    name: str
    value: str
    period: str | None


class AbilityLine(Answer):
    """What is known of the ability to pay: a household, a forecast, ratios or a score, as of a day."""

    id: int
    kind: str
    taken_on: str
    source: str
    currency: str
    figures: list[FigureLine]


class AbilityList(Answer):
    """All that is on record, the newest first."""

    account: str
    account_id: int
    abilities: list[AbilityLine]


class ApprovalLine(Answer):
    """A request; its amount is in the currency of the authority table. `mine` and `may_decide` are meant of --user."""

    id: int
    kind: str
    about_id: int | None
    about: str
    account: str
    customer: str
    asked_by: str
    asked_at: str
    needs: str
    currency: str
    amount: str
    limits: str
    reason: str
    evidence: str
    expires_on: str
    state: str
    decided_by: str | None
    answer: str
    mine: bool
    may_decide: bool


class ApprovalList(Answer):
    """The requests: all of them for a lead, one's own for a collector."""

    approvals: list[ApprovalLine]


def proposals_answer(sheet: PlanSheet, local: Sequence[PaidIn | None]) -> PlanProposals:
    """The sheet as it is answered; `local` is each of the proposals in the currency to pay in."""
    case, who = sheet.ground.case, sheet.ground.who
    reason = sheet.ground.no_interest.reason if sheet.ground.no_interest else sheet.why_none or None
    return PlanProposals(
        account=who.number, account_id=who.account_id, customer=who.customer, as_of=case.starts_on.isoformat(),
        currency=case.total.currency, total=str(case.total), currencies=[*sheet.currencies],
        calendar=sheet.ground.calendar, documents=[item.document for item in sheet.ground.items],
        proposals=[] if sheet.ground.no_interest else list(map(_proposal, sheet.proposals, local)), reason=reason,
    )  # fmt: skip


def _proposal(one: Proposal, local: PaidIn | None) -> ProposalLine:
    plan = one.schedule
    return ProposalLine(
        name=one.name, total=str(plan.total), down=str(plan.down), months=plan.term_months,
        last_on=plan.last_on.isoformat(),
        schedule=[
            PaymentLine(
                number=line.number, unadjusted_on=line.unadjusted.isoformat(), due_on=line.due_on.isoformat(),
                moved_by=words.moved_by(line.moved_by), amount=str(line.amount), balance=str(line.balance),
            )
            for line in plan.payments
        ],
        verdict=_verdict(one.ruling), fit=_fit(one.fit) if one.fit else None,
        signs=[SignLine(code=sign.code, text=words.sign(sign)) for sign in one.signs],
        interest=_interest(one), paid_in=_paid_in(local),
    )  # fmt: skip


def _paid_in(found: PaidIn | None) -> PaidInLine | None:
    if found is None:
        return None
    return PaidInLine(
        currency=found.currency, bearer=found.bearer, on=found.on.isoformat(), until=found.until.isoformat(),
        indicative=found.indicative, total=str(found.total), amounts=[str(one) for one in found.asked],
        rates=[rate_answer(one, found.on) for one in found.quotes],
    )  # fmt: skip


def _verdict(ruling: Ruling) -> VerdictLine:
    exceeded = [LimitLine(limit=one.limit, allowed=str(one.allowed)) for one in ruling.exceeded]
    return VerdictLine(level=ruling.level, allowed=ruling.allowed, decided_by=ruling.first, exceeded=exceeded)


def _fit(fit: Fit) -> FitLine:
    return FitLine(
        fits=fit.fits, highest=_text(fit.highest), fails_in_week=fit.fails_in, fails_on=_text(fit.fails_on)
    )


def _interest(one: Proposal) -> PlanInterestLine | None:
    found = one.interest
    if found is None:
        return None
    if isinstance(found, NoFigure):
        return PlanInterestLine(amount=None, waived=None, reason=found.reason)
    assert isinstance(found, Calculation)  # noqa: S101 - for the type checker
    return PlanInterestLine(amount=str(found.interest), waived=_text(one.waived), reason=None)


def plan_line(one: PlanOnRecord) -> PlanLine:
    """A plan on record as it is answered."""
    standing = one.standing
    return PlanLine(
        id=one.id, version=one.version, replaces=one.replaces_id, state=one.state, state_on=one.state_on.isoformat(),
        currency=one.schedule.total.currency, total=str(one.schedule.total),
        starts_on=one.schedule.starts_on.isoformat(), accepted_on=_text(one.accepted_on), method=one.method,
        payments=[
            PaymentOnRecord(
                number=line.number, unadjusted_on=line.unadjusted.isoformat(), due_on=line.due_on.isoformat(),
                amount=str(line.amount), balance=str(line.balance), received=str(line.received), state=line.state,
            )
            for line in one.payments
        ],
        standing=None if standing is None else StandingLine(
            state=standing.state, received=str(standing.received), left=str(standing.left),
            behind=str(standing.behind), claimed=str(standing.claimed), cure_until=_text(standing.cure_until),
        ),
        asked=one.asked, answer=one.answer,
        moves=[
            MoveLine(
                number=move.number, version=move.version, from_on=move.from_on.isoformat(),
                due_on=move.due_on.isoformat(), asked_on=move.asked_on.isoformat(), requested_by=move.requested_by,
                reason=move.reason, broken=move.broken,
            )
            for move in one.moves
        ],
        paid_in=_paid_in(one.paid_in),
    )  # fmt: skip


def ability_line(one: KnownAbility) -> AbilityLine:
    """A record of the ability to pay as it is answered."""
    return AbilityLine(
        id=one.id, kind=one.kind, taken_on=one.taken_on.isoformat(), source=one.source, currency=one.currency,
        figures=[FigureLine(name=name, value=value, period=period) for name, value, period in _figures(one)],
    )  # fmt: skip


def _figures(one: KnownAbility) -> list[tuple[str, str, str | None]]:
    from collectdesk.desk.plans.ability import balance_sheet_of

    told: dict[str, Any] = one.figures

    def money(minor: int) -> str:
        return str(Money(minor, one.currency))

    if one.kind == "household":
        lines = [
            (line["name"] or line["kind"], money(line["minor"]), line["period"]) for line in told["lines"]
        ]
        if told["all_debts"] is not None:
            lines.append(("all_debts", money(told["all_debts"]), None))
        return [*lines, ("once", money(told["once"]), None)]
    if one.kind == "forecast":
        weeks = [(f"week_{n}", money(minor), None) for n, minor in enumerate(told["flows"], 1)]
        outgoings = ("monthly_outgoings", money(told["monthly_outgoings"]), "monthly")
        return [
            ("starts_on", told["starts_on"], None),
            ("opening", money(told["opening"]), None),
            *weeks,
            outgoings,
        ]
    if one.kind == "ratios":
        sheet = balance_sheet_of(one)
        names = ("current_ratio", "quick_ratio", "cash_ratio", "equity_ratio")
        worked = [(name, getattr(sheet, name)) for name in names]
        return [
            ("as_of", told["as_of"], None),
            *((name, money(minor), None) for name, minor in told["lines"].items()),
            *((name, f"{found:f}", None) for name, found in worked if not isinstance(found, NoFigure)),
        ]
    return [("score", told["score"], None), ("scale", told["scale"], None)]


def approval_line(one: AskedApproval) -> ApprovalLine:
    """A request as it is answered."""
    return ApprovalLine(
        id=one.id, kind=one.kind, about_id=one.about_id, about=one.about, account=one.account, customer=one.customer,
        asked_by=one.asked_by, asked_at=iso(one.asked_at), needs=one.needs, currency=one.amount.currency,
        amount=str(one.amount), limits=one.limits, reason=one.reason, evidence=one.evidence,
        expires_on=one.expires_on.isoformat(), state=one.state, decided_by=one.decided_by or None,
        answer=one.answer, mine=one.mine, may_decide=one.may,
    )  # fmt: skip


def _text(value: object) -> str | None:
    return None if value is None else str(value)
