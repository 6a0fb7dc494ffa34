"""What must be said, to whom the debt may be told, and what a claim barred by time allows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dateutil.relativedelta import relativedelta

from collectdesk.i18n import _
from collectdesk.rules.question import Bound, Question
from collectdesk.rules.record import Limitation, Say, ThirdParty
from collectdesk.rules.verdict import UNSURE, Disclosure, Finding, Line, Outcome


def check_say(question: Question, one: Bound[Say]) -> Iterator[Finding]:
    """A finding where the contact is allowed only on the condition that something is said."""
    if one.rule.condition and _said_now(question, one.rule):
        yield question.find(one, Outcome.ALLOW_WITH_DUTIES, _(one.rule.title))


def lines(question: Question) -> tuple[Line, ...]:
    """What must be said in this contact, in the order of the records."""
    found = [
        Line(one.rule.key, _(one.rule.text), one.cited)
        for one in question.plan.says
        if question.in_force(one) and _said_now(question, one.rule)
    ]
    speaker = question.case.speaker
    if speaker != "customer":
        found += [
            Line(one.rule.id, _(one.rule.text), one.cited)
            for one in question.plan.third_parties
            if question.in_force(one) and speaker not in one.rule.may_discuss_with
        ]
    return tuple(found)


def _said_now(question: Question, rule: Say) -> bool:
    if rule.stage == "first":
        return not any(one.outbound and one.reached for one in question.past)
    if rule.stage == "time_barred":
        return is_barred(question)
    return rule.stage == "every"


def check_third_party(question: Question, one: Bound[ThirdParty]) -> Iterator[Finding]:
    """A duty to keep the debt to oneself when somebody else is spoken to."""
    rule = one.rule
    if question.case.speaker != "customer" and question.case.speaker not in rule.may_discuss_with:
        outcome = Outcome.ALLOW_WITH_DUTIES if rule.may_locate else Outcome.REVIEW
        yield question.find(one, outcome, _(rule.title))


def disclosure(question: Question) -> Disclosure:
    """How much may be told: after verification to the customer, else all or nothing by every rule that speaks."""
    if question.case.speaker == "customer":
        return "after_verification"
    rules = [one.rule for one in question.plan.third_parties if question.in_force(one)]
    told = all(question.case.speaker in rule.may_discuss_with for rule in rules)
    return "full" if rules and told else "none"


def barred_on(rule: Limitation, due_on: date) -> date:
    """The day from which the claim is barred, as far as the due date tells."""
    start = date(due_on.year, 12, 31) if rule.starts == "year_end" else due_on
    end: date = start + relativedelta(years=rule.years, days=1)
    return end


def check_limitation(question: Question, one: Bound[Limitation]) -> Iterator[Finding]:
    """What a claim that is barred by time forbids or asks for.

    A period may have begun anew, which only a person can tell: nothing but a ban on contact is decided here.
    """
    rule, case = one.rule, question.case
    if case.due_on is None or min(question.days) < (barred := barred_on(rule, case.due_on)):
        return
    text = _("{rule}; by the due date it ended before {day}").format(
        rule=_(rule.title), day=barred.isoformat()
    )
    if rule.effect == "no_contact" and (not rule.applies.debt_type or case.debt_type is not None):
        yield question.find(one, Outcome.BLOCK, text)
    elif rule.effect in ("no_contact", "extinguishes"):
        yield question.find(one, Outcome.REVIEW, text)
    elif rule.confidence not in UNSURE:
        yield question.find(one, Outcome.ALLOW_WITH_DUTIES, text)


def is_barred(question: Question) -> bool:
    """Whether some limitation period that applies has run out by the due date."""
    due_on, today = question.case.due_on, min(question.days)
    return due_on is not None and any(
        barred_on(one.rule, due_on) <= today for one in question.plan.limitations if question.in_force(one)
    )
