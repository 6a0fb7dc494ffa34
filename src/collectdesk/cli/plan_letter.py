"""The commands that write the agreement of a plan as a letter and keep the signed copy; part of the group `plan`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from collectdesk.cli.acts import Request
from collectdesk.cli.given import request_field
from collectdesk.cli.output import Answer, Json, answer, line
from collectdesk.cli.people import tell
from collectdesk.cli.seat import seat
from collectdesk.faults import BadInput

PlanId = Annotated[int, typer.Argument(help="The plan's id.")]


class ReviewAnswer(Answer):
    """A point of the agreement that depends on law and was not reviewed by a lawyer."""

    topic: str
    why: str


class LetterAnswer(Answer):
    """The documents that were kept (ids, the PDF first), the file that was written, and what a lawyer has to review."""

    journal_id: int
    repeated: bool
    attachments: list[int]
    file: str
    said: str
    review: list[ReviewAnswer]


def add_to(group: typer.Typer) -> None:
    """Add the commands of this file to the group `plan`."""
    group.command("letter")(letter)
    group.command("attach")(attach)


def letter(
    plan_id: PlanId,
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", help="The file to write: the text where it ends in .txt, else the PDF."
        ),
    ],
    language: Annotated[
        str | None, typer.Option(help="The language, such as de; that of the customer when left out.")
    ] = None,
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Write the agreement of a plan in the customer's language, keep it, and save it as a file.

    Example: collectdesk plan letter 12 -o agreement.pdf --language de
    """
    from collectdesk.desk.plans.agreement import MakeAgreement, points_for_review
    from collectdesk.desk.plans.letter_file import write_letter

    with seat() as desk:
        command = MakeAgreement(plan_id=plan_id, language=language, **request_field(request_id))
        receipt = write_letter(desk.store, desk.actor, desk.clock(), command, output)
    pdf, text = receipt.created["attachment"]
    review = [ReviewAnswer(topic=one.topic, why=one.why) for one in points_for_review()]
    if json:
        answer(
            LetterAnswer(
                journal_id=receipt.journal_id, repeated=receipt.repeated, attachments=[pdf, text],
                file=str(output), said=receipt.said, review=review,
            )
        )  # fmt: skip
        return 0
    line(receipt.said)
    line(str(output))
    for one in review:
        line(f"{one.topic}: {one.why}")
    return 0


def attach(
    plan_id: PlanId,
    file: Annotated[Path, typer.Argument(help="The signed copy: a PDF, PNG or JPEG of at most 20 MB.")],
    request_id: Request = None,
    json: Json = False,
) -> int:
    """Keep the signed copy of an agreement with its plan.

    Example: collectdesk plan attach 12 signed.pdf
    """
    from collectdesk.desk.plans.agreement import LARGEST_COPY, AttachCopy, attach_copy

    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST_COPY + 1)
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}") from error
    with seat() as desk:
        command = AttachCopy(plan_id=plan_id, name=file.name, content=content, **request_field(request_id))
        return tell(attach_copy(desk.store, desk.actor, desk.clock(), command), json)
