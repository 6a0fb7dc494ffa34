"""Why an account stands where it stands: every point on its own line, and the one fact that would move it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Date, FromClause, and_, bindparam, case, exists, or_, select
from sqlalchemy.orm import Session

from collectdesk.models import ExpectedCredit, OpenItem, Promise, WarningFlag
from collectdesk.money import Money
from collectdesk.ranking.config import RankingRules, load_rules
from collectdesk.ranking.cutoffs import day_binds
from collectdesk.ranking.factors import FACTORS
from collectdesk.ranking.facts import Sources
from collectdesk.ranking.order import ranked
from collectdesk.ranking.rerank import Keyed, desk_clock, id_list, within
from collectdesk.ranking.say import Subject, say_if, why

MOST = 12
"""At most this many what-ifs are tried for an account."""


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One factor: its points of at most `cap`, and the sentence that says why."""

    factor: str
    points: int
    cap: int
    why: str


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """What the score would be if one fact were different. `kind` is the sort of fact, `if_` says it."""

    score: int
    kind: str
    if_: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The score of an account on `day`, taken apart.

    The points of `lines` add up exactly to `score`, largest first. `pins` and `suppressed` are codes, the
    strongest first; `overdue_base` is undisputed overdue minor units of the base currency.
    """

    account_id: int
    day: date
    score: int
    lines: tuple[LedgerLine, ...]
    pins: tuple[str, ...]
    suppressed: tuple[str, ...]
    overdue_base: int
    base_currency: str
    oldest_due: date
    order_key: int
    counterfactual: Counterfactual | None

    def as_json(self) -> list[dict[str, Any]]:
        """The ledger as plain data, for the shell and for what is kept of an offer."""
        return [
            {"factor": line.factor, "points": line.points, "cap": line.cap, "why": line.why}
            for line in self.lines
        ]


@dataclass(frozen=True, slots=True)
class _Case:
    """A hypothesis: other values for the binds of the overlay, and what it is about."""

    subject: Subject
    binds: dict[str, Any] = field(default_factory=dict)


def explain(session: Session, account_id: int, day: date, what_if: bool = True) -> Explanation | None:
    """The ledger of one account on `day`, computed from the facts; None when there is no such account.

    It is the statement that ranks the book, narrowed to the account, so it cannot say anything else.
    """
    rules, clock = load_rules(), desk_clock(session)
    dialect = session.get_bind().dialect.name
    binds = {**day_binds(rules, day, clock), **_nothing(dialect), "account": account_id}
    statement = _ledger(Keyed(rules), dialect)
    found = session.execute(statement, binds).first()
    if found is None:
        return None
    row = found._asdict()
    lines = [
        LedgerLine(factor.code, int(row[factor.column]), factor.cap(rules), why(factor.code, row, day, clock))
        for factor in FACTORS
    ]
    best = _strongest(session, statement, binds, row, _cases(session, row, day, dialect)) if what_if else None
    return Explanation(
        account_id,
        day,
        int(row["score"]),
        tuple(sorted(lines, key=lambda line: -line.points)),
        tuple(code for code in rules.pins.order if row[f"pin_{code}"]),
        _suppressed(rules, row),
        int(row["overdue_base"]),
        clock.base_currency,
        row["oldest_due"],
        int(row["order_key"]),
        best,
    )


def _suppressed(rules: RankingRules, row: Any) -> tuple[str, ...]:
    code = rules.suppressions.code(int(row["suppressed"]))
    return (code,) if code else ()


def _strongest(
    session: Session, statement: Any, binds: dict[str, Any], row: Any, cases: list[_Case]
) -> Counterfactual | None:
    best: tuple[int, Counterfactual] | None = None
    for hypothesis in cases:
        changed = session.execute(statement, {**binds, **hypothesis.binds}).mappings().one()
        score = int(changed["score"])
        moved = abs(score - int(row["score"]))
        if moved and (best is None or moved > best[0]):
            best = moved, Counterfactual(score, hypothesis.subject.kind, say_if(hypothesis.subject))
    return best[1] if best else None


def _nothing(dialect: str) -> dict[str, Any]:
    """The binds of the overlay that change nothing."""
    return {
        "if_paid": id_list(dialect, []),
        "if_part": 0,
        "if_part_minor": 0,
        "if_settled": 0,
        "if_kept": 0,
        "if_broken": 0,
        "if_flag": 0,
    }


@cache
def _ledger(keyed: Keyed, dialect: str) -> Any:
    """The ranked row of one account over overlaid sources. With the binds of `_nothing` it is the ledger."""
    account = bindparam("account", type_=BigInteger())
    return ranked(keyed.rules, lambda column: (column == account,), _overlay(dialect))


def _overlay(dialect: str) -> Sources:
    whole = BigInteger()
    item: Any = OpenItem.__table__.c
    paid = within(dialect, "if_paid")(item.id)[0]
    part, settled = bindparam("if_part", type_=whole), bindparam("if_settled", type_=whole)
    items = _copy(
        OpenItem,
        open_minor=case(
            (paid, 0),
            (item.id == part, item.open_minor - bindparam("if_part_minor", type_=whole)),
            else_=item.open_minor,
        ),
        disputed_minor=case((item.id == settled, 0), else_=item.disputed_minor),
    )
    promise: Any = Promise.__table__.c
    kept, broken = bindparam("if_kept", type_=whole), bindparam("if_broken", type_=whole)
    turned = or_(promise.id == kept, promise.id == broken)
    promises = _copy(
        Promise,
        state=case((promise.id == kept, "kept"), (promise.id == broken, "broken"), else_=promise.state),
        state_on=case((turned, bindparam("today", type_=Date())), else_=promise.state_on),
    )
    flag: Any = WarningFlag.__table__.c
    flags = select(flag).where(flag.id != bindparam("if_flag", type_=whole)).subquery("flag_if")
    return Sources(open_item=items, promise=promises, warning_flag=flags)


def _copy(model: Any, **instead: Any) -> FromClause:
    """A table with the same columns, some of them computed otherwise."""
    table = model.__table__
    columns = [
        instead[column.name].label(column.name) if column.name in instead else column for column in table.c
    ]
    return select(*columns).subquery(f"{table.name}_if")


def _cases(session: Session, row: Any, day: date, dialect: str) -> list[_Case]:
    """The hypotheses worth trying for this account, at most `MOST`."""
    account_id = int(row["account_id"])
    items = session.execute(_items(), {"account": account_id}).all()
    promises = session.execute(_promises(), {"account": account_id}).all()
    found = [one for promise in promises for one in _promise_cases(promise, items, day, dialect)]
    overdue = [
        item for item in items if item.due_on and item.due_on < day and item.disputed_minor < item.open_minor
    ]
    if overdue:
        largest = max(overdue, key=lambda item: item.open_minor)
        for item in dict.fromkeys((overdue[0], largest)):
            subject = Subject("item_paid", Money(item.open_minor, item.currency), item.due_on, item.document)
            found.append(_Case(subject, {"if_paid": id_list(dialect, [item.id])}))
    for item in [item for item in items if item.disputed_minor > 0 and not item.credit_awaited][:3]:
        subject = Subject("dispute_settled", Money(item.disputed_minor, item.currency), None, item.document)
        found.append(_Case(subject, {"if_settled": item.id}))
    if row["flag_points"]:
        for flag in session.execute(_flags(), {"account": account_id, "today": day}):
            found.append(_Case(Subject("flag_gone", detail=flag.flag), {"if_flag": flag.id}))
    return found[:MOST]


def _promise_cases(promise: Any, items: Any, day: date, dialect: str) -> list[_Case]:
    subject = Subject("promise_kept", Money(promise.amount_minor, promise.currency), promise.promised_on)
    left, paid, part = promise.amount_minor, [], None
    for item in items:
        if item.currency == promise.currency and item.open_minor > 0 and left > 0:
            if item.open_minor <= left:
                paid.append(item.id)
                left -= item.open_minor
            else:
                part, left = (item.id, left), 0
    binds: dict[str, Any] = {"if_kept": promise.id, "if_paid": id_list(dialect, paid)}
    if part:
        binds |= {"if_part": part[0], "if_part_minor": part[1]}
    cases = [_Case(subject, binds)]
    if promise.state == "open":
        broken = Subject("promise_broken", subject.money, promise.promised_on)
        cases.append(_Case(broken, {"if_broken": promise.id}))
    return cases


@cache
def _items() -> Any:
    item: Any = OpenItem.__table__.c
    credit: Any = ExpectedCredit.__table__.c
    awaited = exists().where(
        credit.open_item_id == item.id, credit.credited_on.is_(None), credit.undone_by.is_(None)
    )
    columns = (item.id, item.document, item.currency, item.due_on, item.open_minor, item.disputed_minor)
    return (
        select(*columns, awaited.label("credit_awaited"))
        .where(item.account_id == bindparam("account", type_=BigInteger()), item.open_minor > 0)
        .order_by(case((item.due_on.is_(None), 1), else_=0), item.due_on, item.id)
    )


@cache
def _promises() -> Any:
    promise: Any = Promise.__table__.c
    return (
        select(promise.id, promise.state, promise.amount_minor, promise.currency, promise.promised_on)
        .where(
            promise.account_id == bindparam("account", type_=BigInteger()),
            promise.state == "open",
            promise.undone_by.is_(None),
        )
        .order_by(promise.promised_on, promise.id)
        .limit(3)
    )


@cache
def _flags() -> Any:
    flag: Any = WarningFlag.__table__.c
    today = bindparam("today", type_=Date())
    return (
        select(flag.id, flag.flag)
        .where(
            flag.account_id == bindparam("account", type_=BigInteger()),
            and_(flag.since_on <= today, flag.until_on >= today),
        )
        .order_by(flag.flag)
        .limit(3)
    )
