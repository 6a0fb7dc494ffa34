"""Giving accounts to other collectors: to one, or shared out evenly; who gets how many is shown before."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from collectdesk.i18n import _, ngettext
from collectdesk.tui.safe_text import Line
from collectdesk.tui.screen import Card
from collectdesk.tui.text import Text
from collectdesk.widgets.fields import Field
from collectdesk.widgets.money import aligned
from collectdesk.widgets.section import section_line

if TYPE_CHECKING:
    from collectdesk.desk.handle import DeskHandle
    from collectdesk.desk.sharing import Share
    from collectdesk.faults import Fault

_EVERYBODY = "all"
Seen = tuple[str, tuple["Share", ...]]
"""What is wrong ("" for nothing), and who gets what."""


class TransferCard(Card[Any]):
    """Accounts that `holder` has, or the given ones, for others. Closes with the receipt."""

    place_name = "transfer"

    def __init__(self, holder: str = "", account_ids: Sequence[int] = ()) -> None:
        self._holder, self._accounts = holder, tuple(account_ids)
        self._request = uuid.uuid4().hex
        self._names: tuple[str, ...] = ()
        self._shares: tuple[Share, ...] = ()
        self._saving = False
        super().__init__()

    def body(self) -> ComposeResult:
        """To whom, how many, and what that comes to."""
        yield Text("", id="whose")
        yield Field(_("To whom"), hint=_("names, with commas between; all for everybody else"), id="to")
        if not self._accounts:
            hint = _("20, or 20 by amount; empty: all of them, by score")
            yield Field(_("How many, the first by score or by amount"), hint=hint, id="count")
        yield Text("", id="people", classes="gap")
        yield Text("", id="shares", classes="gap")

    def on_mount(self) -> None:
        """Read who there is."""
        head = Line(_("Accounts of {name}").format(name=self._holder), "value")
        if self._accounts:
            count = len(self._accounts)
            head = Line(ngettext("{n:,} account", "{n:,} accounts", count).format(n=count), "value")
        self.query_one("#whose", Text).show(head)
        self.query_one("#to", Field).edit()
        holder = self._holder
        self.read("people", lambda desk: _people(desk, holder), self._known)

    def _known(self, names: tuple[str, ...]) -> None:
        self._names = names
        numbered = [Line(str(n), "key").space(2).add(one) for n, one in enumerate(names[:9], 1)]
        self.query_one("#people", Text).show([Line(_("People"), "muted"), *numbered])
        self._look()

    # -- what is typed ------------------------------------------------------------------------------------

    def on_field_changed(self, event: Field.Changed) -> None:
        """Tell what it comes to at every key."""
        event.stop()
        event.field.set_error("")
        self._look()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter does it: what it does stands below."""
        event.stop()
        self.do_finish()

    def _users(self) -> tuple[str, ...]:
        typed = self.query_one("#to", Field).value
        if typed.casefold() == _EVERYBODY:
            return self._names
        found = []
        for part in (one.strip() for one in typed.split(",")):
            if part.isdigit() and 1 <= int(part) <= len(self._names[:9]):
                found.append(self._names[int(part) - 1])
            elif part:
                begins = [one for one in self._names if one.casefold().startswith(part.casefold())]
                found.append(begins[0] if len(begins) == 1 else part)
        return tuple(dict.fromkeys(found))

    def _given(self) -> dict[str, Any] | None:
        """The command's fields, None while they are not all there or wrong."""
        users = self._users()
        given: dict[str, Any] = {"users": users, "account_ids": self._accounts}
        if not self._accounts:
            field = self.query_one("#count", Field)
            match = re.fullmatch(r"(\d{1,6})?\s*(?:by\s+)?(score|amount)?", field.value.casefold())
            if match is None or match[1] == "0":
                field.set_error(_("write how many, such as 20 or 20 by amount"))
                return None
            given |= {
                "holder": self._holder,
                "count": int(match[1]) if match[1] else None,
                "by": match[2] or "score",
            }
        return given if users else None

    def _look(self) -> None:
        given = self._given()
        if given is None:
            self._shares = ()
            self.query_one("#shares", Text).show("")
            return
        self.read("shares", lambda desk: _preview(desk, given), self._previewed)

    def _previewed(self, seen: Seen) -> None:
        problem, self._shares = seen
        self.query_one("#to", Field).set_error(problem)
        text = self.query_one("#shares", Text)
        if not self._shares:
            text.show("")
            return
        count = sum(len(one.account_ids) for one in self._shares)
        said = ngettext("{n:,} account", "{n:,} accounts", count).format(n=count)
        width = max(40, text.size.width or 40)
        lines = [section_line(_("Who would get what"), Line(said, "muted"), width)]
        for one in self._shares:
            line = Line().fit(one.name, 20, "text").fit(f"{len(one.account_ids):,}", 6, "value", "right")
            line.space().add(_("score {n:,}").format(n=one.score), "muted")
            line.space(2).add(one.overdue.currency, "muted").add(aligned(one.overdue).rstrip(), "text")
            lines.append(line.right(_("then {n:,}").format(n=one.holds), "muted"))
        lines.append(
            Line(_("Overdue and undisputed, at the rates of the ranking; u takes it back."), "muted")
        )
        text.show(lines)
        self.refresh_bars()

    # -- doing it -----------------------------------------------------------------------------------------

    def do_finish(self) -> None:
        """Give them."""
        given = self._given()
        if given is None:
            to = self.query_one("#to", Field)
            if not self._users():
                to.set_error(_("say who gets them"))
                to.edit()
            return
        if self._saving:
            return
        self._saving = True
        given["request_id"] = self._request
        control = self.query_one("#to", Field).input
        self.write(lambda desk: _share(desk, given), self.leave, failed=self._failed, control=control)

    def _failed(self, fault: Fault) -> None:
        self._saving = False
        field = self.query_one("#to", Field)
        field.set_error(str(fault))
        field.edit()


def _people(desk: DeskHandle, holder: str) -> tuple[str, ...]:
    from collectdesk.desk.sharing import who_can_get

    return who_can_get(desk.store, but=holder)


def _preview(desk: DeskHandle, given: dict[str, Any]) -> Seen:
    from collectdesk.desk.sharing import AssignEqually, preview_shares
    from collectdesk.faults import BadInput

    try:
        return "", preview_shares(desk.store, AssignEqually(**given))
    except BadInput as fault:
        return str(fault), ()


def _share(desk: DeskHandle, given: dict[str, Any]) -> Any:
    from collectdesk.desk.sharing import AssignEqually, assign_equally

    return assign_equally(desk.store, desk.actor, desk.clock(), AssignEqually(**given))
