"""Numbers, amounts, dates and rates that were typed into prose: in the recipient's format, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from babel.core import Locale

from collectdesk.i18n import _
from collectdesk.messages.checks.case import Expected, Said
from collectdesk.messages.checks.finding import Finding, Severity
from collectdesk.messages.checks.lexicon import Lexicon
from collectdesk.messages.checks.passage import Paragraph, Passage
from collectdesk.messages.formats import Reader
from collectdesk.money import is_currency

_SPACES = "\u00a0\u202f "
_NUMBER = re.compile(r"[0-9]+(?:[.,'’/:-][0-9]+|[ \u00a0\u202f][0-9]{3}(?![0-9]))*")
_FULL_DATE = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{2,4})")
_SHORT_DATE = re.compile(r"(\d{1,2})/(\d{1,2})")
_SIGNS = "$€£¥￥₹₩₪₺₽฿₫₴₱₦"
_SIGN_BEFORE = re.compile(rf"(?:\b([A-Z]{{3}})|([A-Z]{{0,3}}[{_SIGNS}]))[{_SPACES}\u200e\u200f]?-?$")
_SIGN_AFTER = re.compile(
    rf"[{_SPACES}\u200e\u200f]?(?:([A-Z]{{3}})\b|([{_SIGNS}])|(kr|zł|Kč|Ft|円|元|원|₸)(?!\w))"
)
_BY_SIGN = {
    "€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₪": "ILS", "₺": "TRY", "₽": "RUB", "฿": "THB", "₫": "VND",
    "₴": "UAH", "₱": "PHP", "₦": "NGN", "US$": "USD", "CA$": "CAD", "C$": "CAD", "A$": "AUD", "AU$": "AUD",
    "NZ$": "NZD", "HK$": "HKD", "NT$": "TWD", "S$": "SGD", "R$": "BRL", "MX$": "MXN", "CN¥": "CNY", "JP¥": "JPY",
    "zł": "PLN", "Kč": "CZK", "Ft": "HUF", "円": "JPY", "원": "KRW",
}  # fmt: skip
_WORDS_THAT_ARE_CODES = frozenset(
    {"ALL", "TRY", "TOP", "CUP", "MOP", "PEN", "GEL", "SOS", "MAD", "BAM", "LAK", "BOB"}
)
_NAMED_CURRENCIES = (
    "EUR", "USD", "GBP", "CHF", "JPY", "CNY", "CAD", "AUD", "BRL", "MXN", "PLN", "SEK", "DKK", "NOK", "TRY", "INR",
    "KRW", "ILS", "EGP", "SAR", "AED", "CZK", "HUF", "RUB", "ZAR", "COP", "CLP", "ARS",
)  # fmt: skip
_PLURAL_MARK = re.compile(r"[^\W\d_]+\((?P<mark>[^\W\d_]{1,3})\)")
_CODE_BEFORE = re.compile(r"[\w#\-/+§.]$")
_CLOCK = re.compile(r"([01]?\d|2[0-3])[.:][0-5]\d")


@dataclass(frozen=True, slots=True)
class _Spot:
    """A paragraph in a text; offsets are the paragraph's."""

    passage: Passage
    at: int
    paragraph: Paragraph

    @property
    def prose(self) -> str:
        return self.paragraph.prose

    @property
    def lexicon(self) -> Lexicon:
        return self.paragraph.lexicon

    def finding(self, rule: str, severity: Severity, start: int, end: int, why: str) -> Finding:
        return self.passage.finding(rule, severity, self.at + start, self.at + end, why)


def figures(passage: Passage, said: Said, expected: Expected) -> Iterator[Finding]:
    """What was typed as a figure and should not stand there as it does."""
    for at, paragraph in passage.paragraphs:
        numbers, plurals = paragraph.once(_typed)
        if not numbers and not plurals:
            continue
        spot = _Spot(passage, at, paragraph)
        for start, end in numbers:
            yield from _figure(spot, start, end, said, expected)
        for start, end in plurals:
            why = _("A plural in brackets is no word; write the form that fits the number.")
            yield spot.finding("L10", "block", start, end, why)


