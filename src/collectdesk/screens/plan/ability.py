"""What a customer can pay, entered quickly: a forecast of cash by week, or a household's income and expenditure."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult

from collectdesk.i18n import _, ngettext
from collectdesk.money.amount import Money
from collectdesk.money.currency import decimals
from collectdesk.money.display import figure
from collectdesk.screens.plan.ability_known import known_lines
from collectdesk.tui import clock
from collectdesk.tui.routes import screen_for
from collectdesk.tui.safe_text import Line, stack
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text
from collectdesk.widgets.cash_line import Cash, CashLine
from collectdesk.widgets.fields import Field
from collectdesk.widgets.kept_field import KeptField, drafts_of

if TYPE_CHECKING:
    from collectdesk.desk.notes import Draft
    from collectdesk.desk.plans.ability import KnownAbility
    from collectdesk.desk.typed.ability_lines import TypedCash, TypedFlows, TypedLines
    from collectdesk.faults import Fault


class AbilityChoice(Card[Any]):
    """What is on record of it, and which of the four kinds is to be entered. Closes with the receipt."""

    place_name = "plan_ability"

    def __init__(self, account_id: int, currency: str, known: Sequence[KnownAbility] = ()) -> None:
        self._given = {"account_id": account_id, "currency": currency}
        self._known = known
        super().__init__()

    def body(self) -> ComposeResult:
        """The four, and what is on record."""
        yield Text(Line(_("What is known of their ability to pay?"), "value"))
        kinds = (
            _("Cash, week by week: a business"),
            _("Income and expenditure: a household"),
            _("Balance sheet: its ratios"),
            _("Credit score"),
        )
        lines = [Line(str(number), "key").space(2).add(told) for number, told in enumerate(kinds, 1)]
        yield Text(stack(lines, 70), classes="gap")
        yield Text("", id="known", classes="gap")

    def on_mount(self) -> None:
        """Say what is on record already."""
        super().on_mount()
        self.query_one("#known", Text).show(known_lines(self._known, 70 if self.narrow else 88))

    def do_digit(self, number: int) -> None:
        """Open the card."""
        kind = {1: "plan_forecast", 2: "plan_household", 3: "plan_ratios", 4: "plan_score"}.get(number)
        if kind is not None:
            self.station.push_screen(screen_for(kind, **self._given), self.leave)


class AbilityCard(Card[Any]):
    """A card of a few kept lines, the last of which is the source. Closes with the receipt."""

    names: ClassVar[tuple[str, ...]] = ()

    def __init__(self, account_id: int, currency: str) -> None:
        self._account_id, self._currency = account_id, currency
        self._request = uuid.uuid4().hex
        super().__init__()

    def _field(self, name: str, label: str, hint: str, aside: str = "") -> KeptField:
        place = f"{self.place_name}_{name}"
        return KeptField(label, id=name, hint=hint, aside=aside, account_id=self._account_id, place=place)

    def _source(self) -> KeptField:
        return self._field("source", _("Who said so, and how"), _("Nils Petersen, by e-mail"))

    def on_mount(self) -> None:
        """The cursor is in the first line; what was being typed comes back."""
        super().on_mount()
        self.field(self.names[0]).edit()
        account_id, place, names = self._account_id, self.place_name, self.names
        self.read("drafts", lambda desk: _drafts(desk, account_id, place, names), self._bring)

    def field(self, name: str) -> KeptField:
        """A line by its name."""
        return self.query_one(f"#{name}", KeptField)

    def _bring(self, drafts: dict[str, Draft]) -> None:
        for name, draft in drafts.items():
            self.field(name).bring(draft)
        self._understand()

    def on_field_changed(self, event: Field.Changed) -> None:
        """Understand it at every key."""
        event.stop()
        with self.station.batch_update():
            self._understand()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter goes on to the next line, and from the last it saves."""
        event.stop()
        at = self.names.index(str(event.field.id))
        if at + 1 < len(self.names):
            self.field(self.names[at + 1]).edit()
        else:
            self.do_finish()

    def _understand(self) -> None:
        """Say what was understood."""

    def _given(self) -> dict[str, Any] | None:
        """What is to be recorded; None when something is missing, which was said."""
        raise NotImplementedError

    def _record(self, desk: Any, given: dict[str, Any]) -> Any:
        raise NotImplementedError

    def _needs(self, name: str, sentence: str) -> None:
        field = self.field(name)
        field.set_error(sentence)
        field.edit()

    def do_finish(self) -> None:
        """Record it, or say what is missing."""
        self._understand()
        given = self._given()
        if given is None:
            return
        if not self.field("source").value:
            self._needs("source", _("say who told it and how, so that it can be asked again"))
            return
        told = {
            "request_id": self._request, "account_id": self._account_id, "currency": self._currency,
            "source": self.field("source").value, **given,
        }  # fmt: skip
        for name in self.names:
            self.field(name).close()
        places = [f"{self.place_name}_{name}" for name in self.names]
        forget: Callable[[Any, int], None] = drafts_of(*places)

        def work(desk: Any) -> Any:
            receipt = self._record(desk, told)
            forget(desk, told["account_id"])
            return receipt

        self.write(work, self.leave, failed=self._failed, control=self.field("source").input)

    def _failed(self, fault: Fault) -> None:
        for name in self.names:
            self.field(name).reopen()
        self._needs("source", str(fault))

    def _amount(self, name: str) -> Money | None:
        """The amount in a line; None while there is none or it is wrong, which is said."""
        found = self._cash(name)
        self.field(name).set_error(found.problem)
        return found.amount

    @property
    def today(self) -> date:
        """The day at the desk."""
        return self.station.now().astimezone(clock.zone(self.station.zone)).date()

    def _cash(self, name: str) -> TypedCash:
        from collectdesk.desk.typed.ability_lines import parse_cash

        return parse_cash(self.field(name).value, self._currency, self.today)


