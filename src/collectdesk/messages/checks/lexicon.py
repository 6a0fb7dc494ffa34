"""A language's words made ready: which terms may begin with a word, and which languages it belongs to.

Whether a word matters depends on the word alone, so what is known of it is computed once and kept; going through a
text is then one look-up a word.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from babel.core import Locale

from collectdesk.messages.checks.folding import SPACELESS, folding
from collectdesk.messages.checks.wording import LANGUAGES, Entry, Relative, Wording, wording
from collectdesk.money.currency import is_currency

_KEPT_WORDS = 50_000
_PREFIXES = {"ar": ("و", "ف", "ب", "ك", "ل", "ال", "وال", "بال", "لل", "فال", "كال"), "he": tuple("והבכלמש")}
"""Short words that are written together with the next one."""
_TELLING = {"tr": "ğış", "pl": "ąęłńśźż", "da": "æø", "sv": "åäö", "de": "äöüß", "es": "ñ", "pt": "ãõ"}
"""Letters by which a word is told to be of a language, in a text whose own alphabet lacks them."""
_ALPHABETS = {
    "de": "äöüß", "fr": "àâæçéèêëîïôœùûüÿ", "es": "áéíóúüñ", "it": "àèéìíîòóùú", "pt": "áâãàçéêíóôõúü",
    "pt_BR": "áâãàçéêíóôõúü", "nl": "áäéëèêíïóöúü", "pl": "ąćęłńóśźż", "sv": "åäöéàü", "da": "æøåéäöü",
    "tr": "çğıöşüâîû", "en": "",
}  # fmt: skip
ACRONYMS = frozenset({
    "ABA", "ACH", "AHV", "BAJA", "BGB", "BIC", "BTW", "CEST", "CET", "CIF", "CNPJ", "CPF", "CVR", "DIN", "DNI",
    "EIN", "EST", "FAQ", "FCA", "GMBH", "GMT", "GST", "HGB", "HRB", "IBAN", "IFSC", "INC", "ISO", "IVA", "KRS",
    "KVK", "LLC", "LTD", "MWST", "NEFT", "NIF", "NIP", "ORG", "PAN", "PDF", "PEC", "PESEL", "PIX", "PLC",
    "PST", "RCS", "RDG", "REGON", "RFC", "RTGS", "RUT", "SEPA", "SIREN", "SIRET", "SMS", "SPEI", "STOP",
    "SWIFT", "TIN", "TVA", "UID", "UPI", "URL", "USA", "UST", "UTC", "VAT",
})  # fmt: skip
Kind = Literal[
    "entry", "exception", "day", "month_end", "vague", "weekday", "variant", "help", "dispute", "opt_out"
]


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase to look for: its folded words, each with whether any ending may follow."""

    kind: Kind
    parts: tuple[tuple[str, bool], ...]
    entry: Entry | None = None
    number: int = 0
    """Days from today, or the weekday with Monday as 0."""
    better: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """What is known of a word as it was typed."""

    forms: tuple[str, ...]
    """Folded, and without the short words written together with it."""
    length: int
    terms: tuple[Term, ...]
    own: bool
    foreign: tuple[str, ...]
    """Languages in whose function words it is, when it is none of the text's own."""
    shared: tuple[str, ...]
    """The same for a word that is the text's own."""
    months: tuple[str, ...]
    """Languages in which it names a month."""
    shouted: bool
    lower: bool
    script: str
    letters: int
    capitals: int


@dataclass(eq=False)
class Lexicon:
    """Everything about the words of a language."""

    language: str
    wording: Wording
    spaceless: bool
    terms: tuple[Term, ...]
    by_first: dict[str, tuple[Term, ...]]
    stems: dict[str, tuple[Term, ...]]
    own_words: frozenset[str]
    negations: frozenset[str]
    conditionals: frozenset[str]
    words: dict[str, Word] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.words = _Words(self)


class _Words(dict[str, Word]):
    """Words met so far; forgotten all at once when there are too many."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        self.lexicon = lexicon

    def __missing__(self, said: str) -> Word:
        if len(self) >= _KEPT_WORDS:
            self.clear()
        made = self[said] = _word(said, self.lexicon)
        return made


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of one of `LANGUAGES`."""
    words = wording(language)
    fold = folding(language)
    spaceless = language in SPACELESS
    terms = tuple(_terms(words, language))
    exact: dict[str, list[Term]] = {}
    stems: dict[str, list[Term]] = {}
    for term in () if spaceless else terms:
        first, open_end = term.parts[0]
        (stems if open_end else exact).setdefault(first, []).append(term)
    return Lexicon(
        language,
        words,
        spaceless,
        terms,
        {first: tuple(found) for first, found in exact.items()},
        {first: tuple(found) for first, found in stems.items()},
        _vocabulary(language) | {fold(loan) for loan in words.loans},
        frozenset(fold(one) for one in words.negations),
        frozenset(fold(one) for one in words.conditionals),
    )


