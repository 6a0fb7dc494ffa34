"""Taking a bank statement into the book: the whole file or nothing, each booking once, sure matches posted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import Field
from sqlalchemy import insert, select

from collectdesk.desk.act import Act, Actor, Command, act
from collectdesk.desk.cash.arriving import NewLine, NewPayment, arriving
from collectdesk.desk.cash.finding import Finder
from collectdesk.desk.cash.on_record import note_received_by_person
from collectdesk.desk.cash.posting import Postings
from collectdesk.desk.cash.report import PaymentsReport, report_of
from collectdesk.desk.cash.returns import take_returns
from collectdesk.desk.cash.scoring import Match, Receipt, matching_rules, pile_of, scored
from collectdesk.desk.cash.searching import begin_search
from collectdesk.desk.judging import judge_promises
from collectdesk.desk.rights import Right
from collectdesk.exchange.bank import (
    LineStatus,
    Statement,
    StatementFile,
    StatementKind,
    StatementOptions,
    read_statements,
)
from collectdesk.exchange.bulk import insert_rows, roomy, take_ids, uncollected
from collectdesk.i18n import ngettext
from collectdesk.models import (
    BankAccount,
    BankLine,
    BankStatement,
    ImportRun,
    MatchProposal,
)  # fmt: skip
from collectdesk.money.allocation import Named
from collectdesk.money.allocation_rules import load_allocation_rules
from collectdesk.store import Store
from collectdesk.store.journal import digest

Progress = Callable[[int, float], None]
"""Gets the lines done and the share of the work, 0 to 1."""

_FINAL = (StatementKind.END_OF_DAY, StatementKind.EXPORT)
_MANY = 500
_LOCK = 0x6C656467


class ImportPayments(Command):
    """A bank statement to take in. `accept_untied` takes statements whose balances do not tie, on record."""

    file: Path
    reading: StatementOptions = Field(default_factory=StatementOptions)
    accept_untied: bool = False
    dry_run: bool = False


class _NothingWritten(Exception):
    """No fault: it takes the transaction back and carries the report out."""

    def __init__(self, report: PaymentsReport) -> None:
        super().__init__()
        self.report = report


def import_payments(
    store: Store, actor: Actor, now: datetime, command: ImportPayments, *, progress: Progress | None = None
) -> PaymentsReport:
    """Take a statement in, post what is sure, keep proposals for the rest, and answer with the report.

    Nothing is stored when a line cannot be read, or when balances do not tie unless `accept_untied`. A booking that
    is there already is left as it is. Raises BadInput for a file that cannot be read, Refused without the right.
    """
    done: list[PaymentsReport] = []

    @act("import.payments", right=Right.IMPORT)
    def take_in(doing: Act, wanted: ImportPayments) -> None:
        done.append(_take_in(doing, wanted, read_statements(wanted.file, wanted.reading), progress))

    try:
        with uncollected():
            receipt = take_in(store, actor, now, command)
    except _NothingWritten as nothing:
        return nothing.report
    if receipt.repeated:
        with store.read() as session:
            run = session.get_one(ImportRun, receipt.created["import_run"][0])
            return PaymentsReport.model_validate(run.report)
    judge_promises(store, actor, now)
    return done[0]


def _take_in(
    doing: Act, command: ImportPayments, file: StatementFile, progress: Progress | None
) -> PaymentsReport:
    connection = doing.session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    report = report_of(file, str(command.file))
    untied = [s for s in file.statements if s.ties is False]
    why_not = "rejected_lines" if file.rejected else "untied" if untied and not command.accept_untied else ""
    taking = _Taking(doing, progress)
    run = doing.add(
        ImportRun(
            kind="payments", file_name=file.file, sha256=file.sha256, profile=str(file.format), at=doing.now,
            user_id=doing.actor.id, report={},
        )
    )  # fmt: skip
    with roomy(connection):
        taking.take(file, run.id)
    if not why_not and not taking.lines:
        why_not = "known_already" if taking.counts["known"] else ""
    if command.dry_run:
        why_not = "dry_run"
    report = report.model_copy(update={**taking.counts, "written": not why_not, "why_not": why_not})
    if why_not:
        raise _NothingWritten(report)
    run.report = report.model_dump(mode="json")
    taking.note(report, len(untied))
    return report


class _Taking:
    """One file on its way into the book. `counts` are those of the report."""

    def __init__(self, doing: Act, progress: Progress | None) -> None:
        self._act, self._session = doing, doing.session
        self._progress = progress or (lambda lines, share: None)
        self.counts: dict[str, int] = dict.fromkeys(
            ("matched", "part_matched", "already_cleared", "unknown", "returned", "outgoing", "posted", "proposed",
             "known", "not_final"), 0)  # fmt: skip
        self.lines: list[NewLine] = []
        self._payments: list[NewPayment] = []
        self._proposals: list[dict[str, Any]] = []
        self._likely: dict[int, int] = {}
        self._posted: Counter[str] = Counter()
        self._received: list[tuple[int, str, int]] = []
        self._touched: set[int] = set()
        self._allocations = 0

    def take(self, file: StatementFile, run_id: int) -> None:
        """Store the new lines, match those that came in, post what is sure, and take returns back."""
        for statement in file.statements:
            if statement.kind not in _FINAL:
                self.counts["not_final"] += len(statement.lines)
        self.lines = self._new_lines(file, run_id)
        total = len(self.lines)
        self._progress(0, 0.1)
        coming = [line for line in self.lines if line.pile == "unknown"]
        self._match(coming, total)
        self._store()
        self._progress(total, 0.9)
        back = [line for line in self.lines if line.pile == "returned"]
        taken = take_returns(self._act, back)
        self._received += taken
        self._touched |= {account_id for account_id, _currency, _minor in taken}
        self._touched |= begin_search(self._act, self._likely)
        for line in self.lines:
            self.counts[line.pile] += 1
            if line.state in ("posted", "proposed"):
                self.counts[line.state] += 1
        for account_id in self._touched:
            self._act.touch(account_id)
        self._progress(total, 1.0)

    def note(self, report: PaymentsReport, untied: int) -> None:
        """Put on record what was taken in: digests, counts, ranges of ids and sums by currency."""
        ids = [payment.id for payment in self._payments]
        self._act.record(
            sha256=report.sha256, file=digest(Path(report.file).name), counts=self.counts, untied_accepted=untied,
            lines=len(self.lines), payments=[ids[0], ids[-1]] if ids else [], allocations=self._allocations,
            posted=dict(self._posted),
        )  # fmt: skip
        received = [one for one in self._received if one[2]]
        note_received_by_person(self._act, report.sha256, received, self._act.day.isoformat())
        posted = self.counts["posted"]
        said = ngettext("{count} payment posted, {n} wait.", "{count} payments posted, {n} wait.", posted)
        self._act.say(said.format(count=posted, n=len(self._payments) - posted))

    def _new_lines(self, file: StatementFile, run_id: int) -> list[NewLine]:
        fresh: dict[str, tuple[Statement, NewLine]] = {}
        for statement in file.statements:
            if statement.kind in _FINAL:
                for line in statement.lines:
                    if line.status is not LineStatus.BOOKED:
                        self.counts["not_final"] += 1
                        continue
                    for one in arriving(line):
                        fresh.setdefault(one.fingerprint, (statement, one))
        for at in range(0, len(names := list(fresh)), _MANY):
            known = self._session.scalars(
                select(BankLine.fingerprint).where(BankLine.fingerprint.in_(names[at : at + _MANY]))
            ).all()
            self.counts["known"] += len(known)
            for fingerprint in known:
                del fresh[fingerprint]
        by_statement: dict[int, list[NewLine]] = defaultdict(list)
        statements = {id(s): s for s, _line in fresh.values()}
        for statement, unit in fresh.values():
            by_statement[id(statement)].append(unit)
        for key, statement in statements.items():
            row = self._statement(statement, run_id)
            for unit in by_statement[key]:
                unit.bank_statement_id = row.id
        lines = [unit for _statement, unit in fresh.values()]
        for unit, key in zip(lines, self._ids("bank_line", len(lines)), strict=True):
            unit.id = key
        return lines

    def _statement(self, statement: Statement, run_id: int) -> BankStatement:
        currency = statement.currency or statement.lines[0].currency
        account = self._session.scalar(
            select(BankAccount).where(
                BankAccount.number == statement.account, BankAccount.currency == currency
            )
        )
        if account is None:
            account = BankAccount(number=statement.account, currency=currency)
            self._session.add(account)
            self._session.flush()
        row = BankStatement(
            import_run_id=run_id, bank_account_id=account.id, kind=statement.kind.value,
            number=statement.number or statement.id,
            opening_minor=statement.opening and statement.opening.minor,
            closing_minor=statement.closing and statement.closing.minor,
            opening_on=statement.opening_on, closing_on=statement.closing_on, ties=statement.ties,
        )  # fmt: skip
        self._session.add(row)
        self._session.flush()
        return row

    def _ids(self, table: str, count: int) -> list[int]:
        return list(take_ids(self._session.connection(), table, count)) if count else []

    def _match(self, coming: list[NewLine], total: int) -> None:
        tolerance = load_allocation_rules().bank_charge
        finder = Finder(self._session, coming, lambda share: self._progress(0, share))
        self._postings = Postings(self._act)
        ids = self._ids("payment", len(coming))
        for n, ((line, candidates), key) in enumerate(zip(finder.found(coming), ids, strict=True)):
            payment = NewPayment(
                key, line.id, line.value_on, line.currency, line.minor, line.minor, self._act.day
            )
            self._payments.append(payment)
            receipt = Receipt(line.minor, line.currency, line.value_on, line.bearer)
            matches = scored(receipt, candidates, tolerance)
            line.pile = pile_of(matches)
            if matches and matches[0].sure:
                self._post(line, payment, matches[0], finder)
            elif matches:
                line.state = "proposed"
                self._propose(line, matches)
            if n % 2000 == 0:
                self._progress(n, 0.5 + 0.35 * n / max(1, total))

    def _post(self, line: NewLine, payment: NewPayment, match: Match, finder: Finder) -> None:
        items = [finder.items[item_id] for item_id in match.items]
        if match.fit == "cleared":
            self._postings.explain(payment, match.account_id, items)
        else:
            named = [Named(item.id) for item in items]
            countries = finder.countries(match.account_id)
            self._postings.settle(payment, match.account_id, items, named, countries, line.bearer)
        if payment.unapplied_minor and line.pile == "matched":
            line.pile = "part_matched"
        line.state = "posted"
        self._touched.add(match.account_id)
        posted = payment.minor - payment.unapplied_minor
        self._posted[line.currency] += posted
        self._received.append((match.account_id, line.currency, posted))

    def _propose(self, line: NewLine, matches: list[Match]) -> None:
        for place, match in enumerate(matches, 1):
            self._proposals.append(
                {
                    "bank_line_id": line.id, "place": place, "account_id": match.account_id, "score": match.score,
                    "items": [*match.items], "reasons": [[*reason] for reason in match.reasons],
                }
            )  # fmt: skip
        if matches[0].score >= matching_rules().held:
            self._likely.setdefault(matches[0].account_id, line.id)

    def _store(self) -> None:
        connection = self._session.connection()
        insert_rows(connection, "bank_line", (line.row() for line in self.lines))
        insert_rows(connection, "payment", (payment.row() for payment in self._payments))
        if self._proposals:
            connection.execute(insert(MatchProposal), self._proposals)
        self._allocations = len(self._postings.store())
