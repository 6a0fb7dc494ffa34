"""What the call screen says, as lines: script, steps, person, case, and what was understood of the result.

Pure: from views and plain values to lines. Amounts are drawn only where the caller says that the right party is
verified.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from collectdesk.i18n import _, ngettext
from collectdesk.money.display import figure, spoken
from collectdesk.tui import clock
from collectdesk.tui.safe_text import Line
from collectdesk.widgets.money import money_line, spoken_line

if TYPE_CHECKING:
    from collectdesk.desk.call_flow import Flow
    from collectdesk.desk.call_view import CallView
    from collectdesk.desk.call_view import Line as Number
    from collectdesk.desk.dispositions import Disposition
    from collectdesk.desk.objections import Objection
    from collectdesk.desk.outcome import Outcome
    from collectdesk.desk.typed.outcome_line import Parsed
    from collectdesk.desk.views import Contact


def fillings(view: CallView, person: Contact | None, verified: bool, agreed: str) -> dict[str, str]:
    """What the sentences of the script may be filled with; the case only once verified."""
    filled = {"person": _person(view, person), "customer": view.customer, "collector": view.collector}
    if verified:
        sums = [f"{code} {_figure(minor, code)}" for code, minor in view.owed.items() if minor > 0]
        filled |= {"creditor": view.creditor, "overdue": ", ".join(sums), "agreed": agreed}
        if view.oldest is not None:
            filled |= {"document": view.oldest[0], "due": clock.day_month(view.oldest[1])}
    return filled


def _person(view: CallView, person: Contact | None) -> str:
    if person is None:
        return view.customer if view.party_type == "consumer" else ""
    return person.name


def _figure(minor: int, currency: str) -> str:
    from collectdesk.money import Money

    return figure(Money(minor, currency))


def steps(flow: Flow, current: int) -> list[Line]:
    """The ten steps, one a line: those behind, the current one, those ahead."""
    lines = []
    for at, one in enumerate(flow.step):
        if at < current:
            lines.append(Line().space().glyph("done", "ok").space(2).add(_(one.title), "muted"))
        elif at == current:
            lines.append(
                Line().glyph("bar", "accent").glyph("current", "accent").space(2).add(_(one.title), "value")
            )
        else:
            lines.append(Line().space(4).add(_(one.title), "text"))
    return lines


def step_line(flow: Flow, current: int) -> Line:
    """The steps in one line for a narrow screen."""
    line = Line()
    for _at in range(min(current, 9)):
        line.glyph("done", "ok")
    line.glyph("current", "accent").space()
    line.add(_("{n} of {all}").format(n=current + 1, all=len(flow.step)), "value").space(2)
    line.add(_(flow.step[current].title), "value")
    if current + 1 < len(flow.step):
        line.right(_("next: {step}").format(step=_(flow.step[current + 1].title)), "muted")
    return line


def script(said: str, do: str, answer: Objection | None) -> list[Line]:
    """What to say aloud, in bold; below it what is for the collector alone."""
    if answer is not None:
        return [Line(_(answer.ask), "value"), Line(_(answer.says), "muted")]
    lines = [Line(said, "value")] if said else []
    return [*lines, Line(do, "muted")]


def answers(given: Sequence[Objection], width: int, narrow: bool) -> list[Line]:
    """What they may say, numbered: in two columns, or where it is narrow as a word each."""
    if not narrow:
        half = (len(given) + 1) // 2
        column = width // 2
        lines = []
        for at in range(half):
            line = Line(str(at + 1), "key").space(2).fit(_(given[at].says), column - 3, "text")
            if at + half < len(given):
                line.add(str(at + half + 1), "key").space(2).add(_(given[at + half].says), "text")
            lines.append(line)
        return lines
    lines, line = [], Line()
    for n, one in enumerate(given, 1):
        piece = Line(str(n), "key").space().add(_(one.short), "text")
        if line.cells and line.cells + piece.cells + 2 > width:
            lines.append(line)
            line = Line()
        line = (line.space(2) if line.cells else line).join(piece)
    return [*lines, line]


def number_lines(number: Number, chosen: bool, index: int | None, width: int) -> list[Line]:
    """A number with its state, on two lines where one is too short; those that are never dialled are marked."""
    from collectdesk.desk.words import point_state

    line = Line(str(index), "key").space(2) if index is not None else Line()
    if not number.usable:
        line.glyph("refused", "stop").space()
    elif chosen:
        line.glyph("current", "accent").space()
    at = line.cells
    line.add(number.point.value, "muted" if not number.usable else "value" if chosen else "text")
    state = Line(point_state(number.point.state), "muted" if number.usable else "stop")
    if line.cells + 2 + state.cells <= width:
        return [line.space(2).join(state)]
    return [line, Line().space(at).join(state)]


def person_line(person: Contact | None) -> Line:
    """What the person does and speaks."""
    from collectdesk.desk.words import language, role

    if person is None:
        return Line(_("nobody is on record for this number"), "muted")
    known = [role(person.role)] if person.role else []
    if person.language:
        known.append(_("speaks {language}").format(language=language(person.language)))
    return Line(", ".join(known), "muted")


def case(view: CallView, width: int) -> list[Line]:
    """Overdue, disputed and promised in each currency, one a line. Only after verifying."""
    lines = []
    for one in view.sums:
        lines.append(money_line(_("Overdue"), one.overdue, width=width, ink="value"))
        if one.disputed.minor:
            lines.append(money_line(_("Disputed"), one.disputed, width=width))
        if one.promised.minor:
            lines.append(money_line(_("Promised"), one.promised, width=width))
    return lines or [Line(_("Nothing is open."), "muted")]


def case_line(view: CallView) -> Line:
    """The same in one line."""
    line = Line()
    for one in view.sums:
        parts = [(_("overdue"), one.overdue), (_("disputed"), one.disputed), (_("promised"), one.promised)]
        for word, money in parts:
            if money.minor or word == _("overdue"):
                line = (line.space(3) if line.cells else line).add(word, "muted").space()
                line.join(spoken_line(money))
    return line if line.cells else Line(_("Nothing is open."), "muted")


def understood(parsed: Parsed, hidden: bool) -> Line:
    """Result, amount, day, way to pay, reason, as they were understood. `hidden` draws no amount."""
    from collectdesk.desk.dispositions import dispute_reasons
    from collectdesk.desk.words import method

    result = parsed.result
    if result is None:
        return Line()
    line = Line().glyph("done" if parsed.complete else "closing", "ok" if parsed.complete else "warn")
    line.space().add(_(result.label), "value")
    if parsed.amount is not None:
        line.space(3)
        line.add(_("all that is overdue"), "text") if hidden else line.join(spoken_line(parsed.amount))
    elif parsed.reason and parsed.currency:
        line.space(3).add(_("everything open in {code}").format(code=parsed.currency), "text")
    if parsed.on is not None and parsed.when is None:
        line.space(3).add(_("by {day}").format(day=_full(parsed.on)), "value")
    if parsed.method:
        line.space(3).add(method(parsed.method), "text")
    if parsed.reason:
        line.space(3).add(_(dispute_reasons()[parsed.reason].label), "text")
    if parsed.sub:
        line.space(3).add(_(result.subs[parsed.sub].label), "text")
    return line


def _full(day: date) -> str:
    return f"{clock.weekday_day_month(day)} {day.year}"


def missing(parsed: Parsed) -> Line:
    """What the result still needs, in words."""
    asks = {
        "amount": _("how much"),
        "date": _("on which day"),
        "when": _("on which day and at what time"),
        "reason": _("why: price, short, quality, duplicate …"),
        "sub": _("who or what: lawyer, adviser, insolvent, died, poa"),
    }
    return Line(
        _("still to type: {what}").format(what="; ".join(asks[one] for one in parsed.missing)), "muted"
    )


def candidates(found: Sequence[Disposition], room: int) -> Line:
    """The results that begin with what was typed, with the word for each, as many as fit."""
    line = Line()
    for one in found:
        piece = Line(one.words[0], "key").space().add(_(one.label), "text")
        if line.cells and line.cells + piece.cells + 3 > room:
            return line.space().add("…", "muted")
        line = (line.space(3) if line.cells else line).join(piece)
    return line


def consequences(outcome: Outcome, own_zone: str, their_zone: str | None) -> list[Line]:
    """What saving would lead to: until when a promise counts as kept, the next actions, a hold."""
    from collectdesk.desk.words import hold

    lines = []
    if outcome.problem:
        lines.append(Line().glyph("refused", "stop").space().add(outcome.problem, "text"))
    if outcome.keeps_until is not None:
        lines.append(Line().space(2).add(kept_until(outcome.keeps_until, outcome.bank_days), "muted"))
    for step in outcome.steps:
        text = step.text or _("Next")
        line = Line().glyph("current", "accent").space()
        line.add(_("Next, {when}: {what}").format(when=moment(step.at, own_zone), what=text), "text")
        if their_zone and step.kind in ("call", "callback") and their_zone != own_zone:
            line.space(2).add(_("{when} theirs").format(when=moment(step.at, their_zone)), "muted")
        lines.append(line)
    if outcome.hold:
        until = (
            _("Held until {day}: {why}").format(
                day=clock.weekday_day_month(outcome.hold_until), why=hold(outcome.hold)
            )
            if outcome.hold_until
            else _("Held until lifted: {why}").format(why=hold(outcome.hold))
        )
        lines.append(Line().glyph("held", "warn").space().add(until, "text"))
    return lines


def kept_until(until: date, bank_days: int) -> str:
    """Until which value date a promise counts as kept."""
    day = clock.weekday_day_month(until)
    if bank_days <= 0:
        return _("counts as kept if received by {day}").format(day=day)
    return ngettext(
        "counts as kept if received by {day}, {n} bank day of tolerance",
        "counts as kept if received by {day}, {n} bank days of tolerance",
        bank_days,
    ).format(day=day, n=bank_days)


def moment(at: datetime, zone: str) -> str:
    """ "Fri 27 Nov 09:00" in a zone."""
    local = at.astimezone(clock.zone(zone))
    return f"{clock.weekday_day_month(local.date())} {local:%H:%M}"


def agreed(parsed: Parsed) -> str:
    """What a promise says, for the step that confirms it; "" while none is complete."""
    from collectdesk.desk.words import method

    if parsed.result is None or parsed.result.code not in ("PTP", "PTP_PART"):
        return ""
    if parsed.amount is None or parsed.on is None or parsed.problems:
        return ""
    if parsed.method:
        return _("{amount} by {day}, by {way}").format(
            amount=spoken(parsed.amount), day=clock.weekday_day_month(parsed.on), way=method(parsed.method)
        )
    return _("{amount} by {day}").format(amount=spoken(parsed.amount), day=clock.weekday_day_month(parsed.on))
