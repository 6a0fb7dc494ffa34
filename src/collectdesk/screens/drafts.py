"""The messages that were prepared and wait for a look: by batch, the customer's text beside the collector's."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from collectdesk.i18n import _, ngettext
from collectdesk.tui.clock import day_month
from collectdesk.tui.routes import screen_for
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import Card, Confirm, DeskScreen
from collectdesk.tui.text import Text
from collectdesk.widgets.columns import Column
from collectdesk.widgets.pages import Row
from collectdesk.widgets.rows import Rows
from collectdesk.widgets.words import wrapped

if TYPE_CHECKING:
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.messages.batches import Batch, DraftLine, DraftText, Outcome


class DraftsScreen(DeskScreen):
    """Drafts in batches. Only what was shown here can be marked, and only what is marked goes out."""

    place_name = "drafts"
    CSS_PATH: ClassVar[Any] = "drafts.tcss"

    def __init__(self) -> None:
        self._batches: tuple[Batch, ...] = ()
        self._seen: dict[int, str] = {}
        self._marked: set[int] = set()
        super().__init__()

    def body(self) -> ComposeResult:
        """The list, and both texts of the selected draft."""
        with Vertical(classes="main -flush"):
            yield Text(Line(_("Drafts"), "muted"), id="head")
            yield Rows(_columns(), empty=_("No draft waits. esc goes back."), id="drafts")
            with Horizontal(id="texts"):
                yield Text("", id="theirs")
                yield Text("", id="ours")

    @property
    def rows(self) -> Rows:
        """The list."""
        return self.query_one("#drafts", Rows)

    @property
    def _chosen(self) -> DraftLine | None:
        row = self.rows.current if self.is_mounted else None
        return row.data if row is not None else None

    def home(self) -> Widget | None:
        """The list."""
        return self.rows

    def enter(self) -> None:
        """Read the list."""
        self.rows.focus()
        self.read("drafts", _read, self._show)

    def _show(self, found: tuple[Batch, ...]) -> None:
        self._batches = found
        there = {one.id for batch in found for one in batch.drafts}
        self._marked &= there
        self._list()

    def _list(self) -> None:
        rows = [self._row(one, _title(batch)) for batch in self._batches for one in batch.drafts]
        self.rows.show(rows)
        line = Line(ngettext("{n} draft", "{n} drafts", len(rows)).format(n=len(rows)), "value")
        line.add(", ", "muted").add(
            _("{n} marked").format(n=len(self._marked)), "value" if self._marked else "muted"
        )
        self.query_one("#head", Text).show(line)
        self.refresh_bars()

    def _row(self, one: DraftLine, title: str) -> Row:
        warned = ", ".join(rule for rule, _why in one.findings)
        marked = one.id in self._marked
        return Row(
            one.id,
            (
                (_("yes") if marked else "", "value"),
                (one.customer, "text"),
                (one.message, "text"),
                (one.language, "muted"),
                (one.channel, "muted"),
                (warned or (_("lead") if one.needs_approval else ""), "warn" if warned else "muted"),
                (one.author, "muted"),
            ),
            group=title,
            mark="current" if marked else "",
            data=one,
        )

    @on(Rows.Highlighted)
    def _highlighted(self, event: Rows.Highlighted) -> None:
        event.stop()
        one = self._chosen
        if one is None:
            self._preview(None)
        else:
            wanted = one.id
            self.read("draft", lambda desk: _text(desk, wanted), self._preview)
        self.refresh_bars()

    def _preview(self, draft: DraftText | None) -> None:
        one = self._chosen
        if draft is not None and (one is None or one.id != draft.id):
            return
        alone = self.narrow or (draft is not None and draft.text == draft.collector_text)
        width = max(20, (self.size.width - 6) if alone else (self.size.width - 8) // 2)
        theirs, ours = self.query_one("#theirs", Text), self.query_one("#ours", Text)
        ours.display = not alone
        theirs.show(_lines(draft.subject, draft.text, width) if draft else "")
        ours.show(_lines("", draft.collector_text, width) if draft else "")
        if draft is not None:
            self._seen[draft.id] = draft.digest
        self.refresh_bars()

    # -- keys ---------------------------------------------------------------------------------------------

    @on(Rows.Chosen)
    def _opened(self, event: Rows.Chosen) -> None:
        event.stop()
        self.do_open()

    def can_open(self) -> bool:
        """A draft is selected."""
        return self._chosen is not None

    def can_yes(self) -> bool:
        """The selected draft was shown."""
        one = self._chosen
        return one is not None and one.id in self._seen

    def can_finish(self) -> bool:
        """Something is marked."""
        return bool(self._marked)

    can_no = can_note = can_open

    def do_open(self) -> None:
        """Both texts in full."""
        one = self._chosen
        if one is not None:
            self.station.push_screen(screen_for("draft", message_id=one.id, customer=one.customer))

    def do_yes(self) -> None:
        """Mark the selected draft, or take its mark away, and go on to the next."""
        one = self._chosen
        if one is None:
            return
        self._marked ^= {one.id}
        self._list()
        if one.id in self._marked:
            self.rows.action_step(1)

    def do_other(self) -> None:
        """Mark all drafts of this batch that were shown, or take their marks away."""
        one = self._chosen
        batch = next((some for some in self._batches if one in some.drafts), None)
        if batch is None:
            return
        seen = {draft.id for draft in batch.drafts if draft.id in self._seen}
        self._marked = self._marked - seen if seen <= self._marked else self._marked | seen
        self._list()

    def do_note(self) -> None:
        """A note on the account."""
        one = self._chosen
        if one is not None:
            self.station.push_screen(screen_for("notes", account_id=one.account_id))

    def do_finish(self) -> None:
        """Approve what is marked and queue it."""
        drafts = {key: self._seen[key] for key in sorted(self._marked)}
        given = {"request_id": uuid.uuid4().hex, "drafts": drafts}
        self.write(lambda desk: _approve(desk, given), self._done, control=self.rows)

    def do_no(self) -> None:
        """Drop what is marked, else the selected one; asked once."""
        one = self._chosen
        ids = sorted(self._marked) or ([one.id] if one is not None else [])
        if not ids:
            return
        asked = ngettext("Drop {n} draft?", "Drop {n} drafts?", len(ids)).format(n=len(ids))
        said = _("What is dropped is not prepared again for this step.")
        given = {"request_id": uuid.uuid4().hex, "ids": tuple(ids)}

        def sure(yes: bool | None) -> None:
            if yes:
                self.write(lambda desk: _drop(desk, given), self._done, control=self.rows)

        self.station.push_screen(Confirm(asked, said), sure)

    def _done(self, outcomes: tuple[Outcome, ...]) -> None:
        good = [one for one in outcomes if one.state in ("queued", "dropped")]
        bad = [one for one in outcomes if one not in good]
        self._marked -= {one.id for one in good}
        if bad:
            said = _("{done} of {all} done; the first that was not: {reason}")
            self.say(said.format(done=len(good), all=len(outcomes), reason=bad[0].said), "warn")
        elif good and good[0].state == "dropped":
            self.say(ngettext("{n} draft dropped", "{n} drafts dropped", len(good)).format(n=len(good)))
        else:
            self.say(ngettext("{n} message queued", "{n} messages queued", len(good)).format(n=len(good)))
        self.enter()


class DraftCard(Card[None]):
    """One draft in full: what the customer reads, then what the collector reads."""

    place_name = "draft"

    def __init__(self, message_id: int, customer: str) -> None:
        self._message_id, self._customer = message_id, customer
        super().__init__()

    def body(self) -> ComposeResult:
        """Both texts."""
        yield Text("", id="draft-text")

    def on_mount(self) -> None:
        """Read it."""
        super().on_mount()
        wanted = self._message_id
        self.read("draft", lambda desk: _text(desk, wanted), self._show)

    def _show(self, draft: DraftText) -> None:
        width = max(20, self.query_one("#card-body").size.width - 2)
        lines = [Line(_("{customer} reads").format(customer=self._customer), "muted")]
        lines += _lines(draft.subject, draft.text, width)
        lines += [Line(), Line(_("In your language"), "muted")]
        lines += _lines("", draft.collector_text, width)
        self.query_one("#draft-text", Text).show(lines)


def _lines(subject: str, text: str, width: int) -> list[Line]:
    found = [Line(one, "value") for one in wrapped(subject, width)] if subject else []
    if found:
        found.append(Line())
    return found + [Line(one) for paragraph in text.split("\n") for one in wrapped(paragraph, width) or [""]]


def _title(batch: Batch) -> str:
    spoken = ", ".join(f"{language} {n}" for language, n in batch.languages)
    said = _("{day}, {step}: {n} ({languages})").format(
        day=day_month(batch.day), step=batch.step, n=len(batch.drafts), languages=spoken
    )
    if batch.findings:
        said += ", " + ngettext("{n} with a warning", "{n} with warnings", batch.findings).format(
            n=batch.findings
        )
    return said


def _columns() -> list[Column]:
    return [
        Column(_("mark"), 4),
        Column(_("customer"), grow=True, gap=2, value=True),
        Column(_("message"), 22, gap=2),
        Column("", 7),
        Column("", 9, wide_only=True),
        Column(_("look"), 8),
        Column(_("signed by"), 14, wide_only=True),
    ]


def _read(desk: DeskHandle) -> tuple[Batch, ...]:
    from collectdesk.desk.messages.batches import batches

    with desk.store.read() as session:
        return batches(session, desk.actor)


def _text(desk: DeskHandle, message_id: int) -> DraftText:
    from collectdesk.desk.messages.batches import draft_text

    with desk.store.read() as session:
        return draft_text(session, message_id)


def _approve(desk: DeskHandle, given: dict[str, Any]) -> tuple[Outcome, ...]:
    from collectdesk.desk.messages.batches import ApproveBatch, approve_batch

    return approve_batch(desk.store, desk.actor, desk.clock(), ApproveBatch(**given))


def _drop(desk: DeskHandle, given: dict[str, Any]) -> tuple[Outcome, ...]:
    from collectdesk.desk.messages.batches import DropDrafts, drop_drafts

    return drop_drafts(desk.store, desk.actor, desk.clock(), DropDrafts(**given))
