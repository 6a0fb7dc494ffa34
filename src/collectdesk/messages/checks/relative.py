"""L10: days that depend on when they are read, with the date to write instead where it can be counted."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from collectdesk.i18n import _
from collectdesk.messages.checks.case import Expected, Said
from collectdesk.messages.checks.finding import Finding
from collectdesk.messages.checks.lexical import Found
from collectdesk.messages.checks.lexicon import Term
from collectdesk.messages.checks.passage import VALUE, Passage

_RANGE = 12
_KINDS = frozenset({"day", "month_end", "vague", "weekday"})


def relative(passage: Passage, found: Found, said: Said, expected: Expected) -> Iterator[Finding]:
    """Relative days in a text. A weekday with its date beside it is none."""
    for at, paragraph, match in found:
        if match.term.kind not in _KINDS:
            continue
        beside = paragraph.prose[match.end : match.end + 3].lstrip(" ,(、\u00a0")
        if match.term.kind == "weekday" and (beside.startswith(VALUE) or beside[:1].isdigit()):
            continue
        if (
            match.term.kind == "day"
            and match.term.number == 0
            and VALUE in paragraph.prose[max(0, match.start - _RANGE) : match.start]
        ):
            continue  # "between {day} and today"
        day = _day(match.term, expected.today)
        why = _("This depends on the day it is read; write the date.")
        yield passage.finding(
            "L10", "warn", at + match.start, at + match.end, why, said.reader.day(day) if day else ""
        )


def _day(term: Term, today: date | None) -> date | None:
    """The day meant, None where it is open. The next of a weekday is the first one after today."""
    if today is None:
        return None
    try:
        if term.kind == "day":
            return today + timedelta(days=term.number)
        if term.kind == "weekday":
            return today + timedelta(days=(term.number - today.weekday() - 1) % 7 + 1)
        if term.kind == "month_end":
            return today.replace(day=monthrange(today.year, today.month)[1])
    except OverflowError:
        return None
    return None
