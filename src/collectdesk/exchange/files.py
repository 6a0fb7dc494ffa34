"""A file before it is read: whether it can be, what it is, how it is encoded, and its digest."""

from __future__ import annotations

import codecs
import hashlib
import os
import re
import stat
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from collectdesk.faults import BadInput
from collectdesk.i18n import _

_BLOCK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_RUBBISH = frozenset(range(32)) - frozenset(b"\t\n\r\f\x1a\x1b")


class FileKind(StrEnum):
    """What the first bytes say a file is, whatever its name."""

    TEXT = "text"
    WORKBOOK = "workbook"
    GZIP = "gzip"


@dataclass(frozen=True, slots=True)
class Survey:
    """What is known of a file before it is read. `encoding` is empty unless it is text.

    `unterminated` says that the last line has no line end, as in a file that was cut off.
    """

    path: Path
    name: str
    size: int
    sha256: str
    kind: FileKind
    encoding: str
    unterminated: bool


def survey(path: Path, encoding: str | None = None) -> Survey:
    """Look through the whole file once. `encoding` overrides what is found.

    Raises BadInput for what cannot be read: no such file, a folder, a dead link, no permission, an empty
    file, a web page, or bytes that are neither text nor a workbook.
    """
    size = _size(path)
    try:
        with path.open("rb") as file:
            head = file.read(1 << 16)
            file.seek(0)
            digest, is_utf8, last = _pass_over(file)
    except OSError as error:
        reason = error.strerror or _("it does not answer")
        raise BadInput(
            _("cannot read {file}: {reason}; check who may read it").format(file=path, reason=reason)
        ) from error
    kind = _kind(path, head)
    found = "" if kind is not FileKind.TEXT else encoding or _encoding(path, head, is_utf8)
    if kind is FileKind.TEXT:
        _check_encoding(path, found)
        _refuse_web_page(path, head)
    return Survey(path, path.name, size, digest, kind, found, last not in (b"\n", b"\r", b"\x00", b"\x1a"))


def _size(path: Path) -> int:
    try:
        found = os.stat(path)
    except FileNotFoundError as error:
        if path.is_symlink():
            raise BadInput(
                _("{file} is a link to a file that is not there; give the file itself").format(file=path)
            ) from error
        raise BadInput(_("there is no file {file}; check its name and folder").format(file=path)) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInput(
            _("cannot read {file}: {reason}; check its name and who may read it").format(
                file=path, reason=reason
            )
        ) from error
    if stat.S_ISDIR(found.st_mode):
        raise BadInput(_("{file} is a folder; give one of the files in it").format(file=path))
    if not stat.S_ISREG(found.st_mode):
        raise BadInput(_("{file} is not a file; save it to the disk first").format(file=path))
    if found.st_size == 0:
        raise BadInput(_("{file} is empty; get it again from where it was made").format(file=path))
    return found.st_size


def _pass_over(file: object) -> tuple[str, bool, bytes]:
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, last = True, b""
    while block := file.read(_BLOCK):  # type: ignore[attr-defined]
        digest.update(block)
        last = block[-1:]
        if is_utf8:
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                is_utf8 = False
    if is_utf8:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            is_utf8 = False
    return digest.hexdigest(), is_utf8, last


def _kind(path: Path, head: bytes) -> FileKind:
    if head[:4] == b"PK\x03\x04" or head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return FileKind.WORKBOOK
    if head[:2] == b"\x1f\x8b":
        return FileKind.GZIP
    if head[:5] == b"%PDF-":
        raise BadInput(_("{file} is a PDF; save the list as CSV or Excel instead").format(file=path))
    return FileKind.TEXT


def _encoding(path: Path, head: bytes, is_utf8: bool) -> str:
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    zeros = head[:4096].count(0)
    if zeros:
        for name, part in (("utf-16-le", head[1:4096:2]), ("utf-16-be", head[0:4096:2])):
            if part.count(0) * 10 > len(part) * 7 and part.count(0) * 10 > zeros * 9:
                return name
    if sum(byte in _RUBBISH for byte in head) > 8 + len(head) // 100:
        raise BadInput(
            _("{file} is neither a text table nor a workbook; save it as CSV or Excel").format(file=path)
        )
    return "utf-8" if is_utf8 else "cp1252"


def _check_encoding(path: Path, encoding: str) -> None:
    try:
        codecs.lookup(encoding)
    except LookupError as error:
        raise BadInput(
            _("{encoding} is not an encoding; give one such as utf-8 or cp1252 with --encoding").format(
                encoding=encoding
            )
        ) from error
    try:
        with path.open(encoding=encoding) as text:
            while text.read(_BLOCK):
                pass
    except UnicodeError as error:
        raise BadInput(
            _("{file} cannot be read as {encoding}; give its encoding with --encoding").format(
                file=path, encoding=encoding
            )
        ) from error


def _refuse_web_page(path: Path, head: bytes) -> None:
    if re.match(rb"\s*(\xef\xbb\xbf)?\s*<(!doctype html|html|table|head|body)", head[:1000], re.IGNORECASE):
        raise BadInput(
            _("{file} is a web page, whatever its name says; save it as CSV or Excel").format(file=path)
        )
