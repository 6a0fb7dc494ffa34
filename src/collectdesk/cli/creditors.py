"""The command that says who stands behind a company code of the ledgers."""

from __future__ import annotations

from typing import Annotated

import typer

from collectdesk.cli.output import Json
from collectdesk.cli.people import tell
from collectdesk.cli.seat import seat


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("creditor")(creditor)


def creditor(
    code: Annotated[str, typer.Argument(help="The company code of the ledgers.")],
    name: Annotated[str, typer.Argument(help="The name of the legal entity.")],
    country: Annotated[
        str | None, typer.Option(help="Its country, such as DE; interest goes by its law.")
    ] = None,
    json: Json = False,
) -> int:
    """Say who a creditor is: the name and the country behind a company code.

    Example: collectdesk creditor 0100 "Nordwind Holding AG" --country DE
    """
    from collectdesk.desk.creditors import NameCreditor, name_creditor

    with seat() as desk:
        command = NameCreditor(code=code, name=name, country=country)
        return tell(name_creditor(desk.store, desk.actor, desk.clock(), command), json)
