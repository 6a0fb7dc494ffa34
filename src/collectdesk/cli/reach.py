"""The command that plans a day by the clocks of the customers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import pytz
import typer

from collectdesk.cli.given import day_option
from collectdesk.cli.output import Answer, Json, answer, iso, line
from collectdesk.cli.seat import seat

if TYPE_CHECKING:
    from collectdesk.desk.reach_plan import Hours, ReachPlan, Stretch

_NAME = 20


class StretchLine(Answer):
    """From one instant to another, half open."""

    start: str
    end: str


class SlotLine(Answer):
    """Half an hour from `at` on: per cent of the accounts that may be called, or only after a lead had a look."""

    at: str
    share: int
    look: int


class HoursLine(Answer):
    """When accounts may be called that day, by the clock alone.

    `some`: at least one of them; `every`: all; `look`: nobody freely, some after a lead had a look; `staffed` and
    `unstaffed`: `some` within and outside the hours of the desk.
    """

    accounts: int
    slots: list[SlotLine]
    some: list[StretchLine]
    every: list[StretchLine]
    look: list[StretchLine]
    staffed: list[StretchLine]
    unstaffed: list[StretchLine]


class CountryLine(Answer):
    """A country, null where it is not known."""

    country: str | None
    hours: HoursLine


class RegionLine(Answer):
    """asia_pacific, middle_east_africa, europe, americas or unknown, with its countries, most accounts first."""

    region: str
    hours: HoursLine
    countries: list[CountryLine]


class DeskHoursLine(Answer):
    """House hours of businesses in the country of the desk's zone."""

    country: str
    zone: str
    open: list[StretchLine]


class DayPlan(Answer):
    """A local day of a zone: who may be called when, by the clock alone.

    Calls already made, stops and running notices may hold single accounts besides. `nobody` are the stretches in
    which none may be called freely, `pending` counts accounts of which nothing was worked out yet, `desk` is null
    where the country of the desk's zone cannot be told.
    """

    day: str
    zone: str
    start: str
    end: str
    hours: HoursLine
    nobody: list[StretchLine]
    regions: list[RegionLine]
    desk: DeskHoursLine | None
    pending: int


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("reach")(reach)


def reach(
    day: Annotated[str | None, typer.Option("--date", help="The day; today when left out.")] = None,
    zone: Annotated[
        str | None, typer.Option(help="Whose day, as an IANA zone; yours, else the desk's, when left out.")
    ] = None,
    json: Json = False,
) -> int:
    """Print which countries may be called in which of your hours, so that shifts can be staggered.

    Example: collectdesk reach --date 2026-11-30 --zone Asia/Kolkata
    """
    from collectdesk.desk.reach_plan import reach_plan
    from collectdesk.desk.rights import Right
    from collectdesk.desk.views_queue import Scope
    from collectdesk.faults import BadInput

    wanted = day_option(day, "--date")
    with seat() as desk:
        name = zone or desk.actor.zone or desk.zone
        if name not in pytz.all_timezones_set:
            raise BadInput(f"--zone: {name!r} is not a time zone; use one such as Asia/Kolkata")
        scope = Scope.everyone() if desk.actor.may(Right.SEE_ALL) else Scope.mine(desk.actor.id)
        when = wanted or desk.clock().astimezone(pytz.timezone(name)).date()
        plan = reach_plan(desk.store, scope, when, name, desk.zone)
    if json:
        answer(_answer(plan))
    else:
        _print(plan)
    return 0


def _stretches(some: Sequence[Stretch]) -> list[StretchLine]:
    return [StretchLine(start=iso(one.start), end=iso(one.end)) for one in some]


def _hours(hours: Hours) -> HoursLine:
    return HoursLine(
        accounts=hours.accounts,
        slots=[SlotLine(at=iso(one.at), share=one.share, look=one.look) for one in hours.slots],
        some=_stretches(hours.some),
        every=_stretches(hours.every),
        look=_stretches(hours.look),
        staffed=_stretches(hours.staffed),
        unstaffed=_stretches(hours.unstaffed),
    )


def _answer(plan: ReachPlan) -> DayPlan:
    desk = plan.desk
    return DayPlan(
        day=plan.day.isoformat(),
        zone=plan.zone,
        start=iso(plan.start),
        end=iso(plan.end),
        hours=_hours(plan.hours),
        nobody=_stretches(plan.nobody),
        regions=[
            RegionLine(
                region=region.region,
                hours=_hours(region.hours),
                countries=[
                    CountryLine(country=one.code, hours=_hours(one.hours)) for one in region.countries
                ],
            )
            for region in plan.regions
        ],
        desk=DeskHoursLine(country=desk.country, zone=desk.zone, open=_stretches(desk.open))
        if desk
        else None,
        pending=plan.pending,
    )


def _print(plan: ReachPlan) -> None:
    from collectdesk.widgets.reach_bars import (
        bar_text,
        hour_labels,
        legend,
        region_name,
        sentences,
        stretch_bar,
    )

    line(f"{plan.day.isoformat()}  {plan.zone}")
    gap = " " * (_NAME + 7)
    line(gap + hour_labels(plan))
    for region in plan.regions:
        line(f"{region_name(region.region):<{_NAME}}{region.hours.accounts:>5,}  {bar_text(region.hours)}")
        for one in region.countries:
            line(f"  {one.code or '?':<{_NAME - 2}}{one.hours.accounts:>5,}  {bar_text(one.hours)}")
    if plan.desk is not None:
        line(f"{'desk, ' + plan.desk.country:<{_NAME + 7}}{stretch_bar(plan, plan.desk.open)}")
    if plan.regions:
        line(legend().text)
    for said in sentences(plan):
        line(said)
