"""Taking a bank statement in from the import screen: the command, the work, and its control report in lines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from collectdesk.faults import BadInput
from collectdesk.i18n import _, ngettext
from collectdesk.tui.safe_text import Line
from collectdesk.widgets.section import section_line
from collectdesk.widgets.words import wrapped

if TYPE_CHECKING:
    from collectdesk.desk.cash.importing import ImportPayments
    from collectdesk.desk.cash.report import PaymentsReport, StatementReport
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.screens.imports.options import Options
    from collectdesk.tui.jobs import Progress

REFUSED_SHOWN = 300


def payments_command(path: Path, options: Options, dry_run: bool) -> ImportPayments:
    """The import that is asked for. BadInput for an option that means nothing for a bank statement."""
    from pydantic import ValidationError

    from collectdesk.desk.cash.importing import ImportPayments
    from collectdesk.exchange.bank import StatementOptions

    try:
        reading = StatementOptions(**options.reading, mapping=options.mapping)
    except ValidationError as error:
        named = ", ".join(str(one["loc"][0]) for one in error.errors())
        raise BadInput(
            _("{named} means nothing for a bank statement; take it out of the options").format(named=named)
        ) from error
    return ImportPayments(file=path, reading=reading, accept_untied=options.untied, dry_run=dry_run)


def take_in(desk: DeskHandle, command: ImportPayments, progress: Progress) -> PaymentsReport:
    """Read it and, unless it is a look only, store it. BadInput when it was stopped: then nothing is written."""
    from collectdesk.desk.cash.importing import import_payments

    def told(done: int, share: float) -> None:
        if progress.cancelled:
            raise BadInput(_("Stopped; nothing was written."))
        progress.report(done, round(done / share) if share > 0.01 else None)

    return import_payments(desk.store, desk.actor, desk.clock(), command, progress=told)


def _came(report: PaymentsReport) -> int:
    return report.matched + report.part_matched + report.already_cleared + report.unknown + report.returned


def waiting_count(report: PaymentsReport) -> int:
    """How many of a statement's lines wait for a person."""
    return _came(report) - report.posted


def _why_not(report: PaymentsReport, accept_untied: bool) -> str:
    """Why nothing is, or would be, stored; "" when it is."""
    if report.why_not != "dry_run":
        return report.why_not
    if report.rejected:
        return "rejected_lines"
    if not accept_untied and any(one.ties is False for one in report.statements):
        return "untied"
    return "known_already" if report.known and not _came(report) + report.outgoing else ""


def said(report: PaymentsReport, command: ImportPayments) -> tuple[str, str]:
    """What the message line says of a report, and its kind."""
    known = {
        "rejected_lines": _("Lines cannot be read: nothing would be stored. Mend the file first."),
        "untied": _(
            "The balances do not tie: nothing is stored. Get the whole file, or type untied in the options."
        ),
        "known_already": _("Every line of this statement is in the book already; there is nothing to write."),
    }
    reason = _why_not(report, command.accept_untied)
    if reason in known:
        return known[reason], "warn" if command.dry_run else "stop"
    if command.dry_run:
        return _("Nothing is written yet. ctrl+s takes it into the book."), "info"
    count = waiting_count(report)
    posted = ngettext("{n:,} payment posted.", "{n:,} payments posted.", report.posted)
    waits = ngettext("$ shows the one that waits.", "$ shows the {n:,} that wait.", count)
    parts = [posted.format(n=report.posted), waits.format(n=count) if count else ""]
    return " ".join(part for part in parts if part), "ok"


def report_lines(report: PaymentsReport, width: int) -> list[Line]:
    """The control report of a statement."""
    lines: list[Line] = []
    for one in report.statements:
        lines += [*_statement(one, width), Line()]
    lines.append(section_line(_("Payments"), None, width))
    counts = (
        (report.matched, _("matched")),
        (report.part_matched, _("matched in part")),
        (report.already_cleared, _("closed by the ledger already")),
        (report.unknown, _("unknown")),
        (report.returned, _("went back")),
        (report.outgoing, _("are no payments to us")),
        (report.known, _("were taken in before")),
        (report.not_final, _("are not final and come again")),
    )
    lines += [_count(count, label) for count, label in counts if count]
    posted = _("posted by itself") if report.written else _("would be posted by itself")
    lines += [Line(), _count(report.posted, posted), _count(waiting_count(report), _("wait for a person"))]
    if report.rejected:
        refused = Line(f"{len(report.rejected):,}", "stop")
        lines += [Line(), section_line(_("Refused lines"), refused, width)]
        for bad in report.rejected[:REFUSED_SHOWN]:
            head, *rest = wrapped(bad.reason, max(20, width - 22), 3)
            lines.append(Line().glyph("refused", "stop").space().fit(bad.line, 20, "muted").add(head))
            lines += [Line().space(22).add(text) for text in rest]
    return lines


def _count(count: int, label: str) -> Line:
    return Line(f"{count:>12,}", "value").space(2).add(label, "muted")


def _statement(one: StatementReport, width: int) -> list[Line]:
    title = _("Statement {account}").format(account=one.account) if one.account else _("Statement")
    lines = [section_line(title, Line(one.currency, "muted"), width)]
    for label, amount in ((_("opening"), one.opening), (_("closing"), one.closing)):
        if amount is not None:
            lines.append(Line().fit(label, 12, "muted").fit(amount, 18, "text", "right"))
    for label, turnover in ((_("came in"), one.credits), (_("went out"), one.debits)):
        count = ngettext("{n:,} line", "{n:,} lines", turnover.count).format(n=turnover.count)
        line = Line().fit(label, 12, "muted").fit(turnover.amount, 18, "text", "right")
        lines.append(line.space(2).add(count, "muted"))
    ties = {
        True: ("done", "ok", _("opening, turnover and closing balance tie")),
        False: ("refused", "stop", _("opening, turnover and closing balance do not tie")),
        None: ("closing", "warn", _("there are no balances to check")),
    }
    sign, ink, told = ties[one.ties]
    lines.append(Line().glyph(sign, ink).space().add(told))
    for finding in one.findings:
        lines += [Line(text, "warn") for text in wrapped(finding, max(20, width), 3)]
    return lines
