"""From a template and its fields to a letter in the recipient's language.

The environment is strict and sandboxed: a field that is missing is an error and not a blank, no attribute with an
underscore, no call into Python, no arithmetic that could run away, few filters. Fields are data: texts are cleaned
before they get in, and what stands in them is never read as a template.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NoReturn

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, Undefined
from jinja2 import Template as JinjaTemplate
from jinja2.exceptions import SecurityError
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.messages.catalogue import SOURCE, Translator, translator
from collectdesk.messages.document import (
    PAGE,
    PAGES,
    Block,
    Column,
    Document,
    Pairs,
    Passage,
    Signatures,
    Table,
    Title,
)
from collectdesk.messages.formats import Reader, reader
from collectdesk.messages.marked import ValueKind
from collectdesk.messages.marking import ShownText, named, said
from collectdesk.messages.templates import CELLS, Part, Template, columns
from collectdesk.messages.values import cleaned
from collectdesk.money import Money

Field = (
    str | int | bool | None | Money | date | Decimal | Mapping[str, "Field"] | Sequence[Mapping[str, "Field"]]
)
_KEPT_FILTERS = ("default",)
_NEXT, _CELL = "\ue003", "\ue004"
"""Part texts, and cells, that are rendered together; as private signs they are in no value and in no catalogue."""
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


class _Sandbox(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset({"*", "**", "+", "%", "-", "/", "//"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> NoReturn:
        raise SecurityError(f"a letter does not calculate: {operator}")


@lru_cache(maxsize=256)
def environment(to: Reader) -> ImmutableSandboxedEnvironment:
    """The environment in which letters to this reader are rendered. BadInput for a language without a catalogue."""
    words: Translator = translator(to.language)
    made = _Sandbox(
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        autoescape=False,
        keep_trailing_newline=False,
    )
    made.globals.clear()
    made.install_gettext_callables(  # type: ignore[attr-defined]
        words.gettext, words.ngettext, newstyle=True, pgettext=words.pgettext, npgettext=words.npgettext
    )
    kept = {name: made.filters[name] for name in _KEPT_FILTERS}
    made.filters.clear()
    made.filters.update(kept)
    made.filters["money"] = _filter("money", to.money, Money)
    made.filters["day"] = _filter("day", to.day, date)
    made.filters["number"] = _filter("number", to.number, int, Decimal)
    made.filters["per_cent"] = _filter("per_cent", to.per_cent, Decimal)
    return made


@lru_cache(maxsize=16384)
def _compiled(to: Reader, source: str) -> JinjaTemplate:
    """A piece of a text, compiled once for a reader."""
    return environment(to).from_string(source)


def _filter(kind: ValueKind, write: Callable[[Any], str], *kinds: type) -> Callable[[Any], str]:
    """A filter that takes nothing but these kinds: a day that is missing must not become today."""

    def checked(value: Any) -> str:
        if isinstance(value, Undefined):
            str(value)  # says which field is missing
        if not isinstance(value, kinds) or isinstance(value, bool):
            raise TypeError(f"{type(value).__name__} is not {kinds[0].__name__}")
        return said(value, kind, write(value))

    return checked


class Render:
    """One letter while it is made. With `marked`, every value leaves a mark that says which field it is."""

    def __init__(
        self, parts: tuple[Part, ...], to: Reader, fields: Mapping[str, Field], marked: bool = False
    ) -> None:
        environment(to)
        self.to = to
        self.fields: dict[str, Any] = {name: _value(value, to) for name, value in fields.items()}
        if marked:
            self.fields = {name: named(value, name) for name, value in self.fields.items()}
        self.clauses = 0
        self.numbering = next((part for part in parts if part.kind == "numbering"), None)
        self._ready: dict[str, str] = {}

    def at_once(self, parts: Iterable[Part]) -> None:
        """Render all texts of blocks in one go, which is several times quicker; tables have theirs row by row.

        Where that fails nothing is ready, and the block that cannot be rendered is named when its turn comes.
        """
        sources = [source for part in parts for source in _sources(part)]
        with suppress(TemplateError, TypeError, ValueError):
            said = _compiled(self.to, _NEXT.join(sources)).render(self.fields)
            self._ready = {
                source: text.strip() for source, text in zip(sources, said.split(_NEXT), strict=True)
            }

    def text(self, source: str, part: Part, more: Mapping[str, Any] | None = None) -> str:
        """A piece of a block, rendered."""
        if more is None and source in self._ready:
            return self._ready[source]
        try:
            return _compiled(self.to, source).render(self.fields | dict(more or {})).strip()
        except TemplateSyntaxError as error:
            at, reason = part.at + error.lineno, str(error.message)
        except (TemplateError, TypeError, ValueError) as error:
            at, reason = part.at, str(error)
        raise BadInput(
            _("{file}, block at line {line}: {reason}; mend the template").format(
                file=part.file, line=at, reason=reason
            )
        )

    def cells(self, line: str, part: Part, more: Mapping[str, Any] | None = None) -> tuple[str, ...]:
        """The cells of a line. What a value holds can begin no cell."""
        said = self.text(line.replace(CELLS, _CELL), part, more)
        return tuple(one.strip() for one in said.split(_CELL))

    def made(self, part: Part) -> Block | None:
        """The block of a part; None where nothing is left of it."""
        return _MAKERS[part.kind](self, part) if part.kind in _MAKERS else None

    def title(self, part: Part) -> Block | None:
        """A title."""
        return Title(self.text(part.body, part))

    def passage(self, part: Part) -> Block | None:
        """A clause, a summary or a text."""
        heading, body = ("", part.body) if part.kind == "text" else _headed(part)
        said = self.text(body, part)
        paragraphs = tuple(_on_one_line(one) for one in _BLANK_LINE.split(said) if one.strip())
        if not paragraphs:
            return None
        said = self.text(heading, part) if heading else ""
        if part.kind == "clause":
            return Passage("clause", self.numbered(said), paragraphs)
        return Passage("summary" if part.kind == "summary" else "text", said, paragraphs)

    def numbered(self, heading: str) -> str:
        """The heading of the next clause with its number."""
        self.clauses += 1
        if self.numbering is None:
            return f"{self.clauses}. {heading}"
        return self.text(self.numbering.body, self.numbering, {"clause": self.clauses, "heading": heading})

    def pairs(self, part: Part) -> Block | None:
        """Labels and what belongs to them; a line that renders to nothing is left out."""
        heading, rows = "", []
        for line in part.lines:
            found = self.cells(line, part)
            if len(found) == 2 and any(found):
                rows.append((found[0], found[1]))
            elif len(found) == 1 and found[0]:
                heading = found[0]
        return Pairs(heading, tuple(rows)) if rows else None

    def signatures(self, part: Part) -> Block | None:
        """Lines to sign on."""
        found = [self.cells(line, part) for line in part.lines if line.strip()]
        return Signatures(tuple((one[0], one[1]) for one in found))

    def table(self, part: Part) -> Block | None:
        """A table of a field that holds rows."""
        field, sides = columns(part)
        rows: Any = self.fields
        for name in field.split("."):
            rows = rows.get(name) if isinstance(rows, Mapping) else None
        if not isinstance(rows, list | tuple):
            self.text("{{ " + field + " }}", part)  # says that it is missing
            rows = ()
        heads = self.cells(part.lines[0], part)
        cells = "\n".join(part.lines[1:])
        made = tuple(Column(head, side, share) for head, (side, share) in zip(heads, sides, strict=True))
        return Table(made, tuple(self.cells(cells, part, row) for row in rows)) if rows else None


def render(template: Template, to: Reader, fields: Mapping[str, Field], paper: str = "A4") -> Document:
    """The letter. BadInput for a missing field, a template that cannot be used, or a language without a sentence."""
    work = Render(template.parts, to, fields)
    blocks: list[Block] = []
    footer = ""
    for part in template.parts:
        if part.kind == "define":
            work.fields[part.argument] = work.text(part.body, part)
        elif part.kind == "footer":
            footer = _on_one_line(work.text(part.body, part, {"page": PAGE, "pages": PAGES}))
        else:
            block = work.made(part)
            if block is not None:
                blocks.append(block)
    title = next((one.text for one in blocks if isinstance(one, Title)), template.name)
    return Document(to, paper, title, tuple(blocks), footer)


def fields_used(template: Template) -> set[str]:
    """The names of all fields that a template's text asks for, those of table rows aside."""
    return fields_asked(template.parts)


