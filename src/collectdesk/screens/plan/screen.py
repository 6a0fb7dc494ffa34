"""The plan's screen: three proposals beside each other, one's own terms as they are typed, and what follows of each."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget

from collectdesk.desk import words_of_plans as words
from collectdesk.faults import Fault
from collectdesk.i18n import _
from collectdesk.money.display import figure, spoken
from collectdesk.money.no_figure import NoFigure
from collectdesk.screens.plan import lines as said
from collectdesk.screens.plan.ability_known import standing_lines
from collectdesk.screens.plan.choice import SETTLE, YOURS, Choice
from collectdesk.screens.plan.local import local_schedule_lines, rule_lines
from collectdesk.screens.plan.options import Option
from collectdesk.screens.plan.reading import Table, read_rates, read_table, save_plan
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
    from collectdesk.money.fx import Rates
    from collectdesk.money.proposals import Proposal


class PlanScreen(DeskScreen):
    """A plan for an account, talked over with a person where one is named.

    Closes with the receipt once it is offered or asked for, with None when left.
    """

    place_name = "plan"
    CSS_PATH: ClassVar[Any] = "plan.tcss"

    def __init__(self, account_id: int, person_id: int | None = None) -> None:
        self._account_id, self._person_id = account_id, person_id
        self._request = uuid.uuid4().hex
        self._choice: Choice | None = None
        self._currency: str | None = None
        self._early: int | None = None
        self._finish_soon = False
        super().__init__()

    @property
    def trail(self) -> tuple[str, ...]:
        """Where it was opened from, and whose it is."""
        name = shorten(self._choice.ground.who.customer, 40) if self._choice else _("Account")
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
        self._choice = None
        self.query_one("#whole").add_class("-nothing")
        self.query_one("#head", Text).show(Line().glyph("shut", "muted").space().add(str(fault), "text"))
        self.refresh_bars()

    def _show(self, table: Table) -> None:
        before, self._choice = self._choice, Choice(table)
        choice = self._choice
        self.query_one("#whole").remove_class("-nothing")
        if before is None:
            self.field.bring(table.draft)
            choice.chosen = YOURS if self.field.value else choice.chosen
        else:
            choice.base, choice.chosen = before.base, before.chosen
            same = before.ground.case.total.currency == choice.ground.case.total.currency
            choice.rates = before.rates if same else {}
        early, self._early = self._early, None
        if early in dict(choice.all):
            choice.choose(early)
        if table.live is not None:
            state = words.plan_state(table.live.state)
            self._tell(
                _("{amount} is in a plan already: {state}.").format(
                    amount=spoken(table.live.schedule.total), state=state
                ),
                _("It stands among the commitments of the account."),
            )
        self._understand()
        self.refresh_bars()
        soon, self._finish_soon = self._finish_soon, False
        # What was typed on another day was not seen yet: it is not offered unlooked at.
        if soon and choice.chosen != YOURS:
            self.do_finish()

    # -- the plan that is chosen --------------------------------------------------------------------------

    @property
    def current(self) -> Proposal | None:
        """The plan that is shown."""
        return self._choice.current if self._choice is not None else None

    def do_digit(self, number: int) -> None:
        """Choose a proposal, or 4 for one's own; 5 is less than all."""
        choice = self._choice
        if number == SETTLE:
            self._settle()
            return
        if choice is None:
            self._early = number
        elif number in dict(choice.all):
            choice.choose(number)
            self._quiet()
            self._understand()
            self.query_one("#payments").scroll_home(animate=False)
            self.refresh_bars()

    def can_digit(self) -> bool:
        """Where there is a choice; pressed before it is read it counts once it is."""
        return self.current is not None if self._choice is not None else self.can_finish()

    @on(Option.Picked)
    def _picked(self, event: Option.Picked) -> None:
        event.stop()
        self.do_digit(event.number)

    def _settle(self) -> None:
        code = self._choice.ground.case.total.currency if self._choice is not None else None
        plan = self.current.schedule if self.current is not None else None
        self.station.push_screen(
            screen_for("settlement", account_id=self._account_id, currency=code, plan=plan)
        )

    # -- one's own terms ----------------------------------------------------------------------------------

    def do_edit(self) -> None:
        """Type terms; what is left out is as in the proposal that was chosen."""
        self._reword()
        self.field.edit()

    def can_edit(self) -> bool:
        """Where there is a plan to change; what is typed before it is read counts once it is."""
        return self._choice.base_terms is not None if self._choice is not None else self.can_finish()

    def on_field_changed(self, event: Field.Changed) -> None:
        """Understand it at every key; what is typed is chosen."""
        event.stop()
        if self._choice is not None:
            self._choice.chosen = YOURS if self.field.value else self._choice.base
            self._quiet()
            self._understand()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter leaves the line, with what was typed chosen."""
        event.stop()
        if self._choice is not None and not self._choice.unread:
            self.set_focus(self.home())
        self.refresh_bars()

    def _reword(self) -> None:
        from collectdesk.desk.typed.plan_line import plan_words

        choice = self._choice
        terms = choice.base_terms if choice is not None else None
        if choice is None or terms is None:
            return
        self.field.input.placeholder = plan_words(terms)
        told = _("the rest as in {n} {name}")
        if not self.narrow:
            told = _(
                "down payment, number or amount, rhythm, first day, in which currency; else as in {n} {name}"
            )
        self.field.set_aside(told.format(n=choice.base, name=choice.base_name))

    def _understand(self) -> None:
        choice = self._choice
        if choice is None:
            return
        with self.station.batch_update():
            problem = choice.type(self.field.value)
            local = choice.local
            self._read_rates(choice)
            self.field.set_error(problem or (local.reason if isinstance(local, NoFigure) else ""))
            self.field.set_understood(
                said.understood_line(*choice.yours, self.narrow) if choice.yours else ""
            )
            self._reword()
            self._draw()

    def _read_rates(self, choice: Choice) -> None:
        """Read the rate of the currency to pay in, once, and say then what the payments are in it."""
        code, owed = choice.pays_in, choice.ground.case.total.currency
        if code is None or code in choice.rates:
            return

        def show(rates: Rates) -> None:
            if self._choice is not None and self._choice.ground.case.total.currency == owed:
                self._choice.rates[code] = rates
                self._understand()

        self.read("rates", lambda desk: read_rates(desk, owed, code), show)

    # -- drawing ------------------------------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        """Lines are broken anew."""
        super().on_resize(event)
        if self._choice is not None:
            self.call_after_refresh(self._understand)

    def _draw(self) -> None:
        choice = self._choice
        if choice is None or not self.is_mounted:
            return
        sheet, verdicts = choice.table.sheet, self.query_one("#verdicts", Text)
        self.query_one("#whole").set_class(choice.yours is not None, "-typed")
        self.query_one("#whole").set_class(bool(sheet.why_none), "-none")
        self.query_one("#head", Text).show(said.head_line(sheet, self.narrow))
        if sheet.why_none:
            verdicts.show(Line().glyph("refused", "stop").space().add(sheet.why_none, "text"))
            return
        width = max(40, self.size.width - 3)
        verdicts.show(
            [said.short_line(n, one, sheet.ground, n == choice.number, width) for n, one in choice.all]
        )
        if not self.narrow:
            self._draw_options(choice)
        self._draw_chosen(choice)

    def _draw_options(self, choice: Choice) -> None:
        ground, found = choice.ground, choice.all
        width = max(20, (self.size.width - 2) // len(found) - 4)
        height = max(len(said.verdict_lines(one, ground, width)) for _n, one in found)
        uneven = any(said.is_uneven(one) for _n, one in found)
        for number, one in found:
            chosen = number == choice.number
            title = said.title_line(number, one, chosen, width)
            lines = said.column_lines(one, ground, width, height, uneven)
            self.query_one(f"#option-{number}", Option).show(title, lines, chosen, width)

    def _draw_chosen(self, choice: Choice) -> None:
        one, ground = choice.current, choice.ground
        if one is None:
            return
        width = max(40, self.size.width - (6 if self.narrow else 51))
        beside = width if self.narrow else 41
        name, count = words.proposal_name(one.name), words.payments(len(one.schedule.payments))
        title = _("{n} {name}, {count}").format(n=choice.number, name=name, count=count)
        lines, local = said.schedule_lines(one.schedule, title, width), choice.local
        if local is not None and not isinstance(local, NoFigure):
            owed = ground.case.total.currency
            lines = [
                *local_schedule_lines(one.schedule, local, title, width),
                *rule_lines(local, owed, width),
            ]
        near = [said.nearest_line(choice.nearest[1])] if choice.nearest is not None else list[Line]()
        curve = said.cash_of(one, ground)
        if self.narrow:
            facts = [*said.verdict_lines(one, ground, width), *near]
            facts += [*said.figure_lines(one, ground, width, False), *said.to_know_lines(one, ground, width)]
            self.query_one("#facts", Text).show(facts)
        else:
            after = [Line(), *said.to_know_lines(one, ground, width)] if curve is not None else []
            lines = [*near, *lines, *after]
        self.query_one("#schedule", Text).show(lines)
        self.query_one("#to-know", Text).show(
            said.to_know_lines(one, ground, beside) if curve is None else []
        )
        heading, told = said.cash_words(one, ground, beside)
        told = [*told, *standing_lines(choice.table.sheet.abilities, beside)]
        head = section_line(heading, Line(ground.case.total.currency, "muted"), beside)
        for suffix in ("", "-below"):
            plot = self.query_one(f"#cash{suffix}", CashLine)
            plot.display = curve is not None and self.narrow is bool(suffix)
            plot.show(curve)
            self.query_one(f"#cash-head{suffix}", Text).show(head)
            self.query_one(f"#cash-said{suffix}", Text).show(told)

    def _tell(self, head: str, sentence: str | Line) -> None:
        notice = self.query_one("#notice", Notice)
        notice.add_class("-said")
        notice.tell(head, sentence, kind="warn")

    def _quiet(self) -> None:
        if self._choice is None or self._choice.table.live is None:
            self.query_one("#notice", Notice).remove_class("-said")

    # -- acts ---------------------------------------------------------------------------------------------

    def do_finish(self) -> None:
        """Offer the chosen plan; beyond one's authority ask for it."""
        choice = self._choice
        if choice is None:
            self._finish_soon = not self.query_one("#whole").has_class("-nothing")
            return
        one, command = choice.current, choice.command()
        if choice.table.sheet.why_none:
            self.say(choice.table.sheet.why_none, "stop")
            return
        if choice.unread or one is None or command is None:
            self.field.edit()
            return
        command = command.model_copy(update={"person_id": self._person_id})
        if not one.ruling.allowed:
            if one.ruling.first is None:
                self.say(words.decides(one.ruling), "stop")
                return
            card = screen_for("plan_ask", proposal=one, command=command, ground=choice.ground)
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
        self.field.reopen()
        self._tell(_("Not offered:"), str(fault))
        if is_field(self.focused):
            self.set_focus(self.home())
        self._draw()

    def do_open(self) -> None:
        """Take the nearest plan that they can pay."""
        from collectdesk.desk.typed.plan_line import currency_words, plan_words

        nearest = self._choice.nearest if self._choice is not None else None
        terms = nearest[1].terms if nearest is not None else None
        if nearest is not None and terms is not None:
            self._quiet()
            self.field.value = plan_words(terms) + currency_words(nearest[0].paid_in, nearest[0].bearer)
            self.set_focus(self.home())

    def can_open(self) -> bool:
        """Where the chosen one cannot be paid and another could."""
        return self._choice is not None and self._choice.nearest is not None and not is_field(self.focused)

    def do_other(self) -> None:
        """The next currency in which something is overdue."""
        if self._choice is not None:
            codes, now = self._choice.table.sheet.currencies, self._choice.ground.case.total.currency
            self._currency = codes[(codes.index(now) + 1) % len(codes)]
            self._read()

    def can_other(self) -> bool:
        """Where they owe in several currencies."""
        return self._choice is not None and len(self._choice.table.sheet.currencies) > 1

    def do_ability(self) -> None:
        """Look at what is known of their ability to pay, and enter more."""
        if self._choice is None:
            return
        sheet = self._choice.table.sheet
        given = {"account_id": self._account_id, "currency": sheet.ground.case.total.currency}
        self.station.push_screen(screen_for("plan_ability", known=sheet.abilities, **given))

    def can_ability(self) -> bool:
        """Where there is something to plan for."""
        return self._choice is not None

    def do_copy(self) -> None:
        """The payments as text, to the clipboard."""
        one, local = self.current, self._choice.local if self._choice is not None else None
        if one is None:
            return
        lines = [
            f"{said.year(payment.due_on)}\t{payment.amount.currency} {figure(payment.amount)}"
            for payment in one.schedule.payments
        ]
        if local is not None and not isinstance(local, NoFigure):
            asked = (f"{money.currency} {figure(money)}" for money in local.asked)
            lines = [f"{line}\t{told}" for line, told in zip(lines, asked, strict=True)]
        self.station.copy_to_clipboard("\n".join(lines) + "\n")
        self.say(_("The payments are sent to the terminal's clipboard."), "info")

    def can_copy(self) -> bool:
        """Where there is a plan."""
        return self.current is not None
