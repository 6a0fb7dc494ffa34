"""The shell's commands, gathered from one file a family."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module

import typer

from collectdesk.faults import BadInput

FAMILIES: dict[str, tuple[str, ...]] = {
    "books": ("init", "demo", "verify", "backup", "restore", "doctor"),
    "imports": ("import",),
    "payments": ("payments",),
    "lists": ("queue", "agenda", "search"),
    "reach": ("reach",),
    "show": ("show",),
    "acts": (
        "log", "note", "follow-up", "promise", "dispute", "skip", "hold", "done", "lift", "withdraw", "undo",
    ),
    "bindings": ("stop", "wish", "consent", "notice", "place", "override"),
    "plans": ("plan",),
    "ability": ("ability",),
    "approve": ("approve",),
    "settlements": ("settlement",),
    "negotiate": ("negotiate",),
    "messages": ("message",),
    "outbox": ("message",),
    "campaigns": ("message",),
    "people": ("assign", "user"),
    "creditors": ("creditor",),
    "interest": ("interest", "fx", "quote"),
    "reports": ("report",),
    "at_work": ("shift", "learned"),
    "kpi": ("report", "statement"),
    "check": ("check",),
    "rules": ("rules",),
}  # fmt: skip
"""The files of `collectdesk.cli` and the first words of their commands: only the files of the word given are loaded."""


def gather(families: Iterable[str] = FAMILIES) -> typer.Typer:
    """The commands of these files of `collectdesk.cli`."""
    app = typer.Typer(
        name="collectdesk",
        no_args_is_help=False,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
        help="The workstation for collecting overdue receivables across borders. Without a command it opens.\n\n"
        "--database PATH (or COLLECTDESK_DATABASE) and --user NAME (or COLLECTDESK_USER) go with every command.",
    )

    @app.callback()
    def _several() -> None:
        pass

    for family in families:
        import_module(f"collectdesk.cli.{family}").add_to(app)
    return app


def run_command(arguments: Sequence[str]) -> int:
    """Run one command; gives the exit code. Raises Fault for what a person can mend."""
    named = [family for family, words in FAMILIES.items() if arguments and arguments[0] in words]
    command = typer.main.get_command(gather(named or FAMILIES))
    try:
        result = command.main(list(arguments), prog_name="collectdesk", standalone_mode=False)
    except typer.Abort:
        return 130
    except typer.Exit as leave:
        return leave.exit_code
    except typer.TyperException as wrong:
        said = str(getattr(wrong, "format_message", wrong.__str__)())
        raise BadInput(f"{said.rstrip('.')}; see `collectdesk --help`") from wrong
    return result if isinstance(result, int) else 0
