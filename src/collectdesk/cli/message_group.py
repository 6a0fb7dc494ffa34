"""The group `message`, to which several files add their commands."""

from __future__ import annotations

import typer


def group(app: typer.Typer) -> typer.Typer:
    """The group of this app, made when it is first asked for."""
    for one in app.registered_groups:
        if one.name == "message" and one.typer_instance is not None:
            return one.typer_instance
    made = typer.Typer(help="Messages to customers.", no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(made, name="message")
    return made
