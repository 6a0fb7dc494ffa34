"""Commands for what a customer can pay: a household, a forecast of cash, ratios, a score, and what is on record."""

from __future__ import annotations

from typing import Annotated, Any, get_args

import typer

from collectdesk.cli.acts import Account, Request, act_on
from collectdesk.cli.given import day_option, minor_units, one_of, pair
from collectdesk.cli.output import Json, answer, line, table
from collectdesk.cli.plan_answers import AbilityList, ability_line
from collectdesk.cli.seat import seat
from collectdesk.faults import BadInput

Currency = Annotated[str, typer.Option(help="ISO code of the amounts.")]
Source = Annotated[str, typer.Option(help="Who told it and how, such as 'statement by e-mail'.")]
On = Annotated[str | None, typer.Option("--on", help="The day it was told; today when left out.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(help="What a customer can pay.", no_args_is_help=True, rich_markup_mode=None)
    group.command("household")(household)
    group.command("forecast")(forecast)
    group.command("ratios")(ratios)
    group.command("score")(score)
    group.command("show")(show)
    app.add_typer(group, name="ability")


def household(
    account: Account,
    currency: Currency,
    source: Source,
    entry: Annotated[
        list[str], typer.Option("--line", help="KIND=AMOUNT[/PERIOD][:NAME], as income=1980/monthly:salary.")
    ],
    all_debts: Annotated[str | None, typer.Option(help="All debts that share, ours among them.")] = None,
    once: Annotated[str, typer.Option(help="Money at hand for a down payment.")] = "0",
    on: On = None,
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Record income and expenditure. Kinds: income, fixed, flexible, priority_debt, other_debt.

    Example: collectdesk ability household 100577 --currency GBP --source "call" --line income=1980 --line fixed=1295
    """
    from collectdesk.desk.plans.ability import RecordHousehold, record_household

    code = currency.strip().upper()
    given = {
        "currency": code, "source": source, "taken_on": day_option(on, "--on"),
        "lines": [_household_line(one, code) for one in entry], "once_minor": minor_units(once, code),
        "all_debts_minor": minor_units(all_debts, code) if all_debts is not None else None,
    }  # fmt: skip
    return act_on(account, RecordHousehold, record_household, given, request_id, json)


def forecast(
    account: Account,
    currency: Currency,
    source: Source,
    opening: Annotated[str, typer.Option(help="Cash at the start.")],
    flows: Annotated[str, typer.Option(help="The net flow of each week, as 4200,-6100,5200.")],
    outgoings: Annotated[str, typer.Option(help="What goes out in a month.")],
    starts_on: Annotated[str, typer.Option(help="The first day of the first week, 2026-11-23.")],
    on: On = None,
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Record a forecast of cash, week by week.

    Example: collectdesk ability forecast 100234 --currency EUR --source "e-mail" --starts-on 2026-11-23
    --opening 18000 --flows 4200,-6100,5200 --outgoings 80000
    """
    from collectdesk.desk.plans.ability import RecordForecast, record_forecast

    code = currency.strip().upper()
    given = {
        "currency": code, "source": source, "taken_on": day_option(on, "--on"),
        "starts_on": day_option(starts_on, "--starts-on"),
        "opening_minor": minor_units(opening, code), "monthly_outgoings_minor": minor_units(outgoings, code),
        "flows_minor": [minor_units(one.strip(), code) for one in flows.split(",")],
    }  # fmt: skip
    return act_on(account, RecordForecast, record_forecast, given, request_id, json)


def ratios(
    account: Account,
    currency: Currency,
    source: Source,
    entry: Annotated[
        list[str], typer.Option("--line", help="NAME=AMOUNT, as current_assets=480000; repeatable.")
    ],
    as_of: Annotated[str, typer.Option(help="The day of the balance sheet, 2025-12-31.")],
    on: On = None,
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Record lines of a balance sheet, from which ratios follow.

    Lines: current_assets, inventories, cash, current_liabilities, equity, total_assets.

    Example: collectdesk ability ratios 100234 --currency EUR --source "annual report" --as-of 2025-12-31
    --line current_assets=480000 --line current_liabilities=300000
    """
    from collectdesk.desk.plans.ability import BalanceLine, RecordRatios, record_ratios

    code = currency.strip().upper()
    pairs = [pair(one, "--line") for one in entry]
    lines = {
        one_of(name, get_args(BalanceLine), "--line"): minor_units(amount, code) for name, amount in pairs
    }
    if len(lines) < len(pairs):
        raise BadInput("--line: name each line of the balance sheet once")
    given = {
        "currency": code, "source": source, "taken_on": day_option(on, "--on"), "lines_minor": lines,
        "as_of": day_option(as_of, "--as-of"),
    }  # fmt: skip
    return act_on(account, RecordRatios, record_ratios, given, request_id, json)


def score(
    account: Account,
    value: Annotated[str, typer.Argument(help="The score as its provider gives it.")],
    source: Source,
    scale: Annotated[str, typer.Option(help="The scale it lies on.")] = "",
    currency: Currency = "EUR",
    on: On = None,
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Record a credit score.

    Example: collectdesk ability score 100234 642 --source "agency report" --scale "0-1000"
    """
    from collectdesk.desk.plans.ability import RecordScore, record_score

    given = {"currency": currency.upper(), "source": source, "taken_on": day_option(on, "--on")}
    return act_on(
        account, RecordScore, record_score, given | {"score": value, "scale": scale}, request_id, json
    )


def show(account: Account, json: Json = False) -> int:
    """Show what is on record, the newest first.

    Example: collectdesk ability show 100577
    """
    from collectdesk.desk.dossier import find_account
    from collectdesk.desk.plans.ability import known_abilities

    with seat() as desk:
        account_id = find_account(desk.store, account)
        with desk.store.read() as session:
            found = [ability_line(one) for one in known_abilities(session, account_id)]
    if json:
        answer(AbilityList(account=account, account_id=account_id, abilities=found))
        return 0
    for one in found:
        line(f"{one.id}  {one.kind}  {one.taken_on}  {one.currency}  {one.source}")
        rows = [[figure.name, figure.value, figure.period or ""] for figure in one.figures]
        table(["", "", ""], rows, right=frozenset({1}))
    return 0


def _household_line(typed: str, currency: str) -> dict[str, Any]:
    """KIND=AMOUNT[/PERIOD][:NAME] as a line of a statement. BadInput when it is none."""
    from collectdesk.money.household import LineKind, Period

    told, _colon, name = typed.partition(":")
    kind, sign, rest = told.partition("=")
    amount, _slash, period = rest.partition("/")
    if not sign:
        raise BadInput(f"--line {typed!r}: write KIND=AMOUNT[/PERIOD][:NAME], as income=1980/monthly:salary")
    return {
        "kind": one_of(kind.strip(), get_args(LineKind), "--line"), "minor": minor_units(amount.strip(), currency),
        "period": one_of(period.strip() or "monthly", get_args(Period), "--line"), "name": name.strip(),
    }  # fmt: skip
