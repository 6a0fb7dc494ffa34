"""Codes in the collector's words, and texts broken into lines by cells: what several screens say alike."""

from __future__ import annotations

from datetime import date, datetime

from rich.cells import cell_len

from collectdesk.desk.words import hold
from collectdesk.i18n import _
from collectdesk.tui import clock
from collectdesk.tui.safe_text import clean_text, shorten


def wrapped(text: str, cells: int, limit: int = 200) -> list[str]:
    """The cleaned text in lines of at most `cells` cells, broken at blanks, a long word inside; at most `limit`."""
    lines: list[str] = []
    for paragraph in clean_text(text).split("\n"):
        line = ""
        for word in paragraph.split():
            while cell_len(word) > cells:
                head = _head(word, cells - cell_len(line) - bool(line)) if line else _head(word, cells)
                if head:
                    lines.append(f"{line} {head}" if line else head)
                    word, line = word[len(head) :], ""
                else:
                    lines.append(line)
                    line = ""
            if line and cell_len(line) + 1 + cell_len(word) > cells:
                lines.append(line)
                line = word
            elif word:
                line = f"{line} {word}" if line else word
        lines.append(line)
        if len(lines) >= limit:
            break
    if len(lines) > limit:
        lines = [*lines[: limit - 1], shorten(f"{lines[limit - 1]} …", cells)]
    return lines


def _head(word: str, cells: int) -> str:
    used = 0
    for at, character in enumerate(word):
        used += cell_len(character)
        if used > cells:
            return word[:at]
    return word


def step_word(kind: str) -> str:
    """A next action in one word."""
    known = {
        "call": _("call"),
        "callback": _("call"),
        "email": _("mail"),
        "letter": _("post"),
        "check_payment": _("check"),
        "send_copy": _("copy"),
        "answer": _("reply"),
        "review": _("look"),
        "trace": _("trace"),
    }
    return known.get(kind, _("task"))


def step_when(due_at: datetime, now: datetime, zone: str) -> str:
    """When a next action is due, on the collector's clock: "10:00" today, else "Fri 27 Nov"."""
    local, today = due_at.astimezone(clock.zone(zone)), now.astimezone(clock.zone(zone)).date()
    return local.strftime("%H:%M") if local.date() == today else clock.weekday_day_month(local.date())


def held_word(code: str) -> str:
    """Why an account is held back, as a count says it: "6 disputed"."""
    known = {
        "promise": _("running promise"),
        "disputed": _("disputed"),
        "small_balance": _("small balance"),
        "nothing_due": _("nothing due"),
        "next_action": _("next action later"),
    }
    return known.get(code) or hold(code)


def country_name(code: str | None) -> str:
    """A country in the language of the interface; the code itself where it is unknown, "" for none."""
    if not code:
        return ""
    from babel.core import Locale

    return str(Locale("en").territories.get(code.upper(), code))


def day_or_year(day: date, today: date) -> str:
    """ "27 Nov", with the year when it is not that of today."""
    said = clock.day_month(day)
    return said if day.year == today.year else f"{said} {day.year}"
