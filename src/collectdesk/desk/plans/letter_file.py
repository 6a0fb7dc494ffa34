"""The agreement of a plan as a file beside the book: in which language, under which name, whole or not at all."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from collectdesk.desk.act import Actor, Receipt
from collectdesk.desk.overdue import who_owes
from collectdesk.desk.plans.agreement import MakeAgreement, agreement_of, make_agreement
from collectdesk.desk.plans.agreement_fields import reader_of
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.messages.catalogue import languages
from collectdesk.models import PaymentPlan
from collectdesk.store import Store

_TEXT = ".txt"


@dataclass(frozen=True, slots=True)
class LetterOffered:
    """What an agreement would be written in: the customer's language, all there are, and a name for the file."""

    language: str
    languages: tuple[str, ...]
    file_name: str


def letter_offered(store: Store, plan_id: int) -> LetterOffered:
    """Read it. BadInput when there is no such plan."""
    with store.read() as session:
        plan = session.get(PaymentPlan, plan_id)
        if plan is None or plan.undone_by:
            raise BadInput(
                _("there is no plan with the id {id}; look at the commitments of the account").format(
                    id=plan_id
                )
            )
        number = "".join(c if c.isalnum() else "-" for c in who_owes(session, plan.account_id).number)
        return LetterOffered(
            reader_of(session, plan, None).language, languages(), f"agreement-{number}-{plan.id}.pdf"
        )


def write_letter(store: Store, actor: Actor, now: datetime, command: MakeAgreement, path: Path) -> Receipt:
    """Write the agreement, keep it with the plan, and save it: the text where `path` ends in .txt, else the PDF.

    The folder is looked at before anything is kept. BadInput as from `make_agreement`, and for a file that cannot be
    written.
    """
    if not path.parent.is_dir():
        raise BadInput(
            _("{file}: there is no folder {folder}; make it first").format(file=path, folder=path.parent)
        )
    receipt = make_agreement(store, actor, now, command)
    pdf, text = receipt.created["attachment"]
    save_whole(path, agreement_of(store, text if path.suffix.lower() == _TEXT else pdf))
    return receipt


def save_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all. BadInput when it cannot be written."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(content)
        os.replace(beside, path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise BadInput(_("{file} cannot be written: {why}").format(file=path, why=error.strerror)) from error
