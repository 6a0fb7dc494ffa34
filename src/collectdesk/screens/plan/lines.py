"""A plan in lines: what it asks for, what is to be said of it, its payments, and what the customer can pay."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from collectdesk.desk import words_of_plans as words
from collectdesk.desk.words import method
from collectdesk.i18n import _, ngettext
from collectdesk.money.amount import Money
from collectdesk.money.currency import decimals
from collectdesk.money.display import figure
from collectdesk.money.household import Household
from collectdesk.money.liquidity import Forecast
from collectdesk.money.no_figure import NoFigure
from collectdesk.tui.clock import day_month, weekday_day_month
from collectdesk.tui.safe_text import Line, shorten
from collectdesk.widgets.cash_line import Cash
from collectdesk.widgets.money import DECIMALS, aligned, spoken_line
from collectdesk.widgets.section import section_line
from collectdesk.widgets.words import day_or_year, wrapped

if TYPE_CHECKING:
    from collectdesk.desk.plans.ability import KnownAbility
    from collectdesk.desk.plans.agreeing import MakePlan
    from collectdesk.desk.plans.ground import PlanGround
    from collectdesk.desk.plans.sheet import PlanSheet
    from collectdesk.money.proposals import Proposal
    from collectdesk.money.schedule import Schedule

SIGNS_SHOWN = 2
"""Signs that stand in a column; all of them stand beside the payments of the chosen plan."""


def year(day: date) -> str:
    """ "24 Dec 2026"."""
    return f"{day_month(day)} {day.year}"


def head_line(sheet: PlanSheet, narrow: bool) -> Line:
    """What goes into the plan; at the right whose it is."""
    ground = sheet.ground
    line = Line(_("In the plan"), "muted").space(2).join(spoken_line(ground.case.total)).space(2)
    count = len(ground.items)
    line.add(ngettext("{n} item", "{n} items", count).format(n=count), "muted")
    disputed = sum(one.disputed.minor for one in ground.items)
    if disputed:
        told = _("without the disputed {amount}").format(
            amount=figure(Money(disputed, ground.case.total.currency))
        )
        line.add(", ", "muted").add(told, "muted")
    if len(sheet.currencies) > 1:
        line.space(2).add("o", "key").space().add(_("another currency"), "muted")
    known = source_of(sheet)
    if known is None or narrow:
        return line
    what = _("Forecast of {source}") if known.kind == "forecast" else _("Household as told by {source}")
    told = what.format(source=shorten(known.source, 30))
    return line.right(Line(f"{told}, {day_or_year(known.taken_on, ground.case.starts_on)}", "muted"))


def source_of(sheet: PlanSheet) -> KnownAbility | None:
    """The record that what they can pay is known from."""
    ability, code = sheet.ground.case.ability, sheet.ground.case.total.currency
    kind = "forecast" if isinstance(ability, Forecast) else "household"
    found = (one for one in sheet.abilities if one.kind == kind and one.currency == code)
    return None if ability is None else next(found, None)


def title_line(number: int, one: Proposal, chosen: bool, width: int) -> Line:
    """ "2  Balanced   20 % down, 6 months"."""
    line = Line(str(number), "key").space(2).add(words.proposal_name(one.name), "value" if chosen else "head")
    total, down = one.schedule.total.minor, one.schedule.down.minor
    months = one.schedule.term_months
    share = _("{share} % down").format(share=f"{down * 100 / total:.0f}") if down else _("nothing down")
    term = ngettext("{n} month", "{n} months", months).format(n=months)
    told = f"{share}, {term}" if width > 32 else term
    return line.space(2).add(told, "text" if chosen else "muted")


def authority_line(one: Proposal) -> tuple[tuple[str, str], str]:
    """The sign and the sentence of who may agree."""
    if one.ruling.allowed:
        return ("done", "ok"), words.decides(one.ruling)
    return (("refused", "stop") if one.ruling.first is None else ("closing", "warn")), words.decides(
        one.ruling
    )


def fit_line(one: Proposal, ground: PlanGround) -> tuple[tuple[str, str], str] | None:
    """The sign and the sentence of whether it can be paid; None where nothing is known."""
    if one.fit is None:
        return None
    sign = ("done", "ok") if one.fit.fits else ("refused", "stop")
    return sign, words.can_pay(one.fit, ground.case.ability)


def verdict_lines(one: Proposal, ground: PlanGround, width: int) -> list[Line]:
    """Who may agree, and whether they can pay."""
    lines = _signed(*authority_line(one), width)
    fits = fit_line(one, ground)
    if fits is None:
        return [
            *lines,
            Line().glyph("shut", "muted").space().add(_("nothing is known of their cash"), "muted"),
        ]
    return lines + _signed(*fits, width)


def _signed(sign: tuple[str, str], sentence: str, width: int, limit: int = 4) -> list[Line]:
    texts = wrapped(sentence, max(10, width - 2), limit)
    ink = sign[1] if sign[1] != "muted" else "text"
    head = Line().glyph(*sign).space().add(texts[0], ink)
    return [head, *(Line().space(2).add(text, ink) for text in texts[1:])]


def figure_lines(one: Proposal, ground: PlanGround, width: int, uneven: bool) -> list[Line]:
    """Down payment, instalments, first and last day, interest: label and value at the right end.

    `uneven` keeps a line for a last instalment that differs.
    """
    plan = one.schedule
    each, rest = plan.instalments[0].amount, len(plan.instalments)
    down = Line(_("down, today"), "muted").right(figure(plan.down) if plan.down.minor else "–", "value")
    count = (
        ngettext("{n} instalment", "{n} instalments of", rest).format(n=rest) if width > 32 else f"{rest} ×"
    )
    lines = [down, Line(count, "muted").right(figure(each), "value")]
    last = plan.instalments[-1].amount
    if last != each:
        lines.append(Line(_("the last"), "muted").right(figure(last), "text"))
    elif uneven:
        lines.append(Line())
    span = f"{day_month(plan.instalments[0].due_on)} – {year(plan.last_on)}"
    if rest == 1:
        span = year(plan.last_on)
    lines.append(Line(_("due"), "muted").right(span, "text"))
    if isinstance(one.interest, NoFigure) or (one.interest is None and ground.no_interest is not None):
        lines.append(Line(_("interest"), "muted").right(_("no figure"), "warn"))
    elif one.interest is not None:
        given_up = one.waived is not None and one.waived.minor
        told = _("{amount}, given up") if given_up else "{amount}"
        told = told.format(amount=figure(one.interest.interest))
        inside = any(payment.interest.minor for payment in plan.payments)
        label = _("interest in it") if inside else _("interest beside it")
        lines.append(Line(label, "muted").right(told, "text"))
    return lines


def sign_lines(one: Proposal, width: int, most: int | None = None) -> list[Line]:
    """What speaks against it."""
    shown = one.signs if most is None else one.signs[:most]
    lines = [line for sign in shown for line in _signed(("closing", "warn"), words.sign(sign), width)]
    left = len(one.signs) - len(shown)
    if left:
        lines.append(Line(ngettext("and {n} sign more", "and {n} signs more", left).format(n=left), "muted"))
    return lines


def is_uneven(one: Proposal) -> bool:
    """Whether the last instalment differs from the others."""
    instalments = one.schedule.instalments
    return instalments[-1].amount != instalments[0].amount


def understood_line(command: MakePlan, one: Proposal, narrow: bool) -> Line:
    """What was understood of typed terms."""
    line = Line().glyph("done", "ok").space().add(_down_words(one.schedule), "text").add(", ", "muted")
    each = figure(one.schedule.instalments[0].amount)
    line.add(f"{len(one.schedule.instalments)} × {each}", "value").space()
    line.add(words.rhythm(command.rhythm), "text").add(", ", "muted")
    line.add(_("from {day}").format(day=year(one.schedule.instalments[0].due_on)), "text")
    if command.paid_in is not None:
        line.add(", ", "muted").add(_("paid in {code}").format(code=command.paid_in), "value")
    return line if narrow else line.add(", ", "muted").add(method(command.method), "muted")


def nearest_line(one: Proposal) -> Line:
    """The key that takes the nearest plan that they can pay, and what that is."""
    plan = one.schedule
    told = ngettext("{n} instalment of {each}", "{n} instalments of {each}", len(plan.instalments))
    told = told.format(n=len(plan.instalments), each=figure(plan.instalments[0].amount))
    said = _("{down} and {told} can be paid").format(down=_down_words(plan), told=told)
    return Line("enter", "key").space().add(said, "text")


def _down_words(plan: Schedule) -> str:
    return _("{amount} down").format(amount=figure(plan.down)) if plan.down.minor else _("nothing down")


def asked_line(one: Proposal) -> Line:
    """A plan in one sentence: "EUR 1,300.00: 260.00 down, 2 × 520.00, to 25 Jan 2027"."""
    plan = one.schedule
    line = Line().join(spoken_line(plan.total)).add(": ", "muted").add(_down_words(plan), "text")
    line.add(", ", "muted").add(f"{len(plan.instalments)} × {figure(plan.instalments[0].amount)}", "text")
    return line.add(", ", "muted").add(_("to {day}").format(day=year(plan.last_on)), "text")


def cash_words(one: Proposal, ground: PlanGround, width: int) -> tuple[str, list[Line]]:
    """What is known of their ability to pay: its heading, and the lines below the curve."""
    ability = ground.case.ability
    if isinstance(ability, Forecast):
        weeks = len(ability.flows)
        title = ngettext("Their cash, {n} week", "Their cash, {n} weeks", weeks).format(n=weeks)
        return title, cash_said(one, ground)
    if isinstance(ability, Household):
        return _("Their household, a month"), household_lines(ability, width)
    key = Line("+", "key").space().add(_("Enter what is known"), "muted")
    return _("Their cash"), [Line(_("Nothing is known of their cash."), "text"), key]


def column_lines(
    one: Proposal, ground: PlanGround, width: int, verdict_height: int, uneven: bool
) -> list[Line]:
    """A proposal in its column; verdicts of all of them are equally high, so that figures stand beside each other."""
    verdict = verdict_lines(one, ground, width)
    verdict += [Line()] * (verdict_height - len(verdict))
    lines = [*verdict, Line(), *figure_lines(one, ground, width, uneven)]
    if width > 32:
        return lines + sign_lines(one, width, SIGNS_SHOWN)
    count = len(one.signs)
    told = ngettext("{n} sign against it", "{n} signs against it", count).format(n=count)
    return lines + (_signed(("closing", "warn"), told, width) if count else [])


def short_line(number: int, one: Proposal, ground: PlanGround, chosen: bool, width: int) -> Line:
    """A proposal on one line, for a narrow screen: what it asks for and both verdicts in a few words."""
    line = Line().glyph("bar", "accent") if chosen else Line().space()
    line.add(str(number), "key").space().fit(words.proposal_name(one.name), 9, "value" if chosen else "text")
    each = figure(one.schedule.instalments[0].amount)
    line.fit(f"{len(one.schedule.instalments)} × {each}", 18, "value" if chosen else "text").space(2)
    sign, _sentence = authority_line(one)
    by = _("yours to agree") if one.ruling.allowed else _("for {who}").format(who=words.who(one.ruling.first))
    line.glyph(*sign).space().fit(shorten(by, 20), 21, sign[1])
    fits = fit_line(one, ground)
    if fits is None:
        return line.glyph("shut", "muted").space().add(_("cash not known"), "muted")
    told = _("can be paid")
    if one.fit is not None and not one.fit.fits:
        week = one.fit.fails_in
        told = _("too much in week {n}").format(n=week) if week else _("too much for them")
    return line.glyph(*fits[0]).space().add(shorten(told, max(4, width - line.cells)), fits[0][1])


def schedule_lines(plan: Schedule, title: str, width: int) -> list[Line]:
    """Every payment: number, day, the day it moved from and why, amount, what is left."""
    code = plan.total.currency
    lines = [section_line(title, Line(code, "muted"), width)]
    digits = decimals(code)
    tail = digits + 1 if digits else 0
    whole = max(len(figure(plan.total)) - tail + 1, 8 - tail)
    room = max(10, width - 4 - 16 - 2 * (whole + DECIMALS))
    head = Line().fit("", 4).fit(_("due"), 16, "muted").fit(_("moved from"), room, "muted")
    head.fit(_("to pay"), whole + tail, "muted", "right").space(DECIMALS - tail)
    lines.append(head.fit(_("left"), whole + tail, "muted", "right"))
    for one in plan.payments:
        line = Line().fit(str(one.number) if one.number else "", 2, "muted", "right").space(2)
        line.fit(f"{weekday_day_month(one.due_on)} {one.due_on.year}", 16, "text")
        moved = _("down payment") if not one.number else ""
        if one.moved_by:
            moved = _("{day}, {why}").format(day=day_month(one.unadjusted), why=words.moved_by(one.moved_by))
        line.fit(shorten(moved, room - 1), room, "muted").add(aligned(one.amount, whole), "value")
        lines.append(line.add(aligned(one.balance, whole), "muted"))
    return lines


def to_know_lines(one: Proposal, ground: PlanGround, width: int) -> list[Line]:
    """Signs in full, why there is no interest, what a customer who always paid is given."""
    lines = sign_lines(one, width)
    loyal = words.loyal_terms(ground.case, one)
    if loyal:
        lines += _signed(("done", "ok"), loyal, width)
    reason = ground.no_interest if one.interest is None else one.interest
    if isinstance(reason, NoFigure):
        lines += _signed(("shut", "muted"), _("No interest: {reason}").format(reason=reason.reason), width)
    return [section_line(_("To know"), None, width), *lines] if lines else []


def cash_of(one: Proposal, ground: PlanGround) -> Cash | None:
    """The curve of a business with this plan in it; None where there is no forecast."""
    ability = ground.case.ability
    if not isinstance(ability, Forecast):
        return None
    found = one.fit.liquidity if one.fit is not None else None
    planned = tuple(balance.minor for balance in found.balances) if found is not None else ()
    per_unit: int = 10 ** decimals(ability.opening.currency)
    return Cash(tuple(one.minor for one in ability.balances), ability.floor.minor, planned, per_unit)


def cash_said(one: Proposal, ground: PlanGround) -> list[Line]:
    """The curve in words: the lowest cash, its week, the floor."""
    ability, found = ground.case.ability, one.fit.liquidity if one.fit is not None else None
    if not isinstance(ability, Forecast) or found is None:
        return []
    below = found.low < found.floor
    line = Line(_("low"), "muted").space().add(figure(found.low), "stop bold" if below else "value")
    line.space().add(_("in week {week}").format(week=found.low_in[0]), "text")
    legend = Line(_("floor"), "muted").space().glyph("line", "warn").space().add(figure(found.floor), "text")
    legend.space(3).glyph("empty", "muted").space().add(_("without the plan"), "muted")
    return [line, legend]


def household_lines(home: Household, width: int) -> list[Line]:
    """A month of a household, as far as it matters to us."""
    rows = (
        (_("income"), home.income, "text"),
        (_("fixed, priority"), -home.fixed, "text"),
        (_("flexible"), -home.flexible, "text"),
        (_("savings"), -home.savings, "text"),
        (_("free in a month"), home.available, "value"),
        (_("our share of it"), home.share, "value"),
    )
    lines = [Line(label, "muted").right(aligned(money).lstrip(), ink) for label, money, ink in rows]
    if home.once.minor:
        lines.append(Line(_("at hand, once"), "muted").right(aligned(home.once).lstrip(), "text"))
    if not home.bears_a_plan:
        told = _(
            "Nothing is free for a plan: a token payment, a pause, or a referral to debt advice is left."
        )
        lines += _signed(("refused", "stop"), told, width)
    return lines
