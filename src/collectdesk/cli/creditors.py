"""The command that says who stands behind a company code."""

from __future__ import annotations

from typing import Annotated

import typer

from collectdesk.cli.given import as_bad_input, request_field
from collectdesk.cli.output import Json
from collectdesk.cli.people import tell
from collectdesk.cli.seat import seat


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("creditor")(creditor)


def creditor(
    code: Annotated[str, typer.Argument(help="The company code of the ledger.")],
    name: Annotated[str, typer.Argument(help="The creditor's name.")],
    country: Annotated[str | None, typer.Option(help="Its country, such as DE.")] = None,
    collector: Annotated[
        str | None,
        typer.Option(
            help="What this desk is to the customers: third_party, creditor, debt_buyer, lawyer or lender."
        ),
    ] = None,
    debt_type: Annotated[
        str | None,
        typer.Option(help="What they owe: trade_invoice, consumer_credit, loan, utility or telecom."),
    ] = None,
    request_id: Annotated[str | None, typer.Option(help="Makes a second try harmless.")] = None,
    json: Json = False,
) -> int:
    """Name a creditor and say which rules apply to its customers; what is left out of those two stays.

    Example: collectdesk creditor 1000 "Example Export GmbH" --country DE --collector creditor --debt-type trade_invoice
    """
    from pydantic import ValidationError

    from collectdesk.desk.creditors import NameCreditor, name_creditor

    given = {"code": code, "name": name, "country": country, "collector": collector, "debt_type": debt_type}
    try:
        made = NameCreditor.model_validate(given | request_field(request_id))
    except ValidationError as error:
        raise as_bad_input(error) from error
    with seat() as desk:
        return tell(name_creditor(desk.store, desk.actor, desk.clock(), made), json)
