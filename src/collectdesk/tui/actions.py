"""The one registry of actions: what a key does, how it is called, who may do it, and where it applies.

Key bindings, bottom bar, command palette, help screen and the page of keys are all made from it. One letter
has one meaning everywhere; a place (`places`) says which actions it offers, in which order, and may call
one by a name that fits there ("Save and next"), but cannot give a key another meaning.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from collectdesk.i18n import _
from collectdesk.tui.safe_text import Line

BAR_KEYS = 8
"""At most so many keys stand in the bottom bar, `?` not counted."""

RESERVED_KEYS = frozenset({"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+left_square_bracket", "ctrl+["})
"""Keys that terminals cannot tell from backspace, tab, enter and escape."""

_SHOWN = {
    "escape": "esc",
    "question_mark": "?",
    "slash": "/",
    "percent_sign": "%",
    "dollar_sign": "$",
    "plus": "+",
    "equals_sign": "=",
    "pageup": "pgup",
    "pagedown": "pgdn",
}


def N_(message: str) -> str:  # noqa: N802 - the name the extractor of sentences knows
    """Mark a sentence for translation without translating it yet."""
    return message


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person can do. `label`, `sentence` and `group` are given in the language of the interface.

    `keys` are Textual's key names, the first one is shown; an action without keys is in the palette alone.
    `right` is the code of the right it needs ("" for none). `acts` says that it changes something, so that
    it waits while an earlier change of the same screen is not yet answered. `quiet` leaves the message line.
    """

    name: str
    keys: tuple[str, ...]
    _label: str
    _sentence: str
    _group: str
    right: str = ""
    acts: bool = False
    quiet: bool = False
    widget: bool = False

    @property
    def label(self) -> str:
        """The word of the bottom bar."""
        return _(self._label)

    @property
    def sentence(self) -> str:
        """What it does, for palette, help and the page of keys."""
        return _(self._sentence)

    @property
    def group(self) -> str:
        """The heading it stands under in help."""
        return _(self._group)

    @property
    def shown(self) -> str:
        """Its key as a person reads it: "enter", "esc", "1–9"; "" without one."""
        if self.name == "digit":
            return "0–9"
        if self.widget:
            return " ".join(key_name(key) for key in self.keys)
        return key_name(self.keys[0]) if self.keys else ""


def key_name(key: str) -> str:
    """A key as a person reads it: "escape" is "esc", "question_mark" is "?"."""
    return _SHOWN.get(key, key)


MOVE, ACCOUNT, DESK, LEAD, WINDOW = N_("Moving"), N_("This account"), N_("The desk"), N_("Lead"), N_("Window")


