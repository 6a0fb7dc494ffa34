"""What the card of a refusal says, line by line."""

from __future__ import annotations

from datetime import datetime, timedelta

from collectdesk.desk.gate import GateAnswer
from collectdesk.desk.local_time import city
from collectdesk.desk.refusal import Refusal
from collectdesk.i18n import _
from collectdesk.rules.verdict import Finding, Outcome
from collectdesk.screens.refused.picture import padded, picture
from collectdesk.tui import clock
from collectdesk.tui.actions import N_
from collectdesk.tui.safe_text import Line, shorten
from collectdesk.widgets.section import section_line
from collectdesk.widgets.words import country_name, wrapped

CONFIDENCE = {
    "C1": (N_("confirmed"), "muted"),
    "C2": (N_("second source"), "muted"),
    "K": (N_("not re-read"), "warn"),
    "U": (N_("uncertain"), "warn"),
    "unknown": (N_("not known"), "warn"),
    "house": (N_("house"), "muted"),
}
PARTY = {
    "business": N_("business"),
    "consumer": N_("consumer"),
    "sole_trader": N_("sole trader"),
    "public_body": N_("public body"),
}
COLLECTOR = {
    "creditor": N_("the creditor itself"),
    "third_party": N_("an agency"),
    "debt_buyer": N_("a debt buyer"),
}
CHANNEL = {"email": N_("e-mail"), "sms": N_("text message"), "letter": N_("letter")}
SIGN = {Outcome.BLOCK: ("refused", "stop"), Outcome.REVIEW: ("closing", "warn")}


def verdict_line(refusal: Refusal, narrow: bool, width: int) -> Line:
    """The verdict in two words, and whose it is."""
    blocked = refusal.answer.verdict.outcome is Outcome.BLOCK
    sign, ink = SIGN[Outcome.BLOCK if blocked else Outcome.REVIEW]
    line = Line().glyph(sign, ink).space()
    line.add(_("Call refused") if blocked else _("Call needs a look"), ink).space(3)
    country = refusal.country or "" if narrow else country_name(refusal.country)
    said = [_(PARTY.get(refusal.party_type, refusal.party_type)), shorten(country, 24)]
    tail = Line(shorten(refusal.number, 14), "muted").space(3)
    tail.add(", ".join(one for one in said if one), "muted")
    room = width - line.cells - 3 - tail.cells
    return line.add(shorten(refusal.customer, max(8, room)), "value").space(3).join(tail)


def sentence(refusal: Refusal) -> str:
    """The strictest finding as a sentence, and that every plausible place must be open."""
    said = refusal.strictest.text
    clocks = refusal.clocks
    if clocks < 2 or refusal.ends != "time":
        return said + ("" if said.endswith(".") else ".")
    all_open = _("Both places must be open.") if clocks == 2 else _("All places must be open.")
    return f"{said}{'' if said.endswith('.') else '.'} {all_open}"


def moment(at: datetime, zone: str) -> str:
    """ "Tue 24 Nov 21:30" on that clock."""
    local = at.astimezone(clock.zone(zone))
    return f"{clock.weekday_day_month(local.date())} {local:%H:%M}"


def opening_lines(refusal: Refusal, now: datetime, zone: str, narrow: bool, width: int) -> list[Line]:
    """The next lawful minute with the customers' clocks then; or in words what would end the refusal."""
    at = refusal.opens_at
    if at is None:
        return [Line(one, "value") for one in wrapped(_never(refusal), width)]
    label = _("Next minute for a lead") if refusal.for_lead else _("Next lawful minute")
    line = Line(label, "muted").space(3).add(moment(at, zone), "value").space(2)
    rounded = at - now + timedelta(seconds=59)
    line.add(_("in {time}").format(time=clock.duration(rounded)), "accent")
    if not narrow:
        there: dict[str, str] = {}
        for one in refusal.answer.case.zones:
            there.setdefault(clock.clock_time(at, one), city(one))
        line.right(", ".join(f"{time} {place}" for time, place in list(there.items())[:2]), "muted")
    return [line]


def _never(refusal: Refusal) -> str:
    ends = {
        "place": _("It does not open by itself. It is judged anew once the place is known: e records it."),
        "lead": _("It does not open by itself. A lead may allow it."),
        "stop": _("It does not open by itself. It ends when the stop on record is lifted."),
        "wish": _("It does not open by itself. It ends when the customer takes the wish back."),
        "record": _("It does not open by itself. It ends when what is missing is on record."),
        "time": _("It does not open within the time that can be foreseen."),
        "ban": _("It does not open by itself; no date can be given."),
    }
    return ends[refusal.ends]


def rule_lines(findings: tuple[Finding, ...], width: int, narrow: bool, whole: bool) -> list[Line]:
    """Each rule with its sign, citation and confidence; `whole` with the day it was read and nothing cut."""
    lines: list[Line] = []
    for one in findings:
        lines += _rule(one, width, narrow, whole)
    return lines


