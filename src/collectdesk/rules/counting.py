"""How often and how soon: caps over rolling or calendar spans, distances, and waits after a conversation.

Days are local calendar days in the customer's zones, never spans of 24 hours; the strictest zone decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from collectdesk.i18n import _, ngettext
from collectdesk.rules.case import Attempt
from collectdesk.rules.days_off import after_working_days
from collectdesk.rules.local import day_begins, local_day
from collectdesk.rules.question import Bound, Question, speaks_of
from collectdesk.rules.record import Cap, Channel, CoolDown, Rule, Spacing
from collectdesk.rules.verdict import UNSURE, Finding, Outcome

Per = Literal["debt", "creditor", "person"]
Counts = Literal["attempt", "contact", "conversation"]


def _same_count(question: Question, one: Attempt, per: Per) -> bool:
    """Whether an attempt belongs to the same count: this debt's, this creditor's or this person's."""
    if per == "debt":
        return not one.debts or question.case.debt is None or question.case.debt in one.debts
    if per == "creditor":
        return (
            one.creditor is None or question.case.creditor is None or one.creditor == question.case.creditor
        )
    return True


def _is_counted(one: Attempt, counts: Counts) -> bool:
    if counts == "attempt":
        return one.counts
    return one.reached if counts == "contact" else one.conversation


def _counted(question: Question, rule: Cap | Spacing | CoolDown, counts: Counts) -> list[Attempt]:
    """The past attempts that a rule counts, in both directions."""
    channels = rule.counted_channels or rule.channels
    return [
        one
        for one in question.past
        if _is_counted(one, counts)
        and speaks_of(channels, one.channel)
        and _same_count(question, one, rule.per)
        and (not rule.places or one.place in rule.places)
    ]


def _latest(question: Question, free_in: Callable[[str], date | None]) -> datetime | None:
    """The moment from which every zone is free again; None when all are free today."""
    found = [(zone, free_in(zone)) for zone in question.zones or ("UTC",)]
    return max((day_begins(day, zone) for zone, day in found if day is not None), default=None)


def _agreed(question: Question, one: Bound[Cap] | Bound[CoolDown]) -> Finding | None:
    """A finding when the customer's direct consent covers this contact."""
    rule = one.rule
    if not rule.consent_lifts or not question.consented(question.case.channel, rule.consent_days):
        return None
    text = _("{rule}; the customer agreed to this contact").format(rule=_(rule.title))
    return question.find(one, Outcome.ALLOW, text, question.tomorrow)


def _or_agreed(question: Question, rule: Rule, free_at: datetime | None) -> datetime | None:
    """The end of a wait, or the day before it for which the customer agreed to be contacted."""
    if free_at is None or not isinstance(rule, Cap | CoolDown) or not rule.consent_lifts:
        return free_at
    agreed = question.consent_ahead(question.case.channel)
    return free_at if agreed is None else min(free_at, agreed)


def check_cap(question: Question, one: Bound[Cap]) -> Iterator[Finding]:
    """Whether one more contact keeps within the cap."""
    rule = one.rule
    counted = [past for past in _counted(question, rule, rule.counts) if past.outbound]
    if rule.after_conversation:
        talks = [
            past.at for past in question.past if past.conversation and _same_count(question, past, rule.per)
        ]
        if not talks:
            return
        counted = [past for past in counted if past.at > min(talks)]
    agreed = _agreed(question, one)
    if agreed is not None:
        yield agreed
        return
    so_far = 0

    def free_in(zone: str) -> date | None:
        nonlocal so_far
        today = local_day(question.at, zone)
        first = _span_begins(rule, today)
        dates = sorted(day for past in counted if first <= (day := local_day(past.at, zone)) <= today)
        so_far = max(so_far, len(dates))
        return _span_frees(rule, dates, today)

    free_at = _latest(question, free_in)
    said = ngettext("{rule}: {n} so far", "{rule}: {n} so far", so_far).format(rule=_(rule.title), n=so_far)
    outcome = Outcome.ALLOW if free_at is None else Outcome.BLOCK
    yield question.find(one, outcome, said, _or_agreed(question, rule, free_at))


def _span_begins(rule: Cap, today: date) -> date:
    if rule.days:
        return today - timedelta(days=rule.days - 1)
    if rule.calendar == "week":
        return today - timedelta(days=today.weekday())
    return today.replace(day=1) if rule.calendar == "month" else today


def _span_frees(rule: Cap, dates: Sequence[date], today: date) -> date | None:
    """The day from which one more is within the cap; None when it is today.

    A figure that is not confirmed asks for a look as soon as there was one contact.
    """
    most = 1 if rule.confidence in UNSURE else rule.most
    if len(dates) < most:
        return None
    if rule.days:
        return dates[-most] + timedelta(days=rule.days)
    if rule.calendar == "week":
        return today + timedelta(days=7 - today.weekday())
    if rule.calendar == "month":
        return (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    return today + timedelta(days=1)


def check_spacing(question: Question, one: Bound[Spacing]) -> Finding:
    """Whether this contact keeps its distance from the last one, and from other channels of the week."""
    rule = one.rule
    counted = [past for past in _counted(question, rule, rule.counts) if past.outbound]
    if rule.one_channel_a_week:
        counted = [past for past in counted if _kind(past.channel) != _kind(question.case.channel)]
    gap = rule.gap_days or 7
    return _waited(question, one, counted, lambda day: day + timedelta(days=gap))


def _kind(channel: Channel) -> Channel:
    return "call" if channel == "voicemail" else channel


def check_cool_down(question: Question, one: Bound[CoolDown]) -> Finding:
    """Whether the wait after the last conversation is over."""
    rule = one.rule
    talks = [past for past in _counted(question, rule, rule.after) if past.outbound or rule.inbound_counts]
    calendar = question.plan.calendar

    def free_after(day: date) -> date:
        if rule.days:
            return day + timedelta(days=rule.days)
        return after_working_days(day, rule.business_days or 1, calendar) + timedelta(days=1)

    return (talks and _agreed(question, one)) or _waited(question, one, talks, free_after)


def _waited(
    question: Question,
    one: Bound[Rule],
    past: Sequence[Attempt],
    free_after: Callable[[date], date],
) -> Finding:
    """A finding from the last of these attempts and the day from which the next is free."""
    last = max((attempt.at for attempt in past), default=None)

    def free_in(zone: str) -> date | None:
        if last is None:
            return None
        free = free_after(local_day(last, zone))
        return free if local_day(question.at, zone) < free else None

    free_at = _latest(question, free_in)
    outcome = Outcome.ALLOW if free_at is None else Outcome.BLOCK
    return question.find(one, outcome, _(one.rule.title), _or_agreed(question, one.rule, free_at))
