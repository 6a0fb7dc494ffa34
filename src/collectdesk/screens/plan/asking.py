"""The card that asks for a plan beyond one's authority: who decides, by which limits, and why it should be granted."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from collectdesk.desk import words_of_plans as words
from collectdesk.i18n import _
from collectdesk.screens.plan.lines import asked_line, verdict_lines
from collectdesk.screens.plan.reading import save_plan
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text
from collectdesk.widgets.fields import Field
from collectdesk.widgets.kept_field import KeptField

if TYPE_CHECKING:
    from collectdesk.desk.notes import Draft
    from collectdesk.desk.plans.agreeing import MakePlan
    from collectdesk.desk.plans.ground import PlanGround
    from collectdesk.faults import Fault
    from collectdesk.money.proposals import Proposal

FIELDS = ("reason", "changes", "evidence")


class AskCard(Card[Any]):
    """Ask for a plan. Closes with the receipt, which says until when it is decided."""

    place_name = "plan_ask"
    tone = "warn"

    def __init__(self, proposal: Proposal, command: MakePlan, ground: PlanGround) -> None:
        self._proposal, self._command, self._ground = proposal, command, ground
        self._request = uuid.uuid4().hex
        super().__init__()

    def body(self) -> ComposeResult:
        """The plan, who decides, and three lines: why, what will be different, what proves it."""
        given = {"account_id": self._command.account_id}
        yield Text("", id="asked")
        yield KeptField(
            _("Why should it be granted?"),
            id="reason",
            place="plan_reason",
            hint=_("pays from spring on"),
            **given,
        )
        aside = _("may be left empty")
        yield KeptField(
            _("What will be different?"), id="changes", place="plan_changes", aside=aside,
            hint=_("a new contract starts in January"), **given,
        )  # fmt: skip
        yield KeptField(
            _("What proves it?"), id="evidence", place="plan_evidence", aside=aside,
            hint=_("the contract, seen on the call"), **given,
        )  # fmt: skip

    def on_mount(self) -> None:
        """The cursor is in the first line."""
        one, width = self._proposal, 70 if self.narrow else 88
        customer = Line(self._ground.who.customer, "value")
        asked = asked_line(one)
        if self._command.paid_in is not None:
            asked.add(", ", "muted").add(_("paid in {code}").format(code=self._command.paid_in), "text")
        lines = [customer, asked, *verdict_lines(one, self._ground, width)]
        self.query_one("#asked", Text).show(lines)
        self.query_one("#reason", Field).edit()
        account_id = self._command.account_id
        self.read("drafts", lambda desk: _drafts(desk, account_id), self._bring)

    def _bring(self, drafts: list[Draft | None]) -> None:
        for name, draft in zip(FIELDS, drafts, strict=True):
            self.query_one(f"#{name}", KeptField).bring(draft)

    def on_field_changed(self, event: Field.Changed) -> None:
        """What was wrong may be right now."""
        event.stop()
        event.field.set_error("")

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter goes on, and from the last line it asks."""
        event.stop()
        at = FIELDS.index(str(event.field.id))
        if at + 1 < len(FIELDS):
            self.query_one(f"#{FIELDS[at + 1]}", Field).edit()
        else:
            self.do_finish()

    def do_finish(self) -> None:
        """Send the request."""
        fields = {name: self.query_one(f"#{name}", KeptField) for name in FIELDS}
        if not fields["reason"].value:
            fields["reason"].set_error(
                _("say why {who} should grant it").format(who=words.who(self._proposal.ruling.first))
            )
            fields["reason"].edit()
            return
        told = {name: field.value for name, field in fields.items()}
        command = self._command.model_copy(update={**told, "ask": True, "request_id": self._request})
        for field in fields.values():
            field.close()
        self.write(
            lambda desk: save_plan(desk, command),
            self.leave,
            failed=self._failed,
            control=fields["reason"].input,
        )

    def _failed(self, fault: Fault) -> None:
        for name in FIELDS:
            self.query_one(f"#{name}", KeptField).reopen()
        field = self.query_one("#reason", KeptField)
        field.set_error(str(fault))
        field.edit()


def _drafts(desk: Any, account_id: int) -> list[Draft | None]:
    from collectdesk.desk.notes import open_drafts

    found = {draft.place: draft for draft in open_drafts(desk.store, desk.actor, account_id)}
    return [found.get(f"plan_{name}") for name in FIELDS]
