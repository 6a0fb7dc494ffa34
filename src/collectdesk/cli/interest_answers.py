"""What `interest`, `fx` and `quote` answer with --json."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from collectdesk.cli.output import Answer
from collectdesk.money.interest import Calculation, Segment
from collectdesk.money.interest_rules import Regime
from collectdesk.money.no_figure import NoFigure
from collectdesk.money.quotation import Fluctuation

if TYPE_CHECKING:
    from datetime import date

    from collectdesk.desk.fx import FxItem, FxStatement
    from collectdesk.desk.fx_quote import Quoted
    from collectdesk.desk.interest import InterestItem, InterestStatement
    from collectdesk.money.fx import Conversion, Quote


class LawAnswer(Answer):
    """Whose law was taken; `reason` says why there is no figure. `cross_border`: the contract may say otherwise."""

    country: str | None
    debtor: str
    case: str
    citation: str | None
    confidence: str | None
    cross_border: bool
    reason: str | None


class InterestPart(Answer):
    """Days with one principal and one rate; `per_cent` is null while interest is paused.

    The rate is `reference` (as counted) plus `margin`; `source` published it, `known_as` is what it stands for.
    """

    first: str
    last: str
    days: int
    principal: str
    per_cent: str | None
    reference: str | None
    margin: str | None
    source: str | None
    known_as: str | None
    interest: str


class InterestItemAnswer(Answer):
    """An overdue item; `reason` says why it has no figure. A fixed sum may be in another currency."""

    document: str
    due_on: str
    days: int
    currency: str
    open: str
    disputed: str
    bears: str
    interest: str | None
    fixed_sum: str | None
    fixed_sum_currency: str | None
    confidence: str | None
    reason: str | None
    lines: list[InterestPart]


class PauseAnswer(Answer):
    """A hold during which no interest accrues; `last` is null while it has no end."""

    kind: str
    first: str
    last: str | None


class InterestTotals(Answer):
    """The sums of one currency."""

    interest: str
    fixed_sums: str


class InterestAnswer(Answer):
    """A statement of late-payment interest; nothing is charged by it. Items without a figure are in no total."""

    account: str
    account_id: int
    customer: str
    as_of: str
    creditor_country: str | None
    customer_country: str | None
    law: LawAnswer
    items: list[InterestItemAnswer]
    totals: dict[str, InterestTotals]
    without_figure: int
    confidence: str | None
    pauses: list[PauseAnswer]
    cautions: list[str]


class RateAnswer(Answer):
    """A published rate: `quoted` units of `currency` for one of `base`."""

    base: str
    currency: str
    quoted: str
    rate_on: str
    age_days: int
    source: str

    @property
    def said(self) -> str:
        """ "USD 1.0850 for EUR 1 of 2026-09-01 (ECB), 3 days old"."""
        said = f"{self.currency} {self.quoted} for {self.base} 1 of {self.rate_on} ({self.source})"
        return f"{said}, {self.age_days} days old" if self.age_days else said


class FxSide(Answer):
    """An amount in base currency, and the rates it rests on."""

    amount: str
    rates: list[RateAnswer]


class FxItemAnswer(Answer):
    """An overdue item in another currency; `then` is its due date. Above zero the difference is a gain."""

    document: str
    due_on: str
    currency: str
    open: str
    then: FxSide | None
    now: FxSide | None
    difference: str | None
    reason: str | None


class FxTotals(Answer):
    """The items of one currency: `open` in it, the rest in base currency."""

    open: str
    then: str
    now: str
    difference: str


class QuotationAnswer(Answer):
    """What the customer may pay (`asked`) for what is owed, for value dates up to and including `valid_until`."""

    id: int
    owed: str
    owed_currency: str
    asked: str
    asked_currency: str
    quoted_on: str
    valid_until: str
    bearer: str
    indicative: bool
    rate_on: str
    rates: list[RateAnswer]
    documents: dict[str, str]


class QuoteAnswer(Answer):
    """A quotation that was recorded, with its journal entry."""

    journal_id: int
    repeated: bool
    quotation: QuotationAnswer


class FxAnswer(Answer):
    """What exchange rates did since the due dates, in base currency, and the quotations that hold."""

    account: str
    account_id: int
    base: str
    as_of: str
    items: list[FxItemAnswer]
    totals: dict[str, FxTotals]
    difference: str
    without_figure: int
    quotations: list[QuotationAnswer]


def interest_answer(found: InterestStatement) -> InterestAnswer:
    """The statement as an answer."""
    regime = found.law.regime
    stated = regime if isinstance(regime, Regime) else None
    return InterestAnswer(
        account=found.who.number,
        account_id=found.who.account_id,
        customer=found.who.customer,
        as_of=found.as_of.isoformat(),
        creditor_country=found.who.creditor_country,
        customer_country=found.who.customer_country,
        law=LawAnswer(
            country=found.law.country,
            debtor=found.law.debtor,
            case=found.law.case,
            citation=stated.citation if stated else None,
            confidence=stated.confidence if stated else None,
            cross_border=found.law.cross_border,
            reason=regime.reason if isinstance(regime, NoFigure) else None,
        ),
        items=[_item(one) for one in found.items],
        totals={
            one.interest.currency: InterestTotals(interest=str(one.interest), fixed_sums=str(one.fixed))
            for one in found.sums
        },
        without_figure=found.without_figure,
        confidence=found.confidence,
        pauses=[
            PauseAnswer(
                kind=one.kind, first=one.first.isoformat(), last=one.last.isoformat() if one.last else None
            )
            for one in found.pauses
        ],
        cautions=list(found.cautions),
    )


def _item(one: InterestItem) -> InterestItemAnswer:
    figure = one.figure if isinstance(one.figure, Calculation) else None
    fixed = figure.fixed_sum if figure else None
    return InterestItemAnswer(
        document=one.item.document,
        due_on=one.item.due_on.isoformat(),
        days=one.days,
        currency=one.item.open.currency,
        open=str(one.item.open),
        disputed=str(one.item.disputed),
        bears=str(one.item.undisputed),
        interest=str(figure.interest) if figure else None,
        fixed_sum=str(fixed) if fixed else None,
        fixed_sum_currency=fixed.currency if fixed else None,
        confidence=figure.confidence if figure else None,
        reason=one.figure.reason if isinstance(one.figure, NoFigure) else None,
        lines=[_part(part) for part in figure.segments] if figure else [],
    )


def _part(part: Segment) -> InterestPart:
    rate = part.rate
    return InterestPart(
        first=part.first.isoformat(),
        last=part.last.isoformat(),
        days=part.days,
        principal=str(part.principal),
        per_cent=f"{rate.per_cent:f}" if rate else None,
        reference=f"{rate.counted:f}" if rate and rate.reference else None,
        margin=f"{rate.margin:f}" if rate and rate.reference else None,
        source=rate.reference.source if rate and rate.reference else None,
        known_as=rate.label if rate and rate.reference else None,
        interest=str(part.amount),
    )


def fx_answer(found: FxStatement, quoted: Sequence[Quoted]) -> FxAnswer:
    """The statement and the quotations as an answer."""
    return FxAnswer(
        account=found.who.number,
        account_id=found.who.account_id,
        base=found.base,
        as_of=found.as_of.isoformat(),
        items=[_fx_item(one) for one in found.items],
        totals={
            one.open.currency: FxTotals(
                open=str(one.open), then=str(one.due), now=str(one.now), difference=str(one.difference)
            )
            for one in found.sums
        },
        difference=str(found.total),
        without_figure=found.without_figure,
        quotations=[quotation_answer(one) for one in quoted],
    )


def _fx_item(one: FxItem) -> FxItemAnswer:
    figure = one.figure if isinstance(one.figure, Fluctuation) else None
    return FxItemAnswer(
        document=one.item.document,
        due_on=one.item.due_on.isoformat(),
        currency=one.item.open.currency,
        open=str(one.item.open),
        then=_side(figure.earlier) if figure else None,
        now=_side(figure.later) if figure else None,
        difference=str(figure.difference) if figure else None,
        reason=one.figure.reason if isinstance(one.figure, NoFigure) else None,
    )


def _side(conversion: Conversion) -> FxSide:
    return FxSide(
        amount=str(conversion.gives), rates=[rate_answer(one, conversion.on) for one in conversion.quotes]
    )


def rate_answer(one: Quote, on: date) -> RateAnswer:
    """A published rate as an answer, with its age on a day."""
    return RateAnswer(
        base=one.base,
        currency=one.currency,
        quoted=f"{one.quoted:f}",
        rate_on=one.rate_on.isoformat(),
        age_days=one.age_days(on),
        source=one.source,
    )


def quotation_answer(quoted: Quoted) -> QuotationAnswer:
    """A quotation as an answer."""
    one = quoted.quotation
    return QuotationAnswer(
        id=quoted.id,
        owed=str(one.owed),
        owed_currency=one.owed.currency,
        asked=str(one.asked),
        asked_currency=one.asked.currency,
        quoted_on=one.conversion.on.isoformat(),
        valid_until=one.valid_until.isoformat(),
        bearer=one.bearer,
        indicative=one.indicative,
        rate_on=one.conversion.rate_on.isoformat(),
        rates=[rate_answer(rate, one.conversion.on) for rate in one.conversion.quotes],
        documents={document: str(amount) for document, amount in quoted.documents},
    )
