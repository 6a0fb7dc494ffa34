"""Whether a statement's own figures agree with its lines, and with the statement before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from collectdesk.exchange.bank.statement import LineKind, LineStatus, Statement, StatementKind, Turnover
from collectdesk.i18n import _
from collectdesk.money import Money


class Totals(NamedTuple):
    """What a bank says its lines add up to one way: how many, and the sum in minor units; None when not said."""

    lines: int | None
    minor: int | None


UNSAID = Totals(None, None)


def checked(statement: Statement, come: Totals = UNSAID, gone: Totals = UNSAID) -> Statement:
    """The statement with `ties`, `difference` and what there is to say of them.

    Opening plus booked lines must be closing. Without both, the totals that the statement gives of what
    came and went must agree. An intraday report may
    list only what is new, so figures that do not agree say nothing there.
    """
    if statement.is_half:
        said = _("only one of opening and closing balance can be read, as when a file was cut off")
        statement = replace(statement, findings=(*statement.findings, said))
    if statement.opening is not None and statement.closing is not None:
        found = _by_balances(statement, statement.opening, statement.closing)
    else:
        found = _by_totals(statement, come, gone)
    if found.ties is False and statement.kind is StatementKind.INTRADAY:
        return replace(found, ties=None, difference=None, findings=statement.findings)
    return found


def _by_balances(statement: Statement, opening: Money, closing: Money) -> Statement:
    booked = [line for line in statement.lines if line.status is LineStatus.BOOKED]
    if opening.currency != closing.currency:
        said = _("the opening balance is in {opening}, the closing balance in {closing}").format(
            opening=opening.currency, closing=closing.currency
        )
        return replace(statement, ties=False, findings=(*statement.findings, said))
    other = next((line for line in booked if line.currency != opening.currency), None)
    if other is not None:
        said = _("{place}: the line is in {currency}, the balances in {balances}").format(
            place=other.place, currency=other.currency, balances=opening.currency
        )
        return replace(statement, ties=False, findings=(*statement.findings, said))
    difference = Money(
        closing.minor - opening.minor - sum(line.amount_minor for line in booked), opening.currency
    )
    if difference.minor == 0:
        return replace(statement, ties=True, difference=difference)
    said = _(
        "opening balance and lines do not make the closing balance; it differs by {currency} {difference}"
    ).format(currency=difference.currency, difference=difference)
    return replace(statement, ties=False, difference=difference, findings=(*statement.findings, said))


def _by_totals(statement: Statement, come: Totals, gone: Totals) -> Statement:
    lines = statement.lines
    reversed_or_open = any(
        line.status is not LineStatus.BOOKED
        or line.kind not in (LineKind.CREDIT, LineKind.DEBIT)
        or line.currency != statement.currency
        for line in lines
    )
    said_nothing = all(figure is None for totals in (come, gone) for figure in totals)
    if reversed_or_open or said_nothing:
        return statement  # banks differ in where they count a reversal or a pending line
    if _agree(come, statement.credits) and _agree(gone, statement.debits):
        return replace(statement, ties=True)
    said = _("the totals that the statement gives are not those of its lines")
    return replace(statement, ties=False, findings=(*statement.findings, said))


def _agree(said: Totals, found: Turnover) -> bool:
    return said.lines in (None, found.lines) and said.minor in (None, found.minor)


def chained(statements: Iterable[Statement]) -> list[Statement]:
    """The statements, each with a finding where its account does not open as the one before closed."""
    last: dict[tuple[str, str], Money] = {}
    found = []
    for statement in statements:
        if statement.kind is StatementKind.END_OF_DAY:
            key = (statement.account, statement.currency)
            before = last.get(key)
            if before is not None and statement.opening is not None and statement.opening != before:
                said = _("it opens with {opening}, the statement before it closed with {closing}").format(
                    opening=statement.opening, closing=before
                )
                statement = replace(statement, findings=(*statement.findings, said))
            if statement.closing is not None:
                last[key] = statement.closing
        found.append(statement)
    return found
