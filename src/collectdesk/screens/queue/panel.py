"""The selected account beside the list: what is owed, why it ranks here, whom to call."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from collectdesk.desk.local_time import city, clock, the_zone
from collectdesk.desk.words import action, language, role
from collectdesk.i18n import _, ngettext
from collectdesk.money.amount import Money
from collectdesk.screens.queue.listing import opens_when, pin_sentence
from collectdesk.tui.clock import day_month, weekday, zone
from collectdesk.tui.safe_text import Line, shorten
from collectdesk.widgets.money import aligned, spoken_line
from collectdesk.widgets.section import section_line
from collectdesk.widgets.words import country_name, held_word, step_when, wrapped

if TYPE_CHECKING:
    from collectdesk.desk.views_queue import Preview, QueueRow, WhoToCall


def wide_lines(row: QueueRow, seen: Preview | None, now: datetime, zone_name: str, width: int) -> list[Line]:
    """The side panel. Until the preview is read, what the row itself holds."""
    lines = [Line(text, "value") for text in wrapped(row.customer, width, 2)]
    place = Line(row.number, "muted").space(2).add(country_name(row.country), "muted")
    local = clock(row.country, row.zone, now)
    lines.append(place.right(local, "text") if local else place)
    lines.append(Line())
    lines += _owed(row, seen)
    gate = gate_lines(row, seen, now, zone_name, width)
    lines += [Line(), *gate] if gate else []
    if seen is None:
        return lines
    lines += [Line(), *_why(seen, width)]
    lines += [Line(), section_line(_("Next"), None, width), *_next(seen, now, zone_name, width)]
    return lines


def gate_lines(row: QueueRow, seen: Preview | None, now: datetime, zone_name: str, width: int) -> list[Line]:
    """Whether it may be called, until when or from when, and whose hours decide."""
    said = gate_line(row, seen, now, zone_name)
    if said is None:
        return []
    lines = [said]
    if seen is not None and seen.gate is not None:
        if seen.gate.why:
            lines += [Line().space(2).add(text, "muted") for text in wrapped(seen.gate.why, width - 2, 3)]
        else:
            told = hours_line(row, seen, now)
            lines += [Line().space(2).add(text, "muted") for text in wrapped(told, width - 2, 2)]
    return lines


def gate_line(row: QueueRow, seen: Preview | None, now: datetime, zone_name: str) -> Line | None:
    """The gate in one line: "May call until 17:00". Once the gate was asked, its answer stands before the list's."""
    reach = row.reach if seen is None else seen.row.reach
    gate = seen.gate if seen is not None else None
    verdict = gate.verdict if gate is not None else reach.verdict if reach is not None else None
    if verdict is None:
        return None
    if verdict == "ALLOW":
        closes_at = reach.closes_at if reach is not None and reach.callable else None
        soon = reach is not None and reach.state == "closing"
        line = Line().glyph("closing" if soon else "open", "warn" if soon else "ok").space()
        if closes_at is None:
            return line.add(_("May call"), "value")
        local = closes_at.astimezone(zone(zone_name))
        told = f"{local:%H:%M}"
        if local.date() != now.astimezone(zone(zone_name)).date():
            told = f"{weekday(local.date())} {told}"
        return line.add(_("May call until {time}").format(time=told), "value")
    if verdict == "REVIEW":
        return Line().glyph("closing", "warn").space().add(_("A lead decides about a call"), "value")
    opens_at = gate.opens_at if gate is not None else reach.opens_at if reach is not None else None
    held = reach is not None and reach.state == "held"
    line = Line().glyph("held" if held else "shut", "muted").space()
    if opens_at is None:
        return line.add(_("May not be called"), "value")
    return line.add(_("May call {when}").format(when=opens_when(opens_at, zone_name, now)), "value")


def hours_line(row: QueueRow, seen: Preview, now: datetime) -> str:
    """Where the customer's clock stands, and whose hours decide: "Berlin 10:02, house hours"."""
    gate = seen.gate
    if gate is None:
        return ""
    hours = gate.hours or _("house hours")
    there = the_zone(row.country, gate.zones[0] if len(gate.zones) == 1 else row.zone, now)
    if there is None:
        return hours
    return f"{city(there)} {now.astimezone(zone(there)):%H:%M}, {hours}"


def _owed(row: QueueRow, seen: Preview | None) -> list[Line]:
    """Overdue and disputed per currency, decimal points under each other."""
    if seen is None:
        return [_amount(_("Overdue"), Money(minor, code), "value") for code, minor in row.overdue[:4]]
    lines = []
    for at, part in enumerate(seen.sums[:4]):
        lines.append(_amount(_("Overdue") if at == 0 else "", Money(part.overdue, part.currency), "value"))
        if part.disputed:
            lines.append(_amount(_("Disputed"), Money(part.disputed, part.currency), "text"))
    if len(seen.sums) > 4:
        lines.append(Line(_("and {n} more currencies").format(n=len(seen.sums) - 4), "muted"))
    count = sum(part.overdue_items for part in seen.sums)
    if count:
        said = str(count)
        if row.days_past_due is not None:
            said = _("{n}, oldest {days} days").format(n=count, days=row.days_past_due)
        lines.append(Line().fit(_("Items"), 9, "muted").right(said, "text"))
    return lines


def _amount(label: str, money: Money, ink: str) -> Line:
    shown = aligned(money).lstrip()
    return Line().fit(label, 9, "muted").add(money.currency, "muted").right(shown, ink)


