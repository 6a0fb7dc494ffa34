"""The registry: one letter, one meaning, and nothing that a terminal cannot tell apart."""

from __future__ import annotations

from pathlib import Path

from collectdesk.tui.actions import ACTIONS, EVERYWHERE, Action, Offer, bar, clashes
from collectdesk.tui.places import APP_WIDE, PLACES, keys_markdown, main
from collectdesk.tui.routes import ROUTES, screen_class


def test_the_registry_is_sound() -> None:
    assert clashes(ACTIONS.values()) == []


def test_a_second_meaning_or_a_reserved_key_is_found() -> None:
    wrong = [
        Action("one", ("c",), "One", "Do one.", "Moving"),
        Action("two", ("c",), "Two", "Do two.", "Moving"),
        Action("three", ("ctrl+h",), "Three", "Do three.", "Moving"),
        Action("four", ("z",), "Four", "", "Moving"),
    ]
    assert len(clashes(wrong)) == 3


def test_keys_are_those_of_the_design() -> None:
    names = (
        "call message note promise plan dispute follow_up skip briefing gate held yes no edit other copy "
        "write_file report undo approvals transfer import"
    )
    meant = dict(zip("cmnpldfsbghvxeoywruati", names.split(), strict=True))
    for key, name in meant.items():
        assert ACTIONS[name].keys == (key,)
    assert ACTIONS["finish"].keys == ("ctrl+s",)
    assert ACTIONS["back"].keys == ("escape",)


def test_places_offer_known_actions_once() -> None:
    for place in PLACES.values():
        names = [offer.action.name for offer in place.offers()]
        assert len(names) == len(set(names)), place.name
        assert place.title
        assert place.sentence.endswith(".")
        assert set(place.labels) <= set(place.offered), place.name


def offers(*names: str) -> list[Offer]:
    return [Offer(ACTIONS[name], ACTIONS[name].label) for name in names]


def test_the_bar_keeps_main_esc_and_help_when_it_narrows() -> None:
    many = offers(
        "open", "call", "message", "note", "promise", "plan", "dispute", "follow_up", "skip", "back"
    )
    wide = bar(many, 200).text
    assert wide.count("   ") == 7
    assert "esc Back" in wide
    for width in range(30, 120):
        pieces = bar(many, width).laid_out(width)
        text = "".join(piece for piece, _ink in pieces)
        assert len(text) == width
        assert text.startswith("enter Open")
        assert "esc Back" in text
        assert text.endswith("? Help")
        assert "…" not in text


def test_the_page_of_keys_names_every_action_that_something_does_and_no_other() -> None:
    page = keys_markdown()
    for action in ACTIONS.values():
        done = action.widget or action.name in (*EVERYWHERE, *APP_WIDE)
        done = done or any(hasattr(screen_class(name), f"do_{action.name}") for name in ROUTES)
        assert (action.sentence in page) == done, action.name
    assert "`ctrl+s` Save and next" in page
    assert page.endswith("\n")
    assert "\n\n\n" not in page


def test_the_page_of_keys_in_the_documentation_is_current(tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "keys.md"
    assert page.read_text(encoding="utf-8") == keys_markdown(), (
        "make it anew with: python -m collectdesk.tui.places --write docs/keys.md"
    )
    made = tmp_path / "keys.md"
    assert main(["--write", str(made)]) == 0
    assert made.read_bytes() == page.read_bytes()
    assert main(["nonsense"]) == 2
