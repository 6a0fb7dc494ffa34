"""What forbids contact altogether: recorded stops, banned kinds of collecting, the customer's own wishes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from collectdesk.i18n import _
from collectdesk.rules.case import Stopped, Wish
from collectdesk.rules.opening import Opening
from collectdesk.rules.question import Bound, Question, speaks_of
from collectdesk.rules.record import Prohibition, Stop, Week
from collectdesk.rules.verdict import Finding, Outcome, by_house


def check_stop(question: Question, one: Bound[Stop]) -> Iterator[Finding]:
    """What a rule says of each recorded stop it is about."""
    for stop in question.case.stops:
        if stop.kind == one.rule.trigger and _reaches(question, one.rule, stop):
            yield from _stopped(question, one, stop)


def _reaches(question: Question, rule: Stop, stop: Stopped) -> bool:
    if rule.reach == "person" or stop.debt is None or question.case.debt is None:
        return True
    return stop.debt == question.case.debt


def _period(rule: Stop, stop: Stopped) -> tuple[date, date | None]:
    """First day, and the day from which it holds no more."""
    start = stop.on + timedelta(days=rule.starts_after_days)
    ends: list[date] = []
    if rule.lasts_days:
        ends.append(start + timedelta(days=rule.lasts_days))
    if rule.lasts_months:
        ends.append(start + relativedelta(months=rule.lasts_months))
    if stop.lifted_on:
        ends.append(stop.lifted_on)
    return start, min(ends, default=None)


def _stopped(question: Question, one: Bound[Stop], stop: Stopped) -> Iterator[Finding]:
    rule, case = one.rule, question.case
    start, end = _period(rule, stop)
    if max(question.days) < start or (end is not None and min(question.days) >= end):
        return
    until = question.begins(end) if end is not None else None
    title = _(rule.title)
    if case.speaker in rule.only_with:
        text = _("{rule}; this person may be spoken to").format(rule=title)
        yield question.find(one, Outcome.ALLOW_WITH_DUTIES, text, until)
    elif case.purpose in rule.allows and not _used_up(question, rule, stop):
        left = (
            _("{rule}; one such message is left") if rule.once else _("{rule}; this kind of message is left")
        )
        outcome = Outcome.ALLOW if rule.once else Outcome.ALLOW_WITH_DUTIES
        yield question.find(one, outcome, left.format(rule=title), until)
    else:
        outcome = Outcome.BLOCK if rule.effect == "block" else Outcome.REVIEW
        text = _("{rule}; on record since {day}").format(rule=title, day=stop.on.isoformat())
        yield question.find(one, outcome, text, until)


def _used_up(question: Question, rule: Stop, stop: Stopped) -> bool:
    purpose = question.case.purpose
    return rule.once and any(
        past.outbound and past.purpose == purpose and past.at.date() >= stop.on for past in question.past
    )


def check_prohibition(question: Question, one: Bound[Prohibition]) -> Finding:
    """A kind of collecting that is banned; where it is not known what kind this is, a look is asked for."""
    sure = not one.rule.applies.collector or question.case.collector is not None
    return question.find(one, Outcome.BLOCK if sure else Outcome.REVIEW, _(one.rule.title))


def check_wishes(question: Question) -> Iterator[Finding]:
    """Channels and places that the customer ruled out. A wish binds the house, whatever the law says."""
    for wish in question.case.wishes:
        refused = _refused(question, wish)
        if refused is not None:
            yield Finding(by_house(f"wish_{wish.kind}", refused), Outcome.BLOCK, refused)


def check_wished_hours(question: Question) -> Iterator[Finding]:
    """Hours and days that the customer asked for, in every plausible zone. Letters come at any time."""
    if question.case.channel != "letter" and question.case.zones:
        for wish in question.case.wishes:
            if wish.week is not None:
                yield _in_wished_hours(question, wish, wish.week)


def _refused(question: Question, wish: Wish) -> str | None:
    case = question.case
    if wish.kind == "no_calls" and speaks_of(("call",), case.channel):
        return _("The customer asked not to be called")
    if wish.kind == "no_work" and case.place == "work":
        return _("The customer asked not to be contacted at work")
    if wish.kind == "only" and not speaks_of(wish.channels, case.channel):
        return _("The customer asked for another channel: {channels}").format(
            channels=", ".join(wish.channels)
        )
    return None


def _in_wished_hours(question: Question, wish: Wish, week: Week) -> Finding:
    opening = Opening(week)
    states = [opening.state(question.at, zone) for zone in question.zones]
    shut = [until for inside, _doubtful, until in states if not inside]
    cited = by_house(f"wish_{wish.kind}", _("Times the customer asked for"))
    if shut:
        return Finding(cited, Outcome.BLOCK, _("The customer asked for other times"), max(shut))
    until = min(until for _inside, _doubtful, until in states)
    return Finding(cited, Outcome.ALLOW, _("Within the times the customer asked for"), until)