def _typed(paragraph: Paragraph) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Where numbers and bracketed plurals stand in a paragraph."""
    marks = paragraph.lexicon.wording.plural_marks
    plurals = [
        found.span() for found in _PLURAL_MARK.finditer(paragraph.prose) if found.group("mark") in marks
    ]
    return [found.span() for found in _NUMBER.finditer(paragraph.prose)], plurals


def _figure(spot: _Spot, start: int, end: int, said: Said, expected: Expected) -> Iterator[Finding]:
    prose = spot.prose
    typed = prose[start:end]
    if ":" in typed:
        return
    date = _FULL_DATE.fullmatch(typed)
    if date:
        yield from _date(spot, date, start, end, said)
        return
    coded = start > 0 and _CODE_BEFORE.search(prose[start - 1 : start]) is not None
    money = _currency(spot, start, end, said.reader)
    if money is not None:
        yield from _amount(spot, typed, start, end, money, said, expected)
        return
    if prose[end : end + 2].lstrip(_SPACES).startswith(("%", "٪")) or prose[start - 1 : start] in ("%", "٪"):
        yield from _rate(spot, typed, start, end, said)
        return
    if coded or (prose[end : end + 1].isalpha() and not spot.lexicon.spaceless):
        return
    short = _SHORT_DATE.fullmatch(typed)
    if (
        short
        and said.language == "en"
        and all(1 <= int(one) <= 12 for one in short.groups())
        and short[1] != short[2]
    ):
        why = _("This date can be read in two ways; name the month.")
        yield spot.finding("L10", "warn", start, end, why)
    month = _month_beside(spot, start, end)
    if month is not None:
        yield from month
        return
    if (
        re.search(r"[.,]\d{2}$", typed)
        and not _CLOCK.fullmatch(typed)
        and not _fits(typed, said.reader, True)
    ) or (re.search(r"\d[.,'’]\d{3}(?!\d)", typed) and not _fits(typed, said.reader, True)):
        why = _("This number does not have the separators of the recipient's country.")
        yield spot.finding("L10", "block", start, end, why)


def _date(spot: _Spot, date: re.Match[str], start: int, end: int, said: Said) -> Iterator[Finding]:
    first, sign, second, third = date.groups()
    if len(first) == 4:
        if (
            said.channel != "sms"
            and not (sign == "-" and said.language in ("sv", "da"))
            and sign != _date_sign(said.reader)
        ):
            why = _("Write the date out as the recipient's country does.")
            yield spot.finding("L10", "warn", start, end, why)
        return
    if len(third) == 3 or int(first) == 0 or int(second) == 0:
        return
    day_first = _day_first(said.reader)
    possible = int(second if day_first else first) <= 12
    two_ways = int(first) <= 12 and int(second) <= 12 and first != second
    if sign != _date_sign(said.reader) or not possible or (two_ways and said.reader.language == "en"):
        why = _("This date is not in the recipient's format or can be read in two ways; name the month.")
        yield spot.finding("L10", "block", start, end, why)
    else:
        why = _("This date was typed; let the program write it.")
        yield spot.finding("L10", "info", start, end, why)


@lru_cache(maxsize=256)
def _short_pattern(locale: Locale) -> str:
    return re.sub(r"[\u200e\u200f]", "", str(locale.date_formats["short"].pattern))


def _day_first(reader: Reader) -> bool:
    pattern = _short_pattern(reader.locale)
    return pattern.find("d") < pattern.find("M")


def _date_sign(reader: Reader) -> str:
    found = re.search(r"[./-]", _short_pattern(reader.locale))
    return found.group() if found else "."


def _month_beside(spot: _Spot, start: int, end: int) -> Iterator[Finding] | None:
    """What the name of a month beside a number says, None where there is none."""
    for found in re.finditer(r"[^\W\d_]+", spot.prose[max(0, start - 20) : end + 20]):
        at = found.start() + max(0, start - 20)
        stop = found.end() + max(0, start - 20)
        between = spot.prose[end:at] if at >= end else spot.prose[stop:start]
        if not re.fullmatch(r"[.,]?\s?(?:de |\. )?", between):
            continue
        months = spot.lexicon.words[found.group()].months
        if months:
            return iter(_month(spot, months, min(at, start), max(stop, end)))
    return None


def _month(spot: _Spot, months: tuple[str, ...], start: int, end: int) -> list[Finding]:
    own = spot.lexicon.language
    if own in months or own.split("_")[0] in months:
        why = _("This date was typed; let the program write it.")
        return [spot.finding("L10", "info", start, end, why)]
    why = _("The month is named in another language than the message's.")
    return [spot.finding("L10", "block", start, end, why)]


def _currency(spot: _Spot, start: int, end: int, reader: Reader) -> tuple[int, int, str] | None:
    """The currency typed beside a number: where amount and currency begin and end, and code or sign; None without."""
    prose = spot.prose
    before = _SIGN_BEFORE.search(prose[max(0, start - 6) : start])
    if before and (before[2] or (is_currency(before[1]) and _is_amount(before[1], prose[start:end]))):
        return max(0, start - 6) + before.start(), end, before[1] or before[2]
    after = _SIGN_AFTER.match(prose, end)
    if after and (after[2] or after[3] or (is_currency(after[1]) and _is_amount(after[1], prose[start:end]))):
        return start, after.end(), after[1] or after[2] or after[3]
    word = re.compile(r"[ \u00a0\u202f]?([^\W\d_]+(?:-[^\W\d_]+)?)").match(prose, end)
    if word and word[1].casefold() in _currency_names(reader.locale):
        return start, word.end(), word[1].casefold()
    return None


def _is_amount(code: str, typed: str) -> bool:
    return code not in _WORDS_THAT_ARE_CODES or re.search(r"[.,]\d{2}$", typed) is not None


@cache
def _currency_names(locale: Locale) -> dict[str, frozenset[str]]:
    """By the last word of its name in the language, which currencies it can be."""
    found: dict[str, set[str]] = {}
    for code in _NAMED_CURRENCIES:
        names = {str(locale.currencies.get(code, ""))}
        names |= {str(name) for name in locale._data["currency_names_plural"].get(code, {}).values()}
        for name in names:
            for word in name.split()[:1] + name.split()[-1:]:
                if len(word) > 2:
                    found.setdefault(word.casefold(), set()).add(code)
    return {name: frozenset(codes) for name, codes in found.items()}


def _amount(
    spot: _Spot, typed: str, start: int, end: int, money: tuple[int, int, str], said: Said, expected: Expected
) -> Iterator[Finding]:
    first, last, sign = money
    codes = _codes(sign, said.reader)
    if not codes:
        why = _("This sign stands for several currencies; write the ISO code.")
        yield spot.finding("L10", "block", first, last, why)
    elif expected.currencies and not codes & expected.currencies:
        why = _("{currency} is none of the currencies of this message.").format(
            currency=", ".join(sorted(codes))
        )
        yield spot.finding("L10", "block", first, last, why)
    elif not _fits(typed, said.reader, False):
        why = _("This amount does not have the separators of the recipient's country.")
        yield spot.finding("L10", "block", first, last, why)
    else:
        why = _("This amount was typed; let the program write it, and compare it with the account.")
        yield spot.finding("L10", "warn", first, last, why)


def _codes(sign: str, reader: Reader) -> frozenset[str]:
    if sign in _BY_SIGN:
        return frozenset({_BY_SIGN[sign]})
    if sign == "kr":
        return frozenset({"SEK", "DKK", "NOK", "ISK"})
    if sign == "元":
        return frozenset({"CNY", "TWD", "HKD"})
    if len(sign) == 3 and sign.isupper() and is_currency(sign):
        return frozenset({sign})
    return _currency_names(reader.locale).get(sign, frozenset())


def _rate(spot: _Spot, typed: str, start: int, end: int, said: Said) -> Iterator[Finding]:
    first = str(said.reader.locale.percent_formats[None].pattern).startswith("%")
    before = spot.prose[start - 1 : start] in ("%", "٪")
    if not _fits(typed, said.reader, True) or before != first:
        why = _("This percentage is not written as in the recipient's country.")
        stop = end if before else spot.prose.find("%", end) + 1 or end
        yield spot.finding("L10", "block", start - before, stop, why)


def _fits(typed: str, reader: Reader, any_decimals: bool) -> bool:
    return _typed_pattern(reader, any_decimals).fullmatch(typed) is not None


@lru_cache(maxsize=256)
def _typed_pattern(reader: Reader, any_decimals: bool) -> re.Pattern[str]:
    """Numbers as a person of the reader's country types them: any kind of blank or apostrophe between groups."""
    symbols = reader.locale.number_symbols["latn"]
    decimal = symbols["decimal"]
    groups = {symbols["group"], Locale.parse(reader.locale.language).number_symbols["latn"]["group"]} - {
        decimal
    }
    if groups & {"\u00a0", "\u202f", " "}:
        groups |= {"\u00a0", "\u202f", " "}
    if groups & {"’", "'"}:
        groups |= {"’", "'"}
    group = "[" + "".join(re.escape(one) for one in sorted(groups)) + "]"
    fraction = f"(?:{re.escape(decimal)}\\d{'+' if any_decimals else '{2}'})?"
    return re.compile(
        f"(?:\\d{{1,3}}(?:{group}\\d{{3}})+|\\d{{1,2}}(?:{group}\\d{{2}})+{group}\\d{{3}}|\\d+){fraction}"
    )
