"""The order: pins above the score, suppressions with a reason, and ties that never depend on chance."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Date, Select, and_, case, cast, func, literal, or_, select

from collectdesk.models import NO_DAY
from collectdesk.ranking.config import PinCode, RankingRules, SuppressionCode
from collectdesk.ranking.factors import FACTORS, Columns, promise_broken, promise_halved
from collectdesk.ranking.facts import Scope, Sources, big, day, facts, instant, number, whole, whole_book

PIN_STEP = 10**17
"""A pin weighs more than any score: keys at or below minus this are pinned."""

_SCORE_STEP = 10**14


def _pins(f: Columns) -> dict[PinCode, ColumnElement[bool]]:
    return {
        "insurer_deadline": and_(f.insurer_deadline >= day("today"), f.insurer_deadline <= day("insurer_to")),
        "limitation": and_(f.limitation_date >= day("today"), f.limitation_date <= day("limitation_to")),
        "promise_due": (f.promise_late == whole(1)) | and_(promise_broken(f), f.broken_on == day("today")),
        "customer_waits": f.wrote_at < instant("answer_before"),
    }


def _suppressions(f: Columns) -> dict[SuppressionCode, ColumnElement[bool]]:
    owed = f.oldest_due.is_not(None)
    return {
        "promise": and_(f.promise_until.is_not(None), f.promise_late == whole(0)),
        "disputed": and_(f.has_overdue == whole(1), ~owed),
        "small_balance": and_(owed, f.no_rate.is_(None), f.overdue_base < number("small_balance")),
        "nothing_due": f.has_overdue == whole(0),
    }


def _suppressed(f: Columns, rules: RankingRules) -> ColumnElement[int]:
    conditions = _suppressions(f)
    order = rules.suppressions.order
    if order[-len(conditions) :] == tuple(code for code in order if code in conditions):
        steps = [(f.hold.is_not(None), f.hold)]
        steps += [
            (conditions[code], whole(rules.suppressions.number(code))) for code in order if code in conditions
        ]
        return case(*steps, else_=whole(0))
    steps = []
    for code in order:
        here = rules.suppressions.number(code)
        steps.append((conditions.get(code, f.hold == whole(here)), whole(here)))
    return case(*steps, else_=whole(0))


def ranked(rules: RankingRules, scope: Scope = whole_book, src: Sources | None = None) -> Select[Any]:
    """Facts, points (`p_…`), every pin (`pin_…`), and what `rank` stores, for each account within `scope`.

    `order_key` puts pin, score and overdue amount into one whole number that rises down the list.
    """
    inner = facts(rules, scope, src).subquery("f")
    f: Columns = inner.c
    pins = _pins(f)
    judged = select(
        *[column for column in inner.c if column.name != "oldest_due"],
        func.coalesce(f.oldest_due, literal(NO_DAY, Date())).label("oldest_due"),
        *[factor.points(f, rules).label(factor.column) for factor in FACTORS],
        *[case((pins[code], whole(1)), else_=whole(0)).label(f"pin_{code}") for code in rules.pins.order],
        case(
            *[(pins[code], whole(rules.pins.number(code))) for code in rules.pins.order], else_=whole(0)
        ).label("pin"),
        _suppressed(f, rules).label("suppressed"),
        case((and_(promise_broken(f), promise_halved(f)), whole(1)), else_=whole(0)).label("halved"),
        case((promise_broken(f), whole(1)), else_=whole(0)).label("broken"),
    ).subquery("j")
    j: Columns = judged.c
    score = cast(sum((j[factor.column] for factor in FACTORS[1:]), j[FACTORS[0].column]), BigInteger)
    amount = case((j.overdue_base >= big(_SCORE_STEP), big(_SCORE_STEP - 1)), else_=j.overdue_base)
    key = -(cast(j.pin, BigInteger) * big(PIN_STEP) + score * big(_SCORE_STEP) + amount)
    silent = [rules.suppressions.number(code) for code in rules.suppressions.silences_callbacks]
    free = (j.pin_customer_waits == whole(1)) | j.waits_until.is_(None)
    return select(
        *[column for column in judged.c if column.name != "callback_at"],
        score.label("score"),
        key.label("order_key"),
        case((free, instant("long_ago")), else_=j.waits_until).label("held_until"),
        case((free, None), else_="next_action").label("held_reason"),
        case((or_(*[j.suppressed == whole(number) for number in silent]), None), else_=j.callback_at).label(
            "callback_at"
        ),
    )
