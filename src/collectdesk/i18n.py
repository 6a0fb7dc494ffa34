"""The language of the interface. Every sentence a user reads goes through `_` or `ngettext`."""

from __future__ import annotations

import gettext as _gettext

_translations: _gettext.NullTranslations = _gettext.NullTranslations()


def _(message: str) -> str:
    """The sentence in the language of the interface. Pass whole sentences, with named placeholders."""
    return _translations.gettext(message) if message else ""


def ngettext(one: str, many: str, n: int) -> str:
    """The sentence for `n` things in the language of the interface."""
    return _translations.ngettext(one, many, n)
