"""XML from outside as a stream of elements: no entities, no document type, no network, no tree of the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, BinaryIO
from xml.parsers import expat

from collectdesk.faults import BadInput
from collectdesk.i18n import _

_BLOCK = 1 << 16


def elements(stream: BinaryIO, file: str, names: Sequence[str]) -> Iterator[Any]:
    """The elements with these local names, in any namespace, each when it is whole.

    Whoever takes an element clears it when done. `file` is for sentences. Raises BadInput for a document
    type declaration, and for what is not well-formed, with its line.
    """
    from lxml import etree

    _refuse_document_type(stream, file)
    stream.seek(0)
    found = etree.iterparse(
        stream,
        events=("end",),
        tag=[f"{{*}}{name}" for name in names],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    looked = False
    try:
        for _event, element in found:
            if not looked and element.getroottree().docinfo.internalDTD is not None:
                raise _document_type(file)
            looked = True
            yield element
    except etree.XMLSyntaxError as error:
        raise BadInput(
            _("{file}, line {line}: the XML cannot be read ({reason}); get the whole file again").format(
                file=file, line=error.lineno or 1, reason=str(error.msg).partition(", line ")[0]
            )
        ) from error


@lru_cache(maxsize=4_096)
def local_name(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag[tag.rfind("}") + 1 :]


class _RootReachedError(Exception):
    pass


def _refuse_document_type(stream: BinaryIO, file: str) -> None:
    """Read up to the first element only. What expat cannot read is left to the parser proper."""

    def refuse(*_declared: object) -> None:
        raise _document_type(file)

    def stop(*_element: object) -> None:
        raise _RootReachedError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    stream.seek(0)
    try:
        while block := stream.read(_BLOCK):
            parser.Parse(block, False)
    except (_RootReachedError, expat.ExpatError, ValueError, LookupError):
        return


def _document_type(file: str) -> BadInput:
    return BadInput(
        _(
            "{file} declares a document type, which no file of a bank does and which can hide entities; "
            "get the file again from the bank itself"
        ).format(file=file)
    )
