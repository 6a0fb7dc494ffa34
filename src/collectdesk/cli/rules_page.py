"""The page of rules, made from the records the gate goes by.

`python -m collectdesk.cli.rules_page --write docs/rules.md` renews it; a test holds it against the records.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from collectdesk.rules.record import (
    Cap,
    CoolDown,
    Gate,
    Holiday,
    Hours,
    Limitation,
    Note,
    Record,
    Rule,
    Say,
    Scope,
    Spacing,
    Stop,
    ThirdParty,
    said_week,
)
from collectdesk.rules.rulebook import RuleBook, load_rulebook

HEAD = """\
# Rules

When may a customer be contacted, and what must be said? This page lists what the contact gate goes by, from the
records in `data/jurisdictions/`. `collectdesk rules show CODE` prints the same for one jurisdiction, and
`collectdesk check` asks the gate.

**This is not legal advice.** The records are research in our own words; have a lawyer of the place confirm them before
you rely on them.

How far each fact was confirmed:

| mark | meaning | what it does |
|---|---|---|
| C1 | official text, regulator or government page read | decides |
| C2 | secondary source read: law firm, press, trade body, legal portal | decides |
| K | well known and stable, not read again | decides |
| U | uncertain: sources conflict, or a draft may or may not be final | never decides: REVIEW |
| unknown | not established | never decides: REVIEW |
| house | what this desk decided for itself | decides, a lead may go past it where it says so |

How strong it is: `statute` (law or regulation), `regulator` (guidance or circular), `standard` (national standard),
`code` (of an industry), `house` (our own). A `draft` is shown and never applied.

