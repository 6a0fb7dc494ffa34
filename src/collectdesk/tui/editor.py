"""Writing a text in the person's own editor, with the workstation suspended meanwhile."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.tui.safe_text import clean_text

if TYPE_CHECKING:
    from textual.app import App


def edit_text(app: App[None], text: str) -> str:
    """The text after editing it in $VISUAL or $EDITOR. Raises BadInput when there is none or it cannot run.

    The text lies in a file only its owner can read, which is removed afterwards.
    """
    from textual.app import SuspendNotSupported

    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        words = shlex.split(command)
    except ValueError:
        words = []
    if not words:
        raise BadInput(_("No editor is named; set EDITOR, for instance to nano, and start again."))
    with tempfile.TemporaryDirectory(prefix="collectdesk-") as folder:
        path = Path(folder) / "note.txt"
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")
        try:
            with app.suspend():
                code = subprocess.call([*words, str(path)])  # noqa: S603 - the person's own editor
        except SuspendNotSupported:
            raise BadInput(_("The editor cannot be opened from here; type the text in the field.")) from None
        except OSError:
            raise BadInput(_("The editor {name} cannot be started.").format(name=words[0])) from None
        if code:
            raise BadInput(_("The editor ended with an error; the text is as it was."))
        return clean_text(path.read_text(encoding="utf-8", errors="replace")).rstrip("\n")
