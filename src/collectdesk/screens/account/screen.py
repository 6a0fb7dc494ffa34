"""The account's screen: figures at the top, and views behind digits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget

from collectdesk.desk.local_time import clock
from collectdesk.faults import Fault
from collectdesk.i18n import _, ngettext
from collectdesk.screens.account import gate as gate_said
from collectdesk.screens.account import lines as said
from collectdesk.screens.account import payments as payments_said
from collectdesk.screens.account import timeline as timeline_said
from collectdesk.screens.account.acts import apply_unapplied, end_commitment
from collectdesk.screens.account.briefing import briefing_lines
from collectdesk.screens.account.disputed import DecidesDisputes
from collectdesk.screens.account.negotiation import negotiation_lines, read_sheet
from collectdesk.screens.account.overview import items_short
from collectdesk.screens.account.reading import Seen, read_account
from collectdesk.tui.actions import N_
from collectdesk.tui.clock import clock_time
from collectdesk.tui.knock import knock_and_call
from collectdesk.tui.place import Place
from collectdesk.tui.routes import screen_for
from collectdesk.tui.safe_text import Line, shorten
from collectdesk.tui.screen import Confirm, DeskScreen
from collectdesk.tui.text import Text
from collectdesk.widgets.bars import AgeingBar
from collectdesk.widgets.figures import Figures
from collectdesk.widgets.long_rows import LongRows
from collectdesk.widgets.pages import Row
from collectdesk.widgets.rows import Rows
from collectdesk.widgets.section import Section, section_line
from collectdesk.widgets.tabs import TabStrip

if TYPE_CHECKING:
    from collectdesk.desk.negotiation import NegotiationSheet
    from collectdesk.desk.plans.sheet import PlanOnRecord
    from collectdesk.desk.views import Commitment, Event, Point

VIEWS = ("overview", "items", "timeline", "people", "commitments", "briefing", "gate", "payments")
TIMELINE, BRIEFING, GATE, PAYMENTS = 3, 6, 7, 8


class AccountScreen(DecidesDisputes, DeskScreen):
    """One account. Closes with ("next", account_id) after a call that was saved from here, else with None."""

    place_name = "account"
    CSS_PATH: ClassVar[Any] = "account.tcss"

    def __init__(self, account_id: int) -> None:
        self.account_id = account_id
        self._known: Seen | None = None
        self._sheet: NegotiationSheet | None = None
        self._view = 1
        super().__init__()

    @property
    def place(self) -> Place:
        """The place; what `x` does to a payment, and enter to a message or a dispute, have names of their own."""
        found, named = super().place, _LABELS.get(self._view)
        if self.is_mounted and self._dispute() is not None:
            named = {"open": N_("Decide it")}
        return replace(found, labels={**found.labels, **named}) if named else found

    @property
    def trail(self) -> tuple[str, ...]:
        """Where it was opened from, and the customer."""
        name = self._known.dossier.customer if self._known else self.place.title
        return (_("Queue"), shorten(name, 40))

    def body(self) -> ComposeResult:
        """Head, figures, strip, views."""
        with Vertical(id="whole"):
            yield Text("", id="head")
            yield Figures(id="tiles")
            yield Text("", id="few-tiles")
            yield Text("", id="draft")
            names = (_("Overview"), _("Items"), _("Timeline"), _("People"), _("Commitments"))
            yield TabStrip(
                (*names, _("Briefing"), _("Gate"), _("Payments")), short={5: _("Agreed")}, id="tabs"
            )
            with Horizontal(id="overview", classes="view -shown"):
                with VerticalScroll(id="overview-scroll", classes="scroll"):
                    yield Section(_("Ageing"), first=True, id="ageing-title")
                    yield AgeingBar(id="ageing")
                    yield Text("", id="other-ageing")
                    yield Text("", id="items-short", classes="gap")
                    yield Text("", id="timeline-short", classes="gap")
                with VerticalScroll(classes="side", can_focus=False):
                    yield Text("", id="side")
            with Vertical(id="items", classes="view"):
                yield Rows(said.item_columns(), empty=_("Nothing is open on this account."), id="item-rows")
            with Vertical(id="timeline", classes="view"):
                yield LongRows(id="timeline-rows")
            with VerticalScroll(id="people", classes="view scroll"):
                yield Text("", id="people-long")
            with Vertical(id="commitments", classes="view"):
                yield Rows(
                    said.commitment_columns(),
                    empty=_("Nothing is agreed. p takes a promise, l a plan."),
                    id="agreed",
                )
            with VerticalScroll(id="briefing", classes="view scroll"):
                yield Text("", id="briefing-long")
            with VerticalScroll(id="gate", classes="view scroll"):
                yield Text("", id="gate-long")
            with Vertical(id="payments", classes="view"):
                yield Text("", id="payment-figures")
                yield Rows(
                    payments_said.columns(), empty=_("No payment has been posted here."), id="payment-rows"
                )

    def enter(self) -> None:
        """Read the account."""
        self._read()

    def returned(self) -> None:
        """Another screen may have changed it."""
        self._read()

    def _read(self) -> None:
        wanted = self.account_id
        self.read("account", lambda desk: read_account(desk, wanted), self._show, failed=self._failed)

    def _read_sheet(self) -> None:
        """What to take into a call is read where it is looked at, so that opening an account waits for less."""
        if self._view == BRIEFING and self._known is not None:
            wanted = self.account_id
            self.read("sheet", lambda desk: read_sheet(desk, wanted), self._show_sheet)

    def _show_sheet(self, sheet: NegotiationSheet) -> None:
        self._sheet = sheet
        self._draw()

    def _failed(self, fault: Fault) -> None:
        self.say(str(fault), "stop")
        if self._known is None:
            self.query_one("#head", Text).show(Line(str(fault), "muted"))

    def on_resize(self, event: events.Resize) -> None:
        """Lines are broken anew."""
        super().on_resize(event)
        if self._known is not None:
            self.call_after_refresh(self._draw)

    def home(self) -> Widget | None:
        """What scrolls in the present view."""
        return self.query_one(_HOMES.get(self._view, f"#{VIEWS[self._view - 1]}"))

    # -- drawing ------------------------------------------------------------------------------------------

    def _show(self, seen: Seen) -> None:
        first = self._known is None
        self._known = seen
        self._draw()
        self._read_sheet()
        if first:
            self.set_focus(self.home())
        self.refresh_bars()

    def _draw(self) -> None:
        seen = self._known
        if seen is None:
            return
        now = self.station.now()
        self.query_one("#head", Text).show(said.head_line(seen, now, self.narrow, self.size.width - 4))
        figures, few = self.query_one("#tiles", Figures), self.query_one("#few-tiles", Text)
        figures.display, few.display = not self.narrow, self.narrow
        figures.show(said.tiles(seen))
        few.show(said.few_tiles(seen))
        self._draw_draft(seen)
        self._draw_overview(seen)
        self._draw_lists(seen)

    def _draw_draft(self, seen: Seen) -> None:
        line = Line()
        for draft in seen.drafts[:1]:
            key, what = said.draft_kind(draft.place)
            told = _("a {what} of {time} is not saved yet").format(
                what=what, time=clock_time(draft.saved_at, self.station.zone)
            )
            line.glyph("closing", "warn").space().add(told, "text")
            line.space(3).add(key, "key").space().add(_("Go on with it"))
        draft_text = self.query_one("#draft", Text)
        draft_text.set_class(bool(line.cells), "-said")
        draft_text.show(line)

    def _draw_overview(self, seen: Seen) -> None:
        dossier, zone, now = seen.dossier, self.station.zone, self.station.now()
        width = max(40, self.query_one("#items-short").size.width)
        beside = max(20, self.query_one("#side").size.width)
        ageing, title = self.query_one("#ageing", AgeingBar), self.query_one("#ageing-title", Section)
        ageing.display = title.display = bool(dossier.owed)
        if dossier.owed:
            ageing.show(said.buckets(dossier.owed[0]))
            title.set_aside(dossier.owed[0].currency)
        others = [said.ageing_line(one) for one in dossier.owed[1:]]
        more = self.query_one("#other-ageing", Text)
        more.display = bool(others)
        more.show(others)
        self.query_one("#items-short", Text).show(items_short(dossier, self.narrow, width))
        events_shown = 4 if self.narrow else 8
        count = ngettext("{n:,} entry", "{n:,} entries", dossier.events_total).format(n=dossier.events_total)
        timeline = [section_line(_("Timeline"), Line(count, "muted"), width)]
        timeline += [said.short_event(one, seen, zone, width) for one in dossier.events[:events_shown]]
        if not dossier.events:
            timeline.append(Line(_("Nothing has happened yet."), "muted"))
        self.query_one("#timeline-short", Text).show(timeline)
        side = [section_line(_("People"), None, beside), *said.people_lines(dossier, beside), Line()]
        side.append(section_line(_("Commitments"), None, beside))
        side += said.commitment_lines(seen, now, zone, beside)
        side += [Line(), *gate_said.side_lines(seen.gate, beside)]
        self.query_one("#side", Text).show(side)

    def _draw_lists(self, seen: Seen) -> None:
        dossier, zone, now = seen.dossier, self.station.zone, self.station.now()
        self.query_one("#item-rows", Rows).show(
            [Row(item.id, said.item_cells(item, dossier.day), data=item) for item in dossier.items]
        )
        width = max(40, self.size.width - 7)
        self.query_one("#timeline-rows", LongRows).show(
            timeline_said.rows(seen, zone, width), timeline_said.below(dossier)
        )
        people = said.people_lines(dossier, width)
        address = ", ".join(
            part for part in (dossier.street, dossier.postcode, dossier.city, dossier.region) if part
        )
        if address:
            people += [Line(), Line(_("Address"), "muted").space(2).add(address)]
        local = clock(dossier.country, dossier.zone, now)
        if local:
            people.append(Line(_("Time there"), "muted").space(2).add(local))
        self.query_one("#people-long", Text).show(people)
        self.query_one("#gate-long", Text).show(gate_said.tab_lines(seen.gate, now, zone, width))
        known = briefing_lines(seen.briefing, dossier.country, local, width)
        if self._sheet is not None:
            known = [*negotiation_lines(self._sheet, width), Line(), *known]
        self.query_one("#briefing-long", Text).show(known)
        rows = []
        for plan in seen.plans:
            head, told = said.plan_line(plan, dossier.day)
            cells = [head.pieces[0], head.pieces[-1], (head.tail.text if head.tail else "", "text")]
            rows.append(Row(("plan", plan.id), [*cells, (told, "muted")], data=plan))
        for one in dossier.commitments:
            head, told = said.commitment_line(one, seen, now, zone)
            amount = head.tail.text if head.tail is not None else ""
            cells = [(head.pieces[0][0], head.pieces[0][1]), (head.pieces[-1][0], "text")]
            rows.append(Row((one.kind, one.id), [*cells, (amount, "text"), (told, "muted")], data=one))
        self.query_one("#agreed", Rows).show(rows)
        if dossier.payments is not None:
            self.query_one("#payment-figures", Text).show(payments_said.summary_lines(dossier.payments))
            self.query_one("#payment-rows", Rows).show(payments_said.rows(dossier.payments, dossier.day))

    # -- views --------------------------------------------------------------------------------------------

    def do_digit(self, number: int) -> None:
        """The view of that number."""
        self.query_one(TabStrip).pick(number)

    @on(TabStrip.Picked)
    def _picked(self, event: TabStrip.Picked) -> None:
        event.stop()
        self._view = event.number
        self._read_sheet()
        for at, name in enumerate(VIEWS, 1):
            self.query_one(f"#{name}").set_class(at == event.number, "-shown")
        self.set_focus(self.home())
        self.refresh_bars()

    # -- acts ---------------------------------------------------------------------------------------------

    def _can_act(self) -> bool:
        return self._known is not None

    can_call = can_note = can_promise = can_dispute = can_follow_up = can_interest = _can_act
    can_plan = can_skip = can_copy = can_bindings = can_briefing = can_gate = can_payments = _can_act

    def do_call(self) -> None:
        """Call where the gate lets it; a call that was saved closes this screen as well, and the queue goes on."""
        knock_and_call(self, self.account_id, self._called)

    def _called(self, result: tuple[str, int] | None) -> None:
        if result and result[0] == "next":
            self.leave(result)

    def do_briefing(self) -> None:
        """What to know before a call, and what to take into it."""
        self.do_digit(BRIEFING)

    def do_edit(self) -> None:
        """What was traded."""
        self._push("trade")

    def can_edit(self) -> bool:
        """Beside the sheet it belongs to."""
        return self._view == BRIEFING and self._sheet is not None and self._sheet.target is not None

    def do_gate(self) -> None:
        """What may be done, under which rules."""
        self.do_digit(GATE)

    def do_payments(self) -> None:
        """What came in from this customer."""
        self.do_digit(PAYMENTS)

    def do_note(self) -> None:
        """Write a note."""
        self._push("notes")

    def do_promise(self) -> None:
        """Take a promise."""
        self._push("promise")

    def do_message(self) -> None:
        """Write to the customer."""
        self._push("message")

    def do_dispute(self) -> None:
        """Record a dispute."""
        self._push("dispute")

    def do_follow_up(self) -> None:
        """Set a follow-up."""
        self._push("follow_up")

    def do_plan(self) -> None:
        """Agree on instalments."""
        self._push("plan")

    def do_open(self) -> None:
        """The plan or dispute that is selected among the commitments, the message on the timeline."""
        plan, message = self._plan(), self._message()
        if self._dispute() is not None:
            self.do_decide()
        if plan is not None:
            self.station.push_screen(screen_for("plan_record", account_id=self.account_id, plan=plan))
        elif message is not None:
            self.station.push_screen(timeline_said.card_of(message))

    def can_open(self) -> bool:
        """On a plan or a dispute in the list of commitments, on a message in the timeline."""
        return any(one is not None for one in (self._plan(), self._dispute(), self._message()))

    def _message(self) -> Event | None:
        row = self.query_one("#timeline-rows", LongRows).current if self._view == TIMELINE else None
        return row.data if row is not None and timeline_said.is_message(row.data) else None

    def do_interest(self) -> None:
        """What late payment and exchange rates cost."""
        self._push("interest")

    def do_skip(self) -> None:
        """Leave it for today."""
        self._push("skip")

    def do_bindings(self) -> None:
        """Record a wish or a stop."""
        self._push("bindings")

    def do_transfer(self) -> None:
        """Give it to another collector."""
        self.station.push_screen(screen_for("transfer", account_ids=(self.account_id,)))

    def _push(self, name: str, then: Any = None) -> None:
        self.station.push_screen(screen_for(name, account_id=self.account_id), then)

    def do_copy(self) -> None:
        """The first number that may be dialled, to the clipboard."""
        number = self._number()
        if not number:
            self.say(_("No number is known to copy."), "warn")
            return
        self.station.copy_to_clipboard(number)
        self.say(_("Sent to the terminal's clipboard: {number}").format(number=number), "info")

    def _number(self) -> str:
        if self._known is None:
            return ""
        dossier = self._known.dossier
        points: list[Point] = [point for person in dossier.people for point in person.points]
        phones = [
            point
            for point in (*points, *dossier.loose_points)
            if point.kind == "phone" and point.state in ("verified", "unverified")
        ]
        phones.sort(key=lambda point: point.state != "verified")
        return phones[0].value if phones else ""

    # -- ending a commitment, reversing a payment ---------------------------------------------------------

    def _agreed(self) -> Commitment | None:
        row = self._agreed_row()
        return row.data if row is not None and row.key[0] in _ENDS else None

    def _plan(self) -> PlanOnRecord | None:
        row = self._agreed_row()
        return row.data if row is not None and row.key[0] == "plan" else None

    def _agreed_row(self) -> Any:
        return self.query_one("#agreed", Rows).current if self._view == 5 and self._known else None

    def _reversible(self) -> payments_said.Reversible | None:
        if self._view != PAYMENTS or self._known is None or not self.station.may("cash"):
            return None
        row = self.query_one("#payment-rows", Rows).current
        return row.data if row is not None else None

    def can_yes(self) -> bool:
        """On a payment that is not wholly applied."""
        posted = self._reversible()
        return posted is not None and posted.unapplied

    def do_yes(self) -> None:
        """Give what is unapplied of it to the open items."""
        posted = self._reversible()
        if posted is not None:
            payment_id = posted.payment_id
            self.write(lambda desk: apply_unapplied(desk, payment_id), lambda _receipt: self._read())

    def can_no(self) -> bool:
        """On what stands in the list of commitments: a hold, a promise, a next action, a plan; or on a posting."""
        plan = self._plan()
        live = plan is not None and plan.state in said.LIVE_PLANS
        return live or self._agreed() is not None or self._reversible() is not None

    def do_no(self) -> None:
        """End the selected commitment, after a question; reverse the selected posting or payment, with a reason."""
        one, plan, posted = self._agreed(), self._plan(), self._reversible()
        if posted is not None:
            given = {"payment_id": posted.payment_id, "allocation_id": posted.allocation_id}
            self.station.push_screen(screen_for("reverse", **given, said=posted.said))
        elif plan is not None:
            self.station.push_screen(screen_for("plan_drop", account_id=self.account_id, plan_id=plan.id))
        elif one is not None:
            title, question = _ENDS[one.kind]
            told = said.commitment_line(one, self._known, self.station.now(), self.station.zone)[1]  # type: ignore[arg-type]
            self.station.push_screen(
                Confirm(_(title), f"{_(question)} {told}"), lambda yes: self._end(one) if yes else None
            )

    def _end(self, one: Commitment) -> None:
        self.write(lambda desk: end_commitment(desk, one.kind, one.id), lambda _receipt: self._read())

    @on(Rows.Highlighted)
    @on(LongRows.Highlighted)
    def _highlighted(self, event: Rows.Highlighted | LongRows.Highlighted) -> None:
        event.stop()
        self.refresh_bars()

    @on(Rows.Chosen)
    @on(LongRows.Chosen)
    def _chosen(self, event: Rows.Chosen | LongRows.Chosen) -> None:
        event.stop()
        self.do_open()


_HOMES = {
    1: "#overview-scroll", 2: "#item-rows", TIMELINE: "#timeline-rows", 5: "#agreed", PAYMENTS: "#payment-rows",
}  # fmt: skip
_LABELS = {
    TIMELINE: {"open": N_("Open the message")}, 5: {"open": N_("Open the plan")}, PAYMENTS: {"no": N_("Reverse")},
}  # fmt: skip
_ENDS = {
    "hold": (N_("Lift this hold?"), N_("The account comes back to the list:")),
    "promise": (N_("Withdraw this promise?"), N_("It counts neither as kept nor as broken:")),
    "next_action": (N_("Is this done?"), N_("It goes from the list of follow-ups:")),
}
