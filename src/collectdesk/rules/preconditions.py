"""What must be so before contact: notices sent and waited for, consent to the channel."""

from __future__ import annotations

from datetime import date, timedelta

from collectdesk.i18n import _
from collectdesk.rules.case import Notice
from collectdesk.rules.days_off import after_working_days
from collectdesk.rules.question import Bound, Question
from collectdesk.rules.record import ChannelRule, Gate
from collectdesk.rules.verdict import Finding, Outcome


def check_gate(question: Question, one: Bound[Gate]) -> Finding:
    """Whether the notice that must come first was sent long enough ago, or the debt is old enough.

    The notice itself may always go out.
    """
    rule, title = one.rule, _(one.rule.title)
    if question.case.purpose == "notice":
        return question.find(one, Outcome.ALLOW, title)
    if rule.days_after_due is not None:
        due_on = question.case.due_on
        if due_on is None:
            text = _("{rule}: it is not known when the debt fell due").format(rule=title)
            return question.find(one, Outcome.REVIEW, text)
        return _reached(question, one, due_on + timedelta(days=rule.days_after_due))
    free = [_free_on(question, rule, notice) for notice in question.case.notices if _counts(rule, notice)]
    if not free:
        text = _("{rule}: no such notice is on record").format(rule=title)
        return question.find(one, Outcome.BLOCK, text)
    return _reached(question, one, min(free))


def _reached(question: Question, one: Bound[Gate], first: date) -> Finding:
    if min(question.days) >= first:
        return question.find(one, Outcome.ALLOW, _(one.rule.title))
    return question.find(one, Outcome.BLOCK, _(one.rule.title), question.begins(first))


def _counts(rule: Gate, notice: Notice) -> bool:
    return notice.kind == rule.needs and not (rule.resets and notice.not_received_on is not None)


def _free_on(question: Question, rule: Gate, notice: Notice) -> date:
    day = notice.on + timedelta(days=rule.days)
    return after_working_days(day, rule.working_days, question.plan.calendar) if rule.working_days else day


def check_channel(question: Question, one: Bound[ChannelRule]) -> Finding:
    """Whether the channel may be used, and on what condition."""
    rule, title = one.rule, _(one.rule.title)
    if rule.asks == "opt_out":
        return question.find(one, Outcome.ALLOW_WITH_DUTIES, title)
    if rule.asks == "banned":
        free = rule.unless_only_number and question.case.only_number
        return question.find(one, Outcome.ALLOW if free else Outcome.BLOCK, title)
    if question.consented(question.case.channel):
        return question.find(one, Outcome.ALLOW, title, question.tomorrow)
    text = _("{rule}: no consent is on record").format(rule=title)
    return question.find(one, Outcome.BLOCK, text, question.consent_ahead(question.case.channel))
