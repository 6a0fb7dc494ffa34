"""The card for less than all: an offer typed in one line, what was offered before, and how each offer stands.

The least that may be accepted is shown only once an offer of the customer is on record.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from collectdesk.desk.typed.figures import read_amount
from collectdesk.desk.words_of_plans import settlement_state
from collectdesk.i18n import _
from collectdesk.money import Money
from collectdesk.money.currency import decimals
from collectdesk.money.display import spoken
from collectdesk.screens.plan.lines import year
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text
from collectdesk.widgets.fields import Field
from collectdesk.widgets.kept_field import KeptField
from collectdesk.widgets.section import section_line

if TYPE_CHECKING:
    from collectdesk.desk.plans.settlement_sheet import OfferOnRecord, SettlementSheet
    from collectdesk.faults import Fault
    from collectdesk.money.schedule import Schedule

_SHOWN = 6


@dataclass(frozen=True, slots=True)
class TypedOffer:
    """An offer as typed: who makes it, and an amount in minor units or a per cent of what is owed."""

    made_by: str
    minor: int | None
    per_cent: Decimal | None


class SettlementCard(Card[Any]):
    """Offers of one account in one currency. Closes with the receipt of the last act."""

    place_name = "settlement"
    tone = "warn"

    def __init__(self, account_id: int, currency: str | None = None, plan: Schedule | None = None) -> None:
        self._account_id, self._currency, self._plan = account_id, currency, plan
        self._request = uuid.uuid4().hex
        self._sheet: SettlementSheet | None = None
        super().__init__()

    def body(self) -> ComposeResult:
        """What is owed, the offer, why it should be granted, and the offers before."""
        yield Text("", id="owed")
        yield Field(
            _("Offer"),
            hint=_("7680 customer"),
            aside=_("an amount or a per cent, and who offers it"),
            id="offer",
        )
        yield Text("", id="worth")
        yield KeptField(
            _("Why?"), hint=_("one payment now instead of a year"), id="why", place="settlement",
            account_id=self._account_id, aside=_("for who decides, or for taking an offer back"),
        )  # fmt: skip
        yield Text("", id="offers")

    def on_mount(self) -> None:
        """The cursor is in the offer."""
        super().on_mount()
        self._offer.edit()
        self._read()

    @property
    def _offer(self) -> Field:
        return self.query_one("#offer", Field)

    @property
    def _why(self) -> KeptField:
        return self.query_one("#why", KeptField)

    def _read(self) -> None:
        account_id, currency = self._account_id, self._currency
        self.read(
            "settlement", lambda desk: _sheet(desk, account_id, currency), self._show, failed=self._failed
        )

    def _show(self, sheet: SettlementSheet) -> None:
        self._sheet = sheet
        width = 70 if self.narrow else 88
        self.query_one("#owed", Text).show(owed_lines(sheet))
        self.query_one("#offers", Text).show(offer_lines(sheet, width))
        self.refresh_bars()

    def on_field_changed(self, event: Field.Changed) -> None:
        """Understand the offer at every key."""
        event.stop()
        event.field.set_error("")
        if event.field is self._offer:
            self._understood()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter goes on to the reason, and from there it finishes."""
        event.stop()
        if event.field is self._offer:
            self._why.edit()
        else:
            self.do_finish()

    def _understood(self) -> TypedOffer | None:
        ground = self._sheet.ground if self._sheet is not None else None
        self._offer.set_understood("")
        self.query_one("#worth", Text).show([])
        if ground is None or not self._offer.value.strip():
            return None
        found = read_offer(self._offer.value, ground.owed.currency)
        if isinstance(found, str):
            self._offer.set_error(found)
            return None
        share = found.per_cent or Decimal(found.minor or 0) * 100 / ground.owed.minor
        by = _("the customer offers") if found.made_by == "customer" else _("we offer")
        said = _("{by} {share} % of {owed}").format(by=by, share=round(share, 1), owed=spoken(ground.owed))
        self._offer.set_understood(Line().glyph("done", "ok").space().add(said, "value"))
        minor = found.minor or ground.owed.times(Fraction(share) / 100).minor
        if self._sheet is not None and self._plan is not None:
            self.query_one("#worth", Text).show(
                worth_lines(self._sheet, Money(minor, ground.owed.currency), self._plan)
            )
        return found

    def do_finish(self) -> None:
        """Put the offer on record; with a reason it is asked for where it is beyond one's authority."""
        found = self._understood()
        if found is None:
            self._offer.set_error(_("type an amount or a per cent, such as 7680 or 60%"))
            self._offer.edit()
            return
        reason = self._why.value.strip()
        given = {
            "account_id": self._account_id, "currency": self._currency, "made_by": found.made_by,
            "amount_minor": found.minor, "per_cent": found.per_cent, "ask": bool(reason), "reason": reason,
            "request_id": self._request,
        }  # fmt: skip
        self._do(lambda desk: _record(desk, given))

    def can_finish(self) -> bool:
        """Where something is there to settle."""
        return self._sheet is not None and self._sheet.ground is not None

    @property
    def _standing(self) -> OfferOnRecord | None:
        offers = self._sheet.offers if self._sheet is not None else ()
        return next((one for one in offers if one.state == "offered"), None)

    def do_yes(self) -> None:
        """The other side took the offer that stands."""
        one = self._standing
        if one is not None:
            self._do(lambda desk: _accept(desk, one.id, self._request))

    def can_yes(self) -> bool:
        """Where an offer stands, and no field has the cursor."""
        return self._standing is not None

    def do_no(self) -> None:
        """The offer that stands is taken back, with the reason that was typed."""
        one, reason = self._standing, self._why.value.strip()
        if one is None:
            return
        if not reason:
            self._why.set_error(_("say why the offer is withdrawn"))
            self._why.edit()
            return
        self._do(lambda desk: _withdraw(desk, one.id, reason, self._request))

    def can_no(self) -> bool:
        """Where an offer stands."""
        return self._standing is not None

    def _do(self, act: Any) -> None:
        self._why.close()
        self.write(act, self._done, failed=self._failed, control=self._offer.input)

    def _done(self, receipt: Any) -> None:
        self.say(receipt.said, "ok")
        self._request = uuid.uuid4().hex
        self._offer.value = ""
        self._why.reopen()
        self._read()

    def _failed(self, fault: Fault) -> None:
        self._why.reopen()
        self._offer.set_error(str(fault))
        self._offer.edit()


