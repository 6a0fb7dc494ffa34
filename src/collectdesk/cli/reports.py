"""The command that tells the shift report."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import Field

from collectdesk.cli.given import day_option
from collectdesk.cli.output import Answer, Json, answer, line, table
from collectdesk.cli.seat import seat
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.money import Money
from collectdesk.money.display import figure

if TYPE_CHECKING:
    from collectdesk.desk.shift import Shift
    from collectdesk.reports.shift import ShiftReport


class FigureLine(Answer):
    """One figure with the journal entries it follows from."""

    value: str | int
    unit: str
    entries: list[int]


class ShiftAnswer(Answer):
    """The shift report. `from` and `to` are instants, `to` not included."""

    from_: str = Field(serialization_alias="from")
    to: str
    collector: str
    figures: dict[str, FigureLine]
    results: dict[str, list[int]]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    report = typer.Typer(help="Reports.", no_args_is_help=True, rich_markup_mode=None)
    report.command("shift")(shift)
    app.add_typer(report, name="report")


def shift(
    day: Annotated[str | None, typer.Option(help="The desk's day; today when left out.")] = None,
    first: Annotated[str | None, typer.Option("--from", help="The first of several days.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="The last of them.")] = None,
    collector: Annotated[
        str | None, typer.Option(help="Whose; 'all' for the desk. Your own when left out.")
    ] = None,
    fmt: Annotated[
        str | None, typer.Option("--format", help="json, xlsx, html, csv (a zip, one file a block) or md.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The file; as JSON it carries the log that proves it."),
    ] = None,
    language: Annotated[str, typer.Option(help="For dates and numbers, such as de or pt_BR.")] = "en",
    json: Json = False,
) -> int:
    """Print the shift report, or write it to a file: every figure with the journal entries behind it.

    Example: collectdesk report shift --collector all --from 2026-11-23 --to 2026-11-27 --format xlsx -o week.xlsx
    """
    from collectdesk.desk.shift import shift_with_log

    if day is not None and (first is not None or last is not None):
        raise BadInput(_("give one day with --day, or several with --from and --to, not both"))
    if last is not None and first is None:
        raise BadInput(_("--to needs --from, the first day"))
    with seat() as desk:
        made = shift_with_log(
            desk.store,
            desk.actor,
            desk.clock(),
            day=day_option(day, "--day") or day_option(first, "--from"),
            until=day_option(last, "--to"),
            collector=collector,
        )
    found = made.report
    if output is not None or fmt not in (None, "json"):
        return _write(made, fmt, output, language)
    if json or fmt == "json":
        answer(export_answer(found))
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


def export_answer(found: ShiftReport) -> ShiftAnswer:
    """The report as the shell answers it."""
    from collectdesk.reports.export import export_of

    return ShiftAnswer.model_validate(export_of(found).model_dump(exclude={"log", "seal"}))


def _write(made: Shift, fmt: str | None, output: Path | None, language: str) -> int:
    """Write the file whole or not at all; Markdown without a file goes to standard output."""
    from collectdesk.reports.blocks import shift_blocks
    from collectdesk.reports.export import export_json, export_of
    from collectdesk.reports.writers import as_bytes, write_bytes

    kind = fmt or (output.suffix.lstrip(".").lower() if output else "md")
    if kind == "json":
        content = export_json(export_of(made.report, made.log)).encode()
    else:
        content = as_bytes(shift_blocks(made.entries, made.report, made.actor_id, made.zone), kind, language)
    if output is not None:
        write_bytes(output, content)
        line(_("Written: {file}").format(file=output.name))
    elif kind == "md":
        sys.stdout.write(content.decode())
    else:
        raise BadInput(_("{format} needs a file; name it with -o").format(format=kind))
    return 0
