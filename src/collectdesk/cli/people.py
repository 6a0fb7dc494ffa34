"""Commands of a lead about people: users, teams, who has which account."""

from __future__ import annotations

from typing import Annotated

import typer

from collectdesk.cli.output import Answer, Json, answer, line, table
from collectdesk.cli.seat import seat
from collectdesk.desk.rights import Role


class UserLine(Answer):
    """A user."""

    id: int
    name: str
    roles: list[str]
    team: str | None
    zone: str | None
    active: bool
    accounts: int


class UserList(Answer):
    """All users."""

    users: list[UserLine]


class Done(Answer):
    """What an act did: the journal entry and its sentence."""

    journal_id: int
    act: str
    account_id: int | None
    said: str
    repeated: bool
    created: dict[str, list[int]]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    users = typer.Typer(help="The people of the desk.", no_args_is_help=True, rich_markup_mode=None)
    users.command("add")(add)
    users.command("list")(list_)
    app.add_typer(users, name="user")
    app.command("assign")(assign)


def add(
    name: str,
    role: Annotated[list[Role], typer.Option(help="collector, lead, manager or admin; may be repeated.")] = [  # noqa: B006
        Role.COLLECTOR
    ],
    team: Annotated[str | None, typer.Option(help="The team; made when it is new.")] = None,
    zone: Annotated[
        str | None, typer.Option(help="The person's own time zone, such as Asia/Kolkata.")
    ] = None,
    json: Json = False,
) -> int:
    """Add a person to the desk.

    Example: collectdesk user add "Jo Doe" --role collector --team North --zone Asia/Kolkata
    """
    from collectdesk.desk.people import AddUser, add_user

    with seat() as desk:
        receipt = add_user(
            desk.store, desk.actor, desk.clock(), AddUser(name=name, roles=tuple(role), team=team, zone=zone)
        )
    return tell(receipt, json)


def list_(json: Json = False) -> int:
    """List the people of the desk and how many accounts each has.

    Example: collectdesk user list
    """
    from collectdesk.desk.people import list_users

    with seat() as desk:
        people = list_users(desk.store)
    if json:
        answer(
            UserList(users=[UserLine(**{f: getattr(p, f) for f in UserLine.model_fields}) for p in people])
        )
        return 0
    rows = [
        [p.name, " ".join(p.roles), p.team or "", p.zone or "", str(p.accounts), "" if p.active else "left"]
        for p in people
    ]
    table(["name", "roles", "team", "zone", "accounts", ""], rows, right=frozenset({4}))
    return 0


def assign(
    account: Annotated[list[str], typer.Argument(help="Account numbers.")],
    to: Annotated[str | None, typer.Option(help="The collector who gets them; left out: nobody.")] = None,
    json: Json = False,
) -> int:
    """Give accounts to a collector.

    Example: collectdesk assign 100234 100577 --to "Jo Doe"
    """
    from collectdesk.desk.dossier import find_account
    from collectdesk.desk.people import AssignAccounts, assign_accounts

    with seat() as desk:
        ids = tuple(find_account(desk.store, number) for number in account)
        receipt = assign_accounts(
            desk.store, desk.actor, desk.clock(), AssignAccounts(account_ids=ids, user=to)
        )
    return tell(receipt, json)


def tell(receipt: object, json: bool) -> int:
    """Print what an act did."""
    done = Done(**{name: getattr(receipt, name) for name in Done.model_fields})
    if json:
        answer(done)
    else:
        line(done.said)
    return 0
