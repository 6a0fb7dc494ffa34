"""The account in lines: head, tiles, items, timeline, people, commitments."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len

from collectdesk.desk.local_time import city
from collectdesk.desk.words import action, hold, language, method, point_state, role
from collectdesk.desk.words_of_plans import plan_state
from collectdesk.i18n import _, ngettext
from collectdesk.money.display import figure, spoken
from collectdesk.tui.clock import weekday_day_month, zone
from collectdesk.tui.safe_text import Line, shorten
from collectdesk.widgets.bars import Bucket
from collectdesk.widgets.columns import Column
from collectdesk.widgets.figures import Figure
from collectdesk.widgets.gate import gate_words
from collectdesk.widgets.money import aligned
from collectdesk.widgets.pages import Cell
from collectdesk.widgets.words import country_name, day_or_year, step_when, wrapped

if TYPE_CHECKING:
    from collectdesk.desk.plans.sheet import PlanOnRecord
    from collectdesk.desk.views import Commitment, Contact, Dossier, Event, Item, Owed, Point
    from collectdesk.screens.account.reading import Seen

LIVE_PLANS = ("waiting", "offered", "running")
_ON_ITS_DAY = ("promise", "dispute", "decision", "hold")
"""Events that have a day and no time of day."""


def head_line(seen: Seen, now: datetime, narrow: bool, width: int) -> Line:
    """Who the customer is; at the right whether they may be called, and what time it is there."""
    dossier = seen.dossier
    line = Line(dossier.customer, "value").space(2 if narrow else 3).add(dossier.number, "muted")
    where = ", ".join(part for part in (dossier.city, country_name(dossier.country)) if part)
    if where and not narrow:
        line.space(3).add(where, "muted")
    kind = {"business": _("business"), "consumer": _("consumer"), "sole_trader": _("sole trader")}
    said = kind.get(dossier.party_type, dossier.party_type.replace("_", " "))
    if dossier.customer_since is not None:
        said = _("{kind}, since {year}").format(kind=said, year=dossier.customer_since.year)
    if not narrow:
        line.space(3).add(said, "muted")
    room = max(16, width - min(line.cells, width // 2) - 3)
    return line.right(gate_words(seen.gate, now, room))


def tiles(seen: Seen) -> list[Figure]:
    """The figures at the top: sums of the main currency, what else there is named below."""
    dossier = seen.dossier
    found = _money_tiles(dossier)
    if dossier.credit_limit is not None:
        found.append(
            Figure(
                _("Credit limit"), figure(dossier.credit_limit), dossier.credit_limit.currency, _used(dossier)
            )
        )
    kept = (
        _("{kept} of {n}").format(kept=dossier.promises_kept, n=dossier.promises_judged)
        if dossier.promises_judged
        else "–"
    )
    broken = dossier.last_broken_on
    below = _("last broken {day}").format(day=day_or_year(broken, dossier.day)) if broken else ""
    found.append(Figure(_("Promises kept"), kept, "", below))
    if seen.preview is not None:
        risk = _("risk class {letter}").format(letter=dossier.risk_class) if dossier.risk_class else ""
        found.append(Figure(_("Score"), str(seen.preview.ledger.score), "", risk))
    return found


def few_tiles(seen: Seen) -> list[Line]:
    """The same figures on two lines, for a narrow screen."""
    found = tiles(seen)
    lines = [Line(), Line()]
    for at, one in enumerate(found):
        line = lines[0 if at < 3 else 1]
        line.add(one.label, "muted").space().add(one.value, one.ink)
        if one.unit and at == 0:
            line.space().add(one.unit, "muted")
        line.space(3)
    return lines


def _money_tiles(dossier: Dossier) -> list[Figure]:
    if not dossier.owed:
        return [Figure(_("Overdue"), "–", "", _("nothing is open"))]
    main, more = dossier.owed[0], len(dossier.owed) - 1
    others = ngettext(", {n} currency more", ", {n} currencies more", more).format(n=more) if more else ""

    def items(count: int) -> str:
        return ngettext("{n} item", "{n} items", count).format(n=count)

    return [
        Figure(_("Overdue"), figure(main.overdue), main.currency, items(main.overdue_items) + others),
        Figure(_("Disputed"), figure(main.disputed), main.currency, items(main.disputed_items)),
        Figure(_("Not yet due"), figure(main.not_due), main.currency, items(main.not_due_items)),
    ]


def _used(dossier: Dossier) -> str:
    limit = dossier.credit_limit
    owed = next((one for one in dossier.owed if limit is not None and one.currency == limit.currency), None)
    if limit is None or owed is None or limit.minor <= 0:
        return ""
    return _("{share} % used").format(share=max(0, owed.total.minor) * 100 // limit.minor)


def buckets(owed: Owed) -> list[Bucket]:
    """The ageing of one currency."""
    labels = (_("not due"), "1–30", "31–60", "61–90", "91+")
    return [
        Bucket(label, figure(money) if money.minor else "–", money.minor)
        for label, money in zip(labels, owed.ageing, strict=True)
    ]


def ageing_line(owed: Owed) -> Line:
    """The ageing of another currency in one line of figures."""
    line = Line(owed.currency, "muted")
    for bucket in buckets(owed):
        line.space(2).add(bucket.label, "muted").space().add(bucket.figure, "text")
    return line


def item_cells(item: Item, today: date) -> list[Cell]:
    """Item, due, days, currency, open, state."""
    later = item.days_past_due is not None and item.days_past_due <= 0
    ink = "muted" if later else "text"
    days = "" if item.days_past_due is None else f"{item.days_past_due}".replace("-", "\u2212")
    state, state_ink = item_state(item)
    return [
        (item.document, ink),
        (day_or_year(item.due_on, today) if item.due_on else "–", ink),
        (days, ink),
        (item.open.currency, "muted"),
        (aligned(item.open), ink),
        (state, state_ink),
    ]


def item_state(item: Item) -> Cell:
    """What holds an item, in words, with its sign."""
    on = day_or_year(item.state_on, item.state_on) if item.state_on else ""
    states: dict[str, Cell] = {
        "promised": (_("▸ promised for {day}").format(day=on), "text"),
        "promise_broken": (_("✗ promise of {day} broken").format(day=on), "stop"),
        "disputed": (_("■ {amount} disputed").format(amount=figure(item.disputed)), "warn"),
        "credit_awaited": (_("◔ {amount} credit awaited").format(amount=figure(item.disputed)), "warn"),
        "overdue": (_("  part paid") if item.part_paid else "", "text"),
        "not_due": (_("  not yet due"), "muted"),
        "credit": (_("  credit"), "muted"),
        "no_due_date": (_("◔ no due date"), "warn"),
    }
    return states.get(item.state, (item.state, "muted"))


def sum_lines(dossier: Dossier) -> list[tuple[str, str]]:
    """What is open in all: (currency, figure in its column); currencies are never added."""
    return [(one.currency, aligned(one.total)) for one in dossier.owed]


def event_what(event: Event, seen: Seen) -> Cell:
    """What happened, in a few words."""
    if event.kind == "activity":
        channel = {"call": _("Call"), "email": _("E-mail"), "letter": _("Letter"), "visit": _("Visit")}
        named = channel.get(event.channel or "", (event.channel or "").capitalize())
        label = seen.results.get(event.result, event.result)
        return f"{named}, {label[:1].lower()}{label[1:]}", "strong"
    if event.kind == "promise":
        states: dict[str, Cell] = {
            "kept": (_("✓ Promise kept"), "ok"),
            "broken": (_("✗ Promise broken"), "stop"),
            "partially_kept": (_("◔ Promise kept in part"), "warn"),
            "withdrawn": (_("Promise withdrawn"), "strong"),
        }
        return states.get(event.result, (_("Promise"), "strong"))
    if event.kind == "dispute":
        return _("■ Dispute"), "warn"
    if event.kind == "decision":
        return decision_word(event.result)
    if event.kind == "hold":
        return _("Held: {why}").format(why=hold(event.result)), "strong"
    return _("Note"), "strong"


def decision_word(outcome: str) -> Cell:
    """What came of a dispute, with its sign."""
    words: dict[str, Cell] = {
        "accepted": (_("✓ Dispute accepted"), "ok"),
        "partly_accepted": (_("◔ Accepted in part"), "warn"),
        "rejected": (_("✗ Dispute rejected"), "strong"),
        "withdrawn": (_("Dispute withdrawn"), "strong"),
    }
    return words.get(outcome, (_("Dispute decided"), "strong"))


def event_text(event: Event, seen: Seen) -> str:
    """The rest of it: amounts, days, the words that were written."""
    today = seen.dossier.day
    parts = []
    if event.kind == "dispute":
        parts.append(seen.reasons.get(event.result, event.result))
    if event.amount is not None:
        parts.append(spoken(event.amount))
    if event.on is not None:
        word = {"promise": _("by {day}"), "hold": _("until {day}"), "dispute": _("to be settled by {day}")}
        parts.append(word.get(event.kind, "{day}").format(day=day_or_year(event.on, today)))
    if event.person:
        parts.append(event.person)
    if event.text:
        parts.append(event.text)
    said = ", ".join(parts)
    return _("(undone) {said}").format(said=said) if event.undone else said


def event_day(event: Event, zone_name: str, today: date) -> str:
    """The day it happened, on the collector's calendar."""
    if event.kind in _ON_ITS_DAY:
        return day_or_year(event.at.date(), today)
    return day_or_year(event.at.astimezone(zone(zone_name)).date(), today)


