"""The card of what binds contact: a digit records a wish or a stop, `x` ends what is on record."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from collectdesk.i18n import _
from collectdesk.tui import clock
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text
from collectdesk.widgets.columns import Column
from collectdesk.widgets.fields import Field
from collectdesk.widgets.pages import Row
from collectdesk.widgets.rows import Rows

if TYPE_CHECKING:
    from collectdesk.desk.on_record import OnRecord
    from collectdesk.faults import Fault

_ENDS = ("stop", "wish", "consent", "place")


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the card. `asks` is the question of what it still needs, "" when a digit is enough."""

    words: str
    act: str
    given: dict[str, Any]
    asks: str = ""
    hint: str = ""
    field: str = ""


def first_page() -> tuple[Choice, ...]:
    """What customers say most, for the digits 1 to 9."""
    return (
        Choice(_("Asks not to be called"), "wish", {"kind": "no_calls"}),
        Choice(_("Not at work"), "wish", {"kind": "no_work"}),
        Choice(
            _("Only at some hours"), "wish", {"kind": "hours"}, _("At which hours?"), "18:00-20:00", "value"
        ),
        Choice(_("Only on some days"), "wish", {"kind": "days"}, _("On which days?"), "mon,tue", "value"),
        Choice(
            _("Only through a channel"),
            "wish",
            {"kind": "only"},
            _("Through which channel?"),
            "email",
            "value",
        ),
        Choice(_("Asked in writing to stop"), "stop", {"kind": "cease"}),
        Choice(_("Is represented"), "stop", {"kind": "attorney"}),
        Choice(_("Insolvency"), "stop", {"kind": "insolvency"}),
        Choice(_("Has died"), "stop", {"kind": "deceased"}),
    )


def second_page() -> tuple[Choice, ...]:
    """The rest, behind 0."""
    place, consent = _("In which city or time zone?"), _("Which channel, and how was it given?")
    return (
        Choice(_("Breathing space"), "stop", {"kind": "breathing_space"}),
        Choice(_("Breathing space in a crisis"), "stop", {"kind": "breathing_space_crisis"}),
        Choice(_("Moratorium"), "stop", {"kind": "moratorium"}),
        Choice(_("Is a minor"), "stop", {"kind": "minor"}),
        Choice(_("Wrong person"), "stop", {"kind": "wrong_party"}),
        Choice(_("Written notice sent today"), "notice", {"kind": "written_notice"}),
        Choice(_("The notice never came"), "notice_not_received", {"kind": "written_notice"}),
        Choice(
            _("Agrees to a channel"),
            "consent",
            {},
            consent,
            "email on the phone",
            "consent",
        ),
        Choice(_("Says where they are"), "place", {}, place, "Los Angeles", "zone"),
    )


