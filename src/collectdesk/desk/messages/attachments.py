"""A document that came with a message, written to a file that a person names: never over another, never elsewhere."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.models import InboundAttachment
from collectdesk.store import Store

_LONGEST_NAME = 200
"""Bytes; file systems take 255."""
_NOT_IN_NAMES = frozenset('<>:"|?*')
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)


def safe_file_name(given: str) -> str:
    """The last part of a name from a mail as a name that every system takes; "document" where nothing is left.

    It has no folder, no control or direction character, none that a shell or a drive reads, and neither a dot nor a
    hyphen in front.
    """
    last = given.replace("\\", "/").rpartition("/")[2]
    kept = "".join(
        "_" if one in _NOT_IN_NAMES else one for one in last if unicodedata.category(one)[0] != "C"
    )
    kept = " ".join(kept.split()).lstrip(".- ").rstrip(". ")
    stem, dot, ending = kept.rpartition(".")
    if not dot or len(ending.encode()) > 20:
        stem, dot, ending = kept, "", ""
    room = _LONGEST_NAME - len(f"{dot}{ending}".encode())
    stem = stem.encode()[:room].decode(errors="ignore").rstrip(". ")
    if stem.partition(".")[0].strip().lower() in _DEVICES:
        stem = f"_{stem}"
    return f"{stem}{dot}{ending}" if stem else "document"


def save_attachment(store: Store, attachment_id: int, path: Path) -> Path:
    """Write the document to `path`; in a folder that is there, under its own safe name. Gives the whole path.

    BadInput when there is no such document, something is there already, or the file cannot be written.
    """
    with store.read() as session:
        row = session.get(InboundAttachment, attachment_id)
        if row is None:
            raise BadInput(_("no document came in with the id {id}").format(id=attachment_id))
        name, content = row.name, row.content
    target, made = path, False
    try:
        target = path.expanduser().absolute()
        if target.is_dir():
            target /= safe_file_name(name)
        with target.open("xb") as file:
            made = True
            file.write(content)
    except FileExistsError as error:
        raise BadInput(_("{file} is there already; choose another name").format(file=target)) from error
    except (OSError, ValueError, RuntimeError) as error:
        if made:
            target.unlink(missing_ok=True)
        why = getattr(error, "strerror", None) or type(error).__name__
        raise BadInput(_("{file} cannot be written: {why}").format(file=target, why=why)) from error
    return target
