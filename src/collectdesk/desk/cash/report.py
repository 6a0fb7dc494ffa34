"""What an import of payments answers."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from collectdesk.exchange.bank import Statement, StatementFile
from collectdesk.money import Money


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True)


class TurnoverLine(_Told):
    """How many lines go one way, and their sum."""

    count: int
    amount: str


class StatementReport(_Told):
    """One statement; money as strings with the currency's decimals. `ties` is null without figures to check."""

    account: str
    currency: str
    opening: str | None
    closing: str | None
    lines: int
    credits: TurnoverLine
    debits: TurnoverLine
    ties: bool | None
    findings: list[str]


class RefusedLine(_Told):
    """A line that cannot be used: its place and the reason."""

    line: str
    reason: str


class PaymentsReport(_Told):
    """What `import payments` answers. The piles count new lines; `known` ones were there already.

    `not_final` lines are pending, or told before the end of the day and come again. `why_not` says why nothing was
    written: dry_run, rejected_lines, untied or known_already.
    """

    file: str
    sha256: str
    statements: list[StatementReport]
    matched: int = 0
    part_matched: int = 0
    already_cleared: int = 0
    unknown: int = 0
    returned: int = 0
    outgoing: int = 0
    posted: int = 0
    proposed: int = 0
    known: int = 0
    not_final: int = 0
    rejected: list[RefusedLine]
    written: bool = False
    why_not: str = ""


def report_of(file: StatementFile, name: str) -> PaymentsReport:
    """The report of a file as it was read, before anything of it is matched."""
    return PaymentsReport(
        file=name,
        sha256=file.sha256,
        statements=[_statement(statement) for statement in file.statements],
        rejected=[RefusedLine(line=str(r.place), reason=r.reason) for r in file.rejected],
    )


def _statement(statement: Statement) -> StatementReport:
    def turnover(lines: int, minor: int) -> TurnoverLine:
        amount = str(Money(minor, statement.currency)) if statement.currency else str(minor)
        return TurnoverLine(count=lines, amount=amount)

    return StatementReport(
        account=statement.account,
        currency=statement.currency,
        opening=None if statement.opening is None else str(statement.opening),
        closing=None if statement.closing is None else str(statement.closing),
        lines=len(statement.lines),
        credits=turnover(*statement.credits),
        debits=turnover(*statement.debits),
        ties=statement.ties,
        findings=[*statement.findings],
    )