A customer stands under every record on the way up, from city to region to country, and under the house rules; the
strictest wins. Times are the customer's own; where several zones are plausible, all must agree. An opening minute is
open, a closing minute is shut. Where no law sets a clock, house hours decide.
"""

HOLIDAYS = {
    "ban": "closed on holidays",
    "as_sunday": "holidays as Sundays",
    "short_window": "on holidays {hours}",
    "no_effect": "holidays as other days",
    "recommend_none": "on holidays REVIEW, the law recommends none",
    "unknown": "on holidays REVIEW, their effect is not known",
}
LISTS = {
    "public": "",
    "listed": ", as the law lists them",
    "both": ", the public ones and those the law lists",
}


def rules_markdown(book: RuleBook) -> str:
    """The whole page."""
    records = sorted(book.records.values(), key=lambda one: (one.code != "house", one.code))
    lines = [HEAD, " · ".join(f"[{_heading(one)}](#{_anchor(_heading(one))})" for one in records), ""]
    for record in records:
        lines += [*_section(book, record), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _heading(record: Record) -> str:
    name = record.jurisdiction.name
    return name if record.code == "house" else f"{name} ({record.code})"


def _anchor(heading: str) -> str:
    kept = (c for c in heading.casefold().replace(" ", "-") if c.isalnum() or c == "-")
    return "".join(kept)


def _section(book: RuleBook, record: Record) -> Iterator[str]:
    head = record.jurisdiction
    yield f"## {_heading(record)}"
    yield ""
    yield f"Read on {head.read_on.isoformat()}." + (f" {head.note.rstrip('.')}." if head.note else "")
    groups: tuple[tuple[str, tuple[Rule, ...]], ...] = (
        ("Not allowed", record.prohibition),
        ("When", (*record.hours, *record.no_hours)),
        ("How often", (*record.cap, *record.spacing, *record.cool_down)),
        ("Before contact", record.gate),
        ("Channels", record.channel),
        ("Stops", record.stop),
        ("What to say", record.say),
        ("Others who answer", record.third_party),
        ("Time limits", record.limitation),
        ("To know", record.note),
    )
    for title, rules in groups:
        applied = [rule for rule in rules if rule.force != "draft"]
        hours = _house_hours(book, record) if title == "When" else []
        if applied or hours:
            yield from ("", f"**{title}**", "", *(_bullet(rule) for rule in applied), *hours)
    if record.holiday:
        yield from ("", "**Holidays the law lists**", "", "- " + "; ".join(map(_holiday, record.holiday)))
    drafts = [rule for rule in record.rules() if rule.force == "draft"]
    if drafts:
        yield from ("", "**Drafts, never applied**", "", *(_bullet(rule) for rule in drafts))


def _house_hours(book: RuleBook, record: Record) -> list[str]:
    if "-" in record.code:
        return []
    everywhere = record.code == "house"
    who = "House hours where a country has none of its own" if everywhere else "House hours"
    country = None if everywhere else record.code
    told = [
        f"consumers {said_week(book.house_hours.week(country, 'consumer'))}",
        f"businesses {said_week(book.house_hours.week(country, 'business'))}",
    ]
    return [f"- {who}: {'; '.join(told)}; closed on public holidays. (house; a lead may go past it)"]


def _bullet(rule: Rule) -> str:
    details = [*_details(rule), *_whom(rule.applies), *_where(rule), *_dates(rule)]
    mark = "house" if rule.force == "house" else f"{rule.force}, {rule.confidence}"
    if rule.override == "lead":
        mark += "; a lead may go past it"
    cited = f"{rule.citation}; {mark}" if rule.citation else mark
    told = "; ".join(details)
    return f"- {rule.title.rstrip('.')}. ({cited})" + (f" {told[0].upper()}{told[1:]}." if told else "")


def _details(rule: Rule) -> Iterator[str]:
    """What the kind of rule says, in figures."""
    if isinstance(rule, Hours):
        yield f"Open {said_week(rule.week)}"
        holidays = HOLIDAYS[rule.holidays].format(hours=rule.holiday_hours)
        yield holidays + (LISTS[rule.holiday_list] if rule.holidays != "no_effect" else "")
        if rule.consent_lifts:
            yield "recorded consent opens other times"
    elif isinstance(rule, Cap):
        span = f"{rule.days} days" if rule.days else f"a calendar {rule.calendar}"
        after = ", once there was a conversation" if rule.after_conversation else ""
        yield f"At most {rule.most} {rule.counts}{'s' * (rule.most > 1)} in {span} per {rule.per}{after}"
    elif isinstance(rule, Spacing):
        told = (
            "One channel in seven days" if rule.one_channel_a_week else f"Every {rule.gap_days} days at most"
        )
        yield f"{told}, per {rule.per}"
    elif isinstance(rule, CoolDown):
        length = f"{rule.days} days" if rule.days else f"{rule.business_days} business days"
        yield f"Wait {length} after a {rule.after} per {rule.per}"
    elif isinstance(rule, Gate):
        yield from _gate(rule)
    elif isinstance(rule, Stop):
        yield from _stop(rule)
    elif isinstance(rule, Say):
        yield f"“{rule.text.rstrip('.')}”"
        if rule.stage != "every":
            yield f"stage: {rule.stage.replace('_', ' ')}"
        if rule.condition:
            yield "a condition of the contact"
    elif isinstance(rule, ThirdParty):
        yield f"“{rule.text.rstrip('.')}”"
        if rule.may_discuss_with:
            yield f"may hear of it: {', '.join(rule.may_discuss_with)}"
    elif isinstance(rule, Limitation):
        yield f"{rule.years} years from {rule.starts.replace('_', ' ')}; effect: {rule.effect.replace('_', ' ')}"
    elif isinstance(rule, Note):
        yield rule.topic.replace("_", " ").capitalize()


def _gate(rule: Gate) -> Iterator[str]:
    if rule.needs is None:
        yield f"From {rule.days_after_due} days after due"
        return
    wait = f", {rule.days} days before" if rule.days else ""
    wait += f", {rule.working_days} working days before" if rule.working_days else ""
    yield f"Needs {rule.needs.replace('_', ' ')}{wait}"


def _stop(rule: Stop) -> Iterator[str]:
    told = f"On {rule.trigger.replace('_', ' ')}: {rule.effect}, this {rule.reach}"
    if rule.starts_after_days:
        told += f", from {rule.starts_after_days} days after"
    if rule.lasts_days or rule.lasts_months:
        told += f", for {rule.lasts_days} days" if rule.lasts_days else f", for {rule.lasts_months} months"
    yield told
    if rule.allows:
        yield f"still free: {', '.join(rule.allows)}" + (", once each" if rule.once else "")
    if rule.only_with:
        yield f"may still be spoken to: {', '.join(rule.only_with)}"


def _whom(scope: Scope) -> Iterator[str]:
    for name, kinds in (("by", scope.collector), ("to", scope.party_type), ("for", scope.debt_type)):
        if kinds:
            yield f"{name} {', '.join(kind.replace('_', ' ') for kind in kinds)}"
    if scope.amount_max is not None:
        yield f"up to {scope.currency} {scope.amount_max:,}"
    if scope.days_past_due_min is not None:
        yield f"from {scope.days_past_due_min} days past due"
    if scope.days_past_due_max is not None:
        yield f"up to {scope.days_past_due_max} days past due"
    if scope.incurred_from is not None:
        yield f"debts from {scope.incurred_from.isoformat()}"


def _where(rule: Rule) -> Iterator[str]:
    if rule.channels:
        yield f"channels: {', '.join(rule.channels)}"
    if rule.places:
        yield f"at: {', '.join(rule.places)}"


def _dates(rule: Rule) -> Iterator[str]:
    if rule.effective_from:
        yield f"since {rule.effective_from.isoformat()}"
    if rule.effective_to:
        yield f"until {rule.effective_to.isoformat()}"


def _holiday(one: Holiday) -> str:
    if one.day is not None:
        told = one.day
    elif one.easter is not None:
        told = f"Easter Sunday {one.easter:+d} days"
    elif one.before is not None:
        told = f"last {one.weekday} before {one.before}"
    else:
        told = f"{one.weekday} number {one.nth} of month {one.month}"
    return f"{one.name} ({told}{', a Sunday moves it' if one.sunday_moves else ''})"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        Path(sys.argv[2]).write_text(rules_markdown(load_rulebook()), encoding="utf-8")
    else:
        print(rules_markdown(load_rulebook()))
