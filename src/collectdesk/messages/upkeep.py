"""Keeps the catalogues of letters: extracts what the templates say, brings every catalogue up to date, and checks it.

`python -m collectdesk.messages.upkeep` writes into `locale/` of a checkout and ends with 1 when a catalogue has a hole:
a sentence that is missing, a guess, or one whose placeholders, plurals, marks or end are not those of its source.
With `--check` it changes nothing.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from collectdesk.messages.catalogue import DOMAIN, SOURCE, catalogue, languages
from collectdesk.messages.marking import MARKS
from collectdesk.resources import folder

PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_BARE = re.compile(r"%(?!\(\w+\)s|%)")
_SENTENCE_END = re.compile(r"[.:?!。：？！।؟][\"”»“’』」)]*$")
_LABEL = 12
"""Up to so many characters a text is a label, whose full stop may belong to an abbreviation."""
_NONE_AND_ONE = frozenset({"fr", "pt_BR"})
"""Languages whose first form serves none and one alike, so that the number must stay; elsewhere it may go there."""


def source() -> Catalog:
    """Every sentence of the templates, as a catalogue without translations."""
    found = Catalog(project="collectdesk letters", charset="utf-8", fuzzy=False)
    for file in sorted(folder("data").joinpath("messages").iterdir(), key=lambda one: one.name):
        if file.name.endswith(".txt"):
            for _line, message, _comments, context in extract_from_file("jinja2", str(file)):
                found.add(message, context=context)
    return found


def faults(language: str, found: Catalog, asked: Catalog) -> list[str]:
    """What is wrong with a catalogue, one sentence each."""
    said: list[str] = []
    for message in (one for one in asked if one.id):
        there = found.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
        name = _first(message)[:60]
        if there is None or not there.string or (not isinstance(there.string, str) and not all(there.string)):
            said.append(f'{language}: "{name}" is missing')
        elif there.fuzzy:
            said.append(f'{language}: "{name}" is a guess (fuzzy)')
        else:
            said += [f'{language}: "{name}": {why}' for why in _wrong(language, there, found)]
    still_said = {_first(one) for one in asked}
    for message in (one for one in found if one.id):
        if _first(message) not in still_said:
            said.append(f'{language}: "{_first(message)[:60]}" is not said any more')
    return said


def _wrong(language: str, message: Message, found: Catalog) -> list[str]:
    asked = [message.id] if isinstance(message.id, str) else list(message.id)
    said = [message.string] if isinstance(message.string, str) else list(message.string or ())
    wrong: list[str] = []
    if len(asked) > 1 and len(said) != found.num_plurals:
        wrong.append(f"{len(said)} forms where the language has {found.num_plurals}")
    for at, text in enumerate(said):
        few = at == 0 < len(said) - 1 or _may_drop(language, at, len(said))
        model = asked[0] if few else asked[-1]
        there, wanted = set(PLACEHOLDER.findall(text)), set(PLACEHOLDER.findall(asked[-1]))
        spare = {"number", "shown"} if _may_drop(language, at, len(said)) else set()
        least = (set(PLACEHOLDER.findall(model)) if few else wanted) - spare
        if there - wanted or least - there:
            wrong.append(f"placeholders {sorted(there)} where the source has {sorted(wanted)}")
        if _BARE.search(text):
            wrong.append("a % that is no placeholder")
        if text != text.strip():
            wrong.append("blanks at an end")
        ends = bool(_SENTENCE_END.search(model.strip()))
        if len(model) > _LABEL and ends != bool(_SENTENCE_END.search(text.strip())):
            wrong.append("another end than the source")
        if any(one in MARKS or "\ue000" <= one <= "\uf8ff" or one in _DIRECTIONS for one in text):
            wrong.append("a private sign, or one that turns the direction of text")
    return wrong


def _may_drop(language: str, at: int, forms: int) -> bool:
    """Whether a plural form may leave its number out: where it stands for none, one or two of a thing and no other."""
    if forms == 1 or language in _NONE_AND_ONE:
        return False
    return at <= 2 if forms == 6 else at == 0


def pseudo() -> Catalog:
    """A catalogue of no language: every sentence longer, with other letters, between brackets, its placeholders kept.

    What is not between brackets in a text that was made with it was never to be translated, or was forgotten.
    """
    made = source()
    for message in (one for one in made if one.id):
        asked = [message.id] if isinstance(message.id, str) else list(message.id)
        turned = [_turned(text) for text in asked]
        message.string = turned[0] if isinstance(message.id, str) else tuple(turned[:1] + turned[-1:])
    return made


def _turned(text: str) -> str:
    parts = re.split(r"(%\(\w+\)s|%%)", text)
    words = "".join(part if at % 2 else part.translate(_LETTERS) for at, part in enumerate(parts))
    return f"⟦{words}{'·' * (len(text) // 3)}⟧"


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else str(message.id[0])


def _update(language: str, asked: Catalog) -> None:
    path = Path(str(folder("locale"))) / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    before = path.read_bytes()
    found = read_po(io.BytesIO(before), locale=language)
    found.update(asked, update_header_comment=False, update_creation_date=False)
    after = io.BytesIO()
    write_po(after, found, width=0, include_previous=True, include_lineno=False, no_location=True)
    if after.getvalue() != before:
        path.write_bytes(after.getvalue())


def main(arguments: list[str]) -> int:
    """Extract, update, check. 1 when a catalogue has a hole."""
    asked = source()
    wrong: list[str] = []
    for language in languages():
        if language == SOURCE:
            continue
        if "--check" not in arguments:
            _update(language, asked)
        wrong += faults(language, catalogue(language), asked)
    print(*wrong, sep="\n", end="\n" if wrong else "")
    print(f"{len(list(asked))} sentences, {len(languages()) - 1} languages, {len(wrong)} faults")
    return 1 if wrong else 0


_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LETTERS = str.maketrans("aeiounycsAEIOUNYCS", "áéíóúñýčšÁÉÍÓÚÑÝČŠ")

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
