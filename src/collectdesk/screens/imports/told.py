"""What the import screen says of a file: its columns, and the control report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectdesk.i18n import _, ngettext
from collectdesk.money.amount import Money
from collectdesk.money.display import figure
from collectdesk.tui.clock import day_month
from collectdesk.tui.safe_text import Line, clean
from collectdesk.widgets.money import aligned
from collectdesk.widgets.pages import Row
from collectdesk.widgets.section import section_line
from collectdesk.widgets.words import wrapped

if TYPE_CHECKING:
    from collectdesk.desk.ledger_import import Proposal, ReceivablesReport

REJECTED_SHOWN = 300


def field_word(code: str) -> str:
    """What a column can be, in words."""
    known = {
        "company": _("company code"),
        "company_name": _("company name"),
        "number": _("customer number"),
        "name": _("customer name"),
        "document": _("document"),
        "item": _("line of the document"),
        "fiscal_year": _("fiscal year"),
        "kind": _("kind of document"),
        "reference": _("reference"),
        "document_on": _("document date"),
        "posted_on": _("posting date"),
        "baseline_on": _("base date of the terms"),
        "due_on": _("due date"),
        "terms": _("terms of payment"),
        "currency": _("currency"),
        "original": _("original amount"),
        "open": _("open amount"),
        "debit": _("debit amount"),
        "credit": _("credit amount"),
        "debit_credit": _("debit or credit"),
        "cleared_on": _("clearing date"),
        "status": _("state"),
        "postcode": _("postcode"),
        "zone": _("time zone"),
        "party_type": _("kind of customer"),
        "risk_class": _("risk class"),
        "credit_limit": _("credit limit"),
        "insurer_deadline": _("insurer's deadline"),
        "limitation_date": _("barred by time on"),
    }
    return known.get(code, code.replace("_", " "))


def proposal_line(proposal: Proposal) -> Line:
    """How the file was recognised."""
    line = Line(proposal.file, "value").space(2).add(_("read as {profile}").format(profile=proposal.profile))
    if proposal.sheet:
        line.add(_(", sheet {sheet}").format(sheet=proposal.sheet))
    line.add(_(", headings in line {n}").format(n=proposal.heading_line), "muted")
    return line


def column_rows(proposal: Proposal, changed: dict[str, str]) -> list[Row]:
    """A row for each column: heading, what it is taken for, how sure that is, first values."""
    rows = []
    for at, column in enumerate(proposal.columns):
        said = changed.get(column.heading)
        code = column.field if said is None else said or None
        if said is not None:
            sure: tuple[str, str] = (_("✓ you said so"), "ok")
        elif code is None:
            sure = ("", "muted")
        elif column.confidence >= 1:
            sure = (_("✓ known"), "ok")
        else:
            sure = (_("◔ likely, {n} %").format(n=round(column.confidence * 100)), "warn")
        taken: tuple[str, str] = (field_word(code), "text") if code else ("–", "muted")
        samples = "  ".join(clean(sample, 60) for sample in column.samples[:3])
        rows.append(
            Row(at, [(column.heading or "–", "text"), taken, sure, (samples, "muted")], data=column.heading)
        )
    return rows


def report_lines(report: ReceivablesReport, width: int) -> list[Line]:
    """The control report."""
    lines = [section_line(_("Control report"), None, width)]
    lines += _counted(report)
    lines += [Line(), section_line(_("Open, per currency"), None, width), *_totals(report)]
    lines += [Line(), section_line(_("Ageing"), Line(day_month(report.as_of), "muted"), width)]
    lines += _ageing(report)
    if report.control is not None:
        sign = ("done", "ok") if report.control.agrees else ("refused", "stop")
        said = _("the file's own total {expected}, read {found}").format(
            expected=report.control.expected, found=report.control.found
        )
        lines += [Line(), Line().glyph(*sign).space().add(said)]
    if report.warnings:
        lines += [Line(), section_line(_("Suspicious"), None, width)]
        for kind, count in report.warnings.items():
            lines.append(
                Line()
                .glyph("closing", "warn")
                .fit(f" {count:,}", 9, "text", "right")
                .space(2)
                .add(_warning(kind))
            )
    if report.rejected:
        refused = Line(f"{len(report.rejected):,}", "stop")
        lines += [Line(), section_line(_("Refused lines"), refused, width)]
        for one in report.rejected[:REJECTED_SHOWN]:
            head, *rest = wrapped(one.reason, max(20, width - 14), 3)
            number = _("line {n:,}").format(n=one.line)
            lines.append(Line().glyph("refused", "stop").space().fit(number, 12, "muted").add(head))
            lines += [Line().space(14).add(text) for text in rest]
        left = len(report.rejected) - REJECTED_SHOWN
        if left > 0:
            lines.append(Line(_("and {n:,} more").format(n=left), "muted"))
    return lines


def _counted(report: ReceivablesReport) -> list[Line]:
    counts = (
        (report.rows, _("lines read")),
        (report.accounts, _("accounts")),
        (report.open_items, _("open items")),
        (report.settled, _("lines that are settled")),
        (report.created, _("items are new")),
        (report.updated, _("items change")),
        (report.unchanged, _("items stay as they are")),
        (report.closed, _("items are closed")),
    )
    shown = [(count, label) for at, (count, label) in enumerate(counts) if count or at < 3]
    return [Line(f"{count:>12,}", "value").space(2).add(label, "muted") for count, label in shown]


def _totals(report: ReceivablesReport) -> list[Line]:
    lines = []
    for currency, total in report.totals.items():
        money = Money.of(total.open, currency)
        items = ngettext("{n:,} item", "{n:,} items", total.items).format(n=total.items)
        line = Line(currency, "muted").space().fit(aligned(money, 14), 18, "value", "right")
        lines.append(line.space(2).add(items, "muted"))
    return lines or [Line(_("nothing is open in this file"), "muted")]


_BUCKETS = ("current", "d1_30", "d31_60", "d61_90", "d91_plus", "not_posted", "no_due_date", "credits")


def _ageing(report: ReceivablesReport) -> list[Line]:
    labels = {
        "current": _("not due"),
        "d1_30": "1–30",
        "d31_60": "31–60",
        "d61_90": "61–90",
        "d91_plus": "91+",
        "not_posted": _("posted later"),
        "no_due_date": _("no due date"),
        "credits": _("credits"),
    }
    lines = []
    for currency, buckets in report.ageing.items():
        first = True
        for code in _BUCKETS:
            found = buckets.get(code)
            if found is None or not found.items:
                continue
            amount = figure(Money.of(found.amount, currency))
            line = Line().fit(currency if first else "", 4, "muted").fit(labels[code], 14, "muted")
            lines.append(line.fit(amount, 20, "text", "right").fit(f"{found.items:,}", 9, "muted", "right"))
            first = False
    return lines


def _warning(kind: str) -> str:
    known = {
        "due_before_posted": _("due before they were posted"),
        "duplicate_documents": _("documents that stand twice in the file"),
        "one_number_several_names": _("customer numbers under several names"),
        "no_customer_name": _("customers without a name"),
        "no_due_date": _("items without a due date"),
        "unknown_terms": _("items with unknown terms of payment"),
        "part_paid_amount_unknown": _("items paid in part, the file does not say how much"),
        "serial_dates": _("dates written as the serial numbers of a workbook"),
    }
    return known.get(kind, kind.replace("_", " "))


def why_not(report: ReceivablesReport) -> str:
    """Why nothing was stored and what to do; "" when it was, or was only a look."""
    known = {
        "rejected_lines": _(
            "Nothing was stored: lines are refused. Mend the file, or type keep-good in the options."
        ),
        "control_total_differs": _(
            "Nothing was stored: the lines do not add up to the file's own total. Get the whole file, "
            "or type keep-good."
        ),
        "snapshot_with_rejected_lines": _(
            "Nothing was stored: with refused lines a snapshot would close too much. Mend the file first."
        ),
    }
    return known.get(report.why_not, "")
