"""The agreement of a plan as a letter: made in the customer's language, kept, and the signed copy that came back.

A letter is drawn before the transaction begins, since drawing takes seconds; the act then makes sure that the plan
still says what was drawn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import Field as Given
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from collectdesk.desk.act import Act, Actor, Command, Receipt, act
from collectdesk.desk.overdue import statement_day, who_owes
from collectdesk.desk.plans.agreement_fields import agreement_fields, reader_of
from collectdesk.desk.rights import Right
from collectdesk.desk.words import language as language_words
from collectdesk.faults import BadInput, StoreUnusable
from collectdesk.i18n import _
from collectdesk.messages.formats import Reader, paper
from collectdesk.messages.rendering import Field, render
from collectdesk.messages.templates import Review, load_template
from collectdesk.messages.values import cleaned
from collectdesk.models import Attachment, PaymentPlan
from collectdesk.store import Store

TEMPLATE = "plan_agreement"
ABOUT, AGREEMENT, SIGNED = "payment_plan", "agreement", "signed_copy"
PDF, TEXT = "application/pdf", "text/plain"
_TO_BE_WRITTEN = ("offered", "running")
LARGEST_COPY = 20 * 1024 * 1024
"""Bytes of a signed copy."""
_LONGEST_NAME = 200


class MakeAgreement(Command):
    """The agreement of an offered or running plan. Without a language: see `agreement_fields.reader_of`."""

    plan_id: int
    language: str | None = None


class AttachCopy(Command):
    """A signed copy that came back: the bytes of a PDF, PNG or JPEG file and the name it had."""

    plan_id: int
    name: str
    content: bytes = Given(repr=False)


class _KeepAgreement(Command):
    """An agreement that was drawn; `digest` is that of what it says."""

    plan_id: int
    language: str
    version: int
    day: date
    digest: str
    pdf: bytes = Given(repr=False)
    text: bytes = Given(repr=False)


@dataclass(frozen=True, slots=True)
class AttachmentOnRecord:
    """A document of a plan, without its content; `size` in bytes, `at` in UTC."""

    id: int
    kind: str
    version: int
    name: str
    media_type: str
    language: str
    at: datetime
    sha256: str
    size: int


def make_agreement(store: Store, actor: Actor, now: datetime, command: MakeAgreement) -> Receipt:
    """Write the agreement as PDF and as text and keep both, as the next version.

    BadInput for a plan that is neither offered nor running, a language that letters cannot be written in, a character
    that no font has, or a plan that changed meanwhile. The receipt lists both under `attachment`, the PDF first.
    """
    from collectdesk.messages.pdf import as_pdf
    from collectdesk.messages.plain import as_text

    template = load_template(TEMPLATE)
    with store.read() as session:
        plan = _plan(session, command.plan_id)
        to = reader_of(session, plan, command.language)
        day = statement_day(session, now, None)
        version = _next_version(session, plan.id, AGREEMENT)
        fields = agreement_fields(session, plan, to, template.record, version, day)
        sheet = paper(who_owes(session, plan.account_id).customer_country)
    document = render(template, to, fields, sheet)
    keep = _KeepAgreement(
        request_id=command.request_id, plan_id=command.plan_id, language=_code(to), version=version, day=day,
        digest=_digest_of(fields), pdf=as_pdf(document, now), text=as_text(document).encode(),
    )  # fmt: skip
    return _keep_agreement(store, actor, now, keep)


@act("plan.agreement", right=Right.WORK)
def _keep_agreement(act: Act, command: _KeepAgreement) -> None:
    plan = _plan(act.session, command.plan_id)
    act.account(plan.account_id)
    template = load_template(TEMPLATE)
    to = reader_of(act.session, plan, command.language)
    version = _next_version(act.session, plan.id, AGREEMENT)
    fields = agreement_fields(act.session, plan, to, template.record, version, command.day)
    if (version, _digest_of(fields)) != (command.version, command.digest):
        raise BadInput(_("the plan changed while its agreement was written; write it again"))
    name = f"plan-{plan.id}-agreement-{version}-{to.language}"
    kept = [
        _attach(act, plan, AGREEMENT, version, f"{name}{ending}", media_type, command.language, content)
        for ending, media_type, content in ((".pdf", PDF, command.pdf), (".txt", TEXT, command.text))
    ]
    act.record(
        plan=plan.id, version=version, language=command.language,
        documents=[[one.id, one.media_type, one.sha256] for one in kept],
    )  # fmt: skip
    act.say(
        _("Agreement {version} written in {language}; have {count} points of it reviewed by a lawyer").format(
            version=version, language=language_words(to.language), count=len(template.record.review)
        )
    )


@act("plan.attach_copy", right=Right.WORK)
def attach_copy(act: Act, command: AttachCopy) -> None:
    """Keep a signed copy. BadInput for a plan that does not exist, more than 20 MB, or no PDF, PNG or JPEG."""
    plan = act.session.get(PaymentPlan, command.plan_id)
    if plan is None or plan.undone_by:
        raise BadInput(_no_plan(command.plan_id))
    act.account(plan.account_id)
    if len(command.content) > LARGEST_COPY:
        raise BadInput(
            _("the file is larger than 20 MB; scan it in black and white or at a lower resolution")
        )
    media_type = media_type_of(command.content)
    if media_type is None:
        raise BadInput(_("the file is no PDF, PNG or JPEG; a signed copy is kept as one of these"))
    version = _next_version(act.session, plan.id, SIGNED)
    name = file_name(command.name) or f"plan-{plan.id}-signed-{version}"
    kept = _attach(act, plan, SIGNED, version, name, media_type, "", command.content)
    act.record(plan=plan.id, version=version, documents=[[kept.id, kept.media_type, kept.sha256]])
    act.say(_("Signed copy {version} kept with the plan").format(version=version))


def agreement_of(store: Store, attachment_id: int) -> bytes:
    """The content of a document. BadInput when there is none, StoreUnusable when it is not what was kept."""
    with store.read() as session:
        found = session.get(Attachment, attachment_id)
        if found is None or found.undone_by:
            raise BadInput(_("there is no document with the id {id}").format(id=attachment_id))
        content, sha256 = found.content, found.sha256
    if hashlib.sha256(content).hexdigest() != sha256:
        raise StoreUnusable(
            _("document {id} is not what was kept; restore the book from a backup").format(id=attachment_id)
        )
    return content


def documents_of(session: Session, plan_id: int) -> tuple[AttachmentOnRecord, ...]:
    """The documents of a plan, the newest first."""
    columns = (
        Attachment.id, Attachment.kind, Attachment.version, Attachment.name, Attachment.media_type,
        Attachment.language, Attachment.at, Attachment.sha256, func.length(Attachment.content),
    )  # fmt: skip
    rows = session.execute(
        select(*columns)
        .where(Attachment.about == ABOUT, Attachment.about_id == plan_id, Attachment.undone_by.is_(None))
        .order_by(Attachment.id.desc())
    )
    return tuple(AttachmentOnRecord(*row) for row in rows)


def points_for_review() -> list[Review]:
    """What of the agreement depends on law and was not reviewed by a lawyer."""
    return load_template(TEMPLATE).record.review


def media_type_of(content: bytes) -> str | None:
    """What a file is by its first bytes: PDF, PNG or JPEG; None for anything else, whatever its name says."""
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return None


def file_name(given: str) -> str:
    """The last part of a path, harmless and short; "" where nothing is left."""
    last = cleaned(given.replace("\\", "/").rsplit("/", 1)[-1])
    return last.strip(". ")[-_LONGEST_NAME:]


def _attach(
    act: Act,
    plan: PaymentPlan,
    kind: str,
    version: int,
    name: str,
    media_type: str,
    language: str,
    content: bytes,
) -> Attachment:
    return act.add(
        Attachment(
            account_id=plan.account_id, user_id=act.actor.id, at=act.now, about=ABOUT, about_id=plan.id, kind=kind,
            version=version, name=name, media_type=media_type, language=language,
            sha256=hashlib.sha256(content).hexdigest(), content=content,
        )
    )  # fmt: skip


def _plan(session: Session, plan_id: int) -> PaymentPlan:
    plan = session.get(PaymentPlan, plan_id)
    if plan is None or plan.undone_by:
        raise BadInput(_no_plan(plan_id))
    if plan.state not in _TO_BE_WRITTEN:
        raise BadInput(_("an agreement is written for a plan that is offered or runs; this one does not"))
    return plan


def _no_plan(plan_id: int) -> str:
    return _("there is no plan with the id {id}; look at the commitments of the account").format(id=plan_id)


def _next_version(session: Session, plan_id: int, kind: str) -> int:
    """Counts what was taken back too: a number is never given to two documents."""
    highest = session.scalar(
        select(func.max(Attachment.version)).where(
            Attachment.about == ABOUT, Attachment.about_id == plan_id, Attachment.kind == kind
        )
    )
    return (highest or 0) + 1


def _code(to: Reader) -> str:
    return str(to.locale)


def _digest_of(fields: Mapping[str, Field]) -> str:
    return hashlib.sha256(repr(fields).encode()).hexdigest()
