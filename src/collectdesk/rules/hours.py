"""The clock: the hours of the law where it sets any, else those of the house."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from collectdesk.i18n import _
from collectdesk.rules.question import Bound, Clock, Question, speaks_of
from collectdesk.rules.record import NoHours
from collectdesk.rules.verdict import UNSURE, Finding, Outcome, by_house

NO_RECORD = by_house("no_record", _("Whether a law sets hours here has not been established"), override=True)
NO_PLACE = by_house("no_place", _("It is not known where the customer is"), override=True)


def check_hours(question: Question) -> Iterator[Finding]:
    """Findings about the clock.

    Confirmed hours of the law decide. Where there are none for this case, house hours do: inside them ALLOW, or
    REVIEW when nobody has established whether there is a law.
    """
    if not question.case.zones:
        text = _("It is not known where the customer is; record the country or the place")
        yield Finding(NO_PLACE, Outcome.REVIEW, text)
        return
    found = [one for one in question.plan.hours if question.in_force(one.bound)]
    for one in found:
        yield _within(question, one)
    if any(one.bound.rule.confidence not in UNSURE for one in found):
        return
    if speaks_of(question.plan.house.bound.rule.channels, question.case.channel):
        yield _within(question, question.plan.house)
    if not found:
        yield from _unclocked(question)


def _unclocked(question: Question) -> Iterator[Finding]:
    """What is known where no law sets hours for this case."""
    plan = question.plan
    spoken = [one for one in plan.no_hours if question.in_force(one)]
    for one in spoken:
        yield _no_clock(question, one)
    # A record that speaks of hours, only not for this case, or a customer whom no such law protects.
    out_of_scope = plan.known and (
        plan.hours_spoken or question.case.party_type in ("business", "public_body")
    )
    if not spoken and not out_of_scope:
        text = _("No record says whether a law sets hours here; a lead decides, inside house hours")
        yield Finding(NO_RECORD, Outcome.REVIEW, text)


def _no_clock(question: Question, one: Bound[NoHours]) -> Finding:
    sure = one.rule.known and one.rule.confidence not in UNSURE
    return question.find(one, Outcome.ALLOW if sure else Outcome.REVIEW, _(one.rule.title))


def _within(question: Question, clock: Clock) -> Finding:
    """Whether every plausible zone is inside the hours now, and until when the answer certainly stays."""
    bound, rule = clock.bound, clock.bound.rule
    title = _(rule.title)
    if rule.consent_lifts and question.consented(question.case.channel):
        text = _("{hours}; the customer has agreed to other times").format(hours=title)
        return question.find(bound, Outcome.ALLOW, text, question.tomorrow)
    states = [(zone, *clock.opening.state(question.at, zone)) for zone in question.zones]
    shut = [(zone, until) for zone, inside, _doubtful, until in states if not inside]
    if shut:
        outcome = Outcome.BLOCK if rule.outside == "block" else Outcome.REVIEW
        text = _shut_sentence(question, title, [zone for zone, _until in shut])
        opens = max(until for _zone, until in shut)
        agreed = question.consent_ahead(question.case.channel) if rule.consent_lifts else None
        return question.find(bound, outcome, text, opens if agreed is None else min(opens, agreed))
    doubtful = [until for _zone, _inside, doubt, until in states if doubt]
    if doubtful:
        text = _("{hours}; today is a public holiday").format(hours=title)
        return question.find(bound, Outcome.REVIEW, text, max(doubtful))
    if rule.confidence in UNSURE:
        return question.find(bound, Outcome.REVIEW, title)
    return question.find(bound, Outcome.ALLOW, title, min(until for *_state, until in states))


def _shut_sentence(question: Question, title: str, shut: Sequence[str]) -> str:
    clocks: dict[str, datetime] = dict(question.local)
    places: dict[str, str] = {}
    for zone in shut:
        places.setdefault(f"{clocks[zone]:%H:%M}", zone.rsplit("/", 1)[-1].replace("_", " "))
    told = ", ".join(
        _("{time} in {place}").format(time=clock, place=place) for clock, place in list(places.items())[:3]
    )
    return _("It is {clocks}. {hours}").format(clocks=told, hours=title)