def short_event(event: Event, seen: Seen, zone_name: str, width: int) -> Line:
    """An event on one line."""
    what, ink = event_what(event, seen)
    line = Line().fit(event_day(event, zone_name, seen.dossier.day), 11, "muted")
    line.fit(what, 24, "muted" if event.undone else ink).space()
    first = event_text(event, seen).partition("\n")[0]
    return line.add(shorten(first, max(4, width - line.cells)), "muted" if event.undone else "text")


def long_event(event: Event, seen: Seen, zone_name: str, width: int) -> list[Line]:
    """An event in full: when and who, what, and every word of it."""
    what, ink = event_what(event, seen)
    line = Line().fit(event_day(event, zone_name, seen.dossier.day), 11, "muted")
    if event.kind not in _ON_ITS_DAY:
        line.add(f"{event.at.astimezone(zone(zone_name)):%H:%M}", "muted").space(2)
    line.add(what, "muted" if event.undone else f"{ink} bold" if ink == "strong" else ink)
    who = event.who
    if event.seconds:
        minutes = _("{minutes}:{seconds:02} min").format(
            minutes=event.seconds // 60, seconds=event.seconds % 60
        )
        who = f"{minutes}  {who}"
    lines = [line.right(who, "muted")]
    text = event_text(event, seen)
    if text:
        lines += [Line().space(11).add(one, "text") for one in wrapped(text, max(10, width - 11))]
    return lines


