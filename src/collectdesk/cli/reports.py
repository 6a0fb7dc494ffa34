"""The command that tells the shift report."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import Field

from collectdesk.cli.given import day_option
from collectdesk.cli.groups import group
from collectdesk.cli.output import Answer, Json, answer, line, table
from collectdesk.cli.seat import seat
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.money import Money
from collectdesk.money.display import figure

if TYPE_CHECKING:
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.shift import Shift


class FigureLine(Answer):
    """One figure with the journal entries it follows from."""

    value: str | int
    unit: str
    entries: list[int]


class RowLine(Answer):
    """A row of a block: amounts as "EUR 12.50", durations in seconds, days and instants as ISO 8601."""

    key: str
    cells: list[str | int | None]
    entries: list[int]


class BlockLine(Answer):
    """A block of the report: keys of its columns and its rows."""

    key: str
    columns: list[str]
    rows: list[RowLine]


class ShiftAnswer(Answer):
    """The shift report. `from` and `to` are instants, `to` not included; `accounts` are numbers by id."""

    from_: str = Field(serialization_alias="from")
    to: str
    collector: str
    zone: str
    figures: dict[str, FigureLine]
    results: dict[str, list[int]]
    blocks: list[BlockLine]
    accounts: dict[str, str]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group(app, "report").command("shift")(shift)


def shift(
    day: Annotated[str | None, typer.Option(help="The desk's day; today when left out.")] = None,
    first: Annotated[str | None, typer.Option("--from", help="The first of several days.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="The last of them.")] = None,
    since: Annotated[
        str | None, typer.Option(help="'last': from where the last exported report of the same people ended.")
    ] = None,
    collector: Annotated[
        str | None, typer.Option(help="Whose; 'all' for the desk. Your own when left out.")
    ] = None,
    team: Annotated[str | None, typer.Option(help="Of everybody in a team.")] = None,
    fmt: Annotated[
        str | None,
        typer.Option("--format", help="xlsx, pdf, html, csv (a zip, one file a block), md or json."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The file; its proof lies in it, or beside it as FILE.log.json."),
    ] = None,
    mail: Annotated[
        str | None, typer.Option(help="Send the report to this address, by the desk's mail server.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="For dates and numbers, such as de or pt_BR; yours when left out.")
    ] = None,
    json: Json = False,
) -> int:
    """Print the shift report, write it to a file or mail it: every figure with the journal entries behind it.

    Example: collectdesk report shift --collector all --from 2026-11-23 --to 2026-11-27 --format xlsx -o week.xlsx
    """
    from collectdesk.desk.own_language import own_language
    from collectdesk.desk.shift import ShiftAsked, shift_with_log

    if day is not None and (first is not None or last is not None or since is not None):
        raise BadInput(_("give one day with --day, or several with --from and --to, not both"))
    if first is not None and since is not None:
        raise BadInput(_("give the first day with --from, or --since last, not both"))
    if last is not None and first is None and since is None:
        raise BadInput(_("--to needs --from, the first day"))
    with seat() as desk:
        begins = day_option(day, "--day") or day_option(first, "--from")
        asked = ShiftAsked(begins, day_option(last, "--to"), since, collector, team)
        made = shift_with_log(desk.store, desk.actor, desk.clock(), asked)
        if output is not None or mail is not None or fmt not in (None, "json"):
            return _leave(desk, made, _Leaving(fmt, output, mail, language or own_language()))
    found = made.report
    if json or fmt == "json":
        answer(export_answer(made))
        return 0
    line(
        f"{found.collector}, {found.start:%Y-%m-%d %H:%M} to {found.end - timedelta(seconds=1):%Y-%m-%d %H:%M} UTC"
    )
    table(
        ["figure", "", ""],
        [
            [name.replace("_", " "), figure(f.value) if isinstance(f.value, Money) else str(f.value), f.unit]
            for name, f in found.figures.items()
        ],
        right=frozenset({1}),
    )
    for code, ids in found.results.items():
        line(f"{code:<14} {len(ids)}")
    return 0


def export_answer(made: Shift) -> ShiftAnswer:
    """The report as the shell answers it."""
    from collectdesk.reports.export import export_of

    told = export_of(made.report, accounts=made.accounts)
    return ShiftAnswer.model_validate(told.model_dump(exclude={"log", "seal", "file"}))


@dataclass(frozen=True, slots=True)
class _Leaving:
    """How the report leaves: format, file, address, language."""

    fmt: str | None
    output: Path | None
    to: str | None
    language: str


def _leave(desk: DeskHandle, made: Shift, how: _Leaving) -> int:
    """Write the file whole or not at all, send it; Markdown without either goes to standard output."""
    from collectdesk.desk.shift_file import mail_shift, shift_file, write_shift
    from collectdesk.messages.sending.settings import mail_server

    usual = "pdf" if how.to is not None else "md"
    kind = how.fmt or (how.output.suffix.lstrip(".").lower() if how.output else usual)
    server = mail_server() if how.to is not None else None
    if how.to is not None and server is None:
        raise BadInput(_no_server())
    now = desk.clock()
    file = shift_file(made, kind, how.language, now)
    if how.output is None and how.to is None:
        if kind != "md":
            raise BadInput(_("{format} needs a file; name it with -o").format(format=kind))
        sys.stdout.write(file.content.decode())
        return 0
    if how.output is not None:
        for path in write_shift(desk.store, desk.actor, now, made, file, how.output):
            line(_("Written: {file}").format(file=path.name))
    if how.to is not None and server is not None:
        name = how.output.name if how.output else f"shift-{made.report.start:%Y-%m-%d}.{_ending(kind)}"
        mail_shift(desk.store, desk.actor, now, made, file, server, how.to, name)
        line(_("Sent to {to}").format(to=how.to))
    return 0


def _ending(kind: str) -> str:
    return "zip" if kind == "csv" else kind


def _no_server() -> str:
    from collectdesk.messages.sending.settings import settings_path

    return _(
        "no mail server is set: set COLLECTDESK_SMTP_HOST and COLLECTDESK_SMTP_FROM, or write host and from under "
        "[mail] in {file}"
    ).format(file=settings_path())
