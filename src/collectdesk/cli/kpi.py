"""Commands that tell figures: ageing as of a day, key figures, the cash forecast, a statement of account."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from collectdesk.cli.figures import FORMATS, Asked, Out, of_figures
from collectdesk.cli.given import day_option, one_of
from collectdesk.cli.groups import group
from collectdesk.cli.output import Answer, Json, answer, line, table
from collectdesk.cli.seat import seat
from collectdesk.faults import BadInput
from collectdesk.money import Money
from collectdesk.money.display import figure

if TYPE_CHECKING:
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.reports.sheets import Cell, Report

By = Annotated[str | None, typer.Option(help="Told apart by collector, team, country, customer or currency.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    report = group(app, "report")
    report.command("ageing")(ageing)
    report.command("kpi")(kpi)
    report.command("forecast")(forecast)
    app.command("statement")(statement)


@of_figures
def ageing(
    as_of: Annotated[str | None, typer.Option("--as-of", help="The key date; today when left out.")] = None,
    by: By = None,
    buckets: Annotated[str | None, typer.Option(help="A set of data/buckets.toml, such as split_91.")] = None,
    *,
    asked: Asked,
) -> int:
    """Age what was open at the end of a day, per currency and in the base currency at that day's rate.

    Example: collectdesk report ageing --as-of 2026-10-31 --by country --json
    """
    from collectdesk.cli.kpi_answers import ageing_answer
    from collectdesk.desk.ageing_as_of import ageing_as_of, not_posted
    from collectdesk.desk.kpi_reports import ageing_report
    from collectdesk.desk.portfolio import DIMENSIONS
    from collectdesk.reports.kpi.buckets import load_buckets

    dimension = None if by is None else one_of(by, DIMENSIONS, "--by")
    with seat() as desk, desk.store.read() as session:
        now, part = desk.clock(), asked.part(session)
        found = ageing_as_of(
            session, now, day_option(as_of, "--as-of"), by=dimension, part=part,
            buckets=load_buckets(buckets),
        )  # fmt: skip
        later = not_posted(session, found.as_of, part)
    return _tell(
        ageing_report(found), ageing_answer(found, later), asked.form, asked.out, asked.language, now
    )


@of_figures
def kpi(
    start: Annotated[
        str | None, typer.Option("--from", help="The first day; of this month when left out.")
    ] = None,
    end: Annotated[str | None, typer.Option("--to", help="The last day; today when left out.")] = None,
    by: By = None,
    *,
    asked: Asked,
) -> int:
    """Print the key figures of a period, each with its variant, what was divided and the journal entries behind it.

    Example: collectdesk report kpi --from 2026-10-01 --to 2026-10-31 --by team --json
    """
    from collectdesk.cli.kpi_answers import kpi_answer
    from collectdesk.desk.dossier import desk_day
    from collectdesk.desk.kpi import kpi_page, part_seen_by
    from collectdesk.desk.kpi_reports import kpi_report
    from collectdesk.desk.portfolio import DIMENSIONS

    dimension = None if by is None else one_of(by, DIMENSIONS, "--by")
    with seat() as desk, desk.store.read() as session:
        now, part = desk.clock(), part_seen_by(desk.actor, asked.part(session))
        last = day_option(end, "--to") or desk_day(session, now)
        first = day_option(start, "--from") or last.replace(day=1)
        page = kpi_page(session, (first, last), dimension, part, now, weeks=0)
    return _tell(kpi_report(page), kpi_answer(page), asked.form, asked.out, asked.language, now)


@of_figures
def forecast(
    weeks: Annotated[int, typer.Option(help="How many weeks.")] = 13,
    keep: Annotated[bool, typer.Option("--keep", help="Keep it, to see later what came true of it.")] = False,
    *,
    asked: Asked,
) -> int:
    """Forecast what comes in by week: promises and plans first, then bills at each customer's own pace.

    Example: collectdesk report forecast --weeks 13 --keep
    """
    from collectdesk.cli.kpi_answers import forecast_answer
    from collectdesk.desk.forecast import KeepForecast, cash_forecast, keep_forecast
    from collectdesk.desk.kpi_reports import forecast_report

    with seat() as desk:
        now, kept = desk.clock(), None
        with desk.store.read() as session:
            found = cash_forecast(session, now, weeks=weeks, part=asked.part(session))
        if keep:
            kept = keep_forecast(desk.store, desk.actor, now, KeepForecast(weeks=weeks)).created["forecast"][
                0
            ]
    told = forecast_answer(found, kept)
    return _tell(forecast_report(found), told, asked.form, asked.out, asked.language, now)


def statement(
    account: Annotated[str, typer.Argument(help="The account's number.")],
    start: Annotated[
        str | None, typer.Option("--from", help="The first day; 90 days back when left out.")
    ] = None,
    end: Annotated[str | None, typer.Option("--to", help="The last day; today when left out.")] = None,
    format_: Annotated[
        str, typer.Option("--format", help=f"One of {', '.join(FORMATS)}; pdf and txt are a letter of today.")
    ] = "text",
    out: Out = None,
    language: Annotated[str | None, typer.Option("--language", help="The customer's when left out.")] = None,
    currency: Annotated[
        str | None, typer.Option(help="Of a letter; that of the oldest overdue document when left out.")
    ] = None,
    json: Json = False,
) -> int:
    """State an account: what was open, what was billed, what came in and what is open, each currency by itself.

    As pdf or txt it is a letter to the customer, in their language, of what is open today in one currency.

    Example: collectdesk statement 100234 --format pdf -o statement.pdf
    """
    from datetime import timedelta

    from collectdesk.cli.kpi_answers import statement_answer
    from collectdesk.desk.account_statement import account_statement, statement_report
    from collectdesk.desk.dossier import desk_day, find_account
    from collectdesk.desk.statement_letter import in_language

    one_of(format_, (*FORMATS, "txt"), "--format")
    with seat() as desk:
        account_id = find_account(desk.store, account)
        if format_ in ("pdf", "txt"):
            return _letter(desk, account_id, format_, out, language, currency, day_option(end, "--to"))
        now = desk.clock()
        with desk.store.read() as session:
            last = day_option(end, "--to") or desk_day(session, now)
            first = day_option(start, "--from") or last - timedelta(days=90)
            found = account_statement(session, now, account_id, first, last)
    report, said = statement_report(found), language or found.language or "en"
    if out is not None:
        report = in_language(report, said)
    return _tell(report, statement_answer(found), "json" if json else format_, out, said, now)


def _letter(
    desk: DeskHandle, account_id: int, format_: str, out: str | None, language: str | None,
    currency: str | None, end: date | None,
) -> int:  # fmt: skip
    from collectdesk.desk.dossier import desk_day
    from collectdesk.desk.statement_letter import letter_needs_today, statement_letter
    from collectdesk.reports.writers import write_bytes

    if out is None:
        raise BadInput(f"--format {format_} needs a file; give one with -o FILE")
    with desk.store.read() as session:
        now = desk.clock()
        letter_needs_today(end, desk_day(session, now))
        made = statement_letter(
            session, now, desk.actor.id, account_id, "pdf" if format_ == "pdf" else "txt", language=language,
            currency=currency.upper() if currency else None,
        )  # fmt: skip
    write_bytes(Path(out), made.content)
    line(f"{out}: {made.language}, {made.currency}")
    if made.others:
        line(f"also open, not in this letter: {', '.join(made.others)}; give --currency")
    for code in made.lacking:
        line(f"to be added by hand, no text is known for it: {code}")
    return 0


def _tell(
    report: Report, told: Answer, format_: str, out: str | None, language: str | None, now: datetime
) -> int:
    """Print the answer, or write it to a file. BadInput for a format that needs one where none is given."""
    one_of(format_, FORMATS, "--format")
    if format_ == "json" and out is None:
        answer(told)
    elif format_ == "text" and out is None:
        _print(report)
    elif out is None:
        raise BadInput(f"--format {format_} needs a file; give one with -o FILE")
    else:
        from collectdesk.desk.figures_file import write_figures
        from collectdesk.desk.own_language import own_language

        write_figures(report, format_, Path(out), language or own_language(), now)
    return 0


def _print(report: Report) -> None:
    line(report.title)
    for name, value in report.about:
        line(f"{name}: {value}")
    for sheet in report.sheets:
        line()
        line(sheet.title)
        right = frozenset(
            n
            for n, column in enumerate(sheet.columns)
            if column.kind in ("money", "number", "count", "ratio")
        )
        table(
            [column.head for column in sheet.columns],
            [[_said(cell) for cell in row.cells] for row in sheet.rows],
            right=right,
        )
        for note in sheet.notes:
            line(note)


def _said(cell: Cell) -> str:
    if cell is None:
        return "n/a"
    if isinstance(cell, Money):
        return f"{cell.currency} {figure(cell)}"
    return cell.isoformat() if isinstance(cell, date) else str(cell)
