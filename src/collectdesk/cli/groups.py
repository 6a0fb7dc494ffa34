"""Groups of commands to which several files add theirs."""

from __future__ import annotations

import typer

HELP = {"message": "Messages to customers.", "report": "Reports."}


def group(app: typer.Typer, name: str) -> typer.Typer:
    """The group of this app and name, made when it is first asked for."""
    for one in app.registered_groups:
        if one.name == name and one.typer_instance is not None:
            return one.typer_instance
    made = typer.Typer(help=HELP[name], no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(made, name=name)
    return made
