"""What is told of a customer's standing in one line each: a balance sheet, whose ratios follow, and a credit score."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from collectdesk.i18n import _
from collectdesk.money import Money
from collectdesk.money.display import figure
from collectdesk.money.ratios import BalanceSheet
from collectdesk.screens.plan.ability import AbilityCard
from collectdesk.screens.plan.ability_known import ratio_words
from collectdesk.screens.plan.lines import year
from collectdesk.tui.safe_text import Line, shorten
from collectdesk.widgets.words import wrapped

if TYPE_CHECKING:
    from collectdesk.desk.typed.ability_lines import TypedBalance, TypedScore


class RatiosCard(AbilityCard):
    """Lines of a balance sheet: `ca 480000 stock 120000 cl 300000 on 31 dec`, who said so."""

    place_name = "plan_ratios"
    names = ("lines", "source")

    def body(self) -> ComposeResult:
        """The lines, and the ratios as they are typed."""
        hint = "ca 480000 stock 120000 cash 30000 cl 300000 on 31 dec 2025"
        yield self._field("lines", _("Balance sheet"), hint, self._currency)
        yield self._source()

    def _lines(self) -> TypedBalance:
        from collectdesk.desk.typed.ability_lines import parse_balance

        return parse_balance(self.field("lines").value, self._currency, self.today)

    def _understand(self) -> None:
        found, field = self._lines(), self.field("lines")
        field.set_error(found.problem)
        if not found.lines:
            field.set_understood("")
            return
        names = {
            "current_assets": _("current assets"), "inventories": _("stock"), "cash": _("cash"),
            "current_liabilities": _("current liabilities"), "equity": _("equity"), "total_assets": _("assets"),
        }  # fmt: skip
        told = ", ".join(
            f"{names[name]} {figure(Money(minor, self._currency))}" for name, minor in found.lines.items()
        )
        first, *more = wrapped(told, 66 if self.narrow else 84, 3)
        lines = [Line().glyph("done", "ok").space().add(first, "text")]
        lines += [Line().space(2).add(text, "text") for text in more]
        field.set_understood([*lines, self._ratios(found), self._day(found)])

    def _ratios(self, found: TypedBalance) -> Line:
        amounts = {name: Money(minor, self._currency) for name, minor in found.lines.items()}
        line = Line().space(2)
        for name, ratio in ratio_words(BalanceSheet(found.as_of or self.today, **amounts)):
            if ratio:
                line.add(name, "muted").space().add(ratio, "value").space(2)
        return line

    def _day(self, found: TypedBalance) -> Line:
        if found.as_of is not None:
            return Line().space(2).add(_("of {day}").format(day=year(found.as_of)), "text")
        told = _("“{name}”: how much?").format(name=shorten(found.open, 20)) if found.open else ""
        return Line().space(2).add(told or _("as of which day? on 31 dec 2025"), "muted")

    def _given(self) -> dict[str, Any] | None:
        found = self._lines()
        problem = found.problem
        if not problem and found.open:
            problem = _("type how much “{name}” is, or take it out").format(name=shorten(found.open, 20))
        if not problem and not found.lines:
            problem = _("type each line as a name and an amount: ca 480000 cl 300000 on 31 dec 2025")
        if not problem and found.as_of is None:
            problem = _("type the day it is of at its end: on 31 dec 2025")
        if problem:
            self._needs("lines", problem)
            return None
        return {"as_of": found.as_of, "lines_minor": found.lines}

    def _record(self, desk: Any, given: dict[str, Any]) -> Any:
        from collectdesk.desk.plans.ability import RecordRatios, record_ratios

        return record_ratios(desk.store, desk.actor, desk.clock(), RecordRatios(**given))


class ScoreCard(AbilityCard):
    """A credit score as its provider gives it: `642 of 0-1000 on 3 nov`, who said so."""

    place_name = "plan_score"
    names = ("score", "source")

    def body(self) -> ComposeResult:
        """The score, its scale and its day."""
        aside = _("the scale it lies on, and its day; nothing typed is today")
        yield self._field("score", _("Credit score"), "642 of 0-1000 on 3 nov", aside)
        yield self._field("source", _("Whose score is it?"), _("report of the credit agency"))

    def _score(self) -> TypedScore:
        from collectdesk.desk.typed.ability_lines import parse_score

        return parse_score(self.field("score").value, self.today)

    def _understand(self) -> None:
        found, field = self._score(), self.field("score")
        field.set_error(found.problem)
        if not found.score or found.problem:
            field.set_understood("")
            return
        line = Line().glyph("done", "ok").space().add(found.score, "value")
        if found.scale:
            line.space().add(_("of {scale}").format(scale=shorten(found.scale, 30)), "text")
        field.set_understood(line.add(", ", "muted").add(year(found.on or self.today), "text"))

    def _given(self) -> dict[str, Any] | None:
        found = self._score()
        if not found.score or found.problem:
            self._needs("score", found.problem or _("type the score, such as 642 of 0-1000"))
            return None
        return {"score": found.score, "scale": found.scale, "taken_on": found.on}

    def _record(self, desk: Any, given: dict[str, Any]) -> Any:
        from collectdesk.desk.plans.ability import RecordScore, record_score

        return record_score(desk.store, desk.actor, desk.clock(), RecordScore(**given))
