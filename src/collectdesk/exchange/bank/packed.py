"""A zip of statements, read in memory within limits. Nothing is ever written to where a name in it points."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from collectdesk.faults import BadInput
from collectdesk.i18n import _

MOST_MEMBERS = 1_000
MOST_BYTES = 512 << 20
"""Bytes of all members together, unpacked."""

_WORKBOOK_PARTS = ("[Content_Types].xml", "xl/", "mimetype", "content.xml")


def is_packed(path: Path) -> bool:
    """Whether a file is a zip and not a workbook, which is one too."""
    try:
        with zipfile.ZipFile(path) as parts:
            return not any(name.startswith(_WORKBOOK_PARTS) for name in parts.namelist()[:MOST_MEMBERS])
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def members(path: Path) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file in a zip, one after the other.

    Raises BadInput for a zip that is damaged, protected, empty, or larger than any delivery of a bank.
    """
    try:
        with zipfile.ZipFile(path) as parts:
            found = [part for part in parts.infolist() if not _is_beside(part)]
            if not found:
                raise BadInput(_("{file} is packed and empty; get it again from the bank").format(file=path))
            if len(found) > MOST_MEMBERS or sum(part.file_size for part in found) > MOST_BYTES:
                raise BadInput(
                    _(
                        "{file} holds more than a bank delivers at once; unpack it and give the files one by one"
                    ).format(file=path)
                )
            for part in found:
                if part.flag_bits & 1:
                    raise BadInput(
                        _("{file} is protected with a password; unpack it and give the files in it").format(
                            file=path
                        )
                    )
                yield part.filename, _unpacked(parts, part)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadInput(
            _("{file} is packed and damaged; get it again from the bank").format(file=path)
        ) from error


def _is_beside(part: zipfile.ZipInfo) -> bool:
    """Folders, and what some systems put beside the files."""
    name = part.filename.rpartition("/")[2]
    return part.is_dir() or name.startswith(".") or part.filename.startswith("__MACOSX/")


def _unpacked(parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """A member, never more of it than its entry announces, which the limit has counted."""
    with parts.open(part) as content:
        return content.read(part.file_size)
