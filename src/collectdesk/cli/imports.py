"""Commands that take files in: ledgers, contacts and rates."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from collectdesk.cli.given import pair
from collectdesk.cli.output import Json, answer, line, table
from collectdesk.cli.payments import payments
from collectdesk.cli.seat import seat
from collectdesk.faults import BadInput

if TYPE_CHECKING:
    from collectdesk.desk.ledger_import import ReadingOptions, ReceivablesReport

_SHOWN = 20


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    imports = typer.Typer(help="Take files in.", no_args_is_help=True, rich_markup_mode=None)
    imports.command("receivables")(receivables)
    imports.command("contacts")(contacts)
    imports.command("rates")(rates)
    imports.command("payments")(payments)
    app.add_typer(imports, name="import")


def receivables(
    file: Path,
    profile: Annotated[str | None, typer.Option(help="The layout, a name of data/imports.")] = None,
    sheet: Annotated[str | None, typer.Option(help="The sheet of a workbook.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="What stands between cells.")] = None,
    encoding: Annotated[str | None, typer.Option(help="How the text is encoded, such as cp1252.")] = None,
    date_order: Annotated[str | None, typer.Option(help="dmy, mdy or ymd.")] = None,
    decimal: Annotated[str | None, typer.Option(help="The decimal mark: . or ,")] = None,
    currency: Annotated[
        str | None, typer.Option(help="The currency of a file without such a column.")
    ] = None,
    company: Annotated[
        str | None, typer.Option(help="The company code of a file without such a column.")
    ] = None,
    customers: Annotated[
        Path | None, typer.Option(help="A second file naming the customers, such as KNA1.")
    ] = None,
    map_: Annotated[
        list[str] | None, typer.Option("--map", help="HEADING=FIELD, to say what a column is; repeatable.")
    ] = None,
    terms: Annotated[
        list[str] | None, typer.Option(help="KEY=DAYS, net days of a key of terms; repeatable.")
    ] = None,
    snapshot: Annotated[
        bool, typer.Option(help="The file lists all that is owed: close what it lacks.")
    ] = False,
    keep_good: Annotated[bool, typer.Option(help="Keep good lines although others are refused.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Read and compare, write nothing.")] = False,
    json: Json = False,
) -> int:
    """Take a ledger of open items in; print what it holds and what is refused.

    Example: collectdesk import receivables open-items.csv --date-order dmy
    """
    from collectdesk.desk.ledger_import import ImportReceivables, import_receivables

    reading = _reading(
        profile=profile,
        sheet=sheet,
        delimiter=delimiter,
        encoding=encoding,
        date_order=date_order,
        decimal=decimal,
        currency=currency.upper() if currency else None,
        company=company,
        customers=customers,
        mapping=dict(pair(text, "--map") for text in map_ or ()),
        terms={
            key: _number(days, "--terms") for key, days in (pair(text, "--terms") for text in terms or ())
        },
    )
    command = ImportReceivables(
        file=file, reading=reading, keep_good=keep_good, snapshot=snapshot, dry_run=dry_run
    )
    with seat(make=True) as desk:
        report = import_receivables(desk.store, desk.actor, desk.clock(), command, progress=_progress())
    if json:
        answer(report)
    else:
        _tell(report)
    return 1 if report.rejected or (not report.written and not report.dry_run) else 0


def contacts(
    file: Path,
    keep_good: Annotated[bool, typer.Option(help="Keep good lines although others are refused.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Read and compare, write nothing.")] = False,
    json: Json = False,
) -> int:
    """Take people, numbers and addresses in, for customers the book knows.

    Example: collectdesk import contacts people.csv
    """
    from json import dumps

    from collectdesk.desk.contacts_import import ImportContacts, import_contacts

    with seat() as desk:
        command = ImportContacts(path=file, keep_good=keep_good, dry_run=dry_run)
        report = import_contacts(desk.store, desk.actor, desk.clock(), command)
    if json:
        print(dumps(report.as_json(), indent=2))
    else:
        for name, value in report.as_json().items():
            if name != "rejected":
                line(f"{name.replace('_', ' ')}: {value}")
        for number, reason in report.rejected[:_SHOWN]:
            line(f"line {number}: {reason}")
    return 1 if report.rejected else 0


def rates(
    file: Path,
    date_order: Annotated[str | None, typer.Option(help="dmy, mdy or ymd.")] = None,
    keep_good: Annotated[bool, typer.Option(help="Keep good lines although others are refused.")] = False,
    json: Json = False,
) -> int:
    """Take rates in: ECB files, a CSV of currency, date and units per euro, or reference rates of interest.

    Example: collectdesk import rates eurofxref-hist.csv
    """
    from typing import cast

    from collectdesk.desk.rates_import import ImportRates, import_rates

    if date_order not in (None, "dmy", "mdy", "ymd"):
        raise BadInput(f"--date-order {date_order!r}: it is dmy, mdy or ymd")
    command = ImportRates(file=file, date_order=cast(Any, date_order), keep_good=keep_good)
    with seat(make=True) as desk:
        report = import_rates(desk.store, desk.actor, desk.clock(), command)
    if json:
        answer(report)
        return 1 if report.rejected else 0
    if report.references:
        line(f"{report.references:,} reference rates of {len(report.series)} series, {report.created:,} new")
        for one in report.series:
            line(f"{one.series}: {one.value} %, known until {one.known_until.isoformat()}")
    else:
        line(f"{report.quotes:,} rates of {len(report.currencies)} currencies, {report.created:,} new")
    for conflict in report.conflicts[:_SHOWN]:
        line(
            f"{conflict.name} of {conflict.on.isoformat()}: {conflict.now} ({conflict.now_source}) "
            f"instead of {conflict.was} ({conflict.was_source})"
        )
    for refused in report.rejected[:_SHOWN]:
        line(f"line {refused.line}: {refused.reason}")
    if not report.written:
        line("Nothing was written; --keep-good keeps the good lines.")
    return 1 if report.rejected else 0


def _reading(**given: Any) -> ReadingOptions:
    from pydantic import ValidationError

    from collectdesk.desk.ledger_import import ReadingOptions

    try:
        return ReadingOptions(**given)
    except ValidationError as error:
        first = error.errors()[0]
        option = "--" + str(first["loc"][0]).replace("_", "-")
        raise BadInput(f"{option}: {first['msg'].lower()}") from error


def _number(text: str, option: str) -> int:
    if not text.isdigit():
        raise BadInput(f"{option}: {text!r} is not a number of days")
    return int(text)


def _progress() -> Any:
    """Show the share that is read, on a terminal only."""
    if not sys.stderr.isatty():
        return None

    def show(lines: int, share: float) -> None:
        end = "\n" if share >= 1 else ""
        print(f"\r{lines:,} lines, {share:.0%}", end=end, file=sys.stderr, flush=True)

    return show


def _tell(report: ReceivablesReport) -> None:
    line(f"{report.file}  {report.profile}  {report.rows:,} rows")
    line(f"{report.accounts:,} accounts, {report.open_items:,} open items")
    line(
        f"{report.created:,} new, {report.updated:,} changed, {report.unchanged:,} unchanged, {report.closed:,} closed"
    )
    buckets = ["current", "d1_30", "d31_60", "d61_90", "d91_plus"]
    table(
        ["", "items", "open", *(name.replace("_", " ") for name in buckets)],
        [
            [code, f"{total.items:,}", total.open, *(_bucket(report, code, name) for name in buckets)]
            for code, total in report.totals.items()
        ],
        right=frozenset(range(1, 8)),
    )
    if report.control is not None:
        said = "agrees" if report.control.agrees else "does NOT agree"
        line(f"control total {report.control.expected}, found {report.control.found}: {said}")
    for kind, count in report.warnings.items():
        line(f"{count:,} {kind.replace('_', ' ')}")
    for rejected in report.rejected[:_SHOWN]:
        line(f"line {rejected.line}: {rejected.reason}")
    if len(report.rejected) > _SHOWN:
        line(f"… and {len(report.rejected) - _SHOWN:,} more refused lines; --json lists all")
    if not report.written:
        line(
            "Nothing was written."
            if not report.rejected
            else "Nothing was written; --keep-good keeps the good lines."
        )


def _bucket(report: ReceivablesReport, currency: str, name: str) -> str:
    found = report.ageing.get(currency, {}).get(name)
    return found.amount if found and found.items else "-"
