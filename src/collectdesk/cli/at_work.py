"""Commands about the shift itself: when work began, paused and ended, and what was learned in it."""

from __future__ import annotations

from typing import Annotated

import typer

from collectdesk.cli.output import Answer, Json, answer, line
from collectdesk.cli.seat import seat
from collectdesk.faults import BadInput
from collectdesk.i18n import _


class OnRecord(Answer):
    """An act that left a journal entry."""

    entry: int
    said: str


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("shift")(mark)
    app.command("learned")(learned)


def mark(
    what: Annotated[str, typer.Argument(help="begin, break, resume or end.")],
    json: Json = False,
) -> int:
    """Record when you begin, pause, go on and end, so that the report can tell figures by the hour.

    Example: collectdesk shift begin
    """
    from collectdesk.desk.shift_marks import MarkShift, mark_shift

    if what not in ("begin", "break", "resume", "end"):
        raise BadInput(_("{what} is none of begin, break, resume, end").format(what=what))
    with seat() as desk:
        receipt = mark_shift(desk.store, desk.actor, desk.clock(), MarkShift.model_validate({"mark": what}))
    return _told(receipt.journal_id, receipt.said, json)


def learned(
    kind: Annotated[str, typer.Argument(help="review, coaching or learned.")],
    topic: Annotated[
        str, typer.Argument(help="A code such as silence_after_asking; no names, no sentences.")
    ],
    about: Annotated[str | None, typer.Option(help="Whom it is about; yourself when left out.")] = None,
    json: Json = False,
) -> int:
    """Record a review, a coaching or something learned, as a code that the shift report counts.

    Example: collectdesk learned review silence_after_asking --about Asha
    """
    from pydantic import ValidationError

    from collectdesk.desk.shift_marks import LogLearning, log_learning

    try:
        command = LogLearning.model_validate({"kind": kind, "topic": topic, "about": about})
    except ValidationError as error:
        raise BadInput(
            _("write review, coaching or learned, then a code of small letters, digits and _ or -")
        ) from error
    with seat() as desk:
        receipt = log_learning(desk.store, desk.actor, desk.clock(), command)
    return _told(receipt.journal_id, receipt.said, json)


def _told(entry: int, said: str, as_json: bool) -> int:
    if as_json:
        answer(OnRecord(entry=entry, said=said))
    else:
        line(said)
    return 0
