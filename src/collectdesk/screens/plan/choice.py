"""Which plan is chosen, and what was typed in its place: the state of the plan's screen, without a widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectdesk.desk import words_of_plans as words
from collectdesk.faults import BadInput

if TYPE_CHECKING:
    from collectdesk.desk.plans.agreeing import MakePlan
    from collectdesk.desk.plans.ground import PlanGround
    from collectdesk.desk.plans.paid_in import PaidIn
    from collectdesk.money.fx import Rates
    from collectdesk.money.no_figure import NoFigure
    from collectdesk.money.proposals import Proposal
    from collectdesk.money.schedule import Terms
    from collectdesk.screens.plan.reading import Table

USUAL = 2
"""The proposal that is chosen at first: the balanced one."""
YOURS = 4
SETTLE = 5


class Choice:
    """The proposals of a table by their numbers, one's own terms among them once they can be read.

    `base` is the proposal that one's own terms start from; what is not typed is as there. `rates` are those that were
    read so far, by the currency to pay in.
    """

    def __init__(self, table: Table, base: int = USUAL) -> None:
        self.table = table
        self.rates: dict[str, Rates] = {}
        self.chosen = self.base = base
        self.yours: tuple[MakePlan, Proposal] | None = None
        self.nearest: tuple[MakePlan, Proposal] | None = None
        self._find_nearest()

    @property
    def ground(self) -> PlanGround:
        """What all of them rest on."""
        return self.table.sheet.ground

    @property
    def all(self) -> list[tuple[int, Proposal]]:
        """The proposals with their numbers, and one's own."""
        found = list(enumerate(self.table.sheet.proposals, 1))
        return [*found, (YOURS, self.yours[1])] if self.yours is not None else found

    @property
    def number(self) -> int:
        """The number of the plan that is shown: while one's own cannot be read, the one it starts from."""
        return self.base if self.chosen == YOURS and self.yours is None else self.chosen

    @property
    def current(self) -> Proposal | None:
        """The plan that is shown."""
        return dict(self.all).get(self.number)

    @property
    def unread(self) -> bool:
        """Whether one's own terms are chosen and cannot be read."""
        return self.chosen == YOURS and self.yours is None

    @property
    def base_terms(self) -> Terms | None:
        """What is not typed is as in this; None where there are no proposals."""
        one = dict(enumerate(self.table.sheet.proposals, 1)).get(self.base)
        return one.terms if one is not None else None

    @property
    def base_name(self) -> str:
        """What the plan is called that one's own starts from."""
        return words.proposal_name(self.table.sheet.proposals[self.base - 1].name)

    @property
    def pays_in(self) -> str | None:
        """The other currency to pay in, of the plan that is shown."""
        return self.yours[0].paid_in if self.number == YOURS and self.yours is not None else None

    @property
    def local(self) -> PaidIn | NoFigure | None:
        """What the payments are in that currency; None where it is none, or its rate is still being read."""
        from collectdesk.desk.plans.paid_in import paid_in

        rates = self.rates.get(self.pays_in) if self.pays_in else None
        if rates is None or self.yours is None or self.pays_in is None:
            return None
        command, one = self.yours
        return paid_in(one.schedule, self.pays_in, command.bearer, rates, self.ground.case.starts_on)

    def command(self) -> MakePlan | None:
        """What makes the plan that is shown."""
        from collectdesk.desk.plans.edited import plan_of

        if self.number == YOURS and self.yours is not None:
            return self.yours[0]
        one = self.current
        return plan_of(self.ground, one.terms) if one is not None and one.terms is not None else None

    def choose(self, number: int) -> None:
        """Show another one; a proposal is what one's own terms start from."""
        self.chosen = number
        if number != YOURS:
            self.base = number
        self._find_nearest()

    def type(self, text: str) -> str:
        """Read one's own terms; what is wrong with them, "" for nothing."""
        from collectdesk.desk.plans.edited import edited_plan
        from collectdesk.desk.plans.sheet import judge_edit
        from collectdesk.desk.typed.plan_line import parse_plan

        base, problem, self.yours = self.base_terms, "", None
        if base is not None and text:
            parsed = parse_plan(text, self.ground.case.starts_on, base.total.currency)
            problem = parsed.problem
            if not problem:
                try:
                    command = edited_plan(self.ground, base, parsed)
                    self.yours = (command, judge_edit(self.ground, command))
                except BadInput as fault:
                    problem = str(fault)
        self._find_nearest()
        return problem

    def _find_nearest(self) -> None:
        from collectdesk.desk.plans.edited import plan_that_fits

        one, self.nearest = self.current, None
        command = self.command() if one is not None and one.fit is not None and not one.fit.fits else None
        if command is not None:
            self.nearest = plan_that_fits(self.ground, command)