def _terms(words: Wording, language: str) -> list[Term]:
    made = []
    for entry in words.entries:
        made += [Term("entry", _parts(term, language), entry) for term in entry.terms]
        made += [Term("exception", _parts(term, language), entry) for term in entry.exceptions]
    made += _relative_terms(words.relative, language)
    made += [
        Term("variant", _parts(wrong, language), better=right) for wrong, right in words.variants.items()
    ]
    if words.exits:
        made += [Term("help", _parts(term, language)) for term in words.exits.help]
        made += [Term("dispute", _parts(term, language)) for term in words.exits.dispute]
        made += [Term("opt_out", _parts(term, language)) for term in words.exits.opt_out]
    return made


def _relative_terms(relative: Relative, language: str) -> list[Term]:
    made = [Term("day", _parts(said, language), number=days) for said, days in relative.days.items()]
    made += [Term("month_end", _parts(said, language)) for said in relative.month_end]
    made += [Term("vague", _parts(said, language)) for said in relative.vague]
    for number, names in enumerate(_weekdays(language, relative)):
        made += [
            Term("weekday", _parts(pattern.replace("{weekday}", name), language), number=number)
            for name in sorted(names)
            for pattern in relative.weekdays
        ]
    return made


def _weekdays(language: str, relative: Relative) -> list[set[str]]:
    names = Locale.parse(language).days["format"]["wide"]
    found = [{str(names[number])} for number in range(7)]
    for number, more in enumerate(relative.weekday_names[:7]):
        found[number] |= set(more)
    return found


def _parts(term: str, language: str) -> tuple[tuple[str, bool], ...]:
    """The words of a term. A spaceless language's term is one part."""
    fold = folding(language)
    if language in SPACELESS:
        return ((fold(term.rstrip("*")), True),)
    cut = "".join(
        one if one == "*" or one.isalnum() or unicodedata.category(one)[0] == "M" else " " for one in term
    )
    return tuple((fold(part.rstrip("*")), part.endswith("*")) for part in cut.split())


@cache
def _function_words() -> dict[str, frozenset[str]]:
    """By language, its function words with their accents."""
    return {
        language: frozenset(folding("en")(word) for word in wording(language).function_words)
        for language in LANGUAGES
    }


@cache
def _vocabulary(language: str) -> frozenset[str]:
    """Words that are certainly at home in a language: its function words and those of its examples."""
    words = wording(language)
    fold = folding(language)
    said = " ".join(
        [text for entry in words.entries for text in (entry.positive, entry.negative, entry.better)]
    )
    cut = "".join(one if one.isalnum() or unicodedata.category(one)[0] == "M" else " " for one in said)
    return frozenset(fold(one) for one in (*words.function_words, *cut.split()))


@cache
def _months() -> dict[str, frozenset[str]]:
    """By language, the names of its months, folded."""
    found = {}
    for language in LANGUAGES:
        months = Locale.parse(language).months
        found[language] = frozenset(
            folding("en")(name)
            for use in ("format", "stand-alone")
            for name in months[use]["wide"].values()
            if not any(one.isdigit() for one in name)
        )
    return found


def _word(said: str, lexicon: Lexicon) -> Word:
    fold = folding(lexicon.language)
    folded = fold(said)
    plain = folding("en")(said)
    forms = [folded]
    forms += [
        folded[len(prefix) :]
        for prefix in _PREFIXES.get(lexicon.language, ())
        if folded.startswith(prefix) and len(folded) > len(prefix) + 1
    ]
    terms: list[Term] = []
    for form in forms:
        terms += lexicon.by_first.get(form, ())
        for size in range(1, len(form) + 1):
            terms += lexicon.stems.get(form[:size], ())
    own = any(form in lexicon.own_words for form in forms)
    digits = any(one.isdigit() for one in said)
    letters = [one for one in said if one.isalpha()]
    capitals = sum(one.isupper() for one in letters)
    acronym = capitals == len(letters) and len(letters) > 1
    spoken: tuple[str, ...] = ()
    if letters and not digits and not (acronym and said in ACRONYMS):
        sister = {"pt": "pt_BR", "pt_BR": "pt"}.get(lexicon.language)
        spoken = tuple(
            other
            for other in LANGUAGES
            if other not in (lexicon.language, sister, "pt_BR") and plain in _function_words()[other]
        )
        if not own and said[0].islower():  # a name may have any letters
            strange = set(plain) - set(_ALPHABETS.get(lexicon.language, ""))
            spoken += tuple(
                other
                for other, telling in _TELLING.items()
                if other not in (lexicon.language, sister, *spoken) and not strange.isdisjoint(telling)
            )
    return Word(
        tuple(forms),
        len(said),
        tuple(terms),
        own,
        () if own else spoken,
        spoken if own else (),
        tuple(language for language, names in _months().items() if plain in names),
        acronym and len(letters) >= 3 and not digits and said not in ACRONYMS and not is_currency(said),
        said[:1].islower(),
        _script(said),
        len(letters),
        capitals,
    )


def _script(said: str) -> str:
    """The script of a word's first letter, "" for none."""
    for character in said:
        if character.isalpha():
            return unicodedata.name(character, "").split(" ")[0].split("-")[0]
    return ""