class ForecastCard(AbilityCard):
    """A forecast of cash: flows by week, cash at hand, what goes out in a month, who said so."""

    place_name = "plan_forecast"
    names = ("flows", "cash", "outgoings", "source")
    CSS_PATH: ClassVar[Any] = "ability.tcss"

    def body(self) -> ComposeResult:
        """The lines, and the curve as it is typed."""
        weekly = _("in less out, usually 13 weeks")
        yield self._field("flows", _("Week by week"), "4200 -6100 5200 800", weekly)
        yield self._field("cash", _("Cash at the start"), _("12500, or 12500 on 23 nov"), self._currency)
        floor = _("cash must not fall below a share of it")
        yield self._field("outgoings", _("Goes out in a month"), "38000", floor)
        yield self._source()
        yield CashLine(id="curve")

    def _flows(self) -> TypedFlows:
        from collectdesk.desk.typed.ability_lines import parse_flows

        return parse_flows(self.field("flows").value, self._currency)

    def _understand(self) -> None:
        flows, cash = self._flows(), self._cash("cash")
        field = self.field("flows")
        field.set_error(flows.problem)
        self._amount("cash")
        self._amount("outgoings")
        count = len(flows.minor)
        line = Line()
        if count:
            line.glyph("done", "ok").space().add(
                ngettext("{n} week", "{n} weeks", count).format(n=count), "value"
            )
            total = Money(sum(flows.minor), self._currency)
            line.add(", ", "muted").add(_("together {amount}").format(amount=figure(total)), "text")
        if count and cash.amount is not None:
            balances = _balances(cash.amount.minor, flows.minor)
            low = min(balances)
            told = _("lowest cash {amount} in week {week}").format(
                amount=figure(Money(low, self._currency)), week=balances.index(low) + 1
            )
            line.add(", ", "muted").add(told, "text" if low >= 0 else "warn")
        field.set_understood(line if line.cells else "")
        on = cash.on
        start = _("the first week begins {day}").format(day=clock.weekday_day_month(on)) if on else ""
        self.field("cash").set_understood(Line(start, "muted") if start else "")
        self._draw_curve(flows.minor, cash.amount)

    def _draw_curve(self, flows: tuple[int, ...], cash: Money | None) -> None:
        curve = self.query_one("#curve", CashLine)
        shown = len(flows) > 1 and cash is not None and not self.narrow
        if curve.display is not shown:
            curve.display = shown
            self.call_after_refresh(self._leave_room)
        if shown and cash is not None:
            per_unit: int = 10 ** decimals(self._currency)
            curve.show(Cash(tuple(_balances(cash.minor, flows)), 0, (), per_unit))

    def _given(self) -> dict[str, Any] | None:
        flows, cash = self._flows(), self._cash("cash")
        outgoings = self._amount("outgoings")
        if not flows.minor or flows.problem:
            self._needs("flows", flows.problem or _("type what comes in less what goes out, week after week"))
        elif cash.amount is None or cash.on is None:
            self._needs("cash", cash.problem or _("type how much cash there is at the start"))
        elif outgoings is None or outgoings.minor < 0:
            self._needs("outgoings", _("type what goes out in a month; the floor is a share of it"))
        else:
            return {
                "starts_on": cash.on, "opening_minor": cash.amount.minor, "flows_minor": flows.minor,
                "monthly_outgoings_minor": outgoings.minor,
            }  # fmt: skip
        return None

    def _record(self, desk: Any, given: dict[str, Any]) -> Any:
        from collectdesk.desk.plans.ability import RecordForecast, record_forecast

        return record_forecast(desk.store, desk.actor, desk.clock(), RecordForecast(**given))


