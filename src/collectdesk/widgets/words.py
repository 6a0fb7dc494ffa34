"""Codes in the collector's words, and texts broken into lines by cells: what several screens say alike."""

from __future__ import annotations

from datetime import date, datetime

from rich.cells import cell_len

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


def step_words(kind: str) -> str:
    """A next action in words."""
    known = {
        "call": _("Call"),
        "callback": _("Call back, as agreed"),
        "email": _("Write an e-mail"),
        "letter": _("Send a letter"),
        "check_payment": _("Check for the payment"),
        "send_copy": _("Send the copy"),
        "answer": _("Answer the customer"),
        "review": _("Look at it again"),
        "trace": _("Find a number or an address"),
    }
    return known.get(kind, _("Task"))


def step_when(due_at: datetime, now: datetime, zone: str) -> str:
    """When a next action is due, on the collector's clock: "10:00" today, else "Fri 27 Nov"."""
    local, today = due_at.astimezone(clock.zone(zone)), now.astimezone(clock.zone(zone)).date()
    return local.strftime("%H:%M") if local.date() == today else clock.weekday_day_month(local.date())


def held_word(code: str) -> str:
    """Why an account is held back, as a count says it: "6 disputed"."""
    return _HELD().get(code, code.replace("_", " "))


def _HELD() -> dict[str, str]:  # noqa: N802 - a table that needs the language of the interface
    return {
        "cease": _("stop-contact request"),
        "attorney": _("represented by a lawyer"),
        "insolvency": _("insolvency"),
        "deceased": _("deceased"),
        "breathing_space": _("breathing space"),
        "moratorium": _("moratorium"),
        "placed": _("placed with someone else"),
        "support_need": _("support need"),
        "hardship": _("hardship"),
        "paid_claim": _("says it is paid"),
        "skipped": _("skipped"),
        "promise": _("running promise"),
        "disputed": _("disputed"),
        "small_balance": _("small balance"),
        "nothing_due": _("nothing due"),
        "next_action": _("next action later"),
    }


def role_word(code: str | None) -> str:
    """What a person is at the customer; "" where it is not known."""
    known = {
        "ap_clerk": _("payables"),
        "ap_manager": _("head of payables"),
        "finance_director": _("finance director"),
        "owner": _("owner"),
        "buyer": _("buyer"),
        "legal": _("legal"),
        "self": _("the customer"),
    }
    return known.get(code, code.replace("_", " ")) if code else ""


def language_name(code: str | None) -> str:
    """A language in the language of the interface: "German"; the code itself where it is unknown, "" for none."""
    return _babel("languages", code.split("_")[0].split("-")[0].lower()) if code else ""


def country_name(code: str | None) -> str:
    """A country in the language of the interface; the code itself where it is unknown, "" for none."""
    return _babel("territories", code.upper()) if code else ""


def _babel(table: str, code: str) -> str:
    from babel.core import Locale

    return str(getattr(Locale("en"), table).get(code, code))


def day_or_year(day: date, today: date) -> str:
    """ "27 Nov", with the year when it is not that of today."""
    said = clock.day_month(day)
    return said if day.year == today.year else f"{said} {day.year}"