def _rule(one: Finding, width: int, narrow: bool, whole: bool) -> list[Line]:
    sign, ink = SIGN.get(one.outcome, ("done", "ok"))
    word, tone = CONFIDENCE.get(one.rule.confidence, (one.rule.confidence, "warn"))
    said = one.text if one.outcome < Outcome.REVIEW else _(one.rule.title)
    if whole:
        lines = [Line(part) for part in wrapped(said, width - 3)]
        lines += [Line(part, "accent") for part in wrapped(one.rule.citation, width - 3) if part]
        place = one.rule.jurisdiction
        about = Line(f"{place}  " if place != one.rule.confidence else "", "muted").add(_(word), tone)
        if one.rule.read_on is not None:
            read = _("read on {day}").format(day=_day(one.rule.read_on))
            about.space(2).add(read, "muted")
        lines.append(about)
    else:
        cited = 26 if narrow else 28
        room = width - 3 - cited - (2 if narrow else 16)
        cites = wrapped(one.rule.citation, cited, 2) if one.rule.citation else [""]
        parts = wrapped(said, room, 3)
        lines = []
        for at in range(max(len(parts), len(cites))):
            line = padded(Line(parts[at] if at < len(parts) else ""), room + 2)
            line.add(cites[at] if at < len(cites) else "", "accent")
            lines.append(line if narrow or at else line.right(_(word), tone))
    for at, line in enumerate(lines):
        head = Line().glyph(sign, ink).space(2) if at == 0 else Line().space(3)
        lines[at] = _behind(head, line)
    return lines


def _behind(head: Line, line: Line) -> Line:
    head.join(line)
    return head.right(line.tail) if line.tail is not None else head


def _day(day: object) -> str:
    from datetime import date

    assert isinstance(day, date)  # noqa: S101 - for the type checker
    return f"{clock.day_month(day)} {day.year}"


def fact_lines(refusal: Refusal, width: int) -> list[Line]:
    """What the answer was made from."""
    answer = refusal.answer
    stated = city(answer.stated) if answer.stated else _("nothing")
    if answer.travel:
        stated = _("travelling: {place}").format(place=city(answer.travel))
    address = ", ".join(refusal.address) or _places(answer.address) or _("not known")
    facts = [
        (_("phone"), ", ".join(one for one in (refusal.phone, _places(answer.phone)) if one) or _("none")),
        (_("address"), address),
        (_("stated"), stated),
        (_("party"), _(PARTY.get(refusal.party_type, refusal.party_type))),
        (_("collector"), _(COLLECTOR.get(answer.case.collector or "", N_("not known")))),
    ]
    lines = [Line()]
    for label, value in facts:
        piece = Line(label, "muted").space(2).add(shorten(value, max(12, width // 2 - 12)))
        if lines[-1].cells and lines[-1].cells + 4 + piece.cells > width:
            lines.append(Line())
        lines[-1] = lines[-1].space(4).join(piece) if lines[-1].cells else piece
    return lines


def _places(zones: tuple[str, ...]) -> str:
    shown = ", ".join(city(one) for one in zones[:2])
    return shown + (_(" and {n} more").format(n=len(zones) - 2) if len(zones) > 2 else "")


def channel_line(refusal: Refusal) -> Line:
    """The other channels, each with its verdict now."""
    line = Line().space(5)
    for one in refusal.channels:
        if line.cells > 5:
            line.space(4)
        line.add(_(CHANNEL.get(one.channel, one.channel)), "muted").space(2)
        line.add(_channel(one), "text" if one.allowed else "muted")
    return line


def _channel(answer: GateAnswer) -> str:
    if answer.allowed:
        return _("allowed now")
    return _("needs a look") if answer.verdict.outcome is Outcome.REVIEW else _("not now")


def override_sentence(refusal: Refusal, narrow: bool) -> str:
    """Whether anybody may go past it, and where the refusal is on record."""
    verdict = refusal.answer.verdict
    if verdict.override:
        may = _("A lead may allow this.")
    elif any(one.rule.force != "house" for one in verdict.against if not one.rule.override):
        may = _("No override: this is law, not house policy.")
    else:
        may = _("No override: the customer or the house rules it out.")
    entry = f"{refusal.answer.entry:,}" if refusal.answer.entry is not None else "–"
    told = _("Journal entry {n}.") if narrow else _("The refusal is in the journal, entry {n}.")
    return f"{may} {told.format(n=entry)}"


def card_lines(
    refusal: Refusal, now: datetime, zone: str, *, narrow: bool, whole: bool, width: int, stood_open: bool
) -> list[Line]:
    """All above the choices."""
    lines = [verdict_line(refusal, narrow, width), Line()]
    lines += [Line(one) for one in wrapped(sentence(refusal), width)]
    if stood_open:
        since = _("In the list it stood as open; since then: {what}").format(
            what=_(refusal.strictest.rule.title)
        )
        lines += [Line(one, "warn") for one in wrapped(since, width)]
    lines += [Line(), *opening_lines(refusal, now, zone, narrow, width)]
    drawn = picture(refusal, now, zone, narrow)
    lines += drawn if narrow or not drawn else [Line(), *drawn]
    verdict = refusal.answer.verdict
    if whole:
        count = Line(_("{n} asked").format(n=len(verdict.findings)), "muted")
        lines += [Line(), section_line(_("All rules"), count, width)]
        lines += rule_lines(verdict.findings, width, narrow, whole=True)
    elif narrow:
        lines += [Line(), *rule_lines(verdict.against, width, narrow, whole=False)]
    else:
        read = [one.rule.read_on for one in refusal.spoke if one.rule.read_on is not None]
        aside = Line(_("law as read on {day}").format(day=_day(min(read))), "muted") if read else None
        lines += [Line(), section_line(_("Rules that spoke"), aside, width)]
        lines += rule_lines(refusal.spoke, width, narrow, whole=False)
    if whole or not narrow:
        lines += [Line(), section_line(_("From these facts"), None, width), *fact_lines(refusal, width)]
    return lines