class BindingsCard(Card[Any]):
    """What the customer asked for and what the law stops. Closes with the receipt of what was recorded."""

    place_name = "bindings"

    def __init__(self, account_id: int) -> None:
        self._account_id = account_id
        self._request = uuid.uuid4().hex
        self._pages = (first_page(), second_page())
        self._page = 0
        self._asked: Choice | None = None
        super().__init__()

    def body(self) -> ComposeResult:
        """The numbered lines, the question where one is needed, and what is on record."""
        yield Text("", id="choices")
        yield Field("", id="needs", classes="gap")
        yield Rows(
            [Column(_("on record"), 26), Column("", grow=True), Column(_("since"), 12), Column("", 12)],
            empty=_("Nothing is on record that binds contact with this customer."),
            on="surface",
            id="recorded",
            classes="gap",
        )

    def on_mount(self) -> None:
        """Show the first page, and read what is on record."""
        self._show_choices()
        self._field.display = False
        self.read("bindings", lambda desk: _read(desk, self._account_id), self._show_recorded)

    @property
    def _field(self) -> Field:
        return self.query_one("#needs", Field)

    @property
    def _rows(self) -> Rows:
        return self.query_one("#recorded", Rows)

    def home(self) -> Rows | None:
        """The list of what is on record."""
        return self.query_one("#recorded", Rows) if self.is_mounted else None

    def _show_choices(self) -> None:
        lines = [
            Line(str(n), "key").space(2).add(one.words).add("…" if one.asks else "", "muted")
            for n, one in enumerate(self._pages[self._page], 1)
        ]
        lines.append(
            Line("0", "key").space(2).add(_("More") if self._page == 0 else _("Back to the first"), "muted")
        )
        self.query_one("#choices", Text).show(lines)

    def _show_recorded(self, found: tuple[OnRecord, ...]) -> None:
        self._rows.show([_row(at, one) for at, one in enumerate(found)], keep_key=False)
        self.refresh_bars()

    # -- recording ----------------------------------------------------------------------------------------

    def do_digit(self, digit: int) -> None:
        """A digit takes its line; 0 turns the page."""
        if digit == 0:
            self._page = 1 - self._page
            self._show_choices()
            return
        chosen = self._pages[self._page][digit - 1]
        if chosen.asks:
            self._ask(chosen)
        else:
            self._save(chosen, chosen.given)

    def _ask(self, chosen: Choice) -> None:
        self._asked = chosen
        self._field.display = True
        self._field.set_label(chosen.asks)
        self._field.input.placeholder = chosen.hint
        self._field.value = ""
        self._field.set_error("")
        self._field.edit()
        self.refresh_bars()

    def can_finish(self) -> bool:
        """While something is asked."""
        return self._asked is not None

    def do_finish(self) -> None:
        """Record what was typed."""
        if self._asked is None:
            return
        given, wrong = understood(self._asked, self._field.value)
        if wrong:
            self._field.set_error(wrong)
            self._field.edit()
            return
        self._save(self._asked, self._asked.given | given)

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter records it."""
        event.stop()
        self.do_finish()

    def on_field_changed(self, event: Field.Changed) -> None:
        """What was wrong may be right now."""
        event.stop()
        self._field.set_error("")

    def _save(self, chosen: Choice, given: dict[str, Any]) -> None:
        whole = {"request_id": self._request, "account_id": self._account_id, **given}
        self.write(lambda desk: _act(desk, chosen.act, whole), self.leave, failed=self._failed)

    def _failed(self, fault: Fault) -> None:
        self._request = uuid.uuid4().hex
        if self._asked is not None:
            self._field.set_error(str(fault))
            self._field.edit()
        else:
            self.say(str(fault), "stop")

    # -- ending -------------------------------------------------------------------------------------------

    def can_no(self) -> bool:
        """On something that can end."""
        row = self._rows.current if self.is_mounted else None
        return row is not None and row.data.kind in _ENDS

    def do_no(self) -> None:
        """End what is selected, from today."""
        row = self._rows.current
        if row is None:
            return
        one: OnRecord = row.data
        act, given = _ending(one)
        whole = {"request_id": self._request, "account_id": self._account_id, **given}
        if act == "lift":
            del whole["account_id"]
        self.write(lambda desk: _act(desk, act, whole), self.leave, failed=self._failed)


def understood(chosen: Choice, typed: str) -> tuple[dict[str, Any], str]:
    """What was typed as fields of the command, and what is wrong with it ("" when nothing is)."""
    if not typed:
        return {}, _("type it like {hint}").format(hint=chosen.hint)
    if chosen.field == "consent":
        channel, _blank, source = typed.partition(" ")
        if not source.strip():
            return {}, _("type the channel and how the customer agreed, like {hint}").format(hint=chosen.hint)
        return {"channel": channel.casefold(), "source": source.strip()}, ""
    if chosen.field == "zone":
        from collectdesk.desk.typed.zone_line import zones_named

        zones = zones_named(typed)
        if len(zones) == 1:
            return {"zone": zones[0]}, ""
        if not zones:
            return {}, _("no time zone is named for {place}; type a large city in the same zone").format(
                place=typed
            )
        return {}, _("this may be {all}; type more of it").format(all=", ".join(zones[:4]))
    return {chosen.field: typed}, ""


def _row(at: int, one: OnRecord) -> Row:
    until = clock.day_month(one.until) if one.until else ""
    return Row(
        key=at,
        cells=[
            (one.words, "value"),
            (one.value, "text"),
            (clock.day_month(one.since) if one.since else "", "muted"),
            (_("to {day}").format(day=until) if until else "", "muted"),
        ],
        data=one,
    )


def _ending(one: OnRecord) -> tuple[str, dict[str, Any]]:
    if one.kind == "stop":
        return "lift", {"hold_id": one.id}
    if one.kind == "wish":
        return "end_wish", {"wish_id": one.id}
    if one.kind == "consent":
        return "withdraw", {"channel": one.code}
    return "place", {"zone": None, "until_on": one.until}


def _read(desk: Any, account_id: int) -> tuple[OnRecord, ...]:
    from collectdesk.desk.dossier import desk_day
    from collectdesk.desk.on_record import on_record

    with desk.store.read() as session:
        day = desk_day(session, desk.clock())
    return on_record(desk.store, account_id, day)


def _act(desk: Any, name: str, given: dict[str, Any]) -> Any:
    from pydantic import ValidationError

    from collectdesk.desk import bindings, holds
    from collectdesk.faults import BadInput

    acts: dict[str, tuple[Callable[..., Any], Any]] = {
        "wish": (bindings.record_wish, bindings.RecordWish),
        "end_wish": (bindings.end_wish, bindings.EndWish),
        "stop": (bindings.record_stop, bindings.RecordStop),
        "lift": (holds.lift_hold, holds.LiftHold),
        "consent": (bindings.record_consent, bindings.RecordConsent),
        "withdraw": (bindings.withdraw_consent, bindings.WithdrawConsent),
        "notice": (bindings.record_notice, bindings.RecordNotice),
        "notice_not_received": (bindings.notice_not_received, bindings.NoticeNotReceived),
        "place": (bindings.state_place, bindings.StatePlace),
    }
    act, command = acts[name]
    try:
        made = command.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(
            _("{value} does not fit: {reason}").format(value=first["input"], reason=first["msg"])
        ) from error
    return act(desk.store, desk.actor, desk.clock(), made)
