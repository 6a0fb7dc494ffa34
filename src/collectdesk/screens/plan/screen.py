"""The plan's screen: three proposals beside each other, one's own terms as they are typed, and what follows of each."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget

from collectdesk.desk import words_of_plans as words
from collectdesk.faults import BadInput, Fault
from collectdesk.i18n import _, ngettext
from collectdesk.money.display import figure, spoken
from collectdesk.money.household import Household
from collectdesk.money.liquidity import Forecast
from collectdesk.screens.plan import lines as said
from collectdesk.screens.plan.options import Option
from collectdesk.screens.plan.reading import Table, read_table, save_plan
from collectdesk.tui.acting import is_field
from collectdesk.tui.routes import screen_for
from collectdesk.tui.safe_text import Line, shorten
from collectdesk.tui.screen import DeskScreen
from collectdesk.tui.text import Text
from collectdesk.widgets.cash_line import CashLine
from collectdesk.widgets.fields import Field
from collectdesk.widgets.kept_field import KeptField
from collectdesk.widgets.notice import Notice
from collectdesk.widgets.section import section_line

if TYPE_CHECKING:
    from collectdesk.desk.plans.agreeing import MakePlan
    from collectdesk.money.proposals import Proposal
    from collectdesk.money.schedule import Terms

USUAL = 2
"""The proposal that is chosen at first: the balanced one."""
YOURS = 4


class PlanScreen(DeskScreen):
    """A plan for an account. Closes with the receipt once it is offered or asked for, with None when left."""

    place_name = "plan"
    CSS_PATH: ClassVar[Any] = "plan.tcss"

    def __init__(self, account_id: int) -> None:
        self._account_id = account_id
        self._request = uuid.uuid4().hex
        self._table: Table | None = None
        self._currency: str | None = None
        self._chosen = self._base = USUAL
        self._yours: tuple[MakePlan, Proposal] | None = None
        self._nearest: tuple[MakePlan, Proposal] | None = None
        self._finish_soon = False
        super().__init__()

    @property
    def trail(self) -> tuple[str, ...]:
        """Where it was opened from, and whose it is."""
        name = shorten(self._table.sheet.ground.who.customer, 40) if self._table else _("Account")
        return (_("Queue"), name, self.place.title)

    def body(self) -> ComposeResult:
        """What goes in, the proposals, one's own terms, the payments, the customer's cash."""
        with Vertical(id="whole"):
            yield Text(Line(_("Reading what is owed …"), "muted"), id="head")
            with Horizontal(id="compare"):
                for number in (1, 2, 3, YOURS):
                    yield Option(number)
            yield Text("", id="verdicts")
            yield KeptField(_("Your own terms"), id="line", account_id=self._account_id, place="plan")
            yield Notice(kind="stop", id="notice")
            with Horizontal(id="below"):
                with VerticalScroll(id="payments"):
                    yield Text("", id="facts")
                    yield Text("", id="schedule")
                    yield Text("", id="cash-head-below", classes="cash-below gap")
                    yield CashLine(id="cash-below")
                    yield Text("", id="cash-said-below", classes="cash-below")
                with VerticalScroll(classes="side"):
                    yield Text("", id="cash-head")
                    yield CashLine(id="cash")
                    yield Text("", id="cash-said")
                    yield Text("", id="to-know", classes="gap")

    def enter(self) -> None:
        """Read what there is."""
        self._read()

    def returned(self) -> None:
        """What the customer can pay may have been recorded or taken back."""
        self._read()

    def home(self) -> Widget | None:
        """The payments, which scroll."""
        return self.query_one("#payments")

    @property
    def field(self) -> KeptField:
        """One's own terms."""
        return self.query_one("#line", KeptField)

    def _read(self) -> None:
        account_id, currency = self._account_id, self._currency
        self.read(
            "plan", lambda desk: read_table(desk, account_id, currency), self._show, failed=self._failed
        )

    def _failed(self, fault: Fault) -> None:
        self._table = None
        self.query_one("#whole").add_class("-nothing")
        self.query_one("#head", Text).show(Line().glyph("shut", "muted").space().add(str(fault), "text"))
        self.refresh_bars()

    def _show(self, table: Table) -> None:
        first, self._table = self._table is None, table
        self.query_one("#whole").remove_class("-nothing")
        if first:
            self.field.bring(table.draft)
            if self.field.value:
                self._chosen = YOURS
        if table.live is not None:
            state = words.plan_state(table.live.state)
            self._tell(
                _("{amount} is in a plan already: {state}.").format(
                    amount=spoken(table.live.schedule.total), state=state
                ),
                _("Accept or drop it among the commitments of the account."),
            )
        self._understand()
        self.refresh_bars()
        if self._finish_soon:
            self._finish_soon = False
            self.do_finish()

    # -- the plan that is chosen --------------------------------------------------------------------------

    def _all(self) -> list[tuple[int, Proposal]]:
        """The proposals with their numbers, and one's own."""
        table = self._table
        found = list(enumerate(table.sheet.proposals, 1)) if table is not None else []
        return [*found, (YOURS, self._yours[1])] if self._yours is not None else found

    @property
    def number(self) -> int:
        """The number of the plan that is shown: while one's own cannot be read, the one it starts from."""
        return self._base if self._chosen == YOURS and self._yours is None else self._chosen

    @property
    def current(self) -> Proposal | None:
        """The plan that is shown."""
        return dict(self._all()).get(self.number)

    def _command(self) -> MakePlan | None:
        from collectdesk.desk.plans.edited import plan_of

        if self.number == YOURS and self._yours is not None:
            return self._yours[0]
        one = self.current
        if self._table is None or one is None or one.terms is None:
            return None
        return plan_of(self._table.sheet.ground, one.terms)

    def _base_terms(self) -> Terms | None:
        """What is not typed is as in this."""
        if self._table is None:
            return None
        one = dict(enumerate(self._table.sheet.proposals, 1)).get(self._base)
        return one.terms if one is not None else None

    def do_digit(self, number: int) -> None:
        """Choose a proposal, or 4 for one's own."""
        if number in dict(self._all()):
            self._choose(number)

    def can_digit(self) -> bool:
        """Where there is more than one."""
        return bool(self._all())

    @on(Option.Picked)
    def _picked(self, event: Option.Picked) -> None:
        event.stop()
        self.do_digit(event.number)

    def _choose(self, number: int) -> None:
        self._chosen = number
        if number != YOURS:
            self._base = number
            self._reword()
        self._quiet()
        self._draw()
        self.query_one("#payments").scroll_home(animate=False)
        self.refresh_bars()

    # -- one's own terms ----------------------------------------------------------------------------------

    def do_edit(self) -> None:
        """Type terms; what is left out is as in the proposal that was chosen."""
        self._reword()
        self.field.edit()

    def can_edit(self) -> bool:
        """Where there is a plan to change."""
        return self._base_terms() is not None

    def on_field_changed(self, event: Field.Changed) -> None:
        """Understand it at every key; what is typed is chosen."""
        event.stop()
        if self._table is not None:
            self._chosen = YOURS if self.field.value else self._base
            self._quiet()
            self._understand()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter leaves the line, with what was typed chosen."""
        event.stop()
        if self._yours is not None or not self.field.value:
            self.set_focus(self.home())
        self.refresh_bars()

    def _reword(self) -> None:
        from collectdesk.desk.typed.plan_line import plan_words

        terms = self._base_terms()
        if terms is None:
            return
        self.field.input.placeholder = plan_words(terms)
        name = words.proposal_name(self._table.sheet.proposals[self._base - 1].name)  # type: ignore[union-attr]
        self.field.set_aside(
            _("down payment, number or amount, rhythm, first day; the rest as in {n} {name}").format(
                n=self._base, name=name
            )
            if not self.narrow
            else _("the rest as in {n} {name}").format(n=self._base, name=name)
        )

    def _understand(self) -> None:
        from collectdesk.desk.plans.edited import edited_plan
        from collectdesk.desk.plans.sheet import judge_edit
        from collectdesk.desk.typed.plan_line import parse_plan

        table, base, typed = self._table, self._base_terms(), self.field.value
        self._yours, problem = None, ""
        if table is not None and base is not None and typed:
            ground = table.sheet.ground
            parsed = parse_plan(typed, ground.case.starts_on, ground.case.total.currency)
            problem = parsed.problem
            if not problem:
                try:
                    command = edited_plan(ground, base, parsed)
                    self._yours = (command, judge_edit(ground, command))
                except BadInput as fault:
                    problem = str(fault)
        self.field.set_error(problem)
        self.field.set_understood(self._understood())
        self._reword()
        self._draw()

    def _understood(self) -> Line | str:
        from collectdesk.desk.words import method

        if self._yours is None:
            return ""
        command, one = self._yours
        plan = one.schedule
        line = Line().glyph("done", "ok").space()
        line.add(
            _("{amount} down").format(amount=figure(plan.down)) if plan.down.minor else _("nothing down")
        )
        each = figure(plan.instalments[0].amount)
        line.add(", ", "muted").add(f"{len(plan.instalments)} × {each}", "value").space()
        line.add(words.rhythm(command.rhythm), "text").add(", ", "muted")
        line.add(_("from {day}").format(day=said.year(plan.instalments[0].due_on)), "text")
        return line.add(", ", "muted").add(method(command.method), "muted") if not self.narrow else line

    # -- drawing ------------------------------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        """Lines are broken anew."""
        super().on_resize(event)
        if self._table is not None:
            self.call_after_refresh(self._understand)

    def _draw(self) -> None:
        table = self._table
        if table is None or not self.is_mounted:
            return
        sheet = table.sheet
        self.query_one("#whole").set_class(self._yours is not None, "-typed")
        self.query_one("#head", Text).show(said.head_line(sheet, self.narrow))
        if sheet.why_none:
            line = Line().glyph("refused", "stop").space().add(sheet.why_none, "text")
            self.query_one("#verdicts", Text).show(line)
            self.query_one("#verdicts").styles.display = "block"
            self.query_one("#line").display = False
            return
        self._find_nearest()
        if self.narrow:
            width = max(40, self.size.width - 3)
            self.query_one("#verdicts", Text).show(
                [said.short_line(n, one, sheet.ground, n == self.number, width) for n, one in self._all()]
            )
        else:
            self.call_after_refresh(self._draw_options)
        self._draw_chosen()

    def _draw_options(self) -> None:
        table, found = self._table, self._all()
        if table is None or not found or self.narrow:
            return
        ground = table.sheet.ground
        width = max(20, (self.size.width - 2) // len(found) - 4)
        height = max(len(said.verdict_lines(one, ground, width)) for _n, one in found)
        uneven = any(said.is_uneven(one) for _n, one in found)
        for number, one in found:
            chosen = number == self.number
            self.query_one(f"#option-{number}", Option).show(
                said.title_line(number, one, chosen, width),
                said.column_lines(one, ground, width, height, uneven),
                chosen,
                width,
            )

    def _find_nearest(self) -> None:
        from collectdesk.desk.plans.edited import plan_that_fits

        one, command = self.current, self._command()
        self._nearest = None
        if self._table is None or one is None or command is None or one.fit is None or one.fit.fits:
            return
        self._nearest = plan_that_fits(self._table.sheet.ground, command)

    def _nearest_line(self) -> Line:
        line = Line().add("enter", "key").space()
        if self._nearest is None:
            return Line()
        plan = self._nearest[1].schedule
        told = ngettext(
            "{n} instalment of {each}", "{n} instalments of {each}", len(plan.instalments)
        ).format(n=len(plan.instalments), each=figure(plan.instalments[0].amount))
        down = _("{amount} down").format(amount=figure(plan.down)) if plan.down.minor else _("nothing down")
        return line.add(_("{down} and {told} can be paid").format(down=down, told=told), "text")

    def _draw_chosen(self) -> None:
        table, one = self._table, self.current
        empty: list[Line] = []
        if table is None or one is None:
            for name in ("facts", "schedule", "cash-head", "cash-said", "to-know"):
                self.query_one(f"#{name}", Text).show(empty)
            return
        ground = table.sheet.ground
        width = max(40, self.size.width - (6 if self.narrow else 51))
        beside = width if self.narrow else 41
        nearest = self._nearest_line()
        near = [nearest] if nearest.cells else empty
        to_know = said.to_know_lines(one, ground, beside)
        if self.narrow:
            facts = [
                *said.verdict_lines(one, ground, width),
                *near,
                *said.figure_lines(one, ground, width, False),
                *to_know,
            ]
            self.query_one("#facts", Text).show([line for line in facts if line.text])
        name = words.proposal_name(one.name)
        count = words.payments(len(one.schedule.payments))
        title = _("{n} {name}, {count}").format(n=self.number, name=name, count=count)
        schedule = said.schedule_lines(one.schedule, title, width)
        curve = said.cash_of(one, ground)
        after = [Line(), *said.to_know_lines(one, ground, width)] if curve is not None else empty
        self.query_one("#schedule", Text).show(schedule if self.narrow else [*near, *schedule, *after])
        self.query_one("#to-know", Text).show(to_know if curve is None else empty)
        self._draw_cash(one, beside)

    def _draw_cash(self, one: Proposal, width: int) -> None:
        if self._table is None:
            return
        ground = self._table.sheet.ground
        ability = ground.case.ability
        told: list[Line] = []
        if isinstance(ability, Forecast):
            weeks = len(ability.flows)
            title = ngettext("Their cash, {n} week", "Their cash, {n} weeks", weeks).format(n=weeks)
            told = said.cash_said(one, ground, width)
        elif isinstance(ability, Household):
            title = _("Their household, a month")
            told = said.household_lines(ability, width)
        else:
            title = _("Their cash")
            line = Line(_("Nothing is known of their ability to pay."), "text")
            told = [line, Line("$", "key").space().add(_("Enter what is known"), "muted")]
        head = [section_line(title, Line(ground.case.total.currency, "muted"), width)]
        curve = said.cash_of(one, ground)
        for suffix, shown in (("", not self.narrow), ("-below", self.narrow)):
            plot = self.query_one(f"#cash{suffix}", CashLine)
            plot.display = shown and curve is not None
            plot.show(curve)
            for name, text in ((f"cash-head{suffix}", head), (f"cash-said{suffix}", told)):
                widget = self.query_one(f"#{name}", Text)
                widget.set_class(True, "-some")
                widget.show(text)

    def _tell(self, head: str, sentence: str | Line) -> None:
        notice = self.query_one("#notice", Notice)
        notice.add_class("-said")
        notice.tell(head, sentence, kind="warn")

    def _quiet(self) -> None:
        if self._table is None or self._table.live is None:
            self.query_one("#notice", Notice).remove_class("-said")

    # -- acts ---------------------------------------------------------------------------------------------

    def do_finish(self) -> None:
        """Offer the chosen plan; beyond one's authority ask for it."""
        if self._table is None:
            self._finish_soon = not self.query_one("#whole").has_class("-nothing")
            return
        one, command = self.current, self._command()
        unread = self._chosen == YOURS and self._yours is None
        if unread or one is None or command is None:
            self.field.edit()
            return
        if not one.ruling.allowed:
            if one.ruling.first is None:
                raise BadInput(words.decides(one.ruling))
            card = screen_for("plan_ask", proposal=one, command=command, ground=self._table.sheet.ground)
            self.station.push_screen(card, self._asked)
            return
        command = command.model_copy(update={"request_id": self._request})
        self.field.close()
        self.write(
            lambda desk: save_plan(desk, command), self.leave, failed=self._refused, control=self.field.input
        )

    def can_finish(self) -> bool:
        """Unless there is nothing to plan for."""
        return not self.query_one("#whole").has_class("-nothing") if self.is_mounted else True

    def _asked(self, receipt: Any) -> None:
        if receipt is not None:
            self.field.close()
            self.leave(receipt)

    def _refused(self, fault: Fault) -> None:
        self._request = uuid.uuid4().hex
        self.field.reopen()
        self._tell(_("Not offered:"), str(fault))
        if is_field(self.focused):
            self.set_focus(self.home())
        self._draw()

    def do_open(self) -> None:
        """Take the nearest plan that they can pay."""
        from collectdesk.desk.typed.plan_line import plan_words

        terms = self._nearest[1].terms if self._nearest is not None else None
        if terms is not None:
            self._quiet()
            self.field.value = plan_words(terms)
            self.set_focus(self.home())

    def can_open(self) -> bool:
        """Where the chosen one cannot be paid and another could."""
        return self._nearest is not None and not is_field(self.focused)

    def do_other(self) -> None:
        """The next currency in which something is overdue."""
        codes = self._table.sheet.currencies if self._table is not None else ()
        if len(codes) > 1:
            now = self._table.sheet.ground.case.total.currency  # type: ignore[union-attr]
            self._currency = codes[(codes.index(now) + 1) % len(codes)]
            self._read()

    def can_other(self) -> bool:
        """Where they owe in several currencies."""
        return self._table is not None and len(self._table.sheet.currencies) > 1

    def do_ability(self) -> None:
        """Enter what is known of their ability to pay."""
        if self._table is None:
            return
        who = self._table.sheet.ground.who
        kind = {"business": "plan_forecast", "consumer": "plan_household"}.get(who.party_type, "plan_ability")
        code = self._table.sheet.ground.case.total.currency
        self.station.push_screen(screen_for(kind, account_id=self._account_id, currency=code))

    def can_ability(self) -> bool:
        """Where there is something to plan for."""
        return self._table is not None

    def do_copy(self) -> None:
        """The payments as text, to the clipboard."""
        one = self.current
        if one is None:
            return
        lines = [
            f"{said.year(payment.due_on)}\t{payment.amount.currency} {figure(payment.amount)}"
            for payment in one.schedule.payments
        ]
        self.station.copy_to_clipboard("\n".join(lines) + "\n")
        self.say(_("The payments are sent to the terminal's clipboard."), "info")

    def can_copy(self) -> bool:
        """Where there is a plan."""
        return self.current is not None
