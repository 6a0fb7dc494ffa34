"""The one entrance: a file, whatever its name, as checked statements."""

from __future__ import annotations

import io
from pathlib import Path
from typing import NamedTuple

from collectdesk.exchange.bank.balances import chained
from collectdesk.exchange.bank.fingerprints import Fingerprints
from collectdesk.exchange.bank.options import StatementOptions
from collectdesk.exchange.bank.statement import Place, Rejection, Statement, StatementFile, StatementFormat
from collectdesk.exchange.cells import text
from collectdesk.exchange.files import FileKind, Survey, survey
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.money import is_currency

_SAMPLE = 1 << 16
_PACKED = (b"PK\x03\x04", b"\x1f\x8b")
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


class _Found(NamedTuple):
    """What one document holds, before its lines have fingerprints."""

    format: StatementFormat
    statements: list[Statement]
    rejected: list[Rejection]


def read_statements(path: Path, options: StatementOptions | None = None) -> StatementFile:
    """All statements of a file: CAMT (also several in a zip), MT940 and MT942, CSV, Excel.

    The content decides what it is. Lines that cannot be used are in `rejected` and counted in their
    statement; a statement whose figures do not agree has `ties` False. Raises BadInput with one sentence
    for a file that cannot be read at all, or that holds no statement.
    """
    options = options or StatementOptions()
    options = _checked(options)
    is_xml = _is_xml_file(path)
    # XML names its own encoding, so any that accepts every byte will do for looking through it.
    surveyed = survey(path, "latin-1" if is_xml else options.encoding)
    if surveyed.kind is FileKind.GZIP:
        raise BadInput(_("{file} is compressed; unpack it first").format(file=path))
    if surveyed.kind is FileKind.WORKBOOK:
        from collectdesk.exchange.bank.packed import is_packed

        found = _from_members(path, options) if is_packed(path) else _table(path, options)
    elif is_xml:
        found = _camt_file(path)
    else:
        found = _text(surveyed, options)
    fingerprints = Fingerprints()
    statements = tuple(_chained(found))
    for statement in statements:
        fingerprints.seal(statement)
    return StatementFile(surveyed.name, surveyed.sha256, found.format, statements, tuple(found.rejected))


def is_surely_statement(path: Path) -> bool:
    """Whether a file can be nothing else: XML, or a text that begins like MT940. A table or a zip may be either."""
    from collectdesk.exchange.bank.swift import looks_like_swift

    try:
        with path.open("rb") as file:
            head = file.read(_SAMPLE)
    except (OSError, ValueError):
        return False  # the survey says what is wrong with it
    return _is_xml(head) or looks_like_swift(head.decode("latin-1"))


def _chained(found: _Found) -> list[Statement]:
    """Members of a zip may stand in any order, so only within one document statements follow one another."""
    return found.statements if found.format is StatementFormat.PACKED else chained(found.statements)


def _checked(options: StatementOptions) -> StatementOptions:
    if options.currency is None:
        return options
    code = options.currency.strip().upper()
    if not is_currency(code):
        raise BadInput(
            _("{code} is not a currency; give an ISO code such as EUR with --currency").format(
                code=options.currency
            )
        )
    return options.model_copy(update={"currency": code})


def _is_xml_file(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return _is_xml(file.read(_SAMPLE))
    except (OSError, ValueError):
        return False  # the survey says what is wrong with it


def _is_xml(head: bytes) -> bool:
    if head.startswith(_UTF16):
        return head.lstrip(b"\xff\xfe").lstrip(b"\x00").startswith(b"<")
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def _camt_file(path: Path) -> _Found:
    from collectdesk.exchange.bank.camt import read_camt

    with path.open("rb") as stream:
        return _Found(StatementFormat.CAMT, *read_camt(stream, str(path)))


def _text(surveyed: Survey, options: StatementOptions) -> _Found:
    from collectdesk.exchange.bank.swift import looks_like_swift, read_swift

    with surveyed.path.open(encoding=surveyed.encoding, newline="") as file:
        sample = file.read(_SAMPLE)
        if looks_like_swift(sample):
            content = sample + file.read()
            read = read_swift(content, str(surveyed.path), "", options.account or "", options.currency or "")
            return _Found(StatementFormat.MT940, *read)
    return _table(surveyed.path, options)


def _table(path: Path, options: StatementOptions) -> _Found:
    from collectdesk.exchange.bank.table import read_table

    return _Found(*read_table(path, options))


def _from_members(path: Path, options: StatementOptions) -> _Found:
    """The statements in a zip. A member that cannot be read is refused as a whole, the others are kept."""
    from collectdesk.exchange.bank.packed import members

    statements: list[Statement] = []
    rejected: list[Rejection] = []
    faults: list[BadInput] = []
    for name, content in members(path):
        try:
            found = _member(path, text(name), content, options)
        except BadInput as fault:
            faults.append(fault)
            rejected.append(Rejection(Place(1, 0, text(name)), str(fault)))
            continue
        statements.extend(found.statements)
        rejected.extend(found.rejected)
    if not statements and faults:
        raise faults[0]
    return _Found(StatementFormat.PACKED, statements, rejected)


def _member(path: Path, name: str, content: bytes, options: StatementOptions) -> _Found:
    from collectdesk.exchange.bank.camt import read_camt
    from collectdesk.exchange.bank.swift import looks_like_swift, read_swift

    label = _("{file} ({member})").format(file=path, member=name)
    if _is_xml(content[:_SAMPLE]):
        return _Found(StatementFormat.CAMT, *read_camt(io.BytesIO(content), label, name))
    if not content.startswith(_PACKED):
        written = _decoded(content, options.encoding, label)
        if looks_like_swift(written[:_SAMPLE]):
            read = read_swift(written, label, name, options.account or "", options.currency or "")
            return _Found(StatementFormat.MT940, *read)
    raise BadInput(_("{file} is neither CAMT nor MT940; unpack it and give it by itself").format(file=label))


def _decoded(content: bytes, encoding: str | None, label: str) -> str:
    for name in (encoding,) if encoding else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(name)
        except (UnicodeError, LookupError):
            continue
    raise BadInput(_("{file} cannot be read as text; give its encoding with --encoding").format(file=label))
