"""Which actions each place offers, in the order of its bottom bar, and what it calls them there.

A place is a screen or a card, named as in its breadcrumb. Its help text is `help_pages/<name>.md`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from collectdesk.i18n import _
from collectdesk.tui.actions import ACTIONS, EVERYWHERE, Offer, keys_page
from collectdesk.tui.place import Place
from collectdesk.tui.places_of_account import OF_ACCOUNT
from collectdesk.tui.places_of_desk import OF_DESK

APP_WIDE = ("report", "agenda", "import", "reach", "payments", "approvals", "drafts", "team", "kpi")
"""What the app itself does wherever a place offers it, or through the palette."""


PLACES: dict[str, Place] = dict([*OF_ACCOUNT, *OF_DESK])
"""Every place by name."""


def place(name: str) -> Place:
    """The place of that name. Raises KeyError for an unknown one."""
    return PLACES[name]


def keys_markdown() -> str:
    """The page of keys of the documentation, as Markdown: what the screens of the program really do."""
    from collectdesk.tui.routes import ROUTES, screen_class

    shown, done = [], {*EVERYWHERE, *APP_WIDE}
    for one in PLACES.values():
        if one.name not in ROUTES:
            continue
        screen = screen_class(one.name)
        offers = [offer for offer in one.offers() if offer.in_bar and _does(screen, offer)]
        done |= {offer.action.name for offer in offers}
        shown.append((one.title, one.sentence, offers))
    return keys_page([one for one in ACTIONS.values() if one.widget or one.name in done], shown)


def _does(screen: type[object], offer: Offer) -> bool:
    name = offer.action.name
    return offer.action.widget or name in (*EVERYWHERE, *APP_WIDE) or hasattr(screen, f"do_{name}")


def main(given: list[str]) -> int:
    """Print the page of keys, or write it with `--write FILE`; the exit code."""
    if given[:1] == ["--write"] and len(given) == 2:
        Path(given[1]).write_text(keys_markdown(), encoding="utf-8", newline="\n")
    elif given:
        print(_("Give nothing to print the page, or --write and a file."), file=sys.stderr)
        return 2
    else:
        print(keys_markdown(), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