def read_offer(typed: str, currency: str) -> TypedOffer | str:
    """ "7680 customer", "60% desk", "7680": an offer, the customer's unless said; else the sentence that is wrong."""
    words = typed.split()
    made_by = "customer"
    if words and words[-1].casefold() in ("customer", "desk", "we", "us"):
        made_by = "customer" if words[-1].casefold() == "customer" else "desk"
        words = words[:-1]
    figure = "".join(words)
    if figure.endswith("%"):
        share = read_amount(figure[:-1], 2)
        if isinstance(share, str) or not 0 < share < 100:
            return _("a per cent is between 0 and 100, such as 60%")
        return TypedOffer(made_by, None, share)
    found = read_amount(figure, decimals(currency))
    if isinstance(found, str):
        return found
    return TypedOffer(made_by, int(found.scaleb(decimals(currency))), None)


def owed_lines(sheet: SettlementSheet) -> list[Line]:
    """Who owes how much, and the least that may be accepted where it may be told."""
    lines = [Line(sheet.customer, "value")]
    ground = sheet.ground
    if ground is None:
        return [*lines, Line(sheet.why_none, "warn")]
    owed = _("{owed} overdue and not disputed, oldest {days} days")
    lines.append(Line(owed.format(owed=spoken(ground.owed), days=ground.days_past_due), "text"))
    least = ground.floor
    if least is None:
        told = _(
            "Ask for the full amount first; what the house accepts is shown after an offer of the customer."
        )
        return [*lines, Line(told, "muted")]
    return [*lines, Line().add(_("At least"), "muted").space().add(spoken(least), "value")]


def worth_lines(sheet: SettlementSheet, lump_sum: Money, plan: Schedule) -> list[Line]:
    """What the offer and the plan that was chosen are worth today."""
    found = sheet.beside(lump_sum, plan)
    worth = _("Worth today {offer}, the chosen plan {plan}").format(
        offer=spoken(found.lump_sum.value), plan=spoken(found.plan.value)
    )
    rate = found.plan.per_cent.normalize()
    how = _("at {rate} % a year; {kept} of {ended} plans here were kept").format(
        rate=rate, kept=sheet.kept, ended=sheet.ended
    )
    if found.plan.kept_per_cent == 100:
        how = _("at {rate} % a year, if every payment of the plan is made").format(rate=rate)
    return [Line(worth, "text"), Line(how, "muted")]


def offer_lines(sheet: SettlementSheet, width: int) -> list[Line]:
    """The offers, the newest first, and what is there of each that runs."""
    if not sheet.offers:
        return []
    lines = [Line(), section_line(_("Offers"), Line(str(len(sheet.offers)), "muted"), width)]
    for one in sheet.offers[:_SHOWN]:
        by = _("customer") if one.made_by == "customer" else _("desk")
        line = Line().fit(by, 10, "muted").add(spoken(one.settlement.accepted), "value").space(2)
        until = _("until {day}").format(day=year(one.settlement.valid_until))
        lines.append(line.add(settlement_state(one.state), "text").space(2).add(until, "muted"))
    return lines


def _sheet(desk: Any, account_id: int, currency: str | None) -> SettlementSheet:
    from collectdesk.desk.plans.settlement_sheet import settlement_sheet

    return settlement_sheet(desk.store, desk.actor, desk.clock(), account_id, currency)


def _record(desk: Any, given: dict[str, Any]) -> Any:
    from collectdesk.desk.plans.settling import RecordOffer, record_offer

    return record_offer(desk.store, desk.actor, desk.clock(), RecordOffer(**given))


def _accept(desk: Any, offer_id: int, request_id: str) -> Any:
    from collectdesk.desk.plans.settling import AcceptOffer, accept_offer

    command = AcceptOffer(offer_id=offer_id, request_id=request_id)
    return accept_offer(desk.store, desk.actor, desk.clock(), command)


def _withdraw(desk: Any, offer_id: int, reason: str, request_id: str) -> Any:
    from collectdesk.desk.plans.settling import WithdrawOffer, withdraw_offer

    command = WithdrawOffer(offer_id=offer_id, reason=reason, request_id=request_id)
    return withdraw_offer(desk.store, desk.actor, desk.clock(), command)