def _actions() -> Iterable[Action]:
    w = "work"
    yield Action("open", ("enter",), N_("Open"), N_("Open or accept what is selected."), MOVE)
    yield Action(
        "back",
        ("escape",),
        N_("Back"),
        N_("Leave the field, then go back; typed text is kept."),
        MOVE,
        quiet=True,
    )
    yield Action(
        "search",
        ("slash",),
        N_("Search"),
        N_("Find an account by name, number, invoice, phone or note."),
        MOVE,
    )
    yield Action(
        "digit",
        tuple("0123456789"),
        N_("Choose"),
        N_("Choose the thing with this number on the screen."),
        MOVE,
        quiet=True,
    )
    yield Action(
        "next_field", ("tab",), N_("Next field"), N_("Go to the next field or finding."), MOVE, widget=True
    )
    yield Action("rows", ("up", "down"), N_("Row"), N_("Go one row up or down."), MOVE, widget=True)
    yield Action(
        "pages", ("pageup", "pagedown"), N_("Page"), N_("Go one page up or down."), MOVE, widget=True
    )
    yield Action(
        "ends", ("home", "end"), N_("First, last"), N_("Go to the first or the last row."), MOVE, widget=True
    )

    yield Action("earlier", ("left",), N_("Day before"), N_("Show the day or the pile before."), MOVE)
    yield Action("later", ("right",), N_("Day after"), N_("Show the next day or pile."), MOVE)

    yield Action("finish", ("ctrl+s",), N_("Save"), N_("Finish this: save, send or ask."), ACCOUNT, acts=True)
    yield Action("call", ("c",), N_("Call"), N_("Call this customer."), ACCOUNT, w)
    yield Action(
        "message", ("m",), N_("Message"), N_("Write to this customer in their language."), ACCOUNT, w
    )
    yield Action("note", ("n",), N_("Note"), N_("Write a note on this account."), ACCOUNT, w)
    yield Action("promise", ("p",), N_("Promise"), N_("Take a promise to pay."), ACCOUNT, w)
    yield Action("plan", ("l",), N_("Plan"), N_("Agree on payment in instalments."), ACCOUNT, w)
    yield Action("dispute", ("d",), N_("Dispute"), N_("Record what the customer disputes."), ACCOUNT, w)
    yield Action(
        "decide", ("equals_sign",), N_("Decide dispute"), N_("Say what came of a dispute."), ACCOUNT, w
    )
    yield Action(
        "follow_up", ("f",), N_("Follow-up"), N_("Set when this account comes up again."), ACCOUNT, w
    )
    yield Action(
        "skip",
        ("s",),
        N_("Skip"),
        N_("Leave this account for now and go to the next."),
        ACCOUNT,
        w,
        acts=True,
    )
    yield Action(
        "briefing", ("b",), N_("Briefing"), N_("Read how business is done in this country."), ACCOUNT
    )
    yield Action(
        "gate", ("g",), N_("Gate"), N_("See in full what may be done now, and under which rules."), ACCOUNT
    )
    yield Action(
        "interest",
        ("percent_sign",),
        N_("Interest"),
        N_("See what late payment and exchange rates cost here, line by line."),
        ACCOUNT,
    )
    yield Action(
        "ability",
        ("plus",),
        N_("Their cash"),
        N_("Enter what is known of the customer's ability to pay."),
        ACCOUNT,
        w,
    )
    yield Action(
        "yes", ("v",), N_("Verified"), N_("Say yes: the right party is verified."), ACCOUNT, w, acts=True
    )
    yield Action("no", ("x",), N_("No"), N_("Say no: this one not."), ACCOUNT, w, acts=True)
    yield Action("edit", ("e",), N_("Edit"), N_("Correct or edit this."), ACCOUNT, w)
    yield Action("other", ("o",), N_("Other"), N_("Take another one, or another order."), ACCOUNT)
    yield Action(
        "bindings",
        ("q",),
        N_("Wishes, stops"),
        N_("Record what the customer asks for, or what stops contact."),
        ACCOUNT,
        w,
    )
    yield Action("copy", ("y",), N_("Copy"), N_("Copy this to the clipboard."), ACCOUNT, quiet=True)

    yield Action("held", ("h",), N_("Held"), N_("Show the accounts that are held back, and why."), DESK)
    yield Action(
        "callable", ("k",), N_("Callable"), N_("List only who may be called now, or everybody again."), DESK
    )
    yield Action("agenda", ("j",), N_("Follow-ups"), N_("Show what is due today and later."), DESK)
    yield Action("reach", ("z",), N_("Reach"), N_("Show who may be called in which hours of a day."), DESK)
    yield Action("report", ("r",), N_("Report"), N_("Show the shift report."), DESK)
    yield Action(
        "kpi", (), N_("Key figures"), N_("Show the key figures of a period, with their charts."), DESK
    )
    yield Action(
        "team", (), N_("Team"), N_("See who is at work and how far, and share accounts out."), LEAD, "see_all"
    )
    yield Action(
        "payments",
        ("dollar_sign",),
        N_("Payments"),
        N_("Work through the payments that wait, or see those of this account."),
        DESK,
    )
    yield Action(
        "outbox",
        (),
        N_("Outbox"),
        N_("Show the messages that wait, and the inbox: what customers wrote back."),
        DESK,
        w,
    )
    yield Action("write_file", ("w",), N_("Write file"), N_("Write this to a file."), DESK)
    yield Action(
        "undo", ("u",), N_("Undo"), N_("Take the last act back, where that can be done."), DESK, acts=True
    )
    yield Action(
        "import", ("i",), N_("Import"), N_("Import a ledger, payments, contacts or rates."), LEAD, "import"
    )
    yield Action(
        "approvals", ("a",), N_("Approvals"), N_("See what waits for approval, and decide it."), DESK, w
    )
    yield Action(
        "drafts",
        (),
        N_("Drafts"),
        N_("Look through the messages that were prepared, and approve them."),
        DESK,
        w,
    )
    yield Action(
        "transfer",
        ("t",),
        N_("Transfer"),
        N_("Give accounts to another collector, or share them out."),
        LEAD,
        "assign",
    )

    yield Action(
        "help", ("question_mark",), N_("Help"), N_("Explain this screen and its keys."), WINDOW, quiet=True
    )
    yield Action(
        "palette", ("ctrl+p",), N_("Any action"), N_("Find any action by its name."), WINDOW, quiet=True
    )
    yield Action("theme_dark", (), N_("Dark"), N_("Use the dark theme."), WINDOW, quiet=True)
    yield Action("theme_light", (), N_("Light"), N_("Use the light theme."), WINDOW, quiet=True)
    yield Action(
        "theme_contrast", (), N_("Contrast"), N_("Use the theme of highest contrast."), WINDOW, quiet=True
    )
    yield Action(
        "plain_glyphs",
        (),
        N_("Plain signs"),
        N_("Draw signs that every terminal shows one cell wide."),
        WINDOW,
        quiet=True,
    )
    yield Action(
        "editor", ("ctrl+o",), N_("Editor"), N_("Write this text in your own editor."), WINDOW, quiet=True
    )
    yield Action(
        "quit", ("ctrl+q",), N_("Quit"), N_("Close the workstation; typed text is kept."), WINDOW, quiet=True
    )