def person_lines(person: Contact, first: bool, width: int) -> list[Line]:
    """A person with every way to reach them."""
    line = Line().glyph("current", "accent").space() if first else Line().space(2)
    known_as = role(person.role)
    line.add(shorten(person.name, width - 2), "value")
    lines = [line]
    if known_as and line.cells + 2 + len(known_as) <= width:
        line.space(2).add(known_as, "muted")
    elif known_as:
        lines.append(Line().space(2).add(known_as, "muted"))
    for point in person.points:
        lines += point_lines(point, width)
    about = [part for part in (person.salutation, language(person.language)) if part]
    if person.zone:
        about.append(city(person.zone))
    if about:
        lines.append(Line().space(2).add(", ".join(about), "muted"))
    return lines


def point_lines(point: Point, width: int) -> list[Line]:
    """A number or address with its state, in a sign and a word; on two lines where one is too short."""
    dead = point.state in ("dead", "blocked")
    values = [
        Line().space(2).add(text, "muted" if dead else "text") for text in _in_parts(point.value, width - 2)
    ]
    state = Line()
    sign = {"verified": ("done", "ok"), "dead": ("refused", "stop"), "blocked": ("refused", "stop")}
    if point.state in sign:
        state.glyph(*sign[point.state]).space()
    use = {"work": _("work"), "home": _("home"), "mobile": _("mobile")}.get(point.use or "", "")
    state.add(", ".join(part for part in (point_state(point.state), use) if part), "muted")
    if values[-1].cells + 1 + state.cells <= width:
        values[-1].space().join(state)
        return values
    return [*values, Line().space(2).join(state)]


def _in_parts(value: str, width: int) -> list[str]:
    """A number or address in lines; an e-mail address that is too long is broken behind its @."""
    name, at, domain = value.rpartition("@")
    if at and cell_len(value) > width:
        return [*wrapped(f"{name}@", width, 2), *wrapped(domain, width, 2)]
    return wrapped(value, width, 3)


def people_lines(dossier: Dossier, width: int) -> list[Line]:
    """Everybody, and the numbers that belong to nobody."""
    lines: list[Line] = []
    for at, person in enumerate(dossier.people):
        lines += person_lines(person, at == 0, width)
    if dossier.loose_points:
        if lines:
            lines.append(Line(_("of the company"), "muted"))
        for point in dossier.loose_points:
            lines += point_lines(point, width)
    return lines or [Line(_("Nobody is known yet."), "muted")]


