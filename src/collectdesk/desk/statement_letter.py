"""A statement of account for the customer: as a letter in their language, and as a table with heads they can read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from sqlalchemy.orm import Session

from collectdesk.desk.dossier import desk_day
from collectdesk.desk.messages.compose import Asked, compose
from collectdesk.desk.messages.owing import owing
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.messages.catalogue import SOURCE, languages, translator
from collectdesk.messages.message import as_document
from collectdesk.messages.pdf import as_pdf
from collectdesk.messages.plain import as_text
from collectdesk.models import Account, Desk, Party
from collectdesk.reports.sheets import Column, Report, Sheet

_MOST = 50
"""So many documents a letter lists; a longer statement is a table."""


@dataclass(frozen=True, slots=True)
class StatementLetter:
    """The letter as the customer reads it. `others` are currencies with something open that it is not about;
    `lacking` are blocks that a law asks for and that no text is known for.
    """

    language: str
    currency: str
    content: bytes
    others: tuple[str, ...]
    lacking: tuple[str, ...]


def statement_letter(
    session: Session,
    now: datetime,
    user_id: int,
    account_id: int,
    fmt: Literal["pdf", "txt"],
    *,
    language: str | None = None,
    currency: str | None = None,
) -> StatementLetter:
    """What is open today in one currency, in the customer's language or the one that is named.

    BadInput for an unknown account, a language without letters, a currency in which nothing is open, and for more
    documents than a letter lists.
    """
    day = desk_day(session, now)
    base = session.get_one(Desk, 1).base_currency
    owed = owing(session, account_id, day, currency, base)
    if not owed.every and not owed.disputed.minor:
        raise BadInput(_("nothing is open in {code} on this account").format(code=owed.currency))
    if len(owed.every) > _MOST:
        raise BadInput(
            _("{n} documents are too many for a letter; write the statement with --format xlsx").format(
                n=len(owed.every)
            )
        )
    asked = Asked(
        account_id, "statement_of_account", day, channel="letter", language=language, currency=owed.currency
    )
    made = compose(session, asked, user_id)
    account = session.get_one(Account, account_id)
    document = as_document(made.theirs, session.get_one(Party, account.party_id).country)
    content = as_pdf(document, now) if fmt == "pdf" else as_text(document).encode()
    return StatementLetter(
        made.theirs.reader.language,
        owed.currency,
        content,
        owed.others,
        tuple(one.code for one in made.lacking),
    )


def in_language(report: Report, language: str) -> Report:
    """The report with the heads of its columns as the letters say them, English where their catalogue has no word."""
    code = language.replace("-", "_")
    wanted = next((one for one in (code, code.partition("_")[0]) if one in languages()), SOURCE)
    words = translator(wanted)

    def said(head: str) -> str:
        try:
            return words.gettext(_HEADS.get(head, head))
        except BadInput:
            return head

    def sheet(one: Sheet) -> Sheet:
        return replace(one, columns=tuple(Column(c.key, said(c.head), c.kind) for c in one.columns))

    about = tuple((said(name), value) for name, value in report.about)
    return replace(report, about=about, sheets=tuple(sheet(one) for one in report.sheets))


_HEADS = {"Due": "Due on", "Dated": "Date", "Open": "Open amount"}
"""Heads of ours that letters say in other words."""


def letter_needs_today(end: date | None, today: date) -> None:
    """BadInput for another last day than today: a letter states what is open now."""
    if end is not None and end != today:
        raise BadInput(_("a letter states what is open today; leave --to out, or write --format xlsx"))
