"""The one way into a call: the gate is asked first, and a refusal is put on record and shown as a card instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from collectdesk.i18n import _
from collectdesk.tui.routes import screen_for

if TYPE_CHECKING:
    from collectdesk.desk.refusal import Refusal
    from collectdesk.faults import Fault
    from collectdesk.tui.acting import Acting

AGAIN = "again"
"""The card of a refusal closes with this first when something changed and the gate is to be asked anew."""

Then = Callable[[Any], None]


def knock_and_call(
    screen: Acting, account_id: int, then: Then | None = None, *, stood_open: bool = False
) -> None:
    """Open the call about an account where the gate allows it, else the card of the refusal.

    `then` gets what the call closes with; from the card ("next", account id) or None. `stood_open` says that the list
    showed the account as callable. Keys that come before the answer go to the call, and nowhere when it is refused.
    """
    station = screen.station
    if not station.hold_keys():
        return
    label = _("asking the gate")

    def looked(may: bool) -> None:
        if may:
            _open_call(screen, account_id, then)
        elif station.holds_keys:
            screen.write(knock, knocked, failed=failed, label=label)

    def knock(desk: Any) -> Refusal | None:
        from collectdesk.desk.refusal import knock_for_call

        return knock_for_call(desk.store, desk.actor, desk.clock(), account_id, station.zone)

    def knocked(refusal: Refusal | None) -> None:
        if refusal is None:
            _open_call(screen, account_id, then)
            return
        station.let_keys_go()
        card = screen_for("refused", refusal=refusal, stood_open=stood_open)
        station.push_screen(card, lambda result: _left(screen, account_id, then, result))

    def failed(fault: Fault) -> None:
        station.let_keys_go()
        screen.say(str(fault), "stop")

    screen.read("knock", lambda desk: _look(desk, account_id), looked, failed=failed, label=label)


def _look(desk: Any, account_id: int) -> bool:
    from collectdesk.desk.refusal import may_open_call

    return may_open_call(desk.store, desk.actor, desk.clock(), account_id)


def _open_call(screen: Acting, account_id: int, then: Then | None) -> None:
    station = screen.station
    if station.holds_keys:
        station.push_screen(screen_for("call", account_id=account_id), then)
        station.let_keys_go(to_screen=True)


def _left(screen: Acting, account_id: int, then: Then | None, result: Any) -> None:
    """The card closed: the gate is asked anew, or whoever knocked gets the result."""
    if result is not None and result[0] == AGAIN:
        knock_and_call(screen, account_id, then)
    elif then is not None:
        then(result)