ACTIONS: dict[str, Action] = {action.name: action for action in _actions()}
"""Every action by name, in the order in which help lists them."""

EVERYWHERE = (
    "undo",
    "back",
    "search",
    "outbox",
    "help",
    "palette",
    "theme_dark",
    "theme_light",
    "theme_contrast",
    "plain_glyphs",
    "quit",
)
"""Actions that every screen has; `undo`, `search` and `outbox` where the screen or the app can do them."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An action as one place offers it: its label may be of that place ("Save and next").

    `in_bar` is False for what every place has; help and palette show those.
    """

    action: Action
    label: str
    in_bar: bool = True


def bar(offers: Iterable[Offer], width: int) -> Line:
    """The bottom bar in `width` cells: main act first, esc last, ? far right, at most eight keys.

    When it is too narrow, keys drop from the middle: never the first, esc or ?.
    """
    chosen = [offer for offer in offers if offer.in_bar and offer.action.name != "help" and offer.action.keys]
    back = [offer for offer in chosen if offer.action.name == "back"][:1]
    middle = [offer for offer in chosen if offer.action.name != "back"][: BAR_KEYS - len(back)]
    help_offer = Offer(ACTIONS["help"], ACTIONS["help"].label)
    tail = _keys([help_offer])
    while True:
        line = _keys(middle + back)
        if line.cells + tail.cells + 3 <= width or len(middle) <= 1:
            return line.right(tail)
        del middle[len(middle) // 2 if len(middle) > 2 else 1]


def _keys(offers: list[Offer]) -> Line:
    line = Line()
    for offer in offers:
        if line.cells:
            line.space(3)
        line.add(offer.action.shown, "key").space().add(offer.label)
    return line


def clashes(actions: Iterable[Action]) -> list[str]:
    """What is wrong with a registry, one sentence each: a key of two meanings, a reserved key, no sentence."""
    found: list[str] = []
    owner: dict[str, str] = {}
    for action in actions:
        for key in action.keys:
            if key in RESERVED_KEYS:
                found.append(f"{action.name}: {key} cannot be told from another key in a terminal")
            if key in owner:
                found.append(f"{key} means both {owner[key]} and {action.name}")
            owner[key] = action.name
        if not (action.label and action.sentence.endswith(".")):
            found.append(f"{action.name} has no label or no sentence")
    return found


def keys_page(actions: Iterable[Action], places: Iterable[tuple[str, str, list[Offer]]]) -> str:
    """The page of keys as Markdown: each of the actions once with its meaning, then what each place offers.

    `places` are (title, sentence, offers of that place).
    """
    once = _("One letter has one meaning everywhere. Letters act when no field has the cursor.")
    lines = ["# " + _("Keys"), "", once, ""]
    group = ""
    groups = [MOVE, ACCOUNT, DESK, LEAD, WINDOW]
    for action in sorted(actions, key=lambda one: groups.index(one._group)):
        if action.group != group:
            group = action.group
            lines += [
                "",
                f"## {group}",
                "",
                f"| {_('key')} | {_('action')} | {_('what it does')} |",
                "|---|---|---|",
            ]
        keys = "0–9" if action.name == "digit" else ", ".join(key_name(key) for key in action.keys)
        lines.append(f"| {f'`{keys}`' if keys else ''} | {action.label} | {action.sentence} |")
    lines += ["", _("An action without a key is found with `ctrl+p`, as every other.")]
    for title, sentence, offers in places:
        lines += ["", f"## {title}", "", sentence, ""]
        lines += [f"- `{offer.action.shown}` {offer.label}" for offer in offers if offer.action.keys]
    return "\n".join(lines).replace("\n\n\n", "\n\n") + "\n"
