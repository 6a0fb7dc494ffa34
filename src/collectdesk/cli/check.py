"""The command that asks the gate: may this person be contacted, and what must be said?

A described case needs no book and no database.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import pytz
import typer

from collectdesk.cli.output import Answer, At, Json, answer, iso, iso_or_none, line, table
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.now import utc_now

if TYPE_CHECKING:
    from collectdesk.rules.case import Case
    from collectdesk.rules.verdict import Finding, Verdict

EFFECTS = ("allow", "duty", "review", "block")
"""The words for the four outcomes of one rule, from free to forbidden."""


class RuleLine(Answer):
    """A rule that spoke; `effect` is block, review, duty or allow, `override` whether a lead may go past it."""

    id: str
    jurisdiction: str
    citation: str
    force: str
    confidence: str
    effect: str
    text: str
    override: bool
    until: str | None


class SayLine(Answer):
    """Something to say or write, and the rule that asks for it."""

    key: str
    text: str
    jurisdiction: str
    citation: str


class AttemptFact(Answer):
    """One contact that was made or tried, as the gate counts it."""

    at: str
    channel: str
    outbound: bool
    counts: bool
    reached: bool
    conversation: bool
    debts: list[str]
    creditor: str | None
    place: str | None
    purpose: str


class NoticeFact(Answer):
    """A notice on record."""

    kind: str
    on: str
    not_received_on: str | None


class StopFact(Answer):
    """A stop on record; `debt` null stands for all debts of the person."""

    kind: str
    on: str
    lifted_on: str | None
    debt: str | None


class WishFact(Answer):
    """What the customer asked for; `open` are the minutes after midnight per weekday from Monday."""

    kind: str
    channels: list[str]
    open: list[list[list[int]]] | None


class ConsentFact(Answer):
    """A consent on record, for one day only where `for_on` names it."""

    channel: str
    on: str
    for_on: str | None


class Facts(Answer):
    """What the verdict was reached from; null is not known. `zones` are all where the customer may be."""

    country: str | None
    regions: list[str]
    zones: list[str]
    party_type: str | None
    collector: str | None
    debt_type: str | None
    amount: str | None
    currency: str | None
    channel: str
    place: str | None
    purpose: str
    speaker: str
    debt: str | None
    creditor: str | None
    due_on: str | None
    incurred_on: str | None
    only_number: bool | None
    attempts: list[AttemptFact]
    notices: list[NoticeFact]
    stops: list[StopFact]
    wishes: list[WishFact]
    consents: list[ConsentFact]


class Checked(Answer):
    """The gate's answer.

    `verdict` is ALLOW, ALLOW_WITH_DUTIES, REVIEW or BLOCK; `until` the moment until which it certainly stays, null
    for good; `next_allowed_at` the first minute of ALLOW or ALLOW_WITH_DUTIES, null when that never comes by itself;
    `next_review_at` the first minute at which a lead could let it pass, `override` whether a lead may now;
    `disclosure` is after_verification, full or none: how much of the debt may be told.
    """

    verdict: str
    at: str
    local: dict[str, str]
    rules: list[RuleLine]
    next_allowed_at: str | None
    say: list[SayLine]
    facts: Facts
    until: str | None
    next_review_at: str | None
    override: bool
    disclosure: str


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("check")(check)


Several = list[str] | None


def check(
    context: typer.Context,
    account: Annotated[
        str | None, typer.Argument(help="The account's number; or leave it out and describe a case.")
    ] = None,
    country: Annotated[str | None, typer.Option(help="Two letters after ISO 3166-1, such as US.")] = None,
    region: Annotated[
        Several, typer.Option(help="ISO 3166-2, or a city record: US-MA, US-NY-NYC; may be repeated.")
    ] = None,
    party_type: Annotated[
        str | None, typer.Option(help="consumer, sole_trader, business or public_body.")
    ] = None,
    collector: Annotated[
        str | None, typer.Option(help="third_party, creditor, debt_buyer, lawyer or lender.")
    ] = None,
    debt_type: Annotated[
        str | None, typer.Option(help="trade_invoice, consumer_credit, loan, utility or telecom.")
    ] = None,
    amount: Annotated[str | None, typer.Option(help="What is owed, such as 400000.")] = None,
    currency: Annotated[str | None, typer.Option(help="Its ISO 4217 code, such as USD.")] = None,
    phone: Annotated[str | None, typer.Option(help="The customer's number; its zones count too.")] = None,
    zone: Annotated[
        str | None, typer.Option(help="The zone the customer stated, such as America/New_York; it governs.")
    ] = None,
    channel: Annotated[
        str, typer.Option(help="call, voicemail, sms, email, letter, messenger or visit.")
    ] = "call",
    place: Annotated[str | None, typer.Option(help="home, work or mobile.")] = None,
    debt: Annotated[str | None, typer.Option(help="The debt at hand; others keep their own count.")] = None,
    creditor: Annotated[str | None, typer.Option(help="The creditor at hand.")] = None,
    at: At = None,
    days_past_due: Annotated[int | None, typer.Option(help="Days since the oldest debt fell due.")] = None,
    incurred: Annotated[
        str | None, typer.Option(help="The day it was entered into, renewed, sold or assigned.")
    ] = None,
    purpose: Annotated[str, typer.Option(help="demand, notice or answer.")] = "demand",
    speaker: Annotated[
        str,
        typer.Option(
            help="customer, spouse, parent, guardian, guarantor, executor, lawyer, household, employer or other."
        ),
    ] = "customer",
    only_number: Annotated[
        bool | None, typer.Option("--only-number", help="It is the only number the customer gave.")
    ] = None,
    attempt: Annotated[
        Several,
        typer.Option(
            help='"INSTANT CHANNEL RESULT [in|out] [debt=ID,ID] [place=work] [creditor=ID] [purpose=notice]";'
            " may be repeated."
        ),
    ] = None,
    notice: Annotated[Several, typer.Option(help='"KIND DATE [not_received=DATE]"; may be repeated.')] = None,
    stop: Annotated[
        Several,
        typer.Option(help='"KIND DATE [until=DATE] [debt=ID]", over on the day of until; may be repeated.'),
    ] = None,
    wish: Annotated[
        Several,
        typer.Option(
            help='"no_calls", "no_work", "hours 18:00-20:00", "days mon,tue", "only email"; may be repeated.'
        ),
    ] = None,
    consent: Annotated[Several, typer.Option(help='"CHANNEL DATE [for=DATE]"; may be repeated.')] = None,
    json: Json = False,
) -> int:
    """Ask whether a person may be contacted now, under whose law, and what must be said.

    Example: collectdesk check --country US --region US-MA --party-type consumer --collector third_party
    --attempt "2026-11-02T15:00:00Z call VM_LEFT" --at 2026-11-06T15:00:00Z
    """
    if account is not None:
        if country is not None or region:
            raise BadInput(
                _("an account of the book and a described case do not go together; leave out one of the two")
            )
        return check_account(account, channel, at, json)
    if country is None and not region:
        raise BadInput(
            _("it is not said where the customer is; describe the case with --country, such as GB")
        )

    from collectdesk.desk.typed.case_line import Told, read_case, read_instant
    from collectdesk.rules.gate import judge
    from collectdesk.rules.rulebook import load_rulebook

    moment = utc_now() if at is None else read_instant("--at", at)
    said = {name: value for name, value in context.params.items() if value is not None}
    told = Told(**{name: value for name, value in said.items() if name in Told.__slots__})
    book = load_rulebook()
    case = read_case(book, told, moment)
    return show_verdict(judge(book, case, moment), case, json)


def check_account(account: str, channel: str, at: str | None, json: bool) -> int:
    """Ask about an account of the book, for the number that would be dialled first."""
    from collectdesk.cli.output import instant
    from collectdesk.cli.seat import seat
    from collectdesk.desk.dossier import find_account
    from collectdesk.desk.gate import ask_gate
    from collectdesk.rules.record import CHANNELS

    asked = next((one for one in CHANNELS if one == channel), None)
    if asked is None:
        raise BadInput(
            _("--channel: {channel} is none of {all}").format(channel=channel, all=", ".join(CHANNELS))
        )
    with seat() as desk:
        moment = instant(at, desk.clock(), desk.zone)
        found = ask_gate(desk.store, moment, find_account(desk.store, account), asked)
    return show_verdict(found.verdict, found.case, json)


def show_verdict(verdict: Verdict, case: Case, json: bool) -> int:
    """Print a verdict, as an object with `json`; gives the exit code: 0 when contact is allowed, else 1."""
    if json:
        answer(checked(verdict, case))
    else:
        _print(verdict, case)
    return 0 if verdict.allowed else 1


def checked(verdict: Verdict, case: Case) -> Checked:
    """The verdict as the answer of `check --json`."""
    return Checked(
        verdict=verdict.outcome.name,
        at=iso(verdict.at),
        local={
            zone: verdict.at.astimezone(pytz.timezone(zone)).isoformat(timespec="seconds")
            for zone, _clock in verdict.local
        },
        rules=[_rule_line(one) for one in verdict.findings],
        next_allowed_at=iso_or_none(verdict.next_allowed_at),
        say=[
            SayLine(
                key=one.key, text=one.text, jurisdiction=one.rule.jurisdiction, citation=one.rule.citation
            )
            for one in verdict.say
        ],
        facts=_facts(case),
        until=iso_or_none(verdict.until),
        next_review_at=iso_or_none(verdict.next_review_at),
        override=verdict.override,
        disclosure=verdict.disclosure,
    )


def _rule_line(one: Finding) -> RuleLine:
    rule = one.rule
    return RuleLine(
        id=rule.id,
        jurisdiction=rule.jurisdiction,
        citation=rule.citation,
        force=rule.force,
        confidence=rule.confidence,
        effect=EFFECTS[one.outcome],
        text=one.text,
        override=rule.override,
        until=iso_or_none(one.until),
    )


def _facts(case: Case) -> Facts:
    from dataclasses import asdict

    held = asdict(case)
    held["amount"] = None if case.amount is None else f"{case.amount:f}"
    held["due_on"] = case.due_on and case.due_on.isoformat()
    held["incurred_on"] = case.incurred_on and case.incurred_on.isoformat()
    held["attempts"] = [{**asdict(one), "at": iso(one.at)} for one in case.attempts]
    held["notices"] = [_days_told(asdict(one)) for one in case.notices]
    held["stops"] = [_days_told(asdict(one)) for one in case.stops]
    held["consents"] = [_days_told(asdict(one)) for one in case.consents]
    held["wishes"] = [{"kind": one.kind, "channels": one.channels, "open": one.week} for one in case.wishes]
    return Facts.model_validate(held)


def _days_told(held: dict[str, object]) -> dict[str, object]:
    from datetime import date

    return {name: value.isoformat() if isinstance(value, date) else value for name, value in held.items()}


def _print(verdict: Verdict, case: Case) -> None:
    line(f"{verdict.outcome.name}  {_sentence(verdict)}")
    line(_("Now: {moment}").format(moment=_told(verdict.at, case)))
    line(_next(verdict, case))
    line()
    table(
        [_("effect"), _("where"), _("citation"), _("force"), _("sure"), _("rule")],
        [
            [
                EFFECTS[one.outcome],
                one.rule.jurisdiction,
                one.rule.citation,
                one.rule.force,
                one.rule.confidence,
                one.text,
            ]
            for one in verdict.findings
        ],
    )
    if verdict.say:
        line()
        line(_("To say or write:"))
        for one in verdict.say:
            line(
                f"- {one.text}  [{one.rule.jurisdiction}{', ' * bool(one.rule.citation)}{one.rule.citation}]"
            )
    line()
    line(_disclosure(verdict))


def _sentence(verdict: Verdict) -> str:
    against = verdict.against
    if not verdict.allowed and against:
        return against[0].text
    if any(EFFECTS[one.outcome] == "duty" for one in verdict.findings):
        return _("Contact is allowed on the conditions below")
    return _("Contact is allowed")


def _next(verdict: Verdict, case: Case) -> str:
    if verdict.allowed:
        if verdict.until is None:
            return _("This stays so until something happens")
        return _("This stays so at least until {moment}").format(moment=_told(verdict.until, case))
    if verdict.next_allowed_at is None:
        return _("This does not end by itself")
    return _("Allowed from {moment}").format(moment=_told(verdict.next_allowed_at, case))


def _told(moment: datetime, case: Case) -> str:
    """A moment on the customer's clocks and in UTC."""
    from collectdesk.days import moment as told
    from collectdesk.rules.local import reading

    clocks: dict[str, list[str]] = {}
    for zone in case.zones:
        clocks.setdefault(told(reading(moment, zone)), []).append(zone.rsplit("/", 1)[-1].replace("_", " "))
    here = [
        _("{clock} in {place}").format(clock=clock, place="/".join(places[:3]))
        for clock, places in clocks.items()
    ]
    return ", ".join([*here, _("{clock} UTC").format(clock=told(moment))])


def _disclosure(verdict: Verdict) -> str:
    if verdict.disclosure == "full":
        return _("This person may hear of the debt")
    if verdict.disclosure == "none":
        return _("This person must not hear of the debt")
    return _("Verify who it is before saying anything of the debt")