class HouseholdCard(AbilityCard):
    """Income and expenditure: `pay 450/w rent 620 food 90/w`, all debts, what is at hand, who said so."""

    place_name = "plan_household"
    names = ("lines", "debts", "once", "source")
    CSS_PATH: ClassVar[Any] = "ability.tcss"

    def body(self) -> ComposeResult:
        """The lines, and what they come to in a month."""
        period = _("by the month, or /w /2w /4w /q /y")
        yield self._field("lines", _("Income and expenditure"), "pay 450/w rent 620 food 90/w gas 60", period)
        may_be_empty = _("may be left empty")
        yield self._field("debts", _("All their debts, ours among them"), "4830", may_be_empty)
        yield self._field("once", _("At hand, once, for a down payment"), "300", may_be_empty)
        yield self._source()

    def _lines(self) -> TypedLines:
        from collectdesk.desk.typed.ability_lines import parse_lines

        return parse_lines(self.field("lines").value, self._currency)

    def _understand(self) -> None:
        from collectdesk.desk.plans.ability import month_of

        found, field = self._lines(), self.field("lines")
        field.set_error(found.problem)
        for name in ("debts", "once"):
            self._amount(name)
        if not found.lines:
            field.set_understood("")
            return
        sums = month_of(found.lines, self._currency)
        words = (
            ("income", _("income")), ("fixed", _("fixed")), ("priority_debt", _("priority debts")),
            ("flexible", _("flexible")), ("other_debt", _("other debts, not counted")),
        )  # fmt: skip
        line = Line().glyph("done", "ok").space()
        told = [(word, sums[kind]) for kind, word in words if kind in sums]
        for at, (word, money) in enumerate(told):
            line.add(", " if at else "", "muted").add(word, "muted").space().add(figure(money), "value")
        left = sum(
            money.minor if kind == "income" else -money.minor
            for kind, money in sums.items()
            if kind != "other_debt"
        )
        below = Line().space(2).add(_("left in a month"), "muted").space()
        below.add(figure(Money(left, self._currency)), "value" if left > 0 else "warn")
        if found.open:
            below.space(3).add(_("“{name}”: how much?").format(name=found.open), "muted")
        field.set_understood([line, below])

    def _given(self) -> dict[str, Any] | None:
        found = self._lines()
        if not found.lines or found.problem or found.open:
            missing = _("type each as a name and an amount: pay 450/w rent 620")
            if found.open:
                missing = _("type how much “{name}” is, or take it out").format(name=found.open)
            self._needs("lines", found.problem or missing)
            return None
        amounts = {}
        for name in ("debts", "once"):
            amounts[name] = self._cash(name)
            if amounts[name].problem:
                self._needs(name, amounts[name].problem)
                return None
        debts, once = amounts["debts"].amount, amounts["once"].amount
        return {
            "lines": found.lines, "all_debts_minor": debts.minor if debts is not None else None,
            "once_minor": once.minor if once is not None else 0,
        }  # fmt: skip

    def _record(self, desk: Any, given: dict[str, Any]) -> Any:
        from collectdesk.desk.plans.ability import RecordHousehold, record_household

        return record_household(desk.store, desk.actor, desk.clock(), RecordHousehold(**given))


def _balances(opening: int, flows: tuple[int, ...]) -> list[int]:
    found, balance = [], opening
    for flow in flows:
        balance += flow
        found.append(balance)
    return found


def _drafts(desk: Any, account_id: int, place: str, names: tuple[str, ...]) -> dict[str, Draft]:
    from collectdesk.desk.notes import open_drafts

    found = {draft.place: draft for draft in open_drafts(desk.store, desk.actor, account_id)}
    return {name: found[f"{place}_{name}"] for name in names if f"{place}_{name}" in found}
