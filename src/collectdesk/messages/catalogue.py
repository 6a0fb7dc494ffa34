"""Translations of letters: one catalogue a language, read from its .po file, complete or not used at all.

The language of a letter has nothing to do with that of the interface. English is the source. A sentence that a
catalogue lacks, or holds only as a guess, stops the letter: half of it in another language would go out otherwise.
"""

from __future__ import annotations

import gettext
import io
from functools import cache
from importlib.resources.abc import Traversable

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.resources import folder

DOMAIN = "letters"
SOURCE = "en"


class Translator:
    """Gives the sentences of one language. BadInput for a sentence that its catalogue lacks."""

    def __init__(self, language: str, catalogue: Catalog | None) -> None:
        self.language = language
        self._catalogue = catalogue
        self._words: gettext.NullTranslations = gettext.NullTranslations()
        if catalogue is not None:
            compiled = io.BytesIO()
            write_mo(compiled, catalogue)
            compiled.seek(0)
            self._words = gettext.GNUTranslations(compiled)

    def gettext(self, message: str) -> str:
        """The sentence in the language."""
        self._check(message, None)
        return self._words.gettext(message) if message else ""

    def ngettext(self, one: str, many: str, n: int) -> str:
        """The sentence for `n` things."""
        self._check(one, None)
        return self._words.ngettext(one, many, n)

    def pgettext(self, context: str, message: str) -> str:
        """The sentence in a context."""
        self._check(message, context)
        return self._words.pgettext(context, message) if message else ""

    def npgettext(self, context: str, one: str, many: str, n: int) -> str:
        """The sentence for `n` things in a context."""
        self._check(one, context)
        return self._words.npgettext(context, one, many, n)

    def _check(self, message: str, context: str | None) -> None:
        if self._catalogue is None or not message:
            return
        found = self._catalogue.get(message, context)
        said = () if found is None or found.fuzzy else found.string
        if not said or not all((said,) if isinstance(said, str) else said):
            raise BadInput(
                _(
                    'the letters have no {language} for "{sentence}"; complete locale/{language}/LC_MESSAGES'
                ).format(language=self.language, sentence=message[:60])
            )


def languages() -> tuple[str, ...]:
    """The languages in which letters can be written: English and every one with a catalogue."""
    there = folder("locale")
    found = {one.name for one in there.iterdir() if one.is_dir() and _file(one.name).is_file()}
    return tuple(sorted(found | {SOURCE}))


@cache
def translator(language: str) -> Translator:
    """The translator of a language. BadInput for one without a catalogue, or whose file cannot be read."""
    if language == SOURCE:
        return Translator(language, None)
    if language not in languages():
        raise BadInput(
            _("letters cannot be written in {language}; use one of {all}").format(
                language=language, all=", ".join(languages())
            )
        )
    return Translator(language, catalogue(language))


def catalogue(language: str) -> Catalog:
    """A language's catalogue as it stands in its file. BadInput when it cannot be read."""
    try:
        return read_po(io.BytesIO(_file(language).read_bytes()), locale=language, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError) as error:
        raise BadInput(
            _("locale/{language}/LC_MESSAGES/{domain}.po cannot be read: {reason}; mend that line").format(
                language=language, domain=DOMAIN, reason=error
            )
        ) from error


def _file(language: str) -> Traversable:
    return folder("locale").joinpath(language, "LC_MESSAGES", f"{DOMAIN}.po")