def _why(seen: Preview, width: int) -> list[Line]:
    """The ledger: every point on its own line, adding up to the score."""
    ledger = seen.ledger
    lines = [section_line(_("Why {score}").format(score=ledger.score), None, width)]
    for reason in ledger.lines:
        if not reason.points:
            continue
        head, *rest = wrapped(reason.why, width - 6, 3)
        lines.append(Line(f"{reason.points:>2}", "value").fit(f"/{reason.cap}", 4, "muted").add(head, "text"))
        lines += [Line().space(6).add(more, "text") for more in rest]
    lines.append(Line("──", "line"))
    lines.append(Line(f"{ledger.score:>2}", "value").space(4).add(_("sum"), "muted"))
    if ledger.score != seen.row.score:
        said = _("ranked as {score} in the list until it is read again").format(score=seen.row.score)
        lines += [Line().space(6).add(more, "muted") for more in wrapped(said, width - 6)]
    if ledger.what_if is not None:
        up = ledger.what_if.score > ledger.score
        head, *rest = wrapped(ledger.what_if.if_, width - 6, 3)
        moved = Line().glyph("up" if up else "down", "warn" if up else "ok")
        lines.append(moved.fit(f"{ledger.what_if.score:>3}", 5, "warn bold" if up else "ok bold").add(head))
        lines += [Line().space(6).add(more) for more in rest]
    for code in ledger.suppressed:
        lines.append(
            Line().glyph("held", "warn").space().add(_("held back: {why}").format(why=held_word(code)))
        )
    return lines


def _next(seen: Preview, now: datetime, zone_name: str, width: int) -> list[Line]:
    """Whom to call, on which number, what comes next, and the last note."""
    lines = _who(seen.contact, width)
    step = seen.row.next_step
    if step is not None:
        said = f"{step_when(step.due_at, now, zone_name)}  {action(step.kind)}"
        if seen.next_text:
            said += f": {seen.next_text}"
        due = step.due_at <= now
        lines += [Line(text, "warn" if due else "text") for text in wrapped(said, width, 2)]
    if seen.note is not None and seen.note_at is not None:
        day = day_month(seen.note_at.astimezone(zone(zone_name)).date())
        said = _("Last note {day}: {text}").format(day=day, text=seen.note)
        lines += [Line(text, "muted") for text in wrapped(said, width, 4)]
    return lines


def _who(contact: WhoToCall | None, width: int) -> list[Line]:
    if contact is None:
        return [Line(_("Nobody to call is known"), "muted")]
    lines = []
    if contact.person:
        said = _("Call {person}").format(person=contact.person)
        said += f", {role(contact.role)}" if contact.role else ""
        lines += [Line(text, "value") for text in wrapped(said, width, 2)]
    number = contact.number or _("no number known")
    line = Line(shorten(number, width), "text" if contact.number else "muted")
    spoken = language(contact.language)
    if spoken and line.cells + 2 + len(spoken) <= width:
        line.space(2).add(spoken, "muted")
    return [*lines, line]


def narrow_lines(
    row: QueueRow, seen: Preview | None, now: datetime, zone_name: str, width: int
) -> list[Line]:
    """The same in four lines under the list."""
    first = Line(shorten(row.customer, width // 2), "value").space(2).add(row.number, "muted")
    local = clock(row.country, row.zone, now)
    if seen is None:
        return [first, Line(), Line(), Line()]
    count = sum(part.overdue_items for part in seen.sums)
    tail = Line(ngettext("{n} item", "{n} items", count).format(n=count), "text")
    disputed = next((part for part in seen.sums if part.disputed), None)
    if disputed is not None:
        tail.add(", ").join(spoken_line(Money(disputed.disputed, disputed.currency), "text"))
        tail.add(_(" disputed"))
    ledger = seen.ledger
    why = Line(str(ledger.score), "value").add(" = ", "muted")
    for reason in (one for one in ledger.lines if one.points):
        why.add(str(reason.points), "value").space().add(_factor(reason.factor), "muted").space(2)
    third = gate_line(row, seen, now, zone_name) or Line()
    step, why_here = row.next_step, Line()
    if row.pin:
        why_here.glyph("up", "warn").space().add(pin_sentence(row.pin), "warn").space(2)
    if step is not None:
        ink = "warn" if step.due_at <= now else "text"
        why_here.add(f"{step_when(step.due_at, now, zone_name)} {action(step.kind)}", ink)
    if not why_here.cells:
        told = _narrow_hours(row, seen, now)
        why_here = Line(shorten(told, max(8, width - third.cells - 2)), "muted") if told else why_here
    if not third.cells and not why_here.cells and local:
        why_here = Line(_("local time {time}").format(time=local), "muted")
    return [first.right(tail), why, third.right(why_here), _who_narrow(seen.contact, width)]


def _narrow_hours(row: QueueRow, seen: Preview, now: datetime) -> str:
    if seen.gate is None:
        return ""
    return seen.gate.why or hours_line(row, seen, now)


def _who_narrow(contact: WhoToCall | None, width: int) -> Line:
    """Whom to call on one line: a long name gives way to the number."""
    if contact is None or not contact.person:
        return _who(contact, width)[0]
    number = (
        Line().space(2).add(contact.number or _("no number known"), "text" if contact.number else "muted")
    )
    spoken = language(contact.language)
    if spoken:
        number.space(2).add(spoken, "muted")
    said = _("Call {person}").format(person=contact.person)
    return Line(shorten(said, max(8, width - number.cells)), "value").join(number)


def _factor(code: str) -> str:
    known = {
        "amount": _("amount"),
        "days_past_due": _("age"),
        "promise": _("promise"),
        "risk_class": _("risk"),
        "flags": _("signs"),
        "contact_gap": _("gap"),
        "credit_limit": _("limit"),
    }
    return known.get(code, code)