def commitment_line(one: Commitment, seen: Seen, now: datetime, zone_name: str) -> tuple[Line, str]:
    """A commitment as its head (sign, word, amount) and what is said of it."""
    if one.kind == "promise":
        head = Line().glyph("current", "accent").space().add(_("Promise"), "text")
        said = _("for {day}").format(day=weekday_day_month(one.on)) if one.on else ""
        said += f", {method(one.code)}" if one.code else ""
        said += _(", level {n}").format(n=one.level) if one.level > 1 else ""
    elif one.kind == "dispute":
        head = Line().glyph("held", "warn").space().add(_("Dispute"), "text")
        said = seen.reasons.get(one.code, one.code)
        said += _(", until {day}").format(day=day_or_year(one.until, seen.dossier.day)) if one.until else ""
    elif one.kind == "credit":
        head = Line().glyph("closing", "warn").space().add(_("Credit awaited"), "text")
        said = (
            _("dispute accepted on {day}").format(day=day_or_year(one.on, seen.dossier.day)) if one.on else ""
        )
    elif one.kind == "hold":
        head = Line().glyph("held", "warn").space().add(_("On hold"), "text")
        said = hold(one.code)
        said += (
            _(", until {day}").format(day=day_or_year(one.until, seen.dossier.day))
            if one.until
            else _(", until lifted")
        )
    else:
        due = one.at is not None and one.at <= now
        head = Line().glyph("closing" if due else "current", "warn" if due else "accent").space()
        head.add(action(one.code)[:1].upper() + action(one.code)[1:], "text")
        said = step_when(one.at, now, zone_name) if one.at else ""
        said = _("due {when}").format(when=said) if due else said
    if one.text:
        said = f"{said}, {one.text}" if said else one.text
    if one.amount is not None:
        head.right(Line(one.amount.currency, "muted").space().add(figure(one.amount), "value"))
    return head, said


def plan_line(plan: PlanOnRecord, today: date) -> tuple[Line, str]:
    """A plan on record as its head (sign, word, amount) and how it stands."""
    late = plan.standing is not None and plan.standing.state == "behind"
    sign = {"running": ("current", "accent"), "offered": ("closing", "warn"), "waiting": ("closing", "warn")}
    done = {"completed": ("done", "ok"), "broken": ("refused", "stop")}
    head = Line().glyph(
        *(("refused", "stop") if late else {**sign, **done}.get(plan.state, ("shut", "muted")))
    )
    head.space().add(_("Plan"), "text")
    total = plan.schedule.total
    head.right(Line(total.currency, "muted").space().add(figure(total), "value"))
    said = plan_state(plan.state)
    if late and plan.standing is not None and plan.standing.cure_until is not None:
        told = _("{said}, {amount} behind, saved by payment until {day}")
        until = weekday_day_month(plan.standing.cure_until)
        return head, told.format(said=said, amount=figure(plan.standing.behind), day=until)
    coming = next((one for one in plan.payments if one.state not in ("paid",)), None)
    if plan.state in LIVE_PLANS and coming is not None:
        told = _("{said}, next {amount} on {day}")
        return head, told.format(
            said=said, amount=figure(coming.amount), day=day_or_year(coming.due_on, today)
        )
    return head, _("{said}, {day}").format(said=said, day=day_or_year(plan.state_on, today))


def commitment_lines(seen: Seen, now: datetime, zone_name: str, width: int) -> list[Line]:
    """All that is still on, for the panel."""
    lines: list[Line] = []
    for plan in seen.plans:
        if plan.state in LIVE_PLANS:
            head, said = plan_line(plan, seen.dossier.day)
            lines.append(head)
            lines += [Line().space(2).add(text, "muted") for text in wrapped(said, width - 2, 2)]
    for one in seen.dossier.commitments:
        head, said = commitment_line(one, seen, now, zone_name)
        lines.append(head)
        lines += [Line().space(2).add(text, "muted") for text in wrapped(said, width - 2, 2)] if said else []
    return lines or [Line(_("Nothing is agreed."), "muted")]


def draft_kind(place: str) -> tuple[str, str]:
    """The key that goes on with a draft, and what it is a draft of."""
    if place.startswith("plan"):
        return "l", _("plan")
    return {
        "call": ("c", _("call")),
        "promise": ("p", _("promise")),
        "dispute": ("d", _("dispute")),
        "disputed": ("d", _("dispute")),
        "decide": ("=", _("decision")),
        "follow_up": ("f", _("follow-up")),
        "skip": ("s", _("skip")),
        "trade": ("b", _("trade")),
    }.get(place, ("n", _("note")))


def item_columns() -> list[Column]:
    """The columns of the list of items."""
    return [
        Column(_("item"), grow=True, gap=1),
        Column(_("due"), 11),
        Column(_("days"), 5, "right"),
        Column(_("open"), 3, gap=2),
        Column("", 14, value=True, keep=True),
        Column(_("state"), 28, gap=2),
    ]


def commitment_columns() -> list[Column]:
    """The columns of the list of commitments."""
    return [
        Column("", 1),
        Column(_("what"), 15),
        Column(_("amount"), 18, "right", value=True, keep=True),
        Column(_("about it"), grow=True, gap=2),
    ]