def fields_asked(parts: tuple[Part, ...]) -> set[str]:
    """The names of all fields that these blocks ask for, those of table rows aside."""
    plain = environment(reader(SOURCE, None))
    found: set[str] = set()
    defined = {part.argument for part in parts if part.kind == "define"}
    for part in parts:
        lines = part.lines[:1] if part.kind == "table" else part.lines
        found |= find_undeclared_variables(plain.parse("\n".join(lines)))
        if part.kind == "table":
            found.add(part.argument.split()[0].split(".")[0])
    return found - defined - {"page", "pages", "clause", "heading"}


def _on_one_line(text: str) -> str:
    """The lines of a text joined by blanks; blanks that must not break stay."""
    return re.sub(r"[ \t\n]+", " ", text).strip(" \n")


def _sources(part: Part) -> list[str]:
    """The texts of a block that need nothing but the fields of the letter."""
    if part.kind in ("pairs", "signatures"):
        return [line.replace(CELLS, _CELL) for line in part.lines]
    if part.kind == "table":
        return [part.lines[0].replace(CELLS, _CELL)] if part.lines else []
    return list(_headed(part)) if part.kind in ("clause", "summary") else [part.body]


def _headed(part: Part) -> tuple[str, str]:
    heading, _line, body = part.body.partition("\n")
    return heading, body


def _value(value: Any, to: Reader) -> Any:
    """A field as a template sees it. TypeError for what is no field."""
    if isinstance(value, str):
        return ShownText(cleaned(value), to.right_to_left)
    if value is None or isinstance(value, bool | int | Money | date | Decimal):
        return value
    if isinstance(value, Mapping):
        return {str(name): _value(one, to) for name, one in value.items()}
    if isinstance(value, Sequence):
        return [_value(one, to) for one in value]
    raise TypeError(f"a letter has no field of the kind {type(value).__name__}")


_MAKERS: dict[str, Callable[[Render, Part], Block | None]] = {
    "title": Render.title,
    "pairs": Render.pairs,
    "summary": Render.passage,
    "clause": Render.passage,
    "text": Render.passage,
    "table": Render.table,
    "signatures": Render.signatures,
}
