"""Acts of the journal in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from collectdesk.i18n import _

if TYPE_CHECKING:
    from collectdesk.desk.journal_check import JournalLine


def entry_said(one: JournalLine, labels: Mapping[str, str]) -> str:
    """What an entry is: the label of its call result by code, else its act; whether it was refused."""
    said = labels.get(one.result, one.result) if one.result else act_name(one.act)
    return _("{act}, refused").format(act=said) if one.refused else said


def act_name(code: str) -> str:
    """An act of the journal in a word or two; its code, with blanks, for one that is not known here."""
    known = {
        "call.log": _("call"),
        "note.write": _("note"),
        "promise.record": _("promise"),
        "promise.withdraw": _("promise withdrawn"),
        "follow_up.plan": _("follow-up"),
        "follow_up.finish": _("follow-up done"),
        "hold.put": _("on hold"),
        "hold.lift": _("hold lifted"),
        "account.skip": _("skipped"),
        "account.assign": _("assigned"),
        "account.share": _("shared out"),
        "dispute.raise": _("dispute"),
        "dispute.decide": _("dispute decided"),
        "dispute.credited": _("credit arrived"),
        "act.undo": _("taken back"),
        "plan.make": _("plan"),
        "plan.accept": _("plan accepted"),
        "approval.decide": _("approval"),
        "message.draft": _("writing"),
        "message.queue": _("message"),
        "payment.accept": _("payment posted"),
        "import.receivables": _("ledger imported"),
        "import.payments": _("payments imported"),
    }
    return known.get(code) or code.replace(".", " ").replace("_", " ")
