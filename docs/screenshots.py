"""Makes the pictures of the documentation from the sample book, at a fixed moment.

`python -m docs.screenshots [FOLDER]` writes queue, account and call, at 120x36 and 80x24, as SVG. The font
that Textual's pictures fetch from the network is taken out; any monospaced font serves.
"""

from __future__ import annotations

import asyncio
import html
import re
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from rich.cells import cell_len

from collectdesk.cli.workstation import CollectorStation
from collectdesk.desk.handle import sit_down
from collectdesk.desk.notes import forget_draft, open_drafts
from collectdesk.sample.book import make_sample_book
from collectdesk.tui.routes import screen_for

MOMENT = datetime(2026, 11, 24, 9, 2, tzinfo=UTC)
SIZES = {"": (120, 36), "-80x24": (80, 24)}


async def take(book: Path, folder: Path) -> None:
    """Walk from the queue to an account to a call, and write a picture of each."""
    for suffix, size in SIZES.items():
        desk = sit_down(str(book), clock=lambda: MOMENT)
        app = CollectorStation(desk, lambda: screen_for("queue"))
        async with app.run_test(size=size) as pilot:
            await pilot.pause(2)
            await pilot.press("down", "down", "down", "down", "down", "down")
            await pilot.pause(1)
            _write(app, folder / f"queue{suffix}.svg")
            await pilot.press("enter")
            await pilot.pause(1.5)
            _write(app, folder / f"account{suffix}.svg")
            await pilot.press("c")
            await pilot.pause(1)
            await pilot.press("v")
            await pilot.press("n", *"Payment run is Thursdays. The approver signs tomorrow.", "tab")
            await pilot.press(*"ptp 1200 fri wire")
            await pilot.pause(1.5)
            _write(app, folder / f"call{suffix}.svg")
            await pilot.press("escape", "escape")
            await pilot.pause(0.5)
        for draft in open_drafts(desk.store, desk.actor):
            forget_draft(desk.store, desk.actor, draft.account_id, draft.place)
        desk.store.close()


def _write(app: CollectorStation, path: Path) -> None:
    svg = app.export_screenshot(title="collectdesk")
    svg = re.sub(r"@font-face\s*{[^}]*}", "", svg)
    svg = re.sub(r"Fira Code", "DejaVu Sans Mono", svg)
    svg = re.sub(r'textLength="([\d.]+)"([^>]*)>([^<]*)<', _measured, svg)
    path.write_text(re.sub(r"[ \t]+\n", "\n", svg), encoding="utf-8")
    print(path)


def _measured(found: re.Match[str]) -> str:
    """Give wide characters the two cells that they have in a terminal."""
    text = html.unescape(found[3])
    wide = float(found[1]) * cell_len(text) / max(1, len(text))
    return f'textLength="{wide:g}"{found[2]}>{found[3]}<'


def main() -> None:
    """Make the book, take the pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("images")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        book = Path(scratch) / "demo.db"
        make_sample_book(str(book), MOMENT)
        asyncio.run(take(book, folder))


if __name__ == "__main__":
    main()
