"""Whether a value in a text is written as its reader writes it: read back, it must give itself.

Amounts and numbers are compared with a pattern cut from what the reader writes, since writing each anew takes longer
than all other checks together; a property of the tests holds the two equal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal

from collectdesk.i18n import _
from collectdesk.messages.checks.case import Expected, Said
from collectdesk.messages.checks.finding import Finding
from collectdesk.messages.checks.passage import Passage
from collectdesk.messages.formats import Reader
from collectdesk.money import Money, is_currency
from collectdesk.money.currency import decimals

_AROUND = "\u2066\u2067\u2068\u2069 "
_UNBROKEN = "\u00a0\u202f"
_CODE = re.compile(r"[A-Z]{3}")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def written(passage: Passage, said: Said, expected: Expected) -> Iterator[Finding]:
    """Values in a text that are not in the format of its reader, or in a currency that may not occur."""
    for span in passage.marked.spans:
        if span.kind in ("code", "name"):
            continue
        text = passage.text[span.start : span.end].strip(_AROUND)
        if span.kind == "money":
            code = _CODE.search(text)
            if code and expected.currencies and code.group() not in expected.currencies:
                why = _("{currency} is none of the currencies of this message.").format(currency=code.group())
                yield passage.finding("L10", "block", span.start, span.end, why)
                continue
        if not _as_read(text, span.kind, said.reader, said.channel == "sms"):
            why = _("This value is not written as the recipient's country writes it.")
            yield passage.finding("L10", "block", span.start, span.end, why)


def _as_read(text: str, kind: str, reader: Reader, short: bool) -> bool:
    if kind == "money":
        code = _CODE.search(text)
        return (
            code is not None
            and is_currency(code.group())
            and money_pattern(reader, decimals(code.group())).fullmatch(text.replace(code.group(), "¤", 1))
            is not None
        )
    if kind == "number":
        return number_pattern(reader).fullmatch(text) is not None
    if kind == "per_cent":
        return _is_per_cent(text, reader)
    if short and _ISO_DAY.fullmatch(text):
        return True
    return _is_day(text, reader)


@lru_cache(maxsize=256)
def money_pattern(reader: Reader, places: int) -> re.Pattern[str]:
    """Amounts of so many decimals as a reader writes them, with ¤ for the code."""
    code = {0: "JPY", 2: "EUR", 3: "KWD"}.get(places, "EUR")
    forms = []
    for minor in (1_234_567 * 10**places, -1_234_567 * 10**places):
        sample = reader.money(Money(minor, code)).replace(code, "¤", 1)
        forms.append(_any_number(sample, reader, places))
    return _compiled("|".join(forms), reader)


@lru_cache(maxsize=256)
def number_pattern(reader: Reader) -> re.Pattern[str]:
    """Numbers as a reader writes them."""
    symbols = reader.locale.number_symbols["latn"]
    decimal = re.escape(symbols["decimal"])
    plain = _any_number(reader.number(1_234_567), reader, 0)
    return _compiled(f"-?(?:{plain})(?:{decimal}\\d*[1-9])?", reader)


def _compiled(pattern: str, reader: Reader) -> re.Pattern[str]:
    """In a short text a plain blank may stand for one without a break, which would double its price."""
    if reader.brief:
        for blank in _UNBROKEN:
            pattern = pattern.replace(blank, f"[{blank} ]")
    return re.compile(pattern)


def _any_number(sample: str, reader: Reader, places: int) -> str:
    """A pattern from a sample of 1234567, grouped as the locale groups."""
    symbols = reader.locale.number_symbols["latn"]
    whole = re.search(r"1\D?2\D?3\D?4\D?5\D?6\D?7", sample)
    if whole is None:
        return re.escape(sample)
    group = re.escape(reader.group)
    if re.fullmatch(r"12\D34\D567", whole.group()):
        digits = f"(?:0|[1-9]\\d{{0,2}}|[1-9]\\d?(?:{group}\\d{{2}})*{group}\\d{{3}})"
    else:
        digits = f"(?:0|[1-9]\\d{{0,2}}(?:{group}\\d{{3}})*)"
    tail = sample[whole.end() :]
    fraction = re.escape(symbols["decimal"]) + f"\\d{{{places}}}" if places else ""
    if places:
        tail = tail[1 + places :]
    return re.escape(sample[: whole.start()]) + digits + fraction + re.escape(tail)


@lru_cache(maxsize=4096)
def _is_day(text: str, reader: Reader) -> bool:
    said = _plain(text, reader)
    return any(_plain(reader.day(day), reader) == said for day in _days_meant(text, reader))


def _plain(text: str, reader: Reader) -> str:
    return " ".join(text.split()) if reader.brief else text


def _days_meant(text: str, reader: Reader) -> Iterator[date]:
    """The days that a written day can name: its numbers, and the month by name or by number."""
    numbers = [int(number) for number in re.findall(r"\d{1,4}", text)]
    year = next((number for number in numbers if number > 31), None)
    rest = [number for number in numbers if number != year]
    if year is None or not rest:
        return
    if len(rest) == 1:
        style: Literal["abbreviated", "wide"] = "abbreviated" if reader.brief else "wide"
        names = reader.locale.months["format"][style]
        named = [(len(name), number) for number, name in names.items() if name in text]
        tried = [(max(named)[1] if named else 0, rest[0])]
    else:
        tried = [(rest[0], rest[1]), (rest[1], rest[0])]
    for month, day in tried:
        with suppress(ValueError):
            yield date(year, month, day)


@lru_cache(maxsize=1024)
def _is_per_cent(text: str, reader: Reader) -> bool:
    """Whether a rate is written as the reader writes it."""
    symbols = reader.locale.number_symbols["latn"]
    digits = re.sub(r"[^\d.,\-]", "", text).replace(reader.group, "").replace(symbols["decimal"], ".")
    try:
        return reader.per_cent(Decimal(digits)) == text
    except InvalidOperation:
        return False
